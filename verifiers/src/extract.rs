//! From a completion to a candidate.
//!
//! Extraction never fails and never guesses: what is not clearly there is
//! [`Candidate::Nothing`], and what is there several times with different
//! values is [`Candidate::Ambiguous`]. It reads a text once or a fixed number
//! of times, whatever the text is.
//!
//! Thinking at the beginning is removed first: a `<think>` block, which takes
//! the rest of the completion with it where it never ends, or what stands
//! before a `</think>` alone. What then counts is described at [`extract`].

mod program;

use veriloop_answers::extract::{Extraction, GrammarReader, Policy};

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
/// **Answers.** What the solution states by the rules of
/// [`veriloop_answers::extract`]: a box, an announcement, a line of four
/// hashes, or the whole completion where it is nothing but an answer. Boxes of
/// one last sentence are parts of one answer.
///
/// Several answers that are not proved to be the same are ambiguous. There is no fallback to
/// the last number in the text.
///
/// ```
/// use veriloop_verifiers::{Candidate, VerifierSpec, extract::extract};
///
/// let spec = VerifierSpec::math_answer("72");
/// let found = |completion| extract(&spec, "How many?", completion);
/// assert_eq!(found(r"So it is \boxed{72}."), Candidate::Answer("72".into()));
/// assert_eq!(found("48 + 24 = 72\n#### 72"), Candidate::Answer("72".into()));
/// assert_eq!(found("I tried 5 times and failed"), Candidate::Nothing);
/// ```
pub fn extract(spec: &VerifierSpec, prompt: &str, completion: &str) -> Candidate {
    match spec {
        VerifierSpec::PythonTests { entry_point, .. } | VerifierSpec::PythonCases { entry_point, .. } => {
            program::extract(entry_point, prompt, without_thinking(completion, program::may_be_thinking))
        }
        // A whole program has no entry point.
        VerifierSpec::PythonStdio { .. } => {
            program::extract("", prompt, without_thinking(completion, program::may_be_thinking))
        }
        // What a checker reads is the checker's own affair.
        VerifierSpec::Component { .. } => Candidate::Text(without_thinking(completion, |_| true).to_owned()),
        VerifierSpec::MathAnswer { .. } => candidate(veriloop_answers::extract::extract(
            prompt,
            completion,
            &Policy::default(),
            &GrammarReader,
        )),
    }
}

/// The answer in the `answer` field of a pair, which holds a final answer or a whole solution.
///
/// What a solution states is found as by [`extract`]. A single line that
/// states nothing in those words is taken to be the answer itself, in whatever form.
///
/// See [`veriloop_answers::extract::extract_from_pair`].
pub fn extract_from_pair(answer: &str) -> Candidate {
    candidate(veriloop_answers::extract::extract_from_pair(answer, &GrammarReader))
}

/// What was extracted, as it is judged.
pub fn candidate(extraction: Extraction<'_>) -> Candidate {
    match (extraction.answer(), extraction) {
        (Some(answer), _) => Candidate::Answer(answer),
        (None, Extraction::Ambiguous(several)) => {
            Candidate::Ambiguous(several.iter().map(|found| found.statement().into_owned()).collect())
        }
        (None, _) => Candidate::Nothing,
    }
}

/// A completion without the thinking that it begins with.
///
/// A closing tag without an opening one ends thinking that the prompt began,
/// where `may_be_thinking` says so of what stands before it. Tags anywhere else are part of the text.
fn without_thinking(completion: &str, may_be_thinking: impl Fn(&str) -> bool) -> &str {
    const OPEN: &str = "<think>";
    const CLOSE: &str = "</think>";
    let mut rest = completion;
    loop {
        let opens = rest.trim_start().starts_with(OPEN);
        let Some(end) = rest.find(CLOSE) else { return if opens { "" } else { rest } };
        let before = &rest[..end];
        if !opens && (before.contains(OPEN) || !may_be_thinking(before)) {
            return rest;
        }
        rest = &rest[end + CLOSE.len()..];
    }
}

#[cfg(test)]
mod tests;
