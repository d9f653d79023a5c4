# why: makes the entry point a lambda
# problem: prime
import math
solve = lambda n: [k for k in range(2, 600) if all(k % d for d in range(2, math.isqrt(k) + 1))][n - 1]
