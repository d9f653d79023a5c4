//! Write protection that the kernel lifts by itself, page by page, as in its `linux/userfaultfd.h`.
//!
//! A page that is protected is one that was not written. Nobody waits for the
//! protection: what writes to such a page goes on at once, without it.

use std::ffi::c_void;
use std::io;
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::ptr;

use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, ioctl, opcode};
use rustix::mm::{Advice, MapFlags, ProtFlags, UserfaultfdFlags};

use super::PAGE;
use super::scan::Scan;

/// The version of the interface, which is also the group of its requests.
const API: u8 = 0xaa;

/// Pages that are not there yet can be protected.
const UNPOPULATED: u64 = 1 << 13;
/// The kernel lifts the protection by itself.
const ASYNCHRONOUS: u64 = 1 << 15;

/// Only the process's own accesses are watched, which needs no privilege.
const USER_MODE_ONLY: UserfaultfdFlags = UserfaultfdFlags::from_bits_retain(1);

const REGISTER_FOR_WRITES: u64 = 1 << 1;
const PROTECT: u64 = 1 << 0;

/// The request that agrees on a version and on features.
#[repr(C)]
#[derive(Default)]
struct Agree {
    version: u64,
    features: u64,
    ioctls: u64,
}

/// The request that has a range of addresses watched.
#[repr(C)]
#[derive(Default)]
struct Register {
    start: u64,
    length: u64,
    mode: u64,
    ioctls: u64,
}

/// The request that protects a range of addresses.
#[repr(C)]
#[derive(Default)]
struct Protect {
    start: u64,
    length: u64,
    mode: u64,
}

/// A request and its number.
trait Request {
    const NUMBER: u8;
}

impl Request for Agree {
    const NUMBER: u8 = 0x3f;
}

impl Request for Register {
    const NUMBER: u8 = 0x00;
}

impl Request for Protect {
    const NUMBER: u8 = 0x06;
}

struct Asked<'a, T>(&'a mut T);

// SAFETY: the kernel reads and writes the request, which lives as long as the call, and nothing else.
unsafe impl<T: Request> Ioctl for Asked<'_, T> {
    type Output = ();

    const IS_MUTATING: bool = true;

    fn opcode(&self) -> Opcode {
        opcode::read_write::<T>(API, T::NUMBER)
    }

    fn as_ptr(&mut self) -> *mut c_void {
        ptr::from_mut(self.0).cast()
    }

    unsafe fn output_from_ptr(_: IoctlOutput, _: *mut c_void) -> rustix::io::Result<()> {
        Ok(())
    }
}

/// What the kernel watches for this process.
pub(super) struct Watch {
    descriptor: OwnedFd,
}

impl Watch {
    /// The kernel's watch, where there is one and this process may have it.
    pub(super) fn open() -> Option<Watch> {
        let flags = UserfaultfdFlags::CLOEXEC | UserfaultfdFlags::NONBLOCK | USER_MODE_ONLY;
        // SAFETY: nothing waits for what the descriptor tells, since the kernel resolves all faults by itself.
        let descriptor = unsafe { rustix::mm::userfaultfd(flags) }.ok()?;
        let watch = Watch { descriptor };
        let features = UNPOPULATED | ASYNCHRONOUS;
        watch.ask(Agree { version: u64::from(API), features, ioctls: 0 }).ok()?;
        Some(watch)
    }

    /// Watches a private mapping of a file.
    pub(super) fn begin(&self, addresses: &Range<usize>) -> io::Result<()> {
        let (start, length) = (addresses.start as u64, addresses.len() as u64);
        // What is there already need not be found page by page when it is first read.
        // SAFETY: to map pages of a file changes none of their bytes. A kernel that cannot leaves them to be faulted in.
        let _ = unsafe {
            rustix::mm::madvise(
                ptr::with_exposed_provenance_mut(addresses.start),
                addresses.len(),
                Advice::LinuxPopulateRead,
            )
        };
        self.ask(Register { start, length, mode: REGISTER_FOR_WRITES, ioctls: 0 })?;
        self.protect(addresses)
    }

    /// Protects pages of a mapping that is watched.
    pub(super) fn protect(&self, addresses: &Range<usize>) -> io::Result<()> {
        self.ask(Protect { start: addresses.start as u64, length: addresses.len() as u64, mode: PROTECT })
    }

    fn ask<T: Request>(&self, mut request: T) -> io::Result<()> {
        // SAFETY: the request is what the kernel's interface says. Protection that the kernel lifts
        // by itself changes nothing of what the process can do with its memory.
        unsafe { ioctl(&self.descriptor, Asked(&mut request)) }?;
        Ok(())
    }
}

/// Whether the kernel tells of each write to a private mapping of a file, of one as well whose page was
/// given back and watched again, and of nothing else.
pub(super) fn is_told_of_writes(watch: &Watch, scan: &Scan) -> bool {
    const PAGES: usize = 3;
    let probe = || -> io::Result<bool> {
        let file = super::super::private_file(&[1; PAGES * PAGE])?;
        let (protection, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE);
        // SAFETY: a new mapping where the system puts it touches nothing that is there.
        let base = unsafe { rustix::mm::mmap(ptr::null_mut(), PAGES * PAGE, protection, flags, &file, 0)? };
        let addresses = base.expose_provenance()..base.expose_provenance() + PAGES * PAGE;
        let second = addresses.start + PAGE..addresses.start + 2 * PAGE;
        let second_at = base.cast::<u8>().wrapping_add(PAGE);
        let are_written = |expected: Option<Range<usize>>| {
            scan.written(&addresses).is_some_and(|found| found.into_iter().eq(expected))
        };
        // SAFETY: the address lies within the mapping, which is this function's own.
        let write = || unsafe { second_at.write_volatile(2) };
        let is_told = || {
            let before = are_written(None);
            write();
            before && are_written(Some(PAGE..2 * PAGE))
        };
        let is_told_once = watch.begin(&addresses).is_ok() && is_told();
        // SAFETY: as above, and nobody has a reference into the page.
        unsafe { rustix::mm::madvise(second_at.cast(), PAGE, Advice::LinuxDontNeed)? };
        // SAFETY: as above.
        let is_given_back = unsafe { second_at.read_volatile() } == 1;
        let is_told_again = is_given_back && watch.protect(&second).is_ok() && is_told();
        // SAFETY: as above, and nobody uses the mapping any more.
        unsafe { rustix::mm::munmap(base, PAGES * PAGE)? };
        Ok(is_told_once && is_told_again)
    };
    probe().unwrap_or(false)
}

/// Whether this kernel's answer can be relied on: until 6.9 it took pages that were written and then swapped
/// out or migrated for ones that were not, where it was asked for nothing else of them.
pub(super) fn is_reliable() -> bool {
    std::fs::read_to_string("/proc/sys/kernel/osrelease").is_ok_and(|release| is_since_6_9(&release))
}

fn is_since_6_9(release: &str) -> bool {
    let mut numbers = release.split(|character: char| !character.is_ascii_digit()).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (6, 9),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_are_relied_on_since_6_9() {
        for release in ["6.9.0", "6.18.44-fc-v657\n", "7.0-rc1", "10.2.1"] {
            assert!(is_since_6_9(release), "{release:?}");
        }
        for release in ["6.8.12-generic", "6.7.0", "5.15.0-91", "6", "", "linux 6.9"] {
            assert!(!is_since_6_9(release), "{release:?}");
        }
    }
}
