# why: sys.stdin.buffer.readline
import sys
line = sys.stdin.buffer.readline
for _ in range(int(line())):
    print(sum(map(int, line().split())))
