//! Mathematical answers: read into expressions, compared by proof, and found in whole solutions.
//!
//! [`judge`] takes a gold, an answer and [`Rules`], and gives a [`Decision`]:
//! an accept with the kind of proof, a reject with a witness, or an abstention
//! with the reason. Floating point decides nothing, and no text is evaluated
//! as code. The stages are modules: [`grammar`] reads text into an [`expr`]
//! tree, `compare` decides with the arithmetic of the [`kernel`], and
//! [`extract`] finds final answers in whole solutions.

mod compare;
pub mod decision;
pub mod expr;
pub mod extract;
pub mod grammar;
mod judge;
pub mod kernel;
pub mod kind;
mod name;
mod print;
pub mod rules;
mod second;
mod units;

pub use decision::{Decision, Doubt, Outcome, Proof, Witness};
pub use judge::{judge, judge_with, reads};
pub use kind::Kind;
pub use rules::Rules;
pub use second::{Opinion, SecondJudge};
