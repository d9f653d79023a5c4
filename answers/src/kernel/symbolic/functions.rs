//! Powers, exponentials, logarithms and what is written with them.

use std::cmp::Ordering;
use std::sync::Arc;

use dashu_int::UBig;
use dashu_int::ops::UnsignedAbs;

use super::enclosure::no_values;
use super::polynomial::length_work;
use super::radical::{factoring, is_positive};
use super::{Atom, Call, Exponent, Monomial, Opaque, Polynomial, Quotient};
use crate::kernel::ball::pi;
use crate::kernel::integer::factors;
use crate::kernel::{Ball, Budget, Error, Precision, Rational, Result};

impl Quotient {
    /// A function of which nothing more is known, by a number that the caller chooses.
    pub fn call(function: u32, arguments: Vec<Quotient>) -> Quotient {
        Quotient::opaque(Opaque::Named(function), arguments)
    }

    fn opaque(function: Opaque, arguments: Vec<Quotient>) -> Quotient {
        Quotient::atom(Atom::Call(Arc::new(Call { function, arguments })))
    }

    /// The imaginary unit.
    pub fn i() -> Quotient {
        Quotient::atom(Atom::Imaginary)
    }

    /// The power.
    ///
    /// For rational exponents, roots are those of [`Quotient::root`], but what
    /// a power of a negative number by a fraction with an odd denominator is
    /// is a matter of convention, and unknown. Powers by other exponents are
    /// `exp(exponent·ln(base))`.
    pub fn pow(&self, exponent: &Quotient, budget: Budget<'_>) -> Result<Quotient> {
        if let Some(exponent) = exponent.as_rational() {
            if let (Some(base), Some(integer)) = (self.as_rational(), exponent.to_integer()) {
                let power = base.pow(&integer, budget)?;
                budget.charge(1 + length_work(&power))?;
                return Ok(Quotient::rational(power));
            }
            let exponent = Exponent::try_from(&exponent)?;
            if exponent.is_integer() {
                return self.powi(exponent.numerator(), budget);
            }
            let odd = exponent.denominator() % 2 == 1;
            if odd && self.is_constant() && self.sign(budget).is_none_or(Ordering::is_lt) {
                return Err(Error::Unknown);
            }
            let root = self.root(exponent.denominator().unsigned_abs(), budget)?;
            return root.powi(exponent.numerator(), budget);
        }
        if self.is_zero() {
            return Err(Error::Unknown);
        }
        if self.is_constant() && self.sign(budget) == Some(Ordering::Less) {
            // (-b)^x = exp(i·pi·x)·b^x for b > 0.
            let angle = Quotient::atom(Atom::Pi).mul(&Quotient::i(), budget)?;
            let turn = angle.mul(exponent, budget)?.exp(budget)?;
            return self.neg().pow(exponent, budget)?.mul(&turn, budget);
        }
        exponent.mul(&self.ln(budget)?, budget)?.exp(budget)
    }

    /// The exponential function.
    pub fn exp(&self, budget: Budget<'_>) -> Result<Quotient> {
        let Some(sum) = self.as_polynomial() else {
            // exp(q·g) = exp(g)^q, with the first coefficient for q, so that inverses are seen.
            let leading =
                self.numerator().terms().first().map_or(Rational::ONE, |(_, number)| number.clone());
            let exponent = Exponent::try_from(&leading)?;
            let argument = self.mul(&Quotient::rational(leading.recip()?), budget)?;
            let atom = Atom::Call(Arc::new(Call { function: Opaque::Exp, arguments: vec![argument] }));
            let power = Polynomial::term(Rational::ONE, Monomial::power(atom, exponent));
            return Ok(Quotient::from_polynomial(power));
        };
        let mut product = Monomial::ONE;
        let mut result = Quotient::integer(1);
        for (monomial, number) in sum.terms() {
            let exponent = Exponent::try_from(number)?;
            let atom = match monomial.factors() {
                [] => Atom::E,
                [(Atom::Log(prime), one)] if *one == Exponent::ONE => Atom::Prime(*prime),
                [(Atom::LogUnfactored(number), one)] if *one == Exponent::ONE => {
                    Atom::Unfactored(Arc::clone(number))
                }
                [(Atom::Call(call), one)] if *one == Exponent::ONE && call.function == Opaque::Ln => {
                    let base = call.arguments.first().ok_or(Error::Unknown)?;
                    let power = base.pow(&Quotient::rational(number.clone()), budget)?;
                    result = result.mul(&power, budget)?;
                    continue;
                }
                _ => Atom::Exp(Arc::new(monomial.clone())),
            };
            product = product.times(&Monomial::power(atom, exponent))?;
        }
        let mut terms = Vec::new();
        super::reduce::reduced(Rational::ONE, product, &mut terms, budget)?;
        result.mul(&Quotient::from_polynomial(Polynomial::collect(terms, budget)?), budget)
    }

    /// The natural logarithm of a positive number; undefined for 0, unknown for others.
    pub fn ln(&self, budget: Budget<'_>) -> Result<Quotient> {
        if self.is_zero() {
            return Err(Error::Undefined);
        }
        let constant = self.is_constant();
        if constant && self.sign(budget) != Some(Ordering::Greater) {
            return Err(Error::Unknown);
        }
        if !constant && !self.is_real(budget) {
            return Err(Error::Unknown);
        }
        let Some(sum) = self.as_polynomial() else {
            let (above, below) = (self.numerator(), self.denominator());
            let parts = [above, below].map(|sum| Quotient::from_polynomial(sum.clone()));
            if constant {
                // Both are positive or both are negative.
                let negative = parts[1].sign(budget) == Some(Ordering::Less);
                let [above, below] = if negative { parts.map(|part| part.neg()) } else { parts };
                return above.ln(budget)?.sub(&below.ln(budget)?, budget);
            }
            let (content, _) = above.content(budget)?;
            let rest = self.mul(&Quotient::rational(content.recip()?), budget)?;
            let first = Quotient::from_polynomial(logarithm(&content, budget)?);
            return first.add(&Quotient::opaque(Opaque::Ln, vec![rest]), budget);
        };
        if let Some((monomial, number)) = sum.as_term() {
            return Ok(Quotient::from_polynomial(logarithm_of_term(monomial, number, budget)?));
        }
        if constant && self.sub(&Quotient::integer(1), budget)?.sign(budget) == Some(Ordering::Less) {
            // ln x = -ln(1/x), so that of inverse numbers the greater one is taken.
            let inverse = self.recip(budget)?;
            if inverse.as_polynomial().is_some() {
                return Ok(inverse.ln(budget)?.neg());
            }
        }
        let (content, primitive) = sum.content(budget)?;
        let rest = Quotient::opaque(Opaque::Ln, vec![Quotient::from_polynomial(primitive)]);
        Quotient::from_polynomial(logarithm(&content, budget)?).add(&rest, budget)
    }

    /// `exp(i·self)` and `exp(-i·self)`.
    fn turns(&self, budget: Budget<'_>) -> Result<(Quotient, Quotient)> {
        let angle = self.mul(&Quotient::i(), budget)?;
        Ok((angle.exp(budget)?, angle.neg().exp(budget)?))
    }

    /// The sine.
    pub fn sin(&self, budget: Budget<'_>) -> Result<Quotient> {
        let (left, right) = self.turns(budget)?;
        let half = Quotient::i().mul(&Quotient::rational(Rational::ratio(-1, 2)?), budget)?;
        left.sub(&right, budget)?.mul(&half, budget)
    }

    /// The cosine.
    pub fn cos(&self, budget: Budget<'_>) -> Result<Quotient> {
        let (left, right) = self.turns(budget)?;
        left.add(&right, budget)?.mul(&Quotient::rational(Rational::ratio(1, 2)?), budget)
    }

    /// The tangent, `-i·(z - 1)/(z + 1)` with `z = exp(2i·self)`.
    pub fn tan(&self, budget: Budget<'_>) -> Result<Quotient> {
        let (one, i) = (Quotient::integer(1), Quotient::i());
        let square = self.mul(&Quotient::integer(2), budget)?.mul(&i, budget)?.exp(budget)?;
        let above = square.sub(&one, budget)?.mul(&i.neg(), budget)?;
        above.div(&square.add(&one, budget)?, budget)
    }

    /// The hyperbolic sine.
    pub fn sinh(&self, budget: Budget<'_>) -> Result<Quotient> {
        let (rising, falling) = (self.exp(budget)?, self.neg().exp(budget)?);
        rising.sub(&falling, budget)?.mul(&Quotient::rational(Rational::ratio(1, 2)?), budget)
    }

    /// The hyperbolic cosine.
    pub fn cosh(&self, budget: Budget<'_>) -> Result<Quotient> {
        let (rising, falling) = (self.exp(budget)?, self.neg().exp(budget)?);
        rising.add(&falling, budget)?.mul(&Quotient::rational(Rational::ratio(1, 2)?), budget)
    }

    /// The hyperbolic tangent.
    pub fn tanh(&self, budget: Budget<'_>) -> Result<Quotient> {
        let one = Quotient::integer(1);
        let square = self.mul(&Quotient::integer(2), budget)?.exp(budget)?;
        square.sub(&one, budget)?.div(&square.add(&one, budget)?, budget)
    }

    /// The inverse tangent: a rational multiple of pi where that is known to be exact.
    pub fn atan(&self, budget: Budget<'_>) -> Result<Quotient> {
        self.inverse(Opaque::Atan, budget)
    }

    /// The inverse sine: a rational multiple of pi where that is known to be exact.
    pub fn asin(&self, budget: Budget<'_>) -> Result<Quotient> {
        self.inverse(Opaque::Asin, budget)
    }

    /// The inverse cosine, `pi/2 - asin`.
    pub fn acos(&self, budget: Budget<'_>) -> Result<Quotient> {
        multiple_of_pi(1, 2, budget)?.sub(&self.asin(budget)?, budget)
    }

    fn inverse(&self, function: Opaque, budget: Budget<'_>) -> Result<Quotient> {
        if self.is_zero() {
            return Ok(Quotient::integer(0));
        }
        let constant = self.is_constant();
        if !constant && !self.is_real(budget) {
            return Err(Error::Unknown);
        }
        let negative = match constant {
            true => self.sign(budget).ok_or(Error::Unknown)?.is_lt(),
            false => self.numerator().terms().last().is_some_and(|(_, number)| number.is_negative()),
        };
        if negative {
            return Ok(self.neg().inverse(function, budget)?.neg());
        }
        if constant {
            if let Some(angle) = self.known_angle(function, budget)? {
                return Ok(angle);
            }
            let beyond = self.sub(&Quotient::integer(1), budget)?.sign(budget);
            match (function, beyond) {
                (Opaque::Asin, Some(Ordering::Less)) | (Opaque::Atan, Some(Ordering::Less) | None) => {}
                (Opaque::Asin, Some(Ordering::Greater)) => return Err(Error::Undefined),
                (Opaque::Asin, _) => return Err(Error::Unknown),
                _ => {
                    // atan x + atan(1/x) = pi/2 for positive x.
                    let other = self.recip(budget)?.inverse(function, budget)?;
                    return multiple_of_pi(1, 2, budget)?.sub(&other, budget);
                }
            }
        }
        Ok(Quotient::opaque(function, vec![self.clone()]))
    }

    /// The angle of a positive constant, where it is a multiple of pi/120: a
    /// ball shows which one it can be, and the exact value there is compared.
    fn known_angle(&self, function: Opaque, budget: Budget<'_>) -> Result<Option<Quotient>> {
        let precision = Precision::LEAST;
        let near = || -> Result<Ball> {
            let value = self.enclose(&no_values, precision)?.re;
            let angle = match function {
                Opaque::Asin => value.asin(precision)?,
                _ => value.atan(precision)?,
            };
            angle.mul(&Ball::integer(120), precision)?.div(&pi(precision), precision)
        };
        let quarter = |scaled: &Ball, by: i64| {
            let moved = scaled.add(&Ball::rational(&Rational::ratio(by, 1 << 20)?, precision), precision)?;
            Ok::<_, Error>(moved.floor())
        };
        let steps = match near() {
            // An inverse sine near 1 needs a root of what may be negative.
            Err(Error::Unknown) => 60,
            Err(_) => return Ok(None),
            Ok(scaled) => match (quarter(&scaled, 1)?, quarter(&scaled, -1)?) {
                (Some(above), Some(below)) if above != below => i64::try_from(&above).unwrap_or(0),
                _ => return Ok(None),
            },
        };
        let angle = multiple_of_pi(steps, 120, budget)?;
        let exact = match function {
            Opaque::Asin => angle.sin(budget),
            _ => angle.tan(budget),
        };
        match exact {
            Ok(exact) if exact.equals(self, budget)? => Ok(Some(angle)),
            _ => Ok(None),
        }
    }

    /// The absolute value.
    pub fn abs(&self, budget: Budget<'_>) -> Result<Quotient> {
        if self.is_constant() {
            match self.sign(budget) {
                Some(Ordering::Less) => return Ok(self.neg()),
                Some(_) => return Ok(self.clone()),
                None => {}
            }
        }
        self.mul(&self.conj(budget)?, budget)?.root(2, budget)
    }
}

fn multiple_of_pi(numerator: i64, denominator: i64, budget: Budget<'_>) -> Result<Quotient> {
    Quotient::atom(Atom::Pi).mul(&Quotient::rational(Rational::ratio(numerator, denominator)?), budget)
}

/// The logarithm of a positive number, by its prime factors.
fn logarithm(number: &Rational, budget: Budget<'_>) -> Result<Polynomial> {
    let mut terms: Vec<(Monomial, Rational)> = Vec::new();
    let mut append = |number: &UBig, sign: i64| -> Result<()> {
        budget.charge(factoring(number))?;
        let split = factors(number);
        for (prime, count) in split.primes {
            let monomial = Monomial::power(Atom::Log(prime), Exponent::ONE);
            terms.push((monomial, Rational::from(sign * i64::from(count))));
        }
        if let Some((rest, count)) = split.rest {
            let monomial = Monomial::power(Atom::LogUnfactored(Arc::new(rest)), Exponent::ONE);
            terms.push((monomial, Rational::from(sign * i64::from(count))));
        }
        Ok(())
    };
    append(&number.numerator().unsigned_abs(), 1)?;
    append(&number.denominator(), -1)?;
    Polynomial::collect(terms, budget)
}

/// The logarithm of a number times powers of atoms.
fn logarithm_of_term(monomial: &Monomial, number: &Rational, budget: Budget<'_>) -> Result<Polynomial> {
    let opaque = |argument: Polynomial| {
        let arguments = vec![Quotient::from_polynomial(argument)];
        Monomial::power(Atom::Call(Arc::new(Call { function: Opaque::Ln, arguments })), Exponent::ONE)
    };
    let mut terms: Vec<(Monomial, Rational)> = logarithm(&number.abs(), budget)?.terms().to_vec();
    let mut rest = Monomial::ONE;
    for (atom, exponent) in monomial.factors() {
        if !is_positive(atom, *exponent) {
            rest.0.push((atom.clone(), *exponent));
            continue;
        }
        let logarithm = match atom {
            Atom::Prime(prime) => Monomial::power(Atom::Log(*prime), Exponent::ONE),
            Atom::Unfactored(number) => {
                Monomial::power(Atom::LogUnfactored(Arc::clone(number)), Exponent::ONE)
            }
            Atom::E => Monomial::ONE,
            Atom::Exp(inner) => inner.as_ref().clone(),
            Atom::Power(base) => opaque(base.as_ref().clone()),
            other => opaque(Polynomial::atom(other.clone())),
        };
        terms.push((logarithm, exponent.to_rational()));
    }
    let negative = number.is_negative();
    match rest.factors() {
        [] if !negative => {}
        // An odd power is positive only where the atom is; an even one is a power of the square.
        [(atom, exponent)] if !negative && exponent.is_integer() => {
            let even = exponent.numerator() % 2 == 0;
            let base = Polynomial::atom(atom.clone());
            let argument = if even { base.mul(&base, budget)? } else { base };
            let factor = Rational::ratio(i64::from(exponent.numerator()), if even { 2 } else { 1 })?;
            terms.push((opaque(argument), factor));
        }
        _ => {
            let sign = if negative { Rational::MINUS_ONE } else { Rational::ONE };
            terms.push((opaque(Polynomial::term(sign, rest)), Rational::ONE));
        }
    }
    Polynomial::collect(terms, budget)
}
