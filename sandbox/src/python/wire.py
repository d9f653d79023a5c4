"""Values as bytes, and back: the encoding of value.rs, and what two guests say to each other.

To the host go values alone. Between two guests go also references: to a
container that the other side has already, so that it stays the same object and
a change in place can be told of, and to objects that cannot be copied
(functions, iterators, classes, instances), which stay where they are.

Every writer works on exact types and their subclasses alike, by the base
type's own methods, so that nothing a subclass overrides is called.
"""

import array
import collections
import datetime
import decimal
import enum
import fractions
import functools
import math
import pathlib
import re
import struct
import sys
import types
import uuid

MAX_DEPTH = 200
# So much less deep is what a program may send: what the tests are given, they can pass on.
SLACK = 12
MAX_SIZE = 8 << 20
MAX_TEXT = 400


class Unsendable(Exception):
    """A value that cannot be sent: too large, or nested too deeply."""


class Malformed(Exception):
    """A message that is not in the encoding."""


length_bytes = struct.Struct("<I").pack
float_bytes = struct.Struct("<d").pack
read_length = struct.Struct("<I").unpack_from
read_float = struct.Struct("<d").unpack_from


class Room:
    """What a message may still take, and what it can refer to.

    `known` are the containers that the other side has too, in the order of
    their numbers, `export` makes a reference to an object that stays here, and
    `shared` has the names of the classes that both sides have. Where only the
    host listens there is none of these. `described` are the exceptions that the
    message has already.
    """

    __slots__ = ("left", "known", "numbers", "export", "shared", "described")

    def __init__(self, known=None, export=None, shared=None):
        # The tests can pass on what they were given, and more.
        self.left = 15 << 20 if side.is_guarded else MAX_SIZE
        self.known = known
        self.numbers = None if known is None else {id(value): number for number, value in enumerate(known)}
        self.export = export
        self.shared = shared or {}
        self.described = set()

    def spend(self, size):
        self.left -= size
        if self.left < 0:
            raise Unsendable("larger than " + str(MAX_SIZE) + " bytes")


def write_none(value, emit, room, depth):
    emit(b"N")


def write_bool(value, emit, room, depth):
    emit(b"T" if value else b"F")


def write_int(value, emit, room, depth):
    size = int.bit_length(value) // 8 + 1
    room.spend(size)
    emit(b"i" + length_bytes(size) + int.to_bytes(value, size, "little", signed=True))


def write_float(value, emit, room, depth):
    emit(b"f" + float_bytes(value))


def write_complex(value, emit, room, depth):
    real, imag = complex.real.__get__(value), complex.imag.__get__(value)
    emit(b"c" + float_bytes(real) + float_bytes(imag))


def write_str(value, emit, room, depth):
    tag = b"s"
    try:
        text = str.encode(value)
    except UnicodeEncodeError:
        tag, text = b"u", str.encode(value, "utf-8", "surrogatepass")
    room.spend(len(text))
    emit(tag + length_bytes(len(text)))
    emit(text)


def write_bytes(value, emit, room, depth):
    size = bytes.__len__(value)
    room.spend(size)
    emit(b"b" + length_bytes(size))
    emit(bytes.__getitem__(value, slice(None)))


def is_known(value, emit, room):
    """Refers to a container that the other side has; a new one gets its number."""
    numbers = room.numbers
    if numbers is None:
        return False
    number = numbers.get(id(value))
    if number is not None:
        emit(b"m" + length_bytes(number))
        return True
    numbers[id(value)] = len(room.known)
    room.known.append(value)
    return False


def write_bytearray(value, emit, room, depth):
    if is_known(value, emit, room):
        return
    size = bytearray.__len__(value)
    room.spend(size)
    emit(b"B" + length_bytes(size))
    emit(bytes(bytearray.__getitem__(value, slice(None))))


def sequence_writer(tag, base, is_mutable):
    iterate, measure = base.__iter__, base.__len__

    def write_sequence(value, emit, room, depth):
        if is_mutable and is_known(value, emit, room):
            return
        size = measure(value)
        room.spend(size)
        # The set that is made of the same elements may have them in another order.
        if size > 1 and room.export is not None and base in (set, frozenset):
            emit(MARK)
        emit(tag + length_bytes(size))
        for item in iterate(value):
            write(item, emit, room, depth + 1)

    return write_sequence


def write_dict(value, emit, room, depth):
    if is_known(value, emit, room):
        return
    size = dict.__len__(value)
    room.spend(size)
    emit(b"d" + length_bytes(size))
    for key, item in dict.items(value):
        write(key, emit, room, depth + 1)
        write(item, emit, room, depth + 1)


def write_range(value, emit, room, depth):
    emit(b"r")
    for part in (value.start, value.stop, value.step):
        write(part, emit, room, depth + 1)


def name_of(kind):
    try:
        return str(kind.__module__) + "." + str(kind.__qualname__)
    except Exception:
        return "object"


def write_other(value, emit, room, depth):
    if room.export is not None:
        return write_between_guests(value, emit, room, depth)
    text = name_of(type(value))[:MAX_TEXT].encode("utf-8", "replace")
    emit(b"o" + length_bytes(len(text)) + text)


WRITERS = {
    type(None): write_none,
    bool: write_bool,
    int: write_int,
    float: write_float,
    complex: write_complex,
    str: write_str,
    bytes: write_bytes,
    bytearray: write_bytearray,
    list: sequence_writer(b"l", list, True),
    tuple: sequence_writer(b"t", tuple, False),
    set: sequence_writer(b"S", set, True),
    frozenset: sequence_writer(b"Z", frozenset, False),
    dict: write_dict,
    range: write_range,
}
BASES = (int, float, complex, str, bytes, bytearray, list, tuple, set, frozenset, dict)
# Those whose values stay what they are.
FIXED = (int, float, complex, str, bytes, tuple, frozenset)
FIXED_NAMES = {base.__name__: base for base in FIXED}


COPIES_OF_BASE = {
    int: int.__int__,
    float: float.__float__,
    complex: complex.__complex__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    bytearray: lambda value: bytearray(bytearray.__getitem__(value, slice(None))),
    list: lambda value: [*list.__iter__(value)],
    tuple: lambda value: (*tuple.__iter__(value),),
    set: lambda value: {*set.__iter__(value)},
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
}


def copy_of_base(value):
    """A value of a derived class as one of the built-in type that it derives from."""
    return next(COPIES_OF_BASE[base] for base in BASES if isinstance(value, base))(value)


def write(value, emit, room, depth):
    kind = type(value)
    writer = WRITERS.get(kind)
    if writer is None:
        writer = write_other
        is_apart = issubclass(kind, RemoteValue) or kind in PARTS or kind in room.shared and is_copied_by_class(kind) or is_lent(value, room)
        if room.export is None or not is_apart:
            for base in BASES:
                if issubclass(kind, base):
                    writer = WRITERS[base]
                    # It arrives as the type that it is derived from.
                    if room.export is not None:
                        emit(MARK)
                    break
    if depth > (MAX_DEPTH if side.is_guarded else MAX_DEPTH - SLACK):
        raise Unsendable("nested deeper than " + str(MAX_DEPTH) + " levels")
    room.spend(9)
    writer(value, emit, room, depth)


# Before a value that is not quite what it is where it comes from: of a derived type, a number of numpy's, a set in another order.
MARK = b"g"


def encode(value, room=None):
    pieces = []
    write(value, pieces.append, room or Room(), 0)
    return b"".join(pieces)


# Types of the library that are copied between guests: the parts that each is taken apart into
# and how it is put together again. The receiver makes the value with its own type, of parts that
# are exactly what the sender makes of a value: a builder that is given anything else might ask it something.


def parts_of(*kinds):
    """A builder's parts, each of one of some exact types."""

    def check(parts):
        return len(parts) == len(kinds) and all(type(part) in kind for part, kind in zip(parts, kinds))

    return check


NUMBER, TEXT, OPTIONAL = (int,), (str,), (int, type(None))


def build_zone(offset, name):
    return datetime.timezone(offset) if name is None else datetime.timezone(offset, name)


def zone_parts(zone):
    # The name only where one was given.
    offset, *name = zone.__getinitargs__()
    return offset, name[0] if name else None


def zone_of(value):
    """The time zone of a time: one of the program's own, or of the library's rules, is its offset then."""
    zone = value.tzinfo
    if type(zone) in ZONE:
        return zone
    offset = None if side.is_guarded else value.utcoffset()
    if type(offset) is not datetime.timedelta:
        raise Unsendable("a time in a zone of another kind")
    return datetime.timezone(offset)


def build_time(hour, minute, second, microsecond, zone, fold):
    return datetime.time(hour, minute, second, microsecond, zone, fold=fold)


def build_datetime(year, month, day, hour, minute, second, microsecond, zone, fold):
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, zone, fold=fold)


FACTORIES = {each.__name__: each for each in (bool, int, float, complex, str, bytes, list, tuple, set, dict)}


def build_defaultdict(factory, items):
    return collections.defaultdict(FACTORIES.get(factory) if type(factory) is str else factory, items)


def defaultdict_parts(value):
    factory = value.default_factory
    name = getattr(factory, "__name__", None)
    is_named = type(name) is str and FACTORIES.get(name) is factory
    return (name if is_named else factory), dict(dict.items(value))


def are_of_defaultdict(parts):
    """A factory is named, there is none, or it is the other side's function or class."""
    if len(parts) != 2 or type(parts[1]) is not dict:
        return False
    factory = parts[0]
    if id(factory) in side.lent_numbers:
        return True
    return type(factory) in (str, type(None), RemoteFunction) or isinstance(factory, (type, RemoteClass)) or not side.is_guarded


def are_fraction(parts):
    return parts_of(NUMBER, NUMBER)(parts) and parts[1] > 0


def are_pairs(parts):
    return parts_of((list,))(parts) and all(type(pair) is tuple and len(pair) == 2 for pair in parts[0])


ZONE = (datetime.timezone, type(None))
TIMES = (datetime.time, datetime.datetime)
COPIED = (
    (decimal.Decimal, decimal.Decimal, lambda value: (str(value),), parts_of(TEXT)),
    (fractions.Fraction, fractions.Fraction, lambda value: (value.numerator, value.denominator), are_fraction),
    (collections.deque, collections.deque, lambda value: (list(value), value.maxlen), parts_of((list,), OPTIONAL)),
    (collections.OrderedDict, collections.OrderedDict, lambda value: (list(value.items()),), are_pairs),
    (collections.Counter, collections.Counter, lambda value: (dict(value),), parts_of((dict,))),
    (collections.defaultdict, build_defaultdict, defaultdict_parts, are_of_defaultdict),
    (datetime.date, datetime.date, lambda value: (value.year, value.month, value.day), parts_of(*[NUMBER] * 3)),
    (
        datetime.timedelta,
        datetime.timedelta,
        lambda value: (value.days, value.seconds, value.microseconds),
        parts_of(*[NUMBER] * 3),
    ),
    (datetime.timezone, build_zone, zone_parts, parts_of((datetime.timedelta,), (str, type(None)))),
    (
        datetime.time,
        build_time,
        lambda value: (value.hour, value.minute, value.second, value.microsecond, zone_of(value), value.fold),
        parts_of(*[NUMBER] * 4, ZONE, NUMBER),
    ),
    (
        datetime.datetime,
        build_datetime,
        lambda value: (
            *(value.year, value.month, value.day, value.hour, value.minute, value.second),
            *(value.microsecond, zone_of(value), value.fold),
        ),
        parts_of(*[NUMBER] * 7, ZONE, NUMBER),
    ),
    (re.Pattern, re.compile, lambda value: (value.pattern, value.flags & ~re.DEBUG), parts_of((str, bytes), NUMBER)),
    (slice, slice, lambda value: (value.start, value.stop, value.step), lambda parts: len(parts) == 3),
    (type(...), lambda: ..., lambda value: (), parts_of()),
    (array.array, array.array, lambda value: (value.typecode, value.tolist()), parts_of(TEXT, (list,))),
    (uuid.UUID, lambda number: uuid.UUID(int=number), lambda value: (value.int,), parts_of(NUMBER)),
    (pathlib.PurePosixPath, pathlib.PurePosixPath, lambda value: (str(value),), parts_of(TEXT)),
    (pathlib.PosixPath, pathlib.PosixPath, lambda value: (str(value),), parts_of(TEXT)),
    (type({}.keys()), lambda keys: dict.fromkeys(keys).keys(), lambda value: (list(value),), parts_of((list,))),
    (type({}.values()), lambda values: dict(enumerate(values)).values(), lambda value: (list(value),), parts_of((list,))),
    (type({}.items()), lambda items: dict(items).items(), lambda value: (list(value),), are_pairs),
    (types.MappingProxyType, types.MappingProxyType, lambda value: (dict(value),), parts_of((dict,))),
    (memoryview, memoryview, lambda value: (value.tobytes(),), parts_of((bytes,))),
    (collections.UserList, collections.UserList, lambda value: (list(value),), parts_of((list,))),
    (collections.UserDict, collections.UserDict, lambda value: (dict(value),), parts_of((dict,))),
    (collections.UserString, collections.UserString, lambda value: (str(value),), parts_of(TEXT)),
    (collections.ChainMap, collections.ChainMap, lambda value: (dict(value),), parts_of((dict,))),
)
# What a program returns of these the tests have as it is then.
SNAPSHOTS = frozenset(
    (
        *(type({}.keys()), type({}.values()), type({}.items()), types.MappingProxyType, memoryview),
        *(collections.UserList, collections.UserDict, collections.UserString, collections.ChainMap),
    )
)
BUILDERS = tuple((build, are_parts, parts) for _, build, parts, are_parts in COPIED)
# The types of parts of which a value is seen to be the one that was sent.
PRINTED = frozenset((int, str, type(None)))
PARTS = {kind: (number, parts) for number, (kind, _, parts, _) in enumerate(COPIED)}
# Of these, those that can be changed, and stay the same object where they are sent twice.
CHANGEABLE = frozenset((collections.deque, collections.OrderedDict, collections.Counter, collections.defaultdict, array.array))
CHANGEABLE_NUMBERS = frozenset(PARTS[kind][0] for kind in CHANGEABLE)


# Arrays of numpy's are copied with their bytes, like bytearrays: a change in place is told of.

# What an array of objects may hold: values that nobody is asked about.
SCALARS = frozenset((type(None), bool, int, float, complex, str, bytes, decimal.Decimal, fractions.Fraction))
ARRAY_TYPES = re.compile(r"[<|](b1|[iu][1248]|f[248]|c8|c16|[US][1-9][0-9]{0,4}|[mM]8(\[[a-z]{1,2}\])?)")


def is_array(value):
    numpy = sys.modules.get("numpy")
    return numpy is not None and type(value) is numpy.ndarray


def array_parts(value):
    if value.dtype.kind == "O":
        return value.dtype.str, value.shape, tuple(value.flat)
    return value.dtype.str, value.shape, value.tobytes()


def is_sendable_array(value):
    if value.dtype.kind == "O":
        return SCALARS.issuperset(map(type, value.flat))
    return ARRAY_TYPES.fullmatch(value.dtype.str) is not None


def write_array(value, emit, room, depth):
    numpy = sys.modules["numpy"]
    for other in room.known or ():
        # What is changed in one of two arrays of the tests' that share memory is changed in the other.
        if side.is_guarded and is_array(other) and other is not value and numpy.may_share_memory(other, value):
            raise Unsendable("arrays that share memory")
    if is_known(value, emit, room):
        return
    room.spend(value.nbytes)
    emit(b"y")
    write(array_parts(value), emit, room, depth + 1)


def build_array(parts):
    """The array of a type, a shape and bytes, or objects, each of which may be anything."""
    if type(parts) is not tuple or not parts_of(TEXT, (tuple,), (bytes, tuple))(parts):
        raise Malformed("an array of another form")
    name, shape, data = parts
    is_known_type = ARRAY_TYPES.fullmatch(name) if type(data) is bytes else name == "|O"
    if not is_known_type or len(shape) > 16 or not all(type(size) is int and 0 <= size < 1 << 31 for size in shape):
        raise Malformed("an array of another type or shape")
    import numpy

    if name == "|O":
        if math.prod(shape) != len(data) or not SCALARS.issuperset(map(type, data)):
            raise Malformed("an array of other objects")
        value = numpy.empty(len(data), object)
        value[:] = data
        return value.reshape(shape)
    kind = numpy.dtype(name)
    if math.prod(shape) * kind.itemsize != len(data):
        raise Malformed("an array of another size")
    # What no array holds that was not made by hand.
    if kind.kind == "b" and data.strip(b"\0\1") or kind.kind == "U" and max(numpy.frombuffer(data, "<u4"), default=0) > 0x10FFFF:
        raise Malformed("an array of what is no value of its type")
    value = numpy.frombuffer(data, kind).reshape(shape).copy() if data else numpy.zeros(shape, kind)
    # numpy has its own idea of some types. Whatever it made, it is what was sent, and no memory that was there before.
    if array_parts(value) != parts:
        raise Malformed("an array that is another once it is made")
    return value


def change_array(value, parts):
    changed = build_array(parts)
    if changed.shape != value.shape or changed.dtype != value.dtype:
        raise Malformed("an array of another shape")
    value[...] = changed


# Instances of classes that the set-up defines are copied too: both guests have the class.


def is_copied_by_class(kind):
    return issubclass(kind, (tuple, enum.Enum)) or not issubclass(kind, BASES)


JUDGEMENTS = [
    "__" + name + "__"
    for name in (
        *("eq", "ne", "lt", "le", "gt", "ge", "contains", "getattr", "getattribute", "neg", "pos", "abs", "invert", "round", "exit"),
        *("getitem", "call"),
        *(
            prefix + name
            for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift", "divmod")
            for prefix in ("", "r", "i")
        ),
    )
]


@functools.cache
def judges_itself(kind):
    """Whether a class of the set-up's defines an operator, so that what an instance holds has a say in what comes of it."""
    for each in kind.__mro__:
        if is_own(each):
            for name in JUDGEMENTS:
                found = each.__dict__.get(name)
                # Those that a dataclass was given compare its fields, and those of flags their bits.
                if found is not None and found is not getattr(enum.Flag, name, None) and is_written(found):
                    return True
    return False


def is_written(method):
    """Whether somebody wrote a method, and it was not made of a class's fields."""
    code = getattr(method, "__code__", None)
    return code is None or code.co_filename != "<string>"


def state_of(value):
    """The attributes of an instance, names and values in turns."""
    state = []
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if type(slots) is str else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                state += [name, getattr(value, name)]
    for name, item in getattr(value, "__dict__", {}).items():
        # What stands for a method, such as a property's remembered value, the class has on the other side as well.
        if not name.startswith("__") and is_data(type(value), name):
            state += [name, item]
    return state


def set_state(value, state):
    if type(state) is not tuple:
        raise Malformed("attributes of another form")
    names = state[::2]
    if any(type(name) is not str or name.startswith("__") for name in names):
        raise Malformed("an attribute of another form")
    if not all(is_data(type(value), name) for name in names):
        raise Malformed("an attribute in place of a method")
    # Where tests call what an instance holds, whoever put it there says what comes of it.
    for name, item in zip(names, state[1::2]):
        if side.is_guarded and callable(item) and not side.word.permits("attribute " + type(value).__name__ + "." + name):
            raise Malformed("an attribute that can be called")
    for name in [name for name in getattr(value, "__dict__", ()) if name not in names]:
        if not name.startswith("__") and is_data(type(value), name):
            object.__delattr__(value, name)
    for name, item in zip(names, state[1::2], strict=True):
        object.__setattr__(value, name, item)


@functools.cache
def is_made_bare(kind):
    """Whether an instance can be made without its class, and be given its attributes: not where it derives from what C code has made."""
    try:
        object.__new__(kind)
    except TypeError:
        return False
    return True


def write_instance(value, name, emit, room, depth):
    kind = type(value)
    if issubclass(kind, enum.Enum):
        emit(b"e")
        # Several flags together are no member and have no name.
        is_member = value.name in kind.__members__
        write((name, value.name if is_member else value.value), emit, room, depth)
    elif issubclass(kind, tuple):
        emit(b"J")
        write((name, tuple(tuple.__iter__(value))), emit, room, depth)
    elif not is_made_bare(kind):
        raise Unsendable("an instance of `" + name + "`, which derives from a type of the library's that is not copied")
    elif not is_known(value, emit, room):
        emit(b"j")
        write(name, emit, room, depth)
        write(tuple(state_of(value)), emit, room, depth)


def write_between_guests(value, emit, room, depth):
    kind = type(value)
    if issubclass(kind, RemoteValue):
        return emit(room.export(value))
    if issubclass(kind, BASES):
        if is_lent(value, room):
            # An instance of a class under test, whatever that is derived from, or of one that shows more than its base.
            emit(room.export(value))
            if issubclass(kind, FIXED):
                write(copy_of_base(value), emit, room, depth)
            return
    elif kind in SNAPSHOTS and not side.is_guarded and id(value) in side.lent_numbers:
        # What a method of one shows.
        return emit(room.export(value))
    if kind in SNAPSHOTS:
        if side.is_guarded:
            return emit(room.export(value))
        # What is behind it cannot be seen to change.
        emit(MARK)
    if isinstance(value, type) and value in room.shared:
        emit(b"k")
        return write(room.shared[value], emit, room, depth)
    if isinstance(value, BaseException):
        number = side.borrowed_numbers.get(id(value))
        if number is not None:
            return emit(b"p" + length_bytes(number))
        number = length_bytes(side.lend(value))
        if id(value) in room.described:
            return emit(b"w" + number)
        emit(b"v" + number)
        write(describe(value), emit, room, depth)
        return room.described.add(id(value))
    # A class is one of the program's also where the set-up has its metaclass.
    name = None if isinstance(value, type) else room.shared.get(kind)
    if name is not None:
        return write_instance(value, name, emit, room, depth)
    found = name_in_library(value)
    if found is not None:
        emit(b"n")
        return write(found, emit, room, depth)
    known = PARTS.get(kind)
    if known is not None:
        # It gets its number before its parts do.
        if kind in CHANGEABLE and is_known(value, emit, room):
            return
        if kind in TIMES and type(value.tzinfo) not in ZONE:
            emit(MARK)
        emit(b"x" + length_bytes(known[0]))
        return write(known[1](value), emit, room, depth + 1)
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, numpy.generic):
        # A number of numpy's is the number.
        number = numpy.generic.item(value)
        if isinstance(number, numpy.generic):
            raise Unsendable("a number that only numpy has")
        emit(MARK)
        return write(number, emit, room, depth)
    if is_array(value) and is_sendable_array(value):
        return write_array(value, emit, room, depth)
    if numpy is not None and any(each.__module__ == "numpy" for each in kind.__mro__):
        raise Unsendable("an array of another kind")
    emit(room.export(value))


# Decoding.


def take_block(data, at):
    start = at + 4
    end = start + read_length(data, at)[0]
    if end > len(data):
        raise Malformed("a block ends beyond its message")
    return data[start:end], end


def take_items(data, at, table, depth):
    count = read_length(data, at)[0]
    at += 4
    items = []
    for _ in range(count):
        item, at = take(data, at, table, depth)
        items.append(item)
    return items, at


def take(data, at, table, depth=0):
    """The value at a place of a message, and where it ends.

    `table` is None where the host speaks. Between guests it has the
    containers in the order of their numbers, to which what is read is added,
    and `resolve`, which finds what a reference means here.
    """
    tag = data[at]
    at += 1
    if tag == 115:  # s
        text, at = take_block(data, at)
        return text.decode(), at
    if tag == 105:  # i
        digits, at = take_block(data, at)
        return int.from_bytes(digits, "little", signed=True), at
    if tag == 102:  # f
        return read_float(data, at)[0], at + 8
    if depth > (MAX_DEPTH - SLACK + 4 if side.is_guarded else MAX_DEPTH + 8):
        raise Malformed("nested too deeply")
    depth += 1
    if tag == 108:  # l
        if table is None:
            return take_items(data, at, table, depth)
        value = []
        table.known.append(value)
        items, at = take_items(data, at, table, depth)
        value.extend(items)
        return value, at
    if tag == 116:  # t
        items, at = take_items(data, at, table, depth)
        return tuple(items), at
    if tag == 100:  # d
        value = {}
        if table is not None:
            table.known.append(value)
        count = read_length(data, at)[0]
        at += 4
        for _ in range(count):
            key, at = take(data, at, table, depth)
            value[key], at = take(data, at, table, depth)
        return value, at
    if tag == 84:  # T
        return True, at
    if tag == 70:  # F
        return False, at
    if tag == 78:  # N
        return None, at
    if tag == 99:  # c
        return complex(read_float(data, at)[0], read_float(data, at + 8)[0]), at + 16
    if tag == 117:  # u
        text, at = take_block(data, at)
        return text.decode("utf-8", "surrogatepass"), at
    if tag == 98:  # b
        return take_block(data, at)
    if tag == 66:  # B
        block, at = take_block(data, at)
        value = bytearray(block)
        if table is not None:
            side.is_plain = False
            table.known.append(value)
        return value, at
    if tag == 83:  # S
        value = set()
        if table is not None:
            table.known.append(value)
        items, at = take_items(data, at, table, depth)
        value.update(items)
        return value, at
    if tag == 90:  # Z
        items, at = take_items(data, at, table, depth)
        return frozenset(items), at
    if tag == 114:  # r
        start, at = take(data, at, table, depth)
        stop, at = take(data, at, table, depth)
        step, at = take(data, at, table, depth)
        return range(start, stop, step), at
    if table is not None:
        if tag == 109:  # m
            number = read_length(data, at)[0]
            if number >= len(table.known):
                raise Malformed("a reference to a container that was not sent")
            return table.sent_back(table.known[number]), at + 4
        if tag == 120:  # x
            number = read_length(data, at)[0]
            place = len(table.known)
            if number in CHANGEABLE_NUMBERS:
                side.is_plain = False
                table.known.append(None)
            parts, at = take(data, at + 4, table, depth)
            if number >= len(BUILDERS) or type(parts) is not tuple:
                raise Malformed("a value of a type that is not copied")
            build, are_parts, parts_of_value = BUILDERS[number]
            if not are_parts(parts):
                raise Malformed("a value with other parts than its type has")
            value = build(*parts)
            if PRINTED.issuperset(map(type, parts)) and parts_of_value(value) != parts:
                raise Malformed("a value that is another once it is made")
            if number in CHANGEABLE_NUMBERS:
                table.known[place] = value
            return value, at
        if tag == 103:  # g
            side.is_plain = False
            return take(data, at, table, depth)
        if tag == 121:  # y
            side.is_plain = False
            at_known = len(table.known)
            table.known.append(None)
            parts, at = take(data, at, table, depth)
            table.known[at_known] = build_array(parts)
            return table.known[at_known], at
        if tag == 110:  # n
            (module, path), at = take(data, at, table, depth)
            return named(module, path), at
        if tag == 118:  # v
            number = read_length(data, at)[0]
            parts, at = take(data, at + 4, table, depth)
            return table.given(side.borrow_exception(number, parts)), at
        if tag == 119:  # w
            known = side.borrowed.get(read_length(data, at)[0])
            if not isinstance(known, BaseException):
                raise Malformed("an exception that was not described")
            take_instance(type(known))
            return table.given(known), at + 4
        if tag == 107:  # k
            name, at = take(data, at, table, depth)
            return table.given(table.class_itself(name)), at
        if tag == 106:  # j
            name, at = take(data, at, table, depth)
            value = object.__new__(table.class_of_instance(name))
            table.known.append(value)
            # As deep as it was counted when it was written.
            state, at = take(data, at, table, depth - 1)
            set_state(value, state)
            return table.given(value), at
        if tag in (101, 74):  # e, J
            (name, parts), at = take(data, at, table, depth - 1)
            kind = table.class_of_instance(name)
            if tag == 101:
                if issubclass(kind, enum.Flag) and type(parts) is int:
                    return table.given(kind(parts)), at
                if not issubclass(kind, enum.Enum) or type(parts) is not str:
                    raise Malformed("a member of what is no enumeration")
                return table.given(kind[parts]), at
            if not issubclass(kind, tuple) or type(parts) is not tuple:
                raise Malformed("parts of a class that has none")
            return table.given(tuple.__new__(kind, parts)), at
        return table.resolve(tag, data, at, depth - 1)
    raise Malformed("no value has the tag " + str(tag))


def decode(data):
    return take(data, 0, None)[0]
