//! Builds a checker by its language's ordinary tool, and says what is missing where one is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cli::checker::{CheckerBuildArgs, Language};
use crate::commands::{load_checker, open_checkers};
use crate::console::{self, Output};
use crate::exit::{CommandError, ExitCode};

use super::Project;

/// Builds a project's checker and loads it, so that what is wrong with it is known at once.
///
/// # Errors
///
/// Where a tool is missing or fails, or what it built is no checker.
pub fn build(args: &CheckerBuildArgs) -> Result<ExitCode, CommandError> {
    let project = Project::open(&args.project)?;
    let wasm = project.wasm();
    match project.language() {
        Language::Rust => rust(&project)?,
        Language::Python => python(&project)?,
        Language::Js => js(&project)?,
        Language::C => c(&project)?,
    }
    let checkers = open_checkers();
    let size = fs::metadata(&wasm).map_or(0, |metadata| metadata.len());
    let line = match project.language() {
        Language::C => {
            let checker = checkers.load_command(&wasm).map_err(CommandError::bad_input)?;
            format!("{} {size} bytes, sha256 {}\n", wasm.display(), checker.sha256())
        }
        Language::Rust | Language::Python | Language::Js => {
            let checker = load_checker(&checkers, &wasm)?;
            let (name, version, sha256) = (checker.name(), checker.version(), checker.sha256());
            format!("{} {name} {version}, {size} bytes, sha256 {sha256}\n", wasm.display())
        }
    };
    let mut output = Output::stdout();
    output.text(line)?;
    output.flush()?;
    Ok(ExitCode::Done)
}

fn rust(project: &Project) -> Result<(), CommandError> {
    const TARGET: &str = "wasm32-wasip2";
    require("cargo", "https://rustup.rs installs it")?;
    // A folder of the user's own for all that cargo builds is taken for this as well.
    let target = match env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => project.folder().join("target"),
    };
    let target = std::path::absolute(target).map_err(CommandError::internal)?;
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]).current_dir(project.folder()))?;
    if !Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        let remedy = format!("`rustup target add {TARGET}` installs it");
        return Err(missing(&format!("Rust's target {TARGET}"), &remedy));
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--target", TARGET]).env("CARGO_TARGET_DIR", &target);
    run(cargo.current_dir(project.folder()))?;
    let built =
        target.join(TARGET).join("release").join(format!("{}.wasm", project.name().replace('-', "_")));
    fs::copy(&built, project.wasm()).map(drop).map_err(|error| {
        CommandError::BadInput(format!("{}: expected what cargo built: {error}", built.display()))
    })
}

fn python(project: &Project) -> Result<(), CommandError> {
    let venv = std::path::absolute(project.folder().join(".venv")).map_err(CommandError::internal)?;
    let tool = venv.join("bin/componentize-py");
    let installed =
        Installed { wanted: project.folder().join("requirements.txt"), noted: venv.join("requirements.txt") };
    if !(tool.is_file() && installed.is_current()) {
        require("python3", "Debian's package `python3` has it")?;
        console::note("getting what requirements.txt asks for into .venv, once");
        // The environment gets no pip of its own, for which Debian has a package more.
        let mut make = Command::new("python3");
        run(make.args(["-m", "venv", "--without-pip", ".venv"]).current_dir(project.folder()))?;
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "--python", ".venv/bin/python", "install", "--quiet"]);
        pip.args(["--disable-pip-version-check", "-r", "requirements.txt"]);
        run(pip.current_dir(project.folder())).map_err(|error| {
            CommandError::BadInput(format!(
                "{error}; Debian's package `python3-pip` has pip, from version 22.3 on"
            ))
        })?;
        installed.note()?;
    }
    let wasm = format!("{}.wasm", project.name());
    let mut componentize = Command::new(tool);
    componentize.args(["-d", "wit", "-w", "checker", "componentize", "checker", "-o", &wasm]);
    // Where the checker's other requirements are.
    run(componentize.current_dir(project.folder()).env("VIRTUAL_ENV", &venv))
}

fn js(project: &Project) -> Result<(), CommandError> {
    require("node", "Debian's packages `nodejs` and `npm` have it, from version 20.11 on")?;
    let modules = project.folder().join("node_modules");
    let installed =
        Installed { wanted: project.folder().join("package.json"), noted: modules.join(".package.json") };
    if !(modules.join("@bytecodealliance/componentize-js").is_dir() && installed.is_current()) {
        require("npm", "Debian's package `npm` has it")?;
        console::note("getting what package.json asks for into node_modules, once");
        let mut npm = Command::new("npm");
        run(npm.args(["install", "--no-audit", "--no-fund", "--silent"]).current_dir(project.folder()))?;
        installed.note()?;
    }
    run(Command::new("node").arg("build.mjs").current_dir(project.folder()))
}

/// What a project asks its package manager for, and the note of what it last got.
struct Installed {
    wanted: PathBuf,
    noted: PathBuf,
}

impl Installed {
    /// Whether what is asked for is what was got.
    fn is_current(&self) -> bool {
        matches!((fs::read(&self.wanted), fs::read(&self.noted)), (Ok(wanted), Ok(noted)) if wanted == noted)
    }

    fn note(&self) -> Result<(), CommandError> {
        fs::copy(&self.wanted, &self.noted).map(drop).map_err(CommandError::internal)
    }
}

/// Builds `checker.c`, or `checker.cpp` where the project has that instead.
fn c(project: &Project) -> Result<(), CommandError> {
    const PACKAGES: &str =
        "Debian's packages `clang`, `lld`, `wasi-libc` and `libclang-rt-dev-wasm32` have them";
    let is_cpp = project.folder().join("checker.cpp").is_file();
    let (program, source, variable) = match is_cpp {
        true => ("clang++", "checker.cpp", "CXXFLAGS"),
        false => ("clang", "checker.c", "CFLAGS"),
    };
    require(program, PACKAGES)?;
    let wasm = format!("{}.wasm", project.name());
    let mut clang = Command::new(program);
    clang.args(["--target=wasm32-wasi", "-O2", "-Wall", "-Wl,--strip-all"]);
    if is_cpp {
        // The library for WebAssembly has no exceptions.
        clang.args(["-std=c++17", "-fno-exceptions"]);
    }
    clang.args([source, "-o", &wasm]);
    // As make does, so that a header of the user's own is found where it is.
    let flags = env::var(variable).unwrap_or_default();
    clang.args(flags.split_whitespace());
    run(clang.current_dir(project.folder())).map_err(|error| {
        let more = if is_cpp { ", and `libc++-dev-wasm32` that of C++" } else { "" };
        CommandError::BadInput(format!("{error}; a linker or a library may be missing: {PACKAGES}{more}"))
    })
}

/// Demands a program.
fn require(program: &str, remedy: &str) -> Result<(), CommandError> {
    let mut command = Command::new(program);
    let found =
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null()).status();
    match found {
        Ok(_) => Ok(()),
        Err(_) => Err(missing(&format!("the program `{program}`"), remedy)),
    }
}

fn missing(what: &str, remedy: &str) -> CommandError {
    CommandError::BadInput(format!("expected {what} on this machine, found none: {remedy}"))
}

/// Runs a tool, whose messages go to standard error.
fn run(command: &mut Command) -> Result<(), CommandError> {
    let output = output(command.stdin(Stdio::null()))?;
    if output.status.success() {
        return Ok(());
    }
    for text in [&output.stdout, &output.stderr] {
        console::note(String::from_utf8_lossy(text).trim_end());
    }
    Err(CommandError::BadInput(format!("`{}` failed: {}", shown(command), output.status)))
}

fn read(command: &mut Command) -> Result<String, CommandError> {
    Ok(String::from_utf8_lossy(&output(command)?.stdout).into_owned())
}

fn output(command: &mut Command) -> Result<std::process::Output, CommandError> {
    let line = shown(command);
    command.output().map_err(|error| CommandError::BadInput(format!("`{line}` cannot be run: {error}")))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}
