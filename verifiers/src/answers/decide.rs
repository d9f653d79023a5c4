//! The decision on two answers that were both read.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed as _;

use super::units::{self, Unit};
use super::value::{Reading, shown};
use crate::{AbstainReason, RejectReason, Verdict};

/// Compares an answer with the reference, and says how.
pub(super) fn compare(gold: &Reading, answer: &Reading) -> (Verdict, String) {
    if let (Some(asked), Some(given)) = (gold.variable, answer.variable)
        && asked != given
    {
        let detail = format!("answer {given} = {answer}, reference {asked} = {gold}: the variables differ");
        return (Verdict::Abstain(AbstainReason::Undecided), detail);
    }
    let equal = gold.value == answer.value;
    let proof = Proof::by_units(gold, answer);
    match (equal, proof) {
        (true, Proof::Both | Proof::Equality) => {
            (Verdict::Accept, format!("answer {answer} = reference {gold} (exact rational)"))
        }
        (false, Proof::Both) => {
            let difference = shown(&(&answer.value - &gold.value));
            let detail =
                format!("answer {answer} differs from reference {gold} by {difference} (exact rational)");
            (Verdict::Reject(RejectReason::WrongAnswer), detail)
        }
        (false, Proof::Equality) => {
            let detail =
                format!("answer {answer} and reference {gold}: the unit that is asked for is not known");
            (Verdict::Abstain(AbstainReason::Undecided), detail)
        }
        (_, Proof::Neither(why)) => (
            Verdict::Abstain(AbstainReason::Undecided),
            format!("answer {answer} and reference {gold}: {why}"),
        ),
    }
}

/// What a comparison of the numbers proves, as the units have it.
enum Proof {
    /// Equal numbers are equal answers, and different numbers are different answers.
    Both,
    /// Equal numbers are equal answers; different numbers prove nothing.
    Equality,
    /// The numbers prove nothing, and this is why.
    Neither(&'static str),
}

impl Proof {
    fn by_units(gold: &Reading, answer: &Reading) -> Proof {
        match (&gold.unit, &answer.unit) {
            (None, None) => Proof::Both,
            (Some(Unit::Other(asked)), Some(Unit::Other(given))) if asked == given => Proof::Equality,
            (Some(asked), Some(given)) if asked == given => Proof::Both,
            (Some(Unit::Percent), _) | (_, Some(Unit::Percent)) => {
                Proof::Neither("a percentage is compared with percentages alone")
            }
            (Some(_), Some(_)) => Proof::Neither("the units differ, and nothing is converted"),
            (Some(Unit::Other(_)), None) | (None, Some(Unit::Other(_))) => {
                Proof::Neither("the words after the number may change its value")
            }
            (Some(Unit::Money(name)), None) | (None, Some(Unit::Money(name))) if name == units::CENT => {
                Proof::Neither("the number without a unit may be in dollars")
            }
            (Some(Unit::Money(_)), None) | (None, Some(Unit::Money(_))) => {
                // One side may be in dollars and the other in cents.
                if is_hundredfold(&gold.value, &answer.value) { Proof::Equality } else { Proof::Both }
            }
            (Some(Unit::Known(_)), None) => Proof::Both,
            (None, Some(Unit::Known(_))) => Proof::Equality,
        }
    }
}

fn is_hundredfold(left: &BigRational, right: &BigRational) -> bool {
    let hundred = BigRational::from_integer(BigInt::from(100));
    let (left, right) = (left.abs(), right.abs());
    &left * &hundred == right || right * hundred == left
}
