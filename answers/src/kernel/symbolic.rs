//! Canonical forms of expressions in constants, variables and functions.
//!
//! A [`Polynomial`] is a sum of products of powers of [`Atom`]s with rational
//! coefficients, and a [`Quotient`] is a quotient of two of them. Atoms are
//! primes under a root, the imaginary unit, pi, e, logarithms of primes,
//! variables, exponentials, roots of sums, and functions. Exponents are
//! rational and may be negative. Every rewriting is an identity, so **equal
//! forms prove equal values**, wherever both expressions are defined.
//!
//! What is rewritten, so that equal values mostly have equal forms:
//!
//! - Numbers under roots are split into primes: `sqrt(12) = 2·3^(1/2)`. For
//!   distinct primes, the products of their roots with exponents in [0, 1)
//!   are linearly independent over the rationals (Besicovitch, "On the linear
//!   independence of fractional powers of integers", 1940), and so are their
//!   products with 1 and i, since the former are real.
//! - Logarithms of rationals are sums of logarithms of primes.
//! - `exp` of a sum is a product of powers of exponentials of products, so
//!   that `exp(2x+1) = e·exp(x)^2`; sines, cosines and the hyperbolic
//!   functions are written with exponentials, which makes every theorem of
//!   addition, every multiple angle and `sin^2 + cos^2 = 1` hold without rules.
//! - `exp(i·pi·q)` is written in radicals where the denominator of `q` divides 120.
//! - Square roots of `a + b·sqrt(c)` are denested where that is possible.
//! - Denominators that are algebraic are rationalised where that is cheap;
//!   other quotients are compared by cross-multiplication.
//!
//! Where two constants have different forms they are proved different only if
//! [`Polynomial::independence`] says so. Variables stand for real numbers, and
//! what holds for them holds wherever both sides have real values.

mod enclosure;
mod exponent;
mod functions;
mod monomial;
mod polynomial;
mod quotient;
mod radical;
mod reduce;
mod separation;
mod trigonometry;
mod write;

pub use enclosure::Assignment;
pub use exponent::Exponent;
pub use monomial::{Atom, Call, Monomial, Opaque};
pub use polynomial::{Independence, Polynomial};
pub use quotient::Quotient;
pub use separation::Identity;

#[cfg(test)]
mod tests;
