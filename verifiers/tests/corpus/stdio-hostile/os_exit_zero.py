# why: leaves with success at once
import os
os._exit(0)
