//! Images on disk: each with a record of its hash, and believed only if it matches.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::ImageError;
use super::split::Parts;
use crate::digest::Digest;

/// The version of the record's format.
const RECORD_VERSION: u32 = 2;

/// What is recorded beside an image once it is wholly written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: u32,
    code: Digest,
    memory: Digest,
}

/// What is recorded beside the memory of an extended image, whose code is that of another.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemoryRecord {
    version: u32,
    memory: Digest,
}

/// An image's files, open.
pub(super) struct Stored {
    pub(super) code: File,
    pub(super) memory: File,
}

/// One image's place in the cache.
///
/// The image is written first and its record last, each under another name and
/// then renamed, so that a process killed at any instant leaves nothing that
/// is believed.
pub(super) struct ImageStore {
    folder: PathBuf,
    key: String,
}

/// Held while an image is built; released when dropped.
struct BuildLock {
    _file: File,
}

impl ImageStore {
    pub(super) fn new(folder: PathBuf, key: &str) -> ImageStore {
        ImageStore { folder, key: key.to_owned() }
    }

    fn path(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", self.key))
    }

    /// The image, open and checked against its record; none where it is
    /// absent, unfinished or altered.
    pub(super) fn verified(&self) -> Result<Option<Stored>, ImageError> {
        let Some(record) = self.record::<Record>()?.filter(|record| record.version == RECORD_VERSION) else {
            return Ok(None);
        };
        let Some(code) = self.open("cwasm", &record.code)? else { return Ok(None) };
        let Some(memory) = self.open("memory", &record.memory)? else { return Ok(None) };
        Ok(Some(Stored { code, memory }))
    }

    /// The memory of an extended image, open and checked against its record.
    pub(super) fn verified_memory(&self) -> Result<Option<File>, ImageError> {
        match self.record::<MemoryRecord>()? {
            Some(record) if record.version == RECORD_VERSION => self.open("memory", &record.memory),
            _ => Ok(None),
        }
    }

    /// The record, where it is there and can be read.
    fn record<T: DeserializeOwned>(&self) -> Result<Option<T>, ImageError> {
        let text = present(&self.path("json"), |path| fs::read(path))?;
        Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
    }

    /// A part of the image, where it is there and has the hash.
    fn open(&self, extension: &str, hash: &Digest) -> Result<Option<File>, ImageError> {
        let path = self.path(extension);
        let Some(mut file) = present(&path, |path| File::open(path))? else { return Ok(None) };
        let found = Digest::of_file(&mut file).map_err(|error| ImageError::Store { path, error })?;
        Ok((found == *hash).then_some(file))
    }

    /// What is stored, as `verified` finds it, or what `make` stores where that is nothing.
    ///
    /// It is made by one process at a time; `waiting` is called where another does so.
    pub(super) fn or_make<T>(
        &self,
        verified: impl Fn(&ImageStore) -> Result<Option<T>, ImageError>,
        waiting: impl FnOnce(),
        make: impl FnOnce() -> Result<T, ImageError>,
    ) -> Result<T, ImageError> {
        if let Some(stored) = verified(self)? {
            return Ok(stored);
        }
        let _lock = self.lock(waiting)?;
        // Whoever held the lock may have made it meanwhile.
        match verified(self)? {
            Some(stored) => Ok(stored),
            None => make(),
        }
    }

    /// Waits until no other process builds this image, and keeps others from it.
    fn lock(&self, waiting: impl FnOnce()) -> Result<BuildLock, ImageError> {
        let path = self.path("lock");
        let locked = || {
            fs::create_dir_all(&self.folder)?;
            let file = File::options().create(true).truncate(false).write(true).open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => {
                    waiting();
                    file.lock()?;
                }
                Err(fs::TryLockError::Error(error)) => return Err(error),
            }
            Ok(BuildLock { _file: file })
        };
        locked().map_err(|error| ImageError::Store { path: path.clone(), error })
    }

    /// Stores an image with its record, and returns it open.
    pub(super) fn put(&self, parts: &Parts) -> Result<Stored, ImageError> {
        let (code, memory) = (Digest::of(&parts.code), Digest::of(&parts.memory));
        let record = Record { version: RECORD_VERSION, code, memory };
        let record = serde_json::to_vec(&record).expect("a record is plain data");
        self.write("cwasm", &parts.code)?;
        self.write("memory", &parts.memory)?;
        self.write("json", &record)?;
        Ok(Stored { code: self.reopen("cwasm")?, memory: self.reopen("memory")? })
    }

    /// Stores the memory of an extended image with its record, and returns it open.
    pub(super) fn put_memory(&self, memory: &[u8]) -> Result<File, ImageError> {
        let record = MemoryRecord { version: RECORD_VERSION, memory: Digest::of(memory) };
        let record = serde_json::to_vec(&record).expect("a record is plain data");
        self.write("memory", memory)?;
        self.write("json", &record)?;
        self.reopen("memory")
    }

    /// What was just written.
    fn reopen(&self, extension: &str) -> Result<File, ImageError> {
        let path = self.path(extension);
        File::open(&path).map_err(|error| ImageError::Store { path, error })
    }

    fn write(&self, extension: &str, bytes: &[u8]) -> Result<(), ImageError> {
        let path = self.path(extension);
        let written = || {
            fs::create_dir_all(&self.folder)?;
            let mut file = NamedTempFile::new_in(&self.folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        written().map_err(|error| ImageError::Store { path: path.clone(), error })
    }
}

/// What `read` finds at a path, or nothing where nothing is there.
fn present<T>(path: &Path, read: impl Fn(&Path) -> io::Result<T>) -> Result<Option<T>, ImageError> {
    match read(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ImageError::Store { path: path.to_owned(), error }),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    const TEXTS: [&str; 2] = ["the code", "the memory"];

    fn parts() -> Parts {
        let [code, memory] = TEXTS.map(|text| text.as_bytes().to_vec());
        Parts { code, memory }
    }

    fn texts(stored: Stored) -> [String; 2] {
        [stored.code, stored.memory].map(|mut file| {
            let mut found = String::new();
            file.read_to_string(&mut found).unwrap();
            found
        })
    }

    fn stored() -> (tempfile::TempDir, ImageStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = ImageStore::new(folder.path().join("images"), "key");
        assert_eq!(texts(store.put(&parts()).unwrap()), TEXTS);
        (folder, store)
    }

    #[test]
    fn an_image_as_it_was_stored_is_believed_and_read_from_its_beginning() {
        let (_folder, store) = stored();
        assert_eq!(texts(store.verified().unwrap().unwrap()), TEXTS);
    }

    #[test]
    fn an_image_with_one_byte_changed_is_not_believed() {
        for (extension, altered) in [("cwasm", b"the codE".as_slice()), ("memory", b"the memorY")] {
            let (_folder, store) = stored();
            fs::write(store.path(extension), altered).unwrap();
            assert!(store.verified().unwrap().is_none(), "{extension}");
        }
    }

    #[test]
    fn an_image_without_its_record_is_not_believed() {
        let (_folder, store) = stored();
        fs::remove_file(store.path("json")).unwrap();
        assert!(store.verified().unwrap().is_none());
    }

    #[test]
    fn a_record_that_was_cut_short_is_not_believed() {
        let (_folder, store) = stored();
        let record = fs::read(store.path("json")).unwrap();
        fs::write(store.path("json"), &record[..record.len() / 2]).unwrap();
        assert!(store.verified().unwrap().is_none());
    }

    #[test]
    fn a_memory_alone_is_believed_only_as_it_was_stored_and_is_no_whole_image() {
        let folder = tempfile::tempdir().unwrap();
        let store = ImageStore::new(folder.path().join("images"), "key");
        assert!(store.verified_memory().unwrap().is_none());
        store.put_memory(b"the memory").unwrap();
        assert!(store.verified_memory().unwrap().is_some());
        assert!(store.verified().unwrap().is_none());
        fs::write(store.path("memory"), b"the memorY").unwrap();
        assert!(store.verified_memory().unwrap().is_none());
    }

    #[test]
    fn storing_again_replaces_an_image_that_was_not_believed() {
        let (_folder, store) = stored();
        fs::write(store.path("cwasm"), b"broken").unwrap();
        store.put(&parts()).unwrap();
        assert!(store.verified().unwrap().is_some());
    }

    #[test]
    fn whoever_comes_second_to_the_lock_is_told_that_it_waits() {
        let (_folder, store) = stored();
        let first = store.lock(|| panic!("nobody holds the lock")).unwrap();
        let is_held = AtomicBool::new(true);
        std::thread::scope(|scope| {
            let (told, waiting) = std::sync::mpsc::channel();
            let (store, is_held) = (&store, &is_held);
            let second = scope.spawn(move || {
                let lock = store.lock(|| told.send(()).unwrap());
                lock.map(|_lock| is_held.load(Ordering::SeqCst))
            });
            waiting.recv().expect("the second is told that it waits");
            is_held.store(false, Ordering::SeqCst);
            drop(first);
            assert!(!second.join().unwrap().unwrap(), "the second had the lock while the first held it");
        });
    }
}
