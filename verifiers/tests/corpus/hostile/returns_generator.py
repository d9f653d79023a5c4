# trick: returns a generator that draws for ever
# problem: prime
def solve(n):
    while True: yield n
