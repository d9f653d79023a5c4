//! Roots of unity: in radicals where there are simple ones, and otherwise in a basis.

use std::sync::Arc;

use super::{Atom, Exponent, Monomial, Polynomial};
use crate::kernel::{Budget, Rational, Result};

/// Denominators beyond this are left as they are.
const MOST_DENOMINATOR: i32 = 1_000;

/// `exp(i·pi·q)` as a product of sums, which are appended, and of `exp(i·pi·r)`, whose `r` is returned.
///
/// By the Chinese remainder theorem, `q` is an integer plus a sum of `b/n` with
/// `0 <= b < n` for the prime powers `n` in its denominator. Of each:
///
/// - for powers of 2, 3 and 5, the multiples of 1/8, 1/3 and 1/5 are written in
///   radicals, and what is less is left;
/// - for a power of a greater prime, with `w = exp(i·pi/n)` and `m = n/p`, the
///   cyclotomic equation `1 - w^m + w^2m - … + w^((p-1)m) = 0` replaces what is
///   at least `(p-1)m`, so that relations such as `cos(pi/7) - cos(2pi/7) +
///   cos(3pi/7) = 1/2` hold by form.
pub(super) fn reduce_root_of_unity(
    exponent: Exponent,
    sums: &mut Vec<Polynomial>,
    budget: Budget<'_>,
) -> Result<Exponent> {
    if let Some(value) = root_of_unity(exponent, budget)? {
        sums.push(value);
        return Ok(Exponent::ZERO);
    }
    let denominator = i64::from(exponent.denominator());
    if exponent.denominator() > MOST_DENOMINATOR {
        return Ok(exponent);
    }
    let mut integer = exponent;
    let (mut radical, mut left) = (Exponent::ZERO, Exponent::ZERO);
    let mut expansions = Vec::new();
    for (prime, power) in prime_powers(denominator) {
        let cofactor = denominator / power;
        // The part b/power of the exponent: b·cofactor = numerator modulo power.
        let part = (0..power).find(|b| (b * cofactor - i64::from(exponent.numerator())) % power == 0);
        let part = part.unwrap_or(0);
        integer = integer.add(Exponent::new(-part, power)?)?;
        let unit = match prime {
            2 => power.min(8),
            3 | 5 => prime,
            _ => 1,
        };
        let step = power / unit;
        let (written, rest) = if unit > 1 { (part / step, part % step) } else { (0, part) };
        radical = radical.add(Exponent::new(written, unit)?)?;
        let period = power / prime;
        if prime > 5 && rest >= (prime - 1) * period {
            expansions.push((prime, power));
            left = left.add(Exponent::new(rest - (prime - 1) * period, power)?)?;
        } else {
            left = left.add(Exponent::new(rest, power)?)?;
        }
    }
    if integer.is_zero() && radical.is_zero() && expansions.is_empty() {
        return Ok(exponent);
    }
    let whole = radical.add(Exponent::new(i64::from(integer.numerator() % 2), 1)?)?;
    sums.push(root_of_unity(whole, budget)?.unwrap_or_else(|| Polynomial::integer(1)));
    for (prime, power) in expansions {
        let imaginary_pi = Monomial(vec![(Atom::Imaginary, Exponent::ONE), (Atom::Pi, Exponent::ONE)]);
        let atom = Atom::Exp(Arc::new(imaginary_pi));
        let term = |index: i64| -> Result<(Monomial, Rational)> {
            let exponent = Exponent::new(index * (power / prime), power)?;
            let sign = if index % 2 == 0 { Rational::MINUS_ONE } else { Rational::ONE };
            Ok((Monomial::power(atom.clone(), exponent), sign))
        };
        sums.push(Polynomial::collect((0..prime - 1).map(term).collect::<Result<_>>()?, budget)?);
    }
    Ok(left)
}

/// The prime powers of which a number above 0 is the product, with their primes.
fn prime_powers(mut number: i64) -> Vec<(i64, i64)> {
    let mut powers = Vec::new();
    let mut divisor = 2;
    while number > 1 {
        if divisor * divisor > number {
            divisor = number;
        }
        let mut power = 1;
        while number % divisor == 0 {
            number /= divisor;
            power *= divisor;
        }
        if power > 1 {
            powers.push((divisor, power));
        }
        divisor += 1;
    }
    powers
}

/// `exp(i·pi·q)` in radicals, where the denominator of `q` divides 120.
///
/// With `q = a/8 + b/3 + c/5` it is the product of three roots of unity, whose
/// parts are known: `cos(pi/8) = sqrt(2 + sqrt 2)/2`, `sin(pi/8) =
/// (sqrt 2 - 1)·cos(pi/8)`, `cos(pi/5) = (1 + sqrt 5)/4`, and with `P =
/// sqrt(5 + sqrt 5)`, `sin(2·pi/5) = sqrt 2·P/4` and `sin(pi/5) =
/// sqrt 2·(sqrt 5 - 1)·P/8`.
pub(super) fn root_of_unity(exponent: Exponent, budget: Budget<'_>) -> Result<Option<Polynomial>> {
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
fn eighth(steps: i64, budget: Budget<'_>) -> Result<Polynomial> {
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
fn fifth(steps: i64, budget: Budget<'_>) -> Result<Polynomial> {
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
fn sum_root(number: Rational, primes: &[u64], budget: Budget<'_>) -> Result<Polynomial> {
    let base = Polynomial::rational(number).add(&radical(primes, Rational::ONE)?, budget)?;
    let monomial = Monomial::power(Atom::Power(Arc::new(base)), Exponent::new(1, 2)?);
    Ok(Polynomial::term(Rational::ONE, monomial))
}

fn complex(
    real: impl Into<Polynomial>,
    imaginary: impl Into<Polynomial>,
    budget: Budget<'_>,
) -> Result<Polynomial> {
    let imaginary = imaginary.into().mul(&Polynomial::atom(Atom::Imaginary), budget)?;
    real.into().add(&imaginary, budget)
}

impl From<Rational> for Polynomial {
    fn from(value: Rational) -> Polynomial {
        Polynomial::rational(value)
    }
}
