//! Outputs compared with the expected ones.

use super::super::text;
use crate::spec::Comparison;

/// How an output differs from the expected one, where it does.
pub(super) fn difference(by: &Comparison, expected: &[u8], found: &[u8]) -> Option<String> {
    match by {
        Comparison::Exact => exact(expected, found),
        Comparison::Tokens { tolerance, ignore_case } => tokens(*tolerance, *ignore_case, expected, found),
    }
}

fn exact(expected: &[u8], found: &[u8]) -> Option<String> {
    if expected == found {
        return None;
    }
    let same = expected.iter().zip(found).take_while(|(expected, found)| expected == found).count();
    let line = 1 + expected[..same].iter().filter(|byte| **byte == b'\n').count();
    Some(if same == expected.len() {
        format!("expected {same} bytes of output, found {}", found.len())
    } else if same == found.len() {
        format!("expected {} bytes of output, found {same}", expected.len())
    } else {
        format!("the output differs from the expected one at byte {}, in line {line}", same + 1)
    })
}

fn tokens(tolerance: f64, ignore_case: bool, expected: &[u8], found: &[u8]) -> Option<String> {
    let words = |output: &'_ [u8]| -> usize { split(output).count() };
    let (mut expected_words, mut found_words) = (split(expected), split(found));
    let mut number = 0_usize;
    loop {
        number += 1;
        match (expected_words.next(), found_words.next()) {
            (None, None) => return None,
            (Some(expected), Some(found)) => {
                if !is_right(tolerance, ignore_case, expected, found) {
                    let (expected, found) = (shown(expected), shown(found));
                    return Some(format!(
                        "expected {expected} as word {number} of the output, found {found}"
                    ));
                }
            }
            (None, Some(_)) | (Some(_), None) => {
                let (expected, found) = (words(expected), words(found));
                return Some(format!("expected {expected} words of output, found {found}"));
            }
        }
    }
}

/// The words between blanks and line ends, as ASCII has them.
fn split(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    // A vertical tab is a blank to C and to Python.
    output.split(|byte| byte.is_ascii_whitespace() || *byte == 0x0b).filter(|word| !word.is_empty())
}

fn shown(word: &[u8]) -> String {
    text::value(String::from_utf8_lossy(&word[..word.len().min(400)]))
}

fn is_right(tolerance: f64, ignore_case: bool, expected: &[u8], found: &[u8]) -> bool {
    if expected == found || (ignore_case && expected.eq_ignore_ascii_case(found)) {
        return true;
    }
    // Whole numbers are counts and names, of which a near one is another; and `12e1` may be one in hexadecimal digits.
    let has_sign = |at: usize| matches!(expected.get(at + 1), Some(b'+' | b'-'));
    let is_approximate = expected.iter().enumerate().any(|(at, byte)| match byte {
        b'.' => true,
        b'e' | b'E' => has_sign(at),
        _ => false,
    });
    match (is_approximate, decimal(expected), decimal(found)) {
        (true, Some(expected), Some(found)) => {
            (expected - found).abs() <= tolerance * expected.abs().max(1.0)
        }
        _ => false,
    }
}

/// The value of a decimal number such as `-12.5e-3`; nothing else is one, not even `inf`.
fn decimal(word: &[u8]) -> Option<f64> {
    let is_numeral =
        word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    if !is_numeral {
        return None;
    }
    let value: f64 = std::str::from_utf8(word).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    fn check(by: Comparison, expected: &str, found: &str, difference: Option<&str>) {
        let what = super::difference(&by, expected.as_bytes(), found.as_bytes());
        assert_eq!(what.as_deref(), difference, "{expected:?} {found:?}");
    }

    #[test]
    fn words_are_compared_whatever_is_between_them() {
        let check = |expected, found, difference| check(Comparison::default(), expected, found, difference);
        check("1 2\n3\n", "1\r\n2 3", None);
        check("", " \n\x0b\x0c", None);
        check("1 2", "1 2 2", Some("expected 2 words of output, found 3"));
        check("1 2", "", Some("expected 2 words of output, found 0"));
        check("yes", "YES", Some("expected yes as word 1 of the output, found YES"));
        check("1 2\n", "2 1\n", Some("expected 1 as word 1 of the output, found 2"));
    }

    #[test]
    fn decimal_fractions_may_be_a_little_off_and_whole_numbers_may_not() {
        let is_right =
            |expected: &str, found: &str| super::is_right(1e-6, false, expected.as_bytes(), found.as_bytes());
        assert!(is_right("0.5", "0.5000009") && is_right("0.5", ".5") && is_right("2.0", "2"));
        assert!(is_right("1e+9", "1000000999.0") && !is_right("12e1", "120") && is_right("-0.0", "0"));
        assert!(
            !is_right("0.5", "0.500002") && !is_right("3", "3.0") && !is_right("1000000007", "1000000008")
        );
        assert!(!is_right("1.0", "nan") && !is_right("1.0", "inf") && !is_right("1e400", "1e401"));
        assert!(is_right("nan", "nan") && !is_right("1.5", "1.5x") && !is_right("1.e5.", "1.e5"));
    }

    #[test]
    fn case_counts_unless_it_is_said_not_to() {
        let by = Comparison::Tokens { tolerance: 0.0, ignore_case: true };
        check(by, "Yes no", "YES NO", None);
        check(by, "0.5", "0.50", None);
        check(by, "0.5", "0.51", Some("expected 0.5 as word 1 of the output, found 0.51"));
    }

    #[test]
    fn exactly_is_byte_by_byte() {
        let check = |expected, found, difference| check(Comparison::Exact, expected, found, difference);
        check("a b\n", "a b\n", None);
        check("a b\n", "a b", Some("expected 4 bytes of output, found 3"));
        check("a b", "a b\n", Some("expected 3 bytes of output, found 4"));
        check("a\nb", "a\nc", Some("the output differs from the expected one at byte 3, in line 2"));
    }
}
