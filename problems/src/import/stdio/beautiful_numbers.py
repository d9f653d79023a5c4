import sys


def main():
    data = sys.stdin.buffer.read().split()
    at = 1
    for _ in range(int(data[0])):
        n = int(data[at])
        place = [0] * (n + 1)
        for index, number in enumerate(data[at + 1 : at + 1 + n]):
            place[int(number)] = index
        at += n + 1
        left, right, answer = n, -1, []
        for m in range(1, n + 1):
            left, right = min(left, place[m]), max(right, place[m])
            # The numbers up to m stand together if the stretch that has them all is m long.
            answer.append("1" if right - left + 1 == m else "0")
        print("".join(answer))


main()
