//! Canonical forms by table, and against balls.

use super::*;
use crate::kernel::notation::evaluate;
use crate::kernel::{
    Ball, Budget, ComplexBall, Domain, Enclosing, Error, Numbers, Precision, Result, Symbolic, Work,
};

const BUDGET: Budget<'static> = Budget::DEFAULT;

fn form(text: &str) -> Result<Quotient> {
    evaluate(&Symbolic::default(), text)
}

fn positive(text: &str) -> Result<Quotient> {
    evaluate(&Symbolic { domain: Domain::Positive, ..Symbolic::default() }, text)
}

/// Values for the variables of either domain.
fn point(atom: &Atom) -> Option<ComplexBall> {
    match atom {
        Atom::Variable(index) | Atom::Positive(index) => {
            points(Precision::bits(128)).get(*index as usize).cloned()
        }
        _ => None,
    }
}

fn points(precision: Precision) -> Vec<ComplexBall> {
    let ratio = |above: i64, below: i64| {
        let value = crate::kernel::Rational::ratio(above, below).expect("a denominator that is not 0");
        ComplexBall::from(Ball::rational(&value, precision))
    };
    vec![ratio(5, 7), ratio(3, 11), ratio(19, 8)]
}

/// Real values where there are variables.
fn numbers_of(text: &str) -> Numbers {
    if text.replace("exp", "").contains(['x', 'y', 'z']) { Numbers::Real } else { Numbers::Complex }
}

/// The form's ball and the ball of the text itself must meet.
#[track_caller]
fn encloses(form: &Quotient, text: &str) {
    let precision = Precision::bits(128);
    let direct =
        evaluate(&Enclosing { precision, numbers: numbers_of(text), point: &points(precision) }, text);
    if let (Ok(direct), Ok(by_form)) = (direct, form.enclose(&point, precision)) {
        assert!(
            !direct.is_disjoint(&by_form, precision),
            "{text} is {direct:?}, and its form {form} is {by_form:?}"
        );
    }
}

#[track_caller]
fn equal(left: &str, right: &str) {
    let (a, b) = (form(left), form(right));
    let (Ok(a), Ok(b)) = (&a, &b) else { panic!("{left}: {a:?}, {right}: {b:?}") };
    encloses(a, left);
    encloses(b, right);
    assert_eq!(a.equals(b, BUDGET), Ok(true), "{left} has the form {a}, and {right} has {b}");
    assert_eq!(a.differs(b, BUDGET), Ok(false));
}

#[track_caller]
fn different(left: &str, right: &str) {
    let (a, b) = (form(left), form(right));
    let (Ok(a), Ok(b)) = (&a, &b) else { panic!("{left}: {a:?}, {right}: {b:?}") };
    encloses(a, left);
    encloses(b, right);
    assert_eq!(a.equals(b, BUDGET), Ok(false), "{left} and {right} have the form {a}");
}

#[test]
fn radicals_have_one_form() {
    equal("sqrt(12)", "2*sqrt(3)");
    equal("1/sqrt(2)", "sqrt(2)/2");
    equal("sqrt(2)*sqrt(6)", "2*sqrt(3)");
    equal("sqrt(1/2)", "sqrt(2)/2");
    equal("1/(1+sqrt(2))", "sqrt(2)-1");
    equal("1/(sqrt(2)+sqrt(3)+sqrt(5))", "(sqrt(12)+sqrt(18)-sqrt(30))/12");
    equal("cbrt(16)", "2*cbrt(2)");
    equal("1/cbrt(2)", "cbrt(4)/2");
    equal("1/(1+cbrt(2))", "(1-cbrt(2)+cbrt(4))/3");
    equal("cbrt(-8)", "-2");
    equal("8^(2/3)", "4");
    equal("32^(-3/5)", "1/8");
    equal("fourth(4)", "sqrt(2)");
    equal("sqrt(sqrt(16))", "2");
    equal("sqrt(sqrt(2))", "2^(1/4)");
    equal("sqrt(6)+sqrt(2)", "sqrt(2)*(sqrt(3)+1)");
    equal("(sqrt(2)+sqrt(3))^2", "5+2*sqrt(6)");
    equal("2^(1/2)*2^(1/3)", "2^(5/6)");
    equal("sqrt(1000000007*2)/sqrt(2)", "sqrt(1000000007)");
    different("sqrt(2)+sqrt(3)", "sqrt(5)");
    different("cbrt(2)", "sqrt(2)");
}

#[test]
fn nested_radicals_are_denested_where_that_is_possible() {
    equal("sqrt(3+2*sqrt(2))", "1+sqrt(2)");
    equal("sqrt(3-2*sqrt(2))", "sqrt(2)-1");
    equal("sqrt(5+2*sqrt(6))", "sqrt(2)+sqrt(3)");
    equal("sqrt(4+3*sqrt(2))", "fourth(2)*(1+sqrt(2))");
    equal("sqrt(2+sqrt(3))", "(sqrt(6)+sqrt(2))/2");
    equal("sqrt(2-sqrt(3))", "(sqrt(6)-sqrt(2))/2");
    equal("sqrt(10-2*sqrt(5))*sqrt(10+2*sqrt(5))", "4*sqrt(5)");
    equal("sqrt(2-sqrt(2))*sqrt(2+sqrt(2))", "sqrt(2)");
    equal("sqrt(sqrt(2)-1)*sqrt(sqrt(2)+1)", "1");
    equal("cbrt(2+sqrt(5))", "(1+sqrt(5))/2");
    equal("cbrt(2+sqrt(5))+cbrt(2-sqrt(5))", "1");
    equal("cbrt(26+15*sqrt(3))", "2+sqrt(3)");
    equal("cbrt(10+6*sqrt(3))", "1+sqrt(3)");
    equal("cbrt(7+5*sqrt(2))-cbrt(5*sqrt(2)-7)", "2");
    equal("sqrt(1+sqrt(3))^2", "1+sqrt(3)");
    equal("1/sqrt(1+sqrt(3))", "sqrt(1+sqrt(3))/(1+sqrt(3))");
    equal("sqrt(8+4*sqrt(3))", "sqrt(6)+sqrt(2)");
    equal("sqrt(1-sqrt(2))^2", "1-sqrt(2)");
    different("sqrt(1+sqrt(3))", "sqrt(1+sqrt(2))");
}

#[test]
fn complex_numbers_have_one_form() {
    equal("i^2", "-1");
    equal("(1+i)^8", "16");
    equal("1/(3+4*i)", "(3-4*i)/25");
    equal("sqrt(-4)", "2*i");
    equal("sqrt(3+4*i)", "2+i");
    equal("sqrt(-3-4*i)", "1-2*i");
    equal("sqrt(i)", "(1+i)/sqrt(2)");
    equal("abs(3-4*i)", "5");
    equal("e^(i*pi)", "-1");
    equal("exp(i*pi/3)", "1/2+i*sqrt(3)/2");
    equal("(cos(pi/9)+i*sin(pi/9))^9", "-1");
    equal("exp(2*pi*i/5)^5", "1");
    different("i", "-i");
}

#[test]
fn logarithms_are_sums_over_primes() {
    equal("ln(8)", "3*ln(2)");
    equal("ln(8)/ln(4)", "3/2");
    equal("ln(2/3)", "ln(2)-ln(3)");
    equal("ln(sqrt(12))", "ln(2)+ln(3)/2");
    equal("ln(e^2)", "2");
    equal("exp(ln(5))", "5");
    equal("exp(3*ln(2)/2)", "2*sqrt(2)");
    equal("e^(ln(2)+1)", "2*e");
    equal("ln(sqrt(2)-1)", "-ln(1+sqrt(2))");
    equal("ln(2-sqrt(3))", "-ln(2+sqrt(3))");
    equal("1/ln(2)*ln(16)", "4");
    different("ln(6)", "ln(2)*ln(3)");
    different("ln(2)", "ln(3)");
}

#[test]
fn trigonometric_values_are_exact() {
    equal("sin(pi/6)", "1/2");
    equal("cos(pi/4)", "sqrt(2)/2");
    equal("sin(pi/12)", "(sqrt(6)-sqrt(2))/4");
    equal("cos(pi/5)", "(1+sqrt(5))/4");
    equal("sin(pi/10)", "(sqrt(5)-1)/4");
    equal("sin(pi/5)", "sqrt(10-2*sqrt(5))/4");
    equal("sin(2*pi/5)", "sqrt(10+2*sqrt(5))/4");
    equal("cos(pi/8)", "sqrt(2+sqrt(2))/2");
    equal("sin(pi/8)", "sqrt(2-sqrt(2))/2");
    equal("tan(pi/8)", "sqrt(2)-1");
    equal("tan(pi/12)", "2-sqrt(3)");
    equal("tan(pi/3)", "sqrt(3)");
    equal("sin(7*pi/3)", "sqrt(3)/2");
    equal("cos(100*pi)", "1");
    equal("cos(2*pi/7)", "cos(12*pi/7)");
    equal("sin(pi/7)", "cos(5*pi/14)");
    equal("sin(pi/9)^2+cos(pi/9)^2", "1");
    equal("cos(pi/7)-cos(2*pi/7)+cos(3*pi/7)", "1/2");
    equal("8*cos(pi/9)*cos(2*pi/9)*cos(4*pi/9)", "1");
    equal("cos(2*pi/11)+cos(4*pi/11)+cos(6*pi/11)+cos(8*pi/11)+cos(10*pi/11)", "-1/2");
    equal("cos(pi/15)", "cos(2*pi/5)*cos(pi/3)+sin(2*pi/5)*sin(pi/3)");
    equal("sin(pi/21)", "cos(19*pi/42)");
    equal("2*cos(pi/16)^2-1", "cos(pi/8)");
    equal("asin(1/2)", "pi/6");
    equal("asin(1)", "pi/2");
    equal("acos(-1/2)", "2*pi/3");
    equal("acos(-1)", "pi");
    equal("atan(1)", "pi/4");
    equal("atan(2-sqrt(3))", "pi/12");
    equal("atan(1/(1+sqrt(2)))", "pi/8");
    equal("atan(-sqrt(3))", "-pi/3");
    equal("atan(2)+atan(1/2)", "pi/2");
    equal("acos(1/3)+asin(1/3)", "pi/2");
    different("sin(1)", "cos(1)");
    different("sin(pi/7)", "cos(pi/7)");
    assert_eq!(form("tan(pi/2)"), Err(Error::Undefined));
    assert_eq!(form("asin(2)"), Err(Error::Undefined));
}

#[test]
fn identities_in_variables_hold() {
    equal("(x+y)^2", "x^2+2*x*y+y^2");
    equal("(x^2-y^2)/(x-y)", "x+y");
    equal("1/x+1/y", "(x+y)/(x*y)");
    equal("x/(x+1)+1/(x+1)", "1");
    equal("1/(x-1)-1/(x+1)", "2/(x^2-1)");
    equal("sqrt(x^2)", "abs(x)");
    equal("sqrt(4*x^2)", "2*abs(x)");
    equal("sqrt(x^4)", "x^2");
    equal("abs(x)^2", "x^2");
    equal("abs(2*x-2)", "2*abs(1-x)");
    equal("sqrt(x)^2", "x");
    equal("sqrt(4*x+4)", "2*sqrt(x+1)");
    equal("1/sqrt(x+1)", "sqrt(x+1)/(x+1)");
    equal("sqrt(1/x)", "1/sqrt(x)");
    equal("x^(3/2)", "x*sqrt(x)");
    equal("cbrt(x^3)", "x");
    equal("cbrt(8*x)", "2*cbrt(x)");
    equal("sin(x)^2+cos(x)^2", "1");
    equal("sin(2*x)", "2*sin(x)*cos(x)");
    equal("cos(2*x)", "1-2*sin(x)^2");
    equal("cos(x+pi/2)", "-sin(x)");
    equal("sin(x+y)", "sin(x)*cos(y)+cos(x)*sin(y)");
    equal("tan(x)", "sin(x)/cos(x)");
    equal("1+tan(x)^2", "1/cos(x)^2");
    equal("sin(x/2)^2", "(1-cos(x))/2");
    equal("sin(-x)", "-sin(x)");
    equal("tanh(x)", "sinh(x)/cosh(x)");
    equal("cosh(x)^2-sinh(x)^2", "1");
    equal("e^(2*x+1)", "e*(e^x)^2");
    equal("2^(x+1)", "2*2^x");
    equal("4^x", "(2^x)^2");
    equal("e^(-x)", "1/e^x");
    equal("(1/2)^x", "2^(-x)");
    equal("e^(x/(x+1))*e^(-x/(x+1))", "1");
    equal("ln(2*x)", "ln(2)+ln(x)");
    equal("ln(x^3)", "3*ln(x)");
    equal("ln(x^2)", "2*ln(abs(x))");
    equal("ln(e^x)", "x");
    equal("e^(2*ln(x))", "x^2");
    equal("ln(3*x+3)", "ln(3)+ln(x+1)");
    equal("atan(-x)", "-atan(x)");
    equal("acos(-x)", "pi-acos(x)");
    equal("x^2*(x+1)^(1/2)", "x^2*sqrt(1+x)");
    equal("(-1)^x*(-1)", "(-1)^(x+1)");
    equal("x^y*x", "x^(y+1)");
    different("(x+y)^2", "x^2+y^2");
    different("sqrt(x^2)", "x");
    different("sin(x)", "cos(x)");
    different("ln(x+y)", "ln(x)+ln(y)");
    different("e^(x^2)", "(e^x)^2");
}

#[test]
fn positive_variables_have_more_identities() {
    for (left, right) in [
        ("sqrt(x*y)", "sqrt(x)*sqrt(y)"),
        ("sqrt(x^2)", "x"),
        ("ln(x*y)", "ln(x)+ln(y)"),
        ("ln(x/y)", "ln(x)-ln(y)"),
        ("ln(sqrt(x))", "ln(x)/2"),
        ("(x*y)^z", "x^z*y^z"),
        ("(x^y)^z", "x^(y*z)"),
        ("sqrt(x^3*y)", "x*sqrt(x*y)"),
    ] {
        let (a, b) = (positive(left).expect("a form"), positive(right).expect("a form"));
        assert_eq!(a.equals(&b, BUDGET), Ok(true), "{left} has the form {a}, and {right} has {b}");
    }
}

#[test]
fn what_has_no_value_or_is_too_large_says_so() {
    #[track_caller]
    fn check(text: &str, expected: Error) {
        assert_eq!(form(text), Err(expected), "{text}");
    }
    check("1/0", Error::Undefined);
    check("0^0", Error::Undefined);
    check("0^(-1)", Error::Undefined);
    check("ln(0)", Error::Undefined);
    check("1/(sqrt(8)-2*sqrt(2))", Error::Undefined);
    check("9^9^9^9", Error::Budget);
    check("(1+x)^9^9", Error::Budget);
    check("(1+x)^1000", Error::Budget);
    check("(x+y+z)^40", Error::Budget);
    check("x^9999999999", Error::Budget);
    check("e^(9^20)", Error::Budget);
    check("(-8)^(1/3)", Error::Unknown);
    check("fourth(-1)", Error::Unknown);
    // The divisor is 0, but its form does not show it.
    check("1/(sqrt(10+2*sqrt(6)+2*sqrt(10)+2*sqrt(15))-sqrt(2)-sqrt(3)-sqrt(5))", Error::Unknown);
}

#[test]
fn signs_of_functions_and_branches_of_powers_are_not_guessed() {
    #[track_caller]
    fn check(text: &str) {
        encloses(&form(text).expect("a form"), text);
    }
    check("sqrt(atan(-2))");
    check("((atan(-pi/5)*pi/8)^(1/2))^(-1/2)");
    check("sqrt(ln(pi/12)^2)");
    check("cos(tanh(ln(2)+3))");
    check("tan(sqrt(5)/7-tanh(pi))");
    check("sqrt(-i)");
    check("sqrt(cos(1)-1)");
    // For negative x and whole y, x^y may be negative.
    different("abs(x^y)", "x^y");
    equal("abs(2^y)", "2^y");
    equal("abs(x+i*y)", "sqrt(x^2+y^2)");
    for unknown in ["sqrt(x+i)", "ln(x+i)", "cbrt(i*x)", "cbrt(exp(i*pi/7)+exp(3*i*pi/7))", "atan(x*i)"] {
        assert_eq!(form(unknown), Err(Error::Unknown), "{unknown}");
    }
}

#[test]
fn work_is_counted_and_runs_out_at_the_same_place_every_time() {
    let text = "(x+y+1)^6/(x-y) + cos(pi/7)*sqrt(2+sqrt(3))";
    let left = |units: u32| {
        let work = Work::new(units);
        let symbolic = Symbolic { budget: BUDGET.with_work(&work), domain: Domain::Real };
        (evaluate(&symbolic, text), work.left())
    };
    let (form, enough) = left(100_000);
    assert!(form.is_ok());
    let needed = 100_000 - enough;
    assert_eq!(left(needed).1, 0);
    assert!(left(needed).0.is_ok());
    // What runs out in a simplification that could have been left out has a form all the same.
    assert_eq!(left(needed - 1), left(needed - 1));
    assert_eq!(left(needed - 1).1, 0);
    assert_eq!(left(needed / 2), (Err(Error::Budget), 0));
    assert_eq!(left(0), (Err(Error::Budget), 0));
}

#[test]
fn independence_is_claimed_for_what_is_proved_only() {
    #[track_caller]
    fn check(text: &str, expected: Independence) {
        let form = form(text).expect("a form");
        assert_eq!(form.as_polynomial().expect("a sum").independence(), expected, "{text}");
    }
    check("sqrt(2)+cbrt(3)*i", Independence::Proved);
    check("pi^2*sqrt(2)+pi+1/pi", Independence::Proved);
    check("e^2+e^(1/2)", Independence::Proved);
    check("ln(2)*sqrt(3)+ln(5)+pi+1", Independence::Proved);
    check("pi+e", Independence::Unknown);
    check("pi*e", Independence::Unknown);
    check("ln(2)*ln(3)", Independence::Unknown);
    check("ln(2)^2", Independence::Unknown);
    check("ln(2)+pi^2", Independence::Unknown);
    check("e^pi", Independence::Unknown);
    check("sqrt(1+sqrt(3))", Independence::Unknown);
    check("cos(pi/7)", Independence::Unknown);
    let differs = |a: &str, b: &str| form(a).and_then(|a| a.differs(&form(b)?, BUDGET));
    assert_eq!(differs("sqrt(2)", "99/70"), Ok(true));
    assert_eq!(differs("1/(1+pi)", "1/(2+pi)"), Ok(true));
    assert_eq!(differs("cos(pi/7)", "1/2"), Ok(false));
}

#[test]
fn constants_are_told_apart_or_proved_the_same() {
    #[track_caller]
    fn check(left: &str, right: &str, expected: Identity) {
        let (a, b) = (form(left).expect("a form"), form(right).expect("a form"));
        assert_eq!(a.identity(&b, BUDGET), Ok(expected), "{left} and {right}: {a} and {b}");
    }
    check("sqrt(8)", "2*sqrt(2)", Identity::SameForm);
    check("sqrt(8)", "2*sqrt(2)+1/10^40", Identity::Independent);
    check("pi", "355/113", Identity::Independent);
    check("e^pi-pi^e", "0", Identity::Disjoint);
    check("e^(pi*sqrt(163))", "640320^3+744", Identity::Disjoint);
    check("sqrt(10+2*sqrt(6)+2*sqrt(10)+2*sqrt(15))", "sqrt(2)+sqrt(3)+sqrt(5)", Identity::Separation);
    check("sqrt(10+2*sqrt(6)+2*sqrt(10)+2*sqrt(15))", "sqrt(2)+sqrt(3)+sqrt(5)+1/10^15", Identity::Disjoint);
    check("sqrt(1+sqrt(3))*sqrt(1+sqrt(2))", "sqrt(1+sqrt(2)+sqrt(3)+sqrt(6))", Identity::Separation);
    check(
        "sqrt(5)+sqrt(22+2*sqrt(5))",
        "sqrt(11+2*sqrt(29))+sqrt(16-2*sqrt(29)+2*sqrt(55-10*sqrt(29)))",
        Identity::Separation,
    );
    check("cos(2*pi/17)+cos(4*pi/17)+cos(8*pi/17)+cos(16*pi/17)", "(sqrt(17)-1)/4", Identity::Separation);
    check("cbrt(cbrt(2)-1)", "cbrt(1/9)-cbrt(2/9)+cbrt(4/9)", Identity::Separation);
    check("atan(1/2)+atan(1/3)", "pi/4", Identity::Unknown);
    // The conjugate of the divisor is 0 though its form is not: nothing may be multiplied by it.
    let twice = "(sqrt(10+2*sqrt(6)+2*sqrt(10)+2*sqrt(15))+sqrt(2)+sqrt(3)+sqrt(5))";
    check(&format!("1/{twice}"), "1", Identity::Disjoint);
    check(&format!("1/{twice}"), "1/(2*sqrt(2)+2*sqrt(3)+2*sqrt(5))", Identity::Separation);
}

#[test]
fn forms_are_written_so_that_a_person_can_read_them() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(form(text).expect("a form").to_string(), expected);
    }
    check("sqrt(12)-1/2", "-1/2 + 2*3^(1/2)");
    check("0*x", "0");
    check("ln(12)/pi", "2*pi^-1*ln(2) + pi^-1*ln(3)");
    check("1/(x+1)", "(1)/(1 + x0)");
    check("e^(x*y)*sqrt(x+1)", "exp(x0*x1)*(1 + x0)^(1/2)");
}

/// A source of random expressions.
struct Generator(u64);

impl Generator {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn expression(&mut self, depth: u32) -> String {
        if depth == 0 {
            let leaves =
                ["1", "2", "3", "1/2", "5/3", "x", "y", "pi", "e", "i", "sqrt(2)", "cbrt(3)", "ln(2)"];
            return self.pick(&leaves).to_owned();
        }
        let left = self.expression(depth - 1);
        match self.below(10) {
            0..=2 => format!("({left})+({})", self.expression(depth - 1)),
            3 | 4 => format!("({left})*({})", self.expression(depth - 1)),
            5 => format!("({left})-({})", self.expression(depth - 1)),
            6 => format!("({left})/({})", self.expression(depth - 1)),
            7 => format!("({left})^{}", self.pick(&["2", "3", "(-1)", "(1/2)", "(3/2)"])),
            _ => {
                let functions =
                    ["sqrt", "exp", "ln", "sin", "cos", "tan", "atan", "abs", "cbrt", "cosh", "asin"];
                format!("{}({left})", self.pick(&functions))
            }
        }
    }
}

#[test]
fn the_axioms_of_rings_hold_for_random_forms_and_their_balls_meet() {
    let mut generator = Generator(0x9e37_79b9_7f4a_7c15);
    let mut formed = 0;
    for round in 0..3_000 {
        let text = generator.expression(1 + round % 3);
        let Ok(a) = form(&text) else { continue };
        formed += 1;
        encloses(&a, &text);
        let other = generator.expression(1);
        let (Ok(b), Ok(c)) = (form(&other), form(&generator.expression(1))) else { continue };
        let check = |left: Result<Quotient>, right: Result<Quotient>, what: &str| {
            if let (Ok(left), Ok(right)) = (left, right)
                && let Ok(equal) = left.equals(&right, BUDGET)
            {
                assert!(equal, "{what}: a = {a}, b = {b}, c = {c}: {left} against {right}");
            }
        };
        check(a.add(&b, BUDGET), b.add(&a, BUDGET), "a + b = b + a");
        check(a.mul(&b, BUDGET), b.mul(&a, BUDGET), "a·b = b·a");
        let left = a.add(&b, BUDGET).and_then(|sum| sum.mul(&c, BUDGET));
        let right = a.mul(&c, BUDGET).and_then(|ac| ac.add(&b.mul(&c, BUDGET)?, BUDGET));
        check(left, right, "(a + b)·c = a·c + b·c");
        let left = a.mul(&b, BUDGET).and_then(|product| product.mul(&c, BUDGET));
        check(left, b.mul(&c, BUDGET).and_then(|bc| a.mul(&bc, BUDGET)), "(a·b)·c = a·(b·c)");
        check(a.sub(&a, BUDGET), Ok(Quotient::integer(0)), "a - a = 0");
        if let Ok(inverse) = a.recip(BUDGET) {
            check(a.mul(&inverse, BUDGET), Ok(Quotient::integer(1)), "a·(1/a) = 1");
        }
    }
    assert!(formed > 1_500, "{formed}");
}
