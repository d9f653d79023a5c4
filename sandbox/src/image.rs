//! The Python image: an interpreter that has started, imported and warmed up,
//! snapshotted and compiled for this machine.
//!
//! Building one takes minutes and is done once for every set of inputs; the
//! result is kept in the cache under the hash of all of them.

mod build;
mod c_stack;
mod extend;
mod fold;
pub(crate) mod meter;
mod shortcut;
mod split;
pub(crate) mod state;
mod store;
mod unroll;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use wasmtime::Module;

use crate::cache::CacheDir;
use crate::digest::Digest;
use crate::engine::{CONFIG_VERSION, Engine};
use crate::extension::Extension;
use crate::library::Library;
use extend::{Base, Extended};
use store::{ImageStore, Stored};

/// What runs in the interpreter before the snapshot, in this order, in one namespace.
const SOURCES: [(&str, &str); 13] = [
    ("prelude", include_str!("python/prelude.py")),
    ("wire", include_str!("python/wire.py")),
    ("quick", include_str!("python/quick.py")),
    ("lending", include_str!("python/lending.py")),
    ("owners", include_str!("python/owners.py")),
    ("begun", include_str!("python/begun.py")),
    ("granting", include_str!("python/granting.py")),
    ("exchange", include_str!("python/exchange.py")),
    ("remote", include_str!("python/remote.py")),
    ("streams", include_str!("python/streams.py")),
    ("testing", include_str!("python/tests.py")),
    ("program", include_str!("python/program.py")),
    ("harness", include_str!("python/harness.py")),
];

/// What runs last, in a namespace of its own.
const EXERCISE: &str = include_str!("python/exercise.py");

/// The version of wasmtime that compiles images; it is part of every key.
const WASMTIME_VERSION: &str = "48";

/// A step of building an image, for whoever shows progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildStep {
    /// Another process is building the same image; this one waits for it.
    Waiting,
    /// The interpreter is made ready to be snapshotted.
    Instrumenting,
    /// The interpreter is compiled for its one initialisation.
    CompilingInterpreter,
    /// The interpreter starts, imports its modules and warms up.
    Initialising,
    /// The snapshot is compiled for running. This is the longest step.
    CompilingImage,
    /// The image is written to the cache.
    Storing,
    /// An interpreter imports the packages of an extension.
    Extending,
}

/// Why there is no Python image.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// CPython has not been downloaded.
    #[error("expected CPython for WebAssembly at {path}, found {error}: `cargo xtask setup` fetches it", path = .path.display())]
    Missing {
        /// The file that could not be read.
        path: PathBuf,
        /// Why it could not be read.
        error: io::Error,
    },
    /// A package of an extension has not been downloaded.
    #[error("expected a Python package at {path}, found {error}: `cargo xtask setup` fetches it", path = .path.display())]
    MissingPackage {
        /// The file that could not be read.
        path: PathBuf,
        /// Why it could not be read.
        error: io::Error,
    },
    /// The image could not be built.
    #[error("the Python image could not be built: {0}")]
    Build(String),
    /// The image in the cache could not be read or written.
    #[error("the Python image at {path} could not be used: {error}", path = .path.display())]
    Store {
        /// The file or folder at fault.
        path: PathBuf,
        /// What went wrong there.
        error: io::Error,
    },
}

/// A compiled snapshot of the interpreter, with the library that goes with it.
pub struct PythonImage {
    module: Module,
    library: Library,
    identity: Digest,
}

impl PythonImage {
    /// Opens the image in the cache, or builds it where there is none that is
    /// whole and of these very inputs. With an extension, guests begin where an
    /// interpreter of that image has imported it; the compiled code is the same.
    ///
    /// # Errors
    ///
    /// An [`ImageError`] that says what is missing or what failed.
    pub fn open(
        engine: &Engine,
        cache: &CacheDir,
        extension: Option<&Extension>,
        progress: &dyn Fn(BuildStep),
    ) -> Result<PythonImage, ImageError> {
        let extended = extension.map(Extended::read).transpose()?;
        let folder = cache.python();
        let wasm = read(&folder.join("python.wasm"))?;
        let zip = read(&folder.join("lib").join(Library::FILE))?;
        let identity = identity(&wasm, &zip);

        let machine = Digest::of_hash(engine.wasmtime().precompile_compatibility_hash());
        let key = Digest::of_parts([("image", identity.as_str()), ("machine", machine.as_str())]);
        let store = ImageStore::new(cache.images(), key.as_str());
        let waiting = || progress(BuildStep::Waiting);
        let Stored { code, mut memory } = store.or_make(ImageStore::verified, waiting, || {
            let parts = build::build(engine, &wasm, &Library::new(zip.clone(), []), progress)?;
            progress(BuildStep::Storing);
            store.put(&parts)
        })?;
        if let Some(extended) = extended {
            return extended.open(engine, cache, Base { key, identity, zip, code, memory }, progress);
        }
        let module = module(engine, code)?;
        engine
            .memories()
            .begin_with(&mut memory)
            .map_err(|error| ImageError::Build(format!("no memory can begin with it: {error}")))?;
        Ok(PythonImage { module, library: Library::new(zip, []), identity })
    }

    /// The hash of everything that decides what guests do: the same on every machine.
    pub fn identity(&self) -> &str {
        self.identity.as_str()
    }

    pub(crate) fn module(&self) -> &Module {
        &self.module
    }

    pub(crate) fn library(&self) -> &Library {
        &self.library
    }
}

/// The code of an image that was verified.
fn module(engine: &Engine, code: File) -> Result<Module, ImageError> {
    // SAFETY: the file is what wasmtime serialised under this key, by the
    // SHA-256 that was just checked on this open file. Images are replaced
    // by renaming and never written in place, so the mapped file does not change.
    unsafe { Module::deserialize_open_file(engine.wasmtime(), code) }
        .map_err(|error| ImageError::Build(format!("{error:#}")))
}

fn read(path: &Path) -> Result<Vec<u8>, ImageError> {
    fs::read(path).map_err(|error| ImageError::Missing { path: path.to_owned(), error })
}

fn identity(wasm: &[u8], zip: &[u8]) -> Digest {
    let (wasm, zip) = std::thread::scope(|scope| {
        let wasm = scope.spawn(|| Digest::of(wasm));
        let zip = Digest::of(zip);
        (wasm.join().expect("hashing does not panic"), zip)
    });
    let (c_stack, rounds) = (c_stack::ALLOWED.to_string(), unroll::ROUNDS.to_string());
    let initialisation = build::initialisation();
    let fixed = [
        ("python.wasm", wasm.as_str()),
        ("library", zip.as_str()),
        ("wasmtime", WASMTIME_VERSION),
        ("configuration", CONFIG_VERSION),
        ("c-stack", &c_stack),
        ("folding", fold::VERSION),
        ("shortcuts", shortcut::VERSION),
        ("metering", meter::VERSION),
        ("state", state::VERSION),
        ("rounds", &rounds),
        ("initialisation", &initialisation),
    ];
    Digest::of_parts(fixed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The names that a source binds at its top level, as far as a line shows them.
    fn names(source: &str) -> impl Iterator<Item = &str> {
        let is_name = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
        source.lines().filter_map(move |line| {
            let defined = line.strip_prefix("class ").or(line.strip_prefix("def "));
            let ends = |c: char| !(c.is_alphanumeric() || c == '_');
            let name = match defined {
                Some(text) => text.split(ends).next(),
                None => line.split_once(" = ").map(|(name, _)| name),
            };
            name.filter(is_name)
        })
    }

    /// All sources share one namespace, in which the later of two such names would stand for both.
    #[test]
    fn no_two_sources_bind_the_same_name() {
        let mut bound = BTreeMap::new();
        for (file, source) in SOURCES {
            for name in names(source) {
                let earlier = bound.insert(name, file).filter(|&earlier| earlier != file);
                assert_eq!(earlier, None, "`{name}` of {file}");
            }
        }
        assert_eq!((bound["Remote"], bound["MAX_STEPS"]), ("remote", "remote"));
    }
}
