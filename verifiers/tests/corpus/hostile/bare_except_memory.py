# trick: swallows its own memory error and goes on
# problem: prime
def solve(n):
    try:
        x = [bytes(1 << 20) for _ in range(1 << 20)]
    except:
        return 0
