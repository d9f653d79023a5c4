//! `cargo xtask setup`: from a fresh machine to one that builds and tests everything offline.
//!
//! Each step looks at what is there before it does anything, so a second run costs a second, and a run that was
//! interrupted goes on where it stopped: a result gets its final name only once it is whole and verified.

pub mod browser;
pub mod checkers;
pub mod libtorch;
pub mod local_config;
pub mod pip;
pub mod prerequisites;
pub mod python_image;
pub mod sympy;
pub mod unpack;
pub mod wasm_targets;
pub mod wheel;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cache::CacheDir;
use crate::cargo;
use crate::process;
use crate::progress::Steps;

pub use wasm_targets::Targets;

/// What the set-up arranged, for the commands that build on it.
pub struct Setup {
    /// The cache folder, as an absolute path.
    pub cache: CacheDir,
    /// The libtorch that veriloop is built against.
    pub libtorch: libtorch::Source,
    /// Where cargo puts the build.
    pub target: PathBuf,
}

/// `cargo xtask setup`.
pub fn run() -> Result<()> {
    prepare_and_build(Targets::Always).map(|_| ())
}

/// `cargo xtask fetch`: what needs the network, for a machine that will build without one.
pub fn fetch() -> Result<()> {
    prepare(Targets::Always).map(|_| ())
}

/// Everything but the build: downloads, unpacks and writes `.cargo/local.toml`.
pub fn prepare(targets: Targets) -> Result<Setup> {
    let mut steps = Steps::default();
    let setup = prepare_in(&mut steps, targets)?;
    steps.print();
    Ok(setup)
}

/// Everything, with the release build.
pub fn prepare_and_build(targets: Targets) -> Result<Setup> {
    let mut steps = Steps::default();
    let setup = prepare_in(&mut steps, targets)?;
    steps.run("release build", || {
        process::run(cargo::cargo(&setup).args(["build", "--release", "--locked"]))?;
        Ok(setup.target.join("release").display().to_string())
    })?;
    steps.print();
    Ok(setup)
}

/// What the release build takes on the disk, in bytes: 3.9 GB as measured.
const BUILD_BYTES: u64 = 4_000_000_000;

fn prepare_in(steps: &mut Steps, targets: Targets) -> Result<Setup> {
    let cache = open_cache()?;
    let root = cache.path().to_owned();
    let local_config = cargo::root().join(".cargo/local.toml");
    let source = libtorch::Source::choose(&libtorch::Wishes::read(&local_config), cache.libtorch());
    let target = cargo::target_folder(cache.target());

    // Held to the end of this function, and let go by the system however this process ends.
    let _lock = lock(&root)?;
    let mut needs = prerequisites::Needs::default();
    libtorch::needs(&source, &mut needs);
    python_image::needs(&cache, &mut needs);
    sympy::needs(&cache, &mut needs);
    if !target.join("release").exists() {
        needs.build_bytes += BUILD_BYTES;
    }
    steps.run("prerequisites", || prerequisites::check(&needs, &root))?;
    steps.run("libtorch", || libtorch::install(&source, &cache))?;
    steps.run("CPython for WASI", || python_image::install(&cache))?;
    steps.run("sympy", || sympy::install(&cache))?;
    steps.run("WASM targets", || Ok(wasm_targets::install(targets, &root)))?;
    steps.run("crates of checkers", || Ok(checkers::fetch_crates()))?;
    steps.run("componentize-py", || Ok(checkers::fetch_componentize_py(&cache)))?;
    steps.run("componentize-js", || Ok(checkers::fetch_componentize_js(&cache)))?;
    steps.run(".cargo/local.toml", || local_config::write(&local_config, &source, &cache.target()))?;
    Ok(Setup { cache, libtorch: source, target })
}

fn open_cache() -> Result<CacheDir> {
    // A relative VERILOOP_CACHE would mean another folder to each program that is started elsewhere.
    let cache = CacheDir::at(std::path::absolute(CacheDir::from_environment()?.path())?);
    let root = cache.path();
    eprintln!("    cache: {}", root.display());
    fs::create_dir_all(root).with_context(|| {
        format!("the cache folder {} cannot be made: set VERILOOP_CACHE to one that can", root.display())
    })?;
    Ok(cache)
}

/// Two set-ups at once would clear away each other's unfinished work, so the second waits for the first.
fn lock(root: &Path) -> Result<File> {
    let path = root.join("setup.lock");
    let context = || {
        format!("the cache folder {} cannot be written: set VERILOOP_CACHE to one that can", root.display())
    };
    let file = File::options().create(true).truncate(false).write(true).open(&path).with_context(context)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("    another set-up works in {}; waiting for it to end", root.display());
            file.lock().with_context(context)?;
        }
        Err(TryLockError::Error(error)) => return Err(error).with_context(context),
    }
    Ok(file)
}
