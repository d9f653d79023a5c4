//! Problem files: imported ones, generated ones, and that their own references pass.

use serde_json::{Value, json};

use crate::dir::Dir;

/// Judges every reference of `p.jsonl` as a candidate; all must be accepted.
fn check_references(dir: &Dir) {
    let problems = dir.read_rows("p.jsonl");
    assert!(!problems.is_empty());
    let candidates: Vec<Value> = problems
        .iter()
        .map(|problem| json!({"problem": problem["id"], "completion": problem["references"][0]}))
        .collect();
    dir.rows("c.jsonl", &candidates);
    let run = dir.veriloop(&["verify", "--problems", "p.jsonl", "--candidates", "c.jsonl"]).exits_with(0);
    for (row, problem) in run.rows().iter().zip(&problems) {
        assert_eq!(row["verdict"], "accept", "{row}\n{}\n{}", problem["prompt"], problem["references"][0]);
    }
    assert_eq!(run.rows().len(), problems.len());
}

#[test]
fn an_imported_humaneval_problem_accepts_its_reference() {
    let dir = Dir::new();
    dir.rows(
        "set.jsonl",
        &[json!({
            "task_id": "HumanEval/0",
            "prompt": "from typing import List\n\n\ndef total(xs: List[int]) -> int:\n    \"\"\" The sum. \"\"\"\n",
            "entry_point": "total",
            "canonical_solution": "    return sum(xs)\n",
            "test": "\n\nMETADATA = {}\n\n\ndef check(candidate):\n    assert candidate([1, 2]) == 3\n    assert candidate([]) == 0\n",
        })],
    );
    dir.veriloop(&["problems", "import", "humaneval", "set.jsonl", "-o", "p.jsonl"]).exits_with(0);
    check_references(&dir);
}

#[test]
fn an_imported_mbpp_problem_accepts_its_reference() {
    let dir = Dir::new();
    dir.rows(
        "set.jsonl",
        &[json!({
            "text": "Write a function to double a number.",
            "code": "def double(x):\r\n  return 2 * x",
            "task_id": 1,
            "test_setup_code": "",
            "test_list": ["assert double(2) == 4", "assert double(0) == 0"],
            "challenge_test_list": [],
        })],
    );
    dir.veriloop(&["problems", "import", "mbpp", "set.jsonl", "-o", "p.jsonl"]).exits_with(0);
    check_references(&dir);
}

#[test]
fn an_imported_gsm8k_problem_accepts_its_reference() {
    let dir = Dir::new();
    dir.rows("set.jsonl", &[json!({"question": "Two and two?", "answer": "2 + 2 = <<2+2=4>>4\n#### 4"})]);
    dir.veriloop(&["problems", "import", "gsm8k", "set.jsonl", "-o", "p.jsonl"]).exits_with(0);
    check_references(&dir);
}

/// Generates into `p.jsonl`.
fn generate(dir: &Dir, family: &str, level: u32, split: &str) {
    let level = level.to_string();
    let args = ["problems", "generate", family, "--level", &level, "--count", "24", "--seed", "11"];
    dir.veriloop(&[&args[..], &["--split", split, "-o", "p.jsonl"]].concat()).exits_with(0);
}

/// The references are Python, and the expected values come from native code: this holds the two together.
fn check_family(family: &str) {
    for level in 1..=8 {
        for split in ["train", "heldout"] {
            let dir = Dir::new();
            generate(&dir, family, level, split);
            check_references(&dir);
        }
    }
}

#[test]
fn every_level_of_the_code_family_accepts_its_own_references() {
    check_family("code");
}

#[test]
fn every_level_of_the_math_family_accepts_its_own_references() {
    check_family("math");
}

#[test]
fn the_same_arguments_generate_the_same_file_and_the_splits_differ() {
    let texts: Vec<String> = ["train", "train", "heldout"]
        .map(|split| {
            let dir = Dir::new();
            generate(&dir, "code", 2, split);
            dir.read("p.jsonl")
        })
        .into();
    assert_eq!(texts[0], texts[1]);
    let prompts = |text: &str| -> Vec<Value> {
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a problem")["prompt"].clone())
            .collect()
    };
    let training = prompts(&texts[0]);
    assert!(prompts(&texts[2]).iter().all(|prompt| !training.contains(prompt)));
}
