"""What the tests grant of what they have lent: nothing that leads to the tests themselves.

That is calls of functions and of the tests' own classes, iteration, operators,
and public attributes of objects whose classes are the tests' own or lead
nowhere else.
"""

import copy
import io
import operator
import sys
import types
import unittest

# Classes of the library whose instances lead nowhere but to values and to more of their kind.
OPEN = frozenset(("ipaddress", "random", "re"))
# Files in memory: there is no more behind them than their text.
FILES = frozenset((io.StringIO, io.BytesIO))


def is_own(kind):
    """Whether a class is the tests', or one of the set-up's."""
    return kind.__module__ in ("tests", "candidate")


# Classes whose instances hold memory that Python does not guard, also of the tests' own classes.
UNGUARDED = frozenset(("numpy", "ctypes", "_ctypes", "mmap"))
# What is asked of an object of the library's, of which the program draws.
DRAWING = frozenset(("next", "iter", "len", "contains", "bool", "reversed", "getitem", "hash"))
DRAWN = frozenset(("builtins", "collections", "functools", "itertools", "_collections_abc"))


def is_open(target):
    """Whether the attributes of an object of the tests can be read."""
    if isinstance(target, (unittest.TestCase, memoryview)):
        return False
    kinds = target.__mro__ if isinstance(target, type) else type(target).__mro__
    if any(each.__module__.partition(".")[0] in UNGUARDED for each in kinds):
        return False
    if isinstance(target, type):
        return is_own(target) and not issubclass(target, unittest.TestCase)
    kind = type(target)
    return is_own(kind) or kind is types.SimpleNamespace or kind in FILES or kind.__module__ in OPEN


def defining(kind, name):
    """The class that defines an attribute of another's instances."""
    for each in kind.__mro__:
        if name in each.__dict__:
            return each
    return None


def is_mock(target):
    mocks = sys.modules.get("unittest.mock")
    return mocks is not None and isinstance(target, mocks.NonCallableMock)


def is_data(kind, name):
    """Whether an attribute that an instance of a class is given stands for no method or property of the class."""
    each = defining(kind, name)
    if each is None or name in getattr(kind, "__dataclass_fields__", ()):
        return True
    found = each.__dict__[name]
    return isinstance(found, types.MemberDescriptorType) or not (callable(found) or hasattr(type(found), "__get__"))


# Modules of which classes may inherit what can be read: it leads nowhere.
BASES_OPEN = OPEN | {"abc", "collections", "_collections_abc", "collections.abc", "enum", "types", "typing"}


def can_be_read(target, name):
    """Whether an attribute of an object of the tests can be read."""
    if isinstance(target, BaseException):
        return name == "args"
    if is_mock(target):
        # What stands for an attribute of what is mocked, and nothing of the mock's own.
        return not hasattr(type(target), name) and name != "method_calls"
    if not is_open(target):
        return False
    if type(target) in FILES:
        return True
    each = defining(target if isinstance(target, type) else type(target), name)
    return each is None or is_own(each) or each.__module__ in BASES_OPEN


# What a named tuple has beside its parts, under names that are none of theirs.
OF_TUPLES = frozenset(("_asdict", "_fields", "_make", "_replace"))
# What is asked of a mock beside its attributes, where it stands for an object.
OF_MOCKS = frozenset("bool eq ne hash str repr len iter getitem contains enter leave".split())
# How many operands an operation takes beside its target; of the others, one.
NO_OPERAND = frozenset(
    "next enter await close copy deepcopy bool len iter str repr hash int float complex index neg pos abs invert reversed".split()
)
OPERANDS = dict.fromkeys(NO_OPERAND, (0, 0)) | {"set": (2, 2), "setitem": (2, 2), "reflected": (2, 2), "round": (0, 1), "leave": (0, 1)}


def grant(operation, target, args):
    """Refuses what would lead from an object of the tests to the tests themselves, and ends where it was never lent."""
    if id(target) not in side.lent_numbers:
        raise Malformed("an ask of what was never lent")
    if operation == "call":
        is_granted = isinstance(target, FUNCTIONS) or is_open(target) or is_mock(target)
    else:
        least, most = OPERANDS.get(operation, (1, 1))
        if not least <= len(args) <= most:
            raise Malformed("an ask with operands of another number")
        if operation in ("get", "set", "delete"):
            is_public = type(args[0]) is str and (not args[0].startswith("_") or args[0] in OF_TUPLES and isinstance(target, tuple))
            is_granted = is_public and can_be_read(target, args[0])
            if operation != "get":
                is_granted = is_granted and not isinstance(target, (type, BaseException)) and is_data(type(target), args[0])
                # What a mock is given in place of a method would say what it was called with.
                is_granted = is_granted and (not is_mock(target) or operation == "set" and (is_plain(args[1]) or type(args[1]) in PARTS))
        elif operation == "format":
            is_granted = type(args[0]) is str
        elif operation == "reflected":
            is_granted = type(args[0]) is str and args[0] in OPERATORS
        elif operation in OF_MOCKS and is_mock(target):
            is_granted = True
        elif operation in ("enter", "leave"):
            is_granted = is_open(target)
        elif operation in ("copy", "deepcopy"):
            is_granted = is_own(type(target)) and is_open(target)
        elif operation in ("send", "throw", "close"):
            is_granted = isinstance(target, types.GeneratorType)
        elif operation == "await":
            is_granted = isinstance(target, types.CoroutineType)
        elif operation in ("isinstance", "issubclass"):
            is_granted = isinstance(target, type)
        elif operation in DRAWING and type(target).__module__ in DRAWN and type(target) is not memoryview:
            is_granted = True
        else:
            is_granted = (operation == "next" or operation in OPERATORS or operation in IN_PLACE) and is_open(target)
    if not is_granted:
        what = args[0] if operation in ("get", "set", "delete") and type(args[0]) is str else operation
        raise AttributeError("an object of the tests has no `" + what[:MAX_TEXT] + "` for the program")


def enter(manager):
    return type(manager).__enter__(manager)


def leave(manager, error=None):
    return type(manager).__exit__(manager, None if error is None else type(error), error, None)


OPERATORS = {
    name: getattr(operator, name)
    for name in (
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"),
        *("lshift", "rshift", "eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert"),
        *("contains", "getitem", "setitem", "delitem", "index"),
    )
} | {
    "bool": bool,
    "len": len,
    "iter": iter,
    "str": str,
    "repr": repr,
    "format": format,
    "hash": hash,
    "int": int,
    "float": float,
    "complex": complex,
    "round": round,
    "reversed": reversed,
    "divmod": divmod,
}


def in_place(operation):
    """Does an operation in place: what comes of it, or nothing where that is what was operated on."""

    def operate(target, value):
        found = operation(target, value)
        return () if found is target else (found,)

    return operate


IN_PLACE = {
    name: in_place(getattr(operator, name))
    for name in (
        *("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul"),
        *("iand", "ior", "ixor", "ilshift", "irshift"),
    )
}


def iterated(target):
    """What iterates over something; none where it does so itself."""
    found = iter(target)
    return None if found is target else found


OPERATIONS = OPERATORS | IN_PLACE | {
    "iter": iterated,
    # What only a reference is asked, while what may be asked is recorded.
    "begun": begun,
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "next": next,
    "get": getattr,
    "set": setattr,
    "delete": delattr,
    "isinstance": lambda target, value: isinstance(value, target),
    "issubclass": lambda target, value: issubclass(value, target),
    "enter": enter,
    "leave": leave,
    "await": lambda target: run_to_end(target),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "send": lambda target, value: target.send(value),
    "throw": lambda target, error: target.throw(error),
    "close": lambda target: target.close(),
}
