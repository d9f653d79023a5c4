//! The commands: each reads its input, calls the stages that it is about, and prints.

pub mod answer;
pub mod bench;
pub mod checker;
pub mod coverage;
pub mod doctor;
#[cfg(feature = "torch")]
pub mod evaluate;
pub mod measure;
pub mod problems;
pub mod report;
#[cfg(feature = "torch")]
pub mod run;
mod verdicts;
pub mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use veriloop_problems::ReadError;
use veriloop_problems::jsonl::{self, Rows};
use veriloop_sandbox::{BuildStep, CacheDir, Python};
use veriloop_verifiers::component::{Checker, CheckerError};
use veriloop_verifiers::spec::ModuleKind;
use veriloop_verifiers::{Checkers, SecondJudge, Sympy, Verifier, VerifierSpec};

use crate::console::Progress;
use crate::exit::CommandError;

/// What a verifier is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sandbox {
    /// Programs are judged: the Python sandbox is opened, and its image built where there is none.
    Python,
    /// Answers alone are judged.
    NotNeeded,
}

/// Opens a verifier, with the Python sandbox and the second judge only where they are needed.
///
/// # Errors
///
/// [`CommandError::Fault`] where the sandbox or the second judge cannot be opened.
pub fn open_verifier(sandbox: Sandbox, second: Option<SecondJudge>) -> Result<Verifier, CommandError> {
    Ok(open_without_checkers(sandbox, second)?.with_checkers(open_checkers()))
}

/// What loads the checkers that problems bring; their compiled code is kept in the cache where there is one.
pub fn open_checkers() -> Arc<Checkers> {
    Arc::new(Checkers::new(CacheDir::from_environment().ok()))
}

/// Loads the checkers of specifications, so that one that cannot be used is found before any work is done.
///
/// # Errors
///
/// As [`load_checker`].
pub fn load_checkers<'a>(
    verifier: &Verifier,
    specs: impl Iterator<Item = &'a VerifierSpec>,
) -> Result<(), CommandError> {
    let Some(checkers) = verifier.checkers() else { return Ok(()) };
    let modules: BTreeMap<PathBuf, ModuleKind> =
        specs.filter_map(VerifierSpec::module).map(|(kind, module)| (module.path(), kind)).collect();
    modules.iter().try_for_each(|(path, kind)| match kind {
        ModuleKind::Component => load_checker(checkers, path).map(|_| ()),
        ModuleKind::Command => checkers.load_command(path).map(|_| ()).map_err(checker_error),
    })
}

/// Loads a checker, which is compiled the first time.
///
/// # Errors
///
/// [`CommandError::BadInput`] that names the file and says what is wrong with it.
pub fn load_checker(checkers: &Checkers, path: &Path) -> Result<Arc<Checker>, CommandError> {
    let _progress = Progress::spinner("loading the checker");
    checkers.load(path).map_err(checker_error)
}

fn checker_error(error: CheckerError) -> CommandError {
    match error {
        CheckerError::Engine(error) => CommandError::fault(error),
        error => CommandError::bad_input(error),
    }
}

fn open_without_checkers(sandbox: Sandbox, second: Option<SecondJudge>) -> Result<Verifier, CommandError> {
    let verifier = match sandbox {
        Sandbox::NotNeeded => Verifier::answers_only(),
        Sandbox::Python => {
            let cache = CacheDir::from_environment().map_err(CommandError::fault)?;
            let progress = Progress::spinner("opening the Python sandbox");
            let python = Python::open(&cache, &|step| progress.say(build_step(step)))?;
            Verifier::with_python(Arc::new(python))
        }
    };
    match second {
        None => Ok(verifier),
        Some(SecondJudge::Sympy) => Ok(verifier.with_sympy(open_sympy()?)),
    }
}

/// Opens sympy, whose image is built where there is none.
fn open_sympy() -> Result<Arc<Sympy>, CommandError> {
    let cache = CacheDir::from_environment().map_err(CommandError::fault)?;
    let progress = Progress::spinner("opening sympy");
    Ok(Arc::new(Sympy::open(&cache, &|step| progress.say(build_step(step)))?))
}

fn build_step(step: BuildStep) -> &'static str {
    match step {
        BuildStep::Waiting => "waiting for another process that builds the Python image",
        BuildStep::Instrumenting => "building the Python image, once: instrumenting the interpreter",
        BuildStep::CompilingInterpreter => {
            "building the Python image, once: compiling the interpreter, for about a minute"
        }
        BuildStep::Initialising => "building the Python image, once: starting the interpreter",
        BuildStep::CompilingImage => {
            "building the Python image, once: compiling the snapshot, for some minutes"
        }
        BuildStep::Extending => "importing sympy into the Python image, once",
        BuildStep::Storing => "building the Python image, once: storing it",
    }
}

/// The rows of a file, all of which have been read once and found good where that is possible.
///
/// So a regular file with a fault in its last line is refused before any work
/// is done or anything is printed. What can be read only once, such as a pipe,
/// is streamed, and a fault in it comes when its line does.
fn checked_rows<T: DeserializeOwned>(
    path: &Path,
    mut check: impl FnMut(usize, &T) -> Result<(), CommandError>,
) -> Result<(Rows<T>, RowCount), CommandError> {
    if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return Ok((jsonl::rows(path)?, RowCount::Unknown));
    }
    let mut count = 0;
    for row in jsonl::rows::<T>(path)? {
        let (line, row) = row?;
        check(line, &row)?;
        count += 1;
    }
    Ok((jsonl::rows(path)?, RowCount::Known(count)))
}

/// How many rows a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowCount {
    Known(u64),
    Unknown,
}

impl RowCount {
    /// The progress of what is done to every row.
    fn progress(self, what: &'static str) -> Progress {
        match self {
            RowCount::Known(count) => Progress::bar(count, what),
            RowCount::Unknown => Progress::spinner(what),
        }
    }
}

/// Finds out, before any work is done, whether a file can be written where it is wanted,
/// which is not where one of the files is that are read.
///
/// # Errors
///
/// [`CommandError::BadInput`] that names the file.
fn check_writable(path: &Path, inputs: &[&Path]) -> Result<(), CommandError> {
    let refused =
        |why: String| CommandError::BadInput(format!("{}: cannot write the file: {why}", path.display()));
    let target = jsonl::link_target(path);
    let target = target.canonicalize().unwrap_or(target);
    match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => return Err(refused("expected a file, found a folder".into())),
        Ok(metadata) if !metadata.is_file() => return Ok(()),
        _ => {}
    }
    if inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == target)) {
        return Err(refused("expected another file than the one that is read".into()));
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    tempfile::tempfile_in(folder).map(drop).map_err(|error| refused(error.to_string()))
}

/// What is wrong with a row, in the words of the readers.
fn row_error(path: &Path, line: usize, field: &str, message: String) -> CommandError {
    CommandError::bad_input(ReadError::Row {
        path: path.to_owned(),
        line,
        field: format!("{field}: "),
        message,
    })
}
