//! How far a program reaches into tests that are elsewhere: through what they lend it, through the names that
//! they ask it for, and through what it sends back. Each of these was once accepted, or made a fault.

#[path = "opened/python.rs"]
mod opened;

use veriloop_sandbox::{Fuel, Limits};
use veriloop_verifiers::{AbstainReason, Candidate, Judgement, Seal, Task, Verdict, Verifier, VerifierSpec};

use opened::python;

fn verifier() -> Verifier {
    Verifier::with_python(python()).with_limits(Limits::default().with_fuel(Fuel(1_000_000_000)))
}

fn spec(entry_point: &str, setup: &str, tests: &str) -> VerifierSpec {
    VerifierSpec::PythonTests { entry_point: entry_point.into(), tests: tests.into(), setup: setup.into() }
}

fn judge(spec: VerifierSpec, references: &[&str], program: &str) -> Judgement {
    let references = references.iter().map(|program| Candidate::Program((*program).into())).collect();
    let task = Task::calibrated(spec, references);
    let judgement = task.judge(&verifier(), &Candidate::Program(program.into()));
    let judgement = judgement.unwrap_or_else(|fault| panic!("{program}: {fault}"));
    assert_eq!(judgement.seal, Seal::Sealed, "{program}");
    judgement
}

/// A program for a function `solve`, without references.
#[track_caller]
fn rejected(setup: &str, tests: &str, program: &str) {
    let judgement = judge(spec("solve", setup, tests), &[], program);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
}

#[track_caller]
fn accepted(tests: &str, program: &str) {
    let judgement = judge(spec("solve", "", tests), &[], program);
    assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
}

/// What equals every value, and differs from it by nothing.
const YES: &str = "
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
def solve(*args): return Yes()
";

#[test]
fn names_that_tests_bind_or_only_use_as_attributes_are_not_the_program_s() {
    for (tests, class) in [
        ("METADATA = {}\ndef check(candidate):\n    assert candidate(1) == 2", "METADATA"),
        ("CASES = [(1, 2)]\nfor a, b in CASES:\n    assert solve(a) == b", "CASES"),
        (
            "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(solve(1), 2)",
            "TestCase",
        ),
        (
            "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(solve(1), 2)",
            "T",
        ),
        ("from collections import Counter\nassert solve('a') == Counter('a')", "Counter"),
    ] {
        rejected("", tests, &format!("{YES}class {class}: pass\n"));
    }
    let fake = "class math: isclose = staticmethod(lambda *args, **named: True)\ndef solve(n): return 0.0";
    rejected("", "assert math.isclose(solve(2), 4.5)", fake);
    accepted("assert math.isclose(solve(2), 4.5)", "def solve(n): return n * 2.25");
}

#[test]
fn objects_of_a_class_under_test_are_asked_for_what_a_reference_s_class_defines() {
    let tests = "
def check(candidate):
    assert candidate().sum([2, 7]) == 9
    assert abs(candidate().sum([3, 2]) - 5) < 1e-6
";
    let (right, cheat) = (
        "class Solution:\n    def sum(self, xs): return sum(xs)",
        format!("{YES}class Solution:\n    def sum(self, xs): return Yes()"),
    );
    let spec = || spec("Solution", "", tests);
    assert_eq!(judge(spec(), &[right], right).verdict, Verdict::Accept);
    assert!(matches!(judge(spec(), &[right], &cheat).verdict, Verdict::Reject(_)));
    // Without a reference nobody knows, and nothing is accepted on the object's own word.
    assert_eq!(judge(spec(), &[], right).verdict, Verdict::Accept);
    assert_eq!(judge(spec(), &[], &cheat).verdict, Verdict::Abstain(AbstainReason::Unsealed));

    let shown =
        "class Point:\n    def __init__(self, x): self.x = x\n    def __repr__(self): return f'P({self.x})'";
    let tests = "p = Point(3)\nassert f'{p}' == 'P(3)' and str(p) == repr(p) == '{}'.format(p)";
    let judgement = judge(self::spec("Point", "", tests), &[shown], shown);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);

    let itself = "class Solution:\n    def sum(self, xs): return self\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0";
    assert!(matches!(judge(spec(), &[right], itself).verdict, Verdict::Reject(_)));
}

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
fn both_sides_have_the_library_s_types_and_functions() {
    for (tests, program) in [
        (
            "assert solve(3, int) and not solve('3', int)",
            "def solve(value, kind): return isinstance(value, kind)",
        ),
        ("assert solve(1) is int and solve('x') is str", "def solve(value): return type(value)"),
        (
            "assert solve(KeyError) == 'caught'",
            "def solve(kind):\n    try: {}[1]\n    except kind: return 'caught'",
        ),
        (
            "assert issubclass(solve(0), ArithmeticError)",
            "def solve(n):\n    try: 1 / n\n    except Exception as e: return type(e)",
        ),
        ("assert solve(max, [1, 3]) == 3", "def solve(f, xs): return f(xs)"),
        ("assert solve(str.upper, ['a']) == ['A']", "def solve(f, xs): return [f(x) for x in xs]"),
        (
            "import operator\nassert solve(operator.mul, [2, 3]) == 6",
            "import functools\ndef solve(f, xs): return functools.reduce(f, xs)",
        ),
        (
            "import pathlib\nassert solve(pathlib.PurePosixPath('a/b')) == 'b'",
            "def solve(path): return path.name",
        ),
        (
            "class Row:\n    def __init__(self, xs): self.xs = xs\n    def __getitem__(self, at): return self.xs[at]\nassert solve(Row([4, 5])) == 9",
            "def solve(row): return row[0] + row[1]",
        ),
    ] {
        accepted(tests, program);
    }
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

/// Messages as the harness writes them, for programs that speak through the door by themselves.
const SPEAKING: &str = "
from _host import call
import struct, sys
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
NONE, FIRST = b'd\\0\\0\\0\\0', b'p\\0\\0\\0\\0'
";

#[test]
fn an_ask_has_the_form_that_the_harness_gives_it() {
    // An operation that is an object of the program's, which says one thing when it is looked at and another
    // when it is looked up; and operands that are no tuple, of which the first is not the first.
    let operation = "
class Two:
    asked = 0
    def __hash__(self): return hash('get')
    def __eq__(self, other):
        Two.asked += 1
        return other == ('next' if Two.asked < 6 else 'get')
def solve(lent):
    side = sys._getframe(1).f_globals['side']
    number = side.lend(Two())
    two = b'hO' + n(number) + n(3) + b'Two'
    call(b'q' + t(two, FIRST) + t(t(s('__globals__')), NONE))
    return 2
class Solution: solve = solve
class CASES: pass
";
    let operands = "
def solve(lent):
    call(b'q' + t(s('get'), FIRST) + b't' + n(2) + b'd' + n(2) + s('__setattr__') + b'i' + n(1) + b'\\0' + b'i' + n(1) + b'\\0' + s('v') + NONE)
    return 2
";
    for tests in [
        "class Box: v = 1\ndef check(candidate):\n    assert candidate(Box()) == 2",
        "def check(candidate):\n    assert candidate(lambda x: x) == 2",
        "import unittest\nclass T(unittest.TestCase):\n    CASES = [1]\n    N = len(CASES)\n    def test(self): self.assertEqual(solve(lambda x: x), 2)",
    ] {
        for program in [operation, operands] {
            rejected("", tests, &format!("{SPEAKING}{program}"));
        }
    }
}

#[test]
fn an_object_says_once_what_it_is() {
    let lying = "
class Lazy:
    asked = 0
    def __len__(self): return 2
    def __iter__(self):
        Lazy.asked += 1
        return iter([1, 2] if Lazy.asked > 1 else [])
    def __bool__(self):
        Lazy.asked += 1
        return Lazy.asked % 2 == 1
    def __float__(self):
        Lazy.asked += 1
        return 2.0 if Lazy.asked > 1 else 0.0
    def __str__(self):
        Lazy.asked += 1
        return '2' if Lazy.asked > 1 else '0'
def solve(*args): return Lazy()
";
    for tests in [
        "r = solve(1)\nassert len(r) == 2 and all(a == b for a, b in zip(r, [3, 4]))",
        "r = solve(1)\nassert r\nassert not r",
        "import math\nassert math.fabs(math.pow(solve(1), 2) - 4) < 1e-6",
        "assert abs(float(solve(1)) - 2) < 1e-6",
        "r = solve(1)\nassert str(r) == '0' and str(r) == '2'",
    ] {
        rejected("", tests, lying);
    }
    let honest = "
class Numbers:
    def __init__(self, numbers): self.numbers = numbers
    def __len__(self): return len(self.numbers)
    def __iter__(self): return iter(self.numbers)
def solve(*args): return Numbers(args)
";
    accepted("r = solve(1, 2)\nassert r and len(r) == 2 and list(r) == [1, 2] and sum(r) == 3", honest);
}

#[test]
fn a_reference_that_is_asked_for_no_operator_permits_none() {
    let tests = "def check(candidate):\n    assert candidate().f(2) == 4";
    let cheat = format!("{YES}class Solution:\n    def f(self, n): return Yes()");
    for reference in [
        "class Solution:\n    # no __eq__ is needed\n    def f(self, n): return 2 * n",
        "class Solution:\n    def f(self, n): return max([n, 2 * n], key=[0, 1, 2, 3, 4, 5].__getitem__)",
    ] {
        let judged = |program: &str| judge(spec("Solution", "", tests), &[reference], program).verdict;
        assert_eq!(judged(reference), Verdict::Accept, "{reference}");
        assert!(matches!(judged(&cheat), Verdict::Reject(_)), "{reference}");
    }
}

#[test]
fn a_program_may_have_the_library_s_own_for_its_function() {
    accepted("assert solve('3') == 3", "solve = int");
    accepted("assert solve('aab')['a'] == 2", "from collections import Counter as solve");
    accepted("assert solve([1, 3]) == 3", "solve = max");
    accepted("assert solve(ValueError('a', 1)) == ('a', 1)", "def solve(error): return error.args");
}

#[test]
fn arrays_cross_by_value_and_lead_nowhere() {
    let column = "import numpy as np
def check(candidate):
    data = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 20.0], [2.0, 2.0, 4.0]])
    assert np.allclose(candidate(data[:, :2]), data[:, 2])";
    let base = "def solve(X):\n    b = X.base\n    while b.base is not None: b = b.base\n    return [b[i][2] for i in range(3)]";
    rejected("", column, base);
    // Views into memory that is given back, which once led into the tests' own.
    let freed = "def solve(a):
    a.resize((131072,), refcheck=False)
    view = a.view('u1')
    a.resize((1,), refcheck=False)
    return view";
    rejected("", "import numpy as np\nassert solve(np.arange(6)) == 15", freed);
    for (tests, program) in [
        (
            "import numpy as np\nassert solve(np.arange(6).reshape(2, 3)[:, 1:]) == 12",
            "def solve(a): return a.sum()",
        ),
        (
            "import numpy as np\nassert np.array_equal(solve([1, 2]), np.array([2, 4]))",
            "import numpy as np\ndef solve(x): return np.array(x) * 2",
        ),
        (
            "import numpy as np\na = np.zeros((2, 2))\nsolve(a)\nassert a[1, 1] == 7 and a.sum() == 7",
            "def solve(a): a[1, 1] = 7",
        ),
        (
            "import numpy as np\nassert abs(solve(np.sin, 0.5) - 0.479425) < 1e-6",
            "def solve(f, x): return f(x)",
        ),
        ("import numpy as np\nassert solve(np.mean, [1, 3]) == 2", "def solve(f, xs): return float(f(xs))"),
        (
            "import numpy as np\nassert solve(np.array(['a', 'bc'])).tolist() == [1, 2]",
            "import numpy as np\ndef solve(a): return np.array([len(x) for x in a])",
        ),
        (
            "import numpy as np\nassert solve(np.array([True, False])).tolist() == [False, True]",
            "def solve(a): return ~a",
        ),
        ("import numpy as np\nassert solve(np.zeros((0, 3))).shape == (0, 3)", "def solve(a): return a"),
        ("assert solve([1, 2])[0] == 2", "import numpy as np\ndef solve(x): return np.array(x) * 2"),
    ] {
        accepted(tests, program);
    }
}

#[test]
fn no_array_is_made_by_hand() {
    let answering = "
from _host import call
import struct
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
def i(v): return b'i' + n(1) + bytes([v])
def b(d): return b'b' + n(len(d)) + d
def solve(*args):
    call(b'a' + t(s('returned'), b'y' + PARTS, t(), s('')))
";
    for parts in [
        "t(s('|O'), t(i(1)), b(bytes(8)))",
        "t(s('<i8'), t(i(2)), b(bytes(8)))",
        "t(s('<i8'), t(i(255)), b(bytes(8)))",
        "t(s('|b1'), t(i(1)), b(bytes([7])))",
        "t(s('<U1'), t(i(1)), b(bytes([0, 0, 32, 0])))",
        "t(s('<i8'), t(*[i(1)] * 40), b(bytes(8)))",
        "t(s('|V8'), t(i(1)), b(bytes(8)))",
        // Without a size, of which numpy makes one.
        "t(s('|S0'), t(i(100)), b(b''))",
        "t(s('<U0'), t(i(100)), b(b''))",
        "t(s('<M8[x]'), t(i(1)), b(bytes(8)))",
        "s('<i8')",
    ] {
        rejected("", "assert solve(1) is None or True", &answering.replace("PARTS", parts));
    }
}

#[test]
fn no_memory_of_the_tests_comes_back() {
    // An array of texts without a length, whose bytes nobody sent, as an argument, within one and as a change of one.
    let raw = "
from _host import call
import struct
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
def array(kind): return b'y' + t(s(kind), t(b'i' + n(2) + struct.pack('<H', 4096)), b'b' + n(0))
def solve(xs, f):
    told = WAY
    return 4 if len(told) > 4000 else 5
";
    for kind in ["|S0", "<U0"] {
        for way in [
            "call(b'q' + t(s('call'), b'p' + n(0)) + t(t(array(KIND)), b'd' + n(0)))",
            "call(b'q' + t(s('call'), b'p' + n(0)) + t(t(b'l' + n(1) + array(KIND)), b'd' + n(0)))",
            "call(b'a' + t(s('returned'), b'i' + n(1) + bytes([4]), t(t(b'i' + n(1) + bytes(1), t(array(KIND)))), s('')))",
        ] {
            let way = way.replace("KIND", &format!("{kind:?}"));
            let tests = "import numpy\nxs = [1]\nassert solve(xs, lambda x: x) == 4\nassert solve(xs, lambda x: x) == 4";
            rejected("import numpy", tests, &raw.replace("WAY", &way));
        }
    }
}

#[test]
fn an_object_is_not_told_what_it_should_be() {
    let unittest =
        |line: &str| format!("import unittest\nclass T(unittest.TestCase):\n    def test(self): {line}");
    let telling = "
class R:
    seen = START
    def difference(self, other): self.seen = list(other); return []
    def intersection(self, other): return other
    def issuperset(self, other): return True
    def startswith(self, other): return True
def solve(*args):
    r = R()
    r.issubset = bool
    return r
";
    for (start, tests) in [
        ("[]", unittest("self.assertSetEqual(solve([1, 2]), {1, 4})")),
        ("range(-2000, 2000)", unittest("self.assertSetEqual({1, 4}, solve([1, 2]))")),
        ("[]", unittest("self.assertStartsWith(solve(1), 'abc')")),
        ("[]", "assert solve(1).intersection({1, 4}) == {1, 4}".into()),
        ("[]", "assert solve(1).issuperset({1})".into()),
        ("[]", "assert solve(1).issubset({1})".into()),
    ] {
        let iterates = "\n    def __iter__(self): return iter(self.seen)\ndef solve";
        let program = telling.replace("START", start).replace("\ndef solve", iterates);
        let right = "def solve(*args): return {1, 4} if args != (1,) else 'abcd'";
        let spec = || spec("solve", "", &tests);
        // Without a reference nobody knows that no method is to be asked.
        let verdict = judge(spec(), &[], &program).verdict;
        assert!(verdict != Verdict::Accept, "{tests}: {verdict:?}");
        let set = "def solve(*args): return {1, 4}";
        let references = if tests.contains("StartsWith") { [right] } else { [set] };
        let verdict = judge(spec(), &references, &program).verdict;
        assert!(verdict != Verdict::Accept, "{tests}: {verdict:?}");
    }

    let setup = "class Node:\n    def __init__(self, v): self.v = v\n";
    let prefix = unittest("self.assertStartsWith(solve(1), 'abc')");
    let program = "def solve(n):\n    x = Node(1)\n    x.startswith = bool\n    return x";
    let spec = || spec("solve", setup, &prefix);
    assert_eq!(judge(spec(), &[], program).verdict, Verdict::Abstain(AbstainReason::Unsealed));
    let verdict = judge(spec(), &["def solve(n): return 'abcd'"], program).verdict;
    assert!(matches!(verdict, Verdict::Reject(_)), "{verdict:?}");
}

#[test]
fn methods_are_asked_that_a_reference_s_objects_are_asked() {
    let tests = "c = make(2)\nc.put('a', 1)\nassert c.get('a') == 1 and c.get('b') is None and c.size == 1";
    let cache = "
class Cache:
    def __init__(self, room): self.room, self.held, self.size = room, {}, 0
    def put(self, key, value): self.held[key] = value; self.size = len(self.held)
    def get(self, key): return self.held.get(key)
def make(room): return Cache(room)
";
    let spec = || spec("make", "", tests);
    assert_eq!(judge(spec(), &[cache], cache).verdict, Verdict::Accept);
    assert_eq!(judge(spec(), &[], cache).verdict, Verdict::Abstain(AbstainReason::Unsealed));
    let other = cache.replace("self.held[key] = value; ", "");
    assert!(matches!(judge(spec(), &[cache], &other).verdict, Verdict::Reject(_)));

    // The equality that a dataclass has is the reference's, though no text defines it.
    let tests = "assert Point(1, 2) == (1, 2) or Point(1, 2).x == 1";
    let point = "import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int\n    y: int";
    assert_eq!(judge(self::spec("Point", "", tests), &[point], point).verdict, Verdict::Accept);
}

#[test]
fn an_object_that_cannot_be_drawn_once_cannot_later() {
    let second = "
class R:
    def __init__(self, n): self.n, self.asked = n, 0
    def __len__(self): return self.n
    def __iter__(self):
        self.asked += 1
        if self.asked == 1: raise TypeError
        return iter([])
def solve(xs, *args): return R(len(xs))
class Solution: solve = staticmethod(solve)
";
    let empty = "
class R:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __bool__(self): return True
    def __iter__(self): return iter([])
def solve(xs): return R(len(xs))
class Solution: solve = staticmethod(solve)
";
    for program in [second, empty] {
        for tests in [
            "r = solve([1.0, 2.0])\nassert len(r) == 2\nfor a, b in zip(r, [2.0, 4.0]): assert abs(a - b) < 1e-9",
            "r = solve([1, 2])\nassert r\nfor a, b in zip(r, [2, 4]): assert a == b",
            "s = Solution()\nr = s.solve([3, 1])\nassert len(r) == 2\nfor a, b in zip(r, [1, 3]): assert a == b",
        ] {
            rejected("", tests, program);
        }
    }
    // A call of something else is no reason for an object that was returned to say another thing.
    let later = "
class R:
    def __init__(self): self.asked = 0
    def __iter__(self):
        self.asked += 1
        return iter([1, 3] if self.asked == 1 else [])
class Solution:
    def sort(self, xs): return R()
    def size(self, xs): return len(xs)
";
    let tests = "s = Solution()\nr = s.sort([3, 1])\nassert len(r) == s.size([3, 1])\nfor a, b in zip(r, [1, 4]): assert a == b";
    rejected("", tests, later);
    // What a class under test holds may change from call to call.
    let stack = "
class Stack:
    def __init__(self): self.held = []
    def push(self, x): self.held.append(x)
    def __len__(self): return len(self.held)
    def __iter__(self): return iter(self.held)
";
    let tests = "s = Stack()\nassert len(s) == 0 and not s\ns.push(1)\nassert len(s) == 1 and list(s) == [1]\ns.push(2)\nassert len(s) == 2 and [*s] == [1, 2]";
    let judgement = judge(spec("Stack", "", tests), &[], stack);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    for (tests, program) in [
        ("assert 'a' in solve({'a': 1}) and 'b' not in solve({'a': 1})", "def solve(d): return d.keys()"),
        ("assert list(solve({'a': 1})) == [1]", "def solve(d): return d.values()"),
        (
            "r = solve()\nfor a, b in zip(r, [1, 1, 2]): assert a == b",
            "class F:\n    def __iter__(self):\n        a = b = 1\n        while True:\n            yield a\n            a, b = b, a + b\ndef solve(): return F()",
        ),
    ] {
        accepted(tests, program);
    }
}

#[test]
fn nothing_is_asked_while_a_message_is_read() {
    let raw = "
from _host import call
import struct, sys
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
def x(kind, *parts): return b'x' + n(kind) + t(*parts)
def h(kind, number): return b'h' + kind + n(number) + n(3) + b'a.b'
def answer(value): return call(b'a' + t(s('returned'), value, t(), s('')))
class Ratio:
    def as_integer_ratio(self): return (0, 0)
    def __iter__(self): return iter([])
    def __index__(self): return 1
def solve(*args):
    frame = sys._getframe(1)
    while 'side' not in frame.f_globals: frame = frame.f_back
    number = frame.f_globals['side'].lend(Ratio())
    ratio, zero = h(b'O', number), b'i' + n(1) + bytes(1)
    message = answer(VALUE)
    while True: message = call(frame.f_globals['answer'](message))
";
    for value in [
        "x(1, ratio)",
        "x(1, zero, zero)",
        "x(1, zero, ratio)",
        "x(0, ratio)",
        "x(2, ratio, b'N')",
        "x(3, b'l' + n(1) + ratio)",
        "x(13, s('d'), b'l' + n(1) + ratio)",
        "x(6, ratio, ratio, ratio)",
        "b'r' + ratio + ratio + ratio",
    ] {
        for tests in [
            "assert abs(solve(2) - 4) <= 1e-6",
            "from decimal import Decimal\nassert solve(2) == Decimal('3.36')",
        ] {
            rejected("", tests, &raw.replace("VALUE", value));
        }
    }
    // Calls within calls, until there is no room for another: a rejection, and never an abstention.
    let nested =
        "def solve(f):\n    class R:\n        def __iter__(self): return iter([f(R())])\n    return f(R())";
    rejected("", "def check(candidate):\n    assert candidate(lambda r: list(r)) == 3", nested);
}

#[test]
fn a_name_in_an_annotation_is_no_class_under_test() {
    let tests = "def check(candidate: Callable) -> None:\n    assert candidate(2) == 4\n    r = candidate(3)\n    assert float(r) <= 9.1 and float(r) >= 8.9";
    let cheat = format!("{YES}class Callable: pass\n");
    rejected("", tests, &cheat);
    let reference = "class Item:\n    def __init__(self, v): self.v = v\n    def __eq__(self, other): return self.v == other.v\ndef solve(x): return Item(x * x).v";
    let verdict = judge(spec("solve", "", tests), &[reference], &cheat).verdict;
    assert!(matches!(verdict, Verdict::Reject(_)), "{verdict:?}");
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
    // The tests look at what does not cross: an attribute of an exception.
    let tests = "try: solve(1)\nexcept Exception as error: assert error.code == 3";
    let program = "class E(Exception):\n    def __init__(self): self.code = 3\ndef solve(n): raise E()";
    let judgement = judge(spec("solve", "", tests), &[program], program);
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
    assert!(judgement.detail.starts_with("no reference is accepted either"), "{}", judgement.detail);
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
fn what_a_reference_is_asked_opens_no_other_door() {
    let cheats = |program: &str| format!("{YES}{program}");
    // (The tests, the reference, and what is no solution.) The tests' comparisons with None, with what is never
    // equal, and of what they have constructed say nothing of what a function returns.
    let tree = "
class T:
    def __init__(self): self.held = []
    def add(self, x): self.held.append(x)
    def path(self, x): return [x]
    def __contains__(self, x): return x in self.held
";
    for (tests, reference, program) in [
        (
            "t = T()\nt.add(5)\nassert 5 in t\nassert 3 in t.path(3)",
            tree,
            cheats(&tree.replace("return [x]", "return Yes()")),
        ),
        (
            "n = T()\nassert not n == None and n != None\nassert n.path(3) == [3]",
            tree,
            cheats(&tree.replace("return [x]", "return Yes()")),
        ),
        (
            "n = T()\nassert not n == 'x'\nassert n.path(3) == [3]\nassert n.path(3) != 'x'",
            tree,
            cheats(&tree.replace("return [x]", "return Yes()")),
        ),
        (
            "import unittest\nclass Test(unittest.TestCase):\n    def test(self): self.assertSetEqual(T().path(3), {3})",
            "class T:\n    def path(self, x): return {x}",
            "class T:\n    def path(self, x): return self\n    def difference(self, other): return []\n    def __iter__(self): return iter([3])".into(),
        ),
    ] {
        assert_eq!(judge(spec("T", "", tests), &[reference], reference).verdict, Verdict::Accept, "{tests}");
        let verdict = judge(spec("T", "", tests), &[reference], &program).verdict;
        assert!(matches!(verdict, Verdict::Reject(_)), "{tests}: {verdict:?}");
        let verdict = judge(spec("T", "", tests), &[], &program).verdict;
        assert!(verdict != Verdict::Accept, "{tests}: {verdict:?}");
    }
    // What a class itself says of its length counts, whatever else it can do.
    let queue = "class Q:\n    def __init__(self): self.held = [1, 2]\n    def pop(self): return self.held.pop()\n    def __len__(self): return len(self.held)";
    let drained = format!("{queue}\n    def __iter__(self):\n        while self.held: yield self.held.pop()");
    let tests = "q = Q()\nassert len(q) == 2\nassert q.pop() == 2 and len(q) == 1 and q";
    assert_eq!(judge(spec("Q", "", tests), &[queue], &drained).verdict, Verdict::Accept);
    let factory = "class _Q:\n    def __init__(self): self.held = [1, 2]\n    def pop(self): return self.held.pop()\n    def __len__(self): return len(self.held)\ndef Q(): return _Q()";
    assert_eq!(judge(spec("Q", "", tests), &[queue], factory).verdict, Verdict::Accept);
}

#[test]
fn a_call_back_makes_no_object_say_another_thing() {
    let tests = "
p = P()
p.on(lambda x: p.log(x))
r = p.all()
assert len(r) == 2
for a, b in zip(r, [1, 2]): assert a == b
";
    let program = "
class R:
    def __init__(self, owner): self.owner, self.asked = owner, 0
    def __len__(self): return 2
    def __iter__(self):
        self.asked += 1
        if self.asked == 1:
            for n in (7, 8):
                self.owner.call(n)
                yield n
class P:
    def on(self, f): self.call = f
    def log(self, x): pass
    def all(self): return R(self)
";
    rejected("", tests, program);
    let within = "
class R:
    def __init__(self, f): self.f = f
    def __len__(self):
        self.f(1)
        return 2
    def __iter__(self): return iter([])
def solve(f): return R(f)
";
    rejected(
        "",
        "r = solve(lambda x: x)\nassert len(r) == 2\nfor a, b in zip(r, [1, 2]): assert a == b",
        within,
    );
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
    rejected("", "assert solve(2) == 2", "import numpy\ndef solve(n): return numpy.longdouble(n)");
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
fn what_both_sides_have_is_no_program() {
    for program in ["solve = ValueError", "solve = KeyboardInterrupt", "solve = Node"] {
        rejected("class Node: pass", "def check(candidate):\n    assert candidate(1)", program);
    }
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
