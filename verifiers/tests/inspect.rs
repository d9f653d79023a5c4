//! What is found out about programs that are trusted: their mutants, and which of their parts run.

#[path = "opened/python.rs"]
mod opened;

use veriloop_verifiers::{Verifier, VerifierSpec};

use opened::python;

fn verifier() -> Verifier {
    Verifier::with_python(python())
}

/// The mutants of a program: operator, and the one line that is another.
fn mutants(program: &str) -> Vec<(String, String)> {
    let found = verifier().mutants(program, 1_000).expect("the guest answers");
    let mut shown = Vec::new();
    for mutant in found {
        assert_ne!(mutant.program, program);
        let lines = mutant.program.lines().filter(|line| !program.lines().any(|own| own == *line));
        let changed = lines.map(str::trim).collect::<Vec<_>>().join("; ");
        shown.push((mutant.operator, changed));
    }
    shown
}

#[track_caller]
fn check(program: &str, expected: &[(&str, &str)]) {
    let found = mutants(program);
    let found: Vec<(&str, &str)> = found.iter().map(|(name, line)| (name.as_str(), line.as_str())).collect();
    assert_eq!(found, expected, "{program}");
}

#[test]
fn operators_have_the_replacements_of_mutpy() {
    check("def f(a, b):\n    return a + b\n", &[("SDL", "pass"), ("AOR", "return a - b")]);
    check(
        "def f(a):\n    return a if a and not a else -a\n",
        &[
            ("SDL", "pass"),
            ("COI", "return a if not (a and (not a)) else -a"),
            ("LCR", "return a if a or not a else -a"),
            ("COD", "return a if a and a else -a"),
            ("AOD", "return a if a and not a else a"),
        ],
    );
    check("x = y[1:]\n", &[("SDL", "pass"), ("SIR", "x = y[:]"), ("CRP", "x = y[2:]")]);
    check(
        "for a in b:\n    c += a\n",
        &[
            ("OIL", "break"),
            ("ZIL", "break"),
            ("RIL", "for a in reversed(b):"),
            ("ASR", "c -= a"),
            ("SDL", "pass"),
        ],
    );
    check("try:\n    f()\nexcept E:\n    g()\n", &[("SDL", "pass"), ("EHD", "raise"), ("EXS", "pass")]);
}

#[test]
fn what_describes_a_program_has_no_mutants() {
    check("def f(a: int = 'x') -> 1:\n    \"\"\"Says 1 + 1.\"\"\"\n", &[("CRP", "def f(a: int = '') -> 1:")]);
    check("import math\nfrom os import path\n", &[]);
}

#[test]
fn of_too_many_mutants_some_of_all_places_are_taken() {
    let program: String = (0..50).map(|at| format!("x{at} = a + {at}\n")).collect();
    let found = verifier().mutants(&program, 10).expect("the guest answers");
    assert_eq!(found.len(), 10);
    let lines: Vec<u32> = found.iter().map(|mutant| mutant.line).collect();
    assert!(lines[0] <= 2 && lines[9] >= 45 && lines.is_sorted(), "{lines:?}");
}

#[test]
fn a_program_that_is_no_python_is_the_problem_s_fault() {
    let error = verifier().mutants("def f(:\n", 10).expect_err("that is not Python");
    assert!(error.to_string().contains("SyntaxError"), "{error}");
}

#[test]
fn lines_and_branches_that_run_are_told_from_those_that_do_not() {
    let program = "def f(x: int) -> int:\n    for i in range(x):\n        if i > 5:\n            return i\n    while x:\n        x -= 1\n    return x\n";
    let traced = |tests: &str| {
        let spec =
            VerifierSpec::PythonTests { entry_point: "f".into(), tests: tests.into(), setup: String::new() };
        verifier().trace(&spec, program).expect("the guest answers").expect("the tests end")
    };
    let trace = traced("assert f(0) == 0\n");
    let missed: Vec<u32> = trace.lines.iter().filter(|(_, ran)| !**ran).map(|(line, _)| *line).collect();
    assert_eq!(missed, [3, 4, 6]);
    assert_eq!((trace.ways.len(), trace.ways.values().filter(|taken| **taken).count()), (6, 2));
    assert_eq!(trace.results, ["0"]);

    let trace = traced("assert f(3) == 0\nassert f(9) == 6\nassert f(2) == 0\n");
    assert!(trace.lines.values().all(|ran| *ran), "{:?}", trace.lines);
    assert!(trace.ways.values().all(|taken| *taken), "{:?}", trace.ways);
    assert_eq!(trace.results, ["0", "6"]);
}

#[test]
fn tests_that_fail_have_no_trace() {
    let spec = VerifierSpec::PythonTests {
        entry_point: "f".into(),
        tests: "assert f() == 2\n".into(),
        setup: String::new(),
    };
    assert_eq!(verifier().trace(&spec, "def f(): return 1\n").expect("the guest answers"), None);
}

#[test]
fn a_prompt_s_examples_make_a_program_that_knows_them() {
    let copied = |prompt: &str| verifier().copied_examples(prompt, "f").expect("the guest answers");
    let program = copied(
        "def f(a, b=0):\n    \"\"\"\n    >>> f(1, b=2)\n    [3]\n    >>> f('x')\n    None\n    \"\"\"\n",
    );
    let program = program.expect("there are examples");
    assert!(program.contains("[([1], {'b': 2}, [3]), (['x'], {}, None)]"), "{program}");
    for prompt in [
        "Write f.\nassert f(1) == 2\n",
        "def f(a):\n    '''f((1), [2]) => 2.'''",
        "Write f, e. g. f(1) -> 2",
        "def f(a):\n    \"\"\"\n    For `f(')')` returns `2`.\n    \"\"\"\n",
    ] {
        assert!(copied(prompt).is_some(), "{prompt}");
    }
    assert_eq!(copied("def f(a):\n    return f(1) == 2\n"), None);
    assert_eq!(copied("Write f, for which f(1) is 2."), None);
}
