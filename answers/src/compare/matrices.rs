//! Matrices that programs write: `[[1, 2], [3, 4]]`, and `[1, 2]` for a vector.

use crate::expr::{Brackets, Expr, Fence, Matrix, Node};

/// Lists in square brackets as the matrix that they are beside one; none where either is something else.
pub(super) fn of_rows(matrix: &Expr, lists: &Expr) -> Option<Expr> {
    let Node::Matrix(known) = &matrix.node else { return None };
    if known.fence != Fence::Matrix {
        return None;
    }
    let Node::Sequence(Brackets::Square, rows) = &lists.node else { return None };
    let is_list = |row: &Expr| matches!(row.node, Node::Sequence(Brackets::Square, _));
    if !rows.iter().any(is_list) {
        // Without rows it is a vector, and stands as one.
        return (known.columns == 1).then(|| of_entries(lists, 1, rows.clone()));
    }
    let mut entries = Vec::new();
    let mut columns = None;
    for row in rows {
        let Node::Sequence(Brackets::Square, row) = &row.node else { return None };
        if *columns.get_or_insert(row.len()) != row.len() {
            return None;
        }
        entries.extend(row.iter().cloned());
    }
    Some(of_entries(lists, columns?, entries))
}

fn of_entries(lists: &Expr, columns: usize, entries: Vec<Expr>) -> Expr {
    Expr::new(lists.span, Node::Matrix(Box::new(Matrix { columns, entries, fence: Fence::Matrix })))
}
