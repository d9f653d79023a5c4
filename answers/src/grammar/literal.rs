//! Numbers from their digits, and tokens back into one spelling.

use dashu_int::UBig;

use super::token::{Bracket, Environment, Kind};
use super::{MAX_DIGITS, MAX_EXPONENT};
use crate::expr::{Constant, Notation, Number};

/// The number that digits with separators, a period and an exponent write.
pub(super) fn number(text: &str) -> Option<Number> {
    let mut small: u64 = 0;
    let mut count = 0_usize;
    let (mut places, mut period) = (0_i32, 0_u32);
    let (mut after_point, mut under_bar) = (false, false);
    let mut exponent = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                count += 1;
                small = if count <= 18 { small * 10 + u64::from(byte - b'0') } else { small };
                places += i32::from(after_point);
                period += u32::from(under_bar);
            }
            b'.' => after_point = true,
            b'o' | b'b' | b'd' if after_point => under_bar = true,
            b'e' | b'E' if !under_bar && exponent.is_none() => {
                exponent = Some(text[at + 1..].parse::<i32>().ok()?);
                break;
            }
            _ => {}
        }
        if count > MAX_DIGITS {
            return None;
        }
    }
    let exponent_at = exponent.and_then(|_| text.find(['e', 'E']));
    let digits = if count <= 18 {
        UBig::from(small)
    } else {
        let mantissa = &text[..exponent_at.unwrap_or(text.len())];
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        UBig::from_str_radix(&digits, 10).ok()?
    };
    let notation = if exponent.is_some() { Notation::Exponent } else { Notation::Plain };
    let exponent = exponent.unwrap_or(0);
    (exponent.abs() <= MAX_EXPONENT).then(|| Number { digits, places: places - exponent, period, notation })
}

/// Appends what a token spells, so that texts which differ in looks alone are spelled alike.
pub(super) fn spell(kind: Kind<'_>, out: &mut String) {
    let text = match kind {
        Kind::Number(text) => {
            out.extend(text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | 'e' | 'E')));
            out.push(' ');
            return;
        }
        Kind::Word(word) | Kind::Letter(word) | Kind::Unknown(word) => {
            // A single letter may be a variable, whose case matters; so may the letters of `GMm`.
            if word.chars().count() > 1 && !word.starts_with('\\') && !super::words::has_mixed_case(word) {
                out.extend(word.chars().map(super::words::lower));
            } else {
                out.push_str(word);
            }
            out.push(' ');
            return;
        }
        Kind::Raised(text) => {
            out.push_str("^ ");
            let digits = text.chars().filter_map(super::unicode::raised_digit);
            out.extend(digits.map(|digit| char::from_digit(digit, 10).unwrap_or('-')));
            out.push(' ');
            return;
        }
        Kind::Function(function) => crate::print::function_name(function),
        Kind::Constant(Constant::Yes) => "yes",
        Kind::Constant(constant) => crate::print::constant_name(constant),
        Kind::Relation(op) => crate::print::relation_sign(op),
        // Groups of one token are the same with and without their braces. Those that count are spelled with the whole.
        Kind::Open(Bracket::Brace) | Kind::Close(Bracket::Brace) | Kind::Period | Kind::Newline => return,
        Kind::Currency(code) => code,
        Kind::And => "and",
        Kind::Or => "or",
        Kind::Plus => "+",
        Kind::Minus => "-",
        Kind::PlusMinus => "±",
        Kind::MinusPlus => "∓",
        Kind::Times => "×",
        Kind::Slash => "/",
        Kind::Caret => "^",
        Kind::Underscore => "_",
        Kind::Bang => "!",
        Kind::Prime => "'",
        Kind::Percent => "%",
        Kind::Degree => "°",
        Kind::Open(Bracket::Round) => "(",
        Kind::Close(Bracket::Round) => ")",
        Kind::Open(Bracket::Square) => "[",
        Kind::Close(Bracket::Square) => "]",
        Kind::Open(Bracket::Curly) => "\\{",
        Kind::Close(Bracket::Curly) => "\\}",
        Kind::Open(Bracket::Angle) => "⟨",
        Kind::Close(Bracket::Angle) => "⟩",
        Kind::Open(Bracket::Floor) => "⌊",
        Kind::Close(Bracket::Floor) => "⌋",
        Kind::Open(Bracket::Ceil) => "⌈",
        Kind::Close(Bracket::Ceil) => "⌉",
        Kind::Bar | Kind::Open(Bracket::Bar) | Kind::Close(Bracket::Bar) => "|",
        Kind::Mid => "∣",
        Kind::Comma => ",",
        Kind::Semicolon => ";",
        Kind::Colon => ":",
        Kind::Ampersand => "&",
        Kind::Frac => "\\frac",
        Kind::Sqrt => "√",
        Kind::Cbrt => "∛",
        Kind::Binom => "\\binom",
        Kind::Overline => "\\overline",
        Kind::Accent(name) => name,
        Kind::Union => "∪",
        Kind::Intersection => "∩",
        Kind::SetMinus => "∖",
        Kind::Modulo => "mod",
        Kind::Ellipsis => "…",
        Kind::Begin(Environment::Matrix) => "\\begin{matrix}",
        Kind::Begin(Environment::Determinant) => "\\begin{vmatrix}",
        Kind::Begin(Environment::Cases) => "\\begin{cases}",
        Kind::Begin(Environment::Aligned) => "\\begin{aligned}",
        Kind::End => "\\end{}",
    };
    out.push_str(text);
    out.push(' ');
}
