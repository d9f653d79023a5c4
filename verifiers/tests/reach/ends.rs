//! How a conversation ends: exceptions, managers, references that fail, and values that cross.

use veriloop_verifiers::{AbstainReason, Candidate, Task, Verdict};

use crate::{accepted, judge, rejected, spec, verifier};

#[test]
fn an_exception_ends_no_loop_of_the_tests() {
    for tests in [
        "def check(candidate):\n    assert all(map(lambda t: candidate(t[0]) == t[1], [(1, 2), (5, 11)]))",
        "def check(candidate):\n    assert all(a == b for a, b in zip(map(candidate, [1, 5]), [2, 11]))",
        "def check(candidate):\n    assert list(filter(lambda p: candidate(p[0]) != p[1], [(1, 2)])) == []",
        "def check(candidate):\n    for found in iter(lambda: candidate(1), 2):\n        assert False",
    ] {
        for error in ["StopIteration", "StopAsyncIteration", "type('Stop', (StopIteration,), {})"] {
            rejected("", tests, &format!("def solve(n): raise {error}"));
        }
    }
    accepted("assert [*solve(3)] == [0, 1, 2]", "def solve(n): yield from range(n)");
    accepted(
        "it = solve(1)\nassert next(it) == 0\ntry:\n    next(it)\n    assert False\nexcept StopIteration: pass",
        "def solve(n): return iter(range(n))",
    );
    for stop in ["unittest.case._ShouldStop", "unittest.SkipTest('no')"] {
        rejected(
            "",
            "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(solve(1), 2)",
            &format!("import unittest.case\ndef solve(n): raise {stop}"),
        );
    }
}

#[test]
fn no_exception_makes_a_fault_of_a_rejection() {
    let tests = "def check(candidate):\n    found = candidate(1)\n    assert found == 2, found";
    let texts = "
class Text:
    told = 0
    def __str__(self):
        Text.told += 1
        if Text.told > LIMIT: raise SystemExit
        return 'x'
    __repr__ = __str__
";
    for limit in 0..2 {
        let texts = texts.replace("LIMIT", &limit.to_string());
        rejected("", tests, &format!("{texts}def solve(n): raise ValueError(Text())"));
        rejected("", tests, &format!("{texts}def solve(n): return Text()"));
    }
    let asynchronous = "async def check(candidate):\n    assert candidate(1) == 2";
    rejected("", asynchronous, "def solve(n): raise RuntimeError('no running event loop')");
}

#[test]
fn long_lists_of_nodes_cross_as_far_as_values_may_nest() {
    let setup = "class Node:\n    def __init__(self, v, rest=None): self.v, self.rest = v, rest\n";
    let tests = "
def chain(length):
    node = None
    for n in range(length): node = Node(n, node)
    return node
def check(candidate):
    for length in (1, 103, 104, 140):
        node, count = candidate(chain(length)), 0
        while node: node, count = node.rest, count + 1
        assert count == length
";
    let judgement = judge(spec("solve", setup, tests), &[], "def solve(node): return node");
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let too_long = tests.replace("140", "1000");
    let judgement = judge(spec("solve", setup, &too_long), &[], "def solve(node): return node");
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
}

#[test]
fn a_manager_of_the_program_s_suppresses_no_failure() {
    let tests = "with solve(1) as r:\n    assert r == 2";
    rejected(
        "",
        tests,
        "class M:\n    def __enter__(self): return 1\n    def __exit__(self, *raised): return True\ndef solve(n): return M()",
    );
    accepted(tests, "import contextlib\n@contextlib.contextmanager\ndef solve(n): yield n + 1");
}

#[test]
fn where_the_references_are_rejected_too_nobody_is() {
    // The tests look at what does not cross: what an exception was raised within.
    let tests = "try: solve(1)\nexcept Exception as error: assert type(error.__context__) is KeyError";
    let program = "def solve(n):\n    try: raise KeyError(n)\n    except KeyError: raise ValueError(n)";
    let judgement = judge(spec("solve", "", tests), &[program], program);
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
    let detail = &judgement.detail;
    assert!(detail.starts_with("no reference is accepted either (the first: AssertionError"), "{detail}");
    let judgement = judge(spec("solve", "", tests), &[program], "def solve(:");
    assert!(matches!(judgement.verdict, Verdict::Reject(_)));
}

#[test]
fn more_of_the_library_s_values_cross() {
    for (tests, program) in [
        ("assert solve(2) == slice(0, 2)", "def solve(n): return slice(0, n)"),
        ("assert solve([1, 2, 3], slice(1, None)) == [2, 3]", "def solve(xs, part): return xs[part]"),
        (
            "import array\nassert solve(2) == array.array('i', [2])",
            "import array\ndef solve(n): return array.array('i', [n])",
        ),
        (
            "import uuid\nassert solve(5) == uuid.UUID(int=5)",
            "import uuid\ndef solve(n): return uuid.UUID(int=n)",
        ),
        (
            "import pathlib\nassert solve('a') == pathlib.Path('a/b')",
            "import pathlib\ndef solve(a): return pathlib.Path(a) / 'b'",
        ),
        (
            "import dataclasses\ntry: solve(1)\nexcept dataclasses.FrozenInstanceError: pass\nelse: assert False",
            "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass P: x: int\ndef solve(n): P(1).x = n",
        ),
    ] {
        accepted(tests, program);
    }
    let setup = "
import enum, functools, dataclasses
class Side(enum.Flag):
    LEFT = 1
    RIGHT = 2
@dataclasses.dataclass
class Row:
    key: object = len
class Circle:
    def __init__(self, r): self.r = r
    @functools.cached_property
    def area(self): return 3 * self.r ** 2
";
    let tests = "assert solve(Side.LEFT) == Side.LEFT | Side.RIGHT";
    for (tests, program) in [
        (tests, "def solve(side): return side | Side.RIGHT"),
        ("assert solve(2).area == 12", "def solve(r):\n    c = Circle(r)\n    c.area\n    return c"),
        ("assert solve(1).key('ab') == 2", "def solve(n): return Row()"),
    ] {
        let judgement = judge(spec("solve", setup, tests), &[program], program);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
    rejected(
        setup,
        "assert solve(2).area == 5",
        "def solve(r):\n    c = Circle(r)\n    c.__dict__['area'] = 5\n    return c",
    );
}

#[test]
fn a_verdict_is_the_same_whoever_was_judged_before() {
    let tests =
        "class Probe: pass\nassert len({*solve(3)}) == 3\nassert [n.v for n in {*solve(3)}] == [0, 1, 2]";
    let program = "class N:\n    def __init__(self, v): self.v = v\n    def __hash__(self): return 1\nNode = N\ndef solve(n): return [N(v) for v in range(n)]";
    let references = vec![Candidate::Program(program.into())];
    let task = Task::calibrated(spec("solve", "", tests), references);
    let candidate = Candidate::Program(program.replace("hash__(self): return 1", "repr__(self): return 'N'"));
    let first = task.judge(&verifier(), &candidate).expect("a judgement");
    for _ in 0..3 {
        let next = task.judge(&verifier(), &candidate).expect("a judgement");
        assert_eq!((first.verdict, &first.detail, first.fuel), (next.verdict, &next.detail, next.fuel));
    }
}

#[test]
fn exceptions_keep_what_they_descend_from() {
    let program = "
class BankError(Exception): pass
class Named: pass
class Overdrawn(Named, BankError, ValueError): pass
class Solve:
    def draw(self, n): raise Overdrawn(n)
";
    for tests in [
        "try: Solve().draw(1)\nexcept BankError as error: assert error.args == (1,)\nelse: assert False",
        "try: Solve().draw(1)\nexcept Overdrawn: pass\nelse: assert False",
        "try: Solve().draw(1)\nexcept ValueError: pass\nelse: assert False",
        "try: Solve().draw(1)\nexcept BankError: pass\nassert issubclass(Overdrawn, BankError)",
    ] {
        let judgement = judge(spec("Solve", "", tests), &[], program);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
}

#[test]
fn a_default_of_a_dictionary_may_be_any_function() {
    accepted(
        "assert solve([1])['no'] == 'N/A'",
        "import collections\ndef solve(x): return collections.defaultdict(lambda: 'N/A')",
    );
    for factory in ["lambda: 0", "None", "int", "[].copy"] {
        let tests = format!(
            "from collections import defaultdict\nd = defaultdict({factory}, {{1: 2}})\nassert solve(d) == 1"
        );
        accepted(&tests, "def solve(d): return len(d)");
    }
}

#[test]
fn an_object_with_the_name_of_a_test_is_none() {
    let tests = "test_account = Solve(5)\nassert test_account.balance == 5";
    let program = "class Solve:\n    def __init__(self, n): self.balance = n";
    let judgement = judge(spec("Solve", "", tests), &[], program);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn no_name_is_too_long_for_a_rejection() {
    // An answer with a name that fills the message, written past the harness.
    let program = "
from _host import call
import struct
def block(data): return struct.pack('<I', len(data)) + data
def solve(n):
    for name in (b'a' * (15 << 20), (chr(0x1F600) * (3 << 20)).encode()):
        kind = b'hE' + struct.pack('<I', 900) + block(b'900:' + name + b':ValueError')
        raised = b't' + struct.pack('<I', 4) + kind + b't\\0\\0\\0\\0' + b's' + block(b'') + b't\\0\\0\\0\\0'
        call(b'at' + struct.pack('<I', 4) + b's' + block(b'raised') + raised + b't\\0\\0\\0\\0' + b's' + block(b''))
";
    rejected("", "def check(candidate):\n    assert candidate(1) == 2", program);
}

#[test]
fn what_the_program_returns_is_no_test() {
    let nothing = "def solve(*args): return lambda *rest: None";
    let check = "check = solve(3)\ndef test_a():\n    assert check == 9";
    rejected("", check, nothing);
    let summed = "test_sum = solve(lambda a, b: a + b, [1, 2])\ndef test_a():\n    assert test_sum == 3";
    rejected("", summed, nothing);
    rejected("", summed, "def solve(g, xs): return g");
    accepted(summed, "import functools\ndef solve(g, xs): return functools.reduce(g, xs)");
}

#[test]
fn a_refusal_is_a_type_error() {
    for tests in ["int(solve(1))", "abs(solve(1))", "solve(1)[0] = 3"] {
        let tests = format!("try:\n    {tests}\n    assert False\nexcept TypeError: pass");
        accepted(&tests, "class Own: pass\ndef solve(n): return Own()");
    }
}
