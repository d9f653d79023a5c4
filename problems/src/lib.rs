//! Problems: types, splits, strict readers and writers, importers.
//!
//! A [`Problem`] is what the loop works on: a prompt, a
//! [`VerifierSpec`](veriloop_verifiers::VerifierSpec) that says how a candidate
//! is judged, and reference completions where some are known. Files are JSON
//! Lines and are read strictly: see [`jsonl`].

pub mod candidates;
pub mod families;
pub mod import;
pub mod jsonl;
pub mod problem;
pub mod sets;
pub mod source;
pub mod split;

pub use candidates::{CandidateRow, LabelledCase, Pair};
pub use jsonl::{ReadError, WriteError};
pub use problem::{Problem, ProblemId, Split};
pub use source::{Source, SourceError, SourceName};
pub use split::{HeldOutProblem, SplitError, TrainingProblem};
