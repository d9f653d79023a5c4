//! What a program's objects are asked, when, and whether their word is taken.

use veriloop_verifiers::{AbstainReason, Verdict};

use crate::{YES, accepted, judge, rejected, spec};

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

/// A class whose objects equal numbers, and say what was added.
const VEC: &str = "
class Vec:
    def __init__(self, x): self.x = x
    def add(self, n): self.x += n
    def total(self): return self.x + 1
";

#[test]
fn an_object_is_what_the_tests_made_only_where_its_construction_brought_it() {
    // One object for all, which a method returns: it is asked for no value that only what the tests made is asked for.
    let one = "
class Vec:
    one, seen = None, []
    def __new__(cls, *args):
        Vec.one = Vec.one or object.__new__(cls)
        return Vec.one
    def __init__(self, x): pass
    def __eq__(self, other):
        Vec.seen.append(other)
        return len(Vec.seen) > 1
    def total(self): return Vec.seen[-1] if len(Vec.seen) > 1 else self
";
    for tests in [
        "v = Vec(5)\nassert not (v == 99)\nr = v.total()\nw = Vec(9)\nassert r == 6",
        "v = Vec(5)\nassert not (v == 99)\nr = v.total()\nw = Vec(9)\nassert not (r == 7)\nassert type(v.total()) is int",
    ] {
        let judgement = judge(spec("Vec", "", tests), &[VEC], one);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
    }
    // A class in place of a function is none that is under test.
    let equal = "class Vec:\n    def __init__(self, x): self.x = x\n    def __eq__(self, other): return self.x == other\n";
    let (function, class) = (
        format!("{equal}def Norm(v): return v.x * 2"),
        format!(
            "{equal}class Norm:\n    def __init__(self, v): pass\n    def __eq__(self, other): return True"
        ),
    );
    let tests = "v = Vec(5)\nassert v == 5\nassert Norm(v) == 10";
    assert_eq!(judge(spec("Vec", "", tests), &[&function], &function).verdict, Verdict::Accept);
    let verdict = judge(spec("Vec", "", tests), &[&function], &class).verdict;
    assert!(matches!(verdict, Verdict::Reject(_)), "{verdict:?}");
}

#[test]
fn it_makes_no_difference_whether_methods_return_their_object() {
    let equal = format!("{VEC}    def __eq__(self, other): return self.x == other\n");
    let fluent = equal.replace("self.x += n", "self.x += n; return self");
    let tests = "v = Vec(5)\nv.add(1)\nassert v == 6 and v.total() == 7";
    for reference in [&equal, &fluent] {
        for program in [&equal, &fluent] {
            let judgement = judge(spec("Vec", "", tests), &[reference], program);
            assert_eq!(judgement.verdict, Verdict::Accept, "{reference} {program}: {}", judgement.detail);
        }
    }
    let itself = "v = Vec(5)\nassert v.add(1) is v and v == 6";
    assert_eq!(judge(spec("Vec", "", itself), &[&fluent], &fluent).verdict, Verdict::Accept);
}

#[test]
fn what_a_method_says_of_a_value_is_its_own_class_s_to_say() {
    let trie = "
class Trie:
    def __init__(self): self.words = []
    def insert(self, word): self.words.append(word)
    def startswith(self, prefix): return any(word.startswith(prefix) for word in self.words)
    def longest(self): return max(self.words, key=len)
";
    let tests =
        "t = Trie()\nt.insert('abc')\nassert t.startswith('ab')\nassert t.longest().startswith('abc')";
    assert_eq!(judge(spec("Trie", "", tests), &[trie], trie).verdict, Verdict::Accept);
    let yes = "class Yes:\n    def startswith(self, prefix): return True\n";
    let program = format!("{yes}{}", trie.replace("max(self.words, key=len)", "Yes()"));
    let verdict = judge(spec("Trie", "", tests), &[trie], &program).verdict;
    assert!(matches!(verdict, Verdict::Reject(_)), "{verdict:?}");
}

/// A program returns a class, whose own class says what it consists of.
#[test]
fn a_returned_class_says_what_it_consists_of_once() {
    let class = "class M(type):\n    def __iter__(cls):\n        cls.n += 1\n        return iter(cls.a if cls.n == 1 else [])";
    let lying = format!(
        "{class}\n    def __len__(cls): return len(cls.a)\ndef solve(a): return M('R', (), {{'a': [*a], 'n': 0}})"
    );
    let tests = "
def check(c):
    for a in ([3, 1, 2], [5, 4], [1]):
        found = c(a)
        assert sorted(found) == sorted(a)
        assert all(x <= y for x, y in zip(found, list(found)[1:]))
";
    let right = "def solve(a): return sorted(a)";
    for references in [&[right][..], &[]] {
        let judgement = judge(spec("solve", "", tests), references, &lying);
        assert!(
            matches!(judgement.verdict, Verdict::Reject(_)),
            "{:?}: {}",
            judgement.verdict,
            judgement.detail
        );
    }
    // A length that its elements do not have.
    let long = "class M(type):\n    def __iter__(cls): return iter([])\n    def __len__(cls): return 2\ndef solve(a): return M('R', (), {})";
    let tests = "def check(c):\n    found = c([1, 2])\n    assert len(found) == 2\n    for each in found: assert each == 7";
    let judgement = judge(spec("solve", "", tests), &["def solve(a): return [7] * len(a)"], long);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    // A key is a value that it is told, where a reference's is told one.
    let keyed = "class M(type):\n    def __getitem__(cls, key): return {'a': 1, 'b': 2}[key]\ndef solve(): return M('R', (), {})";
    let tests = "found = solve()\nassert found['a'] == 1 and found['b'] == 2";
    let judgement = judge(spec("solve", "", tests), &["def solve(): return {'a': 1, 'b': 2}"], keyed);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    // As an enumeration that is returned, or under test, it is what a reference has.
    let colours =
        "import enum\nclass Colour(enum.Enum):\n    RED = 1\n    BLUE = 2\ndef solve(): return Colour";
    let tests = "found = solve()\nassert [each.name for each in found] == ['RED', 'BLUE'] == [each.name for each in found]\nassert found['RED'].value == 1 and len(found) == 2 and found";
    assert_eq!(judge(spec("solve", "", tests), &[colours], colours).verdict, Verdict::Accept);
    let tests =
        "assert Colour['RED'].value == 1 and [each.value for each in Colour] == [1, 2] and len(Colour) == 2";
    for references in [&[colours][..], &[]] {
        let judgement = judge(spec("Colour", "", tests), references, colours);
        assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    }
}

/// What an object says of another of the program's need not be `True` to be an answer.
#[test]
fn objects_of_the_program_s_are_equal_by_no_answer_that_a_reference_s_do_not_give() {
    let anagrams = "def check(c):\n    assert c('listen') == c('silent')\n    assert c('aab') == c('aba')\n    assert c('ab') != c('abc')\n    assert c('ab') != c('cd')";
    let right = "def key(s): return ''.join(sorted(s))";
    for answer in ["True", "1", "[0]", "s", "'yes'", "2.5"] {
        let lying = format!(
            "class E:\n    def __eq__(s, o): return {answer}\n    def __ne__(s, o): return {answer}\n    def __hash__(s): return 1\ndef key(s): return E()"
        );
        let judgement = judge(spec("key", "", anagrams), &[right], &lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{answer}: {:?}", judgement.verdict);
    }
    let money = |equal: &str| {
        format!(
            "class Money:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return {equal}
    def __ne__(self, other): return not {equal}
    def __hash__(self): return hash(self.n)
    def __add__(self, other): return Money(self.n + other.n)"
        )
    };
    let tests = "assert Money(2) + Money(3) == Money(5)\nassert Money(2) != Money(3)";
    // Nor where there is no reference, and where one answers so, another may answer in the usual way.
    let lying = "class Money:\n    def __init__(self, n): pass\n    def __eq__(self, other): return 1\n    def __ne__(self, other): return 1\n    def __add__(self, other): return self";
    assert_eq!(
        judge(spec("Money", "", tests), &[], lying).verdict,
        Verdict::Abstain(AbstainReason::Unsealed)
    );
    let (counting, usual) = (money("int(self.n == other.n)"), money("self.n == other.n"));
    for (reference, program) in [(&counting, &usual), (&usual, &counting)] {
        let judgement = judge(spec("Money", "", tests), &[reference], program);
        assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    }
}

#[test]
fn an_object_that_is_returned_again_and_again_says_of_itself_no_more_than_a_reference_s() {
    let anagrams = "def check(c):\n    assert c('listen') == c('silent')\n    assert c('ab') != c('abc')";
    let right = "def key(s): return ''.join(sorted(s))";
    let one = "class E:\n    def __eq__(s, o): return True\n    def __ne__(s, o): return True\nX = E()\ndef key(s): return X";
    let judgement = judge(spec("key", "", anagrams), &[right], one);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    assert_eq!(judge(spec("key", "", anagrams), &[], one).verdict, Verdict::Abstain(AbstainReason::Unsealed));
    let apart = "assert solve() is not None\na = solve()\nassert a == a and not a != a";
    let same = "class E: pass\nX = E()\ndef solve(): return X";
    let judgement = judge(spec("solve", "", apart), &[same], same);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn a_returned_class_has_no_items_but_its_elements() {
    let tests = "
def check(c):
    for n in (2, 3):
        m = c(n)
        assert len(m) == n
        assert all(m[i][j] == m[j][i] for i in range(n) for j in range(n))
        assert sorted(x for row in m for x in row) == sorted([*range(n)] * n)
";
    let right = "def latin(n): return [[(i + j) % n for j in range(n)] for i in range(n)]";
    let lying = "
class M(type):
    def __getitem__(c, i): return c
    def __len__(c): return c.n
    def __iter__(c): return iter([[*range(c.n)] for _ in range(c.n)])
def latin(n): return M('R', (), {'n': n})
";
    let palindromes =
        "def check(c):\n    for s in ('abc', 'xxyz'):\n        r = c(s)\n        assert r == r[::-1]";
    let mirror = "class R:\n    def __class_getitem__(c, i): return c\ndef pal(s): return R";
    for (entry, tests, right, lying) in [
        ("latin", tests, right, lying),
        ("pal", palindromes, "def pal(s): return s + s[::-1]", mirror),
        (
            "pal",
            "def check(c):\n    r = c('s')\n    assert r[0, 1] == r[1, 0]",
            "def pal(s): return {(0, 1): 2, (1, 0): 2}",
            mirror,
        ),
    ] {
        for references in [&[right][..], &[]] {
            let judgement = judge(spec(entry, "", tests), references, lying);
            assert_ne!(judgement.verdict, Verdict::Accept, "{tests}");
            assert!(references.is_empty() || matches!(judgement.verdict, Verdict::Reject(_)), "{tests}");
        }
    }
}

/// What iterates over itself is held to what it says of itself, as what is iterated over is.
#[test]
fn what_gives_its_own_elements_has_as_many_as_it_says() {
    let sorted = "def solve(xs): return sorted(xs)";
    let none = "class R:\n    def __len__(self): return 2\n    def __bool__(self): return True\n    def __iter__(self): return self\n    def __next__(self): raise StopIteration\ndef solve(*a): return R()";
    for tests in [
        "r = solve([4, 3])\nassert len(r) == 2 and all(a == b for a, b in zip(r, [3, 4]))",
        "r = solve([4, 3])\nassert all(a == b for a, b in zip(r, [3, 4])) and len(r) == 2",
    ] {
        for lying in [none, &none.replace("return self", "return iter([])")] {
            let judgement = judge(spec("solve", "", tests), &[sorted], lying);
            assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
            let judgement = judge(spec("solve", "", tests), &[], lying);
            assert_ne!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
        }
    }
    // What has no next is no iterator, any of which is true.
    let tests = "r = solve([4, 3])\nassert r and all(a == b for a, b in zip(r, [3, 4]))";
    let lying = none.replace("return self", "return iter([])").replace("__next__", "unused");
    let judgement = judge(spec("solve", "", tests), &[sorted], &lying);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    // Nor are the elements others each time that it is gone through.
    let tests =
        "r = solve([4, 3])\nassert all(a <= b for a, b in zip(r, [*r][1:]))\nassert sorted(r) == [3, 4]";
    let turns = "class R:\n    turn = 0\n    def __init__(self, xs): self.xs = xs\n    def __iter__(self):\n        self.turn += 1\n        self.it = iter([1, 2] if self.turn < 3 else self.xs)\n        return self\n    def __next__(self): return next(self.it)\ndef solve(xs): return R(xs)";
    let judgement = judge(spec("solve", "", tests), &[sorted], turns);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    let judgement = judge(spec("solve", "", tests), &[], turns);
    assert_ne!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let truth = "class R:\n    def __bool__(self): return False\n    def __iter__(self): return iter((0, 1))\ndef solve(xs): return R()";
    let tests = "r = solve([])\nassert not r\nfor x in r:\n    assert x == 0\n    break";
    let judgement = judge(spec("solve", "", tests), &[sorted], truth);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    let right = "class Stack:\n    def __init__(self): self.items = []\n    def push(self, x): self.items.append(x)\n    def __len__(self): return len(self.items)\n    def __iter__(self): return iter(self.items[::-1])";
    let empty = "class It:\n    def __iter__(self): return self\n    def __next__(self): raise StopIteration\nclass Stack:\n    def push(self, x): pass\n    def __len__(self): return 2\n    def __iter__(self): return It()";
    let tests = "s = Stack()\ns.push(1)\ns.push(2)\nassert len(s) == 2\nassert all(a == b for a, b in zip(s, [2, 1]))";
    let judgement = judge(spec("Stack", "", tests), &[right], empty);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    let judgement = judge(spec("Stack", "", tests), &[], empty);
    assert_ne!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let judgement = judge(spec("Stack", "", tests), &[right], right);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn nothing_takes_the_place_of_a_mock_s_method() {
    let mock = "from unittest.mock import Mock\nm = Mock()\n";
    let sends = "def solve(m, n): m.send(n)";
    for (tests, right, program) in [
        (
            "solve(m, 3)\nassert m.send.called and m.send.call_count == 1",
            sends,
            "class X:\n    called = True\n    call_count = 1\ndef solve(m, n): m.send = X()",
        ),
        (
            "solve(m, 3)\nassert m.send.called",
            sends,
            "def f(): pass\nf.called = True\ndef solve(m, n): m.send = f",
        ),
        ("solve(m, 3)\nassert m.peek.called", "def solve(m, n): m.peek()", "def solve(m, n): del m.peek"),
        (
            "m.peek.return_value = 5\nassert solve(m) == 5\nassert m.method_calls == []",
            "def solve(m): return 5",
            "def solve(m):\n    found = m.peek()\n    m.method_calls = []\n    return found",
        ),
    ] {
        let judgement = judge(spec("solve", "", &format!("{mock}{tests}")), &[right], program);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{program}: {:?}", judgement.verdict);
    }
    // Nor does the class under test, without a reference.
    let tests =
        format!("{mock}s = Service(m)\ns.run(3)\nm.send.assert_called_once_with(6)\nassert s.total() == 12");
    let program = "seen = []\nclass Service:\n    def __init__(self, m): self.m = m\n    def run(self, n): self.m.send = Service\n    \
        @staticmethod\n    def assert_called_once_with(n): seen.append(n)\n    def total(self): return seen[0] * 2";
    let judgement = judge(spec("Service", "", &tests), &[], program);
    assert_ne!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let tests = "s = Service(1)\nr = s.make(3)\nr.check(6)\nassert s.total() == 12";
    let program = "seen = []\nclass Service:\n    def __init__(self, m): pass\n    def make(self, n): return Service\n    \
        @staticmethod\n    def check(n): seen.append(n)\n    def total(self): return seen[0] * 2";
    let judgement = judge(spec("Service", "", tests), &[], program);
    assert_ne!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn an_operation_in_place_makes_nobody_forget_where_an_object_came_from() {
    let right = "
class Money:
    def __init__(self, v): self.v = v
    def __iadd__(self, other):
        self.v += other.v
        return self
    def __eq__(self, other): return self.v == (other.v if isinstance(other, Money) else other)
def total(ms): return sum(m.v for m in ms)
";
    let one = "
class Money:
    def __new__(cls, *args): return X
    def __iadd__(self, other): return self
    def __eq__(self, other): return True
X = object.__new__(Money)
def total(ms): return X
";
    let tests = "got = [total([Money(1), Money(5)]), total([])]\na = Money(1)\na += Money(2)\nassert a == 3\nassert got == [6, 0]";
    let judgement = judge(spec("Money", "", tests), &[right], one);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    let judgement = judge(spec("Money", "", tests), &[right], right);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}
