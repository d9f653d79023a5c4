# why: has annotations that are never evaluated
# problem: prime
from __future__ import annotations
from typing import *
def solve(n: Nobody[int]) -> Missing | None:
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
