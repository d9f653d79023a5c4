//! Objects that derive from what is copied, entry points that both sides have, and values of the library that look like
//! others.

use veriloop_verifiers::{AbstainReason, Candidate, Task, Verdict};

use crate::{accepted, judge, rejected, spec, verifier};

#[test]
fn a_class_under_test_may_derive_from_a_built_in_one() {
    let cache = (
        "LRUCache",
        "c = LRUCache(2)\nc.put(1, 1)\nc.put(2, 2)\nassert c.get(1) == 1\nc.put(3, 3)\nassert c.get(2) == -1",
        "from collections import OrderedDict
class LRUCache(OrderedDict):
    def __init__(self, capacity):
        super().__init__()
        self.capacity = capacity
    def get(self, key):
        if key not in self: return -1
        self.move_to_end(key)
        return self[key]
    def put(self, key, value):
        self[key] = value
        self.move_to_end(key)
        if len(self) > self.capacity: self.popitem(last=False)",
    );
    let trie = (
        "Trie",
        "t = Trie()\nt.insert('ab')\nassert t.search('ab') and not t.search('a')",
        "class Trie(dict):
    def insert(self, word):
        node = self
        for c in word: node = node.setdefault(c, {})
        node['$'] = True
    def search(self, word):
        node = self
        for c in word:
            if c not in node: return False
            node = node[c]
        return '$' in node",
    );
    for (entry, tests, program) in [
        cache,
        trie,
        (
            "Stack",
            "s = Stack()\ns.push(1)\ns.push(2)\nassert s == [1, 2] and 2 in s and s[0] == 1\nassert s.pop() == 2 and len(s) == 1",
            "class Stack(list):\n    def push(self, x): self.append(x)",
        ),
        (
            "Point",
            "p = Point(1, 2)\nx, y = p\nassert (p.x, p[1], x) == (1, 2, 1) and p == (1, 2) and p < (2, 0) and p.norm() == 5",
            "from typing import NamedTuple\nclass Point(NamedTuple):\n    x: int\n    y: int\n    def norm(self): return self.x ** 2 + self.y ** 2",
        ),
        (
            "point",
            "assert point(1, 2) == (1, 2)",
            "from collections import namedtuple\npoint = namedtuple('point', 'x y')",
        ),
        (
            "Color",
            "assert Color.RED.name == 'RED' and Color.RED == 1 and Color.RED != 2",
            "import enum\nclass Color(enum.IntEnum): RED = 1",
        ),
        (
            "Stack",
            "s = Stack[int]()\ns.push(1)\nassert s.a == [1]",
            "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Stack(Generic[T]):\n    def __init__(self): self.a = []\n    def push(self, x): self.a.append(x)",
        ),
    ] {
        for references in [&[][..], &[program]] {
            let judgement = judge(spec(entry, "", tests), references, program);
            assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
        }
    }
    let lying = "class Stack(list):\n    def push(self, x): pass\n    def __eq__(self, other): return True";
    let right = "class Stack(list):\n    def push(self, x): self.append(x)";
    let tests = || spec("Stack", "", "s = Stack()\ns.push(1)\nassert s == [1]");
    let judgement = judge(tests(), &[right], lying);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    // Without a reference nobody knows whether the tests fail for what such an instance is not from afar.
    assert_eq!(judge(tests(), &[], lying).verdict, Verdict::Abstain(AbstainReason::Unsealed));
}

#[test]
fn what_the_library_shows_of_a_value_is_compared_as_in_one_interpreter() {
    for (tests, program) in [
        ("assert solve({'a': 1, 'b': 2}) == {'a', 'b'}", "def solve(d): return d.keys()"),
        ("assert solve({'a': 1}) == {('a', 1)}", "def solve(d): return d.items()"),
        ("assert sorted(solve({'a': 1})) == [1]", "def solve(d): return d.values()"),
        (
            "assert solve([1, 2]) == [1, 2]",
            "import collections\ndef solve(x): return collections.UserList(x)",
        ),
        (
            "assert solve({'a': 1}) == {'a': 1}",
            "import collections\ndef solve(d): return collections.ChainMap(d)",
        ),
        (
            "assert solve({'a': 1}) == {'a': 1}",
            "import types\ndef solve(d): return types.MappingProxyType(d)",
        ),
        ("assert solve('a') == 'a'", "import collections\ndef solve(x): return collections.UserString(x)"),
        ("assert solve(b'ab') == b'ab'", "def solve(x): return memoryview(x)"),
        (
            "from datetime import datetime, timezone\nassert solve(2020) == datetime(2020, 1, 1, tzinfo=timezone.utc)",
            "import datetime\nclass Zone(datetime.tzinfo):\n    def utcoffset(self, d): return datetime.timedelta(0)\n\
             def solve(y): return datetime.datetime(y, 1, 1, tzinfo=Zone())",
        ),
        (
            "assert solve([1, 2, 3], lambda: 0) == {1: 1, 2: 1, 3: 1}",
            "import collections\ndef solve(xs, f):\n    d = collections.defaultdict(f)\n    for x in xs: d[x] += 1\n    return d",
        ),
        ("assert solve([1, 2, 3]) == 6", "import numpy\nsolve = numpy.sum"),
        ("assert list(solve([1, 2])) == [2, 4]", "import numpy\nsolve = numpy.vectorize(lambda x: 2 * x)"),
    ] {
        accepted(tests, program);
    }
    rejected("", "assert solve({'a': 1}) == {'b'}", "def solve(d): return d.keys()");
}

#[test]
fn the_entry_point_may_be_a_class_of_the_set_up_s() {
    let setup =
        "class Node:\n    def __init__(self, v): self.v = v\n    def double(self): raise NotImplementedError";
    let tests = "assert Node(3).double() == 6";
    let whole = "class Node:\n    def __init__(self, v): self.v = v\n    def double(self): return self.v * 2";
    let derived = "Base = Node\nclass Node(Base):\n    def double(self): return self.v * 2";
    for program in [whole, derived] {
        for references in [&[][..], &[whole]] {
            let judgement = judge(spec("Node", setup, tests), references, program);
            assert_eq!(judgement.verdict, Verdict::Accept, "{program}: {}", judgement.detail);
        }
    }
    let judgement =
        judge(spec("solve", setup, "assert solve(3)"), &["def solve(n): return n"], "solve = Node");
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    for program in ["", "class Node:\n    def __init__(self, v): self.v = v\n    def double(self): return 7"]
    {
        let judgement = judge(spec("Node", setup, tests), &[whole], program);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{program}: {:?}", judgement.verdict);
    }
}

#[test]
fn where_the_entry_point_is_an_exception_nobody_is_rejected() {
    let tests = "try: raise Wrong('a')\nexcept Wrong as error: assert str(error) == 'bad a'";
    let program = "class Wrong(Exception):\n    def __init__(self, field): super().__init__('bad ' + field)";
    for references in [&[][..], &[program]] {
        let judgement = judge(spec("Wrong", "", tests), references, program);
        assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
    }
    // A function that is not there is missed, where a reference has it.
    let function = "def solve(n): return n";
    let judgement =
        judge(spec("solve", "", "assert solve(2) == 2"), &[function], "class solve(Exception): pass");
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
}

#[test]
fn what_no_message_carries_is_an_abstention_where_the_tests_accept_it_beside_them() {
    let setup =
        "class ListNode:\n    def __init__(self, val=0, next=None): self.val, self.next = val, next\n";
    let chain =
        "def solve(n):\n    head = None\n    for i in range(n): head = ListNode(i, head)\n    return head";
    let tests =
        "head, count = solve(300), 0\nwhile head: head, count = head.next, count + 1\nassert count == 300";
    let task = Task::new(spec("solve", setup, tests));
    let verdict = |program: &str| {
        task.judge(&verifier(), &Candidate::Program(program.into())).expect("a judgement").verdict
    };
    assert_eq!(verdict(chain), Verdict::Abstain(AbstainReason::Unsealed));
    assert!(matches!(verdict(&chain.replace("range(n)", "range(n + 1)")), Verdict::Reject(_)));
}

/// Where a reference gives a plain list, what a program's derives from a list says is what that list says.
#[test]
fn a_derived_instance_says_nothing_else_than_its_value_where_a_reference_s_is_plain() {
    let unique = "def solve(xs): return sorted(set(xs))";
    let echo = "class solve(list):\n    def __init__(self, xs): super().__init__([0, 0])\n    def index(self, x): return x\n    def count(self, x): return 1";
    let tests = "r = solve([3, 1, 3])\nassert len(r) == 2 and r.index(1) < r.index(3)\nassert r.count(1) == 1 and r.count(3) == 1";
    let faces = "class solve(list):\n    def __init__(self, xs):\n        super().__init__([0] * len(xs))\n        self.xs = xs\n    def __iter__(self): return iter(self.xs)";
    let faces_tests = "r = solve([3, 1])\nassert sorted(r) == [1, 3]\nassert all(r[i] <= r[i + 1] for i in range(len(r) - 1))";
    let sets = "class solve(set):\n    def intersection(self, other): return {*other}";
    let sets_tests = "r = solve([2, 2])\nassert r.intersection([1, 2, 3]) == {1, 2, 3}";
    let right = "def solve(xs): return {1, 2, 3}";
    for (tests, reference, lying) in
        [(tests, unique, echo), (faces_tests, unique, faces), (sets_tests, right, sets)]
    {
        let judgement = judge(spec("solve", "", tests), &[reference], lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{lying}: {:?}", judgement.verdict);
        let judgement = judge(spec("solve", "", tests), &[], lying);
        assert_ne!(judgement.verdict, Verdict::Accept, "{lying}: {}", judgement.detail);
    }
    // An honest one says what a list says.
    let honest = "class Result(list):\n    def total(self): return sum(self)\ndef solve(xs): return Result(sorted(set(xs)))";
    let judgement = judge(spec("solve", "", tests), &[unique], honest);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    // And where a reference's object comes from a method of a class under test, a program's is asked itself.
    let forks = "from collections import OrderedDict\nclass LRU(OrderedDict):\n    def touch(self, key):\n        self[key] = 1\n        self.move_to_end(key)\n    \
        def fork(self): return LRU(self)";
    let tests =
        "a = LRU()\na.touch(1)\na.touch(2)\nc = a.fork()\nc.touch(1)\nassert list(c.keys()) == [2, 1]";
    let judgement = judge(spec("LRU", "", tests), &[forks], forks);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

/// An exception of the set-up's that judges itself is one where it comes again as well.
#[test]
fn what_judges_itself_is_taken_where_a_reference_gives_it_each_time_that_it_comes() {
    let setup = "class Near(Exception):\n    def __init__(self, v):\n        super().__init__(v)\n        self.v = v\n    \
        def __eq__(self, other): return abs(self.v - getattr(other, 'v', other)) < 1e9\n    def __hash__(self): return 1\n";
    let tests = "got = []\nr = solve(10, got.append)\nassert got[0] == 3\nassert r == 5";
    let right = "def solve(n, tell):\n    tell(Near(3))\n    return n // 2";
    let same = "def solve(n, tell):\n    near = Near(99)\n    tell(near)\n    return near";
    let judgement = judge(spec("solve", setup, tests), &[right], same);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    let judgement = judge(spec("solve", setup, tests), &[right], right);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}
