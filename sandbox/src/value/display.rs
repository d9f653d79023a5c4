//! Values as Python writes them, for people.

use std::fmt::{self, Display, Formatter, Write as _};

use super::Value;

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Bool(true) => f.write_str("True"),
            Value::Bool(false) => f.write_str("False"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Float(number) => float(*number, f),
            Value::Complex(real, imaginary) => {
                f.write_str("complex(")?;
                float(*real, f)?;
                f.write_str(", ")?;
                float(*imaginary, f)?;
                f.write_str(")")
            }
            Value::Str(text) => quoted(text, f),
            Value::IllFormedStr(bytes) => {
                f.write_str("<str with lone surrogates> ")?;
                quoted(&String::from_utf8_lossy(bytes), f)
            }
            Value::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
            Value::ByteArray(bytes) => write!(f, "bytearray(b\"{}\")", bytes.escape_ascii()),
            Value::List(items) => listed("[", items, "]", f),
            Value::Tuple(items) if items.len() == 1 => listed("(", items, ",)", f),
            Value::Tuple(items) => listed("(", items, ")", f),
            Value::Set(items) if items.is_empty() => f.write_str("set()"),
            Value::Set(items) => listed("{", items, "}", f),
            Value::FrozenSet(items) => listed("frozenset({", items, "})", f),
            Value::Dict(entries) => {
                f.write_char('{')?;
                for (index, (key, item)) in entries.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{key}: {item}")?;
                }
                f.write_char('}')
            }
            Value::Range(parts) => write!(f, "range({}, {}, {})", parts[0], parts[1], parts[2]),
            Value::Opaque(name) => write!(f, "<{name}>"),
        }
    }
}

fn float(number: f64, f: &mut Formatter<'_>) -> fmt::Result {
    if number.is_nan() {
        f.write_str("nan")
    } else if number.is_infinite() {
        f.write_str(if number > 0.0 { "inf" } else { "-inf" })
    } else {
        // `{:?}` writes the shortest form that reads back the same, with a point or an exponent.
        write!(f, "{number:?}")
    }
}

fn quoted(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('\'')?;
    for character in text.chars() {
        match character {
            '\'' => f.write_str("\\'")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            other if other.is_control() => write!(f, "\\x{:02x}", other as u32)?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('\'')
}

fn listed(open: &str, items: &[Value], close: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(open)?;
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_str(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, expect: &str) {
        assert_eq!(value.to_string(), expect);
    }

    #[test]
    fn values_are_shown_on_one_line_as_python_writes_them() {
        check(Value::List(vec![Value::None, Value::Bool(true), Value::Float(1.0)]), "[None, True, 1.0]");
        check(Value::Tuple(vec![Value::int(1_i64)]), "(1,)");
        check(Value::text("it's\n\u{1}"), "'it\\'s\\n\\x01'");
        check(Value::Dict(vec![(Value::text("a"), Value::Float(f64::NEG_INFINITY))]), "{'a': -inf}");
        check(Value::Set(vec![]), "set()");
        check(Value::Opaque("numpy.int64".into()), "<numpy.int64>");
    }
}
