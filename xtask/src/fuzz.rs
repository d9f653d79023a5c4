//! `cargo xtask fuzz`: runs a fuzz target, with the coverage of this project's own crates to guide it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::cargo;
use crate::process;
use crate::setup::{self, Setup, Targets};

/// The variable that makes this program stand in for the compiler.
const WRAPPER: &str = "VERILOOP_FUZZ_COMPILER";

/// The longest input. Answers may be twice as long, and all that they can be fits into this.
const MAX_LENGTH: &str = "-max_len=4096";

/// What the compiler is told for the crates that are to be covered.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions=on",
];

/// Whether cargo started this program in place of the compiler, which it then runs.
///
/// Only the crates of the workspace come this way, so that the dependencies need not be built anew.
pub fn compile(arguments: &[String]) -> Option<Result<()>> {
    std::env::var_os(WRAPPER)?;
    let (compiler, arguments) = arguments.split_first()?;
    let mut command = Command::new(compiler);
    command.args(arguments);
    // cargo asks for the version and the like without a crate.
    if arguments.iter().any(|argument| argument == "--crate-name") {
        command.args(COVERAGE);
    }
    let status = command.status().with_context(|| format!("cannot run {compiler}"));
    Some(
        status.and_then(
            |status| if status.success() { Ok(()) } else { bail!("the compiler failed: {status}") },
        ),
    )
}

/// What can be fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A guest's messages.
    Door,
    /// The final answers of whole solutions.
    Extract,
    /// The grammar of answers and their printing.
    Parse,
    /// The decision on an answer and its gold.
    Decide,
}

impl Target {
    /// Every target.
    pub const ALL: [Target; 4] = [Target::Door, Target::Extract, Target::Parse, Target::Decide];

    /// The target of this name.
    pub fn named(name: &str) -> Result<Target> {
        let found = Target::ALL.into_iter().find(|target| target.name() == name);
        found.with_context(|| {
            let names = Target::ALL.map(Target::name).join(", ");
            format!("expected a fuzz target ({names}), found `{name}`")
        })
    }

    fn name(self) -> &'static str {
        match self {
            Target::Door => "door",
            Target::Extract => "extract",
            Target::Parse => "parse",
            Target::Decide => "decide",
        }
    }

    /// The features of the crate of targets that it needs. Only the door needs wasmtime, which takes minutes to build.
    fn features(self) -> &'static str {
        match self {
            Target::Door => "fuzz,door",
            Target::Extract | Target::Parse | Target::Decide => "fuzz",
        }
    }

    /// Whether its inputs are text, which is kept as it is. Other inputs are kept in hexadecimal digits.
    fn takes_text(self) -> bool {
        self != Target::Door
    }

    /// Where it learns, a file for each input.
    fn corpus(self) -> PathBuf {
        cargo::root().join("fuzz/corpus").join(self.name())
    }

    /// What is kept of what it learned, a JSON string for each input.
    fn kept(self) -> PathBuf {
        cargo::root().join("fuzz/kept").join(self.name()).with_extension("jsonl")
    }

    /// The target's program, built and given these arguments.
    fn command(self, setup: &Setup) -> Result<Command> {
        let mut command = cargo::cargo(setup);
        command
            .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?)
            .env(WRAPPER, "1")
            .args(["run", "--release", "-p", "veriloop-fuzz", "--no-default-features"])
            .args(["--features", self.features(), "--bin", self.name(), "--", MAX_LENGTH]);
        Ok(command)
    }
}

/// Fuzzes a target for so many seconds, beginning with what was kept of earlier runs.
///
/// The inputs that it learns go to `fuzz/corpus/TARGET`, and one that breaks
/// the target's property ends the run and is written to the root.
pub fn run(target: &str, seconds: &str) -> Result<()> {
    let target = Target::named(target)?;
    let setup = setup::prepare(Targets::UnlessTriedToday)?;
    unpack(target)?;
    let mut command = target.command(&setup)?;
    command.arg(target.corpus());
    command.arg(format!("-max_total_time={seconds}")).args(["-rss_limit_mb=2048", "-print_final_stats=1"]);
    if target.takes_text() {
        command.arg(format!("-dict={}", cargo::root().join("fuzz/answers.dict").display()));
    }
    succeed(&mut command)
}

/// Keeps what a target has learned: the fewest inputs that reach all that the corpus reaches, in `fuzz/kept`.
pub fn keep(target: &str) -> Result<()> {
    let target = Target::named(target)?;
    let setup = setup::prepare(Targets::UnlessTriedToday)?;
    unpack(target)?;
    let fewest = target.corpus().with_extension("fewest");
    if fewest.exists() {
        fs::remove_dir_all(&fewest)?;
    }
    fs::create_dir_all(&fewest)?;
    let mut command = target.command(&setup)?;
    // Which places are reached, and not how often, so that the file stays small.
    command.args(["-set_cover_merge=1", "-use_counters=0"]).arg(&fewest).arg(target.corpus());
    succeed(&mut command)?;
    let mut rows = Vec::new();
    for entry in fs::read_dir(&fewest)? {
        rows.push(row(target, &fs::read(entry?.path())?));
    }
    rows.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    rows.dedup();
    fs::write(target.kept(), rows.concat())?;
    fs::remove_dir_all(&fewest)?;
    eprintln!("    kept {} inputs in {}", rows.len(), target.kept().display());
    Ok(())
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("`{}` failed: {status}", process::show(command));
    }
    Ok(())
}

/// Writes the inputs that are kept of a target to files of its corpus, named by their digests.
fn unpack(target: Target) -> Result<()> {
    let corpus = target.corpus();
    fs::create_dir_all(&corpus)?;
    if !target.kept().exists() {
        return Ok(());
    }
    let kept = fs::read_to_string(target.kept())?;
    for (at, line) in kept.lines().enumerate() {
        let input = input(target, line)
            .with_context(|| format!("{}:{}: expected an input", target.kept().display(), at + 1))?;
        let name = hex::encode(Sha256::digest(&input));
        fs::write(corpus.join(&name[..40]), input)?;
    }
    Ok(())
}

/// The row of an input. What is no UTF-8 in a text reads as the targets read it.
fn row(target: Target, input: &[u8]) -> String {
    let text =
        if target.takes_text() { String::from_utf8_lossy(input).into_owned() } else { hex::encode(input) };
    format!("{}\n", serde_json::Value::from(text))
}

fn input(target: Target, row: &str) -> Result<Vec<u8>> {
    let text: String = serde_json::from_str(row)?;
    Ok(if target.takes_text() { text.into_bytes() } else { hex::decode(text)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_input_is_the_same_again() {
        for target in Target::ALL {
            for bytes in ["", "\\frac{1}{2}\t\"½\"\n\0", "\u{8}oxed{"] {
                let row = row(target, bytes.as_bytes());
                assert_eq!(row.lines().count(), 1, "{row}");
                assert_eq!(input(target, row.trim_end()).unwrap(), bytes.as_bytes());
            }
        }
        assert_eq!(input(Target::Door, row(Target::Door, &[0xff, 0]).trim_end()).unwrap(), [0xff, 0]);
    }

    #[test]
    fn targets_are_known_by_name() {
        for target in Target::ALL {
            assert_eq!(Target::named(target.name()).unwrap(), target);
        }
        let error = Target::named("window").unwrap_err().to_string();
        assert_eq!(error, "expected a fuzz target (door, extract, parse, decide), found `window`");
    }
}
