//! A second opinion on values: floating point with bounds on its error, written apart from the checker's arithmetic.
//!
//! It decides nothing. Where the checker accepts two expressions as equal and
//! their estimates lie apart by more than their errors, the proof is wrong.

use veriloop_answers::expr::{BinaryOp, Call, Constant, Expr, Function, NaryOp, Node, Number, UnaryOp};

/// A value that is this number, give or take the error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    value: f64,
    error: f64,
}

/// What rounding may do to a result: several steps of floating point.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// The largest integers that floating point counts to.
const EXACT: f64 = 9.0e15;

impl Estimate {
    /// Whether two values may be the same.
    pub(crate) fn may_equal(self, other: Estimate) -> bool {
        (self.value - other.value).abs() <= 4.0 * (self.error + other.error)
    }

    /// A result with the error that its operands brought. There is none where it is too large or too vague.
    fn new(value: f64, error: f64) -> Option<Estimate> {
        let error = error + ROUNDING * value.abs();
        let is_usable = value.abs() < 1e100 && error <= 1e-6 * value.abs().max(1.0);
        is_usable.then_some(Estimate { value, error })
    }

    fn exact(value: f64) -> Option<Estimate> {
        (value.abs() <= EXACT).then_some(Estimate { value, error: 0.0 })
    }

    /// Its value, where it is an integer without error.
    fn integer(self) -> Option<f64> {
        (self.error == 0.0 && self.value.fract() == 0.0).then_some(self.value)
    }

    fn low(self) -> f64 {
        self.value - self.error
    }

    fn high(self) -> f64 {
        self.value + self.error
    }

    fn plus(self, other: Estimate) -> Option<Estimate> {
        let sum = self.value + other.value;
        match (self.integer(), other.integer()) {
            (Some(_), Some(_)) if sum.abs() <= EXACT => Estimate::exact(sum),
            // What cancels leaves the rounding of the larger operands.
            _ => {
                let rounding = ROUNDING * self.value.abs().max(other.value.abs());
                Estimate::new(sum, self.error + other.error + rounding)
            }
        }
    }

    fn times(self, other: Estimate) -> Option<Estimate> {
        let product = self.value * other.value;
        match (self.integer(), other.integer()) {
            (Some(_), Some(_)) if product.abs() <= EXACT => Estimate::exact(product),
            _ => {
                let error = self.value.abs() * other.error + other.value.abs() * self.error;
                Estimate::new(product, error + self.error * other.error)
            }
        }
    }

    fn inverse(self) -> Option<Estimate> {
        let least = self.value.abs() - self.error;
        if least <= self.value.abs() / 2.0 {
            return None;
        }
        let value = 1.0 / self.value;
        Estimate::new(value, value.abs() * self.error / least)
    }

    fn exp(self) -> Option<Estimate> {
        if self.value.abs() > 200.0 || self.error > 0.1 {
            return None;
        }
        let value = self.value.exp();
        Estimate::new(value, value * (2.0 * self.error + self.value.abs() * f64::EPSILON))
    }

    fn ln(self) -> Option<Estimate> {
        if self.low() <= self.value / 2.0 {
            return None;
        }
        Estimate::new(self.value.ln(), self.error / self.low() + ROUNDING)
    }

    fn power(self, power: Estimate) -> Option<Estimate> {
        if let Some(count) = power.integer().filter(|count| count.abs() <= 64.0) {
            let mut value = Estimate::exact(1.0)?;
            for _ in 0..count.abs() as u32 {
                value = value.times(self)?;
            }
            // What zero to the power of zero is, is a matter of taste.
            return match count {
                0.0 if self.low() <= 0.0 && self.high() >= 0.0 => None,
                count if count < 0.0 => value.inverse(),
                _ => Some(value),
            };
        }
        self.ln()?.times(power)?.exp()
    }

    fn sqrt(self) -> Option<Estimate> {
        if self.value == 0.0 && self.error == 0.0 {
            return Some(self);
        }
        if self.low() <= self.value / 2.0 {
            return None;
        }
        let value = self.value.sqrt();
        Estimate::new(value, self.error / value)
    }

    /// Sine or cosine, whose slope is 1 at most.
    fn wave(self, wave: fn(f64) -> f64) -> Option<Estimate> {
        if self.value.abs() > 1e6 {
            return None;
        }
        Estimate::new(wave(self.value), self.error + ROUNDING * (1.0 + self.value.abs()))
    }

    /// Inverse sine or cosine, away from where its slope is infinite.
    fn arc(self, arc: fn(f64) -> f64) -> Option<Estimate> {
        let most = self.value.abs() + self.error;
        if most > 0.999 {
            return None;
        }
        Estimate::new(arc(self.value), self.error / (1.0 - most * most).sqrt() + ROUNDING)
    }

    /// The product of the integers down to 1 in steps.
    fn factorial(self, step: f64) -> Option<Estimate> {
        let mut factor = self.integer().filter(|count| (0.0..=18.0).contains(count))?;
        let mut value = 1.0;
        while factor > 1.0 {
            value *= factor;
            factor -= step;
        }
        Estimate::exact(value)
    }

    fn rounded(self, to: fn(f64) -> f64) -> Option<Estimate> {
        let value = to(self.value);
        (to(self.low()) == value && to(self.high()) == value).then(|| Estimate::exact(value))?
    }
}

/// The value of an expression of real numbers, with what its variables stand for. There is none for what is
/// anything else, such as a list or a percentage, and where floating point cannot tell.
pub(crate) fn estimate(expr: &Expr, variable: &dyn Fn(&str) -> f64) -> Option<Estimate> {
    let of = |expr: &Expr| estimate(expr, variable);
    match &expr.node {
        Node::Number(number) => of_number(number),
        Node::Constant(Constant::Pi) => Estimate::new(std::f64::consts::PI, 0.0),
        Node::Constant(Constant::E) => Estimate::new(std::f64::consts::E, 0.0),
        Node::Variable(name) => Estimate::new(variable(name.as_str()), 0.0),
        Node::Unary(op, operand) => {
            let operand = of(operand)?;
            match op {
                UnaryOp::Minus => Some(Estimate { value: -operand.value, ..operand }),
                UnaryOp::Abs => Some(Estimate { value: operand.value.abs(), ..operand }),
                UnaryOp::Factorial => operand.factorial(1.0),
                UnaryOp::DoubleFactorial => operand.factorial(2.0),
                UnaryOp::Floor => operand.rounded(f64::floor),
                UnaryOp::Ceil => operand.rounded(f64::ceil),
                UnaryOp::Sqrt => operand.sqrt(),
                UnaryOp::Degrees => operand.times(Estimate::new(std::f64::consts::PI / 180.0, 0.0)?),
                UnaryOp::PlusMinus
                | UnaryOp::MinusPlus
                | UnaryOp::Percent
                | UnaryOp::Bar
                | UnaryOp::Prime => None,
            }
        }
        Node::Binary(op, operands) => {
            // Digits in a base are no number by themselves.
            if matches!(op, BinaryOp::Base | BinaryOp::Modulo | BinaryOp::Difference) {
                return None;
            }
            let (left, right) = (of(&operands[0])?, of(&operands[1])?);
            match op {
                BinaryOp::Quotient => left.times(right.inverse()?),
                BinaryOp::Power => left.power(right),
                BinaryOp::Root => left.power(right.inverse()?),
                BinaryOp::Mixed => left.plus(right),
                BinaryOp::Binomial => binomial(left.integer()?, right.integer()?),
                BinaryOp::Base | BinaryOp::Modulo | BinaryOp::Difference => None,
            }
        }
        Node::Nary(NaryOp::Sum, parts) => {
            parts.iter().try_fold(Estimate::exact(0.0)?, |sum, part| sum.plus(of(part)?))
        }
        Node::Nary(NaryOp::Product, parts) => {
            parts.iter().try_fold(Estimate::exact(1.0)?, |product, part| product.times(of(part)?))
        }
        Node::Call(call) => of_call(call, &of),
        _ => None,
    }
}

fn of_number(number: &Number) -> Option<Estimate> {
    let text = number.digits.to_string();
    let digits: f64 = text.parse().ok()?;
    if number.is_whole() {
        return Estimate::exact(digits).or_else(|| Estimate::new(digits, 0.0));
    }
    let scale = 10_f64.powi(number.places);
    if number.period == 0 {
        return Estimate::new(digits / scale, 0.0);
    }
    let period = i32::try_from(number.period).ok()?;
    let fixed = text.get(..text.len().saturating_sub(number.period as usize)).filter(|text| !text.is_empty());
    let fixed: f64 = fixed.unwrap_or("0").parse().ok()?;
    let nines = 10_f64.powi(period) - 1.0;
    let value = (digits - fixed) / (10_f64.powi(number.places - period) * nines);
    Estimate::new(value, 0.0)
}

fn binomial(n: f64, k: f64) -> Option<Estimate> {
    if !(0.0..=40.0).contains(&n) || !(0.0..=n).contains(&k) {
        return None;
    }
    let mut value = 1.0;
    for at in 0..k as u32 {
        value = value * (n - f64::from(at)) / f64::from(at + 1);
    }
    Estimate::exact(value)
}

fn of_call(call: &Call, of: &dyn Fn(&Expr) -> Option<Estimate>) -> Option<Estimate> {
    let first = of(call.args.first()?)?;
    let second = call.args.get(1);
    match (call.function, second) {
        (Function::Log, Some(base)) => first.ln()?.times(of(base)?.ln()?.inverse()?),
        (Function::Min | Function::Max, _) => {
            let values = call.args.iter().map(of).collect::<Option<Vec<Estimate>>>()?;
            let by_value = |one: &Estimate, other: &Estimate| one.value.total_cmp(&other.value);
            let error = values.iter().map(|value| value.error).fold(0.0, f64::max);
            let found = match call.function {
                Function::Min => values.into_iter().min_by(by_value)?,
                _ => values.into_iter().max_by(by_value)?,
            };
            Some(Estimate { error, ..found })
        }
        (_, Some(_)) => None,
        (function, None) => match function {
            Function::Sin => first.wave(f64::sin),
            Function::Cos => first.wave(f64::cos),
            Function::Tan => first.wave(f64::sin)?.times(first.wave(f64::cos)?.inverse()?),
            Function::Cot => first.wave(f64::cos)?.times(first.wave(f64::sin)?.inverse()?),
            Function::Sec => first.wave(f64::cos)?.inverse(),
            Function::Csc => first.wave(f64::sin)?.inverse(),
            Function::Asin => first.arc(f64::asin),
            Function::Acos => first.arc(f64::acos),
            Function::Atan => Estimate::new(first.value.atan(), first.error + ROUNDING),
            Function::Exp => first.exp(),
            Function::Ln => first.ln(),
            Function::Tanh => Estimate::new(first.value.tanh(), first.error + ROUNDING),
            Function::Sinh | Function::Cosh => {
                let (up, down) = (first.exp()?, Estimate { value: -first.value, ..first }.exp()?);
                let down = match function {
                    Function::Sinh => Estimate { value: -down.value, ..down },
                    _ => down,
                };
                up.plus(down)?.times(Estimate::exact(0.5)?)
            }
            // The base of a logarithm may not be said, and a branch be a matter of taste.
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use veriloop_answers::grammar::{Separators, read};

    use super::*;

    fn check(text: &str, other: &str, expected: Option<bool>) {
        let of = |text: &str| {
            let expr = read(text, Separators::Thousands).unwrap_or_else(|why| panic!("{text}: {why}"));
            estimate(&expr, &|name| if name == "x" { 1.25 } else { -0.75 })
        };
        let found = of(text).zip(of(other)).map(|(one, other)| one.may_equal(other));
        assert_eq!(found, expected, "{text} and {other}: {:?} and {:?}", of(text), of(other));
    }

    #[test]
    fn equal_values_may_be_equal_and_near_ones_are_not() {
        for (text, other) in [
            ("2^{10}", "1024"),
            (r"\frac{1}{6}", r"0.1\overline{6}"),
            (r"2\frac13", "7/3"),
            (r"\sqrt[3]{2}", r"2^{1/3}"),
            (r"\sin\frac{\pi}{6}", r"\frac12"),
            (r"\tan 45^\circ", "1"),
            (r"\arccos\frac12", r"\frac{\pi}{3}"),
            (r"\log_2 8", r"\ln(e^3)"),
            (r"\binom{5}{2} + 4!", "34"),
            (r"\sinh(x) + \cosh(x)", r"\exp(x)"),
            (r"\lfloor -\pi \rfloor", "-4"),
            (r"\max(1, x)", r"\frac54"),
            ("(x + y)^2", "x^2 + 2xy + y^2"),
            (r"|y|", r"\frac34"),
            ("7!!", "105"),
        ] {
            check(text, other, Some(true));
            check(text, &format!("{other} + 10^{{-9}}"), Some(false));
        }
    }

    #[test]
    fn what_floating_point_cannot_tell_has_no_estimate() {
        for text in [
            r"\sqrt{-1}",
            "i",
            r"\frac{1}{10^{20} + 1 - 10^{20} - 1}",
            "1, 2",
            "50\\%",
            "y^{1/2}",
            "10^{200}",
        ] {
            check(text, text, None);
        }
    }
}
