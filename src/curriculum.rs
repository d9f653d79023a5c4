//! The curriculum: which levels a round draws its problems from.
//!
//! Each family has a frontier, the lowest level that is not solved yet. Most
//! of a round's problems are of the frontier; some are one level above it,
//! where the first successes of the next round come from. Once the verifier accepts
//! enough of the frontier's samples, the next level opens, whatever the judge keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use veriloop_problems::families::Family;

use crate::config::ProblemsConfig;

/// The lowest unsolved level of each family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frontiers(BTreeMap<Family, u32>);

/// How many samples of a family and level were accepted in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Samples accepted.
    pub accepted: usize,
    /// Samples with a verdict.
    pub judged: usize,
}

impl Frontiers {
    /// The frontiers after the cold start: the first level that was not demonstrated.
    pub fn after_cold_start(config: &ProblemsConfig) -> Frontiers {
        Frontiers(config.families.iter().map(|&family| (family, config.demonstrated_levels + 1)).collect())
    }

    /// The highest level of each family.
    pub fn at_highest(config: &ProblemsConfig) -> Frontiers {
        Frontiers(config.families.iter().map(|&family| (family, config.highest_level)).collect())
    }

    /// These frontiers, so many levels lower where there are as many.
    #[must_use]
    pub fn lowered(&self, by: u32) -> Frontiers {
        Frontiers(self.0.iter().map(|(&family, &level)| (family, level.saturating_sub(by).max(1))).collect())
    }

    /// The frontier of a family.
    pub fn of(&self, family: Family) -> u32 {
        self.0[&family]
    }

    /// Every family with its frontier.
    pub fn iter(&self) -> impl Iterator<Item = (Family, u32)> + '_ {
        self.0.iter().map(|(&family, &level)| (family, level))
    }

    /// The levels that a round draws problems from, with how many problems of each.
    pub fn plan(&self, config: &ProblemsConfig) -> Vec<(Family, u32, usize)> {
        let mut plan = Vec::new();
        for (&family, &frontier) in &self.0 {
            let above = if frontier < config.highest_level {
                (config.per_round as f64 * config.share_above).round() as usize
            } else {
                0
            };
            plan.push((family, frontier, config.per_round - above));
            if above > 0 {
                plan.push((family, frontier + 1, above));
            }
        }
        plan
    }

    /// The frontiers of the next round.
    pub fn next(
        &self,
        config: &ProblemsConfig,
        acceptance: &BTreeMap<(Family, u32), Acceptance>,
    ) -> Frontiers {
        let advance = |(&family, &frontier): (&Family, &u32)| {
            let seen = acceptance.get(&(family, frontier)).copied().unwrap_or_default();
            let solved = seen.judged > 0 && seen.accepted as f64 >= config.open_next_at * seen.judged as f64;
            (family, if solved { (frontier + 1).min(config.highest_level) } else { frontier })
        };
        Frontiers(self.0.iter().map(advance).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Acceptance, Frontiers};
    use crate::config::ProblemsConfig;
    use std::collections::BTreeMap;
    use veriloop_problems::families::Family;

    #[test]
    fn no_demonstrated_level_is_in_a_plan_and_the_counts_add_up() {
        let config = ProblemsConfig::default();
        let plan = Frontiers::after_cold_start(&config).plan(&config);
        assert!(plan.iter().all(|&(_, level, _)| level > config.demonstrated_levels));
        let total: usize = plan.iter().map(|&(.., count)| count).sum();
        assert_eq!(total, config.per_round * config.families.len());
    }

    #[test]
    fn a_level_opens_when_the_one_below_is_solved_and_not_before() {
        let config = ProblemsConfig { open_next_at: 0.5, ..ProblemsConfig::default() };
        let start = Frontiers::after_cold_start(&config);
        let level = start.of(Family::Code);
        let check = |accepted: usize, expected: u32| {
            let acceptance = BTreeMap::from([((Family::Code, level), Acceptance { accepted, judged: 100 })]);
            let next = start.next(&config, &acceptance);
            assert_eq!(
                (next.of(Family::Code), next.of(Family::Math)),
                (expected, level),
                "{accepted} of 100"
            );
        };
        check(49, level);
        check(50, level + 1);
    }

    #[test]
    fn the_highest_level_is_never_passed() {
        let config = ProblemsConfig::default();
        let mut frontiers = Frontiers::after_cold_start(&config);
        for _ in 0..20 {
            let level = frontiers.of(Family::Math);
            let all = Acceptance { accepted: 1, judged: 1 };
            frontiers = frontiers.next(&config, &BTreeMap::from([((Family::Math, level), all)]));
        }
        assert_eq!(frontiers.of(Family::Math), config.highest_level);
        let plan = frontiers.plan(&config);
        assert!(plan.iter().all(|&(_, level, _)| level <= config.highest_level));
    }
}
