//! What is written after a value and measures it: units with their powers, words that are counted, places in an order.

use super::operators::unary;
use super::primary::word_run;
use super::token::{Bracket, Gap, Kind, Token};
use super::{Input, peek};
use crate::expr::{Expr, Node, Quantity, UnaryOp};
use crate::units;

/// A value with the unit that follows it, or the value back.
pub(super) fn unit<'t, 'a>(input: Input<'t, 'a>, value: Expr) -> Result<(Input<'t, 'a>, Expr), Expr> {
    let span = value.span;
    if let Some(Kind::Word(word)) = peek(input) {
        let word = word.to_ascii_lowercase();
        // 15th, 1st: an ordinal number.
        if matches!(word.as_str(), "th" | "st" | "nd" | "rd") && input[0].gap == Gap::None {
            if matches!(&value.node, Node::Number(number) if number.is_whole()) {
                let (rest, words) = word_run(&input[1..]);
                let unit = if words.is_empty() { "th".to_owned() } else { format!("th {words}") };
                let end = input[input.len() - rest.len() - 1].span;
                let quantity = Quantity { value, unit: unit.into() };
                return Ok((rest, Expr::new(span.to(end), Node::Quantity(Box::new(quantity)))));
            }
            return match peek(&input[1..]) {
                Some(Kind::Word(_)) => unit(&input[1..], value),
                _ => Ok((&input[1..], value)),
            };
        }
        if matches!(word.as_str(), "degree" | "degrees" | "deg") {
            let scale = input.get(1).and_then(|token| units::scale_of_temperature(token.kind.letters()));
            if let Some(unit) = scale {
                let quantity = Quantity { value, unit: unit.into() };
                return Ok((
                    &input[2..],
                    Expr::new(span.to(input[1].span), Node::Quantity(Box::new(quantity))),
                ));
            }
            if !matches!(input.get(1).map(|token| token.kind), Some(Kind::Word(_) | Kind::Letter("K"))) {
                return Ok((&input[1..], unary(UnaryOp::Degrees, value, input)));
            }
        }
        if super::words::opens_qualifier(&word) || matches!(word.as_str(), "not" | "is") {
            return Err(value);
        }
    }
    if let Some((rest, symbol)) = unit_phrase(input) {
        let end = input[input.len() - rest.len() - 1].span;
        let quantity = Quantity { value, unit: symbol.into() };
        return Ok((rest, Expr::new(span.to(end), Node::Quantity(Box::new(quantity)))));
    }
    let (rest, mut words) = word_run(input);
    // One letter is a name, whose case matters, and `kM` in small letters would be a unit.
    if let [Token { kind: Kind::Word(first), .. }, ..] = input {
        let small = words.split(' ').next().unwrap_or_default();
        // In `MPa` and `mPa` it tells units apart.
        let has_capitals = first.len() <= 5 && first.chars().skip(1).any(char::is_uppercase);
        if small.chars().count() == 1 || units::symbol(small).is_some() || has_capitals {
            words = format!("{first}{}", &words[small.len()..]);
        }
    }
    // Words after a letter are a sentence rather than a unit.
    let is_number = value.any(&mut |part| matches!(part.node, Node::Number(_)));
    let denies = words.split(' ').any(|word| matches!(word, "no" | "not" | "is"));
    if !is_number || denies || words.split(' ').count() > 6 || words.is_empty() {
        return Err(value);
    }
    let end = input[input.len() - rest.len() - 1].span;
    Ok((rest, Expr::new(span.to(end), Node::Quantity(Box::new(Quantity { value, unit: words.into() })))))
}

/// Known units, with powers and quotients: `cm^2`, `km/h`, `dollars per hour`, `square inches`.
fn unit_phrase<'t, 'a>(input: Input<'t, 'a>) -> Option<(Input<'t, 'a>, String)> {
    let mut out = String::new();
    let (mut input, mut divide) = (input, false);
    // Past the last unit that was read: what is divided by a variable has a unit of its own.
    let mut end = input;
    loop {
        let Some((rest, symbol)) = one_unit(input) else { return (!out.is_empty()).then_some((end, out)) };
        end = rest;
        if !out.is_empty() {
            out.push(if divide { '/' } else { '*' });
        }
        out.push_str(&symbol);
        input = rest;
        match (peek(input), input.get(1).map(|token| token.kind)) {
            (Some(Kind::Slash), Some(Kind::Word(_) | Kind::Letter(_))) => {
                divide = true;
                input = &input[1..];
            }
            (Some(Kind::Word("per")), Some(_)) => {
                divide = true;
                input = &input[1..];
            }
            (Some(Kind::Times), Some(Kind::Word(_))) => {
                divide = false;
                input = &input[1..];
            }
            // `m s^{-2}` is `m/s^2`.
            _ => match divisor(input) {
                Some((rest, symbol)) => {
                    out.push('/');
                    out.push_str(&symbol);
                    return Some((rest, out));
                }
                None => return Some((input, out)),
            },
        }
    }
}

/// A known unit with a negative power, as the power that it divides by.
fn divisor<'t, 'a>(input: Input<'t, 'a>) -> Option<(Input<'t, 'a>, String)> {
    let [name, rest @ ..] = input else { return None };
    let symbol = units::symbol(name.kind.letters())?;
    let (rest, digits) = match rest {
        [caret, open, minus, number, close, rest @ ..]
            if open.kind == Kind::Open(Bracket::Brace)
                && close.kind == Kind::Close(Bracket::Brace)
                && caret.kind == Kind::Caret
                && minus.kind == Kind::Minus =>
        {
            (rest, number.kind)
        }
        [caret, minus, number, rest @ ..] if caret.kind == Kind::Caret && minus.kind == Kind::Minus => {
            (rest, number.kind)
        }
        [raised, rest @ ..] => match raised.kind {
            Kind::Raised("⁻¹") => (rest, Kind::Number("1")),
            Kind::Raised("⁻²") => (rest, Kind::Number("2")),
            _ => return None,
        },
        _ => return None,
    };
    match digits {
        Kind::Number("1") => Some((rest, symbol.to_owned())),
        Kind::Number(power @ ("2" | "3")) => Some((rest, format!("{symbol}^{power}"))),
        _ => None,
    }
}

/// One known unit with its power.
fn one_unit<'t, 'a>(input: Input<'t, 'a>) -> Option<(Input<'t, 'a>, String)> {
    let word = |token: Option<&super::Token<'a>>| match token?.kind {
        Kind::Word(word) | Kind::Letter(word) => Some(word),
        _ => None,
    };
    let first = word(input.first())?;
    let (prefix_power, input) = match first.to_ascii_lowercase().as_str() {
        "square" | "sq" => (Some(2), &input[1..]),
        "cubic" | "cu" => (Some(3), &input[1..]),
        _ => (None, input),
    };
    let name = word(input.first())?;
    let symbol = if prefix_power.is_some() && matches!(name, "unit" | "units") {
        "unit"
    } else {
        units::symbol(name)?
    };
    let mut rest = &input[1..];
    let mut power = prefix_power;
    match rest {
        [caret, number, after @ ..] if caret.kind == Kind::Caret => {
            if let Kind::Number(digits) = number.kind {
                power = Some(digits.parse::<u32>().ok().filter(|power| (1..=4).contains(power))?);
                rest = after;
            } else if let [open, number, close, after @ ..] = &rest[1..]
                && open.kind == Kind::Open(Bracket::Brace)
                && close.kind == Kind::Close(Bracket::Brace)
                && let Kind::Number(digits) = number.kind
            {
                power = Some(digits.parse::<u32>().ok().filter(|power| (1..=4).contains(power))?);
                rest = after;
            } else {
                return None;
            }
        }
        [raised, after @ ..] if matches!(raised.kind, Kind::Raised("²" | "³")) => {
            power = Some(if raised.kind == Kind::Raised("²") { 2 } else { 3 });
            rest = after;
        }
        [word, after @ ..] if matches!(word.kind, Kind::Word("squared" | "cubed")) => {
            power = Some(if word.kind == Kind::Word("squared") { 2 } else { 3 });
            rest = after;
        }
        _ => {}
    }
    Some((
        rest,
        match power {
            None | Some(1) => symbol.to_owned(),
            Some(power) => format!("{symbol}^{power}"),
        },
    ))
}
