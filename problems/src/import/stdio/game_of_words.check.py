def check(stdin, stdout, expected):
    given, found, known = stdin.split(), lines(stdout), lines(expected)
    at = 1
    for test in range(1, int(given[0]) + 1):
        n = int(given[at])
        words = given[at + 1 : at + 1 + n]
        at += n + 1
        fewest, answer = answer_in(known), answer_in(found)
        if answer is None:
            return False, f"test {test}: no answer"
        if len(answer) != len(fewest) or (answer == [-1]) != (fewest == [-1]):
            return False, f"test {test}: found {answer}, and {fewest} is enough"
        if answer != [-1]:
            why = fault(words, answer)
            if why:
                return False, f"test {test}: {why}"
    if found:
        return False, "more lines than were asked for"
    return True


def lines(text):
    """The lines that have something on them, as numbers, the last one first."""
    return [[int(word) for word in line.split()] for line in reversed(text.splitlines()) if line.strip()]


def answer_in(left):
    """The next answer, which is -1 alone or the numbers of words; it is taken from what is left."""
    if not left:
        return None
    count = left.pop()
    if count == [0] or count == [-1]:
        return count[count[0] :] if count == [-1] else []
    if len(count) != 1 or not left or len(left[-1]) != count[0]:
        raise ValueError("an answer of another form")
    return left.pop()


def fault(words, answer):
    if len(set(answer)) < len(answer) or not all(1 <= number <= len(words) for number in answer):
        return "not numbers of different words"
    after = list(words)
    for number in answer:
        after[number - 1] = after[number - 1][::-1]
    if len(set(after)) < len(set(words)):
        return "two words become the same"
    ends = [word[0] + word[-1] for word in after]
    there, back = ends.count("01"), ends.count("10")
    if abs(there - back) > 1 or (not there and not back and len(set(ends)) > 1):
        return "there is no order for these words"
    return None
