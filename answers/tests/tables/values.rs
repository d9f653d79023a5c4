//! Single values: the forms that may be asked for, times, infinities, angles and units.

use veriloop_answers::Rules;
use veriloop_answers::rules::Form;

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_with};

#[test]
fn factors_are_counted_with_their_powers() {
    let factored = Rules { form: Form::Factored, ..Rules::default() };
    check_with(
        &factored,
        "2(x+1)^2",
        &[("2(x+1)(x+1)", ACCEPT), ("(x+1)(2x+2)", ACCEPT), ("2(x^2+2x+1)", ABSTAIN)],
    );
    check_with(&factored, "-(x-1)(x+2)", &[("(1-x)(x+2)", ACCEPT), ("-(x^2+x-2)", ABSTAIN)]);
    check_with(&factored, "(x-1)^2(x+1)", &[("(x-1)(x^2-1)", ABSTAIN)]);
    check_with(&factored, "(x-1)^3", &[("(x-1)^2(x-1)", ACCEPT), ("(x-1)(x^2-2x+1)", ABSTAIN)]);
    check_with(&factored, "x^{1/2}(x+1)", &[(r"\sqrt{x}(x+1)", ACCEPT)]);
    check_with(&factored, "6(x+1)", &[(r"2\cdot3(x+1)", ACCEPT)]);
    check_with(&factored, "x^{0.5}(x-1)(x+1)", &[("x^{0.5}(x^2-1)", ABSTAIN)]);
}

#[test]
fn lowest_terms_are_those_of_the_fraction() {
    let reduced = Rules { form: Form::Reduced, ..Rules::default() };
    check_with(
        &reduced,
        r"-\frac12",
        &[(r"-\frac12", ACCEPT), (r"-\frac24", ABSTAIN), ("-0.5", ABSTAIN), (r"\frac{-0.5}{1}", ABSTAIN)],
    );
    check_with(&reduced, "3", &[("3", ACCEPT), ("3.0", ABSTAIN), (r"\frac62", ABSTAIN)]);
    check_with(&reduced, r"2\frac12", &[(r"2\frac12", ACCEPT), (r"2\frac24", ABSTAIN), (r"\frac52", ACCEPT)]);
    let evaluated = Rules { form: Form::Evaluated, ..Rules::default() };
    check_with(&evaluated, r"\sqrt4", &[("2", ACCEPT), (r"\sqrt4", ABSTAIN)]);
}

#[test]
fn infinities_have_signs() {
    check(r"\infty", &[(r"+\infty", ACCEPT), (r"-\infty", REJECT), ("5", ABSTAIN), (r"\infty+1", ABSTAIN)]);
    check(r"-\infty", &[(r"-\infty", ACCEPT), (r"\infty", REJECT), ("x", ABSTAIN)]);
    check("5", &[(r"\infty", ABSTAIN)]);
}

#[test]
fn times_of_day_are_no_ratios() {
    check("12:00", &[("12:00", ACCEPT), ("11:00", REJECT), ("1:00", REJECT)]);
    check("24:00", &[("12:00", REJECT)]);
    check("9:05", &[("9:05", ACCEPT), ("9:06", REJECT)]);
    check("9:00", &[("9:00 a.m.", ACCEPT), ("9:30", REJECT)]);
    check("5:10", &[("1:2", ABSTAIN)]);
    check("24:10", &[("12:5", ABSTAIN)]);
    // No hour has sixty minutes more, and no day twenty-five hours.
    check("12:60", &[("1:5", ACCEPT)]);
    check("1:2", &[("30:60", ACCEPT), ("5:10", ABSTAIN)]);
    check("25:10", &[("5:2", ACCEPT)]);
    check("25:00", &[("25:1", ABSTAIN)]);
}
