//! The native stacks that guests run on, kept from one guest to the next.
//!
//! Nothing of a guest's is ever read from the stack of another: WebAssembly has
//! no way to read a stack slot that its own code did not write first.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};
use wasmtime::{StackCreator, StackMemory, Store};

use crate::guest::Guest;

/// The inaccessible bytes below a stack.
const GUARD: usize = 64 << 10;

/// Stacks that are kept; more than that are given back.
const MOST_KEPT: usize = 128;

/// What is kept of a stack's pages: few guests use more, and those that recurse
/// deeply must not leave tens of megabytes behind in every stack.
const RESIDENT: usize = 1 << 20;

/// An address on the stack on which this is called.
pub(crate) fn here() -> usize {
    let mark = 0_u8;
    (&raw const mark).addr()
}

/// Gives guests their stacks.
#[derive(Default)]
pub(crate) struct Stacks {
    shared: Arc<Shared>,
}

/// All stacks that there are.
#[derive(Default)]
struct Shared {
    free: Mutex<Vec<Arc<Mapping>>>,
    /// Those that stores have, by the addresses at which they begin.
    in_use: Mutex<BTreeMap<usize, Arc<Mapping>>>,
}

impl Shared {
    fn free(&self) -> MutexGuard<'_, Vec<Arc<Mapping>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_use(&self) -> MutexGuard<'_, BTreeMap<usize, Arc<Mapping>>> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stacks {
    /// Gives back the pages that few guests use of the stack of a store's last guest, which stays with
    /// the store. False where the guest never said on which it runs.
    pub(crate) fn trim(&self, store: &mut Store<Guest>) -> bool {
        let Some(address) = store.data().stack() else { return false };
        let found =
            self.shared.in_use().range(..=address).next_back().map(|(_, mapping)| Arc::clone(mapping));
        let found = found.filter(|mapping| address - mapping.base.addr() < mapping.length);
        // A store that somebody has exclusively runs nothing, so that there is nothing on its stack.
        found.map(|mapping| mapping.trim()).is_some()
    }
}

#[cfg(all(test, target_os = "linux"))]
impl Stacks {
    /// The bytes that the stacks have which stores have.
    pub(crate) fn resident(&self) -> usize {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("the kernel says what is mapped");
        let in_use = self.shared.in_use();
        let (mut resident, mut is_stack) = (0, false);
        for line in maps.lines() {
            let number = |text: &str| usize::from_str_radix(text, 16).ok();
            if let Some((start, end)) = line.split(' ').next().and_then(|range| range.split_once('-'))
                && let (Some(start), Some(_)) = (number(start), number(end))
            {
                is_stack = in_use.values().any(|mapping| {
                    (mapping.base.addr()..mapping.base.addr() + mapping.length).contains(&start)
                });
            } else if let Some(size) = line.strip_prefix("Rss:")
                && is_stack
            {
                let size = size.trim().trim_end_matches(" kB");
                resident += 1024 * size.parse::<usize>().expect("a number of kilobytes");
            }
        }
        resident
    }
}

/// A stack with its guard: one mapping.
struct Mapping {
    base: *mut u8,
    length: usize,
}

// SAFETY: the addresses belong to the value, whichever thread has it.
unsafe impl Send for Mapping {}
// SAFETY: through a shared reference, no more can be done than to give back pages of a stack on which nothing is.
unsafe impl Sync for Mapping {}

impl Mapping {
    fn new(length: usize) -> io::Result<Mapping> {
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        // SAFETY: a new mapping where the system puts it touches nothing that is there.
        let base = unsafe { rustix::mm::mmap_anonymous(ptr::null_mut(), length, ProtFlags::empty(), flags)? };
        let mapping = Mapping { base: base.cast(), length };
        let (stack, access) = (mapping.base.wrapping_add(GUARD), MprotectFlags::READ | MprotectFlags::WRITE);
        // SAFETY: more access to one's own addresses takes nothing from anybody.
        unsafe { rustix::mm::mprotect(stack.cast(), length - GUARD, access)? };
        Ok(mapping)
    }

    /// Gives back the pages that few guests use, of a stack on which no guest runs.
    fn trim(&self) {
        let unused = self.length.saturating_sub(GUARD + RESIDENT);
        // SAFETY: the addresses are this mapping's own, behind its guard, and nothing is on
        // the stack. Where the kernel does not comply, the pages stay.
        let _ = unsafe {
            rustix::mm::madvise(self.base.wrapping_add(GUARD).cast(), unused, Advice::LinuxDontNeed)
        };
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the addresses are this mapping's own, and with it goes its last user.
        let _ = unsafe { rustix::mm::munmap(self.base.cast(), self.length) };
    }
}

// SAFETY: every stack is a mapping of its own, of the size asked for, with a guard below it.
unsafe impl StackCreator for Stacks {
    fn new_stack(&self, size: usize, _zeroed: bool) -> wasmtime::Result<Box<dyn StackMemory>> {
        let length = size + GUARD;
        let kept = self.shared.free().pop_if(|mapping| mapping.length == length);
        let mapping = match kept {
            Some(mapping) => mapping,
            None => Arc::new(Mapping::new(length)?),
        };
        self.shared.in_use().insert(mapping.base.addr(), Arc::clone(&mapping));
        Ok(Box::new(Stack { mapping, shared: Arc::clone(&self.shared) }))
    }
}

/// A stack in use.
struct Stack {
    mapping: Arc<Mapping>,
    shared: Arc<Shared>,
}

// SAFETY: the ranges are those of the mapping, which lives as long as the stack.
unsafe impl StackMemory for Stack {
    fn top(&self) -> *mut u8 {
        self.mapping.base.wrapping_add(self.mapping.length)
    }

    fn range(&self) -> Range<usize> {
        let start = self.mapping.base.addr();
        start + GUARD..start + self.mapping.length
    }

    fn guard_range(&self) -> Range<*mut u8> {
        let base = self.mapping.base;
        base..base.wrapping_add(GUARD)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.mapping.trim();
        self.shared.in_use().remove(&self.mapping.base.addr());
        let mut free = self.shared.free();
        if free.len() < MOST_KEPT {
            free.push(Arc::clone(&self.mapping));
        }
    }
}
