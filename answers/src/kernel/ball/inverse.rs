//! Inverse trigonometric functions.

use std::cmp::Ordering;

use dashu_int::ops::{SquareRoot, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};

use super::constants::{pi, pi_fixed};
use super::elementary::{fixed, from_fixed};
use super::{Ball, Precision};
use crate::kernel::{Error, Result};

impl Ball {
    /// The inverse tangent, between -pi/2 and pi/2.
    pub fn atan(&self, precision: Precision) -> Result<Ball> {
        if self.is_zero() {
            return Ok(Ball::ZERO);
        }
        const HALVINGS: usize = 3;
        let w = precision.get() + 32;
        let one = IBig::ONE << w;
        let negative = self.mid.sign() == Sign::Negative;
        let centre = Ball { mid: IBig::from(self.mid.clone().unsigned_abs()), rad: 0, exp: self.exp };
        // atan x = pi/2 - atan(1/x) for positive x.
        let inverted = centre.magnitude().is_some_and(|bits| bits > 1);
        let mut z = if inverted {
            let shift = w as i64 - centre.exp;
            if shift > 0 { (IBig::ONE << shift as usize) / &centre.mid } else { IBig::ZERO }
        } else {
            fixed(&centre, w)
        };
        for _ in 0..HALVINGS {
            // atan z = 2·atan(z / (1 + sqrt(1 + z²))), which halves the error and adds less than two units.
            let root = IBig::from(((&one << w) + &z * &z).unsigned_abs().sqrt());
            z = (z << w) / (&one + root);
        }
        let square = (&z * &z) >> w;
        let (mut sum, mut power, mut index) = (z.clone(), z, 1u64);
        loop {
            index += 2;
            power = -((&power * &square) >> w);
            if power.is_zero() || power == IBig::ONE {
                break;
            }
            sum += &power / IBig::from(index);
        }
        // Less than four units of z, and four a term (see `elementary`).
        let mut error = (8 + 4 * index) << HALVINGS;
        let mut angle = sum << HALVINGS;
        if inverted {
            angle = (pi_fixed(w + 1) >> 2) - angle;
            error += 3;
        }
        let centre = from_fixed(if negative { -angle } else { angle }, error, w, precision)?;
        if self.is_exact() {
            return Ok(centre);
        }
        // The derivative 1/(1 + x²) is at most 1, and below 1/a² where |x| is at least a.
        let least = self.mid.clone().unsigned_abs();
        if !inverted || least <= UBig::from(self.rad) {
            return centre.add(&self.error(), precision);
        }
        let least = Ball { mid: IBig::from(least) - IBig::from(self.rad), rad: 0, exp: self.exp };
        let spread = self.error().div(&least.mul(&least, precision)?, precision)?;
        centre.add(&spread, precision)
    }

    /// The inverse sine, between -pi/2 and pi/2; undefined beyond -1 and 1.
    pub fn asin(&self, precision: Precision) -> Result<Ball> {
        let below = Ball::ONE.sub(self, precision)?;
        let above = Ball::ONE.add(self, precision)?;
        let (below_sign, above_sign) = (below.sign(), above.sign());
        if below_sign == Some(Ordering::Less) || above_sign == Some(Ordering::Less) {
            return Err(Error::Undefined);
        }
        // asin x = 2·atan(x / (1 + sqrt(1 - x²))), at the ends as well.
        let root = below.mul(&above, precision)?.sqrt(precision)?;
        let tangent = self.div(&root.add(&Ball::ONE, precision)?, precision)?;
        Ok(tangent.atan(precision)?.shifted(1))
    }

    /// The inverse cosine, between 0 and pi; undefined beyond -1 and 1.
    pub fn acos(&self, precision: Precision) -> Result<Ball> {
        pi(precision).shifted(-1).sub(&self.asin(precision)?, precision)
    }
}
