//! Single values: the forms that may be asked for, times, infinities, angles and units.

use veriloop_answers::Rules;
use veriloop_answers::rules::{Form, Units};

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_reason, check_with};

#[test]
fn factors_are_counted_with_their_powers() {
    let factored = Rules { form: Form::Factored, ..Rules::default() };
    check_with(
        &factored,
        "2(x+1)^2",
        &[("2(x+1)(x+1)", ACCEPT), ("(x+1)(2x+2)", ACCEPT), ("2(x^2+2x+1)", ABSTAIN)],
    );
    check_with(&factored, "2(x+1)", &[("2x+2", ABSTAIN)]);
    // A sum that has no factors is asked for as it is.
    check_with(&factored, "x^2+1", &[("1+x^2", ACCEPT), ("x^2+2", REJECT)]);
    check_with(&factored, "-(x-1)(x+2)", &[("(1-x)(x+2)", ACCEPT), ("-(x^2+x-2)", ABSTAIN)]);
    check_with(&factored, "(x-1)^2(x+1)", &[("(x-1)(x^2-1)", ABSTAIN)]);
    check_with(&factored, "(x-1)^3", &[("(x-1)^2(x-1)", ACCEPT), ("(x-1)(x^2-2x+1)", ABSTAIN)]);
    check_with(&factored, "x^{1/2}(x+1)", &[(r"\sqrt{x}(x+1)", ACCEPT)]);
    check_with(&factored, "6(x+1)", &[(r"2\cdot3(x+1)", ACCEPT)]);
    check_with(
        &factored,
        "x^{0.5}(x-1)(x+1)",
        &[("x^{0.5}(x^2-1)", ABSTAIN), (r"\sqrt{x}(x-1)(x+1)", ACCEPT)],
    );
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

#[test]
fn an_angle_is_rejected_where_it_differs_in_degrees_and_without() {
    check(
        r"45^\circ",
        &[("45", ACCEPT), (r"\frac{\pi}4", ACCEPT), ("46", REJECT), ("0.785", ABSTAIN), ("0.786", REJECT)],
    );
    check_reason(r"45^\circ", "46", "46 is not 45");
    check(r"45.67^\circ", &[("45.7", ABSTAIN), ("45.8", REJECT)]);
    check("0.785", &[(r"45^\circ", ACCEPT)]);
    check(r"|x|^\circ", &[("x", ABSTAIN), ("2x", REJECT)]);
    check("x", &[(r"|x|^\circ", ABSTAIN)]);
    check(r"\sqrt2^\circ", &[(r"\sqrt2", ACCEPT), ("1.41", ABSTAIN)]);
    let required = Rules { units: Units::Required, ..Rules::default() };
    check_with(&required, r"45^\circ", &[(r"45^\circ", ACCEPT), ("45", ABSTAIN), (r"\frac{\pi}{4}", ACCEPT)]);
}

#[test]
fn a_percentage_is_rejected_where_it_differs_in_either_reading() {
    check(r"50\%", &[("50", ACCEPT), ("51", REJECT), ("x", REJECT), ("0.51", REJECT)]);
    check(r"x\%", &[("x", ACCEPT), (r"\frac{x}{100}", ACCEPT), ("y", REJECT)]);
    check(r"|x|\%", &[("x", ABSTAIN), ("2x", REJECT)]);
    check(
        r"33.33\%",
        &[(r"\frac13", ACCEPT), (r"\frac{100}{3}", ACCEPT), ("33.3", ABSTAIN), ("33.4", REJECT)],
    );
    check(r"\frac13", &[(r"33.33\%", ABSTAIN), (r"33\%", ABSTAIN), (r"34\%", REJECT)]);
}

#[test]
fn units_are_compared_by_what_they_measure() {
    check(r"5\text{ m}", &[("5 m/s", REJECT), (r"5\%", ABSTAIN), (r"5^\circ", ABSTAIN), ("5:1", ABSTAIN)]);
    check(r"5\%", &[(r"5\text{ m}", ABSTAIN)]);
    check(r"|-5|\text{ m}", &[(r"500\text{ cm}", ACCEPT), (r"-500\text{ cm}", REJECT)]);
    check(r"5\text{ m/s}", &[(r"5\frac ms", ACCEPT), (r"18\text{ km/h}", ACCEPT), ("18", REJECT)]);
    check(
        r"\sqrt2\text{ m}",
        &[
            (r"\sqrt2\text{ m}", ACCEPT),
            (r"\sqrt3\text{ m}", REJECT),
            (r"\sqrt3", REJECT),
            (r"100\sqrt2\text{ cm}", ABSTAIN),
        ],
    );
    check(r"5\text{ apples}", &[("5", ACCEPT), (r"6\text{ apples}", REJECT), (r"5\text{ pears}", ABSTAIN)]);
    check(r"5\text{ apple}", &[("5", ABSTAIN)]);
    check("1", &[(r"1\text{ apple}", ACCEPT)]);
    check(
        r"3:00\text{ pm}",
        &[
            (r"3:00\text{ pm}", ACCEPT),
            (r"3:00\text{ am}", REJECT),
            ("3:00", ACCEPT),
            (r"4:00\text{ pm}", REJECT),
            ("4:00", ABSTAIN),
        ],
    );
}

#[test]
fn another_unit_than_the_answers_may_be_asked_for() {
    check("24", &[(r"2\text{ boxes}", ABSTAIN), (r"5\text{ boxes}", REJECT)]);
    check("2", &[(r"24\text{ eggs}", ABSTAIN)]);
    check("90", &[(r"1.5\text{ hours}", ABSTAIN)]);
    check("100", &[(r"1.5\text{ hours}", REJECT)]);
    check("5", &[(r"0.05\text{ m}", ABSTAIN), (r"7\text{ cm}", REJECT), (r"0\text{ m}", ABSTAIN)]);
    check("0", &[(r"5\text{ m}", ABSTAIN)]);
    check(r"\sqrt2", &[(r"3\text{ m}", ABSTAIN)]);
    check(r"\$5", &[("500", ABSTAIN), ("0.05", ABSTAIN), ("6", REJECT), (r"500\text{ cents}", ACCEPT)]);
    check(
        "5",
        &[
            (r"\$500", ABSTAIN),
            (r"0.05\text{ dollars}", ABSTAIN),
            (r"6\text{ dollars}", REJECT),
            (r"\$10", REJECT),
        ],
    );
}

#[test]
fn letters_after_a_number_are_units_or_variables() {
    check("160m", &[("160s", REJECT)]);
    check("160mx", &[("160", REJECT)]);
    check("5m^2", &[("5", ABSTAIN)]);
    check("5m^4", &[("5", REJECT)]);
    check(r"5\frac{m}{s}", &[("5", ABSTAIN)]);
    check(r"5\frac{m}{x}", &[("5", REJECT)]);
}

#[test]
fn digits_in_a_base_are_held_to_it() {
    check(
        "204_5",
        &[("55", REJECT), ("204_6", REJECT), ("54_{10}", ABSTAIN), ("1212_3", REJECT), ("204", ABSTAIN)],
    );
    check_reason("54", "204_5", "the value is right, and is written in a base");
    check("55", &[("204_5", REJECT)]);
    check("209_5", &[("209_5", ABSTAIN)]);
    check("5", &[("209_5", REJECT)]);
    check("204_{37}", &[("204_{37}", ACCEPT), ("204_{38}", ABSTAIN)]);
}

#[test]
fn what_has_no_value_equals_nothing() {
    check_reason(r"\frac10", "5", "the gold has no value: a division by zero, or the like");
    check_reason("5", r"\frac10", "the answer is not defined");
    check_reason(r"\frac{x}{x-x}", "x", "the gold has no value: a division by zero, or the like");
    check_reason("x", r"\frac{x}{x-x}", "the answer is not defined");
    check("10^{10^{10}}", &[("10^{10^{10}}", ACCEPT), ("5", ABSTAIN)]);
}

#[test]
fn an_identity_in_fields_counts_where_its_error_is_small() {
    check(
        "((a+b+c+d)^{20}+e)^2",
        &[("(a+b+c+d)^{40}+2e(a+b+c+d)^{20}+e^2", ACCEPT), ("(a+b+c+d)^{40}+2e(a+b+c+d)^{20}-e^2", ABSTAIN)],
    );
    check(
        "(((x+y+z)^{1999}+1)^{1999}+z)^{2}",
        &[("(((x+y+z)^{1999}+1)^{1999})^2+2z((x+y+z)^{1999}+1)^{1999}+z^2", ABSTAIN)],
    );
}

#[test]
fn roots_are_real_beside_variables_and_complex_in_constants() {
    check(r"\sqrt[3]{-x}", &[(r"-\sqrt[3]{x}", ACCEPT), (r"\sqrt[3]{x}", REJECT)]);
    check(r"\sqrt{-4}", &[("2i", ACCEPT), ("-2i", REJECT)]);
    check(r"\sqrt{-x}", &[(r"\sqrt{-2x}", REJECT), (r"\sqrt{-x+0}", ACCEPT)]);
    check(r"\sqrt{1-2x}", &[(r"\sqrt{1-3x}", REJECT)]);
    check(r"\sqrt{(x-5)(x-4)}", &[(r"\sqrt{x-5}\sqrt{x-4}", ABSTAIN)]);
}

#[test]
fn negative_numbers_are_rounded_as_positive_ones() {
    check(r"-\frac13", &[("-0.33", ABSTAIN), ("-0.34", REJECT), ("0.33", REJECT)]);
    check("-0.458", &[(r"-\frac{27}{59}", ACCEPT), (r"\frac{27}{59}", REJECT)]);
    check("-0.46", &[("-0.458", ABSTAIN)]);
}

#[test]
fn terms_that_both_sides_share_are_not_computed() {
    check("x+10^{10^{10}}-y", &[("-y+10^{10^{10}}+x", ACCEPT), ("y+10^{10^{10}}+x", ABSTAIN)]);
}

#[test]
fn functions_have_the_values_of_their_definitions() {
    for (gold, answer) in [
        (r"\gcd(12,18)+x", "6+x"),
        (r"\operatorname{lcm}(4,6)+x", "12+x"),
        (r"\min(3,5,2)+x", "2+x"),
        (r"\max(3,5,2)+x", "5+x"),
        (r"\binom{5}{7}+x", "x"),
        (r"x+(-7\bmod 5)", "x+3"),
        (r"\lfloor 2.5\rfloor+x", "2+x"),
        (r"3\frac12+x", "x+3.5"),
        ("x:2", r"\frac{x}{2}"),
        (r"\cot x", r"\frac{\cos x}{\sin x}"),
        (r"\sec x", r"\frac{1}{\cos x}"),
        (r"\csc x", r"\frac{1}{\sin x}"),
        (r"\sinh x", r"\frac{e^x-e^{-x}}{2}"),
        (r"\cosh x", r"\frac{e^x+e^{-x}}{2}"),
        (r"\tanh x", r"\frac{\sinh x}{\cosh x}"),
        (r"\arctan 1", r"\frac{\pi}{4}"),
        (r"\arcsin x+\arccos x", r"\frac{\pi}{2}"),
        (r"\log_{10} 100 + x", "2+x"),
        (r"\overline{z}+1", r"1+\overline{z}"),
        ("f'(x)+1", "1+f'(x)"),
        ("y'+1", "1+y'"),
    ] {
        check(gold, &[(answer, ACCEPT)]);
    }
    check(r"\csc x", &[(r"\sec x", REJECT)]);
    check(r"\cot x", &[(r"\tan x", REJECT)]);
    check(r"\log_2 x", &[(r"\log_3 x", REJECT)]);
    check(r"\log 100", &[("2", ABSTAIN)]);
    check(r"\min(a,b)", &[(r"\max(a,b)", ABSTAIN)]);
    check(r"\overline{z}", &[("z", ABSTAIN)]);
}

#[test]
fn factorials_of_near_arguments_meet() {
    for (gold, answer) in [
        (r"\binom{n}{2}", r"\binom{n}{n-2}"),
        (r"\binom{n+1}{2}", r"\frac{n(n+1)}{2}"),
        (r"\frac{(n+2)!}{n!}", "(n+1)(n+2)"),
        (r"\frac{n!}{(n-2)!}", "n(n-1)"),
        (r"\frac{(2n)!}{(2n-1)!}", "2n"),
        ("(n-n+3)!", "6"),
        ("(n+1-2)!", "(n-1)!"),
        ("n(n-1)!", "n!"),
        (r"\frac{(n+m)!}{(m+n)!}", "1"),
        (r"\left(\frac{n}{2}\right)!", r"\left(\frac12 n\right)!"),
    ] {
        check(gold, &[(answer, ACCEPT)]);
    }
    check("n!", &[("(n-1)!", ABSTAIN)]);
    check("(n+m)!", &[("(m+n)!", ACCEPT), ("(n+k)!", ABSTAIN)]);
    check("(2n+1)!", &[("(2n+1)(2n)!", ACCEPT), ("(n+1)!", ABSTAIN)]);
    check("(n+m+1)!", &[("(n+m+1)(m+n)!", ACCEPT)]);
    check("(n+100)!", &[("(n+100)(n+99)!", ABSTAIN)]);
}

#[test]
fn letters_are_read_as_units_against_units() {
    for (gold, answer) in [
        ("5m^3", r"5\text{ m}^3"),
        ("5N", r"5\text{ N}"),
        ("5J", r"5\text{ J}"),
        ("5W", r"5\text{ W}"),
        ("5V", r"5\text{ V}"),
        ("5g", r"5\text{ g}"),
        ("5L", r"5\text{ L}"),
        ("5h", r"5\text{ h}"),
        ("5s", r"5\text{ s}"),
        (r"5\frac{m}{s^2}", r"5\text{ m/s}^2"),
        (r"5\text{ m}^3", "5m^3"),
    ] {
        check(gold, &[(answer, ACCEPT)]);
    }
    check(r"5\text{ m}", &[("5x", REJECT), (r"2\cdot 5m", REJECT)]);
}

#[test]
fn unit_vectors_name_the_axes() {
    for (gold, answer) in [
        (r"3\vec{i}-\vec{j}", "(3,-1)"),
        (r"3\hat{\imath}-\hat{\jmath}", "(3,-1)"),
        (r"\vec{i}+\vec{k}", "(1,0,1)"),
        (r"\hat{i}+\hat{k}", "(1,0,1)"),
        (r"2(\mathbf{i}+\mathbf{j})", "(2,2)"),
        (r"x\mathbf{i}+2y\mathbf{j}", "(x,2y)"),
        (r"\frac{\mathbf{i}+3\mathbf{j}}{2}", r"\left(\frac12,\frac32\right)"),
        (r"3\mathbf{i}-3\mathbf{i}+\mathbf{j}", "(0,1)"),
        ("(1,0,1)", r"\mathbf{i}+\mathbf{k}"),
    ] {
        check(gold, &[(answer, ACCEPT)]);
    }
    check(
        r"\mathbf{i}+\mathbf{j}",
        &[(r"\mathbf{i}-\mathbf{j}", REJECT), (r"\mathbf{j}+\mathbf{i}", ACCEPT)],
    );
    check(r"\mathbf{i}\mathbf{j}", &[("(1,1)", REJECT)]);
    check(r"\mathbf{i}+1", &[("(1,0)", REJECT)]);
}

#[test]
fn places_decide_what_is_a_rounding() {
    // The gold: two places at least, half up or half to even.
    check(
        "1.25",
        &[("1.254", ABSTAIN), ("1.255", ABSTAIN), ("1.256", REJECT), ("1.245", ABSTAIN), ("1.244", REJECT)],
    );
    check("12.5", &[("12.54", REJECT)]);
    check("12.50", &[("12.504", ABSTAIN), ("12.5", ACCEPT)]);
    check("5", &[("5.04", REJECT)]);
    // The answer: to whole numbers only from a decimal.
    check("1.25", &[("1.3", ABSTAIN), ("1.2", ABSTAIN), ("1", ABSTAIN), ("1.4", REJECT), ("2", REJECT)]);
    check("1.35", &[("1.3", ABSTAIN), ("1.4", ABSTAIN)]);
    check("125", &[("130", REJECT), ("100", REJECT)]);
    check("0.125", &[("0.13", ABSTAIN), ("0.12", ABSTAIN), ("0.1", ABSTAIN), ("0.11", REJECT)]);
    check(r"\sqrt2", &[("1.4", ABSTAIN), ("1.42", REJECT), ("1", REJECT)]);
    check(r"2\pi", &[("6.3", ABSTAIN), ("6.29", REJECT), ("6", REJECT)]);
    // An exact value, of which the gold is the rounding.
    check("0.333", &[(r"\frac13", ACCEPT)]);
    check("0.66", &[(r"\frac23", REJECT)]);
    check("33.3", &[(r"\frac{100}{3}", REJECT)]);
    check("667", &[(r"\frac{2000}{3}", REJECT)]);
    check("0.142857", &[(r"\frac17", ACCEPT), (r"\frac17+0", ABSTAIN)]);
    check("0.318", &[(r"\frac{7}{22}", ACCEPT)]);
    check("1.4", &[(r"\sqrt2", REJECT)]);
    check("1.40", &[(r"\sqrt2", REJECT)]);
    check("141", &[(r"100\sqrt2", REJECT)]);
    check("-1.41", &[(r"-\sqrt2", ACCEPT), (r"\sqrt2", REJECT)]);
    check("1.41", &[(r"\sqrt2+x", REJECT)]);
    check(r"1.41\%", &[(r"\frac{\sqrt2}{100}", ACCEPT)]);
    // Fractions that people write for roots and π.
    check("2.236", &[(r"\frac{161}{72}", ABSTAIN)]);
    check("1.732", &[(r"\frac{97}{56}", ABSTAIN)]);
    check("6.29", &[(r"\frac{44}{7}", ACCEPT), (r"2\pi", REJECT)]);
}

#[test]
fn values_that_lie_close_are_told_apart_by_more_digits() {
    check("x", &[("x+10^{-30}", REJECT), ("x+10^{-60}", ABSTAIN)]);
    check(r"\sqrt2", &[(r"\sqrt2+10^{-60}", REJECT)]);
    check(r"\pi", &[(r"\pi+10^{-100}", REJECT)]);
    check(r"e^\pi", &[(r"e^\pi+10^{-200}", REJECT)]);
}

#[test]
fn words_after_a_number_are_what_is_counted_or_measured() {
    check(
        "5",
        &[
            ("5 people", ACCEPT),
            ("5 bowls of tea", ACCEPT),
            ("5 liters of milk", ACCEPT),
            ("5 cups of flour", ACCEPT),
            ("5 cups of them", ABSTAIN),
            ("5 cups of half", ABSTAIN),
            ("5 of them", ABSTAIN),
            ("5 glass", ABSTAIN),
            ("5 bus", ABSTAIN),
            ("5 big red old apples", ACCEPT),
            ("5 big red old nice apples", ABSTAIN),
            ("5 months", ACCEPT),
            ("5 fifteenth", ABSTAIN),
            ("5 thousand books", ABSTAIN),
            ("5 books in total", ACCEPT),
        ],
    );
    check(
        "1",
        &[
            ("1 big red apple", ACCEPT),
            ("1 big red old nice apple", ABSTAIN),
            ("1 of them", ABSTAIN),
            ("1 half", ABSTAIN),
        ],
    );
    check("2", &[("2 student", ABSTAIN)]);
    check(
        "5 liters",
        &[("5 liters of milk", ACCEPT), ("5000 ml of milk", ACCEPT), ("6 liters of milk", REJECT)],
    );
    check("5 liters of milk", &[("5", ACCEPT), ("5 liters of milk", ACCEPT), ("5 liters of water", ABSTAIN)]);
    check(r"5\text{ dozen}", &[(r"6\text{ dozen}", REJECT), ("60", ABSTAIN)]);
}

#[test]
fn roots_and_logarithms_of_products_are_those_of_the_factors() {
    for (gold, answer) in [
        ("(xy)^{1/2}", "x^{1/2}y^{1/2}"),
        ("(xy)^{0.25}", "x^{0.25}y^{0.25}"),
        ("(xy)^{1/3}", "x^{1/3}y^{1/3}"),
        (r"\sqrt[4]{xy}", r"\sqrt[4]{x}\sqrt[4]{y}"),
        (r"\sqrt[3]{xy}", r"\sqrt[3]{x}\sqrt[3]{y}"),
        (r"\log_2(x^2)", r"2\log_2x"),
    ] {
        check(gold, &[(answer, ACCEPT)]);
    }
    check("(x^2)^{1/2}", &[("x", ABSTAIN)]);
    check("(x^2)^{3/2}", &[("x^3", ABSTAIN)]);
}

#[test]
fn a_sign_before_what_is_measured_is_its_values() {
    check(
        "-5",
        &[
            (r"-5\text{ cm}", ACCEPT),
            ("-5 cm", ACCEPT),
            ("-5 degrees", ACCEPT),
            (r"-5^\circ", ACCEPT),
            (r"-5\%", ACCEPT),
            (r"-\$5", ACCEPT),
            (r"-\$6", REJECT),
            (r"5\text{ cm}", REJECT),
            (r"5^\circ", REJECT),
        ],
    );
    check(
        r"-5\text{ m}",
        &[
            (r"-500\text{ cm}", ACCEPT),
            (r"5\text{ m}", REJECT),
            ("-5", ACCEPT),
            (r"-5\text{ kg}", REJECT),
            ("-5 m", ACCEPT),
        ],
    );
    check(r"-50\%", &[("-0.5", ACCEPT), ("-50", ACCEPT), ("50", REJECT), (r"50\%", REJECT)]);
    check(r"-45^\circ", &[("-45", ACCEPT), (r"-\frac{\pi}{4}", ACCEPT), ("45", REJECT)]);
    check("-5 liters", &[("-5 liters of milk", ACCEPT)]);
    check("-5", &[("-5m", ABSTAIN), ("-6m", REJECT)]);
    check("-33.33\\%", &[(r"-\frac13", ACCEPT)]);
}

#[test]
fn an_ordinal_number_is_a_place_where_a_number_is_expected() {
    check("5", &[("5th", ABSTAIN), ("5th day", ABSTAIN), ("6th", REJECT), ("1/5th", REJECT)]);
    check("5th", &[("5", ACCEPT), ("5th", ACCEPT), ("6th", REJECT), ("5th day", ACCEPT)]);
    check("15th Day", &[("15", ACCEPT), ("15 days", ACCEPT), ("16", REJECT), ("15th", ACCEPT)]);
    check("1/5", &[("1/5th", ACCEPT)]);
}

#[test]
fn derived_units_convert_as_what_they_are_made_of() {
    for (gold, answer) in [
        (r"1.5\times10^3\text{ J}", "1.5 kJ"),
        (r"1500\text{ J}", "1500 N m"),
        (r"2.5\text{ kW}", "2500 W"),
        (r"2\text{ kWh}", r"7.2\text{ MJ}"),
        (r"20\text{ N}", r"20\text{ kg m/s}^2"),
        (r"20\text{ N}", "20 kg·m/s²"),
        (r"9.8\text{ m/s}^2", r"9.8\text{ N/kg}"),
        (r"1.2\text{ MPa}", "1200 kPa"),
        (r"3\text{ mA}", "0.003 A"),
        (r"500\text{ nm}", "500 nm"),
        (r"500\text{ nm}", r"0.5\ \mu\text{m}"),
        (r"10\,\Omega", "10 ohms"),
        (r"2\text{ acres}", "87120 square feet"),
        (r"9.8\text{ m/s}^2", r"9.8\,\mathrm{m\,s^{-2}}"),
        (r"9.8\text{ m/s}^2", "9.8 m s⁻²"),
        (r"10\text{ m/s}", "10 m s^{-1}"),
        (r"60\text{ km/h}", r"60\text{ kph}"),
        (r"72\text{ mph}", "72 mi/h"),
    ] {
        check(gold, &[(answer, ACCEPT)]);
        check(answer, &[(gold, ACCEPT)]);
    }
    check("2nm", &[("2mn", ACCEPT), (r"2n\cdot m", ACCEPT), ("2", ABSTAIN), ("3nm", REJECT)]);
    check(r"1.2\text{ MPa}", &[("1.2 mPa", ABSTAIN), ("1.2 kPa", REJECT), ("1.2 kN", REJECT)]);
    check(
        r"1500\text{ J}",
        &[("15 kJ", REJECT), ("1500 W", REJECT), ("1500 N", REJECT), ("1500 K", ABSTAIN)],
    );
    check(r"5\text{ m}", &[(r"5\mu\text{m}", REJECT)]);
    check(r"4\ \mu\text{F}", &[(r"\mu\cdot4\text{ F}", ACCEPT), (r"4.0\,\mu\text{F}", ACCEPT)]);
}

#[test]
fn units_that_convert_in_a_way_that_is_not_said_leave_it_open() {
    check("1 month", &[("30 days", ABSTAIN), ("5 meters", REJECT)]);
    check("2 tons", &[("4000 pounds", ABSTAIN), ("2 meters", REJECT)]);
    check("5 units", &[("5 cm", ABSTAIN), (r"5\text{ cm}^2", REJECT)]);
    check(
        r"20^\circ\text{C}",
        &[
            ("20 °C", ACCEPT),
            (r"20^{\circ}C", ACCEPT),
            ("20 degrees Celsius", ACCEPT),
            ("20", ACCEPT),
            (r"68^\circ\text{F}", ABSTAIN),
            (r"25^\circ\text{C}", REJECT),
        ],
    );
    check(r"120^\circ", &[(r"\frac{2\pi}{3}\text{ rad}", ACCEPT), ("120 rad", REJECT)]);
}

#[test]
fn a_small_letter_may_be_a_choice_and_bars_may_be_a_modulus() {
    check("B", &[("b", ABSTAIN), ("(b)", ABSTAIN), ("c", REJECT)]);
    check("|z|^2", &[("z^2", ABSTAIN), ("|z|^2", ACCEPT)]);
    check("|x|^2", &[("x^2", ACCEPT)]);
}

#[test]
fn a_label_may_deny_what_stands_under_it() {
    check(
        "4",
        &[
            ("incorrect: 4", ABSTAIN),
            ("wrong answer: 4", ABSTAIN),
            ("negative: 4", ABSTAIN),
            ("total: 4", ACCEPT),
        ],
    );
}
