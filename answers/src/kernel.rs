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

pub mod arithmetic;
pub mod ball;
pub mod field;
pub mod integer;
mod modular;
#[cfg(test)]
mod notation;
pub mod rational;
pub mod symbolic;

pub use arithmetic::{Arithmetic, Domain, Enclosing, Function, Rationals, Symbolic};
pub use ball::{Ball, ComplexBall, Precision};
pub use field::{Field, Fields, Residue};
pub use rational::Rational;
pub use symbolic::{Atom, Exponent, Polynomial, Quotient};

/// How large a value may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The most bits in the numerator or the denominator of a number.
    pub bits: usize,
    /// The most terms in a sum, and the most products of terms in one multiplication.
    pub terms: usize,
}

impl Budget {
    /// Numbers of up to 4,900 decimal digits, sums of up to 2,000 terms: work of well under a millisecond.
    pub const DEFAULT: Budget = Budget { bits: 16_384, terms: 2_000 };
}

impl Default for Budget {
    fn default() -> Budget {
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
