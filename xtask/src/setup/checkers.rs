//! The crates that checkers written in Rust are built with, so that they build without a network. No demo needs them,
//! and tests that do say that they were not run: what goes wrong here is said and never stops the set-up.

use std::process::Command;

use crate::cargo;
use crate::process;

/// The checker in Rust that is shipped, whose dependencies are those of every new project.
const MANIFEST: &str = "verifiers/checkers/countdown/Cargo.toml";

/// Fetches what is missing, and answers with how that went.
pub fn fetch() -> String {
    let manifest = cargo::root().join(MANIFEST);
    let fetch = |more: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(["fetch", "--locked", "--quiet", "--manifest-path"]).arg(&manifest).args(more);
        process::run(&mut command)
    };
    if fetch(&["--offline"]).is_ok() {
        return "already there".into();
    }
    match fetch(&[]) {
        Ok(()) => "fetched".into(),
        Err(error) => {
            eprintln!("    warning: {error}; checkers written in Rust cannot be built offline");
            "without them".into()
        }
    }
}
