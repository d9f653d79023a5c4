//! Which pages of a private mapping are copies, as the kernel knows them.

use std::fs::File;
use std::ops::Range;

/// A page of the host.
pub(super) const PAGE: usize = 4096;

/// Pages that lie no farther apart than this are copied together.
const GAP: usize = 2;

/// The kernel's record of this process's pages.
pub(super) struct Pages {
    #[cfg(target_os = "linux")]
    pagemap: File,
}

/// Ranges that lie close together as one.
pub(super) fn joined(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end + GAP * PAGE => last.end = range.end,
            _ => joined.push(range.clone()),
        }
    }
    joined
}

#[cfg(not(target_os = "linux"))]
impl Pages {
    pub(super) fn of_this_process() -> Option<Pages> {
        let _unused: Option<File> = None;
        None
    }

    pub(super) fn copies(&self, _addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        None
    }
}

#[cfg(target_os = "linux")]
impl Pages {
    /// The record, where this kernel answers questions about it.
    pub(super) fn of_this_process() -> Option<Pages> {
        let pages = Pages { pagemap: File::open("/proc/self/pagemap").ok()? };
        let probe = vec![0_u8; 2 * PAGE];
        let start = probe.as_ptr().addr().next_multiple_of(PAGE);
        pages.copies(&(start..start + PAGE)).map(|_| pages)
    }

    /// The pages of a range of addresses that are copies, as ranges of offsets
    /// in it; none where the kernel does not say.
    pub(super) fn copies(&self, addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        scan::copies(&self.pagemap, addresses)
    }
}

/// The `PAGEMAP_SCAN` request, as in the kernel's `linux/fs.h`.
#[cfg(target_os = "linux")]
mod scan {
    use std::ffi::c_void;
    use std::fs::File;
    use std::ops::Range;

    use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, ioctl, opcode};

    /// Ranges that one request can answer with.
    const MOST_REGIONS: usize = 512;

    const IS_FILE: u64 = 1 << 2;
    const IS_PRESENT: u64 = 1 << 3;
    const IS_SWAPPED: u64 = 1 << 4;
    const IS_ZERO: u64 = 1 << 5;

    #[repr(C)]
    #[derive(Clone, Copy, Default)]
    struct Region {
        start: u64,
        end: u64,
        categories: u64,
    }

    #[repr(C)]
    #[derive(Default)]
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

        unsafe fn output_from_ptr(
            found: IoctlOutput,
            _request: *mut c_void,
        ) -> rustix::io::Result<Self::Output> {
            Ok(usize::try_from(found).unwrap_or(0))
        }
    }

    pub(super) fn copies(pagemap: &File, addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let mut copies: Vec<Range<usize>> = Vec::new();
        let mut regions = [Region::default(); MOST_REGIONS];
        let mut start = addresses.start as u64;
        while start < addresses.end as u64 {
            let mut request = Request {
                size: size_of::<Request>() as u64,
                start,
                end: addresses.end as u64,
                regions: regions.as_mut_ptr().addr() as u64,
                region_count: MOST_REGIONS as u64,
                // Of the pages that are there or swapped out, those of no file and not the page of zeros.
                category_inverted: IS_FILE | IS_ZERO,
                category_mask: IS_FILE | IS_ZERO,
                category_anyof_mask: IS_PRESENT | IS_SWAPPED,
                ..Request::default()
            };
            // SAFETY: the request is what the kernel's interface says, and the regions outlive it.
            let found = unsafe { ioctl(pagemap, &mut request) }.ok()?;
            copies.extend(regions.iter().take(found).map(|region| {
                region.start as usize - addresses.start..region.end as usize - addresses.start
            }));
            if request.walk_end <= start {
                return None;
            }
            start = request.walk_end;
        }
        Some(copies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_lie_together_are_one_range() {
        let page = |number: usize| number * PAGE..(number + 1) * PAGE;
        let found = joined(&[page(1), page(2), page(5), page(9)]);
        assert_eq!(found, [PAGE..6 * PAGE, 9 * PAGE..10 * PAGE]);
        assert!(joined(&[]).is_empty());
    }
}
