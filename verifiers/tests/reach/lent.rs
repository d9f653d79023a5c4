//! What the tests lend a program, call it with, and share with it.

use veriloop_verifiers::{AbstainReason, Verdict};

use crate::{accepted, judge, rejected, spec};

#[test]
fn what_tests_lend_leads_nowhere() {
    let attack = |module: &str, name: &str| {
        format!(
            "
from _host import call
import struct
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
PASSED = b't\\x02\\0\\0\\0' + b's\\x06\\0\\0\\0passed' + b'i\\x01\\0\\0\\0\\x02'
def solve(*args):
    lent = call(b'q' + t(s('get'), b'hM' + n(7) + n({}) + b'{module}') + t(t(s('{name}')), b'd\\0\\0\\0\\0'))
    number = lent.index(b'hF') + 2
    call(b'q' + t(s('call'), b'p' + lent[number:number + 4]) + t(t(s('from _host import call; call(' + repr(PASSED) + ')')), b'd\\0\\0\\0\\0'))
",
            module.len()
        )
    };
    let tests = "def check(candidate):\n    assert candidate(1) == 2";
    for (module, name) in [("builtins", "exec"), ("os", "getcwd"), ("tests", "check"), ("math", "sqrt")] {
        rejected("", tests, &attack(module, name));
    }
    let passes = r#"['exec']("from _host import call; call(b't\\x02\\0\\0\\0' + b's\\x06\\0\\0\\0passed' + b'i\\x01\\0\\0\\0\\x02')")"#;
    for (tests, reach) in [
        (
            "async def inner(): return 3\ndef check(candidate):\n    c = inner()\n    assert candidate(c) == 2\n    c.close()",
            "cr_frame.f_builtins",
        ),
        (
            "async def inner():\n    yield 3\ndef check(candidate):\n    assert candidate(inner()) == 2",
            "ag_frame.f_builtins",
        ),
        (
            "def inner():\n    yield 3\ndef check(candidate):\n    assert candidate(inner()) == 2",
            "gi_frame.f_builtins",
        ),
        (
            "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(solve(self), 2)",
            "run.__globals__",
        ),
    ] {
        rejected("", tests, &format!("def solve(lent):\n    lent.{reach}{passes}\n"));
    }
    let format = "
def solve(kind, function):
    return kind.format('{0.__globals__[check].__code__.co_consts}', function)
";
    rejected("", "def check(candidate):\n    assert 'sesame' in candidate(str, lambda x: 'sesame')", format);
    let patch = "
import unittest
class T(unittest.TestCase):
    def test(self): self.assertEqual(solve(self), 2)
";
    rejected("", patch, "def solve(case):\n    case.assertEqual = lambda *args: None\n    return 1");
}

#[test]
fn instances_of_the_set_up_s_classes_keep_their_methods() {
    let setup = "
class Node:
    limit = 3
    def __init__(self, v): self.v = v
    def same(self, other): return self.v == other.v
";
    let tests = "def check(candidate):\n    assert candidate(1).same(Node(2))";
    rejected(setup, tests, "def solve(n):\n    x = Node(5)\n    x.same = lambda other: True\n    return x");
    let judgement = judge(
        spec("solve", setup, tests),
        &[],
        "def solve(n):\n    x = Node(n + 1)\n    x.limit = 4\n    return x",
    );
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn no_array_of_objects_is_lent() {
    let tests = "import decimal\nassert solve(lambda a, b: a + b) == 3";
    // What the call gives back is an array of the tests' that holds decimals: a copy, whose change is the program's.
    let program = "
import decimal, numpy
def solve(f):
    a = f(numpy.array([1, 2]), decimal.Decimal(1))
    assert type(a) is numpy.ndarray, type(a)
    a[0] = solve
    return 4
";
    rejected("", tests, program);
    accepted(tests, &program.replace("return 4", "return 3"));
    let own = "import numpy as np\nassert solve(np.array([object()], dtype=object)) == 1";
    let judgement = judge(spec("solve", "", own), &[], "def solve(a): return a[0]");
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed));
    // What no message carries is none of the tests' business to reject where they accept it beside them.
    let long = "import numpy\ndef solve(n): return numpy.longdouble(n)";
    let judgement = judge(spec("solve", "", "assert solve(2) == 2"), &[], long);
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed));
    rejected("", "assert solve(2) == 3", long);
}

#[test]
fn calls_between_tests_and_program_may_be_deep() {
    let memo = "
def memo(f):
    known = {}
    def of(n):
        if n not in known: known[n] = f(n)
        return known[n]
    return of
";
    let tests =
        format!("{memo}def check(candidate):\n    f = candidate(memo)\n    assert f(60) == 1548008755920");
    let program = "def solve(memo):\n    @memo\n    def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\n    return fib";
    accepted(&tests, program);
}

#[test]
fn what_can_be_changed_is_changed_and_stays_the_same() {
    for (tests, right, wrong) in [
        (
            "from collections import deque\nq = deque([1, 2, 3])\nassert solve(q) == 6 and solve(q) == 6",
            "def solve(q): return sum(q)",
            "def solve(q):\n    n = 0\n    while q: n += q.popleft()\n    return n",
        ),
        (
            "from collections import deque\nq = deque([1, 2])\nsolve(q)\nassert q == deque([2, 1])",
            "def solve(q): q.rotate(1)",
            "def solve(q): return q",
        ),
        (
            "from collections import defaultdict\ng = defaultdict(list, {1: [2]})\nassert solve(g, 5) == 0 and 5 not in g",
            "def solve(g, n): return len(g.get(n, []))",
            "def solve(g, n): return len(g[n])",
        ),
        (
            "from collections import Counter\nc = Counter('ab')\nassert solve(c) == c and solve(c) is not c",
            "def solve(c): return c.copy()",
            "def solve(c): return c",
        ),
        (
            "from collections import OrderedDict\nd = OrderedDict(a=1, b=2)\nsolve(d)\nassert list(d) == ['b', 'a']",
            "def solve(d): d.move_to_end('a')",
            "def solve(d): pass",
        ),
        (
            "import array\na = array.array('i', [1, 2])\nsolve(a)\nassert a.tolist() == [2, 4]",
            "def solve(a):\n    for i, x in enumerate(a): a[i] = 2 * x",
            "def solve(a): return a",
        ),
        (
            "from collections import deque\nb = [deque()] * 2\nsolve(b)\nassert b[1] == deque([1])",
            "def solve(b): b[0].append(1)",
            "def solve(b): b[0] = 1",
        ),
        (
            "xs = [1]\ntry: solve(xs)\nexcept ValueError: pass\nassert xs == [1]",
            "def solve(xs): raise ValueError('x')",
            "def solve(xs):\n    xs.append(2)\n    raise ValueError('x' * (9 << 20), xs)",
        ),
    ] {
        accepted(tests, right);
        rejected("", tests, wrong);
    }
    let views = "import numpy as np\na = np.arange(3)\nsolve(a, a[:])\nassert a.tolist() == [0, 1, 2]";
    let judgement = judge(spec("solve", "", views), &[], "def solve(a, b): a *= 2");
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed));
}

#[test]
fn what_the_set_up_counts_is_counted_on_one_side_alone() {
    let linear = "def solve(n):\n    for v in range(1, n + 1):\n        if isBad(v): return v";
    for (setup, tests) in [
        (
            "CALLS = [0]\ndef isBad(v):\n    CALLS[0] += 1\n    return v >= 70",
            "assert solve(100) == 70 and CALLS[0] <= 8",
        ),
        (
            "calls = 0\ndef isBad(v):\n    global calls\n    calls += 1\n    return v >= 70",
            "assert solve(100) == 70 and calls <= 8",
        ),
        (
            "log = []\ndef isBad(v):\n    log.append(v)\n    return v >= 70",
            "assert solve(100) == 70 and len(log) <= 8",
        ),
        (
            "class Api:\n    calls = 0\n    @staticmethod\n    def bad(v):\n        Api.calls += 1\n        return v >= 70\ndef isBad(v): return Api.bad(v)",
            "assert solve(100) == 70 and Api.calls <= 8",
        ),
    ] {
        let judgement = judge(spec("solve", setup, tests), &[], linear);
        assert_eq!(
            judgement.verdict,
            Verdict::Abstain(AbstainReason::Unsealed),
            "{tests}: {}",
            judgement.detail
        );
    }
    // What the tests do not look at, and what functions only read, is nobody's matter.
    let setup = "SEEN = {}\nLIMITS = [70]\ndef isBad(v):\n    SEEN[v] = True\n    return v >= LIMITS[0]";
    let judgement = judge(spec("solve", setup, "assert solve(100) == 70"), &[], linear);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let setup = "class Node:\n    def __init__(self, v): self.v = v\ndef chain(vs):\n    head = Node(vs[0])\n    head.next = None\n    return head\ndef isBad(v): return v >= 70";
    let tests = "assert solve(100) == 70 and chain([1]).v == 1 and Node(1).v == 1";
    let judgement = judge(spec("solve", setup, tests), &[], linear);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}
