# trick: never ends
# problem: prime
def solve(n):
    while True: pass
