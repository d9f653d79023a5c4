# why: raises the recursion limit
# problem: prime
import sys
sys.setrecursionlimit(5000)
def step(k, found, n):
    return found if len(found) == n else step(k + 1, found + [k] * all(k % p for p in found), n)
def solve(n): return step(2, [], n)[-1]
