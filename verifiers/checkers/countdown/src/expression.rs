//! Expressions of whole numbers with + - * / and parentheses, computed as they are read.

use std::fmt;

/// The deepest parentheses that are read, so that no candidate can exhaust the stack.
const DEEPEST: usize = 64;

/// An exact fraction with a positive denominator, in lowest terms.
#[derive(Clone, Copy, PartialEq)]
pub struct Value {
    over: i128,
    under: i128,
}

/// What is wrong with an expression.
pub enum Flaw {
    /// It is none.
    Unreadable(String),
    /// It has no value that can be computed here.
    Undefined(String),
}

impl Value {
    /// A whole number.
    pub fn of(number: i64) -> Value {
        Value { over: number.into(), under: 1 }
    }

    fn new(over: i128, under: i128) -> Option<Value> {
        let (mut a, mut b) = (over.checked_abs()?, under.checked_abs()?);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a.max(1) * under.signum();
        (under != 0).then(|| Value { over: over / divisor, under: under / divisor })
    }

    /// The value of two with an operator between them; none where it is not defined or too large.
    fn combined(self, operator: u8, other: Value) -> Option<Value> {
        let (a, b, c, d) = (self.over, self.under, other.over, other.under);
        match operator {
            b'+' => Value::new(a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?),
            b'-' => Value::new(a.checked_mul(d)?.checked_sub(c.checked_mul(b)?)?, b.checked_mul(d)?),
            b'*' => Value::new(a.checked_mul(c)?, b.checked_mul(d)?),
            _ => Value::new(a.checked_mul(d)?, b.checked_mul(c)?),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.under {
            1 => write!(f, "{}", self.over),
            under => write!(f, "{}/{under}", self.over),
        }
    }
}

/// The value of an expression, and the numbers in it.
pub fn read(text: &str) -> Result<(Value, Vec<i64>), Flaw> {
    let mut reader = Reader { text: text.as_bytes(), at: 0, depth: 0, used: Vec::new() };
    let value = reader.sum()?;
    match reader.peek() {
        None => Ok((value, reader.used)),
        Some(_) => Err(reader.unreadable("the end")),
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
    used: Vec<i64>,
}

impl Reader<'_> {
    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn unreadable(&self, expected: &str) -> Flaw {
        Flaw::Unreadable(format!("expected {expected} at byte {} of the expression", self.at + 1))
    }

    fn sum(&mut self) -> Result<Value, Flaw> {
        self.chain(b"+-", Reader::product)
    }

    fn product(&mut self) -> Result<Value, Flaw> {
        self.chain(b"*/", Reader::operand)
    }

    /// Operands with operators of one strength between them.
    fn chain(
        &mut self,
        operators: &[u8],
        operand: fn(&mut Self) -> Result<Value, Flaw>,
    ) -> Result<Value, Flaw> {
        let mut value = operand(self)?;
        while let Some(operator) = self.peek().filter(|byte| operators.contains(byte)) {
            self.at += 1;
            let other = operand(self)?;
            value = value.combined(operator, other).ok_or_else(|| {
                Flaw::Undefined("the expression divides by zero, or its value is too large".into())
            })?;
        }
        Ok(value)
    }

    /// A number, or an expression in parentheses.
    fn operand(&mut self) -> Result<Value, Flaw> {
        match self.peek() {
            Some(b'(') if self.depth < DEEPEST => {
                self.at += 1;
                self.depth += 1;
                let value = self.sum()?;
                self.depth -= 1;
                if self.peek() != Some(b')') {
                    return Err(self.unreadable("`)`"));
                }
                self.at += 1;
                Ok(value)
            }
            Some(b'0'..=b'9') => {
                let start = self.at;
                while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
                    self.at += 1;
                }
                let digits = str::from_utf8(&self.text[start..self.at]).unwrap_or_default();
                let number = digits.parse().map_err(|_| self.unreadable("a smaller number"))?;
                self.used.push(number);
                Ok(Value::of(number))
            }
            _ => Err(self.unreadable("a number or `(`")),
        }
    }
}
