//! What a person sees on stderr: which step runs, how long each took, and the one error that ended it.

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

/// The steps of one command, in order, with how each went.
#[derive(Default)]
pub struct Steps {
    rows: Vec<Row>,
}

struct Row {
    name: String,
    elapsed: Duration,
    outcome: String,
}

impl Steps {
    /// Runs a step, which answers with a few words on what it did, and notes how long it took.
    pub fn run(&mut self, name: &str, step: impl FnOnce() -> Result<String>) -> Result<()> {
        eprintln!("==> {name}");
        let started = Instant::now();
        let result = step();
        let outcome = result.as_ref().map_or_else(|_| "failed".to_owned(), String::clone);
        self.rows.push(Row { name: name.to_owned(), elapsed: started.elapsed(), outcome });
        if result.is_err() {
            self.print();
        }
        result.map(|_| ())
    }

    /// Prints the table of the steps so far.
    pub fn print(&self) {
        eprint!("\n{self}");
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
        for row in &self.rows {
            writeln!(f, "    {:width$}  {:>8.1} s  {}", row.name, row.elapsed.as_secs_f64(), row.outcome)?;
        }
        Ok(())
    }
}

/// Prints an error with its causes on one line each, and says that the command failed.
#[expect(clippy::needless_pass_by_value, reason = "the last owner of the error")]
pub fn report_failure(error: anyhow::Error) -> ExitCode {
    eprintln!("error: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because {cause}");
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_in_the_table_and_its_error_is_passed_on() {
        let mut steps = Steps::default();
        steps.run("first", || Ok("already there".into())).unwrap();
        let error = steps.run("the second", || anyhow::bail!("no such wheel")).unwrap_err();
        assert_eq!(error.to_string(), "no such wheel");
        let table = steps.to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 2, "{table}");
        assert!(lines[0].starts_with("    first       ") && lines[0].ends_with("already there"), "{table}");
        assert!(lines[1].starts_with("    the second  ") && lines[1].ends_with("failed"), "{table}");
    }
}
