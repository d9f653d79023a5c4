//! Files of WebAssembly that specifications name.

use std::path::{Path, PathBuf};

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
