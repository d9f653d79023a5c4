//! Balls against mpmath's values, exact arithmetic and identities.

mod values;

use super::*;
use crate::kernel::Budget;

fn rational(text: &str) -> Rational {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let above: IBig = above.parse().expect("an integer");
    Rational::new(above, below.parse().expect("a natural number")).expect("a denominator that is not 0")
}

fn decimal(text: &str) -> Rational {
    let unsigned = text.trim_start_matches('-');
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits: UBig = format!("{whole}{fraction}").parse().expect("digits");
    let value =
        Rational::decimal(&digits, fraction.len() as i32, 0, Budget::DEFAULT).expect("a short number");
    if unsigned.len() < text.len() { -&value } else { value }
}

fn apply(function: &str, x: &Ball, p: Precision) -> Result<Ball> {
    match function {
        "exp" => x.exp(p),
        "ln" => x.ln(p),
        "sin" => x.sin(p),
        "cos" => x.cos(p),
        "tan" => x.tan(p),
        "atan" => x.atan(p),
        "asin" => x.asin(p),
        "acos" => x.acos(p),
        "sqrt" => x.sqrt(p),
        "cbrt" => x.root(3, p),
        "root17" => x.root(17, p),
        "sinh" => Ok(x.sinh_cosh(p)?.0),
        "cosh" => Ok(x.sinh_cosh(p)?.1),
        "tanh" => x.tanh(p),
        "pow2.5" => x.pow(&Ball::rational(&rational("5/2"), p), p),
        other => panic!("no such function: {other}"),
    }
}

/// Precisions at which the 60 digits of the table are far more exact than the ball.
const PRECISIONS: [u32; 3] = [64, 100, 128];

#[test]
fn functions_contain_the_values_of_mpmath_and_are_tight() {
    for &(function, argument, expected) in values::VALUES {
        let (x, expected) = (rational(argument), decimal(expected));
        for bits in PRECISIONS {
            let p = Precision::bits(bits);
            let ball = apply(function, &Ball::rational(&x, p), p);
            let ball = ball.unwrap_or_else(|error| panic!("{function}({argument}): {error}"));
            assert!(ball.contains(&expected), "{function}({argument}) = {ball:?} at {bits} bits");
            // The argument is up to 2^27, so its rounding costs up to that much.
            let radius = ball.radius().unwrap_or(i64::MIN);
            let magnitude = ball.magnitude().unwrap_or(0).max(0);
            let lost = radius + i64::from(bits) - magnitude;
            let most = if x.abs() > Rational::from(1_000) { 40 } else { 16 };
            assert!(lost < most, "{function}({argument}) = {ball:?} lost {lost} of {bits} bits");
        }
    }
}

#[test]
fn a_wide_argument_covers_the_function_over_all_of_it() {
    let p = Precision::LEAST;
    for &(function, argument, expected) in values::VALUES {
        let (x, expected) = (rational(argument), decimal(expected));
        // The argument is off centre by just under the radius, to either side.
        for offset in [-(1i64 << 20), 1 << 20] {
            let exact = Ball::rational(&x, p);
            let wide = Ball {
                mid: (&exact.mid << 24) + IBig::from(offset),
                rad: (1 << 20) + (exact.rad << 24),
                exp: exact.exp - 24,
            };
            match apply(function, &wide, p) {
                Ok(ball) => assert!(ball.contains(&expected), "{function}({argument}) = {ball:?}"),
                Err(error) => assert_eq!(error, Error::Unknown, "{function}({argument})"),
            }
        }
    }
}

#[test]
fn constants_agree_with_their_digits_at_every_precision() {
    let digits = [
        (
            pi as fn(Precision) -> Ball,
            "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899",
        ),
        (e, "2.71828182845904523536028747135266249775724709369995957496696762772407663035354759"),
        (ln2, "0.693147180559945309417232121458176568075500134360255254120680009493393621969694716"),
    ];
    for (constant, digits) in digits {
        for bits in [64, 128, 200] {
            let ball = constant(Precision::bits(bits));
            assert!(ball.contains(&decimal(digits)), "{ball:?}");
        }
        // At the highest precision the balls of computations that share nothing still meet.
        assert!(constant(Precision::MOST).radius().expect("an irrational number") < -1_000);
    }
    let p = Precision::MOST;
    let by_exp = Ball::ONE.exp(p).expect("e");
    assert!(by_exp.sub(&e(p), p).expect("a difference").contains_zero());
    let by_atan = Ball::ONE.atan(p).expect("pi/4").shifted(2);
    assert!(by_atan.sub(&pi(p), p).expect("a difference").contains_zero());
    let by_ln = Ball::integer(2).ln(p).expect("ln 2");
    assert!(by_ln.sub(&ln2(p), p).expect("a difference").contains_zero());
}

/// A source of small rationals.
fn rationals(count: usize) -> Vec<Rational> {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..count)
        .map(|_| {
            let above = (draw() >> (draw() % 60 + 2)) as i64 - (draw() >> (draw() % 60 + 2)) as i64;
            let below = (draw() >> (draw() % 60 + 2)) as i64 + 1;
            Rational::ratio(above, below).expect("a positive denominator")
        })
        .collect()
}

#[test]
fn arithmetic_contains_the_exact_result() {
    let p = Precision::LEAST;
    let numbers = rationals(400);
    for pair in numbers.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let (x, y) = (Ball::rational(a, p), Ball::rational(b, p));
        assert!(x.contains(a) && y.contains(b));
        assert!(x.add(&y, p).expect("a sum").contains(&(a + b)), "{a} + {b}");
        assert!(x.sub(&y, p).expect("a difference").contains(&(a - b)), "{a} - {b}");
        assert!(x.mul(&y, p).expect("a product").contains(&(a * b)), "{a} * {b}");
        assert!(x.abs().contains(&a.abs()));
        if !b.is_zero() {
            let quotient = x.div(&y, p).expect("a quotient");
            assert!(quotient.contains(&a.div(b).expect("not 0")), "{a} / {b}");
        }
        let cube = a.pow(&IBig::from(3), Budget::DEFAULT).expect("a cube");
        assert!(x.powi(3, p).expect("a cube").contains(&cube));
        assert!(Ball::rational(&cube, p).root(3, p).expect("a root").contains(a), "{a}");
        match x.compare(&y, p) {
            Some(order) => assert_eq!(order, a.cmp(b)),
            None => assert!((a - b).abs() < Rational::ONE, "{a} and {b}"),
        }
        if let Some(floor) = x.floor() {
            assert_eq!(floor, a.floor());
        }
    }
}

#[test]
fn balls_of_equal_expressions_meet() {
    for bits in [64, 128, 512] {
        let p = Precision::bits(bits);
        for a in rationals(60) {
            let x = Ball::rational(&a, p);
            let meets = |left: Result<Ball>, right: Result<Ball>, what: &str| {
                if let (Ok(left), Ok(right)) = (left, right) {
                    let difference = left.sub(&right, p).expect("a difference");
                    assert!(difference.contains_zero(), "{what} at {a}: {left:?} {right:?}");
                }
            };
            if let Ok((sine, cosine)) = x.sin_cos(p) {
                let square = |b: &Ball| b.mul(b, p).expect("a square");
                meets(square(&sine).add(&square(&cosine), p), Ok(Ball::ONE), "sin² + cos²");
                let double = x.shifted(1).sin(p);
                meets(double, sine.mul(&cosine, p).map(|product| product.shifted(1)), "sin 2x");
            }
            meets(x.exp(p).and_then(|y| y.ln(p)), Ok(x.clone()), "ln exp");
            meets(x.ln(p).and_then(|y| y.exp(p)), Ok(x.clone()), "exp ln");
            meets(x.atan(p).and_then(|y| y.tan(p)), Ok(x.clone()), "tan atan");
            meets(x.asin(p).and_then(|y| y.sin(p)), Ok(x.clone()), "sin asin");
            meets(x.acos(p).and_then(|y| y.cos(p)), Ok(x.clone()), "cos acos");
            let square = x.mul(&x, p).and_then(|y| y.sqrt(p));
            meets(square, Ok(x.abs()), "sqrt of a square");
        }
    }
}

#[test]
fn what_is_undefined_is_told_from_what_is_unknown() {
    let p = Precision::LEAST;
    let zero_or_so = pi(p).sub(&pi(p), p).expect("a difference");
    let one_or_so = zero_or_so.add(&Ball::ONE, p).expect("a sum");
    assert_eq!(zero_or_so.sign(), None);
    #[track_caller]
    fn check(result: Result<Ball>, expected: Error) {
        assert_eq!(result.err(), Some(expected));
    }
    check(Ball::ONE.div(&Ball::ZERO, p), Error::Undefined);
    check(Ball::ONE.div(&zero_or_so, p), Error::Unknown);
    check(Ball::ZERO.ln(p), Error::Undefined);
    check(Ball::integer(-1).ln(p), Error::Undefined);
    check(zero_or_so.ln(p), Error::Unknown);
    check(Ball::integer(-1).sqrt(p), Error::Undefined);
    check(zero_or_so.sqrt(p), Error::Unknown);
    check(Ball::integer(2).asin(p), Error::Undefined);
    check(one_or_so.asin(p), Error::Unknown);
    check(Ball::ZERO.powi(0, p), Error::Undefined);
    check(Ball::ZERO.powi(-1, p), Error::Undefined);
    check(Ball::ONE.root(0, p), Error::Undefined);
    assert!(Ball::ONE.asin(p).is_ok() && Ball::integer(-1).acos(p).is_ok());
    assert!(Ball::integer(-8).root(3, p).expect("a root").contains(&Rational::from(-2)));
}

#[test]
fn inverse_tangents_of_large_balls_stay_tight() {
    let p = Precision::LEAST;
    let large = pi(p).powi(1_000, p).expect("a power");
    let angle = large.atan(p).expect("an angle");
    assert!(angle.radius().expect("an irrational number") < -50, "{angle:?}");
    assert!(angle.sub(&pi(p).shifted(-1), p).expect("a difference").contains_zero());
}

#[test]
fn towers_of_powers_are_compared_or_refused() {
    let p = Precision::LEAST;
    let nine = Ball::integer(9);
    let tower = nine.powi(387_420_489, p).expect("9^9^9");
    let other = nine.powi(387_420_488, p).expect("a ninth of it");
    assert_eq!(tower.compare(&other, p), Some(Ordering::Greater));
    assert_eq!(nine.pow(&tower, p).err(), Some(Error::Budget));
    assert_eq!(tower.exp(p).err(), Some(Error::Budget));
    assert_eq!(tower.sin(p).err(), Some(Error::Budget));
    assert_eq!(tower.floor(), None);
    let mut power = nine;
    let refused = (0..80).find_map(|_| match power.mul(&power, p) {
        Ok(square) => {
            power = square;
            None
        }
        Err(error) => Some(error),
    });
    assert_eq!(refused, Some(Error::Budget));
}

#[test]
fn complex_balls_follow_the_exact_rules() {
    let p = Precision::bits(128);
    let complex = |re: i64, im: i64| ComplexBall { re: Ball::integer(re), im: Ball::integer(im) };
    let meets = |a: &ComplexBall, b: &ComplexBall| !a.is_disjoint(b, p);
    let (a, b) = (complex(3, -4), complex(-1, 2));
    assert!(meets(&a.mul(&b, p).expect("a product"), &complex(5, 10)));
    assert!(meets(&a.div(&b, p).expect("a quotient").mul(&b, p).expect("a product"), &a));
    assert!(a.abs(p).expect("5").contains(&Rational::from(5)));
    for z in [&a, &b, &complex(-7, 0), &complex(0, -1), &complex(0, 9)] {
        let back = z.ln(p).expect("a logarithm").exp(p).expect("an exponential");
        assert!(meets(&back, z), "{z:?} {back:?}");
        let root = z.sqrt(p).expect("a root");
        assert!(meets(&root.mul(&root, p).expect("a square"), z), "{z:?}");
        assert!(!meets(&root, &root.neg()));
        let (sine, cosine) = z.sin_cos(p).expect("sine and cosine");
        let squares = sine.powi(2, p).and_then(|s| cosine.powi(2, p)?.add(&s, p)).expect("a sum");
        assert!(meets(&squares, &complex(1, 0)), "{squares:?}");
    }
    assert!(complex(-1, 0).arg(p).expect("pi").sub(&pi(p), p).expect("a sum").contains_zero());
    assert!(meets(&ComplexBall::I.powi(2, p).expect("-1"), &complex(-1, 0)));
    assert!(ComplexBall::I.pow(&ComplexBall::I, p).expect("exp(-pi/2)").im.contains_zero());
}
