//! Families of numbers, one for each integer: `x = \frac{\pi}{2} + k\pi, k \in \mathbb{Z}`.
//!
//! Such a family is a set, and one set has many spellings: `3k+1` and `3k-2`
//! differ at every integer, and name the same numbers.

use super::fold::Symbols;
use super::identity::symbolic;
use super::{Comparison, Judged, equations};
use crate::decision::Proof;
use crate::expr::{BinaryOp, Expr, Name, NaryOp, Node, Number, RelationOp, UnaryOp};
use crate::kernel::{Quotient, Rational};

/// Two families whose members are no multiples of an integer and a number more.
pub(super) const NO_LINE: &str = "families may have the same members for other integers";

impl Comparison<'_> {
    /// Compares what two families name, where the parameter is any integer, after their rules were found not to be equal.
    ///
    /// None where the parameter is no bound name, but the argument of a function or the index of a sequence.
    pub(super) fn families(&self, gold: &Expr, answer: &Expr, parameter: Name) -> Option<Judged> {
        let ((subject, gold), (other, answer)) = (rule(gold), rule(answer));
        if subject.is_some_and(|subject| is_indexed(subject, parameter))
            || matches!((subject, other), (Some(one), Some(other)) if one != other)
            || gold.variables() != [parameter]
            || answer.variables() != [parameter]
        {
            return None;
        }
        Some(self.lines(gold, answer, parameter).unwrap_or(Judged::unknown(NO_LINE)))
    }

    /// `a + bk` against `c + dk`: the same where `d` is `b` or `-b`, and `a - c` a multiple of it.
    fn lines(&self, gold: &Expr, answer: &Expr, parameter: Name) -> Option<Judged> {
        if !is_linear(gold, parameter) || !is_linear(answer, parameter) {
            return None;
        }
        let mut symbols = Symbols::default();
        let symbolic = symbolic(&self.effort.work);
        let mut line = |expr: &Expr| -> Option<(Quotient, Quotient)> {
            let start = symbols.fold(&symbolic, &at(expr, parameter, 0)).ok()?;
            let next = symbols.fold(&symbolic, &at(expr, parameter, 1)).ok()?;
            let step = next.sub(&start, symbolic.budget).ok()?;
            Some((start, step))
        };
        let ((start, step), (other, step_of_other)) = (line(gold)?, line(answer)?);
        let quotient = |above: &Quotient| above.div(&step, symbolic.budget).ok()?.as_rational();
        let steps = quotient(&step_of_other)?;
        if steps.abs() != Rational::ONE {
            return Some(Judged::different("the members of the families lie at other distances"));
        }
        let apart = quotient(&start.sub(&other, symbolic.budget).ok()?)?;
        Some(if apart.is_integer() {
            Judged::Equal(Proof::CanonicalForm)
        } else {
            Judged::different("the families have no member in common")
        })
    }
}

/// The name that is given to a family, and its rule.
pub(super) fn rule(expr: &Expr) -> (Option<&Expr>, &Expr) {
    match &expr.node {
        Node::Relation(relation) => match relation.rest.as_slice() {
            [(RelationOp::Equal, right)] => (Some(&relation.first), right),
            _ => (None, expr),
        },
        _ => (None, expr),
    }
}

/// Whether a subject depends on the parameter by its name: `f(n)`, `a_n`.
fn is_indexed(subject: &Expr, parameter: Name) -> bool {
    match &subject.node {
        Node::Variable(name) => name.as_str().contains(parameter.as_str()),
        Node::Sequence(_, names) => names.iter().any(|name| is_indexed(name, parameter)),
        _ => true,
    }
}

/// Whether an expression is a number and a multiple of the variable, as it is written.
fn is_linear(expr: &Expr, name: Name) -> bool {
    let is_free = |expr: &Expr| !expr.variables().contains(&name);
    if is_free(expr) {
        return true;
    }
    match &expr.node {
        Node::Variable(_) => true,
        Node::Unary(UnaryOp::Minus, operand) => is_linear(operand, name),
        Node::Nary(NaryOp::Sum, parts) => parts.iter().all(|part| is_linear(part, name)),
        Node::Nary(NaryOp::Product, parts) => {
            let mut bound = parts.iter().filter(|part| !is_free(part));
            bound.next().is_some_and(|part| is_linear(part, name)) && bound.next().is_none()
        }
        Node::Binary(BinaryOp::Quotient, parts) => is_free(&parts[1]) && is_linear(&parts[0], name),
        _ => false,
    }
}

/// The expression with a number for the variable.
fn at(expr: &Expr, name: Name, value: u8) -> Expr {
    equations::mapped(expr, &mut |part| {
        (part.node == Node::Variable(name))
            .then(|| Expr::new(part.span, Node::Number(Number::integer(value))))
    })
}
