//! How often a verifier rejects right work, estimated from audits of its rejects.
//!
//! Of the rejects of stratum h, N in number, n are audited and k are
//! overturned. So about N k / n of them are right: summed over the strata,
//! the right rejects C. Of the A accepts the share pi is right. The rate of
//! false negatives is C / (C + pi A), which grows with C and falls with pi.
//!
//! The strata are those of each audit by itself: of a reason one round audits
//! every reject and the next a hundredth, and to add them up first would take
//! what is true of the one for true of the other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::interval::{Share, gamma_quantile};

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

/// The rate of false negatives, from the rejects by reason and the accepts of some audits.
///
/// The interval is made of one for the right rejects and one for the right
/// accepts, each so wide that both together hold in 95 of 100 cases
/// (Bonferroni). That of a single sample is Clopper and Pearson's; that of
/// several samples of other sizes is that of a weighted sum of counts (Fay and
/// Feuer 1997). What is audited to the last one is known.
pub fn false_negatives<'a>(
    audits: impl IntoIterator<Item = (&'a BTreeMap<String, Stratum>, Accepts)>,
) -> Rate {
    let (mut reasons, mut accepts) = (BTreeMap::<&str, Vec<Group>>::new(), Vec::new());
    for (strata, of_accepts) in audits {
        for (reason, &Stratum { rejects, audited, overturned }) in strata {
            let group = Group { all: rejects, seen: audited, with: overturned };
            reasons.entry(reason).or_default().push(group);
        }
        let Accepts { accepts: all, audited, overturned } = of_accepts;
        accepts.push(Group { all, seen: audited, with: audited - overturned });
    }
    let rejects: Vec<Group> = reasons.into_values().flat_map(with_unseen).collect();
    let accepts = with_unseen(accepts);
    let unknown = [&rejects, &accepts].into_iter().filter(|of| of.iter().any(|it| it.seen < it.all)).count();
    let tail = MISSES / (2 * unknown.max(1)) as f64;
    let (rejected, accepted) = (Number::of(&rejects, tail), Number::of(&accepts, tail));
    let rate =
        |rejected: f64, accepted: f64| (rejected + accepted > 0.0).then(|| rejected / (rejected + accepted));
    Rate {
        estimate: rejected
            .estimate
            .zip(accepted.estimate)
            .and_then(|(rejected, accepted)| rate(rejected, accepted)),
        low: rate(rejected.low, accepted.high).unwrap_or(0.0),
        high: rate(rejected.high, accepted.low).unwrap_or(1.0),
    }
}

/// Some of a kind, of which a sample was seen.
#[derive(Clone, Copy)]
struct Group {
    all: u64,
    seen: u64,
    /// How many of the seen ones have the property that is counted.
    with: u64,
}

/// The groups of one kind. What none was seen of is counted with the group of which most was.
fn with_unseen(mut groups: Vec<Group>) -> Vec<Group> {
    groups.retain(|group| group.all > 0);
    let unseen: u64 = groups.iter().filter(|group| group.seen == 0).map(|group| group.all).sum();
    if let Some(most) = groups.iter_mut().max_by_key(|group| group.seen).filter(|group| group.seen > 0) {
        most.all += unseen;
        groups.retain(|group| group.seen > 0);
    }
    groups
}

/// How many of some groups have a property.
struct Number {
    /// The estimate; none where nothing was seen of a group.
    estimate: Option<f64>,
    low: f64,
    high: f64,
}

impl Number {
    fn of(groups: &[Group], tail: f64) -> Number {
        let (sampled, others): (Vec<Group>, Vec<Group>) =
            groups.iter().partition(|group| (1..group.all).contains(&group.seen));
        let known = others.iter().map(|group| group.with).sum::<u64>() as f64;
        let unseen = others.iter().filter(|group| group.seen == 0).map(|group| group.all).sum::<u64>() as f64;
        let (low, high) = between(&sampled, tail);
        let estimate = sampled.iter().map(|group| weight(group) * group.with as f64).sum::<f64>();
        Number {
            estimate: (unseen == 0.0).then_some(known + estimate),
            low: known + low,
            high: known + high + unseen,
        }
    }
}

/// How many one of the sample stands for.
fn weight(group: &Group) -> f64 {
    group.all as f64 / group.seen as f64
}

/// The interval of how many of some groups, of each of which a part was seen, have the property.
fn between(groups: &[Group], tail: f64) -> (f64, f64) {
    let sum = |of: fn(&Group) -> u64| groups.iter().map(of).sum::<u64>() as f64;
    let (all, seen, with) = (sum(|it| it.all), sum(|it| it.seen), sum(|it| it.with));
    let (low, high) = match groups {
        [] => (0.0, 0.0),
        [only] => {
            let share = Share::with_tail(only.with, only.seen, tail);
            (share.low * all, share.high * all)
        }
        // The rarer of the two is counted, for which the interval is the narrower one.
        _ if 2.0 * with > seen => {
            let (low, high) = weighted(groups, |it| it.seen - it.with, tail);
            (all - high, all - low)
        }
        _ => weighted(groups, |it| it.with, tail),
    };
    // What was seen is certain, whatever the interval says of the rest.
    let (least, most) = (with, all - (seen - with));
    (low.clamp(least, most), high.clamp(least, most))
}

/// The interval of a weighted sum of counts (Fay and Feuer 1997, Statistics in Medicine 16): that of a gamma distribution
/// with the sum's mean and variance, for the upper end with one more of those that weigh most.
fn weighted(groups: &[Group], count: fn(&Group) -> u64, tail: f64) -> (f64, f64) {
    let weights = groups.iter().map(|group| (weight(group), count(group) as f64));
    let (mut sum, mut variance, mut most) = (0.0, 0.0, 0.0_f64);
    for (weight, count) in weights {
        sum += weight * count;
        variance += weight * weight * count;
        most = most.max(weight);
    }
    let end =
        |sum: f64, variance: f64, mass: f64| gamma_quantile(sum * sum / variance, mass) * variance / sum;
    let low = if sum > 0.0 { end(sum, variance, tail) } else { 0.0 };
    (low, end(sum + most, variance + most * most, 1.0 - tail))
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
        let rate = false_negatives([(&strata, accepts)]);
        // 100 * 2 / 20 = 10 right rejects, and 0.9 * 200 = 180 right accepts.
        assert!((rate.estimate.unwrap() - 10.0 / 190.0).abs() < 1e-12, "{rate:?}");
        assert!(rate.low < 10.0 / 190.0 && rate.high > 10.0 / 190.0 && rate.low >= 2.0 / 202.0, "{rate:?}");
    }

    #[test]
    fn what_is_audited_to_the_last_one_is_known() {
        let strata = BTreeMap::from([("a".to_owned(), stratum(30, 30, 10))]);
        let rate = false_negatives([(&strata, Accepts { accepts: 10, audited: 10, overturned: 0 })]);
        assert_eq!((rate.estimate, rate.low, rate.high), (Some(0.5), 0.5, 0.5));
    }

    #[test]
    fn of_what_was_not_audited_nothing_is_known() {
        let strata = BTreeMap::from([("a".to_owned(), stratum(30, 0, 0))]);
        let rate = false_negatives([(&strata, Accepts { accepts: 30, audited: 30, overturned: 0 })]);
        assert_eq!((rate.estimate, rate.low, rate.high), (None, 0.0, 0.5));
        let rate = false_negatives([]);
        assert_eq!((rate.estimate, rate.low, rate.high), (None, 0.0, 1.0));
    }

    /// How many there are, how many of them are drawn, and how many of these are right.
    fn sample(rng: &mut ChaCha8Rng, of: &mut Vec<bool>, most: usize) -> (u64, u64, u64) {
        let all = of.len() as u64;
        for at in 0..of.len().min(most) {
            let other = rng.random_range(at..of.len());
            of.swap(at, other);
        }
        of.truncate(most);
        (all, of.len() as u64, of.iter().filter(|is_right| **is_right).count() as u64)
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
        let most = audited / reasons;
        let strata = strata.iter_mut().enumerate().map(|(reason, of)| {
            let (all, audited, right) = sample(rng, of, most);
            (reason.to_string(), stratum(all, audited, right))
        });
        let strata: BTreeMap<String, Stratum> = strata.collect();
        let (all, seen, right) = sample(rng, &mut accepted, audited);
        let accepts = Accepts { accepts: all, audited: seen, overturned: seen - right };
        let rate = false_negatives([(&strata, accepts)]);
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

    #[test]
    fn rounds_of_other_sizes_and_rates_are_not_taken_for_each_other() {
        // Rounds with a few rejects, half of which are right, and rounds with many, hardly any of which is.
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut simulated = || {
            let (mut audits, mut rejected, mut accepted) = (Vec::new(), 0, 0);
            for round in 0..10 {
                let (size, share) = if round % 2 == 0 { (4, 0.5) } else { (800, 0.005) };
                let mut rejects: Vec<bool> = (0..size).map(|_| rng.random_bool(share)).collect();
                rejected += rejects.iter().filter(|is_right| **is_right).count();
                accepted += 200;
                let (all, audited, right) = sample(&mut rng, &mut rejects, 12);
                let strata = BTreeMap::from([("a".to_owned(), stratum(all, audited, right))]);
                audits.push((strata, Accepts { accepts: 200, audited: 16, overturned: 0 }));
            }
            let truth = rejected as f64 / (rejected + accepted) as f64;
            let rate = false_negatives(audits.iter().map(|(strata, accepts)| (strata, *accepts)));
            rate.low <= truth && truth <= rate.high
        };
        let held = (0..100).filter(|_| simulated()).count();
        assert!(held >= 95, "{held} of 100");
    }

    #[test]
    fn a_reason_of_which_nothing_was_decided_in_a_round_counts_with_the_other_rounds() {
        let of = |rejects, audited, overturned| {
            BTreeMap::from([("a".to_owned(), stratum(rejects, audited, overturned))])
        };
        let accepts = Accepts { accepts: 10, audited: 10, overturned: 0 };
        let rate = false_negatives([(&of(20, 10, 5), accepts), (&of(20, 0, 0), accepts)]);
        // 40 * 5 / 10 = 20 right rejects, and 20 right accepts.
        assert_eq!(rate.estimate, Some(0.5));
    }
}
