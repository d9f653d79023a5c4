//! Sets of real numbers: intervals, unions, inequalities and set-builders, brought to one form.

mod chains;
mod order;

use super::value::BUDGET;
use super::{Comparison, Judged};
use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{
    BinaryOp, Brackets, Constant, Expr, Function, Name, NaryOp, Node, Number, Relation, RelationOp, UnaryOp,
};

/// The most intervals of a set.
const MAX_INTERVALS: usize = 32;

/// One end of an interval.
#[derive(Clone, Debug)]
enum End {
    Infinite,
    Closed(Expr),
    Open(Expr),
}

impl End {
    fn value(&self) -> Option<&Expr> {
        match self {
            End::Infinite => None,
            End::Closed(value) | End::Open(value) => Some(value),
        }
    }
}

/// Intervals, and the variable that they bound where there is one.
type Bounded = (Vec<Interval>, Option<Name>);

#[derive(Clone, Debug)]
struct Interval {
    low: End,
    high: End,
}

/// A set with the variable that it is a condition on, where one is named.
struct Reals {
    intervals: Vec<Interval>,
    variable: Option<Name>,
}

/// Why a set has no such form.
enum NoForm {
    /// It is no set of reals.
    Other,
    /// Its parts could not be put in order.
    Order,
}

/// The intervals of a constant that is a set of reals.
pub(super) fn of_constant(constant: Constant) -> Option<SetConstant> {
    match constant {
        Constant::Reals => Some(SetConstant::All),
        Constant::PositiveReals => Some(SetConstant::Positive),
        Constant::EmptySet => Some(SetConstant::Empty),
        _ => None,
    }
}

/// A constant that is a set of reals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SetConstant {
    All,
    Positive,
    Empty,
}

/// Whether an expression is infinite.
pub(super) fn is_infinite(expr: &Expr) -> bool {
    match &expr.node {
        Node::Constant(Constant::Infinity) => true,
        Node::Unary(UnaryOp::Minus, operand) => is_infinite(operand),
        _ => false,
    }
}

/// Whether statements with commas between them are one condition on one variable: `x \in \mathbb{R}, x \ne 2`.
///
/// Of bounds, `x < 1, x > 2`, it is not known whether both hold or one.
pub(super) fn is_one_condition(parts: &[Expr]) -> bool {
    let mut bounds = 0;
    let mut name = None;
    let all = !parts.is_empty()
        && parts.iter().all(|part| {
            let Node::Relation(relation) = &part.node else { return false };
            let [(op, set)] = relation.rest.as_slice() else { return false };
            let Node::Variable(variable) = relation.first.node else { return false };
            let excludes = matches!(op, RelationOp::NotEqual | RelationOp::NotIn)
                || *op == RelationOp::In && matches!(set.node, Node::Constant(Constant::Reals));
            bounds += usize::from(!excludes);
            *name.get_or_insert(variable) == variable && *op != RelationOp::Equal
        });
    all && bounds <= 1
}

impl Comparison<'_> {
    /// Compares where one side at least is a set of reals by its form.
    pub(super) fn reals(&self, gold: &Expr, answer: &Expr) -> Judged {
        if gold == answer {
            return Judged::Equal(Proof::SameForm);
        }
        if let (Some(asked), Some(given)) = (chains::ascending(gold), chains::ascending(answer))
            && asked.len() == given.len()
            && asked.iter().all(|name| given.contains(name))
        {
            return if asked == given {
                Judged::Equal(Proof::SameForm)
            } else {
                Judged::different("the same variables in another order of size")
            };
        }
        // The ends of intervals may be sets in turn, and each of them is compared twice.
        if BUDGET.with_work(&self.effort.work).charge(2 * (gold.size() + answer.size())).is_err() {
            return Judged::Unknown(Doubt::Budget);
        }
        let (one, other) = match (self.set(gold), self.set(answer)) {
            (Ok(one), Ok(other)) => (one, other),
            (Err(NoForm::Order), _) | (_, Err(NoForm::Order)) => {
                return Judged::unknown("the ends of the intervals could not be put in order");
            }
            _ => return self.statements(gold, answer),
        };
        if let (Some(asked), Some(given)) = (one.variable, other.variable)
            && asked != given
        {
            return Judged::unknown("the inequalities are in different variables");
        }
        if one.intervals.len() != other.intervals.len() {
            return Judged::Different(Witness::Count {
                gold: one.intervals.len(),
                answer: other.intervals.len(),
            });
        }
        let mut judged = Judged::Equal(Proof::SameForm);
        for (a, b) in one.intervals.iter().zip(&other.intervals) {
            judged = judged.and(|| self.ends(&a.low, &b.low)).and(|| self.ends(&a.high, &b.high));
        }
        judged
    }

    fn ends(&self, gold: &End, answer: &End) -> Judged {
        match (gold, answer) {
            (End::Infinite, End::Infinite) => Judged::Equal(Proof::SameForm),
            (End::Infinite, _) => Judged::different("an end that is finite, and should be infinite"),
            (_, End::Infinite) => Judged::different("an end that is infinite, and should be finite"),
            (End::Closed(one), End::Closed(other)) | (End::Open(one), End::Open(other)) => {
                self.compare(one, other)
            }
            (End::Closed(one), End::Open(other)) => {
                self.compare(one, other).and(|| Judged::different("an open end that should be closed"))
            }
            (End::Open(one), End::Closed(other)) => {
                self.compare(one, other).and(|| Judged::different("a closed end that should be open"))
            }
        }
    }

    /// Statements that are no sets of reals: inequalities between expressions.
    fn statements(&self, gold: &Expr, answer: &Expr) -> Judged {
        match (&gold.node, &answer.node) {
            (Node::Relation(one), Node::Relation(other)) => {
                let same_way = self.same_relations(one, other);
                if same_way.is_equal() {
                    same_way
                } else {
                    self.same_relations(one, &chains::reversed(other))
                }
            }
            (Node::SetBuilder(one), Node::SetBuilder(other)) => {
                let judged = self.compare(&one[0], &other[0]).and(|| self.compare(&one[1], &other[1]));
                if judged.is_equal() { judged } else { Judged::unknown("sets by different conditions") }
            }
            (Node::Nary(one, golds), Node::Nary(other, answers))
                if one == other && golds.len() == answers.len() =>
            {
                let mut weakest = Proof::SameForm;
                let mut free: Vec<&Expr> = answers.iter().collect();
                for gold in golds {
                    let same =
                        free.iter().enumerate().find_map(|(at, answer)| match self.compare(gold, answer) {
                            Judged::Equal(proof) => Some((at, proof)),
                            _ => None,
                        });
                    let Some((at, proof)) = same else {
                        return Judged::unknown("statements that could not be compared");
                    };
                    free.remove(at);
                    weakest = weakest.max(proof);
                }
                Judged::Equal(weakest)
            }
            _ => Judged::unknown("a set or a statement that has no form as intervals"),
        }
    }

    /// Relations with the same signs between equal expressions.
    fn same_relations(&self, one: &Relation, other: &Relation) -> Judged {
        if one.rest.len() != other.rest.len() || one.rest.iter().zip(&other.rest).any(|(a, b)| a.0 != b.0) {
            return Judged::unknown("relations that could not be compared");
        }
        let mut judged = self.compare(&one.first, &other.first);
        for ((_, a), (_, b)) in one.rest.iter().zip(&other.rest) {
            judged = judged.and(|| self.compare(a, b));
        }
        // Other expressions may still stand in the same relation.
        if judged.is_equal() { judged } else { Judged::unknown("relations between different expressions") }
    }

    fn set(&self, expr: &Expr) -> Result<Reals, NoForm> {
        let (intervals, variable) = self.intervals(expr)?;
        Ok(Reals { intervals: self.merged(intervals)?, variable })
    }

    /// The intervals of a set, in no order.
    fn intervals(&self, expr: &Expr) -> Result<Bounded, NoForm> {
        match &expr.node {
            Node::Nary(NaryOp::Intersection | NaryOp::And, parts) | Node::Sequence(Brackets::Bare, parts)
                if !matches!(expr.node, Node::Sequence(..)) || is_one_condition(parts) =>
            {
                let Some((first, rest)) = parts.split_first() else { return Err(NoForm::Other) };
                let (mut common, mut variable) = self.intervals(first)?;
                for part in rest {
                    let (intervals, of_part) = self.intervals(part)?;
                    common = self.intersection(&common, &intervals)?;
                    variable = one_variable(variable, of_part)?;
                }
                Ok((common, variable))
            }
            Node::Sequence(brackets, items) => match (brackets, items.as_slice()) {
                (
                    Brackets::Round | Brackets::Square | Brackets::RoundSquare | Brackets::SquareRound,
                    [low, high],
                ) => {
                    let (left, right) = match brackets {
                        Brackets::Round => (Closing::Open, Closing::Open),
                        Brackets::Square => (Closing::Closed, Closing::Closed),
                        Brackets::RoundSquare => (Closing::Open, Closing::Closed),
                        _ => (Closing::Closed, Closing::Open),
                    };
                    Ok((vec![Interval { low: low_end(low, left)?, high: high_end(high, right)? }], None))
                }
                (Brackets::Curly, items) => {
                    items.iter().map(point).collect::<Result<_, _>>().map(|points| (points, None))
                }
                _ => Err(NoForm::Other),
            },
            Node::Constant(constant) => match of_constant(*constant) {
                Some(SetConstant::All) => {
                    Ok((vec![Interval { low: End::Infinite, high: End::Infinite }], None))
                }
                Some(SetConstant::Positive) => {
                    let zero = Expr::new(expr.span, Node::Number(Number::integer(0_u8)));
                    Ok((vec![Interval { low: End::Open(zero), high: End::Infinite }], None))
                }
                Some(SetConstant::Empty) => Ok((Vec::new(), None)),
                None => point(expr).map(|point| (vec![point], None)),
            },
            Node::Nary(NaryOp::Union | NaryOp::Or, parts) => {
                let mut all = Vec::new();
                let mut variable = None;
                for part in parts {
                    let (intervals, of_part) = self.intervals(part)?;
                    all.extend(intervals);
                    variable = one_variable(variable, of_part)?;
                }
                if all.len() > MAX_INTERVALS { Err(NoForm::Order) } else { Ok((all, variable)) }
            }
            Node::Binary(BinaryOp::Difference, parts) => self.without(&parts[0], &parts[1]),
            Node::Nary(NaryOp::Sum, parts) => match parts.as_slice() {
                // Between numbers, the sign takes one from the other.
                [set, Expr { node: Node::Unary(UnaryOp::Minus, taken), .. }]
                    if super::is_set_of_reals(set) =>
                {
                    self.without(set, taken)
                }
                _ => point(expr).map(|point| (vec![point], None)),
            },
            Node::SetBuilder(parts) => {
                let (bound, within) = match &parts[0].node {
                    Node::Variable(name) => (*name, None),
                    Node::Relation(relation) => match (&relation.first.node, relation.rest.as_slice()) {
                        (Node::Variable(name), [(RelationOp::In, set)]) => (*name, Some(set)),
                        _ => return Err(NoForm::Other),
                    },
                    _ => return Err(NoForm::Other),
                };
                let (mut intervals, variable) = self.intervals(&parts[1])?;
                if variable != Some(bound) {
                    return Err(NoForm::Other);
                }
                if let Some(set) = within {
                    let (outer, _) = self.intervals(set)?;
                    intervals = self.intersection(&intervals, &outer)?;
                }
                Ok((intervals, None))
            }
            Node::Relation(relation) => self.inequality(relation),
            Node::Variable(_) | Node::Text(_) | Node::Labelled(_) | Node::Matrix(_) => Err(NoForm::Other),
            _ => point(expr).map(|point| (vec![point], None)),
        }
    }

    /// A set without the points or intervals of another.
    fn without(&self, set: &Expr, taken: &Expr) -> Result<Bounded, NoForm> {
        let (intervals, variable) = self.intervals(set)?;
        let (taken, _) = self.intervals(taken)?;
        let rest = self.complement(&taken)?;
        Ok((self.intersection(&intervals, &rest)?, variable))
    }

    /// The reals that are in none of the intervals.
    fn complement(&self, intervals: &[Interval]) -> Result<Vec<Interval>, NoForm> {
        let mut rest = vec![Interval { low: End::Infinite, high: End::Infinite }];
        let opened = |end: &End| match end {
            End::Closed(value) => Some(End::Open(value.clone())),
            End::Open(value) => Some(End::Closed(value.clone())),
            End::Infinite => None,
        };
        for interval in intervals {
            let below = opened(&interval.low).map(|high| Interval { low: End::Infinite, high });
            let above = opened(&interval.high).map(|low| Interval { low, high: End::Infinite });
            let outside: Vec<Interval> = below.into_iter().chain(above).collect();
            rest = self.intersection(&rest, &outside)?;
        }
        Ok(rest)
    }

    /// Relations that bound one variable: `x > 1`, `0 < x <= 1`, `x \in S`, `x \ne 2`, `x = 3`.
    fn inequality(&self, relation: &Relation) -> Result<Bounded, NoForm> {
        use RelationOp::{Equal, Greater, GreaterEqual, In, Less, LessEqual, NotEqual, NotIn};
        let variable = |expr: &Expr| match &expr.node {
            Node::Variable(name) => Some(*name),
            // The values of a function.
            Node::Call(call) => match call.function {
                Function::Named(name) => Some(name),
                _ => None,
            },
            _ => None,
        };
        let free_of = |expr: &Expr, name: Name| !expr.variables().contains(&name);
        match relation.rest.as_slice() {
            [(op, right)] => {
                if let Some(split) = self.absolute(relation) {
                    return split;
                }
                let (name, op, bound) = match (variable(&relation.first), variable(right)) {
                    (Some(name), None) => (name, *op, right),
                    (None, Some(name)) => (name, chains::turned(*op).ok_or(NoForm::Other)?, &relation.first),
                    _ => {
                        let (name, op, bound) =
                            self.solved_for(&relation.first, *op, right).ok_or(NoForm::Other)?;
                        let solved = Relation {
                            first: Expr::new(right.span, Node::Variable(name)),
                            rest: vec![(op, bound)],
                        };
                        return self.inequality(&solved);
                    }
                };
                if !free_of(bound, name) {
                    return Err(NoForm::Other);
                }
                let intervals = match op {
                    Less => vec![Interval { low: End::Infinite, high: high_end(bound, Closing::Open)? }],
                    LessEqual => {
                        vec![Interval { low: End::Infinite, high: high_end(bound, Closing::Closed)? }]
                    }
                    Greater => vec![Interval { low: low_end(bound, Closing::Open)?, high: End::Infinite }],
                    GreaterEqual => {
                        vec![Interval { low: low_end(bound, Closing::Closed)?, high: End::Infinite }]
                    }
                    Equal => match &bound.node {
                        Node::Sequence(..) => return Err(NoForm::Other),
                        _ => vec![point(bound)?],
                    },
                    NotEqual => self.complement(&points(bound)?)?,
                    In => self.intervals(bound)?.0,
                    NotIn => {
                        let (set, _) = self.intervals(bound)?;
                        self.complement(&set)?
                    }
                    _ => return Err(NoForm::Other),
                };
                Ok((intervals, Some(name)))
            }
            [(first, middle), (second, last)] => {
                let name = variable(middle).ok_or(NoForm::Other)?;
                if !free_of(&relation.first, name) || !free_of(last, name) {
                    return Err(NoForm::Other);
                }
                let closing = |op: RelationOp| match op {
                    Less | Greater => Some(Closing::Open),
                    LessEqual | GreaterEqual => Some(Closing::Closed),
                    _ => None,
                };
                let (left, right) =
                    (closing(*first).ok_or(NoForm::Other)?, closing(*second).ok_or(NoForm::Other)?);
                let up = |op: RelationOp| matches!(op, Less | LessEqual);
                let interval = match (up(*first), up(*second)) {
                    (true, true) => {
                        Interval { low: low_end(&relation.first, left)?, high: high_end(last, right)? }
                    }
                    (false, false) => {
                        Interval { low: low_end(last, right)?, high: high_end(&relation.first, left)? }
                    }
                    _ => return Err(NoForm::Other),
                };
                Ok((vec![interval], Some(name)))
            }
            _ => Err(NoForm::Other),
        }
    }
}

/// Whether an end of an interval belongs to it.
#[derive(Clone, Copy)]
enum Closing {
    Open,
    Closed,
}

/// A lower end, which may be negative infinity.
fn low_end(value: &Expr, closing: Closing) -> Result<End, NoForm> {
    match &value.node {
        Node::Unary(UnaryOp::Minus, _) if is_infinite(value) => Ok(End::Infinite),
        _ => end(value, closing),
    }
}

/// An upper end, which may be positive infinity.
fn high_end(value: &Expr, closing: Closing) -> Result<End, NoForm> {
    match &value.node {
        Node::Constant(Constant::Infinity) => Ok(End::Infinite),
        _ => end(value, closing),
    }
}

fn end(value: &Expr, closing: Closing) -> Result<End, NoForm> {
    if is_infinite(value) || !is_value(value) {
        return Err(NoForm::Other);
    }
    Ok(match closing {
        Closing::Open => End::Open(value.clone()),
        Closing::Closed => End::Closed(value.clone()),
    })
}

fn point(value: &Expr) -> Result<Interval, NoForm> {
    if is_infinite(value) || !is_value(value) {
        return Err(NoForm::Other);
    }
    Ok(Interval { low: End::Closed(value.clone()), high: End::Closed(value.clone()) })
}

/// A value, or both of `\pm a`.
fn points(value: &Expr) -> Result<Vec<Interval>, NoForm> {
    match &value.node {
        Node::Unary(UnaryOp::PlusMinus, operand) => {
            let minus = Expr::new(value.span, Node::Unary(UnaryOp::Minus, operand.clone()));
            Ok(vec![point(operand)?, point(&minus)?])
        }
        _ => Ok(vec![point(value)?]),
    }
}

/// Whether an expression is a single value.
fn is_value(expr: &Expr) -> bool {
    matches!(
        expr.node,
        Node::Number(_)
            | Node::Constant(Constant::Pi | Constant::E)
            | Node::Variable(_)
            | Node::Unary(..)
            | Node::Binary(..)
            | Node::Nary(NaryOp::Sum | NaryOp::Product, _)
            | Node::Call(_)
            | Node::Colon(_)
            | Node::Quantity(_)
    )
}

fn one_variable(one: Option<Name>, other: Option<Name>) -> Result<Option<Name>, NoForm> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Err(NoForm::Other),
        (one, other) => Ok(one.or(other)),
    }
}
