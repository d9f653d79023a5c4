//! Pi, e and the logarithm of 2, computed once to more bits than are ever asked for.

use std::sync::OnceLock;

use dashu_int::{IBig, UBig};

use super::{Ball, Precision};

/// Bits after the point. Arguments of sines may have 1,024 bits before it, beyond the precision.
pub(super) const CONSTANT_BITS: usize = 2_304;
/// Bits that absorb the error of a series; no series here has 2^20 terms.
const GUARD: usize = 32;

/// `atan(1/n)` or `atanh(1/n)` in units of `2^-(CONSTANT_BITS + GUARD)`, less than three units a term off.
fn inverse_tangent(reciprocal: u32, alternating: bool) -> IBig {
    let square = UBig::from(reciprocal) * UBig::from(reciprocal);
    let mut power = (UBig::ONE << (CONSTANT_BITS + GUARD)) / UBig::from(reciprocal);
    let mut sum = IBig::ZERO;
    let mut index = 0u32;
    while !power.is_zero() {
        let term = IBig::from(&power / UBig::from(2 * index + 1));
        if alternating && index % 2 == 1 {
            sum -= term;
        } else {
            sum += term;
        }
        power /= &square;
        index += 1;
    }
    sum
}

/// The digits after the guard; the error of the series is far below one unit of what is left.
fn without_guard(value: IBig) -> UBig {
    let (_, magnitude) = (value >> GUARD).into_parts();
    magnitude
}

/// `floor(x·2^bits)` or one more or less.
fn leading(constant: &UBig, bits: usize) -> IBig {
    IBig::from(constant >> (CONSTANT_BITS - bits.min(CONSTANT_BITS)))
}

/// Pi in units of `2^-bits`, less than two units off. At most [`CONSTANT_BITS`].
pub(super) fn pi_fixed(bits: usize) -> IBig {
    static PI: OnceLock<UBig> = OnceLock::new();
    // Machin's formula of 1706: pi = 16·atan(1/5) - 4·atan(1/239).
    let pi = PI.get_or_init(|| {
        without_guard(inverse_tangent(5, true) * IBig::from(16) - inverse_tangent(239, true) * IBig::from(4))
    });
    leading(pi, bits)
}

/// The natural logarithm of 2 in units of `2^-bits`, less than two units off. At most [`CONSTANT_BITS`].
pub(super) fn ln2_fixed(bits: usize) -> IBig {
    static LN2: OnceLock<UBig> = OnceLock::new();
    // 2^18 = (27/25)^... in Gauss' manner: ln 2 = 18·atanh(1/26) - 2·atanh(1/4801) + 8·atanh(1/8749).
    let ln2 = LN2.get_or_init(|| {
        without_guard(
            inverse_tangent(26, false) * IBig::from(18) - inverse_tangent(4_801, false) * IBig::from(2)
                + inverse_tangent(8_749, false) * IBig::from(8),
        )
    });
    leading(ln2, bits)
}

fn e_fixed(bits: usize) -> IBig {
    static E: OnceLock<UBig> = OnceLock::new();
    let e = E.get_or_init(|| {
        let mut term = UBig::ONE << (CONSTANT_BITS + GUARD);
        let mut sum = UBig::ZERO;
        let mut index = 0u32;
        while !term.is_zero() {
            sum += &term;
            index += 1;
            term /= UBig::from(index);
        }
        without_guard(IBig::from(sum))
    });
    leading(e, bits)
}

fn ball(mid: IBig, bits: usize) -> Ball {
    Ball { mid, rad: 2, exp: -(bits as i64) }
}

/// The ratio of a circle's circumference to its diameter.
pub fn pi(precision: Precision) -> Ball {
    ball(pi_fixed(precision.get()), precision.get())
}

/// The natural logarithm of 2.
pub fn ln2(precision: Precision) -> Ball {
    ball(ln2_fixed(precision.get()), precision.get())
}

/// The base of the natural logarithm.
pub fn e(precision: Precision) -> Ball {
    ball(e_fixed(precision.get()), precision.get())
}
