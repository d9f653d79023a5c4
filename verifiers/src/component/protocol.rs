//! What passes between veriloop and a checker: the records of `wit/checker.wit`, and what an answer may be.

use serde_json::{Map, Value};
use veriloop_sandbox::component::wasmtime;
use veriloop_sandbox::component::wasmtime::component::{ComponentType, Lift, Lower};

use super::About;
use crate::{AbstainReason, Candidate, RejectReason, Verdict};

/// The longest explanation, in bytes.
pub(super) const MAX_EXPLANATION: usize = 16 << 10;

/// The longest reason, in bytes.
const MAX_REASON: usize = 64;

/// The longest name and version, in characters.
const MAX_NAME: usize = 100;

/// The longest sentence on what a checker decides, in characters.
const MAX_DECIDES: usize = 1000;

/// Values by their names.
type Named = Vec<(String, String)>;

/// What a checker says of itself.
#[derive(Clone, Debug, ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct Description {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) decides: String,
    pub(super) parameters: Named,
    more: Named,
}

/// What is asked: the record `task`.
#[derive(Clone, Debug, ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct Asked {
    id: String,
    prompt: String,
    parameters: String,
    references: Vec<String>,
    more: Named,
}

/// What is judged: the record `candidate`.
#[derive(Clone, Debug, ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct Written {
    text: String,
    more: Named,
}

/// The answer: the record `verdict`.
#[derive(Clone, Debug, PartialEq, ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct Answer {
    pub(super) code: String,
    pub(super) reason: String,
    pub(super) score: Option<f64>,
    pub(super) explanation: String,
    pub(super) more: Named,
}

impl Description {
    /// Says what is wrong with the description, where something is.
    pub(super) fn check(&self) -> Result<(), String> {
        for (field, text, most) in [
            ("name", &self.name, MAX_NAME),
            ("version", &self.version, MAX_NAME),
            ("decides", &self.decides, MAX_DECIDES),
        ] {
            match text.chars().count() {
                0 => return Err(format!("expected a text for `{field}`, found none")),
                found if found > most => {
                    return Err(format!("expected at most {most} characters for `{field}`, found {found}"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Asked {
    pub(super) fn new(about: &About, params: &Map<String, Value>) -> Asked {
        let parameters = serde_json::to_string(params).expect("parameters are plain data");
        let About { id, prompt, references } = about.clone();
        Asked { id, prompt, parameters, references, more: Vec::new() }
    }
}

impl Written {
    pub(super) fn new(candidate: &Candidate) -> Written {
        let text = match candidate {
            Candidate::Text(text) | Candidate::Program(text) | Candidate::Answer(text) => text.clone(),
            Candidate::Ambiguous(texts) => texts.join("\n"),
            Candidate::Nothing => String::new(),
        };
        Written { text, more: Vec::new() }
    }
}

impl Answer {
    /// The verdict that the answer is, or what the protocol does not know of it.
    pub(super) fn verdict(&self) -> Result<Verdict, String> {
        let Answer { code, reason, score, explanation, more: _ } = self;
        if explanation.len() > MAX_EXPLANATION {
            let found = explanation.len();
            return Err(format!("gave an explanation of {found} bytes, and the most is {MAX_EXPLANATION}"));
        }
        if let Some(score) = score.filter(|score| !(0.0..=1.0).contains(score)) {
            return Err(format!("gave the score {score}, and a score is from 0 to 1"));
        }
        let verdict = match code.as_str() {
            "accept" if reason.is_empty() => Verdict::Accept,
            "accept" => {
                return Err(format!("accepted with the reason {}, and an accept has none", shown(reason)));
            }
            "reject" => Verdict::Reject(RejectReason::from_name(reason).unwrap_or(RejectReason::ByChecker)),
            "abstain" => {
                Verdict::Abstain(AbstainReason::from_name(reason).unwrap_or(AbstainReason::ByChecker))
            }
            _ => {
                let code = shown(code);
                return Err(format!("answered {code}, which is none of `accept`, `reject` and `abstain`"));
            }
        };
        if verdict != Verdict::Accept && !is_kebab_case(reason) {
            let reason = shown(reason);
            return Err(format!(
                "gave the reason {reason}, and a reason is words of lower-case letters and digits with hyphens \
                 between them, at most {MAX_REASON} bytes"
            ));
        }
        match (verdict, score) {
            (Verdict::Accept, Some(0.0)) => Err("accepted with a score of 0".to_owned()),
            (Verdict::Reject(_), Some(1.0)) => Err("rejected with a score of 1".to_owned()),
            _ => Ok(verdict),
        }
    }
}

/// Whether a text is words of lower-case letters and digits with hyphens between them.
fn is_kebab_case(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= MAX_REASON && text.split('-').all(is_word)
}

/// The beginning of a text, in quotes.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let beginning: String = text.chars().take(MOST).collect();
    let more = if beginning.len() < text.len() { "…" } else { "" };
    format!("{beginning:?}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &str, reason: &str, score: Option<f64>) -> Answer {
        let explanation = String::new();
        Answer { code: code.into(), reason: reason.into(), score, explanation, more: Vec::new() }
    }

    #[test]
    fn an_answer_of_the_protocol_is_its_verdict() {
        let check = |code: &str, reason: &str, score: Option<f64>, expected: Verdict| {
            assert_eq!(answer(code, reason, score).verdict(), Ok(expected), "{code} {reason} {score:?}");
        };
        check("accept", "", None, Verdict::Accept);
        check("accept", "", Some(0.25), Verdict::Accept);
        check("reject", "wrong-answer", None, Verdict::Reject(RejectReason::WrongAnswer));
        check("reject", "uses-7-twice", Some(0.0), Verdict::Reject(RejectReason::ByChecker));
        check("abstain", "undecided", None, Verdict::Abstain(AbstainReason::Undecided));
        check("abstain", "too-long", Some(1.0), Verdict::Abstain(AbstainReason::ByChecker));
    }

    #[test]
    fn an_answer_outside_the_protocol_is_none() {
        let check = |code: &str, reason: &str, score: Option<f64>, expected: &str| {
            let why = answer(code, reason, score).verdict().expect_err("no verdict");
            assert!(why.contains(expected), "{why}");
        };
        check("Accept", "", None, "answered \"Accept\", which is none of");
        check("", "", None, "answered \"\"");
        check("accept", "fine", None, "an accept has none");
        check("reject", "", None, "gave the reason \"\"");
        check("reject", "Wrong answer", None, "gave the reason \"Wrong answer\"");
        check("reject", "a--b", None, "gave the reason");
        check("abstain", &"a".repeat(65), None, "gave the reason");
        check("accept", "", Some(1.5), "the score 1.5");
        check("reject", "no", Some(-0.1), "the score -0.1");
        check("reject", "no", Some(f64::NAN), "the score NaN");
        check("accept", "", Some(0.0), "accepted with a score of 0");
        check("reject", "no", Some(1.0), "rejected with a score of 1");
        let long = Answer { explanation: "x".repeat(MAX_EXPLANATION + 1), ..answer("accept", "", None) };
        assert!(long.verdict().expect_err("no verdict").contains("an explanation of 16385 bytes"));
    }
}
