//! What fuzz targets check of the inputs that they are given.
//!
//! Each property is a function here, so that the inputs which were found once
//! are tried with every test run, without the fuzzer. What is bounded in time
//! is timed in the targets alone.

#[cfg(feature = "fuzz")]
mod clock;
mod decide;
#[cfg(feature = "door")]
mod door;
mod estimate;
mod extract;
mod parse;

#[cfg(feature = "fuzz")]
pub use clock::within;
pub use decide::{decide, decide_once};
#[cfg(feature = "door")]
pub use door::door;
pub use extract::{extract, extract_repeated};
pub use parse::parse;
