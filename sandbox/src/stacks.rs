//! The native stacks that guests run on, kept from one guest to the next.
//!
//! Nothing of a guest's is ever read from the stack of another: WebAssembly has
//! no way to read a stack slot that its own code did not write first.

use std::io;
use std::ops::Range;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};
use wasmtime::{StackCreator, StackMemory};

/// The inaccessible bytes below a stack.
const GUARD: usize = 64 << 10;

/// Stacks that are kept; more than that are given back.
const MOST_KEPT: usize = 128;

/// What is kept of a stack's pages: few guests use more, and those that recurse
/// deeply must not leave tens of megabytes behind in every stack.
const RESIDENT: usize = 1 << 20;

/// Gives guests their stacks.
#[derive(Default)]
pub(crate) struct Stacks {
    free: Arc<Mutex<Vec<Mapping>>>,
}

/// A stack with its guard: one mapping.
struct Mapping {
    base: *mut u8,
    length: usize,
}

// SAFETY: the addresses belong to the value, whichever thread has it.
unsafe impl Send for Mapping {}
// SAFETY: nothing can be done to the stack through a shared reference.
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

    /// Gives back the pages that few guests use.
    fn trim(&mut self) {
        let unused = self.length.saturating_sub(GUARD + RESIDENT);
        // SAFETY: the addresses are this mapping's own, behind its guard, and no guest runs on
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
        let kept = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_if(|mapping| mapping.length == length);
        let mapping = match kept {
            Some(mapping) => mapping,
            None => Mapping::new(length)?,
        };
        Ok(Box::new(Stack { mapping: Some(mapping), free: Arc::clone(&self.free) }))
    }
}

/// A stack in use.
struct Stack {
    /// None only while it is dropped.
    mapping: Option<Mapping>,
    free: Arc<Mutex<Vec<Mapping>>>,
}

impl Stack {
    fn mapping(&self) -> &Mapping {
        self.mapping.as_ref().expect("a stack has its mapping until it is dropped")
    }
}

// SAFETY: the ranges are those of the mapping, which lives as long as the stack.
unsafe impl StackMemory for Stack {
    fn top(&self) -> *mut u8 {
        self.mapping().base.wrapping_add(self.mapping().length)
    }

    fn range(&self) -> Range<usize> {
        let start = self.mapping().base.addr();
        start + GUARD..start + self.mapping().length
    }

    fn guard_range(&self) -> Range<*mut u8> {
        let base = self.mapping().base;
        base..base.wrapping_add(GUARD)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if let Some(mapping) = &mut self.mapping {
            mapping.trim();
        }
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < MOST_KEPT {
            free.extend(self.mapping.take());
        }
    }
}
