"""Who has the containers that went from one guest to the other.

A container that went to the program, and one that came from it, is the same on
both sides only as long as neither changes it. Where the tests have it still
when the program is at work again, or has been, that can be seen; and what a
program keeps of what it returns, the tests may change.
"""

import opcode
import sys

CONTAINERS = frozenset((list, dict, set))


def owners_of(known):
    return [sys.getrefcount(each) for each in known]


# As many owners has what nothing but the list of such things has; and so many more an argument that the tests make only
# for the call, on its way to it, beside the tuple or the dictionary of arguments. The exercise holds them to it.
OWNERS = owners_of([[]])[0]
OWNERS_OF_ARGUMENT, OWNERS_OF_NAMED = 2, 3
CALLS = frozenset((opcode.opmap["CALL"], opcode.opmap["CALL_KW"]))
CALLING = frozenset(("exchange", "remote"))


def owned_by(*roots):
    """How often each container is found in some others, and whether one is in a tuple, of which nobody knows who has it."""
    counts, seen, todo = {}, set(), [root for root in roots if root]
    is_in_tuple = False
    while todo:
        each = todo.pop()
        for parts in (each, each.values()) if type(each) is dict else (each,):
            if PLAIN.issuperset(map(type, parts)):
                continue
            for part in parts:
                kind = type(part)
                if kind in CONTAINERS:
                    counts[id(part)] = counts.get(id(part), 0) + 1
                elif kind is not tuple:
                    continue
                elif not PLAIN.issuperset(map(type, part)):
                    is_in_tuple = True
                if id(part) not in seen:
                    seen.add(id(part))
                    todo.append(part)
    return counts, is_in_tuple


def add_owners(counts, parts, more):
    for part in parts:
        if type(part) in CONTAINERS:
            counts[id(part)] += more


def calling():
    """The frame that calls the program, and whether it does so in a plain call.

    Elsewhere an argument has as many owners as whoever makes the call likes.
    """
    frame = sys._getframe(2)
    while frame.f_code.co_filename in CALLING:
        frame = frame.f_back
    return frame, frame.f_code.co_code[frame.f_lasti] in CALLS


def are_local(known, frame):
    """Whether a frame or one of those that led to it has something as a variable: while it is on its way to a call, that is no owner more."""
    numbers = set(map(id, known))
    while frame is not None:
        if frame.f_code.co_filename in ROLES and not numbers.isdisjoint(map(id, frame.f_locals.values())):
            return True
        frame = frame.f_back
    return False


def are_kept(known, args, kwargs):
    """Whether the tests have one of the containers that they called the program with."""
    frame, is_plain_call = calling()
    if not is_plain_call or not CONTAINERS.issuperset(map(type, known)):
        return True
    counts, is_in_tuple = owned_by(args, kwargs)
    if is_in_tuple:
        return True
    add_owners(counts, args, OWNERS_OF_ARGUMENT)
    add_owners(counts, (kwargs or {}).values(), OWNERS_OF_NAMED)
    for each, count in zip(known, owners_of(known)):
        if each is not kwargs and count > OWNERS + counts.get(id(each), 0):
            return True
    return are_local(known, frame)


def are_arguments_kept(containers):
    """The same of arguments by position, each another one, in which there are nothing but plain values."""
    frame, is_plain_call = calling()
    # Each is in the tuple of the arguments once.
    return not is_plain_call or max(owners_of(containers)) > OWNERS + 1 + OWNERS_OF_ARGUMENT or are_local(containers, frame)


def look_at_received():
    """Whether the tests have what they were answered with, now that the program is at work once more."""
    received, side.received = side.received, []
    if side.is_plain:
        # The list of them is counted both ways.
        counts, _ = owned_by(received)
        for each, count in zip(received, owners_of(received)):
            if count >= OWNERS + counts.get(id(each), 1):
                side.is_plain = False


# What a program keeps of what it returns, the tests may change before they call it again, in passing: more refers to it
# than the answer does. How much that is, is found out here, by what nobody keeps.


def references_of_result(value):
    return sys.getrefcount(value)


def references_of_parts(value):
    """The containers in another one or in a tuple, and tuples in which there are some: how often each is referred to, beside by what it is in."""
    found, todo = {}, [value]
    while todo:
        each = todo.pop()
        for parts in (each, each.values()) if type(each) is dict else (each,):
            if PLAIN.issuperset(map(type, parts)):
                continue
            for part in parts:
                if id(part) in found:
                    found[id(part)][1] += 1
                elif type(part) in CONTAINERS or type(part) is tuple and not PLAIN.issuperset(map(type, part)):
                    found[id(part)] = [part, 1]
                    todo.append(part)
    part = parts = each = None
    return [(each, sys.getrefcount(each) - count) for each, count in found.values()]


def calibrated(count, value):
    value = list(value)
    return count(value)


RESULT, PART = calibrated(references_of_result, ()), calibrated(references_of_parts, [[]].copy())[0][1]


def is_held(value, known):
    """Whether the program has a container that it returns, or one somewhere in it, that is none of what it was given."""
    if type(value) not in CONTAINERS and type(value) is not tuple or not is_apart(value, known):
        return False
    is_kept = references_of_result(value) > RESULT
    if type(value) is not tuple and is_kept:
        return True
    parts = references_of_parts(value)
    return is_kept and bool(parts) or any(count > PART and is_apart(part, known) for part, count in parts)
