//! Files of WebAssembly that specifications name.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A file of WebAssembly. A path that is not absolute leads from the folder of the file that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModulePath {
    written: String,
    /// Empty where nobody has said which folder: then the path leads from where the program was started.
    #[serde(skip)]
    pub(super) folder: PathBuf,
}

impl ModulePath {
    /// The file at this path.
    pub fn new(path: impl Into<String>) -> ModulePath {
        ModulePath { written: path.into(), folder: PathBuf::new() }
    }

    /// An existing file, by its path from an existing folder.
    ///
    /// # Errors
    ///
    /// Where one of them does not exist, or the path is no text in UTF-8.
    pub fn from_folder(file: &Path, folder: &Path) -> std::io::Result<ModulePath> {
        let here = Path::new(".");
        let folder = if folder.as_os_str().is_empty() { here } else { folder };
        let (whole, base) = (file.canonicalize()?, folder.canonicalize()?);
        let shared = whole.components().zip(base.components()).take_while(|(a, b)| a == b).count();
        let up = base.components().skip(shared).map(|_| Component::ParentDir);
        let written: PathBuf = up.chain(whole.components().skip(shared)).collect();
        let written = written.into_os_string().into_string().map_err(|path| {
            let message = format!("expected a path in UTF-8, found {}", path.display());
            std::io::Error::new(std::io::ErrorKind::InvalidInput, message)
        })?;
        Ok(ModulePath { written, folder: folder.to_owned() })
    }

    /// Where the file is.
    pub fn path(&self) -> PathBuf {
        self.folder.join(Path::new(&self.written))
    }

    /// What is wrong with the path, where something is.
    pub(super) fn flaw(&self) -> Option<String> {
        let path = self.path();
        if path.is_file() {
            return None;
        }
        Some(format!("expected a file of WebAssembly, found none at {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_named_by_its_path_from_the_folder_of_whoever_names_it() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("sets/new")).unwrap();
        fs::create_dir(root.path().join("checkers")).unwrap();
        fs::write(root.path().join("checkers/c.wasm"), "").unwrap();
        let check = |folder: &str, expected: &str| {
            let (file, folder) = (root.path().join("checkers/c.wasm"), root.path().join(folder));
            let path = ModulePath::from_folder(&file, &folder).unwrap();
            assert_eq!(path.written, expected);
            assert_eq!(path.path().canonicalize().unwrap(), file.canonicalize().unwrap());
        };
        check("checkers", "c.wasm");
        check("", "checkers/c.wasm");
        check("sets/new", "../../checkers/c.wasm");
        assert!(ModulePath::from_folder(&root.path().join("none.wasm"), root.path()).is_err());
    }
}
