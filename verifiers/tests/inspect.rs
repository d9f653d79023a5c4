//! What is found out about programs that are trusted: their mutants, and which of their parts run.

#[path = "opened/python.rs"]
mod opened;

use veriloop_verifiers::{Candidate, Verifier, VerifierSpec};

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

/// The rewrites of a program by a rule; none where the rule finds nothing to rewrite.
fn rewritten(program: &str, rule: &str) -> Option<String> {
    let found = verifier().rewrites(program).expect("the guest answers");
    found.into_iter().find(|rewrite| rewrite.rule == rule).map(|rewrite| rewrite.program)
}

#[test]
fn every_rule_writes_a_program_otherwise() {
    let check = |rule: &str, program: &str, expected: &str| {
        assert_eq!(rewritten(program, rule).as_deref(), Some(expected), "{rule} of {program}");
    };
    check("reformatted", "def f(a):  # One more.\n  return (a+1)\n", "def f(a):\n    return a + 1\n");
    check(
        "variables-renamed",
        "def f(a):\n    b = a\n    return b\n",
        "def f(a):\n    renamed_b = a\n    return renamed_b\n",
    );
    check(
        "statements-reordered",
        "def f(a):\n    b = 1\n    c = []\n    return b, c\n",
        "def f(a):\n    c = []\n    b = 1\n    return (b, c)\n",
    );
    check(
        "loops-with-iterators",
        "def f(a):\n    for b in a:\n        a = b\n",
        "def f(a):\n    items = iter(a)\n    while True:\n        try:\n            item = next(items)\n        except StopIteration:\n            break\n        b = item\n        a = b\n",
    );
    check(
        "loops-with-conditions-inside",
        "def f(a):\n    while a > 1:\n        a -= 1\n",
        "def f(a):\n    while True:\n        if not a > 1:\n            break\n        a -= 1\n",
    );
    check(
        "branches-swapped",
        "def f(a):\n    if a:\n        return 1\n    else:\n        return 2\n",
        "def f(a):\n    if not a:\n        return 2\n    else:\n        return 1\n",
    );
    check(
        "results-named",
        "def f(a):\n    return a + 1\n",
        "def f(a):\n    result = a + 1\n    return result\n",
    );
}

#[test]
fn what_would_mean_something_else_is_not_rewritten() {
    let check = |rule: &str, program: &str| {
        assert_eq!(rewritten(program, rule), None, "{rule} of {program}");
    };
    check("reformatted", "def f():\n    b = 1\n    return eval('b')\n");
    // An argument may be passed by its name, and a name of an outer scope belongs to others.
    check("variables-renamed", "def f(a):\n    a = a + 1\n    return a\n");
    check("variables-renamed", "def f(a):\n    global b\n    b = a\n");
    check("variables-renamed", "def f(a):\n    b = a\n    return lambda: b\n");
    check("statements-reordered", "def f(a):\n    b = 1\n    b = 2\n    return b\n");
    check("statements-reordered", "def f(a):\n    b = a()\n    c = 1\n    return b, c\n");
    check("loops-with-iterators", "def f(a):\n    for b in a:\n        pass\n    else:\n        return b\n");
    check(
        "loops-with-conditions-inside",
        "def f(a):\n    while a:\n        a -= 1\n    else:\n        return 1\n",
    );
    check("branches-swapped", "def f(a):\n    if a:\n        return 1\n    return 2\n");
    check("results-named", "def f(a):\n    return a\n");
}

#[test]
fn a_deeply_nested_program_is_rewritten_like_any_other() {
    let mut program = String::from("def f(a):\n    b = []\n    for c in a:\n");
    for at in 0..30 {
        let branch = if at == 0 { "if" } else { "elif" };
        program += &format!("        {branch} c == {at}:\n            b.append({at})\n");
    }
    program += "        else:\n            b.append(-1)\n    return b\n";
    let spec = VerifierSpec::PythonTests {
        entry_point: "f".into(),
        tests: "assert f([0, 29, 30]) == [0, 29, -1]\n".into(),
        setup: String::new(),
    };
    let found = verifier().rewrites(&program).expect("the guest answers");
    assert!(found.iter().any(|rewrite| rewrite.rule == "branches-swapped"), "{found:?}");
    for rewrite in found {
        let judgement = verifier().judge(&spec, &Candidate::Program(rewrite.program)).expect("no fault");
        assert!(judgement.verdict.is_accept(), "{}: {judgement:?}", rewrite.rule);
    }
}

fn larger(tests: &str) -> VerifierSpec {
    VerifierSpec::PythonTests { entry_point: "larger".into(), tests: tests.into(), setup: String::new() }
}

const LARGER: &str = "def larger(a, b):\n    return a if a > b else b\n";

#[test]
fn probes_tell_a_wrong_program_that_the_tests_accept_from_a_right_one() {
    let spec = larger("assert larger(1, 2) == 2\nassert larger(3, 9) == 9\n");
    let probes = verifier().probes(&spec, LARGER, 40, 7).expect("no fault").expect("there are calls");
    assert_eq!(probes.count(), 42);
    let check = |program: &str, by_tests: bool, by_probes: bool| {
        let candidate = Candidate::Program(program.into());
        let limits = *verifier().limits();
        let tests = verifier().judge(&spec, &candidate).expect("no fault").verdict.is_accept();
        let probed = verifier().judge_by(&probes, &limits, &candidate).expect("no fault").verdict.is_accept();
        assert_eq!((tests, probed), (by_tests, by_probes), "{program}");
    };
    check(LARGER, true, true);
    check("def larger(a, b):\n    return max(b, a)\n", true, true);
    check("def larger(a, b):\n    return b\n", true, false);
    check("def larger(a, b):\n    return min(a, b)\n", false, false);
}

#[test]
fn probes_keep_to_what_the_tests_promise_and_leave_out_what_the_reference_raises_on() {
    // Raises outside of 1 to 9 and on what is not sorted, and on 5 on purpose.
    let reference = "def f(a, b):\n    assert 1 <= a <= 9 and b == sorted(b) and a != 5\n    return [a, b]\n";
    let tests = "assert f(1, [1, 2]) == [1, [1, 2]]\nassert f(9, [2, 5, 7]) == [9, [2, 5, 7]]\n";
    let spec =
        VerifierSpec::PythonTests { entry_point: "f".into(), tests: tests.into(), setup: String::new() };
    let probes = |count, seed| verifier().probes(&spec, reference, count, seed).expect("no fault");
    let found = probes(90, 3).expect("there are calls");
    // Of 90 drawn numbers from 1 to 9, some ten are 5.
    assert!((60..92).contains(&found.count()), "{}", found.count());
    assert_eq!(format!("{found:?}"), format!("{:?}", probes(90, 3).expect("there are calls")));
    assert_ne!(format!("{found:?}"), format!("{:?}", probes(90, 4).expect("there are calls")));
}

#[test]
fn tests_that_call_no_function_with_data_have_no_probes() {
    let spec = larger("assert larger\n");
    assert!(verifier().probes(&spec, LARGER, 10, 1).expect("no fault").is_none());
    assert!(verifier().probes(&VerifierSpec::math_answer("2"), LARGER, 10, 1).expect("no fault").is_none());
}
