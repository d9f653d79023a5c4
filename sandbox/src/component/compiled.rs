//! Compiled components, kept in the cache under the hash of their bytes and believed only if they match theirs.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::ComponentError;
use super::engine::CONFIG_VERSION;
use crate::cache::CacheDir;
use crate::digest::Digest;

/// The compiled component: from the cache where it is there and whole, else compiled and kept.
pub(super) fn open(
    engine: &Engine,
    bytes: &[u8],
    identity: &Digest,
    cache: Option<&CacheDir>,
) -> Result<Component, ComponentError> {
    let Some(cache) = cache else {
        return Component::from_binary(engine, bytes).map_err(|error| refused(&error));
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
    let code = engine.precompile_component(bytes).map_err(|error| refused(&error))?;
    // What cannot be kept is compiled again the next time.
    let _ = write(&folder, &key, &code);
    deserialize(engine, &code).ok_or_else(|| ComponentError::Compile("its code does not load".to_owned()))
}

fn refused(error: &wasmtime::Error) -> ComponentError {
    ComponentError::Compile(format!("{error:#}"))
}

/// What is in the cache under a key, where it has the hash that was written beside it.
fn read(engine: &Engine, folder: &Path, key: &Digest) -> Option<Component> {
    let code = fs::read(folder.join(format!("{}.cwasm", key.as_str()))).ok()?;
    let hash = fs::read_to_string(folder.join(format!("{}.sha256", key.as_str()))).ok()?;
    if Digest::of(&code).as_str() != hash.trim() {
        return None;
    }
    deserialize(engine, &code)
}

fn deserialize(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the bytes are what this engine serialised: they were made just now, or are
    // those in memory whose hash was checked.
    unsafe { Component::deserialize(engine, code) }.ok()
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
    Ok(())
}
