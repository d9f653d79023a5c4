def check(stdin, stdout, expected):
    given, found = iter(stdin.split()), iter(stdout.split())
    for test in range(1, int(next(given)) + 1):
        n = int(next(given))
        choices = list(zip(*[[next(given) for _ in range(n)] for _ in range(3)]))
        chosen = [word for _, word in zip(range(n), found)]
        if len(chosen) < n:
            return False, f"test {test}: {len(chosen)} of {n} numbers"
        for index, number in enumerate(chosen):
            if number not in choices[index]:
                return False, f"test {test}: {number} is no choice at place {index + 1}"
            if number == chosen[index - 1]:
                return False, f"test {test}: place {index + 1} has the number of its neighbour"
    if next(found, None) is not None:
        return False, "more numbers than were asked for"
    return True
