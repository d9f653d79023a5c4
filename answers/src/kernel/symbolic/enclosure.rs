//! Forms as numbers: balls, signs and conjugates.

use std::cmp::Ordering;
use std::sync::Arc;

use dashu_int::IBig;

use super::{Atom, Exponent, Monomial, Opaque, Polynomial, Quotient};
use crate::kernel::ball::{e, pi};
use crate::kernel::{Ball, Budget, ComplexBall, Error, Precision, Rational, Result};

/// Precisions at which the sign of a constant is looked for.
const SIGN_STEPS: [Precision; 3] = [Precision::STEPS[0], Precision::STEPS[1], Precision::STEPS[2]];

/// Terms of a sum whose sign is looked for.
const MOST_TERMS: usize = 64;

/// Charges what the enclosure of a sum takes: each power of an atom is a function's value.
pub(super) fn charge_enclosure(sum: &Polynomial, precision: Precision, budget: Budget<'_>) -> Result<()> {
    let mut atoms = 0;
    sum.any_atom(&mut |_| {
        atoms += 1;
        false
    });
    let each = if precision <= Precision::STEPS[0] { 16 } else { 40 };
    let length = sum.terms().iter().map(|(_, number)| number.bits() / 512).sum::<usize>();
    budget.charge(2 * sum.terms().len() + length + each * atoms)
}

/// Values for variables and for functions of the caller's; none where an atom has none.
pub type Assignment<'a> = &'a dyn Fn(&Atom) -> Option<ComplexBall>;

/// The assignment for constants, which gives nothing a value.
pub(super) fn no_values(_: &Atom) -> Option<ComplexBall> {
    None
}

impl Polynomial {
    /// A ball that contains the value.
    pub fn enclose(&self, values: Assignment<'_>, precision: Precision) -> Result<ComplexBall> {
        let mut sum = ComplexBall::from(Ball::ZERO);
        for (monomial, number) in self.terms() {
            let product = enclose_monomial(monomial, values, precision)?;
            let factor = ComplexBall::from(Ball::rational(number, precision));
            sum = sum.add(&product.mul(&factor, precision)?, precision)?;
        }
        Ok(sum)
    }

    /// Whether a ball shows that a constant is not 0.
    pub(super) fn is_apart_from_zero(&self, budget: Budget<'_>) -> bool {
        if self.terms().len() > MOST_TERMS {
            return false;
        }
        let apart = |precision| {
            charge_enclosure(self, precision, budget).is_ok()
                && self.enclose(&no_values, precision).is_ok_and(|ball| !ball.contains_zero())
        };
        SIGN_STEPS.into_iter().any(apart)
    }

    /// The complex conjugate, for real variables, where functions are of real arguments; unknown otherwise.
    pub(super) fn conj(&self, budget: Budget<'_>) -> Result<Polynomial> {
        if self.is_real_form() {
            return Ok(self.clone());
        }
        let mut terms = Vec::with_capacity(self.terms().len());
        for (monomial, number) in self.terms() {
            let (sign, conjugate) = conj_monomial(monomial, budget)?;
            let number = if sign < 0 { -number } else { number.clone() };
            super::reduce::reduced(number, conjugate, &mut terms, budget)?;
        }
        Polynomial::collect(terms, budget)
    }
}

/// The conjugate of a product as a sign and a product.
fn conj_monomial(monomial: &Monomial, budget: Budget<'_>) -> Result<(i32, Monomial)> {
    let mut sign = 1;
    let mut factors = Vec::with_capacity(monomial.factors().len());
    for (atom, exponent) in monomial.factors() {
        match atom {
            Atom::Imaginary => {
                sign = -sign;
                factors.push((atom.clone(), *exponent));
            }
            Atom::Exp(inner) => {
                // The inner product is its conjugate or the negative of it.
                let (inner_sign, conjugate) = conj_monomial(inner, budget)?;
                let exponent = if inner_sign < 0 { exponent.neg() } else { *exponent };
                factors.push((Atom::Exp(Arc::new(conjugate)), exponent));
            }
            Atom::Power(base) if !base.is_real_form() => return Err(Error::Unknown),
            Atom::Call(call) => {
                let real = |sum: &Polynomial| sum.conj(budget).is_ok_and(|conjugate| conjugate == *sum);
                let mut all = call.arguments.iter();
                if !all.all(|one| real(one.numerator()) && real(one.denominator())) {
                    return Err(Error::Unknown);
                }
                factors.push((atom.clone(), *exponent));
            }
            _ => factors.push((atom.clone(), *exponent)),
        }
    }
    factors.sort();
    Ok((sign, Monomial(factors)))
}

fn enclose_monomial(
    monomial: &Monomial,
    values: Assignment<'_>,
    precision: Precision,
) -> Result<ComplexBall> {
    let mut product = ComplexBall::from(Ball::ONE);
    for (atom, exponent) in monomial.factors() {
        let factor = enclose_power(atom, *exponent, values, precision)?;
        product = product.mul(&factor, precision)?;
    }
    Ok(product)
}

fn enclose_power(
    atom: &Atom,
    exponent: Exponent,
    values: Assignment<'_>,
    precision: Precision,
) -> Result<ComplexBall> {
    let ball = |value: &Rational| Ball::rational(value, precision);
    let base: ComplexBall = match atom {
        Atom::Prime(prime) => ball(&IBig::from(*prime).into()).into(),
        Atom::Unfactored(number) => ball(&number.as_ref().clone().into()).into(),
        Atom::Imaginary => ComplexBall::I,
        Atom::Pi => pi(precision).into(),
        Atom::E if exponent == Exponent::ONE => return Ok(e(precision).into()),
        Atom::E => return Ok(ball(&exponent.to_rational()).exp(precision)?.into()),
        Atom::Log(prime) => ball(&IBig::from(*prime).into()).ln(precision)?.into(),
        Atom::LogUnfactored(number) => ball(&number.as_ref().clone().into()).ln(precision)?.into(),
        Atom::Variable(_) | Atom::Positive(_) => values(atom).ok_or(Error::Unknown)?,
        Atom::Exp(inner) => {
            let inner = enclose_monomial(inner, values, precision)?;
            let scaled = inner.mul(&ball(&exponent.to_rational()).into(), precision)?;
            return scaled.exp(precision);
        }
        Atom::Power(base) => base.enclose(values, precision)?,
        Atom::Call(call) => match values(atom) {
            Some(value) => value,
            None => {
                let argument = call.arguments.first().ok_or(Error::Unknown)?.enclose(values, precision)?;
                let real = |argument: &ComplexBall| argument.as_real().cloned().ok_or(Error::Unknown);
                match call.function {
                    // A power of an exponential is meant as the exponential of a product.
                    Opaque::Exp => {
                        let scaled = argument.mul(&ball(&exponent.to_rational()).into(), precision)?;
                        return scaled.exp(precision);
                    }
                    Opaque::Ln => argument.ln(precision)?,
                    Opaque::Asin => real(&argument)?.asin(precision)?.into(),
                    Opaque::Atan => real(&argument)?.atan(precision)?.into(),
                    Opaque::Named(_) => return Err(Error::Unknown),
                }
            }
        },
    };
    let power = i64::from(exponent.numerator());
    if exponent.is_integer() {
        return base.powi(power, precision);
    }
    // Roots of odd degree are real for negative numbers.
    match base.as_real() {
        Some(real) if exponent.denominator() % 2 == 1 || real.sign().is_some_and(Ordering::is_ge) => {
            let root = real.root(exponent.denominator().unsigned_abs(), precision)?;
            Ok(root.powi(power, precision)?.into())
        }
        _ => base.pow(&ball(&exponent.to_rational()).into(), precision),
    }
}

impl Quotient {
    /// A ball that contains the value.
    pub fn enclose(&self, values: Assignment<'_>, precision: Precision) -> Result<ComplexBall> {
        let numerator = self.numerator().enclose(values, precision)?;
        if self.denominator().is_one() {
            return Ok(numerator);
        }
        numerator.div(&self.denominator().enclose(values, precision)?, precision)
    }

    /// The complex conjugate, for real variables; unknown where functions have arguments that are not real.
    pub fn conj(&self, budget: Budget<'_>) -> Result<Quotient> {
        Quotient::new(self.numerator().conj(budget)?, self.denominator().conj(budget)?, budget)
    }

    /// Whether it is shown to be real for real variables, wherever its roots and logarithms are.
    pub fn is_real(&self, budget: Budget<'_>) -> bool {
        let real = |sum: &Polynomial| sum.conj(budget).is_ok_and(|conjugate| conjugate == *sum);
        real(self.numerator()) && real(self.denominator())
    }

    /// How a real constant compares with 0, where a ball of up to 256 bits tells, or the form is 0.
    pub fn sign(&self, budget: Budget<'_>) -> Option<Ordering> {
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        if let Some(value) = self.as_rational() {
            return Some(value.sign());
        }
        let terms = self.numerator().terms().len() + self.denominator().terms().len();
        if terms > MOST_TERMS || !self.is_constant() || !self.is_real(budget) {
            return None;
        }
        for precision in SIGN_STEPS {
            charge_enclosure(self.numerator(), precision, budget).ok()?;
            charge_enclosure(self.denominator(), precision, budget).ok()?;
            match self.enclose(&no_values, precision) {
                Ok(ball) => {
                    if let Some(sign) = ball.re.sign() {
                        return Some(sign);
                    }
                }
                Err(Error::Unknown) => {}
                Err(_) => return None,
            }
        }
        None
    }
}
