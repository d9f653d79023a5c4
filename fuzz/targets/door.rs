//! Fuzzes the decoding of a guest's messages.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|message: &[u8]| veriloop_fuzz::door(message));
