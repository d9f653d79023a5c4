//! Compiled components and commands, kept in the cache under the hash of their bytes and believed only if they match theirs.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::SystemTime;

use tempfile::NamedTempFile;
use wasmtime::component::Component;
use wasmtime::{Engine, Module};

use super::engine::CONFIG_VERSION;
use super::{ComponentError, extent};
use crate::cache::CacheDir;
use crate::digest::Digest;

/// What all the code in the cache may take, in bytes. The code of a checker in Python takes some 43 million, and every
/// build of one is another.
const KEPT: u64 = 2 << 30;

/// What is compiled.
pub(super) trait Compiled: Sized {
    /// The code of these bytes.
    fn compile(engine: &Engine, bytes: &[u8]) -> wasmtime::Result<Vec<u8>>;
    /// What the code is of, where the engine knows it.
    ///
    /// # Safety
    ///
    /// The code is what [`compile`](Compiled::compile) gave.
    unsafe fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Self>;
}

impl Compiled for Component {
    fn compile(engine: &Engine, bytes: &[u8]) -> wasmtime::Result<Vec<u8>> {
        engine.precompile_component(bytes)
    }

    unsafe fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
        // SAFETY: the caller's promise is the one that is asked for.
        unsafe { Component::deserialize(engine, code) }
    }
}

impl Compiled for Module {
    fn compile(engine: &Engine, bytes: &[u8]) -> wasmtime::Result<Vec<u8>> {
        engine.precompile_module(bytes)
    }

    unsafe fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Module> {
        // SAFETY: the caller's promise is the one that is asked for.
        unsafe { Module::deserialize(engine, code) }
    }
}

/// The compiled component or module: from the cache where it is there and whole, else compiled and kept.
pub(super) fn open<T: Compiled>(
    engine: &Engine,
    bytes: &[u8],
    identity: &Digest,
    cache: Option<&CacheDir>,
) -> Result<T, ComponentError> {
    let Some(cache) = cache else {
        return deserialize(engine, &compile::<T>(engine, bytes)?).map_err(|error| refused(&error));
    };
    let machine = Digest::of_hash(engine.precompile_compatibility_hash());
    let key = Digest::of_parts([
        ("component", identity.as_str()),
        ("machine", machine.as_str()),
        ("configuration", CONFIG_VERSION),
    ]);
    let folder = cache.components();
    if let Some(component) = read(engine, &folder, &key) {
        return Ok(component);
    }
    let code = compile::<T>(engine, bytes)?;
    let component = deserialize(engine, &code).map_err(|error| refused(&error))?;
    // What cannot be kept is compiled again the next time.
    let _ = write(&folder, &key, &code);
    Ok(component)
}

fn compile<T: Compiled>(engine: &Engine, bytes: &[u8]) -> Result<Vec<u8>, ComponentError> {
    extent::check(bytes)?;
    T::compile(engine, bytes).map_err(|error| refused(&error))
}

fn refused(error: &wasmtime::Error) -> ComponentError {
    ComponentError::Compile(format!("{error:#}"))
}

/// What is in the cache under a key, where it has the hash that was written beside it.
fn read<T: Compiled>(engine: &Engine, folder: &Path, key: &Digest) -> Option<T> {
    let path = folder.join(format!("{}.cwasm", key.as_str()));
    let code = fs::read(&path).ok()?;
    let hash = fs::read_to_string(folder.join(format!("{}.sha256", key.as_str()))).ok()?;
    if Digest::of(&code).as_str() != hash.trim() {
        return None;
    }
    // What is used is not the first to go when there is too much. That it cannot be noted is no fault.
    let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
    deserialize(engine, &code).ok()
}

fn deserialize<T: Compiled>(engine: &Engine, code: &[u8]) -> wasmtime::Result<T> {
    // SAFETY: the bytes are what this engine serialised: they were made just now, or are
    // those in memory whose hash was checked.
    unsafe { T::deserialize(engine, code) }
}

/// Keeps code, and its hash after it: a process killed at any instant leaves nothing that is believed.
fn write(folder: &Path, key: &Digest, code: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (ending, bytes) in [("cwasm", code), ("sha256", Digest::of(code).as_str().as_bytes())] {
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(folder.join(format!("{}.{ending}", key.as_str()))).map_err(|error| error.error)?;
    }
    make_room(folder, KEPT)
}

/// Removes the code that was used longest ago, where there is more than so many bytes of it.
fn make_room(folder: &Path, most: u64) -> io::Result<()> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "cwasm") {
            let metadata = fs::metadata(&path)?;
            kept.push((metadata.modified()?, metadata.len(), path));
        }
    }
    kept.sort_unstable();
    let mut total: u64 = 0;
    for (_, bytes, path) in kept.into_iter().rev() {
        total = total.saturating_add(bytes);
        if total > most {
            fs::remove_file(&path)?;
            let _ = fs::remove_file(path.with_extension("sha256"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        for (name, seconds) in [("newest", 0), ("oldest", 20), ("older", 10)] {
            for ending in ["cwasm", "sha256"] {
                fs::write(folder.path().join(format!("{name}.{ending}")), [0; 10]).unwrap();
            }
            let file =
                File::options().append(true).open(folder.path().join(format!("{name}.cwasm"))).unwrap();
            file.set_modified(now - Duration::from_secs(seconds)).unwrap();
        }
        let names = || {
            let mut names: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        make_room(folder.path(), 30).unwrap();
        assert_eq!(names().len(), 6);
        make_room(folder.path(), 25).unwrap();
        assert_eq!(names(), ["newest.cwasm", "newest.sha256", "older.cwasm", "older.sha256"]);
        make_room(folder.path(), 10).unwrap();
        assert_eq!(names(), ["newest.cwasm", "newest.sha256"]);
    }
}
