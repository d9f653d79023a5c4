//! Checkers of one's own: verdicts by them, and the commands that make, build, test and measure them.

#[path = "../../verifiers/tests/checkers/text.rs"]
mod text;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use veriloop_sandbox::CacheDir;

use crate::dir::Dir;
use text::{ACCEPT, Source};

/// A checker that is kept: it accepts what holds a word.
const FIRST: &[u8] = include_bytes!("../../verifiers/tests/checkers/first/first.wasm");

fn problem(module: &str, params: Value) -> Value {
    json!({"id": "p", "prompt": "Say it.", "verifier": {"type": "component", "module": module, "params": params}})
}

fn candidate(completion: &str) -> Value {
    json!({"problem": "p", "completion": completion})
}

const VERIFY: [&str; 5] = ["verify", "--problems", "p.jsonl", "--candidates", "c.jsonl"];

#[test]
fn a_checker_judges_by_its_own_words_and_its_hash_is_in_every_row() {
    let dir = Dir::new();
    dir.file("first.wasm", FIRST).rows("p.jsonl", &[problem("first.wasm", json!({"word": "yes"}))]);
    dir.rows("c.jsonl", &["oh yes", "no", "", "<think>yes</think>no"].map(candidate));
    let run = dir.veriloop(&VERIFY).exits_with(0);
    let rows = run.rows();
    let shown: Vec<String> = rows.iter().map(|row| format!("{} {}", row["verdict"], row["reason"])).collect();
    let not_found = r#""reject" "word-not-found""#;
    assert_eq!(shown, [r#""accept" null"#, not_found, r#""reject" "no-answer""#, not_found]);
    let sha256 = rows[0]["checker"]["sha256"].as_str().expect("a hash");
    assert_eq!(sha256.len(), 64);
    for row in &rows {
        assert_eq!(row["checker"]["name"], "first");
        assert_eq!(row["checker"]["sha256"], sha256);
        assert_eq!(row["sealed"], true);
    }
    assert_eq!(rows[0]["checker"]["score"], 1.0);
    assert!(run.stderr.contains("reject word-not-found: 2"), "{}", run.stderr);
}

#[test]
fn a_module_is_looked_for_beside_the_file_that_names_it_and_another_module_is_another_verifier() {
    let dir = Dir::new();
    fs::create_dir(dir.path().join("set")).expect("a folder");
    dir.file("set/first.wasm", FIRST).rows("set/p.jsonl", &[problem("first.wasm", json!({"word": "yes"}))]);
    dir.rows("c.jsonl", &[candidate("yes")]);
    let verify = ["verify", "--problems", "set/p.jsonl", "--candidates", "c.jsonl"];
    let first = dir.veriloop(&verify).exits_with(0).rows();
    let accepts = format!("{ACCEPT} (local.get 14)");
    dir.file("set/first.wasm", component(&Source::new("other").judge(&accepts)));
    let second = dir.veriloop(&verify).exits_with(0).rows();
    assert_eq!((&first[0]["verdict"], &second[0]["verdict"]), (&json!("accept"), &json!("accept")));
    assert_ne!(first[0]["verifier"], second[0]["verifier"]);
    assert_ne!(first[0]["checker"]["sha256"], second[0]["checker"]["sha256"]);
}

#[test]
fn a_checker_that_does_not_answer_is_an_error_row_with_its_name_and_exit_code_3() {
    let dir = Dir::new();
    dir.file("first.wasm", FIRST).rows("p.jsonl", &[problem("first.wasm", json!({}))]);
    dir.rows("c.jsonl", &[candidate("yes")]);
    let rows = dir.veriloop(&VERIFY).exits_with(3).rows();
    assert_eq!((&rows[0]["verdict"], &rows[0]["reason"]), (&json!("error"), &json!("checker-fault")));
    assert_eq!(rows[0]["detail"], "the checker first 1.0.0 cannot judge: expected a parameter `word`");
    assert_eq!(rows[0]["checker"]["name"], "first");
}

#[test]
fn a_module_that_is_not_there_or_is_no_checker_is_refused_before_any_work() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &[problem("none.wasm", json!({}))]).rows("c.jsonl", &[candidate("yes")]);
    dir.veriloop(&VERIFY).refuses(&["p.jsonl:1: verifier.module: ", "none.wasm"]);
    dir.file("none.wasm", "nothing of the kind");
    dir.veriloop(&VERIFY).refuses(&["none.wasm: expected a WebAssembly component, found something else"]);
    let case = json!({"problem": problem("away.wasm", json!({})), "completion": "", "correct": false});
    dir.rows("cases.jsonl", &[case]);
    dir.veriloop(&["measure", "--labelled", "cases.jsonl"])
        .refuses(&["cases.jsonl:1: problem.verifier.module: ", "away.wasm"]);
}

fn component(source: &Source<'_>) -> Vec<u8> {
    wat::parse_str(source.text()).expect("text of a component")
}

/// A built project, whose checker and cases are these.
fn project(source: &Source<'_>, cases: &[(&str, bool)]) -> Dir {
    let dir = Dir::new();
    dir.file("checker.toml", "name = \"mine\"\nlang = \"rust\"\n").file("mine.wasm", component(source));
    let case = |&(completion, correct): &(&str, bool)| json!({"problem": problem("mine.wasm", json!({})), "completion": completion, "correct": correct});
    dir.rows("cases.jsonl", &cases.iter().map(case).collect::<Vec<_>>());
    dir
}

#[test]
fn a_checker_that_tosses_a_coin_fails_its_test() {
    // The explanation is as long as the random number says.
    let toss = format!(
        "{ACCEPT} (i32.store offset=44 (local.get 14) (i32.and (i32.wrap_i64 (call $host)) (i32.const 1023))) (local.get 14)"
    );
    let source = Source {
        import: r#"(import "wasi:random/random@0.2.0" (instance $host (export "get-random-u64" (func (result u64)))))"#,
        lower: r#"(canon lower (func $host "get-random-u64"))"#,
        host: "(result i64)",
        ..Source::new("coin")
    };
    let run = project(&source.judge(&toss), &[("a", true)]).veriloop(&["checker", "test"]).exits_with(1);
    assert!(run.stdout.contains("FAIL  the same said with other random numbers and at another time: line 1"));
    assert!(run.stdout.contains("ok    the same said again, after other candidates"), "{}", run.stdout);
}

#[test]
fn a_checker_that_accepts_everything_is_exposed_by_its_test_and_by_its_rates() {
    let accepts = format!("{ACCEPT} (local.get 14)");
    let dir = project(&Source::new("generous").judge(&accepts), &[("a", true), ("b", false), ("c", false)]);
    let run = dir.veriloop(&["checker", "test"]).exits_with(1);
    assert!(run.stdout.contains("FAIL  case in line 2: expected reject, found accept"), "{}", run.stdout);
    assert!(run.stdout.contains("note  an empty candidate is accepted"), "{}", run.stdout);
    let run = dir.veriloop(&["checker", "measure", "--json"]).exits_with(0);
    assert_eq!(run.rows()[0]["false_positives"]["rate"], 1.0);
    assert_eq!(run.rows()[0]["false_negatives"]["rate"], 0.0);
}

#[test]
fn a_checker_that_breaks_on_a_hostile_candidate_fails_its_test() {
    // It traps where the candidate is longer than a page.
    let judge = format!(
        "(if (i32.gt_u (local.get 11) (i32.const 65536)) (then unreachable)) {ACCEPT} (local.get 14)"
    );
    let run = project(&Source::new("frail").judge(&judge), &[("a", true)]).veriloop(&["checker", "test"]);
    let run = run.exits_with(1);
    let expected = "FAIL  an answer to a candidate of a megabyte: the checker frail 1 trapped: ";
    assert!(run.stdout.contains(expected), "{}", run.stdout);
}

#[test]
fn a_new_project_is_whole_and_never_written_over_another() {
    for (language, source) in
        [("rust", "src"), ("python", "checker.py"), ("js", "checker.js"), ("c", "checker.c")]
    {
        let dir = Dir::new();
        let new = ["checker", "new", "my-checker", "--lang", language];
        let written = dir.veriloop(&new).exits_with(0).stdout;
        assert!(written.lines().all(|file| dir.path().join(file).is_file()), "{written}");
        assert!(dir.path().join("my-checker").join(source).exists());
        dir.veriloop(&new).refuses(&["my-checker: expected nothing of this name, found something"]);
        dir.veriloop(&["checker", "test", "my-checker"]).refuses(&[
            "my-checker.wasm: expected the checker, found none: `veriloop checker build my-checker`",
        ]);
    }
    let dir = Dir::new();
    dir.veriloop(&["checker", "new", "../away", "--lang", "c"])
        .refuses(&["NAME: expected lower-case letters"]);
    dir.veriloop(&["checker", "build", "."])
        .refuses(&["checker.toml", "`veriloop checker new` writes a project"]);
    assert!(dir.names().is_empty());
}

#[test]
fn what_is_wrong_with_a_project_is_said_with_file_line_field_and_what_was_found() {
    let accepts = format!("{ACCEPT} (local.get 14)");
    let dir = project(&Source::new("generous").judge(&accepts), &[("a", true)]);
    let check_manifest = |text: &str, expected: &str| {
        dir.file("checker.toml", text);
        dir.veriloop(&["checker", "test"]).refuses(&["checker.toml:", expected]);
    };
    check_manifest(
        "name = \"mine\"\nlang = \"perl\"\n",
        "checker.toml:2: lang: unknown variant `perl`, expected one of",
    );
    check_manifest("name = \"mine\"\n", "missing field `lang`");
    check_manifest("name = \"mine\nlang = \"js\"\n", "checker.toml:1: document: invalid basic string");
    check_manifest(
        "name = \"mine\"\nlang = \"js\"\nlanguage = 3\n",
        "checker.toml:3: language: unknown field",
    );
    check_manifest("name = \"My\"\nlang = \"js\"\n", "name: expected lower-case letters");
    dir.file("checker.toml", "name = \"mine\"\nlang = \"rust\"\n");

    // Cases that another checker judges, or none, say nothing of this one.
    dir.file("other.wasm", FIRST);
    let check_case = |verifier: Value, expected: &str| {
        let problem = json!({"id": "p", "prompt": "Say it.", "verifier": verifier});
        dir.rows("cases.jsonl", &[json!({"problem": problem, "completion": "", "correct": false})]);
        for command in ["test", "measure"] {
            dir.veriloop(&["checker", command]).refuses(&["cases.jsonl:1: problem.verifier.", expected]);
        }
    };
    let other = json!({"type": "component", "module": "other.wasm"});
    check_case(other, "module: expected the project's own checker ./mine.wasm, found ./other.wasm");
    let none = json!({"type": "math-answer", "reference": "1"});
    check_case(
        none,
        "type: expected the project's own checker ./mine.wasm, found a verifier of type math-answer",
    );
    let gone = json!({"type": "component", "module": "gone.wasm"});
    check_case(gone, "module: expected a file of WebAssembly, found none");
}

#[test]
fn cases_of_what_is_no_checker_are_refused_before_they_are_measured() {
    let dir = Dir::new();
    let case = json!({"problem": problem("set.wasm", json!({})), "completion": "", "correct": false});
    dir.rows("cases.jsonl", &[case]).file("set.wasm", b"\0asm\x01\0\0\0");
    dir.veriloop(&["measure", "--labelled", "cases.jsonl"])
        .refuses(&["set.wasm: expected a WebAssembly component, found a core module"]);
}

/// How the tests have cargo build checkers: without a network, and into a folder where crates are built once.
const CARGO: [(&str, &str); 2] =
    [("CARGO_NET_OFFLINE", "true"), ("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/checkers"))];

/// Whether the crates of a checker in Rust are there, and a target to build it for; else says that a test is not run.
fn can_build_rust() -> bool {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("verifiers/checkers/countdown/Cargo.toml");
    let mut fetch = Command::new("cargo");
    fetch.args(["fetch", "--locked", "--quiet", "--offline", "--manifest-path"]).arg(manifest);
    let has_crates = fetch.output().is_ok_and(|output| output.status.success());
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let has_target = sysroot.is_ok_and(|output| {
        let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Path::new(&sysroot).join("lib/rustlib/wasm32-wasip2").is_dir()
    });
    if !(has_crates && has_target) {
        eprintln!(
            "not run: the target wasm32-wasip2 or the crates of checkers are not there; `cargo xtask setup` gets them"
        );
    }
    has_crates && has_target
}

/// What the tutorial does in one language.
struct Tutorial<'a> {
    language: &'a str,
    /// What `build` needs to find its tools without a network.
    variables: &'a [(&'a str, &'a str)],
    source: &'a str,
    /// The lines before which the change goes, and the change.
    before: &'a str,
    change: &'a str,
}

impl Tutorial<'_> {
    /// Makes, builds, tests, changes, measures and uses a checker, as the tutorial does.
    fn check(&self) {
        let Tutorial { language, variables, source, before, change } = *self;
        let dir = Dir::new();
        dir.veriloop(&["checker", "new", "divisor", "--lang", language]).exits_with(0);
        let build = || dir.veriloop_with_variables(&["checker", "build", "divisor"], variables).exits_with(0);
        assert!(build().stdout.starts_with("divisor/divisor.wasm divisor 0.1.0, "));
        let tested = dir.veriloop(&["checker", "test", "divisor"]).exits_with(0);
        assert!(tested.stdout.ends_with("22 passed, 0 failed\n"), "{}", tested.stdout);

        // The divisor must be a prime.
        let source = format!("divisor/{source}");
        let text = dir.read(&source);
        assert_eq!(text.matches(before).count(), 1, "{before}");
        dir.file(&source, text.replacen(before, &format!("{change}{before}"), 1));
        build();
        let run = dir.veriloop(&["checker", "test", "divisor"]).exits_with(1);
        let expected =
            "FAIL  case in line 2: expected accept, found reject (not-prime): 6 is a multiple of 2";
        assert!(run.stdout.contains(expected), "{}", run.stdout);
        let cases = dir
            .read("divisor/cases.jsonl")
            .replace(r#"2 times 6 is 12.\n6", "correct": true"#, r#"2 times 6 is 12.\n6", "correct": false"#);
        dir.file("divisor/cases.jsonl", cases);
        dir.veriloop(&["checker", "test", "divisor"]).exits_with(0);
        let run = dir.veriloop(&["checker", "measure", "divisor"]).exits_with(0);
        assert!(run.stdout.contains("false-positive rate     0.000 %  (0 of 5;"), "{}", run.stdout);
        assert!(run.stdout.contains("reject not-prime                 1"), "{}", run.stdout);

        let verifier =
            json!({"type": "component", "module": "divisor/divisor.wasm", "params": {"number": 12}});
        dir.rows(
            "p.jsonl",
            &[json!({"id": "p", "prompt": "Name a prime divisor of 12.", "verifier": verifier})],
        );
        let rows = dir.rows("c.jsonl", &["3", "6"].map(candidate)).veriloop(&VERIFY).exits_with(0).rows();
        assert_eq!([&rows[0]["verdict"], &rows[1]["verdict"]], [&json!("accept"), &json!("reject")]);
        train(&dir);
    }
}

/// Trains on a checker, by the page's own files, with less of everything.
fn train(dir: &Dir) {
    dir.file("problems.py", block("problems.py"));
    let mut python = Command::new("python3");
    let problems = python.arg("problems.py").current_dir(dir.path()).output().expect("python3 starts");
    assert!(problems.status.success(), "{}", String::from_utf8_lossy(&problems.stderr));
    dir.file("divisors.jsonl", problems.stdout);
    let mut config = block("divisors.toml");
    for (whole, less) in [
        ("rounds = 2", "rounds = 1"),
        ("per_round = 200", "per_round = 40"),
        ("hidden_size = 64", "hidden_size = 32"),
        ("cold_start_steps = 200", "cold_start_steps = 20"),
        ("round_steps = 30", "round_steps = 4"),
    ] {
        assert!(config.contains(whole), "{whole}");
        config = config.replace(whole, less);
    }
    dir.file("divisors.toml", config);
    let run = dir.veriloop(&["run", "divisors.toml", "--out", "run", "--seed", "1"]).exits_with(0);
    assert!(run.stderr.contains("audit: 0 of 24 canaries rejected"), "{}", run.stderr);
    assert!(run.stderr.contains("alarm weak-tests"), "{}", run.stderr);
}

/// The page's block of code that follows the mention of a file.
fn block(file: &str) -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/checkers.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let mention = page.find(&format!("`{file}`")).expect("the page mentions the file");
    let mut parts = page[mention..].split("\n```");
    parts.next();
    let code = parts.next().and_then(|block| block.split_once('\n')).expect("a block follows");
    format!("{}\n", code.1)
}

#[test]
fn the_tutorial_in_rust_runs_as_it_is_written() {
    if !can_build_rust() {
        return;
    }
    let change = "if let Some(factor) = (2..divisor).find(|factor| divisor % factor == 0) {
            return Ok(reject(\"not-prime\", &format!(\"{divisor} is a multiple of {factor}\")));
        }
        ";
    let before = "Ok(verdict(\"accept\"";
    Tutorial { language: "rust", variables: &CARGO, source: "src/lib.rs", before, change }.check();
}

/// Where the set-up keeps a tool of checkers; none, saying why, where it keeps none.
fn tool(name: &str) -> Option<String> {
    let cache = CacheDir::from_environment().expect("a cache folder");
    let path = cache.checker_tools().join(name);
    if !path.exists() {
        eprintln!("not run: {} is not there; `cargo xtask setup` gets it", path.display());
        return None;
    }
    Some(path.into_os_string().into_string().expect("a path in UTF-8"))
}

#[test]
fn the_tutorial_in_python_runs_as_it_is_written() {
    let Some(wheels) = tool("wheels") else { return };
    let variables = [("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", wheels.as_str())];
    let change = "for factor in range(2, divisor):
            if divisor % factor == 0:
                return reject(\"not-prime\", f\"{divisor} is a multiple of {factor}\")
        ";
    let before = "return verdict(\"accept\"";
    Tutorial { language: "python", variables: &variables, source: "checker.py", before, change }.check();
}

#[test]
fn the_tutorial_in_javascript_runs_as_it_is_written() {
    let Some(cache) = tool("npm") else { return };
    let variables = [("npm_config_offline", "true"), ("npm_config_cache", cache.as_str())];
    let change = "for (let factor = 2; factor < divisor; factor++) {
    if (divisor % factor === 0) return reject(\"not-prime\", `${divisor} is a multiple of ${factor}`);
  }
  ";
    let before = "return verdict(\"accept\"";
    Tutorial { language: "js", variables: &variables, source: "checker.js", before, change }.check();
}

/// A checker that accepts whatever it is asked about.
pub(crate) fn accept_everything() -> Vec<u8> {
    component(&Source::new("generous").judge(&format!("{ACCEPT} (local.get 14)")))
}

/// Builds a checker in Rust that ships, in a folder of its name; `false` where that is not possible here.
pub(crate) fn build_shipped(dir: &Dir, name: &str) -> bool {
    if !can_build_rust() {
        return false;
    }
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("verifiers/checkers").join(name);
    for folder in ["src", "wit"] {
        fs::create_dir_all(dir.path().join(name).join(folder)).expect("a folder");
    }
    for file in [
        "checker.toml",
        "Cargo.toml",
        "Cargo.lock",
        "cases.jsonl",
        "src/lib.rs",
        "src/expression.rs",
        "wit/checker.wit",
    ] {
        fs::copy(shipped.join(file), dir.path().join(name).join(file)).expect("a file of the checker");
    }
    dir.veriloop_with_variables(&["checker", "build", name], &CARGO).exits_with(0);
    true
}

#[test]
fn the_shipped_checker_in_rust_builds_and_passes_its_test() {
    let dir = Dir::new();
    if build_shipped(&dir, "countdown") {
        dir.veriloop(&["checker", "test", "countdown"]).exits_with(0);
    }
}

#[test]
fn a_checker_in_c_with_the_protocol_of_testlib_judges_programs() {
    let dir = Dir::new();
    dir.veriloop(&["checker", "new", "divisor", "--lang", "c"]).exits_with(0);
    let run = dir.veriloop(&["checker", "build", "divisor"]);
    if run.stderr.contains("clang") {
        eprintln!("not run: clang for WASI is not there");
        run.refuses(&[
            "Debian's packages `clang`, `lld`, `wasi-libc` and `libclang-rt-dev-wasm32` have them",
        ]);
        return;
    }
    run.exits_with(0);
    assert!(
        dir.veriloop(&["checker", "test", "divisor"]).exits_with(0).stdout.ends_with("20 passed, 0 failed\n")
    );
}

#[test]
fn a_checker_in_cpp_as_testlib_s_users_write_them_judges_programs() {
    let dir = Dir::new();
    dir.veriloop(&["checker", "new", "summands", "--lang", "c"]).exits_with(0);
    fs::remove_file(dir.path().join("summands/checker.c")).expect("a file that is there");
    // The header is a small one of our own with testlib's interface, in place of testlib's.
    dir.file("summands/checker.cpp", include_str!("testlib/checker.cpp"));
    dir.file("summands/testlib.h", include_str!("testlib/testlib.h"));
    let case = |program: &str, correct: bool| {
        let case = |number: u32, expected: &str| json!({"stdin": format!("{number}\n"), "stdout": expected});
        let cases = [case(6, "3\n1 2 3\n"), case(8, "3\n1 2 5\n")];
        let verifier =
            json!({"type": "python-stdio", "cases": cases, "checker": {"testlib": "summands.wasm"}});
        let problem =
            json!({"id": "sum", "prompt": "As many different summands as possible.", "verifier": verifier});
        json!({"problem": problem, "completion": program, "correct": correct})
    };
    let greedy = "n, k, out = int(input()), 1, []\nwhile n >= k:\n    out.append(k)\n    n -= k\n    k += 1\n\
                  out[-1] += n\nprint(len(out), *out)\n";
    let cases = [
        case(greedy, true),
        case("n = int(input())\nprint(1, n)\n", false),
        case("n = int(input())\nprint(2, n // 2, n // 2)\n", false),
        case("print(3, 1, 2, 3)\n", false),
        case("print('three')\n", false),
    ];
    dir.rows("summands/cases.jsonl", &cases);
    let run = dir.veriloop(&["checker", "build", "summands"]);
    if run.stderr.contains("libc++-dev-wasm32") || run.stderr.contains("expected the program") {
        eprintln!("not run: clang++ or its library for WASI is not there");
        run.exits_with(2);
        return;
    }
    run.exits_with(0);
    let run = dir.veriloop(&["checker", "test", "summands"]).exits_with(0);
    assert!(run.stdout.ends_with("20 passed, 0 failed\n"), "{}", run.stdout);
    let rows = dir.veriloop(&["checker", "measure", "summands", "--json"]).exits_with(0).rows();
    assert_eq!(rows[0]["false_positives"]["rate"], 0.0);
    assert_eq!(rows[0]["false_negatives"]["rate"], 0.0);
}
