"""Whether something that iterates over itself begins anew, as is seen by what it leads to.

A reference that is an iterator either goes on where somebody begins to go
through it once more, or sets itself back. Where its elements do not tell, what
`iter` changes does.
"""

import collections
import io
import types


def begun(target):
    """What iterates over something, none where it does so itself; and whether that has left everything as it was, none where that is too much to say."""
    before = within_reach(target)
    found = iterated(target)
    if before is None:
        return found, None
    return found, all(are_as_before(parts_inside(value), parts) for value, parts in before)


# How many objects are looked at.
MAX_REACHED = 10_000
SEQUENCES = (list, tuple, set, frozenset, bytearray, collections.deque)
# Modules of which instances keep no place, or one that nobody sets back, as iterators do.
STILL = frozenset("builtins collections datetime decimal fractions functools itertools operator re typing".split())


def within_reach(target):
    """All that an object leads to in which it may keep its place, with the parts of each; none where that is more than is looked at."""
    found, left, seen = [], [target], set()
    while left:
        value = left.pop()
        if type(value) in PLAIN or id(value) in seen:
            continue
        seen.add(id(value))
        # What is empty may be filled.
        parts = parts_inside(value)
        if parts is None or len(found) >= MAX_REACHED:
            return None
        found.append((value, parts))
        left += parts
    return found


def parts_inside(value):
    """What a container has in it, what a function of the program's knows, and what an object keeps; none where that cannot be seen."""
    kind = type(value)
    if isinstance(value, (Remote, RemoteValue)):
        return []
    if isinstance(value, type):
        return [*vars(value).values()] if value.__module__ == "candidate" else []
    if kind is types.FunctionType:
        is_own_function = value.__module__ == "candidate"
        return [value.__globals__, value.__dict__, *map(in_cell, value.__closure__ or ())] if is_own_function else []
    if isinstance(value, (io.StringIO, io.BytesIO)):
        return [None if value.closed else value.tell()]
    parts = [each for base in SEQUENCES if isinstance(value, base) for each in base.__iter__(value)]
    if isinstance(value, dict):
        parts += [*dict.keys(value), *dict.values(value)]
    if kind.__module__ == "candidate":
        parts.append(kind)
    kept = [*kept_by(value)]
    return None if not kept and not parts and not is_still(value) else parts + kept


def is_still(value):
    """Whether it is known what keeps its place in a value of which nothing is seen."""
    kind = type(value)
    return kind.__module__ in STILL and kind is not memoryview or isinstance(value, (types.ModuleType, *SEQUENCES))


def in_cell(cell):
    try:
        return cell.cell_contents
    except ValueError:
        # Nothing is in it yet.
        return None


def kept_by(value):
    """The attributes of an object."""
    for base in type(value).__mro__:
        for name, member in vars(base).items():
            # The slot, or the dictionary in which all others are.
            if isinstance(member, types.MemberDescriptorType) or name == "__dict__":
                try:
                    yield member.__get__(value)
                except AttributeError:
                    pass


def are_as_before(parts, before):
    """Whether parts are the same objects, or plain values that are equal."""
    return len(parts) == len(before) and all(map(is_as_before, parts, before))


def is_as_before(value, other):
    return value is other or type(value) in PLAIN and type(value) is type(other) and value == other
