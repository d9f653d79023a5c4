//! The plain data that passes between a guest and its host, and its encoding.
//!
//! A value is of an exact built-in type of Python; a subclass arrives as its
//! base, and anything that is no data arrives as [`Value::Opaque`], which
//! carries the name of its type alone. A message is one value: a byte for the
//! type, then lengths as four bytes, little end first, and the contents.
//!
//! | tag | type | contents |
//! |---|---|---|
//! | `N` `T` `F` | `None`, `True`, `False` | none |
//! | `i` | `int` | length, two's complement |
//! | `f` `c` | `float`, `complex` | the bits of one or two doubles |
//! | `s` | `str` | length, UTF-8 |
//! | `u` | `str` with lone surrogates | length, UTF-8 with surrogates |
//! | `b` `B` | `bytes`, `bytearray` | length, bytes |
//! | `l` `t` `S` `Z` | `list`, `tuple`, `set`, `frozenset` | count, items |
//! | `d` | `dict` | count, keys and values in turn |
//! | `r` | `range` | start, stop and step, as `int` |
//! | `o` | anything else | length, name of the type |

mod display;
mod integer;

pub use integer::Integer;

/// The deepest nesting that is decoded.
pub const MAX_DEPTH: usize = 220;

/// The most values that one message may hold.
pub const MAX_VALUES: usize = 1 << 20;

/// The largest value that a guest sends, by [`Value::weight`]. The harness holds the same number.
pub const MAX_WEIGHT: usize = 8 << 20;

/// A Python value of an exact built-in type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An `int` of any size.
    Int(Integer),
    /// A `float`.
    Float(f64),
    /// A `complex`: its real and its imaginary part.
    Complex(f64, f64),
    /// A `str`.
    Str(String),
    /// A `str` that is no Unicode text, because it holds lone surrogates.
    IllFormedStr(Vec<u8>),
    /// A `bytes`.
    Bytes(Vec<u8>),
    /// A `bytearray`.
    ByteArray(Vec<u8>),
    /// A `list`.
    List(Vec<Value>),
    /// A `tuple`.
    Tuple(Vec<Value>),
    /// A `set`, in the guest's order.
    Set(Vec<Value>),
    /// A `frozenset`, in the guest's order.
    FrozenSet(Vec<Value>),
    /// A `dict`, in the guest's order.
    Dict(Vec<(Value, Value)>),
    /// A `range`: start, stop and step.
    Range(Box<[Integer; 3]>),
    /// Something that is no data: the name of its type.
    Opaque(String),
}

/// Bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The message ends within a value, or announces more than it holds.
    #[error("expected more bytes, found the end of the message")]
    Truncated,
    /// Bytes are left over after the value.
    #[error("expected the end of the message, found {0} more bytes")]
    Trailing(usize),
    /// No type has this tag.
    #[error("expected the tag of a type, found the byte {0:#04x}")]
    Tag(u8),
    /// A text is not UTF-8.
    #[error("expected UTF-8, found other bytes")]
    Text,
    /// The message holds too many values.
    #[error("expected at most {MAX_VALUES} values, found more")]
    TooMany,
    /// The value is nested too deeply.
    #[error("expected at most {MAX_DEPTH} levels of nesting, found more")]
    Depth,
}

impl Value {
    /// A `str` of this text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Str(text.into())
    }

    /// An `int`.
    pub fn int(number: impl Into<Integer>) -> Value {
        Value::Int(number.into())
    }

    /// The name of the value's type in Python.
    pub fn type_name(&self) -> &str {
        match self {
            Value::None => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Complex(..) => "complex",
            Value::Str(_) | Value::IllFormedStr(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::ByteArray(_) => "bytearray",
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            Value::Set(_) => "set",
            Value::FrozenSet(_) => "frozenset",
            Value::Dict(_) => "dict",
            Value::Range(_) => "range",
            Value::Opaque(name) => name,
        }
    }

    /// The value of some JSON: arrays are lists, objects are dicts, and a
    /// number is an `int` exactly if it is written without fraction and exponent.
    pub fn from_json(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::None,
            serde_json::Value::Bool(truth) => Value::Bool(*truth),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Value::int(number),
                (_, Some(number)) => Value::int(number),
                _ => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            serde_json::Value::String(text) => Value::text(text.as_str()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(Value::from_json).collect()),
            serde_json::Value::Object(entries) => Value::Dict(
                entries
                    .iter()
                    .map(|(key, item)| (Value::text(key.as_str()), Value::from_json(item)))
                    .collect(),
            ),
        }
    }

    /// What the value counts against [`MAX_WEIGHT`]: nine for itself, its length where it has one, and its parts.
    pub fn weight(&self) -> usize {
        let all = |items: &[Value]| items.len() + items.iter().map(Value::weight).sum::<usize>();
        9 + match self {
            Value::Int(number) => weight_of(number),
            Value::Str(text) => text.chars().count(),
            Value::IllFormedStr(bytes) | Value::Bytes(bytes) | Value::ByteArray(bytes) => bytes.len(),
            Value::List(items) | Value::Tuple(items) | Value::Set(items) | Value::FrozenSet(items) => {
                all(items)
            }
            Value::Dict(entries) => {
                let parts = entries.iter().map(|(key, item)| key.weight() + item.weight());
                entries.len() + parts.sum::<usize>()
            }
            Value::Range(parts) => parts.iter().map(|part| 9 + weight_of(part)).sum(),
            Value::None | Value::Bool(_) | Value::Float(_) | Value::Complex(..) | Value::Opaque(_) => 0,
        }
    }

    /// The value as a message.
    pub fn encode(&self) -> Vec<u8> {
        let mut message = Vec::new();
        self.write(&mut message);
        message
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Value::None => out.push(b'N'),
            Value::Bool(true) => out.push(b'T'),
            Value::Bool(false) => out.push(b'F'),
            Value::Int(number) => write_integer(out, number),
            Value::Float(number) => {
                out.push(b'f');
                out.extend_from_slice(&number.to_le_bytes());
            }
            Value::Complex(real, imaginary) => {
                out.push(b'c');
                out.extend_from_slice(&real.to_le_bytes());
                out.extend_from_slice(&imaginary.to_le_bytes());
            }
            Value::Str(text) => write_block(out, b's', text.as_bytes()),
            Value::IllFormedStr(bytes) => write_block(out, b'u', bytes),
            Value::Bytes(bytes) => write_block(out, b'b', bytes),
            Value::ByteArray(bytes) => write_block(out, b'B', bytes),
            Value::List(items) => write_items(out, b'l', items),
            Value::Tuple(items) => write_items(out, b't', items),
            Value::Set(items) => write_items(out, b'S', items),
            Value::FrozenSet(items) => write_items(out, b'Z', items),
            Value::Dict(entries) => {
                out.push(b'd');
                write_length(out, entries.len());
                for (key, item) in entries {
                    key.write(out);
                    item.write(out);
                }
            }
            Value::Range(parts) => {
                out.push(b'r');
                parts.iter().for_each(|part| write_integer(out, part));
            }
            Value::Opaque(name) => write_block(out, b'o', name.as_bytes()),
        }
    }

    /// The value of a message.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] for any bytes that are no message. Work and memory
    /// are bounded by the length of the message.
    pub fn decode(message: &[u8]) -> Result<Value, DecodeError> {
        let mut reader = Reader { rest: message, values_left: MAX_VALUES };
        let value = reader.value(0)?;
        match reader.rest.len() {
            0 => Ok(value),
            left => Err(DecodeError::Trailing(left)),
        }
    }
}

/// Python's count of an integer's bytes, which may be one more than the shortest.
fn weight_of(number: &Integer) -> usize {
    number.as_le_bytes().len() + 1
}

fn write_length(out: &mut Vec<u8>, length: usize) {
    let length = u32::try_from(length).expect("a message is far shorter than 4 GiB");
    out.extend_from_slice(&length.to_le_bytes());
}

fn write_block(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    write_length(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn write_integer(out: &mut Vec<u8>, number: &Integer) {
    write_block(out, b'i', number.as_le_bytes());
}

fn write_items(out: &mut Vec<u8>, tag: u8, items: &[Value]) {
    out.push(tag);
    write_length(out, items.len());
    items.iter().for_each(|item| item.write(out));
}

struct Reader<'a> {
    rest: &'a [u8],
    values_left: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        Ok(self.take(N)?.try_into().expect("N bytes were taken"))
    }

    fn length(&mut self) -> Result<usize, DecodeError> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    /// A count of items, of which each takes at least one byte.
    fn count(&mut self) -> Result<usize, DecodeError> {
        let count = self.length()?;
        if count > self.rest.len() { Err(DecodeError::Truncated) } else { Ok(count) }
    }

    fn block(&mut self) -> Result<Vec<u8>, DecodeError> {
        let length = self.length()?;
        Ok(self.take(length)?.to_vec())
    }

    fn text(&mut self) -> Result<String, DecodeError> {
        String::from_utf8(self.block()?).map_err(|_| DecodeError::Text)
    }

    fn float(&mut self) -> Result<f64, DecodeError> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    fn integer(&mut self) -> Result<Integer, DecodeError> {
        let length = self.length()?;
        Ok(Integer::from_le_bytes(self.take(length)?))
    }

    fn tagged_integer(&mut self) -> Result<Integer, DecodeError> {
        match self.array::<1>()? {
            [b'i'] => self.integer(),
            [other] => Err(DecodeError::Tag(other)),
        }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Value>, DecodeError> {
        let count = self.count()?;
        (0..count).map(|_| self.value(depth + 1)).collect()
    }

    fn value(&mut self, depth: usize) -> Result<Value, DecodeError> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::Depth);
        }
        self.values_left = self.values_left.checked_sub(1).ok_or(DecodeError::TooMany)?;
        let [tag] = self.array()?;
        Ok(match tag {
            b'N' => Value::None,
            b'T' => Value::Bool(true),
            b'F' => Value::Bool(false),
            b'i' => Value::Int(self.integer()?),
            b'f' => Value::Float(self.float()?),
            b'c' => Value::Complex(self.float()?, self.float()?),
            b's' => Value::Str(self.text()?),
            b'u' => Value::IllFormedStr(self.block()?),
            b'b' => Value::Bytes(self.block()?),
            b'B' => Value::ByteArray(self.block()?),
            b'l' => Value::List(self.items(depth)?),
            b't' => Value::Tuple(self.items(depth)?),
            b'S' => Value::Set(self.items(depth)?),
            b'Z' => Value::FrozenSet(self.items(depth)?),
            b'd' => {
                let count = self.count()?;
                let entry = |_| Ok((self.value(depth + 1)?, self.value(depth + 1)?));
                Value::Dict((0..count).map(entry).collect::<Result<_, DecodeError>>()?)
            }
            b'r' => Value::Range(Box::new([
                self.tagged_integer()?,
                self.tagged_integer()?,
                self.tagged_integer()?,
            ])),
            b'o' => Value::Opaque(self.text()?),
            other => return Err(DecodeError::Tag(other)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_comes_back_as_it_was_sent() {
        let everything = vec![
            Value::None,
            Value::Bool(true),
            Value::Bool(false),
            Value::int(0_i64),
            Value::int(-129_i64),
            Value::int(u64::MAX),
            Value::Float(-0.0),
            Value::Complex(1.0, -2.5),
            Value::text("ä"),
            Value::IllFormedStr(vec![0xed, 0xa0, 0x80]),
            Value::Bytes(vec![0, 255]),
            Value::ByteArray(vec![1]),
            Value::List(vec![Value::List(vec![])]),
            Value::Tuple(vec![Value::None]),
            Value::Set(vec![Value::int(1_i64)]),
            Value::FrozenSet(vec![]),
            Value::Dict(vec![(Value::text("k"), Value::Tuple(vec![]))]),
            Value::Range(Box::new([0_i64.into(), 9_i64.into(), 2_i64.into()])),
            Value::Opaque("builtins.object".into()),
        ];
        let value = Value::List(everything);
        let message = value.encode();
        assert_eq!(Value::decode(&message), Ok(value));
        for end in 0..message.len() {
            assert_eq!(Value::decode(&message[..end]), Err(DecodeError::Truncated), "cut at {end}");
        }
    }

    fn check_refused(message: &[u8], expect: DecodeError) {
        assert_eq!(Value::decode(message), Err(expect), "{message:?}");
    }

    #[test]
    fn what_is_no_message_is_refused_without_work_or_memory() {
        check_refused(b"", DecodeError::Truncated);
        check_refused(b"l\xff\xff\xff\xffN", DecodeError::Truncated);
        check_refused(b"s\xff\xff\xff\xff", DecodeError::Truncated);
        check_refused(b"NN", DecodeError::Trailing(1));
        check_refused(b"?", DecodeError::Tag(b'?'));
        check_refused(b"s\x01\0\0\0\xff", DecodeError::Text);
        check_refused(b"rN", DecodeError::Tag(b'N'));
        check_refused(&b"l\x01\0\0\0".repeat(1000), DecodeError::Depth);
        let mut many = b"l\xff\xff\x1f\0".to_vec();
        many.resize(many.len() + 0x1f_ffff, b'N');
        check_refused(&many, DecodeError::TooMany);
    }

    #[test]
    fn json_numbers_are_ints_or_floats_by_how_they_are_written() {
        let json = serde_json::json!([1, -1, 18_446_744_073_709_551_615_u64, 1.0, 1e3]);
        let expect = vec![
            Value::int(1_i64),
            Value::int(-1_i64),
            Value::int(u64::MAX),
            Value::Float(1.0),
            Value::Float(1000.0),
        ];
        assert_eq!(Value::from_json(&json), Value::List(expect));
    }

    #[test]
    fn the_harness_holds_the_same_limit() {
        let harness = include_str!("python/wire.py");
        assert!(harness.contains("MAX_SIZE = 8 << 20") && MAX_WEIGHT == 8 << 20);
    }

    #[test]
    fn json_floats_keep_every_bit() {
        let mut bits = 1_u64;
        for _ in 0..10_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let float = f64::from_bits(bits);
            if !float.is_finite() {
                continue;
            }
            let json = serde_json::from_str(&format!("{float:e}")).unwrap();
            let Value::Float(read) = Value::from_json(&json) else { panic!("{float:e} is no float") };
            assert_eq!(read.to_bits(), float.to_bits(), "{float:e}");
        }
    }
}
