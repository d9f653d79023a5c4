//! The grammar of answers: from text to form, in one pass.
//!
//! No alternative is tried twice at the same place to the same end, and
//! nesting is bounded, so the time is linear in the text.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::character::complete::{char, one_of, satisfy};
use nom::combinator::{fail, opt, recognize, verify};
use nom::multi::{many0_count, many1};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use super::form::{Form, Written};

/// The deepest nesting of brackets and fractions.
const MAX_DEPTH: usize = 8;

/// Why a text is not an answer that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    /// The text is empty.
    #[error("expected a number, found nothing")]
    Empty,
    /// The text is longer than what is read.
    #[error("expected at most {most} bytes, found {found}")]
    TooLong { most: usize, found: usize },
    /// The text goes on where it should end, or is not a number from the start.
    #[error("expected {expected}, found `{found}`")]
    Unexpected { expected: &'static str, found: String },
    /// A fraction has nothing to divide by.
    #[error("expected a denominator other than 0, found 0")]
    ZeroDenominator,
    /// A power of ten is out of bounds.
    #[error("expected an exponent between -{most} and {most}, found a larger one")]
    Exponent { most: u32 },
}

/// Reads a whole answer.
pub(super) fn read(text: &str) -> Result<Written, Unreadable> {
    let text = unwrapped(text);
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    let unexpected = |expected, rest: &str| Unreadable::Unexpected {
        expected,
        found: rest.chars().take(20).map(|c| if c.is_control() { ' ' } else { c }).collect(),
    };
    let (rest, (variable, mut written)) =
        (opt(variable), quantity).parse(text).map_err(|_| unexpected("a number", text))?;
    written.variable = variable;
    let rest = without_spaces(rest);
    match suffix(rest) {
        Some(words) if words.is_empty() => Ok(written),
        Some(words) => Ok(Written { suffix: Some(words), ..written }),
        None => Err(unexpected("a number and at most a unit", rest)),
    }
}

/// A text without what surrounds an answer: white space, a full stop, emphasis, mathematics delimiters, a box.
fn unwrapped(text: &str) -> &str {
    const PAIRS: [(&str, &str); 7] = [
        ("$$", "$$"),
        ("$", "$"),
        (r"\(", r"\)"),
        (r"\[", r"\]"),
        ("**", "**"),
        (r"\boxed{", "}"),
        ("`", "`"),
    ];
    let mut text = trimmed(text);
    for _ in 0..MAX_DEPTH {
        let inner = PAIRS.iter().find_map(|(open, close)| {
            let inner = text.strip_prefix(open)?.strip_suffix(close)?;
            // Delimiters that come again inside enclose several things, not one.
            (!inner.contains(open) || inner.contains(r"\$") && !unescaped_dollar(inner)).then_some(inner)
        });
        match inner {
            Some(inner) => text = trimmed(inner),
            None => break,
        }
    }
    text
}

fn unescaped_dollar(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| at == 0 || text.as_bytes()[at - 1] != b'\\')
}

/// A text without white space, TeX spaces and one full stop around it.
fn trimmed(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(text);
    let text = text.strip_prefix(r"\displaystyle").unwrap_or(text);
    without_spaces(text).trim_end()
}

fn without_spaces(text: &str) -> &str {
    spaces(text).map_or(text, |(rest, ())| rest)
}

/// White space, of the text's or of TeX's kind.
fn spaces(input: &str) -> IResult<&str, ()> {
    let tex = alt((tag(r"\,"), tag(r"\;"), tag(r"\:"), tag(r"\!"), tag(r"\ "), tag(r"\quad"), tag("~")));
    let (rest, _) = many0_count(alt((take_while1(char::is_whitespace), tex))).parse(input)?;
    Ok((rest, ()))
}

/// A single letter that is set equal to what follows.
fn variable(input: &str) -> IResult<&str, char> {
    let (rest, letter) = satisfy(|c| c.is_ascii_alphabetic()).parse(input)?;
    let (rest, _) = (spaces, char('='), spaces).parse(rest)?;
    Ok((rest, letter))
}

/// A number with its sign and currency.
fn quantity(input: &str) -> IResult<&str, Written> {
    let (rest, outer) = opt(sign).parse(input)?;
    let (rest, currency) = opt(currency).parse(rest)?;
    let (rest, inner) = match (outer, currency) {
        // A sign may stand before the currency or after it, but not twice.
        (None, Some(_)) => opt(sign).parse(rest)?,
        _ => (rest, None),
    };
    let (rest, number) = unsigned(rest, 0)?;
    let number = signed(outer.or(inner), number);
    Ok((rest, Written { variable: None, currency, number, suffix: None }))
}

fn currency(input: &str) -> IResult<&str, char> {
    let (rest, sign) = alt((preceded(char('\\'), char('$')), one_of("$£€"))).parse(input)?;
    let (rest, ()) = spaces(rest)?;
    Ok((rest, sign))
}

fn sign(input: &str) -> IResult<&str, char> {
    let (rest, sign) = one_of("+-\u{2212}").parse(input)?;
    let (rest, ()) = spaces(rest)?;
    Ok((rest, sign))
}

fn signed(sign: Option<char>, number: Form) -> Form {
    match sign {
        Some('-' | '\u{2212}') => Form::Negated(Box::new(number)),
        _ => number,
    }
}

/// A number with its sign, inside brackets or a fraction.
fn number(input: &str, depth: usize) -> IResult<&str, Form> {
    let (rest, ()) = spaces(input)?;
    let (rest, sign) = opt(sign).parse(rest)?;
    let (rest, number) = unsigned(rest, depth)?;
    let (rest, ()) = spaces(rest)?;
    Ok((rest, signed(sign, number)))
}

/// A number without its sign.
fn unsigned(input: &str, depth: usize) -> IResult<&str, Form> {
    if depth > MAX_DEPTH {
        return fail().parse(input);
    }
    if input.starts_with(r"10^") {
        return scale(input).map(|(rest, exponent)| (rest, Form::Scaled(Box::new(one()), exponent)));
    }
    let (rest, first) = if input.starts_with(['(', '{', '\\']) && !input.starts_with(r"\overline") {
        alt((|i| bracketed(i, depth), |i| fraction(i, depth))).parse(input)?
    } else {
        decimal(input)?
    };
    if let Ok((rest, exponent)) = alt((times_scale, e_notation)).parse(rest) {
        return Ok((rest, Form::Scaled(Box::new(first), exponent)));
    }
    if is_whole(&first)
        && let Ok((rest, part)) = mixed_part(rest, depth)
    {
        return Ok((rest, Form::Mixed(Box::new(first), Box::new(part))));
    }
    if let Ok((rest, _)) = (spaces, char::<_, nom::error::Error<&str>>('/'), spaces).parse(rest) {
        let (rest, sign) = opt(sign).parse(rest)?;
        let (rest, second) =
            if rest.starts_with(['(', '{', '\\']) { bracketed(rest, depth)? } else { decimal(rest)? };
        return Ok((rest, Form::Ratio(Box::new(first), Box::new(signed(sign, second)))));
    }
    Ok((rest, first))
}

/// A number in round brackets or braces.
fn bracketed(input: &str, depth: usize) -> IResult<&str, Form> {
    let inner = |i| {
        let (rest, number) = number(i, depth + 1)?;
        let read = &i[..i.len() - rest.len()];
        if has_bare_comma(read) { fail().parse(i) } else { Ok((rest, number)) }
    };
    alt((
        delimited(tag(r"\left("), inner, tag(r"\right)")),
        delimited(char('('), inner, char(')')),
        delimited(char('{'), inner, char('}')),
    ))
    .parse(input)
}

/// Whether a comma stands outside of inner brackets with nothing of TeX's that makes it a thousands separator.
/// In brackets it separates the parts of a pair or a set as likely as groups of digits.
fn has_bare_comma(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    bytes.iter().enumerate().any(|(at, byte)| {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_tex = text[..at].ends_with(['\\', '!']) || text[at..].starts_with(r",\!");
        *byte == b',' && depth == 0 && !is_tex
    })
}

/// A `\frac` with its two arguments.
fn fraction(input: &str, depth: usize) -> IResult<&str, Form> {
    let (rest, _) = alt((tag(r"\frac"), tag(r"\dfrac"), tag(r"\tfrac"), tag(r"\cfrac"))).parse(input)?;
    let argument = |input| {
        let (rest, ()) = spaces(input)?;
        let braced = delimited(char('{'), |i| number(i, depth + 1), char('}'));
        // Without braces an argument is one character, so `\frac12` is a half.
        let digit =
            take_while_m_n(1, 1, |c: char| c.is_ascii_digit()).map(|digit: &str| whole(digit.to_owned()));
        alt((braced, digit)).parse(rest)
    };
    let (rest, above) = argument(rest)?;
    let (rest, below) = argument(rest)?;
    Ok((rest, Form::Ratio(Box::new(above), Box::new(below))))
}

/// The proper fraction of a mixed number: `\frac13` after a whole number, or `1/3` after one and a space.
///
/// A fraction of 1 or more after a whole number is a product as likely as a sum, so it is not read.
fn mixed_part(input: &str, depth: usize) -> IResult<&str, Form> {
    let (after, ()) = spaces(input)?;
    let plain = |input| {
        let (rest, (above, _, below)) = (digits, char('/'), digits).parse(input)?;
        let ratio = Form::Ratio(Box::new(whole(above.to_owned())), Box::new(whole(below.to_owned())));
        Ok((rest, ratio))
    };
    let part = if after.len() < input.len() && !after.starts_with('\\') {
        plain(after)
    } else {
        fraction(after, depth)
    };
    let proper = |form: &Form| match form {
        Form::Ratio(above, below) => match (whole_digits(above), whole_digits(below)) {
            (Some(above), Some(below)) => {
                let (above, below) = (above.trim_start_matches('0'), below.trim_start_matches('0'));
                !above.is_empty() && (above.len(), above) < (below.len(), below)
            }
            _ => false,
        },
        _ => false,
    };
    part.and_then(|(rest, form)| if proper(&form) { Ok((rest, form)) } else { fail().parse(input) })
}

/// Digits with thousands separators, a decimal part and a repeating part.
fn decimal(input: &str) -> IResult<&str, Form> {
    let (rest, before) = opt(grouped).parse(input)?;
    let point = alt((tag("."), tag("{.}")));
    let (rest, after) = match opt(preceded(point, decimal_part)).parse(rest)? {
        (rest, Some(after)) => (rest, Some(after)),
        (rest, None) => (rest, None),
    };
    match (before, after) {
        (None, None) => fail().parse(input),
        (before, after) => {
            let (fraction, repeating) = after.unwrap_or_default();
            Ok((rest, Form::Decimal { whole: before.unwrap_or_default(), fraction, repeating }))
        }
    }
}

fn decimal_part(input: &str) -> IResult<&str, (String, String)> {
    let (rest, fraction) = take_while(|c: char| c.is_ascii_digit()).parse(input)?;
    let bar = preceded(
        tag(r"\overline"),
        alt((delimited(char('{'), digits, char('}')), take_while_m_n(1, 1, |c: char| c.is_ascii_digit()))),
    );
    let (rest, repeating) = opt(bar).parse(rest)?;
    if fraction.is_empty() && repeating.is_none() {
        return fail().parse(input);
    }
    Ok((rest, (fraction.to_owned(), repeating.unwrap_or("").to_owned())))
}

/// Digits, in groups of three where a thousands separator stands between them.
fn grouped(input: &str) -> IResult<&str, String> {
    let (rest, first) = digits(input)?;
    if first.len() > 3 || first.starts_with('0') {
        return Ok((rest, first.to_owned()));
    }
    // A typist's blank after `,\!` does not show in what TeX prints.
    let separator = alt((tag("{,}"), tag(r",\! "), tag(r",\!"), tag(r"\!,"), tag(r"\,"), tag(",")));
    let group = verify(preceded(separator, digits), |group: &str| group.len() == 3);
    match many1(group).parse(rest) {
        Ok((rest, groups)) => Ok((rest, first.to_owned() + &groups.concat())),
        Err(nom::Err::Error(_)) => Ok((rest, first.to_owned())),
        Err(error) => Err(error),
    }
}

fn digits(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_digit()).parse(input)
}

/// A times sign and a power of ten.
fn times_scale(input: &str) -> IResult<&str, i64> {
    let times = alt((tag(r"\times"), tag(r"\cdot"), tag("×"), tag("·"), tag("*")));
    let (rest, _) = (spaces, times, spaces).parse(input)?;
    scale(rest)
}

/// A power of ten.
fn scale(input: &str) -> IResult<&str, i64> {
    let (rest, _) = (tag("10"), spaces, char('^'), spaces).parse(input)?;
    alt((delimited(char('{'), exponent, char('}')), exponent)).parse(rest)
}

/// The exponent of `3.64e5`. With a blank in it, `2e + 3` is a sum.
fn e_notation(input: &str) -> IResult<&str, i64> {
    let (rest, sign) = preceded(one_of("eE"), opt(one_of("+-\u{2212}"))).parse(input)?;
    let (rest, digits) = digits(rest)?;
    Ok((rest, power(sign, digits)))
}

/// An exponent; one that does not fit is the largest number, which no later bound lets pass.
fn exponent(input: &str) -> IResult<&str, i64> {
    let (rest, ()) = spaces(input)?;
    let (rest, sign) = opt(sign).parse(rest)?;
    let (rest, digits) = digits(rest)?;
    let (rest, ()) = spaces(rest)?;
    Ok((rest, power(sign, digits)))
}

fn power(sign: Option<char>, digits: &str) -> i64 {
    let size = digits.parse().unwrap_or(i64::MAX);
    if matches!(sign, Some('-' | '\u{2212}')) { -size } else { size }
}

/// The words after a number: empty where there are none, `None` where what follows is not a unit.
fn suffix(input: &str) -> Option<String> {
    if input.is_empty() {
        return Some(String::new());
    }
    if let Some(rest) = input.strip_prefix(r"\%").or_else(|| input.strip_prefix('%')) {
        return without_spaces(rest).is_empty().then(|| "%".to_owned());
    }
    let degrees = [r"^\circ", r"^{\circ}", "°", r"^ \circ"];
    if let Some(rest) = degrees.iter().find_map(|sign| input.strip_prefix(sign)) {
        let unit = suffix(without_spaces(rest))?;
        // A temperature has its scale after the sign.
        return Some(if unit.is_empty() { "degree".to_owned() } else { format!("degree {unit}") });
    }
    let (rest, words) = alt((tex_words, plain_words)).parse(input).ok()?;
    let (rest, power) = opt(unit_power).parse(rest).ok()?;
    if !without_spaces(rest).is_empty() {
        return None;
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| match power {
        Some(power) => format!("{words}^{power}"),
        None => words,
    })
}

/// Words that TeX sets as text.
fn tex_words(input: &str) -> IResult<&str, &str> {
    let command =
        alt((tag(r"\text"), tag(r"\textrm"), tag(r"\mathrm"), tag(r"\mbox"), tag(r"\rm"), tag(r"\textbf")));
    let words = recognize(take_while1(|c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '/' | '-')));
    preceded(command, delimited(char('{'), words, char('}'))).parse(input)
}

/// Words as they stand. Which of them are units is not for the grammar to say.
fn plain_words(input: &str) -> IResult<&str, &str> {
    verify(take_while1(|c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '/')), |words: &str| {
        super::units::is_known(words)
    })
    .parse(input)
}

/// A square or a cube after a unit.
fn unit_power(input: &str) -> IResult<&str, char> {
    let plain = preceded(char('^'), one_of("23"));
    let braced = delimited(tag("^{"), one_of("23"), char('}'));
    let unicode = one_of("²³").map(|sign| if sign == '²' { '2' } else { '3' });
    alt((plain, braced, unicode)).parse(input)
}

fn one() -> Form {
    whole("1".to_owned())
}

fn whole(digits: String) -> Form {
    Form::Decimal { whole: digits, fraction: String::new(), repeating: String::new() }
}

fn whole_digits(form: &Form) -> Option<&str> {
    match form {
        Form::Decimal { whole, fraction, repeating } if fraction.is_empty() && repeating.is_empty() => {
            Some(whole)
        }
        _ => None,
    }
}

fn is_whole(form: &Form) -> bool {
    whole_digits(form).is_some()
}
