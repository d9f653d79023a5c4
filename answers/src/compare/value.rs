//! Expressions folded into the kernel's values.

use dashu_int::{IBig, UBig};

use crate::expr::{BinaryOp, Call, Expr, Function, NaryOp, Node, Number, Span, UnaryOp};
use crate::kernel::{Budget, Error, Rational, Result, integer};

/// The bounds on every value that is computed.
pub(super) const BUDGET: Budget = Budget::DEFAULT;

/// The exact value of an expression that is rational by its form.
///
/// Unknown where it holds anything else: variables, roots that are not exact,
/// constants, units.
pub(super) fn rational(expr: &Expr) -> Result<Rational> {
    match &expr.node {
        Node::Number(number) => of_number(number),
        Node::Unary(op, operand) => {
            let value = rational(operand)?;
            match op {
                UnaryOp::Minus => Ok(-&value),
                UnaryOp::Abs => Ok(value.abs()),
                UnaryOp::Floor => Ok(Rational::from(value.floor())),
                UnaryOp::Ceil => Ok(Rational::from(value.ceil())),
                UnaryOp::Percent => value.div(&Rational::from(100)),
                UnaryOp::Sqrt => value.root(2).ok_or(Error::Unknown),
                UnaryOp::Factorial => {
                    let number =
                        value.to_i64().and_then(|number| u64::try_from(number).ok()).ok_or(Error::Unknown)?;
                    integer::factorial(number, BUDGET).map(Rational::from)
                }
                _ => Err(Error::Unknown),
            }
        }
        Node::Binary(op, operands) => binary(*op, &operands[0], &operands[1]),
        Node::Nary(NaryOp::Sum, parts) => {
            parts.iter().try_fold(Rational::ZERO, |sum, part| (&sum + &rational(part)?).within(BUDGET))
        }
        Node::Nary(NaryOp::Product, parts) => {
            parts.iter().try_fold(Rational::ONE, |product, part| (&product * &rational(part)?).within(BUDGET))
        }
        Node::Colon(parts) => match parts.as_slice() {
            [above, below] => rational(above)?.div(&rational(below)?),
            _ => Err(Error::Unknown),
        },
        Node::Call(call) => function(call),
        _ => Err(Error::Unknown),
    }
}

/// An expression of this value.
pub(super) fn expr_of(value: &Rational) -> Expr {
    use dashu_int::ops::UnsignedAbs as _;
    let whole = |digits: UBig| Expr::new(Span::default(), Node::Number(Number::integer(digits)));
    let above = whole(value.numerator().unsigned_abs());
    let magnitude = match value.denominator() {
        below if below.is_one() => above,
        below => {
            Expr::new(Span::default(), Node::Binary(BinaryOp::Quotient, Box::new([above, whole(below)])))
        }
    };
    if value.is_negative() {
        Expr::new(Span::default(), Node::Unary(UnaryOp::Minus, Box::new(magnitude)))
    } else {
        magnitude
    }
}

/// The value of a number as it was written.
pub(super) fn of_number(number: &Number) -> Result<Rational> {
    if number.is_whole()
        && let Ok(small) = i64::try_from(&number.digits)
    {
        return Ok(Rational::from(small));
    }
    Rational::decimal(&number.digits, number.places, number.period, BUDGET)
}

fn binary(op: BinaryOp, left: &Expr, right: &Expr) -> Result<Rational> {
    match op {
        BinaryOp::Base => based(left, right),
        BinaryOp::Power => {
            let exponent = rational(right)?;
            let base = rational(left)?;
            let above = exponent.numerator();
            let degree = u32::try_from(&exponent.denominator()).map_err(|_| Error::Unknown)?;
            let root = if degree == 1 { base } else { base.root(degree).ok_or(Error::Unknown)? };
            root.pow(&above, BUDGET)
        }
        BinaryOp::Root => {
            let degree = rational(right)?
                .to_i64()
                .and_then(|degree| u32::try_from(degree).ok())
                .ok_or(Error::Unknown)?;
            if degree == 0 {
                return Err(Error::Undefined);
            }
            rational(left)?.root(degree).ok_or(Error::Unknown)
        }
        BinaryOp::Quotient => rational(left)?.div(&rational(right)?),
        BinaryOp::Mixed => (&rational(left)? + &rational(right)?).within(BUDGET),
        BinaryOp::Binomial => {
            let natural = |expr: &Expr| -> Result<UBig> {
                let value = rational(expr)?.to_integer().ok_or(Error::Unknown)?;
                UBig::try_from(value).map_err(|_| Error::Unknown)
            };
            integer::binomial(&natural(left)?, &natural(right)?, BUDGET).map(Rational::from)
        }
        BinaryOp::Modulo => {
            let (value, modulus) = (rational(left)?, rational(right)?);
            let (value, modulus) =
                (value.to_integer().ok_or(Error::Unknown)?, modulus.to_integer().ok_or(Error::Unknown)?);
            if modulus <= IBig::ZERO {
                return Err(Error::Unknown);
            }
            let remainder = &value % &modulus;
            Ok(Rational::from(if remainder < IBig::ZERO { remainder + modulus } else { remainder }))
        }
        BinaryOp::Difference => Err(Error::Unknown),
    }
}

/// Digits in a base from 2 to 36.
fn based(digits: &Expr, base: &Expr) -> Result<Rational> {
    let base = rational(base)?.to_i64().and_then(|base| u32::try_from(base).ok()).ok_or(Error::Unknown)?;
    if !(2..=36).contains(&base) {
        return Err(Error::Unknown);
    }
    let text = match &digits.node {
        Node::Number(number) if number.is_whole() => number.digits.to_string(),
        Node::Text(text) => text.to_string(),
        _ => return Err(Error::Unknown),
    };
    UBig::from_str_radix(&text, base).map(Rational::from).map_err(|_| Error::Undefined)
}

fn function(call: &Call) -> Result<Rational> {
    let mut values = call.args.iter().map(rational);
    let mut next = || values.next().ok_or(Error::Unknown)?;
    match call.function {
        Function::Gcd | Function::Lcm | Function::Min | Function::Max => {
            let mut result = next()?;
            for value in values {
                let value = value?;
                result = match call.function {
                    Function::Min => result.min(value),
                    Function::Max => result.max(value),
                    function => divisors(function, &result, &value)?,
                };
            }
            Ok(result)
        }
        _ => Err(Error::Unknown),
    }
}

fn divisors(function: Function, one: &Rational, other: &Rational) -> Result<Rational> {
    use dashu_int::ops::{Gcd as _, UnsignedAbs as _};
    let natural =
        |value: &Rational| value.to_integer().map(|value| value.unsigned_abs()).ok_or(Error::Unknown);
    let (one, other) = (natural(one)?, natural(other)?);
    if one.is_zero() || other.is_zero() {
        return Err(Error::Unknown);
    }
    let common = (&one).gcd(&other);
    if function == Function::Gcd {
        return Ok(Rational::from(common));
    }
    Rational::from(one / common * other).within(BUDGET)
}
