//! The mixture that a batch is drawn from: demonstrations and kept traces of all rounds.
//!
//! Data of all rounds is kept rather than replaced (Gerstgrasser et al. 2024,
//! arXiv:2404.01413); the newest round has a weight of its own, since the
//! frontier's first traces are few and count most.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use veriloop_problems::SourceName;

use crate::config::{RunConfig, SelectionConfig};
use crate::trainer::Example;

/// Everything that may be trained on, by where it came from.
pub(super) struct Mixture {
    config: SelectionConfig,
    demonstrations: BTreeMap<SourceName, Vec<Example>>,
    /// Kept traces of each source, a vector for each round that kept any.
    rounds: BTreeMap<SourceName, Vec<Vec<Example>>>,
}

impl Mixture {
    pub(super) fn new(config: &RunConfig, demonstrations: usize) -> Mixture {
        let names = config.problems.names();
        let room = demonstrations / names.len();
        Mixture {
            config: config.selection.clone(),
            demonstrations: names.iter().map(|name| (name.clone(), Vec::with_capacity(room))).collect(),
            rounds: names.into_iter().map(|name| (name, Vec::new())).collect(),
        }
    }

    pub(super) fn add_demonstration(&mut self, source: SourceName, example: Example) {
        self.demonstrations.entry(source).or_default().push(example);
    }

    pub(super) fn add_round(&mut self, kept: Vec<(SourceName, Example)>) {
        let mut by_source: BTreeMap<SourceName, Vec<Example>> = BTreeMap::new();
        for (source, example) in kept {
            by_source.entry(source).or_default().push(example);
        }
        for (source, examples) in by_source {
            self.rounds.entry(source).or_default().push(examples);
        }
    }

    /// A demonstration; each source is as likely as any other.
    pub(super) fn demonstration(&self, rng: &mut ChaCha8Rng) -> &Example {
        pick(&self.demonstrations[pick_key(&self.demonstrations, rng)], rng)
    }

    /// A demonstration or a kept trace, by the configured shares.
    pub(super) fn draw(&self, rng: &mut ChaCha8Rng) -> &Example {
        let source = pick_key(&self.demonstrations, rng);
        let rounds = &self.rounds[source];
        if rounds.is_empty() || rng.random_bool(self.config.demonstration_share) {
            return pick(&self.demonstrations[source], rng);
        }
        let newest = rounds.len() - 1;
        if newest == 0 || rng.random_bool(self.config.newest_share) {
            return pick(&rounds[newest], rng);
        }
        pick(&rounds[rng.random_range(0..newest)], rng)
    }
}

fn pick<'a, T>(items: &'a [T], rng: &mut ChaCha8Rng) -> &'a T {
    &items[rng.random_range(0..items.len())]
}

fn pick_key<'a, V>(map: &'a BTreeMap<SourceName, V>, rng: &mut ChaCha8Rng) -> &'a SourceName {
    let at = rng.random_range(0..map.len());
    map.keys().nth(at).expect("drawn within the length")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use veriloop_problems::SourceName;
    use veriloop_problems::families::Family;

    use super::Mixture;
    use crate::config::RunConfig;
    use crate::trainer::Example;

    fn example(mark: u32) -> Example {
        Example { prompt: vec![mark], completion: vec![mark] }
    }

    #[test]
    fn without_kept_traces_only_demonstrations_are_drawn_and_later_both() {
        let config = RunConfig::default();
        let mut mixture = Mixture::new(&config, 2);
        for family in Family::ALL {
            mixture.add_demonstration(SourceName::of_family(family), example(0));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        assert!((0..100).all(|_| mixture.draw(&mut rng).prompt == [0]));
        mixture.add_round(Family::ALL.map(|family| (SourceName::of_family(family), example(1))).to_vec());
        mixture.add_round(Family::ALL.map(|family| (SourceName::of_family(family), example(2))).to_vec());
        let drawn: Vec<u32> = (0..3000).map(|_| mixture.draw(&mut rng).prompt[0]).collect();
        let share = |mark: u32| drawn.iter().filter(|&&m| m == mark).count() as f64 / 3000.0;
        let kept = 1.0 - config.selection.demonstration_share;
        assert!((share(0) - config.selection.demonstration_share).abs() < 0.05);
        assert!((share(2) - kept * config.selection.newest_share).abs() < 0.05);
    }
}
