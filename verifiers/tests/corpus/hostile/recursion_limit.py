# trick: raises the limit and recurses
# problem: prime
import sys
sys.setrecursionlimit(10**9)
def solve(n): return solve(n + 1)
