//! How deep the interpreter lets C code call itself.
//!
//! CPython for WASI takes its C stack to have 128 KiB, whatever the module is
//! linked with, and raises `RecursionError` some two hundred calls deep where
//! each goes through C: a recursion under `lru_cache`, inside `max(map(f, …))`
//! or through `__add__`. The module's stack has 16 MiB. So the bounds are
//! changed where the interpreter keeps them, in the memory of the snapshot.

/// The bytes of its C stack that the interpreter believes in by itself.
const BELIEVED: u32 = 128 << 10;

/// The bytes that it may use instead: far less than the module has, and so
/// little that a guest's native stack holds the calls which take that much of this one.
pub(super) const ALLOWED: u32 = 8 << 20;

/// What the interpreter keeps free at the end of the stack; twice as much at the first of its two bounds.
const MARGIN: u32 = 8 << 10;

/// Where the stack begins, and the two bounds below it, as `PyThreadState` has
/// them one after the other (`c_stack_top`, `c_stack_soft_limit`, `c_stack_hard_limit`).
fn bounds(top: u32, size: u32) -> Option<[u32; 3]> {
    let end = top.checked_sub(size)?;
    Some([top, end.checked_add(2 * MARGIN)?, end.checked_add(MARGIN)?])
}

/// Lets the interpreter use more of its C stack.
///
/// # Errors
///
/// Where its bounds are not found in exactly one place of the memory.
pub(super) fn widen(memory: &mut [u8]) -> wasmtime::Result<()> {
    let words = |at: &[u8]| -> [u32; 3] {
        std::array::from_fn(|word| u32::from_le_bytes(std::array::from_fn(|byte| at[4 * word + byte])))
    };
    let found: Vec<usize> = (0..memory.len().saturating_sub(11))
        .step_by(4)
        .filter(|&at| {
            let here = words(&memory[at..at + 12]);
            bounds(here[0], BELIEVED) == Some(here)
        })
        .collect();
    let [at] = found[..] else {
        wasmtime::bail!(
            "expected the interpreter's C stack to be bounded in one place, found {}",
            found.len()
        );
    };
    let Some(wider) = bounds(words(&memory[at..at + 12])[0], ALLOWED) else {
        wasmtime::bail!("expected a C stack of more than {ALLOWED} bytes, found a smaller one");
    };
    for (place, bound) in memory[at..at + 12].chunks_exact_mut(4).zip(wider) {
        place.copy_from_slice(&bound.to_le_bytes());
    }
    Ok(())
}
