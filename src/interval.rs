//! Exact intervals for shares: how far a count of successes pins down the rate behind it.

use serde::Serialize;
use statrs::function::beta::beta_reg;
use statrs::function::gamma::gamma_lr;

/// A share that was counted, with its exact 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// How many had the property.
    pub count: u64,
    /// How many there were.
    pub of: u64,
    /// The share, or `None` of nothing.
    pub rate: Option<f64>,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// Probability that the true rate lies beyond one end of an interval of 95 %.
const TAIL: f64 = 0.025;

impl Share {
    /// The share of `count` in `of`, with the interval of Clopper and Pearson (1934).
    ///
    /// The interval holds the true rate in at least 95 of 100 experiments,
    /// whatever that rate is and however few the observations are.
    ///
    /// ```
    /// use veriloop::interval::Share;
    ///
    /// let none_of_ten = Share::counted(0, 10);
    /// assert_eq!(none_of_ten.low, 0.0);
    /// assert!((none_of_ten.high - 0.3085).abs() < 1e-4);
    /// ```
    ///
    /// # Panics
    ///
    /// Where `count` is more than `of`.
    pub fn counted(count: u64, of: u64) -> Share {
        Share::with_tail(count, of, TAIL)
    }

    /// The same share with this probability beyond each end of the interval, in place of 2.5 %.
    ///
    /// # Panics
    ///
    /// As [`Share::counted`].
    pub fn with_tail(count: u64, of: u64, tail: f64) -> Share {
        assert!(count <= of, "expected a part of {of}, found {count}");
        let (successes, failures) = (count as f64, (of - count) as f64);
        let low = if count == 0 { 0.0 } else { beta_quantile(successes, failures + 1.0, tail) };
        let high = if count == of { 1.0 } else { beta_quantile(successes + 1.0, failures, 1.0 - tail) };
        Share { count, of, rate: (of > 0).then(|| successes / of as f64), low, high }
    }
}

/// The point below which a beta distribution has this much of its mass.
fn beta_quantile(a: f64, b: f64, mass: f64) -> f64 {
    bisected(0.0, 1.0, |point| beta_reg(a, b, point) < mass)
}

/// The point below which a gamma distribution of this shape and of scale 1 has this much of its mass.
pub(crate) fn gamma_quantile(shape: f64, mass: f64) -> f64 {
    let is_below = |point: f64| gamma_lr(shape, point) < mass;
    let mut high = shape + 1.0;
    while is_below(high) {
        high *= 2.0;
    }
    bisected(0.0, high, is_below)
}

/// The point up to which something holds, to the last bit that a double can hold.
///
/// The distribution functions are monotone, so this always converges.
fn bisected(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Share, gamma_quantile};

    fn check(count: u64, of: u64, low: f64, high: f64) {
        let share = Share::counted(count, of);
        let close = |found: f64, expected: f64| (found - expected).abs() < 5e-5;
        assert!(close(share.low, low) && close(share.high, high), "{share:?}");
    }

    #[test]
    fn intervals_are_those_of_the_published_tables() {
        check(0, 10, 0.0, 0.3085);
        check(1, 10, 0.0025, 0.4450);
        check(5, 10, 0.1871, 0.8129);
        check(10, 10, 0.6915, 1.0);
        check(7, 100, 0.0286, 0.1389);
    }

    #[test]
    fn none_of_n_is_the_closed_form() {
        for n in [1_u64, 3, 30, 1000, 1_000_000] {
            let expected = 1.0 - 0.025_f64.powf(1.0 / n as f64);
            let found = Share::counted(0, n).high;
            assert!((found / expected - 1.0).abs() < 1e-6, "{n}: {found} and {expected}");
        }
    }

    #[test]
    fn quantiles_of_the_gamma_distribution_are_the_exact_limits_of_poisson_counts() {
        // Garwood (1936): the limits of 95 % of the mean behind a count.
        let check = |count: f64, low: f64, high: f64| {
            let found = (gamma_quantile(count.max(1e-9), 0.025), gamma_quantile(count + 1.0, 0.975));
            assert!((found.0 - low).abs() < 5e-4 && (found.1 - high).abs() < 5e-4, "{count}: {found:?}");
        };
        check(0.0, 0.0, 3.6889);
        check(1.0, 0.0253, 5.5716);
        check(10.0, 4.7954, 18.3904);
        check(100.0, 81.3640, 121.6270);
    }

    #[test]
    fn of_nothing_nothing_is_known() {
        let share = Share::counted(0, 0);
        assert_eq!((share.rate, share.low, share.high), (None, 0.0, 1.0));
    }

    #[test]
    fn the_two_ends_mirror_each_other() {
        let (few, many) = (Share::counted(3, 50), Share::counted(47, 50));
        assert!((few.low - (1.0 - many.high)).abs() < 1e-12 && (few.high - (1.0 - many.low)).abs() < 1e-12);
    }
}
