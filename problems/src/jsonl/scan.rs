//! What a row's text says and serde does not tell: numbers that would lose digits, and fields that come twice.

use std::borrow::Cow;
use std::collections::HashSet;

use super::locate::Step;

/// The text with every integer `-0` as ` 0`: there is one integer zero, and serde_json would read a float.
pub(super) fn without_negative_zeros(text: &str) -> Cow<'_, str> {
    if !text.contains("-0") {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = after_string(text.as_bytes(), at),
            b'-' | b'0'..=b'9' => {
                let end = after_number(text.as_bytes(), at);
                if &text.as_bytes()[at..end] == b"-0" {
                    bytes[at] = b' ';
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    Cow::Owned(String::from_utf8(bytes).expect("one ASCII character took another's place"))
}

/// A value that a row may not have: where it is, and what was expected and found there.
pub(super) struct Fault {
    pub(super) path: Vec<Step>,
    pub(super) message: String,
}

/// Looks through a row that is JSON.
///
/// # Errors
///
/// The first integer that has more than 64 bits, or the first field that comes twice in its object.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    Scanner { text, at: 0 }.value().map_err(|mut fault| {
        fault.path.reverse();
        fault
    })
}

/// Goes through JSON that was read before, so that it is well-formed and its nesting bounded.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn value(&mut self) -> Result<(), Fault> {
        match self.next_token() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => {
                self.string();
                Ok(())
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let rest = &self.text.as_bytes()[self.at..];
                self.at += rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                Ok(())
            }
        }
    }

    fn object(&mut self) -> Result<(), Fault> {
        let mut keys = HashSet::new();
        self.at += 1;
        while self.next_token() == Some(b'"') {
            let key = unescaped(self.string());
            let step = |key: &str| Step::Key(key.to_owned());
            if keys.contains(&key) {
                let message = "expected this field once, found it twice".to_owned();
                return Err(Fault { path: vec![step(&key)], message });
            }
            self.skip(b':');
            self.value().map_err(|fault| within(fault, step(&key)))?;
            self.skip(b',');
            keys.insert(key);
        }
        self.skip(b'}');
        Ok(())
    }

    fn array(&mut self) -> Result<(), Fault> {
        self.at += 1;
        for index in 0.. {
            if matches!(self.next_token(), Some(b']') | None) {
                break;
            }
            self.value().map_err(|fault| within(fault, Step::Index(index)))?;
            self.skip(b',');
        }
        self.skip(b']');
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        let end = after_number(self.text.as_bytes(), self.at);
        let number = &self.text[self.at..end];
        self.at = end;
        let is_integer = !number.contains(['.', 'e', 'E']);
        if is_integer && number.parse::<i64>().is_err() && number.parse::<u64>().is_err() {
            let message = format!("expected an integer of at most 64 bits, found {number}");
            return Err(Fault { path: Vec::new(), message });
        }
        Ok(())
    }

    /// A string with its quotes.
    fn string(&mut self) -> &'a str {
        let end = after_string(self.text.as_bytes(), self.at);
        let string = &self.text[self.at..end];
        self.at = end;
        string
    }

    /// The first byte after white space, which is not taken.
    fn next_token(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, byte: u8) {
        if self.next_token() == Some(byte) {
            self.at += 1;
        }
    }
}

/// Adds the step into which a fault lies; the innermost comes first.
fn within(mut fault: Fault, step: Step) -> Fault {
    fault.path.push(step);
    fault
}

/// What a string with its quotes stands for.
fn unescaped(string: &str) -> Cow<'_, str> {
    if string.contains('\\') {
        return serde_json::from_str::<String>(string).map_or(Cow::Borrowed(string), Cow::Owned);
    }
    Cow::Borrowed(string.trim_matches('"'))
}

/// The place after a string that begins here with its quote.
fn after_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() {
        match text[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// The place after a number that begins here.
fn after_number(text: &[u8], start: usize) -> usize {
    let is_part = |byte: &&u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
    start + text[start..].iter().take_while(is_part).count()
}
