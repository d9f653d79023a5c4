//! Where a number in digits ends: its groups of three, its fraction, its period and its exponent.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, digit1, one_of};
use nom::combinator::{opt, recognize, verify};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

/// Whether a comma stands right between digits that are not grouped by three,
/// so that commas in this text separate numbers of a list.
pub(super) fn has_bare_comma(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    memchr(bytes).any(|at| {
        let after = bytes.get(at + 1);
        let before_digit = at > 0 && bytes[at - 1].is_ascii_digit();
        let group = before_digit && digits(at + 1) == 3;
        !group
            && after.is_some_and(|b| b.is_ascii_digit() || *b == b'-')
            && bytes[..at].last().is_some_and(|&b| b != b'{')
    })
}

/// Where the commas are.
fn memchr(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.iter().enumerate().filter(|(_, b)| **b == b',').map(|(at, _)| at)
}

/// A number: digits in groups, a fraction, a period, an exponent.
pub(super) fn number(input: &str, grouped: bool) -> IResult<&str, ()> {
    let (rest, whole) = opt(digit1).parse(input)?;
    let whole = whole.unwrap_or("");
    let rest =
        if (1..=3).contains(&whole.len()) { groups(rest, whole, grouped).unwrap_or(rest) } else { rest };
    let (rest, _) = opt(fraction).parse(rest)?;
    let (rest, _) = opt(exponent).parse(rest)?;
    Ok((rest, ()))
}

/// Groups of three digits after a whole number of one to three, all with the same separator.
fn groups<'a>(input: &'a str, whole: &str, grouped: bool) -> Option<&'a str> {
    let three = |text: &'a str| -> Option<&'a str> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        (digits == 3).then(|| &text[3..])
    };
    let sure = ["{,}", "\\,", ",\\!", "\\!,", "\\ "];
    let separator = sure.iter().copied().find(|separator| input.starts_with(separator));
    let separator = match separator {
        Some(separator) => separator,
        None if input.starts_with(',') && (grouped || input[1..].starts_with('0')) => ",",
        None if input.starts_with(' ') => " ",
        None => return None,
    };
    if whole.starts_with('0') {
        return None;
    }
    let mut rest = input;
    let mut found = None;
    while let Some(after) = rest.strip_prefix(separator) {
        let after = if separator.ends_with('!') { after.trim_start_matches(' ') } else { after };
        let Some(next) = three(after) else { break };
        rest = next;
        found = Some(rest);
    }
    found
}

fn fraction(input: &str) -> IResult<&str, ()> {
    let (rest, _) = char('.').parse(input)?;
    let (rest, digits) = take_while(|c: char| c.is_ascii_digit()).parse(rest)?;
    let bar = alt((tag("\\overline"), tag("\\bar"), tag("\\dot")));
    let under = alt((
        delimited(char('{'), digit1, char('}')),
        verify(preceded(char(' '), digit1), |d: &str| d.len() == 1),
        recognize(one_of("0123456789")),
    ));
    let (after, period) = opt(preceded(bar, under)).parse(rest)?;
    match (digits.is_empty(), period) {
        (_, Some(_)) => Ok((after, ())),
        (false, None) => Ok((rest, ())),
        // The point ends the sentence.
        (true, None) => nom::combinator::fail().parse(input),
    }
}

fn exponent(input: &str) -> IResult<&str, ()> {
    let (rest, _) = one_of("eE").parse(input)?;
    let (rest, _) = opt(one_of("+-")).parse(rest)?;
    let (rest, _) = take_while1(|c: char| c.is_ascii_digit()).parse(rest)?;
    // A letter right after the digits makes names of all of them.
    if rest.starts_with(|c: char| c.is_alphabetic()) {
        return nom::combinator::fail().parse(input);
    }
    Ok((rest, ()))
}
