//! Sets of problems for checkers that ship, and runs on problems that a checker judges.

use serde_json::{Value, json};

use crate::checkers::{accept_everything, build_shipped};
use crate::dir::Dir;
use crate::run::{count, ledger, tiny_on};

#[test]
fn a_set_for_a_checker_that_ships_is_judged_by_it_and_trained_on() {
    let dir = Dir::new();
    if !build_shipped(&dir, "countdown") {
        return;
    }
    let set = [
        "problems",
        "set",
        "countdown",
        "--checker",
        "countdown/countdown.wasm",
        "--levels",
        "2",
        "--training",
        "60",
        "--held-out",
        "12",
        "-o",
        "sets/countdown.jsonl",
    ];
    std::fs::create_dir(dir.path().join("sets")).expect("a folder");
    dir.veriloop(&set).exits_with(0);
    let problems: Vec<Value> = dir
        .read("sets/countdown.jsonl")
        .lines()
        .map(|row| serde_json::from_str(row).expect("JSON"))
        .collect();
    assert_eq!(problems[0]["verifier"]["module"], "../countdown/countdown.wasm");
    let candidate = |row: &Value| json!({"problem": row["id"], "completion": row["references"][0]});
    dir.rows("c.jsonl", &problems.iter().map(candidate).collect::<Vec<_>>());
    let verify = ["verify", "--problems", "sets/countdown.jsonl", "--candidates", "c.jsonl"];
    let rows = dir.veriloop(&verify).exits_with(0).rows();
    assert_eq!(rows.len(), problems.len());
    assert!(rows.iter().all(|row| row["verdict"] == "accept"), "{rows:?}");

    dir.file("tiny.toml", tiny_on("sets/countdown.jsonl"));
    dir.veriloop(&["run", "tiny.toml", "--out", "run"]).exits_with(0);
    let ledger = ledger(&dir);
    let is = |query: &str, expected: i64| assert_eq!(count(&ledger, query), expected, "{query}");
    is("SELECT COUNT(*) FROM completions WHERE purpose = 'training'", 160);
    is("SELECT COUNT(*) FROM audits WHERE kind = 'canary' AND verdict != 'accept'", 0);
    let of_others =
        "SELECT COUNT(*) FROM audits WHERE kind = 'constant' AND what LIKE 'always that of countdown/%'";
    assert!(count(&ledger, of_others) > 0);
}

#[test]
fn a_run_by_a_checker_that_accepts_everything_is_told_so_in_the_first_round() {
    let dir = Dir::new();
    dir.file("generous.wasm", accept_everything());
    let problem = |level: u32, split: &str, number: u32| {
        json!({"id": format!("{level}/{split}/{number}"), "prompt": format!("Say {number} of {level} for {split}.\n"),
            "verifier": {"type": "component", "module": "generous.wasm"}, "references": [format!("{number} of {level}")],
            "split": split, "tags": {"level": level}})
    };
    let problems: Vec<Value> = [(1, "train", 60), (1, "heldout", 8), (2, "train", 60), (2, "heldout", 8)]
        .into_iter()
        .flat_map(|(level, split, many)| (0..many).map(move |number| problem(level, split, number)))
        .collect();
    dir.rows("said.jsonl", &problems);
    dir.file("tiny.toml", tiny_on("said.jsonl"));
    let run = dir.veriloop(&["run", "tiny.toml", "--out", "run"]).exits_with(0);
    assert!(run.stderr.contains("alarm weak-tests: weak tests: 100.0 % of the constants"), "{}", run.stderr);
}

#[test]
fn a_set_without_its_checker_or_over_it_is_refused_and_nothing_is_written() {
    let dir = Dir::new();
    let set = |checker: &str, out: &str| {
        dir.veriloop(&["problems", "set", "schedule", "--checker", checker, "-o", out])
    };
    set("none.wasm", "p.jsonl").refuses(&["--checker: none.wasm: expected the checker schedule"]);
    dir.file("mine.wasm", "a checker");
    set("mine.wasm", "mine.wasm").refuses(&["mine.wasm", "expected another file than the one that is read"]);
    set("mine.wasm", "none/p.jsonl").refuses(&["none/p.jsonl"]);
    assert_eq!(dir.names(), ["mine.wasm"]);
}
