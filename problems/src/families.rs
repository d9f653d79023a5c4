//! Families: problems generated from a seed, in levels of difficulty.
//!
//! A family makes problems without end, each with a verifier and a worked
//! reference. Three things hold of every problem, by construction:
//!
//! - **Split by content.** The steps of a problem decide, through their hash,
//!   whether it is for training or held out, so no held-out problem has the
//!   steps of any training problem, whatever the seeds.
//! - **Discriminating.** A solution with one step left out, swapped with its
//!   neighbour or replaced by another gives a wrong result on the problem's
//!   own tests. Steps for which that does not hold are not used.
//! - **Held-out programs are judged by more.** A held-out problem of the code
//!   family has more cases than a training problem, on inputs of their own.

pub mod code;
pub mod math;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use veriloop_verifiers::Sha256;

use crate::{HeldOutProblem, Problem, Split, TrainingProblem};

/// One problem in this many is held out.
const HELD_OUT_ONE_IN: u8 = 4;

/// How often a level is tried before generation gives up; no level comes near.
const MOST_ATTEMPTS: usize = 1_000_000;

/// A built-in family of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Python functions specified in words and an example, composed of list or string operations.
    Code,
    /// Chains of exact arithmetic with a worked solution and a boxed answer.
    Math,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 2] = [Family::Code, Family::Math];

    /// The highest level that the families have. A level is the number of steps.
    pub const HIGHEST_LEVEL: u32 = 8;

    /// The family's name in files.
    pub fn name(self) -> &'static str {
        match self {
            Family::Code => "code",
            Family::Math => "math",
        }
    }

    /// Whether judging the family needs the Python sandbox.
    pub fn needs_python(self) -> bool {
        self == Family::Code
    }

    /// Fresh problems to train on; the same arguments give the same problems.
    pub fn training(self, level: u32, count: usize, seed: u64) -> Vec<TrainingProblem> {
        self.problems(level, Split::Train, count, seed)
            .into_iter()
            .map(|problem| TrainingProblem::new(problem).expect("generated for this split"))
            .collect()
    }

    /// Problems to measure with; the same arguments give the same problems.
    pub fn held_out(self, level: u32, count: usize, seed: u64) -> Vec<HeldOutProblem> {
        self.problems(level, Split::HeldOut, count, seed)
            .into_iter()
            .map(|problem| HeldOutProblem::new(problem).expect("generated for this split"))
            .collect()
    }

    fn problems(self, level: u32, split: Split, count: usize, seed: u64) -> Vec<Problem> {
        assert!(
            (1..=Family::HIGHEST_LEVEL).contains(&level),
            "levels go from 1 to {}",
            Family::HIGHEST_LEVEL
        );
        let name = format!("{}/{level}/{split:?}/{seed}", self.name());
        let mut rng = ChaCha8Rng::from_seed(*Sha256::of(name.as_bytes()).as_bytes());
        (0..count)
            .map(|index| {
                let mut problem = (0..MOST_ATTEMPTS)
                    .find_map(|_| match self {
                        Family::Code => code::generate(level, split, &mut rng),
                        Family::Math => math::generate(level, split, &mut rng),
                    })
                    .expect("every level has discriminating problems");
                problem.id = crate::ProblemId::new(format!("{name}/{index}"));
                problem.split = split;
                problem.tags.insert("family".into(), self.name().into());
                problem.tags.insert("level".into(), level.into());
                problem
            })
            .collect()
    }
}

/// The side of the border on which problems with these steps, or this content, stand.
pub(crate) fn side(steps: &str) -> Split {
    if Sha256::of(steps.as_bytes()).as_bytes()[0].is_multiple_of(HELD_OUT_ONE_IN) {
        Split::HeldOut
    } else {
        Split::Train
    }
}

/// A chain of steps that goes with another for its first steps.
struct Mutant<S> {
    /// How many of the other's steps it begins with.
    kept: usize,
    /// How it goes on from there.
    rest: Vec<S>,
}

/// Every chain that differs from `steps` by one step left out, one swapped with its neighbour, or one replaced.
fn mutants<'a, S: Clone + PartialEq>(
    steps: &'a [S],
    others: &'a [S],
) -> impl Iterator<Item = Mutant<S>> + 'a {
    let left_out = (0..steps.len()).map(|at| Mutant { kept: at, rest: steps[at + 1..].to_vec() });
    let swapped = (1..steps.len()).map(|at| {
        let mut rest = steps[at - 1..].to_vec();
        rest.swap(0, 1);
        Mutant { kept: at - 1, rest }
    });
    let replaced = (0..steps.len()).flat_map(move |at| {
        others.iter().filter(move |&other| *other != steps[at]).map(move |other| {
            let mut rest = steps[at..].to_vec();
            rest[0] = other.clone();
            Mutant { kept: at, rest }
        })
    });
    left_out.chain(swapped).chain(replaced)
}
