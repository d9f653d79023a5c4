//! What the verifiers of problems can see.

use serde_json::{Value, json};

use crate::dir::Dir;

fn problem(id: &str, prompt: &str, verifier: Value, reference: &str) -> Value {
    json!({"id": id, "prompt": prompt, "verifier": verifier, "references": [reference]})
}

/// A function of two branches with tests that are given.
fn larger(id: &str, tests: &str) -> Value {
    problem(
        id,
        "def larger(a: int, b: int) -> int:\n    \"\"\" The larger one.\n    >>> larger(1, 2)\n    2\n    \"\"\"\n",
        json!({"type": "python-tests", "entry_point": "larger", "tests": tests}),
        "    if a > b:\n        return a\n    return b\n",
    )
}

/// The rows of problems, and the row of the set.
fn measured(problems: &[Value]) -> (Vec<Value>, Value) {
    let dir = Dir::new();
    dir.rows("p.jsonl", problems);
    let mut rows = dir.veriloop(&["coverage", "--problems", "p.jsonl", "--json"]).exits_with(0).rows();
    let set = rows.pop().expect("a row of the set");
    assert_eq!(rows.len(), problems.len());
    (rows, set)
}

#[test]
fn weak_tests_show_by_what_they_miss_and_accept() {
    let strong = "assert larger(1, 2) == 2\nassert larger(5, 3) == 5\nassert larger(-1, -1) == -1\n";
    let (rows, set) = measured(&[larger("strong", strong), larger("weak", "assert larger(1, 2) == 2\n")]);
    let (strong, weak) = (&rows[0], &rows[1]);

    assert_eq!(strong["statements"], json!({"count": 4, "of": 4}));
    assert_eq!(strong["branches"], json!({"count": 2, "of": 2}));
    assert_eq!(strong["constants"], json!([]));
    assert_eq!(strong["copied_examples"], false);
    // Of the mutants, only `a >= b` does the same.
    let survivors = strong["survivors"].as_array().expect("survivors");
    let diffs: Vec<&str> = survivors.iter().map(|it| it["diff"].as_str().expect("a diff")).collect();
    assert_eq!(diffs, ["-    if a > b:\n+    if a >= b:"]);
    assert_eq!((&survivors[0]["operator"], &survivors[0]["line"]), (&json!("ROR"), &json!(6)));

    assert_eq!(weak["statements"], json!({"count": 3, "of": 4}));
    assert_eq!(weak["missed_lines"], json!([7]));
    assert_eq!(weak["branches"], json!({"count": 1, "of": 2}));
    assert_eq!(weak["missed_branches"], json!([[6, 7]]));
    assert_eq!(weak["constants"], json!(["2"]));
    assert_eq!(weak["copied_examples"], true);
    assert_eq!(weak["tests"], 1);

    assert_eq!(set["problems"], 2);
    assert_eq!(set["sealed"], json!({"count": 2, "of": 2}));
    assert_eq!(set["statements"], json!({"count": 7, "of": 8}));
    assert_eq!((&set["constants"], &set["copied_examples"]), (&json!(1), &json!({"count": 1, "of": 2})));
    let killed = |row: &Value| row["mutants"]["killed"].as_u64().expect("a count");
    assert!(killed(strong) > killed(weak));
    assert_eq!(killed(&set), killed(strong) + killed(weak));
}

#[test]
fn whole_programs_cases_and_answers_have_mutants_too() {
    let stdio = json!({"type": "python-stdio", "cases": [{"stdin": "1 2\n", "stdout": "3\n"}]});
    let cases =
        json!({"type": "python-cases", "entry_point": "add", "cases": [{"args": [2, 2], "expect": 4}]});
    let (rows, _) = measured(&[
        problem(
            "stdio",
            "Add.",
            stdio,
            "a, b = map(int, input().split())\nif a > b:\n    print(a + b)\nelse:\n    print(b + a)\n",
        ),
        problem("cases", "def add(a, b):\n", cases, "    return a + b\n"),
        problem(
            "answer",
            "How many?",
            json!({"type": "math-answer", "reference": r"\frac{3}{4}"}),
            r"\boxed{\frac{3}{4}}",
        ),
    ]);
    assert_eq!(rows[0]["missed_lines"], json!([3]));
    // One test, so one constant passes it.
    assert_eq!(rows[0]["constants"], json!(["\"3\\n\""]));
    let survivors = |row: &Value| row["survivors"].as_array().expect("survivors").len();
    assert_eq!((&rows[1]["mutants"]["killed"], survivors(&rows[1])), (&json!(2), 0));
    assert_eq!(rows[1]["constants"], json!(["4"]));
    assert_eq!((&rows[2]["mutants"]["killed"], survivors(&rows[2])), (&json!(2), 0));
    assert_eq!((&rows[2]["tests"], &rows[2]["statements"]), (&json!(1), &Value::Null));
}

#[test]
fn a_problem_whose_reference_is_not_accepted_says_why() {
    let wrong = larger("wrong", "assert larger(1, 2) == 1\n");
    let mut without = larger("without", "assert larger(1, 2) == 2\n");
    without.as_object_mut().expect("an object").remove("references");
    let (rows, set) = measured(&[wrong.clone(), without]);
    assert_eq!((&rows[0]["decidable"], &rows[1]["decidable"]), (&json!(false), &json!(false)));
    let why = |row: &Value| row["undecidable"].as_str().expect("a reason").to_owned();
    // Whether the reference is wrong or its tests cannot be run apart from it, nobody knows.
    assert!(why(&rows[0]).starts_with("the reference is not decided (unsealed): "), "{}", why(&rows[0]));
    assert!(why(&rows[0]).ends_with("assert larger(1, 2) == 1"), "{}", why(&rows[0]));
    assert_eq!(why(&rows[1]), "there is no reference to measure with");
    assert_eq!(set["decidable"], json!({"count": 0, "of": 2}));

    let dir = Dir::new();
    dir.rows("p.jsonl", &[larger("sound", "assert larger(2, 1) == 2\n"), wrong]);
    let with_page = ["coverage", "--problems", "p.jsonl", "--html", "page.html"];
    let table = dir.veriloop(&with_page).exits_with(0).stdout;
    let page = dir.read("page.html");
    assert!(page.contains("not decidable: the reference is not decided"), "{page}");
    let place = |id: &str| page.find(&format!(">{id}</th>")).expect("a row");
    assert!(place("wrong") < place("sound"), "what is not decided sees the least: {page}");
    assert!(table.contains("Not decidable (1)\n  wrong: the reference is not decided"), "{table}");
}

#[test]
fn a_problem_that_cannot_be_judged_is_counted_among_those_that_are_not_decidable() {
    let broken = larger("broken", "assert larger(1, 2) ==\n");
    let unread = problem(
        "unread",
        "How many?",
        json!({"type": "math-answer", "reference": r"\frac{"}),
        r"\boxed{\frac{}",
    );
    let (rows, set) = measured(&[broken, larger("sound", "assert larger(2, 1) == 2\n"), unread]);
    let why = |row: &Value| row["undecidable"].as_str().expect("a reason").to_owned();
    assert!(why(&rows[0]).contains("the tests are no Python"), "{}", why(&rows[0]));
    assert!(!why(&rows[2]).is_empty());
    assert_eq!(set["decidable"], json!({"count": 1, "of": 3}));
}

#[test]
fn a_verifier_that_decides_on_the_reference_alone_decides_nothing() {
    let mut unread =
        problem("unread", "How many?", json!({"type": "math-answer", "reference": r"\frac{"}), "");
    unread.as_object_mut().expect("an object").remove("references");
    let (rows, _) = measured(&[unread]);
    assert_eq!(rows[0]["decidable"], false);
    let why = rows[0]["undecidable"].as_str().expect("a reason");
    assert!(why.starts_with("the reference alone is decided"), "{why}");
}

#[test]
fn the_table_names_the_weakest_problems_with_a_mutant_each() {
    let dir = Dir::new();
    dir.rows("p.jsonl", &[larger("weak", "assert larger(1, 2) == 2\n")]);
    let with_page = ["coverage", "--problems", "p.jsonl", "--mutants", "3", "--html", "page.html"];
    let table = dir.veriloop(&with_page).exits_with(0).stdout;
    let page = dir.read("page.html");
    for expected in ["<title>veriloop coverage: p.jsonl", "always 2", "75.0 %", "<summary>weak: "] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
    for expected in ["decidable", "75.0 %   3 of 4", "A constant is accepted (1)\n  weak: 2", "Weakest tests"]
    {
        assert!(table.contains(expected), "{expected}: {table}");
    }
}

#[test]
fn rewrites_of_a_long_program_are_accepted_however_little_it_does() {
    let mut reference = String::from("    found = []\n");
    for at in 0..80 {
        reference +=
            &format!("    if a == {at}:\n        found.append({at})\n    else:\n        found.append(a)\n");
    }
    reference += "    return found[b]\n";
    let long = problem(
        "long",
        "def pick(a: int, b: int) -> int:\n",
        json!({"type": "python-tests", "entry_point": "pick", "tests": "assert pick(3, 3) == 3\nassert pick(-1, 0) == -1\n"}),
        &reference,
    );
    let dir = Dir::new();
    dir.rows("p.jsonl", &[long]);
    let rows =
        dir.veriloop(&["coverage", "--problems", "p.jsonl", "--mutants", "1", "--json"]).exits_with(0).rows();
    // With other variables, with branches exchanged, and with the result named.
    assert_eq!(rows[0]["rewrites"], json!({"count": 3, "of": 3}), "{}", rows[0]["refused_rewrites"]);
}
