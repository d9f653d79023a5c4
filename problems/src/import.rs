//! Importers of published problem sets.
//!
//! Each reads its set's own file format strictly and gives [`Problem`]s with
//! their provenance in the tags `source`, `licence` and `url`.

mod gsm8k;
mod humaneval;
mod mbpp;
mod stdio;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::jsonl::{self, ReadError};
use crate::{Problem, ProblemId, Split};

/// A published problem set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// OpenAI's HumanEval, as in `HumanEval.jsonl`.
    HumanEval,
    /// Google's Mostly Basic Python Problems, as in `mbpp.jsonl`.
    Mbpp,
    /// OpenAI's grade-school mathematics, as in `train.jsonl` and `test.jsonl`.
    Gsm8k,
    /// Programs from standard input to standard output, as in the code sets of NVIDIA's NeMo Gym.
    Stdio,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 4] = [Source::HumanEval, Source::Mbpp, Source::Gsm8k, Source::Stdio];

    /// The source's name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Source::HumanEval => "humaneval",
            Source::Mbpp => "mbpp",
            Source::Gsm8k => "gsm8k",
            Source::Stdio => "stdio",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is not a source's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected humaneval, mbpp, gsm8k or stdio, found {0:?}")]
pub struct UnknownSource(String);

impl FromStr for Source {
    type Err = UnknownSource;

    fn from_str(name: &str) -> Result<Source, UnknownSource> {
        Source::ALL
            .into_iter()
            .find(|source| source.name() == name)
            .ok_or_else(|| UnknownSource(name.to_owned()))
    }
}

/// Why a set could not be imported, in one line.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A row was read, and is not a problem of its set.
    #[error("{}:{line}: {field}: {message}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The field at fault, by its name in the file.
        field: String,
        /// What was expected and what was found.
        message: String,
    },
}

/// Imports a whole file of a published set.
///
/// Its problems are of the given split, or else of the one that the set's
/// authors meant them for: what they test with is held out.
///
/// # Errors
///
/// An [`ImportError`] that names the file, the line and the field.
pub fn import(source: Source, path: &Path, split: Option<Split>) -> Result<Vec<Problem>, ImportError> {
    let mut problems = match source {
        Source::HumanEval => convert(path, &humaneval::FIELDS, |_, row| humaneval::problem(row)),
        Source::Mbpp => convert(path, &mbpp::FIELDS, |_, row| mbpp::problem(row)),
        Source::Gsm8k => {
            let part = gsm8k::Part::of(path);
            convert(path, &gsm8k::FIELDS, |index, row| gsm8k::problem(part, index, row))
        }
        Source::Stdio => convert(path, &stdio::FIELDS, |_, row| stdio::problem(row)),
    }?;
    if let Some(split) = split {
        problems.iter_mut().for_each(|problem| problem.split = split);
    }
    Ok(problems)
}

/// What a row lacks: the field and the message.
type Flaw = (&'static str, String);

/// The fields of a problem, each with the field of the source's rows that it is made from.
type Fields = [(&'static str, &'static str)];

/// Converts every row, given its index from 0.
fn convert<R: DeserializeOwned>(
    path: &Path,
    fields: &Fields,
    problem: impl Fn(usize, R) -> Result<Problem, Flaw>,
) -> Result<Vec<Problem>, ImportError> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut lines: HashMap<ProblemId, usize> = HashMap::new();
    for row in jsonl::rows::<R>(path)? {
        let (line, row) = row?;
        let at_fault =
            |field: String, message| ImportError::Row { path: path.to_owned(), line, field, message };
        let in_source = |field: &str| {
            let known = fields.iter().find(|(ours, _)| *ours == field);
            known.map_or(field, |(_, theirs)| theirs).to_owned()
        };
        let problem =
            problem(problems.len(), row).map_err(|(field, message)| at_fault(field.to_owned(), message))?;
        if let Some((field, message)) = problem.flaw() {
            return Err(at_fault(in_source(&field), message));
        }
        if let Some(first) = lines.insert(problem.id.clone(), line) {
            let message =
                format!("expected a unique id, found {:?} of line {first} again", problem.id.as_str());
            return Err(at_fault(in_source("id"), message));
        }
        problems.push(problem);
    }
    if problems.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned() }.into());
    }
    Ok(problems)
}

/// The tags that say where a problem is from.
fn provenance(source: &str, licence: &str, url: &str) -> Map<String, Value> {
    [("source", source), ("licence", licence), ("url", url)]
        .map(|(key, value)| (key.to_owned(), Value::from(value)))
        .into_iter()
        .collect()
}
