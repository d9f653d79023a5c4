//! Equality and difference of expressions: one point in balls, then canonical forms, then more points, then prime fields.

use std::cmp::Ordering;

use super::fold::Symbols;
use super::points::{AtPoint, OTHER_POINTS, POINTS, cost, numbers_of, numbers_of_both, told};
use super::value::BUDGET;
use super::{Comparison, Judged, terms};
use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{BinaryOp, Expr, Function, Name, Node, RelationOp, UnaryOp};
use crate::kernel::field::ROUNDS;
use crate::kernel::symbolic::Identity;
use crate::kernel::{
    Atom, Ball, ComplexBall, Domain, Error, Exponent, Field, Fields, Numbers, Polynomial, Precision,
    Quotient, Rational, Symbolic, Work,
};
use crate::second::Opinion;

/// The least bits of an error bound with which an identity in fields counts as a proof.
const LEAST_BITS: u32 = 60;

/// What finding the primes of random fields takes, in units of work.
const FIELDS_COST: usize = 100;

/// What two expressions are found to be at a point.
enum Met {
    /// Both have values, which differ.
    Apart(Witness),
    /// Both have values, which are not told apart.
    Together,
    /// One has no value there, or none that is known.
    Unknown,
}

/// Canonical forms for variables that stand for real numbers.
pub(super) fn symbolic(work: &Work) -> Symbolic<'_> {
    Symbolic { budget: BUDGET.with_work(work), domain: Domain::Real }
}

impl Comparison<'_> {
    /// Compares two expressions by their values, wherever both are defined.
    pub(super) fn identical(&self, gold: &Expr, answer: &Expr) -> Judged {
        let judged = self.identical_by_proof(gold, answer);
        match (&judged, self.second) {
            (Judged::Unknown(Doubt::Undecided(_) | Doubt::Budget), Some(second)) => {
                match second.compare(gold, answer) {
                    Opinion::Equal => Judged::Equal(Proof::SecondJudge),
                    Opinion::Different(place) => Judged::Different(Witness::Values(place)),
                    Opinion::Unknown => judged,
                }
            }
            _ => judged,
        }
    }

    fn identical_by_proof(&self, gold: &Expr, answer: &Expr) -> Judged {
        let mut symbols = Symbols::default();
        let work = &self.effort.work;
        // What every comparison takes, however simple it is.
        if BUDGET.with_work(work).charge(30).is_err() {
            return Judged::Unknown(Doubt::Budget);
        }
        // What is left without shared terms may lack variables, of which there are some all the same.
        symbols.know(gold);
        symbols.know(answer);
        // Most that differ do so at the first point, which is less work than their canonical forms.
        let first = self.meet_at_first(gold, answer, &mut symbols);
        if let Met::Apart(witness) = first {
            return Judged::Different(witness);
        }
        let symbolic = symbolic(work);
        let rests = terms::not_shared(gold, answer);
        let (shorter, short) = rests.as_ref().map_or((gold, answer), |(one, other)| (one, other));
        let (one, other) = (symbols.fold(&symbolic, shorter), symbols.fold(&symbolic, short));
        let equal = match (&one, &other) {
            (Err(Error::Undefined), _) => {
                return Judged::Unknown(Doubt::UndefinedGold("a division by zero, or the like"));
            }
            (_, Err(Error::Undefined)) => return Judged::different("the answer is not defined"),
            (Ok(one), Ok(other)) => one.equals(other, symbolic.budget),
            (Err(error), _) | (_, Err(error)) => Err(*error),
        };
        if equal == Ok(true) {
            let mut are_defined = || {
                matches!(first, Met::Together)
                    || self.is_defined(gold, &mut symbols) && self.is_defined(answer, &mut symbols)
            };
            return if are_defined() {
                Judged::Equal(Proof::CanonicalForm)
            } else {
                Judged::unknown("whether both sides are defined is not known")
            };
        }
        if let Some(witness) = self.difference(gold, answer, &mut symbols) {
            return Judged::Different(witness);
        }
        if let (Ok(one), Ok(other)) = (&one, &other)
            && symbols.names().is_empty()
            && !symbols.has_opaque()
        {
            match one.identity(other, symbolic.budget) {
                Ok(Identity::SameForm | Identity::Separation) => return Judged::Equal(Proof::Separation),
                Ok(Identity::Independent | Identity::Disjoint) => {
                    return Judged::different("their canonical forms are different numbers");
                }
                Ok(Identity::Unknown) | Err(_) => {}
            }
        }
        if self.are_equal_for_positive_values(gold, answer, &symbols) {
            return Judged::Equal(Proof::CanonicalForm);
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

    /// Whether both have the same canonical form for positive variables, where one side has no real values for others:
    /// `\ln(x^2)` and `2\ln x`, `\sqrt{xy}` and `\sqrt{x}\sqrt{y}`.
    fn are_equal_for_positive_values(&self, gold: &Expr, answer: &Expr, symbols: &Symbols) -> bool {
        let mut positive = Vec::new();
        for side in [gold, answer] {
            side.any(&mut |part| {
                positive.extend(needs_positive(part));
                false
            });
        }
        if symbols.names().is_empty()
            || symbols.has_opaque()
            || symbols.names().iter().any(|name| !positive.contains(name))
        {
            return false;
        }
        let mut symbols = Symbols::default();
        let work = &self.effort.work;
        let symbolic = Symbolic { domain: Domain::Positive, ..symbolic(work) };
        let (Ok(one), Ok(other)) = (symbols.fold(&symbolic, gold), symbols.fold(&symbolic, answer)) else {
            return false;
        };
        one.equals(&other, symbolic.budget) == Ok(true)
            && self.is_defined(gold, &mut symbols)
            && self.is_defined(answer, &mut symbols)
    }

    /// The two expressions at the first point, at the least precision.
    fn meet_at_first(&self, gold: &Expr, answer: &Expr, symbols: &mut Symbols) -> Met {
        let precision = Precision::STEPS[0];
        if BUDGET.with_work(&self.effort.points).charge(cost(gold) + cost(answer)).is_err() {
            return Met::Unknown;
        }
        let arithmetic = AtPoint::new(precision, numbers_of_both(gold, answer), 0);
        let (Ok(one), Ok(other)) = (symbols.fold(&arithmetic, gold), symbols.fold(&arithmetic, answer))
        else {
            return Met::Unknown;
        };
        // What is taken as it stands may be related in ways that are not known here.
        if !symbols.has_opaque() && one.is_disjoint(&other, precision) {
            return Met::Apart(Witness::Values(told(symbols.names(), 0, &one, &other)));
        }
        Met::Together
    }

    /// A point at which two expressions are proved to differ.
    fn difference(&self, gold: &Expr, answer: &Expr, symbols: &mut Symbols) -> Option<Witness> {
        let constant = symbols.names().is_empty();
        let numbers = numbers_of_both(gold, answer);
        let mut defined = false;
        let cost = cost(gold) + cost(answer);
        for at in 0..if constant { 1 } else { POINTS + OTHER_POINTS } {
            // Where both have values for positive integers, nothing else is tried.
            if defined && at >= POINTS {
                break;
            }
            for precision in Precision::STEPS {
                BUDGET.with_work(&self.effort.points).charge(cost).ok()?;
                let arithmetic = AtPoint::new(precision, numbers, at);
                let (Ok(one), Ok(other)) =
                    (symbols.fold(&arithmetic, gold), symbols.fold(&arithmetic, answer))
                else {
                    break;
                };
                defined = true;
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

    /// Whether an expression has the same value for all values of its variables, where it is known.
    pub(super) fn is_constant(&self, expr: &Expr) -> Option<bool> {
        // That it has not is shown by two points most often, which is less work than its canonical form.
        if self.varies(expr, Precision::STEPS[0]) {
            return Some(false);
        }
        let mut symbols = Symbols::default();
        let work = &self.effort.work;
        let value = symbols.fold(&symbolic(work), expr).ok();
        if value.is_some_and(|value| value.is_constant()) && !symbols.has_opaque() {
            return Some(true);
        }
        self.varies(expr, Precision::STEPS[1]).then_some(false)
    }

    /// Whether an expression is proved to have different values at two of the points.
    fn varies(&self, expr: &Expr, precision: Precision) -> bool {
        let cost = cost(expr);
        let mut before: Option<ComplexBall> = None;
        for at in 0..POINTS + OTHER_POINTS {
            if BUDGET.with_work(&self.effort.points).charge(cost).is_err() {
                return false;
            }
            let mut symbols = Symbols::default();
            let Ok(value) = symbols.fold(&AtPoint::new(precision, Numbers::Real, at), expr) else { continue };
            // What is taken as it stands may be related in ways that are not known here.
            if symbols.has_opaque() {
                return false;
            }
            if before.is_some_and(|before| before.is_disjoint(&value, precision)) {
                return true;
            }
            before = Some(value);
        }
        false
    }

    /// Whether an expression is defined at one point at least.
    fn is_defined(&self, expr: &Expr, symbols: &mut Symbols) -> bool {
        // A complex value shows it as well as a real one.
        let point = |at| AtPoint::new(Precision::STEPS[1], Numbers::Complex, at);
        (0..POINTS).any(|at| symbols.fold(&point(at), expr).is_ok())
    }

    /// The bits of the error bound with which two rational functions agree in random fields; none where they do not.
    fn identity_in_fields(&self, gold: &Expr, answer: &Expr) -> Option<u32> {
        let mut symbols = Symbols::default();
        // To find a prime takes more than all else.
        let fixed = Field::fixed();
        let one = symbols.fold(&fixed, gold).ok()?;
        if !one.agrees(&symbols.fold(&fixed, answer).ok()?) {
            return None;
        }
        BUDGET.with_work(&self.effort.points).charge(FIELDS_COST).ok()?;
        let mut bits = u32::MAX;
        let mut rounds = 0;
        for field in Fields::new(seed(self.texts)).take(ROUNDS * 3) {
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
        let work = &self.effort.work;
        // Nearly all that are not equal are told apart at the least precision.
        let point = AtPoint::new(Precision::STEPS[0], Numbers::Complex, 0);
        if one.has_no_variables()
            && other.has_no_variables()
            && BUDGET.with_work(&self.effort.points).charge(cost(one) + cost(other)).is_ok()
            && let (Ok(a), Ok(b)) = (symbols.fold(&point, one), symbols.fold(&point, other))
            && !symbols.has_opaque()
            && let (Some(a), Some(b)) = (a.as_real(), b.as_real())
            && let Some(order) = a.compare(b, Precision::STEPS[0])
        {
            return Some(order);
        }
        let symbolic = symbolic(work);
        let (a, b) = (symbols.fold(&symbolic, one).ok()?, symbols.fold(&symbolic, other).ok()?);
        if !symbols.names().is_empty() || symbols.has_opaque() {
            return a.equals(&b, symbolic.budget).ok()?.then_some(Ordering::Equal);
        }
        a.sub(&b, symbolic.budget).ok()?.sign(symbolic.budget)
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
        let work = &self.effort.work;
        let symbolic = symbolic(work);
        let (left, right) = (symbols.fold(&symbolic, left).ok()?, symbols.fold(&symbolic, right).ok()?);
        let [name] = symbols.names() else { return None };
        if symbols.has_opaque() {
            return None;
        }
        let difference = left.sub(&right, symbolic.budget).ok()?;
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
        let work = &self.effort.work;
        let symbolic = symbolic(work);
        let (Ok(one), Ok(other)) = (symbols.fold(&symbolic, gold), symbols.fold(&symbolic, answer)) else {
            return Judged::unknown("equations that are not computed with");
        };
        // An equation between constants says nothing of any variable.
        if one.is_constant() || other.is_constant() {
            return Judged::unknown("an equation that holds for all values or for none");
        }
        match one.proportion(&other, symbolic.budget) {
            Ok(Some(_)) => Judged::Equal(Proof::CanonicalForm),
            Ok(None) if are_linear(&one, &other, &symbols) => {
                Judged::different("the equations of lines or planes are not multiples of one another")
            }
            Ok(None) if give_one_variable(&one, &other, &symbols) => {
                Judged::different("the equations give different values to a variable")
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
        let Ok(value) = symbols.fold(&AtPoint::new(Precision::STEPS[1], numbers_of(exact), 0), exact) else {
            return false;
        };
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

/// A digest of both texts (FNV-1a), which seeds random fields: it is fixed only when both texts are.
fn seed([gold, answer]: [&str; 2]) -> u64 {
    let bytes = gold.bytes().chain([0xff]).chain(answer.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
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

/// Whether both are polynomials in which the same variable comes by itself alone, so that each equation gives it one
/// value for all values of the others. Different polynomials then give different values.
fn give_one_variable(one: &Quotient, other: &Quotient, symbols: &Symbols) -> bool {
    let (Some(one), Some(other)) = (one.as_polynomial(), other.as_polynomial()) else { return false };
    let is_variable =
        |atom: &Atom| matches!(atom, Atom::Variable(number) if !super::fold::is_opaque(*number));
    let is_polynomial = |sum: &Polynomial| {
        sum.terms().iter().all(|(monomial, _)| {
            monomial.factors().iter().all(|(atom, exponent)| {
                is_variable(atom) && exponent.is_integer() && exponent.numerator() > 0
            })
        })
    };
    let comes_alone = |sum: &Polynomial, number: u32| {
        let mut with = sum.terms().iter().filter(|(monomial, _)| {
            monomial.factors().iter().any(|(atom, _)| *atom == Atom::Variable(number))
        });
        match (with.next(), with.next()) {
            (Some((monomial, _)), None) => {
                matches!(monomial.factors(), [(_, exponent)] if *exponent == Exponent::ONE)
            }
            _ => false,
        }
    };
    let count = u32::try_from(symbols.names().len()).unwrap_or(0);
    !symbols.has_opaque()
        && is_polynomial(one)
        && is_polynomial(other)
        && (0..count).any(|number| comes_alone(one, number) && comes_alone(other, number))
}

/// The variable that a root of even degree or a logarithm is taken of, which has real values for no negative one.
fn needs_positive(expr: &Expr) -> Option<Name> {
    let operand = match &expr.node {
        Node::Unary(UnaryOp::Sqrt, operand) => operand,
        Node::Call(call) if matches!(call.function, Function::Ln | Function::Log) => call.args.first()?,
        Node::Binary(BinaryOp::Root, parts) => {
            let degree = super::value::rational(&parts[1]).ok()?.to_i64()?;
            (degree % 2 == 0).then_some(&parts[0])?
        }
        Node::Binary(BinaryOp::Power, parts) => {
            let exponent = super::value::rational(&parts[1]).ok()?;
            let below = u32::try_from(&exponent.denominator()).ok()?;
            (below % 2 == 0).then_some(&parts[0])?
        }
        _ => return None,
    };
    match operand.node {
        Node::Variable(name) => Some(name),
        _ => None,
    }
}
