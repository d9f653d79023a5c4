//! Plain values as Python's `marshal` writes them, checked to the last byte.
//!
//! Guests that talk to each other send plain values this way, because `marshal`
//! is written in C and reads them in a fraction of the time. It trusts what it
//! reads: by its documentation it is not secure against data that was made by
//! hand. So the host lets through what it can follow itself and nothing else:
//! version 2 of the format, without references, and at most as deep as
//! arguments are that hold a list of numbers.

use std::str;

use crate::value::Value;

/// How deep values may lie: a scalar in a list in the tuple of the arguments.
const MAX_DEPTH: u32 = 2;

/// The bits of a digit of a long integer.
const DIGIT_BITS: u32 = 15;

/// Whether the bytes are one plain value: a number, a text, a truth value or
/// none, or a list, a tuple or a dictionary of them.
pub fn is_plain_value(bytes: &[u8]) -> bool {
    Reader { bytes }.whole(1)
}

/// Whether the bytes are a tuple of plain values.
pub fn is_plain_tuple(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'(') && Reader { bytes }.whole(MAX_DEPTH)
}

/// A tuple of texts, bytes and lists of them, as `marshal` writes it. None of anything else.
///
/// What a host says to a guest is little more, and a guest reads it in a tenth
/// of the time that the encoding of [`Value`]s takes.
pub fn written(tuple: &Value) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    (matches!(tuple, Value::Tuple(_)) && write(tuple, &mut bytes)).then_some(bytes)
}

/// Writes a value, and says whether it is one of those that can be.
fn write(value: &Value, to: &mut Vec<u8>) -> bool {
    let (tag, bytes, parts): (u8, &[u8], &[Value]) = match value {
        Value::None => {
            to.push(b'N');
            return true;
        }
        Value::Str(text) => (b'u', text.as_bytes(), &[]),
        Value::Bytes(bytes) => (b's', bytes, &[]),
        Value::List(parts) => (b'[', &[], parts),
        Value::Tuple(parts) => (b'(', &[], parts),
        _ => return false,
    };
    let Ok(length) = i32::try_from(bytes.len() + parts.len()) else {
        return false;
    };
    to.push(tag);
    to.extend(length.to_le_bytes());
    to.extend_from_slice(bytes);
    parts.iter().all(|part| write(part, to))
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn whole(mut self, depth: u32) -> bool {
        self.value(depth).is_some() && self.bytes.is_empty()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn int(&mut self) -> Option<i32> {
        self.take(4)?.try_into().ok().map(i32::from_le_bytes)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.int()?).ok()
    }

    /// Reads a value that may hold others down to a depth.
    fn value(&mut self, depth: u32) -> Option<()> {
        let (tag, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        match tag {
            b'N' | b'T' | b'F' => Some(()),
            b'i' => self.take(4).map(drop),
            b'g' => self.take(8).map(drop),
            b'l' => self.long(),
            b'u' | b't' => {
                let length = self.length()?;
                is_text(self.take(length)?).then_some(())
            }
            b'(' | b'[' if depth > 0 => {
                let length = self.length()?;
                (0..length).try_for_each(|_| self.value(depth - 1))
            }
            b'{' if depth > 0 => {
                while self.bytes.first()? != &b'0' {
                    self.key()?;
                    self.value(depth - 1)?;
                }
                self.take(1).map(drop)
            }
            _ => None,
        }
    }

    /// A key of a dictionary, which is hashed where it is read: a scalar.
    fn key(&mut self) -> Option<()> {
        self.value(0)
    }

    /// An integer of some digits, the last of which is not zero.
    fn long(&mut self) -> Option<()> {
        let digits = self.int()?.unsigned_abs() as usize;
        let digits = self.take(digits.checked_mul(2)?)?;
        let (digits, _) = digits.as_chunks::<2>();
        let is_digit = |digit: &[u8; 2]| u16::from_le_bytes(*digit) >> DIGIT_BITS == 0;
        (digits.last()? != &[0, 0] && digits.iter().all(is_digit)).then_some(())
    }
}

/// Whether the bytes are UTF-8, in which lone surrogates are written like other code points.
fn is_text(mut bytes: &[u8]) -> bool {
    loop {
        let Err(error) = str::from_utf8(bytes) else { return true };
        let [0xed, 0xa0..=0xbf, 0x80..=0xbf, rest @ ..] = &bytes[error.valid_up_to()..] else {
            return false;
        };
        bytes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_are_followed_to_their_last_byte() {
        let values: [&[u8]; 10] = [
            b"N",
            b"i\x05\0\0\0",
            b"g\0\0\0\0\0\0\xf8\x7f",
            b"l\xfe\xff\xff\xff\x01\0\x02\0",
            b"u\x02\0\0\0\xc3\xa9",
            b"u\x03\0\0\0\xed\xa0\x80",
            b"[\x02\0\0\0TF",
            b"(\0\0\0\0",
            b"{0",
            b"{i\x01\0\0\0u\x01\0\0\0ai\x02\0\0\0N0",
        ];
        for value in values {
            assert!(is_plain_value(value), "{value:?}");
            for end in 0..value.len() {
                assert!(!is_plain_value(&value[..end]), "{value:?} up to {end}");
            }
            assert!(!is_plain_value(&[value, b"N"].concat()), "{value:?} and more");
        }
    }

    #[test]
    fn commands_are_written_as_python_does() {
        let command = Value::Tuple(vec![
            Value::text("é"),
            Value::Bytes(vec![7]),
            Value::List(vec![Value::text(""), Value::None]),
        ]);
        let expected = b"(\x03\0\0\0u\x02\0\0\0\xc3\xa9s\x01\0\0\0\x07[\x02\0\0\0u\0\0\0\0N";
        assert_eq!(written(&command), Some(expected.to_vec()));
        assert_eq!(written(&Value::text("no tuple")), None);
        assert_eq!(written(&Value::Tuple(vec![Value::Bool(true)])), None);
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        let values: [&[u8]; 14] = [
            b"",
            // References, code, bytes, an object marked to be referred to.
            b"r\0\0\0\0",
            b"c\0\0\0\0",
            b"s\x01\0\0\0a",
            b"\xe9\x05\0\0\0",
            // Sizes below zero or beyond the end.
            b"[\xff\xff\xff\xffN",
            b"u\x05\0\0\0abc",
            b"u\xff\xff\xff\xff",
            // No UTF-8.
            b"u\x01\0\0\0\xff",
            // Integers with no digit, a leading zero, a digit too large.
            b"l\0\0\0\0",
            b"l\x01\0\0\0\0\0",
            b"l\x01\0\0\0\0\x80",
            // Lists in lists, and a key that cannot be hashed.
            b"[\x01\0\0\0[\0\0\0\0",
            b"{[\0\0\0\0N0",
        ];
        for value in values {
            assert!(!is_plain_value(value), "{value:?}");
        }
        assert!(is_plain_tuple(b"(\x01\0\0\0[\x01\0\0\0N"));
        assert!(!is_plain_tuple(b"[\0\0\0\0"));
        assert!(!is_plain_tuple(b"(\x01\0\0\0[\x01\0\0\0[\0\0\0\0"));
    }
}
