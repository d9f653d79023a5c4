//! Expressions at points: at which values of the variables two of them are compared, in balls.

use crate::expr::{BinaryOp, Expr, Name, Node, UnaryOp};
use crate::kernel::{
    Arithmetic, Ball, ComplexBall, Enclosing, Function as Elementary, Numbers, Precision, Rational, Result,
};

/// How many points are tried where two expressions in variables may differ.
pub(super) const POINTS: usize = 6;

/// How many more are tried where none of those has real values.
pub(super) const OTHER_POINTS: usize = 3;

/// Roots and logarithms are those of real numbers where there are variables, since identities of their forms hold there.
pub(super) fn numbers_of(expr: &Expr) -> Numbers {
    if expr.has_no_variables() { Numbers::Complex } else { Numbers::Real }
}

/// Real numbers where one of both has variables.
pub(super) fn numbers_of_both(gold: &Expr, answer: &Expr) -> Numbers {
    if numbers_of(gold) == Numbers::Real { Numbers::Real } else { numbers_of(answer) }
}

/// About what the evaluation of an expression in balls takes, in units of work.
pub(super) fn cost(expr: &Expr) -> usize {
    let mut cost = 0;
    expr.any(&mut |part| {
        cost += match part.node {
            Node::Call(_) => 40,
            Node::Binary(BinaryOp::Power | BinaryOp::Root, _) | Node::Unary(UnaryOp::Sqrt, _) => 15,
            _ => 2,
        };
        false
    });
    cost
}

/// Both values, at the point where there is one.
pub(super) fn told(names: &[Name], at: usize, gold: &ComplexBall, answer: &ComplexBall) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (number, name) in names.iter().enumerate() {
        let comma = if number == 0 { "at " } else { ", " };
        let _infallible = write!(text, "{comma}{name} = {}", coordinate(number, at));
    }
    if !names.is_empty() {
        text.push(' ');
    }
    let _infallible = write!(text, "{} is not {}", shown(answer), shown(gold));
    text
}

fn shown(value: &ComplexBall) -> String {
    match value.as_real() {
        Some(real) => real.to_string(),
        None => format!("({}) + ({})i", value.re, value.im),
    }
}

/// The value of a variable at one of the points.
///
/// The first [`POINTS`] are positive integers, since a variable may stand for
/// nothing else: what differs there differs for real numbers too. The others
/// are fractions between 0 and 1, or negative, for what has no real value at
/// those: `\sqrt{1 - 2x}`. The values of one point are different.
fn coordinate(variable: usize, at: usize) -> Rational {
    const FIRST: [i64; POINTS] = [3, 2, 5, 7, 1, 11];
    let offset = 2 * i64::try_from(variable).unwrap_or(0) + i64::from(variable > 0);
    match at.checked_sub(POINTS) {
        None => Rational::from(FIRST[at % POINTS] + offset),
        Some(1) => Rational::from(-3 - offset),
        Some(other) => {
            let below = if other == 0 { 7 } else { 23 } + 2 * offset;
            Rational::ratio(1, below).unwrap_or(Rational::ONE)
        }
    }
}

/// Balls at one of the points.
#[derive(Clone, Copy)]
pub(super) struct AtPoint {
    balls: Enclosing<'static>,
    at: usize,
}

impl AtPoint {
    pub(super) fn new(precision: Precision, numbers: Numbers, at: usize) -> AtPoint {
        AtPoint { balls: Enclosing { precision, numbers, point: &[] }, at }
    }
}

impl Arithmetic for AtPoint {
    type Value = ComplexBall;

    fn rational(&self, value: &Rational) -> Result<ComplexBall> {
        self.balls.rational(value)
    }
    fn pi(&self) -> Result<ComplexBall> {
        self.balls.pi()
    }
    fn e(&self) -> Result<ComplexBall> {
        self.balls.e()
    }
    fn i(&self) -> Result<ComplexBall> {
        self.balls.i()
    }
    fn variable(&self, index: u32) -> Result<ComplexBall> {
        let value = coordinate(index as usize % 1009, self.at);
        Ok(Ball::rational(&value, self.balls.precision).into())
    }
    fn add(&self, a: &ComplexBall, b: &ComplexBall) -> Result<ComplexBall> {
        self.balls.add(a, b)
    }
    fn neg(&self, a: &ComplexBall) -> Result<ComplexBall> {
        self.balls.neg(a)
    }
    fn mul(&self, a: &ComplexBall, b: &ComplexBall) -> Result<ComplexBall> {
        self.balls.mul(a, b)
    }
    fn div(&self, a: &ComplexBall, b: &ComplexBall) -> Result<ComplexBall> {
        self.balls.div(a, b)
    }
    fn pow(&self, base: &ComplexBall, exponent: &ComplexBall) -> Result<ComplexBall> {
        self.balls.pow(base, exponent)
    }
    fn root(&self, base: &ComplexBall, degree: u32) -> Result<ComplexBall> {
        self.balls.root(base, degree)
    }
    fn apply(&self, function: Elementary, argument: &ComplexBall) -> Result<ComplexBall> {
        self.balls.apply(function, argument)
    }
}
