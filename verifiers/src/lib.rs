//! Verdicts on candidates: programs against tests, answers against references.
//!
//! This crate knows no models and no training. It takes a [`VerifierSpec`] and
//! a [`Candidate`] and returns a [`Judgement`], or a [`Fault`] where the
//! machinery itself failed: a fault is never a verdict.

pub mod answers;
pub mod candidate;
pub mod component;
pub mod corpus;
pub mod digest;
pub mod extract;
mod named;
pub mod programs;
pub mod spec;
pub mod sympy;
mod task;
pub mod verdict;
mod verifier;

pub use candidate::Candidate;
pub use component::{About, CheckerSaid, Checkers};
pub use digest::Sha256;
pub use spec::{SecondJudge, VerifierSpec};
pub use sympy::Sympy;
pub use task::Task;
pub use verdict::{
    AbstainReason, Fault, Judgement, RejectReason, Seal, SecondOpinion, TestCounts, TestResult, Verdict,
};
pub use verifier::Verifier;
pub use veriloop_answers::Rules;
