# trick: returns a function
# problem: prime
def solve(n): return solve
