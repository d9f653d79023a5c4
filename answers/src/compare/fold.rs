//! Expressions folded into any of the kernel's arithmetics.

use crate::expr::{BinaryOp, Call, Constant, Expr, Function, Name, NaryOp, Node, UnaryOp};
use crate::kernel::{Arithmetic, Error, Function as Elementary, Rational, Result, integer};

use super::linear::Linear;
use super::value;

/// The largest distance between the arguments of two factorials that are brought to one.
const MAX_SHIFT: i64 = 16;

/// What stands for a number in an expression without being one: variables, and what is not computed.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    names: Vec<Name>,
    /// Expressions that are taken as they stand, each like a variable of its own: `f(x)`, `n!`, `⌊x⌋`.
    opaque: Vec<Expr>,
}

/// The first number of an expression that is taken as it stands; variables are numbered from 0.
const FIRST_OPAQUE: u32 = 1 << 16;

impl Symbols {
    /// The variables, in the order of their numbers.
    pub(super) fn names(&self) -> &[Name] {
        &self.names
    }

    /// Whether anything is taken as it stands.
    pub(super) fn has_opaque(&self) -> bool {
        !self.opaque.is_empty()
    }

    /// Gives numbers to all variables of an expression.
    pub(super) fn know(&mut self, expr: &Expr) {
        for name in expr.variables() {
            self.name(name);
        }
    }

    fn name(&mut self, name: Name) -> u32 {
        let at = self.names.iter().position(|other| *other == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn opaque(&mut self, expr: &Expr) -> u32 {
        let at = self.opaque.iter().position(|other| other == expr).unwrap_or_else(|| {
            self.opaque.push(expr.clone());
            self.opaque.len() - 1
        });
        FIRST_OPAQUE + u32::try_from(at).unwrap_or(u32::MAX - FIRST_OPAQUE)
    }

    /// The value of an expression.
    pub(super) fn fold<A: Arithmetic>(&mut self, arithmetic: &A, expr: &Expr) -> Result<A::Value> {
        match &expr.node {
            Node::Number(number) => arithmetic.rational(&value::of_number(number)?),
            Node::Constant(Constant::Pi) => arithmetic.pi(),
            Node::Constant(Constant::E) => arithmetic.e(),
            Node::Constant(Constant::I) => arithmetic.i(),
            Node::Variable(name) => {
                let number = self.name(*name);
                arithmetic.variable(number)
            }
            Node::Unary(op, operand) => self.unary(arithmetic, *op, operand, expr),
            Node::Binary(op, operands) => self.binary(arithmetic, *op, &operands[0], &operands[1], expr),
            Node::Nary(NaryOp::Sum, parts) => self.all(arithmetic, parts, A::add),
            Node::Nary(NaryOp::Product, parts) => self.all(arithmetic, parts, A::mul),
            Node::Colon(parts) if parts.len() == 2 => {
                let (above, below) = (self.fold(arithmetic, &parts[0])?, self.fold(arithmetic, &parts[1])?);
                arithmetic.div(&above, &below)
            }
            Node::Call(call) => self.call(arithmetic, call, expr),
            _ => Err(Error::Unknown),
        }
    }

    fn all<A: Arithmetic>(
        &mut self,
        arithmetic: &A,
        parts: &[Expr],
        combine: impl Fn(&A, &A::Value, &A::Value) -> Result<A::Value>,
    ) -> Result<A::Value> {
        let (first, rest) = parts.split_first().ok_or(Error::Unknown)?;
        let mut value = self.fold(arithmetic, first)?;
        for part in rest {
            value = combine(arithmetic, &value, &self.fold(arithmetic, part)?)?;
        }
        Ok(value)
    }

    fn unary<A: Arithmetic>(
        &mut self,
        arithmetic: &A,
        op: UnaryOp,
        operand: &Expr,
        whole: &Expr,
    ) -> Result<A::Value> {
        match op {
            UnaryOp::Minus => arithmetic.neg(&self.fold(arithmetic, operand)?),
            // A root that is rational is known in every arithmetic.
            UnaryOp::Sqrt => match value::rational(whole) {
                Ok(root) => arithmetic.rational(&root),
                Err(_) => arithmetic.root(&self.fold(arithmetic, operand)?, 2),
            },
            UnaryOp::Abs => arithmetic.apply(Elementary::Abs, &self.fold(arithmetic, operand)?),
            UnaryOp::Percent => {
                let hundred = arithmetic.rational(&Rational::from(100))?;
                arithmetic.div(&self.fold(arithmetic, operand)?, &hundred)
            }
            UnaryOp::Degrees => {
                let value = arithmetic.mul(&self.fold(arithmetic, operand)?, &arithmetic.pi()?)?;
                arithmetic.div(&value, &arithmetic.rational(&Rational::from(180))?)
            }
            UnaryOp::Factorial => match value::rational(whole) {
                Ok(value) => arithmetic.rational(&value),
                Err(Error::Unknown) => self.factorial(arithmetic, operand),
                Err(error) => Err(error),
            },
            UnaryOp::Floor | UnaryOp::Ceil => self.computed_or_opaque(arithmetic, whole),
            UnaryOp::Bar | UnaryOp::Prime if !whole.has_no_variables() => {
                let number = self.opaque(whole);
                arithmetic.variable(number)
            }
            _ => Err(Error::Unknown),
        }
    }

    /// The rational value that a node has by itself, or the node as it stands.
    fn computed_or_opaque<A: Arithmetic>(&mut self, arithmetic: &A, whole: &Expr) -> Result<A::Value> {
        match value::rational(whole) {
            Ok(value) => arithmetic.rational(&value),
            Err(Error::Unknown) => {
                let number = self.opaque(whole);
                arithmetic.variable(number)
            }
            Err(error) => Err(error),
        }
    }

    /// `(m + c)!` for an integer `c` as `m!` and factors, so that factorials of near arguments meet.
    fn factorial<A: Arithmetic>(&mut self, arithmetic: &A, argument: &Expr) -> Result<A::Value> {
        if let Ok(number) = value::rational(argument) {
            let number =
                number.to_i64().and_then(|number| u64::try_from(number).ok()).ok_or(Error::Unknown)?;
            return arithmetic.rational(&Rational::from(integer::factorial(number, value::BUDGET)?));
        }
        let (base, shift) = shifted(argument);
        // `(n - n)!`
        if let Ok(number) = value::rational(&base) {
            let number = number.to_i64().and_then(|number| u64::try_from(number.checked_add(shift)?).ok());
            let value = integer::factorial(number.ok_or(Error::Unknown)?, value::BUDGET)?;
            return arithmetic.rational(&Rational::from(value));
        }
        let number = self.opaque(&base);
        let mut value = arithmetic.variable(number)?;
        let base = self.fold(arithmetic, &base)?;
        let step = |by: i64| arithmetic.add(&base, &arithmetic.rational(&Rational::from(by))?);
        for by in 1..=shift {
            value = arithmetic.mul(&value, &step(by)?)?;
        }
        for by in shift + 1..=0 {
            value = arithmetic.div(&value, &step(by)?)?;
        }
        Ok(value)
    }

    fn binary<A: Arithmetic>(
        &mut self,
        arithmetic: &A,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
    ) -> Result<A::Value> {
        match op {
            BinaryOp::Quotient => {
                let (above, below) = (self.fold(arithmetic, left)?, self.fold(arithmetic, right)?);
                arithmetic.div(&above, &below)
            }
            BinaryOp::Power => {
                let (base, exponent) = (self.fold(arithmetic, left)?, self.fold(arithmetic, right)?);
                arithmetic.pow(&base, &exponent)
            }
            BinaryOp::Root => {
                let degree = value::rational(right)?.to_i64().and_then(|degree| u32::try_from(degree).ok());
                let radicand = self.fold(arithmetic, left)?;
                arithmetic.root(&radicand, degree.ok_or(Error::Unknown)?)
            }
            BinaryOp::Mixed => {
                let (number, fraction) = (self.fold(arithmetic, left)?, self.fold(arithmetic, right)?);
                arithmetic.add(&number, &fraction)
            }
            BinaryOp::Binomial => match value::rational(whole) {
                Ok(value) => arithmetic.rational(&value),
                Err(Error::Unknown) => {
                    let minus = Expr::new(right.span, Node::Unary(UnaryOp::Minus, Box::new(right.clone())));
                    let rest = Expr::new(whole.span, Node::Nary(NaryOp::Sum, vec![left.clone(), minus]));
                    let above = self.factorial(arithmetic, left)?;
                    let below = arithmetic
                        .mul(&self.factorial(arithmetic, right)?, &self.factorial(arithmetic, &rest)?)?;
                    arithmetic.div(&above, &below)
                }
                Err(error) => Err(error),
            },
            BinaryOp::Base | BinaryOp::Modulo => arithmetic.rational(&value::rational(whole)?),
            BinaryOp::Difference => Err(Error::Unknown),
        }
    }

    fn call<A: Arithmetic>(&mut self, arithmetic: &A, call: &Call, whole: &Expr) -> Result<A::Value> {
        let elementary = match call.function {
            Function::Sin => Elementary::Sin,
            Function::Cos => Elementary::Cos,
            Function::Tan => Elementary::Tan,
            Function::Asin => Elementary::Asin,
            Function::Acos => Elementary::Acos,
            Function::Atan => Elementary::Atan,
            Function::Sinh => Elementary::Sinh,
            Function::Cosh => Elementary::Cosh,
            Function::Tanh => Elementary::Tanh,
            Function::Exp => Elementary::Exp,
            Function::Ln => Elementary::Ln,
            Function::Cot | Function::Sec | Function::Csc => {
                let argument = self.argument(arithmetic, call)?;
                let one = arithmetic.rational(&Rational::ONE)?;
                let (above, below) = match call.function {
                    Function::Cot => (
                        arithmetic.apply(Elementary::Cos, &argument)?,
                        arithmetic.apply(Elementary::Sin, &argument)?,
                    ),
                    Function::Sec => (one, arithmetic.apply(Elementary::Cos, &argument)?),
                    _ => (one, arithmetic.apply(Elementary::Sin, &argument)?),
                };
                return arithmetic.div(&above, &below);
            }
            Function::Log => return self.logarithm(arithmetic, call),
            Function::Acot | Function::Named(_) => {
                let number = self.opaque(whole);
                return arithmetic.variable(number);
            }
            Function::Gcd | Function::Lcm | Function::Min | Function::Max => {
                return self.computed_or_opaque(arithmetic, whole);
            }
        };
        let argument = self.argument(arithmetic, call)?;
        arithmetic.apply(elementary, &argument)
    }

    fn argument<A: Arithmetic>(&mut self, arithmetic: &A, call: &Call) -> Result<A::Value> {
        match call.args.as_slice() {
            [argument] => self.fold(arithmetic, argument),
            _ => Err(Error::Unknown),
        }
    }

    /// A logarithm in the base that is given, or, where none is, in a base that is left open.
    fn logarithm<A: Arithmetic>(&mut self, arithmetic: &A, call: &Call) -> Result<A::Value> {
        let [argument, bases @ ..] = call.args.as_slice() else { return Err(Error::Unknown) };
        let argument = self.fold(arithmetic, argument)?;
        let above = arithmetic.apply(Elementary::Ln, &argument)?;
        let below = match bases {
            [base] => {
                let base = self.fold(arithmetic, base)?;
                arithmetic.apply(Elementary::Ln, &base)?
            }
            // The logarithm of the open base: one more unknown, the same in the whole answer.
            _ => {
                let number = self.opaque(&Expr::new(crate::expr::Span::default(), Node::Ellipsis));
                arithmetic.variable(number)?
            }
        };
        arithmetic.div(&above, &below)
    }
}

/// An argument without the integer that is added to it, and that integer.
fn shifted(argument: &Expr) -> (Expr, i64) {
    let Some(mut linear) = Linear::of(argument) else { return (argument.clone(), 0) };
    let shift = linear.take_shift(MAX_SHIFT);
    (linear.into_expr(), shift)
}

/// The numbers of everything that is taken as it stands, for the values of a point.
pub(super) fn is_opaque(number: u32) -> bool {
    number >= FIRST_OPAQUE
}
