//! One problem: what is asked, and how an answer to it is judged.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::{About, Sha256, Task, VerifierSpec, programs};

use crate::jsonl::{self, ReadError};

/// A problem's name, unique within a set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProblemId(String);

impl ProblemId {
    /// The id of this text.
    pub fn new(id: impl Into<String>) -> ProblemId {
        ProblemId(id.into())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProblemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for ProblemId {
    fn from(id: &str) -> ProblemId {
        ProblemId(id.to_owned())
    }
}

/// Which side of the border a problem is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The loop may train on verified completions of the problem.
    #[default]
    Train,
    /// The problem is for measurement alone.
    HeldOut,
}

/// A problem, as one line of a problem file.
///
/// ```
/// use veriloop_problems::{Problem, Split};
///
/// let problem: Problem = serde_json::from_str(
///     r#"{"id": "sum", "prompt": "What is 2 + 2?", "verifier": {"type": "math-answer", "reference": "4"}}"#,
/// )?;
/// assert_eq!(problem.split, Split::Train);
/// assert!(problem.references.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The problem's name.
    pub id: ProblemId,
    /// What the policy is given, to the byte.
    pub prompt: String,
    /// How a candidate is judged.
    pub verifier: VerifierSpec,
    /// Completions known to be correct.
    ///
    /// A reference is a *completion*: the text which, through
    /// [`extract`] with this problem's
    /// prompt, becomes a correct candidate. It can so be judged exactly as what
    /// a policy writes. For a prompt that is the beginning of a program it is
    /// the rest of that program; for any other it is a whole program, or a
    /// worked answer that ends in the final one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// Which side of the border the problem is on.
    #[serde(default)]
    pub split: Split,
    /// Anything else that is known of the problem: its source, licence, level.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub tags: Map<String, Value>,
}

impl Problem {
    /// The prompt in lower case, its words parted by one blank: what two problems have in common that ask the same.
    pub fn normalised_prompt(&self) -> String {
        normalised(&self.prompt)
    }

    /// The hash of the whole problem, every field included.
    pub fn digest(&self) -> Sha256 {
        let json = serde_json::to_vec(self).expect("a problem is plain data");
        Sha256::of(&json)
    }

    /// The same problem as a line of this file, from whose folder the paths in it lead.
    #[must_use]
    pub fn in_file(self, file: &Path) -> Problem {
        let folder = file.parent().unwrap_or(Path::new(""));
        Problem { verifier: self.verifier.in_folder(folder), ..self }
    }

    /// What a checker is told of the problem.
    pub fn about(&self) -> About {
        let (id, prompt) = (self.id.as_str().to_owned(), self.prompt.clone());
        About { id, prompt, references: self.references.clone() }
    }

    /// What the problem's candidates are judged by, with a budget that follows from its references.
    pub fn into_task(self) -> Task {
        let references =
            self.references.iter().map(|reference| extract(&self.verifier, &self.prompt, reference));
        let references = references.collect();
        let task = Task::calibrated(self.verifier, references);
        if task.spec().module().is_none() {
            return task;
        }
        task.about(About { id: self.id.0, prompt: self.prompt, references: self.references })
    }

    /// What is wrong with the values of the fields of a problem that is a line of this file.
    pub fn flaw_in_file(&self, file: &Path) -> Option<(String, String)> {
        match self.verifier.module() {
            Some(_) => self.clone().in_file(file).flaw(),
            None => self.flaw(),
        }
    }

    /// What is wrong with the values of the problem's fields, as the field and
    /// the fault, where something is.
    pub fn flaw(&self) -> Option<(String, String)> {
        let flaw = |field: &str, message: &str| Some((field.to_owned(), message.to_owned()));
        if self.id.as_str().trim().is_empty() {
            return flaw("id", "expected a name, found an empty string");
        }
        match &self.verifier {
            VerifierSpec::PythonTests { entry_point, tests, .. } => {
                if tests.trim().is_empty() {
                    return flaw("verifier.tests", "expected Python source, found none");
                }
                entry_point_flaw(entry_point)
            }
            VerifierSpec::PythonCases { entry_point, cases } => {
                if cases.is_empty() {
                    return flaw("verifier.cases", "expected at least one case, found none");
                }
                entry_point_flaw(entry_point).or_else(|| {
                    let (field, message) = programs::cases::flaw(entry_point, cases)?;
                    Some((format!("verifier.{field}"), message))
                })
            }
            VerifierSpec::MathAnswer { reference, .. } if reference.trim().is_empty() => {
                flaw("verifier.reference", "expected an answer, found an empty string")
            }
            VerifierSpec::PythonStdio { .. } | VerifierSpec::Component { .. } => {
                let (field, message) = self.verifier.flaw()?;
                Some((format!("verifier.{field}"), message))
            }
            VerifierSpec::MathAnswer { .. } => None,
        }
    }
}

fn normalised(prompt: &str) -> String {
    prompt.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Python's keywords, none of which can name a function.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

fn entry_point_flaw(entry_point: &str) -> Option<(String, String)> {
    let mut chars = entry_point.chars();
    let starts_well = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    let is_name = starts_well && chars.all(|c| c == '_' || c.is_alphanumeric());
    if is_name && !KEYWORDS.contains(&entry_point) {
        return None;
    }
    let what = if is_name { "the keyword " } else { "" };
    let message = format!("expected the name of a Python function, found {what}{entry_point:?}");
    Some(("verifier.entry_point".to_owned(), message))
}

/// Reads a problem file: every line a problem, no id twice, no field empty that must not be.
///
/// # Errors
///
/// A [`ReadError`] that names the file, the line and the field.
pub fn read_problems(path: &Path) -> Result<Vec<Problem>, ReadError> {
    Ok(read_problems_by_line(path)?.into_iter().map(|(_, problem)| problem).collect())
}

/// What [`read_problems`] reads, each problem with its line, from 1.
pub(crate) fn read_problems_by_line(path: &Path) -> Result<Vec<(usize, Problem)>, ReadError> {
    let mut problems = Vec::new();
    let mut lines: HashMap<ProblemId, usize> = HashMap::new();
    for row in jsonl::rows::<Problem>(path)? {
        let (line, problem) = row?;
        let problem = problem.in_file(path);
        if let Some((field, message)) = problem.flaw() {
            let path = path.to_owned();
            return Err(ReadError::Row { path, line, field: format!("{field}: "), message });
        }
        if let Some(&first) = lines.get(&problem.id) {
            return Err(ReadError::DuplicateId { path: path.to_owned(), line, first, id: problem.id });
        }
        lines.insert(problem.id.clone(), line);
        problems.push((line, problem));
    }
    if problems.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned() });
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn blanks_and_case_make_no_other_prompt() {
        assert_eq!(normalised("  Start WITH 3.\n\tAdd two\n"), normalised("start with 3. add two"));
        assert_ne!(normalised("Add two"), normalised("Add three"));
    }
}
