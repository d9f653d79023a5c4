# trick: prints without end
# problem: prime
def solve(n):
    while True: print('x' * 1000)
