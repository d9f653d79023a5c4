//! Answers: one with its explanation, files of them, and the bench.

use serde_json::{Value, json};

use crate::dir::Dir;

fn check_answer(gold: &str, answer: &str, code: i32, verdict: &str) {
    let run = Dir::new().veriloop(&["answer", gold, answer]).exits_with(code);
    let first = run.stdout.lines().next().unwrap_or_default();
    assert_eq!(first, format!("verdict    {verdict}"), "{}", run.stdout);
}

#[test]
fn an_answer_is_accepted_with_0_and_anything_else_ends_with_1() {
    check_answer("1/2", "0.5", 0, "accept");
    check_answer("72", r"So the total is \boxed{72}.", 0, "accept");
    check_answer("-3", "-3.0", 0, "accept");
    check_answer("5", "6", 1, "reject (wrong-answer)");
    check_answer("5", "", 1, "reject (no-answer)");
    check_answer("5", "a few", 1, "abstain (unreadable-answer)");
}

#[test]
fn an_explanation_shows_both_sides_and_the_reason() {
    let run = Dir::new().veriloop(&["answer", "1/2", r"It is \boxed{0.25}."]).exits_with(1);
    assert_eq!(
        run.stdout,
        "verdict    reject (wrong-answer)\n\
         reference  `1/2`, read as 1/2\n\
         answer     `0.25`, found in `It is \\boxed{0.25}.`, read as 0.25\n\
         found by   boxed\n\
         compared   as rational\n\
         why        1/4 is not 1/2\n"
    );
}

#[test]
fn an_explanation_without_one_answer_shows_how_the_reference_was_read() {
    let dir = Dir::new();
    let explained = |answer: &str| dir.veriloop(&["answer", "0.50", answer]).exits_with(1).stdout;
    assert_eq!(
        explained("I tried 5 times.\nI failed."),
        "verdict    reject (no-answer)\n\
         reference  `0.50`, read as 0.50\n\
         answer     none found in `I tried 5 times. I failed.`\n\
         compared   as rational\n\
         why        no final answer was found\n"
    );
    assert_eq!(
        explained("The answer is 1. No, the answer is 2."),
        "verdict    abstain (ambiguous-answer)\n\
         reference  `0.50`, read as 0.50\n\
         answer     `1` and `2`, all found in `The answer is 1. No, the answer is 2.`\n\
         compared   as rational\n\
         why        2 different final answers: `1`, `2`\n"
    );
}

#[test]
fn a_row_says_what_found_the_answer() {
    let detail = |answer: &str| {
        let run = Dir::new().veriloop(&["answer", "72", answer, "--json"]).exits_with(0);
        run.rows()[0]["detail"].as_str().expect("a detail").to_owned()
    };
    assert!(detail(r"So it is \boxed{72}.").starts_with("answer found by boxed; gold read as 72; "));
    assert!(detail("72").starts_with("gold read as 72; "));
}

#[test]
fn an_answer_as_json_is_a_verdict_row() {
    let row = &Dir::new().veriloop(&["answer", "5", "6", "--json"]).exits_with(1).rows()[0];
    assert_eq!((&row["verdict"], &row["reason"]), (&json!("reject"), &json!("wrong-answer")));
    for field in ["index", "candidate", "detail", "sealed", "fuel", "wall_ms", "verifier"] {
        assert!(!row[field].is_null(), "expected {field} in {row}");
    }
}

/// Pairs of which every third is right, and the first lines are longer than the others.
fn thirds(count: u64) -> Vec<Value> {
    let solution = |n: u64| format!("{}\n#### {}", "So it goes on. ".repeat((n % 50) as usize), n - n % 3);
    (0..count).map(|n| json!({"gold": n.to_string(), "answer": solution(n)})).collect()
}

fn check_thirds(rows: &[Value], count: usize) {
    assert_eq!(rows.len(), count);
    for (n, row) in rows.iter().enumerate() {
        assert_eq!(row["index"], json!(n));
        assert_eq!(row["verdict"], json!(if n % 3 == 0 { "accept" } else { "reject" }), "pair {n}");
    }
}

#[test]
fn pairs_get_a_row_each_in_their_order_from_a_file_and_from_a_pipe() {
    let dir = Dir::new();
    dir.rows("pairs.jsonl", &thirds(500));
    let run = dir.veriloop(&["answer", "--pairs", "pairs.jsonl"]).exits_with(0);
    check_thirds(&run.rows(), 500);
    let summary = "500 pairs: 167 accepted, 333 rejected, 0 abstained, 0 errors; ";
    assert!(run.stderr.starts_with(summary), "{}", run.stderr);
    for path in ["-", "/dev/stdin"] {
        let run = dir.veriloop_with_input(&["answer", "--pairs", path], &dir.read("pairs.jsonl"));
        check_thirds(&run.exits_with(0).rows(), 500);
    }
}

#[test]
fn pairs_get_the_same_rows_from_any_number_of_workers() {
    let dir = Dir::new();
    dir.rows("pairs.jsonl", &thirds(3000));
    let rows = |workers: &str| {
        let run = dir.veriloop(&["answer", "--pairs", "pairs.jsonl", "--workers", workers]).exits_with(0);
        let mut rows = run.rows();
        for row in &mut rows {
            row.as_object_mut().expect("an object").remove("wall_ms").expect("a time");
        }
        rows
    };
    let one = rows("1");
    check_thirds(&one, 3000);
    for workers in ["2", "5", "32"] {
        assert!(rows(workers) == one, "{workers} workers");
    }
}

#[test]
fn pairs_are_written_to_a_file_that_is_whole_or_not_there() {
    let dir = Dir::new();
    dir.rows("pairs.jsonl", &thirds(300));
    let run = dir.veriloop(&["answer", "--pairs", "pairs.jsonl", "-o", "v.jsonl"]).exits_with(0);
    assert_eq!(run.stdout, "");
    check_thirds(&dir.read_rows("v.jsonl"), 300);
    let fault = format!("{}{{\"gold\": x}}\n", dir.read("pairs.jsonl"));
    let args = ["answer", "--pairs", "-", "--out", "w.jsonl"];
    let run = dir.veriloop_with_input(&args, &fault).exits_with(2);
    assert!(run.stderr.contains("/dev/stdin:301: expected JSON"), "{}", run.stderr);
    assert_eq!(dir.names(), ["pairs.jsonl", "v.jsonl"]);
    dir.veriloop(&["answer", "--pairs", "pairs.jsonl", "-o", "pairs.jsonl"])
        .refuses(&["expected another file than the one that is read"]);
    dir.veriloop(&["answer", "--pairs", "pairs.jsonl", "-o", "no/v.jsonl"]).refuses(&["no/v.jsonl"]);
}

#[test]
fn no_pairs_give_no_verdicts() {
    let dir = Dir::new();
    dir.file("pairs.jsonl", "\n");
    assert_eq!(dir.veriloop(&["answer", "--pairs", "pairs.jsonl"]).exits_with(0).stdout, "");
    assert_eq!(dir.veriloop_with_input(&["answer", "--pairs", "-"], "").exits_with(0).stdout, "");
}

/// Seven pairs, of which the last is this line; it must be refused with all of these parts before any verdict.
fn check_refused(last: &str, parts: &[&str]) {
    let dir = Dir::new();
    let pairs = format!("{}{last}\n", format!("{}\n", json!({"gold": "1", "answer": "1"})).repeat(6));
    dir.file("pairs.jsonl", &pairs);
    let parts = [&["pairs.jsonl:7: "], parts].concat();
    dir.veriloop(&["answer", "--pairs", "pairs.jsonl"]).refuses(&parts);
    dir.veriloop(&["answer", "--pairs", "pairs.jsonl", "--json"]).refuses(&parts);
    dir.veriloop(&["bench", "answer", "--pairs", "pairs.jsonl"]).refuses(&parts);
}

#[test]
fn a_fault_in_the_last_pair_is_named_before_any_verdict() {
    check_refused(r#"{"gold": "1", "answer": "1""#, &["expected a whole JSON object"]);
    check_refused(r#"{"gold": "1", "answer": "1" 1}"#, &["expected JSON", "column"]);
    check_refused(r#"{"gold": "1"}"#, &["answer"]);
    check_refused(r#"{"gold": "1", "answer": 1}"#, &["answer: ", "integer `1`", "expected a string"]);
    check_refused(r#"{"gold": null, "answer": "1"}"#, &["gold: ", "expected a string", "null"]);
    check_refused(r#"{"gold": "1", "answr": "1"}"#, &["answr"]);
    check_refused(r#"["1", "1"]"#, &["expected a JSON object, found an array"]);
}

#[test]
fn a_file_of_pairs_that_is_none_is_refused() {
    let dir = Dir::new();
    for command in [&["answer", "--pairs"][..], &["bench", "answer", "--pairs"]] {
        dir.veriloop(&[command, &["nowhere.jsonl"]].concat())
            .refuses(&["nowhere.jsonl: cannot read the file"]);
        dir.veriloop(&[command, &["."]].concat()).refuses(&[".: cannot read the file"]);
    }
    for option in ["--out", "--workers"] {
        let run = dir.veriloop(&["answer", "1", "1", option, "1"]).exits_with(2);
        assert!(run.stderr.contains(option), "{}", run.stderr);
    }
}

#[test]
fn the_bench_times_pairs_and_solutions_and_counts_verdicts_by_label() {
    let dir = Dir::new();
    let pair = |answer: &str, correct: bool| json!({"gold": "5", "answer": answer, "correct": correct});
    dir.rows("p.jsonl", &[pair("5", true), pair("6", true), pair("5.0", false), pair("some", true)]);
    dir.rows("s.jsonl", &[json!({"gold": "7", "answer": "So it is \\boxed{7}."})]);
    let args = ["bench", "answer", "--pairs", "p.jsonl", "--solutions", "s.jsonl"];
    let rows = dir.veriloop(&[&args[..], &["--json"]].concat()).exits_with(0).rows();
    let shown: Vec<_> = rows.iter().map(|row| (&row["input"], &row["checker"])).collect();
    let (pairs, solutions, ours) = (json!("pairs"), json!("solutions"), json!("veriloop"));
    assert_eq!(shown, [(&pairs, &ours), (&solutions, &ours)]);
    for (field, of_pairs, of_solutions) in [
        ("pairs", 4, 1),
        ("accepted", 2, 1),
        ("abstained", 1, 0),
        ("right", 3, 0),
        ("right_accepted", 1, 0),
        ("wrong", 1, 0),
        ("wrong_accepted", 1, 0),
        ("disagreements", 2, 0),
    ] {
        assert_eq!((&rows[0][field], &rows[1][field]), (&json!(of_pairs), &json!(of_solutions)), "{field}");
    }
    for row in &rows {
        for field in ["passes", "per_second", "median_us", "p99_us", "worst_us"] {
            assert!(row[field].as_f64().is_some_and(|figure| figure > 0.0), "{field}: {row}");
        }
    }
    let table = dir.veriloop(&args).exits_with(0).stdout;
    for part in ["one core", "pairs, veriloop", "solutions, veriloop", "1 of 3", "1 of 1"] {
        assert!(table.contains(part), "expected {part:?} in {table}");
    }
}

#[test]
fn the_bench_says_what_is_missing() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &thirds(3)).file("empty.jsonl", "");
    let bench =
        |python: &str| dir.veriloop(&["bench", "answer", "--pairs", "p.jsonl", "--math-verify", python]);
    // Any program that is not a Python with the package will do.
    bench(env!("CARGO_BIN_EXE_veriloop"))
        .refuses(&["expected a Python that has the package math-verify, found none"]);
    bench("no/python").refuses(&["no/python: math-verify: "]);
    dir.veriloop(&["bench", "answer", "--solutions", "empty.jsonl"])
        .refuses(&["empty.jsonl: expected at least one row, found none"]);
    let run = dir.veriloop(&["bench", "answer"]).exits_with(2);
    assert!(run.stderr.contains("--pairs"), "{}", run.stderr);
}
