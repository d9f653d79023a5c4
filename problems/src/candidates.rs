//! Rows that bring candidates: completions of problems, and pairs of answers.

use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{Problem, ProblemId};

/// One completion of one problem, as a line of a candidate file.
///
/// Other projects' names are read too: `task_id` and `problem_id` for
/// `problem`, and `solution`, `response` and `answer` for `completion`. What is
/// judged is decided by extraction alone, so a `solution` that holds a whole
/// program and a `completion` that continues the prompt are both in place.
///
/// ```
/// use veriloop_problems::CandidateRow;
///
/// let row: CandidateRow = serde_json::from_str(r#"{"task_id": "HumanEval/0", "solution": "def f(): pass"}"#)?;
/// assert_eq!(row.problem.as_str(), "HumanEval/0");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidateRow {
    /// The problem that is answered.
    #[serde(alias = "task_id", alias = "problem_id")]
    pub problem: ProblemId,
    /// What the policy wrote.
    #[serde(alias = "solution", alias = "response", alias = "answer")]
    pub completion: String,
}

/// A reference and an answer to compare with it.
///
/// An `id`, a `question` and a label `correct` may stand beside them; they are
/// read and dropped, since published sets of pairs carry them and the
/// comparison needs none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PairFields")]
pub struct Pair {
    /// The reference.
    pub gold: String,
    /// A final answer, or a whole solution that states one.
    pub answer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Pair")]
struct PairFields {
    gold: String,
    answer: String,
    #[serde(default, rename = "id")]
    _id: Value,
    #[serde(default, rename = "question")]
    _question: Value,
    #[serde(default, rename = "correct")]
    _correct: Value,
}

impl From<PairFields> for Pair {
    fn from(fields: PairFields) -> Pair {
        Pair { gold: fields.gold, answer: fields.answer }
    }
}

/// A case whose right verdict is known, to measure a verifier with.
///
/// It is a pair (with `gold` and `answer`) or a whole problem with a completion
/// (with `problem` and `completion`), and in either case `correct`. A pair may
/// carry `id` and `question` as [`Pair`] says, and so may a problem with its completion.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelledCase {
    /// A reference and an answer.
    Pair {
        /// The pair.
        pair: Pair,
        /// What the right verdict is.
        label: Label,
    },
    /// A problem and a completion of it.
    Problem {
        /// The problem.
        problem: Box<Problem>,
        /// What the policy wrote.
        completion: String,
        /// What the right verdict is.
        label: Label,
    },
}

/// What is known of a labelled case; `true` and `false` in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// The answer or the program is correct.
    Correct,
    /// The answer or the program is wrong.
    Wrong,
}

impl LabelledCase {
    /// The same case as a line of this file, from whose folder the paths in it lead.
    #[must_use]
    pub fn in_file(self, file: &Path) -> LabelledCase {
        match self {
            LabelledCase::Problem { problem, completion, label } => {
                LabelledCase::Problem { problem: Box::new(problem.in_file(file)), completion, label }
            }
            pair @ LabelledCase::Pair { .. } => pair,
        }
    }

    /// What the right verdict is.
    pub fn label(&self) -> Label {
        match self {
            LabelledCase::Pair { label, .. } | LabelledCase::Problem { label, .. } => *label,
        }
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Label, D::Error> {
        Ok(if bool::deserialize(deserializer)? { Label::Correct } else { Label::Wrong })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "LabelledCase")]
struct LabelledPairFields {
    gold: String,
    answer: String,
    correct: Label,
    #[serde(default, rename = "id")]
    _id: Value,
    #[serde(default, rename = "question")]
    _question: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "LabelledCase")]
struct LabelledProblemFields {
    problem: Box<Problem>,
    #[serde(alias = "solution", alias = "response", alias = "answer")]
    completion: String,
    correct: Label,
    #[serde(default, rename = "id")]
    _id: Value,
    #[serde(default, rename = "question")]
    _question: Value,
}

impl<'de> Deserialize<'de> for LabelledCase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LabelledCase, D::Error> {
        let row = Value::deserialize(deserializer)?;
        if row.get("problem").is_some() {
            let LabelledProblemFields { problem, completion, correct, .. } =
                serde_json::from_value(row).map_err(D::Error::custom)?;
            Ok(LabelledCase::Problem { problem, completion, label: correct })
        } else {
            let LabelledPairFields { gold, answer, correct, .. } =
                serde_json::from_value(row).map_err(D::Error::custom)?;
            Ok(LabelledCase::Pair { pair: Pair { gold, answer }, label: correct })
        }
    }
}
