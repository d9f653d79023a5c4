//! Whole programs, judged by what they write for what they read.

#[path = "opened/python.rs"]
mod opened;

use veriloop_sandbox::{Bytes, Fuel, Limits};
use veriloop_verifiers::spec::{Checker, Comparison, StdioCase};
use veriloop_verifiers::{AbstainReason, Candidate, Fault, Judgement, RejectReason, Seal, Task};
use veriloop_verifiers::{TestCounts, TestResult, Verdict, Verifier, VerifierSpec};

use opened::python;

fn verifier() -> Verifier {
    Verifier::with_python(python())
}

fn cases(cases: &[(&str, &str)]) -> Vec<StdioCase> {
    let case = |&(stdin, stdout): &(&str, &str)| StdioCase { stdin: stdin.into(), stdout: stdout.into() };
    cases.iter().map(case).collect()
}

fn spec(list: &[(&str, &str)]) -> VerifierSpec {
    VerifierSpec::PythonStdio {
        cases: cases(list),
        compare: Comparison::default(),
        checker: None,
        several_answers: false,
    }
}

fn checked(list: &[(&str, &str)], source: &str) -> VerifierSpec {
    VerifierSpec::PythonStdio {
        cases: cases(list),
        compare: Comparison::default(),
        checker: Some(Checker::Python(source.into())),
        several_answers: false,
    }
}

fn judge(spec: &VerifierSpec, source: &str) -> Judgement {
    verifier().judge(spec, &Candidate::Program(source.into())).expect("no fault")
}

#[test]
fn every_case_has_its_result_and_the_first_failure_is_the_reason() {
    let spec = spec(&[("1", "1"), ("2", "4"), ("x", "0"), ("3", "9"), ("4", "16")]);
    let judgement = judge(&spec, "n = int(input())\nprint(n * n if n < 4 else 0)");
    assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::RuntimeError));
    assert_eq!(judgement.detail, "case 3: ValueError: invalid literal for int() with base 10: 'x' (line 1)");
    assert_eq!(judgement.tests, Some(TestCounts { passed: 3, total: 5 }));
    use TestResult::{Failed, Passed};
    let failed = [Failed(RejectReason::RuntimeError), Failed(RejectReason::WrongAnswer)];
    assert_eq!(judgement.results, [Passed, Passed, failed[0], Passed, failed[1]]);
    assert_eq!(judgement.seal, Seal::Sealed);
}

#[test]
fn what_comes_after_a_limit_is_not_run() {
    let spec = spec(&[("1", "1"), ("2", "2"), ("3", "3")]);
    let source = "n = int(input())\nwhile n == 2: pass\nprint(n)";
    let limits = Limits::default().with_fuel(Fuel(500_000_000));
    let judgement =
        verifier().with_limits(limits).judge(&spec, &Candidate::Program(source.into())).expect("no fault");
    assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::LimitFuel));
    use TestResult::{Failed, NotRun, Passed};
    assert_eq!(judgement.results, [Passed, Failed(RejectReason::LimitFuel), NotRun]);
}

#[test]
fn no_case_knows_of_another() {
    let spec = spec(&[("", "0"), ("", "0")]);
    let source = "import sys, builtins\nprint(getattr(sys, 'seen', 0) + getattr(builtins, 'seen', 0))\n\
                  sys.seen = builtins.seen = 1";
    assert_eq!(judge(&spec, source).verdict, Verdict::Accept);
}

#[test]
fn only_an_end_with_success_is_judged_by_its_output() {
    let spec = spec(&[("", "1")]);
    let check = |source: &str, expected: Result<(), (RejectReason, &str)>| {
        let judgement = judge(&spec, source);
        match expected {
            Ok(()) => assert_eq!(judgement.verdict, Verdict::Accept, "{source}: {}", judgement.detail),
            Err((reason, detail)) => {
                assert_eq!(judgement.verdict, Verdict::Reject(reason), "{source}");
                assert_eq!(judgement.detail, format!("case 1: {detail}"), "{source}");
            }
        }
    };
    check("print(1)\nexit()", Ok(()));
    check("print(1)\nraise SystemExit(0)", Ok(()));
    check("import os\nprint(1, flush=True)\nos._exit(0)", Ok(()));
    let wrong = RejectReason::WrongAnswer;
    check("import os\nprint(1)\nos._exit(0)", Err((wrong, "expected 1 words of output, found 0")));
    let failed = RejectReason::RuntimeError;
    check("print(1)\nexit(2)", Err((failed, "exited with 2")));
    check("import os\nos.write(1, b'1')\nos._exit(3)", Err((failed, "exited with 3")));
    check("print(1)\nimport sys\nsys.exit('no')", Err((failed, "exited with no")));
    check(
        "def f(n):\n    return g(n)\ndef g(n):\n    return 1 / n\nprint(f(0))",
        Err((failed, "ZeroDivisionError: division by zero (line 4, called from 2, called from 5)")),
    );
}

#[test]
fn an_output_as_large_as_twice_the_expected_one_is_within_the_limit() {
    let large = "12345678 ".repeat(300_000);
    let spec = spec(&[("", &large)]);
    assert_eq!(judge(&spec, "print('12345678 ' * 300000)").verdict, Verdict::Accept);
    let judgement = judge(&spec, "print('12345678 ' * 1000000)");
    assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::LimitOutput));
}

#[test]
fn an_input_of_ten_megabytes_is_read_in_every_way() {
    let input = "1234567 89\n".repeat(1_000_000);
    let spec = spec(&[(&input, "11000000 1000000")]);
    for source in [
        "import sys\nt = sys.stdin.read()\nprint(len(t), t.count('\\n'))",
        "import sys\nt = sys.stdin.buffer.read()\nprint(len(t), t.count(b'\\n'))",
        "import os\nn = c = 0\nwhile b := os.read(0, 65536):\n    n += len(b)\n    c += b.count(b'\\n')\nprint(n, c)",
        "t = open(0).readlines()\nprint(sum(map(len, t)), len(t))",
    ] {
        let judgement = judge(&spec, source);
        assert_eq!(judgement.verdict, Verdict::Accept, "{source}: {}", judgement.detail);
    }
}

#[test]
fn a_checker_decides_where_several_outputs_are_right() {
    let source = "def check(stdin, stdout, expected):\n    \
                  a, b = map(int, stdout.split())\n    \
                  return a * b == int(stdin), f'{a} times {b}'";
    let spec = checked(&[("12", ""), ("7", "")], source);
    let check = |program: &str, expected: Verdict, detail: &str| {
        let judgement = judge(&spec, program);
        assert_eq!((judgement.verdict, judgement.detail.as_str()), (expected, detail), "{program}");
    };
    check("print(1, input())", Verdict::Accept, "");
    let wrong = Verdict::Reject(RejectReason::WrongAnswer);
    check("print(2, 6)", wrong, "case 2: 2 times 6");
    check(
        "print(12)",
        wrong,
        "case 1: the checker cannot read the output: ValueError: not enough values to unpack \
         (expected 2, got 1) (line 2 of the tests)",
    );
    check("import os\nos.write(1, b'\\xff')", wrong, "case 1: the output is not UTF-8");
}

#[test]
fn an_output_makes_no_fault_of_a_checker_that_reads_it_carelessly() {
    for source in [
        "def check(stdin, stdout, expected):\n    for word in stdout.split(): last = word\n    return last == expected",
        "import re\ndef check(stdin, stdout, expected):\n    return re.fullmatch('[0-9]+', stdout) and stdout == expected",
        "def check(stdin, stdout, expected):\n    return stdout.split() and stdout == expected",
    ] {
        let judgement = judge(&checked(&[("1", "3")], source), "pass");
        assert_eq!(
            judgement.verdict,
            Verdict::Reject(RejectReason::WrongAnswer),
            "{source}: {}",
            judgement.detail
        );
    }
}

#[test]
fn a_checker_that_is_broken_is_a_fault_of_the_problem() {
    let check = |source: &str, expected: &str| {
        let judged = verifier().judge(&checked(&[("", "")], source), &Candidate::Program("print(1)".into()));
        match judged {
            Err(Fault::Problem(why)) => assert_eq!(why, expected),
            other => panic!("{source}: {other:?}"),
        }
    };
    check("def check(", "the checker does not load: SyntaxError: '(' was never closed (line 1 of the tests)");
    check("def judge(a, b, c): return True", "the checker defines no function `check`");
    check(
        "def check(a, b, c): return right",
        "the checker raised NameError: name 'right' is not defined (line 1 of the tests)",
    );
    check(
        "def check(a, b, c): return 1",
        "expected True or False of the checker, or one of them and a text, found 1",
    );
}

#[test]
fn where_several_outputs_are_right_and_nothing_checks_them_another_one_is_undecided() {
    let spec = VerifierSpec::PythonStdio {
        cases: cases(&[("", "1 2"), ("", "1 2")]),
        compare: Comparison::default(),
        checker: None,
        several_answers: true,
    };
    assert_eq!(judge(&spec, "print(1, 2)").verdict, Verdict::Accept);
    let judgement = judge(&spec, "print(2, 1)");
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Undecided));
    assert_eq!(judgement.results, [TestResult::Undecided; 2]);
    assert_eq!(judge(&spec, "print(1").verdict, Verdict::Reject(RejectReason::SyntaxError));
}

#[test]
fn a_budget_is_a_multiple_of_the_references_and_never_more_than_the_verifiers_own() {
    let spec = spec(&[("300000", "300000"), ("3", "3")]);
    let counts = |factor: u32| {
        let source = format!("n = int(input())\nfor _ in range({factor} * n): pass\nprint(n)");
        Candidate::Program(source)
    };
    let reference = counts(1);
    let used = verifier().judge(&spec, &reference).expect("no fault").peak_fuel;
    assert!(used > 150_000_000 && used < 1_000_000_000, "{used}");
    let wrong = Candidate::Program("print(0)".into());
    let judge = |references: &[&Candidate], limits: Limits, candidate: &Candidate| {
        let references = references.iter().map(|&reference| reference.clone()).collect();
        let task = Task::calibrated(spec.clone(), references);
        task.judge(&verifier().with_limits(limits), candidate).expect("no fault").verdict
    };
    let out_of_fuel = Verdict::Reject(RejectReason::LimitFuel);
    let limits = Limits::default();
    assert_eq!(judge(&[&reference], limits, &counts(10)), Verdict::Accept);
    assert_eq!(judge(&[&reference, &wrong], limits, &counts(80)), out_of_fuel);
    // A reference that is not accepted says nothing, and none at all leaves the verifier's own budget.
    assert_eq!(judge(&[&wrong], limits, &counts(80)), Verdict::Accept);
    assert_eq!(judge(&[], limits, &counts(80)), Verdict::Accept);
    let tight = limits.with_fuel(Fuel(2 * used));
    assert_eq!(judge(&[&reference], tight, &counts(10)), out_of_fuel);
}

#[test]
fn the_identity_of_a_task_changes_with_whatever_its_budget_follows_from() {
    let verifier = verifier();
    let identity = |references: &[&str]| {
        let references = references.iter().map(|&text| Candidate::Program(text.into())).collect();
        Task::calibrated(spec(&[("", "1")]), references).identity(&verifier)
    };
    assert_eq!(identity(&[]), verifier.identity(&spec(&[("", "1")])));
    assert_ne!(identity(&[]), identity(&["print(1)"]));
    assert_ne!(identity(&["print(1)"]), identity(&["print( 1)"]));
    assert_eq!(identity(&["print(1)"]), identity(&["print(1)"]));
}

#[test]
fn unusual_programs_end_on_time_with_their_reason() {
    let limits = Limits::default()
        .with_fuel(Fuel(2_000_000_000))
        .with_memory(Bytes::mib(256))
        .with_output(Bytes(1 << 20));
    let spec = spec(&[("", "1")]);
    let check = |source: String, reasons: &[RejectReason]| {
        let start = source.chars().take(60).collect::<String>();
        let judged = verifier().with_limits(limits).judge(&spec, &Candidate::Program(source));
        match judged.expect("no fault").verdict {
            Verdict::Reject(reason) => assert!(reasons.contains(&reason), "{start}: {reason}"),
            other => panic!("{start}: {other:?}"),
        }
    };
    use RejectReason::{LimitFuel, LimitMemory, LimitOutput, RuntimeError, SyntaxError};
    check("#".repeat(10 << 20), &[LimitMemory]);
    check(
        format!("x = {}\nprint(2)", "1+".repeat(500_000) + "1"),
        &[SyntaxError, RuntimeError, LimitMemory, LimitFuel],
    );
    check(
        format!("x = {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        &[SyntaxError, LimitMemory, LimitFuel],
    );
    check("print(10**10**8)".into(), &[LimitFuel, LimitMemory]);
    check("x = 9**9**9**9".into(), &[LimitFuel, LimitMemory]);
    check("import re\nprint(re.match('(a+)+$', 'a' * 60 + 'b'))".into(), &[LimitFuel]);
    check(
        "import zlib\nb = zlib.compress(bytes(10**8), 9)\nzlib.decompress(b * 1)".into(),
        &[LimitFuel, LimitMemory, RuntimeError],
    );
    check("x = 'a' * 10**9".into(), &[LimitMemory]);
    check("x = 'a' * 10**10".into(), &[RuntimeError]);
    check("print('a' * (2 << 20))".into(), &[LimitOutput]);
    check("def f(): f()\nf()".into(), &[RuntimeError]);
    check("x = []\nfor _ in range(10**6): x = [x]\nprint(repr(x))".into(), &[RuntimeError, LimitFuel]);
    check("int('9' * 10**6)".into(), &[RuntimeError]);
    check("import time\ntime.sleep(10**9)\nprint(2)".into(), &[RejectReason::WrongAnswer, LimitFuel]);
}
