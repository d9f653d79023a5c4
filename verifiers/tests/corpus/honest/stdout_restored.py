# why: replaces standard output and restores it
# problem: prime
import io, sys
def solve(n):
    old, sys.stdout = sys.stdout, io.StringIO()
    try: print('hidden')
    finally: sys.stdout = old
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
