//! Chromium, in which tests lay the report out. Only `cargo xtask test` looks for it, and nothing else needs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::installed::machine;
use crate::process;

/// The names under which distributions have it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The browser of this machine: `CHROMIUM` where it is set, one on the PATH, or else Debian's, installed where this
/// process may: as root. The error says why there is none.
pub fn find_or_install() -> Result<PathBuf, String> {
    if let Some(program) = std::env::var_os("CHROMIUM").filter(|name| !name.is_empty()) {
        return Ok(program.into());
    }
    if let Some(program) = find() {
        return Ok(program);
    }
    let Some(apt) = machine::find_program("apt-get").filter(|_| is_root()) else {
        return Err("no Chromium on the PATH, and none named by CHROMIUM".into());
    };
    install(&apt).map_err(|error| format!("no Chromium, and it could not be installed: {error}"))?;
    find().ok_or_else(|| "apt-get installed no program of Chromium's".into())
}

fn find() -> Option<PathBuf> {
    NAMES.into_iter().find_map(machine::find_program)
}

fn install(apt: &Path) -> anyhow::Result<()> {
    let apt_get = |arguments: &[&str]| {
        process::run(Command::new(apt).env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    let install = ["install", "--yes", "--quiet", "--no-install-recommends", "chromium"];
    // A machine that has no lists of packages yet, or old ones, needs them first.
    apt_get(&install).or_else(|_| apt_get(&["update", "--quiet"]).and_then(|()| apt_get(&install)))
}

fn is_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
