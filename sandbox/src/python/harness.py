"""The guest's half of the door: runs what the host asks, and reports in plain data.

The host sends one command at a time and the guest answers it; who speaks first
is the guest, with None. A message is one value in the encoding of value.rs.

    ("execute", role, source)     -> ("done",) or ("raised", ...)
    ("find", name)                -> ("found",) or ("missing",)
    ("call", name, args, kwargs)  -> ("returned", value), ("unsendable", why) or ("raised", ...)
    ("plan", source, name)        -> ("planned", lines) or ("raised", ...)
    ("test", name)                -> ("done",), ("missing",), ("unfit", why) or ("raised", ...)
    ("end",)                      ends the guest; there is no answer

Roles are file names in tracebacks: "setup" and "candidate" share a namespace;
"tests" run on a copy of it. ("raised", kind, type, message, place, line, test)
says in which role the innermost line lies, its number, and that of the
innermost line of the tests; 0 where there is none. Tests are planned after the
set-up and before the candidate; the lines are those of the assertions that
will be reached.
"""

import ast
import inspect
import opcode
import struct
import sys
import types
import unittest
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


NAME_ERRORS = (NameError, ImportError, SyntaxError)
NAME_INSTRUCTIONS = frozenset(
    "LOAD_NAME LOAD_GLOBAL LOAD_FAST_CHECK LOAD_DEREF LOAD_CLASSDEREF LOAD_FROM_DICT_OR_GLOBALS "
    "LOAD_FROM_DICT_OR_DEREF DELETE_NAME DELETE_GLOBAL DELETE_FAST DELETE_DEREF IMPORT_NAME IMPORT_FROM".split()
)


def asks_for_a_name(trace):
    """Whether the instruction that a traceback stops at looks up a name or imports a module, and calls nothing."""
    if trace is None:
        return False
    code = trace.tb_frame.f_code.co_code
    return opcode.opname[code[trace.tb_lasti]] in NAME_INSTRUCTIONS


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
    place, line, test, innermost = "", 0, 0, None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name in ROLES:
            place, line, innermost = name, trace.tb_lineno or 0, trace
            if name == "tests":
                test = line
        trace = trace.tb_next
    if label == "exception" and issubclass(kind, NAME_ERRORS) and asks_for_a_name(innermost):
        label = "name"
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


# Tests.


class Unfit(Exception):
    """Tests that cannot be run, or that test nothing."""


NOTHING = (
    "the tests run nothing: expected `check`, a test function, a test class, "
    "or statements that assert something or use the entry point"
)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def is_main_guard(node):
    """Whether a statement is `if __name__ == "__main__"`, whose body a test module never reaches."""
    if type(node) is not ast.If or type(node.test) is not ast.Compare:
        return False
    sides = [node.test.left, *node.test.comparators]
    names = [side for side in sides if type(side) is ast.Name and side.id == "__name__"]
    mains = [side for side in sides if type(side) is ast.Constant and side.value == "__main__"]
    return len(sides) == 2 and len(names) == len(mains) == 1


def is_assertion(node):
    """Whether a node is an `assert`, or a call of an assertion method such as `self.assertEqual`."""
    if type(node) is ast.Call and type(node.func) is ast.Attribute:
        return node.func.attr.startswith("assert") or node.func.attr == "fail"
    return type(node) is ast.Assert


def is_test_name(name):
    return name == "test" or name.startswith("test_")


class Plan:
    """What tests will run, as far as their text tells.

    The statements of the module run, and so do the definitions that these
    name, and either `check` or the test functions and classes.
    """

    def __init__(self, source, entry, helpers):
        statements = []
        self.definitions = {}
        for node in ast.parse(source).body:
            if isinstance(node, DEFINITIONS):
                self.definitions[node.name] = node
            else:
                statements.extend(node.orelse if is_main_guard(node) else [node])
        self.lines = set()
        self.reached = set()
        self.follow(statements)
        # Whether the statements alone test something; what only prepares, such as a seed, does not.
        self.tests_something = any(
            is_assertion(node)
            or type(node) is ast.Raise
            or type(node) is ast.Name and (node.id == entry or node.id in helpers)
            for statement in statements + [self.definitions[name] for name in self.reached]
            for node in ast.walk(statement)
        )
        self.used = frozenset(self.reached)
        assigns_check = any(
            type(node) is ast.Name and node.id == "check" and type(node.ctx) is ast.Store
            for statement in statements
            for node in ast.walk(statement)
        )
        has_check = assigns_check or "check" in self.definitions or "check" in helpers
        self.follow([node for name, node in self.definitions.items() if self.is_root(name, has_check)])

    def is_root(self, name, has_check):
        if has_check:
            return name == "check"
        return is_test_name(name) or type(self.definitions[name]) is ast.ClassDef

    def follow(self, nodes):
        """Takes the lines of assertions in these nodes, and in every definition that they name."""
        nodes = list(nodes)
        while nodes:
            for node in ast.walk(nodes.pop()):
                if is_assertion(node):
                    self.lines.add(node.lineno)
                elif type(node) is ast.Name and node.id in self.definitions and node.id not in self.reached:
                    self.reached.add(node.id)
                    nodes.append(self.definitions[node.id])


class Result(unittest.TestResult):
    """Keeps the first exception of a test class itself, rather than its text."""

    error = None
    skips = 0

    def keep(self, error):
        if self.error is None:
            self.error = error
        self.stop()

    def addError(self, test, err):
        self.keep(err[1])

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.keep(err[1])

    def addSkip(self, test, reason):
        test = getattr(test, "test_case", test)
        if any(getattr(part, "__unittest_skip__", False) for part in (test, getattr(test, test._testMethodName))):
            self.skips += 1
        else:
            # The decorators skip a test before it runs. One that is left while it runs, which whatever
            # it calls can bring about, has not passed.
            self.keep(unittest.SkipTest(reason))

    def addExpectedFailure(self, test, err):
        pass

    def addUnexpectedSuccess(self, test):
        self.keep(AssertionError("expected a failure, found success"))


def finish(result):
    """Runs what a test returned to its end, where it is a coroutine."""
    if isinstance(result, (types.GeneratorType, types.AsyncGeneratorType)):
        raise Unfit("a test is a generator, whose body nothing runs")
    if not isinstance(result, types.CoroutineType):
        return
    try:
        while result.send(None) is None:
            pass
    except StopIteration:
        return
    except RuntimeError as error:
        if str(error) != "no running event loop":
            raise
    raise Unfit("a test awaits an event loop, and there is none")


def run_check(check, entry):
    try:
        inspect.signature(check).bind(entry)
    except TypeError as error:
        raise Unfit("`check` does not take the entry point: " + str(error)) from None
    except ValueError:
        pass
    finish(check(entry))


def wanted(function):
    """The parameters that a function has no defaults for."""
    free = inspect.Parameter.empty
    stars = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.default is free and each.kind not in stars]


def run_function(name, function, entry, used):
    """Runs a test function, unless it is one that the module calls with arguments of its own."""
    names = wanted(function)
    if not names:
        finish(function())
    elif names == ["candidate"]:
        finish(function(entry))
    elif name not in used:
        raise Unfit("the test function `" + name + "` asks for " + ", ".join(names))


def run_class(case):
    """How many tests of a test class ran."""
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    for test in suite:
        method = getattr(test, test._testMethodName)
        if inspect.iscoroutinefunction(method) or inspect.isgeneratorfunction(method):
            raise Unfit("the body of `" + case.__name__ + "." + test._testMethodName + "` is run by nothing")
    result = Result()
    suite.run(result)
    if result.error is not None:
        raise result.error
    return result.testsRun - result.skips


def run_collected(names, before, entry, used):
    """How many test functions and tests of test classes ran, of those that the tests bind themselves."""
    ran = 0
    bound = [(name, value) for name, value in names.items() if before.get(name) is not value]
    for name, value in bound:
        if isinstance(value, type):
            ran += run_class(value) if issubclass(value, unittest.TestCase) else 0
        elif is_test_name(name) and callable(value) and value is not entry:
            run_function(name, value, entry, used)
            ran += 1
    return ran


def serve(host_call=host_call):
    candidate = new_module("candidate")
    namespace = candidate.__dict__
    planned = {}

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

    def plan(source, name):
        code, failure = compiled("tests", source)
        if code is None:
            return failure
        given = {key: value for key, value in namespace.items() if not key.startswith("__")}
        helpers = [key for key, value in given.items() if getattr(value, "__module__", "") == "candidate"]
        if "check" in given:
            helpers.append("check")
        plan = Plan(source, name, helpers)
        planned.update(code=code, tests_something=plan.tests_something, used=plan.used, given=given)
        return ("planned", sorted(plan.lines))

    def test(name):
        entry = namespace.get(name)
        if not callable(entry):
            return ("missing",)
        before = dict(namespace)
        # A `check` of the candidate's is not the tests' and may not pass for it.
        foreign = before.pop("check", None)
        given = planned["given"]
        if "check" in given:
            before["check"] = given["check"]
        before[name] = entry
        names = new_module("tests").__dict__
        names.update({key: value for key, value in before.items() if key != "__name__"})
        exec(planned["code"], names)
        check = names.get("check")
        is_foreign = check is entry or check is foreign and check is not given.get("check")
        if callable(check) and not is_foreign:
            run_check(check, entry)
        elif not run_collected(names, before, entry, planned["used"]) and not planned["tests_something"]:
            raise Unfit(NOTHING)
        return ("done",)

    commands = {"execute": execute, "find": find, "call": call, "plan": plan, "test": test}
    reply = encode(None)
    while True:
        command = decode(host_call(reply))
        if command[0] == "end":
            return
        try:
            reply = encode(commands[command[0]](*command[1:]))
        except Unsendable as error:
            reply = encode(("unsendable", str(error)))
        except Unfit as error:
            reply = encode(("unfit", text_of(error)))
        except BaseException as error:
            reply = encode(raised(error))
