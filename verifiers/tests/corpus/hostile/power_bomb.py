# trick: computes a number that fits nowhere
# problem: prime
def solve(n): return 10 ** 10 ** 8
