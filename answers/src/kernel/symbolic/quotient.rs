//! Quotients of sums.

use super::reduce::is_imaginary_pi;
use super::{Atom, Exponent, Independence, Monomial, Polynomial};
use crate::kernel::{Budget, Error, Rational, Result};

/// A quotient of two sums, the denominator not 0 in form.
///
/// The denominator is 1 wherever the divisor is a single product or can be
/// rationalised or divided out; otherwise the quotient is not in lowest terms,
/// and equality is decided by [`Quotient::equals`] and not by comparing forms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quotient {
    numerator: Polynomial,
    denominator: Polynomial,
}

/// Conjugates that one denominator is multiplied by.
const CONJUGATES: usize = 6;
/// Products of terms in one multiplication by a conjugate.
const CONJUGATE_PRODUCTS: usize = 256;

impl Quotient {
    /// A sum.
    pub fn from_polynomial(numerator: Polynomial) -> Quotient {
        Quotient { numerator, denominator: Polynomial::integer(1) }
    }

    /// A rational number.
    pub fn rational(value: Rational) -> Quotient {
        Quotient::from_polynomial(Polynomial::rational(value))
    }

    /// An integer.
    pub fn integer(value: i64) -> Quotient {
        Quotient::rational(Rational::from(value))
    }

    /// An atom.
    pub fn atom(atom: Atom) -> Quotient {
        Quotient::from_polynomial(Polynomial::atom(atom))
    }

    /// What stands above the line.
    pub fn numerator(&self) -> &Polynomial {
        &self.numerator
    }

    /// What stands below the line.
    pub fn denominator(&self) -> &Polynomial {
        &self.denominator
    }

    /// The sum that it is, where the denominator is 1.
    pub fn as_polynomial(&self) -> Option<&Polynomial> {
        self.denominator.is_one().then_some(&self.numerator)
    }

    /// The rational number that it is, where it is one.
    pub fn as_rational(&self) -> Option<Rational> {
        self.as_polynomial()?.as_rational()
    }

    /// Whether its form is 0.
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    pub(super) fn takes_from(&self, left: &mut usize) -> bool {
        self.numerator.takes_from(left) && self.denominator.takes_from(left)
    }

    /// Charges for the parts that it is written with; over budget where they are so many that a function of it, which
    /// has it several times, would be too large.
    pub(crate) fn charge(&self, budget: Budget<'_>) -> Result<()> {
        const MOST: usize = 400;
        let mut left = MOST;
        if !self.takes_from(&mut left) {
            return Err(Error::Budget);
        }
        budget.charge((MOST - left) / 4)
    }

    /// Whether it has no variables.
    pub fn is_constant(&self) -> bool {
        self.numerator.is_constant() && self.denominator.is_constant()
    }

    /// The quotient of two sums, simplified; undefined where the divisor's form is 0.
    pub(super) fn new(
        numerator: Polynomial,
        denominator: Polynomial,
        budget: Budget<'_>,
    ) -> Result<Quotient> {
        if denominator.is_zero() {
            return Err(Error::Undefined);
        }
        if denominator.is_one() || numerator.is_zero() {
            return Ok(Quotient::from_polynomial(numerator));
        }
        let (numerator, denominator) = without_factor(numerator, denominator, budget)?;
        let (numerator, denominator) =
            rationalised(&numerator, &denominator, budget).unwrap_or((numerator, denominator));
        if let Some(quotient) = divide(&numerator, &denominator, budget) {
            return Ok(Quotient::from_polynomial(quotient));
        }
        Ok(Quotient { numerator, denominator })
    }

    /// The sum.
    pub fn add(&self, other: &Quotient, budget: Budget<'_>) -> Result<Quotient> {
        if self.denominator == other.denominator {
            let sum = self.numerator.add(&other.numerator, budget)?;
            return if self.denominator.is_one() {
                Ok(Quotient::from_polynomial(sum))
            } else {
                Quotient::new(sum, self.denominator.clone(), budget)
            };
        }
        let left = self.numerator.mul(&other.denominator, budget)?;
        let right = other.numerator.mul(&self.denominator, budget)?;
        Quotient::new(left.add(&right, budget)?, self.denominator.mul(&other.denominator, budget)?, budget)
    }

    /// The difference.
    pub fn sub(&self, other: &Quotient, budget: Budget<'_>) -> Result<Quotient> {
        self.add(&other.neg(), budget)
    }

    /// With the other sign.
    #[must_use]
    pub fn neg(&self) -> Quotient {
        Quotient { numerator: self.numerator.neg(), denominator: self.denominator.clone() }
    }

    /// The product.
    pub fn mul(&self, other: &Quotient, budget: Budget<'_>) -> Result<Quotient> {
        let numerator = self.numerator.mul(&other.numerator, budget)?;
        if self.denominator.is_one() && other.denominator.is_one() {
            return Ok(Quotient::from_polynomial(numerator));
        }
        Quotient::new(numerator, self.denominator.mul(&other.denominator, budget)?, budget)
    }

    /// One divided by it; undefined where its form is 0.
    ///
    /// A constant whose form is not 0 may be 0 all the same where its atoms are
    /// not independent, so a ball must show that it is not, and it is unknown
    /// otherwise. With variables, a divisor may still be 0 everywhere; such
    /// quotients prove nothing until the divisor is shown to be other than 0 at
    /// a point.
    pub fn recip(&self, budget: Budget<'_>) -> Result<Quotient> {
        if let Some(value) = self.as_rational() {
            return Ok(Quotient::rational(value.recip()?));
        }
        if self.numerator.independence() == Independence::Unknown
            && self.numerator.is_constant()
            && !self.numerator.is_apart_from_zero(budget)
        {
            return if self.is_zero() { Err(Error::Undefined) } else { Err(Error::Unknown) };
        }
        Quotient::new(self.denominator.clone(), self.numerator.clone(), budget)
    }

    /// The quotient; undefined where the divisor's form is 0. See [`Quotient::recip`].
    pub fn div(&self, divisor: &Quotient, budget: Budget<'_>) -> Result<Quotient> {
        self.mul(&divisor.recip(budget)?, budget)
    }

    /// The power by an integer; undefined for 0 to the power of 0 and to negative powers.
    pub fn powi(&self, exponent: i32, budget: Budget<'_>) -> Result<Quotient> {
        if self.is_zero() {
            return if exponent > 0 { Ok(self.clone()) } else { Err(Error::Undefined) };
        }
        let base = if exponent < 0 { self.recip(budget)? } else { self.clone() };
        let magnitude = exponent.unsigned_abs();
        let numerator = base.numerator.pow(magnitude, budget)?;
        if base.denominator.is_one() {
            return Ok(Quotient::from_polynomial(numerator));
        }
        Quotient::new(numerator, base.denominator.pow(magnitude, budget)?, budget)
    }

    /// Whether the forms are equal, by cross-multiplication.
    ///
    /// True is a proof that the values are equal wherever both are defined.
    /// False proves nothing by itself: see [`Polynomial::independence`].
    pub fn equals(&self, other: &Quotient, budget: Budget<'_>) -> Result<bool> {
        if self.denominator == other.denominator {
            return Ok(self.numerator == other.numerator);
        }
        let left = self.numerator.mul(&other.denominator, budget)?;
        Ok(left == other.numerator.mul(&self.denominator, budget)?)
    }

    /// Whether two constants are proved to be different numbers by their forms alone.
    pub fn differs(&self, other: &Quotient, budget: Budget<'_>) -> Result<bool> {
        let left = self.numerator.mul(&other.denominator, budget)?;
        let difference = left.sub(&other.numerator.mul(&self.denominator, budget)?, budget)?;
        Ok(!difference.is_zero() && difference.independence() == Independence::Proved)
    }

    /// The factor by which the other one is a multiple of this one, where it is a rational number other than 0.
    pub fn proportion(&self, other: &Quotient, budget: Budget<'_>) -> Result<Option<Rational>> {
        if self.denominator == other.denominator {
            return Ok(self.numerator.proportion(&other.numerator));
        }
        let left = self.numerator.mul(&other.denominator, budget)?;
        Ok(left.proportion(&other.numerator.mul(&self.denominator, budget)?))
    }
}

/// Whether an atom is its own variable, with no equation that it satisfies, and may have any exponent, so that it can be divided by without more.
pub(super) fn is_free(atom: &Atom) -> bool {
    match atom {
        Atom::Prime(_) | Atom::Unfactored(_) | Atom::Imaginary | Atom::Power(_) => false,
        Atom::Exp(inner) => !is_imaginary_pi(inner),
        _ => true,
    }
}

/// The same quotient, where a factor that all terms of the denominator have in common is divided out.
fn without_factor(
    numerator: Polynomial,
    denominator: Polynomial,
    budget: Budget<'_>,
) -> Result<(Polynomial, Polynomial)> {
    let mut inverse = Monomial::ONE;
    let mut roots: Vec<(Atom, Exponent)> = Vec::new();
    if let Some((monomial, _)) = denominator.as_term() {
        for (atom, exponent) in monomial.factors() {
            if let Atom::Power(_) = atom {
                roots.push((atom.clone(), *exponent));
            } else {
                inverse.0.push((atom.clone(), exponent.neg()));
            }
        }
    } else {
        let Some((first, _)) = denominator.terms().first() else { return Err(Error::Undefined) };
        let mut candidates: Vec<(Atom, Exponent)> = first.factors().to_vec();
        for (monomial, _) in denominator.terms() {
            candidates.extend(monomial.factors().iter().map(|(atom, _)| (atom.clone(), Exponent::ZERO)));
        }
        candidates.retain(|(atom, _)| is_free(atom));
        candidates.sort();
        candidates.dedup_by(|a, b| a.0 == b.0);
        for (atom, _) in candidates {
            let exponents = denominator.terms().iter().map(|(monomial, _)| monomial.exponent(&atom));
            let least = exponents.min().unwrap_or(Exponent::ZERO);
            if !least.is_zero() {
                inverse.0.push((atom, least.neg()));
            }
        }
    }
    let leading = denominator.terms().last().map_or(Rational::ONE, |(_, number)| number.clone());
    let mut factor = Vec::new();
    super::reduce::reduced(leading.recip()?, inverse, &mut factor, budget)?;
    let factor = Polynomial::collect(factor, budget)?;
    let mut numerator = numerator.mul(&factor, budget)?;
    let mut denominator = denominator.mul(&factor, budget)?;
    // 1/A^r = A^(1-r)/A for a root of a sum.
    for (atom, exponent) in roots {
        let Atom::Power(base) = &atom else { continue };
        let complement = Exponent::ONE.add(exponent.neg())?;
        let rest = Polynomial::term(Rational::ONE, Monomial::power(atom.clone(), complement));
        numerator = numerator.mul(&rest, budget)?;
        denominator = denominator.mul(&rest, budget)?;
        debug_assert!(!base.is_zero());
    }
    Ok((numerator, denominator))
}

/// The same quotient with conjugates multiplied in until the denominator has no roots; none where that fails.
///
/// A conjugate may be 0 where the divisor is not, if the atoms are dependent.
/// What comes out last is a product of all of them: if its form is not 0 and
/// its atoms satisfy no equation but those that forms know, none of them was 0.
fn rationalised(
    numerator: &Polynomial,
    denominator: &Polynomial,
    budget: Budget<'_>,
) -> Option<(Polynomial, Polynomial)> {
    let budget = Budget { terms: budget.terms.min(CONJUGATE_PRODUCTS), ..budget };
    let mut changed = None;
    let mut current = (numerator.clone(), denominator.clone());
    for _ in 0..CONJUGATES {
        let Some(conjugate) = conjugate(&current.1, budget) else { break };
        let (above, below) =
            (current.0.mul(&conjugate, budget).ok()?, current.1.mul(&conjugate, budget).ok()?);
        if below.is_zero() {
            return None;
        }
        current = without_factor(above, below, budget).ok()?;
        let known = |atom: &Atom| is_free(atom) || matches!(atom, Atom::Prime(_) | Atom::Imaginary);
        let mut factors = current.1.terms().iter().flat_map(|(monomial, _)| monomial.factors());
        let constant = conjugate.is_constant();
        let certain = if constant {
            conjugate.independence() == Independence::Proved || conjugate.is_apart_from_zero(budget)
        } else {
            factors.all(|(atom, _)| known(atom))
        };
        if certain {
            changed = Some(current.clone());
        } else if constant {
            return changed;
        }
    }
    changed
}

/// What a sum is multiplied by so that one root disappears from it, or one of even degree is halved.
fn conjugate(sum: &Polynomial, budget: Budget<'_>) -> Option<Polynomial> {
    let algebraic = |atom: &&(Atom, Exponent)| !is_free(&atom.0);
    // The deepest root first, since its square brings back what is under it.
    let (atom, _) =
        sum.terms().iter().flat_map(|(monomial, _)| monomial.factors()).filter(algebraic).max()?;
    let degree = if *atom == Atom::Imaginary { 2 } else { common_denominator(sum, atom)? };
    if degree % 2 == 0 {
        // As a polynomial in t = a^(1/degree): p(t)·p(-t) has even powers of t only.
        let flipped = sum.terms().iter().map(|(monomial, number)| {
            let exponent = monomial.exponent(atom);
            let steps = if *atom == Atom::Imaginary {
                exponent.numerator()
            } else {
                exponent.numerator() * (degree / exponent.denominator())
            };
            (monomial.clone(), if steps % 2 == 0 { number.clone() } else { -number })
        });
        return Polynomial::collect(flipped.collect(), budget).ok();
    }
    if degree == 3 {
        // (a + bt + ct²)·((a² - bcg) + (c²g - ab)t + (b² - ac)t²) is free of t where t³ = g.
        let power = |steps: i64| {
            let exponent = Exponent::new(steps, 3).ok()?;
            Some((exponent, Polynomial::term(Rational::ONE, Monomial::power(atom.clone(), exponent))))
        };
        let ((one_third, t), (two_thirds, t2)) = (power(1)?, power(2)?);
        let g = t.mul(&t2, budget).ok()?;
        let a = sum.coefficient(atom, Exponent::ZERO);
        let b = sum.coefficient(atom, one_third);
        let c = sum.coefficient(atom, two_thirds);
        let mul = |x: &Polynomial, y: &Polynomial| x.mul(y, budget).ok();
        let sub = |x: Polynomial, y: Polynomial| x.sub(&y, budget).ok();
        let constant = sub(mul(&a, &a)?, mul(&mul(&b, &c)?, &g)?)?;
        let linear = sub(mul(&mul(&c, &c)?, &g)?, mul(&a, &b)?)?;
        let square = sub(mul(&b, &b)?, mul(&a, &c)?)?;
        let sum = constant.add(&mul(&linear, &t)?, budget).ok()?;
        return sum.add(&mul(&square, &t2)?, budget).ok();
    }
    None
}

/// The least common denominator of an atom's exponents, where it is at most 12.
fn common_denominator(sum: &Polynomial, atom: &Atom) -> Option<i32> {
    let mut common = 1i32;
    for (monomial, _) in sum.terms() {
        let denominator = monomial.exponent(atom).denominator();
        if denominator > 12 {
            return None;
        }
        while common % denominator != 0 {
            common += 1;
        }
        if common > 12 {
            return None;
        }
    }
    Some(common)
}

/// The quotient of two sums where it is a sum and the divisor has no roots.
fn divide(numerator: &Polynomial, denominator: &Polynomial, budget: Budget<'_>) -> Option<Polynomial> {
    const STEPS: usize = 48;
    let free =
        |(monomial, _): &(Monomial, Rational)| monomial.factors().iter().all(|(atom, _)| is_free(atom));
    if denominator.terms().len() > STEPS || !denominator.terms().iter().all(free) {
        return None;
    }
    let leading = |sum: &Polynomial| sum.terms().iter().max_by(|a, b| a.0.order(&b.0)).cloned();
    let trailing = |sum: &Polynomial| sum.terms().iter().min_by(|a, b| a.0.order(&b.0)).cloned();
    let inverted = |monomial: Monomial| {
        Monomial(monomial.0.into_iter().map(|(atom, exponent)| (atom, exponent.neg())).collect())
    };
    let (last, coefficient) = leading(denominator)?;
    let inverse = inverted(last);
    // The least terms of a product are products of the least terms, so the quotient has none below this.
    let least = trailing(numerator)?.0.times(&inverted(trailing(denominator)?.0)).ok()?;
    let coefficient = coefficient.recip().ok()?;
    let mut rest = numerator.clone();
    let mut quotient = Vec::new();
    while !rest.is_zero() {
        if quotient.len() == STEPS || rest.terms().len() > 2 * numerator.terms().len() + STEPS {
            return None;
        }
        let (monomial, number) = leading(&rest)?;
        let monomial = monomial.times(&inverse).ok()?;
        if monomial.order(&least).is_lt() {
            return None;
        }
        let term = Polynomial::term(&number * &coefficient, monomial);
        rest = rest.sub(&term.mul(denominator, budget).ok()?, budget).ok()?;
        quotient.extend(term.terms().iter().cloned());
    }
    Polynomial::collect(quotient, budget).ok()
}

impl Monomial {
    /// An order in which products keep the order of their factors: by the exponent of the first atom that differs.
    fn order(&self, other: &Monomial) -> std::cmp::Ordering {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            match (left.peek(), right.peek()) {
                (None, None) => return std::cmp::Ordering::Equal,
                (Some((_, exponent)), None) => return exponent.cmp(&Exponent::ZERO),
                (None, Some((_, exponent))) => return Exponent::ZERO.cmp(exponent),
                (Some((a, x)), Some((b, y))) => {
                    let by_exponent = match a.cmp(b) {
                        std::cmp::Ordering::Less => x.cmp(&Exponent::ZERO),
                        std::cmp::Ordering::Greater => Exponent::ZERO.cmp(y),
                        std::cmp::Ordering::Equal => x.cmp(y),
                    };
                    if by_exponent.is_ne() {
                        return by_exponent;
                    }
                    left.next();
                    right.next();
                }
            }
        }
    }
}
