//! Going through an expression: its direct parts, all of its parts, its variables.

use super::{Expr, Name, Node};

/// Calls `$visit` with every direct part of `$node`, which is borrowed as `$iter` borrows: shared, or to be changed.
macro_rules! visit_parts {
    ($node:expr, $visit:ident, $iter:ident $(, $mut:tt)?) => {
        match &$($mut)? $node {
            Node::Number(_)
            | Node::Constant(_)
            | Node::Variable(_)
            | Node::Ellipsis
            | Node::Text(_)
            | Node::Choice(_, None) => {}
            Node::Unary(_, part) | Node::Choice(_, Some(part)) => $visit(part),
            Node::Binary(_, parts) | Node::SetBuilder(parts) => parts.$iter().for_each($visit),
            Node::Nary(_, parts) | Node::Colon(parts) | Node::Sequence(_, parts) => {
                parts.$iter().for_each($visit);
            }
            Node::Call(call) => call.args.$iter().for_each($visit),
            Node::Quantity(quantity) => $visit(&$($mut)? quantity.value),
            Node::Relation(relation) => {
                $visit(&$($mut)? relation.first);
                relation.rest.$iter().for_each(|(_, part)| $visit(part));
            }
            Node::Matrix(matrix) => matrix.entries.$iter().for_each($visit),
            Node::Piecewise(cases) => {
                for case in cases {
                    $visit(&$($mut)? case.value);
                    case.condition.$iter().for_each(&mut *$visit);
                }
            }
            Node::Labelled(labelled) => $visit(&$($mut)? labelled.value),
            Node::Qualified(qualified) => {
                $visit(&$($mut)? qualified.subject);
                $visit(&$($mut)? qualified.condition);
            }
        }
    };
}

impl Expr {
    /// Calls `visit` with every direct part of the expression, in the order of writing.
    pub fn for_each_part<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit_parts!(self.node, visit, iter);
    }

    /// Calls `visit` with every direct part of the expression, to be changed.
    pub fn for_each_part_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        visit_parts!(self.node, visit, iter_mut, mut);
    }

    /// Whether the expression or any part of it, at any depth, is such.
    pub fn any(&self, is_such: &mut dyn FnMut(&Expr) -> bool) -> bool {
        if is_such(self) {
            return true;
        }
        let mut found = false;
        self.for_each_part(&mut |part| found = found || part.any(is_such));
        found
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
