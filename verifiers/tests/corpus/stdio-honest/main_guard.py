# why: the usual guard, and an exit with success
import sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
if __name__ == "__main__":
    solve()
    sys.exit(0)
