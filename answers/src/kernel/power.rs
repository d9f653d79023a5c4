//! Powers by natural numbers, whatever is multiplied.

use super::Result;

/// The power of `base`, by squaring, where `one` is the power by 0.
pub(super) fn power<T: Clone>(
    one: T,
    base: &T,
    mut exponent: u64,
    mul: impl Fn(&T, &T) -> Result<T>,
) -> Result<T> {
    let mut result = None;
    let mut square = base.clone();
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = Some(match &result {
                Some(result) => mul(result, &square)?,
                None if exponent == 1 => return Ok(square),
                None => square.clone(),
            });
        }
        exponent >>= 1;
        if exponent > 0 {
            square = mul(&square, &square)?;
        }
    }
    Ok(result.unwrap_or(one))
}
