//! What is checked of the reading of one answer.

use veriloop_answers::expr::{Expr, Node, Notation};
use veriloop_answers::grammar::{self, MAX_DEPTH, Separators, Unreadable};

/// An answer in any text.
///
/// It is read or refused without a panic. Where it is mathematics, its
/// canonical printing reads back as an equal expression, and so is printed
/// the same again. Words are kept as they stand, and promise nothing.
///
/// # Panics
///
/// Where that does not hold.
pub fn parse(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for separators in [Separators::Thousands, Separators::Lists] {
        match grammar::read(&text, separators) {
            Ok(expr) => reads_back(&text, &expr),
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
    grammar::has_decimal_comma(&text);
    grammar::has_two_readings(&text);
    if let Ok(spelling) = grammar::spelling(&text) {
        assert!(!spelling.starts_with(' ') && !spelling.ends_with(' '), "{spelling:?}");
    }
}

fn reads_back(text: &str, expr: &Expr) {
    let printed = expr.to_string();
    if has_words(expr) {
        return;
    }
    spans_lie_in(text, expr);
    let again = grammar::read(&printed, Separators::Thousands);
    // Brackets that the printing adds may be too many, or make the text too long. In an exponent, one is two levels.
    if 2 * levels(&printed) >= usize::from(MAX_DEPTH) || matches!(again, Err(Unreadable::TooLong { .. })) {
        return;
    }
    let again = again.unwrap_or_else(|why| panic!("{text:?} is printed as {printed:?}: {why}"));
    assert_eq!(without_notation(&again), without_notation(expr), "{text:?} is printed as {printed:?}");
    assert_eq!(again.to_string(), printed, "{text:?}");
}

/// The expression with every number in plain digits: `five` is printed as 5.
fn without_notation(expr: &Expr) -> Expr {
    fn plain(expr: &mut Expr) {
        if let Node::Number(number) = &mut expr.node {
            number.notation = Notation::Plain;
        }
        expr.for_each_part_mut(&mut plain);
    }
    let mut expr = expr.clone();
    plain(&mut expr);
    expr
}

/// How deep the brackets of a text nest.
fn levels(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Whether words are part of an expression.
pub(crate) fn has_words(expr: &Expr) -> bool {
    expr.any(&mut |part| matches!(part.node, Node::Text(_)))
}

/// Every part says of which bytes of the text it was read.
fn spans_lie_in(text: &str, expr: &Expr) {
    expr.any(&mut |part| {
        let (start, end) = (part.span.start as usize, part.span.end as usize);
        assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}: {part}");
        false
    });
}
