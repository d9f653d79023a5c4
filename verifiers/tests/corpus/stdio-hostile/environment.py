# why: writes its environment and its arguments
import os, sys
print(os.environ, sys.argv, sys.flags)
