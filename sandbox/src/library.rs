//! Files as guests find them: the zip files of the Python library, or what a command is given, in memory.

use std::sync::Arc;

/// The files of one folder, shared by all guests that see it.
#[derive(Clone)]
pub(crate) struct Library {
    archives: Arc<[Archive]>,
    folder: Folder,
}

/// Which folder it is, and what a guest may do there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folder {
    /// The Python library's, read-only.
    Python,
    /// The root of a command, in which it may make files of its own.
    Command,
}

/// One file, under its name in the folder.
struct Archive {
    name: String,
    bytes: Vec<u8>,
}

impl Library {
    /// Where interpreters find the folder with the zip files in it.
    pub(crate) const FOLDER: &str = "/usr/local/lib";
    /// The name in that folder of the standard library.
    pub(crate) const FILE: &str = "python315.zip";

    /// The standard library, and other zip files with their names.
    pub(crate) fn new(zip: Vec<u8>, others: impl IntoIterator<Item = (String, Vec<u8>)>) -> Library {
        let standard = (Library::FILE.to_owned(), zip);
        Library::of(Folder::Python, std::iter::once(standard).chain(others))
    }

    /// The files that a command is given, with their names in the root folder.
    pub(crate) fn of_command(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Library {
        Library::of(Folder::Command, files)
    }

    fn of(folder: Folder, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Library {
        Library { archives: files.into_iter().map(|(name, bytes)| Archive { name, bytes }).collect(), folder }
    }

    /// Where guests find the folder.
    pub(crate) fn folder(&self) -> &'static str {
        match self.folder {
            Folder::Python => Library::FOLDER,
            Folder::Command => "/",
        }
    }

    /// Whether guests may make files of their own in the folder.
    pub(crate) fn is_writable(&self) -> bool {
        self.folder == Folder::Command
    }

    /// A library with nothing in it.
    #[cfg(test)]
    pub(crate) fn empty() -> Library {
        Library::new(Vec::new(), [])
    }

    /// The names of the files, in the order of their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.archives.iter().map(|archive| archive.name.as_str())
    }

    /// The number of the file of this name.
    pub(crate) fn number(&self, name: &[u8]) -> Option<usize> {
        self.archives.iter().position(|archive| archive.name.as_bytes() == name)
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, number: usize) -> &[u8] {
        self.archives.get(number).map_or(&[], |archive| &archive.bytes)
    }

    /// The bytes of a file from a position on, of which there may be none.
    pub(crate) fn from(&self, number: usize, position: u64) -> &[u8] {
        let bytes = self.bytes(number);
        usize::try_from(position).ok().and_then(|start| bytes.get(start..)).unwrap_or_default()
    }
}
