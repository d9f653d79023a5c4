//! Comparators: one for each type of answer, all of them in three values.
//!
//! Every comparator takes two expressions and says [`Judged::Equal`] with a
//! proof, [`Judged::Different`] with a witness, or [`Judged::Unknown`] with
//! the reason. None of them guesses, and none of them falls back on another
//! reading when its own does not come out as hoped.

mod antiderivatives;
mod conditions;
mod equations;
mod families;
mod fold;
mod form;
mod groups;
mod identity;
mod letters;
mod linear;
mod matrices;
mod nouns;
mod parts;
mod points;
mod reals;
mod rounding;
mod rows;
mod scalar;
mod terms;
mod value;
mod vectors;
mod words;

use std::cell::Cell;

use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{Brackets, Expr, NaryOp, Node, RelationOp};
use crate::kernel::Work;
use crate::rules::{Order, Rules};
use crate::second::SecondJudge;

/// What a comparator says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Judged {
    Equal(Proof),
    Different(Witness),
    Unknown(Doubt),
}

impl Judged {
    fn unknown(why: &'static str) -> Judged {
        Judged::Unknown(Doubt::Undecided(why))
    }

    fn different(why: &'static str) -> Judged {
        Judged::Different(Witness::Other(why))
    }

    pub(crate) fn is_equal(&self) -> bool {
        matches!(self, Judged::Equal(_))
    }

    fn is_different(&self) -> bool {
        matches!(self, Judged::Different(_))
    }

    /// Both hold: the weaker proof of two, the first difference, or the first doubt.
    fn and(self, other: impl FnOnce() -> Judged) -> Judged {
        match self {
            Judged::Different(_) => self,
            Judged::Equal(proof) => match other() {
                Judged::Equal(second) => Judged::Equal(proof.max(second)),
                other => other,
            },
            Judged::Unknown(_) => match other() {
                Judged::Different(witness) => Judged::Different(witness),
                _ => self,
            },
        }
    }
}

/// How two expressions are to be compared.
#[derive(Clone, Copy)]
pub(crate) struct Comparison<'a> {
    /// What the problem says.
    pub rules: &'a Rules,
    /// The gold and the answer as they were written.
    pub texts: [&'a str; 2],
    /// What all comparisons of the parts of two answers together may take.
    pub effort: &'a Effort,
    /// Who is asked of expressions of which neither equality nor difference is proved.
    pub second: Option<&'a dyn SecondJudge>,
}

/// What is left of what the comparison of two answers may take: about a millisecond.
#[derive(Debug)]
pub(crate) struct Effort {
    /// How many parts may still be compared.
    comparisons: Cell<u32>,
    /// The work of canonical forms.
    work: Work,
    /// The work of values at points, of which some is left however much the canonical forms took.
    points: Work,
}

impl Effort {
    /// All of it.
    pub(crate) fn new() -> Effort {
        Effort { comparisons: Cell::new(4_000), work: Work::new(8_000), points: Work::new(3_000) }
    }
}

impl Comparison<'_> {
    /// Compares an answer with the gold, whatever they are.
    pub(crate) fn compare(&self, gold: &Expr, answer: &Expr) -> Judged {
        match self.effort.comparisons.get().checked_sub(1) {
            Some(left) => self.effort.comparisons.set(left),
            None => return Judged::Unknown(Doubt::Budget),
        }
        let conditioned = |expr: &Expr| conditions::of_elements(expr).or_else(|| conditions::of_list(expr));
        if let Some(gold) = conditioned(gold) {
            return self.compare(&gold, answer);
        }
        if let Some(answer) = conditioned(answer) {
            return self.compare(gold, &answer);
        }
        match (&gold.node, &answer.node) {
            (Node::Choice(..), _) | (_, Node::Choice(..)) => return self.choices(gold, answer),
            (Node::Qualified(_), _) | (_, Node::Qualified(_)) => return self.qualified(gold, answer),
            (Node::Text(_), _) | (_, Node::Text(_)) => return words::compare(gold, answer),
            (Node::Labelled(gold), Node::Labelled(answer)) if gold.label == answer.label => {
                return self.compare(&gold.value, &answer.value);
            }
            (Node::Labelled(gold), Node::Labelled(answer)) if !(is_general(gold) || is_general(answer)) => {
                return match self.compare(&gold.value, &answer.value) {
                    Judged::Equal(_) => Judged::unknown("the same value under another name"),
                    judged => judged,
                };
            }
            // Bold type.
            (Node::Variable(gold), Node::Variable(answer))
                if gold.without_bold() == answer.without_bold() =>
            {
                return Judged::Equal(Proof::SameForm);
            }
            (_, Node::Labelled(labelled)) if nouns::is_denied_by(&labelled.label) => {
                return Judged::unknown("the label says that it is no answer, or another value");
            }
            // What one side alone names is named by the question.
            (_, Node::Labelled(labelled)) => return self.compare(gold, &labelled.value),
            (Node::Labelled(labelled), _) => return self.compare(&labelled.value, answer),
            _ => {}
        }
        if let Some(judged) = words::constants(gold, answer) {
            return judged;
        }
        match (matrices::of_rows(gold, answer), matrices::of_rows(answer, gold)) {
            (Some(answer), _) => return self.several(gold, &answer),
            // `[1, 2]` in a gold is an interval.
            (_, Some(rows)) if !is_set_of_reals(gold) => return self.several(&rows, answer),
            _ => {}
        }
        if is_set_of_reals(gold) || is_set_of_reals(answer) {
            return self.reals(gold, answer);
        }
        if let Some(judged) = self.taken_apart(gold, answer, vectors::components) {
            return judged;
        }
        if groups::are_alternatives_on_one_side(gold, answer) {
            return Judged::unknown(
                "statements that hold together on one side, and alternatives on the other",
            );
        }
        if let Some(judged) = words::letters(gold, answer) {
            return judged;
        }
        if let Some(judged) = self.taken_apart(gold, answer, groups::of_chain) {
            return judged;
        }
        if are_bounds(gold) && is_pair(answer) || is_pair(gold) && are_bounds(answer) {
            return Judged::unknown("of bounds with commas between them, it is not said whether all hold");
        }
        if is_several(gold) || is_several(answer) {
            return self.several(gold, answer);
        }
        if is_relation(gold) || is_relation(answer) {
            return self.relations(gold, answer);
        }
        match (&gold.node, &answer.node) {
            (Node::Piecewise(gold), Node::Piecewise(answer)) => self.piecewise(gold, answer),
            (Node::Piecewise(_), _) | (_, Node::Piecewise(_)) => {
                Judged::unknown("one side is a function by cases and the other is not")
            }
            _ => self.scalars(gold, answer),
        }
    }

    /// Compares where both sides are several values in one by `parts_of`, or one is and the other has several parts.
    fn taken_apart(&self, gold: &Expr, answer: &Expr, parts_of: fn(&Expr) -> Option<Expr>) -> Option<Judged> {
        match (parts_of(gold), parts_of(answer)) {
            (Some(one), Some(other)) => Some(self.several(&one, &other)),
            (Some(one), None) if is_several(answer) => Some(self.several(&one, answer)),
            (None, Some(other)) if is_several(gold) => Some(self.several(gold, &other)),
            _ => None,
        }
    }
}

/// Whether a label says only that an answer follows.
fn is_general(labelled: &crate::expr::Labelled) -> bool {
    matches!(&*labelled.label, "answer" | "final answer" | "the answer" | "result" | "value" | "solution")
}

/// Whether an expression is a set of real numbers by its form, and nothing else.
fn is_set_of_reals(expr: &Expr) -> bool {
    match &expr.node {
        Node::Nary(NaryOp::Union | NaryOp::Intersection, _)
        | Node::SetBuilder(_)
        | Node::Sequence(Brackets::RoundSquare | Brackets::SquareRound, _)
        | Node::Binary(crate::expr::BinaryOp::Difference, _) => true,
        Node::Sequence(Brackets::Square, parts) => parts.len() == 2,
        Node::Constant(constant) => reals::of_constant(*constant).is_some(),
        Node::Nary(NaryOp::And | NaryOp::Or, parts) => parts.iter().any(is_set_of_reals),
        Node::Nary(NaryOp::Sum, parts) => parts.first().is_some_and(is_set_of_reals),
        // One of several values, or a point that is one of several.
        Node::Relation(relation) if is_one_of(relation) => false,
        Node::Sequence(Brackets::Bare, parts) => reals::is_one_condition(parts),
        Node::Relation(relation) => relation.rest.iter().all(|(op, _)| {
            matches!(
                op,
                RelationOp::Less
                    | RelationOp::LessEqual
                    | RelationOp::Greater
                    | RelationOp::GreaterEqual
                    | RelationOp::NotEqual
                    | RelationOp::In
                    | RelationOp::NotIn
            )
        }),
        Node::Sequence(Brackets::Round, parts) => parts.len() == 2 && parts.iter().any(reals::is_infinite),
        _ => false,
    }
}

/// Whether a relation says that something is one of the elements of a set: `x \in \{1, 2\}`.
fn is_one_of(relation: &crate::expr::Relation) -> bool {
    matches!(
        relation.rest.as_slice(),
        [(RelationOp::In, Expr { node: Node::Sequence(Brackets::Curly, _), .. })]
    )
}

/// Whether an expression is a list of inequalities, such as `x > 0, x < 1`.
fn are_bounds(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Sequence(Brackets::Bare, parts) if parts.iter().all(|part| is_relation(part) && is_set_of_reals(part)))
}

/// Whether an expression is a point or an open interval.
fn is_pair(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Sequence(Brackets::Round, parts) if parts.len() == 2)
}

fn is_relation(expr: &Expr) -> bool {
    matches!(expr.node, Node::Relation(_))
}

/// Whether an expression has several parts.
fn is_several(expr: &Expr) -> bool {
    match &expr.node {
        Node::Sequence(..) | Node::Matrix(_) | Node::Nary(NaryOp::And | NaryOp::Or, _) => true,
        Node::Colon(parts) => parts.len() > 2,
        Node::Unary(..) | Node::Nary(..) | Node::Binary(..) | Node::Call(_) => expr.any(&mut |part| {
            matches!(
                part.node,
                Node::Unary(crate::expr::UnaryOp::PlusMinus | crate::expr::UnaryOp::MinusPlus, _)
            )
        }),
        Node::Relation(relation) => {
            // `(x, y) = (1, 2)` and `x = 1 \pm 2` have the parts of their right side.
            let is_one_of = matches!(relation.first.node, Node::Sequence(..));
            relation.rest.len() == 1
                && (relation.rest[0].0 == RelationOp::Equal
                    || is_one_of && relation.rest[0].0 == RelationOp::In)
                && is_several(&relation.rest[0].1)
        }
        _ => false,
    }
}

impl Comparison<'_> {
    fn order(&self) -> Order {
        self.rules.order
    }
}
