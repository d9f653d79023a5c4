//! GSM8K: word problems with worked answers that end in `#### number`.

use std::path::Path;

use serde::Deserialize;
use veriloop_verifiers::{VerifierSpec, answers};

use super::{Flaw, provenance};
use crate::{Problem, ProblemId, Split};

/// Where a problem's fields come from.
pub(super) const FIELDS: [(&str, &str); 1] = [("verifier.reference", "answer")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    question: String,
    answer: String,
}

/// Which of the set's two files a row is from.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Train,
    Test,
}

impl Part {
    /// The rows have no ids of their own, so the file's name tells its parts apart.
    pub(super) fn of(path: &Path) -> Part {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
        if name.is_some_and(|name| name.contains("train")) { Part::Train } else { Part::Test }
    }

    fn split(self) -> Split {
        match self {
            Part::Train => Split::Train,
            Part::Test => Split::HeldOut,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Part::Train => "train",
            Part::Test => "test",
        }
    }
}

/// The question as the prompt, the final answer as it is written, and the worked answer as a completion.
pub(super) fn problem(part: Part, index: usize, row: Row) -> Result<Problem, Flaw> {
    let Some((_, reference)) = row.answer.rsplit_once("####") else {
        return Err((
            "answer",
            "expected a worked answer that ends in `#### number`, found no `####`".to_owned(),
        ));
    };
    let reference = reference.trim().to_owned();
    if reference.is_empty() {
        return Err(("answer", "expected a final answer after `####`, found none".to_owned()));
    }
    if !answers::reads(&reference) {
        return Err((
            "answer",
            format!("expected a number after `####` that the checker reads, found {reference:?}"),
        ));
    }
    Ok(Problem {
        id: ProblemId::new(format!("GSM8K/{}/{index}", part.name())),
        prompt: row.question,
        verifier: VerifierSpec::math_answer(reference),
        references: vec![row.answer],
        split: part.split(),
        tags: provenance("openai/grade-school-math", "MIT", "https://github.com/openai/grade-school-math"),
    })
}
