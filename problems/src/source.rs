//! Where a run's problems come from: families that make them, and files that hold them.
//!
//! Both have levels. A family makes as many problems of a level as are asked
//! for; a file has those whose `tags.level` is that level, or 1 where a problem has no such tag.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use veriloop_verifiers::{Sha256, VerifierSpec};

use crate::families::Family;
use crate::problem::read_problems_by_line;
use crate::{HeldOutProblem, Problem, ProblemId, ReadError, Split, TrainingProblem};

/// The name of a source: a family's, or a file's without its ending.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct SourceName(Arc<str>);

impl SourceName {
    /// The name of a family.
    pub fn of_family(family: Family) -> SourceName {
        SourceName(family.name().into())
    }

    /// The name of a file's problems.
    pub fn of_file(path: &Path) -> SourceName {
        SourceName(path.file_stem().unwrap_or_default().to_string_lossy().into())
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for SourceName {
    fn from(name: String) -> SourceName {
        SourceName(name.into())
    }
}

impl From<SourceName> for String {
    fn from(name: SourceName) -> String {
        name.as_str().to_owned()
    }
}

impl From<&str> for SourceName {
    fn from(name: &str) -> SourceName {
        SourceName(name.into())
    }
}

impl std::fmt::Display for SourceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What problems are made of or taken from.
#[derive(Clone, Debug)]
pub struct Source {
    name: SourceName,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Family(Family),
    File(Arc<Levels>),
}

/// The problems of a file.
#[derive(Debug)]
struct Levels {
    digest: Sha256,
    levels: BTreeMap<u32, Level>,
}

/// The problems of one level of a file, in the file's order.
#[derive(Debug, Default)]
struct Level {
    training: Vec<TrainingProblem>,
    held_out: Vec<HeldOutProblem>,
}

/// Why a file cannot be a run's source of problems.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be read, or a row of it is not a problem.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Something is wrong with a problem.
    #[error("{}:{line}: {field}: {message}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The field.
        field: &'static str,
        /// What was expected and what was found.
        message: String,
    },
    /// Something is wrong with the file as a whole.
    #[error("{}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was expected and what was found.
        message: String,
    },
}

impl Source {
    /// A family's problems.
    pub fn family(family: Family) -> Source {
        Source { name: SourceName::of_family(family), kind: Kind::Family(family) }
    }

    /// The problems of a file, of which levels 1 to `demonstrated` are for demonstrations.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, a training problem has the prompt of a held-out one, a level is missing, or a
    /// demonstrated level has no training problem with a reference.
    pub fn file(path: &Path, demonstrated: u32) -> Result<Source, SourceError> {
        let rows = read_problems_by_line(path)?;
        let mut held_out_prompts: HashMap<String, usize> = HashMap::new();
        for (line, problem) in rows.iter().filter(|(_, problem)| problem.split == Split::HeldOut) {
            held_out_prompts.entry(problem.normalised_prompt()).or_insert(*line);
        }
        let mut hashed = Vec::new();
        let mut modules: HashMap<PathBuf, Sha256> = HashMap::new();
        let mut levels: BTreeMap<u32, Level> = BTreeMap::new();
        for (line, problem) in rows {
            let flaw = |field, message| SourceError::Row { path: path.to_owned(), line, field, message };
            hashed.extend_from_slice(problem.digest().as_bytes());
            if let Some((_, module)) = problem.verifier.module() {
                // A problem with another checker is another problem, whatever the checker's file is called.
                let module = module.path();
                let digest = match modules.get(&module) {
                    Some(&digest) => digest,
                    None => {
                        let bytes = fs::read(&module).map_err(|error| {
                            let message = format!("cannot read the checker {}: {error}", module.display());
                            flaw("verifier", message)
                        })?;
                        *modules.entry(module).or_insert(Sha256::of(&bytes))
                    }
                };
                hashed.extend_from_slice(digest.as_bytes());
            }
            let level = level_of(&problem).map_err(|found| {
                flaw("tags.level", format!("expected a whole number from 1 on, found {found}"))
            })?;
            let of_level = levels.entry(level).or_default();
            match problem.split {
                Split::Train => {
                    if let Some(first) = held_out_prompts.get(&problem.normalised_prompt()) {
                        let message = format!(
                            "expected a prompt that no held-out problem has, found that of line {first}"
                        );
                        return Err(flaw("prompt", message));
                    }
                    of_level.training.push(TrainingProblem::new(problem).expect("looked at its split"));
                }
                Split::HeldOut => {
                    of_level.held_out.push(HeldOutProblem::new(problem).expect("looked at its split"));
                }
            }
        }
        check(&levels, demonstrated)
            .map_err(|message| SourceError::File { path: path.to_owned(), message })?;
        let levels = Levels { digest: Sha256::of(&hashed), levels };
        Ok(Source { name: SourceName::of_file(path), kind: Kind::File(Arc::new(levels)) })
    }

    /// Its name.
    pub fn name(&self) -> &SourceName {
        &self.name
    }

    /// The names of a file's problems; a family's have its own name in them.
    pub fn ids(&self) -> Vec<ProblemId> {
        match &self.kind {
            Kind::Family(_) => Vec::new(),
            Kind::File(file) => file.problems().map(|problem| problem.id.clone()).collect(),
        }
    }

    /// The hash of a file's problems in their order, and of their checkers; a family's follow from the seed.
    pub fn digest(&self) -> Option<Sha256> {
        match &self.kind {
            Kind::Family(_) => None,
            Kind::File(levels) => Some(levels.digest),
        }
    }

    /// The highest level that it has.
    pub fn highest_level(&self) -> u32 {
        match &self.kind {
            Kind::Family(_) => Family::HIGHEST_LEVEL,
            Kind::File(file) => file.levels.keys().next_back().copied().unwrap_or(1),
        }
    }

    /// Problems to train on, none twice; the same arguments give the same problems. A file gives what it has.
    pub fn training(&self, level: u32, count: usize, seed: u64) -> Vec<TrainingProblem> {
        match &self.kind {
            Kind::Family(family) => family.training(level, count, seed),
            Kind::File(file) => {
                let problems = file.levels.get(&level).map_or(&[][..], |level| &level.training);
                drawn(problems, count, seed, TrainingProblem::problem)
            }
        }
    }

    /// Training problems with a reference, to be shown; the same arguments give the same.
    pub fn demonstrations(&self, level: u32, count: usize, seed: u64) -> Vec<TrainingProblem> {
        match &self.kind {
            Kind::Family(family) => family.training(level, count, seed),
            Kind::File(_) => {
                let mut all = self.training(level, usize::MAX, seed);
                all.retain(|problem| !problem.problem().references.is_empty());
                all.truncate(count);
                all
            }
        }
    }

    /// Problems to measure with, none twice; the same arguments give the same problems. A file gives what it has.
    pub fn held_out(&self, level: u32, count: usize, seed: u64) -> Vec<HeldOutProblem> {
        match &self.kind {
            Kind::Family(family) => family.held_out(level, count, seed),
            Kind::File(file) => {
                let problems = file.levels.get(&level).map_or(&[][..], |level| &level.held_out);
                drawn(problems, count, seed, HeldOutProblem::problem)
            }
        }
    }

    /// How the problems of a file are judged; those of a family have no checkers of their own.
    pub fn specs(&self) -> impl Iterator<Item = &VerifierSpec> {
        let levels = match &self.kind {
            Kind::Family(_) => None,
            Kind::File(file) => Some(file),
        };
        levels.into_iter().flat_map(|file| file.problems()).map(|problem| &problem.verifier)
    }

    /// Whether judging some of its problems needs the Python sandbox.
    pub fn needs_python(&self) -> bool {
        match &self.kind {
            Kind::Family(family) => family.needs_python(),
            Kind::File(file) => file.any(VerifierSpec::needs_python),
        }
    }

    /// Whether some of its problems are judged by their answer.
    pub fn has_answers(&self) -> bool {
        match &self.kind {
            Kind::Family(family) => !family.needs_python(),
            Kind::File(file) => file.any(|spec| matches!(spec, VerifierSpec::MathAnswer { .. })),
        }
    }
}

impl Levels {
    fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.levels.values().flat_map(|level| {
            let training = level.training.iter().map(TrainingProblem::problem);
            training.chain(level.held_out.iter().map(HeldOutProblem::problem))
        })
    }

    fn any(&self, is: impl Fn(&VerifierSpec) -> bool) -> bool {
        self.problems().any(|problem| is(&problem.verifier))
    }
}

/// As many of some problems, in an order of the seed's.
fn drawn<T: Clone>(problems: &[T], count: usize, seed: u64, problem: fn(&T) -> &Problem) -> Vec<T> {
    let mut keyed: Vec<(u64, usize)> = problems
        .iter()
        .enumerate()
        .map(|(at, item)| (Sha256::of(format!("{seed}/{}", problem(item).id).as_bytes()).number(), at))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().take(count).map(|(_, at)| problems[at].clone()).collect()
}

/// The level of a problem, or what stands in its place.
fn level_of(problem: &Problem) -> Result<u32, String> {
    let Some(level) = problem.tags.get("level") else { return Ok(1) };
    let number = level.as_u64().and_then(|level| u32::try_from(level).ok()).filter(|&level| level > 0);
    number.ok_or_else(|| level.to_string())
}

/// What is wrong with the levels of a file, of which so many are demonstrated.
fn check(levels: &BTreeMap<u32, Level>, demonstrated: u32) -> Result<(), String> {
    let highest = levels.keys().next_back().copied().unwrap_or(0);
    if highest <= demonstrated {
        return Err(format!(
            "expected problems of a level above problems.demonstrated_levels, which is {demonstrated}, found none above {highest}"
        ));
    }
    for number in 1..=highest {
        let training = levels.get(&number).map_or(&[][..], |level| &level.training);
        let (has, what) = if number <= demonstrated {
            let has = training.iter().any(|problem| !problem.problem().references.is_empty());
            (has, "with a reference, since it is demonstrated")
        } else {
            (!training.is_empty(), "whose split is train")
        };
        if !has {
            return Err(format!("level {number}: expected at least one training problem {what}, found none"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, split: &str, level: u32, with_reference: bool) -> String {
        let references = if with_reference { r#"["\\boxed{4}"]"# } else { "[]" };
        format!(
            r#"{{"id":"{id}","prompt":"{id}?","verifier":{{"type":"math-answer","reference":"4"}},"references":{references},"split":"{split}","tags":{{"level":{level}}}}}"#
        )
    }

    fn read(rows: &[String]) -> Result<Source, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sums.jsonl");
        fs::write(&path, rows.join("\n")).unwrap();
        let shown = format!("{}/", folder.path().display());
        Source::file(&path, 1).map_err(|error| error.to_string().replace(&shown, ""))
    }

    #[test]
    fn a_file_gives_what_it_has_of_each_level_the_same_every_time() {
        let mut rows: Vec<String> = (0..20).map(|n| row(&format!("a{n}"), "train", 2, false)).collect();
        rows.extend([
            row("d", "train", 1, true),
            row("h", "heldout", 2, false),
            row("g", "heldout", 1, true),
        ]);
        let source = read(&rows).unwrap();
        assert_eq!((source.name().as_str(), source.highest_level()), ("sums", 2));
        assert!(source.has_answers() && !source.needs_python());
        let ids = |seed: u64, count: usize| -> Vec<String> {
            let problems = source.training(2, count, seed);
            problems.iter().map(|problem| problem.problem().id.to_string()).collect()
        };
        assert_eq!((ids(1, 7).len(), ids(1, 99).len()), (7, 20));
        assert_eq!(ids(1, 7), ids(1, 7));
        assert_ne!(ids(1, 7), ids(2, 7));
        assert_eq!(source.held_out(2, 9, 1).len(), 1);
        assert_eq!(source.training(3, 9, 1), []);
    }

    #[test]
    fn a_file_that_no_run_can_begin_with_is_refused_with_its_line() {
        let good = [row("d", "train", 1, true), row("a", "train", 2, false)];
        let check = |more: &[String], expected: &str| {
            let rows: Vec<String> = good.iter().chain(more).cloned().collect();
            assert_eq!(read(&rows).err().as_deref(), Some(expected));
        };
        check(
            &[row("x", "train", 0, false)],
            "sums.jsonl:3: tags.level: expected a whole number from 1 on, found 0",
        );
        check(
            &[row("A", "heldout", 2, false)],
            "sums.jsonl:2: prompt: expected a prompt that no held-out problem has, found that of line 3",
        );
        check(
            &[row("x", "train", 4, false)],
            "sums.jsonl: level 3: expected at least one training problem whose split is train, found none",
        );
        let check = |rows: &[String], expected: &str| assert_eq!(read(rows).err().as_deref(), Some(expected));
        check(
            &good[..1],
            "sums.jsonl: expected problems of a level above problems.demonstrated_levels, which is 1, found none above 1",
        );
        check(
            &[row("d", "train", 1, false), row("a", "train", 2, false)],
            "sums.jsonl: level 1: expected at least one training problem with a reference, since it is demonstrated, found none",
        );
    }
}
