//! The expression tree: what an answer says, in the order in which it says it.
//!
//! There is one tree for everything that an answer can be, from a number to a
//! piecewise function. It holds structure and no values: nothing is added up,
//! and a number keeps its decimal places and its period, since what `0.50`
//! says about precision matters to a policy. Every node knows the bytes of the
//! text that it was read from.
//!
//! Evaluation is a fold over a few families of nodes: [`Node::Number`],
//! [`Node::Constant`] and [`Node::Variable`] are the leaves, [`Node::Unary`],
//! [`Node::Binary`], [`Node::Nary`] and [`Node::Call`] combine values, and
//! everything else (lists, relations, matrices, text) has no value of its own
//! and belongs to the comparators.

mod walk;

use dashu_int::UBig;

pub use crate::name::Name;

/// The bytes of the text that a node was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The least span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A node and where it was written. Expressions are equal where their nodes are, wherever they stand.
#[derive(Clone, Debug, Eq)]
pub struct Expr {
    /// Where it was written.
    pub span: Span,
    /// What was written.
    pub node: Node,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.node == other.node
    }
}

/// One construct of the language of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A number in digits.
    Number(Number),
    /// A constant that has a name.
    Constant(Constant),
    /// A variable, with its subscript and marks.
    Variable(Name),
    /// One operand: a sign, a factorial, an absolute value, a percentage.
    Unary(UnaryOp, Box<Expr>),
    /// Two operands: a quotient, a power, a binomial coefficient.
    Binary(BinaryOp, Box<[Expr; 2]>),
    /// Two or more operands of an operation that is associative: sums, products, unions.
    Nary(NaryOp, Vec<Expr>),
    /// A function of arguments.
    Call(Box<Call>),
    /// A number with a unit of measurement or a currency.
    Quantity(Box<Quantity>),
    /// Numbers with colons between them: a ratio or a time.
    Colon(Vec<Expr>),
    /// Relations, several in a chain: `a = b`, `0 < x <= 1`, `x \in S`.
    Relation(Box<Relation>),
    /// Expressions between brackets, or without any, separated by commas.
    Sequence(Brackets, Vec<Expr>),
    /// The set of the first for which the second holds.
    SetBuilder(Box<[Expr; 2]>),
    /// A matrix, a column or a row.
    Matrix(Box<Matrix>),
    /// A function by cases: values and the conditions under which they hold.
    Piecewise(Vec<Case>),
    /// A value with a label in words: `Paolo: 18`, `Maximum = 2`.
    Labelled(Box<Labelled>),
    /// An expression and what is said of its variables: `3k, where k is an integer`.
    Qualified(Box<Qualified>),
    /// A choice of several that a question offers, and the value beside it where there is one.
    Choice(char, Option<Box<Expr>>),
    /// Dots that stand for what is left out.
    Ellipsis,
    /// Words.
    Text(Box<str>),
}

/// A number as it was written: `digits / 10^places`, where the last `period` digits repeat for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// All of its digits, without the point.
    pub digits: UBig,
    /// How many of the digits stand after the point. Negative in `12e5`, where zeros are left out.
    pub places: i32,
    /// How many of the last digits repeat for ever. At most `places`.
    pub period: u32,
    /// How it was written.
    pub notation: Notation,
}

impl Number {
    /// A whole number in plain digits.
    pub fn integer(digits: impl Into<UBig>) -> Number {
        Number { digits: digits.into(), places: 0, period: 0, notation: Notation::Plain }
    }

    /// Whether it was written without a point, an exponent or a period.
    pub fn is_whole(&self) -> bool {
        self.places == 0 && self.period == 0
    }
}

/// How a number was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Digits, perhaps with a point: `12`, `0.50`.
    Plain,
    /// Digits and an exponent: `1.2e5`. Powers of ten that are written out are products.
    Exponent,
    /// A word: `five`.
    Word,
}

/// A constant that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// The ratio of a circle's circumference to its diameter.
    Pi,
    /// The base of the natural logarithm.
    E,
    /// The imaginary unit.
    I,
    /// Positive infinity.
    Infinity,
    /// The set with no elements; also "no solution".
    EmptySet,
    /// The natural numbers; whether 0 is one of them is not said.
    Naturals,
    /// The integers.
    Integers,
    /// The positive integers.
    PositiveIntegers,
    /// The rational numbers.
    Rationals,
    /// The real numbers.
    Reals,
    /// The positive real numbers.
    PositiveReals,
    /// The complex numbers.
    Complexes,
    /// Yes, or true.
    Yes,
    /// No, or false.
    No,
    /// A value that does not exist or is not defined.
    Undefined,
}

/// An operation on one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-a`
    Minus,
    /// `\pm a`, and `b \pm a` as a term of a sum.
    PlusMinus,
    /// `\mp a`, of the other sign than a `\pm` beside it.
    MinusPlus,
    /// `a!`
    Factorial,
    /// `a!!`
    DoubleFactorial,
    /// `|a|`
    Abs,
    /// The greatest integer that is not greater.
    Floor,
    /// The least integer that is not less.
    Ceil,
    /// `\sqrt{a}`
    Sqrt,
    /// `a\%`
    Percent,
    /// `a^\circ`, an angle.
    Degrees,
    /// `\overline{a}` of an expression: a complex conjugate, a segment or a mean.
    Bar,
    /// The derivative, `a'`.
    Prime,
}

/// An operation on two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// The first divided by the second.
    Quotient,
    /// The first to the power of the second.
    Power,
    /// The root of the first whose degree is the second.
    Root,
    /// A whole number (first) and a fraction that is added to it.
    Mixed,
    /// The number of ways to choose the second from the first.
    Binomial,
    /// Digits (first) in the base that the second says: `204_5`.
    Base,
    /// The remainder of the first divided by the second, or the residue class.
    Modulo,
    /// The first set without the second.
    Difference,
}

/// An operation on any number of operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NaryOp {
    /// Terms added up; what is subtracted is a term under [`UnaryOp::Minus`].
    Sum,
    /// Factors, with or without a sign between them.
    Product,
    /// Sets united.
    Union,
    /// What sets have in common.
    Intersection,
    /// Statements that hold together.
    And,
    /// Statements of which one holds, or values of which one is meant.
    Or,
}

/// A function and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub function: Function,
    /// Its arguments: one but for `Log` with a base (argument, base), `Atan2`, gcd and the like, and functions by name.
    pub args: Vec<Expr>,
}

/// A function that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Tangent.
    Tan,
    /// Cotangent.
    Cot,
    /// Secant.
    Sec,
    /// Cosecant.
    Csc,
    /// Inverse sine, in `[-π/2, π/2]`.
    Asin,
    /// Inverse cosine, in `[0, π]`.
    Acos,
    /// Inverse tangent, in `(-π/2, π/2)`.
    Atan,
    /// Inverse cotangent, whose branch is a matter of taste.
    Acot,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// Exponential.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Logarithm, whose base is the second argument where there is one and is not said otherwise.
    Log,
    /// Greatest common divisor.
    Gcd,
    /// Least common multiple.
    Lcm,
    /// The least argument.
    Min,
    /// The greatest argument.
    Max,
    /// A function that the answer or the problem defines, such as `f`.
    Named(Name),
}

/// A number with a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// How many.
    pub value: Expr,
    /// Of what, in its normal spelling where the unit is known, else as it was written.
    pub unit: Box<str>,
}

/// Expressions in relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What stands first.
    pub first: Expr,
    /// The relations and what stands after each. Never empty.
    pub rest: Vec<(RelationOp, Expr)>,
}

/// How two expressions are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationOp {
    /// `=`
    Equal,
    /// `\ne`
    NotEqual,
    /// `<`
    Less,
    /// `\le`
    LessEqual,
    /// `>`
    Greater,
    /// `\ge`
    GreaterEqual,
    /// `\approx`
    Approximately,
    /// `\equiv`
    Congruent,
    /// `\in`
    In,
    /// `\notin`
    NotIn,
    /// `\subset` or `\subseteq`
    Subset,
    /// `\mid` between numbers: the first divides the second.
    Divides,
    /// `\to` or `\mapsto`
    Maps,
    /// `\Rightarrow` or `\iff`
    Implies,
    /// `\propto`, `\perp`, `\parallel`, `\sim`: relations that no comparator knows, by their commands.
    Other(&'static str),
}

/// What stands around a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Brackets {
    /// Nothing: `1, 2, 3`.
    Bare,
    /// `(a, b)`: a point, a tuple or an open interval.
    Round,
    /// `[a, b]`: a closed interval or a list.
    Square,
    /// `(a, b]`
    RoundSquare,
    /// `[a, b)`
    SquareRound,
    /// `\{a, b\}`
    Curly,
    /// `\langle a, b \rangle`
    Angle,
}

/// A matrix by rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// How many columns every row has.
    pub columns: usize,
    /// The entries, row after row.
    pub entries: Vec<Expr>,
    /// What stands around it.
    pub fence: Fence,
}

/// What stands around a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fence {
    /// Brackets of some kind, or none: a matrix.
    Matrix,
    /// Single bars: its determinant.
    Determinant,
}

/// One case of a piecewise function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The value.
    pub value: Expr,
    /// When it holds; in all other cases where nothing is said.
    pub condition: Option<Expr>,
}

/// A value under a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The label, in lower case.
    pub label: Box<str>,
    /// The value.
    pub value: Expr,
}

/// An expression and what is said of it in words or relations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualified {
    /// The expression.
    pub subject: Expr,
    /// What is said: a relation such as `k \in \mathbb{Z}`, or words.
    pub condition: Expr,
}

impl Expr {
    /// An expression at a place.
    pub fn new(span: Span, node: Node) -> Expr {
        Expr { span, node }
    }
}

#[cfg(test)]
mod unit_tests {
    use super::{Expr, Node};

    #[test]
    fn nodes_are_small() {
        assert!(size_of::<Node>() <= 48, "{}", size_of::<Node>());
        assert!(size_of::<Expr>() <= 56, "{}", size_of::<Expr>());
    }
}
