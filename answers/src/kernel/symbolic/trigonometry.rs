//! Roots of unity in radicals.

use std::sync::Arc;

use super::{Atom, Exponent, Monomial, Polynomial};
use crate::kernel::{Budget, Rational, Result};

/// `exp(i·pi·q)` in radicals, where the denominator of `q` divides 120.
///
/// With `q = a/8 + b/3 + c/5` it is the product of three roots of unity, whose
/// parts are known: `cos(pi/8) = sqrt(2 + sqrt 2)/2`, `sin(pi/8) =
/// (sqrt 2 - 1)·cos(pi/8)`, `cos(pi/5) = (1 + sqrt 5)/4`, and with `P =
/// sqrt(5 + sqrt 5)`, `sin(2·pi/5) = sqrt 2·P/4` and `sin(pi/5) =
/// sqrt 2·(sqrt 5 - 1)·P/8`.
pub(super) fn root_of_unity(exponent: Exponent, budget: Budget) -> Result<Option<Polynomial>> {
    if 120 % exponent.denominator() != 0 {
        return Ok(None);
    }
    let steps = i64::from(exponent.numerator()) * i64::from(120 / exponent.denominator());
    let steps = steps.rem_euclid(240);
    let thirds = steps.rem_euclid(3);
    let fifths = (-steps).rem_euclid(5);
    let eighths = ((steps - 40 * thirds - 24 * fifths) / 15).rem_euclid(16);
    let mut value = eighth(eighths, budget)?;
    if thirds != 0 {
        let half = constant(if thirds == 1 { 1 } else { -1 }, 2)?;
        value = value.mul(&complex(half, radical(&[3], constant(1, 2)?)?, budget)?, budget)?;
    }
    if fifths != 0 {
        value = value.mul(&fifth(fifths, budget)?, budget)?;
    }
    Ok(Some(value))
}

/// `exp(i·pi·n/8)`.
fn eighth(steps: i64, budget: Budget) -> Result<Polynomial> {
    let (quarters, rest) = (steps / 4, steps % 4);
    let half = constant(1, 2)?;
    let first = match rest {
        0 => Polynomial::integer(1),
        2 => complex(radical(&[2], half.clone())?, radical(&[2], half)?, budget)?,
        _ => {
            // P/2 and (sqrt 2 - 1)·P/2 are cosine and sine of pi/8, and sine and cosine of 3·pi/8.
            let root = sum_root(constant(2, 1)?, &[2], budget)?;
            let greater = root.scale(&half, budget)?;
            let lesser = radical(&[2], Rational::ONE)?.sub(&Polynomial::integer(1), budget)?;
            let lesser = lesser.mul(&greater, budget)?;
            if rest == 1 { complex(greater, lesser, budget)? } else { complex(lesser, greater, budget)? }
        }
    };
    let turned = match quarters {
        0 | 2 => first,
        _ => first.mul(&Polynomial::atom(Atom::Imaginary), budget)?,
    };
    Ok(if quarters >= 2 { turned.neg() } else { turned })
}

/// `exp(i·pi·n/5)` for n from 1 to 4.
fn fifth(steps: i64, budget: Budget) -> Result<Polynomial> {
    let root_five = radical(&[5], Rational::ONE)?;
    let one = Polynomial::integer(1);
    let root = sum_root(constant(5, 1)?, &[5], budget)?;
    let (cosine, sine) = if steps == 1 || steps == 4 {
        let sine = radical(&[2], constant(1, 8)?)?.mul(&root_five.sub(&one, budget)?, budget)?;
        (root_five.add(&one, budget)?, sine)
    } else {
        (root_five.sub(&one, budget)?, radical(&[2], constant(1, 4)?)?)
    };
    let cosine = cosine.scale(&constant(if steps <= 2 { 1 } else { -1 }, 4)?, budget)?;
    complex(cosine, sine.mul(&root, budget)?, budget)
}

fn constant(numerator: i64, denominator: i64) -> Result<Rational> {
    Rational::ratio(numerator, denominator)
}

/// A number times the square roots of different primes.
fn radical(primes: &[u64], factor: Rational) -> Result<Polynomial> {
    let half = Exponent::new(1, 2)?;
    let factors = primes.iter().map(|&prime| (Atom::Prime(prime), half)).collect();
    Ok(Polynomial::term(factor, Monomial(factors)))
}

/// The square root of a number plus the square root of a prime.
fn sum_root(number: Rational, primes: &[u64], budget: Budget) -> Result<Polynomial> {
    let base = Polynomial::rational(number).add(&radical(primes, Rational::ONE)?, budget)?;
    let monomial = Monomial::power(Atom::Power(Arc::new(base)), Exponent::new(1, 2)?);
    Ok(Polynomial::term(Rational::ONE, monomial))
}

fn complex(
    real: impl Into<Polynomial>,
    imaginary: impl Into<Polynomial>,
    budget: Budget,
) -> Result<Polynomial> {
    let imaginary = imaginary.into().mul(&Polynomial::atom(Atom::Imaginary), budget)?;
    real.into().add(&imaginary, budget)
}

impl From<Rational> for Polynomial {
    fn from(value: Rational) -> Polynomial {
        Polynomial::rational(value)
    }
}
