"""Exercises the harness before the snapshot, so that guests find it warm.

It goes through every command and every way to fail with a host of its own; an
answer that is not as expected here stops the build of the image.
"""

import gc


def exercise():
    source = (
        "import dataclasses, typing\n"
        "@dataclasses.dataclass\n"
        "class Point:\n    x: int\n    y: 'typing.List[int]'\n"
        "class Lying(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
        "def f(x, *rest, **named): return x\n"
        "def fail(x): assert x, 'wanted more'\n"
        "def lie(x): return Lying(x)\n"
        "def point(x): return Point(x, [])\n"
        "def deep(x):\n    for _ in range(1000): x = [x]\n    return x\n"
        "def leave(x): raise SystemExit(x)\n"
    )
    everything = [
        None, True, False, 0, -1, 10**30, 1.5, 2j, "text", "\ud800", b"b", bytearray(b"b"),
        [1, [2]], (1, (2,)), {1, 2}, frozenset({3}), {"k": [1], 2: {}}, range(1, 9, 2),
    ]

    def tested(source, lines, reply, name="f"):
        return (("plan", source, name), ("planned", lines)), (("test", name), reply)

    talk = [
        (("execute", "setup", ""), ("done",)),
        (("execute", "candidate", "def f(:\n"), "raised"),
        (("execute", "candidate", source), ("done",)),
        (("find", "f"), ("found",)),
        (("find", "g"), ("missing",)),
        (("call", "f", [[1, 2]], {"named": 1}), ("returned", [1, 2])),
        (("call", "lie", [3], {}), ("returned", 3)),
        (("call", "deep", [3], {}), "unsendable"),
        (("call", "fail", [0], {}), ("raised", "assertion", "AssertionError", "wanted more", "candidate", 10, 0)),
        (("call", "fail", [], {}), "raised"),
        (("call", "leave", [1], {}), "raised"),
        *tested("def check(c):\n    assert c(1) == 1\n    assert c([2]) == [2]\n", [2, 3], ("done",)),
        *tested("def check(c):\n    assert c(1) == 2\n", [2],
                ("raised", "assertion", "AssertionError", "", "tests", 2, 2)),
        *tested("assert f(1) == 1\nassert f(2) == 2\n", [1, 2], ("done",)),
        *tested("async def check(c):\n    assert c(1) == 1\n", [2], ("done",)),
        *tested("def test_f():\n    assert f(1) == 1\n", [2], ("done",)),
        *tested("import unittest\nclass T(unittest.TestCase):\n"
                "    def test_f(self): self.assertEqual(f(1), 1)\n", [3], ("done",)),
        *tested("raise KeyError(1)\n", [], "raised"),
        *tested("assert nobody\n", [1],
                ("raised", "name", "NameError", "name 'nobody' is not defined", "tests", 1, 1)),
        *tested("limit = 1\n", [], "unfit"),
        (("plan", "assert f(1) ==\n", "f"), "raised"),
        *tested("", [], ("missing",), "g"),
        *[(("call", "f", [value], {}), ("returned", value)) for value in everything],
        (("end",), None),
    ]
    replies = []

    def host_call(message):
        reply = decode(message)
        if replies:
            expected = talk[len(replies) - 1][1]
            found = reply[0] if type(expected) is str else reply
            if found != expected or type(found) is not type(expected):
                raise RuntimeError(f"expected {expected!r} of the harness, found {reply!r}")
        replies.append(reply)
        return encode(talk[len(replies) - 1][0])

    serve(host_call)
    if len(replies) != len(talk):
        raise RuntimeError(f"expected {len(talk)} answers of the harness, found {len(replies)}")
    opaque = encode(object())
    if opaque != b"o\x0f\x00\x00\x00builtins.object":
        raise RuntimeError(f"expected an object to be opaque, found {opaque!r}")


for _ in range(20):
    exercise()
del sys.modules["candidate"], sys.modules["tests"], exercise
gc.collect()
gc.freeze()
