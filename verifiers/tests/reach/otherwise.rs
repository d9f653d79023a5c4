//! Programs that are right in another way than the reference, and lose nothing by it.

use veriloop_verifiers::{AbstainReason, RejectReason, Verdict};

use crate::{judge, spec};

#[track_caller]
fn check(entry: &str, setup: &str, tests: &str, references: &[&str], program: &str, expected: Verdict) {
    let judgement = judge(spec(entry, setup, tests), references, program);
    assert_eq!(judgement.verdict, expected, "{tests}\n{program}: {}", judgement.detail);
}

const NODES: &str = "
class Node:
    def __init__(self, val, next=None): self.val, self.next = val, next
    def __eq__(self, other): return self.val == other.val and self.next == other.next
";

#[test]
fn what_a_reference_makes_in_place_a_program_may_make_anew_and_the_other_way_round() {
    let tests = "assert solve(Node(1, Node(2))) == Node(2, Node(1))";
    let in_place = "
def solve(node):
    before = None
    while node: node.next, before, node = before, node, node.next
    return before
";
    let anew = "
def solve(node):
    before = None
    while node: before, node = Node(node.val, before), node.next
    return before
";
    for (reference, program) in [(in_place, anew), (anew, in_place)] {
        check("solve", NODES, tests, &[reference], program, Verdict::Accept);
    }
    let card = "
import functools
@functools.total_ordering
class Card:
    def __init__(self, rank): self.rank = rank
    def __eq__(self, other): return self.rank == other.rank
    def __lt__(self, other): return self.rank < other.rank
";
    let tests = "assert solve([Card(3), Card(9)]) == Card(9)";
    let anew = "def solve(cards): return Card(max(card.rank for card in cards))";
    check("solve", card, tests, &["def solve(cards): return max(cards)"], anew, Verdict::Accept);
}

#[test]
fn a_class_may_derive_from_what_the_reference_s_does_not() {
    let tests = "assert Point(1, 2) == Point(1, 2) != Point(1, 3)\nassert Point(1, 2).swap() == Point(2, 1) and Point(1, 2).x == 1";
    let tuple = "
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int
    def swap(self): return Point(self.y, self.x)
";
    let plain = "
class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
    def swap(self): return Point(self.y, self.x)
";
    for (reference, program) in [(tuple, plain), (plain, tuple)] {
        check("Point", "", tests, &[reference], program, Verdict::Accept);
    }
}

#[test]
fn where_a_reference_has_one_object_a_program_may_have_two_that_are_equal() {
    let tests = "s = Store()\ns.add(Item('a'))\na = s.find('a')\ns.add(a)\nassert s.find('a') == a and s.all() == [a]";
    let item = "
import dataclasses
@dataclasses.dataclass
class Item: name: str
class Store:
    def __init__(self): self.items = {}
    def add(self, item): self.items[item.name] = item
";
    let same = "    def find(self, name): return self.items[name]\n    def all(self): return [*self.items.values()]\n";
    let equal = "    def find(self, name): return Item(name)\n    def all(self): return [Item(n) for n in self.items]\n";
    let (same, equal) = (format!("{item}{same}"), format!("{item}{equal}"));
    check("Store", "", tests, &[&same], &equal, Verdict::Accept);
}

#[test]
fn an_instance_without_names_of_its_own_is_what_its_built_in_base_is() {
    let upper = "class Upper(str):\n    def __new__(cls, text): return super().__new__(cls, text.upper())";
    for tests in [
        "assert isinstance(Upper('a'), str)",
        "assert ','.join([Upper('a'), Upper('b')]) == 'A,B'",
        "assert 'BAD'.find(Upper('a')) == 1 and Upper('a') in 'BAD' and ord(Upper('a')) == 65",
    ] {
        check("Upper", "", tests, &[], upper, Verdict::Accept);
        check("Upper", "", tests, &[upper], upper, Verdict::Accept);
    }
    // With names of its own it is that value as well, also where C code looks at it.
    let loud = format!("{upper}\n    def shout(self): return self + '!'");
    for tests in [
        "assert Upper('a').shout() == 'A!'",
        "assert ','.join([Upper('a')]) == 'A' and '%s' % Upper('a') == 'A' and Upper('a') in 'BAD'",
        "import json, re\nassert json.dumps([Upper('a')]) == '[\"A\"]' and re.fullmatch('A', Upper('a'))",
        "import copy\nassert copy.deepcopy(Upper('a')) == 'A' and Upper('a').lower() == 'a' and {Upper('a'): 1}['A'] == 1",
    ] {
        check("Upper", "", tests, &[], &loud, Verdict::Accept);
        check("Upper", "", tests, &[&loud], &loud, Verdict::Accept);
    }
}

#[test]
fn nobody_is_rejected_for_a_text_that_was_not_told() {
    let retry = "
def retry(f):
    for last in (False, True):
        try: return f()
        except Exception:
            if last: raise
";
    let tests = "
def bad(): raise AssertionError('x')
try: retry(bad)
except AssertionError as error: assert str(error) == 'x'
else: assert False
";
    check("retry", "", tests, &[], retry, Verdict::Abstain(AbstainReason::Unsealed));
    check("retry", "", tests, &[retry], retry, Verdict::Accept);
}

#[test]
fn tests_that_only_draw_at_random_see_nothing_of_what_a_program_draws() {
    let draws = "import random\nx = random.randint(1, 9)\nassert solve(x) == x";
    let program = "import random\ndef solve(x):\n    random.seed(x)\n    random.random()\n    return x";
    check("solve", "", draws, &[], program, Verdict::Accept);
    // Who looks at what is drawn from sees it in one interpreter.
    let looks = "import random\nrandom.seed(1)\nstate = random.getstate()\nassert solve(2) == 2\nassert random.getstate() == state";
    check("solve", "", looks, &[], program, Verdict::Abstain(AbstainReason::Unsealed));
}

#[test]
fn a_named_tuple_may_stand_where_the_reference_has_an_object_of_a_class() {
    let class = "class Point:\n    def __init__(self, x, y): self.x, self.y = x, y\n";
    let named = "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n";
    for (tests, solve) in [
        ("p = solve(1, 2)\nassert p.x == 1 and p.y == 2", "def solve(x, y): return Point(x, y)"),
        ("assert solve(1, 2)['a'].y == 2", "def solve(x, y): return {'a': Point(x, y)}"),
        ("assert [p.x for p in solve(1, 2)] == [1, 2]", "def solve(x, y): return [Point(x, y), Point(y, x)]"),
        (
            "got = []\nsolve(lambda p: got.append((p.x, p.y)), 2)\nassert got == [(1, 2)]",
            "def solve(f, y): f(Point(1, y))",
        ),
        (
            "p = solve(1, 2)\nassert solve(p, 0) == 3",
            "def solve(p, y): return p.x + p.y if isinstance(p, Point) else Point(p, y)",
        ),
    ] {
        let (of_class, of_named) = (format!("{class}{solve}"), format!("{named}{solve}"));
        check("solve", "", tests, &[&of_class], &of_named, Verdict::Accept);
        check("solve", "", tests, &[&of_named], &of_class, Verdict::Accept);
        check("solve", "", tests, &[], &of_named, Verdict::Accept);
    }
    // Its names may be any.
    let shaped = "from collections import namedtuple\nShape = namedtuple('Shape', 'base ways count')\ndef solve(x, y): return Shape(x, y, 3)";
    check(
        "solve",
        "",
        "s = solve(1, 2)\nassert (s.base, s.ways, s.count) == (1, 2, 3)",
        &[],
        shaped,
        Verdict::Accept,
    );
    // Its values may be as many as collide.
    let collide = "assert solve(-1, 0) == {(-1, 0), (-2, 0)}";
    let added = "from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int
    def __add__(self, other): return Point(self.x + other.x, self.y + other.y)
def solve(x, y): return {Point(x, y), Point(x, y) + Point(-1, 0)}";
    check("solve", "", collide, &["def solve(x, y): return {(x, y), (x - 1, y)}"], added, Verdict::Accept);
    // It is a tuple as well, wherever the tests have it.
    let tests = "p = solve(1, 2)
assert p == (1, 2) and (1, 2) == p and p in [(1, 2)] and {p: 3}[1, 2] == 3 and isinstance(p, tuple)
assert sorted([p, (0, 5)]) == [(0, 5), (1, 2)] and p + (3,) == (1, 2, 3) and len(p) == 2 and [*p] == [1, 2] and p[-1] == 2
assert p.index(2) == 1 and max(p) == 2 and sum(p) == 3 and p != (2, 1)";
    let program = format!("{named}def solve(x, y): return Point(x, y)");
    check("solve", "", tests, &[], &program, Verdict::Accept);
    check("solve", "", tests, &["def solve(x, y): return x, y"], &program, Verdict::Accept);
    let swapped = "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\ndef solve(x, y): return Point(y, x)";
    check(
        "solve",
        "",
        tests,
        &["def solve(x, y): return x, y"],
        swapped,
        Verdict::Reject(RejectReason::WrongAnswer),
    );
}

#[test]
fn what_derives_from_a_built_in_type_need_not_say_that_it_equals_a_value() {
    // What it says of itself is not asked, where the reference's is a plain value.
    let tests = "assert solve(1) == 2 and 2 == solve(1) and solve(1) in (2,)";
    for method in
        ["__eq__(self, other): return True", "__int__(self): return 2", "__add__(self, other): return 2"]
    {
        let program = format!(
            "class Lying(int):\n    shown = 1\n    def {method}\n    __hash__ = int.__hash__\ndef solve(x): return Lying(1)"
        );
        for references in [&[][..], &["def solve(x): return x + 1"]] {
            let judgement = judge(spec("solve", "", tests), references, &program);
            assert_ne!(judgement.verdict, Verdict::Accept, "{program}");
        }
    }
}

#[test]
fn a_derived_class_under_test_has_its_special_methods() {
    for (entry, tests, reference, program) in [
        (
            "AttrDict",
            "d = AttrDict(a=1)\nd.b = 2\nassert d.a == 1 and d['b'] == 2 and d == {'a': 1, 'b': 2}",
            "class AttrDict(dict):
    def __getattr__(self, key):
        try: return self[key]
        except KeyError: raise AttributeError(key)
    def __setattr__(self, key, value): self[key] = value",
            "class AttrDict(dict):
    def __init__(self, **named):
        dict.__init__(self, **named)
        self.__dict__ = self",
        ),
        (
            "Mod7",
            "assert int(Mod7(5) + Mod7(4)) == 2 and Mod7(10) == Mod7(3) and int(Mod7(3) * Mod7(5)) == 1",
            "class Mod7:
    def __init__(self, n): self.n = n % 7
    def __add__(self, other): return Mod7(self.n + other.n)
    def __mul__(self, other): return Mod7(self.n * other.n)
    def __eq__(self, other): return self.n == other.n
    def __int__(self): return self.n",
            "class Mod7(int):
    def __new__(cls, n): return int.__new__(cls, n % 7)
    def __add__(self, other): return Mod7(int(self) + int(other))
    def __mul__(self, other): return Mod7(int(self) * int(other))",
        ),
        (
            "Version",
            "assert str(max(Version('1.10'), Version('1.9'))) == '1.10'",
            "class Version:
    def __init__(self, text): self.parts = [int(part) for part in text.split('.')]
    def __lt__(self, other): return self.parts < other.parts
    def __gt__(self, other): return self.parts > other.parts
    def __str__(self): return '.'.join(map(str, self.parts))",
            "class Version(tuple):
    def __new__(cls, text): return tuple.__new__(cls, map(int, text.split('.')))
    def __str__(self): return '.'.join(map(str, self))",
        ),
    ] {
        check(entry, "", tests, &[reference], program, Verdict::Accept);
        check(entry, "", tests, &[reference], reference, Verdict::Accept);
    }
}

#[test]
fn an_exception_that_is_given_is_one() {
    for (tests, program) in [
        (
            "ok, error = solve(lambda: 1 // 0)\nassert not ok and isinstance(error, ZeroDivisionError)",
            "def solve(f):\n    try: return True, f()\n    except Exception as error: return False, error",
        ),
        (
            "try: solve(ValueError('no'))\nexcept ValueError as error: assert str(error) == 'no'\nelse: assert False",
            "def solve(error): raise error",
        ),
        (
            "try: solve(5)\nexcept Exception as error: assert error.missing == 5 and str(error) == 'short'\nelse: assert False",
            "class Short(Exception):
    def __init__(self, missing):
        super().__init__('short')
        self.missing = missing
def solve(n): raise Short(n)",
        ),
        (
            "told = []\nsolve(lambda: 1 // 0, lambda error: told.append(type(error).__name__))\nassert told == ['ZeroDivisionError']",
            "def solve(f, tell):\n    try: f()\n    except Exception as error: tell(error)",
        ),
    ] {
        check("solve", "", tests, &[], program, Verdict::Accept);
        check("solve", "", tests, &[program], program, Verdict::Accept);
    }
}

#[test]
fn a_manager_is_told_of_an_exception_and_ends_it_where_a_reference_s_does() {
    let tests = "
def check(c):
    seen = []
    with c(KeyError):
        seen.append(1)
        raise KeyError
    try:
        with c(KeyError): raise ValueError
    except ValueError: seen.append(2)
    assert seen == [1, 2]";
    let class = "class solve:
    def __init__(self, kind): self.kind = kind
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): return kind is not None and issubclass(kind, self.kind)";
    let function = "import contextlib
@contextlib.contextmanager
def solve(kind):
    try: yield
    except kind: pass";
    for (reference, program) in [(class, class), (function, function), (class, function), (function, class)] {
        check("solve", "", tests, &[reference], program, Verdict::Accept);
    }
    let all = "class solve:
    def __init__(self, kind): pass
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): return True";
    // What no reference ends goes on, and in one interpreter the tests fail.
    check("solve", "", tests, &[class], all, Verdict::Abstain(AbstainReason::Unsealed));
    // No reference's ends an assertion that fails.
    let asserts = "\n    with c(KeyError): assert c is None";
    let judgement = judge(spec("solve", "", &format!("{tests}{asserts}")), &[], all);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
}

#[test]
fn the_members_of_a_class_of_the_program_s_can_be_gone_through() {
    let tests =
        "assert [c.name for c in Color] == ['RED', 'BLUE'] and len(Color) == 2 and Color.RED in Color";
    let program = |base: &str| format!("import enum\nclass Color(enum.{base}):\n    RED = 1\n    BLUE = 2");
    for base in ["Enum", "IntEnum"] {
        check("Color", "", tests, &[&program("Enum")], &program(base), Verdict::Accept);
    }
}

#[test]
fn what_a_function_of_the_tests_takes_can_be_seen() {
    let curry = "assert solve(lambda a, b, c: a + b + c)(1)(2)(3) == 6";
    let by_signature = "import inspect
def solve(f):
    n = len(inspect.signature(f).parameters)
    def take(*args): return f(*args) if len(args) == n else lambda x: take(*args, x)
    return take";
    let by_code = by_signature.replace("len(inspect.signature(f).parameters)", "f.__code__.co_argcount");
    let by_error = "def solve(f):
    def take(*args):
        try: return f(*args)
        except TypeError: return lambda x: take(*args, x)
    return take";
    let typed = "
def check(c):
    @c
    def times(n: int, text: str = 'x') -> str: return n * text
    assert times(2, 'a') == 'aa' and times(3) == 'xxx'
    try: times('2', 'a')
    except TypeError: return
    assert False";
    let enforcing = "import inspect
def solve(f):
    signature = inspect.signature(f)
    def g(*args, **kwargs):
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            kind = f.__annotations__.get(name)
            if kind and not isinstance(value, kind): raise TypeError(name)
        return f(*args, **kwargs)
    return g";
    for program in [by_signature, &by_code, by_error] {
        check("solve", "", curry, &[by_error], program, Verdict::Accept);
        check("solve", "", curry, &[], program, Verdict::Accept);
    }
    check("solve", "", typed, &[], enforcing, Verdict::Accept);
}

#[test]
fn what_derives_from_a_fixed_value_shows_the_tests_no_other_value() {
    let primes = "r = solve(3)\nassert len(r) == 3\nassert all(p > 1 for p in r)";
    let reference = "def solve(n): return [2, 3, 5][:n]";
    for methods in [
        "def __iter__(self): return iter(())",
        "def __len__(self): return 3\n    def __iter__(self): return iter(())",
        "def __bool__(self): return False",
        "def __contains__(self, each): return True",
        "def __getitem__(self, at): return 2",
    ] {
        for value in ["(0,) * n", "()"] {
            let program =
                format!("class T(tuple):\n    shown = 1\n    {methods}\ndef solve(n): return T({value})");
            for references in [&[][..], &[reference]] {
                let judgement = judge(spec("solve", "", primes), references, &program);
                assert!(
                    matches!(judgement.verdict, Verdict::Reject(_)),
                    "{program}: {:?}",
                    judgement.verdict
                );
            }
        }
    }
    let rising = "rs = [solve(n) for n in (3, 1, 2)]\nassert rs[0] > rs[1] and rs[1] < rs[2]";
    let above = "class T(int):\n    shown = 1\n    def __lt__(self, other): return True\n    def __gt__(self, other): return True\ndef solve(n): return T(0)";
    check(
        "solve",
        "",
        rising,
        &["def solve(n): return n"],
        above,
        Verdict::Reject(RejectReason::WrongAnswer),
    );
}

#[test]
fn an_exception_that_is_given_brings_no_methods() {
    let tests = "assert solve('bob').startswith('Hello, bob')";
    let program = "class E(Exception):
    def __init__(self): self.startswith = lambda *texts: True
def solve(name): return E()";
    let reference = "def solve(name): return 'Hello, ' + name";
    check("solve", "", tests, &[reference], program, Verdict::Reject(RejectReason::RuntimeError));
    check("solve", "", tests, &[], program, Verdict::Abstain(AbstainReason::Unsealed));
    let setup = "class AppError(Exception):\n    def matches(self, code): return self.code == code";
    let lying = "def solve(n):\n    error = AppError(n)\n    error.code, error.matches = n, lambda code: True\n    return error";
    let right = "def solve(n):\n    error = AppError(n)\n    error.code = n + 1\n    return error";
    for (program, expected) in [(right, Verdict::Accept), (lying, Verdict::Reject(RejectReason::WrongAnswer))]
    {
        check("solve", setup, "assert solve(1).matches(2)", &[right], program, expected);
    }
}

#[test]
fn what_the_program_returned_is_not_the_tests_check() {
    let tests = "check = solve([3, 1, 2])\ndef test_it():\n    assert check == [1, 2, 3]";
    for program in [
        "def solve(x): return bool",
        "import datetime\ndef solve(x): return datetime.date",
        "class T(int):\n    shown = 1\n    def __call__(self, entry): return None\ndef solve(x): return T(1)",
        "class E(Exception): pass\ndef solve(x): return E",
    ] {
        for references in [&[][..], &["def solve(x): return sorted(x)"]] {
            let judgement = judge(spec("solve", "", tests), references, program);
            assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{program}: {:?}", judgement.verdict);
        }
    }
}

#[test]
fn instances_of_the_set_up_s_derived_classes_arrive() {
    let setup = "class Celsius(float):\n    def fahrenheit(self): return self * 9 / 5 + 32";
    let tests = "assert solve(100) == 100.0 and solve([1]) == [1.0]";
    let program = "def solve(x): return [Celsius(each) for each in x] if type(x) is list else Celsius(x)";
    check("solve", setup, tests, &[], program, Verdict::Accept);
    check("solve", setup, tests, &["def solve(x): return x"], program, Verdict::Accept);
}

#[test]
fn a_set_up_s_exception_has_its_hidden_attributes_too() {
    let setup = "class AppError(Exception):
    def __init__(self, code):
        super().__init__(f'error {code}')
        self._code = code
    @property
    def code(self): return self._code";
    let tests = "
def check(c):
    for code in (3, 4):
        try: c(code)
        except AppError as error: assert error.code == code and str(error) == f'error {code}'
        else: assert False";
    let program = "def solve(code): raise AppError(code)";
    check("solve", setup, tests, &[], program, Verdict::Accept);
    check(
        "solve",
        setup,
        tests,
        &[program],
        "def solve(code): raise AppError(3)",
        Verdict::Reject(RejectReason::WrongAnswer),
    );
}

#[test]
fn values_and_objects_of_the_program_s_say_nothing_of_each_other_that_a_reference_s_do_not() {
    let tests = "rs = [solve(n) for n in (1, 2, 3)]\nassert all(a < b for a, b in zip(rs, rs[1:])) and isinstance(rs[1], int)";
    let mixed = "class V(int):
    shown = 1
    def __lt__(self, other): return True
class O:
    def __gt__(self, other): return True
    def __lt__(self, other): return True
def solve(n): return V(0) if n % 2 == 0 else O()";
    let judgement = judge(spec("solve", "", tests), &["def solve(n): return n"], mixed);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    assert_ne!(judge(spec("solve", "", tests), &[], mixed).verdict, Verdict::Accept);
}

/// An exception's class may derive from one that both sides have.
#[test]
fn an_exception_is_what_its_class_derives_from() {
    let setup = "class AppError(Exception):\n    def __init__(self, text, code=0):\n        super().__init__(text)\n        self._code = code\n    @property\n    def code(self): return self._code\n";
    let tests = "
def check(c):
    for n in (1, 2):
        try: c(n)
        except AppError as error: assert str(error) == 'bad' and error.code == n
        else: assert False
";
    let right = "def solve(n): raise AppError('bad', n)";
    let derived = "class Negative(AppError):\n    def __init__(self, n): super().__init__('bad', n)\ndef solve(n): raise Negative(n)";
    let again = "class Negative(AppError): pass\nclass Worse(Negative, ValueError): pass\ndef solve(n): raise Worse('bad', n)";
    for program in [right, derived, again] {
        check("solve", setup, tests, &[right], program, Verdict::Accept);
    }
    let wrong = "class Negative(AppError): pass\ndef solve(n): raise Negative('bad', 3)";
    check("solve", setup, tests, &[right], wrong, Verdict::Reject(RejectReason::WrongAnswer));
    let other = "class AppError2(Exception): pass\ndef solve(n): raise AppError2('bad')";
    check("solve", setup, tests, &[right], other, Verdict::Reject(RejectReason::RuntimeError));

    let tests = "
import json
try: solve('x')
except json.JSONDecodeError as error: assert error.pos == 0
else: assert False
";
    let right = "import json\ndef solve(text): return json.loads(text)";
    let derived =
        "import json\nclass Bad(json.JSONDecodeError): pass\ndef solve(text): raise Bad('no', text, 0)";
    check("solve", "", tests, &[right], derived, Verdict::Accept);
    let tests = "
import decimal
try: solve(0)
except decimal.InvalidOperation: pass
else: assert False
";
    let right = "import decimal\ndef solve(n): raise decimal.InvalidOperation";
    let derived = "import decimal\nclass Bad(decimal.InvalidOperation): pass\ndef solve(n): raise Bad";
    check("solve", "", tests, &[right], derived, Verdict::Accept);
    // One that only one side has loaded, and one of the tests'.
    let tests = "try: solve(0)\nexcept ValueError: pass\nelse: assert False";
    let derived = "import tomllib\nclass Bad(tomllib.TOMLDecodeError): pass\ndef solve(n): raise Bad('no')";
    check("solve", "", tests, &["def solve(n): raise ValueError"], derived, Verdict::Accept);
    let tests = "
class Stop(Exception): pass
def check(c):
    try: c(Stop)
    except Stop as error: assert error.args == (7,)
    else: assert False
";
    let right = "def solve(kind): raise kind(7)";
    let derived = "def solve(kind):\n    class Own(kind): pass\n    raise Own(7)";
    check("solve", "", tests, &[right], derived, Verdict::Accept);
}

#[test]
fn an_exception_of_a_built_in_type_has_the_attributes_that_it_was_given() {
    let tests = "
try: solve(3)
except ValueError as error: assert error.code == 3
else: assert False
";
    let right = "class Bad(ValueError):\n    def __init__(self, code):\n        super().__init__('bad')\n        self.code = code\ndef solve(n): raise Bad(n)";
    let given = "def solve(n):\n    error = ValueError('bad')\n    error.code = n\n    raise error";
    check("solve", "", tests, &[right], given, Verdict::Accept);
    let wrong = "def solve(n):\n    error = ValueError('bad')\n    error.code = 4\n    raise error";
    check("solve", "", tests, &[right], wrong, Verdict::Reject(RejectReason::WrongAnswer));
}

#[test]
fn a_default_of_the_tests_functions_may_be_without_bounds() {
    let right = "
import functools
def solve(f):
    @functools.wraps(f)
    def wrapper(*args, **named): return f(*args, **named)
    return wrapper
";
    let bound = "
import functools, inspect
def solve(f):
    signature = inspect.signature(f)
    @functools.wraps(f)
    def wrapper(*args, **named):
        found = signature.bind(*args, **named)
        found.apply_defaults()
        return f(*found.args, **found.kwargs)
    return wrapper
";
    for default in ["float('inf')", "-float('inf')", "float('nan')", "1 << 20_000"] {
        let tests = format!(
            "@solve\ndef f(x, low={default}): return x, low\nassert f(3)[0] == 3 and f(3, 4) == (3, 4)"
        );
        check("solve", "", &tests, &[right], right, Verdict::Accept);
        if default.ends_with("('inf')") {
            let told = format!("{tests}\nassert f(3)[1] == {default}");
            check("solve", "", &told, &[right], bound, Verdict::Accept);
        }
    }
}

const ASK_FOR_ITS_CODE: &str = "
try: solve(3)
except Exception as error: assert error.code == 3
else: assert False
";
const RAISE_WITH_A_CODE: &str =
    "class Bad(Exception):\n    def __init__(self, code): self.code = code\ndef solve(n): raise Bad(n)";

#[test]
fn an_exception_has_what_its_class_has_for_it() {
    let (tests, right) = (ASK_FOR_ITS_CODE, RAISE_WITH_A_CODE);
    let property = "class Bad(Exception):\n    def __init__(self, code): self._code = code\n    @property\n    def code(self): return self._code\ndef solve(n): raise Bad(n)";
    let slots = "class Bad(Exception):\n    __slots__ = ('code',)\n    def __init__(self, code): self.code = code\ndef solve(n): raise Bad(n)";
    for program in [property, slots] {
        check("solve", "", tests, &[right], program, Verdict::Accept);
        let wrong = program.replace("Bad(n)", "Bad(4)");
        check("solve", "", tests, &[right], &wrong, Verdict::Reject(RejectReason::WrongAnswer));
    }
    // A class of the set-up's that looks at what derives from it.
    let setup =
        "class AppError(Exception):\n    def __init_subclass__(cls, status, **named): cls.status = status";
    let tests = "try: solve(3)\nexcept Exception: pass\nelse: assert False";
    let program = "class Bad(AppError, status=4): pass\ndef solve(n): raise Bad(n)";
    check("solve", setup, tests, &["def solve(n): raise AppError(n)"], program, Verdict::Accept);
    // One that lets nobody set an attribute.
    let setup =
        "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass AppError(Exception):\n    code: int";
    let tests = "try: solve(3)\nexcept AppError as error: assert error.code == 3\nelse: assert False";
    check(
        "solve",
        setup,
        tests,
        &["def solve(n): raise AppError(n)"],
        "def solve(n): raise AppError(n)",
        Verdict::Accept,
    );
}

#[test]
fn what_an_exception_has_arrives_whatever_else_it_has() {
    let (tests, right) = (ASK_FOR_ITS_CODE, RAISE_WITH_A_CODE);
    for more in [
        "    @property\n    def root(self): return self",
        "    @property\n    def parent(self): return self.__cause__ or self",
        "    @property\n    def where(self): raise SystemExit",
        "    @property\n    def lines(self): return [self, [self]]",
        "    whole = property(lambda self: 'x' * (20 << 20))",
    ] {
        let program = right.replace("\ndef solve", &format!("\n{more}\ndef solve"));
        check("solve", "", tests, &[right], &program, Verdict::Accept);
        let wrong = program.replace("Bad(n)", "Bad(4)");
        check("solve", "", tests, &[right], &wrong, Verdict::Reject(RejectReason::WrongAnswer));
    }
    for program in [
        "import functools\nclass Bad(Exception):\n    @functools.cached_property\n    def code(self): return 3\ndef solve(n): raise Bad",
        "import enum\nclass Code(enum.IntEnum):\n    BAD = 3\nclass Bad(Exception):\n    code = Code.BAD\ndef solve(n): raise Bad",
        "import decimal\nclass Bad(Exception):\n    code = decimal.Decimal(3)\ndef solve(n): raise Bad",
    ] {
        check("solve", "", tests, &[right], program, Verdict::Accept);
    }
    let nested = "
try: solve(3)
except Exception as error: assert error.errors[0].code == 3
else: assert False
";
    let given = "class Bad(Exception):\n    def __init__(self, code, errors=()): self.code, self.errors = code, errors\ndef solve(n): raise Bad(0, [Bad(n)])";
    let shown = "class Bad(Exception):\n    def __init__(self, code, errors=()): self.code, self._errors = code, errors\n    \
        @property\n    def errors(self): return [*self._errors]\ndef solve(n): raise Bad(0, [Bad(n)])";
    check("solve", "", nested, &[given], shown, Verdict::Accept);
    for setup in [
        "class AppError(Exception):\n    __slots__ = ('code',)\n    def __init__(self, code): self.code = code",
        "import dataclasses\n@dataclasses.dataclass(frozen=True, slots=True)\nclass AppError(Exception):\n    code: int",
    ] {
        for program in
            ["def solve(n): raise AppError(n)", "class Bad(AppError): pass\ndef solve(n): raise Bad(n)"]
        {
            check("solve", setup, tests, &[], program, Verdict::Accept);
            let wrong = program
                .replace("(n)\n", "(4)\n")
                .replace("Bad(n)", "Bad(4)")
                .replace("raise AppError(n)", "raise AppError(4)");
            let judgement = judge(spec("solve", setup, tests), &["def solve(n): raise AppError(n)"], &wrong);
            assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::WrongAnswer), "{}", judgement.detail);
        }
    }
}

#[test]
fn a_class_of_the_set_up_s_that_c_code_has_made_is_said_to_be_no_copy() {
    let setup = "import datetime\nclass Day(datetime.date): pass";
    let tests = "assert solve() == datetime.date(2020, 1, 2)";
    let program = "def solve(): return Day(2020, 1, 2)";
    check("solve", setup, tests, &[], program, Verdict::Abstain(AbstainReason::Unsealed));
    // Its metaclass is the set-up's, and the class is the program's.
    let setup = "class Meta(type):\n    def __call__(cls, *args): return super().__call__(*args)";
    let program = "class C(metaclass=Meta):\n    def __init__(self, n): self.n = n\ndef solve(): return C";
    let tests = "assert solve()(3).n == 3";
    check(
        "solve",
        setup,
        tests,
        &["class D:\n    def __init__(self, n): self.n = n\ndef solve(): return D"],
        program,
        Verdict::Accept,
    );
}

#[test]
fn a_method_that_a_reference_has_of_a_built_in_type_is_called_of_every_class() {
    for (tests, derived, plain) in [
        (
            "c = Cache(2)\nc.put(1, 1)\nc.put(2, 2)\nassert c.get(1) == 1\nc.put(3, 3)\nassert c.get(2) == -1",
            "
from collections import OrderedDict
class Cache(OrderedDict):
    def __init__(self, size):
        super().__init__()
        self.size = size
    def get(self, key):
        if key not in self: return -1
        self.move_to_end(key)
        return self[key]
    def put(self, key, value):
        self[key] = value
        self.move_to_end(key)
        if len(self) > self.size: self.popitem(last=False)
",
            "
class Cache:
    def __init__(self, size): self.size, self.items = size, {}
    def get(self, key):
        if key not in self.items: return -1
        self.items[key] = value = self.items.pop(key)
        return value
    def put(self, key, value):
        self.items.pop(key, None)
        self.items[key] = value
        if len(self.items) > self.size: del self.items[next(iter(self.items))]
",
        ),
        (
            "s = Stack()\ns.push(1)\ns.push(2)\nassert s.pop() == 2 and len(s) == 1 and 1 in s and s[0] == 1",
            "class Stack(list):\n    def push(self, x): self.append(x)",
            "
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
    def __len__(self): return len(self.items)
    def __contains__(self, x): return x in self.items
    def __getitem__(self, at): return self.items[at]
",
        ),
        (
            "b = Bag('aab')\nassert b['a'] == 2 and dict(b) == {'a': 2, 'b': 1} and b.total() == 3 and sorted(b.items()) == [('a', 2), ('b', 1)]",
            "
class Bag(dict):
    def __init__(self, text):
        for each in text: self[each] = self.get(each, 0) + 1
    def total(self): return sum(self.values())
",
            "
import collections
class Bag:
    def __init__(self, text): self.counts = collections.Counter(text)
    def __getitem__(self, key): return self.counts[key]
    def keys(self): return self.counts.keys()
    def items(self): return self.counts.items()
    def total(self): return self.counts.total()
",
        ),
    ] {
        let entry = derived.split_once("class ").unwrap().1.split(['(', ':']).next().unwrap();
        for (reference, program) in [(derived, plain), (plain, derived), (plain, plain), (derived, derived)] {
            check(entry, "", tests, &[reference], program, Verdict::Accept);
        }
        let wrong = plain.replace("items.pop()", "items.pop(0)").replace("return -1", "return 0");
        if wrong != plain {
            let judgement = judge(spec(entry, "", tests), &[derived], &wrong);
            assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
        }
    }
}

#[test]
fn an_instance_that_iterates_over_itself_begins_anew_and_has_its_attributes() {
    let itself = "
class Up:
    def __init__(self, n): self.n = n
    def __iter__(self):
        self.at = 0
        return self
    def __next__(self):
        if self.at >= self.n: raise StopIteration
        self.at += 1
        return self.at
    def double(self): return self.n * 2
    def __len__(self): return self.n
";
    let generator = "
class Up:
    def __init__(self, n): self.n = n
    def __iter__(self): yield from range(1, self.n + 1)
    def double(self): return self.n * 2
    def __len__(self): return self.n
";
    let apart = "
class Steps:
    def __init__(self, n): self.n, self.at = n, 0
    def __iter__(self): return self
    def __next__(self):
        self.at += 1
        if self.at > self.n: raise StopIteration
        return self.at
class Up:
    def __init__(self, n): self.n = n
    def __iter__(self): return Steps(self.n)
    def double(self): return self.n * 2
    def __len__(self): return self.n
";
    let tests = "
up = Up(3)
assert [*up] == [1, 2, 3] and [*up] == [1, 2, 3] and sum(up) == 6
assert up.n == 3 and up.double() == 6 and len(up) == 3 and max(Up(2)) == 2
assert [a + b for a, b in zip(Up(2), Up(3))] == [2, 4]
";
    for program in [itself, generator, apart] {
        for references in [&[][..], &[itself], &[generator], &[apart]] {
            check("Up", "", tests, references, program, Verdict::Accept);
        }
        let wrong =
            program.replace("range(1, self.n", "range(self.n").replace("return self.at\n", "return 1\n");
        let judgement = judge(spec("Up", "", tests), &[generator], &wrong);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{wrong}: {:?}", judgement.verdict);
    }
    let down = "
class Down:
    def __init__(self, n): self.n = n
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        return self.n
    def __iter__(self): return self
";
    let tests =
        "d = Down(3)\nassert next(d) == 2 and d.n == 2 and next(d) == 1 and [*d] == [0] and [*d] == []";
    check("Down", "", tests, &[down], down, Verdict::Accept);
    check("Down", "", tests, &[], down, Verdict::Accept);
    // The tests' own go to the program in the same way.
    let tests = "class Twice:\n    def __init__(self): self.turns = 0\n    def __iter__(self):\n        self.turns += 1\n        self.left = 2\n        return self\n    \
        def __next__(self):\n        if not self.left: raise StopIteration\n        self.left -= 1\n        return self.left\n\
        t = Twice()\nassert solve(t) == ([1, 0], [1, 0], 2)";
    check("solve", "", tests, &[], "def solve(t): return [*t], [*t], t.turns", Verdict::Accept);
}

#[test]
fn an_iterator_is_gone_on_with_as_in_one_interpreter() {
    let itself = "class Count:\n    def __init__(self, n): self.n, self.i = n, 0\n    def __iter__(self): return self\n    \
        def __next__(self):\n        if self.i >= self.n: raise StopIteration\n        self.i += 1\n        return self.i";
    let generator = "class Count:\n    def __init__(self, n): self.n = n\n    def __iter__(self): yield from range(1, self.n + 1)";
    for tests in [
        "it = iter(Count(3))\nassert list(it) == [1, 2, 3]",
        "it = iter(Count(3))\nassert next(it) == 1 and list(it) == [2, 3]",
        "assert [each for each in iter(Count(3))] == [1, 2, 3]",
        "it = iter(Count(4))\nassert list(zip(it, it)) == [(1, 2), (3, 4)]",
        "c = Count(0)\nassert c is not None and [each for each in c or ()] == []",
        "assert 2 in Count(3) and 5 not in Count(3)",
    ] {
        check("Count", "", tests, &[generator], itself, Verdict::Accept);
        check("Count", "", tests, &[itself], itself, Verdict::Accept);
        if !tests.contains(" in Count") {
            check("Count", "", tests, &[], itself, Verdict::Accept);
        }
    }
    let solve = format!("{itself}\ndef solve(xs): return Count(len(xs))");
    let sorted = "def solve(xs): return sorted(xs)";
    for tests in [
        "assert [x for x in iter(solve([2, 1]))] == [1, 2]",
        "r = solve([2, 1])\nassert (list(r) if r else []) == [1, 2]",
        "assert list(solve([]) or ()) == []",
        "r = solve([2, 1])\nfor x in r: break\nassert x == 1",
    ] {
        check("solve", "", tests, &[sorted], &solve, Verdict::Accept);
        check("solve", "", tests, &[], &solve, Verdict::Accept);
    }
    // What has changed meanwhile is another, whichever object was called for that.
    let playing = "class Playlist:\n    def __init__(self): self.songs, self.at = [], 0\n    def __iter__(self): ITER\n    \
        def __next__(self):\n        if self.at >= len(self.songs): raise StopIteration\n        self.at += 1\n        return self.songs[self.at - 1]\n\
        class Player:\n    def __init__(self, songs): self.songs = songs\n    def add(self, song): self.songs.songs.append(song)";
    let other = playing.replace("ITER", "return iter(self.songs)");
    let itself = playing.replace("ITER", "self.at = 0; return self");
    let generator = playing.replace("ITER", "yield from self.songs").replace("__next__", "unused");
    let tests = "p = Playlist()\nq = Player(p)\nassert list(p) == []\nq.add('x')\nassert list(p) == ['x']";
    for program in [&other, &itself] {
        for references in [&[][..], &[generator.as_str()], &[program.as_str()]] {
            check("Playlist", "", tests, references, program, Verdict::Accept);
        }
    }
    // A class need not let itself be iterated over to be what another's `__iter__` gives.
    let bare = "class It:\n    def __init__(self, xs): self.left = [*xs]\n    def __next__(self):\n        if not self.left: raise StopIteration\n        \
        return self.left.pop(0)\nclass R:\n    def __init__(self, xs): self.xs = xs\n    def __iter__(self): return It(self.xs)\ndef solve(xs): return R(sorted(xs))";
    check("solve", "", "assert [*solve([2, 1])] == [1, 2]", &[sorted], bare, Verdict::Accept);
}

#[test]
fn an_exception_is_the_same_wherever_it_comes_from() {
    let class = "class Client:\n    def fail(self):\n        try: int('x')\n        except ValueError as error:\n            self.last = error\n            \
        raise RuntimeError('v') from error";
    let tests = "c = Client()\ntry: c.fail()\nexcept RuntimeError as error: assert error.__cause__ is c.last\nelse: assert False";
    check("Client", "", tests, &[], class, Verdict::Accept);
    check("Client", "", tests, &[class], class, Verdict::Accept);
    let both = "def solve():\n    first, second = KeyError('a'), ValueError('b')\n    first.__cause__ = second\n    return [first, second]";
    check("solve", "", "r = solve()\nassert r[0].__cause__ is r[1]", &[], both, Verdict::Accept);
    let given = "boom = ValueError('b')\ntry: solve(boom)\nexcept ValueError as error: assert error is boom\nelse: assert False";
    check("solve", "", given, &[], "def solve(error): raise error", Verdict::Accept);
    // Whatever else of it comes first, it is all there; and it is as it is when it comes.
    let later = "class Client:\n    def __init__(self): self.last = ValueError({'a': [1, 2]})\n    def fail(self):\n        \
        self.last.count = getattr(self.last, 'count', 0) + 1\n        raise RuntimeError('v') from self.last";
    let tests = "c = Client()\nfor count in (1, 2):\n    try: c.fail()\n    except RuntimeError as error: assert error.__cause__.count == count\n    \
        else: assert False\nassert c.last.args == ({'a': [1, 2]},)";
    check("Client", "", tests, &[], later, Verdict::Accept);
    check("Client", "", tests, &[later], later, Verdict::Accept);
    let given = "for _ in range(3):\n    try: solve(boom)\n    except Bad as error: assert error is boom\n    else: assert False";
    let setup = "class Bad(Exception):\n    def __init__(self, text, info):\n        super().__init__(text)\n        self.info = info\nboom = Bad('m', 'more')\n";
    check("solve", setup, given, &[], "def solve(error): raise error", Verdict::Accept);
    for (asked, program) in [
        ("isinstance(error.__cause__, KeyError)", "def solve(error): raise error from KeyError(1)"),
        ("error.code == 3", "def solve(error):\n    error.code = 3\n    raise error"),
        ("error.args == ('w',)", "def solve(error):\n    error.args = ('w',)\n    raise error"),
    ] {
        let tests = format!(
            "boom = ValueError('b')\ntry: solve(boom)\nexcept ValueError as error: assert {asked}\nelse: assert False"
        );
        check("solve", "", &tests, &[], program, Verdict::Accept);
    }
}

#[test]
fn what_is_done_in_place_is_done_in_place() {
    let in_place = "
class Bag:
    def __init__(self): self.items = []
    def __iadd__(self, more):
        self.items += more
        return self
    def top(self): return self.items[-1]
";
    let anew = "
class Bag:
    def __init__(self, items=()): self.items = [*items]
    def __add__(self, more): return Bag(self.items + more)
    def top(self): return self.items[-1]
";
    let tests = "b = Bag()\nb += [2]\nb += [3, 4]\nassert b.top() == 4";
    for program in [in_place, anew] {
        for reference in [in_place, anew] {
            check("Bag", "", tests, &[reference], program, Verdict::Accept);
        }
    }
    check(
        "Bag",
        "",
        &format!("{tests}\nc = b\nb += [5]\nassert c is b and c.top() == 5"),
        &[in_place],
        in_place,
        Verdict::Accept,
    );
    check("Bag", "", tests, &[], in_place, Verdict::Abstain(AbstainReason::Unsealed));
    let wrong = in_place.replace("items[-1]", "items[0]");
    check("Bag", "", tests, &[anew], &wrong, Verdict::Reject(RejectReason::WrongAnswer));
}

#[test]
fn files_in_memory_and_mocks_are_used_from_afar() {
    for (tests, program) in [
        (
            "import io\nf = io.StringIO()\nsolve(f)\nassert f.getvalue() == 'a 1\\nb'",
            "def solve(f):\n    print('a', 1, file=f)\n    f.write('b')",
        ),
        (
            "import io\nassert solve(io.StringIO('1\\n2\\n')) == 3",
            "def solve(f): return sum(int(line) for line in f)",
        ),
        (
            "import io\nassert solve(io.StringIO('a,b\\n')) == [['a', 'b']]",
            "import csv\ndef solve(f): return [*csv.reader(f)]",
        ),
        ("import io\nassert solve(io.BytesIO(b'ab')) == b'ab'", "def solve(f):\n    with f: return f.read()"),
        (
            "from unittest.mock import Mock\nm = Mock()\nm.get.return_value = 3\nassert solve(m) == 3\nm.get.assert_called_once_with('a')",
            "def solve(m): return m.get('a')",
        ),
    ] {
        check("solve", "", tests, &[], program, Verdict::Accept);
        check("solve", "", tests, &[program], program, Verdict::Accept);
        let judgement = judge(spec("solve", "", tests), &[program], "def solve(f): return 0");
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
    }
    // Nothing of a mock's own.
    let tests = "from unittest.mock import Mock\nm = Mock()\nsolve(m)\nm.assert_called_once_with(3)";
    for program in [
        "def solve(m): m.assert_called_once_with = lambda *a: None",
        "def solve(m): m.configure_mock(**{'assert_called_once_with.return_value': None})",
        "def solve(m): m.mock_calls.append(1)",
        "def solve(m): m.return_value = 3",
    ] {
        let judgement = judge(spec("solve", "", tests), &["def solve(m): m(3)"], program);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{program}: {:?}", judgement.verdict);
    }
}

#[test]
fn without_a_reference_what_only_the_seal_keeps_from_passing_is_no_rejection() {
    for (entry, tests, program) in [
        (
            "P",
            "import dataclasses\nassert dataclasses.asdict(P(1)) == {'a': 1}",
            "import dataclasses\n@dataclasses.dataclass\nclass P:\n    a: int",
        ),
        (
            "B",
            "class D(B):\n    def f(self): return 3\nassert D().g() == 3",
            "class B:\n    def g(self): return self.f()",
        ),
        (
            "solve",
            "import random\nrandom.seed(4)\na = solve()\nrandom.seed(4)\nassert solve() == a",
            "import random\ndef solve(): return random.random()",
        ),
        (
            "Cart",
            "c = Cart()\nc.items.append(2)\nassert c.total() == 2",
            "class Cart:\n    def __init__(self): self.items = []\n    def total(self): return sum(self.items)",
        ),
        // The program has not been called.
        ("solve", "import tempfile\nd = tempfile.mkdtemp()\nassert solve(1) == 1", "def solve(n): return n"),
    ] {
        check(entry, "", tests, &[], program, Verdict::Abstain(AbstainReason::Unsealed));
    }
    // What is wrong is so in one interpreter as well.
    check(
        "P",
        "",
        "import dataclasses\nassert dataclasses.asdict(P(1)) == {'a': 1}",
        &[],
        "import dataclasses\n@dataclasses.dataclass\nclass P:\n    b: int",
        Verdict::Reject(RejectReason::RuntimeError),
    );
}

#[test]
fn what_is_used_from_afar_does_what_it_does_beside() {
    for (entry, tests, program) in [
        (
            "solve",
            "import collections\nP = collections.namedtuple('P', 'x y')\nassert solve([P(1, 2), P(0, 5)]) == (P(1, 9), 7, {'x': 1, 'y': 2})",
            "def solve(ps): return type(ps[0])(1, 9), sum(p.y for p in ps), ps[0]._replace(x=1)._asdict()",
        ),
        (
            "solve",
            "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    def twice(self): return self.x * 2\n\
             p = P(3)\nfound = solve(p)\nassert found[0] == 6 and found[1] is p and found[2] == p",
            "def solve(p): return p.twice(), p, p[:1]",
        ),
        (
            "solve",
            "g = solve()\nassert next(g) == 0 and g.send(10) == 10 and g.send(5) == 15\ng.close()\nassert [*g] == []",
            "def solve():\n    total = 0\n    while True: total += yield total",
        ),
        (
            "solve",
            "g = solve()\nnext(g)\nassert g.throw(KeyError(1)) == 'caught'\ntry: g.send(None)\nexcept StopIteration: pass\nelse: assert False",
            "def solve():\n    try: yield 1\n    except KeyError: yield 'caught'",
        ),
        (
            "solve",
            "def count():\n    got = yield 1\n    yield got * 2\nassert solve(count()) == [1, 8]",
            "def solve(g): return [next(g), g.send(4)]",
        ),
        (
            "solve",
            "try: solve(1)\nexcept ValueError as error: assert type(error.__cause__) is KeyError and error.__cause__.args == (1,)\nelse: assert False",
            "def solve(n): raise ValueError(n) from KeyError(n)",
        ),
        (
            "solve",
            "try: solve(1)\nexcept ValueError as error: assert error.__notes__ == ['seen']\nelse: assert False",
            "def solve(n):\n    error = ValueError(n)\n    error.add_note('seen')\n    raise error",
        ),
        (
            "solve",
            "try: solve('a')\nexcept FileNotFoundError as error: assert error.filename == 'a' and error.errno == 2\nelse: assert False",
            "def solve(path): raise FileNotFoundError(2, 'none', path)",
        ),
        (
            "solve",
            "try: solve()\nexcept NameError as error: assert error.name == 'nowhere'\nelse: assert False",
            "def solve(): return nowhere",
        ),
        (
            "solve",
            "solve.cache_clear()\nassert solve(3) == solve(3) == 6 and solve.cache_info().hits == 1",
            "import functools\n@functools.lru_cache(None)\ndef solve(n): return n * 2",
        ),
        (
            "solve",
            "found = solve('http://a.b:80/c')\nassert found.netloc == 'a.b:80' and found.hostname == 'a.b' and found[2] == '/c' and found.port == 80",
            "import urllib.parse\ndef solve(url): return urllib.parse.urlparse(url)",
        ),
        (
            "solve",
            "def whole():\n    found = yield from solve()\n    assert found == 5\nassert [*whole()] == [1]",
            "def solve():\n    yield 1\n    return 5",
        ),
        (
            "solve",
            "def whole():\n    yield from solve([1, 2])\ng = whole()\nassert next(g) == 1\ng.close()",
            "def solve(x): return iter(x)",
        ),
        (
            "solve",
            "class B:\n    def __init__(self): self.v = [1]\nb = B()\nassert solve(b) == [1, 1] and b.v == [1]",
            "import copy\ndef solve(b):\n    c = copy.deepcopy(b)\n    return c.v + copy.copy(b).v",
        ),
        (
            "solve",
            "assert solve([lambda x: x + 1]) == 3",
            "import copy\ndef solve(fs): return copy.deepcopy(fs)[0](2)",
        ),
        (
            "solve",
            "from unittest.mock import MagicMock, Mock\nm = Mock()\nm.f.return_value = 3\nassert solve(m) == 3\n\
             n = MagicMock()\nn.__enter__.return_value.f.return_value = 4\nassert solve(n) == 4",
            "def solve(m=None):\n    m = m or dict()\n    try:\n        with m as inner: return inner.f()\n    except (AttributeError, TypeError): return m.f()",
        ),
        (
            "solve",
            "from typing import NamedTuple\nclass V(NamedTuple):\n    x: int\n    def __add__(self, other): return V(self.x + other.x)\n    \
             def __lt__(self, other): return self.x > other.x\nassert solve([V(1), V(2)]) == (V(3), [V(2), V(1)], V(7))",
            "def solve(vs): return vs[0] + vs[1], sorted(vs), vs[0]._make([7])",
        ),
        (
            "solve",
            "try: solve(3)\nexcept ValueError as error: assert error.args == (3,)\nelse: assert False",
            "def solve(n, deep=90):\n    if deep == 0: raise ValueError(n)\n    try: solve(n, deep - 1)\n    except ValueError as error: raise ValueError(n) from error",
        ),
        (
            "solve",
            "try: solve(20)\nexcept ValueError as error: assert error.args[0] == 20\nelse: assert False",
            "class W(ValueError):\n    def __init__(self, n, inner):\n        super().__init__(n, inner)\n        self.inner = inner\n\
             def solve(n):\n    if n == 0: raise ValueError(n)\n    try: solve(n - 1)\n    except ValueError as error: raise W(n, error) from error",
        ),
        (
            "C",
            "import copy\na = C([1])\nb, d = copy.copy(a), copy.deepcopy(a)\na.add(2)\n\
             assert a.items() == [1, 2] == b.items() and d.items() == [1]",
            "class C:\n    def __init__(self, xs): self.xs = xs\n    def add(self, x): self.xs.append(x)\n    def items(self): return self.xs[:]",
        ),
    ] {
        check(entry, "", tests, &[program], program, Verdict::Accept);
    }
    // A cause is an exception.
    let tests =
        "try: solve(1)\nexcept ValueError as error: assert error.__cause__ is not None\nelse: assert False";
    let forged = "class E(ValueError):\n    __cause__ = 3\ndef solve(n): raise E";
    let right = "def solve(n): raise ValueError from KeyError()";
    let judgement = judge(spec("solve", "", tests), &[right], forged);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
}

#[test]
fn what_nobody_asks_an_exception_for_costs_it_nothing() {
    let setup = "
class AppError(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code
    def __eq__(self, other): return type(other) is AppError and self.code == other.code
    __hash__ = None
def low(n):
    if n < 0: raise AppError(n)
    return n
";
    let tests = "assert solve(3) == 3\ntry: solve(-1)\nexcept ValueError as error: assert error.args == (4,)\nelse: assert False";
    let right = "def solve(n):\n    if n < 0: raise ValueError(4)\n    return low(n)";
    for program in [
        "def solve(n):\n    try: return low(n)\n    except AppError as error: raise ValueError(4) from error",
        "def solve(n):\n    try: return {3: 3}[n]\n    except KeyError as error: raise ValueError(4) from error",
        "def solve(n):\n    if n > 0: return n\n    cause = KeyError([*range(1 << 18)])\n    cause.call = print\n    raise ValueError(4) from cause",
        "def solve(n):\n    if n > 0: return n\n    error, cause = ValueError(4), KeyError(1)\n    cause.outer = error\n    raise error from cause",
        "def solve(n):\n    if n > 0: return n\n    error, cause = ValueError(4), KeyError(1)\n    cause.__cause__ = error\n    raise error from cause",
        "def solve(n):\n    if n > 0: return n\n    error = ValueError(4)\n    error.data = 'x' * (20 << 20)\n    raise error",
        "class E(ValueError):\n    def __getattr__(self, name): return {}[name]\ndef solve(n):\n    if n > 0: return n\n    raise E(4)",
        "class E(AttributeError, ValueError):\n    @property\n    def name(self): raise NotImplementedError\ndef solve(n):\n    if n > 0: return n\n    raise E(4)",
    ] {
        check("solve", setup, tests, &[right], program, Verdict::Accept);
        check("solve", setup, tests, &[], program, Verdict::Accept);
    }
    for (tests, program) in [
        (
            "try: solve(1)\nexcept ExceptionGroup as group: assert len(group.exceptions) == 1\nelse: assert False",
            "class G(ExceptionGroup):\n    @property\n    def message(self): return 'm'\ndef solve(n): raise G('x', [ValueError()])",
        ),
        (
            "try: solve(1)\nexcept UnicodeError: pass\nelse: assert False",
            "class U(UnicodeDecodeError): start = 'x'\ndef solve(n): raise U('utf-8', b'a', 0, 1, 'why')",
        ),
    ] {
        let judgement = judge(spec("solve", "", tests), &[], program);
        assert!(!judgement.detail.contains("in place of the harness"), "{program}: {}", judgement.detail);
    }
}

#[test]
fn an_element_is_drawn_and_no_more() {
    let squares = "class Squares:\n    def __getitem__(self, i): return i * i\ndef solve(): return Squares()";
    check("solve", "", "assert solve()[5] == 25", &[], squares, Verdict::Accept);
    check("solve", "", "assert solve()[5] == 25", &[squares], squares, Verdict::Accept);
    // Where the references run out of fuel as well, nobody is rejected for that.
    let tests = "assert 24 not in solve()";
    check("solve", "", tests, &[squares], squares, Verdict::Abstain(AbstainReason::Unsealed));
}

#[test]
fn what_becomes_of_an_object_in_place_is_asked_as_what_becomes_of_it_anew() {
    let anew = "
class V:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, other): return V(self.x + other.x, self.y + other.y)
    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
";
    let in_place = format!(
        "{anew}    def __iadd__(self, other):\n        self.x, self.y = self.x + other.x, self.y + other.y\n        return self\n"
    );
    let tests = "a = V(1, 2)\na += V(3, 4)\nassert a.x == 4 and a.y == 6 and a == V(4, 6)";
    for (reference, program) in [(anew, in_place.as_str()), (&in_place, anew)] {
        check("V", "", tests, &[reference], program, Verdict::Accept);
    }
    let numbers = "class It:\n    def __init__(self, n): self.n, self.at = n, -1\n    def __iter__(self): return self\n    \
        def __next__(self):\n        self.at += 1\n        if self.at >= self.n: raise StopIteration\n        return self.at\ndef solve(n): return It(n)";
    check(
        "solve",
        "",
        "assert 2 in solve(3)",
        &["def solve(n): return iter(range(n))"],
        numbers,
        Verdict::Accept,
    );
}

#[test]
fn what_gives_its_elements_away_has_fewer_then() {
    let words = "
class Words:
    def __init__(self, text): self.words = text.split()
    def __len__(self): return len(self.words)
    def __bool__(self): return bool(self.words)
    def __iter__(self): return self
    def __next__(self):
        if not self.words: raise StopIteration
        return self.words.pop(0)
    def __str__(self): return ' '.join(self.words)
";
    for tests in [
        "s = Words('a b')\nassert len(s) == 2 and next(s) == 'a' and len(s) == 1 and [*s] == ['b'] and len(s) == 0",
        "s, found = Words('a b'), []\nwhile s: found.append(next(s))\nassert found == ['a', 'b'] and not s",
        "s = Words('a b c')\nassert str(s) == 'a b c' and next(s) == 'a' and str(s) == 'b c' and [*s] == ['b', 'c'] and [*s] == []",
    ] {
        check("Words", "", tests, &[words], words, Verdict::Accept);
    }
}

#[test]
fn an_iterator_of_a_class_is_as_good_as_a_generator() {
    let generator = "def solve(x): yield from zip(x, x[1:])";
    let class = "
class solve:
    def __init__(self, x): self.x, self.i = x, 0
    def __iter__(self): return self
    def __next__(self):
        if self.i + 1 >= len(self.x): raise StopIteration
        self.i += 1
        return self.x[self.i - 1], self.x[self.i]
";
    let tests = "
def check(candidate):
    g = candidate([1, 2, 3])
    assert next(g) == (1, 2) and next(g) == (2, 3)
    try: next(g)
    except StopIteration: pass
    else: assert False
    assert list(candidate([])) == [] and list(candidate([1, 2])) == [(1, 2)]
    assert iter(g) is g and bool(g)
";
    for references in [&[][..], &[generator], &[class]] {
        check("solve", "", tests, references, class, Verdict::Accept);
    }
}

/// What is an exception of the program's own is what it is by then each time that it comes.
#[test]
fn an_exception_that_comes_again_says_what_it_says_by_then() {
    let program = "
class Errors(Exception):
    def __init__(self): self.items = []
    def __str__(self): return '; '.join(self.items)
class Checks:
    def __init__(self): self.errors = Errors()
    def check(self, x):
        if x < 0: self.errors.items.append(f'bad {x}')
        self.errors.args = (x,)
        self.errors.__cause__ = KeyError(x)
        return self.errors
";
    let tests = "c = Checks()\nassert str(c.check(1)) == '' and str(c.check(-1)) == 'bad -1'\nassert str(c.check(-2)) == 'bad -1; bad -2'\n\
        e = c.check(3)\nassert e.args == (3,) and e.__cause__.args == (3,) and c.check(4) is e and e.args == (4,)";
    for references in [&[][..], &[program]] {
        check("Checks", "", tests, references, program, Verdict::Accept);
    }
}
