//! Rational numbers, exact, small ones without memory of their own.
//!
//! A number whose numerator and denominator fit 63 bits is kept in two words
//! and computed with in 128 bits; anything larger is a fraction of dashu's
//! integers. The fraction is always in lowest terms with a positive
//! denominator, and small whenever it can be, so equality is equality of what
//! is stored.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};
use dashu_ratio::RBig;

use super::{Budget, Error, Result, integer};

/// A rational number.
///
/// Sums, differences and products are exact and at most twice as long as what
/// they are made of; [`Rational::within`] holds them to a budget.
///
/// ```
/// use veriloop_answers::kernel::Rational;
///
/// let third = Rational::ratio(1, 3).unwrap();
/// let sixth = Rational::ratio(1, 6).unwrap();
/// assert_eq!(&third + &sixth, Rational::ratio(2, 4).unwrap());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// In lowest terms, the denominator positive, the numerator not `i64::MIN`.
    Small { numerator: i64, denominator: i64 },
    /// Whatever does not fit.
    Big(Box<RBig>),
}

impl Rational {
    /// 0.
    pub const ZERO: Rational = Rational(Repr::Small { numerator: 0, denominator: 1 });
    /// 1.
    pub const ONE: Rational = Rational(Repr::Small { numerator: 1, denominator: 1 });
    /// -1.
    pub const MINUS_ONE: Rational = Rational(Repr::Small { numerator: -1, denominator: 1 });

    /// The quotient of two integers; undefined where the second is 0.
    pub fn new(numerator: IBig, denominator: UBig) -> Result<Rational> {
        if denominator.is_zero() {
            return Err(Error::Undefined);
        }
        Ok(Rational::from_rbig(RBig::from_parts(numerator, denominator)))
    }

    /// The quotient of two small integers; undefined where the second is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Result<Rational> {
        if denominator == 0 {
            return Err(Error::Undefined);
        }
        let sign = if denominator < 0 { -1 } else { 1 };
        Ok(Rational::reduced(sign * i128::from(numerator), u128::from(denominator.unsigned_abs())))
    }

    /// `digits / 10^places`, where the last `period` digits repeat for ever.
    ///
    /// Digits that are not there count as zeros, and a negative number of places multiplies by ten.
    pub fn decimal(digits: &UBig, places: i32, period: u32, budget: Budget<'_>) -> Result<Rational> {
        if digits.is_zero() {
            return Ok(Rational::ZERO);
        }
        let ten = |exponent: u32| power(&UBig::from(10u8), u64::from(exponent), budget);
        if period == 0 {
            let scale = ten(places.unsigned_abs())?;
            let (numerator, denominator) =
                if places < 0 { (digits * scale, UBig::ONE) } else { (digits.clone(), scale) };
            return Rational::new(numerator.into(), denominator)?.within(budget);
        }
        // With period p, x = digits/10^places and its digits before the period a = floor(digits / 10^p):
        // the value is (digits - a) / (10^places - 10^(places - p)).
        let shift = ten(period)?;
        let nines = &shift - UBig::ONE;
        let before = digits / shift;
        let numerator = IBig::from(digits.clone()) - IBig::from(before);
        let unrepeated =
            i32::try_from(period).ok().and_then(|period| places.checked_sub(period)).ok_or(Error::Budget)?;
        let scale = ten(unrepeated.unsigned_abs())?;
        if unrepeated < 0 {
            Rational::new(numerator * IBig::from(scale), nines)?.within(budget)
        } else {
            Rational::new(numerator, nines * scale)?.within(budget)
        }
    }

    fn from_rbig(value: RBig) -> Rational {
        if value.numerator().bit_len() <= 63
            && value.denominator().bit_len() <= 63
            && let (Ok(numerator), Ok(denominator)) =
                (i64::try_from(value.numerator()), i64::try_from(value.denominator()))
            && numerator != i64::MIN
        {
            return Rational(Repr::Small { numerator, denominator });
        }
        Rational(Repr::Big(Box::new(value)))
    }

    fn to_rbig(&self) -> RBig {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                RBig::from_parts(IBig::from(*numerator), UBig::from(denominator.unsigned_abs()))
            }
            Repr::Big(value) => RBig::clone(value),
        }
    }

    /// The fraction in lowest terms. The denominator is not 0.
    fn reduced(numerator: i128, denominator: u128) -> Rational {
        let common = gcd_u128(numerator.unsigned_abs(), denominator);
        let magnitude = numerator.unsigned_abs() / common;
        let denominator = denominator / common;
        match (i64::try_from(magnitude), i64::try_from(denominator)) {
            (Ok(magnitude), Ok(denominator)) => {
                let numerator = if numerator < 0 { -magnitude } else { magnitude };
                Rational(Repr::Small { numerator, denominator })
            }
            _ => {
                let sign = if numerator < 0 { Sign::Negative } else { Sign::Positive };
                let numerator = IBig::from_parts(sign, UBig::from(magnitude));
                Rational(Repr::Big(Box::new(RBig::from_parts(numerator, UBig::from(denominator)))))
            }
        }
    }

    /// What stands above the line, in lowest terms.
    pub fn numerator(&self) -> IBig {
        match &self.0 {
            Repr::Small { numerator, .. } => IBig::from(*numerator),
            Repr::Big(value) => value.numerator().clone(),
        }
    }

    /// What stands below the line, in lowest terms. Never 0.
    pub fn denominator(&self) -> UBig {
        match &self.0 {
            Repr::Small { denominator, .. } => UBig::from(denominator.unsigned_abs()),
            Repr::Big(value) => value.denominator().clone(),
        }
    }

    /// Numerator and denominator, where both fit 63 bits.
    pub fn as_small(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Repr::Small { numerator, denominator } => Some((*numerator, *denominator)),
            Repr::Big(_) => None,
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { numerator: 0, .. })
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        matches!(self.0, Repr::Small { numerator: 1, denominator: 1 })
    }

    /// Whether it is an integer.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { denominator, .. } => *denominator == 1,
            Repr::Big(value) => value.is_int(),
        }
    }

    /// How it compares with 0.
    pub fn sign(&self) -> Ordering {
        match &self.0 {
            Repr::Small { numerator, .. } => numerator.cmp(&0),
            Repr::Big(value) => match value.sign() {
                Sign::Positive => Ordering::Greater,
                Sign::Negative => Ordering::Less,
            },
        }
    }

    /// Whether it is less than 0.
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// Its distance from 0.
    #[must_use]
    pub fn abs(&self) -> Rational {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The integer that it is, where it is one.
    pub fn to_integer(&self) -> Option<IBig> {
        self.is_integer().then(|| self.numerator())
    }

    /// The small integer that it is, where it is one.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small { numerator, denominator: 1 } => Some(numerator),
            _ => None,
        }
    }

    /// The bits of the longer one of numerator and denominator.
    pub fn bits(&self) -> usize {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                let longer = numerator.unsigned_abs().max(denominator.unsigned_abs());
                64 - longer.leading_zeros() as usize
            }
            Repr::Big(value) => value.numerator().bit_len().max(value.denominator().bit_len()),
        }
    }

    /// Itself, where the budget allows numbers of this length.
    pub fn within(self, budget: Budget<'_>) -> Result<Rational> {
        if self.bits() <= budget.bits { Ok(self) } else { Err(Error::Budget) }
    }

    /// One divided by it; undefined for 0.
    pub fn recip(&self) -> Result<Rational> {
        match &self.0 {
            Repr::Small { numerator: 0, .. } => Err(Error::Undefined),
            Repr::Small { numerator, denominator } => Ok(Rational(Repr::Small {
                numerator: denominator * numerator.signum(),
                denominator: numerator.abs(),
            })),
            Repr::Big(value) => {
                let (numerator, denominator) = RBig::clone(value).into_parts();
                let (sign, magnitude) = numerator.into_parts();
                let value = RBig::from_parts(IBig::from_parts(sign, denominator), magnitude);
                Ok(Rational(Repr::Big(Box::new(value))))
            }
        }
    }

    /// The quotient; undefined where the divisor is 0.
    pub fn div(&self, divisor: &Rational) -> Result<Rational> {
        Ok(self * &divisor.recip()?)
    }

    /// The power by an integer.
    ///
    /// Undefined for 0 to the power of 0 and to negative powers. The length of
    /// the result is known before it is computed.
    pub fn pow(&self, exponent: &IBig, budget: Budget<'_>) -> Result<Rational> {
        let negative = exponent.sign() == Sign::Negative;
        if self.is_zero() {
            let defined = !negative && !exponent.is_zero();
            return if defined { Ok(Rational::ZERO) } else { Err(Error::Undefined) };
        }
        if self.bits() == 1 {
            // 1 or -1: any exponent costs nothing.
            let flips = self.is_negative() && exponent.bit(0);
            return Ok(if flips { Rational::MINUS_ONE } else { Rational::ONE });
        }
        let exponent = u64::try_from(exponent.unsigned_abs()).map_err(|_| Error::Budget)?;
        let numerator = power(&self.numerator().unsigned_abs(), exponent, budget)?;
        let denominator = power(&self.denominator(), exponent, budget)?;
        let sign = if self.is_negative() && exponent % 2 == 1 { Sign::Negative } else { Sign::Positive };
        let (above, below) = if negative { (denominator, numerator) } else { (numerator, denominator) };
        Rational::new(IBig::from_parts(sign, above), below)?.within(budget)
    }

    /// The root of that degree, where it is rational; of negative numbers for odd degrees only.
    pub fn root(&self, degree: u32) -> Option<Rational> {
        if degree == 0 || (self.is_negative() && degree.is_multiple_of(2)) {
            return None;
        }
        let sign = if self.is_negative() { Sign::Negative } else { Sign::Positive };
        let numerator = integer::exact_root(&self.numerator().unsigned_abs(), degree)?;
        let denominator = integer::exact_root(&self.denominator(), degree)?;
        Rational::new(IBig::from_parts(sign, numerator), denominator).ok()
    }

    /// The greatest integer that is not greater.
    pub fn floor(&self) -> IBig {
        match &self.0 {
            Repr::Small { numerator, denominator } => IBig::from(numerator.div_euclid(*denominator)),
            Repr::Big(value) => value.floor(),
        }
    }

    /// The least integer that is not less.
    pub fn ceil(&self) -> IBig {
        -(-self).floor()
    }
}

/// The power of a natural number, refused where it is longer than the budget.
fn power(base: &UBig, exponent: u64, budget: Budget<'_>) -> Result<UBig> {
    if base.is_one() || exponent == 0 {
        return Ok(UBig::ONE);
    }
    if base.is_zero() {
        return Ok(UBig::ZERO);
    }
    // The power has more than (bits - 1)·exponent bits.
    let least = u64::try_from(base.bit_len() - 1).ok().and_then(|bits| bits.checked_mul(exponent));
    match (least, usize::try_from(exponent)) {
        (Some(least), Ok(exponent)) if least <= budget.bits as u64 => Ok(base.pow(exponent)),
        _ => Err(Error::Budget),
    }
}

fn gcd_u128(a: u128, b: u128) -> u128 {
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => u128::from(gcd_u64(a, b)),
        _ if b == 0 => a,
        _ => gcd_u128(b, a % b),
    }
}

fn gcd_u64(a: u64, b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    if a == 1 || b == 1 {
        return 1;
    }
    let shift = (a | b).trailing_zeros();
    let mut a = a >> a.trailing_zeros();
    let mut b = b;
    while b != 0 {
        b >>= b.trailing_zeros();
        let (less, greater) = (a.min(b), a.max(b));
        a = less;
        b = greater - less;
    }
    a << shift
}

impl From<i64> for Rational {
    fn from(value: i64) -> Rational {
        if value == i64::MIN {
            return Rational::from(IBig::from(value));
        }
        Rational(Repr::Small { numerator: value, denominator: 1 })
    }
}

impl From<IBig> for Rational {
    fn from(value: IBig) -> Rational {
        Rational::from_rbig(RBig::from(value))
    }
}

impl From<UBig> for Rational {
    fn from(value: UBig) -> Rational {
        Rational::from(IBig::from(value))
    }
}

impl Add for &Rational {
    type Output = Rational;

    fn add(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) => {
                if b == d {
                    let sum = i128::from(*a) + i128::from(*c);
                    return if *b == 1 { from_i128(sum) } else { Rational::reduced(sum, *b as u128) };
                }
                // Each product is below 2^126, so the sum fits.
                let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
                Rational::reduced(a * d + c * b, (b * d).unsigned_abs())
            }
            _ => Rational::from_rbig(self.to_rbig() + other.to_rbig()),
        }
    }
}

impl Mul for &Rational {
    type Output = Rational;

    fn mul(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) => {
                let above = i128::from(*a) * i128::from(*c);
                if *b == 1 && *d == 1 {
                    return from_i128(above);
                }
                Rational::reduced(above, (i128::from(*b) * i128::from(*d)).unsigned_abs())
            }
            _ => Rational::from_rbig(self.to_rbig() * other.to_rbig()),
        }
    }
}

fn from_i128(value: i128) -> Rational {
    match i64::try_from(value) {
        Ok(value) => Rational::from(value),
        Err(_) => Rational(Repr::Big(Box::new(RBig::from(IBig::from(value))))),
    }
}

impl Neg for &Rational {
    type Output = Rational;

    fn neg(self) -> Rational {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                Rational(Repr::Small { numerator: -numerator, denominator: *denominator })
            }
            Repr::Big(value) => Rational(Repr::Big(Box::new(-RBig::clone(value)))),
        }
    }
}

impl Sub for &Rational {
    type Output = Rational;

    fn sub(self, other: &Rational) -> Rational {
        self + &-other
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.to_rbig().cmp(&other.to_rbig()),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Written as `3`, `-1/2`.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { numerator, denominator: 1 } => write!(f, "{numerator}"),
            Repr::Small { numerator, denominator } => write!(f, "{numerator}/{denominator}"),
            Repr::Big(value) => write!(f, "{value}"),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;
