//! Bounds on the memory of one instance, over all its memories and tables.

use wasmtime::ResourceLimiter;

use crate::limits::Bytes;
use crate::outcome::MemoryUse;

/// Bytes that an element of a table counts for.
const ELEMENT: usize = 8;

/// Grants memory up to a limit, and remembers a refusal.
pub(super) struct Limiter {
    left: u64,
    pub(super) used: MemoryUse,
}

impl Limiter {
    pub(super) fn new(memory: Bytes) -> Limiter {
        Limiter { left: memory.0, used: MemoryUse::WithinLimit }
    }

    fn grant(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes as u64) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.used = MemoryUse::Refused;
                false
            }
        }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.grant(desired.saturating_sub(current)))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.grant(desired.saturating_sub(current).saturating_mul(ELEMENT)))
    }
}
