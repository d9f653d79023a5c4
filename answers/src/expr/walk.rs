//! Going through an expression: its direct parts, all of its parts, its variables.

use super::{Expr, Name, Node};

/// Whether `$is_such` holds for a direct part of `$node`, which is borrowed as `$iter` borrows: shared, or to be changed.
macro_rules! any_part {
    ($node:expr, $is_such:ident, $iter:ident $(, $mut:tt)?) => {
        match &$($mut)? $node {
            Node::Number(_)
            | Node::Constant(_)
            | Node::Variable(_)
            | Node::Ellipsis
            | Node::Text(_)
            | Node::Choice(_, None) => false,
            Node::Unary(_, part) | Node::Choice(_, Some(part)) => $is_such(part),
            Node::Binary(_, parts) | Node::SetBuilder(parts) => parts.$iter().any($is_such),
            Node::Nary(_, parts) | Node::Colon(parts) | Node::Sequence(_, parts) => parts.$iter().any($is_such),
            Node::Call(call) => call.args.$iter().any($is_such),
            Node::Quantity(quantity) => $is_such(&$($mut)? quantity.value),
            Node::Relation(relation) => {
                $is_such(&$($mut)? relation.first) || relation.rest.$iter().any(|(_, part)| $is_such(part))
            }
            Node::Matrix(matrix) => matrix.entries.$iter().any($is_such),
            Node::Piecewise(cases) => cases.$iter().any(|case| {
                $is_such(&$($mut)? case.value) || case.condition.$iter().any(&mut *$is_such)
            }),
            Node::Labelled(labelled) => $is_such(&$($mut)? labelled.value),
            Node::Qualified(qualified) => {
                $is_such(&$($mut)? qualified.subject) || $is_such(&$($mut)? qualified.condition)
            }
        }
    };
}

impl Expr {
    /// Whether one of its direct parts is such. They are asked in the order of writing.
    fn any_part<'a>(&'a self, is_such: &mut dyn FnMut(&'a Expr) -> bool) -> bool {
        any_part!(self.node, is_such, iter)
    }

    /// Calls `visit` with every direct part of the expression, in the order of writing.
    pub fn for_each_part<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.any_part(&mut |part| {
            visit(part);
            false
        });
    }

    /// Calls `visit` with every direct part of the expression, to be changed.
    pub fn for_each_part_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        let is_such = &mut |part: &mut Expr| {
            visit(part);
            false
        };
        any_part!(self.node, is_such, iter_mut, mut);
    }

    /// Whether the expression or any part of it, at any depth, is such.
    pub fn any(&self, is_such: &mut dyn FnMut(&Expr) -> bool) -> bool {
        is_such(self) || self.any_part(&mut |part| part.any(is_such))
    }

    /// Of how many expressions it is made, itself among them.
    pub(crate) fn size(&self) -> usize {
        let mut size = 0;
        self.any(&mut |_| {
            size += 1;
            false
        });
        size
    }

    /// Whether it has more levels than this.
    pub(crate) fn is_deeper(&self, levels: usize) -> bool {
        levels.checked_sub(1).is_none_or(|levels| self.any_part(&mut |part| part.is_deeper(levels)))
    }

    /// Whether it has no variables.
    pub(crate) fn has_no_variables(&self) -> bool {
        !self.any(&mut |part| matches!(part.node, Node::Variable(_)))
    }

    /// Every variable in it, once each, in the order of first use.
    pub fn variables(&self) -> Vec<Name> {
        let mut names = Vec::new();
        self.any(&mut |part| {
            if let Node::Variable(name) = part.node
                && !names.contains(&name)
            {
                names.push(name);
            }
            false
        });
        names
    }
}
