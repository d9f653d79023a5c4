//! Wrong input: one line that names file, line and field, exit code 2, and nothing half-written.

use serde_json::json;

use crate::dir::Dir;

const PROBLEMS: &str = concat!(
    r#"{"id": "a", "prompt": "1 + 1?", "verifier": {"type": "math-answer", "reference": "2"}}"#,
    "\n",
    r#"{"id": "b", "prompt": "2 + 2?", "verifier": {"type": "math-answer", "reference": "4"}}"#,
    "\n"
);
const CANDIDATES: &str = concat!(
    r#"{"problem": "a", "completion": "\\boxed{2}"}"#,
    "\n",
    r#"{"problem": "b", "completion": "\\boxed{5}"}"#,
    "\n"
);

const VERIFY: [&str; 7] = ["verify", "--problems", "p.jsonl", "--candidates", "c.jsonl", "--out", "v.jsonl"];

/// Verifies with these files, which must be refused with all of these parts in the message and nothing written.
fn check(problems: &str, candidates: &str, parts: &[&str]) {
    let dir = Dir::new();
    dir.file("p.jsonl", problems).file("c.jsonl", candidates);
    dir.veriloop(&VERIFY).refuses(parts);
    assert_eq!(dir.names(), ["c.jsonl", "p.jsonl"]);
    dir.veriloop(&VERIFY[..5]).refuses(parts);
}

#[test]
fn a_truncated_problem_file_is_refused() {
    check(&PROBLEMS[..PROBLEMS.len() - 20], CANDIDATES, &["p.jsonl:2: ", "expected a whole JSON object"]);
}

#[test]
fn a_truncated_candidate_file_is_refused_before_any_verdict() {
    check(PROBLEMS, &CANDIDATES[..CANDIDATES.len() - 10], &["c.jsonl:2: ", "expected a whole JSON object"]);
}

#[test]
fn an_unknown_field_is_refused() {
    check(&PROBLEMS.replace("\"prompt\": \"2", "\"promt\": \"2"), CANDIDATES, &["p.jsonl:2: ", "promt"]);
    check(PROBLEMS, &CANDIDATES.replace("\"completion\"", "\"complete\""), &["c.jsonl:1: ", "complete"]);
    let nested = PROBLEMS.replace("\"reference\": \"4\"", "\"reference\": \"4\", \"tolerance\": 1");
    check(&nested, CANDIDATES, &["p.jsonl:2: ", "verifier.tolerance"]);
}

#[test]
fn a_problem_without_a_verifier_is_refused() {
    check("{\"id\": \"a\", \"prompt\": \"1 + 1?\"}\n", CANDIDATES, &["p.jsonl:1: ", "verifier"]);
}

#[test]
fn a_verifier_of_an_unknown_type_is_refused() {
    check(&PROBLEMS.replace("math-answer", "guess"), CANDIDATES, &["p.jsonl:1: ", "verifier", "guess"]);
}

#[test]
fn two_problems_with_one_id_are_refused() {
    let twice = PROBLEMS.replace("\"id\": \"b\"", "\"id\": \"a\"");
    check(&twice, CANDIDATES, &["p.jsonl:2: ", "id: ", "\"a\"", "line 1"]);
}

#[test]
fn a_candidate_of_an_unknown_problem_is_refused() {
    let unknown = CANDIDATES.replace("\"problem\": \"b\"", "\"problem\": \"c\"");
    check(PROBLEMS, &unknown, &["c.jsonl:2: ", "problem: ", "\"c\"", "p.jsonl"]);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let dir = Dir::new();
    dir.file("p.jsonl", PROBLEMS);
    dir.veriloop(&VERIFY).refuses(&["c.jsonl"]);
    dir.veriloop(&["answer", "--pairs", "nowhere.jsonl"]).refuses(&["nowhere.jsonl"]);
    dir.veriloop(&["measure", "--labelled", "nowhere.jsonl"]).refuses(&["nowhere.jsonl"]);
    dir.veriloop(&["report", "nowhere"]).refuses(&["nowhere"]);
}

#[test]
fn a_fault_in_a_pipe_leaves_no_file() {
    let dir = Dir::new();
    dir.file("p.jsonl", PROBLEMS);
    let args = ["verify", "--problems", "p.jsonl", "--candidates", "/dev/stdin", "--out", "v.jsonl"];
    dir.veriloop_with_input(&args, &format!("{CANDIDATES}nonsense\n")).refuses(&["/dev/stdin:3: "]);
    assert_eq!(dir.names(), ["p.jsonl"]);
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_any_work() {
    let dir = Dir::new();
    dir.file("p.jsonl", PROBLEMS).file("c.jsonl", CANDIDATES).file("file", "");
    let verify = [&VERIFY[..6], &["file/v.jsonl"]].concat();
    dir.veriloop(&verify).refuses(&["file/v.jsonl"]);
    let generate = ["problems", "generate", "math", "--level", "1", "--count", "1", "--seed", "1", "-o"];
    dir.veriloop(&[&generate[..], &["file/p.jsonl"]].concat()).refuses(&["file/p.jsonl"]);
    dir.veriloop(&[&generate[..], &["."]].concat()).refuses(&[".: ", "expected a file, found a folder"]);
    assert_eq!(dir.names(), ["c.jsonl", "file", "p.jsonl"]);
}

#[test]
fn an_older_output_survives_a_refusal() {
    let dir = Dir::new();
    dir.file("p.jsonl", PROBLEMS).file("c.jsonl", "nonsense\n").file("v.jsonl", "older\n");
    dir.veriloop(&VERIFY).refuses(&["c.jsonl:1: "]);
    assert_eq!(dir.read("v.jsonl"), "older\n");
}

#[test]
fn a_case_without_a_label_is_refused() {
    let dir = Dir::new();
    dir.rows("cases.jsonl", &[json!({"gold": "1", "answer": "1"})]);
    dir.veriloop(&["measure", "--labelled", "cases.jsonl"]).refuses(&["cases.jsonl:1: ", "correct"]);
}

#[test]
fn a_case_whose_problem_has_a_flaw_is_refused_from_a_file_and_from_a_pipe() {
    let dir = Dir::new();
    let problem = json!({"id": "a", "prompt": "p", "verifier": {"type": "math-answer", "reference": " "}});
    dir.rows("cases.jsonl", &[json!({"problem": problem, "completion": "5", "correct": true})]);
    let parts =
        |path: &str| [format!("{path}:1: "), "problem.verifier.reference: expected an answer".to_owned()];
    let refused = |run: crate::dir::Run, path| {
        let parts = parts(path);
        run.refuses(&parts.each_ref().map(String::as_str));
    };
    refused(dir.veriloop(&["measure", "--labelled", "cases.jsonl"]), "cases.jsonl");
    let piped = ["measure", "--labelled", "/dev/stdin"];
    refused(dir.veriloop_with_input(&piped, &dir.read("cases.jsonl")), "/dev/stdin");
}

#[test]
fn a_file_without_a_row_is_refused() {
    let dir = Dir::new();
    dir.file("empty.jsonl", "\n").file("c.jsonl", CANDIDATES);
    for command in [
        &["measure", "--labelled", "empty.jsonl"][..],
        &["coverage", "--problems", "empty.jsonl"],
        &["problems", "import", "gsm8k", "empty.jsonl", "-o", "out.jsonl"],
        &["verify", "--problems", "empty.jsonl", "--candidates", "c.jsonl", "--out", "out.jsonl"],
    ] {
        dir.veriloop(command).refuses(&["empty.jsonl: expected at least one row, found none"]);
    }
    assert_eq!(dir.names(), ["c.jsonl", "empty.jsonl"]);
}

#[test]
fn what_is_read_is_not_written_over() {
    let dir = Dir::new();
    dir.rows("set.jsonl", &[json!({"question": "1 + 1?", "answer": "#### 2"})]);
    dir.file("p.jsonl", PROBLEMS).file("c.jsonl", CANDIDATES);
    let before = ["set.jsonl", "p.jsonl", "c.jsonl"].map(|name| dir.read(name));
    for command in [
        &["problems", "import", "gsm8k", "set.jsonl", "-o", "./set.jsonl"][..],
        &["verify", "--problems", "p.jsonl", "--candidates", "c.jsonl", "--out", "p.jsonl"],
        &["verify", "--problems", "p.jsonl", "--candidates", "c.jsonl", "--out", "c.jsonl"],
    ] {
        dir.veriloop(command).refuses(&["expected another file than the one that is read"]);
    }
    assert_eq!(["set.jsonl", "p.jsonl", "c.jsonl"].map(|name| dir.read(name)), before);
}

#[test]
fn a_set_that_is_not_in_its_own_format_is_refused() {
    let dir = Dir::new();
    dir.rows("set.jsonl", &[json!({"question": "1 + 1?", "answer": "2"})]);
    let import = |source| ["problems", "import", source, "set.jsonl", "-o", "p.jsonl"];
    dir.veriloop(&import("gsm8k")).refuses(&["set.jsonl:1: ", "answer", "####"]);
    dir.veriloop(&import("humaneval")).refuses(&["set.jsonl:1: "]);
    assert_eq!(dir.names(), ["set.jsonl"]);
}

#[cfg(feature = "torch")]
#[test]
fn a_misspelt_key_in_a_configuration_stops_a_run_before_any_work() {
    let dir = Dir::new();
    dir.file("run.toml", "rounds = 1\n\n[trainer]\nbatchsize = 4\n");
    dir.veriloop(&["run", "run.toml", "--out", "out"]).refuses(&["run.toml:4: ", "trainer", "batchsize"]);
    dir.file("run.toml", "rounds = \"one\"\n");
    dir.veriloop(&["run", "run.toml", "--out", "out"]).refuses(&["run.toml:1: ", "rounds"]);
    for (text, line, key, found) in [
        ("[evaluation]\ntemperature = 0.0\n", 2, "evaluation.temperature", "found 0"),
        ("[trainer]\n\nbatch_size = 0\n", 3, "trainer.batch_size", "found 0"),
        ("[trainer]\nround_learning_rate = nan\n", 2, "trainer.round_learning_rate", "found NaN"),
        ("[trainer.gaps]\nboundary = -1\n", 2, "trainer.gaps.boundary", "found -1"),
        ("[policy]\nlayers = -1\n", 2, "policy.layers", "found -1"),
        ("[policy]\nintermediate_size = -64\n", 2, "policy.intermediate_size", "found -64"),
        ("[problems]\nfamilies = [\"math\", \"math\"]\n", 2, "problems.families", "found [math, math]"),
        ("problems = { demonstrations = 5 }\n", 1, "problems.demonstrations", "found 5"),
        ("[problems]\nhighest_level = 9\n", 2, "problems.highest_level", "found 9"),
    ] {
        dir.file("run.toml", text);
        let run = dir.veriloop(&["run", "run.toml", "--out", "out"]);
        run.refuses(&[&format!("run.toml:{line}: {key}: expected "), found]);
    }
    assert_eq!(dir.names(), ["run.toml"]);
}

#[cfg(feature = "torch")]
#[test]
fn a_run_is_not_begun_where_its_folder_cannot_be() {
    let dir = Dir::new();
    dir.file("file", "").file("run.toml", "rounds = 1\n");
    dir.veriloop(&["run", "run.toml", "--out", "file/out"]).refuses(&["file/out"]);
    dir.veriloop(&["run", "--resume", "--out", "nowhere"]).refuses(&["nowhere"]);
    assert_eq!(dir.names(), ["file", "run.toml"]);
}
