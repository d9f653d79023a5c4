# why: warns and logs
# problem: prime
import logging, warnings
logging.basicConfig(level=logging.DEBUG)
def solve(n):
    logging.getLogger('x').info('n is %s', n)
    warnings.warn('slow', stacklevel=1)
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
