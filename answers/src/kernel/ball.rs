//! Real numbers between certified bounds.
//!
//! A [`Ball`] is a midpoint and a radius, `(mid ± rad)·2^exp`, with integers
//! for all three. Every operation returns a ball that contains the exact
//! result for every choice of numbers in the balls that it was given; what is
//! lost by rounding is added to the radius. Nothing is computed in floating
//! point of the machine, so the result is the same everywhere.
//!
//! Two balls that do not overlap prove a difference and an order. Overlapping
//! balls prove nothing: raise the [`Precision`] or give up.
//!
//! The same representation is used by Arb (Johansson, "Arb: efficient
//! arbitrary-precision midpoint-radius interval arithmetic", 2017), which keeps
//! an exponent of its own for the radius. Here both share one, and the radius
//! has at most 32 bits: where it is longer, so many low bits of the midpoint
//! mean nothing, and they are dropped.

use std::cmp::Ordering;
use std::fmt;

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};

use super::integer::floor_root;
use super::power::power;
use super::{Error, Rational, Result};

mod complex;
mod constants;
mod elementary;
mod inverse;

pub use complex::ComplexBall;
pub use constants::{e, ln2, pi};

/// How many bits a midpoint has.
///
/// The error of one operation is about `2^-bits` of its result, except that
/// elementary functions have an absolute error of about `2^-bits` where the
/// result is smaller than 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precision(u32);

impl Precision {
    /// 64 bits: the cheapest.
    pub const LEAST: Precision = Precision(64);
    /// 1,024 bits.
    pub const MOST: Precision = Precision(1_024);
    /// The steps in which it is raised where balls still overlap.
    pub const STEPS: [Precision; 4] = [Precision(64), Precision(128), Precision(256), Precision(512)];

    /// This many bits, but neither fewer than 64 nor more than 1,024.
    pub fn bits(bits: u32) -> Precision {
        Precision(bits.clamp(Precision::LEAST.0, Precision::MOST.0))
    }

    fn get(self) -> usize {
        self.0 as usize
    }
}

/// Exponents beyond this are over budget, so that they never overflow.
const MOST_EXPONENT: i64 = 1 << 48;
/// Bits of a radius after rounding.
const RADIUS_BITS: usize = 30;

/// All real numbers from `(mid - rad)·2^exp` to `(mid + rad)·2^exp`.
#[derive(Clone)]
pub struct Ball {
    mid: IBig,
    rad: u64,
    exp: i64,
}

impl Ball {
    /// The number 0, exactly.
    pub const ZERO: Ball = Ball { mid: IBig::ZERO, rad: 0, exp: 0 };
    /// The number 1, exactly.
    pub const ONE: Ball = Ball { mid: IBig::ONE, rad: 0, exp: 0 };

    /// A ball that contains a rational number, and nothing else where it is a dyadic fraction that fits.
    pub fn rational(value: &Rational, precision: Precision) -> Ball {
        if let Some(integer) = value.to_i64() {
            return Ball { mid: IBig::from(integer), rad: 0, exp: 0 };
        }
        let above = Ball { mid: value.numerator(), rad: 0, exp: 0 };
        let below = Ball { mid: IBig::from(value.denominator()), rad: 0, exp: 0 };
        // The denominator is not 0, and the exponents are far within bounds.
        above.div(&below, precision).unwrap_or(Ball::ZERO)
    }

    /// An integer, exactly.
    pub fn integer(value: i64) -> Ball {
        Ball { mid: IBig::from(value), rad: 0, exp: 0 }
    }

    /// All numbers whose distance from the centre of this ball is at most its radius, around 0.
    fn error(&self) -> Ball {
        Ball { mid: IBig::ZERO, rad: self.rad, exp: self.exp }
    }

    /// The centre alone.
    fn centre(&self) -> Ball {
        Ball { mid: self.mid.clone(), rad: 0, exp: self.exp }
    }

    /// The ball of this centre and radius, with a midpoint of the precision's length.
    fn rounded(mid: IBig, rad: UBig, exp: i64, precision: Precision) -> Result<Ball> {
        let excess = mid.bit_len().saturating_sub(precision.get());
        let shift = excess.max(rad.bit_len().saturating_sub(RADIUS_BITS));
        let (mid, rad) = if shift == 0 {
            (mid, u64::try_from(&rad).unwrap_or(u64::MAX))
        } else {
            let exact = mid.trailing_zeros().is_none_or(|zeros| zeros >= shift);
            // The shifted midpoint is less than one unit off, and so is the shifted radius.
            let carried = if exact { 0 } else { 1 } + if rad.is_zero() { 0 } else { 1 };
            (mid >> shift, u64::try_from(rad >> shift).unwrap_or(u64::MAX).saturating_add(carried))
        };
        if mid.is_zero() && rad == 0 {
            return Ok(Ball::ZERO);
        }
        let exp = exp.saturating_add(shift as i64);
        if exp.abs() > MOST_EXPONENT { Err(Error::Budget) } else { Ok(Ball { mid, rad, exp }) }
    }

    /// Whether it holds one number only.
    pub fn is_exact(&self) -> bool {
        self.rad == 0
    }

    /// Whether it is 0 exactly.
    pub fn is_zero(&self) -> bool {
        self.rad == 0 && self.mid.is_zero()
    }

    /// How all of its numbers compare with 0, where they do alike.
    pub fn sign(&self) -> Option<Ordering> {
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        if self.mid.clone().unsigned_abs() <= UBig::from(self.rad) {
            return None;
        }
        Some(if self.mid.sign() == Sign::Negative { Ordering::Less } else { Ordering::Greater })
    }

    /// Whether 0 is one of its numbers.
    pub fn contains_zero(&self) -> bool {
        matches!(self.sign(), None | Some(Ordering::Equal))
    }

    /// The order of two balls, where all of their numbers have the same. Equal only if both are exact.
    pub fn compare(&self, other: &Ball, precision: Precision) -> Option<Ordering> {
        self.sub(other, precision).ok()?.sign()
    }

    /// A power of two, as its exponent, that all absolute values are below; none for 0.
    pub fn magnitude(&self) -> Option<i64> {
        if self.is_zero() {
            return None;
        }
        let most = self.mid.clone().unsigned_abs() + UBig::from(self.rad);
        Some(self.exp + most.bit_len() as i64)
    }

    /// The power of two, as its exponent, that the radius does not exceed; none where it is exact.
    pub fn radius(&self) -> Option<i64> {
        (self.rad > 0).then(|| self.exp + i64::from(64 - self.rad.leading_zeros()))
    }

    /// The greatest integer that is not greater than any of its numbers, where it is the same for all.
    pub fn floor(&self) -> Option<IBig> {
        if self.magnitude().is_some_and(|bits| bits > 65_536) {
            return None;
        }
        let rad = IBig::from(self.rad);
        let floor = |value: IBig| {
            if self.exp >= 0 { value << self.exp as usize } else { value >> self.exp.unsigned_abs() as usize }
        };
        let (low, high) = (floor(&self.mid - &rad), floor(&self.mid + &rad));
        (low == high).then_some(low)
    }

    /// The integer that it holds alone, where that is below 2 to the power of 65,536.
    pub fn to_integer(&self) -> Option<IBig> {
        let whole = self.exp >= 0 || self.mid.trailing_zeros().is_none_or(|zeros| zeros as i64 >= -self.exp);
        if self.rad == 0 && whole { self.floor() } else { None }
    }

    /// Whether a rational number is one of its numbers. For tests and explanations: exact, and slow for large exponents.
    pub fn contains(&self, value: &Rational) -> bool {
        if self.exp.abs() > 65_536 {
            return true;
        }
        let scaled = |number: IBig| {
            let shift = self.exp.unsigned_abs() as usize;
            let (above, below) =
                if self.exp >= 0 { (number << shift, UBig::ONE) } else { (number, UBig::ONE << shift) };
            Rational::new(above, below).unwrap_or(Rational::ZERO)
        };
        let rad = IBig::from(self.rad);
        scaled(&self.mid - &rad) <= *value && *value <= scaled(&self.mid + &rad)
    }

    /// With the other sign.
    #[must_use]
    pub fn neg(&self) -> Ball {
        Ball { mid: -&self.mid, rad: self.rad, exp: self.exp }
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Ball {
        match self.sign() {
            Some(Ordering::Less) => self.neg(),
            Some(_) => self.clone(),
            None => {
                // From 0 to the farther end: half of that, give or take as much.
                let most = self.mid.clone().unsigned_abs() + UBig::from(self.rad);
                let half = u64::try_from(&most).unwrap_or(u64::MAX).div_ceil(2);
                Ball { mid: IBig::from(half), rad: half, exp: self.exp }
            }
        }
    }

    /// Times a power of two, exactly.
    fn shifted(&self, by: i64) -> Ball {
        Ball { mid: self.mid.clone(), rad: self.rad, exp: self.exp + by }
    }

    /// The sum.
    pub fn add(&self, other: &Ball, precision: Precision) -> Result<Ball> {
        let (high, low) = if self.exp >= other.exp { (self, other) } else { (other, self) };
        if low.is_zero() {
            return Ball::rounded(high.mid.clone(), UBig::from(high.rad), high.exp, precision);
        }
        if high.is_zero() {
            return Ball::rounded(low.mid.clone(), UBig::from(low.rad), low.exp, precision);
        }
        let gap = (high.exp - low.exp) as usize;
        if gap <= 2 * precision.get() + 128 {
            let mid = (&high.mid << gap) + &low.mid;
            let rad = (UBig::from(high.rad) << gap) + UBig::from(low.rad);
            return Ball::rounded(mid, rad, low.exp, precision);
        }
        // The higher one is given so many low bits that a unit of it is nothing; then the lower one
        // reaches less than a unit, or is cut to units.
        let lift = precision.get() + 32;
        let (exp, gap) = (high.exp - lift as i64, gap - lift);
        let (mid, rad) = (&high.mid << lift, UBig::from(high.rad) << lift);
        let (mid, rad) = if low.magnitude().is_none_or(|bits| bits <= exp) {
            (mid, rad + UBig::ONE)
        } else {
            (mid + (&low.mid >> gap), rad + (UBig::from(low.rad) >> gap) + UBig::from(2u8))
        };
        Ball::rounded(mid, rad, exp, precision)
    }

    /// The difference.
    pub fn sub(&self, other: &Ball, precision: Precision) -> Result<Ball> {
        self.add(&other.neg(), precision)
    }

    /// The product.
    pub fn mul(&self, other: &Ball, precision: Precision) -> Result<Ball> {
        let mid = &self.mid * &other.mid;
        let mut rad = UBig::ZERO;
        if other.rad > 0 {
            rad += self.mid.clone().unsigned_abs() * other.rad;
        }
        if self.rad > 0 {
            rad += (other.mid.clone().unsigned_abs() + UBig::from(other.rad)) * self.rad;
        }
        Ball::rounded(mid, rad, self.exp + other.exp, precision)
    }

    /// The quotient; undefined where the divisor is 0, unknown where it may be.
    pub fn div(&self, divisor: &Ball, precision: Precision) -> Result<Ball> {
        match divisor.sign() {
            Some(Ordering::Equal) => return Err(Error::Undefined),
            None => return Err(Error::Unknown),
            Some(_) => {}
        }
        if self.is_zero() {
            return Ok(Ball::ZERO);
        }
        let shift = (precision.get() + 2 + divisor.mid.bit_len()).saturating_sub(self.mid.bit_len());
        let shifted = &self.mid << shift;
        let quotient = &shifted / &divisor.mid;
        let remainder = &shifted - &quotient * &divisor.mid;
        let mut rad = UBig::from(u8::from(!remainder.is_zero()));
        if self.rad > 0 || divisor.rad > 0 {
            // |x/y - m/n| <= (|m|·s + |n|·r) / (|n|·(|n| - s)) for |x - m| <= r and |y - n| <= s < |n|.
            let below = divisor.mid.clone().unsigned_abs();
            let spread = self.mid.clone().unsigned_abs() * divisor.rad + &below * self.rad;
            let least = &below - UBig::from(divisor.rad);
            rad += (spread << shift) / (below * least) + UBig::ONE;
        }
        Ball::rounded(quotient, rad, self.exp - divisor.exp - shift as i64, precision)
    }

    /// The square root; undefined for negative numbers, unknown where some are negative.
    pub fn sqrt(&self, precision: Precision) -> Result<Ball> {
        self.root(2, precision)
    }

    /// The real root of that degree: of negative numbers for odd degrees, else undefined.
    pub fn root(&self, degree: u32, precision: Precision) -> Result<Ball> {
        match self.sign() {
            _ if degree == 0 => return Err(Error::Undefined),
            _ if degree == 1 => return Ok(self.clone()),
            Some(Ordering::Equal) => return Ok(Ball::ZERO),
            Some(Ordering::Less) if degree % 2 == 1 => {
                return Ok(self.neg().root(degree, precision)?.neg());
            }
            Some(Ordering::Less) => return Err(Error::Undefined),
            None => return Err(Error::Unknown),
            Some(Ordering::Greater) => {}
        }
        if degree > 16 {
            let reciprocal = Ball::ONE.div(&Ball::integer(i64::from(degree)), precision)?;
            return self.ln(precision)?.mul(&reciprocal, precision)?.exp(precision);
        }
        let degree = degree as usize;
        let wanted = degree * (precision.get() + 2);
        let shift = wanted.saturating_sub(self.mid.bit_len()) as i64;
        // The exponent that is left must be a multiple of the degree.
        let shift = shift + (self.exp - shift).rem_euclid(degree as i64);
        let radicand = self.mid.clone().unsigned_abs() << shift as usize;
        let root = floor_root(&radicand, degree);
        let exact = root.pow(degree) == radicand;
        let mut rad = UBig::from(u8::from(!exact));
        if self.rad > 0 {
            // |a - b| <= |a^n - b^n| / b^(n-1) for positive a and b.
            rad += (UBig::from(self.rad) << shift as usize) / root.pow(degree - 1) + UBig::ONE;
        }
        Ball::rounded(IBig::from(root), rad, (self.exp - shift) / degree as i64, precision)
    }

    /// The power by an integer; undefined for 0 to the power of 0 and to negative powers.
    pub fn powi(&self, exponent: i64, precision: Precision) -> Result<Ball> {
        if exponent <= 0 && self.is_zero() {
            return Err(Error::Undefined);
        }
        let result = power(Ball::ONE, self, exponent.unsigned_abs(), |a, b| a.mul(b, precision))?;
        if exponent < 0 { Ball::ONE.div(&result, precision) } else { Ok(result) }
    }

    /// The power of a positive number by any real one.
    pub fn pow(&self, exponent: &Ball, precision: Precision) -> Result<Ball> {
        if let Some(integer) = exponent.to_integer()
            && let Ok(integer) = i64::try_from(&integer)
        {
            return self.powi(integer, precision);
        }
        match (self.sign(), exponent.sign()) {
            (Some(Ordering::Equal), Some(Ordering::Greater)) => Ok(Ball::ZERO),
            (Some(Ordering::Equal), Some(_)) => Err(Error::Undefined),
            _ => self.ln(precision)?.mul(exponent, precision)?.exp(precision),
        }
    }
}

/// Written as a decimal fraction of some 15 digits, for explanations.
impl fmt::Display for Ball {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exp.abs() > 4_096 {
            return write!(f, "about {}2^{}", if self.mid.sign() == Sign::Negative { "-" } else { "" }, {
                self.exp + self.mid.bit_len() as i64
            });
        }
        let shift = self.exp.unsigned_abs() as usize;
        let scale = UBig::from(10u8).pow(15);
        let scaled = self.mid.clone().unsigned_abs() * &scale;
        let scaled = if self.exp >= 0 { scaled << shift } else { scaled >> shift };
        let digits = match u128::try_from(&scaled) {
            Ok(scaled) => format!("{}.{:0>15}", scaled / 10_u128.pow(15), scaled % 10_u128.pow(15)),
            Err(_) => format!("{}.{:0>15}", &scaled / &scale, (&scaled % &scale).to_string()),
        };
        let sign = if self.mid.sign() == Sign::Negative { "-" } else { "" };
        write!(f, "{sign}{}", digits.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl fmt::Debug for Ball {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} ± {})·2^{}", self.mid, self.rad, self.exp)
    }
}

#[cfg(test)]
mod tests;
