//! Intervals in order: merged, intersected, compared end by end.

use std::cmp::Ordering;

use super::{Comparison, End, Interval, MAX_INTERVALS, NoForm};
use crate::expr::Expr;

impl Comparison<'_> {
    /// Intervals in ascending order, none touching another.
    pub(super) fn merged(&self, intervals: Vec<Interval>) -> Result<Vec<Interval>, NoForm> {
        if intervals.len() > MAX_INTERVALS {
            return Err(NoForm::Order);
        }
        if let [interval] = intervals.as_slice() {
            // The ends may hold variables, and then need no order. What has no elements may be meant for a point.
            if let Ok(true) = self.is_empty(interval) {
                return Err(NoForm::Order);
            }
            return Ok(intervals);
        }
        let mut sorted: Vec<Interval> = Vec::with_capacity(intervals.len());
        for interval in intervals {
            let mut at = sorted.len();
            while at > 0 && self.low_order(&interval.low, &sorted[at - 1].low)? == Ordering::Less {
                at -= 1;
            }
            sorted.insert(at, interval);
        }
        let mut merged: Vec<Interval> = Vec::with_capacity(sorted.len());
        for interval in sorted {
            if self.is_empty(&interval)? {
                continue;
            }
            match merged.last_mut() {
                Some(last) if self.touch(&last.high, &interval.low)? => {
                    if self.high_order(&interval.high, &last.high)? == Ordering::Greater {
                        last.high = interval.high;
                    }
                }
                _ => merged.push(interval),
            }
        }
        Ok(merged)
    }

    pub(super) fn is_empty(&self, interval: &Interval) -> Result<bool, NoForm> {
        let (Some(low), Some(high)) = (interval.low.value(), interval.high.value()) else { return Ok(false) };
        Ok(match self.ordering(low, high).ok_or(NoForm::Order)? {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => !matches!((&interval.low, &interval.high), (End::Closed(_), End::Closed(_))),
        })
    }

    /// Whether nothing lies between an upper end and a lower end.
    pub(super) fn touch(&self, high: &End, low: &End) -> Result<bool, NoForm> {
        let (Some(a), Some(b)) = (high.value(), low.value()) else { return Ok(true) };
        Ok(match self.ordering(a, b).ok_or(NoForm::Order)? {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => !matches!((high, low), (End::Open(_), End::Open(_))),
        })
    }

    pub(super) fn intersection(&self, one: &[Interval], other: &[Interval]) -> Result<Vec<Interval>, NoForm> {
        let mut common = Vec::new();
        for a in one {
            for b in other {
                let low = if self.low_order(&a.low, &b.low)? == Ordering::Less { &b.low } else { &a.low };
                let high =
                    if self.high_order(&a.high, &b.high)? == Ordering::Greater { &b.high } else { &a.high };
                let interval = Interval { low: low.clone(), high: high.clone() };
                if !self.is_empty(&interval)? {
                    common.push(interval);
                }
                if common.len() > MAX_INTERVALS {
                    return Err(NoForm::Order);
                }
            }
        }
        Ok(common)
    }

    /// Which of two lower ends comes first; an open one comes after a closed one at the same place.
    pub(super) fn low_order(&self, one: &End, other: &End) -> Result<Ordering, NoForm> {
        match (one.value(), other.value()) {
            (None, None) => Ok(Ordering::Equal),
            (None, Some(_)) => Ok(Ordering::Less),
            (Some(_), None) => Ok(Ordering::Greater),
            (Some(a), Some(b)) => {
                let open = |end: &End| matches!(end, End::Open(_));
                Ok(self.ordering(a, b).ok_or(NoForm::Order)?.then(open(one).cmp(&open(other))))
            }
        }
    }

    /// Which of two upper ends comes first; an open one comes before a closed one at the same place.
    pub(super) fn high_order(&self, one: &End, other: &End) -> Result<Ordering, NoForm> {
        match (one.value(), other.value()) {
            (None, None) => Ok(Ordering::Equal),
            (None, Some(_)) => Ok(Ordering::Greater),
            (Some(_), None) => Ok(Ordering::Less),
            (Some(a), Some(b)) => {
                let closed = |end: &End| matches!(end, End::Closed(_));
                Ok(self.ordering(a, b).ok_or(NoForm::Order)?.then(closed(one).cmp(&closed(other))))
            }
        }
    }
}

impl Comparison<'_> {
    /// The order of two values, where it is proved.
    fn ordering(&self, one: &Expr, other: &Expr) -> Option<Ordering> {
        match (crate::compare::value::rational(one), crate::compare::value::rational(other)) {
            (Ok(one), Ok(other)) => Some(one.cmp(&other)),
            _ => self.real_ordering(one, other),
        }
    }
}
