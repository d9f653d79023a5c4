//! One interface to the kinds of arithmetic, so that an expression is evaluated in each by the same fold.

use std::cmp::Ordering;

use dashu_int::IBig;

use super::ball::{e, pi};
use super::{Atom, Ball, Budget, ComplexBall, Error, Field, Precision, Quotient, Rational, Residue, Result};

/// Arithmetic with values of some kind.
///
/// Every operation gives a value, or says why there is none: what an
/// arithmetic cannot do is [`Error::Unknown`].
pub trait Arithmetic {
    /// What is computed with.
    type Value: Clone;

    /// A rational number.
    fn rational(&self, value: &Rational) -> Result<Self::Value>;
    /// The ratio of a circle's circumference to its diameter.
    fn pi(&self) -> Result<Self::Value>;
    /// The base of the natural logarithm.
    fn e(&self) -> Result<Self::Value>;
    /// The imaginary unit.
    fn i(&self) -> Result<Self::Value>;
    /// The variable with a number.
    fn variable(&self, index: u32) -> Result<Self::Value>;
    /// The sum.
    fn add(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value>;
    /// With the other sign.
    fn neg(&self, a: &Self::Value) -> Result<Self::Value>;
    /// The product.
    fn mul(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value>;
    /// The quotient.
    fn div(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value>;
    /// The power. By a fraction with an odd denominator, that of a negative number is unknown.
    fn pow(&self, base: &Self::Value, exponent: &Self::Value) -> Result<Self::Value>;
    /// The root: the real one for odd degrees, the one that is not negative for even degrees, and `i·sqrt(a)` for `sqrt(-a)`.
    fn root(&self, base: &Self::Value, degree: u32) -> Result<Self::Value>;
    /// A function's value.
    fn apply(&self, function: Function, argument: &Self::Value) -> Result<Self::Value>;

    /// The difference.
    fn sub(&self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value> {
        self.add(a, &self.neg(b)?)
    }
}

/// An elementary function of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// The exponential function.
    Exp,
    /// The natural logarithm.
    Ln,
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Tangent.
    Tan,
    /// Inverse sine, in [-pi/2, pi/2].
    Asin,
    /// Inverse cosine, in [0, pi].
    Acos,
    /// Inverse tangent, in (-pi/2, pi/2).
    Atan,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// Absolute value.
    Abs,
}

/// Rational numbers, for expressions that stay within them. The cheapest.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rationals<'a> {
    /// How large they may become.
    pub budget: Budget<'a>,
}

impl Arithmetic for Rationals<'_> {
    type Value = Rational;

    fn rational(&self, value: &Rational) -> Result<Rational> {
        Ok(value.clone())
    }

    fn pi(&self) -> Result<Rational> {
        Err(Error::Unknown)
    }

    fn e(&self) -> Result<Rational> {
        Err(Error::Unknown)
    }

    fn i(&self) -> Result<Rational> {
        Err(Error::Unknown)
    }

    fn variable(&self, _: u32) -> Result<Rational> {
        Err(Error::Unknown)
    }

    fn add(&self, a: &Rational, b: &Rational) -> Result<Rational> {
        (a + b).within(self.budget)
    }

    fn neg(&self, a: &Rational) -> Result<Rational> {
        Ok(-a)
    }

    fn mul(&self, a: &Rational, b: &Rational) -> Result<Rational> {
        (a * b).within(self.budget)
    }

    fn div(&self, a: &Rational, b: &Rational) -> Result<Rational> {
        a.div(b)?.within(self.budget)
    }

    fn pow(&self, base: &Rational, exponent: &Rational) -> Result<Rational> {
        if let Some(integer) = exponent.to_integer() {
            return base.pow(&integer, self.budget);
        }
        let degree = u32::try_from(&exponent.denominator()).map_err(|_| Error::Unknown)?;
        if base.is_negative() {
            return Err(Error::Unknown);
        }
        base.root(degree).ok_or(Error::Unknown)?.pow(&exponent.numerator(), self.budget)
    }

    fn root(&self, base: &Rational, degree: u32) -> Result<Rational> {
        if degree == 0 {
            return Err(Error::Undefined);
        }
        base.root(degree).ok_or(Error::Unknown)
    }

    fn apply(&self, function: Function, argument: &Rational) -> Result<Rational> {
        match function {
            Function::Abs => Ok(argument.abs()),
            Function::Ln if argument.is_zero() => Err(Error::Undefined),
            _ => Err(Error::Unknown),
        }
    }
}

/// What variables stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Domain {
    /// Any real number.
    #[default]
    Real,
    /// Any positive real number, so that `sqrt(x·y) = sqrt(x)·sqrt(y)` and `ln(x·y) = ln(x) + ln(y)`.
    Positive,
}

/// Canonical forms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Symbolic<'a> {
    /// How large they may become.
    pub budget: Budget<'a>,
    /// What variables stand for.
    pub domain: Domain,
}

impl Arithmetic for Symbolic<'_> {
    type Value = Quotient;

    fn rational(&self, value: &Rational) -> Result<Quotient> {
        Ok(Quotient::rational(value.clone()))
    }

    fn pi(&self) -> Result<Quotient> {
        Ok(Quotient::atom(Atom::Pi))
    }

    fn e(&self) -> Result<Quotient> {
        Ok(Quotient::atom(Atom::E))
    }

    fn i(&self) -> Result<Quotient> {
        Ok(Quotient::i())
    }

    fn variable(&self, index: u32) -> Result<Quotient> {
        Ok(Quotient::atom(match self.domain {
            Domain::Real => Atom::Variable(index),
            Domain::Positive => Atom::Positive(index),
        }))
    }

    fn add(&self, a: &Quotient, b: &Quotient) -> Result<Quotient> {
        a.add(b, self.budget)
    }

    fn neg(&self, a: &Quotient) -> Result<Quotient> {
        Ok(a.neg())
    }

    fn mul(&self, a: &Quotient, b: &Quotient) -> Result<Quotient> {
        a.mul(b, self.budget)
    }

    fn div(&self, a: &Quotient, b: &Quotient) -> Result<Quotient> {
        a.div(b, self.budget)
    }

    fn pow(&self, base: &Quotient, exponent: &Quotient) -> Result<Quotient> {
        base.charge(self.budget)?;
        exponent.charge(self.budget)?;
        base.pow(exponent, self.budget)
    }

    fn root(&self, base: &Quotient, degree: u32) -> Result<Quotient> {
        base.charge(self.budget)?;
        base.root(degree, self.budget)
    }

    fn apply(&self, function: Function, argument: &Quotient) -> Result<Quotient> {
        let budget = self.budget;
        argument.charge(budget)?;
        match function {
            Function::Exp => argument.exp(budget),
            Function::Ln => argument.ln(budget),
            Function::Sin => argument.sin(budget),
            Function::Cos => argument.cos(budget),
            Function::Tan => argument.tan(budget),
            Function::Asin => argument.asin(budget),
            Function::Acos => argument.acos(budget),
            Function::Atan => argument.atan(budget),
            Function::Sinh => argument.sinh(budget),
            Function::Cosh => argument.cosh(budget),
            Function::Tanh => argument.tanh(budget),
            Function::Abs => argument.abs(budget),
        }
    }
}

/// Which numbers roots, powers and logarithms may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Principal values: `sqrt(-4) = 2i`. For constants.
    #[default]
    Complex,
    /// Even roots, logarithms and powers by fractions have values for what is
    /// not negative only. For points of expressions in real variables, since
    /// identities such as `sqrt(x³) = x·sqrt(x)` hold there and not beyond.
    Real,
}

/// Balls at a point.
#[derive(Clone, Copy, Debug)]
pub struct Enclosing<'a> {
    /// How many bits are computed with.
    pub precision: Precision,
    /// Which numbers are values.
    pub numbers: Numbers,
    /// The values of the variables, by their numbers.
    pub point: &'a [ComplexBall],
}

impl Enclosing<'_> {
    /// A real function of a value whose imaginary part is 0 exactly.
    fn real(
        &self,
        argument: &ComplexBall,
        function: impl Fn(&Ball, Precision) -> Result<Ball>,
    ) -> Result<ComplexBall> {
        Ok(function(argument.as_real().ok_or(Error::Unknown)?, self.precision)?.into())
    }
}

impl Arithmetic for Enclosing<'_> {
    type Value = ComplexBall;

    fn rational(&self, value: &Rational) -> Result<ComplexBall> {
        Ok(Ball::rational(value, self.precision).into())
    }

    fn pi(&self) -> Result<ComplexBall> {
        Ok(pi(self.precision).into())
    }

    fn e(&self) -> Result<ComplexBall> {
        Ok(e(self.precision).into())
    }

    fn i(&self) -> Result<ComplexBall> {
        Ok(ComplexBall::I)
    }

    fn variable(&self, index: u32) -> Result<ComplexBall> {
        self.point.get(index as usize).cloned().ok_or(Error::Unknown)
    }

    fn add(&self, a: &ComplexBall, b: &ComplexBall) -> Result<ComplexBall> {
        a.add(b, self.precision)
    }

    fn neg(&self, a: &ComplexBall) -> Result<ComplexBall> {
        Ok(a.neg())
    }

    fn mul(&self, a: &ComplexBall, b: &ComplexBall) -> Result<ComplexBall> {
        a.mul(b, self.precision)
    }

    fn div(&self, a: &ComplexBall, b: &ComplexBall) -> Result<ComplexBall> {
        a.div(b, self.precision)
    }

    fn pow(&self, base: &ComplexBall, exponent: &ComplexBall) -> Result<ComplexBall> {
        if let Some(exponent) = exponent.as_real()
            && let Some(integer) = exponent.to_integer()
        {
            let integer = i64::try_from(&integer).map_err(|_| Error::Budget)?;
            return base.powi(integer, self.precision);
        }
        if self.numbers == Numbers::Real {
            return match (base.as_real(), exponent.as_real()) {
                (Some(real), Some(exponent)) if real.sign().is_some_and(Ordering::is_ge) => {
                    Ok(real.pow(exponent, self.precision)?.into())
                }
                _ => Err(Error::Unknown),
            };
        }
        // Below 0, the exponent may be a fraction with an odd denominator, unless it is dyadic and exact.
        let positive = base.as_real().is_none_or(|base| base.sign().is_some_and(Ordering::is_ge));
        let dyadic = exponent.as_real().is_none_or(Ball::is_exact);
        if positive || dyadic { base.pow(exponent, self.precision) } else { Err(Error::Unknown) }
    }

    fn root(&self, base: &ComplexBall, degree: u32) -> Result<ComplexBall> {
        match base.as_real() {
            Some(real)
                if degree % 2 == 1
                    || real.sign().is_some_and(Ordering::is_ge)
                    || self.numbers == Numbers::Real =>
            {
                Ok(real.root(degree, self.precision)?.into())
            }
            _ if self.numbers == Numbers::Real => Err(Error::Unknown),
            _ if degree == 2 => base.sqrt(self.precision),
            _ if degree == 0 => Err(Error::Undefined),
            _ => Err(Error::Unknown),
        }
    }

    fn apply(&self, function: Function, argument: &ComplexBall) -> Result<ComplexBall> {
        let p = self.precision;
        match function {
            Function::Exp => argument.exp(p),
            Function::Ln if self.numbers == Numbers::Real => self.real(argument, Ball::ln),
            Function::Ln => argument.ln(p),
            Function::Sin => Ok(argument.sin_cos(p)?.0),
            Function::Cos => Ok(argument.sin_cos(p)?.1),
            Function::Tan => {
                let (sine, cosine) = argument.sin_cos(p)?;
                sine.div(&cosine, p)
            }
            Function::Asin => self.real(argument, Ball::asin),
            Function::Acos => self.real(argument, Ball::acos),
            Function::Atan => self.real(argument, Ball::atan),
            Function::Sinh => self.real(argument, |x, p| Ok(x.sinh_cosh(p)?.0)),
            Function::Cosh => self.real(argument, |x, p| Ok(x.sinh_cosh(p)?.1)),
            Function::Tanh => self.real(argument, Ball::tanh),
            Function::Abs => Ok(argument.abs(p)?.into()),
        }
    }
}

/// Residues at the field's point. The imaginary unit has none, nor have roots and functions.
impl Arithmetic for Field {
    type Value = Residue;

    fn rational(&self, value: &Rational) -> Result<Residue> {
        Field::rational(self, value)
    }

    fn pi(&self) -> Result<Residue> {
        Ok(Field::pi(self))
    }

    fn e(&self) -> Result<Residue> {
        Ok(Field::e(self))
    }

    fn i(&self) -> Result<Residue> {
        Err(Error::Unknown)
    }

    fn variable(&self, index: u32) -> Result<Residue> {
        Ok(Field::variable(self, index))
    }

    fn add(&self, a: &Residue, b: &Residue) -> Result<Residue> {
        Ok(Field::add(self, *a, *b))
    }

    fn neg(&self, a: &Residue) -> Result<Residue> {
        Ok(Field::neg(self, *a))
    }

    fn mul(&self, a: &Residue, b: &Residue) -> Result<Residue> {
        Ok(Field::mul(self, *a, *b))
    }

    fn div(&self, a: &Residue, b: &Residue) -> Result<Residue> {
        Field::div(self, *a, *b)
    }

    fn pow(&self, base: &Residue, exponent: &Residue) -> Result<Residue> {
        Field::pow(self, *base, &IBig::from(exponent.integer().ok_or(Error::Unknown)?))
    }

    fn root(&self, base: &Residue, degree: u32) -> Result<Residue> {
        match degree {
            0 => Err(Error::Undefined),
            1 => Ok(*base),
            _ => Err(Error::Unknown),
        }
    }

    fn apply(&self, _: Function, _: &Residue) -> Result<Residue> {
        Err(Error::Unknown)
    }
}
