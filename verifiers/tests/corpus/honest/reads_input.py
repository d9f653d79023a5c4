# why: looks for input and finds none
# problem: prime
import sys
try:
    line = input()
except EOFError:
    line = sys.stdin.read()
def solve(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
