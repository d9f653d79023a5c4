//! Which pages guests usually change.
//!
//! A guest that imports nothing and runs a few lines changes some two hundred
//! pages, and nearly the same ones as any other. Those are copied and restored
//! for every guest; whatever else one writes is dealt with when it is written.

use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::pages::{PAGE, pages};

/// The guests that are looked at.
const LOOKED_AT: u32 = 64;

/// Of so many guests, one at least changes a page that is counted among the usual ones: to restore
/// a page that was not changed takes about an eighth of what the kernel takes to copy one.
const ONE_OF: u32 = 8;

/// The most pages that are counted among the usual ones, those that are changed most often: some
/// hundred more than guests change that run a few lines, so that a few which change much cannot have
/// all the others pay for it.
const MOST_USUAL: usize = 512;

/// What guests usually change, once enough of them were looked at.
#[derive(Default)]
pub(super) struct Usual {
    known: OnceLock<Vec<Range<usize>>>,
    seen: Mutex<Seen>,
}

/// How often each page was changed.
#[derive(Default)]
struct Seen {
    guests: u32,
    changes: Vec<u32>,
}

impl Usual {
    /// The pages, as ranges of bytes, where they are known.
    pub(super) fn pages(&self) -> Option<&[Range<usize>]> {
        self.known.get().map(Vec::as_slice)
    }

    /// Looks at what one more guest changed: `found` is its memory, of which it wrote nothing but
    /// the ranges of pages, and `image` what that was before.
    pub(super) fn learn(&self, written: &[Range<usize>], found: &[u8], image: &[u8]) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = &mut *seen;
        seen.changes.resize(image.len().div_ceil(PAGE), 0);
        for page in written.iter().flat_map(pages) {
            let is_changed = found[page.clone()] != image[page.clone()];
            seen.changes[page.start / PAGE] += u32::from(is_changed);
        }
        seen.guests += 1;
        if seen.guests >= LOOKED_AT {
            let changes = std::mem::take(&mut seen.changes);
            self.known.get_or_init(|| often(&changes, seen.guests / ONE_OF, MOST_USUAL));
        }
    }
}

/// The pages that were changed at least so often, or so many that were changed most often, as ranges of bytes.
fn often(changes: &[u32], least: u32, most: usize) -> Vec<Range<usize>> {
    let mut found: Vec<usize> = (0..changes.len()).filter(|&page| changes[page] >= least).collect();
    found.sort_by_key(|&page| std::cmp::Reverse(changes[page]));
    found.truncate(most);
    found.sort_unstable();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for page in found {
        let (start, end) = (page * PAGE, (page + 1) * PAGE);
        match ranges.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_guest_of_eight_changes_is_usual_and_what_is_only_written_is_not() {
        let image = vec![7; 8 * PAGE];
        let usual = Usual::default();
        for guest in 0..LOOKED_AT {
            assert_eq!(usual.pages(), None, "after {guest} guests");
            let mut found = image.clone();
            found[2 * PAGE] = 1;
            found[4 * PAGE - 1] = 2;
            if guest % 8 == 5 {
                found[5 * PAGE + 9] = 3;
            }
            if guest % 9 == 5 {
                found[7 * PAGE] = 4;
            }
            usual.learn(&[PAGE..6 * PAGE, 7 * PAGE..8 * PAGE], &found, &image);
        }
        assert_eq!(usual.pages(), Some([2 * PAGE..4 * PAGE, 5 * PAGE..6 * PAGE].as_slice()));
    }

    #[test]
    fn no_more_pages_are_usual_than_those_that_are_changed_most_often() {
        let changes = [9, 60, 8, 64, 64, 7, 8, 60, 8];
        let page = |first: usize, last: usize| first * PAGE..(last + 1) * PAGE;
        assert_eq!(often(&changes, 8, 4), [page(1, 1), page(3, 4), page(7, 7)]);
        assert_eq!(often(&changes, 8, 6), [page(0, 4), page(7, 7)]);
        assert_eq!(often(&changes, 8, 9), [page(0, 4), page(6, 8)]);
    }
}
