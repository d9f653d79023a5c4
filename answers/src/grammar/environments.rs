//! Matrices, cases and aligned rows.

use super::brackets::conditions;
use super::operators::statement;
use super::token::{Environment, Kind};
use super::{Context, Input, Parsed, expected, peek};
use crate::expr::{Brackets, Case, Expr, Fence, Matrix, Node, Span};

/// An environment, from its beginning to its end.
pub(super) fn environment<'t, 'a>(
    environment: Environment,
    input: Input<'t, 'a>,
    context: Context,
) -> Parsed<'t, 'a, Expr> {
    let inner = context.inside(input)?;
    match environment {
        Environment::Matrix => matrix(input, inner, Fence::Matrix),
        Environment::Determinant => matrix(input, inner, Fence::Determinant),
        Environment::Cases => cases(input, inner),
        Environment::Aligned => {
            let start = input[0].span;
            let (rest, rows) = rows(&input[1..], inner)?;
            let (rest, end) = end(rest)?;
            Ok((rest, listed(rows, start.to(end))))
        }
    }
}

fn end<'t, 'a>(input: Input<'t, 'a>) -> Parsed<'t, 'a, Span> {
    match input.split_first() {
        Some((token, rest)) if token.kind == Kind::End => Ok((rest, token.span)),
        _ => expected(input, "the end of the environment"),
    }
}

fn listed(mut rows: Vec<Expr>, span: Span) -> Expr {
    if rows.len() == 1 {
        return rows.swap_remove(0);
    }
    Expr::new(span, Node::Sequence(Brackets::Bare, rows))
}

/// Statements in rows, which may be aligned anywhere.
fn rows<'t, 'a>(mut input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Vec<Expr>> {
    let mut rows = Vec::new();
    loop {
        while matches!(peek(input), Some(Kind::Newline | Kind::Ampersand | Kind::Comma)) {
            input = &input[1..];
        }
        if matches!(peek(input), Some(Kind::End)) && !rows.is_empty() {
            return Ok((input, rows));
        }
        let (rest, row) = statement(input, context)?;
        rows.push(row);
        input = rest;
    }
}

fn matrix<'t, 'a>(input: Input<'t, 'a>, context: Context, fence: Fence) -> Parsed<'t, 'a, Expr> {
    let start = input[0].span;
    let mut rest = &input[1..];
    let mut entries = Vec::new();
    let (mut columns, mut in_row) = (0, 0);
    loop {
        let (after, entry) = statement(rest, context)?;
        entries.push(entry);
        in_row += 1;
        rest = after;
        if peek(rest) == Some(Kind::Ampersand) {
            rest = &rest[1..];
            continue;
        }
        while peek(rest) == Some(Kind::Newline) {
            rest = &rest[1..];
        }
        if columns != 0 && columns != in_row {
            return expected(rest, "rows of the same length");
        }
        columns = in_row;
        in_row = 0;
        if peek(rest) == Some(Kind::End) {
            let (rest, end) = end(rest)?;
            let matrix = Matrix { columns, entries, fence };
            return Ok((rest, Expr::new(start.to(end), Node::Matrix(Box::new(matrix)))));
        }
    }
}

/// Values with their conditions, or, without conditions, a system of statements.
fn cases<'t, 'a>(input: Input<'t, 'a>, context: Context) -> Parsed<'t, 'a, Expr> {
    let start = input[0].span;
    let mut rest = &input[1..];
    let mut cases: Vec<Case> = Vec::new();
    loop {
        let (after, value) = statement(rest, context)?;
        rest = after;
        while matches!(peek(rest), Some(Kind::Comma | Kind::Ampersand)) {
            rest = &rest[1..];
        }
        let mut otherwise = false;
        while let Some(Kind::Word(word)) = peek(rest) {
            match word.to_ascii_lowercase().as_str() {
                "if" | "for" | "when" | "where" => {}
                "otherwise" | "else" | "elsewhere" => otherwise = true,
                _ => return expected(rest, "a condition"),
            }
            rest = &rest[1..];
        }
        let condition = if otherwise || matches!(peek(rest), Some(Kind::Newline | Kind::End) | None) {
            None
        } else {
            let (after, condition) = conditions(rest, context)?;
            rest = after;
            Some(condition)
        };
        cases.push(Case { value, condition });
        while matches!(peek(rest), Some(Kind::Newline | Kind::Comma | Kind::Semicolon | Kind::Period)) {
            rest = &rest[1..];
        }
        if peek(rest) == Some(Kind::End) {
            break;
        }
    }
    let (rest, end) = end(rest)?;
    let span = start.to(end);
    if cases.iter().all(|case| case.condition.is_none()) {
        return Ok((rest, listed(cases.into_iter().map(|case| case.value).collect(), span)));
    }
    Ok((rest, Expr::new(span, Node::Piecewise(cases))))
}
