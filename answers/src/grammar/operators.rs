//! Operators, from relations down to products, by precedence.

use super::primary::postfix;
use super::quantity::unit;
use super::statement::relation;
use super::token::{Bracket, Gap, Kind};
use super::{Argument, Bars, Colons, Context, Input, Parsed, ambiguous, expected, peek};
use crate::expr::{BinaryOp, Expr, NaryOp, Node, Quantity, RelationOp, UnaryOp};

/// Expressions in relation, or one expression.
pub(super) fn statement<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let (mut input, first) = set(input, context)?;
    let mut rest = Vec::new();
    loop {
        let op = match peek(input) {
            Some(Kind::Relation(op)) => op,
            Some(Kind::Mid) if context.colon == Colons::Divide => RelationOp::Divides,
            _ => break,
        };
        // TeX aligns at the sign.
        let after = match &input[1..] {
            [token, after @ ..] if token.kind == Kind::Ampersand => after,
            after => after,
        };
        let (after, next) = set(after, context)?;
        rest.push((op, next));
        input = after;
    }
    if rest.is_empty() { Ok((input, first)) } else { Ok((input, relation(first, rest))) }
}

/// Unions, intersections and differences of sets, or a sum.
fn set<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let (mut input, mut left) = sum(input, context)?;
    loop {
        let op = match peek(input) {
            Some(Kind::Union) => NaryOp::Union,
            Some(Kind::Intersection) => NaryOp::Intersection,
            Some(Kind::SetMinus) => {
                let (after, right) = sum(&input[1..], context)?;
                left = binary(BinaryOp::Difference, left, right);
                input = after;
                continue;
            }
            _ => return Ok((input, left)),
        };
        let (after, right) = sum(&input[1..], context)?;
        let span = left.span.to(right.span);
        left = match left {
            Expr { node: Node::Nary(same, mut parts), .. } if same == op => {
                parts.push(right);
                Expr::new(span, Node::Nary(op, parts))
            }
            // Brackets would say which of the two comes first.
            Expr { node: Node::Nary(NaryOp::Union | NaryOp::Intersection, _), .. } => {
                return ambiguous(input, "a union beside an intersection");
            }
            left => Expr::new(span, Node::Nary(op, vec![left, right])),
        };
        input = after;
    }
}

/// Terms with signs between them.
pub(super) fn sum<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let (mut input, first) = signed(input, context)?;
    if sign(input).is_none() && peek(input) != Some(Kind::Modulo) {
        return Ok((input, first));
    }
    let mut terms = vec![first];
    while let Some(op) = sign(input) {
        let start = input[0].span;
        let (after, term) = match &input[1..] {
            // `a + -b`, where it is written.
            rest if sign(rest).is_some() => signed(rest, context.deeper(rest)?)?,
            rest => term(rest, context)?,
        };
        terms.push(match op {
            None => term,
            Some(op) => Expr::new(start.to(term.span), Node::Unary(op, Box::new(term))),
        });
        input = after;
    }
    let span = terms[0].span.to(terms[terms.len() - 1].span);
    let unit = unit_of_all(&mut terms);
    let mut total =
        if terms.len() == 1 { terms.swap_remove(0) } else { Expr::new(span, Node::Nary(NaryOp::Sum, terms)) };
    if let Some(unit) = unit {
        total = Expr::new(span, Node::Quantity(Box::new(Quantity { value: total, unit })));
    }
    if peek(input) == Some(Kind::Modulo) {
        let (after, modulus) = signed(&input[1..], context.deeper(input)?)?;
        total = binary(BinaryOp::Modulo, total, modulus);
        input = after;
    }
    Ok((input, total))
}

/// The unit after the last term, taken from it, where no other term has one: it belongs to the sum.
fn unit_of_all(terms: &mut [Expr]) -> Option<Box<str>> {
    let has_unit = |term: &Expr| term.any(&mut |part| matches!(part.node, Node::Quantity(_)));
    let (last, others) = terms.split_last_mut()?;
    if others.is_empty() || others.iter().any(has_unit) {
        return None;
    }
    let last = match &mut last.node {
        Node::Unary(_, operand) => operand.as_mut(),
        _ => last,
    };
    let Node::Quantity(quantity) = &mut last.node else { return None };
    // A sign of a currency stands before its own term.
    if quantity.value.span.start > last.span.start {
        return None;
    }
    let unit = std::mem::take(&mut quantity.unit);
    let value = std::mem::replace(&mut quantity.value, Expr::new(last.span, Node::Ellipsis));
    *last = value;
    Some(unit)
}

/// The sign at the beginning, if there is one: `None` inside for a plus.
#[expect(clippy::option_option, reason = "a plus is a sign that changes nothing")]
fn sign(input: Input<'_, '_>) -> Option<Option<UnaryOp>> {
    match peek(input)? {
        Kind::Plus => Some(None),
        Kind::Minus => Some(Some(UnaryOp::Minus)),
        Kind::PlusMinus => Some(Some(UnaryOp::PlusMinus)),
        Kind::MinusPlus => Some(Some(UnaryOp::MinusPlus)),
        _ => None,
    }
}

/// A term with a sign of its own, or none.
fn signed<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let Some(op) = sign(input) else { return term(input, context) };
    let start = input[0].span;
    if sign(&input[1..]).is_some() {
        return expected(&input[1..], "a term after one sign");
    }
    let (rest, term) = term(&input[1..], context)?;
    Ok(match op {
        None => (rest, term),
        Some(op) => (rest, Expr::new(start.to(term.span), Node::Unary(op, Box::new(term)))),
    })
}

/// A factor that may have a sign, as after `\cdot`, `/` and `^`.
pub(super) fn signed_factor<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    match sign(input) {
        Some(Some(op @ UnaryOp::Minus)) => {
            let start = input[0].span;
            let (rest, factor) = postfix(&input[1..], context)?;
            Ok((rest, Expr::new(start.to(factor.span), Node::Unary(op, Box::new(factor)))))
        }
        Some(None) => postfix(&input[1..], context),
        _ => postfix(input, context),
    }
}

/// Factors with signs of multiplication and division between them, or none.
fn term<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let (mut input, first) = postfix(input, context)?;
    let mut factors = vec![first];
    let mut colons: Vec<Expr> = Vec::new();
    loop {
        match peek(input) {
            Some(Kind::Times) => {
                let (after, factor) = signed_factor(&input[1..], context)?;
                factors.push(factor);
                input = after;
            }
            Some(Kind::Slash) => {
                if context.argument == Argument::Bare {
                    return ambiguous(input, "a quotient after a function without brackets");
                }
                let (after, below) = signed_factor(&input[1..], context)?;
                let above = product(std::mem::take(&mut factors));
                let bracketed = matches!(input.get(1).map(|token| token.kind), Some(Kind::Open(_)));
                let numbers = matches!((&above.node, &below.node), (Node::Number(a), Node::Number(b)) if a.is_whole() && b.is_whole());
                if let Some(next) = after.first()
                    && !bracketed
                    && begins_factor(after, context)
                    && !(next.gap == Gap::Space && numbers)
                    && !matches!(next.kind, Kind::Word(_))
                {
                    return ambiguous(after, "a product right after a denominator");
                }
                factors.push(quotient(above, below, input)?);
                input = after;
            }
            Some(Kind::Colon) if context.colon == Colons::Divide && context.argument == Argument::No => {
                let (after, next) = signed_factor(&input[1..], context)?;
                colons.push(product(std::mem::take(&mut factors)));
                factors.push(next);
                input = after;
            }
            Some(Kind::Word(half @ ("am" | "pm"))) if colons.len() == 1 => {
                // A time of day.
                colons.push(product(factors));
                let span = colons[0].span.to(input[0].span);
                let value = Expr::new(span, Node::Colon(colons));
                let time = Quantity { value, unit: half.into() };
                return Ok((&input[1..], Expr::new(span, Node::Quantity(Box::new(time)))));
            }
            Some(Kind::Word(_)) if context.argument == Argument::No => {
                let value = product(std::mem::take(&mut factors));
                match unit(input, value) {
                    Ok((after, quantity)) => {
                        factors.push(quantity);
                        input = after;
                    }
                    Err(value) => {
                        factors.push(value);
                        break;
                    }
                }
            }
            Some(_) if begins_factor(input, context) || follows_factorial(&factors, input) => {
                let (after, factor) = postfix(input, context)?;
                factors.push(factor);
                input = after;
            }
            _ => break,
        }
    }
    let last = product(factors);
    if colons.is_empty() {
        return Ok((input, last));
    }
    colons.push(last);
    let span = colons[0].span.to(colons[colons.len() - 1].span);
    Ok((input, Expr::new(span, Node::Colon(colons))))
}

/// Whether what follows multiplies what stands before it.
pub(super) fn begins_factor(input: Input<'_, '_>, context: Context) -> bool {
    match peek(input) {
        Some(
            Kind::Letter(_)
            | Kind::Constant(_)
            | Kind::Frac
            | Kind::Sqrt
            | Kind::Cbrt
            | Kind::Binom
            | Kind::Overline
            | Kind::Accent(_)
            | Kind::Begin(_),
        ) => true,
        Some(Kind::Function(_)) => context.argument == Argument::No,
        Some(Kind::Open(bracket)) => match bracket {
            // `]0, 1[` closes with a bracket that opens elsewhere.
            Bracket::Square => {
                let closes = matches!(
                    input.get(1).map(|token| token.kind),
                    None | Some(
                        Kind::Union | Kind::Intersection | Kind::Relation(_) | Kind::Comma | Kind::Or
                    )
                );
                context.argument == Argument::No && !closes
            }
            // `(k \in \mathbb{Z})` and `(k an integer)` say something of a variable.
            Bracket::Round => {
                context.argument == Argument::No && !super::statement::opens_condition(&input[1..])
            }
            Bracket::Floor | Bracket::Ceil | Bracket::Bar => context.argument == Argument::No,
            Bracket::Brace => true,
            Bracket::Curly | Bracket::Angle => false,
        },
        Some(Kind::Bar) => {
            context.bars == Bars::Open && context.argument == Argument::No && closes_bar(&input[1..])
        }
        // One roman letter that is no unit is a variable.
        Some(Kind::Word(word)) => word.len() == 1 && matches!(word, "x" | "y" | "n" | "k" | "t"),
        Some(Kind::Ellipsis) => true,
        Some(kind @ Kind::Unknown(_)) => {
            context.argument == Argument::No && super::series::sign(kind).is_some()
        }
        _ => false,
    }
}

/// Factors without signs between them, from here.
pub(super) fn factors_from<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let (mut input, first) = postfix(input, context)?;
    let mut factors = vec![first];
    while begins_factor(input, context) || follows_factorial(&factors, input) {
        let (after, factor) = postfix(input, context)?;
        factors.push(factor);
        input = after;
    }
    Ok((input, product(factors)))
}

/// Whether a number follows a factorial, as in `3!7!`: no digits run together there.
fn follows_factorial(factors: &[Expr], input: Input<'_, '_>) -> bool {
    let is_factorial = |factor: &Expr| matches!(factor.node, Node::Unary(UnaryOp::Factorial, _));
    matches!(peek(input), Some(Kind::Number(_))) && factors.last().is_some_and(is_factorial)
}

/// Whether another bar follows in reach, so that a bar here opens.
fn closes_bar(input: Input<'_, '_>) -> bool {
    input.iter().take(64).any(|token| token.kind == Kind::Bar)
}

/// One factor, or their product.
pub(super) fn product(mut factors: Vec<Expr>) -> Expr {
    if factors.len() == 1 {
        return factors.swap_remove(0);
    }
    let span = factors[0].span.to(factors[factors.len() - 1].span);
    Expr::new(span, Node::Nary(NaryOp::Product, factors))
}

/// Two operands.
pub(super) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::new(left.span.to(right.span), Node::Binary(op, Box::new([left, right])))
}

/// A quotient, unless it is a derivative, which no cancelling applies to.
pub(super) fn quotient(
    above: Expr,
    below: Expr,
    input: Input<'_, '_>,
) -> Result<Expr, nom::Err<super::Fault>> {
    if let Node::Nary(NaryOp::Product, parts) = &below.node
        && let [first, _] = parts.as_slice()
        && matches!(&first.node, Node::Variable(name) if name.as_str() == "d")
        && above.any(&mut |part| matches!(&part.node, Node::Variable(name) if name.as_str() == "d"))
    {
        return expected(input, "a quotient that is no derivative");
    }
    Ok(binary(BinaryOp::Quotient, above, below))
}

pub(super) fn unary(op: UnaryOp, operand: Expr, input: Input<'_, '_>) -> Expr {
    let end = input.first().map_or(operand.span, |token| token.span);
    Expr::new(operand.span.to(end), Node::Unary(op, Box::new(operand)))
}
