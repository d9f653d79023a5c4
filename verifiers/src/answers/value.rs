//! The exact value of an answer, within bounds that are checked before anything is computed.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Pow as _, Zero as _};

use super::form::Form;
use super::grammar::{self, Unreadable};
use super::units::{self, Unit};
use super::{MAX_BYTES, MAX_EXPONENT};

/// An answer as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The letter that the answer sets equal to its value.
    pub variable: Option<char>,
    /// The value, in the unit.
    pub value: BigRational,
    /// The unit, where one is written.
    pub unit: Option<Unit>,
}

impl Reading {
    /// Reads a text.
    pub(super) fn of(text: &str) -> Result<Reading, Unreadable> {
        if text.len() > MAX_BYTES {
            return Err(Unreadable::TooLong { most: MAX_BYTES, found: text.len() });
        }
        let written = grammar::read(text)?;
        let value = value(&written.number)?;
        let suffix = written.suffix.as_deref().map(units::named);
        let unit = match (written.currency, suffix) {
            (None, suffix) => suffix,
            (Some(sign), None) => Some(units::named(sign.encode_utf8(&mut [0; 4]))),
            (Some(sign), Some(unit)) => {
                let money = units::named(sign.encode_utf8(&mut [0; 4]));
                Some(if money == unit { money } else { Unit::Other(format!("{money} {unit}")) })
            }
        };
        Ok(Reading { variable: written.variable, value, unit })
    }
}

/// How the value is shown: exactly, and shortened in the middle where it is long.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.unit {
            Some(Unit::Percent) => write!(f, "{}%", shown(&self.value)),
            Some(unit) => write!(f, "{} {unit}", shown(&self.value)),
            None => f.write_str(&shown(&self.value)),
        }
    }
}

/// A rational number as text, shortened in the middle where it is long.
pub(super) fn shown(value: &BigRational) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    if text.len() <= MOST {
        return text;
    }
    // Digits, a sign and a stroke are all of one byte.
    format!("{}…{} ({} digits)", &text[..MOST / 2], &text[text.len() - MOST / 2..], text.len())
}

fn value(form: &Form) -> Result<BigRational, Unreadable> {
    Ok(match form {
        Form::Decimal { whole, fraction, repeating } => decimal(whole, fraction, repeating),
        Form::Ratio(above, below) => {
            let below = value(below)?;
            if below.is_zero() {
                return Err(Unreadable::ZeroDenominator);
            }
            value(above)? / below
        }
        Form::Mixed(whole, part) => value(whole)? + value(part)?,
        Form::Scaled(mantissa, exponent) => {
            let size = exponent.unsigned_abs();
            let size = u32::try_from(size).ok().filter(|size| *size <= MAX_EXPONENT);
            let size = size.ok_or(Unreadable::Exponent { most: MAX_EXPONENT })?;
            let scale = BigRational::from_integer(BigInt::from(10).pow(size));
            if *exponent < 0 { value(mantissa)? / scale } else { value(mantissa)? * scale }
        }
        Form::Negated(number) => -value(number)?,
    })
}

/// The value of digits: a repeating part of length n after m digits is itself over 10^m (10^n - 1).
fn decimal(whole: &str, fraction: &str, repeating: &str) -> BigRational {
    let integer = |digits: &str| digits.parse::<BigInt>().unwrap_or_default();
    // The length of the text bounds these exponents.
    let ten_to = |digits: &str| BigInt::from(10).pow(u32::try_from(digits.len()).unwrap_or(u32::MAX));
    let mut value = BigRational::new(integer(&format!("{whole}{fraction}")), ten_to(fraction));
    if !repeating.is_empty() {
        value += BigRational::new(integer(repeating), ten_to(fraction) * (ten_to(repeating) - BigInt::one()));
    }
    value
}
