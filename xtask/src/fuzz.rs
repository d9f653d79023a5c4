//! `cargo xtask fuzz`: runs a fuzz target, with the coverage of this project's own crates to guide it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::cargo;
use crate::process;
use crate::setup::{self, Targets};

/// The variable that makes this program stand in for the compiler.
const WRAPPER: &str = "VERILOOP_FUZZ_COMPILER";

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

/// Fuzzes a target for so many seconds. The inputs that it learns go to `fuzz/corpus/TARGET`.
pub fn run(target: &str, seconds: &str) -> Result<()> {
    let setup = setup::prepare(Targets::UnlessTriedToday)?;
    let corpus = Path::new("fuzz/corpus").join(target);
    std::fs::create_dir_all(cargo::root().join(&corpus))?;
    let mut command = cargo::cargo(&setup);
    command
        .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?)
        .env(WRAPPER, "1")
        .args(["run", "--release", "-p", "veriloop-fuzz", "--features", "fuzz", "--bin", target, "--"])
        .arg(corpus)
        .arg(format!("-max_total_time={seconds}"))
        .args(["-max_len=4096", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    let status = command.status()?;
    if !status.success() {
        bail!("`{}` failed: {status}", process::show(&command));
    }
    Ok(())
}
