//! Sets of problems for the checkers that ship with veriloop, generated from a seed.
//!
//! Each set is for one checker, and for a task with many right answers, which
//! comparing with a reference would judge wrong. A set is a whole file for a
//! run: levels of difficulty, both sides of the border, and a reference for every problem.
//! No prompt occurs twice, and which side a problem is on follows from its
//! content, so that sets of different seeds never have a problem on both sides.

mod colouring;
mod conversion;
mod countdown;
mod schedule;

use std::collections::HashSet;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::Map;
use veriloop_verifiers::spec::module::ModulePath;
use veriloop_verifiers::{Sha256, VerifierSpec};

use crate::families::side;
use crate::{Problem, ProblemId, Split};

/// How many draws in a row may bring nothing new before a level counts as exhausted.
const MOST_DRAWS: usize = 2000;

/// A set of problems for a checker that ships with veriloop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemSet {
    /// Reach a number from given numbers. A level has one number more than the one before, the first two.
    Countdown,
    /// Give the ends of every edge of a graph different colours. A level has one vertex more, the first three.
    Colouring,
    /// Begin tasks so that each waits for those before it, in time. A level has one task more, the first two.
    Schedule,
    /// Programs that add lengths of several units. A level has one length more, the first one.
    Conversion,
}

/// How large a set is made.
#[derive(Clone, Copy, Debug)]
pub struct SetSize {
    /// The highest level; the lowest is 1.
    pub levels: u32,
    /// Training problems of each level, or as many as there are.
    pub training: usize,
    /// Held-out problems of each level, or as many as there are.
    pub held_out: usize,
}

/// What a set makes of one draw.
struct Draft {
    prompt: String,
    verifier: VerifierSpec,
    reference: String,
}

impl ProblemSet {
    /// Every set.
    pub const ALL: [ProblemSet; 4] =
        [ProblemSet::Countdown, ProblemSet::Colouring, ProblemSet::Schedule, ProblemSet::Conversion];

    /// The highest level that sets have.
    pub const HIGHEST_LEVEL: u32 = 8;

    /// The name of the set and of its checker.
    pub fn name(self) -> &'static str {
        match self {
            ProblemSet::Countdown => "countdown",
            ProblemSet::Colouring => "colouring",
            ProblemSet::Schedule => "schedule",
            ProblemSet::Conversion => "conversion",
        }
    }

    /// The problems of a set, level by level, held-out ones first; the same arguments give the same problems.
    ///
    /// # Panics
    ///
    /// Where `size` has no level, or one above [`ProblemSet::HIGHEST_LEVEL`].
    pub fn generate(self, checker: &ModulePath, size: SetSize, seed: u64) -> Vec<Problem> {
        assert!(
            (1..=ProblemSet::HIGHEST_LEVEL).contains(&size.levels),
            "levels go from 1 to {}",
            ProblemSet::HIGHEST_LEVEL
        );
        let mut seen = HashSet::new();
        let mut problems = Vec::new();
        for level in 1..=size.levels {
            for (split, count) in [(Split::HeldOut, size.held_out), (Split::Train, size.training)] {
                problems.extend(self.level(checker, level, split, count, seed, &mut seen));
            }
        }
        problems
    }

    fn level(
        self,
        checker: &ModulePath,
        level: u32,
        split: Split,
        count: usize,
        seed: u64,
        seen: &mut HashSet<String>,
    ) -> Vec<Problem> {
        let name = format!("{}/{level}/{split:?}/{seed}", self.name());
        let mut rng = ChaCha8Rng::from_seed(*Sha256::of(name.as_bytes()).as_bytes());
        let mut problems = Vec::new();
        let mut in_vain = 0;
        while problems.len() < count && in_vain < MOST_DRAWS {
            let draft = match self {
                ProblemSet::Countdown => countdown::draw(checker, level, &mut rng),
                ProblemSet::Colouring => Some(colouring::draw(checker, level, &mut rng)),
                ProblemSet::Schedule => Some(schedule::draw(checker, level, &mut rng)),
                ProblemSet::Conversion => Some(conversion::draw(checker, level, &mut rng)),
            };
            let Some(draft) =
                draft.filter(|draft| side(&draft.prompt) == split && seen.insert(draft.prompt.clone()))
            else {
                in_vain += 1;
                continue;
            };
            in_vain = 0;
            let mut tags = Map::new();
            tags.insert("level".into(), level.into());
            problems.push(Problem {
                id: ProblemId::new(format!("{name}/{}", problems.len())),
                prompt: draft.prompt,
                verifier: draft.verifier,
                references: vec![draft.reference],
                split,
                tags,
            });
        }
        problems
    }
}

/// The names of so many things: a, b, c and so on.
fn letters(count: usize) -> Vec<String> {
    ('a'..='z').take(count).map(String::from).collect()
}
