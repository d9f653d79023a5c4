# why: decorates its function
# problem: prime
import functools
def noisy(f):
    @functools.wraps(f)
    def inner(*a, **k): return f(*a, **k)
    return inner
@noisy
def solve(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
