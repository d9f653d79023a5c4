//! The Python library as guests see it: zip files, read-only, in memory.

use std::sync::Arc;

/// The zip files of the Python library, shared by all guests.
#[derive(Clone)]
pub(crate) struct Library(Arc<[Archive]>);

/// One zip file, under its name in the folder.
struct Archive {
    name: String,
    bytes: Vec<u8>,
}

impl Library {
    /// Where guests find the folder with the zip files in it.
    pub(crate) const FOLDER: &str = "/usr/local/lib";
    /// The name in that folder of the standard library.
    pub(crate) const FILE: &str = "python315.zip";

    /// The standard library, and other zip files with their names.
    pub(crate) fn new(zip: Vec<u8>, others: impl IntoIterator<Item = (String, Vec<u8>)>) -> Library {
        let standard = (Library::FILE.to_owned(), zip);
        Library(
            std::iter::once(standard).chain(others).map(|(name, bytes)| Archive { name, bytes }).collect(),
        )
    }

    /// A library with nothing in it.
    #[cfg(test)]
    pub(crate) fn empty() -> Library {
        Library::new(Vec::new(), [])
    }

    /// The names of the zip files, in the order of their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|archive| archive.name.as_str())
    }

    /// The number of the zip file of this name.
    pub(crate) fn number(&self, name: &[u8]) -> Option<usize> {
        self.0.iter().position(|archive| archive.name.as_bytes() == name)
    }

    /// The bytes of a zip file.
    pub(crate) fn bytes(&self, number: usize) -> &[u8] {
        self.0.get(number).map_or(&[], |archive| &archive.bytes)
    }

    /// The bytes of a zip file from a position on, of which there may be none.
    pub(crate) fn from(&self, number: usize, position: u64) -> &[u8] {
        let bytes = self.bytes(number);
        usize::try_from(position).ok().and_then(|start| bytes.get(start..)).unwrap_or_default()
    }
}
