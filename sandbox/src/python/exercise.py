"""Exercises the harness before the snapshot, so that guests find it warm.

It goes through every command, every way to fail and both sides of an exchange
with a host of its own; an answer that is not as expected here stops the build
of the image.

The harness's own names are in `harness`, and these are a copy of them: a name
that comes to a namespace or goes from it has the interpreter forget what it
has learnt of where the others are.
"""

import gc

PROGRAM = """
import dataclasses, inspect, typing
@dataclasses.dataclass
class Point:
    x: int
    y: 'typing.List[int]'
class Lying(int):
    def __eq__(self, other): return True
    __hash__, size = int.__hash__, int.__abs__
class Refused(ValueError): pass
def f(x, *rest, **named): return x
def fail(x): assert x, 'wanted more'
def refuse(x): raise Refused(x)
def lie(x): return Lying(x)
def shape(f): return f.__code__.co_argcount, f.__code__.co_varnames, str(inspect.signature(f))
def point(x): return Point(x, [])
class Pair(typing.NamedTuple):
    x: int
    y: int
def pair(x): return Pair(x, x + 1)
def count(x): yield from range(x)
def apply(g, x): return g(x)
def push(x): x.append(1); print('pushed')
def deep(x):
    for _ in range(1000): x = [x]
    return x
def leave(x): raise SystemExit(x)
"""

EVERYTHING = [
    None, True, False, 0, -1, 10**30, 1.5, 2j, "text", "\ud800", b"b", bytearray(b"b"),
    [1, [2]], (1, (2,)), {1, 2}, frozenset({3}), {"k": [1], 2: {}}, range(1, 9, 2),
]
COPIES = [
    decimal.Decimal("1.50"), fractions.Fraction(1, 3), collections.deque([1], 3), collections.OrderedDict(a=[1]),
    collections.Counter("aab"), collections.defaultdict(list, a=[1]), datetime.date(2020, 2, 29),
    datetime.timedelta(1, 2, 3), datetime.datetime(2020, 2, 29, 1, 2, 3, 4, datetime.timezone.utc), datetime.time(1),
    slice(1, None), ..., array.array("i", [1]), uuid.UUID(int=1), pathlib.PurePosixPath("a/b"), pathlib.PosixPath("a"),
]
TESTS = [
    ("def check(c):\n    assert c(1) == 1\n    assert c([2]) == [2]\n", ("passed", 2, True)),
    ("def check(c):\n    assert c(1) == 2\n",
     ("failed", 0, 1, False, "raised", "assertion", "AssertionError", "", "tests", 2, 2, ())),
    ("assert f(1) == 1\nassert f(2) == 2\n", ("passed", 2, True)),
    ("async def check(c):\n    assert c(1) == 1\n", ("passed", 1, True)),
    ("def test_f():\n    assert f(1) == 1\n", ("passed", 1, True)),
    ("import unittest\nclass T(unittest.TestCase):\n    def test_f(self): self.assertEqual(f(1), 1)\n", ("passed", 1, True)),
    ("raise KeyError(1)\n", "failed"),
    ("limit = 1\n", "unfit"),
    ("assert f(1) ==\n", "raised"),
]


def expect(found, expected):
    shown = found[0] if type(expected) is str and type(found) is tuple else found
    if shown != expected or type(shown) is not type(expected):
        raise RuntimeError(f"expected {expected!r} of the harness, found {found!r}")


def converse(talk, carry=None):
    """Has the harness serve commands, and looks at what it answers. What it asks the other side is carried there."""
    replies = []
    stdout = sys.stdout

    def send(message):
        if message[:1] in ASKS:
            return carry(message)
        if replies:
            expect(decode(message), talk[len(replies) - 1][1])
        replies.append(message)
        command = talk[len(replies) - 1][0]
        return encode(command) if command[0] == "call" else dumps(command, MARSHAL)

    serve(send)
    expect(len(replies), len(talk))
    harness["side"], sys.stdout = Side(), stdout


def exercise_commands():
    converse([
        (("execute", "setup", ""), ("done",)),
        (("execute", "candidate", "def f(:\n"), "raised"),
        (("execute", "candidate", PROGRAM), ("done",)),
        (("find", "f"), ("found",)),
        (("find", "g"), ("missing",)),
        (("call", "f", [[1, 2]], {"named": 1}), ("returned", [1, 2])),
        (("call", "lie", [3], {}), ("returned", 3)),
        (("call", "deep", [3], {}), "unsendable"),
        (("call", "fail", [0], {}), ("raised", "assertion", "AssertionError", "wanted more", "candidate", 12, 0, ())),
        (("call", "fail", [], {}), "raised"),
        (("call", "leave", [1], {}), "raised"),
        *[(("test", source, "f", "candidate"), reply) for source, reply in TESTS],
        *[(("prepare", source), "prepared") for source, _ in TESTS[:6]],
        (("test", "", "g", "candidate"), ("missing",)),
        *[(("call", "f", [value], {}), ("returned", value)) for value in EVERYTHING],
        (("lend",), ("done",)),
        (("end",), None),
    ])


def exercise_examination():
    """The side of the tests, with a program of functions on the other."""
    here, there = Side(), Side()
    namespace = {"__name__": "candidate"}
    exec(compile(PROGRAM, "candidate", "exec"), namespace)
    harness["side"] = there
    there.lend(finder(namespace))

    def carry(message):
        harness["side"] = there
        reply = answer(message)
        harness["side"] = here
        return reply

    harness["side"] = here
    converse([
        (("execute", "setup", "import math\n"), ("done",)),
        *[(("examine", dumps(prepared(compile(source, "tests", "exec"))), "f", "unknown"), reply) for source, reply in TESTS[:-1]],
        (("end",), None),
    ], carry)


def exercise_exchange():
    """Both sides in this one interpreter, each with a half of its own, asking and answering in turns."""
    tests, program = Side(), Side()
    tests.is_guarded = True
    stdout = sys.stdout
    namespace = new_module("candidate").__dict__
    exec(compile(PROGRAM, "candidate", "exec"), namespace)
    program.lent.append(finder(namespace))
    printed = Printed()

    def between(here, there, out):
        def send(message):
            was, sys.stdout = sys.stdout, out
            harness["side"] = there
            reply = answer(message)
            harness["side"], sys.stdout = here, was
            return reply

        return send

    tests.send, program.send = between(tests, program, printed), between(program, tests, stdout)
    harness["side"], sys.stdout = tests, io.StringIO()
    try:
        functions = borrow_by_name(("f", "push", "nothing"))
        expect(sorted(functions), ["f", "push"])
        found = borrow_by_name(("f", "point", "pair", "count", "shape", "apply", "push", "refuse", "Point", "Lying", "nothing"))
        expect(found["f"] is functions["f"], True)
        for value in EVERYTHING + COPIES:
            expect(found["f"](value), value)
        # A list that is kept is looked at once more, and one in passing is not. Who has a tuple nobody knows.
        for call in (lambda: found["f"]([3]), lambda: found["f"](3, [3]), lambda: found["f"]([[3]]), lambda: found["f"](x=[[3]]), lambda: found["f"]([3]) == [3]):
            tests.is_plain = True
            call()
            found["f"](1)
            expect(tests.is_plain, True)
        numbers, nested = [3], [[3]]
        for call in (lambda: found["f"](numbers), lambda: found["f"](nested), lambda: found["f"](x=numbers), lambda: found["f"]((1, [3]))):
            tests.is_plain = True
            call()
            expect(tests.is_plain, False)
        tests.is_plain = True
        kept = found["f"]([3])
        found["f"](1)
        expect(tests.is_plain, False)
        tests.is_plain = True
        kept, _ = found["f"](([3], 1))
        found["f"](1)
        expect(tests.is_plain, False)
        expect(found["f"](numbers) is numbers, True)
        found["push"](numbers)
        expect(numbers, [3, 1])
        expect(sys.stdout.getvalue(), "pushed\n")
        lying = found["Lying"](3)
        expect((lying == 3, lying == 4, lying < 4, lying.real, lying + 1, {3: 4}[lying]), (True, False, True, 3, 4, 4))
        expect((type(lying).__mro__[1], type(lying)(5), found["f"](lying) is lying), (RemoteValue, 5, True))
        pair = found["pair"](1)
        expect((pair.x, pair == (1, 2), pair[1], [*pair], isinstance(pair, tuple), hash(pair)), (1, True, 2, [1, 2], True, hash((1, 2))))
        expect((found["f"](pair) is pair, pair + (3,), {pair: 4}[1, 2]), (True, (1, 2, 3), 4))
        point = found["point"](1)
        point.x = 2
        expect((point.x, point == found["f"](point), point == 2, isinstance(point, found["Point"])), (2, True, False, True))
        expect(list(found["count"](3)), [0, 1, 2])
        expect(found["apply"](lambda x: x + 1, 2), 3)
        expect(found["shape"](lambda x, *, y=1: x), (1, ("x", "y"), "(x, *, y=1)"))
        expect((found["f"](int), found["f"](KeyError), found["apply"](max, [1, 2])), (int, KeyError, 2))
        for refused in (lambda: found["refuse"](1), lambda: found["apply"](raise_value, 1)):
            try:
                refused()
            except ValueError as error:
                expect(error.args, (1,))
    finally:
        sys.stdout = stdout
        harness["side"] = Side()


def raise_value(x):
    raise ValueError(x)


for _ in range(20):
    exercise_commands()
    exercise_examination()
    exercise_exchange()
expect(encode(object()), b"o\x0f\x00\x00\x00builtins.object")
del sys.modules["candidate"], sys.modules["tests"]
gc.collect()
gc.freeze()


# What guests have at the end of the heap, in one piece.
ROOM = 4 << 20


def fill_holes():
    """Has what guests make go to the end of the heap, where it lies together, and not into holes all over the snapshot.

    A page that a guest writes is one to restore after it.
    """
    filling, room = [None] * 200_000, bytes(ROOM)
    at = 0
    for size in (*range(1 << 16, 1 << 10, -(1 << 8)), *range(1 << 10, 0, -16)):
        while True:
            filling[at] = bytes(size) if size > 16 else object()
            if id(filling[at]) > id(room):
                break
            at += 1
        filling[at] = None
    return filling[:at]


harness["FILLING"] = fill_holes()
