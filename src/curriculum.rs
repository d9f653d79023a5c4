//! The curriculum: which levels a round draws its problems from.
//!
//! Each source of problems has a frontier, the lowest level that is not solved yet. Most
//! of a round's problems are of the frontier; some are one level above it,
//! where the first successes of the next round come from. Once the verifier accepts
//! enough of the frontier's samples, the next level opens, whatever the judge keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use veriloop_problems::{Source, SourceName};

use crate::config::ProblemsConfig;
use crate::sources::Sources;

/// The lowest unsolved level of each source of problems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frontiers(BTreeMap<SourceName, u32>);

/// How many samples of a source and level were accepted in a round.
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
        Frontiers(config.names().into_iter().map(|name| (name, config.demonstrated_levels + 1)).collect())
    }

    /// The highest level of each source.
    pub fn at_highest(sources: &Sources) -> Frontiers {
        let highest = |source| sources.highest_level(source);
        Frontiers(sources.iter().map(|source| (source.name().clone(), highest(source))).collect())
    }

    /// These frontiers, so many levels lower where there are as many.
    #[must_use]
    pub fn lowered(&self, by: u32) -> Frontiers {
        Frontiers(
            self.0.iter().map(|(name, &level)| (name.clone(), level.saturating_sub(by).max(1))).collect(),
        )
    }

    /// Every source's name with its frontier.
    pub fn iter(&self) -> impl Iterator<Item = (&SourceName, u32)> + '_ {
        self.0.iter().map(|(name, &level)| (name, level))
    }

    /// The levels that a round draws problems from, with how many problems of each.
    pub fn plan<'a>(&self, config: &ProblemsConfig, sources: &'a Sources) -> Vec<(&'a Source, u32, usize)> {
        let mut plan = Vec::new();
        for (name, &frontier) in &self.0 {
            let Some(source) = sources.named(name.as_str()) else { continue };
            let above = if frontier < sources.highest_level(source) {
                (config.per_round as f64 * config.share_above).round() as usize
            } else {
                0
            };
            plan.push((source, frontier, config.per_round - above));
            if above > 0 {
                plan.push((source, frontier + 1, above));
            }
        }
        plan
    }

    /// The frontiers of the next round.
    pub fn next(
        &self,
        config: &ProblemsConfig,
        sources: &Sources,
        acceptance: &BTreeMap<(SourceName, u32), Acceptance>,
    ) -> Frontiers {
        let advance = |(name, &frontier): (&SourceName, &u32)| {
            let seen = acceptance.get(&(name.clone(), frontier)).copied().unwrap_or_default();
            let solved = seen.judged > 0 && seen.accepted as f64 >= config.open_next_at * seen.judged as f64;
            let highest =
                sources.named(name.as_str()).map_or(frontier, |source| sources.highest_level(source));
            (name.clone(), if solved { (frontier + 1).min(highest) } else { frontier })
        };
        Frontiers(self.0.iter().map(advance).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Acceptance, Frontiers};
    use crate::config::ProblemsConfig;
    use crate::sources::Sources;
    use std::collections::BTreeMap;

    fn default_config() -> (ProblemsConfig, Sources) {
        let config = ProblemsConfig { open_next_at: 0.5, ..ProblemsConfig::default() };
        let sources = Sources::open(&config).expect("families need no file");
        (config, sources)
    }

    fn frontier(frontiers: &Frontiers, source: &str) -> u32 {
        frontiers.iter().find(|(name, _)| name.as_str() == source).expect("a source of the run").1
    }

    #[test]
    fn no_demonstrated_level_is_in_a_plan_and_the_counts_add_up() {
        let (config, sources) = default_config();
        let plan = Frontiers::after_cold_start(&config).plan(&config, &sources);
        assert!(plan.iter().all(|&(_, level, _)| level > config.demonstrated_levels));
        let total: usize = plan.iter().map(|&(.., count)| count).sum();
        assert_eq!(total, config.per_round * sources.count());
    }

    #[test]
    fn a_level_opens_when_the_one_below_is_solved_and_not_before() {
        let (config, sources) = default_config();
        let start = Frontiers::after_cold_start(&config);
        let level = frontier(&start, "code");
        let check = |accepted: usize, expected: u32| {
            let acceptance = BTreeMap::from([(("code".into(), level), Acceptance { accepted, judged: 100 })]);
            let next = start.next(&config, &sources, &acceptance);
            assert_eq!((frontier(&next, "code"), frontier(&next, "math")), (expected, level), "{accepted}");
        };
        check(49, level);
        check(50, level + 1);
    }

    #[test]
    fn the_highest_level_is_never_passed() {
        let (config, sources) = default_config();
        let mut frontiers = Frontiers::after_cold_start(&config);
        for _ in 0..20 {
            let level = frontier(&frontiers, "math");
            let all = Acceptance { accepted: 1, judged: 1 };
            let acceptance = BTreeMap::from([(("math".into(), level), all)]);
            frontiers = frontiers.next(&config, &sources, &acceptance);
        }
        assert_eq!(frontier(&frontiers, "math"), config.highest_level);
        let plan = frontiers.plan(&config, &sources);
        assert!(plan.iter().all(|&(_, level, _)| level <= config.highest_level));
    }
}
