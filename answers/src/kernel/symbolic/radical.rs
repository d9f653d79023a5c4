//! Roots in canonical form.

use std::cmp::Ordering;
use std::sync::Arc;

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::enclosure::no_values;
use super::trigonometry::root_of_unity;
use super::{Atom, Call, Exponent, Monomial, Opaque, Polynomial, Quotient};
use crate::kernel::integer::factors;
use crate::kernel::{Ball, Budget, Error, Precision, Rational, Result};

/// The highest degree of a root.
const MOST_DEGREE: u32 = 1_000;

impl Quotient {
    /// The root of that degree: the real one where there is one that is
    /// certain, with the sign of the radicand for odd degrees and not negative
    /// for even ones; for the square root of a negative number or a complex
    /// one, the principal one.
    pub fn root(&self, degree: u32, budget: Budget<'_>) -> Result<Quotient> {
        match degree {
            0 => return Err(Error::Undefined),
            1 => return Ok(self.clone()),
            2..=MOST_DEGREE => {}
            _ => return Err(Error::Budget),
        }
        if self.is_zero() {
            return Ok(Quotient::integer(0));
        }
        if !self.is_real(budget) {
            // With variables, the branches of a complex root cannot be told.
            let term = self.as_polynomial().and_then(Polynomial::as_term);
            return match (self.is_constant(), term) {
                (true, Some((monomial, number))) => root_of_term(monomial, number, degree, budget),
                (true, None) if degree == 2 => complex_root(self, budget),
                _ => Err(Error::Unknown),
            };
        }
        if self.is_constant() {
            match self.sign(budget) {
                Some(Ordering::Greater) => {}
                Some(Ordering::Less) if degree % 2 == 1 => return Ok(self.neg().root(degree, budget)?.neg()),
                Some(Ordering::Less) if degree == 2 => {
                    return self.neg().root(degree, budget)?.mul(&Quotient::i(), budget);
                }
                _ => return Err(Error::Unknown),
            }
        }
        if let Some(sum) = self.as_polynomial() {
            return root_of_sum(sum, degree, budget);
        }
        // (a/b)^(1/n) = (a·b^(n-1))^(1/n) / |b|, or / b for odd n.
        let divisor = Quotient::from_polynomial(self.denominator().clone());
        let power = self.denominator().pow(degree - 1, budget)?;
        let radicand = Quotient::from_polynomial(self.numerator().mul(&power, budget)?);
        let constant = divisor.is_constant();
        let sign = if constant { divisor.sign(budget) } else { None };
        // Where a is positive, the quotient is so only where b is.
        let above = Quotient::from_polynomial(self.numerator().clone());
        let follows = !constant && above.is_constant() && above.sign(budget) == Some(Ordering::Greater);
        let divisor = match sign {
            _ if degree % 2 == 1 || follows => divisor,
            Some(Ordering::Greater) => divisor,
            Some(Ordering::Less) => divisor.neg(),
            _ if constant => return Err(Error::Unknown),
            _ => divisor.mul(&divisor, budget)?.root(2, budget)?,
        };
        radicand.root(degree, budget)?.div(&divisor, budget)
    }
}

/// The root of a real sum that is not 0, and that is positive where it has no variables.
fn root_of_sum(sum: &Polynomial, degree: u32, budget: Budget<'_>) -> Result<Quotient> {
    if let Some((monomial, number)) = sum.as_term() {
        return root_of_term(monomial, number, degree, budget);
    }
    let constant = sum.is_constant();
    if degree == 3
        && let Some(root) = denested_cube_root(sum, budget)?
    {
        return Ok(root);
    }
    let (outside, inside) = take_out(sum, degree, budget)?;
    if !outside.is_one() {
        // What is taken out is positive, or has an even power, or the degree is odd.
        let inside = Quotient::from_polynomial(inside).root(degree, budget)?;
        return Quotient::from_polynomial(outside).root(degree, budget)?.mul(&inside, budget);
    }
    if constant {
        if degree == 2
            && let Some(root) = denested_square_root(&inside, budget)?
        {
            return Ok(root);
        }
    } else if degree % 2 == 1 && inside.terms().last().is_some_and(|(_, number)| number.is_negative()) {
        return Ok(root_of_sum(&inside.neg(), degree, budget)?.neg());
    }
    Ok(opaque_root(inside, degree))
}

/// `sum^(1/degree)` as an atom.
fn opaque_root(sum: Polynomial, degree: u32) -> Quotient {
    let exponent = Exponent::new(1, i64::from(degree)).unwrap_or(Exponent::ONE);
    let monomial = Monomial::power(Atom::Power(Arc::new(sum)), exponent);
    Quotient::from_polynomial(Polynomial::term(Rational::ONE, monomial))
}

/// Whether an atom's powers are positive real numbers wherever they are real.
pub(super) fn is_positive(atom: &Atom, exponent: Exponent) -> bool {
    match atom {
        Atom::Prime(_)
        | Atom::Unfactored(_)
        | Atom::Pi
        | Atom::E
        | Atom::Log(_)
        | Atom::LogUnfactored(_)
        | Atom::Positive(_) => true,
        // A power of a variable that may be negative is written as an exponential of its logarithm.
        Atom::Exp(inner) => {
            let sum = Polynomial::term(Rational::ONE, inner.as_ref().clone());
            sum.is_real_form()
                && !sum.any_atom(&mut |atom| match atom {
                    Atom::Call(call) => {
                        call.function == Opaque::Ln
                            && call.arguments.iter().any(|base| !is_positive_sum(base))
                    }
                    _ => false,
                })
        }
        Atom::Power(base) => exponent.denominator() % 2 == 0 && base.is_real_form(),
        Atom::Variable(_) => exponent.denominator() % 2 == 0,
        Atom::Call(call) => {
            let real = is_real_call(call);
            real && (call.function == Opaque::Exp || exponent.denominator() % 2 == 0)
        }
        Atom::Imaginary => false,
    }
}

/// Whether a form is a constant, or a positive number times positive atoms.
fn is_positive_sum(form: &Quotient) -> bool {
    let term = form.as_polynomial().and_then(Polynomial::as_term);
    form.is_constant()
        || term.is_some_and(|(monomial, number)| {
            !number.is_negative()
                && monomial.factors().iter().all(|(atom, exponent)| is_positive(atom, *exponent))
        })
}

fn is_real_call(call: &Call) -> bool {
    let real =
        |argument: &Quotient| argument.numerator().is_real_form() && argument.denominator().is_real_form();
    call.arguments.iter().all(real)
}

/// Whether an atom's powers are not real, so that no root can be split from them.
fn is_complex(atom: &Atom) -> bool {
    match atom {
        Atom::Imaginary => true,
        Atom::Exp(_) => !is_positive(atom, Exponent::ONE),
        Atom::Power(base) => !base.is_real_form(),
        Atom::Call(call) => !is_real_call(call),
        _ => false,
    }
}

/// A factor that all terms have in common and whose root can be taken, and what it leaves.
fn take_out(sum: &Polynomial, degree: u32, budget: Budget<'_>) -> Result<(Polynomial, Polynomial)> {
    let (content, primitive) = sum.content(budget)?;
    let mut common = Monomial::ONE;
    let mut candidates: Vec<&Atom> =
        primitive.terms().iter().flat_map(|(monomial, _)| monomial.factors()).map(|(atom, _)| atom).collect();
    candidates.sort();
    candidates.dedup();
    for atom in candidates {
        let exponents = primitive.terms().iter().map(|(monomial, _)| monomial.exponent(atom));
        let least = exponents.min().unwrap_or(Exponent::ZERO);
        let free = match atom {
            Atom::Power(_) => false,
            _ if is_complex(atom) => false,
            _ if degree % 2 == 1 => true,
            _ => is_positive(atom, least),
        };
        let taken = if free {
            least
        } else if matches!(atom, Atom::Variable(_) | Atom::Call(_)) && !is_complex(atom) && least.is_integer()
        {
            Exponent::new(i64::from(least.numerator().div_euclid(2)) * 2, 1)?
        } else {
            Exponent::ZERO
        };
        if !taken.is_zero() {
            common.0.push((atom.clone(), taken));
        }
    }
    if content.is_one() && common.is_one() {
        return Ok((Polynomial::integer(1), primitive));
    }
    let outside = Polynomial::term(content, common);
    let inside = Quotient::new(sum.clone(), outside.clone(), budget)?;
    match inside.as_polynomial() {
        Some(inside) => Ok((outside, inside.clone())),
        None => Ok((Polynomial::integer(1), sum.clone())),
    }
}

/// The root of a number times powers of atoms.
fn root_of_term(monomial: &Monomial, number: &Rational, degree: u32, budget: Budget<'_>) -> Result<Quotient> {
    let reciprocal = Exponent::new(1, i64::from(degree))?;
    let mut outside = Monomial::ONE;
    let mut odd: Vec<(Atom, Exponent)> = Vec::new();
    let mut even: Vec<(Atom, Exponent)> = Vec::new();
    let mut imaginary = false;
    for (atom, exponent) in monomial.factors() {
        let positive = is_positive(atom, *exponent) || is_positive_constant(atom, budget);
        match atom {
            Atom::Imaginary => imaginary = true,
            _ if is_complex(atom) => {
                // A real product of such factors, or an imaginary one.
                let whole = Polynomial::term(number.clone(), monomial.clone());
                let real = Quotient::from_polynomial(whole.clone()).is_real(budget);
                return if real { Ok(opaque_root(whole, degree)) } else { Err(Error::Unknown) };
            }
            _ if degree % 2 == 1 || positive => {
                outside.0.push((atom.clone(), exponent.times(reciprocal)?));
            }
            _ if !exponent.is_integer() => {
                return Ok(opaque_root(Polynomial::term(number.clone(), monomial.clone()), degree));
            }
            _ if exponent.numerator() % 2 == 0 => even.push((atom.clone(), *exponent)),
            _ => odd.push((atom.clone(), *exponent)),
        }
    }
    let magnitude = rational_root(&number.abs(), degree, budget)?;
    let mut terms = Vec::new();
    super::reduce::reduced(Rational::ONE, outside, &mut terms, budget)?;
    let mut result = Quotient::from_polynomial(Polynomial::collect(terms, budget)?.mul(&magnitude, budget)?);
    if imaginary {
        // A positive number times i or -i.
        if !(odd.is_empty() && even.is_empty()) || degree % 2 == 1 {
            return Err(Error::Unknown);
        }
        let quarter = Exponent::new(if number.is_negative() { -1 } else { 1 }, 2)?;
        let turn = root_of_unity(quarter.times(reciprocal)?, budget)?.ok_or(Error::Unknown)?;
        return result.mul(&Quotient::from_polynomial(turn), budget);
    }
    if degree % 2 == 1 {
        return Ok(if number.is_negative() { result.neg() } else { result });
    }
    if odd.is_empty() && number.is_negative() {
        if degree != 2 {
            return Err(Error::Unknown);
        }
        result = result.mul(&Quotient::atom(Atom::Imaginary), budget)?;
    } else if let ([(atom, exponent)], false) = (odd.as_slice(), number.is_negative()) {
        // An odd power is not negative only where the atom is not.
        let root = Monomial::power(atom.clone(), exponent.times(reciprocal)?);
        result = result.mul(&Quotient::from_polynomial(Polynomial::term(Rational::ONE, root)), budget)?;
    } else if !odd.is_empty() {
        let base = Monomial(odd.iter().map(|(atom, _)| (atom.clone(), Exponent::ONE)).collect());
        let sign = if number.is_negative() { Rational::MINUS_ONE } else { Rational::ONE };
        result = result.mul(&opaque_root(Polynomial::term(sign, base), degree), budget)?;
        for (atom, exponent) in odd {
            even.push((atom, exponent.add(Exponent::ONE.neg())?));
        }
    }
    for (atom, exponent) in even {
        // |a|^r = a^(2k)·(a²)^s with r = 2k + 2s.
        let half = exponent.times(reciprocal)?.times(Exponent::new(1, 2)?)?;
        let (whole, rest) = half.split();
        let mut factor = Monomial::power(atom.clone(), Exponent::new(2 * i64::from(whole), 1)?);
        if !rest.is_zero() {
            let square = Monomial::power(atom, Exponent::new(2, 1)?);
            let square = Atom::Power(Arc::new(Polynomial::term(Rational::ONE, square)));
            factor = factor.times(&Monomial::power(square, rest))?;
        }
        result = result.mul(&Quotient::from_polynomial(Polynomial::term(Rational::ONE, factor)), budget)?;
    }
    Ok(result)
}

/// Whether an atom is a function of constants and a ball shows that its value is positive.
fn is_positive_constant(atom: &Atom, budget: Budget<'_>) -> bool {
    matches!(atom, Atom::Call(_)) && Quotient::atom(atom.clone()).sign(budget) == Some(Ordering::Greater)
}

/// The units of work that the factoring of a number may take.
pub(super) fn factoring(number: &UBig) -> usize {
    match number.bit_len() {
        0..=20 => 4,
        21..=40 => 100,
        _ => 2_000,
    }
}

/// The root of a positive number, with primes under roots.
fn rational_root(number: &Rational, degree: u32, budget: Budget<'_>) -> Result<Polynomial> {
    if number.is_one() {
        return Ok(Polynomial::integer(1));
    }
    if let Some(root) = number.root(degree) {
        return Ok(Polynomial::rational(root));
    }
    let mut factor = Monomial::ONE;
    let mut append = |number: &UBig, sign: i64| -> Result<()> {
        budget.charge(factoring(number))?;
        let split = factors(number);
        let mut factors: Vec<(Atom, Exponent)> = Vec::new();
        let exponent = |count: u32| Exponent::new(sign * i64::from(count), i64::from(degree));
        for (prime, count) in split.primes {
            factors.push((Atom::Prime(prime), exponent(count)?));
        }
        if let Some((rest, count)) = split.rest {
            factors.push((Atom::Unfactored(Arc::new(rest)), exponent(count)?));
        }
        factor = factor.times(&Monomial(factors))?;
        Ok(())
    };
    append(&number.numerator().unsigned_abs(), 1)?;
    append(&number.denominator(), -1)?;
    let mut terms = Vec::new();
    super::reduce::reduced(Rational::ONE, factor, &mut terms, budget)?;
    Polynomial::collect(terms, budget)
}

/// `a + b·m` where `a` is rational and `m` a product of square roots of primes.
fn quadratic(sum: &Polynomial, budget: Budget<'_>) -> Option<(Rational, Rational, Polynomial, Rational)> {
    let [(one, a), (monomial, b)] = sum.terms() else { return None };
    let is_root =
        |(atom, exponent): &(Atom, Exponent)| matches!(atom, Atom::Prime(_)) && exponent.denominator() == 2;
    if !one.is_one() || !monomial.factors().iter().all(is_root) {
        return None;
    }
    let root = Polynomial::term(Rational::ONE, monomial.clone());
    let square = root.mul(&root, budget).ok()?.as_rational()?;
    Some((a.clone(), b.clone(), root, square))
}

/// The square root of a positive `a + b·sqrt(c)`, where it is a sum of square
/// roots; otherwise brought to positive `a` and `b`, since conjugates are
/// multiples of each other.
fn denested_square_root(sum: &Polynomial, budget: Budget<'_>) -> Result<Option<Quotient>> {
    let Some((a, b, m, c)) = quadratic(sum, budget) else { return Ok(None) };
    let half = Rational::ratio(1, 2)?;
    let norm = &(&a * &a) - &(&(&b * &b) * &c);
    // With d = sqrt(a² - b²c) rational: sqrt((a + d)/2) ± sqrt((a - d)/2).
    if let Some(d) = norm.root(2) {
        let first = rational_root(&(&(&a + &d) * &half), 2, budget)?;
        let second = rational_root(&(&(&a - &d) * &half), 2, budget)?;
        let root = if b.is_negative() { first.sub(&second, budget)? } else { first.add(&second, budget)? };
        return Ok(Some(Quotient::from_polynomial(root)));
    }
    // a + b·m = m·(b + (a/c)·m), whose norm may be a square instead.
    if (-&norm).div(&c)?.root(2).is_some() {
        let inner = Polynomial::rational(b.clone()).add(&m.scale(&a.div(&c)?, budget)?, budget)?;
        if let Some(root) = denested_square_root(&inner, budget)? {
            let outer = Quotient::from_polynomial(m).root(2, budget)?;
            return Ok(Some(outer.mul(&root, budget)?));
        }
    }
    if !a.is_negative() && !b.is_negative() {
        return Ok(None);
    }
    // sqrt(x) = sqrt(|norm|)·sqrt(y)/y for the conjugate y with positive coefficients, since x·y = |norm|.
    let conjugate = Polynomial::rational(a.abs()).add(&m.scale(&b.abs(), budget)?, budget)?;
    let root = Quotient::from_polynomial(rational_root(&norm.abs(), 2, budget)?);
    let other = root_of_sum(&conjugate, 2, budget)?;
    Ok(Some(root.mul(&other, budget)?.div(&Quotient::from_polynomial(conjugate), budget)?))
}

/// The cube root of `a + b·sqrt(c)`, where it is `(s + t·sqrt(c))/2` with integers.
fn denested_cube_root(sum: &Polynomial, budget: Budget<'_>) -> Result<Option<Quotient>> {
    let Some((a, b, _, c)) = quadratic(sum, budget) else { return Ok(None) };
    let norm = &(&a * &a) - &(&(&b * &b) * &c);
    let Some(n) = norm.root(3) else { return Ok(None) };
    // The root and its conjugate have the product n and a sum s with s³ - 3ns - 2a = 0, of which s is the
    // only real solution, since a² - n³ = b²c is positive. A ball shows which integer it can be.
    let precision = Precision::STEPS[1];
    let ball = |value: &Rational| Ball::rational(value, precision);
    let sum_of_conjugates = || -> Result<Ball> {
        let value = Quotient::from_polynomial(sum.clone()).enclose(&no_values, precision)?;
        let root = value.re.root(3, precision)?;
        let other = ball(&n).div(&root, precision)?;
        root.add(&other, precision)?.add(&ball(&Rational::ratio(1, 2)?), precision)
    };
    let Ok(near) = sum_of_conjugates() else { return Ok(None) };
    let Some(s) = near.floor().map(Rational::from) else { return Ok(None) };
    let (two, three) = (Rational::from(2), Rational::from(3));
    let cubic = &(&s.pow(&IBig::from(3), budget)? - &(&(&three * &n) * &s)) - &(&two * &a);
    if s.is_zero() || !cubic.is_zero() {
        return Ok(None);
    }
    let difference = rational_root(&(&(&s * &s) - &(&Rational::from(4) * &n)), 2, budget)?;
    let difference = if b.is_negative() { difference.neg() } else { difference };
    let root = Polynomial::rational(s).add(&difference, budget)?.scale(&Rational::ratio(1, 2)?, budget)?;
    Ok(Some(Quotient::from_polynomial(root)))
}

/// The principal square root of `a + bi`: `sqrt((d + a)/2) ± i·sqrt((d - a)/2)` with `d = |a + bi|`.
fn complex_root(value: &Quotient, budget: Budget<'_>) -> Result<Quotient> {
    let half = Quotient::rational(Rational::ratio(1, 2)?);
    let conjugate = value.conj(budget)?;
    let d = value.mul(&conjugate, budget)?.root(2, budget)?;
    let a = value.add(&conjugate, budget)?.mul(&half, budget)?;
    let i = Quotient::atom(Atom::Imaginary);
    let b = value.sub(&conjugate, budget)?.mul(&half, budget)?.mul(&i, budget)?.neg();
    let real = d.add(&a, budget)?.mul(&half, budget)?.root(2, budget)?;
    let imaginary = d.sub(&a, budget)?.mul(&half, budget)?.root(2, budget)?;
    let imaginary = match b.sign(budget) {
        Some(Ordering::Greater) => imaginary,
        Some(Ordering::Less) => imaginary.neg(),
        _ => return Err(Error::Unknown),
    };
    real.add(&imaginary.mul(&i, budget)?, budget)
}
