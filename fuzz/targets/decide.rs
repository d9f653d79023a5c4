//! Fuzzes the decision on an answer and its gold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use veriloop_fuzz::{decide, within};

fuzz_target!(|pair: &[u8]| within(50, || decide(pair)));
