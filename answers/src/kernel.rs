//! Exact and certified arithmetic: what equality and difference are proved with.
//!
//! Each file is one kind of arithmetic, and each says what it proves.
//!
//! | file | values | proves |
//! |---|---|---|
//! | `rational` | rational numbers | equality and order |
//! | `integer` | primes, factors, factorials | what it returns, or that the budget does not suffice |
//! | `arithmetic` | one interface to the others | what the others do |
//! | `ball` | real and complex numbers between bounds | difference and order |
//! | `field` | residues modulo random primes | difference; equality up to a stated error |
//! | `symbolic` | sums of products of powers of constants, variables and functions | equality; difference where the atoms are independent |
//!
//! Nothing here panics, whatever it is given, and nothing takes floating point
//! for a fact. Whatever could grow without bound takes a [`Budget`] and is
//! refused before the work is done.

use std::cell::Cell;

pub mod arithmetic;
pub mod ball;
pub mod field;
pub mod integer;
mod modular;
#[cfg(test)]
mod notation;
mod power;
pub mod rational;
pub mod symbolic;

pub use arithmetic::{Arithmetic, Domain, Enclosing, Function, Numbers, Rationals, Symbolic};
pub use ball::{Ball, ComplexBall, Precision};
pub use field::{Field, Fields, Residue};
pub use rational::Rational;
pub use symbolic::{Atom, Exponent, Polynomial, Quotient};

/// How large a value may become, and how much work may be done for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget<'a> {
    /// The most bits in the numerator or the denominator of a number.
    pub bits: usize,
    /// The most terms in a sum, and the most products of terms in one multiplication.
    pub terms: usize,
    /// What all operations together may take; where there is none, each is bounded by itself only.
    pub work: Option<&'a Work>,
}

impl<'a> Budget<'a> {
    /// Numbers of up to 4,900 decimal digits, sums of up to 2,000 terms: work of well under a millisecond for
    /// each multiplication.
    pub const DEFAULT: Budget<'static> = Budget { bits: 16_384, terms: 2_000, work: None };

    /// The same budget with work that is counted.
    #[must_use]
    pub fn with_work(self, work: &'a Work) -> Budget<'a> {
        Budget { work: Some(work), ..self }
    }

    /// Takes units of work; over budget where fewer are left, and then none are.
    pub(crate) fn charge(self, units: usize) -> Result<()> {
        let Some(work) = self.work else { return Ok(()) };
        match work.0.get().checked_sub(u32::try_from(units).unwrap_or(u32::MAX)) {
            Some(left) => {
                work.0.set(left);
                Ok(())
            }
            None => {
                work.0.set(0);
                Err(Error::Budget)
            }
        }
    }
}

/// Work that is left, in units of about the time of multiplying two terms: some 100 ns.
///
/// It is counted and not timed, so that the same expressions have the same
/// outcome everywhere.
#[derive(Debug, PartialEq)]
pub struct Work(Cell<u32>);

impl Work {
    /// This many units.
    pub fn new(units: u32) -> Work {
        Work(Cell::new(units))
    }

    /// The units that are left.
    pub fn left(&self) -> u32 {
        self.0.get()
    }
}

impl Default for Budget<'_> {
    fn default() -> Self {
        Budget::DEFAULT
    }
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Error {
    /// It is proved that there is none: a division by zero, the logarithm of zero, a zero to the power of zero.
    #[error("no value is defined")]
    Undefined,
    /// There may be one, and it would take more than the budget to compute.
    #[error("the value is larger than the budget")]
    Budget,
    /// Whether there is one, or which one, is not known at this precision or in this arithmetic.
    #[error("the value cannot be determined")]
    Unknown,
}

/// A value, or why there is none.
pub type Result<T> = std::result::Result<T, Error>;
