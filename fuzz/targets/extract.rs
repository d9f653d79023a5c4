//! Fuzzes the extraction of final answers from whole solutions.

#![no_main]

use libfuzzer_sys::fuzz_target;
use veriloop_fuzz::{extract, extract_repeated, within};

fuzz_target!(|solution: &[u8]| {
    within(50, || extract(solution));
    // Long texts would take most of the time, so only some inputs are repeated.
    if solution.iter().fold(0_u8, |sum, byte| sum.wrapping_mul(31) ^ byte).is_multiple_of(64) {
        within(50, || extract_repeated(solution));
    }
});
