"""Who has the containers that went from one guest to the other.

A container that went to the program, and one that came from it, is the same on
both sides only as long as neither changes it. Where the tests have it still
when the program is at work again, or has been, that can be seen; and what they
change of it the program may have kept. The tests' side finds out both by
itself: whatever the program says of what it keeps makes no difference.
"""

import opcode
import operator
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


def parts_in(*roots):
    """The containers in some others or in tuples, and tuples in which there are some, of which nobody knows who has them: each with how often it is found."""
    found, todo = {}, [root for root in roots if root]
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
    return found.values()


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
    counts = {}
    for part, count in parts_in(args, kwargs):
        if type(part) is tuple:
            return True
        counts[id(part)] = count
    part = None
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


def look_out_for(containers):
    """Keeps what crossed until the program is at work once more, with what was in it."""
    if not CONTAINERS.issuperset(map(type, containers)):
        side.is_plain = False
    elif containers:
        side.crossed, side.contents = containers, list(map(parts_of_container, containers))


def parts_of_container(container):
    return [*container, *container.values()] if type(container) is dict else [*container]


def is_changed(container, parts):
    """Whether a container has other parts than it had."""
    now = parts_of_container(container)
    return len(now) != len(parts) or not all(map(operator.is_, now, parts))


def most_owners(*containers):
    """The most that anything in some containers, or in tuples in them, is referred to by, beside what it is in."""
    return max((sys.getrefcount(part) - count for part, count in parts_in(*containers)), default=0)


# Of what nobody has.
UNOWNED = most_owners([[]])


def look_at_crossed():
    """Whether the tests have what crossed, or have changed it, now that the program is at work once more."""
    crossed, contents = side.crossed, side.contents
    side.crossed = side.contents = ()
    if side.is_plain:
        side.is_plain = most_owners(crossed, contents) <= UNOWNED and not any(map(is_changed, crossed, contents))
