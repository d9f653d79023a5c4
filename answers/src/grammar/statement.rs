//! Whole answers: choices, lists, statements, labels, and what is said of variables.

use super::operators::statement;
use super::primary::word_run;
use super::token::{Bracket, Gap, Kind, Token};
use super::{Context, Fault, Input, Parsed, Why, ambiguous, expected, peek, series, spelled, words};
use crate::expr::{
    Brackets, Expr, Labelled, NaryOp, Node, Notation, Number, Qualified, Relation, RelationOp, UnaryOp,
};

/// Reads all of an answer's tokens.
pub(super) fn answer(tokens: &[Token<'_>]) -> Result<Expr, Fault> {
    let tokens = without_fillers(tokens);
    if tokens.iter().filter(|token| series::sign(token.kind).is_some()).count() > series::MAX_SIGNS {
        return Err(Fault { why: Why::Expected("a few sums and products with signs"), left: tokens.len() });
    }
    let result = match choice(tokens) {
        Some(parsed) => parsed,
        None => whole(tokens),
    };
    match result {
        Ok(([], expr)) => Ok(expr),
        Ok((rest, _)) => Err(Fault { why: Why::Expected("the end of the answer"), left: rest.len() }),
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => Err(fault),
        Err(nom::Err::Incomplete(_)) => Err(Fault { why: Why::Expected("more"), left: 0 }),
    }
}

/// Tokens without words at the beginning that add nothing.
fn without_fillers<'t, 'a>(mut tokens: Input<'t, 'a>) -> Input<'t, 'a> {
    while let [first, rest @ ..] = tokens {
        match first.kind {
            Kind::Word(word) if rest.len() > 1 && words::is_filler(&word.to_ascii_lowercase()) => {
                tokens = rest
            }
            Kind::Word(word) if rest.len() > 1 && word.eq_ignore_ascii_case("is") => tokens = rest,
            Kind::Colon | Kind::Relation(RelationOp::Equal) => tokens = rest,
            _ => break,
        }
    }
    tokens
}

/// `(B)`, `\textbf{(B)} 5`, `B) 5`, `B. 5`: a choice and what stands beside it.
fn choice<'t, 'a>(tokens: Input<'t, 'a>) -> Option<Parsed<'t, 'a, Expr>> {
    let letter = |kind: Kind<'_>| match kind {
        Kind::Letter(text) | Kind::Word(text) => match text.as_bytes() {
            [letter @ b'A'..=b'J'] => Some(char::from(*letter)),
            _ => None,
        },
        _ => None,
    };
    let tokens = match tokens {
        [open, inner @ .., close]
            if open.kind == Kind::Open(Bracket::Brace)
                && close.kind == Kind::Close(Bracket::Brace)
                && !inner.is_empty()
                && inner.len() <= 3 =>
        {
            inner
        }
        _ => tokens,
    };
    let (tokens, is_named) = match tokens {
        [word, rest @ ..] if matches!(word.kind, Kind::Word(word) if ["option", "choice"].iter().any(|name| word.eq_ignore_ascii_case(name))) => {
            (rest, true)
        }
        _ => (tokens, false),
    };
    let (name, rest) = match tokens {
        [name] if is_named => (letter(name.kind)?, &tokens[1..]),
        [open, name, close, rest @ ..]
            if open.kind == Kind::Open(Bracket::Round) && close.kind == Kind::Close(Bracket::Round) =>
        {
            (letter(name.kind)?, rest)
        }
        [name, end, rest @ ..]
            if (end.kind == Kind::Close(Bracket::Round)
                || end.kind == Kind::Period
                || end.kind == Kind::Colon)
                && rest.first().is_none_or(|next| next.gap == Gap::Space) =>
        {
            (letter(name.kind)?, rest)
        }
        _ => return None,
    };
    let rest = match rest {
        [separator, after @ ..] if matches!(separator.kind, Kind::Colon | Kind::Period) => after,
        _ => rest,
    };
    // A factor in brackets, as in `(A) + 1` or `(A)(B)`, is no choice.
    if rest.first().is_some_and(|next| {
        matches!(
            next.kind,
            Kind::Plus
                | Kind::Minus
                | Kind::Times
                | Kind::Slash
                | Kind::Caret
                | Kind::Bang
                | Kind::Relation(_)
                | Kind::Comma
                | Kind::And
                | Kind::Or
        ) || next.gap == Gap::None && tokens.len() == rest.len() + 3 && !matches!(next.kind, Kind::Word(_))
    }) {
        return None;
    }
    let span = super::span(tokens);
    if rest.is_empty() {
        return Some(Ok((rest, Expr::new(span, Node::Choice(name, None)))));
    }
    let value = match whole(rest) {
        Ok(([], value)) => value,
        _ => Expr::new(super::span(rest), Node::Text(spelled(rest).into())),
    };
    Some(Ok((&[], Expr::new(span, Node::Choice(name, Some(Box::new(value)))))))
}

/// What separates two statements.
#[derive(Clone, Copy, PartialEq)]
enum Separator {
    Comma,
    Semicolon,
    Line,
    And,
    Or,
}

/// Statements and what separates them.
fn whole<'t, 'a>(input: Input<'t, 'a>) -> Parsed<'t, 'a, Expr> {
    let (mut input, first) = item(input)?;
    let mut items = vec![first];
    let mut separators = Vec::new();
    while !input.is_empty() {
        let mut rest = input;
        let mut separator = None;
        while let Some(kind) = peek(rest) {
            let found = match kind {
                Kind::Comma => Separator::Comma,
                Kind::Semicolon => Separator::Semicolon,
                Kind::Newline => Separator::Line,
                Kind::And => Separator::And,
                Kind::Or => Separator::Or,
                _ => break,
            };
            // `a, b, and c` has a comma and an "and", of which the word counts.
            separator = Some(match (separator, found) {
                (None | Some(Separator::Comma | Separator::Line), found) => found,
                (Some(before), Separator::Comma | Separator::Line) => before,
                (Some(before), found) if before == found => found,
                _ => return expected(rest, "an answer"),
            });
            rest = &rest[1..];
        }
        let Some(separator) = separator else {
            match qualifier(input) {
                Some(condition) => {
                    let subject = joined(items, &separators, input)?;
                    return Ok((&[], qualified(subject, condition)));
                }
                None => return expected(input, "the end of the answer"),
            }
        };
        if rest.is_empty() {
            input = rest;
            break;
        }
        // `x = 3k, k \in \mathbb{Z}` and `…, where …` say something of the variables.
        if let Some(condition) = qualifier(rest) {
            let subject = joined(items, &separators, input)?;
            return Ok((&[], qualified(subject, condition)));
        }
        let (after, next) = item(rest)?;
        items.push(next);
        separators.push(separator);
        input = after;
    }
    Ok((input, joined(items, &separators, input)?))
}

fn qualified(subject: Expr, condition: Expr) -> Expr {
    Expr::new(subject.span.to(condition.span), Node::Qualified(Box::new(Qualified { subject, condition })))
}

/// Statements joined by what separates them: lists of lists, lists, alternatives.
fn joined(
    mut items: Vec<Expr>,
    separators: &[Separator],
    input: Input<'_, '_>,
) -> Result<Expr, nom::Err<Fault>> {
    use Separator::{And, Comma, Line, Or, Semicolon};
    if separators.is_empty() {
        return Ok(items.swap_remove(0));
    }
    let has = |separator| separators.contains(&separator);
    let span = items[0].span.to(items[items.len() - 1].span);
    if has(Semicolon) && !has(Or) {
        let mut groups: Vec<Vec<Expr>> = vec![Vec::new()];
        let mut rest = items.into_iter();
        groups[0].extend(rest.next());
        for (item, separator) in rest.zip(separators) {
            if *separator == Semicolon {
                groups.push(Vec::new());
            }
            groups.last_mut().expect("there is one").push(item);
        }
        let lists = groups.into_iter().map(bare).collect();
        return Ok(Expr::new(span, Node::Sequence(Brackets::Bare, lists)));
    }
    let relations = items.iter().all(|item| matches!(item.node, Node::Relation(_)));
    if has(Or) {
        // "1, 2, or 3" are alternatives; "x < 1 and y = 2, or x > 3" are alternatives of statements.
        if has(And) {
            if !relations || has(Comma) || has(Line) {
                return ambiguous(input, "\"and\" beside \"or\"");
            }
            let mut groups: Vec<Vec<Expr>> = vec![Vec::new()];
            let mut rest = items.into_iter();
            groups[0].extend(rest.next());
            for (item, separator) in rest.zip(separators) {
                if *separator == Or {
                    groups.push(Vec::new());
                }
                groups.last_mut().expect("there is one").push(item);
            }
            let parts = groups.into_iter().map(|group| nary(NaryOp::And, group)).collect();
            return Ok(Expr::new(span, Node::Nary(NaryOp::Or, parts)));
        }
        if separators.last() != Some(&Or) && has(Comma) {
            if let Some(groups) = alternatives(&items, separators) {
                return Ok(Expr::new(span, Node::Nary(NaryOp::Or, groups)));
            }
            return ambiguous(input, "a comma after \"or\"");
        }
        return Ok(Expr::new(span, Node::Nary(NaryOp::Or, items)));
    }
    if has(And) && !has(Comma) && !has(Line) && relations {
        return Ok(Expr::new(span, Node::Nary(NaryOp::And, items)));
    }
    Ok(Expr::new(span, Node::Sequence(Brackets::Bare, items)))
}

/// `p = 5, q = 2 or p = 7, q = 2`: lists of equally many assignments.
fn alternatives(items: &[Expr], separators: &[Separator]) -> Option<Vec<Expr>> {
    let is_assignment = |item: &Expr| match &item.node {
        Node::Relation(relation) => {
            relation.rest.len() == 1
                && relation.rest[0].0 == RelationOp::Equal
                && matches!(relation.first.node, Node::Variable(_))
        }
        _ => false,
    };
    let size = separators.iter().position(|separator| *separator == Separator::Or)? + 1;
    let is_regular = separators
        .iter()
        .enumerate()
        .all(|(at, separator)| (*separator == Separator::Or) == ((at + 1).is_multiple_of(size)));
    (is_regular && items.iter().all(is_assignment) && items.len().is_multiple_of(size))
        .then(|| items.chunks(size).map(|group| bare(group.to_vec())).collect())
}

fn nary(op: NaryOp, mut items: Vec<Expr>) -> Expr {
    if items.len() == 1 {
        return items.swap_remove(0);
    }
    let span = items[0].span.to(items[items.len() - 1].span);
    Expr::new(span, Node::Nary(op, items))
}

fn bare(mut items: Vec<Expr>) -> Expr {
    if items.len() == 1 {
        return items.swap_remove(0);
    }
    let span = items[0].span.to(items[items.len() - 1].span);
    Expr::new(span, Node::Sequence(Brackets::Bare, items))
}

/// What is said of an expression's variables, to the end of the answer: "where …", `k \in \mathbb{Z}`.
fn qualifier(input: Input<'_, '_>) -> Option<Expr> {
    let input = match input {
        [open, inner @ .., close]
            if open.kind == Kind::Open(Bracket::Round) && close.kind == Kind::Close(Bracket::Round) =>
        {
            inner
        }
        _ => input,
    };
    let words = match peek(input)? {
        Kind::Word(word) => words::opens_qualifier(&word.to_ascii_lowercase()),
        Kind::Unknown(text) => text == "\\forall" || text == "∀",
        _ => false,
    };
    if speaks_of_variables(input) {
        return Some(Expr::new(super::span(input), Node::Text(spelled(input).into())));
    }
    let is_membership = matches!(
        input,
        [first, second, ..] if matches!(first.kind, Kind::Letter(_)) && second.kind == Kind::Relation(RelationOp::In)
    ) && input.len() <= 8;
    if words {
        let rest = &input[1..];
        let rest = match peek(rest) {
            Some(Kind::Word("all" | "any" | "every" | "some")) => &rest[1..],
            _ => rest,
        };
        if let Ok((after, condition)) = statement(rest, Context::TOP)
            && after.is_empty()
        {
            return Some(condition);
        }
        return Some(Expr::new(super::span(input), Node::Text(spelled(input).into())));
    }
    if is_membership {
        let (after, condition) = statement(input, Context::TOP).ok()?;
        return after.is_empty().then_some(condition);
    }
    None
}

/// Whether what stands after an opening bracket is said of a variable: `k \in \mathbb{Z}`, "k an integer".
pub(super) fn opens_condition(input: Input<'_, '_>) -> bool {
    let letters = input
        .iter()
        .take(8)
        .take_while(|token| matches!(token.kind, Kind::Letter(_) | Kind::Comma | Kind::And))
        .count();
    letters > 0
        && matches!(input[0].kind, Kind::Letter(_))
        && match peek(&input[letters..]) {
            Some(Kind::Relation(RelationOp::In)) => true,
            Some(Kind::Word(word)) => words::is_said_of_variables(&word.to_ascii_lowercase()),
            _ => false,
        }
}

/// Whether words of the kind "k is an integer", "m, n positive integers" are all that is left.
fn speaks_of_variables(input: Input<'_, '_>) -> bool {
    let letters = input
        .iter()
        .take_while(|token| matches!(token.kind, Kind::Letter(_) | Kind::Comma | Kind::And))
        .count();
    let (names, rest) = input.split_at(letters);
    let Some(Kind::Word(first)) = peek(rest) else { return false };
    matches!(names, [first, ..] if matches!(first.kind, Kind::Letter(_)))
        && words::is_said_of_variables(&first.to_ascii_lowercase())
        && rest
            .iter()
            .all(|token| matches!(token.kind, Kind::Word(_) | Kind::Letter(_) | Kind::Comma | Kind::And))
}

/// One statement, with a label before it where there is one.
fn item<'t, 'a>(input: Input<'t, 'a>) -> Parsed<'t, 'a, Expr> {
    if let Some((label, rest)) = angle(input) {
        let (after, value) = item(rest)?;
        let span = input[0].span.to(value.span);
        return Ok((
            after,
            Expr::new(span, Node::Labelled(Box::new(Labelled { label: label.into(), value }))),
        ));
    }
    let Some(Kind::Word(first)) = peek(input) else { return statement(input, Context::TOP) };
    if first.len() == 1 && !matches!(input.get(1).map(|token| token.kind), Some(Kind::Word(_))) {
        // One roman letter is a variable.
        return statement(input, Context::TOP);
    }
    if matches!(first.to_ascii_lowercase().as_str(), "not") {
        return expected(input, "an answer");
    }
    if let Some((rest, value)) = number_in_words(input) {
        return Ok((rest, value));
    }
    let (rest, label) = word_run(input);
    let span = super::span(&input[..input.len() - rest.len()]);
    // A number may belong to the label: "Sequence 1: …".
    let numbered = match rest {
        [number, colon, ..] => match (number.kind, colon.kind) {
            (Kind::Number(digits), Kind::Colon) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits)
            }
            _ => None,
        },
        _ => None,
    };
    let (rest, label) = match numbered {
        Some(digits) => (&rest[1..], format!("{label} {digits}")),
        None => (rest, label),
    };
    match peek(rest) {
        Some(Kind::Colon | Kind::Relation(RelationOp::Equal)) => {
            let (after, value) = item(&rest[1..])?;
            let span = span.to(value.span);
            Ok((after, Expr::new(span, Node::Labelled(Box::new(Labelled { label: label.into(), value })))))
        }
        None | Some(Kind::Comma | Kind::Semicolon | Kind::And | Kind::Or | Kind::Newline) => {
            let node = match words::constant(&label) {
                Some(constant) => Node::Constant(constant),
                None => Node::Text(label.into()),
            };
            Ok((rest, Expr::new(span, node)))
        }
        _ => expected(input, "an answer"),
    }
}

/// The name of an angle, `m\angle ABC =`, as a label, and what follows it.
fn angle<'t, 'a>(input: Input<'t, 'a>) -> Option<(String, Input<'t, 'a>)> {
    let input = match input {
        [measure, rest @ ..] if measure.kind == Kind::Letter("m") => rest,
        _ => input,
    };
    let [sign, rest @ ..] = input else { return None };
    if !matches!(sign.kind, Kind::Unknown("\\angle" | "\\measuredangle" | "∠") | Kind::Word("angle")) {
        return None;
    }
    let length = rest
        .iter()
        .take(4)
        .take_while(|token| matches!(token.kind, Kind::Letter(name) if name.starts_with(|c: char| c.is_ascii_uppercase())))
        .count();
    let (letters, rest) = rest.split_at(length);
    match rest {
        [equal, rest @ ..]
            if matches!(equal.kind, Kind::Relation(RelationOp::Equal) | Kind::Colon)
                && (1..=3).contains(&length) =>
        {
            let mut letters: String = letters.iter().map(|token| token.kind.letters()).collect();
            // As the words of any label are.
            if length > 1 {
                letters.make_ascii_lowercase();
            }
            Some((format!("angle {letters}"), rest))
        }
        _ => None,
    }
}

/// A number in words that is all of a statement: `twenty-one`, `minus three`.
fn number_in_words<'t, 'a>(input: Input<'t, 'a>) -> Option<(Input<'t, 'a>, Expr)> {
    let mut text = String::new();
    let mut length = 0;
    for token in input.iter().take(16) {
        match token.kind {
            Kind::Word(word) => {
                if !text.is_empty() && !text.ends_with('-') {
                    text.push(' ');
                }
                text.extend(word.chars().flat_map(char::to_lowercase));
            }
            Kind::Minus if token.gap == Gap::None && length > 0 => text.push('-'),
            Kind::And if matches!(input.get(length + 1).map(|next| next.kind), Some(Kind::Word(_))) => {
                // "three hundred and five"; "three and five" are two numbers.
                if !(text.ends_with("hundred") || text.ends_with("thousand") || text.ends_with("million")) {
                    break;
                }
                text.push_str(" and");
            }
            _ => break,
        }
        length += 1;
    }
    let (spelled, negative) = match text.strip_prefix("minus ").or(text.strip_prefix("negative ")) {
        Some(rest) => (rest, true),
        None => (text.as_str(), false),
    };
    let value = words::number(spelled)?;
    let span = super::span(&input[..length]);
    let number = Expr::new(span, Node::Number(Number { notation: Notation::Word, ..Number::integer(value) }));
    let value =
        if negative { Expr::new(span, Node::Unary(UnaryOp::Minus, Box::new(number))) } else { number };
    Some((&input[length..], value))
}

/// A relation of a variable and a value, for parsers of assignments.
pub(super) fn relation(first: Expr, rest: Vec<(RelationOp, Expr)>) -> Expr {
    let span = rest.last().map_or(first.span, |(_, last)| first.span.to(last.span));
    Expr::new(span, Node::Relation(Box::new(Relation { first, rest })))
}
