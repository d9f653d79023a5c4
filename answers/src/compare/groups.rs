//! Solutions that are written as assignments, `p = 5, q = 2; p = 7, q = 2`, against tuples, `(5, 2), (7, 2)`.

use crate::expr::{Brackets, Expr, Name, NaryOp, Node, Relation, RelationOp, Span};

/// Several solutions, each of which gives a value to the same names.
struct Solutions {
    names: Vec<Name>,
    /// The values of each, in the order of the names.
    values: Vec<Vec<Expr>>,
}

/// Both sides as lists of tuples, where one at least is written as assignments and the other is that or such a list.
pub(super) fn as_tuples(gold: &Expr, answer: &Expr) -> Option<(Expr, Expr)> {
    match (solutions(gold), solutions(answer)) {
        (Some(one), Some(other)) if one.names == other.names => Some((one.into_expr(), other.into_expr())),
        (Some(one), None) if is_list_of_tuples(answer, one.names.len()) => {
            Some((one.into_expr(), answer.clone()))
        }
        (None, Some(other)) if is_list_of_tuples(gold, other.names.len()) => {
            Some((gold.clone(), other.into_expr()))
        }
        _ => None,
    }
}

impl Solutions {
    fn into_expr(self) -> Expr {
        let tuple = |values| Expr::new(Span::default(), Node::Sequence(Brackets::Round, values));
        Expr::new(
            Span::default(),
            Node::Sequence(Brackets::Bare, self.values.into_iter().map(tuple).collect()),
        )
    }
}

/// Whether names are letters that follow one another, so that their order is that of the alphabet.
pub(super) fn follow_one_another(names: &[&str]) -> bool {
    let mut letters: Vec<u8> = Vec::with_capacity(names.len());
    for name in names {
        match name.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => letters.push(*letter),
            _ => return false,
        }
    }
    letters.sort_unstable();
    letters.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

/// The parts of a list, a set or alternatives.
fn items(expr: &Expr) -> Option<&[Expr]> {
    match &expr.node {
        Node::Sequence(Brackets::Bare | Brackets::Curly, items)
        | Node::Nary(NaryOp::And | NaryOp::Or, items) => Some(items),
        _ => None,
    }
}

/// Whether one side says that all of its parts hold and the other that one of
/// them does, where they speak of different things: `x = 1` and `y = 2`, or `x = 1` or `y = 2`.
pub(super) fn are_alternatives_on_one_side(gold: &Expr, answer: &Expr) -> bool {
    let is_or = |expr: &Expr| matches!(expr.node, Node::Nary(NaryOp::Or, _));
    if is_or(gold) == is_or(answer) {
        return false;
    }
    let name = |part: &Expr| match &part.node {
        Node::Variable(name) => Some(*name),
        _ => assignment(part).map(|(name, _)| name),
    };
    let names =
        |expr: &Expr| items(expr).and_then(|parts| parts.iter().map(name).collect::<Option<Vec<Name>>>());
    let differ = |names: &[Name]| names.iter().any(|name| *name != names[0]);
    matches!((names(gold), names(answer)), (Some(one), Some(other)) if differ(&one) && differ(&other))
}

fn is_list_of_tuples(expr: &Expr, size: usize) -> bool {
    let is_tuple =
        |item: &Expr| matches!(&item.node, Node::Sequence(Brackets::Round, parts) if parts.len() == size);
    items(expr).is_some_and(|items| items.iter().all(is_tuple))
}

/// The name and the value of `x = 5`.
fn assignment(expr: &Expr) -> Option<(Name, &Expr)> {
    let Node::Relation(relation) = &expr.node else { return None };
    match (&relation.first.node, relation.rest.as_slice()) {
        (Node::Variable(name), [(RelationOp::Equal, value)]) => Some((*name, value)),
        _ => None,
    }
}

/// `x = y = 1` as `x = 1, y = 1`: a value that several names share.
pub(super) fn of_chain(expr: &Expr) -> Option<Expr> {
    let Node::Relation(relation) = &expr.node else { return None };
    let ((_, value), between) = relation.rest.split_last()?;
    if between.is_empty() || relation.rest.iter().any(|(op, _)| *op != RelationOp::Equal) {
        return None;
    }
    let named = std::iter::once(&relation.first).chain(between.iter().map(|(_, name)| name));
    let mut names: Vec<&Expr> = Vec::with_capacity(relation.rest.len());
    for name in named {
        if !matches!(name.node, Node::Variable(_)) || names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    value.has_no_variables().then(|| {
        let assigned = |name: &Expr| {
            let rest = vec![(RelationOp::Equal, value.clone())];
            Expr::new(expr.span, Node::Relation(Box::new(Relation { first: name.clone(), rest })))
        };
        Expr::new(expr.span, Node::Sequence(Brackets::Bare, names.into_iter().map(assigned).collect()))
    })
}

fn solutions(expr: &Expr) -> Option<Solutions> {
    let all = items(expr)?;
    let groups: Vec<Vec<(Name, &Expr)>> = if all.iter().all(|item| assignment(item).is_some()) {
        // Names that come again begin the next solution.
        let pairs: Vec<(Name, &Expr)> = all.iter().filter_map(assignment).collect();
        let size = pairs.iter().skip(1).position(|(name, _)| *name == pairs[0].0)? + 1;
        if !pairs.len().is_multiple_of(size) {
            return None;
        }
        pairs.chunks(size).map(<[_]>::to_vec).collect()
    } else {
        all.iter()
            .map(|group| items(group)?.iter().map(assignment).collect::<Option<Vec<_>>>())
            .collect::<Option<_>>()?
    };
    let mut names: Vec<Name> = groups.first()?.iter().map(|(name, _)| *name).collect();
    let spelled: Vec<&str> = names.iter().map(Name::as_str).collect();
    if follow_one_another(&spelled) {
        names.sort_unstable();
    }
    let is_distinct = names.iter().enumerate().all(|(at, name)| !names[..at].contains(name));
    if groups.len() < 2 || names.len() < 2 || !is_distinct {
        return None;
    }
    let values = groups
        .iter()
        .map(|group| {
            let value = |name: &Name| {
                group.iter().find(|(other, _)| other == name).map(|(_, value)| (*value).clone())
            };
            (group.len() == names.len()).then(|| names.iter().map(value).collect::<Option<Vec<Expr>>>())?
        })
        .collect::<Option<_>>()?;
    Some(Solutions { names, values })
}
