# why: recurses to a depth of 900 through calls made by C code
# problem: prime
from functools import lru_cache
@lru_cache(None)
def cached(k): return 0 if k == 0 else 1 + cached(k - 1)
def mapped(k): return 0 if k == 0 else 1 + max(map(mapped, [k - 1]))
class Chain:
    def __init__(self, k): self.k = k
    def __add__(self, other): return other if self.k == 0 else 1 + (Chain(self.k - 1) + other)
def solve(n):
    assert cached(450) == 450 and cached(900) == 900
    assert mapped(450) == 450 and Chain(450) + 1 == 451
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
