# why: waits for a key that never comes
import sys, time
while not sys.stdin.isatty():
    time.sleep(1000)
