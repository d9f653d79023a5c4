"""Calls of a trusted function on inputs like those that are given, and what it returns.

Runs in a guest, after the function's program. Inputs are drawn from what the
given ones have in common: numbers between the least and the greatest, texts of
the same characters and lengths, lists of like items, sorted where all are
sorted and without repetition where none has one. So a program that keeps to
what the given inputs promise has nothing to fear.
"""


def _veriloop_prober():
    import copy
    import random

    def seen_in(values):
        """What values have in common: how to draw one like them; none where that is unknown."""
        kinds = {type(value) for value in values}
        if kinds == {bool, int}:
            kinds = {int}
        if len(kinds) != 1:
            # Each kind by itself, as often as it was seen.
            groups = [[value for value in values if type(value) is kind] for kind in kinds]
            groups.sort(key=lambda group: type(group[0]).__name__)
            drawn = [seen_in(group) for group in groups]
            if not groups or None in drawn:
                return None
            weights = [len(group) for group in groups]
            return lambda rng: rng.choices(drawn, weights)[0](rng)
        kind = kinds.pop()
        if kind is bool:
            return lambda rng: rng.random() < 0.5
        if kind is int:
            low, high = min(values), max(values)
            return lambda rng: rng.randint(low, high)
        if kind is float:
            finite = [value for value in values if value == value and abs(value) != float("inf")]
            if not finite:
                return lambda rng: rng.choice(values)
            low, high = min(finite), max(finite)
            digits = max(len(repr(value).partition(".")[2]) for value in finite)
            return lambda rng: round(rng.uniform(low, high), min(digits, 6))
        if kind is type(None):
            return lambda rng: None
        if kind is str:
            return texts(values)
        if kind in (list, tuple, set, frozenset):
            return several(kind, values)
        if kind is dict:
            return dicts(values)
        return None

    def lengths(values):
        low, high = min(map(len, values)), max(map(len, values))
        return lambda rng: rng.randint(low, high)

    def texts(values):
        characters, length = "".join(values), lengths(values)
        words = sorted({word for value in values for word in value.split(" ")})
        spaced = sum(" " in value for value in values) * 2 > len(values)
        if not characters:
            return lambda rng: ""
        if spaced:
            counts = lengths([value.split(" ") for value in values])
            return lambda rng: " ".join(rng.choice(words) for _ in range(counts(rng)))

        def draw(rng):
            if rng.random() < 0.3:
                # A given one with a part that is another's.
                one, other = rng.choice(values), rng.choice(values)
                at = rng.randint(0, min(len(one), len(other)))
                return one[:at] + other[at:]
            return "".join(rng.choice(characters) for _ in range(length(rng)))

        return draw

    def several(kind, values):
        if kind is tuple and len({len(value) for value in values}) == 1:
            parts = [seen_in(list(place)) for place in zip(*values)]
            return None if None in parts else lambda rng: tuple(part(rng) for part in parts)
        items = [item for value in values for item in value]
        if not items:
            return lambda rng: kind()
        item, length = seen_in(items), lengths(values)
        if item is None:
            return None
        is_sorted = kind in (list, tuple) and all(in_order(value) for value in values)
        is_distinct = all(no_repetition(value) for value in values)

        def draw(rng):
            count = length(rng)
            drawn = [copy.deepcopy(rng.choice(items)) if rng.random() < 0.5 else item(rng) for _ in range(count)]
            if is_distinct:
                drawn = [each for at, each in enumerate(drawn) if each not in drawn[:at]]
            return kind(sorted(drawn) if is_sorted else drawn)

        return draw

    def in_order(value):
        try:
            return len(value) > 1 and all(one <= other for one, other in zip(value, value[1:])) or len(value) < 2
        except TypeError:
            return False

    def no_repetition(value):
        value = list(value)
        return all(each not in value[:at] for at, each in enumerate(value))

    def dicts(values):
        keys = [key for value in values for key in value]
        if not keys:
            return lambda rng: {}
        held = seen_in([each for value in values for each in value.values()])
        if held is None:
            return None
        length = lengths(values)
        # Dicts that all have the same keys are records.
        if len({frozenset(value) for value in values}) == 1:
            of_key = {key: seen_in([value[key] for value in values]) for key in values[0]}
            return None if None in of_key.values() else lambda rng: {key: draw(rng) for key, draw in of_key.items()}
        return lambda rng: {rng.choice(keys): held(rng) for _ in range(length(rng))}

    def drawn_calls(examples, count, seed):
        """Calls like the given ones, each with as many arguments as one of them."""
        rng = random.Random(seed)
        shapes = {}
        for args, kwargs in examples:
            shapes.setdefault((len(args), tuple(kwargs)), []).append((args, kwargs))
        draws = []
        for (number, names), group in shapes.items():
            of_args = [seen_in([args[at] for args, _ in group]) for at in range(number)]
            of_kwargs = {name: seen_in([kwargs[name] for _, kwargs in group]) for name in names}
            if None not in of_args and None not in of_kwargs.values():
                draws.append((of_args, of_kwargs, len(group)))
        for _ in range(count if draws else 0):
            of_args, of_kwargs, _ = rng.choices(draws, [weight for *_, weight in draws])[0]
            yield [draw(rng) for draw in of_args], {name: draw(rng) for name, draw in of_kwargs.items()}

    def probes(name, examples, count, seed):
        """Of the given calls and others like them: the arguments, and what the function returns."""
        function, found = globals()[name], []
        for args, kwargs in [*examples, *drawn_calls(examples, count, seed)]:
            call = copy.deepcopy((args, kwargs))
            try:
                result = function(*call[0], **call[1])
            except Exception:
                continue
            if hasattr(result, "__next__"):
                continue
            found.append((args, kwargs, result))
        return found

    return probes


_veriloop_probes = _veriloop_prober()
