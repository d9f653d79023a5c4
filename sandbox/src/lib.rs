//! Deterministic sandboxes: programs run with counted instructions, bounded
//! memory and output, and nothing of the host within reach.
//!
//! A [`Python`] is an interpreter that was started once, warmed up, frozen and
//! compiled; every program gets a fresh copy of it, which takes a fraction of a
//! millisecond. What a guest is to do, and what came of it, passes through its
//! [`Door`] as [`Value`]s. [`Limits`] say what it may use up, and an
//! [`Outcome`] how it ended. A failure of the sandbox itself is an error and
//! never an outcome.
//!
//! The same guest, given the same answers at its door, does the same thing and
//! uses the same fuel on every machine: its files, clock, entropy and
//! environment are virtual, floating-point results are canonical, and only the
//! wall-clock backstop depends on the machine, which is why it counts as a
//! failure of the machine.
//!
//! This crate knows no problems, no tests and no verdicts.

mod cache;
pub mod component;
mod digest;
mod door;
mod engine;
mod extension;
mod guest;
mod image;
mod instances;
mod library;
mod limits;
pub mod marshal;
mod memory;
mod outcome;
mod python;
mod session;
mod stacks;
mod surroundings;
pub mod value;
mod wasi;

pub use cache::{CacheDir, NoCacheDir};
pub use door::{Door, HangUp, MAX_MESSAGE};
pub use engine::{Engine, EngineError, MAX_GUESTS};
pub use extension::Extension;
pub use guest::Given;
pub use image::{BuildStep, ImageError, PythonImage};
pub use limits::{Bytes, Fuel, Limits};
pub use outcome::{Ending, Limit, MemoryUse, Outcome};
pub use python::{OpenError, Python, SandboxError};
pub use session::{Event, Session};
pub use surroundings::Surroundings;
pub use value::Value;
