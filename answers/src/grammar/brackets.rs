//! What stands between brackets: groups, tuples, intervals, sets.

use super::operators::{binary, quotient, statement};
use super::token::{Bracket, Kind};
use super::{Bars, Colons, Context, Input, Parsed, ambiguous, expected};
use crate::expr::{BinaryOp, Brackets, Constant, Expr, Node, Span};

/// `( … )`, `[ … )`, `] … [`, `{ … }` of TeX, `\langle … \rangle`.
pub(super) fn brackets<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let open = &input[0];
    let inner = context.inside(input)?;
    let mut rest = &input[1..];
    let mut items = Vec::new();
    loop {
        let (after, item) = statement(rest, inner)?;
        items.push(item);
        rest = after;
        // `{1 \over 4}` and `{n \choose k}` have their operator in the middle of the group.
        if let Some((token, after)) = rest.split_first()
            && let Kind::Unknown(name @ ("\\over" | "\\choose")) = token.kind
            && open.kind == Kind::Open(Bracket::Brace)
            && items.len() == 1
        {
            let (after, below) = statement(after, inner)?;
            let above = items.swap_remove(0);
            items.push(match name {
                "\\over" => quotient(above, below, rest)?,
                _ => binary(BinaryOp::Binomial, above, below),
            });
            rest = after;
        }
        // A full stop before the closing bracket is a slip of the pen.
        if let [period, close, ..] = rest
            && period.kind == Kind::Period
            && matches!(close.kind, Kind::Close(_))
        {
            rest = &rest[1..];
        }
        match rest.split_first() {
            Some((token, after)) if matches!(token.kind, Kind::Comma | Kind::Semicolon) => {
                rest = after;
            }
            Some((token, after)) => {
                let brackets = match (open.kind, token.kind) {
                    (Kind::Open(Bracket::Brace), Kind::Close(Bracket::Brace)) => Brackets::Bare,
                    (Kind::Open(Bracket::Round), Kind::Close(Bracket::Round)) => Brackets::Round,
                    (Kind::Open(Bracket::Square), Kind::Close(Bracket::Square)) => Brackets::Square,
                    (Kind::Open(Bracket::Round), Kind::Close(Bracket::Square))
                    | (Kind::Close(Bracket::Square), Kind::Close(Bracket::Square)) => Brackets::RoundSquare,
                    (
                        Kind::Open(Bracket::Square),
                        Kind::Close(Bracket::Round) | Kind::Open(Bracket::Square),
                    ) => Brackets::SquareRound,
                    (Kind::Close(Bracket::Square), Kind::Open(Bracket::Square)) => Brackets::Round,
                    (Kind::Open(Bracket::Angle), Kind::Close(Bracket::Angle)) => Brackets::Angle,
                    _ => return expected(rest, "a closing bracket"),
                };
                let span = open.span.to(token.span);
                return Ok((after, bracketed(brackets, items, span)));
            }
            None => return expected(rest, "a closing bracket"),
        }
    }
}

/// What brackets enclose: one expression is itself, several are a sequence.
fn bracketed(brackets: Brackets, mut items: Vec<Expr>, span: Span) -> Expr {
    let groups = matches!(brackets, Brackets::Bare | Brackets::Round)
        || brackets == Brackets::Square && !matches!(items[0].node, Node::Number(_) | Node::Sequence(..));
    if items.len() == 1 && groups {
        let mut inner = items.swap_remove(0);
        inner.span = span;
        return inner;
    }
    Expr::new(span, Node::Sequence(brackets, items))
}

/// `\{ … \}`: a set by its elements or by a condition.
pub(super) fn braces<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let open = input[0].span;
    let mut rest = &input[1..];
    if let Some((token, after)) = rest.split_first()
        && token.kind == Kind::Close(Bracket::Curly)
    {
        return Ok((after, Expr::new(open.to(token.span), Node::Constant(Constant::EmptySet))));
    }
    let inner = context.inside(input)?;
    let element = Context { colon: Colons::End, bars: Bars::End, ..inner };
    let mut items = Vec::new();
    loop {
        let (after, item) = statement(rest, element)?;
        items.push(item);
        rest = after;
        match rest.split_first() {
            Some((token, after)) if matches!(token.kind, Kind::Comma | Kind::Semicolon) => rest = after,
            Some((token, after)) if token.kind == Kind::Close(Bracket::Curly) => {
                return Ok((after, Expr::new(open.to(token.span), Node::Sequence(Brackets::Curly, items))));
            }
            Some((token, after))
                if matches!(token.kind, Kind::Bar | Kind::Mid | Kind::Colon) && items.len() == 1 =>
            {
                let (after, condition) = conditions(after, inner)?;
                let Some((close, rest)) = after.split_first() else {
                    return expected(after, "a closing brace");
                };
                if close.kind != Kind::Close(Bracket::Curly) {
                    return expected(after, "a closing brace");
                }
                let element = items.swap_remove(0);
                return Ok((
                    rest,
                    Expr::new(open.to(close.span), Node::SetBuilder(Box::new([element, condition]))),
                ));
            }
            _ => return expected(rest, "a closing brace"),
        }
    }
}

/// Conditions of a set or a case, joined by commas and words.
pub(super) fn conditions<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    use crate::expr::NaryOp;
    let (mut input, first) = statement(input, context)?;
    let mut parts = vec![first];
    let mut op = None;
    while let Some((token, rest)) = input.split_first() {
        let next = match token.kind {
            Kind::Comma | Kind::And => NaryOp::And,
            Kind::Or => NaryOp::Or,
            _ => break,
        };
        if op.is_some_and(|op| op != next) {
            return ambiguous(input, "\"and\" beside \"or\"");
        }
        op = Some(next);
        let (after, part) = statement(rest, context)?;
        parts.push(part);
        input = after;
    }
    let Some(op) = op else { return Ok((input, parts.swap_remove(0))) };
    let span = parts[0].span.to(parts[parts.len() - 1].span);
    Ok((input, Expr::new(span, Node::Nary(op, parts))))
}
