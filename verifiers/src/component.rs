//! Checkers that others wrote: WebAssembly components with the interface of `wit/checker.wit`.
//!
//! A checker is loaded once and judges every candidate in a fresh instance. What
//! it answers is believed where it keeps to the protocol. A checker that traps,
//! does not end, asks for too much or answers what the protocol does not know
//! is a [`Fault::Checker`] with the checker's name and what it did, and never a verdict.

mod command;
mod protocol;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use serde::Serialize;
pub use veriloop_sandbox::Surroundings;
use veriloop_sandbox::component::{Called, Component, ComponentError, Components, Function, MAX_COMPONENT};
use veriloop_sandbox::{Bytes, CacheDir, Ending, EngineError, Fuel, Limit, Limits, SandboxError};

use crate::{Candidate, Fault, Judgement, Seal, Sha256};
pub use command::CommandChecker;
use protocol::{Answer, Asked, Description, Written};

/// The most fuel that a checker may use for one candidate: some seconds of one core.
pub const FUEL: Fuel = Fuel(10_000_000_000);

/// What of a checker's own output is shown where it failed, in characters.
const SHOWN: usize = 600;

/// What a checker is told of the problem, beside its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct About {
    /// The problem's id.
    pub id: String,
    /// What the policy was given.
    pub prompt: String,
    /// Completions that are known to be correct.
    pub references: Vec<String>,
}

impl About {
    pub(crate) fn digest(&self) -> Sha256 {
        let parts = [&self.id, &self.prompt].into_iter().chain(&self.references);
        Sha256::of_parts(parts.map(String::as_bytes))
    }
}

/// What a checker said, where one judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckerSaid {
    /// The checker's name.
    pub name: String,
    /// Its version; a command has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The SHA-256 of the component.
    pub sha256: String,
    /// Its reason in its own word; empty for an accept.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// How much of the task is solved, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// Loads checkers, each once.
pub struct Checkers {
    /// Made when the first checker is loaded.
    components: OnceLock<Result<Components, EngineError>>,
    cache: Option<CacheDir>,
    loaded: Mutex<HashMap<PathBuf, Arc<Checker>>>,
    commands: Mutex<HashMap<PathBuf, Arc<CommandChecker>>>,
}

/// A checker that was loaded.
pub struct Checker {
    component: Component,
    judge: Function<(Asked, Written), (Result<Answer, String>,)>,
    description: Description,
}

/// Why a checker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckerError {
    /// There is no engine.
    #[error(transparent)]
    Engine(EngineError),
    /// Its file cannot be read.
    #[error("{}: cannot read the checker: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// It is no component with the interface of checkers.
    #[error("{}: {error}{}", path.display(), of_interface(error))]
    Component {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ComponentError,
    },
    /// It does not say what it is.
    #[error("{}: the checker does not describe itself: {why}", path.display())]
    Describe {
        /// The file.
        path: PathBuf,
        /// What it did instead.
        why: String,
    },
}

/// Which interface a checker's functions must be of, where the error is that they are not.
fn of_interface(error: &ComponentError) -> &'static str {
    match error {
        ComponentError::Export { .. } => {
            "; the interface is veriloop:verifier@1.0.0, as new projects have it"
        }
        ComponentError::NotAComponent(_)
        | ComponentError::NotACommand(_)
        | ComponentError::Compile(_)
        | ComponentError::Import(_) => "",
    }
}

impl Checkers {
    /// What loads checkers, and keeps their compiled code where there is a cache.
    pub fn new(cache: Option<CacheDir>) -> Checkers {
        Checkers { components: OnceLock::new(), cache, loaded: Mutex::default(), commands: Mutex::default() }
    }

    /// The checker of a file, which is read and compiled when it is first asked for.
    ///
    /// # Errors
    ///
    /// A [`CheckerError`] that names the file and what is wrong with it.
    pub fn load(&self, path: &Path) -> Result<Arc<Checker>, CheckerError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(checker) = loaded.get(path) {
            return Ok(Arc::clone(checker));
        }
        let checker = Arc::new(self.open(path)?);
        loaded.insert(path.to_owned(), Arc::clone(&checker));
        Ok(checker)
    }

    fn components(&self) -> Result<&Components, CheckerError> {
        let components = self.components.get_or_init(Components::new).as_ref();
        components.map_err(|error| CheckerError::Engine(error.clone()))
    }

    fn open(&self, path: &Path) -> Result<Checker, CheckerError> {
        let bytes = read(path).map_err(|error| CheckerError::Read { path: path.to_owned(), error })?;
        self.open_bytes(path, &bytes)
    }

    /// The checker with these bytes, which messages call by the name of this file.
    ///
    /// # Errors
    ///
    /// As [`load`](Checkers::load).
    pub fn open_bytes(&self, path: &Path, bytes: &[u8]) -> Result<Checker, CheckerError> {
        let wrong = |error| CheckerError::Component { path: path.to_owned(), error };
        let silent = |why| CheckerError::Describe { path: path.to_owned(), why };
        let component = self.components()?.load(bytes, self.cache.as_ref()).map_err(wrong)?;
        let describe = component.function::<(), (Description,)>("describe").map_err(wrong)?;
        let judge = component.function("judge").map_err(wrong)?;
        let limits = limits(&Limits::default());
        let called = component
            .call(&limits, Surroundings::default(), &describe, ())
            .map_err(|error| silent(error.to_string()))?;
        let Called { result, stdout, stderr, .. } = called;
        let (description,) = result.map_err(|ending| silent(ended(&ending, &limits, &stdout, &stderr)))?;
        description.check().map_err(silent)?;
        Ok(Checker { component, judge, description })
    }
}

/// The bytes of a file, of which there may be one more than a component may have.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;

    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_COMPONENT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a checker may use up, where programs may use up this.
fn limits(of_programs: &Limits) -> Limits {
    of_programs.with_fuel(of_programs.fuel().min(FUEL))
}

impl Checker {
    /// The checker's name.
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// The checker's version.
    pub fn version(&self) -> &str {
        &self.description.version
    }

    /// What the checker decides, in a sentence.
    pub fn decides(&self) -> &str {
        &self.description.decides
    }

    /// The parameters that a problem may give it, each with what it means.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.description.parameters
    }

    /// The SHA-256 of the component, in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        self.component.identity()
    }

    /// Judges a candidate in a fresh instance.
    ///
    /// # Errors
    ///
    /// [`Fault::Checker`] where the checker did anything but answer by the protocol, and any other [`Fault`] where
    /// the machinery failed.
    pub fn judge(
        &self,
        of_programs: &Limits,
        about: &About,
        params: &serde_json::Map<String, serde_json::Value>,
        candidate: &Candidate,
    ) -> Result<Judgement, Fault> {
        // What it draws at random depends on the candidate, so that none can be made for it.
        let surroundings = Surroundings::of(*candidate.digest().as_bytes());
        self.judge_in(surroundings, of_programs, about, params, candidate)
    }

    /// Judges a candidate as [`judge`](Checker::judge) does, with other random numbers and another time where these
    /// surroundings are. A checker in order gives the same verdict.
    ///
    /// # Errors
    ///
    /// As [`judge`](Checker::judge).
    pub fn judge_in(
        &self,
        surroundings: Surroundings,
        of_programs: &Limits,
        about: &About,
        params: &serde_json::Map<String, serde_json::Value>,
        candidate: &Candidate,
    ) -> Result<Judgement, Fault> {
        let start = Instant::now();
        let limits = limits(of_programs);
        let asked = Asked::new(about, params);
        let Called { result, stdout, stderr, fuel } = self
            .component
            .call(&limits, surroundings, &self.judge, (asked, Written::new(candidate)))
            .map_err(|error: SandboxError| Fault::Sandbox(error.to_string()))?;
        let answer = match result {
            Ok((Ok(answer),)) => answer,
            Ok((Err(why),)) => {
                return Err(self.fault(format_args!("cannot judge: {}", one_line(&why, SHOWN))));
            }
            Err(Ending::WallBackstop) => return Err(Fault::WallBackstop(limits.wall_backstop())),
            Err(ending) => return Err(self.fault(ended(&ending, &limits, &stdout, &stderr))),
        };
        let verdict = answer.verdict().map_err(|why| self.fault(why))?;
        let Answer { reason, score, explanation, .. } = answer;
        let said = CheckerSaid { reason, score, ..self.said() };
        Ok(Judgement {
            verdict,
            detail: one_line(&explanation, protocol::MAX_EXPLANATION),
            second_opinion: None,
            checker: Some(Box::new(said)),
            tests: None,
            results: Vec::new(),
            seal: Seal::Sealed,
            fuel: fuel.0,
            peak_fuel: fuel.0,
            wall: start.elapsed(),
        })
    }

    fn fault(&self, what: impl std::fmt::Display) -> Fault {
        Fault::Checker { checker: Box::new(self.said()), what: what.to_string() }
    }

    /// Which checker it is.
    fn said(&self) -> CheckerSaid {
        CheckerSaid {
            name: one_line(self.name(), SHOWN),
            version: one_line(self.version(), SHOWN),
            sha256: self.sha256().to_owned(),
            reason: String::new(),
            score: None,
        }
    }
}

/// What an instance did that did not answer.
fn ended(ending: &Ending, limits: &Limits, stdout: &[u8], stderr: &[u8]) -> String {
    let Bytes(output) = limits.output();
    let what = match ending {
        Ending::Limit(Limit::Fuel) => {
            format!("used up its fuel of {} instructions: it does not end, or does too much", limits.fuel().0)
        }
        Ending::Limit(Limit::Memory) => {
            format!("asked for more memory than the {} MiB that it may have", limits.memory().0 >> 20)
        }
        Ending::Limit(Limit::Output) => {
            format!("returned or wrote more than the {output} bytes that it may")
        }
        Ending::Limit(Limit::Stack) => "overflowed its stack".to_owned(),
        Ending::Exited(code) => format!("ended itself with exit code {code} instead of answering"),
        Ending::Trapped(why) => format!("trapped: {}", one_line(why, SHOWN)),
        Ending::Completed(_) | Ending::HungUp => "ended without an answer".to_owned(),
        Ending::WallBackstop => "had no time to answer: this machine is overloaded".to_owned(),
    };
    let written = if stderr.is_empty() { stdout } else { stderr };
    if written.is_empty() {
        return what;
    }
    let written = String::from_utf8_lossy(written);
    // An exception is told from its first line to its last, and the last says what it is.
    let characters = written.trim().chars().count();
    let last: String = written.trim().chars().skip(characters.saturating_sub(SHOWN)).collect();
    format!("{what}; it wrote: {}", one_line(&last, SHOWN))
}

/// A text of at most so many characters, on one line.
fn one_line(text: &str, most: usize) -> String {
    let mut chars = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
