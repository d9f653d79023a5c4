//! Exponential, logarithm, sine and cosine.
//!
//! Each is computed at the exact centre of the ball in fixed point, in units
//! of `2^-w`; `error` counts by how many units the result may be off. What the
//! radius of the argument adds is bounded by the derivative.
//!
//! A product of fixed-point numbers that is cut to the unit is less than one
//! unit off, a quotient likewise. A term of a series is made from the last by
//! a product with a number of at most 1 and a division by at least 1, so its
//! error is at most that of the last plus two units; here every factor is at
//! most 1/2, so that the error of any term stays below four units, and the
//! tail after the first term that is 0 is below the next power of the factor
//! and counts as one more.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::constants::{ln2_fixed, pi_fixed};
use super::{Ball, Precision};
use crate::kernel::{Error, Result};

/// Arguments of exponentials are below 2 to the power of this.
const MOST_EXP_BITS: i64 = 40;
/// Arguments of sines and cosines are below 2 to the power of this.
const MOST_ANGLE_BITS: i64 = 1_000;

/// An exact number in units of `2^-bits`, less than one unit off.
pub(super) fn fixed(centre: &Ball, bits: usize) -> IBig {
    let shift = centre.exp + bits as i64;
    if shift >= 0 {
        &centre.mid << shift as usize
    } else {
        let by = shift.unsigned_abs().min(1 << 20) as usize;
        &centre.mid >> by
    }
}

/// A fixed-point result as a ball.
pub(super) fn from_fixed(value: IBig, error: u64, bits: usize, precision: Precision) -> Result<Ball> {
    Ball::rounded(value, UBig::from(error), -(bits as i64), precision)
}

impl Ball {
    /// The exponential function.
    pub fn exp(&self, precision: Precision) -> Result<Ball> {
        let Some(magnitude) = self.magnitude() else { return Ok(Ball::ONE) };
        if magnitude > MOST_EXP_BITS {
            return Err(Error::Budget);
        }
        if self.radius().is_some_and(|bits| bits > -1) {
            return Err(Error::Unknown);
        }
        const HALVINGS: usize = 6;
        let before = magnitude.max(0) as usize;
        let w = precision.get() + 32 + before;
        let one = IBig::ONE << w;
        // x = k·ln 2 + t with t in [0, ln 2), up to what ln 2 is off k times.
        let x = fixed(&self.centre(), w);
        let ln2 = ln2_fixed(w);
        let k = floor_div(&x, &ln2);
        let t = (&x - &k * &ln2) >> HALVINGS;
        let k = i64::try_from(&k).map_err(|_| Error::Budget)?;
        let mut error = ((1 + 2 * k.unsigned_abs()) >> HALVINGS) + 2;
        let (mut sum, mut term, mut index) = (&one + &t, t.clone(), 1u64);
        loop {
            index += 1;
            term = ((&term * &t) >> w) / IBig::from(index);
            if term.is_zero() {
                break;
            }
            sum += &term;
        }
        // The derivative of exp is below 2 here, and each term is less than four units off.
        error = 2 * error + 4 * index + 2;
        for _ in 0..HALVINGS {
            // (v + e)² - v² <= 2·v·e + e² with v <= 2, and the cut.
            sum = (&sum * &sum) >> w;
            error = 4 * error + 2;
        }
        let centre = Ball::rounded(sum, UBig::from(error), k - w as i64, precision)?;
        if self.is_exact() {
            return Ok(centre);
        }
        // e^r - 1 <= 2r for r <= 1.
        let spread = Ball::ONE.add(&self.error().shifted(1), precision)?;
        centre.mul(&spread, precision)
    }

    /// The natural logarithm; undefined up to 0, unknown where some numbers are.
    pub fn ln(&self, precision: Precision) -> Result<Ball> {
        match self.sign() {
            Some(Ordering::Greater) => {}
            Some(_) => return Err(Error::Undefined),
            None => return Err(Error::Unknown),
        }
        const ROOTS: usize = 3;
        // x = y·2^k with y in [1/2, 1), or doubled into [1, 3/2) where that is nearer to 1.
        let bits = self.mid.bit_len();
        let mut k = self.exp + bits as i64;
        let leading = &self.mid >> bits.saturating_sub(3);
        let mut y_exp = -(bits as i64);
        if bits <= 3 || leading < IBig::from(6) {
            y_exp += 1;
            k -= 1;
        }
        let w = precision.get() + 32 + (64 - k.unsigned_abs().leading_zeros() as usize);
        let y = Ball { mid: self.mid.clone(), rad: 0, exp: y_exp };
        let one = IBig::ONE << w;
        let mut y = fixed(&y, w);
        for _ in 0..ROOTS {
            y = IBig::from((y << w).unsigned_abs().sqrt());
        }
        // Less than one unit off, then the error at most halves (the root is above 1/2 here: at most
        // stays the same) and one unit is cut: less than four units after three roots.
        let z = ((&y - &one) << w) / (&y + &one);
        // z = 1 - 2/(y + 1) changes by at most 2/(y+1)² < 1 of what y does.
        let square = (&z * &z) >> w;
        let (mut sum, mut power, mut index) = (z.clone(), z, 1u64);
        loop {
            index += 2;
            power = (&power * &square) >> w;
            if power.is_zero() || power == IBig::NEG_ONE {
                break;
            }
            sum += &power / IBig::from(index);
        }
        let error = 8 + 4 * index;
        let logarithm = (sum << (ROOTS + 1)) + ln2_fixed(w) * IBig::from(k);
        let error = (error << (ROOTS + 1)) + 2 * k.unsigned_abs();
        let centre = from_fixed(logarithm, error, w, precision)?;
        if self.is_exact() {
            return Ok(centre);
        }
        // |ln x - ln m| <= r / (m - r).
        let least = Ball { mid: &self.mid - IBig::from(self.rad), rad: 0, exp: self.exp };
        centre.add(&self.error().div(&least, precision)?, precision)
    }

    /// Sine and cosine.
    pub fn sin_cos(&self, precision: Precision) -> Result<(Ball, Ball)> {
        let Some(magnitude) = self.magnitude() else { return Ok((Ball::ZERO, Ball::ONE)) };
        if magnitude > MOST_ANGLE_BITS {
            return Err(Error::Budget);
        }
        if self.radius().is_some_and(|bits| bits > 0) {
            return Err(Error::Unknown);
        }
        // x = k·pi/2 + t with |t| <= pi/4, up to what pi/2 is off k times.
        let before = magnitude.max(0) as usize;
        let long = precision.get() + 32 + before;
        let x = fixed(&self.centre(), long);
        let half_pi = pi_fixed(long + 1) >> 2;
        let k = floor_div(&(&x + (&half_pi >> 1)), &half_pi);
        // |k| < 2^before, and pi/2 is less than two units off: less than 2 + 1 units after the shift.
        let t = (&x - &k * &half_pi) >> before;
        let w = long - before;
        let square = (&t * &t) >> w;
        let one = IBig::ONE << w;
        let (mut sine, mut cosine) = (t.clone(), one.clone());
        let (mut term, mut index) = (one, 0u64);
        // The terms of the cosine, and each times t over the next index for the sine.
        loop {
            term = -((&term * &square) >> w) / IBig::from((index + 1) * (index + 2));
            index += 2;
            if term.is_zero() {
                break;
            }
            cosine += &term;
            sine += ((&term * &t) >> w) / IBig::from(index + 1);
        }
        // Five for t, whose derivatives are below 1, and four for each term of either series.
        let error = 8 + 4 * index;
        let (sine, cosine) = match (&k & IBig::from(3)).try_into() {
            Ok(0u8) => (sine, cosine),
            Ok(1u8) => (cosine, -sine),
            Ok(2u8) => (-sine, -cosine),
            _ => (-cosine, sine),
        };
        let finish = |value: IBig| -> Result<Ball> {
            let centre = from_fixed(value, error, w, precision)?;
            if self.is_exact() { Ok(centre) } else { centre.add(&self.error(), precision) }
        };
        Ok((finish(sine)?, finish(cosine)?))
    }

    /// The sine.
    pub fn sin(&self, precision: Precision) -> Result<Ball> {
        Ok(self.sin_cos(precision)?.0)
    }

    /// The cosine.
    pub fn cos(&self, precision: Precision) -> Result<Ball> {
        Ok(self.sin_cos(precision)?.1)
    }

    /// The tangent.
    pub fn tan(&self, precision: Precision) -> Result<Ball> {
        let (sine, cosine) = self.sin_cos(precision)?;
        sine.div(&cosine, precision)
    }

    /// The hyperbolic sine and cosine.
    pub fn sinh_cosh(&self, precision: Precision) -> Result<(Ball, Ball)> {
        let rising = self.exp(precision)?;
        let falling = Ball::ONE.div(&rising, precision)?;
        let sine = rising.sub(&falling, precision)?.shifted(-1);
        Ok((sine, rising.add(&falling, precision)?.shifted(-1)))
    }

    /// The hyperbolic tangent.
    pub fn tanh(&self, precision: Precision) -> Result<Ball> {
        let square = self.shifted(1).exp(precision)?;
        square.sub(&Ball::ONE, precision)?.div(&square.add(&Ball::ONE, precision)?, precision)
    }
}

/// The quotient rounded down, by a positive divisor.
fn floor_div(dividend: &IBig, divisor: &IBig) -> IBig {
    let quotient = dividend / divisor;
    if &quotient * divisor > *dividend { quotient - IBig::ONE } else { quotient }
}
