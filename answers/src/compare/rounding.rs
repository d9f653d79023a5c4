//! Roundings: which of two different numbers is the other to fewer places.
//!
//! A rounding is no equality. It is accepted in one case alone, and only by
//! rule: the gold is a decimal that cannot well be exact, and the answer is an
//! exact value of which the gold is the rounding. Decimals against decimals
//! are never that case, nor are fractions that are finite decimals in another
//! form: `1251/1000` is no source of 1.25.

use dashu_int::{IBig, UBig};

use super::value::{self, BUDGET};
use super::{Comparison, Judged, scalar};
use crate::decision::{Doubt, Proof};
use crate::expr::{Constant, Expr, NaryOp, Node, Number, Span, UnaryOp};
use crate::kernel::Rational;
use crate::rules::Rounding;

const OF_ANSWER: Judged = Judged::Unknown(Doubt::Rounding("the gold is a rounding of the answer"));
const OF_GOLD: Judged = Judged::Unknown(Doubt::Rounding("the answer is a rounding of the gold"));

impl Comparison<'_> {
    /// What becomes of two different rational numbers of which one is a rounding of the other; none if neither is.
    pub(super) fn rounding(
        &self,
        gold: &Expr,
        one: &Rational,
        answer: &Expr,
        other: &Rational,
    ) -> Option<Judged> {
        if self.rules.rounding == Rounding::Reject {
            return None;
        }
        let (gold_places, answer_places) = (scalar::places(gold), scalar::places(answer));
        let rounds = |places: Option<i32>, exact: &Rational, rounded: &Rational| {
            places.is_some_and(|places| is_rounding(exact, rounded, places))
        };
        match (gold_places, answer_places) {
            // The gold gives at least two places, and the answer more, or its exact value.
            (Some(of_gold), of_answer)
                if of_gold >= 2
                    && of_answer.is_none_or(|places| places > of_gold)
                    && rounds(gold_places, other, one) =>
            {
                let accepted = self.rules.rounding == Rounding::AcceptExact
                    && of_answer.is_none()
                    && is_precise(gold)
                    && !is_finite_decimal(other)
                    && !self.is_known_approximation(one, of_gold, other);
                Some(if accepted { Judged::Equal(Proof::Rounding) } else { OF_ANSWER })
            }
            (_, Some(of_answer))
                if (of_answer >= 1 || gold_places.is_some_and(|places| places > 0))
                    && rounds(answer_places, one, other) =>
            {
                Some(OF_GOLD)
            }
            _ => None,
        }
    }

    /// What becomes of a decimal on one side and a real constant on the other, of which it is a rounding.
    pub(super) fn rounding_of_constant(&self, gold: &Expr, answer: &Expr) -> Option<Judged> {
        if self.rules.rounding == Rounding::Reject {
            return None;
        }
        let decimal = |expr: &Expr| Some((scalar::places(expr)?, value::rational(expr).ok()?));
        match (decimal(gold), decimal(answer)) {
            (Some((places, rounded)), None) if places >= 2 && self.rounds_to(answer, &rounded, places) => {
                let accepted = self.rules.rounding == Rounding::AcceptExact && is_precise(gold);
                Some(if accepted { Judged::Equal(Proof::Rounding) } else { OF_ANSWER })
            }
            (None, Some((places, rounded))) if places >= 1 && self.rounds_to(gold, &rounded, places) => {
                Some(OF_GOLD)
            }
            _ => None,
        }
    }

    /// Whether a decimal is as well the rounding of a constant that people write fractions for, so that which of the
    /// two was rounded is not known: 3.14 is pi as well as 22/7, and 12.57 is 4 pi as well as 88/7.
    fn is_known_approximation(&self, rounded: &Rational, places: i32, fraction: &Rational) -> bool {
        let constants =
            [constant(Constant::Pi), constant(Constant::E), square_root(2), square_root(3), square_root(5)];
        if constants.iter().any(|constant| self.rounds_to(constant, rounded, places)) {
            return true;
        }
        [(22, 7), (355, 113)].into_iter().any(|(above, below)| {
            let multiple = Rational::ratio(above, below).and_then(|of_pi| fraction.div(&of_pi));
            multiple.is_ok_and(|multiple| {
                height(&multiple) < height(fraction) && self.rounds_to(&times_pi(&multiple), rounded, places)
            })
        })
    }
}

fn constant(constant: Constant) -> Expr {
    Expr::new(Span::default(), Node::Constant(constant))
}

fn square_root(of: u8) -> Expr {
    let number = Expr::new(Span::default(), Node::Number(Number::integer(of)));
    Expr::new(Span::default(), Node::Unary(UnaryOp::Sqrt, Box::new(number)))
}

fn times_pi(multiple: &Rational) -> Expr {
    Expr::new(
        Span::default(),
        Node::Nary(NaryOp::Product, vec![value::expr_of(multiple), constant(Constant::Pi)]),
    )
}

/// How large the numbers of a fraction are.
fn height(fraction: &Rational) -> UBig {
    use dashu_int::ops::UnsignedAbs as _;
    fraction.numerator().unsigned_abs() * fraction.denominator()
}

/// Whether a number has finitely many decimal places, or too large a denominator to tell.
fn is_finite_decimal(value: &Rational) -> bool {
    use dashu_int::ops::BitTest as _;
    let mut below = value.denominator();
    if below.bit_len() > 256 {
        return true;
    }
    for prime in [2_u8, 5] {
        while (&below % prime) == 0 {
            below /= prime;
        }
    }
    below.is_one()
}

/// Whether a decimal has at least three significant digits, and does not end in 0, as amounts of money do.
fn is_precise(expr: &Expr) -> bool {
    scalar::written(expr).is_some_and(|number| number.digits >= 100_u8.into() && &number.digits % 10_u8 != 0)
}

/// Whether rounding a value to so many decimal places gives the other, half up or half to even.
fn is_rounding(exact: &Rational, rounded: &Rational, places: i32) -> bool {
    let half = Rational::ratio(1, 2).and_then(|half| {
        let unit = Rational::from(10).pow(&IBig::from(-i64::from(places)), BUDGET)?;
        Ok(&half * &unit)
    });
    half.is_ok_and(|half| (exact - rounded).abs() <= half)
}
