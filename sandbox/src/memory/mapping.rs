//! Ranges of addresses, with what is mapped there.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::ptr::{self, NonNull};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};

use super::pages::PAGE;

/// A range of addresses that is this value's own, and given back when it is dropped.
pub(super) struct Mapping {
    base: NonNull<u8>,
    length: usize,
}

// SAFETY: the addresses belong to the value, whichever thread has it.
unsafe impl Send for Mapping {}
// SAFETY: through a shared reference, the memory behind the addresses is only read, or its protection changed.
unsafe impl Sync for Mapping {}

impl Mapping {
    pub(super) fn inaccessible(length: usize) -> io::Result<Mapping> {
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        // SAFETY: a new mapping where the system puts it touches nothing that is there.
        let base = unsafe { rustix::mm::mmap_anonymous(ptr::null_mut(), length, ProtFlags::empty(), flags)? };
        let base = NonNull::new(base.cast()).ok_or_else(|| io::Error::other("a mapping at no address"))?;
        Ok(Mapping { base, length })
    }

    pub(super) fn of_file(file: &File, length: usize, protection: ProtFlags) -> io::Result<Mapping> {
        // SAFETY: as above.
        let base =
            unsafe { rustix::mm::mmap(ptr::null_mut(), length, protection, MapFlags::SHARED, file, 0)? };
        let base = NonNull::new(base.cast()).ok_or_else(|| io::Error::other("a mapping at no address"))?;
        Ok(Mapping { base, length })
    }

    pub(super) fn base(&self) -> *mut u8 {
        self.base.as_ptr()
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Puts a private mapping of a file over the first `length` bytes.
    pub(super) fn map_file(&self, file: &File, length: usize) -> io::Result<()> {
        assert!(length <= self.length, "a file that is mapped fits");
        let (protection, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE | MapFlags::FIXED);
        // SAFETY: the addresses are this mapping's own, and nobody has a reference into them.
        unsafe { rustix::mm::mmap(self.base.as_ptr().cast(), length, protection, flags, file, 0)? };
        Ok(())
    }

    /// The address of a range, which lies within the mapping.
    fn at(&self, range: &Range<usize>) -> *mut u8 {
        assert!(range.start <= range.end && range.end <= self.length, "a range lies within its mapping");
        self.base.as_ptr().wrapping_add(range.start)
    }

    pub(super) fn make_accessible(&self, range: Range<usize>) -> io::Result<()> {
        let protection = MprotectFlags::READ | MprotectFlags::WRITE;
        // SAFETY: more access to one's own addresses takes nothing from anybody.
        unsafe { rustix::mm::mprotect(self.at(&range).cast(), range.len(), protection)? };
        Ok(())
    }

    /// Gives back the pages of a range, and keeps it from being used.
    pub(super) fn make_inaccessible(&self, range: Range<usize>) -> io::Result<()> {
        let (at, length) = (self.at(&range), range.len());
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE | MapFlags::FIXED;
        // SAFETY: the addresses are this mapping's own, and nobody has a reference into them.
        unsafe { rustix::mm::mmap_anonymous(at.cast(), length, ProtFlags::empty(), flags)? };
        Ok(())
    }

    /// Has the kernel copy the pages of a range, which costs less than one at a time when they are written.
    pub(super) fn copy_pages(&self, range: Range<usize>) {
        #[cfg(target_os = "linux")]
        // SAFETY: populating pages changes none of their bytes. A kernel that cannot leaves them to be faulted in.
        let _ =
            unsafe { rustix::mm::madvise(self.at(&range).cast(), range.len(), Advice::LinuxPopulateWrite) };
        #[cfg(not(target_os = "linux"))]
        let _ = range;
    }

    /// The addresses of the first `length` bytes.
    pub(super) fn bytes(&self, length: usize) -> Range<usize> {
        let start = self.at(&(0..length)).addr();
        start..start + length
    }

    /// The first `length` bytes of a mapping that can be read, and is written by nobody meanwhile.
    pub(super) fn read(&self, length: usize) -> &[u8] {
        let start = self.at(&(0..length));
        // SAFETY: the caller's mapping is readable so far; nobody writes to it while it is borrowed, since
        // writing takes it exclusively and a guest's memory is renewed when its guest has ended.
        unsafe { std::slice::from_raw_parts(start, length) }
    }

    /// The first `length` bytes of a mapping that can be read and written.
    pub(super) fn bytes_mut(&mut self, length: usize) -> &mut [u8] {
        let start = self.at(&(0..length));
        // SAFETY: the caller's mapping is accessible so far, and this is its only user.
        unsafe { std::slice::from_raw_parts_mut(start, length) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the addresses are this mapping's own, and with it goes its last user.
        let _ = unsafe { rustix::mm::munmap(self.base.as_ptr().cast(), self.length) };
    }
}

/// Gives back the copies of some pages of a private mapping of a file, which then have the contents of the file.
pub(super) fn give_back(pages: &mut [u8]) -> io::Result<()> {
    let (start, length) = (pages.as_mut_ptr(), pages.len());
    assert!(start.addr().is_multiple_of(PAGE) && length.is_multiple_of(PAGE), "whole pages are given back");
    // SAFETY: only the bytes change that are borrowed here alone, and whatever they become are bytes.
    unsafe { rustix::mm::madvise(start.cast(), length, Advice::LinuxDontNeed)? };
    Ok(())
}
