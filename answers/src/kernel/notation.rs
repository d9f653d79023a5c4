//! A notation for tests: infix expressions, evaluated in any arithmetic as they are read.

use super::{Arithmetic, Function, Rational, Result};

/// The value of a text such as `sqrt(2)*x^2 - ln(3)/pi`; panics where it is not one.
pub(super) fn evaluate<A: Arithmetic>(arithmetic: &A, text: &str) -> Result<A::Value> {
    let mut reader = Reader { arithmetic, rest: text };
    let value = reader.sum();
    reader.skip();
    assert!(reader.rest.is_empty() || value.is_err(), "cannot read {:?} of {text:?}", reader.rest);
    value
}

struct Reader<'a, A> {
    arithmetic: &'a A,
    rest: &'a str,
}

impl<A: Arithmetic> Reader<'_, A> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Result<A::Value> {
        let mut value = self.product()?;
        loop {
            if self.eat('+') {
                value = self.arithmetic.add(&value, &self.product()?)?;
            } else if self.eat('-') {
                value = self.arithmetic.sub(&value, &self.product()?)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<A::Value> {
        let mut value = self.signed()?;
        loop {
            if self.eat('*') {
                value = self.arithmetic.mul(&value, &self.signed()?)?;
            } else if self.eat('/') {
                value = self.arithmetic.div(&value, &self.signed()?)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn signed(&mut self) -> Result<A::Value> {
        if self.eat('-') {
            let value = self.signed()?;
            return self.arithmetic.neg(&value);
        }
        let base = self.primary()?;
        if self.eat('^') {
            let exponent = self.signed()?;
            return self.arithmetic.pow(&base, &exponent);
        }
        Ok(base)
    }

    fn primary(&mut self) -> Result<A::Value> {
        self.skip();
        if self.eat('(') {
            let value = self.sum()?;
            assert!(self.eat(')'), "expected a bracket before {:?}", self.rest);
            return Ok(value);
        }
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let (number, rest) = self.rest.split_at(digits);
            self.rest = rest;
            let number: dashu_int::IBig = number.parse().expect("digits");
            return self.arithmetic.rational(&Rational::from(number));
        }
        let letters = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (name, rest) = self.rest.split_at(letters);
        self.rest = rest;
        match name {
            "pi" => return self.arithmetic.pi(),
            "e" => return self.arithmetic.e(),
            "i" => return self.arithmetic.i(),
            "x" => return self.arithmetic.variable(0),
            "y" => return self.arithmetic.variable(1),
            "z" => return self.arithmetic.variable(2),
            _ => {}
        }
        let argument = self.primary()?;
        let function = match name {
            "sqrt" => return self.arithmetic.root(&argument, 2),
            "cbrt" => return self.arithmetic.root(&argument, 3),
            "fourth" => return self.arithmetic.root(&argument, 4),
            "exp" => Function::Exp,
            "ln" => Function::Ln,
            "sin" => Function::Sin,
            "cos" => Function::Cos,
            "tan" => Function::Tan,
            "asin" => Function::Asin,
            "acos" => Function::Acos,
            "atan" => Function::Atan,
            "sinh" => Function::Sinh,
            "cosh" => Function::Cosh,
            "tanh" => Function::Tanh,
            "abs" => Function::Abs,
            other => panic!("no such name: {other:?}"),
        };
        self.arithmetic.apply(function, &argument)
    }
}
