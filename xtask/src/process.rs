//! Runs other programs: their output goes to stderr, because only the last program of a command has data to print.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program to its end; an exit status other than 0 is an error that shows the command line.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    eprintln!("    {shown}");
    let status = command
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !status.success() {
        bail!("`{shown}` failed: {status}");
    }
    Ok(())
}

/// Runs a program and returns what it prints on stdout.
pub fn read(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("`{shown}` could not be started"))?;
    if !output.status.success() {
        bail!("`{shown}` failed: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed something that is not UTF-8"))
}

/// The command line as a person would type it, without the folder of the program.
pub fn show(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(std::ffi::OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_is_an_error_that_names_it_and_its_status() {
        let error = run(Command::new("/bin/sh").args(["-c", "exit 7"])).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c exit 7` failed: exit status: 7");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_that_names_it() {
        let error = run(&mut Command::new("/nowhere/tool")).unwrap_err();
        assert_eq!(error.to_string(), "`tool` could not be started");
    }

    #[test]
    fn what_a_failing_program_said_is_in_its_error() {
        let error = read(Command::new("/bin/sh").args(["-c", "echo the reason >&2; exit 1"])).unwrap_err();
        assert!(error.to_string().ends_with("exit status: 1: the reason"), "{error}");
    }
}
