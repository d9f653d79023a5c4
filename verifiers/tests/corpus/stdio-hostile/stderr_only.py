# why: the right output, on standard error
import sys
sys.stdout = sys.stderr

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
