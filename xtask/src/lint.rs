//! `cargo xtask lint`: the rules on the source text that no other tool checks.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cargo;

/// The longest a `main.rs` may be: it parses, calls and returns an exit code.
const MAIN_LINES: usize = 40;

/// Endings of the files whose text is looked at.
const ENDINGS: [&str; 8] = ["rs", "toml", "md", "py", "js", "wit", "sh", "run"];

/// Module names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "misc"];

/// The shortest path that is looked for: a home of `/` is in every text.
const SHORTEST_PATH: usize = 5;

/// A rule that is broken, and where.
struct Fault {
    file: PathBuf,
    line: Option<usize>,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.what)
    }
}

/// `cargo xtask lint`.
pub fn run() -> Result<()> {
    check_checkout()
}

/// Checks every source file of the checkout; the error lists all that is wrong.
pub fn check_checkout() -> Result<()> {
    let faults = check(cargo::root())?;
    if !faults.is_empty() {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        bail!("the source breaks {} of its rules:\n    {}", faults.len(), lines.join("\n    "));
    }
    Ok(())
}

fn check(root: &Path) -> Result<Vec<Fault>> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    let mut faults = Vec::new();
    let machine = paths_of_this_machine();
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let file = path.strip_prefix(root).unwrap_or(&path);
        look(file, &text, &machine, &mut faults);
    }
    Ok(faults)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let context = || format!("{} cannot be read", folder.display());
    for entry in fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_skipped = matches!(name, "target" | "node_modules" | "local.toml")
            || (name.starts_with('.') && !is_kept_dot_folder(name));
        if is_skipped || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if ENDINGS.contains(&path.extension().and_then(|e| e.to_str()).unwrap_or(name)) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_kept_dot_folder(name: &str) -> bool {
    matches!(name, ".cargo" | ".ci")
}

/// Paths that mean something on this machine alone: the checkout and the user's home.
fn paths_of_this_machine() -> Vec<String> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let paths = [Some(cargo::root().to_owned()), home].into_iter().flatten();
    paths.map(|path| path.display().to_string()).filter(|path| path.len() >= SHORTEST_PATH).collect()
}

fn look(file: &Path, text: &str, machine: &[String], faults: &mut Vec<Fault>) {
    let mut fault =
        |line: Option<usize>, what: String| faults.push(Fault { file: file.to_owned(), line, what });
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if let Some(stem) = name.strip_suffix(".rs") {
        if !text.starts_with("//!") {
            fault(Some(1), "expected the file to begin with `//!` and say what it is for".into());
        }
        if EMPTY_NAMES.contains(&stem) {
            fault(None, format!("expected a name that says what is inside, found `{stem}`"));
        }
        if name == "mod.rs" {
            fault(None, "expected `folder.rs` beside `folder/`, found `mod.rs`".into());
        }
        let lines = text.lines().count();
        if name == "main.rs" && lines >= MAIN_LINES {
            fault(None, format!("expected fewer than {MAIN_LINES} lines in main.rs, found {lines}"));
        }
    }
    for (number, line) in text.lines().enumerate() {
        for path in machine.iter().filter(|path| line.contains(*path)) {
            fault(Some(number + 1), format!("found `{path}`, a path of this machine"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_file(name: &str, text: &str, expected: &[&str]) {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        let found: Vec<String> = check(root.path()).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "expected `{expected}` in `{found}`");
        }
    }

    #[test]
    fn this_checkout_follows_its_own_rules() {
        check_checkout().unwrap();
    }

    #[test]
    fn a_source_file_begins_with_what_it_is_for() {
        check_file("src/a.rs", "//! Counts.\n", &[]);
        check_file("src/a.rs", "use std::fs;\n", &["src/a.rs:1: expected the file to begin with `//!`"]);
    }

    #[test]
    fn a_module_is_named_by_what_is_inside() {
        check_file("src/utils.rs", "//! Things.\n", &["found `utils`"]);
        check_file("src/a/mod.rs", "//! A.\n", &["found `mod.rs`"]);
    }

    #[test]
    fn main_is_short() {
        check_file("src/main.rs", &format!("//! Main.\n{}", "\n".repeat(38)), &[]);
        check_file("src/main.rs", &format!("//! Main.\n{}", "\n".repeat(39)), &["found 40"]);
    }

    #[test]
    fn a_path_of_one_machine_is_found_in_every_kind_of_file() {
        let line = format!("cd {}\n", cargo::root().display());
        check_file(".ci/run", &line, &[".ci/run:1: found"]);
        check_file("docs/a.md", &line, &["docs/a.md:1: found"]);
        check_file("target/a.md", &line, &[]);
    }
}
