# trick: raises an exception with a text of megabytes
# problem: prime
def solve(n):
    raise ValueError('x' * (9 << 20))
