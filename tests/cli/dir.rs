//! A folder of its own for each test, in which the program is run.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder, which is the working directory of what is run in it.
pub(crate) struct Dir(TempDir);

impl Dir {
    pub(crate) fn new() -> Dir {
        Dir(TempDir::new().expect("a temporary folder"))
    }

    /// Where the folder is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Dir {
        fs::write(self.0.path().join(name), text).expect("a written file");
        self
    }

    /// Writes values as JSON Lines.
    pub(crate) fn rows(&self, name: &str, rows: &[Value]) -> &Dir {
        let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
        self.file(name, text)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).expect("a file that can be read")
    }

    /// A file of JSON Lines, every line of which must be JSON.
    pub(crate) fn read_rows(&self, name: &str) -> Vec<Value> {
        rows(&self.read(name))
    }

    /// The names of the files in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder that can be read");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs the program.
    pub(crate) fn veriloop(&self, args: &[&str]) -> Run {
        self.finish(self.command(args).stdin(Stdio::null()), args)
    }

    /// Runs the program from a folder in this one.
    pub(crate) fn veriloop_from(&self, folder: &str, args: &[&str]) -> Run {
        let folder = self.0.path().join(folder);
        self.finish(self.command(args).current_dir(folder).stdin(Stdio::null()), args)
    }

    /// Runs the program with variables of its environment set.
    pub(crate) fn veriloop_with_variables(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        self.finish(self.command(args).envs(variables.iter().copied()).stdin(Stdio::null()), args)
    }

    /// Runs the program with this on its standard input.
    pub(crate) fn veriloop_with_input(&self, args: &[&str], input: &str) -> Run {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            // A program that stops early closes the pipe, which is its right.
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        Run::new(output, args)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_veriloop"));
        command.current_dir(self.0.path()).args(args);
        command
    }

    fn finish(&self, command: &mut Command, args: &[&str]) -> Run {
        Run::new(command.output().expect("the program starts"), args)
    }
}

/// What a run of the program left.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    code: Option<i32>,
    line: String,
}

impl Run {
    fn new(output: Output, args: &[&str]) -> Run {
        Run {
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
            code: output.status.code(),
            line: format!("veriloop {}", args.join(" ")),
        }
    }

    /// Demands an exit code.
    pub(crate) fn exits_with(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{}\n{}\n{}", self.line, self.stdout, self.stderr);
        self
    }

    /// Demands that bad input was refused in one line, with all of these in it.
    pub(crate) fn refuses(self, parts: &[&str]) -> Run {
        let run = self.exits_with(2);
        assert_eq!(run.stderr.lines().count(), 1, "{}\n{}", run.line, run.stderr);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "{}: expected {part:?} in {}", run.line, run.stderr);
        }
        assert_eq!(run.stdout, "", "{}", run.line);
        run
    }

    /// Standard output as JSON Lines.
    pub(crate) fn rows(&self) -> Vec<Value> {
        rows(&self.stdout)
    }
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}
