# why: leaves only where it is the main program
# problem: prime
import sys
def solve(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
if __name__ == '__main__':
    sys.exit(solve(3))
