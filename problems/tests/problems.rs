//! Problem files, splits and importers as their callers see them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use veriloop_problems::candidates::Label;
use veriloop_problems::import::{Source, import};
use veriloop_problems::problem::read_problems;
use veriloop_problems::{
    CandidateRow, HeldOutProblem, LabelledCase, Pair, Problem, Split, TrainingProblem, jsonl,
};
use veriloop_verifiers::Rules;
use veriloop_verifiers::answers::judge;
use veriloop_verifiers::extract::{extract, extract_from_pair};
use veriloop_verifiers::{Candidate, Verdict, VerifierSpec};

/// A folder with one file in it.
struct Folder {
    folder: TempDir,
}

impl Folder {
    fn with(content: impl AsRef<[u8]>) -> Folder {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("p.jsonl"), content).expect("the folder takes a file");
        Folder { folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("p.jsonl")
    }

    /// An error's text, without the folder.
    fn without_folder(&self, error: &impl std::fmt::Display) -> String {
        error.to_string().replace(&format!("{}/", self.folder.path().display()), "")
    }
}

fn math(id: &str, prompt: &str, reference: &str, split: Split) -> Problem {
    Problem {
        id: id.into(),
        prompt: prompt.into(),
        verifier: VerifierSpec::math_answer(reference),
        references: Vec::new(),
        split,
        tags: Map::new(),
    }
}

fn check_problem_error(content: impl AsRef<[u8]>, expected: &str) {
    let folder = Folder::with(content);
    let error = read_problems(&folder.file()).expect_err(expected);
    assert_eq!(folder.without_folder(&error), expected);
}

const GOOD: &str = r#"{"id":"a","prompt":"p","verifier":{"type":"math-answer","reference":"5"}}"#;

#[test]
fn a_problem_is_read_with_its_defaults_and_written_as_it_was() {
    let full = json!({
        "id": "b", "prompt": "q", "split": "heldout", "tags": {"level": 3, "any": {"thing": [null]}},
        "verifier": {"type": "python-tests", "entry_point": "f", "tests": "assert f(1)", "setup": "import math"},
        "references": ["def f(x): return x"],
    });
    let folder = Folder::with(format!("\u{feff}{GOOD}\r\n\n  \n{full}"));
    let problems = read_problems(&folder.file()).expect("both are problems");
    assert_eq!(problems[0], math("a", "p", "5", Split::Train));
    assert_eq!(problems[1].split, Split::HeldOut);
    assert_eq!(serde_json::to_value(&problems[1]).expect("plain data"), full);
    assert_eq!(jsonl::write(&folder.file(), &problems).expect("the folder is writable"), 2);
    assert_eq!(read_problems(&folder.file()).expect("they were written"), problems);
    assert_ne!(problems[0].digest(), problems[1].digest());
    assert_eq!(problems[0].digest(), math("a", "p", "5", Split::Train).digest());
    assert_ne!(problems[0].digest(), math("a", "p", "5", Split::HeldOut).digest());
}

#[test]
fn an_integer_zero_has_no_sign_and_a_float_keeps_every_bit() {
    let mut numbers = StdRng::seed_from_u64(1);
    let floats: Vec<f64> = std::iter::repeat_with(|| f64::from_bits(numbers.random()))
        .filter(|float| float.is_finite())
        .take(2_000)
        .collect();
    let texts: Vec<String> = floats.iter().map(|float| format!("{float:e}")).collect();
    let content = format!(
        r#"{{"id":"a -0","prompt":"\"-0","verifier":{{"type":"python-cases","entry_point":"f","cases":[{{"args":[-0,-0.0,[-0],{}],"expect":-0}}]}}}}"#,
        texts.join(",")
    );
    let problem = read_problems(&Folder::with(content).file()).expect("a problem").remove(0);
    assert_eq!((problem.id.as_str(), problem.prompt.as_str()), ("a -0", "\"-0"));
    let VerifierSpec::PythonCases { cases, .. } = problem.verifier else { panic!("it has cases") };
    assert_eq!(cases[0].expect, json!(0));
    assert_eq!(cases[0].args[..3], [json!(0), json!(-0.0), json!([0])]);
    for (read, float) in cases[0].args[3..].iter().zip(&floats) {
        assert_eq!(read.as_f64().map(f64::to_bits), Some(float.to_bits()), "{float:e}");
    }
}

#[test]
fn a_reading_error_names_file_line_field_and_what_was_expected() {
    let row = |verifier: &str| format!("{GOOD}\n{{\"id\":\"b\",\"prompt\":\"p\",\"verifier\":{verifier}}}\n");
    for (content, expected) in [
        (
            format!("{GOOD}\n{{\"id\":\"b\",\"pro"),
            "p.jsonl:2: expected a whole JSON object, found the end of the line at column 14",
        ),
        (r#"{"id":"b","prompt":"p"}"#.into(), "p.jsonl:1: verifier: expected this field, found none"),
        (
            GOOD.replace("\"prompt\"", "\"promt\""),
            "p.jsonl:1: promt: unknown field, expected one of id, prompt, verifier, references, split, tags",
        ),
        (GOOD.replace("\"p\"", "5"), "p.jsonl:1: prompt: invalid type: integer `5`, expected a string"),
        (
            GOOD.replace("{\"id\"", "{\"references\":[\"x\",1],\"id\""),
            "p.jsonl:1: references[1]: invalid type: integer `1`, expected a string",
        ),
        (
            GOOD.replace("{\"id\"", "{\"split\":\"test\",\"id\""),
            "p.jsonl:1: split: unknown variant `test`, expected `train` or `heldout`",
        ),
        (
            GOOD.replace("{\"id\"", "{\"id\":\"z\",\"id\""),
            "p.jsonl:1: id: expected this field once, found it twice",
        ),
        (
            format!("{GOOD} {GOOD}"),
            "p.jsonl:1: expected the end of the line after one JSON object, found more at column 75",
        ),
        (
            row(r#"{"type":"python-tests","entry_pint":"f","tests":"assert f(1)"}"#),
            "p.jsonl:2: verifier.entry_pint: unknown field, expected one of entry_point, tests, setup",
        ),
        (
            row(r#"{"tests":5,"type":"python-tests","entry_point":"f"}"#),
            "p.jsonl:2: verifier.tests: invalid type: integer `5`, expected a string",
        ),
        (
            row(r#"{"type":"python-tests","entry_point":"f"}"#),
            "p.jsonl:2: verifier.tests: expected this field, found none",
        ),
        (
            row(
                r#"{"type":"python-cases","entry_point":"f","cases":[{"expect":1},{"args":[{}]},{"expect":1}]}"#,
            ),
            "p.jsonl:2: verifier.cases[1].expect: expected this field, found none",
        ),
        (
            row(
                r#"{"type":"python-cases","entry_point":"f","cases":[{"expect":1},{"expect":1},{"arg":[],"expect":1}]}"#,
            ),
            "p.jsonl:2: verifier.cases[2].arg: unknown field, expected one of args, kwargs, expect",
        ),
        (
            row(r#"{"type":"python-cases","entry_point":"f","cases":[{"expect":1},{"args":7,"expect":1}]}"#),
            "p.jsonl:2: verifier.cases[1].args: invalid type: integer `7`, expected a sequence",
        ),
        (
            row(r#"{"type":"python-cases","entry_point":"f","cases":"none"}"#),
            "p.jsonl:2: verifier.cases: invalid type: string \"none\", expected a sequence",
        ),
        (row(r#"{"reference":"5"}"#), "p.jsonl:2: verifier.type: expected this field, found none"),
        (
            row(r#"{"type":"telepathy","reference":"5"}"#),
            "p.jsonl:2: verifier.type: unknown variant `telepathy`, expected one of `python-tests`, `python-cases`, `python-stdio`, `component`, `math-answer`",
        ),
        (format!("{GOOD}\n\n{GOOD}"), "p.jsonl:3: id: expected a unique id, found \"a\" of line 1 again"),
        (GOOD.replace("\"a\"", "\" \""), "p.jsonl:1: id: expected a name, found an empty string"),
        (
            GOOD.replace("\"5\"", "\"\""),
            "p.jsonl:1: verifier.reference: expected an answer, found an empty string",
        ),
        (
            row(r#"{"type":"python-tests","entry_point":"f(","tests":"assert f(1)"}"#),
            "p.jsonl:2: verifier.entry_point: expected the name of a Python function, found \"f(\"",
        ),
        (
            row(r#"{"type":"python-tests","entry_point":"class","tests":"assert f(1)"}"#),
            "p.jsonl:2: verifier.entry_point: expected the name of a Python function, found the keyword \"class\"",
        ),
        (
            row(r#"{"type":"python-cases","entry_point":"f","cases":[]}"#),
            "p.jsonl:2: verifier.cases: expected at least one case, found none",
        ),
        (
            row(
                r#"{"type":"python-cases","entry_point":"f","cases":[{"expect":1},{"args":[1,{"k":[18446744073709551616]}],"expect":1}]}"#,
            ),
            "p.jsonl:2: verifier.cases[1].args[1].k[0]: expected an integer of at most 64 bits, found 18446744073709551616",
        ),
        (
            row(
                r#"{"type":"python-cases","entry_point":"f","cases":[{"args":[-9223372036854775808, 18446744073709551615, "99999999999999999999", 1e30],"expect":-9223372036854775809}]}"#,
            ),
            "p.jsonl:2: verifier.cases[0].expect: expected an integer of at most 64 bits, found -9223372036854775809",
        ),
        (
            row(
                r#"{"type":"python-cases","entry_point":"f","tolerance":1,"cases":[{"expect":1},{"expect":1,"tests":1}]}"#,
            ),
            "p.jsonl:2: verifier.tolerance: unknown field, expected entry_point or cases",
        ),
        (
            row(r#"{"type":"python-cases","cases":[{"tests":1,"args":7,"expect":1}],"entry_point":"f"}"#),
            "p.jsonl:2: verifier.cases[0].tests: unknown field, expected one of args, kwargs, expect",
        ),
        (
            row(r#""math-answer""#),
            "p.jsonl:2: verifier: invalid type: string \"math-answer\", expected an object with \"type\"",
        ),
        (
            row(r#"{"type":"python-cases","entry_point":"f","cases":[{"expect":{"k":1,"\u006b":2}}]}"#),
            "p.jsonl:2: verifier.cases[0].expect.k: expected this field once, found it twice",
        ),
        (
            GOOD.replace("{\"id\"", r#"{"a\nb":1,"id""#),
            r"p.jsonl:1: a\nb: unknown field, expected one of id, prompt, verifier, references, split, tags",
        ),
    ] {
        check_problem_error(content, expected);
    }
    check_problem_error("[\"a\",\"p\"]", "p.jsonl:1: expected a JSON object, found an array");
    let mut broken = GOOD.as_bytes().to_vec();
    broken[8] = 0xff;
    check_problem_error(broken, "p.jsonl:1: expected UTF-8, found an invalid byte at column 9");
    check_problem_error(
        "{'id': 1}",
        "p.jsonl:1: expected JSON, found a fault in it at column 2: key must be a string",
    );
}

#[test]
fn a_file_that_is_not_there_or_empty_is_named() {
    let folder = Folder::with("");
    let missing = folder.folder.path().join("none.jsonl");
    let error = read_problems(&missing).expect_err("there is no such file");
    assert!(folder.without_folder(&error).starts_with("none.jsonl: cannot read the file: "), "{error}");
    let error = read_problems(&folder.file()).expect_err("it is empty");
    assert_eq!(folder.without_folder(&error), "p.jsonl: expected at least one row, found none");
}

#[test]
fn rows_end_after_the_first_error_and_count_lines_as_an_editor_does() {
    let folder = Folder::with(
        "\n{\"problem\":\"a\",\"completion\":\"x\"}\n\n5\n{\"problem\":\"b\",\"completion\":\"y\"}\n",
    );
    let mut rows = jsonl::rows::<CandidateRow>(&folder.file()).expect("the file is there");
    let (line, row) = rows.next().expect("a row").expect("it reads");
    assert_eq!((line, row.completion.as_str()), (2, "x"));
    let error = rows.next().expect("a row").expect_err("five is no candidate");
    assert_eq!(folder.without_folder(&error), "p.jsonl:4: expected a JSON object, found a number");
    assert!(rows.next().is_none());
}

#[test]
fn a_write_replaces_the_whole_file_or_leaves_it_alone() {
    struct Unwritable;
    impl serde::Serialize for Unwritable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("it has no form"))
        }
    }
    let folder = Folder::with("before\n");
    let error = jsonl::write(&folder.file(), [Unwritable]).expect_err("the row has no form");
    assert_eq!(folder.without_folder(&error), "p.jsonl: cannot write row 1: it has no form");
    assert_eq!(fs::read_to_string(folder.file()).expect("it is there"), "before\n");
    assert_eq!(
        fs::read_dir(folder.folder.path()).expect("it is there").count(),
        1,
        "no temporary file is left"
    );
    jsonl::write(&folder.file(), [json!({"a": 1}), json!(2)]).expect("the folder is writable");
    assert_eq!(fs::read_to_string(folder.file()).expect("it is there"), "{\"a\":1}\n2\n");

    let (link, target) = (folder.folder.path().join("link"), folder.folder.path().join("target.jsonl"));
    std::os::unix::fs::symlink("target.jsonl", &link).expect("the folder takes a link");
    for content in [1, 2] {
        jsonl::write(&link, [content]).expect("the folder is writable");
        assert_eq!(fs::read_to_string(&target).expect("it is there"), format!("{content}\n"));
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    }

    let nowhere = folder.folder.path().join("none/p.jsonl");
    let error = jsonl::write(&nowhere, [1]).expect_err("there is no such folder");
    assert!(folder.without_folder(&error).starts_with("none/p.jsonl: cannot write the file: "), "{error}");
    let error = jsonl::write(folder.folder.path(), [1]).expect_err("it is a folder");
    assert!(error.to_string().ends_with("expected a file, found a folder"), "{error}");
    jsonl::write(Path::new("/dev/null"), [1]).expect("a device takes rows");
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file());
}

#[test]
fn candidate_rows_are_read_under_other_projects_names() {
    let expected = CandidateRow { problem: "a".into(), completion: "x".into() };
    for problem in ["problem", "task_id", "problem_id"] {
        for completion in ["completion", "solution", "response", "answer"] {
            let row: CandidateRow =
                serde_json::from_value(json!({problem: "a", completion: "x"})).expect("a row");
            assert_eq!(row, expected);
        }
    }
    for (content, expected) in [
        (r#"{"problem":"a"}"#, "p.jsonl:1: completion: expected this field, found none"),
        (
            r#"{"problem":"a","completion":"x","solution":"y"}"#,
            "p.jsonl:1: solution: another name of completion, expected one of them, found both",
        ),
        (
            r#"{"task_id":2,"completion":"x"}"#,
            "p.jsonl:1: task_id: invalid type: integer `2`, expected a string",
        ),
    ] {
        let folder = Folder::with(content);
        let error = jsonl::read::<CandidateRow>(&folder.file()).expect_err(expected);
        assert_eq!(folder.without_folder(&error), expected);
    }
}

#[test]
fn pairs_and_labelled_cases_are_read() {
    let folder = Folder::with(
        r##"{"gold":"5","answer":"5","correct":true,"id":"1","question":"q"}
{"gold":"5","answer":"1 + 3 = 4\n#### 4","correct":false}
{"problem":{"id":"a","prompt":"p","verifier":{"type":"math-answer","reference":"5"}},"completion":"5","correct":true}"##,
    );
    let rows: Vec<LabelledCase> = jsonl::read(&folder.file()).expect("three cases");
    let pair = |answer: &str| Pair { gold: "5".into(), answer: answer.into() };
    assert_eq!(
        rows,
        [
            LabelledCase::Pair { pair: pair("5"), label: Label::Correct },
            LabelledCase::Pair { pair: pair("1 + 3 = 4\n#### 4"), label: Label::Wrong },
            LabelledCase::Problem {
                problem: Box::new(math("a", "p", "5", Split::Train)),
                completion: "5".into(),
                label: Label::Correct,
            },
        ]
    );
    for (content, expected) in [
        (r#"{"gold":"5","answer":"5"}"#, "p.jsonl:1: correct: expected this field, found none"),
        (
            r#"{"gold":"5","answer":"5","correct":"yes"}"#,
            "p.jsonl:1: correct: invalid type: string \"yes\", expected a boolean",
        ),
        (
            r#"{"problem":{"id":"a","prompt":"p","verifier":{"type":"math-answer","ref":"5"}},"completion":"","correct":true}"#,
            "p.jsonl:1: problem.verifier.ref: unknown field, expected one of reference, rules, second_judge",
        ),
        (
            r#"{"gold":"5","answer":"5","gold":"6","correct":true}"#,
            "p.jsonl:1: gold: expected this field once, found it twice",
        ),
        (
            r#"{"gold":"5","answer":"5","correct":false,"correct":true}"#,
            "p.jsonl:1: correct: expected this field once, found it twice",
        ),
        (
            r#"{"problem":{"id":"a","prompt":"p","prompt":"q","verifier":{"type":"math-answer","reference":"5"}},"completion":"","correct":true}"#,
            "p.jsonl:1: problem.prompt: expected this field once, found it twice",
        ),
    ] {
        let folder = Folder::with(content);
        let error = jsonl::read::<LabelledCase>(&folder.file()).expect_err(expected);
        assert_eq!(folder.without_folder(&error), expected);
    }
    let folder = Folder::with(r#"{"gold":"5","answer":"5","label":1}"#);
    let error = jsonl::read::<Pair>(&folder.file()).expect_err("a label is not known");
    assert_eq!(
        folder.without_folder(&error),
        "p.jsonl:1: label: unknown field, expected one of gold, answer, id, question, correct"
    );
}

#[test]
fn problems_are_taken_on_their_own_side_alone() {
    let error = TrainingProblem::new(math("a", "p", "5", Split::HeldOut)).expect_err("it is held out");
    assert_eq!(error.to_string(), "problem a: expected split train, found heldout");
    let error = HeldOutProblem::new(math("a", "p", "5", Split::Train)).expect_err("it is for training");
    assert_eq!(error.to_string(), "problem a: expected split heldout, found train");
    assert!(TrainingProblem::new(math("a", "p", "5", Split::Train)).is_ok());
    assert!(HeldOutProblem::new(math("a", "p", "5", Split::HeldOut)).is_ok());
}

fn tags(problem: &Problem) -> BTreeMap<&str, &Value> {
    problem.tags.iter().map(|(key, value)| (key.as_str(), value)).collect()
}

#[test]
fn humaneval_rows_become_completion_problems() {
    let prompt = "def one():\n    \"\"\"One.\"\"\"\n";
    let row = json!({"task_id": "HumanEval/0", "prompt": prompt, "entry_point": "one",
        "canonical_solution": "    return 1\n", "test": "def check(candidate):\n    assert candidate() == 1\n"});
    let folder = Folder::with(row.to_string());
    let problems = import(Source::HumanEval, &folder.file(), None).expect("a problem");
    let problem = &problems[0];
    assert_eq!(problem.id.as_str(), "HumanEval/0");
    assert_eq!(tags(problem)["licence"], "MIT");
    let candidate = extract(&problem.verifier, &problem.prompt, &problem.references[0]);
    assert_eq!(candidate, Candidate::Program(format!("{prompt}    return 1\n")));

    let helped =
        row.to_string().replace("def one", "import math\\n\\ndef helper():\\n    return 1\\n\\n\\ndef one");
    let helped = import(Source::HumanEval, &Folder::with(helped).file(), None).expect("a problem").remove(0);
    let VerifierSpec::PythonTests { setup, .. } = helped.verifier else { panic!("expected tests") };
    assert_eq!(setup, "import math\n\ndef helper():\n    return 1");

    let folder = Folder::with(row.to_string().replace("\"one\"", "\"two\""));
    let error =
        import(Source::HumanEval, &folder.file(), None).expect_err("the prompt defines another function");
    assert_eq!(
        folder.without_folder(&error),
        "p.jsonl:1: prompt: expected a prompt that opens `def two(`, found none"
    );
}

#[test]
fn mbpp_rows_show_their_asserts_and_keep_the_challenge_ones() {
    let row = json!({"task_id": 7, "text": "Write a function to add one.", "code": "import math\r\ndef up(n):\r\n\treturn n + 1",
        "test_setup_code": "", "test_list": ["assert up(1) == 2", "assert up(2) == 3"], "challenge_test_list": ["assert up(-1) == 0"]});
    let folder = Folder::with(row.to_string());
    let problem = import(Source::Mbpp, &folder.file(), None).expect("a problem").remove(0);
    assert_eq!(problem.id.as_str(), "MBPP/7");
    assert_eq!(
        problem.prompt,
        "Write a function to add one.\nYour code should pass these tests:\n\nassert up(1) == 2\nassert up(2) == 3\n"
    );
    let tests = "assert up(1) == 2\nassert up(2) == 3\nassert up(-1) == 0\n".to_owned();
    let verifier = VerifierSpec::PythonTests { entry_point: "up".into(), tests, setup: String::new() };
    assert_eq!(problem.verifier, verifier);
    let program = "import math\ndef up(n):\n\treturn n + 1";
    assert_eq!(
        extract(&problem.verifier, &problem.prompt, &problem.references[0]),
        Candidate::Program(program.into())
    );

    for (code, setup, tests) in [
        ("import math\r\nimport re", "import math\nimport re", "assert up(1) == 2"),
        ("root = Node(1)\r\n", "", "root = Node(1)\nassert up(1) == 2"),
    ] {
        let mut row = row.clone();
        row["test_setup_code"] = json!(code);
        let folder = Folder::with(row.to_string());
        let problem = import(Source::Mbpp, &folder.file(), None).expect("a problem").remove(0);
        let VerifierSpec::PythonTests { setup: found, tests: all, .. } = problem.verifier else {
            panic!("MBPP is judged by tests");
        };
        assert_eq!(found, setup);
        assert!(all.starts_with(tests), "{all}");
    }
    let folder = Folder::with(row.to_string().replace("assert up(2)", "assert down(2)"));
    let error = import(Source::Mbpp, &folder.file(), None).expect_err("the asserts call two functions");
    assert_eq!(
        folder.without_folder(&error),
        "p.jsonl:1: test_list: expected asserts that all call one function defined in code, found none such"
    );
}

#[test]
fn gsm8k_rows_keep_the_answer_as_it_is_written() {
    let row = json!({"question": "How many?", "answer": "1,000 + 125 = <<1000+125=1125>>1,125\n#### 1,125"});
    let folder = Folder::with(format!("{row}\n{row}"));
    let problems = import(Source::Gsm8k, &folder.file(), None).expect("two problems");
    assert_eq!(problems[1].id.as_str(), "GSM8K/test/1");
    let problem = &problems[0];
    assert_eq!(problem.verifier, VerifierSpec::math_answer("1,125"));
    let candidate = extract(&problem.verifier, &problem.prompt, &problem.references[0]);
    assert_eq!(judge("1125", &Rules::default(), &candidate).verdict, Verdict::Accept);
    assert_eq!(
        judge("1,125", &Rules::default(), &extract_from_pair(&problem.references[0])).verdict,
        Verdict::Accept
    );

    let train = folder.folder.path().join("train.jsonl");
    fs::copy(folder.file(), &train).expect("the folder takes a file");
    let of_training = import(Source::Gsm8k, &train, None).expect("two problems");
    assert_eq!(of_training[0].id.as_str(), "GSM8K/train/0");
    assert_eq!((of_training[0].split, problems[0].split), (Split::Train, Split::HeldOut));
    let told = import(Source::Gsm8k, &folder.file(), Some(Split::Train)).expect("two problems");
    assert!(told.iter().all(|problem| problem.split == Split::Train));

    let folder = Folder::with(r#"{"question": "How many?", "answer": "five"}"#);
    let error = import(Source::Gsm8k, &folder.file(), None).expect_err("there is no final answer");
    assert_eq!(
        folder.without_folder(&error),
        "p.jsonl:1: answer: expected a worked answer that ends in `#### number`, found no `####`"
    );
}

/// A row as NeMo Gym has them.
fn stdio_row(id: &str, statement: &str, inputs: Value, outputs: Value) -> Value {
    json!({"responses_create_params": {"input": [{"role": "user", "content": statement}], "temperature": 1.0},
        "verifier_metadata": {"unit_tests": {"inputs": inputs, "outputs": outputs}},
        "hash_id": id, "dataset": "taco", "source": "codeforces"})
}

fn import_stdio(id: &str, statement: &str) -> Problem {
    let row = stdio_row(id, statement, json!(["1\n", "2\n"]), json!(["1\n", "4\n"]));
    let folder = Folder::with(row.to_string());
    import(Source::Stdio, &folder.file(), None).expect("it imports").remove(0)
}

#[test]
fn stdio_rows_become_programs_with_an_output_for_every_input() {
    let problem = import_stdio("a", "Print the square.");
    assert_eq!(problem.prompt, "Print the square.");
    assert_eq!(tags(&problem)["origin"], &json!("codeforces"));
    let written = serde_json::to_value(&problem.verifier).expect("plain data");
    let cases = json!([{"stdin": "1\n", "stdout": "1\n"}, {"stdin": "2\n", "stdout": "4\n"}]);
    assert_eq!(written, json!({"type": "python-stdio", "cases": cases}));
}

#[test]
fn a_statement_says_whether_several_outputs_are_right_and_whether_case_counts() {
    let said = |statement: &str| {
        let VerifierSpec::PythonStdio { compare, several_answers, .. } =
            import_stdio("a", statement).verifier
        else {
            panic!("it is a program")
        };
        (several_answers, serde_json::to_value(compare).expect("plain data")["ignore_case"] == json!(true))
    };
    assert_eq!(said("Print the shortest word."), (false, false));
    assert_eq!(said("If there are many answers, print any of them."), (true, false));
    assert_eq!(said("You can print each letter in any case (upper or lower)."), (false, true));
}

#[test]
fn what_is_known_of_a_published_problem_comes_with_it() {
    let problem = import_stdio("ff86821ed6f7260c7a17c4c9be03b663", "You can print any sequence.");
    let VerifierSpec::PythonStdio { checker, several_answers, .. } = &problem.verifier else {
        panic!("it is a program")
    };
    assert!(checker.is_some() && !several_answers);
    assert_eq!(problem.references.len(), 1);
    assert!(problem.flaw().is_none());
}

fn check_import_error(source: Source, row: &Value, expected: &str) {
    let folder = Folder::with(row.to_string());
    let error = import(source, &folder.file(), None).expect_err(expected);
    assert_eq!(folder.without_folder(&error), expected);
}

#[test]
fn an_importing_error_names_the_field_of_the_source() {
    let humaneval = |id: &str, entry_point: &str, test: &str| {
        json!({"task_id": id, "prompt": "def total(xs):\n", "entry_point": entry_point,
            "canonical_solution": "    return 1\n", "test": test})
    };
    check_import_error(
        Source::HumanEval,
        &humaneval("a", "total", " "),
        "p.jsonl:1: test: expected Python source, found none",
    );
    check_import_error(
        Source::HumanEval,
        &humaneval(" ", "total", "assert total([])"),
        "p.jsonl:1: task_id: expected a name, found an empty string",
    );
    check_import_error(
        Source::HumanEval,
        &humaneval("a", "tot", "assert tot([])"),
        "p.jsonl:1: prompt: expected a prompt that opens `def tot(`, found none",
    );
    check_import_error(
        Source::Stdio,
        &stdio_row("a", "s", json!(["1", "2"]), json!(["1"])),
        "p.jsonl:1: verifier_metadata.unit_tests.outputs: expected as many as inputs, 2, found 1",
    );
    check_import_error(
        Source::Stdio,
        &stdio_row("a", "s", json!([]), json!([])),
        "p.jsonl:1: verifier_metadata.unit_tests.inputs: expected at least one case, found none",
    );
    check_import_error(
        Source::Gsm8k,
        &json!({"question": "How many?", "answer": "None.\n#### none at all"}),
        "p.jsonl:1: answer: expected a number after `####` that the checker reads, found \"none at all\"",
    );
}

#[test]
fn cases_that_cannot_pass_between_guest_and_host_are_refused() {
    let problem = |args: Value, expect: Value| {
        json!({"id": "a", "prompt": "p", "verifier": {"type": "python-cases", "entry_point": "f",
            "cases": [{"args": [1], "expect": 1}, {"args": args, "expect": expect}]}})
        .to_string()
    };
    check_problem_error(
        problem(json!([]), json!("x".repeat(9 << 20))),
        "p.jsonl:1: verifier.cases[1].expect: expected a value of at most 8388544 bytes as the sandbox counts, found 9437193",
    );
    check_problem_error(
        problem(json!(["x".repeat(17 << 20)]), json!(1)),
        "p.jsonl:1: verifier.cases[1].args: expected arguments of at most 16777216 bytes in all, found 17825827",
    );
}

#[test]
fn importing_twice_the_same_id_or_from_an_unknown_source_is_an_error() {
    let row =
        json!({"task_id": 7, "text": "t", "code": "def f(n):\n  return n", "test_list": ["assert f(1)"]});
    let folder = Folder::with(format!("{row}\n{row}"));
    let error = import(Source::Mbpp, &folder.file(), None).expect_err("the id comes twice");
    assert_eq!(
        folder.without_folder(&error),
        "p.jsonl:2: task_id: expected a unique id, found \"MBPP/7\" of line 1 again"
    );
    let error = "apps".parse::<Source>().expect_err("it is not a source");
    assert_eq!(error.to_string(), "expected humaneval, mbpp, gsm8k or stdio, found \"apps\"");
    for source in Source::ALL {
        assert_eq!(source.to_string().parse(), Ok(source));
    }
}
