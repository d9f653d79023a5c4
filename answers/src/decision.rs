//! What is decided on an answer, and why.

use std::fmt;

use crate::expr::Expr;
use crate::grammar::Unreadable;
use crate::kernel::Rational;
use crate::kind::Kind;

/// The decision on one answer, with how each side was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// The gold as it was read, where it was.
    pub gold: Option<Expr>,
    /// The answer as it was read, where it was.
    pub answer: Option<Expr>,
    /// The type of answer whose comparator decided, where one did.
    pub comparator: Option<Kind>,
}

/// A decision in three values.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The answer equals the gold, and this is how that was proved.
    Accept(Proof),
    /// The answer differs from the gold, and this shows where.
    Reject(Witness),
    /// Neither was proved.
    Abstain(Doubt),
}

/// How equality was proved, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Both read as the same expression.
    SameForm,
    /// Exact rational arithmetic.
    Exact,
    /// Both have the same canonical form.
    CanonicalForm,
    /// Both are algebraic numbers that are closer than different ones of their kind can be.
    Separation,
    /// Both agree at random points of random prime fields: equal but for a probability below `2^-bits`.
    Identity {
        /// The bound on the error.
        bits: u32,
    },
    /// The gold is the answer's exact value, rounded to the places that the gold gives. Only by rule.
    Rounding,
    /// No proof of this checker's: the second judge found both sides equal.
    SecondJudge,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Proof::SameForm => f.write_str("the same expression"),
            Proof::Exact => f.write_str("equal in exact arithmetic"),
            Proof::CanonicalForm => f.write_str("the same canonical form"),
            Proof::Separation => f.write_str("closer than different algebraic numbers of their kind can be"),
            Proof::Identity { bits } => {
                write!(f, "an identity in random prime fields, with an error below 2^-{bits}")
            }
            Proof::Rounding => f.write_str("the gold is this exact value, rounded"),
            Proof::SecondJudge => f.write_str("equal for the second judge"),
        }
    }
}

/// What shows that an answer differs from the gold.
#[derive(Clone, Debug, PartialEq)]
pub enum Witness {
    /// No answer was given.
    NoAnswer,
    /// Two numbers that should be the same.
    Numbers {
        /// The gold's.
        gold: Rational,
        /// The answer's.
        answer: Rational,
    },
    /// Two values that lie apart, or two functions that do at a point.
    Values(String),
    /// A part of the gold that the answer lacks.
    Missing(String),
    /// A part of the answer that the gold does not have.
    Extra(String),
    /// As many parts as the first, and not as the second.
    Count {
        /// How many the gold has.
        gold: usize,
        /// How many the answer has.
        answer: usize,
    },
    /// Parts at the same place (from 1) differ.
    Part(usize, Box<Witness>),
    /// Another difference, in words.
    Other(&'static str),
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Witness::NoAnswer => f.write_str("no final answer was found"),
            Witness::Numbers { gold, answer } => write!(f, "{answer} is not {gold}"),
            Witness::Values(text) => f.write_str(text),
            Witness::Missing(part) => write!(f, "missing {part}"),
            Witness::Extra(part) => write!(f, "{part} is one too many"),
            Witness::Count { gold, answer } => write!(f, "expected {gold} parts, found {answer}"),
            Witness::Part(place, witness) => write!(f, "part {place}: {witness}"),
            Witness::Other(words) => f.write_str(words),
        }
    }
}

/// Why neither equality nor difference was proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The gold cannot be read: an error of the problem.
    #[error("the gold cannot be read: {0}")]
    UnreadableGold(Unreadable),
    /// The gold was read and has no value.
    #[error("the gold has no value: {0}")]
    UndefinedGold(&'static str),
    /// The answer cannot be read.
    #[error("the answer cannot be read: {0}")]
    UnreadableAnswer(Unreadable),
    /// The answer is words where the gold is mathematics.
    #[error("the answer is words, where mathematics is expected")]
    Words,
    /// Several different final answers were given.
    #[error("{0} different final answers were given")]
    SeveralAnswers(usize),
    /// Both sides have values, and it could not be decided whether they are the same.
    #[error("{0}")]
    Undecided(&'static str),
    /// The answer has the right value in a form that is not asked for.
    #[error("{0}")]
    Form(&'static str),
    /// One side is a rounding of the other.
    #[error("{0}")]
    Rounding(&'static str),
    /// The values are larger than what is computed.
    #[error("the values are larger than what is computed")]
    Budget,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (side, expr) in [("gold read as ", &self.gold), ("answer read as ", &self.answer)] {
            if let Some(expr) = expr {
                f.write_str(side)?;
                expr.fmt(f)?;
                f.write_str("; ")?;
            }
        }
        if let Some(comparator) = self.comparator {
            write!(f, "compared as {comparator}: ")?;
        }
        self.outcome.fmt(f)
    }
}

/// The proof, the witness or the doubt, in words.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Accept(proof) => write!(f, "{proof}"),
            Outcome::Reject(witness) => write!(f, "{witness}"),
            Outcome::Abstain(doubt) => write!(f, "{doubt}"),
        }
    }
}
