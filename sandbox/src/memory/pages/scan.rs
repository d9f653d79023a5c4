//! The `PAGEMAP_SCAN` request, as in the kernel's `linux/fs.h`.

use std::ffi::c_void;
use std::fs::File;
use std::ops::Range;

use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, ioctl, opcode};

use super::PAGE;

/// Ranges that one request can answer with.
const MOST_REGIONS: usize = 512;

const IS_WRITTEN: u64 = 1 << 1;
const IS_FILE: u64 = 1 << 2;
const IS_PRESENT: u64 = 1 << 3;
const IS_SWAPPED: u64 = 1 << 4;
const IS_ZERO: u64 = 1 << 5;

/// Has a request fail for what is not watched.
const CHECK_WATCHED: u64 = 1 << 1;

#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Region {
    start: u64,
    end: u64,
    categories: u64,
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Request {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    regions: u64,
    region_count: u64,
    max_pages: u64,
    category_inverted: u64,
    category_mask: u64,
    category_anyof_mask: u64,
    return_mask: u64,
}

// SAFETY: the kernel reads and writes the request, and writes at most `region_count` regions, all
// of which live as long as the call.
unsafe impl Ioctl for &mut Request {
    type Output = usize;

    const IS_MUTATING: bool = true;

    fn opcode(&self) -> Opcode {
        opcode::read_write::<Request>(b'f', 16)
    }

    fn as_ptr(&mut self) -> *mut c_void {
        std::ptr::from_mut::<Request>(self).cast()
    }

    unsafe fn output_from_ptr(found: IoctlOutput, _request: *mut c_void) -> rustix::io::Result<Self::Output> {
        Ok(usize::try_from(found).unwrap_or(0))
    }
}

/// The kernel's map of this process's pages.
pub(super) struct Scan {
    pagemap: File,
}

impl Scan {
    /// The map, where this kernel answers requests.
    pub(super) fn of_this_process() -> Option<Scan> {
        let scan = Scan { pagemap: File::open("/proc/self/pagemap").ok()? };
        let probe = vec![0_u8; 2 * PAGE];
        let start = probe.as_ptr().addr().next_multiple_of(PAGE);
        scan.copies(&(start..start + PAGE)).map(|_| scan)
    }

    /// The pages that are copies of the mapping's own.
    pub(super) fn copies(&self, addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        // Of the pages that are there or swapped out, those of no file and not the page of zeros.
        self.all(
            addresses,
            Request {
                category_inverted: IS_FILE | IS_ZERO,
                category_mask: IS_FILE | IS_ZERO,
                category_anyof_mask: IS_PRESENT | IS_SWAPPED,
                ..Request::default()
            },
        )
    }

    /// The pages that were written since they are watched.
    pub(super) fn written(&self, addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        // Asked for this alone, the kernel looks at nothing else of a page.
        self.all(
            addresses,
            Request {
                flags: CHECK_WATCHED,
                category_mask: IS_WRITTEN,
                return_mask: IS_WRITTEN,
                ..Request::default()
            },
        )
    }

    /// All that answers a request, as ranges of offsets.
    fn all(&self, addresses: &Range<usize>, request: Request) -> Option<Vec<Range<usize>>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut regions = [Region::default(); MOST_REGIONS];
        let mut start = addresses.start as u64;
        while start < addresses.end as u64 {
            let mut request = Request {
                size: size_of::<Request>() as u64,
                start,
                end: addresses.end as u64,
                regions: regions.as_mut_ptr().addr() as u64,
                region_count: MOST_REGIONS as u64,
                ..request
            };
            // SAFETY: the request is what the kernel's interface says, and the regions outlive it.
            let count = unsafe { ioctl(&self.pagemap, &mut request) }.ok()?;
            found.extend(regions.iter().take(count).map(|region| {
                region.start as usize - addresses.start..region.end as usize - addresses.start
            }));
            if request.walk_end <= start {
                return None;
            }
            start = request.walk_end;
        }
        Some(found)
    }
}
