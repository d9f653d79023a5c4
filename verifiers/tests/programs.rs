//! Programs judged in the real Python image: what is accepted, what is
//! rejected and why, and that nothing a program does to itself passes it.

#[path = "opened/python.rs"]
mod opened;

use std::time::Duration;

use serde_json::{Value, json};
use veriloop_sandbox::{Bytes, Fuel, Limits};
use veriloop_verifiers::spec::Case;
use veriloop_verifiers::{
    Candidate, Fault, Judgement, RejectReason, Seal, TestCounts, Verdict, Verifier, VerifierSpec,
};

use opened::python;

/// A verifier whose limits a test reaches in well under a second.
fn verifier() -> Verifier {
    let limits = Limits::default()
        .with_fuel(Fuel(1_000_000_000))
        .with_memory(Bytes::mib(256))
        .with_output(Bytes(10_000));
    Verifier::with_python(python()).with_limits(limits)
}

fn program(source: &str) -> Candidate {
    Candidate::Program(source.to_owned())
}

/// Cases of a function `f`: arguments and expected value.
fn cases(cases: &[(Value, Value)]) -> VerifierSpec {
    let case = |(args, expect): &(Value, Value)| Case {
        args: args.as_array().expect("arguments are an array").clone(),
        kwargs: serde_json::Map::new(),
        expect: expect.clone(),
    };
    VerifierSpec::PythonCases { entry_point: "f".into(), cases: cases.iter().map(case).collect() }
}

fn tests(tests: &str) -> VerifierSpec {
    VerifierSpec::PythonTests { entry_point: "f".into(), tests: tests.into(), setup: String::new() }
}

/// Tests in HumanEval's manner, of a function that doubles.
fn doubling() -> VerifierSpec {
    tests(
        "\n\ndef check(candidate):\n    assert candidate(1) == 2\n    assert candidate(21) == 42\n    assert candidate(0) == 0\n",
    )
}

fn judge(spec: &VerifierSpec, source: &str) -> Judgement {
    verifier().judge(spec, &program(source)).unwrap_or_else(|fault| panic!("{fault} of {source}"))
}

fn check(spec: &VerifierSpec, source: &str, expect: Verdict) {
    let judgement = judge(spec, source);
    assert_eq!(judgement.verdict, expect, "{source}: {}", judgement.detail);
}

fn check_rejected(spec: &VerifierSpec, source: &str, reason: RejectReason, detail: &str) {
    let judgement = judge(spec, source);
    assert_eq!((judgement.verdict, judgement.detail.as_str()), (Verdict::Reject(reason), detail), "{source}");
}

/// What a program that returns one Python expression comes to where JSON is expected.
fn check_value(expression: &str, expect: Value, verdict: Verdict) {
    let judgement =
        judge(&cases(&[(json!([]), expect.clone())]), &format!("def f():\n    return {expression}"));
    assert_eq!(judgement.verdict, verdict, "{expression} for {expect}: {}", judgement.detail);
}

const WRONG: Verdict = Verdict::Reject(RejectReason::WrongAnswer);

#[test]
fn cases_with_every_type_of_json_are_accepted() {
    let all = json!([null, true, false, 0, -1, 1.5, "ä\u{0}'\"", [], [[1], {}], {"k": {"l": [null]}}, 1e300]);
    let spec =
        cases(&[(json!([all.clone()]), all), (json!([9007199254740993_u64]), json!(9007199254740993_u64))]);
    let judgement = judge(&spec, "def f(x):\n    return x");
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    assert_eq!(judgement.tests, Some(TestCounts { passed: 2, total: 2 }));
    assert_eq!(judgement.seal, Seal::Sealed);
    assert!(judgement.fuel > 0);
}

#[test]
fn a_value_as_large_as_a_case_may_have_is_returned() {
    let text = "x".repeat(8_388_544 - 9);
    let limits = Limits::default();
    let spec = cases(&[(json!([text]), json!(text)), (json!([1]), json!(vec![1_u8; 400_000]))]);
    let source = "def f(x):\n    return x if x != 1 else [1] * 400000";
    let judgement =
        Verifier::with_python(python()).with_limits(limits).judge(&spec, &program(source)).unwrap();
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn keyword_arguments_reach_the_program() {
    let kwargs = json!({"b": 2, "c": [3]}).as_object().unwrap().clone();
    let case = Case { args: vec![json!(1)], kwargs, expect: json!([1, 2, [3]]) };
    let spec = VerifierSpec::PythonCases { entry_point: "f".into(), cases: vec![case] };
    check(&spec, "def f(a, *, b, c):\n    return [a, b, c]", Verdict::Accept);
}

#[test]
fn a_value_of_another_type_is_wrong_however_equal_python_holds_it() {
    check_value("1", json!(1), Verdict::Accept);
    check_value("True", json!(1), WRONG);
    check_value("1.0", json!(1), WRONG);
    check_value("1", json!(1.0), WRONG);
    check_value("1", json!(true), WRONG);
    check_value("(1, 2)", json!([1, 2]), WRONG);
    check_value("[1, (2,)]", json!([1, [2]]), WRONG);
    check_value("{1}", json!([1]), WRONG);
    check_value("b'a'", json!("a"), WRONG);
    check_value("{1: 2}", json!({"1": 2}), WRONG);
    check_value("2j", json!(2), WRONG);
    check_value("__import__('decimal').Decimal(1)", json!(1), WRONG);
    check_value("None", json!([]), WRONG);
    check_value("0", json!(null), WRONG);
    check_value("(x for x in [1])", json!([1]), WRONG);
    check_value("'\\ud800'", json!("?"), WRONG);
}

#[test]
fn numbers_are_compared_exactly() {
    check_value("0.1 + 0.2", json!(0.3), WRONG);
    check_value("0.1 + 0.2", json!(0.30000000000000004), Verdict::Accept);
    check_value("-0.0", json!(0.0), Verdict::Accept);
    check_value("float('nan')", json!(0.0), WRONG);
    check_value("2**200", json!(0), WRONG);
    check_value("2**64 - 1", json!(u64::MAX), Verdict::Accept);
    check_value("-2**63", json!(i64::MIN), Verdict::Accept);
}

#[test]
fn subclasses_count_as_what_their_base_holds_whatever_they_override() {
    let lie = "
class I(int):
    def __eq__(self, other): return True
    def __index__(self): return 7
    def __repr__(self): return '7'
    def __class__(self): return int
    __hash__ = int.__hash__
class L(list):
    def __eq__(self, other): return True
    def __iter__(self): return iter([7])
    def __len__(self): return 1
    def __getitem__(self, at): return 7
class S(str):
    def __eq__(self, other): return True
    def __str__(self): return '7'
    def encode(self, *rest): return b'7'
    __hash__ = str.__hash__
class D(dict):
    def items(self): return [('k', 7)]
    def __eq__(self, other): return True
class F(float):
    def __float__(self): return 7.0
    def __eq__(self, other): return True
class Anything:
    def __eq__(self, other): return True
";
    let check = |expression: &str, expect: Value, verdict: Verdict| {
        let spec = cases(&[(json!([]), expect)]);
        check(&spec, &format!("{lie}\ndef f():\n    return {expression}"), verdict);
    };
    check("I(3)", json!(7), WRONG);
    check("I(3)", json!(3), Verdict::Accept);
    check("L([1, 2])", json!([7]), WRONG);
    check("L([1, 2])", json!([1, 2]), Verdict::Accept);
    check("S('3')", json!("7"), WRONG);
    check("S('3')", json!("3"), Verdict::Accept);
    check("D(k=3)", json!({"k": 7}), WRONG);
    check("D(k=3)", json!({"k": 3}), Verdict::Accept);
    check("F(3)", json!(7.0), WRONG);
    check("F(3)", json!(3.0), Verdict::Accept);
    check("Anything()", json!(7), WRONG);
    check("[Anything()]", json!([7]), WRONG);
    check("__import__('collections').Counter('aab')", json!({"a": 2, "b": 1}), Verdict::Accept);
}

#[test]
fn the_first_wrong_case_is_named_and_the_passed_ones_are_counted() {
    let spec = cases(&[(json!([[1]]), json!([1])), (json!([[1, 2]]), json!([2])), (json!([[]]), json!([]))]);
    let judgement = judge(&spec, "def f(x):\n    return x[:1]");
    assert_eq!(judgement.verdict, WRONG);
    assert_eq!(judgement.detail, "case 2: f([1, 2]) returned [1], expected [2]");
    assert_eq!(judgement.tests, Some(TestCounts { passed: 1, total: 3 }));
}

#[test]
fn a_program_that_changes_its_arguments_changes_no_other_case() {
    let spec = cases(&[(json!([[2, 1]]), json!([1, 2])), (json!([[2, 1]]), json!([1, 2]))]);
    check(&spec, "def f(x):\n    x.sort()\n    return x", Verdict::Accept);
}

#[test]
fn evidence_stays_one_line_of_bounded_length() {
    let long = cases(&[(json!(["x".repeat(10_000)]), json!("y".repeat(10_000)))]);
    for source in ["def f(x):\n    return x * 100", "def f(x):\n    raise ValueError('a\\nb' * 10000)"] {
        let judgement = judge(&long, source);
        assert!(!judgement.verdict.is_accept());
        assert!(judgement.detail.chars().count() <= 301, "{}", judgement.detail);
        assert!(!judgement.detail.contains('\n'), "{}", judgement.detail);
    }
}

#[test]
fn exceptions_are_told_with_type_message_and_line() {
    let spec = cases(&[(json!([1]), json!(1))]);
    let check = |source: &str, reason, detail: &str| check_rejected(&spec, source, reason, detail);
    check(
        "def f(x):\n    y = x\n    return y + 'a'",
        RejectReason::RuntimeError,
        "case 1: f(1) raised TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 3)",
    );
    check(
        "import nowhere",
        RejectReason::RuntimeError,
        "ModuleNotFoundError: No module named 'nowhere' (line 1)",
    );
    check(
        "def f(x):\n    return (x",
        RejectReason::SyntaxError,
        "SyntaxError: '(' was never closed (line 2)",
    );
    check("def g(x):\n    return x", RejectReason::NoAnswer, "expected a function `f`, found none");
    check("f = 3", RejectReason::NoAnswer, "expected a function `f`, found none");
    check(
        "def f(x):\n    assert x == 2",
        RejectReason::RuntimeError,
        "case 1: f(1) raised AssertionError (line 2)",
    );
    check(
        "def f(x): return f(x)",
        RejectReason::RuntimeError,
        "case 1: f(1) raised RecursionError: maximum recursion depth exceeded (line 1)",
    );
    check("class E(BaseException): pass\nraise E('x')", RejectReason::RuntimeError, "E: x (line 2)");
    check(
        "class E(Exception):\n    def __str__(self): raise self\nraise E",
        RejectReason::RuntimeError,
        "E: (the exception has no message) (line 3)",
    );
}

#[test]
fn each_limit_has_its_own_reason() {
    let spec = cases(&[(json!([1]), json!(1))]);
    let check = |source: &str, reason| check(&spec, source, Verdict::Reject(reason));
    check("def f(x):\n    while True: pass", RejectReason::LimitFuel);
    check("while True: pass", RejectReason::LimitFuel);
    check(
        "def f(x):\n    try:\n        while True: pass\n    except BaseException: return x",
        RejectReason::LimitFuel,
    );
    check("def f(x):\n    return len(bytearray(1 << 29))", RejectReason::LimitMemory);
    check("def f(x):\n    y = []\n    while True: y.append(bytes(1 << 20))", RejectReason::LimitMemory);
    check("def f(x):\n    while True: print(x)", RejectReason::LimitOutput);
    check("def f(x):\n    return 'x' * (1 << 25)", RejectReason::LimitOutput);
    check("def f(x):\n    y = 'x' * (1 << 20)\n    return [[y, y]] * 20", RejectReason::LimitOutput);
}

#[test]
fn a_program_that_overflows_the_native_stack_is_rejected_for_it() {
    let source =
        "def f(x):\n    y, z = [], []\n    for _ in range(300000): y, z = [y], [z]\n    return y == z";
    let verifier = verifier().clone().with_limits(Limits::default());
    for spec in [cases(&[(json!([1]), json!(1))]), doubling()] {
        let judgement = verifier.judge(&spec, &program(source)).expect("no fault");
        assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::LimitStack), "{}", judgement.detail);
    }
}

#[test]
fn a_memory_error_that_the_program_handles_is_no_verdict() {
    let spec = cases(&[(json!([1]), json!(1))]);
    check(
        &spec,
        "def f(x):\n    try:\n        bytearray(1 << 29)\n    except MemoryError:\n        return x",
        Verdict::Accept,
    );
}

#[test]
fn a_program_that_ends_early_is_rejected_however_it_ends() {
    let spec = cases(&[(json!([1]), json!(1))]);
    let enders = [
        "import sys; sys.exit(0)",
        "import os; os._exit(0)",
        "raise SystemExit",
        "exit()",
        "import os; os.abort()",
    ];
    for ender in enders {
        check(&spec, ender, Verdict::Reject(RejectReason::ExitedEarly));
        check(&spec, &format!("def f(x):\n    {ender}"), Verdict::Reject(RejectReason::ExitedEarly));
        check(&doubling(), ender, Verdict::Reject(RejectReason::ExitedEarly));
        check(&doubling(), &format!("def f(x):\n    {ender}"), Verdict::Reject(RejectReason::ExitedEarly));
    }
}

#[test]
fn a_program_that_takes_over_the_door_gains_nothing_by_it() {
    let spec = cases(&[(json!([1]), json!(11)), (json!([2]), json!(12))]);
    let encode = "
import _host, struct
def s(text): return b's' + struct.pack('<I', len(text)) + text
def t(*parts): return b't' + struct.pack('<I', len(parts)) + b''.join(parts)
";
    let say = |what: &str| format!("{encode}\nwhile True:\n    seen = _host.call({what})");
    check(&spec, &say("t(s(b'done'))"), Verdict::Reject(RejectReason::ExitedEarly));
    check(&spec, &say("b'N'"), Verdict::Reject(RejectReason::ExitedEarly));
    check(&spec, &say("b''"), Verdict::Reject(RejectReason::ExitedEarly));
    let forger = format!(
        "{encode}\n_host.call(t(s(b'done')))\n_host.call(t(s(b'found')))\nwhile True: _host.call(t(s(b'returned'), b'i\\x01\\0\\0\\0\\x0b'))"
    );
    let judgement = judge(&spec, &forger);
    assert_eq!(judgement.detail, "case 2: f(2) returned 11, expected 12");
    assert_eq!(judgement.tests, Some(TestCounts { passed: 1, total: 2 }));
}

#[test]
fn what_is_no_program_is_no_answer() {
    for spec in [doubling(), cases(&[(json!([1]), json!(1))])] {
        for candidate in [
            Candidate::Nothing,
            Candidate::Answer("42".into()),
            Candidate::Ambiguous(vec!["1".into(), "2".into()]),
            program(""),
        ] {
            let judgement = verifier().judge(&spec, &candidate).unwrap();
            assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::NoAnswer), "{candidate:?}");
        }
        let huge = program(&"#".repeat(5 << 20));
        let judgement = verifier().judge(&spec, &huge).unwrap();
        assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::LimitMemory));
    }
}

#[test]
fn tests_with_check_accept_the_right_and_reject_the_wrong() {
    let judgement = judge(&doubling(), "def f(x):\n    return 2 * x");
    assert_eq!((judgement.verdict, judgement.seal), (Verdict::Accept, Seal::Sealed));
    assert_eq!(judgement.tests, Some(TestCounts { passed: 3, total: 3 }));

    let judgement = judge(&doubling(), "def f(x):\n    return x + 1");
    assert_eq!(judgement.verdict, WRONG);
    assert_eq!(judgement.detail, "AssertionError (line 5 of the tests): assert candidate(21) == 42");
    assert_eq!(judgement.tests, Some(TestCounts { passed: 1, total: 3 }));
}

#[test]
fn tests_without_check_are_executed_as_they_stand() {
    let spec = tests("assert f(1) == 2, 'one'\nassert f(2) == 4");
    check(&spec, "def f(x):\n    return 2 * x", Verdict::Accept);
    let detail = "AssertionError: one (line 1 of the tests): assert f(1) == 2, 'one'";
    check_rejected(&spec, "def f(x):\n    return x", RejectReason::WrongAnswer, detail);
}

#[test]
fn a_check_of_the_candidates_own_is_not_taken_for_the_tests() {
    let spec = tests("assert f(1) == 2");
    check(&spec, "def f(x):\n    return 2\ndef check(g):\n    raise KeyError", Verdict::Accept);
    check(&doubling(), "def f(x):\n    return 0\ndef check(g):\n    pass", WRONG);
}

/// Tests of a function that doubles, in every form that tests come in: the
/// right program passes, and a wrong one fails whatever `check` it brings along.
#[track_caller]
fn check_tests_decide(tests: &str, setup: &str, total: u32) {
    let spec =
        VerifierSpec::PythonTests { entry_point: "f".into(), tests: tests.into(), setup: setup.into() };
    let judgement = judge(&spec, "def f(x):\n    return 2 * x");
    assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    assert_eq!(judgement.tests, Some(TestCounts { passed: total, total }), "{tests}");
    check(&spec, "def f(x):\n    return 3", WRONG);
    check(&spec, "def f(x):\n    return 3\ndef check(g):\n    pass\ndef test_f():\n    pass", WRONG);
}

#[test]
fn a_check_is_called_whatever_kind_of_object_it_is() {
    check_tests_decide("import functools\n@functools.lru_cache\ndef check(c):\n    assert c(1) == 2", "", 1);
    check_tests_decide(
        "class Check:\n    def __call__(self, c):\n        assert c(1) == 2\ncheck = Check()",
        "",
        1,
    );
    check_tests_decide("check = lambda c: doubles(c)\ndef doubles(c):\n    assert c(1) == 2", "", 1);
    check_tests_decide("async def check(c):\n    assert c(1) == 2", "", 1);
    check_tests_decide("x = 1", "def check(c):\n    assert c(1) == 2", 1);
}

#[test]
fn test_functions_and_test_classes_are_run_where_there_is_no_check() {
    check_tests_decide(
        "def test_one():\n    assert f(1) == 2\nasync def test_two():\n    assert f(2) == 4",
        "",
        2,
    );
    check_tests_decide("def test(candidate):\n    assert candidate(1) == 2", "", 1);
    check_tests_decide("def test(x, y):\n    assert f(x) == y\ntest(1, 2)", "", 1);
    let class = "import unittest\nclass Doubles(unittest.TestCase):\n    def setUp(self):\n        self.one = 1\n    def test_one(self):\n        self.assertEqual(f(self.one), 2)\n    def test_two(self):\n        with self.subTest(x=2):\n            assert f(2) == 4\nif __name__ == '__main__':\n    unittest.main()";
    check_tests_decide(class, "", 2);
}

#[test]
fn only_assertions_that_are_reached_are_counted() {
    let tests = "def unused():\n    assert False\ndef doubles(c, x):\n    assert c(x) == 2 * x\ndef check(c):\n    doubles(c, 1)\n    assert c(2) == 4\ndef test_unused():\n    assert False";
    check_tests_decide(tests, "", 2);
}

#[test]
fn a_test_that_the_candidate_has_skipped_is_not_passed() {
    let tests = tests(
        "import unittest\nclass T(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 2)\n    def test_two(self):\n        for x in (2, 3):\n            with self.subTest(x=x):\n                self.assertEqual(f(x), 2 * x)\n    @unittest.skip('not today')\n    def test_three(self):\n        self.assertEqual(f(3), 7)",
    );
    let decide = |source: &str| judge(&tests, source).verdict;
    assert_eq!(decide("def f(x):\n    return 2 * x"), Verdict::Accept);
    let skipping = |from| {
        format!(
            "import unittest\ndef f(x):\n    if x >= {from}:\n        raise unittest.SkipTest('no')\n    return 2 * x"
        )
    };
    for from in 1..=3 {
        assert_eq!(decide(&skipping(from)), Verdict::Reject(RejectReason::RuntimeError), "from {from} on");
    }
}

#[test]
fn tests_that_test_nothing_are_a_fault_of_the_problem_and_accept_nobody() {
    let nothing = "the tests run nothing: expected `check`, a test function, a test class, or statements that assert something or use the entry point";
    check_problem(
        &tests("if __name__ == '__main__':\n    assert f(1) == 2"),
        "the tests run nothing: they end without a call of the program",
    );
    check_problem(&tests("import random\nrandom.seed(1)\nMETADATA = dict(author='x')"), nothing);
    check_problem(&tests("def helper():\n    assert f(1) == 2"), nothing);
    check_problem(
        &tests(
            "import unittest\nclass T(unittest.TestCase):\n    @unittest.skip('')\n    def test_f(self):\n        assert f(1)",
        ),
        nothing,
    );
    check_problem(
        &tests("def check(c):\n    yield\n    assert c(1) == 2"),
        "a test is a generator, whose body nothing runs",
    );
    check_problem(
        &tests("def check():\n    assert f(1) == 2"),
        "`check` does not take the entry point: too many positional arguments",
    );
    check_problem(
        &tests("def test_f(x, y):\n    assert f(x) == y"),
        "the test function `test_f` asks for x, y",
    );
}

#[test]
fn a_name_that_the_tests_ask_for_is_the_programs_to_give_and_a_module_is_not() {
    let spec = tests("def check(c):\n    assert c(1) == doubled(1)");
    check(&spec, "def f(x):\n    return 2 * x\ndoubled = f", Verdict::Accept);
    let missing = "NameError: name 'doubled' is not defined (line 2 of the tests): assert c(1) == doubled(1)";
    check_rejected(&spec, "def f(x):\n    return 2 * x", RejectReason::RuntimeError, missing);
    check_problem(
        &tests("import nowhere\nassert f(1)"),
        "the tests ask for what is not there: ModuleNotFoundError: No module named 'nowhere' (line 1 of the tests)",
    );
    for source in [
        "def f(x):\n    return nobody",
        "def f(x):\n    import nowhere",
        "f = eval",
        "def f(x):\n    raise NameError",
    ] {
        let judgement = judge(&tests("f('nobody')\nassert f(1)"), source);
        assert_eq!(
            judgement.verdict,
            Verdict::Reject(RejectReason::RuntimeError),
            "{source}: {}",
            judgement.detail
        );
    }
}

#[test]
fn exceptions_in_tests_are_told_by_whose_they_are() {
    let spec = doubling();
    let check = |source: &str, reason, detail: &str| check_rejected(&spec, source, reason, detail);
    check(
        "def f(x):\n    return x.y",
        RejectReason::RuntimeError,
        "AttributeError: 'int' object has no attribute 'y' (line 2): assert candidate(1) == 2",
    );
    check(
        "def f(x):\n    assert False",
        RejectReason::RuntimeError,
        "AssertionError (line 2): assert candidate(1) == 2",
    );
    check("def f(x)\n    return x", RejectReason::SyntaxError, "SyntaxError: expected ':' (line 1)");
    check("assert False", RejectReason::RuntimeError, "AssertionError (line 1)");
    check("def g(x):\n    return x", RejectReason::NoAnswer, "expected a function `f`, found none");
    check(
        "def f():\n    return 1",
        RejectReason::RuntimeError,
        "TypeError: f() takes 0 positional arguments but 1 was given (line 4 of the tests): assert candidate(1) == 2",
    );
}

#[test]
fn the_set_up_comes_before_the_candidate() {
    let spec = VerifierSpec::PythonTests {
        entry_point: "f".into(),
        tests: "assert f(Point(1, 2)) == 3".into(),
        setup: "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')".into(),
    };
    check(&spec, "def f(p: Point):\n    return p.x + p.y", Verdict::Accept);
}

#[test]
fn programs_may_use_what_python_modules_use() {
    let source = "
from __future__ import annotations
import dataclasses, enum, functools, typing
@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: typing.List[int] = dataclasses.field(default_factory=list)
class Colour(enum.Enum):
    RED = 1
@functools.lru_cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
if __name__ == '__main__':
    raise SystemExit
def f(x):
    typing.get_type_hints(Point)
    print('for a person')
    return [Point(x).x, Colour.RED.value, fib(30)]
";
    check(&cases(&[(json!([1]), json!([1, 1, 832040]))]), source, Verdict::Accept);
}

fn check_problem(spec: &VerifierSpec, expect: &str) {
    match verifier().judge(spec, &program("def f(x):\n    return x")) {
        Err(Fault::Problem(why)) => assert_eq!(why, expect),
        other => panic!("expected a fault of the problem, found {other:?}"),
    }
}

#[test]
fn a_problem_that_cannot_be_judged_is_a_fault_and_no_verdict() {
    check_problem(
        &tests("assert f(1) =="),
        "the tests are no Python: SyntaxError: invalid syntax (line 1 of the tests)",
    );
    check_problem(&tests(" \n"), "expected tests, found none");
    check_problem(&cases(&[]), "expected at least one case, found none");
    check_problem(
        &cases(&[(json!([1]), json!("x".repeat(8 << 20)))]),
        "cases[0].expect: expected a value of at most 8388544 bytes as the sandbox counts, found 8388617",
    );
    let setup = |setup: &str| VerifierSpec::PythonTests {
        entry_point: "f".into(),
        tests: "assert f(1)".into(),
        setup: setup.into(),
    };
    check_problem(
        &setup("import nowhere"),
        "the set-up failed: ModuleNotFoundError: No module named 'nowhere' (line 1 of the set-up)",
    );
}

#[test]
fn the_wall_clock_backstop_is_a_fault_and_no_verdict() {
    let limits =
        Limits::default().with_fuel(Fuel(u64::MAX / 4)).with_wall_backstop(Duration::from_millis(50));
    let verifier = Verifier::with_python(python()).with_limits(limits);
    let judged = verifier.judge(&doubling(), &program("while True: pass"));
    match judged {
        Err(fault @ Fault::WallBackstop(_)) => {
            assert_eq!(fault.to_string(), "the wall-clock backstop of 50ms fired before the fuel limit");
        }
        other => panic!("expected the backstop, found {other:?}"),
    }
}

#[test]
fn the_same_candidate_gets_the_same_judgement_to_the_instruction() {
    let source = "import random, time\ndef f(x):\n    time.sleep(x)\n    return {*'abc'} and random.random() < 2 and 2 * x";
    let bare = |judgement: Judgement| Judgement { wall: Duration::ZERO, ..judgement };
    let first = bare(judge(&doubling(), source));
    assert_eq!(first.verdict, Verdict::Accept, "{}", first.detail);
    let threads: Vec<_> =
        (0..4).map(|_| std::thread::spawn(move || bare(judge(&doubling(), source)))).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), first);
    }
}

#[test]
fn the_limits_are_part_of_what_a_verifier_is() {
    let spec = doubling();
    let default = Verifier::with_python(python());
    let wall = Limits::default().with_wall_backstop(Duration::from_secs(1));
    assert_eq!(default.identity(&spec), default.clone().with_limits(wall).identity(&spec));
    assert_ne!(default.identity(&spec), verifier().identity(&spec));
}
