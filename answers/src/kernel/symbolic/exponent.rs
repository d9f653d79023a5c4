//! Exponents: small rational numbers.

use std::fmt;

use super::super::{Error, Rational, Result};

/// A rational number whose numerator and denominator fit 32 bits, in lowest terms.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exponent {
    numerator: i32,
    /// At least 1.
    denominator: i32,
}

impl Exponent {
    /// 0.
    pub const ZERO: Exponent = Exponent { numerator: 0, denominator: 1 };
    /// 1.
    pub const ONE: Exponent = Exponent { numerator: 1, denominator: 1 };

    /// The quotient; over budget where it does not fit, undefined where the denominator is 0.
    pub(super) fn new(numerator: i64, denominator: i64) -> Result<Exponent> {
        Exponent::try_from(&Rational::ratio(numerator, denominator)?)
    }

    /// The numerator in lowest terms.
    pub fn numerator(self) -> i32 {
        self.numerator
    }

    /// The denominator in lowest terms, at least 1.
    pub fn denominator(self) -> i32 {
        self.denominator
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether it is an integer.
    pub fn is_integer(self) -> bool {
        self.denominator == 1
    }

    pub(super) fn add(self, other: Exponent) -> Result<Exponent> {
        if self.denominator == 1 && other.denominator == 1 {
            let numerator = self.numerator.checked_add(other.numerator).ok_or(Error::Budget)?;
            return Ok(Exponent { numerator, denominator: 1 });
        }
        Exponent::try_from(&(&self.to_rational() + &other.to_rational()))
    }

    /// The product; over budget where it does not fit.
    pub fn times(self, other: Exponent) -> Result<Exponent> {
        Exponent::try_from(&(&self.to_rational() * &other.to_rational()))
    }

    pub(super) fn neg(self) -> Exponent {
        Exponent { numerator: -self.numerator, denominator: self.denominator }
    }

    /// The greatest integer that is not greater, and what is left, in [0, 1).
    pub(super) fn split(self) -> (i32, Exponent) {
        let whole = self.numerator.div_euclid(self.denominator);
        let rest = self.numerator.rem_euclid(self.denominator);
        (whole, Exponent { numerator: rest, denominator: self.denominator })
    }

    pub(super) fn to_rational(self) -> Rational {
        Rational::ratio(self.numerator.into(), self.denominator.into()).unwrap_or(Rational::ZERO)
    }
}

impl TryFrom<&Rational> for Exponent {
    type Error = Error;

    fn try_from(value: &Rational) -> Result<Exponent> {
        let (numerator, denominator) = value.as_small().ok_or(Error::Budget)?;
        let numerator = i32::try_from(numerator).map_err(|_| Error::Budget)?;
        let denominator = i32::try_from(denominator).map_err(|_| Error::Budget)?;
        if numerator == i32::MIN {
            return Err(Error::Budget);
        }
        Ok(Exponent { numerator, denominator })
    }
}

impl Ord for Exponent {
    fn cmp(&self, other: &Exponent) -> std::cmp::Ordering {
        let left = i64::from(self.numerator) * i64::from(other.denominator);
        left.cmp(&(i64::from(other.numerator) * i64::from(self.denominator)))
    }
}

impl PartialOrd for Exponent {
    fn partial_cmp(&self, other: &Exponent) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Exponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "({}/{})", self.numerator, self.denominator)
        }
    }
}

impl fmt::Debug for Exponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
