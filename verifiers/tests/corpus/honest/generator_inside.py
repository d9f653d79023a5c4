# why: draws from a generator
# problem: prime
import itertools
def primes():
    found = []
    for k in itertools.count(2):
        if all(k % p for p in found):
            found.append(k)
            yield k
def solve(n): return next(itertools.islice(primes(), n - 1, None))
