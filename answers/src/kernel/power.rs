//! Powers by natural numbers, whatever is multiplied.

use super::Result;

/// The power of `base`, by squaring, where `one` is the power by 0.
pub(super) fn power<T: Clone>(
    one: T,
    base: &T,
    mut exponent: u64,
    mul: impl Fn(&T, &T) -> Result<T>,
) -> Result<T> {
    let mut result = one;
    let mut square = base.clone();
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = mul(&result, &square)?;
        }
        exponent >>= 1;
        if exponent > 0 {
            square = mul(&square, &square)?;
        }
    }
    Ok(result)
}
