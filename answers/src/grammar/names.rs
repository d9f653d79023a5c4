//! Variables, and functions with their arguments.

use super::operators::{begins_factor, product, sum};
use super::primary::{Exponent, exponent, postfix, powered, primary, single};
use super::token::{Bracket, Kind, Token};
use super::{Argument, Context, Input, Parsed, ambiguous, expected, peek, spelled};
use crate::expr::{Call, Constant, Expr, Function, Name, Node, Number, UnaryOp};

/// The most tokens of a subscript, with its braces.
pub(super) const MAX_SUBSCRIPT: usize = 16;

/// A variable, a constant of one letter, or a function that a letter names.
pub(super) fn name<'t, 'a>(letter: &'a str, input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let token = &input[0];
    let mut rest = &input[1..];
    let mut end = token.span;
    let constant = match letter {
        "e" => Some(Constant::E),
        "i" => Some(Constant::I),
        _ => None,
    };
    if let Some(constant) = constant
        && !matches!(peek(rest), Some(Kind::Underscore | Kind::Prime))
    {
        return Ok((rest, Expr::new(token.span, Node::Constant(constant))));
    }
    let mut text = String::from(letter);
    while let Some(kind) = peek(rest) {
        match kind {
            Kind::Underscore => {
                let (after, subscript) = subscript(&rest[1..])?;
                text.push('_');
                text.push_str(&subscript);
                end = input[input.len() - after.len() - 1].span;
                rest = after;
            }
            Kind::Prime => {
                text.push('\'');
                end = rest[0].span;
                rest = &rest[1..];
            }
            _ => break,
        }
    }
    // The inverse of a function, where it is one by its name.
    if matches!(text.as_str(), "f" | "g" | "h" | "F" | "G" | "H")
        && let [caret, open, minus, one, close, bracket, ..] = rest
        && caret.kind == Kind::Caret
        && open.kind == Kind::Open(Bracket::Brace)
        && minus.kind == Kind::Minus
        && one.kind == Kind::Number("1")
        && close.kind == Kind::Close(Bracket::Brace)
        && bracket.kind == Kind::Open(Bracket::Round)
        && context.argument == Argument::No
    {
        text.push_str("^{-1}");
        rest = &rest[5..];
        end = close.span;
    }
    let Some(name) = Name::new(&text) else { return expected(input, "a name of at most 23 bytes") };
    let span = token.span.to(end);
    if is_function(letter, rest, context) {
        let inner = context.inside(rest)?;
        let (after, args) = arguments(&rest[1..], inner)?;
        let end = input[input.len() - after.len() - 1].span;
        let call = Call { function: Function::Named(name), args };
        return Ok((after, Expr::new(span.to(end), Node::Call(Box::new(call)))));
    }
    Ok((rest, Expr::new(span, Node::Variable(name))))
}

/// Whether a letter before a bracket names a function of what is inside.
fn is_function(letter: &str, rest: Input<'_, '_>, context: Context) -> bool {
    if peek(rest) != Some(Kind::Open(Bracket::Round)) || context.argument == Argument::Bare {
        return false;
    }
    if matches!(letter, "f" | "g" | "h" | "F" | "G" | "H" | "\\phi" | "\\varphi" | "\\psi") {
        return true;
    }
    // Capital letters of one variable, `P(x)`, and any letter of variables that an equals sign follows, `p(n) = …`.
    let inside: Vec<Kind<'_>> = rest[1..].iter().take(10).map(|token| token.kind).collect();
    let Some(close) = inside.iter().position(|kind| *kind == Kind::Close(Bracket::Round)) else {
        return false;
    };
    let variables = inside[..close]
        .iter()
        .enumerate()
        .all(|(at, kind)| if at % 2 == 0 { matches!(kind, Kind::Letter(_)) } else { *kind == Kind::Comma });
    let capital = letter.bytes().all(|byte| byte.is_ascii_uppercase());
    let equals = matches!(inside.get(close + 1), Some(Kind::Relation(_)));
    close % 2 == 1 && variables && (capital && close == 1 || equals)
}

/// What stands after `_` in a name, without spaces, and without braces where it is one character.
fn subscript<'t, 'a>(input: Input<'t, 'a>) -> Parsed<'t, 'a, String> {
    let (inside, rest) = match peek(input) {
        Some(Kind::Open(Bracket::Brace)) => {
            let Some(inside) = in_braces(input) else { return expected(input, "a short subscript") };
            (inside, &input[inside.len() + 2..])
        }
        Some(Kind::Number(_) | Kind::Letter(_) | Kind::Word(_)) => input.split_at(1),
        _ => return expected(input, "a subscript"),
    };
    let mut text = without_spaces(inside);
    // Spaces that go may leave other tokens: the name must be the same where it is read again.
    if !matches!(inside, [Token { kind: Kind::Letter(_), .. }]) {
        let again = |text: &str| {
            let name = format!("x_{{{text}}}");
            let tokens = super::lexer::tokens(&name, super::Separators::Thousands).ok()?;
            let inside = in_braces(tokens.get(2..)?)?;
            (inside.len() + 4 == tokens.len()).then(|| without_spaces(inside))
        };
        match again(&text) {
            Some(same) if same == text => {}
            Some(other) if again(&other).as_ref() == Some(&other) => text = other,
            _ => return expected(input, "a subscript of one meaning"),
        }
    }
    let is_plain = matches!(text.as_bytes(), [byte] if byte.is_ascii_alphanumeric());
    Ok((rest, if is_plain { text } else { format!("{{{text}}}") }))
}

/// The tokens between a brace that opens here and the next that closes, where there are only a few.
fn in_braces<'t, 'a>(tokens: Input<'t, 'a>) -> Option<Input<'t, 'a>> {
    if tokens.first()?.kind != Kind::Open(Bracket::Brace) {
        return None;
    }
    let close =
        tokens.iter().take(MAX_SUBSCRIPT).position(|token| token.kind == Kind::Close(Bracket::Brace))?;
    Some(&tokens[1..close])
}

fn without_spaces(tokens: &[Token<'_>]) -> String {
    spelled(tokens).split_whitespace().collect()
}

/// A letter with a mark, which is another name than the letter.
pub(super) fn accented<'t, 'a>(
    accent: &'static str,
    input: Input<'t, 'a>,
    context: Context,
) -> Parsed<'t, 'a, Expr> {
    let rest = &input[1..];
    let (letter, after) = match rest {
        [letter, after @ ..] if matches!(letter.kind, Kind::Letter(_)) => (letter, after),
        [open, letter, close, after @ ..]
            if open.kind == Kind::Open(Bracket::Brace)
                && close.kind == Kind::Close(Bracket::Brace)
                && matches!(letter.kind, Kind::Letter(_)) =>
        {
            (letter, after)
        }
        // Bold type of more than a letter is only bold.
        _ if accent == "\\mathbf" => return primary(rest, context.deeper(input)?),
        _ => return expected(input, "one letter under a mark"),
    };
    let Kind::Letter(text) = letter.kind else { return expected(rest, "a letter") };
    let Some(name) = Name::new(&format!("{accent}{{{text}}}")) else {
        return expected(input, "a name of at most 23 bytes");
    };
    Ok((after, Expr::new(input[0].span.to(letter.span), Node::Variable(name))))
}

/// A function and its argument: in brackets, or the factors that follow.
pub(super) fn call<'t, 'a>(
    mut function: Function,
    input: Input<'t, 'a>,
    context: Context,
) -> Parsed<'t, 'a, Expr> {
    let start = input[0].span;
    let mut rest = &input[1..];
    let inner = context.inside(input)?;
    let (mut power, mut base) = (None, None);
    for _ in 0..2 {
        match peek(rest) {
            Some(Kind::Caret) if power.is_none() => {
                let (after, exponent) = exponent(&rest[1..], inner)?;
                let Exponent::Value(exponent) = exponent else { return expected(rest, "an exponent") };
                power = Some(exponent);
                rest = after;
            }
            Some(Kind::Raised("²")) if power.is_none() => {
                power = Some(Expr::new(rest[0].span, Node::Number(Number::integer(2_u8))));
                rest = &rest[1..];
            }
            Some(Kind::Underscore) if function == Function::Log && base.is_none() => {
                let (after, value) = single(&rest[1..], inner)?;
                base = Some(value);
                rest = after;
            }
            _ => break,
        }
    }
    if let Some(exponent) = &power
        && let Node::Unary(UnaryOp::Minus, one) = &exponent.node
        && matches!(&one.node, Node::Number(number) if number.is_whole() && number.digits == 1_u8.into())
    {
        function = match function {
            Function::Sin => Function::Asin,
            Function::Cos => Function::Acos,
            Function::Tan => Function::Atan,
            Function::Cot => Function::Acot,
            _ => return ambiguous(input, "an inverse or a power of a function"),
        };
        power = None;
    }
    let (after, mut args) = match peek(rest) {
        Some(Kind::Open(Bracket::Round)) => arguments(&rest[1..], inner)?,
        Some(Kind::Open(Bracket::Brace)) => {
            let (after, value) = primary(rest, inner)?;
            (after, vec![value])
        }
        _ => {
            let (after, argument) =
                bare_argument(rest, Context { argument: Argument::Bare, bars: context.bars, ..inner })?;
            (after, vec![argument])
        }
    };
    args.extend(base);
    let end = input[input.len() - after.len() - 1].span;
    let mut expr = Expr::new(start.to(end), Node::Call(Box::new(Call { function, args })));
    if let Some(power) = power {
        let span = expr.span;
        expr = powered(expr, power);
        expr.span = span;
    }
    Ok((after, expr))
}

/// The argument of a function without brackets: `2x` in `\sin 2x \cos x`.
fn bare_argument<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    if let Some(Kind::Function(function)) = peek(input) {
        return call(function, input, context);
    }
    let (mut input, first) = postfix(input, context)?;
    let mut factors = vec![first];
    while begins_factor(input, context) {
        let (after, factor) = postfix(input, context)?;
        factors.push(factor);
        input = after;
    }
    if peek(input) == Some(Kind::Slash) {
        return ambiguous(input, "a quotient after a function without brackets");
    }
    Ok((input, product(factors)))
}

/// Arguments to the closing round bracket.
fn arguments<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Vec<Expr>> {
    let (mut input, first) = sum(input, context)?;
    let mut args = vec![first];
    loop {
        match input.split_first() {
            Some((token, rest)) if token.kind == Kind::Close(Bracket::Round) => return Ok((rest, args)),
            Some((token, rest)) if token.kind == Kind::Comma => {
                let (after, next) = sum(rest, context)?;
                args.push(next);
                input = after;
            }
            _ => return expected(input, "a closing bracket"),
        }
    }
}
