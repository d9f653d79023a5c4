//! SHA-256 of what an image is built from, and of the image itself.

use std::fs::File;
use std::hash::Hasher;
use std::io::{self, Read as _, Seek as _};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Digest(String);

impl Digest {
    /// The digest of some bytes.
    pub(crate) fn of(bytes: &[u8]) -> Digest {
        Digest(hex::encode(Sha256::digest(bytes)))
    }

    /// The digest of a whole open file, which is left at its beginning.
    pub(crate) fn of_file(file: &mut File) -> io::Result<Digest> {
        let mut hasher = Sha256::new();
        let mut block = vec![0; 1 << 20];
        file.rewind()?;
        loop {
            match file.read(&mut block)? {
                0 => break,
                read => hasher.update(&block[..read]),
            }
        }
        file.rewind()?;
        Ok(Digest(hex::encode(hasher.finalize())))
    }

    /// The digest of several named parts, each written with its length.
    pub(crate) fn of_parts<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Digest {
        let mut hasher = Sha256::new();
        for text in parts.into_iter().flat_map(|(name, value)| [name, value]) {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        }
        Digest(hex::encode(hasher.finalize()))
    }

    /// The digest of whatever a value feeds to its `Hash`.
    pub(crate) fn of_hash(value: impl std::hash::Hash) -> Digest {
        let mut feed = Feed(Sha256::new());
        value.hash(&mut feed);
        Digest(hex::encode(feed.0.finalize()))
    }

    /// The hexadecimal digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lets SHA-256 stand where a hasher is asked for.
struct Feed(Sha256);

impl Hasher for Feed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        u64::from_le_bytes(digest[..8].try_into().expect("a digest has 32 bytes"))
    }
}
