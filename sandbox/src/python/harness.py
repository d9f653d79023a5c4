"""The guest's half of the door: runs what the host asks, and reports in plain data.

The host sends one command at a time and the guest answers it; who speaks first
is the guest, with None. A message is one value in the encoding of value.rs.

    ("execute", role, source)     -> ("done",) or ("raised", ...)
    ("find", name)                -> ("found",) or ("missing",)
    ("call", name, args, kwargs)  -> ("returned", value), ("unsendable", why) or ("raised", ...)
    ("test", source, name)        -> ("done",), ("missing",) or ("raised", ...)
    ("end",)                      ends the guest; there is no answer

Roles are file names in tracebacks: "setup" and "candidate" share a namespace;
"tests" run on a copy of it. ("raised", kind, type, message, place, line, test)
says in which role the innermost line lies, its number, and that of the
innermost line of the tests; 0 where there is none.
"""

import struct
import sys
import types
from _host import call as host_call

MAX_DEPTH = 200
MAX_SIZE = 8 << 20
MAX_TEXT = 400

ROLES = ("candidate", "tests", "setup")


class Unsendable(Exception):
    """A value that cannot be sent: too large, or nested too deeply."""


# Encoding. Every writer works on exact types and their subclasses alike, by
# the base type's own methods, so that nothing a subclass overrides is called.

length_bytes = struct.Struct("<I").pack
float_bytes = struct.Struct("<d").pack
read_length = struct.Struct("<I").unpack_from
read_float = struct.Struct("<d").unpack_from


def spend(room, size):
    room[0] -= size
    if room[0] < 0:
        raise Unsendable("larger than " + str(MAX_SIZE) + " bytes")


def write_none(value, emit, room, depth):
    emit(b"N")


def write_bool(value, emit, room, depth):
    emit(b"T" if value else b"F")


def write_int(value, emit, room, depth):
    size = int.bit_length(value) // 8 + 1
    spend(room, size)
    emit(b"i" + length_bytes(size) + int.to_bytes(value, size, "little", signed=True))


def write_float(value, emit, room, depth):
    emit(b"f" + float_bytes(value))


def write_complex(value, emit, room, depth):
    real, imag = complex.real.__get__(value), complex.imag.__get__(value)
    emit(b"c" + float_bytes(real) + float_bytes(imag))


def write_str(value, emit, room, depth):
    spend(room, str.__len__(value))
    tag = b"s"
    try:
        text = str.encode(value)
    except UnicodeEncodeError:
        tag, text = b"u", str.encode(value, "utf-8", "surrogatepass")
    emit(tag + length_bytes(len(text)))
    emit(text)


def write_bytes(value, emit, room, depth):
    size = bytes.__len__(value)
    spend(room, size)
    emit(b"b" + length_bytes(size))
    emit(bytes.__getitem__(value, slice(None)))


def write_bytearray(value, emit, room, depth):
    size = bytearray.__len__(value)
    spend(room, size)
    emit(b"B" + length_bytes(size))
    emit(bytes(bytearray.__getitem__(value, slice(None))))


def sequence_writer(tag, base):
    iterate, measure = base.__iter__, base.__len__

    def write_sequence(value, emit, room, depth):
        size = measure(value)
        spend(room, size)
        emit(tag + length_bytes(size))
        for item in iterate(value):
            write(item, emit, room, depth + 1)

    return write_sequence


def write_dict(value, emit, room, depth):
    size = dict.__len__(value)
    spend(room, size)
    emit(b"d" + length_bytes(size))
    for key, item in dict.items(value):
        write(key, emit, room, depth + 1)
        write(item, emit, room, depth + 1)


def write_range(value, emit, room, depth):
    emit(b"r")
    for part in (value.start, value.stop, value.step):
        write(part, emit, room, depth + 1)


def write_opaque(value, emit, room, depth):
    kind = type(value)
    try:
        name = str(kind.__module__) + "." + str(kind.__qualname__)
    except Exception:
        name = "object"
    text = name[:MAX_TEXT].encode("utf-8", "replace")
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
    list: sequence_writer(b"l", list),
    tuple: sequence_writer(b"t", tuple),
    set: sequence_writer(b"S", set),
    frozenset: sequence_writer(b"Z", frozenset),
    dict: write_dict,
    range: write_range,
}
BASES = (int, float, complex, str, bytes, bytearray, list, tuple, set, frozenset, dict)


def write(value, emit, room, depth):
    kind = type(value)
    writer = WRITERS.get(kind)
    if writer is None:
        writer = write_opaque
        for base in BASES:
            if issubclass(kind, base):
                writer = WRITERS[base]
                break
    if depth > MAX_DEPTH:
        raise Unsendable("nested deeper than " + str(MAX_DEPTH) + " levels")
    spend(room, 9)
    writer(value, emit, room, depth)


def encode(value):
    pieces = []
    write(value, pieces.append, [MAX_SIZE], 0)
    return b"".join(pieces)


# Decoding. Only the host's own messages are decoded.


def take_block(data, at):
    start = at + 4
    end = start + read_length(data, at)[0]
    return data[start:end], end


def take_sequence(data, at):
    count = read_length(data, at)[0]
    at += 4
    items = []
    for _ in range(count):
        item, at = take(data, at)
        items.append(item)
    return items, at


def take(data, at):
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
    if tag == 108:  # l
        return take_sequence(data, at)
    if tag == 116:  # t
        items, at = take_sequence(data, at)
        return tuple(items), at
    if tag == 100:  # d
        count = read_length(data, at)[0]
        at += 4
        items = {}
        for _ in range(count):
            key, at = take(data, at)
            items[key], at = take(data, at)
        return items, at
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
        return bytearray(block), at
    if tag == 83:  # S
        items, at = take_sequence(data, at)
        return set(items), at
    if tag == 90:  # Z
        items, at = take_sequence(data, at)
        return frozenset(items), at
    if tag == 114:  # r
        start, at = take(data, at)
        stop, at = take(data, at)
        step, at = take(data, at)
        return range(start, stop, step), at
    raise ValueError("no value has the tag " + str(tag))


def decode(data):
    return take(data, 0)[0]


# Commands.


def text_of(error):
    """The error's message, by its own __str__, which may fail."""
    try:
        text = str(error)
    except Exception:
        return "(the exception has no message)"
    return text[:MAX_TEXT].encode("utf-8", "replace").decode()


def raised(error):
    kind = type(error)
    if issubclass(kind, MemoryError):
        label = "memory"
    elif issubclass(kind, SystemExit):
        label = "exit"
    elif issubclass(kind, AssertionError):
        label = "assertion"
    else:
        label = "exception"
    place, line, test = "", 0, 0
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name in ROLES:
            place, line = name, trace.tb_lineno or 0
            if name == "tests":
                test = line
        trace = trace.tb_next
    return ("raised", label, str(kind.__name__), text_of(error), place, line, test)


def compiled(role, source):
    """The code of a source, or what to report where it does not parse."""
    try:
        return compile(source, role, "exec", dont_inherit=True), None
    except SyntaxError as error:
        line = error.lineno if type(error.lineno) is int else 0
        return None, ("raised", "syntax", type(error).__name__, str(error.msg)[:MAX_TEXT], role, line, 0)


def new_module(name):
    module = types.ModuleType(name)
    sys.modules[name] = module
    return module


def serve(host_call=host_call):
    candidate = new_module("candidate")
    namespace = candidate.__dict__

    def execute(role, source):
        code, failure = compiled(role, source)
        if code is None:
            return failure
        exec(code, namespace)
        return ("done",)

    def find(name):
        return ("found",) if callable(namespace.get(name)) else ("missing",)

    def call(name, args, kwargs):
        return ("returned", namespace[name](*args, **kwargs))

    def test(source, name):
        code, failure = compiled("tests", source)
        if code is None:
            return failure
        entry = namespace.get(name)
        if not callable(entry):
            return ("missing",)
        names = new_module("tests").__dict__
        names.update({key: value for key, value in namespace.items() if key != "check" and key != "__name__"})
        names[name] = entry
        exec(code, names)
        check = names.get("check")
        if type(check) is types.FunctionType and check.__code__.co_filename == "tests":
            check(entry)
        return ("done",)

    commands = {"execute": execute, "find": find, "call": call, "test": test}
    reply = encode(None)
    while True:
        command = decode(host_call(reply))
        if command[0] == "end":
            return
        try:
            reply = encode(commands[command[0]](*command[1:]))
        except Unsendable as error:
            reply = encode(("unsendable", str(error)))
        except BaseException as error:
            reply = encode(raised(error))
