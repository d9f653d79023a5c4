//! Which pages of a private mapping were written, as the kernel knows them.

#[cfg(target_os = "linux")]
mod scan;
#[cfg(target_os = "linux")]
mod watch;

use std::ops::Range;

/// A page of the host.
pub(super) const PAGE: usize = 4096;

/// Pages that lie no farther apart than this are copied together.
const GAP: usize = 2;

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

/// The kernel's record of this process's pages.
///
/// Where it can, the kernel keeps the pages of a watched mapping from being
/// written and notes which are written all the same; to ask for those takes a
/// fraction of the time that it takes to look at what every page is.
#[cfg(target_os = "linux")]
pub(super) struct Pages {
    scan: scan::Scan,
    watch: Option<watch::Watch>,
}

#[cfg(target_os = "linux")]
impl Pages {
    /// The record, where this kernel answers questions about it.
    pub(super) fn of_this_process() -> Option<Pages> {
        let scan = scan::Scan::of_this_process()?;
        let watch = watch::Watch::open().filter(|watch| watch::is_told_of_writes(watch, &scan));
        Some(Pages { scan, watch })
    }

    /// Has the kernel note what is written to these addresses from here on,
    /// which are a private mapping of a file that nothing was written to.
    pub(super) fn watch(&self, addresses: &Range<usize>) {
        if let Some(watch) = &self.watch {
            // Where it fails, no pages are known of the mapping, and it is made anew for every guest.
            let _ = watch.begin(addresses);
        }
    }

    /// The pages of a watched range of addresses that may have been written, as ranges of
    /// offsets in it; none where the kernel does not say.
    pub(super) fn written(&self, addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        match &self.watch {
            Some(_) => self.scan.written(addresses),
            None => self.scan.copies(addresses),
        }
    }
}

/// Elsewhere nothing is known.
#[cfg(not(target_os = "linux"))]
pub(super) struct Pages;

#[cfg(not(target_os = "linux"))]
impl Pages {
    pub(super) fn of_this_process() -> Option<Pages> {
        None
    }

    pub(super) fn watch(&self, _addresses: &Range<usize>) {}

    pub(super) fn written(&self, _addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        None
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
