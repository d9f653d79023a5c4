//! What the machine itself must have, checked before anything is downloaded, with the remedy for each thing missing.

use std::env::consts::{ARCH, OS};
use std::path::Path;

use anyhow::{Result, bail};

use crate::installed::machine;
use crate::installed::pins::Wheel;

/// What is still to be done, as far as it asks something of the machine.
#[derive(Default)]
pub struct Needs {
    /// Bytes that the downloads and what is unpacked from them will take.
    pub bytes: u64,
    /// Bytes that the build and the interpreter's image will take, where they are not there yet.
    pub build_bytes: u64,
    /// Whether the platform of the libtorch wheel matters.
    pub libtorch_wheel: Option<&'static str>,
}

impl Needs {
    /// Counts the wheels, each once as a download and once as pip's own copy of it, and what comes out of them.
    pub fn wheels(&mut self, wheels: &[Wheel], unpacked: u64) {
        self.bytes += unpacked + wheels.iter().map(|wheel| 2 * wheel.bytes).sum::<u64>();
    }
}

/// Checks everything and answers with what was found; the error names what is missing and what to do.
pub fn check(needs: &Needs, cache: &Path) -> Result<String> {
    if let Some(platform) = needs.libtorch_wheel
        && (OS, ARCH) != ("linux", "x86_64")
    {
        bail!(
            "the pinned libtorch is for {platform}, and this is {OS} on {ARCH}: install libtorch 2.11.0 yourself and set \
             LIBTORCH to its folder, or LIBTORCH_USE_PYTORCH=1 to use the one of an installed PyTorch 2.11.0"
        );
    }
    let compiler = match machine::cxx_compiler() {
        Ok(compiler) => compiler,
        Err(why) => bail!("no C++ compiler: {why}; install one (Debian and Ubuntu: `apt install g++`)"),
    };
    if needs.bytes > 0 {
        let python = python()?;
        if machine::first_line(&python, &["-m", "pip", "--version"]).is_none() {
            bail!(
                "{} has no pip, and the downloads go through it: `python3 -m ensurepip`, or install it (Debian and \
                 Ubuntu: `apt install python3-pip`)",
                python.display()
            );
        }
    }
    enough_disk(needs.bytes + needs.build_bytes, machine::free_bytes(cache), cache)?;
    Ok(format!("C++ compiler {}", compiler.display()))
}

/// The Python that downloads and unpacks.
pub fn python() -> Result<std::path::PathBuf> {
    match machine::find_program("python3") {
        Some(python) => Ok(python),
        None => {
            bail!("no `python3` on the PATH, and the downloads go through its pip: install Python 3 with pip")
        }
    }
}

fn enough_disk(needed: u64, free: Option<u64>, cache: &Path) -> Result<()> {
    match free {
        Some(free) if free < needed => bail!(
            "{} is free on the disk of {}, and downloads, build and interpreter image need {} there: make room, or set VERILOOP_CACHE to a folder \
             on another disk",
            machine::human_bytes(free),
            cache.display(),
            machine::human_bytes(needed)
        ),
        // A machine without `df` is let through: the write that fails will say so.
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_disk_is_an_error_that_names_both_amounts_and_the_folder() {
        let error = enough_disk(3 << 30, Some(512 << 20), Path::new("/cache")).unwrap_err().to_string();
        for expected in ["512 MiB is free", "need 3.0 GiB", "/cache", "VERILOOP_CACHE"] {
            assert!(error.contains(expected), "expected `{expected}` in `{error}`");
        }
    }

    #[test]
    fn enough_disk_and_unknown_disk_are_let_through() {
        enough_disk(1, Some(1), Path::new("/cache")).unwrap();
        enough_disk(1, None, Path::new("/cache")).unwrap();
    }
}
