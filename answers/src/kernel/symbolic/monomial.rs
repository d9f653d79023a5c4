//! Products of powers of atoms.

use std::sync::Arc;

use dashu_int::UBig;

use super::{Exponent, Polynomial, Quotient};
use crate::kernel::Result;

/// What sums and products are made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// A prime number under a root: exponents in (0, 1).
    Prime(u64),
    /// A number under a root that could not be factored: exponents in (0, 1).
    Unfactored(Arc<UBig>),
    /// The imaginary unit: exponent 1.
    Imaginary,
    /// The ratio of a circle's circumference to its diameter.
    Pi,
    /// The base of the natural logarithm.
    E,
    /// The natural logarithm of a prime number.
    Log(u64),
    /// The natural logarithm of a number that could not be factored.
    LogUnfactored(Arc<UBig>),
    /// A variable that stands for a real number.
    Variable(u32),
    /// A variable that stands for a positive real number.
    Positive(u32),
    /// The exponential function of a product of atoms; the exponent is the coefficient of the product.
    Exp(Arc<Monomial>),
    /// A sum under a root, as the principal value: exponents in (0, 1).
    Power(Arc<Polynomial>),
    /// A function that nothing more is known of.
    Call(Arc<Call>),
}

/// A function applied to arguments in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// Which function.
    pub function: Opaque,
    /// Its arguments.
    pub arguments: Vec<Quotient>,
}

/// A function of which only equality of arguments is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opaque {
    /// The exponential function.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The inverse sine.
    Asin,
    /// The inverse tangent.
    Atan,
    /// Any other, by a number that the caller chooses.
    Named(u32),
}

impl Atom {
    /// Takes the parts that it is written with, each as often as it comes, from what is left of a bound; false where
    /// that does not suffice.
    ///
    /// What is shared in memory is compared, hashed and written as often as it
    /// comes: `\sin` has its argument twice, and forty of them in one another
    /// would have it 2^40 times.
    fn takes_from(&self, left: &mut usize) -> bool {
        match left.checked_sub(1) {
            None => return false,
            Some(rest) => *left = rest,
        }
        match self {
            Atom::Exp(exponent) => exponent.takes_from(left),
            Atom::Power(base) => base.takes_from(left),
            Atom::Call(call) => call.arguments.iter().all(|argument| argument.takes_from(left)),
            _ => true,
        }
    }
}

impl Monomial {
    pub(super) fn takes_from(&self, left: &mut usize) -> bool {
        self.0.iter().all(|(atom, _)| atom.takes_from(left))
    }
}

/// A product of powers of different atoms, in ascending order of the atoms, without exponents of 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Monomial(pub(super) Vec<(Atom, Exponent)>);

impl Monomial {
    /// About what it takes to compare it with another, in units of work: functions are compared part by part.
    pub(super) fn work(&self) -> usize {
        const MOST: usize = 400;
        let has_functions =
            self.0.iter().any(|(atom, _)| matches!(atom, Atom::Exp(_) | Atom::Power(_) | Atom::Call(_)));
        if !has_functions {
            return self.0.len() / 4;
        }
        let mut left = MOST;
        self.takes_from(&mut left);
        (MOST - left) / 2
    }

    /// The empty product.
    pub const ONE: Monomial = Monomial(Vec::new());

    /// A power of an atom.
    pub(super) fn power(atom: Atom, exponent: Exponent) -> Monomial {
        if exponent.is_zero() { Monomial::ONE } else { Monomial(vec![(atom, exponent)]) }
    }

    /// Whether it is the empty product.
    pub fn is_one(&self) -> bool {
        self.0.is_empty()
    }

    /// The atoms and their exponents.
    pub fn factors(&self) -> &[(Atom, Exponent)] {
        &self.0
    }

    /// The exponent of an atom.
    pub fn exponent(&self, atom: &Atom) -> Exponent {
        match self.0.binary_search_by(|(other, _)| other.cmp(atom)) {
            Ok(index) => self.0[index].1,
            Err(_) => Exponent::ZERO,
        }
    }

    /// The product, with exponents added up and nothing reduced.
    pub(super) fn times(&self, other: &Monomial) -> Result<Monomial> {
        if self.is_one() {
            return Ok(other.clone());
        }
        if other.is_one() {
            return Ok(self.clone());
        }
        let mut product = Vec::with_capacity(self.0.len() + other.0.len());
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => product.extend(left.next().cloned()),
                std::cmp::Ordering::Greater => product.extend(right.next().cloned()),
                std::cmp::Ordering::Equal => {
                    let exponent = a.1.add(b.1)?;
                    if !exponent.is_zero() {
                        product.push((a.0.clone(), exponent));
                    }
                    left.next();
                    right.next();
                }
            }
        }
        product.extend(left.cloned());
        product.extend(right.cloned());
        Ok(Monomial(product))
    }

    /// Without an atom.
    pub(super) fn without(&self, atom: &Atom) -> Monomial {
        Monomial(self.0.iter().filter(|(other, _)| other != atom).cloned().collect())
    }
}
