# why: a hook that leaves with success, then an exception
import os, sys
sys.excepthook = lambda *_: os._exit(0)
raise ValueError
