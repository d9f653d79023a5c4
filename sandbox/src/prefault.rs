//! The memory pages that every guest makes its own, given to it in one go.
//!
//! A guest's memory is a private mapping of the image. The first write to a
//! page copies it, by a fault of its own, and where another thread of this
//! process is running on another core, that core has to be told each time:
//! the more guests at once, the slower each. Which pages a guest writes hardly
//! depends on its program, so what one guest wrote is asked of the kernel
//! for the next ones before they begin. Nothing that a guest can see changes.

use std::ops::Range;

/// A page of the host.
#[cfg(target_os = "linux")]
const PAGE: usize = 4096;

/// Pages that lie no farther apart than this are asked for together.
#[cfg(target_os = "linux")]
const GAP: usize = 2;

/// The parts of a guest's memory to be made its own, as offsets.
#[derive(Clone, Debug, Default)]
pub(crate) struct WrittenPages {
    ranges: Vec<Range<usize>>,
}

#[cfg(target_os = "linux")]
impl WrittenPages {
    /// What the kernel says was written of a guest's memory; nothing where it does not say.
    pub(crate) fn of(memory: &[u8]) -> WrittenPages {
        let ranges = private_pages(memory).map_or_else(|_| Vec::new(), |pages| joined(&pages));
        WrittenPages { ranges }
    }

    /// Makes these parts of a fresh guest's memory its own.
    pub(crate) fn prepare(&self, memory: &mut [u8]) {
        use rustix::mm::{Advice, madvise};

        for range in &self.ranges {
            let Some(part) = memory.get_mut(range.clone()) else { return };
            // SAFETY: the range lies in memory that is borrowed here alone, and populating pages
            // changes none of their bytes. A kernel that cannot leaves them to be faulted in.
            if unsafe { madvise(part.as_mut_ptr().cast(), part.len(), Advice::LinuxPopulateWrite) }.is_err() {
                return;
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl WrittenPages {
    pub(crate) fn of(_memory: &[u8]) -> WrittenPages {
        WrittenPages::default()
    }

    pub(crate) fn prepare(&self, _memory: &mut [u8]) {}
}

/// The numbers of the pages of `memory` that are present and belong to no file.
#[cfg(target_os = "linux")]
fn private_pages(memory: &[u8]) -> std::io::Result<Vec<usize>> {
    use std::os::unix::fs::FileExt as _;

    const PRESENT: u64 = 1 << 63;
    const OF_A_FILE: u64 = 1 << 61;
    let first = memory.as_ptr().addr() / PAGE;
    let mut entries = vec![0; memory.len() / PAGE * size_of::<u64>()];
    let pagemap = std::fs::File::open("/proc/self/pagemap")?;
    pagemap.read_exact_at(&mut entries, (first * size_of::<u64>()) as u64)?;
    let (entries, _) = entries.as_chunks::<8>();
    let is_private = |entry: &[u8; 8]| u64::from_ne_bytes(*entry) & (PRESENT | OF_A_FILE) == PRESENT;
    Ok(entries.iter().enumerate().filter(|(_, entry)| is_private(entry)).map(|(number, _)| number).collect())
}

/// Ranges of bytes that cover these pages, which are in order.
#[cfg(target_os = "linux")]
fn joined(pages: &[usize]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for &page in pages {
        let (start, end) = (page * PAGE, (page + 1) * PAGE);
        match ranges.last_mut() {
            Some(last) if start <= last.end + GAP * PAGE => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{PAGE, WrittenPages, joined};

    #[test]
    fn pages_that_lie_together_are_one_range() {
        assert_eq!(joined(&[1, 2, 5, 9]), [PAGE..6 * PAGE, 9 * PAGE..10 * PAGE]);
        assert!(joined(&[]).is_empty());
    }

    #[test]
    fn pages_beyond_a_memory_are_left_alone() {
        let pages = WrittenPages { ranges: joined(&[0, 1000]) };
        pages.prepare(&mut vec![0; PAGE]);
    }
}
