import sys


def diagonal_moves(n, m, k):
    if max(n, m) > k:
        return -1
    if n % 2 != m % 2:
        # One move must go straight.
        return k - 1
    # All moves are diagonal, unless their number has the wrong parity: then two go straight.
    return k if n % 2 == k % 2 else k - 2


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    queries = zip(*[iter(numbers[1:])] * 3)
    print("\n".join(str(diagonal_moves(*query)) for query in queries))


main()
