//! The conversation with what is compared with: a Python script that reads rows of JSON and writes one for each.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Lines, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::exit::CommandError;

/// Has modules looked for where they are installed, and not in the folder that veriloop was started in.
const PRELUDE: &str = "import sys; sys.path[:] = [folder for folder in sys.path if folder]\n";

/// A script that runs.
pub(super) struct Script<'a> {
    python: &'a Path,
    package: &'static str,
    child: Child,
    stdin: ChildStdin,
    replies: Lines<BufReader<ChildStdout>>,
    stderr: File,
    version: String,
}

/// The first line that a script writes, once it has imported everything.
#[derive(Deserialize)]
struct Greeting {
    version: String,
}

impl<'a> Script<'a> {
    /// Starts a script that needs a package, which has imported everything once this returns.
    pub(super) fn start(
        python: &'a Path,
        package: &'static str,
        source: &str,
    ) -> Result<Script<'a>, CommandError> {
        let failed = |error: std::io::Error| failed(python, package, &error.to_string());
        let stderr = tempfile::tempfile().map_err(failed)?;
        let mut child = Command::new(python)
            .args(["-c", &format!("{PRELUDE}{source}")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr.try_clone().map_err(failed)?)
            .spawn()
            .map_err(failed)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(CommandError::internal("a child without its pipes"));
        };
        let replies = BufReader::new(stdout).lines();
        let mut script = Script { python, package, child, stdin, replies, stderr, version: String::new() };
        let Some(Greeting { version }) = script.reply() else {
            let why = format!("expected a Python that has the package {package}, found none");
            return Err(script.ended(&why));
        };
        script.version = version;
        Ok(script)
    }

    /// The package's version.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// What the script writes of a row, which is that of `what`.
    pub(super) fn ask<T: DeserializeOwned>(
        &mut self,
        row: &serde_json::Value,
        what: &str,
    ) -> Result<T, CommandError> {
        let is_sent = writeln!(self.stdin, "{row}").is_ok();
        match is_sent.then(|| self.reply()).flatten() {
            Some(reply) => Ok(reply),
            None => Err(self.ended(&format!("expected a reply on {what}, found none that can be read"))),
        }
    }

    /// What is wrong with what is compared with.
    pub(super) fn failed(&self, why: &str) -> CommandError {
        failed(self.python, self.package, why)
    }

    fn reply<T: DeserializeOwned>(&mut self) -> Option<T> {
        let line = self.replies.next()?.ok()?;
        serde_json::from_str(&line).ok()
    }

    /// What is wrong where the script said nothing, or nothing known: it has said why on the last line of a traceback.
    fn ended(&mut self, why: &str) -> CommandError {
        self.end();
        let mut said = String::new();
        let _ = self.stderr.rewind().and_then(|()| self.stderr.read_to_string(&mut said));
        match said.lines().last() {
            Some(said) => self.failed(&format!("{why}: {said}")),
            None => self.failed(why),
        }
    }

    fn end(&mut self) {
        // It would end with its input; this does not wait for a row that it may be at.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Script<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

fn failed(python: &Path, package: &str, why: &str) -> CommandError {
    CommandError::bad_input(format!("{}: {package}: {why}", python.display()))
}
