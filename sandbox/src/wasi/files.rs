//! Files as a guest sees them: the standard streams, one folder, the library's files in it.

use std::sync::Arc;

use super::{Answer, Errno, Failure, GuestMemory, Wasi};
use crate::library::Library;

/// The most descriptors that a guest may hold open.
const MAX_OPEN: usize = 256;

/// The most files that a guest may make.
const MAX_MADE: usize = 16;

/// The descriptor of the library's folder, which is open from the start.
const FOLDER: u32 = 3;

/// File types of preview 1.
const TYPE_UNKNOWN: u8 = 0;
const TYPE_DIRECTORY: u8 = 3;
const TYPE_REGULAR: u8 = 4;

/// Rights of preview 1 that an open call may ask for in order to change a file.
const RIGHT_WRITE: u64 = 1 << 6;

/// Flags of an open call.
const OPEN_CREATE: u32 = 1;
const OPEN_DIRECTORY: u32 = 2;
const OPEN_TRUNCATE: u32 = 8;

/// The inode of the first of the library's files; that of its folder comes before it.
const FIRST_FILE: u64 = 2;

/// The size of a directory entry's head.
const ENTRY_HEAD: usize = 24;

/// What the guest wrote.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// The files that it made, with their names.
    pub(crate) files: Vec<(Vec<u8>, Vec<u8>)>,
}

#[derive(Clone, Copy, Debug)]
enum Descriptor {
    Stdin,
    Stdout,
    Stderr,
    Folder,
    File {
        number: usize,
        position: u64,
    },
    /// A file that the guest made, which is written from its beginning to its end.
    Made(usize),
}

/// A guest's open files.
pub(super) struct Descriptors {
    open: Vec<Option<Descriptor>>,
    library: Library,
    input: Arc<[u8]>,
    /// How much of the input was read. However often it is opened, it is one stream.
    input_read: usize,
    output: Output,
    output_left: usize,
}

/// What a path in the library's folder names.
enum Entry {
    Folder,
    File(usize),
}

impl Entry {
    fn resolve(library: &Library, path: &[u8]) -> Result<Entry, Errno> {
        if path.starts_with(b"/") {
            return Err(Errno::PERM);
        }
        let mut entry = Entry::Folder;
        for part in path.split(|byte| *byte == b'/') {
            entry = match (entry, part) {
                (_, b"..") => return Err(Errno::PERM),
                (Entry::Folder, b"" | b".") => Entry::Folder,
                (Entry::Folder, name) => Entry::File(library.number(name).ok_or(Errno::NOENT)?),
                (Entry::File(_), _) => return Err(Errno::NOTDIR),
            };
        }
        Ok(entry)
    }
}

impl Descriptors {
    pub(super) fn new(library: Library, input: Arc<[u8]>, output_limit: usize) -> Descriptors {
        use Descriptor::{Folder, Stderr, Stdin, Stdout};
        Descriptors {
            open: vec![Some(Stdin), Some(Stdout), Some(Stderr), Some(Folder)],
            library,
            input,
            input_read: 0,
            output: Output::default(),
            output_left: output_limit,
        }
    }

    pub(super) fn into_output(self) -> Output {
        self.output
    }

    fn get(&mut self, fd: u32) -> Result<&mut Descriptor, Errno> {
        self.open.get_mut(fd as usize).and_then(Option::as_mut).ok_or(Errno::BADF)
    }

    fn folder(&mut self, fd: u32) -> Result<(), Errno> {
        match self.get(fd)? {
            Descriptor::Folder => Ok(()),
            _ => Err(Errno::NOTDIR),
        }
    }

    fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let free = self.open.iter().position(Option::is_none).unwrap_or(self.open.len());
        if free >= MAX_OPEN {
            return Err(Errno::MFILE);
        }
        if free == self.open.len() {
            self.open.push(None);
        }
        self.open[free] = Some(descriptor);
        Ok(free as u32)
    }

    /// Opens a file that the guest makes, or made before: then it begins anew.
    fn make(&mut self, path: &[u8]) -> Result<u32, Errno> {
        if !self.library.is_writable() {
            return Err(Errno::ROFS);
        }
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default().to_vec();
        let files = &mut self.output.files;
        let number = match files.iter().position(|(made, _)| *made == name) {
            Some(number) => number,
            None if files.len() < MAX_MADE => {
                files.push((name, Vec::new()));
                files.len() - 1
            }
            None => return Err(Errno::MFILE),
        };
        files[number].1.clear();
        self.insert(Descriptor::Made(number))
    }

    /// The attributes of what a descriptor is open on, as preview 1 lays them out.
    fn attributes(&self, descriptor: Descriptor) -> [u8; 64] {
        match descriptor {
            // Programs that read all at once ask how much that is, as if it came from a file.
            Descriptor::Stdin => attributes(0, TYPE_UNKNOWN, self.input.len() as u64),
            Descriptor::Stdout | Descriptor::Stderr => attributes(0, TYPE_UNKNOWN, 0),
            Descriptor::Folder => attributes(1, TYPE_DIRECTORY, 0),
            Descriptor::Made(number) => {
                let size = self.output.files.get(number).map_or(0, |(_, bytes)| bytes.len());
                attributes(u64::MAX - number as u64, TYPE_REGULAR, size as u64)
            }
            Descriptor::File { number, .. } => {
                attributes(FIRST_FILE + number as u64, TYPE_REGULAR, self.library.bytes(number).len() as u64)
            }
        }
    }
}

/// Times are all zero: the host's would differ from machine to machine.
fn attributes(inode: u64, file_type: u8, size: u64) -> [u8; 64] {
    let mut stat = [0; 64];
    stat[8..16].copy_from_slice(&inode.to_le_bytes());
    stat[16] = file_type;
    stat[24] = 1;
    stat[32..40].copy_from_slice(&size.to_le_bytes());
    stat
}

impl Wasi {
    pub(super) fn fd_advise(
        &mut self,
        _memory: GuestMemory<'_>,
        fd: u32,
        _offset: u64,
        _length: u64,
        _advice: u32,
    ) -> Answer {
        self.descriptors.get(fd)?;
        Ok(())
    }

    pub(super) fn fd_close(&mut self, _memory: GuestMemory<'_>, fd: u32) -> Answer {
        self.descriptors.get(fd)?;
        self.descriptors.open[fd as usize] = None;
        Ok(())
    }

    pub(super) fn fd_datasync(&mut self, _memory: GuestMemory<'_>, fd: u32) -> Answer {
        self.descriptors.get(fd)?;
        Ok(())
    }

    pub(super) fn fd_sync(&mut self, _memory: GuestMemory<'_>, fd: u32) -> Answer {
        self.descriptors.get(fd)?;
        Ok(())
    }

    pub(super) fn fd_fdstat_get(&mut self, mut memory: GuestMemory<'_>, fd: u32, result: u32) -> Answer {
        let file_type = match self.descriptors.get(fd)? {
            Descriptor::Folder => TYPE_DIRECTORY,
            Descriptor::File { .. } => TYPE_REGULAR,
            _ => TYPE_UNKNOWN,
        };
        let rights = match file_type {
            TYPE_UNKNOWN => u64::MAX >> 34,
            _ => (u64::MAX >> 34) & !RIGHT_WRITE,
        };
        // The C library cuts what it asks for on opening to what the folder
        // passes on. It passes on everything, so that opening to write is refused then and there.
        let inheriting = u64::MAX >> 34;
        let mut stat = [0; 24];
        stat[0] = file_type;
        stat[8..16].copy_from_slice(&rights.to_le_bytes());
        stat[16..24].copy_from_slice(&inheriting.to_le_bytes());
        memory.write(result, &stat)?;
        Ok(())
    }

    pub(super) fn fd_fdstat_set_flags(&mut self, _memory: GuestMemory<'_>, fd: u32, _flags: u32) -> Answer {
        self.descriptors.get(fd)?;
        Ok(())
    }

    pub(super) fn fd_filestat_get(&mut self, mut memory: GuestMemory<'_>, fd: u32, result: u32) -> Answer {
        let descriptor = *self.descriptors.get(fd)?;
        memory.write(result, &self.descriptors.attributes(descriptor))?;
        Ok(())
    }

    pub(super) fn fd_prestat_get(&mut self, mut memory: GuestMemory<'_>, fd: u32, result: u32) -> Answer {
        if fd != FOLDER {
            return Err(Errno::BADF.into());
        }
        self.descriptors.folder(fd)?;
        let name = self.descriptors.library.folder();
        memory.write_u64(result, (name.len() as u64) << 32)?;
        Ok(())
    }

    pub(super) fn fd_prestat_dir_name(
        &mut self,
        mut memory: GuestMemory<'_>,
        fd: u32,
        path: u32,
        length: u32,
    ) -> Answer {
        if fd != FOLDER {
            return Err(Errno::BADF.into());
        }
        let name = self.descriptors.library.folder().as_bytes();
        if (length as usize) < name.len() {
            return Err(Errno::INVAL.into());
        }
        memory.write(path, name)?;
        Ok(())
    }

    pub(super) fn fd_read(
        &mut self,
        memory: GuestMemory<'_>,
        fd: u32,
        vectors: u32,
        count: u32,
        result: u32,
    ) -> Answer {
        match *self.descriptors.get(fd)? {
            Descriptor::Stdin => {
                let input = Arc::clone(&self.descriptors.input);
                let rest = &input[self.descriptors.input_read..];
                let read = self.read_from(rest, memory, vectors, count, result)?;
                self.descriptors.input_read += read;
            }
            Descriptor::File { number, position } => {
                let library = self.descriptors.library.clone();
                let read = self.read_from(library.from(number, position), memory, vectors, count, result)?;
                if let Descriptor::File { position, .. } = self.descriptors.get(fd)? {
                    *position += read as u64;
                }
            }
            Descriptor::Folder => return Err(Errno::ISDIR.into()),
            Descriptor::Stdout | Descriptor::Stderr | Descriptor::Made(_) => return Err(Errno::BADF.into()),
        }
        Ok(())
    }

    pub(super) fn fd_pread(
        &mut self,
        memory: GuestMemory<'_>,
        fd: u32,
        vectors: u32,
        count: u32,
        offset: u64,
        result: u32,
    ) -> Answer {
        let number = match *self.descriptors.get(fd)? {
            Descriptor::File { number, .. } => number,
            Descriptor::Folder => return Err(Errno::ISDIR.into()),
            _ => return Err(Errno::SPIPE.into()),
        };
        let library = self.descriptors.library.clone();
        self.read_from(library.from(number, offset), memory, vectors, count, result)?;
        Ok(())
    }

    /// Reads the beginning of `rest` into the guest's buffers, and says how much of it.
    fn read_from(
        &mut self,
        mut rest: &[u8],
        mut memory: GuestMemory<'_>,
        vectors: u32,
        count: u32,
        result: u32,
    ) -> Result<usize, Errno> {
        let mut read = 0;
        for index in 0..count {
            let (address, length) = memory.vector(vectors, index)?;
            let (now, later) = rest.split_at(rest.len().min(length as usize));
            memory.write(address, now)?;
            read += now.len();
            rest = later;
            // Empty buffers move nothing and still take a step each.
            self.moved += 1 + now.len() as u64;
            if rest.is_empty() {
                break;
            }
        }
        memory.write_u32(result, read as u32)?;
        Ok(read)
    }

    pub(super) fn fd_seek(
        &mut self,
        mut memory: GuestMemory<'_>,
        fd: u32,
        offset: i64,
        whence: u32,
        result: u32,
    ) -> Answer {
        let library = self.descriptors.library.clone();
        let (number, position) = match self.descriptors.get(fd)? {
            Descriptor::File { number, position } => (*number, position),
            Descriptor::Folder => return Err(Errno::BADF.into()),
            _ => return Err(Errno::SPIPE.into()),
        };
        let base = match whence {
            0 => 0,
            1 => *position,
            2 => library.bytes(number).len() as u64,
            _ => return Err(Errno::INVAL.into()),
        };
        let target = base.checked_add_signed(offset).filter(|to| i64::try_from(*to).is_ok());
        *position = target.ok_or(Errno::INVAL)?;
        memory.write_u64(result, *position)?;
        Ok(())
    }

    pub(super) fn fd_tell(&mut self, memory: GuestMemory<'_>, fd: u32, result: u32) -> Answer {
        self.fd_seek(memory, fd, 0, 1, result)
    }

    pub(super) fn fd_write(
        &mut self,
        mut memory: GuestMemory<'_>,
        fd: u32,
        vectors: u32,
        count: u32,
        result: u32,
    ) -> Answer {
        let descriptor = *self.descriptors.get(fd)?;
        let mut written = 0_u32;
        for index in 0..count {
            let (address, length) = memory.vector(vectors, index)?;
            let bytes = memory.slice(address, length)?;
            let Descriptors { output, output_left, .. } = &mut self.descriptors;
            let stream = match descriptor {
                Descriptor::Stdout => &mut output.stdout,
                Descriptor::Stderr => &mut output.stderr,
                Descriptor::Made(number) => match output.files.get_mut(number) {
                    Some((_, bytes)) => bytes,
                    None => return Err(Errno::BADF.into()),
                },
                _ => return Err(Errno::BADF.into()),
            };
            let fits = bytes.len().min(*output_left);
            stream.extend_from_slice(&bytes[..fits]);
            *output_left -= fits;
            if fits < bytes.len() {
                return Err(Failure::OutputLimit);
            }
            written = written.saturating_add(length);
        }
        self.moved += u64::from(written) + u64::from(count);
        memory.write_u32(result, written)?;
        Ok(())
    }

    pub(super) fn fd_readdir(
        &mut self,
        mut memory: GuestMemory<'_>,
        fd: u32,
        buffer: u32,
        length: u32,
        cookie: u64,
        result: u32,
    ) -> Answer {
        self.descriptors.folder(fd)?;
        let folders = [(".", 1, TYPE_DIRECTORY), ("..", 1, TYPE_DIRECTORY)];
        let files = (FIRST_FILE..).zip(self.descriptors.library.names());
        let entries = folders.into_iter().chain(files.map(|(inode, name)| (name, inode, TYPE_REGULAR)));
        let mut listing = Vec::new();
        let first = usize::try_from(cookie).unwrap_or(usize::MAX);
        for (index, (name, inode, file_type)) in entries.enumerate().skip(first) {
            let mut head = [0; ENTRY_HEAD];
            head[..8].copy_from_slice(&(index as u64 + 1).to_le_bytes());
            head[8..16].copy_from_slice(&inode.to_le_bytes());
            head[16..20].copy_from_slice(&(name.len() as u32).to_le_bytes());
            head[20] = file_type;
            listing.extend_from_slice(&head);
            listing.extend_from_slice(name.as_bytes());
        }
        listing.truncate(length as usize);
        memory.write(buffer, &listing)?;
        memory.write_u32(result, listing.len() as u32)?;
        Ok(())
    }

    pub(super) fn path_filestat_get(
        &mut self,
        mut memory: GuestMemory<'_>,
        fd: u32,
        _flags: u32,
        path: u32,
        length: u32,
        result: u32,
    ) -> Answer {
        self.descriptors.folder(fd)?;
        let descriptor = match Entry::resolve(&self.descriptors.library, memory.slice(path, length)?)? {
            Entry::Folder => Descriptor::Folder,
            Entry::File(number) => Descriptor::File { number, position: 0 },
        };
        memory.write(result, &self.descriptors.attributes(descriptor))?;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the system call has them")]
    pub(super) fn path_open(
        &mut self,
        mut memory: GuestMemory<'_>,
        fd: u32,
        _lookup: u32,
        path: u32,
        length: u32,
        flags: u32,
        rights: u64,
        _inheriting: u64,
        _fd_flags: u32,
        result: u32,
    ) -> Answer {
        self.descriptors.folder(fd)?;
        let name = memory.slice(path, length)?;
        let entry = match Entry::resolve(&self.descriptors.library, name) {
            Err(Errno::NOENT) if flags & OPEN_CREATE != 0 => {
                let made = self.descriptors.make(name)?;
                memory.write_u32(result, made)?;
                return Ok(());
            }
            entry => entry?,
        };
        let descriptor = match entry {
            Entry::Folder => Descriptor::Folder,
            Entry::File(_) if flags & OPEN_DIRECTORY != 0 => return Err(Errno::NOTDIR.into()),
            Entry::File(_) if flags & OPEN_TRUNCATE != 0 || rights & RIGHT_WRITE != 0 => {
                return Err(Errno::ROFS.into());
            }
            Entry::File(number) => Descriptor::File { number, position: 0 },
        };
        let opened = self.descriptors.insert(descriptor)?;
        memory.write_u32(result, opened)?;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the system call has them")]
    pub(super) fn path_readlink(
        &mut self,
        memory: GuestMemory<'_>,
        fd: u32,
        path: u32,
        length: u32,
        _buffer: u32,
        _size: u32,
        _result: u32,
    ) -> Answer {
        self.descriptors.folder(fd)?;
        Entry::resolve(&self.descriptors.library, memory.slice(path, length)?)?;
        // Neither the folder nor the file is a link.
        Err(Errno::INVAL.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surroundings::Surroundings;

    fn check(path: &str, expect: Result<u32, Failure>) {
        let others = [("other.whl".to_owned(), b"wheel".to_vec())];
        let mut wasi =
            Wasi::new(Library::new(b"zip".to_vec(), others), Arc::default(), Surroundings::default(), 0);
        let mut bytes = vec![0; 256];
        bytes[..path.len()].copy_from_slice(path.as_bytes());
        let length = path.len() as u32;
        let opened = wasi.path_open(GuestMemory::new(&mut bytes), FOLDER, 0, 0, length, 0, 0, 0, 0, 128);
        let fd = opened.map(|()| u32::from_le_bytes(bytes[128..132].try_into().unwrap()));
        assert_eq!(fd, expect, "{path}");
    }

    #[test]
    fn only_the_library_and_its_folder_can_be_opened() {
        check("python315.zip", Ok(4));
        check("other.whl", Ok(4));
        check("./python315.zip", Ok(4));
        check(".", Ok(4));
        check("other", Err(Errno::NOENT.into()));
        check("python315.zip/os.py", Err(Errno::NOTDIR.into()));
        check("../etc/passwd", Err(Errno::PERM.into()));
        check("/etc/passwd", Err(Errno::PERM.into()));
    }

    #[test]
    fn a_guest_cannot_open_files_without_end() {
        let mut descriptors = Descriptors::new(Library::empty(), Arc::default(), 0);
        let opened = (0..).take_while(|_| descriptors.insert(Descriptor::Folder).is_ok()).count();
        assert_eq!(opened, MAX_OPEN - 4);
    }

    #[test]
    fn the_input_is_one_stream_that_ends() {
        let mut wasi = Wasi::new(Library::empty(), Arc::from(*b"12345"), Surroundings::default(), 0);
        let mut bytes = vec![0; 64];
        bytes[0..4].copy_from_slice(&16_u32.to_le_bytes());
        bytes[4..8].copy_from_slice(&3_u32.to_le_bytes());
        for expected in ["123", "45", ""] {
            assert_eq!(wasi.fd_read(GuestMemory::new(&mut bytes), 0, 0, 1, 32), Ok(()));
            let read = u32::from_le_bytes(bytes[32..36].try_into().unwrap()) as usize;
            assert_eq!(std::str::from_utf8(&bytes[16..16 + read]), Ok(expected));
        }
    }

    #[test]
    fn output_beyond_the_limit_stops_the_guest_and_keeps_what_fitted() {
        let mut wasi = Wasi::new(Library::empty(), Arc::default(), Surroundings::default(), 5);
        let mut bytes = vec![0; 64];
        bytes[0..4].copy_from_slice(&16_u32.to_le_bytes());
        bytes[4..8].copy_from_slice(&8_u32.to_le_bytes());
        bytes[16..24].copy_from_slice(b"12345678");
        assert_eq!(wasi.fd_write(GuestMemory::new(&mut bytes), 1, 0, 1, 32), Err(Failure::OutputLimit));
        assert_eq!(wasi.into_output().stdout, b"12345");
    }
}
