import sys


def main():
    lines = iter(sys.stdin)
    for _ in range(int(next(lines))):
        n = int(next(lines))
        choices = list(zip(*(next(lines).split() for _ in range(3))))
        chosen = []
        for index in range(n):
            # Three different values and at most two neighbours: one of them is always free.
            taken = {chosen[-1]} if chosen else set()
            if index == n - 1:
                taken.add(chosen[0])
            chosen.append(next(value for value in choices[index] if value not in taken))
        print(*chosen)


main()
