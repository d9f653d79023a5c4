# why: writes the right output and then fails an assertion
import sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
sys.stdout.flush()
assert False
