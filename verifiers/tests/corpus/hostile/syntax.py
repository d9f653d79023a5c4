# trick: does not parse
# problem: prime
def solve(n) return 2
