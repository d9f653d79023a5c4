//! Chains of relations: read from the right, and as an order of variables.

use super::{Bounded, Comparison, NoForm, one_variable};
use crate::expr::{Expr, Name, Node, Relation, RelationOp, Span, UnaryOp};

impl Comparison<'_> {
    /// `|u| < a` as `u < a` and `u > -a`, and `|u| > a` as `u > a` or `u < -a`, whatever the sign of `a` is.
    pub(super) fn absolute(&self, relation: &Relation) -> Option<Result<Bounded, NoForm>> {
        use RelationOp::{Greater, GreaterEqual, Less, LessEqual};
        let [(op, right)] = relation.rest.as_slice() else { return None };
        let (inside, op, bound) = match (&relation.first.node, &right.node) {
            (Node::Unary(UnaryOp::Abs, inside), _) => (inside, *op, right),
            (_, Node::Unary(UnaryOp::Abs, inside)) => (inside, turned(*op)?, &relation.first),
            _ => return None,
        };
        // `z` is a complex number more often than not, and a bar within bars would be split again and again.
        let is_split = |part: &Expr| match &part.node {
            Node::Unary(UnaryOp::Abs, _) => true,
            Node::Variable(name) => matches!(name.as_str(), "z" | "w"),
            _ => false,
        };
        if inside.any(&mut |part| is_split(part)) || bound.any(&mut |part| is_split(part)) {
            return None;
        }
        let minus = Expr::new(bound.span, Node::Unary(UnaryOp::Minus, Box::new(bound.clone())));
        let side = |op: RelationOp, bound: &Expr| {
            self.inequality(&Relation { first: (**inside).clone(), rest: vec![(op, bound.clone())] })
        };
        let both = || {
            let (one, name) = side(op, bound)?;
            let (other, second) = side(turned(op).ok_or(NoForm::Other)?, &minus)?;
            let all = match op {
                Less | LessEqual => self.intersection(&one, &other)?,
                _ => [one, other].concat(),
            };
            Ok((all, one_variable(name, second)?))
        };
        matches!(op, Less | LessEqual | Greater | GreaterEqual).then(both)
    }
}

/// The variables of a chain of at least three such as `a < b < c`, the least first, each once.
pub(super) fn ascending(expr: &Expr) -> Option<Vec<Name>> {
    let Node::Relation(relation) = &expr.node else { return None };
    if relation.rest.len() < 2 {
        return None;
    }
    let mut names = Vec::with_capacity(relation.rest.len() + 1);
    for expr in std::iter::once(&relation.first).chain(relation.rest.iter().map(|(_, expr)| expr)) {
        match expr.node {
            Node::Variable(name) if !names.contains(&name) => names.push(name),
            _ => return None,
        }
    }
    let op = relation.rest[0].0;
    if relation.rest.iter().any(|(other, _)| *other != op) {
        return None;
    }
    match op {
        RelationOp::Less => {}
        RelationOp::Greater => names.reverse(),
        _ => return None,
    }
    Some(names)
}

/// The relation read from the right.
pub(super) fn turned(op: RelationOp) -> Option<RelationOp> {
    use RelationOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    Some(match op {
        Less => Greater,
        LessEqual => GreaterEqual,
        Greater => Less,
        GreaterEqual => LessEqual,
        Equal => Equal,
        NotEqual => NotEqual,
        _ => return None,
    })
}

/// A chain read from the right; itself where it has no such reading.
pub(super) fn reversed(relation: &Relation) -> Relation {
    let mut exprs = vec![relation.first.clone()];
    let mut ops = Vec::new();
    for (op, expr) in &relation.rest {
        let Some(op) = turned(*op) else { return relation.clone() };
        ops.push(op);
        exprs.push(expr.clone());
    }
    exprs.reverse();
    ops.reverse();
    let mut exprs = exprs.into_iter();
    let first = exprs.next().unwrap_or(Expr::new(Span::default(), Node::Ellipsis));
    Relation { first, rest: ops.into_iter().zip(exprs).collect() }
}
