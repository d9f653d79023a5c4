//! The Python library as guests see it: one zip file, read-only, in memory.

use std::sync::Arc;

/// The zip file of the Python library, shared by all guests.
#[derive(Clone)]
pub(crate) struct Library(Arc<[u8]>);

impl Library {
    /// Where guests find the folder with the zip file in it.
    pub(crate) const FOLDER: &str = "/usr/local/lib";
    /// The zip file's name in that folder.
    pub(crate) const FILE: &str = "python315.zip";

    pub(crate) fn new(zip: Vec<u8>) -> Library {
        Library(zip.into())
    }

    /// A library with nothing in it.
    #[cfg(test)]
    pub(crate) fn empty() -> Library {
        Library::new(Vec::new())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes from a position on, of which there may be none.
    pub(crate) fn from(&self, position: u64) -> &[u8] {
        usize::try_from(position).ok().and_then(|start| self.0.get(start..)).unwrap_or_default()
    }
}
