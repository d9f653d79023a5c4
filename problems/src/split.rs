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

use std::collections::HashSet;

use veriloop_verifiers::{Sha256, VerifierSpec};

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
    /// Two problems of a set have the same id.
    #[error("problem {0}: expected a unique id, found it twice")]
    DuplicateId(ProblemId),
}

/// A set of problems, each on its side of the border.
///
/// The sides share no content. A held-out problem that asks or tests the same
/// as a training problem (see [`Border`]) measures memory, so it is left out,
/// and [`ProblemSet::leaked`] names it. It is not an error, since published
/// sets do overlap and dropping the held-out copy is always safe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProblemSet {
    training: Vec<TrainingProblem>,
    held_out: Vec<HeldOutProblem>,
    leaked: Vec<ProblemId>,
}

impl ProblemSet {
    /// Puts every problem on the side that its `split` names.
    ///
    /// # Errors
    ///
    /// [`SplitError::DuplicateId`] where two problems have the same id.
    pub fn new(problems: impl IntoIterator<Item = Problem>) -> Result<ProblemSet, SplitError> {
        let mut set = ProblemSet::default();
        let mut candidates = Vec::new();
        let mut ids = HashSet::new();
        let mut border = Border::default();
        for problem in problems {
            if !ids.insert(problem.id.clone()) {
                return Err(SplitError::DuplicateId(problem.id));
            }
            match problem.split {
                Split::Train => {
                    border.add(&problem);
                    set.training.push(TrainingProblem(problem));
                }
                Split::HeldOut => candidates.push(problem),
            }
        }
        for problem in candidates {
            if border.contains(&problem) {
                set.leaked.push(problem.id);
            } else {
                set.held_out.push(HeldOutProblem(problem));
            }
        }
        Ok(set)
    }

    /// The problems to train on.
    pub fn training(&self) -> &[TrainingProblem] {
        &self.training
    }

    /// The problems to measure with.
    pub fn held_out(&self) -> &[HeldOutProblem] {
        &self.held_out
    }

    /// The held-out problems that were left out because a training problem has their content.
    pub fn leaked(&self) -> &[ProblemId] {
        &self.leaked
    }

    /// Both sides, by value.
    pub fn into_sides(self) -> (Vec<TrainingProblem>, Vec<HeldOutProblem>) {
        (self.training, self.held_out)
    }
}

/// The content of one side of the border, to keep the other side clear of it.
///
/// Two problems have the same content where their prompts are equal in all but
/// case and white space, or where they are programs judged by the same tests:
/// the same test source, or the same cases in any order under any function
/// name. A math problem's verifier holds the answer alone, which unrelated
/// problems share, so for these only the prompt counts.
#[derive(Clone, Debug, Default)]
pub struct Border {
    prompts: HashSet<Sha256>,
    verifiers: HashSet<Sha256>,
}

impl Border {
    /// The content of these problems.
    pub fn of<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Border {
        let mut border = Border::default();
        for problem in problems {
            border.add(problem);
        }
        border
    }

    /// Adds one problem's content.
    pub fn add(&mut self, problem: &Problem) {
        self.prompts.insert(prompt_digest(&problem.prompt));
        self.verifiers.extend(verifier_digest(&problem.verifier));
    }

    /// Whether a problem asks or tests the same as one of these.
    pub fn contains(&self, problem: &Problem) -> bool {
        self.prompts.contains(&prompt_digest(&problem.prompt))
            || verifier_digest(&problem.verifier).is_some_and(|digest| self.verifiers.contains(&digest))
    }
}

/// The share of problems that is held out, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldOutShare(u16);

impl HeldOutShare {
    /// A share of so many thousandths; more than 1,000 are 1,000.
    pub fn per_mille(thousandths: u16) -> HeldOutShare {
        HeldOutShare(thousandths.min(1000))
    }

    /// The side of a problem by its content alone.
    ///
    /// The hash of the normalised prompt decides, so a copy of a problem lands
    /// on the same side, in whatever order or file it comes.
    pub fn side_of(self, problem: &Problem) -> Split {
        let digest = prompt_digest(&problem.prompt);
        let head: [u8; 8] = std::array::from_fn(|at| digest.as_bytes()[at]);
        if u64::from_be_bytes(head) % 1000 < u64::from(self.0) { Split::HeldOut } else { Split::Train }
    }
}

/// The hash of a prompt in lower case with its white space collapsed.
fn prompt_digest(prompt: &str) -> Sha256 {
    let mut normalised = String::with_capacity(prompt.len());
    for word in prompt.split_whitespace() {
        if !normalised.is_empty() {
            normalised.push(' ');
        }
        normalised.extend(word.chars().flat_map(char::to_lowercase));
    }
    Sha256::of_parts([b"prompt".as_slice(), normalised.as_bytes()])
}

/// The hash of what a verifier of programs tests, or `None` where the verifier does not identify the problem.
fn verifier_digest(spec: &VerifierSpec) -> Option<Sha256> {
    match spec {
        VerifierSpec::PythonTests { tests, setup, .. } => {
            let lines = |source: &str| source.split_whitespace().collect::<Vec<_>>().join(" ");
            let (tests, setup) = (lines(tests), lines(setup));
            Some(Sha256::of_parts([b"tests".as_slice(), tests.as_bytes(), setup.as_bytes()]))
        }
        VerifierSpec::PythonCases { cases, .. } => {
            let mut digests: Vec<Sha256> = cases
                .iter()
                .map(|case| Sha256::of(&serde_json::to_vec(case).expect("a case is plain data")))
                .collect();
            digests.sort_unstable();
            digests.dedup();
            let parts = digests.iter().map(|digest| digest.as_bytes().as_slice());
            Some(Sha256::of_parts(std::iter::once(b"cases".as_slice()).chain(parts)))
        }
        VerifierSpec::MathAnswer { .. } => None,
    }
}
