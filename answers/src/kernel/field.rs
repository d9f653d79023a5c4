//! Identities of rational functions, tested in prime fields that are chosen at random.
//!
//! An expression in variables that is built with `+ - * /` and integer powers
//! is a quotient `P/Q` of polynomials with integer coefficients. It is
//! evaluated at a random point of a random prime field, without ever being
//! multiplied out, and every [`Residue`] carries a bound on the degree of its
//! `P` and `Q` and on the bits of their coefficients.
//!
//! **Difference.** Where two expressions are both defined at the point and
//! have different residues there, they are different rational functions. That
//! is a proof: reduction modulo a prime is a homomorphism of rings from the
//! rationals whose denominators the prime does not divide, and evaluation is
//! one from the polynomials over the field. Pi and e are taken for variables:
//! since each is transcendental, that changes nothing where only one of them
//! occurs; with both, nothing is known of relations between them, so that
//! equality is still proved and difference is not.
//!
//! **Equality.** Where they agree in [`ROUNDS`] independent rounds, they are
//! equal, but for a probability that [`Residue::error_bits`] bounds. In one
//! round, `P1·Q2 - P2·Q1`, if it is not zero, vanishes at the point either
//! because the prime divides all of its coefficients, or by chance.
//! A coefficient of `b` bits has at most `b/61` prime divisors above 2^61, of
//! more than 2^55 primes from which the round's is drawn (there are 5.3·10^16
//! between 2^61 and 2^62); and a polynomial of degree `d` that is not zero
//! modulo the prime vanishes at a random point with probability at most
//! `d/2^61` (Schwartz 1980, Zippel 1979). So a round errs with probability at
//! most `(d + b)/2^55`, and two rounds with at most the square of that.
//!
//! Primes and points are drawn by a generator that is seeded. The bound holds
//! for whoever cannot predict the seed: seed it with a digest of the texts
//! that are compared, so that it is the same on every run and yet known only
//! when the texts are fixed.

use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, Sign, UBig};

use super::integer::is_prime;
use super::modular::Montgomery;
use super::{Error, Rational, Result};

/// Independent rounds that prove equality to within 2^-60 for degrees and coefficients below 2^24.
pub const ROUNDS: usize = 2;

/// A source of prime fields.
#[derive(Clone, Debug)]
pub struct Fields {
    state: u64,
}

impl Fields {
    /// The source with this seed.
    pub fn new(seed: u64) -> Fields {
        Fields { state: seed }
    }

    /// The next number of SplitMix64 (Steele, Lea and Flood, 2014).
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Fields without end, each independent of the others.
impl Iterator for Fields {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        // About one odd number in 21 is prime there, so this ends.
        loop {
            let candidate = (1 << 61) | (self.draw() >> 3) | 1;
            if is_prime(candidate) {
                return Some(Field { arithmetic: Montgomery::new(candidate), seed: self.draw() });
            }
        }
    }
}

/// A field of prime order between 2^61 and 2^62, and a point with a coordinate for each variable.
#[derive(Clone, Debug)]
pub struct Field {
    arithmetic: Montgomery,
    seed: u64,
}

/// The order of the field that is always the same: the first prime of the seed 0.
const FIXED_ORDER: u64 = 0x268c_dd34_1072_29ed;

/// An element of a field: the value of a rational function at the field's point.
///
/// Residues of different fields must not be mixed.
#[derive(Clone, Copy, Debug)]
pub struct Residue {
    form: u64,
    /// At least the degree of numerator and denominator.
    degree: u64,
    /// At least the logarithm to base 2 of the sum of the absolute coefficients of either.
    bits: u64,
    /// The small integer that it stands for, where it was made of numbers only.
    integer: Option<i32>,
    /// Which of pi and e it was made of.
    transcendentals: u8,
}

const PI: u8 = 1;
const E: u8 = 2;

impl Residue {
    fn grown(form: u64, a: Residue, b: Residue) -> Residue {
        // P1·Q2 ± P2·Q1 over Q1·Q2 covers every operation on two quotients.
        Residue {
            form,
            degree: a.degree.saturating_add(b.degree),
            bits: a.bits.saturating_add(b.bits).saturating_add(1),
            integer: None,
            transcendentals: a.transcendentals | b.transcendentals,
        }
    }

    /// The small integer that it stands for, where it was made of numbers only, so that it may be an exponent.
    pub fn integer(&self) -> Option<i32> {
        self.integer
    }

    fn with_integer(self, a: Residue, b: Residue, operation: fn(i32, i32) -> Option<i32>) -> Residue {
        let integer = a.integer.zip(b.integer).and_then(|(a, b)| operation(a, b));
        Residue { integer, ..self }
    }

    /// Whether the functions are proved to be different: the residues are not the same, and do not depend on both pi and e.
    pub fn differs(&self, other: &Residue) -> bool {
        !self.agrees(other) && (self.transcendentals | other.transcendentals) != PI | E
    }

    /// Whether the residues are the same.
    pub fn agrees(&self, other: &Residue) -> bool {
        self.form == other.form
    }

    /// Where the two agree in [`ROUNDS`] rounds, they are equal but for a probability below 2 to the power of minus this.
    pub fn error_bits(&self, other: &Residue) -> u32 {
        let difference = Residue::grown(0, *self, *other);
        let trials = difference.degree.saturating_add(difference.bits).saturating_add(1);
        let lost = 64 - trials.leading_zeros();
        55u32.saturating_sub(lost) * ROUNDS as u32
    }
}

impl Field {
    /// One field that is always the same.
    ///
    /// Expressions that differ do so here, but for chance, and what no field computes with, this one does not either:
    /// both show before a prime is sought. Whoever knows the field can write what is wrong about it, so that it
    /// proves no equality.
    pub fn fixed() -> Field {
        Field { arithmetic: Montgomery::new(FIXED_ORDER), seed: 0 }
    }

    /// The order of the field.
    pub fn order(&self) -> u64 {
        self.arithmetic.modulus()
    }

    /// The coordinate of the field's point for the variable with this number.
    pub fn variable(&self, index: u32) -> Residue {
        let mut source = Fields::new(self.seed ^ (u64::from(index) << 32));
        source.draw();
        // 2^64 is more than four times the order, so no residue is more than 5/4 times as likely as another;
        // drawing again evens that out.
        let most = u64::MAX - u64::MAX % self.order();
        let mut drawn = source.draw();
        while drawn >= most {
            drawn = source.draw();
        }
        Residue { form: self.arithmetic.of(drawn), degree: 1, bits: 0, integer: None, transcendentals: 0 }
    }

    /// The coordinate for pi, as if it were a variable.
    pub fn pi(&self) -> Residue {
        Residue { transcendentals: PI, ..self.variable(u32::MAX) }
    }

    /// The coordinate for e, as if it were a variable.
    pub fn e(&self) -> Residue {
        Residue { transcendentals: E, ..self.variable(u32::MAX - 1) }
    }

    /// The residue of a rational number; unknown where the order divides its denominator.
    pub fn rational(&self, value: &Rational) -> Result<Residue> {
        let bits = value.bits() as u64;
        let integer = value.to_i64().and_then(|integer| i32::try_from(integer).ok());
        let form = match value.as_small() {
            Some((numerator, denominator)) => {
                let form = self.arithmetic.of(numerator.unsigned_abs());
                let form = if numerator < 0 { self.arithmetic.sub(0, form) } else { form };
                if denominator == 1 {
                    form
                } else {
                    self.quotient(form, self.arithmetic.of(denominator.unsigned_abs()))?
                }
            }
            None => {
                let below = self.residue(&IBig::from(value.denominator()));
                self.quotient(self.residue(&value.numerator()), below)?
            }
        };
        Ok(Residue { form, degree: 0, bits, integer, transcendentals: 0 })
    }

    fn residue(&self, value: &IBig) -> u64 {
        let remainder: u64 = value.unsigned_abs() % self.order();
        let form = self.arithmetic.of(remainder);
        if value.sign() == Sign::Negative { self.arithmetic.sub(0, form) } else { form }
    }

    fn quotient(&self, above: u64, below: u64) -> Result<u64> {
        if below == 0 {
            return Err(Error::Unknown);
        }
        Ok(self.arithmetic.mul(above, self.arithmetic.invert(below)))
    }

    /// The sum.
    pub fn add(&self, a: Residue, b: Residue) -> Residue {
        Residue::grown(self.arithmetic.add(a.form, b.form), a, b).with_integer(a, b, i32::checked_add)
    }

    /// With the other sign.
    pub fn neg(&self, a: Residue) -> Residue {
        let integer = a.integer.and_then(i32::checked_neg);
        Residue { form: self.arithmetic.sub(0, a.form), integer, ..a }
    }

    /// The difference.
    pub fn sub(&self, a: Residue, b: Residue) -> Residue {
        Residue::grown(self.arithmetic.sub(a.form, b.form), a, b).with_integer(a, b, i32::checked_sub)
    }

    /// The product.
    pub fn mul(&self, a: Residue, b: Residue) -> Residue {
        Residue::grown(self.arithmetic.mul(a.form, b.form), a, b).with_integer(a, b, i32::checked_mul)
    }

    /// The quotient. Where the divisor vanishes it is unknown: the divisor may
    /// be zero everywhere or only here, and another field may tell.
    pub fn div(&self, a: Residue, b: Residue) -> Result<Residue> {
        Ok(Residue::grown(self.quotient(a.form, b.form)?, a, b))
    }

    /// The power by an integer of at most 32 bits; larger ones are over budget.
    pub fn pow(&self, base: Residue, exponent: &IBig) -> Result<Residue> {
        let magnitude = u32::try_from(exponent.unsigned_abs()).map_err(|_| Error::Budget)?;
        if magnitude == 0 && base.form == 0 {
            return Err(Error::Unknown);
        }
        let mut form = self.arithmetic.pow(base.form, u64::from(magnitude));
        if exponent.sign() == Sign::Negative {
            form = self.quotient(self.arithmetic.of(1), form)?;
        }
        let times = u64::from(magnitude);
        Ok(Residue {
            form,
            degree: base.degree.saturating_mul(times),
            bits: base.bits.saturating_mul(times),
            integer: None,
            ..base
        })
    }

    /// The residue as a number, for explanations.
    pub fn value(&self, residue: Residue) -> UBig {
        UBig::from(self.arithmetic.value(residue.form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rational(numerator: i64, denominator: i64) -> Rational {
        Rational::ratio(numerator, denominator).expect("a denominator that is not 0")
    }

    #[test]
    fn the_same_seed_gives_the_same_primes_and_points() {
        let mut seen = Vec::new();
        for (a, b) in Fields::new(7).zip(Fields::new(7)).take(50) {
            assert_eq!(a.order(), b.order());
            assert!(is_prime(a.order()) && (1 << 61..1 << 62).contains(&a.order()));
            assert!(a.variable(3).agrees(&b.variable(3)));
            assert!(!a.variable(3).agrees(&a.variable(4)));
            seen.push(a.order());
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 50);
        assert_ne!(
            Fields::new(1).map(|field| field.order()).next(),
            Fields::new(2).map(|field| field.order()).next()
        );
    }

    #[test]
    fn the_field_that_is_always_the_same_has_the_first_prime_of_the_seed_0() {
        assert_eq!(Fields::new(0).map(|field| field.order()).next(), Some(Field::fixed().order()));
    }

    #[test]
    fn a_true_identity_agrees_everywhere_and_a_false_one_differs() {
        for field in Fields::new(1).take(20) {
            let (x, y) = (field.variable(0), field.variable(1));
            // (x^2 - y^2)/(x - y) = x + y
            let square = |a| field.mul(a, a);
            let left = field.div(field.sub(square(x), square(y)), field.sub(x, y)).expect("x and y differ");
            assert!(left.agrees(&field.add(x, y)));
            assert!(!left.agrees(&field.sub(x, y)));
            assert!(left.error_bits(&field.add(x, y)) >= 60);
            // (x + 1)^1000 against x^1000 + 1
            let one = field.rational(&Rational::ONE).expect("an integer");
            let thousand = IBig::from(1_000);
            let a = field.pow(field.add(x, one), &thousand).expect("a small power");
            let b = field.add(field.pow(x, &thousand).expect("a small power"), one);
            assert!(!a.agrees(&b));
            assert!(a.error_bits(&b) >= 60);
        }
    }

    #[test]
    fn rationals_keep_their_sums_products_and_powers() {
        let field = Fields::new(3).next().expect("a field");
        let of = |value: &Rational| field.rational(value).expect("a small denominator");
        for a in [rational(1, 2), rational(-7, 3), rational(0, 1), rational(i64::MAX, 5)] {
            for b in [rational(3, 7), rational(-1, 1), &rational(i64::MAX, 1) * &rational(i64::MAX, 3)] {
                assert!(field.add(of(&a), of(&b)).agrees(&of(&(&a + &b))));
                assert!(field.mul(of(&a), of(&b)).agrees(&of(&(&a * &b))));
                let quotient = field.div(of(&a), of(&b)).expect("b is not 0");
                assert!(quotient.agrees(&of(&a.div(&b).expect("b is not 0"))));
            }
        }
        let cubed = field.pow(of(&rational(-2, 3)), &IBig::from(-3)).expect("a small power");
        assert!(cubed.agrees(&of(&rational(-27, 8))));
    }

    #[test]
    fn pi_and_e_are_variables_that_may_depend_on_each_other() {
        let field = Fields::new(5).next().expect("a field");
        let (pi, e, x) = (field.pi(), field.e(), field.variable(0));
        assert!(field.add(pi, x).differs(&field.add(x, x)));
        assert!(field.mul(e, e).differs(&e));
        assert!(!field.add(pi, e).differs(&x) && !field.add(pi, e).agrees(&x));
        assert!(field.mul(pi, e).agrees(&field.mul(e, pi)));
    }

    #[test]
    fn what_vanishes_is_not_divided_by_and_huge_powers_are_refused() {
        let field = Fields::new(3).next().expect("a field");
        let x = field.variable(0);
        let zero = field.sub(x, x);
        assert_eq!(field.div(x, zero).err(), Some(Error::Unknown));
        assert_eq!(field.pow(zero, &IBig::ZERO).err(), Some(Error::Unknown));
        assert_eq!(field.pow(zero, &IBig::from(-1)).err(), Some(Error::Unknown));
        assert_eq!(field.pow(x, &(IBig::ONE << 40)).err(), Some(Error::Budget));
        let below = Rational::from(UBig::from(field.order())).recip().expect("not 0");
        assert_eq!(field.rational(&below).err(), Some(Error::Unknown));
    }

    #[test]
    fn degrees_and_coefficients_that_are_too_large_lose_the_proof() {
        let field = Fields::new(3).next().expect("a field");
        let mut power = field.variable(0);
        for _ in 0..3 {
            power = field.pow(power, &IBig::from(u32::MAX)).expect("within 32 bits");
        }
        assert_eq!(power.error_bits(&power), 0);
    }
}
