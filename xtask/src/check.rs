//! `cargo xtask test`: everything that must hold before a change is good.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Result, bail};

use crate::cargo;
use crate::installed::machine;
use crate::lint;
use crate::process;
use crate::progress::Steps;
use crate::setup::{self, Setup, Targets};

/// The crates that build and test on a machine that has no libtorch.
const WITHOUT_LIBTORCH: [&str; 4] =
    ["veriloop-answers", "veriloop-sandbox", "veriloop-verifiers", "veriloop-problems"];

/// Sets up and runs every check, the tests last, so that the last lines are those of `cargo test`.
pub fn run() -> Result<()> {
    let setup = setup::prepare(Targets::UnlessTriedToday)?;
    let mut steps = Steps::default();
    steps.run("format", || cargo(&setup, &["fmt", "--all", "--check"]))?;
    steps.run("source rules", || lint::check_checkout().map(|()| "hold".into()))?;
    steps.run("crates without libtorch", || without_libtorch(&setup))?;
    steps.run("licences", || licences(&["--offline", "check", "licenses", "bans", "sources"]))?;
    steps.run("clippy", || {
        cargo(
            &setup,
            &["clippy", "--workspace", "--all-targets", "--release", "--locked", "--", "-D", "warnings"],
        )
    })?;
    steps.run("documentation", || documentation(&setup))?;
    steps.run("report in Chromium", || in_chromium(&setup))?;
    steps.print();
    eprintln!("==> tests");
    let mut tests = cargo::cargo(&setup);
    tests.args(["test", "--workspace", "--release", "--locked"]);
    let status = tests.status()?;
    if !status.success() {
        bail!("`{}` failed: {status}", process::show(&tests));
    }
    Ok(())
}

/// `cargo xtask deny`: also the advisories, which need the network.
pub fn deny() -> Result<()> {
    if machine::find_program("cargo-deny").is_none() {
        bail!("no `cargo-deny` on the PATH: `cargo install cargo-deny`");
    }
    licences(&["check"]).map(|_| ())
}

fn cargo(setup: &Setup, arguments: &[&str]) -> Result<String> {
    process::run(cargo::cargo(setup).args(arguments))?;
    Ok("passed".into())
}

fn documentation(setup: &Setup) -> Result<String> {
    let mut command = cargo::cargo(setup);
    command
        .args(["doc", "--workspace", "--no-deps", "--release", "--locked"])
        .env("RUSTDOCFLAGS", "-Dwarnings");
    process::run(&mut command)?;
    Ok("passed".into())
}

/// The tests that need a browser, which are ignored by a plain `cargo test`.
fn in_chromium(setup: &Setup) -> Result<String> {
    let chromium = match setup::browser::find_or_install() {
        Ok(chromium) => chromium,
        Err(why) => return Ok(format!("not tried: {why}")),
    };
    let mut command = cargo::cargo(setup);
    command.env("CHROMIUM", &chromium);
    command.args(["test", "--release", "--locked", "--package", "veriloop", "--test", "report"]);
    process::run(command.args(["--", "--ignored"]))?;
    Ok(chromium.display().to_string())
}

/// What cargo would build for these crates and their tests must not have libtorch in it.
fn without_libtorch(setup: &Setup) -> Result<String> {
    let mut command = cargo::cargo(setup);
    command.args(["tree", "--locked", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}"]);
    command.args(WITHOUT_LIBTORCH.iter().flat_map(|name| ["--package", name]));
    let tree = process::read(&mut command)?;
    if let Some(line) = libtorch_in(&tree) {
        bail!(
            "{} must build without libtorch, and `{line}` is among their dependencies",
            WITHOUT_LIBTORCH.join(", ")
        );
    }
    Ok(WITHOUT_LIBTORCH.join(", "))
}

fn libtorch_in(tree: &str) -> Option<&str> {
    tree.lines().find(|line| matches!(line.split_whitespace().next(), Some("tch" | "torch-sys")))
}

fn licences(arguments: &[&str]) -> Result<String> {
    let Some(deny) = machine::find_program("cargo-deny") else {
        return Ok("not checked: cargo-deny is not installed".into());
    };
    let mut command = Command::new(deny);
    command.current_dir(cargo::root()).args(arguments.iter().map(OsStr::new));
    process::run(&mut command)?;
    Ok("passed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtorch_is_found_in_a_dependency_tree_by_its_exact_names() {
        assert_eq!(libtorch_in("veriloop-sandbox v0.1.0\ntchotchke v1.0.0\n"), None);
        assert_eq!(libtorch_in("veriloop v0.1.0\ntch v0.24.0\n"), Some("tch v0.24.0"));
        assert_eq!(libtorch_in("veriloop v0.1.0\ntorch-sys v0.24.0 (*)\n"), Some("torch-sys v0.24.0 (*)"));
    }
}
