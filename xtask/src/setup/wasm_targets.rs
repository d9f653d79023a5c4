//! The WASM targets that checkers written in Rust are compiled for. No test and no demo needs them, so what goes wrong
//! here is said and never stops the set-up.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::installed::machine;
use crate::process;

const TARGETS: [&str; 2] = ["wasm32-wasip2", "wasm32-wasip1"];

/// How long a failed attempt is remembered: a machine without a network should not wait for one in every test run.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// When to try to install what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// Even if it failed a moment ago: the user asked.
    Always,
    /// Unless it failed within a day.
    UnlessTriedToday,
}

/// Installs the missing targets where rustup is there, and answers with how that went.
pub fn install(when: Targets, cache: &Path) -> String {
    let Some(rustup) = machine::find_program("rustup") else {
        return "no rustup: checkers in Rust need a toolchain that has them".into();
    };
    let missing = match process::read(Command::new(&rustup).args(["target", "list", "--installed"])) {
        Ok(installed) => missing(&installed),
        Err(error) => return format!("not known: {error}"),
    };
    if missing.is_empty() {
        return "already there".into();
    }
    let attempt = cache.join("wasm-targets.failed");
    if when == Targets::UnlessTriedToday && is_recent(&attempt) {
        return format!("without {}, as tried earlier; `cargo xtask setup` tries again", missing.join(", "));
    }
    match process::run(Command::new(&rustup).args(["target", "add"]).args(&missing)) {
        Ok(()) => "installed".into(),
        Err(error) => {
            eprintln!("    warning: {error}; checkers written in Rust cannot be compiled");
            // Without the note the next run tries again, which is only slower.
            let _ = fs::write(&attempt, missing.join("\n"));
            format!("without {}", missing.join(", "))
        }
    }
}

fn missing(installed: &str) -> Vec<&'static str> {
    TARGETS.into_iter().filter(|target| !installed.lines().any(|line| line.trim() == *target)).collect()
}

fn is_recent(file: &Path) -> bool {
    let age = file.metadata().and_then(|meta| meta.modified()).ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age < REMEMBERED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_installed_is_missing() {
        assert_eq!(missing("wasm32-wasip1-threads\nx86_64-unknown-linux-gnu\n"), TARGETS);
        assert_eq!(missing("wasm32-wasip1\nx86_64-unknown-linux-gnu\n"), ["wasm32-wasip2"]);
        assert!(missing("wasm32-wasip1\nwasm32-wasip2\n").is_empty());
    }

    #[test]
    fn a_failed_attempt_is_remembered_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("failed");
        assert!(!is_recent(&file));
        fs::write(&file, "").unwrap();
        assert!(is_recent(&file));
        let yesterday = std::time::SystemTime::now() - REMEMBERED * 2;
        fs::File::options().write(true).open(&file).unwrap().set_modified(yesterday).unwrap();
        assert!(!is_recent(&file));
    }
}
