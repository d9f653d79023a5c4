//! Sums of products of atoms.

use super::quotient::is_free;
use super::reduce::reduced;
use super::{Atom, Exponent, Monomial};
use crate::kernel::power::power;
use crate::kernel::{Budget, Error, Rational, Result};

/// A sum of monomials with coefficients that are not 0, in ascending order of the monomials.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Polynomial {
    terms: Vec<(Monomial, Rational)>,
}

/// What is known of the atoms of a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Independence {
    /// Different forms are different numbers: this one is 0 only if it has no terms.
    Proved,
    /// Different forms may be the same number.
    Unknown,
}

impl Polynomial {
    pub(super) fn takes_from(&self, left: &mut usize) -> bool {
        self.terms().iter().all(|(monomial, _)| {
            *left = left.saturating_sub(1);
            monomial.takes_from(left)
        })
    }

    /// 0.
    pub const ZERO: Polynomial = Polynomial { terms: Vec::new() };

    /// A rational number.
    pub fn rational(value: Rational) -> Polynomial {
        Polynomial::term(value, Monomial::ONE)
    }

    /// An integer.
    pub fn integer(value: i64) -> Polynomial {
        Polynomial::rational(Rational::from(value))
    }

    /// An atom. Primes and sums under roots are none by themselves.
    pub fn atom(atom: Atom) -> Polynomial {
        Polynomial::term(Rational::ONE, Monomial::power(atom, Exponent::ONE))
    }

    /// A monomial that is in reduced form, times a number.
    pub(super) fn term(coefficient: Rational, monomial: Monomial) -> Polynomial {
        if coefficient.is_zero() {
            return Polynomial::ZERO;
        }
        Polynomial { terms: vec![(monomial, coefficient)] }
    }

    /// The terms, in ascending order of their monomials.
    pub fn terms(&self) -> &[(Monomial, Rational)] {
        &self.terms
    }

    /// Whether it has no terms.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        matches!(self.terms.as_slice(), [(monomial, coefficient)] if monomial.is_one() && coefficient.is_one())
    }

    /// The rational number that it is, where it is one.
    pub fn as_rational(&self) -> Option<Rational> {
        match self.terms.as_slice() {
            [] => Some(Rational::ZERO),
            [(monomial, coefficient)] if monomial.is_one() => Some(coefficient.clone()),
            _ => None,
        }
    }

    /// The only term, where there is one.
    pub(super) fn as_term(&self) -> Option<(&Monomial, &Rational)> {
        match self.terms.as_slice() {
            [(monomial, coefficient)] => Some((monomial, coefficient)),
            _ => None,
        }
    }

    /// The sum of terms in any order, several of which may have one monomial.
    pub(super) fn collect(mut terms: Vec<(Monomial, Rational)>, budget: Budget<'_>) -> Result<Polynomial> {
        budget.charge(terms.iter().map(|(_, number)| 1 + length_work(number)).sum())?;
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        terms.dedup_by(|next, last| {
            let same = next.0 == last.0;
            if same {
                last.1 = &last.1 + &next.1;
            }
            same
        });
        terms.retain(|(_, coefficient)| !coefficient.is_zero());
        if terms.len() > budget.terms || terms.iter().any(|(_, number)| number.bits() > budget.bits) {
            return Err(Error::Budget);
        }
        Ok(Polynomial { terms })
    }

    /// The sum.
    pub fn add(&self, other: &Polynomial, budget: Budget<'_>) -> Result<Polynomial> {
        if self.is_zero() {
            return Ok(other.clone());
        }
        if other.is_zero() {
            return Ok(self.clone());
        }
        Polynomial::collect(self.terms.iter().chain(&other.terms).cloned().collect(), budget)
    }

    /// The difference.
    pub fn sub(&self, other: &Polynomial, budget: Budget<'_>) -> Result<Polynomial> {
        self.add(&other.neg(), budget)
    }

    /// With the other sign.
    #[must_use]
    pub fn neg(&self) -> Polynomial {
        let negated = |(monomial, number): &(Monomial, Rational)| (monomial.clone(), -number);
        Polynomial { terms: self.terms.iter().map(negated).collect() }
    }

    /// The product with a number.
    pub fn scale(&self, factor: &Rational, budget: Budget<'_>) -> Result<Polynomial> {
        if factor.is_zero() {
            return Ok(Polynomial::ZERO);
        }
        budget.charge(self.terms.len() * (1 + self.length_work().max(length_work(factor))))?;
        let scaled = |(monomial, number): &(Monomial, Rational)| {
            Ok((monomial.clone(), (number * factor).within(budget)?))
        };
        Ok(Polynomial { terms: self.terms.iter().map(scaled).collect::<Result<_>>()? })
    }

    /// The product, refused where it takes more products of terms than the budget has terms.
    pub fn mul(&self, other: &Polynomial, budget: Budget<'_>) -> Result<Polynomial> {
        if let Some(factor) = self.as_rational() {
            return other.scale(&factor, budget);
        }
        if let Some(factor) = other.as_rational() {
            return self.scale(&factor, budget);
        }
        let products = self.terms.len().saturating_mul(other.terms.len());
        if products > budget.terms {
            return Err(Error::Budget);
        }
        let factors = |sum: &Polynomial| sum.terms.iter().map(|(m, _)| m.work()).max().unwrap_or(0);
        let each = 2 + factors(self) + factors(other) + self.length_work().max(other.length_work());
        budget.charge(products.saturating_mul(each))?;
        let mut terms = Vec::with_capacity(products);
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let coefficient = (a * b).within(budget)?;
                reduced(coefficient, left.times(right)?, &mut terms, budget)?;
                if terms.len() > 2 * budget.terms {
                    return Err(Error::Budget);
                }
            }
        }
        Polynomial::collect(terms, budget)
    }

    /// The work of an operation on the longest coefficient.
    fn length_work(&self) -> usize {
        self.terms.iter().map(|(_, number)| length_work(number)).max().unwrap_or(0)
    }

    /// The power by a natural number.
    pub fn pow(&self, exponent: u32, budget: Budget<'_>) -> Result<Polynomial> {
        // The power has a root of that multiplicity and so more terms than that (Hajós 1953), and its last
        // squaring takes the square of half as many products.
        let half = exponent as usize / 2 + 1;
        let free = |(monomial, _): &(Monomial, Rational)| monomial.factors().iter().all(|(a, _)| is_free(a));
        if self.terms.len() > 1 && half.saturating_mul(half) > budget.terms && self.terms.iter().all(free) {
            return Err(Error::Budget);
        }
        power(Polynomial::integer(1), self, u64::from(exponent), |a, b| a.mul(b, budget))
    }

    /// Whether an atom for which the test holds occurs anywhere, also inside of functions and roots.
    pub fn any_atom(&self, test: &mut dyn FnMut(&Atom) -> bool) -> bool {
        self.terms.iter().any(|(monomial, _)| any_atom(monomial, test))
    }

    /// Whether it has no variables.
    pub fn is_constant(&self) -> bool {
        !self.any_atom(&mut |atom| match atom {
            Atom::Variable(_) | Atom::Positive(_) => true,
            Atom::Call(call) => matches!(call.function, super::Opaque::Named(_)),
            _ => false,
        })
    }

    /// Whether the imaginary unit occurs anywhere. Where it does not, all values are real where there are any.
    pub fn is_real_form(&self) -> bool {
        !self.any_atom(&mut |atom| matches!(atom, Atom::Imaginary))
    }

    /// Whether different forms made of the atoms of this constant are different numbers.
    ///
    /// It is so for radicals of factored numbers, with i, and besides those
    /// either powers of pi, or powers of e (both are transcendental, and
    /// e has independent powers by the theorem of Lindemann and Weierstrass), or
    /// logarithms of primes and pi in the first degree (Baker 1966: logarithms
    /// of algebraic numbers that are independent over the rationals are so,
    /// with 1, over the algebraic numbers).
    pub fn independence(&self) -> Independence {
        let (mut pi, mut higher_pi, mut e, mut logarithms) = (false, false, false, false);
        for (monomial, _) in &self.terms {
            let mut transcendental = 0;
            for (atom, exponent) in monomial.factors() {
                match atom {
                    Atom::Prime(_) | Atom::Imaginary => continue,
                    Atom::Pi => {
                        pi = true;
                        higher_pi |= *exponent != Exponent::ONE;
                    }
                    Atom::E => e = true,
                    Atom::Log(_) if *exponent == Exponent::ONE => logarithms = true,
                    _ => return Independence::Unknown,
                }
                transcendental += 1;
            }
            if transcendental > 1 {
                return Independence::Unknown;
            }
        }
        let one_kind = match (pi, e, logarithms) {
            (_, true, _) => !pi && !logarithms,
            (_, false, true) => !higher_pi,
            _ => true,
        };
        if one_kind { Independence::Proved } else { Independence::Unknown }
    }

    /// The factor by which the other one is a multiple of this one, where it is a number other than 0.
    pub fn proportion(&self, other: &Polynomial) -> Option<Rational> {
        if self.terms.len() != other.terms.len() {
            return None;
        }
        let factor = other.terms.first()?.1.div(&self.terms.first()?.1).ok()?;
        let same = self
            .terms
            .iter()
            .zip(&other.terms)
            .all(|((left, a), (right, b))| left == right && &(a * &factor) == b);
        same.then_some(factor)
    }

    /// The greatest positive rational number that divides every coefficient with integer quotients, and the quotient.
    pub fn content(&self, budget: Budget<'_>) -> Result<(Rational, Polynomial)> {
        use dashu_int::ops::{Gcd, UnsignedAbs};
        budget.charge(self.terms.len() * (1 + self.length_work()))?;
        let mut numbers = self.terms.iter().map(|(_, number)| number);
        let Some(first) = numbers.next() else {
            return Ok((Rational::ONE, Polynomial::ZERO));
        };
        let (mut above, mut below) = (first.numerator().unsigned_abs(), first.denominator());
        for number in numbers {
            above = above.gcd(number.numerator().unsigned_abs());
            let denominator = number.denominator();
            let common = (&below).gcd(&denominator);
            below = below / common * denominator;
        }
        let content = Rational::new(above.into(), below)?.within(budget)?;
        let primitive = self.scale(&content.recip()?, budget)?;
        Ok((content, primitive))
    }

    /// The highest exponent of an atom in any term, where every one is a natural number.
    pub fn degree(&self, atom: &Atom) -> Option<u32> {
        let exponents = self.terms.iter().map(|(monomial, _)| monomial.exponent(atom));
        let natural = |e: Exponent| if e.is_integer() { u32::try_from(e.numerator()).ok() } else { None };
        exponents.map(natural).try_fold(0, |most, degree| Some(most.max(degree?)))
    }

    /// The coefficient of a power of an atom.
    pub fn coefficient(&self, atom: &Atom, exponent: Exponent) -> Polynomial {
        let with = self.terms.iter().filter(|(monomial, _)| monomial.exponent(atom) == exponent);
        let mut terms: Vec<_> =
            with.map(|(monomial, number)| (monomial.without(atom), number.clone())).collect();
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        Polynomial { terms }
    }
}

/// The work of an operation on a long number: that of its allocation, and of a greatest common divisor, which is quadratic.
pub(super) fn length_work(number: &Rational) -> usize {
    let bits = number.bits();
    if bits < 64 { 0 } else { 4 + (bits / 128) * (bits / 128) / 16 }
}

fn any_atom(monomial: &Monomial, test: &mut dyn FnMut(&Atom) -> bool) -> bool {
    monomial.factors().iter().any(|(atom, _)| {
        test(atom)
            || match atom {
                Atom::Exp(inner) => any_atom(inner, test),
                Atom::Power(base) => base.any_atom(test),
                Atom::Call(call) => call.arguments.iter().any(|argument| {
                    argument.numerator().any_atom(test) || argument.denominator().any_atom(test)
                }),
                _ => false,
            }
    })
}
