//! `veriloop doctor`: what is installed, what is cached, what is missing, and what to do about it.

pub mod machine;
pub mod marker;
pub mod pins;

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use veriloop_sandbox::CacheDir;

use marker::Unpacked;

/// The one remedy for all that the set-up would have put in place.
const SET_UP: &str = "cargo xtask setup";

/// Disk space below which building and training soon fail.
const LOW_DISK: u64 = 2 << 30;

/// What an item is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Candidates cannot be judged, or the policy cannot run, without it.
    Run,
    /// Only building or setting up needs it.
    Build,
    /// One feature needs it, or none.
    Optional,
}

/// How an item was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There, and as it should be.
    Ok,
    /// Not there.
    Missing,
    /// There, and not as this version needs it.
    Stale,
}

/// One item the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The item's name.
    pub item: &'static str,
    /// What it is needed for.
    pub need: Need,
    /// How it was found.
    pub state: State,
    /// Where it is and which version, or what is wrong with it.
    pub detail: String,
    /// What to do, where something is to be done.
    pub remedy: Option<String>,
}

impl Finding {
    fn ok(item: &'static str, need: Need, detail: impl Into<String>) -> Finding {
        Finding { item, need, state: State::Ok, detail: detail.into(), remedy: None }
    }

    fn missing(item: &'static str, need: Need, detail: impl Into<String>, remedy: &str) -> Finding {
        Finding { item, need, state: State::Missing, detail: detail.into(), remedy: Some(remedy.into()) }
    }

    fn stale(item: &'static str, need: Need, detail: impl Into<String>, remedy: &str) -> Finding {
        Finding { item, need, state: State::Stale, detail: detail.into(), remedy: Some(remedy.into()) }
    }
}

/// Looks at everything. Nothing is changed and nothing is fetched.
pub fn examine(cache: &CacheDir) -> Vec<Finding> {
    let mut findings = vec![
        cache_folder(cache),
        disk(cache),
        python_files(cache),
        images(cache),
        sympy(cache),
        libtorch(cache),
    ];
    findings.extend([onednn(), python(), pip(), cxx_compiler(), tool("cargo"), rustup()]);
    findings
}

/// Whether all that is needed to run is there: the exit status of the command.
pub fn is_ready(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.need != Need::Run || finding.state == State::Ok)
}

/// The findings for a person to read: one line each, and a line with the remedy below those that need one.
pub fn render(findings: &[Finding]) -> String {
    let width = findings.iter().map(|finding| finding.item.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for finding in findings {
        let state = match finding.state {
            State::Ok => "ok",
            State::Missing => "missing",
            State::Stale => "stale",
        };
        let need = match (finding.state, finding.need) {
            (State::Ok, _) | (_, Need::Run) => "",
            (_, Need::Build) => " (only building needs it)",
            (_, Need::Optional) => " (optional)",
        };
        let _ = writeln!(text, "{state:7}  {:width$}  {}{need}", finding.item, finding.detail);
        if let Some(remedy) = &finding.remedy {
            let _ = writeln!(text, "{:7}  {:width$}  -> {remedy}", "", "");
        }
    }
    text
}

fn cache_folder(cache: &CacheDir) -> Finding {
    let folder = cache.path();
    if folder.is_dir() {
        Finding::ok("cache", Need::Run, folder.display().to_string())
    } else {
        Finding::missing("cache", Need::Run, format!("{} is not there", folder.display()), SET_UP)
    }
}

fn disk(cache: &CacheDir) -> Finding {
    match machine::free_bytes(cache.path()) {
        Some(free) if free < LOW_DISK => Finding::missing(
            "disk space",
            Need::Optional,
            format!("{} free where the cache is", machine::human_bytes(free)),
            "make room, or set VERILOOP_CACHE to a folder on another disk",
        ),
        Some(free) => Finding::ok(
            "disk space",
            Need::Optional,
            format!("{} free where the cache is", machine::human_bytes(free)),
        ),
        None => Finding::ok("disk space", Need::Optional, "not known: `df` does not say"),
    }
}

fn unpacked(item: &'static str, need: Need, folder: &Path, wheels: &[pins::Wheel], version: &str) -> Finding {
    match marker::inspect(folder, wheels) {
        Unpacked::Complete => Finding::ok(item, need, format!("{version} in {}", folder.display())),
        Unpacked::Absent => {
            Finding::missing(item, need, format!("{} is not there", folder.display()), SET_UP)
        }
        Unpacked::Stale(why) => Finding::stale(item, need, format!("{}: {why}", folder.display()), SET_UP),
    }
}

fn python_files(cache: &CacheDir) -> Finding {
    let version = format!("{} {}", pins::PYTHON[0].project, pins::PYTHON[0].version);
    unpacked("CPython for WASI", Need::Run, &cache.python(), &pins::PYTHON, &version)
}

/// The second judge of answers, which only those need who ask for it.
fn sympy(cache: &CacheDir) -> Finding {
    let versions = pins::SYMPY.map(|wheel| format!("{} {}", wheel.project, wheel.version));
    unpacked("sympy", Need::Optional, &cache.sympy(), &pins::SYMPY, &versions.join(" and "))
}

/// An image that is missing is made by the first run, so it is worth a word and no more.
fn images(cache: &CacheDir) -> Finding {
    const ITEM: &str = "sandbox image";
    let folder = cache.images();
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let images = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "cwasm"));
    let sizes: Vec<u64> = images.filter_map(|entry| entry.metadata().ok()).map(|found| found.len()).collect();
    if sizes.is_empty() {
        let remedy = "nothing: the first run that judges a program makes it, which takes some minutes";
        return Finding::missing(ITEM, Need::Optional, format!("none in {}", folder.display()), remedy);
    }
    let size = machine::human_bytes(sizes.iter().sum());
    Finding::ok(
        ITEM,
        Need::Optional,
        format!(
            "{} ({size}) in {}, of which each version of the program uses one",
            sizes.len(),
            folder.display()
        ),
    )
}

/// The libtorch that this very process has loaded, which is the truth; without one, what a build would use.
fn libtorch(cache: &CacheDir) -> Finding {
    const ITEM: &str = "libtorch";
    if let Some(library) = fs::read_to_string("/proc/self/maps").ok().and_then(|maps| loaded_libtorch(&maps))
    {
        let folder = library.parent().and_then(Path::parent).unwrap_or(&library).to_owned();
        let version = libtorch_version(&folder);
        let detail =
            format!("{} in {}", version.as_deref().unwrap_or("of unknown version"), folder.display());
        return match version {
            Some(version) if !is_wanted(&version) => Finding::stale(
                ITEM,
                Need::Run,
                format!("{detail}, and {} is what tch is written against", pins::LIBTORCH_VERSION),
                SET_UP,
            ),
            _ => Finding::ok(ITEM, Need::Run, detail),
        };
    }
    if env::var_os("LIBTORCH_USE_PYTORCH").is_some() {
        return Finding::ok(
            ITEM,
            Need::Build,
            "LIBTORCH_USE_PYTORCH is set: a build takes the installed PyTorch's",
        );
    }
    match env::var_os("LIBTORCH").map(PathBuf::from) {
        Some(folder) if folder != cache.libtorch() => users_libtorch(&folder),
        _ => unpacked(ITEM, Need::Build, &cache.libtorch(), &pins::LIBTORCH, pins::LIBTORCH_VERSION),
    }
}

fn users_libtorch(folder: &Path) -> Finding {
    let shown = folder.display();
    let remedy =
        format!("set LIBTORCH to a libtorch {}, or unset it and run {SET_UP}", pins::LIBTORCH_VERSION);
    if !folder.join("lib/libtorch_cpu.so").exists() {
        let detail = format!("LIBTORCH is {shown}, which has no lib/libtorch_cpu.so");
        return Finding::missing("libtorch", Need::Build, detail, &remedy);
    }
    match libtorch_version(folder) {
        Some(version) if !is_wanted(&version) => Finding::stale(
            "libtorch",
            Need::Build,
            format!("LIBTORCH is {shown}, of version {version}"),
            &remedy,
        ),
        version => {
            let version = version.as_deref().unwrap_or("unknown");
            Finding::ok("libtorch", Need::Build, format!("LIBTORCH is {shown}, of version {version}"))
        }
    }
}

fn loaded_libtorch(maps: &str) -> Option<PathBuf> {
    let line = maps.lines().find(|line| line.ends_with("/libtorch_cpu.so"))?;
    line.find('/').map(|start| PathBuf::from(&line[start..]))
}

/// A libtorch says its version in `build-version`, and the one inside a PyTorch installation in `version.py`.
fn libtorch_version(folder: &Path) -> Option<String> {
    if let Ok(text) = fs::read_to_string(folder.join("build-version")) {
        return Some(text.trim().to_owned());
    }
    let text = fs::read_to_string(folder.join("version.py")).ok()?;
    let quoted = text.lines().find_map(|line| line.strip_prefix("__version__ = "))?;
    Some(quoted.trim().trim_matches(['\'', '"']).to_owned())
}

/// A version such as `2.11.0+cu130` differs from the plain one only in what it was compiled for.
fn is_wanted(version: &str) -> bool {
    version.split('+').next() == Some(pins::LIBTORCH_VERSION)
}

fn onednn() -> Finding {
    const ITEM: &str = "ONEDNN_MAX_CPU_ISA";
    let announces_amx = fs::read_to_string("/proc/cpuinfo").is_ok_and(|text| text.contains(" amx_bf16"));
    let detail = match (env::var("ONEDNN_MAX_CPU_ISA"), announces_amx) {
        (Ok(value), _) => format!("{value}, as the environment says"),
        (Err(_), true) => {
            "not set; this CPU announces AMX, which some virtual machines cannot run, so it is held at AVX512_CORE_BF16"
                .to_owned()
        }
        (Err(_), false) => "not set, and this CPU gives no reason to".to_owned(),
    };
    Finding::ok(ITEM, Need::Optional, detail)
}

fn tool(name: &'static str) -> Finding {
    let found = machine::find_program(name);
    match found
        .as_ref()
        .and_then(|file| machine::first_line(file, &["--version"]).map(|version| (file, version)))
    {
        Some((file, version)) => Finding::ok(name, Need::Build, format!("{version} ({})", file.display())),
        None => Finding::missing(name, Need::Build, format!("no working `{name}` on the PATH"), "install it"),
    }
}

fn python() -> Finding {
    tool("python3")
}

fn pip() -> Finding {
    let version = machine::find_program("python3")
        .and_then(|python| machine::first_line(&python, &["-m", "pip", "--version"]));
    match version {
        Some(version) => Finding::ok("pip", Need::Build, version),
        None => Finding::missing("pip", Need::Build, "`python3 -m pip` does not run", "python3 -m ensurepip"),
    }
}

fn cxx_compiler() -> Finding {
    const ITEM: &str = "C++ compiler";
    match machine::cxx_compiler() {
        Ok(file) => {
            let version =
                machine::first_line(&file, &["--version"]).unwrap_or_else(|| "of unknown version".into());
            Finding::ok(ITEM, Need::Build, format!("{version} ({})", file.display()))
        }
        Err(why) => Finding::missing(ITEM, Need::Build, why, "install one, as with `apt install g++`"),
    }
}

fn rustup() -> Finding {
    const ITEM: &str = "WASM targets";
    let Some(rustup) = machine::find_program("rustup") else {
        return Finding::missing(ITEM, Need::Optional, "no `rustup` on the PATH to ask", "install rustup");
    };
    let output = Command::new(rustup).args(["target", "list", "--installed"]).output();
    let installed =
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    wasm_targets(&installed)
}

fn wasm_targets(installed: &str) -> Finding {
    const ITEM: &str = "WASM targets";
    let wanted = ["wasm32-wasip2", "wasm32-wasip1"];
    let missing: Vec<&str> =
        wanted.into_iter().filter(|target| !installed.lines().any(|line| line.trim() == *target)).collect();
    if missing.is_empty() {
        return Finding::ok(ITEM, Need::Optional, wanted.join(", "));
    }
    let detail = format!("without {} checkers written in Rust cannot be built", missing.join(" and "));
    Finding::missing(ITEM, Need::Optional, detail, &format!("rustup target add {}", missing.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_cache_is_not_ready_and_every_missing_item_has_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let findings = examine(&CacheDir::at(folder.path().join("nowhere")));
        assert!(!is_ready(&findings));
        for finding in &findings {
            assert_eq!(finding.state == State::Ok, finding.remedy.is_none(), "{finding:?}");
        }
    }

    #[test]
    fn the_wheels_that_the_set_up_fetches_are_those_that_the_second_judge_is_made_of() {
        let cache = CacheDir::at("/c");
        let expected = pins::SYMPY.map(|wheel| cache.sympy().join(wheel.file_name));
        assert_eq!(cache.sympy_wheels(), expected);
        let of_judge = format!("{} {}", pins::SYMPY[0].project, pins::SYMPY[0].version);
        assert_eq!(veriloop_verifiers::sympy::NAME, of_judge);
    }

    #[test]
    fn only_what_is_needed_to_run_decides_whether_the_machine_is_ready() {
        let build = Finding::missing("cargo", Need::Build, "no cargo", "install it");
        let run = Finding::stale("CPython for WASI", Need::Run, "python.wasm is missing", SET_UP);
        assert!(is_ready(&[build.clone(), Finding::ok("cache", Need::Run, "/c")]));
        assert!(!is_ready(&[build, run]));
    }

    #[test]
    fn a_remedy_stands_below_its_finding() {
        let text = render(&[
            Finding::ok("cache", Need::Run, "/c"),
            Finding::missing("pip", Need::Build, "`python3 -m pip` does not run", "python3 -m ensurepip"),
        ]);
        assert_eq!(
            text,
            "ok       cache  /c\n\
             missing  pip    `python3 -m pip` does not run (only building needs it)\n\
             \x20               -> python3 -m ensurepip\n"
        );
    }

    #[test]
    fn findings_are_data_with_kebab_case_words() {
        let finding = Finding::stale("libtorch", Need::Run, "2.10.0", SET_UP);
        assert_eq!(
            serde_json::to_string(&finding).unwrap(),
            r#"{"item":"libtorch","need":"run","state":"stale","detail":"2.10.0","remedy":"cargo xtask setup"}"#
        );
    }

    #[test]
    fn the_loaded_libtorch_is_read_from_the_memory_map() {
        let maps = "7f00-7f01 r--p 00000000 fe:00 12   /usr/lib/libm.so.6\n\
                    7f02-7f03 r--p 00000000 fe:00 34   /opt/my torch/lib/libtorch_cpu.so\n";
        assert_eq!(loaded_libtorch(maps), Some("/opt/my torch/lib/libtorch_cpu.so".into()));
        assert_eq!(loaded_libtorch("7f00-7f01 rw-p 00000000 00:00 0   [heap]\n"), None);
    }

    #[test]
    fn the_version_is_read_from_a_libtorch_and_from_a_pytorch() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(libtorch_version(folder.path()), None);
        fs::write(folder.path().join("version.py"), "x = 1\n__version__ = '2.11.0+cu130'\n").unwrap();
        assert_eq!(libtorch_version(folder.path()).as_deref(), Some("2.11.0+cu130"));
        assert!(is_wanted("2.11.0+cu130") && !is_wanted("2.11.1"));
        fs::write(folder.path().join("build-version"), "2.11.0\n").unwrap();
        assert_eq!(libtorch_version(folder.path()).as_deref(), Some("2.11.0"));
    }

    #[test]
    fn a_target_that_is_missing_is_named_with_its_command() {
        let finding = wasm_targets("wasm32-wasip1\n");
        assert_eq!(finding.remedy.as_deref(), Some("rustup target add wasm32-wasip2"));
        assert_eq!(wasm_targets("wasm32-wasip1\nwasm32-wasip2\n").state, State::Ok);
    }
}
