import sys


def reversed_words(words):
    """The numbers of the words to be reversed, or None where no choice of them is enough."""
    kinds = {"01": [], "10": []}
    loops = set()
    for number, word in enumerate(words, 1):
        ends = word[0] + word[-1]
        if ends in kinds:
            kinds[ends].append(number)
        else:
            loops.add(ends)
    if len(loops) == 2 and not kinds["01"] and not kinds["10"]:
        return None
    known = set(words)
    more, fewer = sorted(kinds.values(), key=len, reverse=True)
    needed = (len(more) - len(fewer)) // 2
    # A word whose reversal is there already has to stay as it is.
    free = [number for number in more if words[number - 1][::-1] not in known]
    return free[:needed] if len(free) >= needed else None


def main():
    data = sys.stdin.read().split()
    at = 1
    for _ in range(int(data[0])):
        n = int(data[at])
        words = data[at + 1 : at + 1 + n]
        at += n + 1
        answer = reversed_words(words)
        if answer is None:
            print(-1)
        else:
            print(len(answer))
            print(*answer)


main()
