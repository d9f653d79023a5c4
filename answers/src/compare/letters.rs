//! Letters that stand for what no question names: units, `5000 m`, `5 m/s`, `12 m^2`, and arbitrary constants,
//! `C_1 e^x + C_2 e^{-x}`.

use crate::expr::{BinaryOp, Expr, Name, NaryOp, Node, Quantity, UnaryOp};

/// A number times letters that are symbols of units, as a quantity. Whether they are meant so is not said.
pub(super) fn as_quantity(expr: &Expr) -> Option<Expr> {
    let (value, unit) = split(expr)?;
    value.has_no_variables().then(|| {
        Expr::new(expr.span, Node::Quantity(Box::new(Quantity { value, unit: unit.into_boxed_str() })))
    })
}

/// What stands before the letters, and the unit that they spell.
fn split(expr: &Expr) -> Option<(Expr, String)> {
    match &expr.node {
        Node::Nary(NaryOp::Product, parts) => {
            let (last, rest) = parts.split_last()?;
            let unit = unit(last)?;
            let value = match rest {
                [one] => one.clone(),
                _ => Expr::new(expr.span, Node::Nary(NaryOp::Product, rest.to_vec())),
            };
            Some((value, unit))
        }
        Node::Unary(UnaryOp::Minus, operand) => {
            let (value, unit) = split(operand)?;
            Some((Expr::new(expr.span, Node::Unary(UnaryOp::Minus, Box::new(value))), unit))
        }
        Node::Binary(BinaryOp::Quotient, parts) => {
            let (value, above) = split(&parts[0])?;
            Some((value, format!("{above}/{}", unit(&parts[1])?)))
        }
        _ => None,
    }
}

/// The unit that a letter, its square or cube, or a quotient of two spells.
fn unit(expr: &Expr) -> Option<String> {
    match &expr.node {
        Node::Variable(name) => matches!(name.as_str(), "m" | "s" | "g" | "h" | "L" | "N" | "J" | "W" | "V")
            .then(|| name.as_str().to_owned()),
        Node::Binary(BinaryOp::Power, parts) => match (&parts[0].node, &parts[1].node) {
            (Node::Variable(_), Node::Number(power)) if power.is_whole() => {
                let power = u8::try_from(&power.digits).ok().filter(|power| matches!(power, 2 | 3))?;
                Some(format!("{}^{power}", unit(&parts[0])?))
            }
            _ => None,
        },
        Node::Binary(BinaryOp::Quotient, parts) => Some(format!("{}/{}", unit(&parts[0])?, unit(&parts[1])?)),
        _ => None,
    }
}

/// Whether two expressions in a variable may be the same but for the names of their arbitrary constants.
pub(super) fn are_constants_named_otherwise(gold: &Expr, answer: &Expr) -> bool {
    let (golds, answers) = (gold.variables(), answer.variables());
    let is_shared_variable =
        |name: &Name| answers.contains(name) && name.as_str().starts_with(|c: char| c.is_ascii_lowercase());
    let own = |one: &[Name], other: &[Name]| -> Vec<Name> {
        one.iter().filter(|name| !other.contains(name)).copied().collect()
    };
    let (asked, given) = (own(&golds, &answers), own(&answers, &golds));
    !asked.is_empty()
        && asked.len() == given.len()
        && asked.iter().chain(&given).all(|name| is_constant(*name))
        && golds.iter().any(is_shared_variable)
}

/// Whether a name is one of those that arbitrary constants are given.
fn is_constant(name: Name) -> bool {
    matches!(
        name.as_str(),
        "A" | "B"
            | "C"
            | "D"
            | "K"
            | "c"
            | "k"
            | "A_1"
            | "A_2"
            | "C_1"
            | "C_2"
            | "C_3"
            | "c_1"
            | "c_2"
            | "c_3"
    )
}
