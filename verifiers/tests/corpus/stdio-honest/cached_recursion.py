# why: a cached recursion to depth 9000
import sys
from functools import lru_cache
sys.setrecursionlimit(10**6)
@lru_cache(maxsize=None)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
assert depth(9000) == 9000

n = int(input())
for _ in range(n):
    a, b = map(int, input().split())
    print(a + b)
