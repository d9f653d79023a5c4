//! Letters that stand for what no question names: units, `5000 m`, `5 m/s`, `12 m^2`, and arbitrary constants,
//! `C_1 e^x + C_2 e^{-x}`.

use crate::expr::{BinaryOp, Constant, Expr, Name, NaryOp, Node, Number, Quantity, Span, UnaryOp};
use crate::units;

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
            let (mut rest, mut unit) = symbols(parts)?;
            // `1500 N m`, of which no letter is left.
            while rest.iter().any(|part| !part.has_no_variables()) {
                let (before, one) = symbols(rest)?;
                unit = if unit.starts_with('/') { format!("{one}{unit}") } else { format!("{one}*{unit}") };
                rest = before;
            }
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

/// The unit that the last factor, or the last two, spell, and what stands before them.
fn symbols(parts: &[Expr]) -> Option<(&[Expr], String)> {
    match parts {
        [before @ .., first, last] if !before.is_empty() && pair(first, last).is_some() => {
            Some((before, pair(first, last)?))
        }
        [before @ .., last] if !before.is_empty() => Some((before, unit(last)?)),
        _ => None,
    }
}

/// The unit that two letters spell, as in `5 kJ`.
fn pair(first: &Expr, last: &Expr) -> Option<String> {
    // Miles, of which the second letter is a constant.
    if matches!((&first.node, &last.node), (Node::Variable(m), Node::Constant(Constant::I)) if m.as_str() == "m")
    {
        return Some("mi".to_owned());
    }
    let (Node::Variable(first), Node::Variable(last)) = (&first.node, &last.node) else { return None };
    let spelled = match last.as_str() {
        "\\Omega" => return None,
        last => format!("{}{last}", first.as_str()),
    };
    (spelled.len() == 2).then(|| units::symbol(&spelled)).flatten().map(str::to_owned)
}

/// The unit that a letter, its square or cube, or a quotient of two spells.
fn unit(expr: &Expr) -> Option<String> {
    match &expr.node {
        Node::Variable(name) if name.as_str() == "\\Omega" => Some("ohm".to_owned()),
        Node::Variable(name) => {
            matches!(name.as_str(), "m" | "s" | "g" | "h" | "L" | "N" | "J" | "W" | "V" | "A")
                .then(|| name.as_str().to_owned())
        }
        Node::Binary(BinaryOp::Power, parts) => match (&parts[0].node, &parts[1].node) {
            (Node::Variable(_), Node::Number(power)) if power.is_whole() => {
                let power = u8::try_from(&power.digits).ok().filter(|power| matches!(power, 2 | 3))?;
                Some(format!("{}^{power}", unit(&parts[0])?))
            }
            (Node::Variable(_), Node::Unary(UnaryOp::Minus, operand)) => match &operand.node {
                Node::Number(power) if power.is_whole() && power.digits == 1_u8.into() => {
                    Some(format!("/{}", unit(&parts[0])?))
                }
                Node::Number(power) if power.is_whole() && power.digits == 2_u8.into() => {
                    Some(format!("/{}^2", unit(&parts[0])?))
                }
                _ => None,
            },
            _ => None,
        },
        Node::Binary(BinaryOp::Quotient, parts) => Some(format!("{}/{}", unit(&parts[0])?, unit(&parts[1])?)),
        _ => None,
    }
}

/// `5\mu\text{m}` as `5 \cdot 10^{-6}\text{ m}`; none where no unit has this letter before it.
pub(super) fn without_micro(expr: &Expr) -> Option<Expr> {
    let Node::Quantity(quantity) = &expr.node else { return None };
    let Node::Nary(NaryOp::Product, parts) = &quantity.value.node else { return None };
    let is_micro = |part: &&Expr| matches!(&part.node, Node::Variable(name) if name.as_str() == "\\mu");
    let (micro, rest): (Vec<&Expr>, Vec<&Expr>) = parts.iter().partition(is_micro);
    let ([micro], true) = (micro.as_slice(), rest.iter().all(|part| part.has_no_variables())) else {
        return None;
    };
    let whole = |value: u8| Expr::new(Span::default(), Node::Number(Number::integer(value)));
    let minus_six = Expr::new(Span::default(), Node::Unary(UnaryOp::Minus, Box::new(whole(6))));
    let millionth = Node::Binary(BinaryOp::Power, Box::new([whole(10), minus_six]));
    let mut factors: Vec<Expr> = rest.into_iter().cloned().collect();
    factors.push(Expr::new(micro.span, millionth));
    let value = Expr::new(quantity.value.span, Node::Nary(NaryOp::Product, factors));
    Some(Expr::new(expr.span, Node::Quantity(Box::new(Quantity { value, unit: quantity.unit.clone() }))))
}

/// Whether an expression is a number with letters after it, which may be a unit that is not known.
pub(super) fn may_spell_a_unit(expr: &Expr) -> bool {
    fn is_symbol(expr: &Expr) -> bool {
        match &expr.node {
            Node::Variable(name) => {
                !matches!(name.as_str(), "x" | "y" | "z") && !name.as_str().contains(['_', '\''])
            }
            Node::Binary(BinaryOp::Power, parts) => is_symbol(&parts[0]) && parts[1].has_no_variables(),
            Node::Binary(BinaryOp::Quotient, parts) => parts.iter().all(is_symbol),
            _ => false,
        }
    }
    // One small letter that is no unit that is known is a variable.
    let is_capital = |part: &Expr| matches!(&part.node, Node::Variable(name) if name.as_str().starts_with(|c: char| c.is_ascii_uppercase()));
    match &expr.node {
        Node::Nary(NaryOp::Product, parts) => {
            let numbers = parts.iter().take_while(|part| part.has_no_variables()).count();
            match &parts[numbers..] {
                _ if numbers == 0 => false,
                [one] => is_capital(one),
                letters => !letters.is_empty() && letters.iter().all(is_symbol),
            }
        }
        Node::Binary(BinaryOp::Quotient, parts) => {
            is_symbol(&parts[1])
                && match &parts[0].node {
                    Node::Nary(NaryOp::Product, above) => {
                        above[0].has_no_variables() && above[1..].iter().all(is_symbol)
                    }
                    _ => false,
                }
        }
        Node::Unary(UnaryOp::Minus, operand) => may_spell_a_unit(operand),
        _ => false,
    }
}

/// Whether both sides are one letter, as choices are, that is small on one side alone.
pub(super) fn differ_in_case(gold: &Expr, answer: &Expr) -> bool {
    match (&gold.node, &answer.node) {
        (Node::Variable(one), Node::Variable(other)) => {
            match (one.as_str().as_bytes(), other.as_str().as_bytes()) {
                ([one], [other]) => one != other && one.eq_ignore_ascii_case(other),
                _ => false,
            }
        }
        _ => false,
    }
}

/// The expression with bold names as those under an arrow, where it has any: both are vectors.
pub(super) fn with_arrows(expr: &Expr) -> Option<Expr> {
    let names: Vec<(Name, Name)> = expr
        .variables()
        .into_iter()
        .filter(|name| name.as_str().starts_with("\\mathbf{"))
        .filter_map(|name| Some((name, Name::new(&format!("\\vec{{{}}}", name.without_bold()))?)))
        .collect();
    (!names.is_empty()).then(|| super::equations::renamed(expr, &names))
}

/// Whether one side alone takes the absolute value of something with a letter that complex numbers are given:
/// `|z|^2` and `z^2` are the same for real numbers.
pub(super) fn lack_an_absolute_value(gold: &Expr, answer: &Expr) -> bool {
    let has_one = |expr: &Expr| {
        expr.any(&mut |part| match &part.node {
            Node::Unary(UnaryOp::Abs, operand) => {
                operand.variables().iter().any(|name| matches!(name.as_str(), "z" | "w" | "\\omega"))
            }
            _ => false,
        })
    };
    has_one(gold) != has_one(answer)
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
