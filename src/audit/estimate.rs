//! How often a verifier rejects right work, estimated from an audit of its rejects.
//!
//! Of the rejects of stratum h, N in number, n are audited and k are
//! overturned. So about N k / n of them are right: summed over the strata,
//! the right rejects C. Of the A accepts the share pi is right. The rate of
//! false negatives is C / (C + pi A), which grows with C and falls with pi.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::interval::Share;

/// The probability that the whole interval misses the truth.
const MISSES: f64 = 0.05;

/// The rejects of one reason, and what became of those that were audited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// How many there are.
    pub rejects: u64,
    /// How many of them an independent judge decided.
    pub audited: u64,
    /// Of these, accepted.
    pub overturned: u64,
}

impl Stratum {
    /// Adds the rejects of another round.
    pub fn add(&mut self, other: Stratum) {
        self.rejects += other.rejects;
        self.audited += other.audited;
        self.overturned += other.overturned;
    }
}

/// The accepts, and what became of those that were audited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepts {
    /// How many there are.
    pub accepts: u64,
    /// How many of them an independent judge decided.
    pub audited: u64,
    /// Of these, rejected.
    pub overturned: u64,
}

impl Accepts {
    /// Adds the accepts of another round.
    pub fn add(&mut self, other: Accepts) {
        self.accepts += other.accepts;
        self.audited += other.audited;
        self.overturned += other.overturned;
    }

    /// The share of the audited accepts that is right, with its interval.
    pub fn precision(&self) -> Share {
        Share::counted(self.audited - self.overturned, self.audited)
    }
}

/// A rate of false negatives with its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// The estimate; none where nothing was audited, or there is nothing right.
    pub estimate: Option<f64>,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// The rate of false negatives.
///
/// The interval is made of one for each stratum and one for the precision,
/// those of Clopper and Pearson, each so wide that all of them together hold
/// in 95 of 100 audits (Bonferroni). What is audited to the last one is known.
pub fn false_negatives(strata: &BTreeMap<String, Stratum>, accepts: Accepts) -> Rate {
    let strata = || strata.values().filter(|stratum| stratum.rejects > 0);
    let estimated = |count: u64, of: u64, all: u64| of < all && count <= of;
    let unknown = strata().filter(|s| estimated(s.overturned, s.audited, s.rejects)).count()
        + usize::from(estimated(accepts.overturned, accepts.audited, accepts.accepts));
    let tail = MISSES / (2 * unknown.max(1)) as f64;
    // Estimate, lower end and upper end of the number behind a sample.
    let behind = |count: u64, of: u64, all: u64| {
        if of >= all {
            let known = count as f64;
            return (Some(known), known, known);
        }
        let share = Share::with_tail(count, of, tail);
        let (count, of, all) = (count as f64, of as f64, all as f64);
        // What was seen is certain, whatever the interval says of the rest.
        let (least, most) = (count, all - (of - count));
        let of_all = |share: f64| (share * all).clamp(least, most);
        (share.rate.map(|rate| rate * all), of_all(share.low), of_all(share.high))
    };
    let (mut right_rejects, mut low, mut high) = (Some(0.0), 0.0, 0.0);
    for stratum in strata() {
        let (estimate, least, most) = behind(stratum.overturned, stratum.audited, stratum.rejects);
        right_rejects = right_rejects.zip(estimate).map(|(sum, estimate)| sum + estimate);
        low += least;
        high += most;
    }
    let right = accepts.audited - accepts.overturned;
    let (right_accepts, least, most) = behind(right, accepts.audited, accepts.accepts);
    let rate =
        |rejected: f64, accepted: f64| (rejected + accepted > 0.0).then(|| rejected / (rejected + accepted));
    Rate {
        estimate: right_rejects.zip(right_accepts).and_then(|(rejected, accepted)| rate(rejected, accepted)),
        low: rate(low, most).unwrap_or(0.0),
        high: rate(high, least).unwrap_or(1.0),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{Accepts, Stratum, false_negatives};

    fn stratum(rejects: u64, audited: u64, overturned: u64) -> Stratum {
        Stratum { rejects, audited, overturned }
    }

    #[test]
    fn the_estimate_is_its_formula() {
        let strata =
            BTreeMap::from([("a".to_owned(), stratum(100, 20, 2)), ("b".to_owned(), stratum(40, 10, 0))]);
        let accepts = Accepts { accepts: 200, audited: 50, overturned: 5 };
        let rate = false_negatives(&strata, accepts);
        // 100 * 2 / 20 = 10 right rejects, and 0.9 * 200 = 180 right accepts.
        assert!((rate.estimate.unwrap() - 10.0 / 190.0).abs() < 1e-12, "{rate:?}");
        assert!(rate.low < 10.0 / 190.0 && rate.high > 10.0 / 190.0 && rate.low >= 2.0 / 202.0, "{rate:?}");
    }

    #[test]
    fn what_is_audited_to_the_last_one_is_known() {
        let strata = BTreeMap::from([("a".to_owned(), stratum(30, 30, 10))]);
        let rate = false_negatives(&strata, Accepts { accepts: 10, audited: 10, overturned: 0 });
        assert_eq!((rate.estimate, rate.low, rate.high), (Some(0.5), 0.5, 0.5));
    }

    #[test]
    fn of_what_was_not_audited_nothing_is_known() {
        let strata = BTreeMap::from([("a".to_owned(), stratum(30, 0, 0))]);
        let rate = false_negatives(&strata, Accepts { accepts: 30, audited: 30, overturned: 0 });
        assert_eq!((rate.estimate, rate.low, rate.high), (None, 0.0, 0.5));
        let rate = false_negatives(&BTreeMap::new(), Accepts::default());
        assert_eq!((rate.estimate, rate.low, rate.high), (None, 0.0, 1.0));
    }

    /// One audit of a verifier that rejects this share of right work; whether the interval holds the truth.
    fn holds(rng: &mut ChaCha8Rng, injected: f64, reasons: usize, audited: usize) -> bool {
        let (mut strata, mut accepted) = (vec![Vec::new(); reasons], Vec::new());
        for _ in 0..600 {
            let is_right = rng.random_bool(0.4);
            // The first reasons are those for which most right work is rejected.
            let reason = if is_right && rng.random_bool(0.7) { 0 } else { rng.random_range(0..reasons) };
            let is_accepted = if is_right { !rng.random_bool(injected) } else { rng.random_bool(0.03) };
            if is_accepted {
                accepted.push(is_right);
            } else {
                strata[reason].push(is_right);
            }
        }
        let right = |of: &[bool]| of.iter().filter(|is_right| **is_right).count();
        let rejected: usize = strata.iter().map(|stratum| right(stratum)).sum();
        let truth = rejected as f64 / (rejected + right(&accepted)) as f64;
        let mut sample = |of: &mut Vec<bool>, most: usize| {
            let all = of.len() as u64;
            for at in 0..of.len().min(most) {
                let other = rng.random_range(at..of.len());
                of.swap(at, other);
            }
            of.truncate(most);
            (all, of.len() as u64, right(of) as u64)
        };
        let most = audited / reasons;
        let strata = strata.iter_mut().enumerate().map(|(reason, of)| {
            let (all, audited, right) = sample(of, most);
            (reason.to_string(), stratum(all, audited, right))
        });
        let strata: BTreeMap<String, Stratum> = strata.collect();
        let (all, seen, right) = sample(&mut accepted, audited);
        let accepts = Accepts { accepts: all, audited: seen, overturned: seen - right };
        let rate = false_negatives(&strata, accepts);
        // A sum of thirds is no third.
        rate.low <= truth + 1e-9 && truth <= rate.high + 1e-9
    }

    #[test]
    fn the_interval_holds_the_truth_in_at_least_90_of_100_audits() {
        for (at, injected) in [0.0, 0.02, 0.2, 0.5].into_iter().enumerate() {
            for reasons in [1, 3, 5] {
                for audited in [15, 40, 120] {
                    let seed = (at * 100 + reasons * 10) as u64 + audited as u64 * 1000;
                    let mut rng = ChaCha8Rng::seed_from_u64(seed);
                    let held = (0..100).filter(|_| holds(&mut rng, injected, reasons, audited)).count();
                    assert!(held >= 90, "rate {injected}, {reasons} strata, {audited} audited: {held}");
                }
            }
        }
    }
}
