# trick: returns a module
# problem: prime
import math
def solve(n): return math
