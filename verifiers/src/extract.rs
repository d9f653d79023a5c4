//! From a completion to a candidate.
//!
//! Extraction never fails and never guesses: what is not clearly there is
//! [`Candidate::Nothing`], and what is there several times with different
//! values is [`Candidate::Ambiguous`]. It reads a text once or a fixed number
//! of times, whatever the text is.
//!
//! A `<think>` block is removed first; one that never ends takes the rest of
//! the completion with it. What then counts is described at [`extract`].

mod answer;
mod program;

use crate::{Candidate, VerifierSpec};

/// The part of a completion that is judged.
///
/// **Programs.** The last fenced Python block that defines the entry point is
/// the program. Without one:
///
/// - a completion that begins with an indented line continues a prompt that
///   opens the entry point's `def` (the convention of HumanEval): the program
///   is the prompt and the completion, up to a closing fence;
/// - a completion that does not define the entry point continues such a prompt too;
/// - with any other, the last fenced Python block is the program, and where
///   there is none, the whole completion.
///
/// A program that stands alone although the prompt opens the entry point gets
/// what the prompt has before that `def`, which is the problem's own imports
/// and helper functions: who answers in a chat leaves them out.
///
/// Nothing else is cut: where a program ends and prose begins is not clear
/// without a fence.
///
/// **Answers.** The first of these kinds that the completion has:
///
/// 1. `\boxed{…}`;
/// 2. a line that begins with `####`, as in GSM8K. A Markdown heading of that
///    level is not an answer, so what follows must be one that the checker
///    reads, unless it is the last line;
/// 3. `the answer is …` or `answer: …`, to the end of the sentence or line,
///    and a last line that begins with `A:`;
/// 4. the whole completion, if it is a single line that reads as a number.
///
/// Several different texts of that kind are ambiguous. There is no fallback to
/// the last number in the text.
///
/// ```
/// use veriloop_verifiers::{Candidate, VerifierSpec, extract::extract};
///
/// let spec = VerifierSpec::MathAnswer { reference: "72".into() };
/// let found = |completion| extract(&spec, "How many?", completion);
/// assert_eq!(found(r"So it is \boxed{72}."), Candidate::Answer("72".into()));
/// assert_eq!(found("48 + 24 = 72\n#### 72"), Candidate::Answer("72".into()));
/// assert_eq!(found("I tried 5 times and failed"), Candidate::Nothing);
/// ```
pub fn extract(spec: &VerifierSpec, prompt: &str, completion: &str) -> Candidate {
    let text = without_thinking(completion);
    match spec {
        VerifierSpec::PythonTests { entry_point, .. } | VerifierSpec::PythonCases { entry_point, .. } => {
            program::extract(entry_point, prompt, &text)
        }
        VerifierSpec::MathAnswer { .. } => {
            answer::stated(&text).or_else(|| answer::bare_number(&text)).unwrap_or(Candidate::Nothing)
        }
    }
}

/// The answer in the `answer` field of a pair, which holds a final answer or a whole solution.
///
/// What a solution states is found as by [`extract`]. A single line that
/// states nothing in those words is taken to be the answer itself, in whatever form.
pub fn extract_from_pair(answer: &str) -> Candidate {
    let text = without_thinking(answer);
    if let Some(stated) = answer::stated(&text) {
        return stated;
    }
    let text = text.trim();
    if text.is_empty() || text.contains('\n') {
        Candidate::Nothing
    } else {
        Candidate::Answer(text.to_owned())
    }
}

/// A completion without its thinking.
///
/// A closing tag without an opening one ends thinking that the prompt began.
fn without_thinking(completion: &str) -> String {
    const OPEN: &str = "<think>";
    const CLOSE: &str = "</think>";
    let mut tags = completion
        .match_indices('<')
        .filter_map(|(at, _)| {
            let rest = &completion[at..];
            [OPEN, CLOSE].into_iter().find(|tag| rest.starts_with(tag)).map(|tag| (at, tag))
        })
        .peekable();
    let mut kept = String::new();
    let mut from = 0;
    while let Some((at, tag)) = tags.next() {
        if tag == CLOSE {
            kept.clear();
            from = at + CLOSE.len();
            continue;
        }
        kept.push_str(&completion[from..at]);
        while tags.next_if(|(_, tag)| *tag == OPEN).is_some() {}
        match tags.next() {
            Some((end, _)) => from = end + CLOSE.len(),
            None => return kept,
        }
    }
    kept.push_str(&completion[from..]);
    kept
}

#[cfg(test)]
mod tests;
