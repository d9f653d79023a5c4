//! Canonical forms in writing, for explanations.

use std::fmt;

use super::{Atom, Exponent, Monomial, Opaque, Polynomial, Quotient};
use crate::kernel::Rational;

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Atom::Prime(prime) => write!(f, "{prime}"),
            Atom::Unfactored(number) => write!(f, "{number}"),
            Atom::Imaginary => f.write_str("i"),
            Atom::Pi => f.write_str("pi"),
            Atom::E => f.write_str("e"),
            Atom::Log(prime) => write!(f, "ln({prime})"),
            Atom::LogUnfactored(number) => write!(f, "ln({number})"),
            Atom::Variable(index) => write!(f, "x{index}"),
            Atom::Positive(index) => write!(f, "p{index}"),
            Atom::Exp(inner) => write!(f, "exp({inner})"),
            Atom::Power(base) => write!(f, "({base})"),
            Atom::Call(call) => {
                match call.function {
                    Opaque::Exp => f.write_str("exp")?,
                    Opaque::Ln => f.write_str("ln")?,
                    Opaque::Asin => f.write_str("asin")?,
                    Opaque::Atan => f.write_str("atan")?,
                    Opaque::Named(index) => write!(f, "f{index}")?,
                }
                f.write_str("(")?;
                for (index, argument) in call.arguments.iter().enumerate() {
                    write!(f, "{}{argument}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str(")")
            }
        }
    }
}

impl fmt::Display for Monomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_one() {
            return f.write_str("1");
        }
        for (index, (atom, exponent)) in self.factors().iter().enumerate() {
            write!(f, "{}{atom}", if index == 0 { "" } else { "*" })?;
            if *exponent != Exponent::ONE {
                write!(f, "^{exponent}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        for (index, (monomial, number)) in self.terms().iter().enumerate() {
            let sign = match (number.is_negative(), index) {
                (true, 0) => "-",
                (true, _) => " - ",
                (false, 0) => "",
                (false, _) => " + ",
            };
            let magnitude = number.abs();
            if monomial.is_one() {
                write!(f, "{sign}{magnitude}")?;
            } else if magnitude == Rational::ONE {
                write!(f, "{sign}{monomial}")?;
            } else {
                write!(f, "{sign}{magnitude}*{monomial}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Quotient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_polynomial() {
            Some(sum) => write!(f, "{sum}"),
            None => write!(f, "({})/({})", self.numerator(), self.denominator()),
        }
    }
}
