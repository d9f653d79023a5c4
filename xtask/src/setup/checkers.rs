//! What checkers are built with, so that the tests build some without a network: crates, a wheel, and packages of npm.
//!
//! No demo needs them, and tests that do say that they were not run: what goes wrong here is said and never stops the
//! set-up.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::{prerequisites, wheel};
use crate::cache::CacheDir;
use crate::cargo;
use crate::installed::machine;
use crate::installed::pins::COMPONENTIZE_PY;
use crate::process;

/// The checker in Rust that is shipped, whose dependencies are those of every new project.
const MANIFEST: &str = "verifiers/checkers/countdown/Cargo.toml";

/// What a new project in JavaScript asks npm for.
const PACKAGE: &str = "src/commands/checker/templates/js/package.json.in";

const ALREADY_THERE: &str = "already there";

/// Fetches the crates of checkers in Rust, and answers with how that went.
pub fn fetch_crates() -> String {
    let manifest = cargo::root().join(MANIFEST);
    let fetch = |more: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(["fetch", "--locked", "--quiet", "--manifest-path"]).arg(&manifest).args(more);
        process::run(&mut command)
    };
    if fetch(&["--offline"]).is_ok() {
        return ALREADY_THERE.into();
    }
    said(fetch(&[]).map(|()| "fetched".into()), "Rust")
}

/// Fetches the wheel that makes components of Python.
pub fn fetch_componentize_py(cache: &CacheDir) -> String {
    let folder = cache.checker_tools().join("wheels");
    let fetch = || {
        if folder.join(COMPONENTIZE_PY.file_name).is_file() {
            return Ok(ALREADY_THERE.into());
        }
        fs::create_dir_all(&folder)?;
        wheel::fetch(&COMPONENTIZE_PY, &prerequisites::python()?, &folder)?;
        Ok(format!("put into {}", folder.display()))
    };
    said(fetch(), "Python")
}

/// Fetches into a cache of npm's what makes components of JavaScript, where npm is.
pub fn fetch_componentize_js(cache: &CacheDir) -> String {
    if machine::find_program("npm").is_none() {
        return "no npm: the tests leave checkers in JavaScript out".into();
    }
    said(fill_npm_cache(&cache.checker_tools()), "JavaScript")
}

fn fill_npm_cache(tools: &Path) -> Result<String> {
    let package = fs::read_to_string(cargo::root().join(PACKAGE))?.replace("NAME", "project");
    let (npm, filled) = (tools.join("npm"), tools.join("npm.package.json"));
    if fs::read_to_string(&filled).is_ok_and(|filled| filled == package) {
        return Ok(ALREADY_THERE.into());
    }
    // What npm has downloaded it keeps; what it makes of it here is of no use.
    let project = tools.join("npm.partial");
    wheel::clear(&project)?;
    fs::create_dir_all(&project).with_context(|| format!("{} cannot be made", project.display()))?;
    fs::write(project.join("package.json"), &package)?;
    let mut install = Command::new("npm");
    install.args(["install", "--no-audit", "--no-fund", "--silent", "--cache"]).arg(&npm);
    process::run(install.current_dir(&project))?;
    wheel::clear(&project)?;
    fs::write(&filled, &package)?;
    Ok(format!("put into {}", npm.display()))
}

fn said(result: Result<String>, language: &str) -> String {
    result.unwrap_or_else(|error| {
        eprintln!("    warning: {error:#}; the tests leave checkers in {language} out");
        "without them".into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wheel_is_the_one_that_new_projects_ask_for() {
        let requirements = cargo::root().join("src/commands/checker/templates/python/requirements.txt.in");
        let wanted = fs::read_to_string(requirements).unwrap();
        assert_eq!(wanted.trim(), format!("{}=={}", COMPONENTIZE_PY.project, COMPONENTIZE_PY.version));
    }
}
