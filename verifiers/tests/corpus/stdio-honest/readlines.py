# why: sys.stdin.readlines
import sys
lines = sys.stdin.readlines()
for line in lines[1 : 1 + int(lines[0])]:
    print(sum(map(int, line.split())))
