//! Terms that two sums share, which need no proof.

use crate::expr::{Expr, NaryOp, Node, Number, UnaryOp};

/// The most terms of a sum that are looked through.
const MOST: usize = 64;

/// Whether a term is added or subtracted.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Plus,
    Minus,
}

impl Sign {
    fn turned(self) -> Sign {
        match self {
            Sign::Plus => Sign::Minus,
            Sign::Minus => Sign::Plus,
        }
    }
}

/// What is left of two sums without the terms that both have; none where they share none.
///
/// Equal rests make equal sums, wherever what both have is defined.
pub(super) fn not_shared(gold: &Expr, answer: &Expr) -> Option<(Expr, Expr)> {
    let (mut one, mut other) = (Vec::new(), Vec::new());
    terms(gold, Sign::Plus, &mut one)?;
    terms(answer, Sign::Plus, &mut other)?;
    let before = one.len();
    one.retain(|term| match other.iter().position(|known| known == term) {
        Some(at) => {
            other.swap_remove(at);
            false
        }
        None => true,
    });
    (one.len() < before).then(|| (sum(gold, one), sum(answer, other)))
}

/// The terms of a sum, of sums in it too.
fn terms<'a>(expr: &'a Expr, sign: Sign, out: &mut Vec<(Sign, &'a Expr)>) -> Option<()> {
    match &expr.node {
        Node::Nary(NaryOp::Sum, parts) => parts.iter().try_for_each(|part| terms(part, sign, out)),
        Node::Unary(UnaryOp::Minus, operand) => terms(operand, sign.turned(), out),
        _ => {
            out.push((sign, expr));
            (out.len() <= MOST).then_some(())
        }
    }
}

fn sum(whole: &Expr, terms: Vec<(Sign, &Expr)>) -> Expr {
    let mut parts: Vec<Expr> = terms
        .into_iter()
        .map(|(sign, term)| match sign {
            Sign::Plus => term.clone(),
            Sign::Minus => Expr::new(term.span, Node::Unary(UnaryOp::Minus, Box::new(term.clone()))),
        })
        .collect();
    match parts.len() {
        0 => Expr::new(whole.span, Node::Number(Number::integer(0_u8))),
        1 => parts.swap_remove(0),
        _ => Expr::new(whole.span, Node::Nary(NaryOp::Sum, parts)),
    }
}
