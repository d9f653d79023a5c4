//! The form of an answer, besides its value.

use super::Judged;
use crate::decision::{Doubt, Proof};
use crate::expr::{BinaryOp, Constant, Expr, NaryOp, Node, UnaryOp};
use crate::rules::Form;

/// Whether a number is written out, with no operation left to do.
///
/// That is digits, with a sign, a percent or a degree sign, a unit or a power
/// of ten as a factor; a fraction of whole numbers; a mixed number; a ratio.
pub(super) fn is_evaluated(expr: &Expr) -> bool {
    match &expr.node {
        Node::Number(_) => true,
        Node::Unary(UnaryOp::Minus | UnaryOp::Percent | UnaryOp::Degrees, operand) => is_evaluated(operand),
        Node::Binary(BinaryOp::Quotient, parts) if parts.iter().all(is_signed_number) => true,
        Node::Binary(BinaryOp::Mixed, _) => true,
        Node::Binary(BinaryOp::Power, parts) => is_power_of_ten(&parts[0], &parts[1]),
        Node::Nary(NaryOp::Product, parts) if is_scientific(parts) => true,
        Node::Binary(BinaryOp::Quotient, _) | Node::Nary(NaryOp::Product, _) => {
            super::letters::as_quantity(expr).is_some_and(|measured| is_evaluated(&measured))
        }
        Node::Quantity(quantity) => is_evaluated(&quantity.value),
        Node::Colon(parts) => parts.iter().all(is_evaluated),
        _ => false,
    }
}

/// Whether factors are a number and a power of ten.
fn is_scientific(parts: &[Expr]) -> bool {
    match parts {
        [number, power] => {
            is_signed_number(number)
                && matches!(&power.node, Node::Binary(BinaryOp::Power, parts) if is_power_of_ten(&parts[0], &parts[1]))
        }
        _ => false,
    }
}

/// Whether a number is written beside a modulus that leaves it as it is: `5 \pmod 8`.
fn is_least_remainder(expr: &Expr) -> bool {
    let Node::Binary(BinaryOp::Modulo, parts) = &expr.node else { return false };
    match (&parts[0].node, &parts[1].node) {
        (Node::Number(number), Node::Number(modulus)) => {
            number.is_whole() && modulus.is_whole() && number.digits < modulus.digits
        }
        _ => false,
    }
}

fn is_signed_number(expr: &Expr) -> bool {
    match &expr.node {
        Node::Number(_) => true,
        Node::Unary(UnaryOp::Minus, operand) => matches!(operand.node, Node::Number(_)),
        _ => false,
    }
}

fn is_power_of_ten(base: &Expr, exponent: &Expr) -> bool {
    matches!(&base.node, Node::Number(number) if number.is_whole() && number.digits == 10_u8.into())
        && is_signed_number(exponent)
}

/// Whether an expression is a product of factors, none of which is a sum that has a factor of its own in plain sight.
fn is_factored(expr: &Expr) -> bool {
    match &expr.node {
        Node::Nary(NaryOp::Sum, _) => false,
        Node::Unary(UnaryOp::Minus, operand) => is_factored(operand),
        _ => true,
    }
}

/// How many factors a product has, each as often as its power says; numbers do not count.
fn factors(expr: &Expr) -> u64 {
    match &expr.node {
        Node::Number(_) => 0,
        Node::Nary(NaryOp::Product, parts) => parts.iter().map(factors).fold(0, u64::saturating_add),
        Node::Unary(UnaryOp::Minus, operand) => factors(operand),
        Node::Binary(BinaryOp::Power, parts) => match &parts[1].node {
            Node::Number(number) if number.is_whole() => {
                u64::try_from(&number.digits).unwrap_or(u64::MAX).saturating_mul(factors(&parts[0]))
            }
            _ => factors(&parts[0]),
        },
        _ => 1,
    }
}

/// Whether a fraction is in lowest terms.
fn is_reduced(expr: &Expr) -> bool {
    match &expr.node {
        Node::Unary(UnaryOp::Minus, operand) => is_reduced(operand),
        Node::Number(number) => number.is_whole(),
        Node::Binary(BinaryOp::Mixed, parts) => is_reduced(&parts[1]),
        Node::Binary(BinaryOp::Quotient, parts) => match (&parts[0].node, &parts[1].node) {
            (Node::Number(above), Node::Number(below)) => {
                use dashu_int::ops::Gcd as _;
                above.is_whole()
                    && below.is_whole()
                    && !below.digits.is_zero()
                    && (&above.digits).gcd(&below.digits).is_one()
            }
            _ => false,
        },
        _ => false,
    }
}

/// An answer that equals the gold, held to the form that is asked for.
pub(super) fn held_to(form: Form, gold: &Expr, answer: &Expr, judged: Judged) -> Judged {
    if !judged.is_equal() {
        return judged;
    }
    // A multiple of pi is an angle written out.
    let is_angle = matches!(gold.node, Node::Unary(UnaryOp::Degrees, _))
        && answer.any(&mut |part| matches!(part.node, Node::Constant(Constant::Pi)));
    if is_angle && matches!(form, Form::Inferred | Form::Any) {
        return judged;
    }
    // An irrational constant has no digits to be evaluated to.
    if judged == Judged::Equal(Proof::Rounding) && super::value::rational(answer).is_err() {
        return judged;
    }
    let doubt = match form {
        Form::Any => None,
        // Letters of both sides, as in `2nm` and `2mn`, are variables.
        Form::Inferred => (is_evaluated(gold)
            && !is_evaluated(answer)
            && !is_least_remainder(answer)
            && (gold.has_no_variables() || answer.has_no_variables()))
        .then_some("the value is right, and is left to be evaluated"),
        Form::Evaluated => {
            (!is_evaluated(answer)).then_some("the value is right, and is left to be evaluated")
        }
        Form::Factored => (is_factored(gold) && !is_factored(answer) || factors(answer) < factors(gold))
            .then_some("the value is right, and is not factored as the gold is"),
        Form::Reduced => (!is_reduced(answer)).then_some("the value is right, and is not in lowest terms"),
    };
    match doubt {
        None => judged,
        Some(why) => Judged::Unknown(Doubt::Form(why)),
    }
}
