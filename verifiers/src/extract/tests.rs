//! Tests of extraction.

use super::*;

const STUB: &str = "import math\n\n\ndef area(r):\n    \"\"\"Area of a circle.\"\"\"\n";

fn check_program(prompt: &str, completion: &str, expected: Option<&str>) {
    let spec = VerifierSpec::PythonCases { entry_point: "area".into(), cases: Vec::new() };
    let expected = expected.map_or(Candidate::Nothing, |text| Candidate::Program(text.to_owned()));
    assert_eq!(extract(&spec, prompt, completion), expected, "{completion:?} after {prompt:?}");
}

fn check_answer(completion: &str, expected: &str) {
    check_candidate(completion, Candidate::Answer(expected.to_owned()));
}

fn check_candidate(completion: &str, expected: Candidate) {
    let spec = VerifierSpec::math_answer("5");
    assert_eq!(extract(&spec, "How many?", completion), expected, "{completion:?}");
}

fn several(texts: &[&str]) -> Candidate {
    Candidate::Ambiguous(texts.iter().map(|&text| text.to_owned()).collect())
}

#[test]
fn a_continuation_is_joined_to_the_prompt() {
    let whole = |rest: &str| format!("{STUB}{rest}");
    for body in ["    return math.pi * r ** 2\n", "\n   \n    return r\n", " \n    return r", "\treturn r"] {
        check_program(STUB, body, Some(&whole(body)));
    }
    check_program(STUB, "    return r\n```\n\nThis returns r.", Some(&whole("    return r\n")));
    let nested = "    def area(r):\n        return r\n    return area(r)\n";
    check_program(STUB, nested, Some(&whole(nested)));
    check_program("def area(r): ", "return r", Some("def area(r): return r"));
}

#[test]
fn a_whole_program_stands_alone_with_the_prompts_imports() {
    let program = "def area(r):\n    return math.pi * r ** 2\n";
    check_program(STUB, program, Some(&format!("import math\n\n\n{program}")));
    let own = format!("import math\n\n{program}");
    check_program(STUB, &own, Some(&own));
    check_program("Write area.", program, Some(program));
    let future = "from __future__ import annotations\ndef area(r):\n    return r\n";
    check_program(STUB, future, Some(future));
}

#[test]
fn the_last_fenced_block_that_defines_the_entry_point_is_the_program() {
    let program = "def area(r):\n    return r\n";
    for completion in [
        format!("Here:\n```python\n{program}```\nDone."),
        format!("```py\n{program}```\nExample:\n```python\nprint(area(2))\n```\n"),
        format!("```python\ndef area(r):\n    return 1\n```\nBetter:\n```python\n{program}```"),
        format!("```python\n{program}"),
        format!("```\n{program}```"),
        format!("```bash\npip list\n```\n```Python\n{program}```"),
        "1. So:\n   ```python\n   def area(r):\n       return r\n   ```\n".to_owned(),
        format!("```python\nprint(1)\n```\n\n```\n{program}```\n"),
        format!("````python\n{program}````"),
        format!("<think>```python\ndef area(r): return 0\n```</think>```python\n{program}```"),
    ] {
        check_program("Write area.", &completion, Some(program));
    }
    check_program(STUB, "The body:\n```python\n    return r\n```\n", Some(&format!("{STUB}    return r\n")));
    check_program("Write area.", "```python\nprint(1)\n```", Some("print(1)\n"));
}

#[test]
fn the_entry_point_may_be_bound_in_other_ways_than_def() {
    for program in ["area = lambda r: r\n", "class area:\n    pass\n", "from shapes import disc as area\n"] {
        check_program(STUB, program, Some(&format!("import math\n\n\n{program}")));
    }
    let similar = "def area2(r):\n    return r\n";
    check_program(STUB, similar, Some(&format!("{STUB}{similar}")));
}

#[test]
fn an_empty_completion_holds_no_program() {
    for completion in ["", " \n\t\n", "<think>hm</think>", "<think>def area(r): return r", "```python\n```"] {
        check_program("Write area.", completion, None);
    }
    check_program(STUB, "   \n", None);
    check_program(STUB, "```python\n```", None);
}

#[test]
fn thinking_is_removed() {
    for (completion, expected) in [
        ("a<think>b</think>c", "a<think>b</think>c"),
        ("a</think>b", "b"),
        ("<think>a</think>b<think>c", "b<think>c"),
        (" <think>a</think>\n<think>b</think>c", "c"),
        ("<think>a<think>b</think>c", "c"),
        ("x < y > z", "x < y > z"),
        ("a</think>b</think>c", "c"),
    ] {
        assert_eq!(without_thinking(completion, |_| true), expected);
    }
}

#[test]
fn tags_of_thinking_in_a_program_belong_to_it() {
    for program in [
        "def area(r):\n    return r.split('</think>')\n",
        "def area(r):\n    return '<think>' + r + '</think>'\n",
        "import re\narea = lambda r: re.sub('<think>.*</think>', '', r)\n",
        "END = \"</think>\"\ndef area(r):\n    return END\n",
    ] {
        check_program("Write area.", program, Some(program));
        check_program("Write area.", &format!("```python\n{program}```"), Some(program));
        check_program("Write area.", &format!("<think>hm</think>\n```python\n{program}```"), Some(program));
        check_program("Write area.", &format!("So I thought.</think>```python\n{program}```"), Some(program));
    }
    let body = "    return r.split('</think>')\n";
    check_program(STUB, body, Some(&format!("{STUB}{body}")));
}

#[test]
fn a_fence_is_closed_by_its_own_kind_at_its_own_indent() {
    let program = "def area(r):\n    \"\"\"\n    ```\n    area(1)\n    ```\n    \"\"\"\n    return r\n";
    for fence in ["```", "````", "~~~"] {
        check_program("Write area.", &format!("{fence}python\n{program}{fence}\nDone."), Some(program));
        check_program("Write area.", &format!("{fence}python\n{program}  {fence} \nDone."), Some(program));
    }
    let quoting = "def area(r):\n    return r\n# ~~~\n~~~\n";
    check_program("Write area.", &format!("```python\n{quoting}```"), Some(quoting));
    check_program("Write area.", "```area```\n```python\narea = abs\n```", Some("area = abs\n"));
    check_program(STUB, "    return r\n~~~\n\nThis returns r.", Some(&format!("{STUB}    return r\n")));
}

#[test]
fn answers_become_candidates() {
    check_answer(r"So it is $\boxed{72}$.", "72");
    check_answer("48 + 24 = 72\n#### 72", "72");
    check_answer(r"It is $\boxed{50}\%$.", r"50 \%");
    check_answer(" 72\n", "72");
    check_answer(r"The roots are $\boxed{3}$ and $\boxed{5}$.", "3, 5");
    check_candidate("I tried 5 times and failed", Candidate::Nothing);
    check_candidate("", Candidate::Nothing);
    check_candidate("The answer is 5.\nOr is it? The answer is 6.", several(&["5", "6"]));
}

#[test]
fn a_pairs_answer_is_a_statement_or_the_whole_line() {
    for (answer, expected) in [
        ("f(x)=2x", Candidate::Answer("f(x)=2x".into())),
        ("16 - 3 = 13\nA: 13", Candidate::Answer("13".into())),
        ("first\nsecond", Candidate::Nothing),
        ("  ", Candidate::Nothing),
    ] {
        assert_eq!(extract_from_pair(answer), expected);
    }
}

#[test]
fn hostile_completions_take_linear_time() {
    // Each would not end in a test's patience if any of its parts were looked at once per other part.
    let spec = VerifierSpec::math_answer("5");
    for piece in [
        "\\boxed{",
        "\\boxed{1}",
        "\\boxed ",
        "{",
        "}",
        "#### ",
        "#### 1\n",
        "the answer is ",
        "answer: 1. ",
        "</think>",
        "<think>",
        "<think></think>",
        "A:\n",
        "\\",
        "answer is * * ",
        "Answer:\n",
    ] {
        extract(&spec, "", &piece.repeat(200_000));
    }
    let spec =
        VerifierSpec::PythonTests { entry_point: "f".into(), tests: String::new(), setup: String::new() };
    for piece in
        ["```", "```python\n", "def f(", "def f(x):\n", "\n", " ", "f=", "```\nx\n", "from a import f\n"]
    {
        extract(&spec, "def f(x):\n", &piece.repeat(200_000));
    }
}
