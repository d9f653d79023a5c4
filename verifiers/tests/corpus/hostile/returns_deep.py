# trick: returns a value nested too deeply
# problem: prime
def solve(n):
    x = 2
    for _ in range(5000): x = [x]
    return x
