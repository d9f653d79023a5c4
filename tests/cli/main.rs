//! The program from outside: its commands, their files, their exit codes.

mod answers;
mod checkers;
mod coverage;
mod dir;
#[cfg(feature = "torch")]
mod drills;
#[cfg(feature = "torch")]
mod evaluate;
mod interface;
mod judging;
mod problems;
#[cfg(feature = "torch")]
mod run;
#[cfg(feature = "torch")]
mod sets;
mod sources;
mod wrong_input;
