//! Names: what is the program's, what is the library's, and what the tests bind themselves.

use veriloop_verifiers::Verdict;

use crate::{YES, accepted, judge, rejected, spec};

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
fn a_program_may_have_the_library_s_own_for_its_function() {
    accepted("assert solve('3') == 3", "solve = int");
    accepted("assert solve('aab')['a'] == 2", "from collections import Counter as solve");
    accepted("assert solve([1, 3]) == 3", "solve = max");
    accepted("assert solve(ValueError('a', 1)) == ('a', 1)", "def solve(error): return error.args");
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
fn what_both_sides_have_is_no_program() {
    for program in ["solve = ValueError", "solve = KeyboardInterrupt", "solve = Node"] {
        rejected("class Node: pass", "def check(candidate):\n    assert candidate(1)", program);
    }
}
