//! How a command ends: the exit codes, and the errors that lead to them.

use std::fmt::Display;
use std::io;

use veriloop_problems::import::ImportError;
use veriloop_problems::{ReadError, WriteError};
use veriloop_sandbox::OpenError;

use crate::config::ConfigError;

/// What the process tells its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// The command did what it was asked to do.
    Done = 0,
    /// The command ran, and the answer is no: a failed check, a tripped guard.
    No = 1,
    /// Usage or input is wrong: the message names file, line and field.
    BadInput = 2,
    /// The sandbox or a verifier failed, and retries did not help.
    Fault = 3,
    /// The program itself is at fault.
    Internal = 70,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> std::process::ExitCode {
        std::process::ExitCode::from(code as u8)
    }
}

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// Usage or input is wrong.
    #[error("{0}")]
    BadInput(String),
    /// The sandbox or a verifier failed.
    #[error("{0}")]
    Fault(String),
    /// The program itself is at fault.
    #[error("internal: {0}")]
    Internal(String),
    /// Whoever read standard output has gone away, as `head` does. That is no failure.
    #[error("standard output was closed")]
    OutputClosed,
}

impl CommandError {
    /// An error of the user's input, in one line.
    pub fn bad_input(error: impl Display) -> CommandError {
        CommandError::BadInput(error.to_string())
    }

    /// A failure of the sandbox or a verifier, in one line.
    pub fn fault(error: impl Display) -> CommandError {
        CommandError::Fault(error.to_string())
    }

    /// A failure of the program itself, in one line.
    pub fn internal(error: impl Display) -> CommandError {
        CommandError::Internal(error.to_string())
    }

    /// A failure to write to standard output.
    pub fn from_stdout(error: &io::Error) -> CommandError {
        match error.kind() {
            io::ErrorKind::BrokenPipe => CommandError::OutputClosed,
            _ => CommandError::BadInput(format!("cannot write to standard output: {error}")),
        }
    }

    /// The exit code that goes with the error.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            CommandError::BadInput(_) => ExitCode::BadInput,
            CommandError::Fault(_) => ExitCode::Fault,
            CommandError::Internal(_) => ExitCode::Internal,
            CommandError::OutputClosed => ExitCode::Done,
        }
    }
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> CommandError {
        CommandError::bad_input(error)
    }
}

impl From<WriteError> for CommandError {
    fn from(error: WriteError) -> CommandError {
        CommandError::bad_input(error)
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> CommandError {
        CommandError::bad_input(error)
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> CommandError {
        CommandError::bad_input(error)
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> CommandError {
        CommandError::fault(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: CommandError, code: ExitCode, number: u8) {
        assert_eq!(error.exit_code(), code, "{error}");
        assert_eq!(code as u8, number);
    }

    #[test]
    fn bad_input_exits_with_2() {
        check(CommandError::bad_input("p.jsonl:3: id: found none"), ExitCode::BadInput, 2);
    }

    #[test]
    fn a_fault_that_is_left_exits_with_3() {
        check(CommandError::fault("no sandbox"), ExitCode::Fault, 3);
    }

    #[test]
    fn an_error_of_our_own_exits_with_70() {
        check(CommandError::internal("a bug"), ExitCode::Internal, 70);
    }

    #[test]
    fn a_reader_that_goes_away_is_no_failure() {
        check(CommandError::from_stdout(&io::ErrorKind::BrokenPipe.into()), ExitCode::Done, 0);
        check(CommandError::from_stdout(&io::ErrorKind::StorageFull.into()), ExitCode::BadInput, 2);
    }

    #[test]
    fn an_answer_of_no_exits_with_1() {
        assert_eq!(ExitCode::No as u8, 1);
    }
}
