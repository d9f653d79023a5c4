# trick: takes memory until there is none
# problem: prime
def solve(n):
    x = [0]
    while True: x += x
