# why: reads at the end of the input without end
import sys
while True:
    sys.stdin.read(1)
