//! Arithmetic modulo an odd number of at most 63 bits, in Montgomery's form.
//!
//! Montgomery, "Modular multiplication without trial division", 1985. A
//! residue `a` is kept as `a·2^64 mod n`, so that a product takes three
//! multiplications and no division.

/// An odd modulus from 3 to 2^63 - 1, with what reduction needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Montgomery {
    modulus: u64,
    /// `-1 / modulus` modulo 2^64.
    negated_inverse: u64,
    /// `2^128` modulo the modulus.
    square_of_radix: u64,
}

impl Montgomery {
    /// The arithmetic modulo a number that must be odd, at least 3 and below 2^63.
    pub(super) fn new(modulus: u64) -> Montgomery {
        debug_assert!(modulus % 2 == 1 && (3..1 << 63).contains(&modulus));
        // Newton's iteration doubles the number of correct low bits, from the 3 that `modulus` itself has.
        let mut inverse = modulus;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(modulus.wrapping_mul(inverse)));
        }
        let radix = (1u128 << 64) % u128::from(modulus);
        let square_of_radix = (radix * radix % u128::from(modulus)) as u64;
        Montgomery { modulus, negated_inverse: inverse.wrapping_neg(), square_of_radix }
    }

    pub(super) fn modulus(&self) -> u64 {
        self.modulus
    }

    /// `value / 2^64` for a value below `modulus · 2^64`.
    fn reduce(&self, value: u128) -> u64 {
        let factor = (value as u64).wrapping_mul(self.negated_inverse);
        // Both terms are below 2^127, so the sum does not overflow.
        let reduced = ((value + u128::from(factor) * u128::from(self.modulus)) >> 64) as u64;
        if reduced >= self.modulus { reduced - self.modulus } else { reduced }
    }

    /// The form of a number of any size.
    pub(super) fn of(&self, value: u64) -> u64 {
        self.mul(value % self.modulus, self.square_of_radix)
    }

    /// The number from 0 to the modulus that has this form.
    pub(super) fn value(&self, form: u64) -> u64 {
        self.reduce(u128::from(form))
    }

    pub(super) fn mul(&self, a: u64, b: u64) -> u64 {
        self.reduce(u128::from(a) * u128::from(b))
    }

    pub(super) fn add(&self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.modulus { sum - self.modulus } else { sum }
    }

    pub(super) fn sub(&self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.modulus - b }
    }

    pub(super) fn pow(&self, base: u64, mut exponent: u64) -> u64 {
        let mut result = self.of(1);
        let mut square = base;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.mul(result, square);
            }
            square = self.mul(square, square);
            exponent >>= 1;
        }
        result
    }

    /// The inverse of a form, where the modulus is prime and the form is not 0.
    pub(super) fn invert(&self, form: u64) -> u64 {
        // The extended algorithm of Euclid is quicker than a power by Fermat's theorem.
        let (mut r0, mut r1) = (i128::from(self.modulus), i128::from(self.value(form)));
        let (mut t0, mut t1) = (0i128, 1i128);
        while r1 != 0 {
            let quotient = r0 / r1;
            (r0, r1) = (r1, r0 - quotient * r1);
            (t0, t1) = (t1, t0 - quotient * t1);
        }
        self.of(t0.rem_euclid(i128::from(self.modulus)) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_inverses_and_powers_agree_with_plain_remainders() {
        for modulus in [3u64, 5, 7, 1_000_003, (1 << 61) - 1, (1 << 63) - 25] {
            let arithmetic = Montgomery::new(modulus);
            for a in [1u64, 2, 3, 12_345, modulus - 1, u64::MAX] {
                for b in [0u64, 1, 2, 99, modulus / 2, modulus - 1] {
                    let product = arithmetic.value(arithmetic.mul(arithmetic.of(a), arithmetic.of(b)));
                    let plain = u128::from(a % modulus) * u128::from(b % modulus) % u128::from(modulus);
                    assert_eq!(u128::from(product), plain, "{a} * {b} mod {modulus}");
                }
                if a % modulus != 0 {
                    let form = arithmetic.of(a);
                    assert_eq!(arithmetic.mul(form, arithmetic.invert(form)), arithmetic.of(1));
                    assert_eq!(arithmetic.pow(form, modulus - 1), arithmetic.of(1), "Fermat, {modulus}");
                }
            }
        }
    }
}
