//! The border between problems to train on and problems to measure with.
//!
//! A [`TrainingProblem`] and a [`HeldOutProblem`] are different types, so that
//! code which builds datasets cannot be handed a held-out problem:
//!
//! ```compile_fail,E0308
//! use veriloop_problems::{HeldOutProblem, TrainingProblem};
//!
//! fn add_to_dataset(_problem: &TrainingProblem) {}
//!
//! fn leak(problem: &HeldOutProblem) {
//!     add_to_dataset(problem);
//! }
//! ```
//!
//! With a training problem the same code compiles:
//!
//! ```
//! use veriloop_problems::TrainingProblem;
//!
//! fn add_to_dataset(_problem: &TrainingProblem) {}
//!
//! fn collect(problem: &TrainingProblem) {
//!     add_to_dataset(problem);
//! }
//! ```

use crate::{Problem, ProblemId, Split};

/// A problem that the loop may train on.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingProblem(Problem);

/// A problem that is for measurement alone.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOutProblem(Problem);

impl TrainingProblem {
    /// Takes a problem whose split is [`Split::Train`].
    ///
    /// # Errors
    ///
    /// [`SplitError::WrongSide`] for a held-out problem.
    pub fn new(problem: Problem) -> Result<TrainingProblem, SplitError> {
        match problem.split {
            Split::Train => Ok(TrainingProblem(problem)),
            Split::HeldOut => {
                Err(SplitError::WrongSide { id: problem.id, expected: "train", found: "heldout" })
            }
        }
    }

    /// The problem itself.
    pub fn problem(&self) -> &Problem {
        &self.0
    }

    /// The problem itself, by value.
    pub fn into_problem(self) -> Problem {
        self.0
    }
}

impl HeldOutProblem {
    /// Takes a problem whose split is [`Split::HeldOut`].
    ///
    /// # Errors
    ///
    /// [`SplitError::WrongSide`] for a training problem.
    pub fn new(problem: Problem) -> Result<HeldOutProblem, SplitError> {
        match problem.split {
            Split::HeldOut => Ok(HeldOutProblem(problem)),
            Split::Train => {
                Err(SplitError::WrongSide { id: problem.id, expected: "heldout", found: "train" })
            }
        }
    }

    /// The problem itself.
    pub fn problem(&self) -> &Problem {
        &self.0
    }

    /// The problem itself, by value.
    pub fn into_problem(self) -> Problem {
        self.0
    }
}

/// Why problems could not be put on their sides of the border.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// A problem was handed to the constructor of the other side.
    #[error("problem {id}: expected split {expected}, found {found}")]
    WrongSide {
        /// The problem.
        id: ProblemId,
        /// The split that the constructor takes.
        expected: &'static str,
        /// The problem's split.
        found: &'static str,
    },
}
