//! Rational arithmetic against dashu's and by table.

use super::*;

fn rational(text: &str) -> Rational {
    let value: RBig = text.parse().expect("a fraction");
    Rational::from_rbig(value)
}

/// Numbers around every border of the two representations.
fn samples() -> Vec<Rational> {
    let mut numbers = Vec::new();
    for numerator in ["0", "1", "-1", "2", "-6", "35", "4294967296", "9223372036854775807"] {
        for denominator in ["1", "2", "3", "6", "4294967297", "9223372036854775807"] {
            numbers.push(rational(&format!("{numerator}/{denominator}")));
        }
    }
    for other in
        ["-9223372036854775808", "18446744073709551616/3", "-1/340282366920938463463374607431768211456"]
    {
        numbers.push(rational(other));
    }
    numbers
}

#[test]
fn every_operation_agrees_with_dashu_and_keeps_the_form_unique() {
    for a in samples() {
        for b in samples() {
            let check = |ours: Rational, theirs: RBig| {
                assert_eq!(ours, Rational::from_rbig(theirs.clone()), "{a} and {b}");
                assert_eq!(ours.to_rbig(), theirs);
            };
            check(&a + &b, a.to_rbig() + b.to_rbig());
            check(&a - &b, a.to_rbig() - b.to_rbig());
            check(&a * &b, a.to_rbig() * b.to_rbig());
            if b.is_zero() {
                assert_eq!(a.div(&b), Err(Error::Undefined));
            } else {
                check(a.div(&b).expect("a divisor that is not 0"), a.to_rbig() / b.to_rbig());
            }
            assert_eq!(a.cmp(&b), a.to_rbig().cmp(&b.to_rbig()), "{a} and {b}");
        }
        assert_eq!(a.floor(), a.to_rbig().floor());
        assert_eq!(a.ceil(), a.to_rbig().ceil());
    }
}

#[test]
fn powers_are_values_or_errors_before_any_work() {
    #[track_caller]
    fn check(base: &str, exponent: &str, expected: Result<&str>) {
        let exponent: IBig = exponent.parse().expect("an integer");
        let power = rational(base).pow(&exponent, Budget::DEFAULT);
        assert_eq!(power, expected.map(rational), "{base}^{exponent}");
    }
    check("0", "0", Err(Error::Undefined));
    check("0", "-1", Err(Error::Undefined));
    check("0", "99999999999999999999999", Ok("0"));
    check("5", "0", Ok("1"));
    check("-1", "99999999999999999999999", Ok("-1"));
    check("-1", "-99999999999999999999998", Ok("1"));
    check("2", "99999999999999999999999", Err(Error::Budget));
    check("-2/3", "3", Ok("-8/27"));
    check("-2/3", "-3", Ok("-27/8"));
    check("9", "387420489", Err(Error::Budget));
    check("1/9", "387420489", Err(Error::Budget));
    check("10", "30", Ok("1000000000000000000000000000000"));
}

#[test]
fn decimals_with_periods_are_exact() {
    #[track_caller]
    fn check(digits: u64, places: i32, period: u32, expected: &str) {
        let value = Rational::decimal(&UBig::from(digits), places, period, Budget::DEFAULT);
        assert_eq!(value, Ok(rational(expected)), "{digits} {places} {period}");
    }
    check(5, 1, 0, "1/2");
    check(3, 1, 1, "1/3");
    check(9, 1, 1, "1");
    check(16, 2, 1, "1/6");
    check(142_857, 6, 6, "1/7");
    check(1_142_857, 6, 6, "8/7");
    check(12, -3, 0, "12000");
    check(0, 1_000_000_000, 0, "0");
    assert_eq!(Rational::decimal(&UBig::ONE, 1_000_000_000, 0, Budget::DEFAULT), Err(Error::Budget));
    assert_eq!(Rational::decimal(&UBig::ONE, i32::MIN, 3, Budget::DEFAULT), Err(Error::Budget));
}

#[test]
fn roots_are_found_where_they_are_rational() {
    #[track_caller]
    fn check(value: &str, degree: u32, expected: Option<&str>) {
        assert_eq!(rational(value).root(degree), expected.map(rational), "{value} {degree}");
    }
    check("4/9", 2, Some("2/3"));
    check("-4/9", 2, None);
    check("-8/27", 3, Some("-2/3"));
    check("2", 2, None);
    check("0", 7, Some("0"));
    check("1", 0, None);
    check("1024", 1_000_000, None);
}
