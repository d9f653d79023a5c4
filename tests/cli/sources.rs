//! `veriloop run` on files of problems.

use serde_json::{Value, json};

use crate::dir::Dir;
use crate::run::{count, ledger, tiny_on};

/// A file with problems of two levels on both sides of the border, and the configuration of a run on it.
fn prepare(dir: &Dir) {
    std::fs::create_dir_all(dir.path().join("sets")).expect("a folder");
    let mut rows = String::new();
    for (level, split, number) in
        [("1", "train", "60"), ("1", "heldout", "12"), ("2", "train", "60"), ("2", "heldout", "12")]
    {
        let args = [
            "problems", "generate", "math", "--level", level, "--count", number, "--seed", "3", "--split",
            split,
        ];
        dir.veriloop(&[&args[..], &["-o", "part.jsonl"]].concat()).exits_with(0);
        rows.push_str(&dir.read("part.jsonl"));
    }
    dir.file("sets/sums.jsonl", &rows);
    dir.file("sets/tiny.toml", tiny_on("sums.jsonl"));
}

#[test]
fn a_run_draws_its_problems_from_a_file_and_keeps_to_it() {
    let dir = Dir::new();
    prepare(&dir);
    // The file is found from the configuration's folder, wherever the program is started.
    dir.veriloop(&["run", "sets/tiny.toml", "--out", "run"]).exits_with(0);
    let is = |query: &str, expected: i64| assert_eq!(count(&ledger(&dir), query), expected, "{query}");
    is("SELECT COUNT(*) FROM problems WHERE family != 'sums'", 0);
    is("SELECT COUNT(DISTINCT problem) FROM completions WHERE purpose = 'training'", 40);
    is("SELECT COUNT(*) FROM completions WHERE purpose = 'training'", 160);
    is(
        "SELECT COUNT(*) FROM completions c JOIN problems p ON p.id = c.problem WHERE purpose = 'training' \
         AND (level != 2 OR split != 'train')",
        0,
    );
    is("SELECT COUNT(*) FROM evaluations WHERE family = 'sums' AND problems = 8", 4);
    assert!(dir.read("run/report.html").contains("sums"));
    let evaluated = dir.veriloop(&["evaluate", "run", "--problems", "4", "--samples", "2"]).exits_with(0);
    assert!(evaluated.stdout.contains("sums"), "{}", evaluated.stdout);

    // A run that goes on needs the problems that it began with.
    let rows = dir.read("sets/sums.jsonl");
    dir.file("sets/sums.jsonl", rows.lines().skip(1).collect::<Vec<_>>().join("\n").as_str());
    dir.veriloop(&["run", "--resume", "--out", "run", "--rounds", "2"]).refuses(&[
        "run.toml",
        "problems.files",
        "found others in sums",
    ]);
    dir.file("sets/sums.jsonl", &rows);
    dir.veriloop(&["run", "--resume", "--out", "run", "--rounds", "2"]).exits_with(0);
    is("SELECT COUNT(*) FROM rounds WHERE finished IS NOT NULL", 3);
}

#[test]
fn a_file_that_is_no_source_of_problems_is_refused_before_anything_is_made() {
    let dir = Dir::new();
    prepare(&dir);
    let rows = dir.read("sets/sums.jsonl");
    let check = |rows: &str, expected: &[&str]| {
        dir.file("sets/sums.jsonl", rows);
        dir.veriloop(&["run", "sets/tiny.toml", "--out", "run"]).refuses(expected);
        assert!(!dir.path().join("run").exists(), "{expected:?}");
    };
    check("", &["sums.jsonl", "expected"]);
    check("{\"id\": 3}", &["sums.jsonl:1: id", "expected a string"]);
    let one_level: Vec<&str> = rows.lines().take(60).collect();
    check(&one_level.join("\n"), &["sums.jsonl: expected problems of a level above", "found none above 1"]);
    let leaked = rows
        .lines()
        .last()
        .expect("a held-out problem")
        .replace("\"heldout\"", "\"train\"")
        .replace("/11\"", "/x\"");
    check(
        &format!("{rows}{leaked}\n"),
        &["sums.jsonl:145: prompt: expected a prompt that no held-out problem has"],
    );

    dir.file("sets/sums.jsonl", &rows);
    dir.file("sets/copy.jsonl", &rows);
    let config = dir.read("sets/tiny.toml");
    let check = |from: &str, to: &str, expected: &[&str]| {
        dir.file("sets/tiny.toml", config.replace(from, to));
        dir.veriloop(&["run", "sets/tiny.toml", "--out", "run"]).refuses(expected);
    };
    check("[\"sums.jsonl\"]", "[\"sums.jsonl\", \"copy.jsonl\"]", &["problems.files", "in sums and copy"]);
    check(
        "[\"sums.jsonl\"]",
        "[\"sums.jsonl\", \"sums.jsonl\"]",
        &["problems.files", "no name twice", "[sums, sums]"],
    );
    check("[\"sums.jsonl\"]", "[]", &["problems.families", "at least one family or file"]);
    check("[\"sums.jsonl\"]", "[\"none.jsonl\"]", &["none.jsonl", "No such file"]);
}

/// A checker that accepts what holds a word.
const FIRST: &[u8] = include_bytes!("../../verifiers/tests/checkers/first/first.wasm");

/// A file with problems for a checker beside it, and the configuration of a run on it.
fn prepare_checked(dir: &Dir) {
    for folder in ["sets", "sets/checkers", "elsewhere"] {
        std::fs::create_dir_all(dir.path().join(folder)).expect("a folder");
    }
    dir.file("sets/checkers/first.wasm", FIRST);
    let problem = |level: u64, split: &str, number: u64| -> Value {
        let word = format!("w{number}");
        json!({
            "id": format!("{split}-{level}-{number}"),
            "prompt": format!("Say {word}{}, {split}.\n", "!".repeat(level as usize)),
            "verifier": {"type": "component", "module": "checkers/first.wasm", "params": {"word": word}},
            "references": [word],
            "split": split,
            "tags": {"level": level},
        })
    };
    let of = |level, split, count| (0..count).map(move |number| problem(level, split, number));
    let rows: Vec<Value> = of(1, "train", 60)
        .chain(of(1, "heldout", 12))
        .chain(of(2, "train", 60))
        .chain(of(2, "heldout", 12))
        .collect();
    dir.rows("sets/words.jsonl", &rows);
    let config = tiny_on("words.jsonl");
    dir.file("sets/tiny.toml", config.replace("demonstrations = 200", "demonstrations = 60"));
}

#[test]
fn a_run_is_judged_by_its_problems_checker_wherever_it_is_begun_and_gone_on_with() {
    let dir = Dir::new();
    prepare_checked(&dir);
    dir.veriloop(&["run", "sets/tiny.toml", "--out", "run"]).exits_with(0);
    dir.veriloop_from("elsewhere", &["run", "--resume", "--out", "../run", "--rounds", "2"]).exits_with(0);
    let is = |query: &str, expected: i64| assert_eq!(count(&ledger(&dir), query), expected, "{query}");
    is("SELECT COUNT(*) FROM verdicts WHERE verdict IN ('error', 'abstain')", 0);
    is("SELECT COUNT(*) FROM completions WHERE purpose = 'training'", 320);
    is("SELECT COUNT(*) FROM rounds WHERE finished IS NOT NULL", 3);
    let evaluate = ["evaluate", "../run", "--problems", "4", "--samples", "2"];
    assert!(dir.veriloop_from("elsewhere", &evaluate).exits_with(0).stdout.contains("words"));
    assert!(dir.read("run/report.html").contains("words"));
    dir.veriloop_from("elsewhere", &["report", "../run"]).exits_with(0);
    let coverage = ["coverage", "--problems", "../sets/words.jsonl"];
    let coverage = dir.veriloop_from("elsewhere", &coverage).exits_with(0);
    assert!(
        coverage.stdout.contains("144 of 144      problems whose verifier accepts a reference"),
        "{}",
        coverage.stdout
    );
}

#[test]
fn a_run_does_not_begin_with_what_is_no_checker_nor_go_on_with_another() {
    let dir = Dir::new();
    prepare_checked(&dir);
    let run = ["run", "sets/tiny.toml", "--out", "run"];
    dir.file("sets/checkers/first.wasm", b"\0asm\x01\0\0\0");
    dir.veriloop(&run)
        .refuses(&["checkers/first.wasm: expected a WebAssembly component, found a core module"]);
    assert!(!dir.path().join("run").exists());
    dir.file("sets/checkers/first.wasm", FIRST);
    dir.veriloop(&run).exits_with(0);

    // A custom section more makes it another file.
    let other = [FIRST, b"\0\x05\x04more".as_slice()].concat();
    dir.file("sets/checkers/first.wasm", other);
    dir.veriloop(&["run", "--resume", "--out", "run", "--rounds", "2"])
        .refuses(&["run.toml", "problems and checkers that the run was begun with, found others in words"]);
    std::fs::remove_file(dir.path().join("sets/checkers/first.wasm")).expect("a file that is there");
    dir.veriloop(&["run", "--resume", "--out", "run", "--rounds", "2"])
        .refuses(&["words.jsonl:1: verifier.module: expected a file of WebAssembly, found none"]);
}
