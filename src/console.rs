//! What the commands print: data on standard output, progress and errors on standard error.
//!
//! Progress bars appear only where standard error is a terminal. Colour
//! appears only there too, and never where `NO_COLOR` is set.

#[cfg(feature = "torch")]
mod live;

use std::env;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::exit::CommandError;
#[cfg(feature = "torch")]
pub use live::Live;

/// Standard output, for data.
pub struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    /// Standard output, held until this is dropped.
    pub fn stdout() -> Output {
        Output(BufWriter::new(io::stdout().lock()))
    }

    /// Writes a value as one line of JSON.
    ///
    /// # Errors
    ///
    /// [`CommandError::OutputClosed`] where nobody reads any more, or what the system said.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), CommandError> {
        let mut line = serde_json::to_vec(value).map_err(CommandError::internal)?;
        line.push(b'\n');
        self.0.write_all(&line).map_err(|error| CommandError::from_stdout(&error))
    }

    /// Writes a text, which brings its own line ends.
    ///
    /// # Errors
    ///
    /// As for [`Output::json`].
    pub fn text(&mut self, text: impl Display) -> Result<(), CommandError> {
        write!(self.0, "{text}").map_err(|error| CommandError::from_stdout(&error))
    }

    /// Passes on what has been written, now.
    ///
    /// # Errors
    ///
    /// As for [`Output::json`].
    pub fn flush(&mut self) -> Result<(), CommandError> {
        self.0.flush().map_err(|error| CommandError::from_stdout(&error))
    }
}

/// Says on standard error, in one line, why the command stopped.
pub fn error(error: &CommandError) {
    let label = if colour_on_stderr() { "\u{1b}[1;31merror:\u{1b}[0m" } else { "error:" };
    line(format!("{label} {}", in_one_line(&error.to_string())));
}

/// A line on standard error.
pub fn note(text: impl Display) {
    line(text);
}

/// Standard error may be closed, and then there is nobody to tell.
fn line(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn colour_on_stderr() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// An error is one line, whatever was quoted in it.
fn in_one_line(text: &str) -> String {
    let parts: Vec<&str> = text.lines().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("; ").chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Progress on standard error: drawn on a terminal, silent elsewhere.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over a known number of steps.
    pub fn bar(steps: u64, what: &'static str) -> Progress {
        let bar = ProgressBar::new(steps);
        let template = "{prefix} {wide_bar} {pos}/{len} {per_sec} {eta} {msg}";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_prefix(what);
        Progress(bar)
    }

    /// A spinner, for work whose length is not known.
    pub fn spinner(what: impl Into<String>) -> Progress {
        let bar = ProgressBar::new_spinner();
        let template = "{spinner} {msg} ({elapsed})";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        bar.set_message(what.into());
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(bar)
    }

    /// One step further.
    pub fn advance(&self) {
        self.0.inc(1);
    }

    /// Says what is being done. Off a terminal this is a line of its own.
    pub fn say(&self, what: impl Into<String>) {
        let what = what.into();
        if self.0.is_hidden() {
            line(&what);
        }
        self.0.set_message(what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::in_one_line;

    #[test]
    fn an_error_is_one_line_whatever_it_quotes() {
        assert_eq!(in_one_line("a.jsonl:3: id: found `x\n  y`\n"), "a.jsonl:3: id: found `x; y`");
        assert_eq!(in_one_line("found \u{1b}[31m"), "found  [31m");
    }
}
