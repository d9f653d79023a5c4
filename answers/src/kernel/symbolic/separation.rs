//! Whether an algebraic constant is 0, by a bound below which it cannot be without being 0.
//!
//! An expression in integers, sums, products, quotients and roots is a quotient
//! of algebraic integers. With an upper bound `u` on the absolute value of all
//! conjugates of the numerator, `l` on those of the denominator, and `D` on the
//! degree, an expression that is not 0 is at least `1 / (u^(D-1)·l)` in absolute
//! value (Burnikel, Fleischer, Mehlhorn and Schirra, "A strong and easily
//! computable separation bound for arithmetic expressions involving radicals",
//! 2000). For a sum, `u = u1·l2 + l1·u2` and `l = l1·l2`; for a product, `u =
//! u1·u2` and `l = l1·l2`; for a root of degree k, `u = (u·l^(k-1))^(1/k)` and
//! `l` as it was. `D` is the product of the degrees of the different roots. A
//! root of unity has `u = l = 1` and Euler's function of its order as degree.
//! The bound holds for complex numbers as well.

use std::collections::BTreeMap;

use dashu_int::UBig;
use dashu_int::ops::{BitTest, UnsignedAbs};

use super::enclosure::{charge_enclosure, no_values};
use super::reduce::is_imaginary_pi;
use super::{Atom, Monomial, Polynomial, Quotient};
use crate::kernel::{Budget, Precision, Result};

/// Logarithms to base 2 are bounded above in units of this part of a bit.
const PARTS: u64 = 16;

/// Whether two constants are the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Proved to be the same, because their forms are.
    SameForm,
    /// Proved to be the same, because they are closer than different algebraic numbers of their kind can be.
    Separation,
    /// Proved to be different, because their forms are and the atoms are independent.
    Independent,
    /// Proved to be different by disjoint balls.
    Disjoint,
    /// Neither was proved.
    Unknown,
}

impl Identity {
    /// True where the same, false where different, none where neither was proved.
    pub fn verdict(self) -> Option<bool> {
        match self {
            Identity::SameForm | Identity::Separation => Some(true),
            Identity::Independent | Identity::Disjoint => Some(false),
            Identity::Unknown => None,
        }
    }
}

/// Bounds on a numerator and a denominator, as logarithms in parts of a bit.
#[derive(Clone, Copy)]
struct Bounds {
    upper: u64,
    lower: u64,
}

impl Quotient {
    /// Whether two constants are the same number, by form, by balls of up to
    /// 512 bits, or by a separation bound of up to 1,024 bits.
    pub fn identity(&self, other: &Quotient, budget: Budget<'_>) -> Result<Identity> {
        let left = self.numerator().mul(other.denominator(), budget)?;
        let difference = left.sub(&other.numerator().mul(self.denominator(), budget)?, budget)?;
        if difference.is_zero() {
            return Ok(Identity::SameForm);
        }
        if !difference.is_constant() {
            return Ok(Identity::Unknown);
        }
        if difference.independence() == super::Independence::Proved {
            return Ok(Identity::Independent);
        }
        // The denominators are not 0, since every divisor was shown not to be.
        let separation = difference.separation(budget);
        let enough = separation.and_then(|bits| u32::try_from(bits + 64).ok());
        let last = enough.filter(|&bits| Precision::bits(bits) < Precision::MOST).map(Precision::bits);
        for precision in Precision::STEPS.into_iter().chain(last) {
            charge_enclosure(&difference, precision, budget)?;
            let Ok(ball) = difference.enclose(&no_values, precision) else { continue };
            if !ball.contains_zero() {
                return Ok(Identity::Disjoint);
            }
            // Both parts are below 2^m, so the absolute value is below 2^(m + 1).
            let magnitude = ball.re.magnitude().into_iter().chain(ball.im.magnitude()).max();
            let below = magnitude.map_or(i64::MIN, |bits| bits + 1);
            if separation.is_some_and(|bits| below < -(bits as i64)) {
                return Ok(Identity::Separation);
            }
        }
        Ok(Identity::Unknown)
    }
}

impl Polynomial {
    /// The number of bits `b` such that an algebraic constant is 0 or at least `2^-b` in absolute value.
    fn separation(&self, budget: Budget<'_>) -> Option<u64> {
        let mut roots = BTreeMap::new();
        let bounds = bounds_of_sum(self, &mut roots, budget)?;
        let mut degree = 1u64;
        for (atom, denominator) in roots {
            let factor = match atom {
                Atom::Imaginary => 2,
                Atom::Exp(_) => euler(2 * denominator),
                _ => denominator,
            };
            degree = degree.checked_mul(factor)?;
        }
        let parts = bounds.upper.checked_mul(degree - 1)?.checked_add(bounds.lower)?;
        Some(parts.div_ceil(PARTS))
    }
}

/// The bounds of a sum; its roots are entered with the common denominators of their exponents.
fn bounds_of_sum(sum: &Polynomial, roots: &mut BTreeMap<Atom, u64>, budget: Budget<'_>) -> Option<Bounds> {
    // With the content outside, all coefficients inside are integers.
    let (content, primitive) = sum.content(budget).ok()?;
    let mut terms = Vec::with_capacity(primitive.terms().len());
    for (monomial, number) in primitive.terms() {
        let factors = bounds_of_monomial(monomial, roots, budget)?;
        let upper = factors.upper.checked_add(logarithm(&number.numerator().unsigned_abs()))?;
        terms.push(Bounds { upper, lower: factors.lower });
    }
    let lower = terms.iter().try_fold(0u64, |total, term| total.checked_add(term.lower))?;
    let greatest = terms.iter().map(|term| term.upper + lower - term.lower).max()?;
    let count = logarithm(&UBig::from(terms.len()));
    Some(Bounds {
        upper: greatest.checked_add(count)?.checked_add(logarithm(&content.numerator().unsigned_abs()))?,
        lower: lower.checked_add(logarithm(&content.denominator()))?,
    })
}

fn bounds_of_monomial(
    monomial: &Monomial,
    roots: &mut BTreeMap<Atom, u64>,
    budget: Budget<'_>,
) -> Option<Bounds> {
    let mut product = Bounds { upper: 0, lower: 0 };
    for (atom, exponent) in monomial.factors() {
        let denominator = u64::try_from(exponent.denominator()).ok()?;
        let power = u64::try_from(exponent.numerator()).ok()?;
        let root = |upper: u64| upper.checked_mul(power).map(|parts| parts.div_ceil(denominator));
        let bounds = match atom {
            Atom::Imaginary => Bounds { upper: 0, lower: 0 },
            Atom::Exp(inner) if is_imaginary_pi(inner) => Bounds { upper: 0, lower: 0 },
            Atom::Prime(prime) => Bounds { upper: root(logarithm(&UBig::from(*prime)))?, lower: 0 },
            Atom::Unfactored(number) => Bounds { upper: root(logarithm(number))?, lower: 0 },
            Atom::Power(base) => {
                let inner = bounds_of_sum(base, roots, budget)?;
                let numerator = inner.upper.checked_add(inner.lower.checked_mul(denominator - 1)?)?;
                Bounds { upper: root(numerator)?, lower: inner.lower.checked_mul(power)? }
            }
            _ => return None,
        };
        let common = roots.entry(atom.clone()).or_insert(1);
        *common = least_common_multiple(*common, denominator)?;
        product.upper = product.upper.checked_add(bounds.upper)?;
        product.lower = product.lower.checked_add(bounds.lower)?;
    }
    Some(product)
}

/// An upper bound of the logarithm to base 2 of a number above 0, in parts of a bit.
fn logarithm(number: &UBig) -> u64 {
    if number.is_one() {
        return 0;
    }
    if number.bit_len() > 64 {
        return number.bit_len() as u64 * PARTS;
    }
    number.pow(PARTS as usize).bit_len() as u64
}

fn least_common_multiple(a: u64, b: u64) -> Option<u64> {
    use dashu_int::ops::Gcd;
    (a / Gcd::gcd(a, b)).checked_mul(b)
}

/// Euler's function, of a number above 0.
fn euler(number: u64) -> u64 {
    let split = crate::kernel::integer::factors(&UBig::from(number));
    split.primes.iter().fold(number, |result, (prime, _)| result / prime * (prime - 1))
}
