//! Sums and products with signs, `\sum_{k=1}^{10} k^2`, whose bounds are small numbers.
//!
//! They are written out term by term where they are read, so that nothing
//! else has to know of them: the whole is a sum or a product as any other.
//! What has too many terms, bounds that are no numbers, or an end that can be
//! meant in two ways, is not read.

use super::operators::{begins_factor, factors_from};
use super::primary::{Exponent, exponent};
use super::token::{Bracket, Kind};
use super::{Context, Input, Parsed, ambiguous, expected, peek};
use crate::expr::{Constant, Expr, NaryOp, Node, Number, RelationOp, UnaryOp};

/// The most signs in one answer. Each may write out its terms.
pub(super) const MAX_SIGNS: usize = 4;

/// The most nodes that one sign writes out.
const MAX_WRITTEN: usize = 768;

/// The most terms of one sign.
const MAX_TERMS: i64 = 128;

/// What a sign does to its terms, where it is one.
pub(super) fn sign(kind: Kind<'_>) -> Option<NaryOp> {
    match kind {
        Kind::Unknown("\\sum" | "∑") => Some(NaryOp::Sum),
        Kind::Unknown("\\prod" | "∏") => Some(NaryOp::Product),
        _ => None,
    }
}

/// A sign with its bounds and its terms, written out.
pub(super) fn series<'t, 'a>(op: NaryOp, input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let start = input[0].span;
    let inner = context.deeper(input)?;
    let (rest, bounds) = bounds(&input[1..], inner)?;
    let (after, body) = body(op, rest, inner)?;
    // `\sum_{k=1}^3 k + k^2` may go on to its end.
    if uses_again(after, bounds.index) {
        return ambiguous(after, "a sum or a product that may end before its index is used again");
    }
    let count = bounds.last.saturating_sub(bounds.first).saturating_add(1);
    let is_small = (0..=MAX_TERMS).contains(&count)
        && !body.is_deeper(super::MAX_LEVELS)
        && usize::try_from(count).is_ok_and(|count| count.saturating_mul(body.size()) <= MAX_WRITTEN);
    if !is_small {
        return expected(input, "a sum or a product of a few terms");
    }
    let span = start.to(body.span);
    let written: Option<Vec<Expr>> =
        (bounds.first..=bounds.last).map(|value| at_value(&body, bounds.index, value)).collect();
    let Some(mut written) = written else { return expected(rest, "terms that are computed from the index") };
    let whole = match written.len() {
        0 => Node::Number(Number::integer(u8::from(op == NaryOp::Product))),
        1 => written.swap_remove(0).node,
        _ => Node::Nary(op, written),
    };
    Ok((after, Expr::new(span, whole)))
}

/// The index of a sign and its values.
struct Bounds<'a> {
    index: &'a str,
    first: i64,
    last: i64,
}

/// `_{k=1}^{10}`, in either order.
fn bounds<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Bounds<'a>> {
    let (mut rest, mut lower, mut upper) = (input, None, None);
    for _ in 0..2 {
        match peek(rest) {
            Some(Kind::Underscore) if lower.is_none() => {
                let (after, found) = lower_bound(&rest[1..])?;
                (rest, lower) = (after, Some(found));
            }
            Some(Kind::Caret) if upper.is_none() => {
                // `^10` is `^1` and a 0 to TeX.
                if let Some(Kind::Number(digits)) = peek(&rest[1..])
                    && digits.len() > 1
                {
                    return ambiguous(rest, "a bound of more than one digit without braces");
                }
                let (after, found) = exponent(&rest[1..], context)?;
                let Exponent::Value(found) = found else { return expected(rest, "a bound") };
                let Some(found) = whole_number(&found) else { return expected(rest, "a bound in digits") };
                (rest, upper) = (after, Some(found));
            }
            _ => break,
        }
    }
    match (lower, upper) {
        (Some((index, first)), Some(last)) => Ok((rest, Bounds { index, first, last })),
        _ => expected(rest, "both bounds"),
    }
}

/// `{k=1}`: the index and its first value.
fn lower_bound<'t, 'a>(input: Input<'t, 'a>) -> Parsed<'t, 'a, (&'a str, i64)> {
    let brace = Kind::Open(Bracket::Brace);
    let [open, index, equal, rest @ ..] = input else {
        return expected(input, "an index and its first value");
    };
    let (Kind::Letter(index), Kind::Relation(RelationOp::Equal)) = (index.kind, equal.kind) else {
        return expected(input, "an index and its first value");
    };
    let (negative, rest) = match rest {
        [minus, rest @ ..] if minus.kind == Kind::Minus => (true, rest),
        _ => (false, rest),
    };
    match rest {
        [number, close, after @ ..] if open.kind == brace && close.kind == Kind::Close(Bracket::Brace) => {
            let digits = match number.kind {
                Kind::Number(digits) => digits.parse::<i64>().ok().filter(|value| *value <= 1_000_000),
                _ => None,
            };
            match digits {
                Some(value) => Ok((after, (index, if negative { -value } else { value }))),
                None => expected(rest, "a bound in digits"),
            }
        }
        _ => expected(rest, "a bound in digits"),
    }
}

/// A small whole number with its sign.
fn whole_number(expr: &Expr) -> Option<i64> {
    match &expr.node {
        Node::Number(number) if number.is_whole() => {
            i64::try_from(&number.digits).ok().filter(|value| *value <= 1_000_000)
        }
        Node::Unary(UnaryOp::Minus, operand) if matches!(operand.node, Node::Number(_)) => {
            whole_number(operand).map(|value| -value)
        }
        _ => None,
    }
}

/// The term after the bounds, to the next sign of addition.
///
/// A factor after a sign of multiplication is a factor of every term or of
/// the whole, which is the same for sums alone.
fn body<'t, 'a>(op: NaryOp, input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    if !begins_factor(input, context) && !matches!(peek(input), Some(Kind::Number(_))) {
        return expected(input, "the terms of a sum or a product");
    }
    let (rest, body) = factors_from(input, context)?;
    match peek(rest) {
        Some(Kind::Times | Kind::Slash) if op == NaryOp::Product => {
            ambiguous(rest, "a factor of the terms or of their product")
        }
        Some(Kind::Times | Kind::Slash | Kind::Colon | Kind::Word(_) | Kind::Percent | Kind::Degree) => {
            ambiguous(rest, "a factor after the terms of a sum")
        }
        _ => Ok((rest, body)),
    }
}

/// Whether the terms of the sum that goes on here use a letter, which another sign would bind again.
fn uses_again(input: Input<'_, '_>, index: &str) -> bool {
    let mut depth = 0_usize;
    for token in input {
        match token.kind {
            Kind::Letter(letter) if letter == index => return true,
            Kind::Open(_) => depth += 1,
            Kind::Close(_) if depth == 0 => return false,
            Kind::Close(_) => depth -= 1,
            Kind::Relation(_) | Kind::Comma | Kind::Semicolon | Kind::Newline | Kind::And | Kind::Or => {
                return false;
            }
            kind if sign(kind).is_some() => return false,
            _ => {}
        }
    }
    false
}

/// The term for one value of the index; none where it is not computed from it alone.
fn at_value(body: &Expr, index: &str, value: i64) -> Option<Expr> {
    let part = |part: &Expr| at_value(part, index, value);
    let is_index = match &body.node {
        Node::Variable(name) if name.as_str() == index => true,
        // `a_k` is another name for every value.
        Node::Variable(name) => {
            return (!name.as_str().contains('_')).then(|| body.clone());
        }
        Node::Constant(constant) => {
            index == "i" && *constant == Constant::I || index == "e" && *constant == Constant::E
        }
        _ => false,
    };
    let node = match &body.node {
        _ if is_index => {
            let number = Node::Number(Number::integer(value.unsigned_abs()));
            if value < 0 {
                Node::Unary(UnaryOp::Minus, Box::new(Expr::new(body.span, number)))
            } else {
                number
            }
        }
        Node::Number(_) | Node::Constant(_) => return Some(body.clone()),
        Node::Unary(op, operand) => Node::Unary(*op, Box::new(part(operand)?)),
        Node::Binary(op, operands) => Node::Binary(*op, Box::new([part(&operands[0])?, part(&operands[1])?])),
        Node::Nary(op @ (NaryOp::Sum | NaryOp::Product), parts) => {
            Node::Nary(*op, parts.iter().map(part).collect::<Option<_>>()?)
        }
        Node::Call(call) if !matches!(call.function, crate::expr::Function::Named(_)) => {
            let args = call.args.iter().map(part).collect::<Option<_>>()?;
            Node::Call(Box::new(crate::expr::Call { function: call.function, args }))
        }
        _ => return None,
    };
    Some(Expr::new(body.span, node))
}
