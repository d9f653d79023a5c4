//! What a product of powers is brought to, so that its form is the only one.

use dashu_int::IBig;

use super::polynomial::length_work;
use super::trigonometry::reduce_root_of_unity;
use super::{Atom, Exponent, Monomial, Polynomial};
use crate::kernel::{Budget, Rational, Result};

/// Appends the terms of a monomial times a number, in reduced form.
///
/// Whole powers of numbers under roots go to the coefficient, powers of i to
/// its sign, whole powers of roots of sums are multiplied out, and roots of
/// unity are written in radicals where that is possible.
pub(super) fn reduced(
    mut coefficient: Rational,
    mut monomial: Monomial,
    terms: &mut Vec<(Monomial, Rational)>,
    budget: Budget<'_>,
) -> Result<()> {
    let mut sums: Vec<Polynomial> = Vec::new();
    let mut failure = None;
    monomial.0.retain_mut(|(atom, exponent)| {
        if failure.is_some() {
            return true;
        }
        match reduced_factor(atom, *exponent, &mut coefficient, &mut sums, budget) {
            Ok(left) => {
                *exponent = left;
                !left.is_zero()
            }
            Err(error) => {
                failure = Some(error);
                true
            }
        }
    });
    if let Some(error) = failure {
        return Err(error);
    }
    if sums.is_empty() {
        terms.push((monomial, coefficient.within(budget)?));
        return Ok(());
    }
    // What is left over is in reduced form, but the product with the sums need not be.
    let mut product = Polynomial::term(coefficient, monomial);
    for sum in sums {
        product = product.mul(&sum, budget)?;
    }
    terms.extend(product.terms().iter().cloned());
    Ok(())
}

/// The exponent that is left of one factor.
fn reduced_factor(
    atom: &Atom,
    exponent: Exponent,
    coefficient: &mut Rational,
    sums: &mut Vec<Polynomial>,
    budget: Budget<'_>,
) -> Result<Exponent> {
    match atom {
        Atom::Prime(_) | Atom::Unfactored(_) => {
            let (whole, rest) = exponent.split();
            if whole != 0 {
                let base = match atom {
                    Atom::Unfactored(number) => Rational::from(number.as_ref().clone()),
                    Atom::Prime(prime) => Rational::from(IBig::from(*prime)),
                    _ => Rational::ONE,
                };
                let power = base.pow(&IBig::from(whole), budget)?;
                budget.charge(1 + length_work(&power))?;
                *coefficient = (&*coefficient * &power).within(budget)?;
            }
            Ok(rest)
        }
        Atom::Imaginary => {
            let quarter = exponent.numerator().rem_euclid(4);
            if quarter >= 2 {
                *coefficient = -&*coefficient;
            }
            Exponent::new(i64::from(quarter % 2), 1)
        }
        Atom::Power(base) => {
            let (whole, rest) = exponent.split();
            if let Ok(whole) = u32::try_from(whole) {
                if whole > 0 {
                    sums.push(base.pow(whole, budget)?);
                }
                return Ok(rest);
            }
            // Negative powers are taken out by whoever inverts, so that sums in denominators stay visible.
            Ok(exponent)
        }
        Atom::Exp(inner) if is_imaginary_pi(inner) => reduce_root_of_unity(exponent, sums, budget),
        _ => Ok(exponent),
    }
}

/// Whether a monomial is `i·pi`.
pub(super) fn is_imaginary_pi(monomial: &Monomial) -> bool {
    matches!(
        monomial.factors(),
        [(Atom::Imaginary, _), (Atom::Pi, exponent)] if *exponent == Exponent::ONE
    )
}
