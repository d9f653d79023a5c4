//! `cargo xtask demo`: sets up, builds, and becomes `veriloop run`.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::setup;

/// Replaces this process, so that signals, the terminal and the exit status are veriloop's own.
pub fn run(arguments: &[&str]) -> Result<()> {
    let setup = setup::prepare_and_build(setup::Targets::UnlessTriedToday)?;
    let program = setup.target.join("release/veriloop");
    let failure =
        Command::new(&program).arg("run").args(arguments).env("VERILOOP_CACHE", setup.cache.path()).exec();
    Err(anyhow!(failure).context(format!("{} could not be started", program.display())))
}
