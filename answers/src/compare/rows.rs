//! Capital letters in a row: names of segments, words, choices, or products of matrices, whose order counts.

use std::collections::VecDeque;

use crate::expr::{BinaryOp, Expr, Name, NaryOp, Node, UnaryOp};

/// The most letters of a row, with those that a power repeats.
const MAX_LETTERS: usize = 16;

/// A letter with the power that it has in a row.
type Letter = (Name, bool, i32);

/// Whether both sides are capital letters in a row, of which one has several, and are not the same
/// where no two of them change places: `AB` and `BA`, `P^{-1}AP` and `A`.
pub(super) fn are_in_other_orders(gold: &Expr, answer: &Expr) -> bool {
    match (row(gold), row(answer)) {
        (Some(one), Some(other)) => one != other && (keeps_places(&one) || keeps_places(&other)),
        _ => false,
    }
}

/// Whether the letters may be a name, or matrices, of which inverses and transposes are taken. `I^2R` is a product.
fn keeps_places(row: &[Letter]) -> bool {
    row.iter().all(|(_, _, power)| *power == 1)
        || row.iter().any(|(_, transposed, power)| *transposed || *power < 0)
}

/// The letters of a row, those beside one another that are the same put together.
fn row(expr: &Expr) -> Option<Vec<Letter>> {
    let mut letters = VecDeque::new();
    add(expr, &mut letters)?;
    let mut reduced: Vec<Letter> = Vec::with_capacity(letters.len());
    for (name, transposed, power) in letters {
        match reduced.last_mut() {
            Some((last, same, sum)) if *last == name && *same == transposed => {
                *sum += power;
                if *sum == 0 {
                    reduced.pop();
                }
            }
            _ => reduced.push((name, transposed, power)),
        }
    }
    Some(reduced)
}

fn add(expr: &Expr, row: &mut VecDeque<Letter>) -> Option<()> {
    if row.len() >= MAX_LETTERS {
        return None;
    }
    match &expr.node {
        Node::Variable(name) if is_capital(*name) => row.push_back((*name, false, 1)),
        Node::Nary(NaryOp::Product, parts) => parts.iter().try_for_each(|part| add(part, row))?,
        Node::Binary(BinaryOp::Power, parts) => match &parts[1].node {
            Node::Variable(mark) if mark.as_str() == "T" => {
                let mut inside = VecDeque::new();
                add(&parts[0], &mut inside)?;
                row.extend(
                    inside.into_iter().rev().map(|(name, transposed, power)| (name, !transposed, power)),
                );
            }
            _ => {
                let power = small_power(&parts[1])?;
                let mut inside = VecDeque::new();
                add(&parts[0], &mut inside)?;
                if inside.len().checked_mul(power.unsigned_abs() as usize)? > MAX_LETTERS {
                    return None;
                }
                for _ in 0..power.unsigned_abs() {
                    if power > 0 {
                        row.extend(inside.iter().copied());
                    } else {
                        row.extend(
                            inside.iter().rev().map(|(name, transposed, one)| (*name, *transposed, -one)),
                        );
                    }
                }
            }
        },
        _ => return None,
    }
    Some(())
}

fn small_power(expr: &Expr) -> Option<i32> {
    match &expr.node {
        Node::Number(number) if number.is_whole() => {
            i32::try_from(&number.digits).ok().filter(|power| *power <= 16)
        }
        Node::Unary(UnaryOp::Minus, operand) => small_power(operand).map(|power| -power),
        _ => None,
    }
}

fn is_capital(name: Name) -> bool {
    matches!(name.without_bold().as_bytes(), [b'A'..=b'Z'])
}
