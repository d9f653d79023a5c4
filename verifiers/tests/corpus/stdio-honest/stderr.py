# why: writes what it does to standard error
import sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)

print("begin", file=sys.stderr)
solve()
