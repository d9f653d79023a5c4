//! Fuzzes the grammar of answers and their canonical printing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use veriloop_fuzz::{parse, within};

fuzz_target!(|text: &[u8]| within(50, || parse(text)));
