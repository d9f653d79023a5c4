//! Integers of any size, as Python has them: compared and shown, not computed with.

use std::fmt;

/// An integer of any size, in its shortest two's complement form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Integer(Vec<u8>);

impl Integer {
    /// The integer of these bytes, little end first, in two's complement. No bytes are zero.
    pub fn from_le_bytes(bytes: &[u8]) -> Integer {
        let mut digits = bytes.to_vec();
        // A last byte that only repeats the sign of the one before it says nothing.
        while let [.., before, last] = digits[..] {
            let sign = if before & 0x80 == 0 { 0x00 } else { 0xff };
            if last != sign {
                break;
            }
            digits.pop();
        }
        if digits.is_empty() {
            digits.push(0);
        }
        Integer(digits)
    }

    /// The bytes, little end first, in two's complement; always at least one.
    pub fn as_le_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number, where it is small enough.
    pub fn to_i128(&self) -> Option<i128> {
        if self.0.len() > 16 {
            return None;
        }
        let sign = if self.is_negative() { 0xff } else { 0x00 };
        let mut bytes = [sign; 16];
        bytes[..self.0.len()].copy_from_slice(&self.0);
        Some(i128::from_le_bytes(bytes))
    }

    fn is_negative(&self) -> bool {
        self.0.last().is_some_and(|last| last & 0x80 != 0)
    }
}

impl From<i64> for Integer {
    fn from(number: i64) -> Integer {
        Integer::from_le_bytes(&number.to_le_bytes())
    }
}

impl From<u64> for Integer {
    fn from(number: u64) -> Integer {
        Integer::from_le_bytes(&i128::from(number).to_le_bytes())
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_i128() {
            Some(number) => write!(f, "{number}"),
            None => {
                let sign = if self.is_negative() { "a negative" } else { "an" };
                write!(f, "<{sign} int of {} bytes>", self.0.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: &str) {
        assert_eq!(Integer::from_le_bytes(bytes).to_string(), expect, "{bytes:?}");
    }

    #[test]
    fn the_same_number_is_equal_however_many_bytes_it_came_in() {
        check(&[], "0");
        check(&[0, 0], "0");
        check(&[0x80, 0x00], "128");
        check(&[0x80, 0xff], "-128");
        check(&[0xff, 0xff, 0xff], "-1");
        assert_eq!(Integer::from_le_bytes(&[5, 0, 0]), Integer::from(5_i64));
        assert_eq!(Integer::from_le_bytes(&[0xfb, 0xff]), Integer::from(-5_i64));
        assert_eq!(Integer::from(u64::MAX).to_string(), "18446744073709551615");
    }

    #[test]
    fn a_huge_number_is_shown_by_its_size() {
        check(&[1; 40], "<an int of 40 bytes>");
        check(&[0x81; 40], "<a negative int of 40 bytes>");
    }
}
