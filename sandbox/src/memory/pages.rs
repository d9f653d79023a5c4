//! Which pages of a private mapping were written, as the kernel knows them.

#[cfg(target_os = "linux")]
mod scan;
#[cfg(target_os = "linux")]
mod watch;

use std::io;
use std::ops::Range;

/// A page of the host.
pub(super) const PAGE: usize = 4096;

/// What of some ranges lies in none of the others. Both are in order.
pub(super) fn without(ranges: &[Range<usize>], others: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    let mut others = others.iter().peekable();
    for range in ranges {
        let mut start = range.start;
        while let Some(other) = others.peek().filter(|other| other.start < range.end) {
            if start < other.start {
                left.push(start..other.start);
            }
            start = start.max(other.end);
            if other.end > range.end {
                // It may reach into the next range.
                break;
            }
            others.next();
        }
        if start < range.end {
            left.push(start..range.end);
        }
    }
    left
}

/// The pages of a range, each as a range.
pub(super) fn pages(range: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let end = range.end;
    range.clone().step_by(PAGE).map(move |start| start..(start + PAGE).min(end))
}

/// The pages in some ranges.
pub(super) fn count(ranges: &[Range<usize>]) -> usize {
    ranges.iter().map(Range::len).sum::<usize>() / PAGE
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
    /// The process whose record it is. A child that it forks has the same descriptors, which tell of the parent.
    process: u32,
}

#[cfg(target_os = "linux")]
impl Pages {
    /// The record, where this kernel answers questions about it.
    pub(super) fn of_this_process() -> Option<Pages> {
        let scan = scan::Scan::of_this_process()?;
        let watch = watch::Watch::open()
            .filter(|watch| watch::is_reliable() && watch::is_told_of_writes(watch, &scan));
        Some(Pages { scan, watch, process: std::process::id() })
    }

    fn is_of_this_process(&self) -> bool {
        self.process == std::process::id()
    }

    /// Has the kernel note what is written to these addresses from here on,
    /// which are a private mapping of a file that nothing was written to.
    pub(super) fn watch(&self, addresses: &Range<usize>) {
        if let Some(watch) = &self.watch
            && self.is_of_this_process()
        {
            // Where it fails, no pages are known of the mapping, and it is made anew for every guest.
            let _ = watch.begin(addresses);
        }
    }

    /// Has the kernel note again what is written to addresses of a watched mapping whose pages were given back.
    pub(super) fn watch_again(&self, addresses: &Range<usize>) -> io::Result<()> {
        self.watch.as_ref().map_or(Ok(()), |watch| watch.protect(addresses))
    }

    /// The pages of a watched range of addresses that may have been written, as ranges of
    /// offsets in it; none where the kernel does not say.
    pub(super) fn written(&self, addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        if !self.is_of_this_process() {
            return None;
        }
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

    pub(super) fn watch_again(&self, _addresses: &Range<usize>) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn written(&self, _addresses: &Range<usize>) -> Option<Vec<Range<usize>>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_other_ranges_is_left_out() {
        let check = |ranges: &[Range<usize>], others: &[Range<usize>]| {
            let left = without(ranges, others);
            let is_in = |ranges: &[Range<usize>], at| ranges.iter().any(|range| range.contains(&at));
            for at in 0..40 {
                assert_eq!(
                    is_in(&left, at),
                    is_in(ranges, at) && !is_in(others, at),
                    "{ranges:?} {others:?} {at}"
                );
            }
            assert!(left.iter().all(|range| !range.is_empty()));
        };
        let some = [2..5, 7..9, 12..20, 25..30];
        check(&some, &[]);
        check(&some, &some);
        check(&[], &some);
        for others in [
            vec![0..1, 3..4, 8..13, 15..16, 18..27, 33..35],
            vec![0..40, 41..42],
            vec![4..8, 19..26],
            vec![5..7, 9..12],
        ] {
            check(&some, &others);
            check(&others, &some);
        }
    }
}
