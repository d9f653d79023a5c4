//! Two checkpoints on the same problems: how much better one is, and how sure that is.

use std::ops::RangeInclusive;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::interval::Share;

/// Resamples of a bootstrap: enough for the second digit of the ends of an interval.
const RESAMPLES: usize = 4000;

/// The share of resamples beyond one end of an interval of 95 %.
const TAIL: f64 = 0.025;

/// A figure with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The mean of some figures of this range, one a problem, with the interval of the percentile bootstrap over problems
/// (Efron 1979); none of nothing. The same figures and seed give the same interval.
///
/// Where all figures are the same, resampling finds no other, though other problems may have one: then the interval is
/// that of the share of such problems (Clopper and Pearson 1934), each of them as far away as the range allows.
pub fn mean(figures: &[f64], range: RangeInclusive<f64>, seed: u64) -> Option<Estimate> {
    let (&first, count) = (figures.first()?, figures.len());
    if figures.iter().all(|&figure| figure == first) {
        let others = Share::counted(0, count as u64).high;
        let towards = |end: f64| first + others * (end - first);
        return Some(Estimate { value: first, low: towards(*range.start()), high: towards(*range.end()) });
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mean = |sum: f64| sum / count as f64;
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| mean(figures.iter().map(|_| figures[rng.random_range(0..count)]).sum()))
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| means[((RESAMPLES - 1) as f64 * share).round() as usize];
    Some(Estimate { value: mean(figures.iter().sum()), low: at(TAIL), high: at(1.0 - TAIL) })
}

/// Problems that one of two checkpoints solves and the other does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Discordant {
    /// Solved by the first alone.
    pub gained: u64,
    /// Solved by the second alone.
    pub lost: u64,
}

impl Discordant {
    /// Counts pairs of outcomes of the same problems.
    pub fn count(pairs: impl IntoIterator<Item = (bool, bool)>) -> Discordant {
        let mut found = Discordant::default();
        for (first, second) in pairs {
            found.gained += u64::from(first && !second);
            found.lost += u64::from(second && !first);
        }
        found
    }

    /// The exact two-sided p-value of McNemar's test (1947): how probable so uneven a count is, or a more uneven one,
    /// where both checkpoints are as good. 1 where none is discordant.
    pub fn p_value(self) -> f64 {
        let total = self.gained + self.lost;
        let fewer = self.gained.min(self.lost);
        // Terms of the binomial distribution with equal chances, in logarithms, since their counts may be large.
        let log_factorial = |n: u64| (1..=n).map(|i| (i as f64).ln()).sum::<f64>();
        let term = |k: u64| {
            (log_factorial(total)
                - log_factorial(k)
                - log_factorial(total - k)
                - total as f64 * std::f64::consts::LN_2)
                .exp()
        };
        (2.0 * (0..=fewer).map(term).sum::<f64>()).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Discordant, mean};

    #[test]
    fn mcnemar_s_p_values_are_those_of_the_binomial_distribution() {
        let check = |gained, lost, expected: f64| {
            let found = Discordant { gained, lost }.p_value();
            assert!((found - expected).abs() < 1e-9, "{gained} and {lost}: {found}");
        };
        check(0, 0, 1.0);
        check(1, 0, 1.0);
        check(5, 0, 2.0 / 32.0);
        check(6, 1, 2.0 * 8.0 / 128.0);
        check(1, 6, 2.0 * 8.0 / 128.0);
        check(4, 4, 1.0);
    }

    #[test]
    fn pairs_that_agree_do_not_count() {
        let pairs = [(true, true), (true, false), (false, false), (true, false), (false, true)];
        assert_eq!(Discordant::count(pairs), Discordant { gained: 2, lost: 1 });
    }

    #[test]
    fn intervals_of_means_hold_the_truth_about_as_often_as_they_say() {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let held = (0..200).filter(|&seed| {
            let figures: Vec<f64> = (0..60).map(|_| f64::from(u8::from(rng.random_bool(0.3)))).collect();
            let found = mean(&figures, 0.0..=1.0, seed).expect("there are figures");
            found.low <= 0.3 && 0.3 <= found.high
        });
        let held = held.count();
        assert!((180..=200).contains(&held), "{held} of 200");
        assert_eq!(mean(&[], 0.0..=1.0, 1), None);
    }

    #[test]
    fn figures_that_are_all_the_same_leave_room_for_others() {
        let check = |figures: &[f64], range, value: f64, low: f64, high: f64| {
            let found = mean(figures, range, 1).expect("there are figures");
            let close = |found: f64, expected: f64| (found - expected).abs() < 5e-5;
            assert!(
                close(found.value, value) && close(found.low, low) && close(found.high, high),
                "{found:?}"
            );
        };
        // None of ten: at most 0.3085.
        check(&[1.0; 10], 0.0..=1.0, 1.0, 0.6915, 1.0);
        check(&[0.0; 10], 0.0..=1.0, 0.0, 0.0, 0.3085);
        check(&[0.0; 10], -1.0..=1.0, 0.0, -0.3085, 0.3085);
        check(&[0.5; 10], 0.0..=1.0, 0.5, 0.5 - 0.3085 / 2.0, 0.5 + 0.3085 / 2.0);
    }
}
