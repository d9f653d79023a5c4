# trick: returns nothing
# problem: prime
def solve(n): pass
