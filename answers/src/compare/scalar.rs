//! Single values: numbers, expressions, quantities, percentages, angles, digits in a base, times.

use super::value;
use super::{Comparison, Judged, form, letters, nouns, rows};
use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{BinaryOp, Constant, Expr, NaryOp, Node, Notation, Number, Quantity, UnaryOp};
use crate::kernel::{Error, Rational};
use crate::rules::{Form, Percent, Units};
use crate::units::Unit;

impl Comparison<'_> {
    /// Compares two single values.
    pub(super) fn scalars(&self, gold: &Expr, answer: &Expr) -> Judged {
        let normal = |expr: &Expr| with_sign_inside(expr).or_else(|| letters::without_micro(expr));
        let (one, other) = (normal(gold), normal(answer));
        let (gold, answer) = (one.as_ref().unwrap_or(gold), other.as_ref().unwrap_or(answer));
        let judged = self.measured(gold, answer);
        form::held_to(self.rules.form, gold, answer, judged)
    }

    /// Values with what says how they are measured: units, degrees, percent, bases, clocks.
    fn measured(&self, gold: &Expr, answer: &Expr) -> Judged {
        match (&gold.node, &answer.node) {
            (Node::Quantity(_), _) | (_, Node::Quantity(_)) => return self.quantities(gold, answer),
            (Node::Binary(BinaryOp::Base, one), Node::Binary(BinaryOp::Base, other)) => {
                return match self.values(&one[1], &other[1]) {
                    Judged::Equal(_) => self.values(gold, answer),
                    _ => match self.values(gold, answer) {
                        Judged::Different(witness) => Judged::Different(witness),
                        _ => {
                            Judged::Unknown(Doubt::Form("the value is right, and is written in another base"))
                        }
                    },
                };
            }
            (Node::Binary(BinaryOp::Base, digits), _) if self.rules.form != Form::Any => {
                return match self.values(gold, answer) {
                    Judged::Different(witness) if self.values(&digits[0], answer).is_different() => {
                        Judged::Different(witness)
                    }
                    _ => Judged::Unknown(Doubt::Form("the base that the gold is written in is not said")),
                };
            }
            (_, Node::Binary(BinaryOp::Base, _)) if self.rules.form != Form::Any => {
                return match self.values(gold, answer) {
                    Judged::Different(witness) => Judged::Different(witness),
                    _ => Judged::Unknown(Doubt::Form("the value is right, and is written in a base")),
                };
            }
            // `1 \pmod 3` is a remainder or a class of numbers, which its modulus tells from other classes.
            (Node::Binary(BinaryOp::Modulo, one), Node::Binary(BinaryOp::Modulo, other)) => {
                let judged = self.values(gold, answer);
                return match self.values(&one[1], &other[1]) {
                    Judged::Equal(_) => judged,
                    _ if judged.is_different() => judged,
                    _ => Judged::unknown("remainders of different moduli"),
                };
            }
            (Node::Colon(one), Node::Colon(other)) if one.len() == 2 && is_time(one) | is_time(other) => {
                if one == other {
                    return Judged::Equal(Proof::SameForm);
                }
                return match self.values(gold, answer) {
                    Judged::Different(witness) => Judged::Different(witness),
                    // 12:00 is no ratio.
                    Judged::Unknown(Doubt::UndefinedGold(_)) if is_time(one) & is_time(other) => {
                        Judged::different("another time of day")
                    }
                    _ => Judged::unknown("times of day and ratios are written alike"),
                };
            }
            (Node::Colon(parts), _) | (_, Node::Colon(parts)) if parts.len() == 2 && is_time(parts) => {
                return Judged::unknown("times of day and ratios are written alike");
            }
            (Node::Unary(UnaryOp::Degrees, _), Node::Unary(UnaryOp::Percent, _) | Node::Colon(_))
            | (Node::Unary(UnaryOp::Percent, _) | Node::Colon(_), Node::Unary(UnaryOp::Degrees, _)) => {
                return Judged::unknown("an angle on one side alone");
            }
            (Node::Unary(UnaryOp::Percent, one), Node::Unary(UnaryOp::Percent, other)) => {
                return self.values(one, other);
            }
            (Node::Unary(UnaryOp::Percent, _), _) | (_, Node::Unary(UnaryOp::Percent, _)) => {
                return self.percentages(gold, answer);
            }
            (Node::Unary(UnaryOp::Degrees, one), Node::Unary(UnaryOp::Degrees, other)) => {
                return self.values(one, other);
            }
            (Node::Unary(UnaryOp::Degrees, degrees), _) => {
                return self.angles(degrees, gold, answer, Side::Gold);
            }
            (_, Node::Unary(UnaryOp::Degrees, degrees)) => {
                return self.angles(degrees, gold, answer, Side::Answer);
            }
            _ => {}
        }
        self.values(gold, answer)
    }

    /// An angle in degrees against a value without the sign.
    ///
    /// The same number counts as degrees too; else the sign is a factor of pi/180.
    fn angles(&self, degrees: &Expr, gold: &Expr, answer: &Expr, side: Side) -> Judged {
        let (one, other) = match side {
            Side::Gold => (degrees, answer),
            Side::Answer => (gold, degrees),
        };
        let as_degrees = self.values(one, other);
        if as_degrees.is_equal() && self.rules.units == Units::Optional {
            return as_degrees;
        }
        // What differs read in either way is rejected, in degrees.
        match (self.values(gold, answer), as_degrees) {
            (Judged::Different(_), Judged::Equal(_)) => {
                Judged::Unknown(Doubt::Form("the sign of degrees is left out on one side"))
            }
            (Judged::Different(_), as_degrees) => as_degrees,
            (judged, _) => judged,
        }
    }

    /// A percentage against a plain number.
    fn percentages(&self, gold: &Expr, answer: &Expr) -> Judged {
        fn plain(expr: &Expr) -> &Expr {
            match &expr.node {
                Node::Unary(UnaryOp::Percent, operand) => operand,
                _ => expr,
            }
        }
        let exact = self.values(gold, answer);
        if exact.is_equal() || self.rules.percent == Percent::Exact {
            return exact;
        }
        match self.values(plain(gold), plain(answer)) {
            Judged::Equal(proof) => Judged::Equal(proof),
            Judged::Different(_) => exact,
            // What may be equal read in one way is not rejected for the other.
            Judged::Unknown(doubt) if exact.is_different() => Judged::Unknown(doubt),
            Judged::Unknown(_) => exact,
        }
    }

    /// Quantities of which one at least has a unit.
    fn quantities(&self, gold: &Expr, answer: &Expr) -> Judged {
        fn parts(expr: &Expr) -> (&Expr, Option<&str>) {
            match &expr.node {
                Node::Quantity(quantity) => (&quantity.value, Some(&quantity.unit)),
                _ => (expr, None),
            }
        }
        match (nouns::in_one_unit(gold), nouns::in_one_unit(answer)) {
            (None, None) => {}
            (one, other) => {
                return self.measured(one.as_ref().unwrap_or(gold), other.as_ref().unwrap_or(answer));
            }
        }
        // Radians are what an angle without a sign is in.
        match (nouns::in_radians(gold), nouns::in_radians(answer), &gold.node, &answer.node) {
            (Some(value), None, _, Node::Unary(UnaryOp::Degrees, _)) => return self.values(value, answer),
            (None, Some(value), Node::Unary(UnaryOp::Degrees, _), _) => return self.values(gold, value),
            _ => {}
        }
        // `15th day` asks for 15; where a number is asked for, "5th" may be a fifth or a place.
        match (nouns::without_place(gold), nouns::without_place(answer)) {
            (Some(one), Some(other)) => return self.measured(&one, &other),
            (Some(one), None) => return self.measured(&one, answer),
            (None, Some(other)) => {
                return match self.measured(gold, &other) {
                    Judged::Equal(_) => Judged::unknown("a place in an order where a number is expected"),
                    judged => judged,
                };
            }
            (None, None) => {}
        }
        if let Some(judged) = self.letters_as_units(gold, answer) {
            return judged;
        }
        let is_quantity = |expr: &Expr| matches!(expr.node, Node::Quantity(_));
        let may_be_measured = |expr: &Expr| !is_quantity(expr) && letters::may_spell_a_unit(expr);
        if may_be_measured(gold) || may_be_measured(answer) {
            return Judged::unknown("the letters after the number may be a unit");
        }
        // What is measured needs no saying.
        match (nouns::without_contents(gold), nouns::without_contents(answer)) {
            (Some(gold), None) => return self.measured(gold, answer),
            (None, Some(answer)) => return self.measured(gold, answer),
            _ => {}
        }
        let ((one, asked), (other, given)) = (parts(gold), parts(answer));
        match (asked, given) {
            (Some("am" | "pm"), Some("am" | "pm")) if asked != given => {
                Judged::different("one time is before noon and the other after")
            }
            (Some("am" | "pm"), None) | (None, Some("am" | "pm")) if one == other => {
                Judged::Equal(Proof::SameForm)
            }
            (Some(asked), Some(given)) if asked == given => self.measured(one, other),
            (Some(asked), Some(given)) => match (Unit::parse(asked), Unit::parse(given)) {
                (Some(from), Some(to)) if from.measures_same(&to) => self.converted(one, &from, other, &to),
                (Some(from), Some(to)) if from.may_measure_same(&to) => {
                    Judged::unknown("units of which it is not said how they convert")
                }
                (Some(_), Some(_)) => Judged::different("the units measure different things"),
                _ => Judged::unknown("the units differ, and one of them is not known"),
            },
            (Some(unit), None) => self.unit_left_out(unit, one, other, "the answer has no unit"),
            (None, Some(unit)) => match self.unit_left_out(unit, one, other, "the gold has no unit") {
                Judged::Different(witness)
                    if Unit::parse(unit)
                        .is_some_and(|unit| unit.is_money() && unit.size == dashu_ratio::RBig::ONE) =>
                {
                    Judged::Different(witness)
                }
                Judged::Different(_) if !self.differs_in_every_unit(one, other, unit) => {
                    Judged::unknown("another unit than the answer's may be asked for")
                }
                judged => judged,
            },
            (None, None) => self.measured(one, other),
        }
    }

    /// A quantity against a product with letters that may be units, as in `5000 m` for `5\text{ km}`.
    ///
    /// Read as units, they can make both equal. Read as variables, they never do.
    fn letters_as_units(&self, gold: &Expr, answer: &Expr) -> Option<Judged> {
        let is_quantity = |expr: &Expr| matches!(expr.node, Node::Quantity(_));
        let judged = match (is_quantity(gold), is_quantity(answer)) {
            (true, false) => self.quantities(gold, &letters::as_quantity(answer)?),
            (false, true) => self.quantities(&letters::as_quantity(gold)?, answer),
            _ => return None,
        };
        Some(match judged {
            Judged::Unknown(_) => Judged::unknown("a letter after the number may be a unit or a variable"),
            judged => judged,
        })
    }

    /// A value with a unit against one without, which is taken to be in that unit.
    fn unit_left_out(&self, unit: &str, gold: &Expr, answer: &Expr, why: &'static str) -> Judged {
        if self.rules.units == Units::Required {
            return Judged::Unknown(Doubt::Form(why));
        }
        let measured = |expr: &Expr| {
            matches!(expr.node, Node::Unary(UnaryOp::Percent | UnaryOp::Degrees, _) | Node::Colon(_))
        };
        if measured(gold) || measured(answer) {
            return Judged::unknown(
                "one side has a unit, and the other is a percentage, an angle or a ratio",
            );
        }
        let known = Unit::parse(unit);
        let is_one = |expr: &Expr| value::rational(expr).is_ok_and(|value| value.abs() == Rational::ONE);
        if known.is_none() && !nouns::are_counted(unit, is_one(gold) || is_one(answer)) {
            return Judged::unknown("the words after the number may change its value");
        }
        let judged = self.measured(gold, answer);
        // One side may be in dollars and the other in cents.
        if known.is_some_and(|unit| unit.is_money())
            && judged.is_different()
            && let (Ok(gold), Ok(answer)) = (value::rational(gold), value::rational(answer))
            && [gold.div(&answer), answer.div(&gold)].contains(&Ok(Rational::from(100)))
        {
            return Judged::unknown("one side may be in dollars and the other in cents");
        }
        judged
    }

    /// Whether a number differs from a quantity whatever unit or packing of it may be asked for.
    fn differs_in_every_unit(&self, number: &Expr, amount: &Expr, unit: &str) -> bool {
        let (Ok(number), Ok(amount)) = (value::rational(number), value::rational(amount)) else {
            return false;
        };
        let (Ok(ratio), Ok(inverse)) = (number.div(&amount), amount.div(&number)) else { return false };
        // No unit changes a sign.
        if ratio.is_negative() {
            return true;
        }
        // 24 eggs may be 2 boxes.
        if ratio.is_integer() || inverse.is_integer() {
            return false;
        }
        match Unit::parse(unit) {
            Some(unit) => unit.others().is_some_and(|factors| {
                factors.into_iter().all(|factor| {
                    let (above, below) = factor.into_parts();
                    Rational::new(above, below).is_ok_and(|factor| factor != ratio)
                })
            }),
            None => true,
        }
    }

    /// Values in two units of the same dimension.
    fn converted(&self, gold: &Expr, from: &Unit, answer: &Expr, to: &Unit) -> Judged {
        let factor = &from.size / &to.size;
        let (above, below) = factor.into_parts();
        match (value::rational(gold), value::rational(answer), Rational::new(above, below)) {
            (Ok(gold), Ok(answer), Ok(factor)) => exact(&(&gold * &factor), &answer),
            _ => Judged::unknown("the units differ, and a value is not rational"),
        }
    }

    /// Compares two values that are not measured in anything.
    pub(super) fn values(&self, gold: &Expr, answer: &Expr) -> Judged {
        match (value::rational(gold), value::rational(answer)) {
            (Ok(one), Ok(other)) => {
                let judged = exact(&one, &other);
                if judged.is_different() {
                    self.rounding(gold, &one, answer, &other).unwrap_or(judged)
                } else {
                    judged
                }
            }
            (Err(Error::Undefined), _) => {
                Judged::Unknown(Doubt::UndefinedGold("a division by zero, or the like"))
            }
            (_, Err(Error::Undefined)) => Judged::different("the answer is not defined"),
            (Err(Error::Budget), _) | (_, Err(Error::Budget)) => {
                if gold == answer {
                    Judged::Equal(Proof::SameForm)
                } else {
                    Judged::Unknown(Doubt::Budget)
                }
            }
            _ => self.expressions(gold, answer),
        }
    }

    /// Compares two expressions of which one at least is not rational by its form.
    fn expressions(&self, gold: &Expr, answer: &Expr) -> Judged {
        if gold == answer {
            return Judged::Equal(Proof::SameForm);
        }
        if infinite(gold).is_some() || infinite(answer).is_some() {
            return match (infinite(gold), infinite(answer)) {
                (one, other) if one == other => Judged::Equal(Proof::SameForm),
                (Some(_), Some(_)) => Judged::different("infinities of different signs"),
                _ => Judged::unknown("one side is infinite, and the other is not known to be finite"),
            };
        }
        if let Some(judged) = self.letters_for_units(gold, answer) {
            return judged;
        }
        if let Some(judged) = self.antiderivatives(gold, answer) {
            return judged;
        }
        if letters::differ_in_case(gold, answer) {
            return Judged::unknown("a capital on one side and the small letter on the other");
        }
        let judged = self.identical(gold, answer);
        match &judged {
            Judged::Equal(_) if rows::are_in_other_orders(gold, answer) => Judged::unknown(
                "letters in a row may be a name, or a product whose factors keep their places",
            ),
            Judged::Equal(_) if letters::lack_an_absolute_value(gold, answer) => {
                Judged::unknown("an absolute value of what may be a complex number")
            }
            Judged::Different(_)
                if letters::with_arrows(gold).is_some() != letters::with_arrows(answer).is_some() =>
            {
                let (one, other) = (letters::with_arrows(gold), letters::with_arrows(answer));
                match self.identical(one.as_ref().unwrap_or(gold), other.as_ref().unwrap_or(answer)) {
                    Judged::Equal(proof) => Judged::Equal(proof),
                    _ => judged,
                }
            }
            Judged::Different(_) if letters::are_constants_named_otherwise(gold, answer) => {
                Judged::unknown("the arbitrary constants have other names")
            }
            Judged::Different(_) => self.rounding_of_constant(gold, answer).unwrap_or(judged),
            _ => judged,
        }
    }

    /// A number against the same number times a letter that may be a unit, as in `160 m`: which it is, is not said.
    fn letters_for_units(&self, gold: &Expr, answer: &Expr) -> Option<Judged> {
        let (number, value) = match (letters::as_quantity(gold), letters::as_quantity(answer)) {
            (Some(measured), None) => (answer, measured),
            (None, Some(measured)) => (gold, measured),
            _ => return None,
        };
        let Node::Quantity(quantity) = &value.node else { return None };
        (number.has_no_variables() && self.values(number, &quantity.value).is_equal())
            .then(|| Judged::unknown("a letter after the number may be a unit or a variable"))
    }
}

/// `-(5\text{ cm})` as `(-5)\text{ cm}`, and so for degrees and percent; none where no sign stands before what is measured.
fn with_sign_inside(expr: &Expr) -> Option<Expr> {
    fn negated(expr: &Expr) -> Expr {
        let node = match &expr.node {
            Node::Quantity(quantity) => {
                let (value, unit) = (negated(&quantity.value), quantity.unit.clone());
                Node::Quantity(Box::new(Quantity { value, unit }))
            }
            Node::Unary(op @ (UnaryOp::Percent | UnaryOp::Degrees), operand) => {
                Node::Unary(*op, Box::new(negated(operand)))
            }
            _ => Node::Unary(UnaryOp::Minus, Box::new(expr.clone())),
        };
        Expr::new(expr.span, node)
    }
    let Node::Unary(UnaryOp::Minus, operand) = &expr.node else { return None };
    let is_measured =
        matches!(operand.node, Node::Quantity(_) | Node::Unary(UnaryOp::Percent | UnaryOp::Degrees, _));
    is_measured.then(|| negated(operand))
}

/// Which side an angle in degrees is on.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Gold,
    Answer,
}

fn exact(gold: &Rational, answer: &Rational) -> Judged {
    if gold == answer {
        Judged::Equal(Proof::Exact)
    } else {
        Judged::Different(Witness::Numbers { gold: gold.clone(), answer: answer.clone() })
    }
}

/// The number that a value is written as in digits, with its sign or without, or as a percentage.
pub(super) fn written(expr: &Expr) -> Option<&Number> {
    match &expr.node {
        Node::Number(number) if number.notation == Notation::Plain && number.period == 0 => Some(number),
        Node::Unary(UnaryOp::Minus | UnaryOp::Percent, operand) => written(operand),
        _ => None,
    }
}

/// How many decimal places a value is written to; a percentage has two more than its digits.
pub(super) fn places(expr: &Expr) -> Option<i32> {
    match &expr.node {
        Node::Unary(UnaryOp::Percent, operand) => places(operand).map(|places| places + 2),
        Node::Unary(UnaryOp::Minus, operand) => places(operand),
        _ => written(expr).map(|number| number.places),
    }
}

/// Whether two numbers with a colon may be a time of day.
fn is_time(parts: &[Expr]) -> bool {
    match parts {
        [hours, minutes] => match (&hours.node, &minutes.node) {
            (Node::Number(hours), Node::Number(minutes)) => {
                let two_digits = minutes.is_whole() && (10_u8.into()..60_u8.into()).contains(&minutes.digits)
                    || minutes.digits < 10_u8.into() && parts[1].span.end - parts[1].span.start == 2;
                hours.is_whole() && hours.digits < 25_u8.into() && two_digits
            }
            _ => false,
        },
        _ => false,
    }
}

/// The sign of an infinity, where an expression is one.
fn infinite(expr: &Expr) -> Option<bool> {
    match &expr.node {
        Node::Constant(Constant::Infinity) => Some(true),
        Node::Unary(UnaryOp::Minus, operand) => infinite(operand).map(|sign| !sign),
        Node::Nary(NaryOp::Sum, parts) if parts.len() == 1 => infinite(&parts[0]),
        _ => None,
    }
}
