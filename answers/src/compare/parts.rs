//! Answers of several parts: tuples, lists, sets, matrices, alternatives, `\pm`, cases.

mod named;

use super::{Comparison, Judged, groups};
use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{
    Brackets, Case, Expr, Fence, Name, NaryOp, Node, Number, Relation, RelationOp, Span, UnaryOp,
};
use crate::rules::Order;
use named::{
    are_named_otherwise, are_values_of_others, has_distinct_names, have_other_names, in_order_of_names,
    names_say_order,
};

/// The most parts that are matched in any order.
const MAX_PARTS: usize = 64;

/// What leaves open whether parts are the same.
const OTHER_NAMES: &str = "the parts are named otherwise";

/// What tells two ratios of three or more apart.
const NO_MULTIPLE: &str = "the ratios are not proportional";

/// How parts stand together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Arrangement {
    /// Between brackets: the order says which is which.
    Ordered,
    /// Without brackets.
    Bare,
    /// In braces, where neither order nor repetition says anything.
    Set,
}

/// One part, with the variable or word that names it.
#[derive(Clone, Debug)]
struct Part {
    name: Option<Box<str>>,
    value: Expr,
}

struct Parts {
    arrangement: Arrangement,
    parts: Vec<Part>,
}

impl Parts {
    /// Whether this expression, as it is, is the only part.
    fn is_only(&self, expr: &Expr) -> bool {
        matches!(self.parts.as_slice(), [part] if part.value == *expr)
    }
}

impl Comparison<'_> {
    /// Compares where one side at least has several parts.
    pub(super) fn several(&self, gold: &Expr, answer: &Expr) -> Judged {
        if let Some(judged) = self.matrices(gold, answer) {
            return judged;
        }
        if let (Node::Colon(one), Node::Colon(other)) = (&gold.node, &answer.node) {
            return self.proportions(one, other);
        }
        if let Some((gold, answer)) = groups::as_tuples(gold, answer) {
            return self.several(&gold, &answer);
        }
        let (whole, other) = (gold, answer);
        let (mut gold, mut answer) = match (parts(gold), parts(answer)) {
            (Some(gold), Some(answer)) => (gold, answer),
            _ => return Judged::unknown("what several signs `±` stand for together is not said"),
        };
        // To compare what could not be taken apart would lead here again, and again.
        if gold.is_only(whole) && answer.is_only(other) {
            return Judged::unknown(
                "one side is a ratio of three, or states several values in one, and the other does not",
            );
        }
        if gold.parts.len() > MAX_PARTS || answer.parts.len() > MAX_PARTS {
            return Judged::Unknown(Doubt::Budget);
        }
        // One part on each side has no order, and is compared once, however deep it stands in brackets.
        if let ([one], [other]) = (gold.parts.as_slice(), answer.parts.as_slice()) {
            return match (&one.name, &other.name) {
                (Some(asked), Some(given)) if asked != given => Judged::unknown(OTHER_NAMES),
                _ => self.compare(&one.value, &other.value),
            };
        }
        if let Some(judged) = self.by_name(&gold, &answer) {
            // Which solution is `x_1` is a matter of taste.
            let are_counted =
                judged.is_different() && named::count_values(&gold) && named::count_values(&answer);
            if are_counted && self.in_any_order(&gold.parts, &answer.parts, Repetition::Counts).is_equal() {
                return Judged::unknown("the same values, counted in another order");
            }
            return judged;
        }
        if !has_distinct_names(&gold) || !has_distinct_names(&answer) {
            in_order_of_names(&mut gold);
            in_order_of_names(&mut answer);
        }
        let named = names_say_order(&gold) || names_say_order(&answer);
        let judged = match self.order() {
            Order::Ordered => self.in_order(&gold.parts, &answer.parts),
            Order::Multiset => self.in_any_order(&gold.parts, &answer.parts, Repetition::Counts),
            Order::Set => self.in_any_order(&gold.parts, &answer.parts, Repetition::IsNothing),
            Order::Inferred => match (gold.arrangement, answer.arrangement) {
                (Arrangement::Ordered, Arrangement::Ordered) => self.in_order(&gold.parts, &answer.parts),
                (Arrangement::Bare, Arrangement::Bare) if !named => {
                    self.in_any_order(&gold.parts, &answer.parts, Repetition::Counts)
                }
                (Arrangement::Set | Arrangement::Bare, Arrangement::Set | Arrangement::Bare) if !named => {
                    self.in_any_order(&gold.parts, &answer.parts, Repetition::IsNothing)
                }
                (one, other) => {
                    // Brackets or names on one side alone: the same parts in the same order are right either way.
                    let ordered = (one != Arrangement::Set && other != Arrangement::Set)
                        .then(|| self.in_order(&gold.parts, &answer.parts))
                        .filter(Judged::is_equal);
                    ordered.unwrap_or_else(|| {
                        match self.in_any_order(&gold.parts, &answer.parts, Repetition::Counts) {
                            Judged::Equal(_) => {
                                Judged::unknown("the same parts, and whether their order counts is not said")
                            }
                            any => any,
                        }
                    })
                }
            },
        };
        let names_count = matches!(self.order(), Order::Inferred | Order::Ordered);
        if judged.is_equal()
            && names_count
            && (are_named_otherwise(&gold, &answer) || are_values_of_others(&gold, &answer))
        {
            return Judged::unknown(OTHER_NAMES);
        }
        judged
    }

    /// Parts that both sides name, each with a name of its own: matched by name.
    fn by_name(&self, gold: &Parts, answer: &Parts) -> Option<Judged> {
        if !has_distinct_names(gold) || !has_distinct_names(answer) {
            return None;
        }
        // Where the rules say that the parts are a set, other names say nothing of them.
        if have_other_names(gold, answer) && matches!(self.order(), Order::Multiset | Order::Set) {
            return None;
        }
        let mut judged = Judged::Equal(Proof::SameForm);
        for part in &gold.parts {
            let Some(other) = answer.parts.iter().find(|other| other.name == part.name) else {
                return Some(if answer.parts.len() < gold.parts.len() {
                    Judged::Different(Witness::Missing(part.value.to_string()))
                } else {
                    Judged::unknown(OTHER_NAMES)
                });
            };
            judged = judged.and(|| self.compare(&part.value, &other.value));
        }
        if let Some(extra) =
            answer.parts.iter().find(|part| gold.parts.iter().all(|other| other.name != part.name))
        {
            return Some(judged.and(|| Judged::Different(Witness::Extra(extra.value.to_string()))));
        }
        Some(judged)
    }

    fn in_order(&self, gold: &[Part], answer: &[Part]) -> Judged {
        if gold.len() != answer.len() {
            return Judged::Different(Witness::Count { gold: gold.len(), answer: answer.len() });
        }
        let mut judged = Judged::Equal(Proof::SameForm);
        for (place, (one, other)) in gold.iter().zip(answer).enumerate() {
            let next = match self.compare(&one.value, &other.value) {
                Judged::Different(witness) => Judged::Different(Witness::Part(place + 1, Box::new(witness))),
                next => next,
            };
            judged = judged.and(|| next);
            if judged.is_different() {
                break;
            }
        }
        judged
    }

    /// Matches parts one to one. Equality is transitive, so the first equal part will do.
    fn in_any_order(&self, gold: &[Part], answer: &[Part], repetition: Repetition) -> Judged {
        let mut free: Vec<bool> = vec![true; answer.len()];
        let mut weakest = Proof::SameForm;
        let mut doubt = None;
        let mut all_found = true;
        let is_set = |value: &Expr| matches!(value.node, Node::Sequence(Brackets::Curly, _));
        let is_text = |part: &Part| matches!(part.value.node, Node::Text(_));
        for part in gold {
            // Words among mathematics are a remark, which need not be repeated.
            let mut missing = !is_text(part) || gold.iter().all(is_text);
            let mut found = false;
            // One that is written alike needs no proof, and is looked at first.
            let alike =
                answer.iter().enumerate().position(|(at, other)| free[at] && other.value == part.value);
            let others = (0..answer.len()).filter(|at| Some(*at) != alike);
            for at in alike.into_iter().chain(others) {
                let other = &answer[at];
                if !free[at] && repetition == Repetition::Counts {
                    continue;
                }
                match self.compare(&part.value, &other.value) {
                    // `{1}` is 1 as an answer, and not as an element.
                    Judged::Equal(_) if is_set(&part.value) != is_set(&other.value) => {
                        missing = false;
                        doubt = doubt.or(Some(Doubt::Undecided(
                            "a set of one element on one side, and the element on the other",
                        )));
                    }
                    Judged::Equal(proof) => {
                        weakest = weakest.max(proof);
                        free[at] = false;
                        found = true;
                        if repetition == Repetition::Counts {
                            break;
                        }
                    }
                    Judged::Different(_) => {}
                    Judged::Unknown(why) => {
                        missing = false;
                        doubt = doubt.or(Some(why));
                    }
                }
            }
            if !found && missing {
                return Judged::Different(Witness::Missing(part.value.to_string()));
            }
            all_found &= found;
        }
        let unmatched: Vec<&Part> =
            answer.iter().zip(&free).filter(|(_, free)| **free).map(|(part, _)| part).collect();
        // A part that is none of the gold's shows a difference, whatever the others are.
        let is_none_of_them =
            |extra: &&&Part| gold.iter().all(|part| self.compare(&part.value, &extra.value).is_different());
        if let Some(extra) = unmatched.iter().find(is_none_of_them) {
            return Judged::Different(Witness::Extra(extra.value.to_string()));
        }
        match doubt {
            // Whoever could not be matched with one part was matched with another.
            _ if all_found && unmatched.is_empty() => Judged::Equal(weakest),
            // One that repeats another says nothing new, and nothing wrong.
            None if all_found => Judged::unknown("a part is given more often than in the gold"),
            Some(doubt) => Judged::Unknown(doubt),
            None => Judged::unknown("a part could not be matched"),
        }
    }

    /// Compares where both sides are matrices, or one is and the other may be written as a tuple.
    fn matrices(&self, gold: &Expr, answer: &Expr) -> Option<Judged> {
        let (Node::Matrix(one), Node::Matrix(other)) = (&gold.node, &answer.node) else {
            return match (&gold.node, &answer.node) {
                (Node::Matrix(matrix), _) | (_, Node::Matrix(matrix)) if !is_vector(matrix) => {
                    Some(Judged::unknown("one side is a matrix and the other is not written as one"))
                }
                _ => None,
            };
        };
        if one.fence != other.fence || one.fence == Fence::Determinant {
            return Some(Judged::unknown("a determinant that is left to be evaluated"));
        }
        let vectors = is_vector(one) && is_vector(other);
        if (one.columns != other.columns || one.entries.len() != other.entries.len()) && !vectors {
            return Some(Judged::different("matrices of different sizes"));
        }
        let part = |value: &Expr| Part { name: None, value: value.clone() };
        let (one, other): (Vec<Part>, Vec<Part>) =
            (one.entries.iter().map(part).collect(), other.entries.iter().map(part).collect());
        Some(self.in_order(&one, &other))
    }

    /// Ratios of three and more: each the same multiple of the other's.
    fn proportions(&self, gold: &[Expr], answer: &[Expr]) -> Judged {
        if gold.len() != answer.len() {
            return Judged::Different(Witness::Count { gold: gold.len(), answer: answer.len() });
        }
        let has_names = |parts: &[Expr]| parts.iter().any(|part| !part.has_no_variables());
        if has_names(gold) != has_names(answer) {
            return Judged::unknown("a ratio of numbers on one side, and of variables on the other");
        }
        let zero = Expr::new(Span::default(), Node::Number(Number::integer(0_u8)));
        // Any multiple of a term that is 0 is 0, so that another one tells which multiple the answer is.
        let Some(at) = (0..gold.len()).find(|at| self.values(&gold[*at], &zero).is_different()) else {
            return Judged::unknown("a ratio of which no term is known not to be 0");
        };
        let (one, other) = (&gold[at], &answer[at]);
        match self.values(&zero, other) {
            Judged::Different(_) => {}
            Judged::Equal(_) => return Judged::different(NO_MULTIPLE),
            Judged::Unknown(doubt) => return Judged::Unknown(doubt),
        }
        let times =
            |a: &Expr, b: &Expr| Expr::new(a.span, Node::Nary(NaryOp::Product, vec![a.clone(), b.clone()]));
        let mut judged = Judged::Equal(Proof::SameForm);
        for (a, b) in gold.iter().zip(answer) {
            judged = judged.and(|| match self.values(&times(a, other), &times(b, one)) {
                Judged::Different(_) => Judged::different(NO_MULTIPLE),
                // Which of both sides has no value is not told apart here.
                Judged::Unknown(Doubt::UndefinedGold(_)) => {
                    Judged::unknown("a ratio of which a term has no value")
                }
                judged => judged,
            });
        }
        judged
    }

    /// Functions by cases: the same conditions, in any order, with the same values.
    pub(super) fn piecewise(&self, gold: &[Case], answer: &[Case]) -> Judged {
        if gold.len() != answer.len() || gold.len() > MAX_PARTS {
            return Judged::unknown("functions by different cases");
        }
        let have_one_condition = |one: &Case, other: &Case| match (&one.condition, &other.condition) {
            (None, None) => true,
            (Some(one), Some(other)) => self.compare(one, other).is_equal(),
            _ => false,
        };
        // Which of two cases with one condition holds is not said.
        let is_twice = |(at, case): (usize, &Case)| gold[..at].iter().any(|o| have_one_condition(o, case));
        if gold.iter().enumerate().any(is_twice) {
            return Judged::unknown("a function by cases with a condition twice");
        }
        let mut judged = Judged::Equal(Proof::SameForm);
        for case in gold {
            let same = answer.iter().find(|other| have_one_condition(case, other));
            let Some(other) = same else { return Judged::unknown("functions by different cases") };
            judged = judged.and(|| self.compare(&case.value, &other.value));
        }
        judged
    }
}

/// Whether a part that is given twice counts twice.
#[derive(Clone, Copy, PartialEq)]
enum Repetition {
    Counts,
    IsNothing,
}

fn is_vector(matrix: &crate::expr::Matrix) -> bool {
    matrix.fence == Fence::Matrix && (matrix.columns == 1 || matrix.columns == matrix.entries.len())
}

/// The parts of an expression; none where signs `±` leave open which there are.
fn parts(expr: &Expr) -> Option<Parts> {
    let mut out = Parts { arrangement: Arrangement::Bare, parts: Vec::new() };
    match &expr.node {
        Node::Sequence(Brackets::Curly, items) => {
            out.arrangement = Arrangement::Set;
            items.iter().try_for_each(|item| add(item, None, &mut out.parts))?;
        }
        Node::Sequence(Brackets::Bare, _) | Node::Nary(NaryOp::And | NaryOp::Or, _) => {
            add(expr, None, &mut out.parts)?
        }
        Node::Sequence(_, items) => {
            out.arrangement = Arrangement::Ordered;
            out.parts.extend(items.iter().map(|value| Part { name: None, value: value.clone() }));
            if items.iter().any(has_signs) {
                return None;
            }
        }
        Node::Matrix(matrix) => {
            out.arrangement = Arrangement::Ordered;
            out.parts.extend(matrix.entries.iter().map(|value| Part { name: None, value: value.clone() }));
        }
        Node::Relation(relation) if relation.rest.len() == 1 && relation.rest[0].0 == RelationOp::Equal => {
            let right = &relation.rest[0].1;
            match (&relation.first.node, &right.node) {
                // `(x, y) = (1, 2)`: names and values.
                (Node::Sequence(Brackets::Round, names), Node::Sequence(Brackets::Round, values))
                    if names.len() == values.len() =>
                {
                    out.arrangement = Arrangement::Ordered;
                    for (name, value) in names.iter().zip(values) {
                        out.parts.push(match &name.node {
                            Node::Variable(name) => {
                                Part { name: Some(name.as_str().into()), value: value.clone() }
                            }
                            _ => Part { name: None, value: equal(name.clone(), value.clone()) },
                        });
                    }
                }
                // `(x, y) = (1, 2), (3, 4)` would be a list of its own.
                (Node::Variable(name), Node::Sequence(Brackets::Curly, _)) => {
                    out = parts(right)?;
                    out.parts.iter_mut().for_each(|part| part.name = Some(name.as_str().into()));
                }
                (Node::Variable(_), Node::Sequence(..) | Node::Matrix(_)) => return parts(right),
                _ => add(expr, None, &mut out.parts)?,
            }
        }
        // `x \in \{1, 2\}` and `(p, q) \in \{(5, 2), (7, 2)\}` are one of these.
        Node::Relation(relation) if super::is_one_of(relation) => return parts(&relation.rest[0].1),
        _ => add(expr, None, &mut out.parts)?,
    }
    Some(out)
}

/// Adds an expression's parts, with the name that they share.
fn add(expr: &Expr, name: Option<&Name>, out: &mut Vec<Part>) -> Option<()> {
    match &expr.node {
        Node::Sequence(Brackets::Bare, items) | Node::Nary(NaryOp::And | NaryOp::Or, items) => {
            items.iter().try_for_each(|item| add(item, name, out))
        }
        Node::Labelled(labelled) => {
            let from = out.len();
            add(&labelled.value, name, out)?;
            out[from..].iter_mut().for_each(|part| part.name = Some(labelled.label.clone()));
            Some(())
        }
        Node::Relation(relation) if relation.rest.len() == 1 && relation.rest[0].0 == RelationOp::Equal => {
            match &relation.first.node {
                Node::Variable(variable) => add(&relation.rest[0].1, Some(variable), out),
                _ => {
                    out.push(Part { name: None, value: expr.clone() });
                    Some(())
                }
            }
        }
        _ => {
            let mut push =
                |value: Expr| out.push(Part { name: name.map(|name| name.as_str().into()), value });
            match signs(expr) {
                (0, 0) => push(expr.clone()),
                // One `±`, and any `∓` goes with it.
                (1, _) => {
                    push(with_sign(expr, Sign::Upper));
                    push(with_sign(expr, Sign::Lower));
                }
                _ => return None,
            }
            Some(())
        }
    }
}

fn has_signs(expr: &Expr) -> bool {
    signs(expr) != (0, 0)
}

/// How many `±` and `∓` an expression holds.
fn signs(expr: &Expr) -> (usize, usize) {
    let (mut plus_minus, mut minus_plus) = (0, 0);
    expr.any(&mut |part| {
        match part.node {
            Node::Unary(UnaryOp::PlusMinus, _) => plus_minus += 1,
            Node::Unary(UnaryOp::MinusPlus, _) => minus_plus += 1,
            _ => {}
        }
        false
    });
    (plus_minus, minus_plus)
}

/// Which of the two signs of `±` is taken.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Upper,
    Lower,
}

/// The expression with the upper or the lower signs.
fn with_sign(expr: &Expr, sign: Sign) -> Expr {
    super::equations::mapped(expr, &mut |part| {
        let (operand, minus) = match &part.node {
            Node::Unary(UnaryOp::PlusMinus, operand) => (operand, sign == Sign::Lower),
            Node::Unary(UnaryOp::MinusPlus, operand) => (operand, sign == Sign::Upper),
            _ => return None,
        };
        let operand = with_sign(operand, sign);
        Some(if minus {
            Expr::new(part.span, Node::Unary(UnaryOp::Minus, Box::new(operand)))
        } else {
            operand
        })
    })
}

/// `left = right`.
fn equal(left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let relation = Relation { first: left, rest: vec![(RelationOp::Equal, right)] };
    Expr::new(span, Node::Relation(Box::new(relation)))
}
