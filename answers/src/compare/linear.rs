//! Sums of multiples of expressions in one order, so that `(n + 1 - 2)!` and `(n - 1)!` meet.

use super::value;
use crate::expr::{BinaryOp, Expr, NaryOp, Node, Span, UnaryOp};
use crate::kernel::Rational;

/// The most terms of a sum that is put in order.
const MAX_TERMS: usize = 32;

/// A sum of multiples of expressions that are not rational, and a rational number.
pub(super) struct Linear {
    terms: Vec<(Expr, Rational)>,
    constant: Rational,
}

impl Linear {
    /// The multiples that an expression is the sum of; none where there are too many.
    pub(super) fn of(expr: &Expr) -> Option<Linear> {
        let mut linear = Linear { terms: Vec::new(), constant: Rational::ZERO };
        linear.add(expr, &Rational::ONE)?;
        linear.terms.retain(|(_, factor)| !factor.is_zero());
        Some(linear)
    }

    fn add(&mut self, expr: &Expr, factor: &Rational) -> Option<()> {
        if let Ok(value) = value::rational(expr) {
            self.constant = (&self.constant + &(&value * factor)).within(value::BUDGET).ok()?;
            return Some(());
        }
        match &expr.node {
            Node::Unary(UnaryOp::Minus, operand) => return self.add(operand, &-factor),
            Node::Nary(NaryOp::Sum, parts) => {
                return parts.iter().try_for_each(|part| self.add(part, factor));
            }
            Node::Binary(BinaryOp::Quotient, parts) => {
                if let Ok(divisor) = value::rational(&parts[1])
                    && let Ok(factor) = factor.div(&divisor)
                {
                    return self.add(&parts[0], &factor.within(value::BUDGET).ok()?);
                }
            }
            Node::Nary(NaryOp::Product, parts) => {
                let (mut number, mut rest) = (factor.clone(), Vec::new());
                for part in parts {
                    match value::rational(part) {
                        Ok(value) => number = (&number * &value).within(value::BUDGET).ok()?,
                        Err(_) => rest.push(part.clone()),
                    }
                }
                if rest.len() == 1 {
                    return self.add(&rest[0], &number);
                }
                if rest.len() < parts.len() {
                    return self.add(&Expr::new(expr.span, Node::Nary(NaryOp::Product, rest)), &number);
                }
            }
            _ => {}
        }
        if let Some((_, sum)) = self.terms.iter_mut().find(|(term, _)| term == expr) {
            *sum = &*sum + factor;
            return Some(());
        }
        self.terms.push((expr.clone(), factor.clone()));
        (self.terms.len() <= MAX_TERMS).then_some(())
    }

    /// The terms and their factors, where nothing else is added.
    pub(super) fn into_terms(self) -> Option<Vec<(Expr, Rational)>> {
        self.constant.is_zero().then_some(self.terms)
    }

    /// The integer that is added, where it is one and no larger than `most` either way, and 0 otherwise: it is taken
    /// off the sum.
    pub(super) fn take_shift(&mut self, most: i64) -> i64 {
        match self.constant.to_i64() {
            Some(shift) if shift.abs() <= most => {
                self.constant = Rational::ZERO;
                shift
            }
            _ => 0,
        }
    }

    /// The sum as an expression, its terms in the order of their spelling.
    pub(super) fn into_expr(self) -> Expr {
        let mut terms: Vec<(String, Expr)> = self
            .terms
            .into_iter()
            .map(|(term, factor)| {
                let spelling = term.to_string();
                let expr = if factor == Rational::ONE {
                    term
                } else {
                    Expr::new(
                        Span::default(),
                        Node::Nary(NaryOp::Product, vec![value::expr_of(&factor), term]),
                    )
                };
                (spelling, expr)
            })
            .collect();
        terms.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut parts: Vec<Expr> = terms.into_iter().map(|(_, expr)| expr).collect();
        if !self.constant.is_zero() || parts.is_empty() {
            parts.push(value::expr_of(&self.constant));
        }
        if parts.len() == 1 {
            return parts.swap_remove(0);
        }
        Expr::new(Span::default(), Node::Nary(NaryOp::Sum, parts))
    }
}
