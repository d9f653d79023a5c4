//! MBPP: functions described in a sentence, judged by asserts.

use serde::Deserialize;
use veriloop_verifiers::VerifierSpec;

use super::{Flaw, provenance};
use crate::{Problem, ProblemId, Split};

/// Where a problem's fields come from.
pub(super) const FIELDS: [(&str, &str); 3] =
    [("id", "task_id"), ("verifier.tests", "test_list"), ("verifier.entry_point", "code")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    text: String,
    code: String,
    task_id: u64,
    #[serde(default)]
    test_setup_code: String,
    test_list: Vec<String>,
    #[serde(default)]
    challenge_test_list: Vec<String>,
}

/// The prompt shows the sentence and the asserts of `test_list`, as is usual
/// with this set, since the sentence alone does not name the function. The
/// challenge asserts are tests too and are not shown.
pub(super) fn problem(row: Row) -> Result<Problem, Flaw> {
    // The set's files come from a system that ends lines with a carriage return and a line feed.
    let unix = |text: &str| text.replace("\r\n", "\n");
    let code = unix(&row.code);
    let shown: Vec<String> = row.test_list.iter().map(|test| unix(test)).collect();
    let entry_point = entry_point(&code, &shown).ok_or_else(|| {
        (
            "test_list",
            "expected asserts that all call one function defined in code, found none such".to_owned(),
        )
    })?;
    let setup = unix(&row.test_setup_code);
    let imports_alone = setup
        .lines()
        .all(|line| line.trim().is_empty() || line.starts_with("import ") || line.starts_with("from "));
    let mut tests = String::new();
    // Set-up code that does more than import builds inputs of the tests, in some rows with a class of the
    // candidate's, so it can only come after the candidate.
    let setup = if imports_alone {
        setup
    } else {
        tests.push_str(setup.trim_end());
        tests.push('\n');
        String::new()
    };
    for test in shown.iter().cloned().chain(row.challenge_test_list.iter().map(|test| unix(test))) {
        tests.push_str(test.trim_end());
        tests.push('\n');
    }
    let prompt =
        format!("{}\nYour code should pass these tests:\n\n{}\n", unix(&row.text).trim(), shown.join("\n"));
    Ok(Problem {
        id: ProblemId::new(format!("MBPP/{}", row.task_id)),
        prompt,
        verifier: VerifierSpec::PythonTests { entry_point, tests, setup },
        references: vec![code],
        split: split(row.task_id),
        tags: provenance(
            "google-research/mbpp",
            "CC-BY-4.0",
            "https://github.com/google-research/google-research/tree/master/mbpp",
        ),
    })
}

/// The split that the set's authors give a task: 601 to 974 are for training, those before for
/// prompts (1 to 10), tests (11 to 510) and validation (511 to 600).
fn split(task_id: u64) -> Split {
    if task_id > 600 { Split::Train } else { Split::HeldOut }
}

/// The function under test: of the names that the code defines, the first
/// that the first assert calls and that every other assert calls as well.
fn entry_point(code: &str, tests: &[String]) -> Option<String> {
    let (first, others) = tests.split_first()?;
    let called_in_others: Vec<Vec<&str>> = others.iter().map(|test| calls(test)).collect();
    calls(first)
        .into_iter()
        .find(|name| defines(code, name) && called_in_others.iter().all(|called| called.contains(name)))
        .map(str::to_owned)
}

/// Whether the code binds the name at the outermost level.
fn defines(code: &str, name: &str) -> bool {
    code.lines().any(|line| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        let rest = line.strip_prefix("def ").or_else(|| line.strip_prefix("class ")).unwrap_or(line);
        let definition = rest.len() < line.len();
        rest.trim_start().strip_prefix(name).is_some_and(|after| {
            let after = after.trim_start();
            if definition {
                after.starts_with(['(', ':', '['])
            } else {
                after.starts_with('=') && !after.starts_with("==") && !line.starts_with(' ')
            }
        })
    })
}

/// The plain names that a line of Python calls, outside of strings, in order.
fn calls(source: &str) -> Vec<&str> {
    let bytes = source.as_bytes();
    let mut names = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'\'' || byte == b'"' {
            at = after_string(bytes, at);
        } else if byte == b'_' || byte.is_ascii_alphabetic() {
            let start = at;
            while at < bytes.len() && (bytes[at] == b'_' || bytes[at].is_ascii_alphanumeric()) {
                at += 1;
            }
            let is_method = start > 0 && bytes[start - 1] == b'.';
            if !is_method && source[at..].trim_start_matches([' ', '\t']).starts_with('(') {
                names.push(&source[start..at]);
            }
        } else {
            at += 1;
        }
    }
    names
}

/// The place after a string that begins here with a quote.
fn after_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = bytes[start..].starts_with(&[quote; 3]);
    let close: &[u8] = if triple { &[quote; 3] } else { &[quote] };
    let mut at = start + close.len();
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at..].starts_with(close) {
            return at + close.len();
        } else {
            at += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, tests: &[&str], expected: Option<&str>) {
        let tests: Vec<String> = tests.iter().map(|&test| test.to_owned()).collect();
        assert_eq!(entry_point(code, &tests).as_deref(), expected, "{code:?} {tests:?}");
    }

    #[test]
    fn the_entry_point_is_the_defined_function_that_every_assert_calls() {
        check("def f(x):\n  return x", &["assert f(1) == 1"], Some("f"));
        check("def help(x):\n  return x\ndef f(x):\n  return help(x)", &["assert f(1) == 1"], Some("f"));
        check("def f(x):\n  return x", &["assert set(f (1)) == set([1])", "assert f(2)"], Some("f"));
        check("class N:\n  pass\ndef f(n):\n  return n", &["assert f(N(1))", "assert f(N(2))"], Some("f"));
        check("def f(x):\n  return x\ndef g(x):\n  return x", &["assert f(g(1))", "assert g(2)"], Some("g"));
        check("f = lambda x: x", &["assert f(1) == 1"], Some("f"));
        check("def f(x):\n  return x", &["assert x.f(1) == 'f(1)'"], None);
        check("def f(x):\n  return x", &["assert g('f(1)') == \"f(2)\""], None);
        check("def ff(x):\n  return x", &["assert f(1)"], None);
        check("def f(x):\n  return x", &[], None);
    }
}
