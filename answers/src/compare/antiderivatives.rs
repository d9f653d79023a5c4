//! Antiderivatives: expressions with a constant of integration, whatever it is called.
//!
//! `x \ln x - x + C` is `x \ln x - x + c`. Two of them that differ by a number
//! are the same family too, `\ln x + C` and `\ln 2x + C`, and that is taken to
//! be meant where the gold has a logarithm or a trigonometric function, in
//! which such a number hides; elsewhere it may as well be a mistake.

use super::{Comparison, Judged};
use crate::decision::Proof;
use crate::expr::{Expr, Function, Name, NaryOp, Node, UnaryOp};

impl Comparison<'_> {
    /// Compares two antiderivatives; none where one side has no constant of integration.
    pub(super) fn antiderivatives(&self, gold: &Expr, answer: &Expr) -> Option<Judged> {
        let ((one, name), (other, called)) = (without_constant(gold)?, without_constant(answer)?);
        if one.variables().contains(&name) || other.variables().contains(&called) || one.has_no_variables() {
            return None;
        }
        let judged = self.values(&one, &other);
        if !judged.is_different() || !hides_constants(&one) {
            return Some(judged);
        }
        let minus = Expr::new(other.span, Node::Unary(UnaryOp::Minus, Box::new(other)));
        let apart = Expr::new(one.span, Node::Nary(NaryOp::Sum, vec![one, minus]));
        Some(match self.is_constant(&apart) {
            Some(true) => Judged::Equal(Proof::CanonicalForm),
            Some(false) => judged,
            None => Judged::unknown("whether the antiderivatives differ by a number is not known"),
        })
    }
}

/// A sum without the constant of integration that is a term of it, and that constant's name.
fn without_constant(expr: &Expr) -> Option<(Expr, Name)> {
    let Node::Nary(NaryOp::Sum, terms) = &expr.node else { return None };
    let constant = |term: &Expr| match term.node {
        Node::Variable(name) if matches!(name.as_str(), "C" | "c" | "K" | "C_1" | "c_1") => Some(name),
        _ => None,
    };
    let (at, name) = terms.iter().enumerate().find_map(|(at, term)| Some((at, constant(term)?)))?;
    let mut rest = terms.clone();
    rest.remove(at);
    let rest = if rest.len() == 1 {
        rest.swap_remove(0)
    } else {
        Expr::new(expr.span, Node::Nary(NaryOp::Sum, rest))
    };
    Some((rest, name))
}

/// Whether an expression has a function whose values a number may be taken out of.
fn hides_constants(expr: &Expr) -> bool {
    expr.any(&mut |part| match &part.node {
        Node::Call(call) => !matches!(
            call.function,
            Function::Exp
                | Function::Gcd
                | Function::Lcm
                | Function::Min
                | Function::Max
                | Function::Named(_)
        ),
        _ => false,
    })
}
