# why: the lines of sys.stdin in a loop
import sys
next(sys.stdin)
for line in sys.stdin:
    print(sum(map(int, line.split())))
