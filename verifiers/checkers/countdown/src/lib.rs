//! Countdown: reach a target from given numbers, each used at most once, with + - * / and parentheses.
//!
//! Many expressions are right, so that none can be compared with a reference. The
//! last line of the candidate is read as an expression, `5 * (20 - 3)` or
//! `5 * (20 - 3) = 85`, and computed with exact fractions.

mod expression;

use expression::{Flaw, Value};

wit_bindgen::generate!({ path: "wit", world: "checker" });

struct Countdown;

export!(Countdown);

/// What a problem says.
#[derive(serde::Deserialize)]
struct Parameters {
    numbers: Vec<i64>,
    target: i64,
    /// Whether every number must be used.
    #[serde(default)]
    use_all: bool,
}

impl Guest for Countdown {
    fn describe() -> Description {
        let parameters = [
            ("numbers", "the numbers that may be used, each at most once"),
            ("target", "the number to reach"),
            ("use_all", "whether every number must be used; false if not given"),
        ];
        Description {
            name: "countdown".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            decides: "whether the candidate's last line is an expression that reaches the target".into(),
            parameters: parameters.map(|(name, what)| (name.into(), what.into())).into(),
            more: Vec::new(),
        }
    }

    fn judge(task: Task, candidate: Candidate) -> Result<Verdict, String> {
        let Parameters { mut numbers, target, use_all } =
            serde_json::from_str(&task.parameters).map_err(|error| format!("parameters: {error}"))?;
        let Some(line) = candidate.text.lines().map(str::trim).rfind(|line| !line.is_empty()) else {
            return Ok(reject("no-answer", "expected an expression, found nothing".into()));
        };
        // An answer may be written with its result, and in a sentence of which it is the end.
        let line = line.trim_start_matches("Answer:").trim();
        let (text, claimed) = match line.split_once('=') {
            Some((text, claimed)) => (text.trim(), Some(claimed.trim())),
            None => (line, None),
        };
        let (value, used) = match expression::read(text) {
            Ok(read) => read,
            Err(Flaw::Unreadable(why)) => return Ok(reject("unreadable-answer", why)),
            Err(Flaw::Undefined(why)) => return Ok(reject("wrong-answer", why)),
        };
        for number in used {
            match numbers.iter().position(|&given| given == number) {
                Some(at) => drop(numbers.swap_remove(at)),
                None => {
                    let why = format!("{number} is not among the numbers, or is used too often");
                    return Ok(reject("number-not-given", why));
                }
            }
        }
        if use_all && !numbers.is_empty() {
            return Ok(reject("number-not-used", format!("{numbers:?} not used")));
        }
        if value != Value::of(target) {
            return Ok(reject("wrong-answer", format!("{text} is {value}, not {target}")));
        }
        if claimed.is_some_and(|claimed| claimed != target.to_string()) {
            return Ok(reject("wrong-answer", format!("{line} states another result than {target}")));
        }
        let explanation = format!("{text} is {target}");
        Ok(Verdict {
            code: "accept".into(),
            reason: String::new(),
            score: None,
            explanation,
            more: Vec::new(),
        })
    }
}

fn reject(reason: &str, explanation: String) -> Verdict {
    // An explanation may have 16 KiB, and the candidate's line, which is part of it, any length.
    let explanation = explanation.chars().take(400).collect();
    Verdict { code: "reject".into(), reason: reason.into(), score: None, explanation, more: Vec::new() }
}
