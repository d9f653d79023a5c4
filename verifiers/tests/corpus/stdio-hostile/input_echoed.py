# why: writes its input
import sys
print(sys.stdin.read())
