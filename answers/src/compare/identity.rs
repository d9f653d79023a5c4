//! Equality and difference of expressions: canonical forms, then balls, then prime fields.

use std::cmp::Ordering;

use super::fold::Symbols;
use super::value::BUDGET;
use super::{Comparison, Judged};
use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{Expr, Name, RelationOp};
use crate::kernel::field::ROUNDS;
use crate::kernel::{
    Atom, Ball, ComplexBall, Domain, Enclosing, Error, Exponent, Fields, Precision, Quotient, Rational,
    Symbolic,
};

/// The least bits of an error bound with which an identity in fields counts as a proof.
const LEAST_BITS: u32 = 60;

/// How many points are tried where two expressions in variables may differ.
const POINTS: usize = 6;

const SYMBOLIC: Symbolic = Symbolic { budget: BUDGET, domain: Domain::Real };

impl Comparison<'_> {
    /// Compares two expressions by their values, wherever both are defined.
    pub(super) fn identical(&self, gold: &Expr, answer: &Expr) -> Judged {
        let mut symbols = Symbols::default();
        let (one, other) = (symbols.fold(&SYMBOLIC, gold), symbols.fold(&SYMBOLIC, answer));
        let equal = match (&one, &other) {
            (Err(Error::Undefined), _) => {
                return Judged::Unknown(Doubt::UndefinedGold("a division by zero, or the like"));
            }
            (_, Err(Error::Undefined)) => return Judged::different("the answer is not defined"),
            (Ok(one), Ok(other)) => one.equals(other, BUDGET),
            (Err(error), _) | (_, Err(error)) => Err(*error),
        };
        if equal == Ok(true) {
            return if self.is_defined(gold, &mut symbols) && self.is_defined(answer, &mut symbols) {
                Judged::Equal(Proof::CanonicalForm)
            } else {
                Judged::unknown("whether both sides are defined is not known")
            };
        }
        if let Some(witness) = difference(gold, answer, &mut symbols) {
            return Judged::Different(witness);
        }
        if equal.is_err()
            && let Some(bits) = self.identity_in_fields(gold, answer)
        {
            return Judged::Equal(Proof::Identity { bits });
        }
        match equal {
            Err(Error::Budget) => Judged::Unknown(Doubt::Budget),
            Err(_) => Judged::unknown("a construction that is not computed with"),
            Ok(_) => Judged::unknown("neither equality nor difference could be proved"),
        }
    }

    /// Whether an expression is defined at one point at least.
    fn is_defined(&self, expr: &Expr, symbols: &mut Symbols) -> bool {
        (0..POINTS).any(|at| symbols.fold(&AtPoint::new(Precision::STEPS[1], at), expr).is_ok())
    }

    /// The bits of the error bound with which two rational functions agree in random fields; none where they do not.
    fn identity_in_fields(&self, gold: &Expr, answer: &Expr) -> Option<u32> {
        let mut symbols = Symbols::default();
        let mut bits = u32::MAX;
        let mut rounds = 0;
        for field in Fields::new(self.seed).take(ROUNDS * 3) {
            let (one, other) = (symbols.fold(&field, gold), symbols.fold(&field, answer));
            match (one, other) {
                (Ok(one), Ok(other)) => {
                    if !one.agrees(&other) {
                        return None;
                    }
                    bits = bits.min(one.error_bits(&other));
                    rounds += 1;
                    if rounds == ROUNDS {
                        return (bits >= LEAST_BITS).then_some(bits);
                    }
                }
                // A divisor vanished by chance, or is zero.
                (Err(Error::Unknown), _) | (_, Err(Error::Unknown)) => {}
                _ => return None,
            }
        }
        None
    }

    /// The order of two real values, where it is proved.
    pub(super) fn real_ordering(&self, one: &Expr, other: &Expr) -> Option<Ordering> {
        let mut symbols = Symbols::default();
        let (a, b) = (symbols.fold(&SYMBOLIC, one).ok()?, symbols.fold(&SYMBOLIC, other).ok()?);
        if !symbols.names().is_empty() || symbols.has_opaque() {
            return a.equals(&b, BUDGET).ok()?.then_some(Ordering::Equal);
        }
        a.sub(&b, BUDGET).ok()?.sign(BUDGET)
    }

    /// An inequality between linear expressions in one variable, solved for it.
    pub(super) fn solved_for(
        &self,
        left: &Expr,
        op: RelationOp,
        right: &Expr,
    ) -> Option<(Name, RelationOp, Expr)> {
        use RelationOp::{Greater, GreaterEqual, Less, LessEqual, NotEqual};
        if !matches!(op, Less | LessEqual | Greater | GreaterEqual | NotEqual) {
            return None;
        }
        let mut symbols = Symbols::default();
        let (left, right) = (symbols.fold(&SYMBOLIC, left).ok()?, symbols.fold(&SYMBOLIC, right).ok()?);
        let [name] = symbols.names() else { return None };
        if symbols.has_opaque() {
            return None;
        }
        let difference = left.sub(&right, BUDGET).ok()?;
        let (mut slope, mut constant) = (Rational::ZERO, Rational::ZERO);
        for (monomial, coefficient) in difference.as_polynomial()?.terms() {
            match monomial.factors() {
                [] => constant = coefficient.clone(),
                [(Atom::Variable(0), exponent)] if *exponent == Exponent::ONE => slope = coefficient.clone(),
                _ => return None,
            }
        }
        let bound = (-&constant).div(&slope).ok()?;
        let op = match op {
            Less if slope.is_negative() => Greater,
            LessEqual if slope.is_negative() => GreaterEqual,
            Greater if slope.is_negative() => Less,
            GreaterEqual if slope.is_negative() => LessEqual,
            op => op,
        };
        Some((*name, op, super::value::expr_of(&bound)))
    }

    /// The factor by which one expression is a multiple of the other, where it is a number other than 0.
    pub(super) fn equations(&self, gold: &Expr, answer: &Expr) -> Judged {
        let mut symbols = Symbols::default();
        let (Ok(one), Ok(other)) = (symbols.fold(&SYMBOLIC, gold), symbols.fold(&SYMBOLIC, answer)) else {
            return Judged::unknown("equations that are not computed with");
        };
        // An equation between constants says nothing of any variable.
        if one.is_constant() || other.is_constant() {
            return Judged::unknown("an equation that holds for all values or for none");
        }
        match one.proportion(&other, BUDGET) {
            Ok(Some(_)) => Judged::Equal(Proof::CanonicalForm),
            Ok(None) if are_linear(&one, &other, &symbols) => {
                Judged::different("the equations of lines or planes are not multiples of one another")
            }
            Ok(None) => Judged::unknown("the equations are not multiples of one another"),
            Err(_) => Judged::unknown("equations that are not computed with"),
        }
    }

    /// Whether a decimal is the rounding of a real constant to its places.
    pub(super) fn rounds_to(&self, exact: &Expr, rounded: &Rational, places: i32) -> bool {
        let mut symbols = Symbols::default();
        let unit = Rational::from(10).pow(&dashu_int::IBig::from(-i64::from(places)), BUDGET);
        let Ok(half) = unit.and_then(|unit| unit.div(&Rational::from(2))) else { return false };
        let Ok(value) = symbols.fold(&AtPoint::new(Precision::STEPS[1], 0), exact) else { return false };
        if !symbols.names().is_empty() || symbols.has_opaque() {
            return false;
        }
        let precision = Precision::STEPS[1];
        let Some(value) = value.as_real() else { return false };
        let distance =
            value.sub(&Ball::rational(rounded, precision), precision).map(|distance| distance.abs());
        distance.is_ok_and(|distance| {
            distance.compare(&Ball::rational(&half, precision), precision) == Some(Ordering::Less)
        })
    }
}

/// Whether both are sums of first powers of variables with rational coefficients.
fn are_linear(one: &Quotient, other: &Quotient, symbols: &Symbols) -> bool {
    let linear = |quotient: &Quotient| {
        quotient.as_polynomial().is_some_and(|sum| {
            sum.terms().iter().all(|(monomial, _)| match monomial.factors() {
                [] => true,
                [(Atom::Variable(number), exponent)] => {
                    *exponent == Exponent::ONE && !super::fold::is_opaque(*number)
                }
                _ => false,
            })
        })
    };
    !symbols.has_opaque() && linear(one) && linear(other)
}

/// A point at which two expressions are proved to differ.
fn difference(gold: &Expr, answer: &Expr, symbols: &mut Symbols) -> Option<Witness> {
    let constant = symbols.names().is_empty();
    for at in 0..if constant { 1 } else { POINTS } {
        for precision in Precision::STEPS {
            let arithmetic = AtPoint::new(precision, at);
            let (Ok(one), Ok(other)) = (symbols.fold(&arithmetic, gold), symbols.fold(&arithmetic, answer))
            else {
                break;
            };
            // What is taken as it stands may be related in ways that are not known here.
            if symbols.has_opaque() {
                return None;
            }
            if one.is_disjoint(&other, precision) {
                return Some(Witness::Values(told(symbols.names(), at, &one, &other)));
            }
            if !constant && precision == Precision::STEPS[1] {
                break;
            }
        }
    }
    None
}

/// Both values, at the point where there is one.
fn told(names: &[Name], at: usize, gold: &ComplexBall, answer: &ComplexBall) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (number, name) in names.iter().enumerate() {
        let comma = if number == 0 { "at " } else { ", " };
        let _infallible = write!(text, "{comma}{name} = {}", coordinate(number, at));
    }
    if !names.is_empty() {
        text.push(' ');
    }
    let _infallible = write!(text, "{} is not {}", shown(answer), shown(gold));
    text
}

fn shown(value: &ComplexBall) -> String {
    match value.as_real() {
        Some(real) => real.to_string(),
        None => format!("({}) + ({})i", value.re, value.im),
    }
}

/// The value of a variable at one of the points.
///
/// All of them are positive integers, since a variable may stand for nothing
/// else: what differs there differs for real numbers too. The values of one
/// point are different.
fn coordinate(variable: usize, at: usize) -> i64 {
    const FIRST: [i64; POINTS] = [3, 2, 5, 7, 1, 11];
    FIRST[at % POINTS] + 2 * i64::try_from(variable).unwrap_or(0) + i64::from(variable > 0)
}

/// Balls at one of the points.
#[derive(Clone, Copy)]
struct AtPoint {
    balls: Enclosing<'static>,
    at: usize,
}

impl AtPoint {
    fn new(precision: Precision, at: usize) -> AtPoint {
        AtPoint { balls: Enclosing { precision, point: &[] }, at }
    }
}

impl crate::kernel::Arithmetic for AtPoint {
    type Value = ComplexBall;

    fn rational(&self, value: &Rational) -> crate::kernel::Result<ComplexBall> {
        self.balls.rational(value)
    }
    fn pi(&self) -> crate::kernel::Result<ComplexBall> {
        self.balls.pi()
    }
    fn e(&self) -> crate::kernel::Result<ComplexBall> {
        self.balls.e()
    }
    fn i(&self) -> crate::kernel::Result<ComplexBall> {
        self.balls.i()
    }
    fn variable(&self, index: u32) -> crate::kernel::Result<ComplexBall> {
        Ok(Ball::integer(coordinate(index as usize % 1009, self.at)).into())
    }
    fn add(&self, a: &ComplexBall, b: &ComplexBall) -> crate::kernel::Result<ComplexBall> {
        self.balls.add(a, b)
    }
    fn neg(&self, a: &ComplexBall) -> crate::kernel::Result<ComplexBall> {
        self.balls.neg(a)
    }
    fn mul(&self, a: &ComplexBall, b: &ComplexBall) -> crate::kernel::Result<ComplexBall> {
        self.balls.mul(a, b)
    }
    fn div(&self, a: &ComplexBall, b: &ComplexBall) -> crate::kernel::Result<ComplexBall> {
        self.balls.div(a, b)
    }
    fn pow(&self, base: &ComplexBall, exponent: &ComplexBall) -> crate::kernel::Result<ComplexBall> {
        self.balls.pow(base, exponent)
    }
    fn root(&self, base: &ComplexBall, degree: u32) -> crate::kernel::Result<ComplexBall> {
        self.balls.root(base, degree)
    }
    fn apply(
        &self,
        function: crate::kernel::Function,
        argument: &ComplexBall,
    ) -> crate::kernel::Result<ComplexBall> {
        self.balls.apply(function, argument)
    }
}
