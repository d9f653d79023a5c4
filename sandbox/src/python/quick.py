"""The short way for what most calls are: plain values in, a plain value out.

    b"Q" + number of what is called + marshal((value, …))    an ask
    b"A" + marshal(value)                                    its answer

The answer says that the call returned, printed nothing and left its arguments
as they were; where that is not so, the answer is one of exchange.py. Plain are
exact numbers, texts, booleans and None, and lists, tuples and dictionaries of
them. `marshal` is fast since it is C, and must not read what was made by hand:
the host lets nothing through that is not plain to the last byte.
"""

from marshal import dumps, loads

QUICK_ASK, QUICK_ANSWER = b"Q", b"A"
# The version of the encoding that is the same for equal values: it has no references.
MARSHAL = 2
MAX_QUICK = 1 << 20
PLAIN = frozenset((int, str, float, bool, type(None)))


def is_plain(value):
    kind = type(value)
    if kind in PLAIN:
        return True
    if kind is list or kind is tuple:
        return PLAIN.issuperset(map(type, value))
    if kind is dict:
        return PLAIN.issuperset(map(type, value)) and PLAIN.issuperset(map(type, value.values()))
    return False


def containers_of(args):
    """The arguments that can be changed, in their order."""
    return [arg for arg in args if type(arg) is list or type(arg) is dict]


def packed(value):
    """A plain value's bytes, unless there are many."""
    data = dumps(value, MARSHAL)
    return data if len(data) <= MAX_QUICK else None


def packed_args(args):
    """The bytes of arguments that are plain, and none of them the same as another."""
    containers = []  # By their identities.
    for arg in args:
        kind = type(arg)
        if kind in PLAIN:
            continue
        if not is_plain(arg):
            return None
        if kind is not tuple:
            containers.append(id(arg))
    return packed(args) if len(set(containers)) == len(containers) else None


def is_as_sent(args, data):
    """Whether arguments still are what was sent."""
    try:
        return dumps(args, MARSHAL) == data
    except ValueError:
        return False
