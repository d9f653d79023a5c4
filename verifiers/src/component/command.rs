//! Checkers that are commands: programs which were written for other judges.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use veriloop_sandbox::component::{Command, Invocation};
use veriloop_sandbox::{Ending, Limits, Outcome, SandboxError};

use super::{CheckerError, CheckerSaid, Checkers, SHOWN, ended, limits, one_line, read};
use crate::Fault;

/// A checker that is a command.
pub struct CommandChecker {
    command: Command,
    name: String,
}

impl Checkers {
    /// The command of a file, which is read and compiled when it is first asked for.
    ///
    /// # Errors
    ///
    /// A [`CheckerError`] that names the file and what is wrong with it.
    pub fn load_command(&self, path: &Path) -> Result<Arc<CommandChecker>, CheckerError> {
        let mut loaded = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(checker) = loaded.get(path) {
            return Ok(Arc::clone(checker));
        }
        let bytes = read(path).map_err(|error| CheckerError::Read { path: path.to_owned(), error })?;
        let wrong = |error| CheckerError::Component { path: path.to_owned(), error };
        let command = self.components()?.load_command(&bytes, self.cache.as_ref()).map_err(wrong)?;
        let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let checker = Arc::new(CommandChecker { command, name: one_line(&name, SHOWN) });
        loaded.insert(PathBuf::from(path), Arc::clone(&checker));
        Ok(checker)
    }
}

impl CommandChecker {
    /// The SHA-256 of the command, in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        self.command.identity()
    }

    /// Runs the command in a fresh instance, to an end of its own.
    ///
    /// # Errors
    ///
    /// [`Fault::Checker`] where it reached a limit or trapped, and any other [`Fault`] where the machinery failed.
    pub(crate) fn run(&self, of_programs: &Limits, invocation: Invocation<'_>) -> Result<Outcome, Fault> {
        let limits = limits(of_programs);
        let outcome = self
            .command
            .run(&limits, invocation)
            .map_err(|error: SandboxError| Fault::Sandbox(error.to_string()))?;
        match &outcome.ending {
            Ending::Completed(_) | Ending::Exited(_) => Ok(outcome),
            Ending::WallBackstop => Err(Fault::WallBackstop(limits.wall_backstop())),
            ending => Err(self.fault(ended(ending, &limits, &outcome.stdout, &outcome.stderr))),
        }
    }

    pub(crate) fn fault(&self, what: impl std::fmt::Display) -> Fault {
        let checker = CheckerSaid {
            name: self.name.clone(),
            version: String::new(),
            sha256: self.sha256().to_owned(),
            reason: String::new(),
            score: None,
        };
        Fault::Checker { checker: Box::new(checker), what: what.to_string() }
    }
}
