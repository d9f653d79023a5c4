//! Fuzzes the decision on an answer and its gold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use veriloop_fuzz::{decide, decide_once, within};

fuzz_target!(|pair: &[u8]| {
    within(50, || decide_once(pair));
    decide(pair);
});
