//! Tests and candidate in guests of their own: what tests can do with a
//! program that is elsewhere, and that it cannot do more with them.

#[path = "opened/python.rs"]
mod opened;

use veriloop_sandbox::{Bytes, Fuel, Limits};
use veriloop_verifiers::{
    Candidate, Fault, Judgement, RejectReason, Seal, Task, Verdict, Verifier, VerifierSpec,
};

fn verifier() -> Verifier {
    let limits = Limits::default().with_fuel(Fuel(1_000_000_000)).with_memory(Bytes::mib(256));
    Verifier::with_python(python()).with_limits(limits)
}

fn judge(entry_point: &str, setup: &str, tests: &str, program: &str) -> Result<Judgement, Fault> {
    let spec = VerifierSpec::PythonTests {
        entry_point: entry_point.into(),
        tests: tests.into(),
        setup: setup.into(),
    };
    verifier().judge(&spec, &Candidate::Program(program.into()))
}

/// A program that these tests accept.
#[track_caller]
fn accepted(entry_point: &str, tests: &str, program: &str) {
    let judgement = judge(entry_point, "", tests, program).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(
        (judgement.verdict, judgement.seal),
        (Verdict::Accept, Seal::Sealed),
        "{tests}: {}",
        judgement.detail
    );
}

#[track_caller]
fn rejected(entry_point: &str, tests: &str, program: &str, reason: RejectReason) {
    let judgement = judge(entry_point, "", tests, program).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(judgement.verdict, Verdict::Reject(reason), "{tests}: {}", judgement.detail);
}

use RejectReason::{LimitFuel, LimitMemory, LimitOutput, RuntimeError, WrongAnswer};

use opened::python;

#[test]
fn every_built_in_type_crosses_both_ways_as_it_is() {
    let same = "def f(x, *rest, **named):\n    return x";
    for value in [
        "None",
        "True",
        "-1",
        "10**40",
        "1.5",
        "float('-inf')",
        "2j",
        "'ä\\ud800'",
        "b'\\x00'",
        "bytearray(b'b')",
        "[1, [2]]",
        "(1, (2,))",
        "{1, 2}",
        "frozenset({3})",
        "{'k': [1], 2: {}}",
        "range(1, 9, 2)",
        "__import__('decimal').Decimal('1.50')",
        "__import__('fractions').Fraction(1, 3)",
        "__import__('collections').deque([1], 3)",
        "__import__('collections').OrderedDict(a=1)",
        "__import__('collections').Counter('aab')",
        "__import__('datetime').date(2020, 2, 29)",
        "__import__('datetime').datetime(2020, 2, 29, 1, 2, 3, 4, __import__('datetime').timezone.utc)",
    ] {
        let tests =
            format!("value = {value}\nassert f(value) == value\nassert type(f([value])[0]) is type(value)");
        accepted("f", &tests, same);
    }
    accepted("f", "x = f(float('nan'))\nassert x != x", same);
    accepted(
        "f",
        "d = f(__import__('collections').defaultdict(list))\nd['k'].append(1)\nassert d == {'k': [1]}",
        same,
    );
}

#[test]
fn what_is_changed_in_place_is_changed() {
    let program = "
def sort(x): x.sort()
def fill(d): d['k'] = d
def add(s): s.add(3)
def cut(b): del b[1:]
def same(x): return x
def copy(x): return list(x)
def nest(x): x[0].append(x[1]); return x[0]
";
    accepted("sort", "x = [3, 1, 2]\nassert sort(x) is None\nassert x == [1, 2, 3]", program);
    accepted("fill", "d = {}\nfill(d)\nassert d['k'] is d and len(d) == 1", program);
    accepted("add", "s = {1}\nadd(s)\nassert s == {1, 3}", program);
    accepted("cut", "b = bytearray(b'abc')\ncut(b)\nassert b == b'a'", program);
    accepted("same", "x = [1]\nassert same(x) is x", program);
    accepted("copy", "x = [1]\nassert copy(x) is not x and copy(x) == x", program);
    accepted(
        "nest",
        "a, b = [], []\nx = [a, b]\nassert nest(x) is a\nassert a[0] is b and x == [[[]], []]",
        program,
    );
    rejected("copy", "x = [1]\nassert copy(x) is x", program, WrongAnswer);
}

#[test]
fn keyword_arguments_defaults_and_stars_reach_the_program() {
    let program = "def f(a, b=2, *rest, c, **named):\n    return [a, b, rest, c, named]";
    accepted(
        "f",
        "assert f(1, c=3) == [1, 2, (), 3, {}]\nassert f(1, 4, 5, c=6, d=7) == [1, 4, (5,), 6, {'d': 7}]",
        program,
    );
}

#[test]
fn tests_may_expect_exceptions() {
    let program = "
class Refused(ValueError):
    def __init__(self, code): super().__init__(f'code {code}'); self.code = code
def f(x):
    if x == 1: raise KeyError('one')
    if x == 2: raise Refused(7)
    if x == 3: raise SystemExit(3)
    if x == 4: 1 / 0
    return x
";
    let tests = "
import unittest
class T(unittest.TestCase):
    def test_builtin(self):
        with self.assertRaises(KeyError) as caught: f(1)
        self.assertEqual(caught.exception.args, ('one',))
    def test_own(self):
        with self.assertRaises(Refused): f(2)
        with self.assertRaisesRegex(ValueError, 'code 7'): f(2)
    def test_exit(self):
        with self.assertRaises(SystemExit): f(3)
    def test_arithmetic(self):
        self.assertRaises(ArithmeticError, f, 4)
";
    accepted("f", tests, program);
    rejected(
        "f",
        "try:\n    f(5)\n    assert False, 'no exception'\nexcept ValueError:\n    pass",
        program,
        WrongAnswer,
    );
    rejected("f", "assert f(4) == 4", program, RuntimeError);
}

#[test]
fn functions_are_arguments_and_results() {
    let program = "
def apply(g, x): return g(x)
def twice(g): return lambda x: g(g(x))
def catch(g):
    try: return g()
    except ValueError as error: return str(error)
def ranked(items, key): return sorted(items, key=key, reverse=True)
def compose(*gs):
    def composed(x):
        for g in gs: x = g(x)
        return x
    return composed
";
    accepted("apply", "assert apply(lambda x: x + 1, 2) == 3\nassert apply(len, 'abc') == 3", program);
    accepted(
        "twice",
        "assert twice(lambda x: x * 3)(2) == 18\nassert twice(twice(str.upper))('a') == 'A'",
        program,
    );
    accepted("catch", "def g():\n    raise ValueError('mine')\nassert catch(g) == 'mine'", program);
    accepted(
        "ranked",
        "seen = []\ndef key(x):\n    seen.append(x)\n    return -x\nassert ranked([3, 1, 2], key=key) == [1, 2, 3]\nassert sorted(seen) == [1, 2, 3]",
        program,
    );
    accepted(
        "compose",
        "f = lambda x: x + 1\nassert compose(f, f, abs)(-5) == 3\nassert compose(f)(1) == 2",
        program,
    );
}

#[test]
fn generators_are_drawn_from_as_far_as_the_tests_go() {
    let program = "
def naturals():
    n = 0
    while True:
        yield n
        n += 1
def squares(xs): return (x * x for x in xs)
def total(xs): return sum(xs)
";
    accepted(
        "naturals",
        "import itertools\nassert list(itertools.islice(naturals(), 4)) == [0, 1, 2, 3]",
        program,
    );
    accepted(
        "squares",
        "assert list(squares(iter([1, 2]))) == [1, 4]\nassert next(squares([3])) == 9",
        program,
    );
    accepted("total", "assert total(x for x in range(4)) == 6", program);
    rejected("naturals", "assert list(naturals()) == []", program, LimitFuel);
    let large = "def large():\n    while True: yield 'x' * (1 << 20)";
    rejected("large", "assert list(large()) == []", large, LimitMemory);
}

#[test]
fn classes_are_tested_where_they_are() {
    let program = "
class Stack:
    limit = 3
    def __init__(self, items=()): self.items = list(items)
    def push(self, x): self.items.append(x); return self
    def pop(self): return self.items.pop()
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __eq__(self, other): return isinstance(other, Stack) and self.items == other.items
    def __contains__(self, x): return x in self.items
    def __getitem__(self, at): return self.items[at]
    def __add__(self, other): return Stack(self.items + list(other))
    def __enter__(self): return self
    def __exit__(self, *raised): self.items.clear()
    def __repr__(self): return f'Stack({self.items})'
    @classmethod
    def of(cls, *items): return cls(items)
    @property
    def top(self): return self.items[-1]
class Sub(Stack): pass
";
    let tests = "
import unittest
class T(unittest.TestCase):
    def setUp(self): self.stack = Stack([1])
    def test_methods(self):
        self.assertEqual(self.stack.push(2).pop(), 2)
        self.assertEqual(len(self.stack), 1)
        self.assertEqual(list(self.stack), [1])
        with self.assertRaises(IndexError): Stack().pop()
    def test_operators(self):
        self.assertEqual(self.stack, Stack([1]))
        self.assertNotEqual(self.stack, Stack())
        self.assertIn(1, self.stack)
        self.assertNotIn(2, self.stack)
        self.assertEqual(self.stack[0], 1)
        self.assertEqual(self.stack + [2], Stack.of(1, 2))
        self.assertEqual(repr(self.stack), 'Stack([1])')
        with self.stack as inside: self.assertIs(inside, self.stack)
        self.assertFalse(self.stack)
    def test_attributes(self):
        self.assertEqual((self.stack.top, Stack.limit), (1, 3))
        self.stack.items = [7]
        self.assertEqual(self.stack.pop(), 7)
        self.assertIsInstance(Sub(), Stack)
        self.assertNotIsInstance(3, Stack)
        self.assertFalse(hasattr(self.stack, 'bottom'))
";
    let spec =
        VerifierSpec::PythonTests { entry_point: "Stack".into(), tests: tests.into(), setup: String::new() };
    let program_of = |text: &str| Candidate::Program(text.into());
    // That objects of the class are to be asked for what they have inside, and for sums, the reference says.
    let task = Task::calibrated(spec, vec![program_of(program)]);
    let judged =
        |text: &str| task.judge(&verifier(), &program_of(text)).unwrap_or_else(|fault| panic!("{fault}"));
    let judgement = judged(program);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let lying = program.replace("x in self.items", "True");
    assert_eq!(judged(&lying).verdict, Verdict::Reject(WrongAnswer));
}

#[test]
fn classes_of_the_set_up_are_both_sides() {
    let setup = "
from collections import namedtuple
import enum
Point = namedtuple('Point', 'x y')
class Node:
    def __init__(self, value, rest=None): self.value, self.rest = value, rest
class Colour(enum.Enum):
    RED = 1
class Refused(Exception): pass
";
    let program = "
def f(x):
    if isinstance(x, Point): return x._replace(x=x.y)
    if x is Colour.RED: raise Refused('red')
    behind = None
    while x: x.rest, behind, x = behind, x, x.rest
    return behind
";
    let tests = "
a = Node(1, Node(2))
b = a.rest
assert f(a) is b and b.rest is a and a.rest is None
assert f(Point(1, [2])) == Point([2], [2])
try:
    f(Colour.RED)
    assert False
except Refused as error:
    assert str(error) == 'red'
";
    for program in [program.to_owned(), format!("{setup}{program}")] {
        let judgement = judge("f", setup, tests, &program).unwrap();
        assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    }
}

#[test]
fn what_is_printed_is_seen_where_the_tests_look() {
    let program = "def f(x):\n    print('value', x)";
    accepted(
        "f",
        "import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    f(3)\nassert out.getvalue() == 'value 3\\n'",
        program,
    );
    rejected("f", "f(3)", "def f(x):\n    while True: print(x)", LimitFuel);
    rejected("f", "f(3)", "def f(x):\n    print('x' * 3_000_000)", LimitOutput);
}

#[test]
fn an_objects_own_equality_is_worth_nothing_against_a_value() {
    let lying = "
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __eq__
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
    def __abs__(self): return 0
    def __round__(self, *n): return self
    def __getitem__(self, at): return self
    def __hash__(self): return 0
    def __bool__(self): return True
def f(x): return Yes()
";
    for tests in [
        "assert f(1) == 2",
        "assert 2 == f(1)",
        "assert not f(1) != 2",
        "assert f(1) in [2, 3]",
        "assert 2 in f(1)",
        "assert abs(f(1) - 2) < 1e-6",
        "assert f(1) > 1",
        "assert f(1)[0] == 2",
        "assert round(f(1), 2) == 2",
        "assert [f(1)] == [2]",
        "assert {f(1): 1} == {2: 1}",
    ] {
        let judgement = judge("f", "", tests, lying).unwrap();
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}");
    }
    rejected(
        "f",
        "assert f(1) == 2",
        "class I(int):\n    def __eq__(self, o): return True\n    __hash__ = None\ndef f(x): return I(1)",
        WrongAnswer,
    );
}

#[test]
fn of_the_tests_own_objects_nothing_leads_to_the_tests() {
    let tests = "
secret = 42
def hint(x): return x
class Box:
    def __init__(self): self.open, self._hidden = 1, secret
    def method(self): return 2
def draw():
    yield secret - 40
assert f(hint, Box(), draw()) == secret
";
    for reach in [
        "hint.__globals__['secret']",
        "box.method.__globals__['secret']",
        "box.method.__func__",
        "box._hidden",
        "box.__class__.__init__.__globals__['secret']",
        "draw.gi_frame.f_globals['secret']",
        "type(hint).__call__.__globals__['secret']",
        "__import__('tests').secret",
        "__import__('sys')._getframe(9).f_globals['secret']",
    ] {
        let program = format!(
            "def f(hint, box, draw):\n    try:\n        return {reach}\n    except BaseException:\n        return 0"
        );
        rejected("f", tests, &program, WrongAnswer);
    }
    accepted(
        "f",
        tests,
        "def f(hint, box, draw):\n    return hint(20) * box.method() * box.open + next(draw)",
    );
}

#[test]
fn a_program_that_ends_is_not_done() {
    for end in ["import os\n    os._exit(0)", "import os\n    os.abort()", "raise SystemExit(0)"] {
        let judgement = judge("f", "", "assert f(1) == 1", &format!("def f(x):\n    {end}")).unwrap();
        assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::ExitedEarly), "{}", judgement.detail);
    }
    // Not even where the tests forgive everything.
    let forgiving = "try:\n    f(1)\nexcept BaseException:\n    pass";
    for end in ["import os\n    os._exit(0)", "while True: pass"] {
        let judgement = judge("f", "", forgiving, &format!("def f(x):\n    {end}")).unwrap();
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{end}");
    }
}

#[test]
fn a_program_that_speaks_for_the_harness_is_rejected() {
    let speak =
        |message: &str| format!("from _host import call\ndef f(x):\n    call({message})\n    return 1");
    for message in [
        "b''",
        "b'N'",
        "b'a'",
        "b'aN'",
        "b'q'",
        "b'q' + b't\\x02\\x00\\x00\\x00' + b's\\x04\\x00\\x00\\x00call' + b'p\\xff\\xff\\x00\\x00'",
        "b'at\\x04\\x00\\x00\\x00s\\x08\\x00\\x00\\x00returned' + b'm\\x09\\x00\\x00\\x00' + b't\\0\\0\\0\\0s\\0\\0\\0\\0'",
        "b't\\x02\\x00\\x00\\x00s\\x06\\x00\\x00\\x00passedi\\x01\\x00\\x00\\x00\\x01'",
        "b'a' + b'l\\x01\\x00\\x00\\x00' * 100000",
        "b'al\\xff\\xff\\xff\\xff'",
    ] {
        let judgement = judge("f", "", "assert f(1) == 2\nassert f(2) == 3", &speak(message)).unwrap();
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{message}: {:?}", judgement.verdict);
    }
}

#[test]
fn tests_that_reach_into_the_program_share_its_interpreter_and_say_so() {
    let judgement = judge(
        "f",
        "",
        "import inspect\nassert 'for' not in inspect.getsource(f) if False else f(1) == 1",
        "def f(x):\n    return x",
    );
    let judgement = judgement.unwrap();
    assert_eq!((judgement.verdict, judgement.seal), (Verdict::Accept, Seal::Unsealed));
}
