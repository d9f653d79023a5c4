//! The engine and the command line of veriloop.
//!
//! Data goes one way: a policy completes the prompts of problems, candidates
//! are extracted from the completions, a judge gives verdicts, verified traces
//! become training data, and the trainer makes the next policy. One module a
//! stage; only `pipeline` knows its neighbours.

pub mod audit;
pub mod cli;
pub mod commands;
pub mod config;
pub mod console;
pub mod coverage;
pub mod curriculum;
pub mod doctor;
pub mod drill;
pub mod evaluation;
pub mod exit;
pub mod files;
pub mod guard;
pub mod interval;
pub mod judge;
pub mod ledger;
#[cfg(feature = "torch")]
pub mod pipeline;
#[cfg(feature = "torch")]
pub mod policy;
pub mod report;
#[cfg(feature = "torch")]
pub mod rollout;
pub mod selection;
pub mod sources;
pub mod stats;
#[cfg(feature = "torch")]
pub mod trainer;
pub mod verification;
