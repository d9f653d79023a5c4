//! Tests compiled once for all candidates of a problem.
//!
//! A guest that has met no candidate compiles them. What it says they are
//! compiled to is kept, and is all that passes from one judgement to the next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Sha256;

/// The bytes that are kept at most. When there would be more, all are let go.
const MOST_KEPT: usize = 64 << 20;

/// Compiled tests, by the hash of their source.
#[derive(Clone, Debug, Default)]
pub(crate) struct PreparedTests(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    tests: HashMap<Sha256, Arc<[u8]>>,
    bytes: usize,
}

impl PreparedTests {
    /// What some tests are compiled to, where they were compiled before.
    pub(super) fn get(&self, source: &Sha256) -> Option<Arc<[u8]>> {
        self.kept().tests.get(source).cloned()
    }

    /// Keeps what some tests are compiled to.
    pub(super) fn keep(&self, source: Sha256, compiled: Vec<u8>) -> Arc<[u8]> {
        let compiled: Arc<[u8]> = compiled.into();
        let mut kept = self.kept();
        if kept.bytes + compiled.len() > MOST_KEPT {
            *kept = Kept::default();
        }
        if kept.tests.insert(source, Arc::clone(&compiled)).is_none() {
            kept.bytes += compiled.len();
        }
        compiled
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_within_its_bounds() {
        let prepared = PreparedTests::default();
        let name = |number: u8| Sha256::of(&[number]);
        for number in 0..5 {
            prepared.keep(name(number), vec![number; MOST_KEPT / 4]);
            assert_eq!(prepared.get(&name(number)).unwrap()[0], number);
            assert!(prepared.kept().bytes <= MOST_KEPT);
        }
        assert_eq!(prepared.get(&name(0)), None);
    }
}
