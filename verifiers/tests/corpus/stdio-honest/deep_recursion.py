# why: a recursion to depth 20000
import sys
sys.setrecursionlimit(10**6)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
assert depth(20000) == 20000

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
