//! Mathematical answers: read into expressions, compared by proof, and found in whole solutions.

pub mod expr;
pub mod extract;
pub mod grammar;
pub mod kernel;
mod name;
mod units;
