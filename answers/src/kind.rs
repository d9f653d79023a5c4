//! The types of answers, and which of them a gold suggests.

use serde::{Deserialize, Serialize};

use crate::expr::{BinaryOp, Brackets, Constant, Expr, NaryOp, Node, RelationOp, UnaryOp};
use crate::grammar::{self, Separators};

/// What an answer is, and so which comparator decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A quotient of whole numbers or a decimal.
    Rational,
    /// A number of roots, powers, constants and functions.
    ClosedForm,
    /// An expression in variables.
    Expression,
    /// A number with a unit, an amount of money, a percentage or an angle.
    Quantity,
    /// Digits in a base that is named.
    BaseN,
    /// A ratio or a time of day.
    Ratio,
    /// Several values, in order.
    Tuple,
    /// Several values, in any order.
    List,
    /// A set of real numbers: an interval, a union, an inequality.
    RealSet,
    /// A matrix or a vector.
    Matrix,
    /// An equation between expressions.
    Equation,
    /// A function by its rule.
    Function,
    /// A function by cases.
    Piecewise,
    /// One of the choices that a question offers.
    Choice,
    /// Words, yes and no among them.
    Text,
    /// A statement of another kind.
    Statement,
}

impl Kind {
    /// The kind of an answer that stands alone, by its form; none of what cannot be read.
    pub fn of_text(text: &str) -> Option<Kind> {
        grammar::read(text, Separators::Thousands).ok().map(|expr| Kind::of(&expr))
    }

    /// The kind of an expression by its form.
    pub fn of(expr: &Expr) -> Kind {
        match &expr.node {
            Node::Number(number) if number.is_whole() => Kind::Integer,
            Node::Number(_) | Node::Binary(BinaryOp::Mixed, _) => Kind::Rational,
            Node::Constant(constant) => match constant {
                Constant::Pi | Constant::E | Constant::I | Constant::Infinity => Kind::ClosedForm,
                Constant::Yes | Constant::No | Constant::Undefined => Kind::Text,
                _ => Kind::RealSet,
            },
            Node::Variable(_) => Kind::Expression,
            Node::Unary(UnaryOp::Minus, operand) => Kind::of(operand),
            Node::Unary(UnaryOp::Percent | UnaryOp::Degrees, _) | Node::Quantity(_) => Kind::Quantity,
            Node::Unary(UnaryOp::PlusMinus | UnaryOp::MinusPlus, _) => Kind::List,
            Node::Binary(BinaryOp::Base, _) => Kind::BaseN,
            Node::Binary(BinaryOp::Quotient, parts)
                if parts.iter().all(|part| matches!(Kind::of(part), Kind::Integer)) =>
            {
                Kind::Rational
            }
            Node::Binary(BinaryOp::Difference, _)
            | Node::Nary(NaryOp::Union | NaryOp::Intersection, _)
            | Node::SetBuilder(_) => Kind::RealSet,
            Node::Unary(..)
            | Node::Binary(..)
            | Node::Nary(NaryOp::Sum | NaryOp::Product, _)
            | Node::Call(_) => {
                if expr.any(&mut |part| matches!(part.node, Node::Unary(UnaryOp::PlusMinus, _))) {
                    Kind::List
                } else if expr.any(&mut |part| matches!(part.node, Node::Variable(_))) {
                    Kind::Expression
                } else {
                    Kind::ClosedForm
                }
            }
            Node::Nary(NaryOp::And | NaryOp::Or, parts) => match Kind::of(&parts[0]) {
                Kind::RealSet => Kind::RealSet,
                _ => Kind::List,
            },
            Node::Colon(_) => Kind::Ratio,
            Node::Relation(relation) => match relation.rest[0].0 {
                RelationOp::Equal | RelationOp::Approximately => match &relation.first.node {
                    Node::Variable(_) if relation.rest.len() == 1 => match Kind::of(&relation.rest[0].1) {
                        Kind::Expression => Kind::Equation,
                        kind => kind,
                    },
                    Node::Call(_) => Kind::Function,
                    _ => Kind::Equation,
                },
                RelationOp::Congruent
                | RelationOp::Subset
                | RelationOp::Divides
                | RelationOp::Maps
                | RelationOp::Implies
                | RelationOp::Other(_) => Kind::Statement,
                _ => Kind::RealSet,
            },
            Node::Sequence(brackets, parts) => match brackets {
                Brackets::Bare | Brackets::Curly => Kind::List,
                Brackets::RoundSquare | Brackets::SquareRound => Kind::RealSet,
                Brackets::Square if parts.len() == 2 => Kind::RealSet,
                _ => Kind::Tuple,
            },
            Node::Matrix(_) => Kind::Matrix,
            Node::Piecewise(_) => Kind::Piecewise,
            Node::Labelled(labelled) => Kind::of(&labelled.value),
            Node::Qualified(qualified) => Kind::of(&qualified.subject),
            Node::Choice(..) => Kind::Choice,
            Node::Ellipsis => Kind::Expression,
            Node::Text(_) => Kind::Text,
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Kind::Integer => "integer",
            Kind::Rational => "rational",
            Kind::ClosedForm => "closed form",
            Kind::Expression => "expression",
            Kind::Quantity => "quantity",
            Kind::BaseN => "digits in a base",
            Kind::Ratio => "ratio",
            Kind::Tuple => "tuple",
            Kind::List => "list",
            Kind::RealSet => "set of reals",
            Kind::Matrix => "matrix",
            Kind::Equation => "equation",
            Kind::Function => "function",
            Kind::Piecewise => "function by cases",
            Kind::Choice => "choice",
            Kind::Text => "text",
            Kind::Statement => "statement",
        })
    }
}
