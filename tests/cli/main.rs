//! The program from outside: its commands, their files, their exit codes.

mod dir;
mod interface;
mod judging;
mod problems;
mod wrong_input;
