//! Set-up and development commands of veriloop, as `cargo xtask …` runs them.

pub mod cargo;
pub mod check;
pub mod demo;
pub mod fuzz;
pub mod installed;
pub mod lint;
pub mod process;
pub mod progress;
pub mod setup;

#[path = "../../sandbox/src/cache.rs"]
pub mod cache;
