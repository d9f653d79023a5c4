//! What operators work on: numbers, names, functions, brackets, and what is written after them.

use super::brackets::{braces, brackets};
use super::names::{accented, call, name};
use super::operators::{begins_factor, binary, product, quotient, signed_factor, sum, unary};
use super::token::{Bracket, Gap, Kind, Token};
use super::{
    Argument, Bars, Context, Input, Parsed, ambiguous, environments, expected, literal, peek, series, words,
};
use crate::expr::{BinaryOp, Constant, Expr, Node, Number, Quantity, Span, UnaryOp};
use crate::units;

/// A factor with its powers, factorials and signs after it, and the fraction that makes a mixed number.
pub(super) fn postfix<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let start = input;
    let (mut input, mut value) = primary(input, context)?;
    if let Node::Number(number) = &value.node
        && number.is_whole()
        && matches!(start[0].kind, Kind::Number(_))
        && let Some((after, mixed)) = mixed(input, &value, context)?
    {
        (input, value) = (after, mixed);
    }
    loop {
        match peek(input) {
            Some(Kind::Caret) => {
                let (after, power) = exponent(&input[1..], context)?;
                value = match power {
                    Exponent::Degree => {
                        (input, value) = degrees(value, &input[1], after);
                        continue;
                    }
                    Exponent::Prime => unary(UnaryOp::Prime, value, &input[1..]),
                    Exponent::Positive => match value.node {
                        Node::Constant(Constant::Reals) => {
                            Expr::new(value.span, Node::Constant(Constant::PositiveReals))
                        }
                        Node::Constant(Constant::Integers | Constant::Naturals) => {
                            Expr::new(value.span, Node::Constant(Constant::PositiveIntegers))
                        }
                        _ => return expected(input, "an exponent"),
                    },
                    Exponent::Value(power) => {
                        if matches!(value.node, Node::Binary(BinaryOp::Power, _))
                            && matches!(start[0].kind, Kind::Letter(_) | Kind::Number(_))
                        {
                            return ambiguous(input, "a power of a power without brackets");
                        }
                        powered(value, power)
                    }
                };
                input = after;
            }
            Some(Kind::Raised(text)) => {
                let digits: Vec<u32> = text.chars().filter_map(super::unicode::raised_digit).collect();
                let (negative, digits) = match digits.as_slice() {
                    [10, digits @ ..] => (true, digits),
                    digits => (false, digits),
                };
                if digits.is_empty() || digits.len() > 4 || digits.contains(&10) {
                    return expected(input, "an exponent of digits");
                }
                let power = digits.iter().fold(0, |power, digit| power * 10 + digit);
                let power = Expr::new(input[0].span, Node::Number(Number::integer(power)));
                let power = if negative {
                    Expr::new(power.span, Node::Unary(UnaryOp::Minus, Box::new(power)))
                } else {
                    power
                };
                value = powered(value, power);
                input = &input[1..];
            }
            Some(Kind::Bang) => {
                let double =
                    input.get(1).is_some_and(|next| next.kind == Kind::Bang && next.gap == Gap::None);
                let op = if double { UnaryOp::DoubleFactorial } else { UnaryOp::Factorial };
                value = unary(op, value, input);
                input = &input[1 + usize::from(double)..];
            }
            Some(Kind::Percent) => {
                value = unary(UnaryOp::Percent, value, input);
                input = &input[1..];
            }
            Some(Kind::Degree) => {
                (input, value) = degrees(value, &input[0], &input[1..]);
            }
            Some(Kind::Underscore) if matches!(value.node, Node::Number(_)) => {
                let (after, base) = subscript_value(&input[1..], context)?;
                value = binary(BinaryOp::Base, value, base);
                input = after;
            }
            _ => return Ok((input, value)),
        }
    }
}

/// Degrees, of an angle or, with a letter after them, of temperature.
fn degrees<'t, 'a>(value: Expr, sign: &Token<'_>, after: Input<'t, 'a>) -> (Input<'t, 'a>, Expr) {
    if let Some((scale, rest)) = after.split_first()
        && let Some(unit) = units::scale_of_temperature(scale.kind.letters())
    {
        let span = value.span.to(scale.span);
        return (rest, Expr::new(span, Node::Quantity(Box::new(Quantity { value, unit: unit.into() }))));
    }
    (after, unary(UnaryOp::Degrees, value, std::slice::from_ref(sign)))
}

/// The fraction after a whole number: `2\frac13`, `2 1/3`, `2½`.
fn mixed<'t, 'a>(
    input: Input<'t, 'a>,
    whole: &Expr,
    context: Context,
) -> Result<Option<(Input<'t, 'a>, Expr)>, nom::Err<super::Fault>> {
    let whole_number = |expr: &Expr| match &expr.node {
        Node::Number(number) if number.is_whole() => Some(number.digits.clone()),
        _ => None,
    };
    let (after, above, below) = match input {
        [frac, ..] if frac.kind == Kind::Frac => {
            let (after, fraction) = primary(input, context)?;
            let Node::Binary(BinaryOp::Quotient, parts) = fraction.node else { return Ok(None) };
            let [above, below] = *parts;
            if whole_number(&above).is_none() || whole_number(&below).is_none() {
                // A product with a fraction: what was read is put together again.
                let fraction = binary(BinaryOp::Quotient, above, below);
                let (after, fraction) = powers_of(after, fraction, context)?;
                return Ok(Some((after, product(vec![whole.clone(), fraction]))));
            }
            (after, above, below)
        }
        [number, slash, divisor, after @ ..]
            if number.gap == Gap::Space
                && slash.kind == Kind::Slash
                && matches!(divisor.kind, Kind::Number(_)) =>
        {
            let Kind::Number(_) = number.kind else { return Ok(None) };
            (after, number_expr(number)?, number_expr(divisor)?)
        }
        [raised, ..] => match raised.kind {
            Kind::Number(text) if text.contains('/') => {
                let (after, fraction) = primary(input, context)?;
                let Node::Binary(_, parts) = fraction.node else { return Ok(None) };
                let [above, below] = *parts;
                (after, above, below)
            }
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    match (whole_number(&above), whole_number(&below)) {
        (Some(a), Some(b)) if !a.is_zero() && a < b => {
            let fraction = binary(BinaryOp::Quotient, above, below);
            Ok(Some((after, binary(BinaryOp::Mixed, whole.clone(), fraction))))
        }
        _ => ambiguous(input, "a whole number beside a fraction that is not between 0 and 1"),
    }
}

/// A fraction with the power after it, where it is a factor of its own.
fn powers_of<'t, 'a>(input: Input<'t, 'a>, value: Expr, context: Context) -> Parsed<'t, 'a, Expr> {
    match peek(input) {
        Some(Kind::Caret) => {
            let (after, power) = exponent(&input[1..], context)?;
            match power {
                Exponent::Value(power) => Ok((after, powered(value, power))),
                Exponent::Degree => Ok((after, unary(UnaryOp::Degrees, value, input))),
                _ => expected(input, "an exponent"),
            }
        }
        _ => Ok((input, value)),
    }
}

fn number_expr(token: &Token<'_>) -> Result<Expr, nom::Err<super::Fault>> {
    let Kind::Number(text) = token.kind else { return expected(&[], "a number") };
    if let Some((above, below)) = text.split_once('/') {
        let part = |text| {
            Expr::new(token.span, Node::Number(literal::number(text).unwrap_or(Number::integer(0_u8))))
        };
        return Ok(binary(BinaryOp::Quotient, part(above), part(below)));
    }
    match literal::number(text) {
        Some(number) => Ok(Expr::new(token.span, Node::Number(number))),
        None => expected(&[], "a number of fewer digits and a smaller exponent"),
    }
}

/// What stands after `^`.
pub(super) enum Exponent {
    Value(Expr),
    Degree,
    Prime,
    Positive,
}

pub(super) fn exponent<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Exponent> {
    let context = Context { depth: context.deeper(input)?.depth, argument: Argument::Bare, ..context };
    match input {
        [open, mark, close, rest @ ..]
            if open.kind == Kind::Open(Bracket::Brace) && close.kind == Kind::Close(Bracket::Brace) =>
        {
            let exponent = match mark.kind {
                Kind::Degree => Some(Exponent::Degree),
                Kind::Prime => Some(Exponent::Prime),
                Kind::Plus | Kind::Times => Some(Exponent::Positive),
                _ => None,
            };
            if let Some(exponent) = exponent {
                return Ok((rest, exponent));
            }
        }
        [mark, rest @ ..] => match mark.kind {
            Kind::Degree => return Ok((rest, Exponent::Degree)),
            Kind::Prime => return Ok((rest, Exponent::Prime)),
            Kind::Plus if !begins_factor(rest, context) && !matches!(peek(rest), Some(Kind::Number(_))) => {
                return Ok((rest, Exponent::Positive));
            }
            _ => {}
        },
        [] => {}
    }
    let (rest, value) = match peek(input) {
        // `2^{3}`, `2^(3)`: the group is the exponent; `2^3x` has one token there, and `2^-3` one with its sign.
        Some(Kind::Minus) => {
            let (rest, value) = single(&input[1..], context)?;
            let span = input[0].span.to(value.span);
            (rest, Expr::new(span, Node::Unary(UnaryOp::Minus, Box::new(value))))
        }
        _ => single(input, context)?,
    };
    // `2^3^4` is a tower from the right.
    if peek(rest) == Some(Kind::Caret) {
        let (after, next) = exponent(&rest[1..], context)?;
        return match next {
            Exponent::Value(next) => Ok((after, Exponent::Value(powered(value, next)))),
            _ => expected(rest, "an exponent"),
        };
    }
    Ok((rest, Exponent::Value(value)))
}

pub(super) fn powered(base: Expr, power: Expr) -> Expr {
    binary(BinaryOp::Power, base, power)
}

/// One primary as an exponent, an argument of a root, and the like.
pub(super) fn single<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    primary(input, Context { argument: Argument::Bare, ..context })
}

/// The argument of a command, in braces, or one token of which TeX takes one digit.
fn argument<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    match peek(input) {
        Some(Kind::Number(text)) if text.len() > 1 => {
            if text.bytes().all(|byte| byte.is_ascii_digit()) {
                return ambiguous(input, "an argument of more than one digit without braces");
            }
            primary(input, context)
        }
        Some(Kind::Minus | Kind::Plus) => expected(input, "an argument"),
        _ => primary(input, context),
    }
}

/// The arguments of `\frac` and `\binom`: two groups, or digits that stand for one each.
fn two_arguments<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, (Expr, Expr)> {
    if let [token, rest @ ..] = input
        && let Kind::Number(text) = token.kind
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        let digit = |at: usize| {
            let span = Span { start: token.span.start + at as u32, end: token.span.start + at as u32 + 1 };
            Expr::new(span, Node::Number(Number::integer(text.as_bytes()[at] - b'0')))
        };
        return match text.len() {
            1 => {
                let (rest, below) = argument(rest, context)?;
                Ok((rest, (digit(0), below)))
            }
            2 => Ok((rest, (digit(0), digit(1)))),
            _ => ambiguous(input, "a fraction of more than two digits without braces"),
        };
    }
    let (rest, above) = argument(input, context)?;
    let (rest, below) = argument(rest, context)?;
    Ok((rest, (above, below)))
}

/// One operand.
pub(super) fn primary<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let Some((token, rest)) = input.split_first() else { return expected(input, "an expression") };
    match token.kind {
        Kind::Number(text) => {
            if let [letter, under, ..] = rest
                && matches!(letter.kind, Kind::Letter(text) if text.len() == 1 && text.as_bytes()[0].is_ascii_uppercase())
                && under.kind == Kind::Underscore
                && letter.gap == Gap::None
            {
                return based_digits(input, context);
            }
            if literal::number(text.split('/').next().unwrap_or(text)).is_none() {
                return expected(input, "a number of fewer digits and a smaller exponent");
            }
            Ok((rest, number_expr(token)?))
        }
        Kind::Constant(constant) => Ok((rest, Expr::new(token.span, Node::Constant(constant)))),
        Kind::Letter(letter) => name(letter, input, context),
        Kind::Word(word) if word.len() == 1 => name(word, input, context),
        Kind::Accent(accent) => accented(accent, input, context),
        Kind::Function(function) => call(function, input, context),
        Kind::Frac => {
            let inner = context.inside(input)?;
            let (rest, (above, below)) = two_arguments(rest, inner)?;
            let mut expr = quotient(above, below, input)?;
            expr.span = token.span.to(expr.span);
            Ok((rest, expr))
        }
        Kind::Binom => {
            let (rest, (n, k)) = two_arguments(rest, context.inside(input)?)?;
            Ok((rest, binary(BinaryOp::Binomial, n, k)))
        }
        Kind::Sqrt => root(input, context),
        Kind::Unknown(_) if let Some(op) = series::sign(token.kind) => series::series(op, input, context),
        Kind::Cbrt => {
            let (rest, radicand) = argument(rest, context.inside(input)?)?;
            let three = Expr::new(token.span, Node::Number(Number::integer(3_u8)));
            Ok((rest, binary(BinaryOp::Root, radicand, three)))
        }
        Kind::Overline => {
            let (rest, operand) = argument(rest, context.inside(input)?)?;
            Ok((rest, Expr::new(token.span.to(operand.span), Node::Unary(UnaryOp::Bar, Box::new(operand)))))
        }
        Kind::Currency(code) => {
            let inner = context.deeper(input)?;
            let (rest, value) = signed_factor(rest, inner)?;
            if matches!(value.node, Node::Call(_)) {
                return expected(input, "an amount of money");
            }
            let quantity = Quantity { value, unit: code.into() };
            Ok((rest, Expr::new(token.span.to(quantity.value.span), Node::Quantity(Box::new(quantity)))))
        }
        Kind::Bar => {
            let inner = Context { bars: Bars::End, ..context.inside(input)? };
            let (rest, value) = sum(rest, inner)?;
            enclosed(rest, Kind::Bar, token.span, UnaryOp::Abs, value)
        }
        Kind::Open(Bracket::Bar) => {
            let (rest, value) = sum(rest, context.inside(input)?)?;
            enclosed(rest, Kind::Close(Bracket::Bar), token.span, UnaryOp::Abs, value)
        }
        Kind::Open(Bracket::Floor) => {
            let (rest, value) = sum(rest, context.inside(input)?)?;
            enclosed(rest, Kind::Close(Bracket::Floor), token.span, UnaryOp::Floor, value)
        }
        Kind::Open(Bracket::Ceil) => {
            let (rest, value) = sum(rest, context.inside(input)?)?;
            enclosed(rest, Kind::Close(Bracket::Ceil), token.span, UnaryOp::Ceil, value)
        }
        Kind::Open(Bracket::Curly) => braces(input, context),
        Kind::Open(_) | Kind::Close(Bracket::Square) => brackets(input, context),
        Kind::Begin(environment) => environments::environment(environment, input, context),
        Kind::Ellipsis => Ok((rest, Expr::new(token.span, Node::Ellipsis))),
        _ => expected(input, "an expression"),
    }
}

fn enclosed<'t, 'a>(
    rest: Input<'t, 'a>,
    close: Kind<'a>,
    start: Span,
    op: UnaryOp,
    value: Expr,
) -> Parsed<'t, 'a, Expr> {
    match rest.split_first() {
        Some((token, rest)) if token.kind == close => {
            Ok((rest, Expr::new(start.to(token.span), Node::Unary(op, Box::new(value)))))
        }
        _ => expected(rest, "the closing sign"),
    }
}

/// Digits that include letters, in the base that follows: `1A_{16}`.
fn based_digits<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let length =
        input.iter().take_while(|token| matches!(token.kind, Kind::Number(_) | Kind::Letter(_))).count();
    let (digits, rest) = input.split_at(length);
    let mut text = String::new();
    for token in digits {
        match token.kind {
            Kind::Number(part) | Kind::Letter(part)
                if part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) =>
            {
                text.push_str(part)
            }
            _ => return expected(input, "digits"),
        }
    }
    let span = super::span(digits);
    let (rest, base) = subscript_value(&rest[1..], context)?;
    Ok((rest, binary(BinaryOp::Base, Expr::new(span, Node::Text(text.into())), base)))
}

fn subscript_value<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    single(input, context.deeper(input)?)
}

fn root<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let start = input[0].span;
    let inner = context.inside(input)?;
    let rest = &input[1..];
    if peek(rest) == Some(Kind::Open(Bracket::Square)) {
        let (rest, degree) = sum(&rest[1..], inner)?;
        let Some((close, rest)) = rest.split_first() else { return expected(rest, "a closing bracket") };
        if close.kind != Kind::Close(Bracket::Square) {
            return expected(rest, "a closing bracket");
        }
        let (rest, radicand) = argument(rest, inner)?;
        let mut expr = binary(BinaryOp::Root, radicand, degree);
        expr.span = start.to(expr.span);
        return Ok((rest, expr));
    }
    // `√16` in Unicode and `sqrt 16` in plain text take the whole number.
    let plain = start.end - start.start == 3 || start.end - start.start == 4;
    let (rest, radicand) = if plain && !matches!(peek(rest), Some(Kind::Sqrt)) {
        primary(rest, inner)?
    } else {
        argument(rest, inner)?
    };
    Ok((rest, Expr::new(start.to(radicand.span), Node::Unary(UnaryOp::Sqrt, Box::new(radicand)))))
}

/// The words that stand together at the beginning, in lower case with single spaces. A letter after a word is a name,
/// whose case matters: "Point A".
pub(super) fn word_run<'t, 'a>(input: Input<'t, 'a>) -> (Input<'t, 'a>, String) {
    let mut text = String::new();
    let mut rest = input;
    while let Some((token, after)) = rest.split_first() {
        let Kind::Word(word) = token.kind else { break };
        if !text.is_empty() {
            text.push(' ');
        }
        if word.len() == 1 && rest.len() < input.len() {
            text.push_str(word);
        } else {
            text.extend(word.chars().map(words::lower));
        }
        rest = after;
    }
    (rest, text)
}
