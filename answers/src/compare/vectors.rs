//! Vectors that are written with unit vectors: `3\mathbf{i} - \mathbf{j}`.

use super::linear::Linear;
use super::value;
use crate::expr::{BinaryOp, Brackets, Expr, Name, NaryOp, Node, Number, Span};

/// The components of a sum of multiples of the unit vectors of the axes, two of them or three, as a tuple.
pub(super) fn components(expr: &Expr) -> Option<Expr> {
    let is_sum = matches!(
        expr.node,
        Node::Nary(NaryOp::Sum | NaryOp::Product, _) | Node::Unary(..) | Node::Binary(BinaryOp::Quotient, _)
    );
    if !is_sum || !expr.any(&mut |part| axis(part).is_some()) {
        return None;
    }
    let zero = || Expr::new(Span::default(), Node::Number(Number::integer(0_u8)));
    let mut components = vec![zero(), zero(), zero()];
    let mut most = 1;
    for (term, factor) in Linear::of(expr)?.into_terms()? {
        let (at, value) = match (&term.node, axis(&term)) {
            (_, Some(at)) => (at, value::expr_of(&factor)),
            (Node::Nary(op, parts), None) => {
                let at = parts.iter().find_map(axis)?;
                let mut rest: Vec<Expr> = parts.iter().filter(|part| axis(part).is_none()).cloned().collect();
                if rest.len() + 1 != parts.len() {
                    return None;
                }
                rest.insert(0, value::expr_of(&factor));
                (at, Expr::new(term.span, Node::Nary(*op, rest)))
            }
            _ => return None,
        };
        most = most.max(at);
        components[at] = value;
    }
    components.truncate(most + 1);
    Some(Expr::new(expr.span, Node::Sequence(Brackets::Angle, components)))
}

/// Which axis a unit vector is of.
fn axis(expr: &Expr) -> Option<usize> {
    let name = |name: &Name| match name.as_str() {
        "\\mathbf{i}" | "\\hat{i}" | "\\vec{i}" | "\\hat{\\imath}" => Some(0),
        "\\mathbf{j}" | "\\hat{j}" | "\\vec{j}" | "\\hat{\\jmath}" => Some(1),
        "\\mathbf{k}" | "\\hat{k}" | "\\vec{k}" => Some(2),
        _ => None,
    };
    match &expr.node {
        Node::Variable(variable) => name(variable),
        _ => None,
    }
}
