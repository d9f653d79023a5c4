//! Evidence as one line of bounded length.

use std::fmt::{self, Display, Write};

/// The longest line of evidence, in characters.
const MAX_LINE: usize = 300;

/// The longest that one value is shown, in characters.
const MAX_VALUE: usize = 90;

/// A line of evidence: control characters become spaces, and what is too long is cut.
pub(super) fn line(text: impl Display) -> String {
    cut(text, MAX_LINE)
}

/// A value or a list of them, cut to what a person reads.
pub(super) fn value(value: impl Display) -> String {
    cut(value, MAX_VALUE)
}

fn cut(text: impl Display, limit: usize) -> String {
    let mut cut = Cut { text: String::new(), left: limit };
    if write!(cut, "{text}").is_err() {
        cut.text.push('…');
    }
    cut.text
}

/// Takes characters until there are too many, so that a huge value is never written out.
struct Cut {
    text: String,
    left: usize,
}

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(if character.is_control() { ' ' } else { character });
        }
        Ok(())
    }
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_not_longer_than_it_may_be() {
        assert_eq!(line("a\nb\tc"), "a b c");
        assert_eq!(value("x".repeat(90)), "x".repeat(90));
        assert_eq!(value("x".repeat(91)), "x".repeat(90) + "…");
    }
}
