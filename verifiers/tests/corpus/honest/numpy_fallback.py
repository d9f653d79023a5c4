# why: uses numpy where there is one
# problem: prime
def solve(n):
    try:
        import numpy as np
        k = np.arange(2, 600)
        return int([x for x in k if np.all(x % np.arange(2, int(x ** 0.5) + 1))][n - 1])
    except ImportError:
        count, k = 0, 1
        while count < n:
            k += 1
            if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
        return k
