//! Mathematical answers: read into expressions, compared by proof, and found in whole solutions.

pub mod expr;
pub mod extract;
pub mod grammar;
pub mod kernel;
pub mod kind;
mod name;
mod print;
pub mod rules;
mod units;
