//! Complex numbers between certified bounds: a ball for each part.

use std::cmp::Ordering;

use super::constants::pi;
use super::{Ball, Precision};
use crate::kernel::power::power;
use crate::kernel::{Error, Result};

/// All complex numbers whose parts are in two balls.
#[derive(Clone, Debug)]
pub struct ComplexBall {
    /// The real part.
    pub re: Ball,
    /// The imaginary part.
    pub im: Ball,
}

impl From<Ball> for ComplexBall {
    fn from(re: Ball) -> ComplexBall {
        ComplexBall { re, im: Ball::ZERO }
    }
}

impl ComplexBall {
    /// The imaginary unit, exactly.
    pub const I: ComplexBall = ComplexBall { re: Ball::ZERO, im: Ball::ONE };

    /// The real number that it is, where the imaginary part is 0 exactly.
    pub fn as_real(&self) -> Option<&Ball> {
        self.im.is_zero().then_some(&self.re)
    }

    /// Whether 0 is one of its numbers.
    pub fn contains_zero(&self) -> bool {
        self.re.contains_zero() && self.im.contains_zero()
    }

    /// Whether the two are proved to have no number in common.
    pub fn is_disjoint(&self, other: &ComplexBall, precision: Precision) -> bool {
        let apart =
            |a: &Ball, b: &Ball| a.sub(b, precision).is_ok_and(|difference| !difference.contains_zero());
        apart(&self.re, &other.re) || apart(&self.im, &other.im)
    }

    /// With the other sign.
    #[must_use]
    pub fn neg(&self) -> ComplexBall {
        ComplexBall { re: self.re.neg(), im: self.im.neg() }
    }

    /// The complex conjugate.
    #[must_use]
    pub fn conj(&self) -> ComplexBall {
        ComplexBall { re: self.re.clone(), im: self.im.neg() }
    }

    /// The sum.
    pub fn add(&self, other: &ComplexBall, precision: Precision) -> Result<ComplexBall> {
        Ok(ComplexBall { re: self.re.add(&other.re, precision)?, im: self.im.add(&other.im, precision)? })
    }

    /// The difference.
    pub fn sub(&self, other: &ComplexBall, precision: Precision) -> Result<ComplexBall> {
        self.add(&other.neg(), precision)
    }

    /// The product.
    pub fn mul(&self, other: &ComplexBall, precision: Precision) -> Result<ComplexBall> {
        let product = |a: &Ball, b: &Ball| a.mul(b, precision);
        if let (Some(a), Some(b)) = (self.as_real(), other.as_real()) {
            return Ok(product(a, b)?.into());
        }
        Ok(ComplexBall {
            re: product(&self.re, &other.re)?.sub(&product(&self.im, &other.im)?, precision)?,
            im: product(&self.re, &other.im)?.add(&product(&self.im, &other.re)?, precision)?,
        })
    }

    /// The square of the absolute value.
    fn norm(&self, precision: Precision) -> Result<Ball> {
        self.re.mul(&self.re, precision)?.add(&self.im.mul(&self.im, precision)?, precision)
    }

    /// The quotient; undefined where the divisor is 0, unknown where it may be.
    pub fn div(&self, divisor: &ComplexBall, precision: Precision) -> Result<ComplexBall> {
        if let (Some(a), Some(b)) = (self.as_real(), divisor.as_real()) {
            return Ok(a.div(b, precision)?.into());
        }
        if let Some(real) = divisor.as_real() {
            return Ok(ComplexBall { re: self.re.div(real, precision)?, im: self.im.div(real, precision)? });
        }
        let norm = divisor.norm(precision)?;
        let product = self.mul(&divisor.conj(), precision)?;
        Ok(ComplexBall { re: product.re.div(&norm, precision)?, im: product.im.div(&norm, precision)? })
    }

    /// The absolute value.
    pub fn abs(&self, precision: Precision) -> Result<Ball> {
        match self.as_real() {
            Some(real) => Ok(real.abs()),
            None => self.norm(precision)?.sqrt(precision),
        }
    }

    /// The principal argument, above -pi and up to pi; unknown near 0 and near the negative real numbers.
    pub fn arg(&self, precision: Precision) -> Result<Ball> {
        let quotient = |a: &Ball, b: &Ball| a.div(b, precision)?.atan(precision);
        let half_pi = pi(precision).shifted(-1);
        match (self.re.sign(), self.im.sign()) {
            (Some(Ordering::Equal), Some(Ordering::Equal)) => Err(Error::Undefined),
            (Some(Ordering::Greater), _) => quotient(&self.im, &self.re),
            (_, Some(Ordering::Greater)) => half_pi.sub(&quotient(&self.re, &self.im)?, precision),
            (_, Some(Ordering::Less)) => half_pi.neg().sub(&quotient(&self.re, &self.im)?, precision),
            (Some(Ordering::Less), Some(Ordering::Equal)) => Ok(pi(precision)),
            _ => Err(Error::Unknown),
        }
    }

    /// The exponential function.
    pub fn exp(&self, precision: Precision) -> Result<ComplexBall> {
        let modulus = self.re.exp(precision)?;
        if self.im.is_zero() {
            return Ok(modulus.into());
        }
        let (sine, cosine) = self.im.sin_cos(precision)?;
        Ok(ComplexBall { re: modulus.mul(&cosine, precision)?, im: modulus.mul(&sine, precision)? })
    }

    /// The principal logarithm.
    pub fn ln(&self, precision: Precision) -> Result<ComplexBall> {
        if let Some(real) = self.as_real()
            && real.sign() == Some(Ordering::Greater)
        {
            return Ok(real.ln(precision)?.into());
        }
        let im = self.arg(precision)?;
        let re = match (self.re.is_zero(), self.im.is_zero()) {
            (_, true) => self.re.abs().ln(precision)?,
            (true, _) => self.im.abs().ln(precision)?,
            _ => self.norm(precision)?.ln(precision)?.shifted(-1),
        };
        Ok(ComplexBall { re, im })
    }

    /// The power by an integer; undefined for 0 to the power of 0 and to negative powers.
    pub fn powi(&self, exponent: i64, precision: Precision) -> Result<ComplexBall> {
        if let Some(real) = self.as_real() {
            return Ok(real.powi(exponent, precision)?.into());
        }
        let result =
            power(ComplexBall::from(Ball::ONE), self, exponent.unsigned_abs(), |a, b| a.mul(b, precision))?;
        if exponent < 0 { ComplexBall::from(Ball::ONE).div(&result, precision) } else { Ok(result) }
    }

    /// The principal square root.
    pub fn sqrt(&self, precision: Precision) -> Result<ComplexBall> {
        if let Some(real) = self.as_real() {
            return match real.sign() {
                Some(Ordering::Less) => Ok(ComplexBall { re: Ball::ZERO, im: real.neg().sqrt(precision)? }),
                _ => Ok(real.sqrt(precision)?.into()),
            };
        }
        self.pow(&ComplexBall::from(Ball::ONE.shifted(-1)), precision)
    }

    /// The principal power, `exp(exponent·ln(self))`.
    pub fn pow(&self, exponent: &ComplexBall, precision: Precision) -> Result<ComplexBall> {
        if let (Some(base), Some(exponent)) = (self.as_real(), exponent.as_real())
            && base.sign().is_some_and(Ordering::is_ge)
        {
            return Ok(base.pow(exponent, precision)?.into());
        }
        self.ln(precision)?.mul(exponent, precision)?.exp(precision)
    }

    /// Sine and cosine, by exponentials.
    pub fn sin_cos(&self, precision: Precision) -> Result<(ComplexBall, ComplexBall)> {
        if let Some(real) = self.as_real() {
            let (sine, cosine) = real.sin_cos(precision)?;
            return Ok((sine.into(), cosine.into()));
        }
        // sin(a + bi) = sin a cosh b + i cos a sinh b, and the like for the cosine.
        let (sine, cosine) = self.re.sin_cos(precision)?;
        let (hyperbolic_sine, hyperbolic_cosine) = self.im.sinh_cosh(precision)?;
        let product = |a: &Ball, b: &Ball| a.mul(b, precision);
        Ok((
            ComplexBall { re: product(&sine, &hyperbolic_cosine)?, im: product(&cosine, &hyperbolic_sine)? },
            ComplexBall {
                re: product(&cosine, &hyperbolic_cosine)?,
                im: product(&sine, &hyperbolic_sine)?.neg(),
            },
        ))
    }
}
