//! sympy and mpmath: the second judge of answers, which the sandbox imports from their wheels as they are.

use anyhow::Result;

use super::prerequisites::{self, Needs};
use super::unpack::{self, Contents, Take};
use crate::cache::CacheDir;
use crate::installed::marker::{self, Unpacked};
use crate::installed::pins;

/// What the folder takes: the wheels.
const UNPACKED_BYTES: u64 = 7 << 20;

const CONTENTS: [Contents; 2] = [
    Contents { wheel: pins::SYMPY[0], take: Take::Whole },
    Contents { wheel: pins::SYMPY[1], take: Take::Whole },
];

/// Adds what installing will ask of the machine.
pub fn needs(cache: &CacheDir, needs: &mut Needs) {
    if marker::inspect(&cache.sympy(), &pins::SYMPY) != Unpacked::Complete {
        needs.wheels(&pins::SYMPY, UNPACKED_BYTES);
    }
}

/// Makes sure that both wheels are there.
pub fn install(cache: &CacheDir) -> Result<String> {
    let folder = cache.sympy();
    if unpack::is_complete(&folder, &pins::SYMPY) {
        return Ok("already there".into());
    }
    unpack::install(&CONTENTS, &[], &prerequisites::python()?, &cache.downloads(), &folder)?;
    Ok(format!("put into {}", folder.display()))
}
