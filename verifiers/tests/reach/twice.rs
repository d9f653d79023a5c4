//! What two guests have two of, and tests can depend on: accepts that are looked at once more in one interpreter.

use veriloop_verifiers::{AbstainReason, Verdict};

use crate::{accepted, judge, rejected, spec};

/// A program that passes only since the tests are elsewhere is not accepted.
#[track_caller]
fn taken_back(entry_point: &str, setup: &str, tests: &str, references: &[&str], program: &str) {
    let judgement = judge(spec(entry_point, setup, tests), references, program);
    let unsealed = Verdict::Abstain(AbstainReason::Unsealed);
    assert_eq!(judgement.verdict, unsealed, "{tests}: {}", judgement.detail);
}

/// Where the set-up counts calls, this makes too many.
const LINEAR: &str = "def solve(n): return next(v for v in range(1, n + 1) if is_bad(v))";
const BINARY: &str = "
def solve(n):
    low, high = 1, n
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_bad(middle) else (middle + 1, high)
    return low
";

#[test]
fn what_the_set_up_remembers_is_remembered_on_the_other_side_too() {
    for setup in [
        "class Api:\n    calls = 0\n    @classmethod\n    def bad(cls, v):\n        cls.calls += 1\n        return v >= 70\n\
         def is_bad(v): return Api.bad(v)\ndef count(): return Api.calls",
        "import functools\nlog = []\n\
         is_bad = functools.partial(lambda l, v: (l.append(v), v >= 70)[1], log)\ndef count(): return len(log)",
        "def is_bad(v):\n    is_bad.calls = getattr(is_bad, 'calls', 0) + 1\n    return v >= 70\n\
         def count(): return getattr(is_bad, 'calls', 0)",
        "def made():\n    calls = 0\n    def is_bad(v):\n        nonlocal calls\n        calls += 1\n        return v >= 70\n    \
         return is_bad, lambda: calls\nis_bad, count = made()",
        "import functools\n@functools.lru_cache(None)\ndef is_bad(v): return v >= 70\n\
         def count(): return is_bad.cache_info().misses",
    ] {
        let tests = "assert solve(100) == 70\nassert count() <= 8";
        taken_back("solve", setup, tests, &[], LINEAR);
        let judgement = judge(spec("solve", setup, tests), &[], BINARY);
        assert_eq!(judgement.verdict, Verdict::Accept, "{setup}: {}", judgement.detail);
    }
}

#[test]
fn what_the_tests_answer_with_is_changed_for_them_too() {
    let check = |call: &str, data: &str, program: &str| {
        let tests = format!("data = {data}\nfound = solve({call})\nassert data == {data}");
        taken_back("solve", "", &tests, &[], program);
    };
    check("lambda: data", "[3, 1]", "def solve(g):\n    data = g()\n    data.sort()\n    return data");
    check("iter(data)", "[[2, 1], [4, 3]]", "def solve(rows):\n    for row in rows: row.sort()");
    check("data.values()", "{1: [2, 1]}", "def solve(rows):\n    for row in rows: row.sort()");
    accepted(
        "data = [3, 1]\nassert solve(lambda: data) == [1, 3]\nassert data == [3, 1]",
        "def solve(g): return sorted(g())",
    );
}

#[test]
fn an_object_has_no_more_than_its_class_has() {
    let bare = "class Solve:\n    def __init__(self, n): self.n = n\n";
    for tests in ["assert callable(Solve(1))", "assert hasattr(Solve(1), '__len__')"] {
        taken_back("Solve", "", tests, &[], bare);
    }
    let whole = format!("{bare}    def __call__(self): pass\n    def __len__(self): return 1\n");
    for tests in ["assert callable(Solve(1))", "assert hasattr(Solve(1), '__len__')"] {
        let judgement = judge(spec("Solve", "", tests), &[], &whole);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
}

#[test]
fn what_is_the_same_object_and_of_which_type_is_seen_together() {
    taken_back("solve", "NIL = object()", "assert solve(3) is not NIL", &[], "def solve(n): return NIL");
    let fresh = "a = solve(2)\na.append(7)\nassert solve(2) == [0, 0]";
    taken_back("solve", "", fresh, &[], "C = {}\ndef solve(n): return C.setdefault(n, [0] * n)");
    accepted(fresh, "def solve(n): return [0] * n");
    let exact = "assert type(solve([1, 2])) is int";
    taken_back("solve", "", exact, &[], "import numpy\ndef solve(x): return numpy.int64(sum(x))");
}

#[test]
fn a_hack_of_the_tests_beside_it_wins_nothing() {
    // It has the tests' interpreter accept whatever it likes, and is wrong where they are elsewhere.
    rejected(
        "",
        "def check(candidate):\n    assert candidate([[1]]) == [[2]]",
        "import os\ndef solve(n): os._exit(0)",
    );
}

#[test]
fn the_names_of_the_tests_are_theirs_in_both_runs() {
    let raises = "\ntry:\n    solve(-1)\n    assert False\nexcept ValueError: pass";
    let program = "def solve(n):\n    if n < 0: raise ValueError\n    return n * 2\n";
    for (setup, tests, more) in [
        ("", "assert sum([solve(1), solve(2)]) == 6", "sum = 0\n"),
        ("", "assert math.sqrt(solve(2)) == 2", ""),
        ("def same(a, b): return a == b", "assert same(solve(2), 4)", "def same(a): return a\n"),
    ] {
        let judgement =
            judge(spec("solve", setup, &format!("{tests}{raises}")), &[], &format!("{more}{program}"));
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
}

#[test]
fn what_arrives_as_another_type_is_looked_at_once_more() {
    taken_back(
        "solve",
        "",
        "try:\n    solve('a')['z']\n    assert False\nexcept KeyError: pass",
        &[],
        "class D(dict):\n    def __missing__(self, key): return 0\ndef solve(text): return D(a=1)",
    );
    taken_back(
        "solve",
        "",
        "assert type(solve(1)) is float",
        &[],
        "import numpy\ndef solve(n): return numpy.float64(n)",
    );
}

#[test]
fn what_a_program_keeps_and_changes_later_is_changed_for_the_tests() {
    let history = "first = solve(1)\nsecond = solve(2)\nassert first == [1] and second == [1, 2]";
    taken_back("solve", "", history, &[], "H = []\ndef solve(n):\n    H.append(n)\n    return H");
    accepted(history, "H = []\ndef solve(n):\n    H.append(n)\n    return list(H)");
    let kept = "data = [1]\nsolve(data)\nsolve([2])\nassert data == [1]";
    taken_back(
        "solve",
        "",
        kept,
        &[],
        "K = []\ndef solve(x):\n    for each in K: each.append(0)\n    K.append(x)",
    );
    accepted(kept, "K = []\ndef solve(x): K.append(list(x))");
    let rows = "a = solve(2)\na[0].append(7)\nassert solve(2) == [[0], [0]]";
    taken_back("solve", "", rows, &[], "R = [0]\ndef solve(n): return [R, [0]]");
    accepted(rows, "def solve(n): return [[0] for _ in range(n)]");
}

#[test]
fn what_the_tests_keep_of_what_they_gave_is_looked_at_wherever_it_is() {
    let keeps = |what: &str, change: &str| {
        format!("K = []\ndef solve(x):\n    for each in K: each.{change}(0)\n    K.append({what})")
    };
    for (tests, program) in [
        ("data = [[1]]\nsolve(data)\nsolve([[2]])\nassert data == [[1]]", keeps("x", "append")),
        ("data = [[1]]\nsolve(data)\nsolve([[2]])\nassert data == [[1]]", keeps("x[0]", "append")),
        ("data = [1]\nsolve(x=data)\nsolve(x=[2])\nassert data == [1]", keeps("x", "append")),
        ("data = {1}\nsolve(data)\nsolve({2})\nassert data == {1}", keeps("x", "add")),
        ("data = [1]\nsolve((data,))\nsolve(([2],))\nassert data == [1]", keeps("x[0]", "append")),
        (
            "def test():\n    data = [1]\n    solve(data)\n    solve([2])\n    assert data == [1]",
            keeps("x", "append"),
        ),
        (
            "def test():\n    args = ([1],)\n    solve(*args)\n    solve([2])\n    assert args == ([1],)",
            keeps("x", "append"),
        ),
        (
            "import collections\nd = collections.deque([1])\nsolve(d)\nsolve(collections.deque())\nassert len(d) == 1",
            keeps("x", "append"),
        ),
        (
            "a, n = solve(2)\na.append(7)\nb, n = solve(2)\nassert b == [0, 0]",
            "C = [0, 0]\ndef solve(n): return C, n".into(),
        ),
    ] {
        taken_back("solve", "", tests, &[], &program);
    }
}

/// Has the harness in its guest tell whatever the program wants of what it keeps and changes.
const LYING: &str = "
import sys
frame = sys._getframe(1)
while 'is_as_sent' not in frame.f_globals: frame = frame.f_back
frame.f_globals['is_as_sent'] = lambda *a: True
frame.f_globals['changed_meanwhile'] = lambda *a: ()
";

#[test]
fn what_the_program_s_guest_says_of_its_arguments_makes_no_difference() {
    let sorts = "def solve(xs):\n    xs.sort()\n    return list(xs)";
    let sorts_first = "def solve(pair):\n    pair[0].sort()\n    return list(pair[0])";
    let returns = "C = [0, 0]\ndef solve(n): return C";
    for (tests, program) in [
        ("a = [3, 1]\nassert solve(a) == [1, 3]\nassert a == [3, 1]", sorts),
        (
            "def check(candidate):\n    a = [3, 1]\n    assert candidate(a) == [1, 3]\n    assert a == [3, 1]",
            sorts,
        ),
        (
            "def check(candidate):\n    for a, b in [([3, 1], [1, 3])]:\n        assert candidate(a) == b and a != b",
            sorts,
        ),
        ("a = solve(2)\na.append(7)\nassert solve(2) == [0, 0]", returns),
        ("a = ([3, 1], 5)\nassert solve(a[0]) == [1, 3]\nassert a == ([3, 1], 5)", sorts),
        ("a = ([3, 1], 5)\nassert solve(a) == [1, 3]\nassert a == ([3, 1], 5)", sorts_first),
    ] {
        taken_back("solve", "", tests, &[], &format!("{LYING}{program}"));
    }
}

#[test]
fn no_fault_of_the_tests_beside_a_program_is_an_accept() {
    let tests = "import math\nfirst = solve(1)\nsecond = solve(2)\nassert first == [1] and second == [1, 2]";
    let keeps = "H = []\ndef solve(n):\n    H.append(n)\n    return H\nimport sys\n";
    let unfit = "
frame = sys._getframe(1)
while 'Unfit' not in frame.f_globals: frame = frame.f_back
G = frame.f_globals
def run(self, *a): raise G['Unfit']('x')
G['Tests'].run = run
";
    for breaks in ["sys.modules['math'] = None", unfit] {
        taken_back("solve", "", tests, &[], &format!("{keeps}{breaks}"));
    }
}

#[test]
fn a_class_of_the_set_up_s_that_a_program_defines_again_is_the_set_up_s() {
    let setup = "
class ListNode:
    def __init__(self, val=0, next=None): self.val, self.next = val, next
def build(xs):
    head = None
    for x in reversed(xs): head = ListNode(x, head)
    return head
def values(node):
    while node:
        yield node.val
        node = node.next
";
    let again = "
class ListNode:
    def __init__(self, x): self.val, self.next = x, None
class Solution:
    def reverse(self, head):
        before = None
        while head: head.next, before, head = before, head, head.next
        return before
";
    for tests in [
        "assert [*values(Solution().reverse(build([1, 2, 3])))] == [3, 2, 1]",
        "assert Solution().reverse(ListNode(1, ListNode(2))).val == 2",
    ] {
        let judgement = judge(spec("Solution", setup, tests), &[], again);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
    // Nor does that make another of what the set-up counts.
    let counting = format!(
        "{setup}calls = []\ndef is_bad(v):\n    calls.append(v)\n    return v >= 70\ndef count(): return len(calls)"
    );
    let tests = "assert solve(100) == 70\nassert count() <= 8";
    let again = format!("class ListNode:\n    pass\n{LINEAR}");
    taken_back("solve", &counting, tests, &[], &again);
}

#[test]
fn what_a_program_keeps_of_its_answers_is_looked_at_however_deep_it_lies() {
    for (program, change) in [
        ("K = [1]\ndef solve(): return (K, 2)", "solve()[0].append(9)\nassert solve() == ([1], 2)"),
        ("K = [1]\ndef solve(): return [[K]]", "solve()[0][0].append(9)\nassert solve() == [[[1]]]"),
        (
            "K = [1]\ndef solve(): return {'a': {'b': K}}",
            "solve()['a']['b'].append(9)\nassert solve() == {'a': {'b': [1]}}",
        ),
        ("K = ([1],)\ndef solve(): return K", "solve()[0].append(9)\nassert solve() == ([1],)"),
    ] {
        let judgement = judge(spec("solve", "", change), &[], program);
        assert_eq!(
            judgement.verdict,
            Verdict::Abstain(AbstainReason::Unsealed),
            "{program}: {}",
            judgement.detail
        );
        let anew = program
            .replace("K = ", "def made(): return ")
            .replace("return (K", "return (made()")
            .replace("[[K", "[[made()")
            .replace("'b': K", "'b': made()")
            .replace("return K", "return made()");
        let judgement = judge(spec("solve", "", change), &[], &anew);
        assert_eq!(judgement.verdict, Verdict::Accept, "{anew}: {}", judgement.detail);
    }
}

#[test]
fn what_a_program_keeps_of_its_arguments_is_looked_at_wherever_the_tests_have_them() {
    let program = "
kept = []
def solve(x):
    r = sum(x)
    for y in kept: y.append(99)
    kept.append(x)
    return r
";
    for tests in [
        "found = [(solve(x), x) for x in map(list, ((3, 1), (2,), (0,)))]\nassert found == [(4, [3, 1]), (2, [2]), (0, [0])]",
        "class C:\n    found = [x for x in map(list, ((3, 1), (2,), (0,))) if solve(x)]\nassert C.found == [[3, 1], [2]]",
        "def check(c):\n    data = [[3, 1], [2], [0]]\n    data.sort(key=c)\n    assert data == [[0], [2], [3, 1]]",
        "def check(c):\n    assert max(map(list, ((3, 1), (2,), (0,))), key=c) == [3, 1]",
        "def check(c):\n    assert [*filter(c, map(list, ((3, 1), (2,), (0,))))] == [[3, 1], [2]]",
        "import functools\ndef check(c):\n    p = functools.partial(c, [3, 1])\n    assert p() == 4\n    assert p() == 4\n    assert p() == 4",
    ] {
        let judgement = judge(spec("solve", "", tests), &[], program);
        assert_eq!(
            judgement.verdict,
            Verdict::Abstain(AbstainReason::Unsealed),
            "{tests}: {}",
            judgement.detail
        );
        let judgement = judge(spec("solve", "", tests), &[], "def solve(x): return sum(x)");
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
}

#[test]
fn what_the_tests_change_of_what_a_program_keeps_is_seen_though_they_have_it_no_more() {
    // It returns what it was given, or something in it, and knows that again.
    let cache = "
C = {}
def solve(x):
    key = repr(sorted(x, key=repr))
    if key in C: return copied(C[key])
    C[key] = x
    return copied(x) if key != repr([*x]) else x
def copied(x): return type(x)(x)
";
    let kept = "K = []\ndef solve(x):\n    K.append(x)\n    return WHAT if all(len(each) == 1 for each in K) else None";
    let passing = "solve([1]).append(7)\nassert solve([2]) == [2]";
    for (tests, program) in [
        ("solve([1, 3]).append(9)\nassert solve([1, 3]) == [1, 3]", cache.to_owned()),
        ("solve({'a': 1})['b'] = 2\nassert solve({'a': 1}) == {'a': 1}", cache.to_owned()),
        ("solve({1}).add(2)\nassert solve({1}) == {1}", cache.to_owned()),
        (
            "def test_fresh():\n    found = solve([1, 3])\n    found.append(9)\n\
             def test_again(): assert solve([1, 3]) == [1, 3]",
            cache.to_owned(),
        ),
        (
            "import unittest\nclass Cases(unittest.TestCase):\n    def test_fresh(self):\n        solve([1, 3]).append(9)\n    \
             def test_more(self):\n        self.assertEqual(solve([1, 3]), [1, 3])",
            cache.to_owned(),
        ),
        (passing, kept.replace("WHAT", "x")),
        ("solve([1])[0].append(7)\nassert solve([2]) == [[2]]", kept.replace("WHAT", "[x]")),
        ("solve([1])[0].append(7)\nassert solve([2]) == ([2], 1)", kept.replace("WHAT", "(x, 1)")),
        ("solve(x=[1]).append(7)\nassert solve(x=[2]) == [2]", kept.replace("WHAT", "x")),
        (
            "solve(2).append(7)\nassert solve(2) == [0, 0]",
            format!("{LYING}C = [0, 0]\ndef solve(n): return C"),
        ),
    ] {
        taken_back("solve", "", tests, &[], &program);
    }
    for program in ["def solve(x): return x", "def solve(x): return type(x)(x)"] {
        accepted(passing, program);
    }
}

#[test]
fn an_argument_that_code_of_the_library_s_calls_with_is_looked_at() {
    let sorts = "def solve(xs):\n    xs.sort()\n    return xs[0]";
    let sorts_both = "def solve(a, b):\n    a.sort()\n    b.sort()\n    return sorted(a + b)";
    for (tests, program) in [
        ("def check(c):\n    assert max(map(list, ((3, 1),)), key=c) == [3, 1]", sorts),
        ("def check(c):\n    data = [[3, 1]]\n    data.sort(key=c)\n    assert data == [[3, 1]]", sorts),
        ("assert [*filter(solve, map(list, ((3, 1),)))] == [[3, 1]]", sorts),
        (
            "import functools\ndef check(c):\n    p = functools.partial(c, [3, 1])\n    assert p() == 1\n    assert p.args == ([3, 1],)",
            sorts,
        ),
        (
            "import functools\nfirst, second = [3, 1], [2, 0]\ndata = [first, second]\ndel first, second\n\
             assert functools.reduce(solve, data) == [0, 1, 2, 3]\nassert data == [[3, 1], [2, 0]]",
            sorts_both,
        ),
        (
            "names = {'solve': solve}\nassert eval('(lambda x: (solve(x), x))([3, 1])', names) == (1, [3, 1])",
            sorts,
        ),
        (
            "def test(candidate=None):\n    call = solve\n    assert max(map(list, ((3, 1),)), key=call) == [3, 1]",
            sorts,
        ),
    ] {
        taken_back("solve", "", tests, &[], &format!("{LYING}{program}"));
    }
    accepted("assert max([[3, 1], [5]], key=solve) == [5]", "def solve(xs): return min(xs)");
}

#[test]
fn a_tuple_that_the_tests_keep_of_an_answer_is_looked_at() {
    let rows = "B = []\ndef solve(n):\n    B[:] = range(n)\n    return [(n, B)]";
    let by_name = "B = []\ndef solve(n):\n    B[:] = range(n)\n    return {'a': (n, B)}";
    for (tests, program) in [
        ("first, second = sorted(solve(3)), sorted(solve(4))\nassert first == [(3, [0, 1, 2])]", rows),
        ("first = solve(3)[0]\nsolve(4)\nassert first == (3, [0, 1, 2])", rows),
        ("first = max(solve(3))\nsolve(4)\nassert first == (3, [0, 1, 2])", rows),
        ("(first,) = solve(3)\nsolve(4)\nassert first == (3, [0, 1, 2])", rows),
        ("found = [solve(n)[0] for n in (1, 2)]\nassert found == [(1, [0]), (2, [0, 1])]", rows),
        ("first = list(solve(3).items())\nsolve(4)\nassert first == [('a', (3, [0, 1, 2]))]", by_name),
    ] {
        taken_back("solve", "", tests, &[], program);
        accepted(tests, &program.replace("B[:] = range(n)", "B = [*range(n)]"));
    }
}

#[test]
fn whatever_is_given_the_entry_point_is_known_or_looked_at() {
    let sorts = format!("{LYING}def solve(xs):\n    xs.sort()\n    return xs[0]");
    let body = "    found = max(map(list, ((3, 1),)), key=c)\n    assert found == [3, 1]\n";
    let check = format!("def check(c):\n{body}");
    let inside = check.replace('\n', "\n    ");
    for tests in [
        "solve = solve\nassert max(map(list, ((3, 1),)), key=solve) == [3, 1]".to_owned(),
        "import functools\nsolve = functools.partial(solve)\nassert max(map(list, ((3, 1),)), key=solve) == [3, 1]".to_owned(),
        format!("def verify(c):\n{body}check = verify"),
        format!("def make():\n    {inside}\n    return check\ncheck = make()"),
        format!("class T:\n    {}\ncheck = T().check", inside.replace("(c)", "(self, c)")),
        "def check(*cs): assert max(map(list, ((3, 1),)), key=cs[0]) == [3, 1]".to_owned(),
        "import unittest\nT = unittest.TestCase()\ncheck = lambda c: T.assertEqual(max(map(list, ((3, 1),)), key=c), [3, 1])".to_owned(),
        format!("def test_all(candidate):\n{}", body.replace("key=c", "key=candidate")),
    ] {
        taken_back("solve", "", &tests, &[], &sorts);
    }
    taken_back("solve", &check, "assert solve([1]) == 1", &[], &sorts);
}
