//! Answers judged end to end: what is equal, what is not, what games a checker, and what is left open.

use veriloop_answers::rules::{Form, Order, Percent, Rounding, Units};
use veriloop_answers::{Kind, Rules, judge};

use crate::{ABSTAIN, ACCEPT, REJECT, check, check_with, verdict};

#[test]
fn numbers_are_equal_in_every_spelling() {
    let spellings = [
        "10000",
        "10,000",
        "10{,}000",
        r"10\,000",
        r"10,\!000",
        "1e4",
        r"1.0\times10^4",
        "10^4",
        "$10000$.",
        r"\boxed{10000}",
        "**10,000**",
        "10000.0",
        "+10000",
    ];
    check("10000", &spellings.map(|spelling| (spelling, ACCEPT)));
    check(
        r"\frac{7}{3}",
        &[
            (r"2\frac13", ACCEPT),
            ("2 1/3", ACCEPT),
            (r"2.\overline{3}", ACCEPT),
            ("14/6", ACCEPT),
            ("2.33", ABSTAIN),
            ("21/3", REJECT),
        ],
    );
    check(
        r"\frac13",
        &[(r"0.\overline3", ACCEPT), (r"0.\overline{33}", ACCEPT), ("0.3333333333", ABSTAIN), ("⅓", ACCEPT)],
    );
    check("12345", &[("12346", REJECT), ("12345.0000000001", REJECT), ("12345.5", REJECT)]);
    check(
        "204_5",
        &[
            ("204_5", ACCEPT),
            ("204_{5}", ACCEPT),
            ("204_7", REJECT),
            ("203_5", REJECT),
            ("54", ABSTAIN),
            ("204", ABSTAIN),
        ],
    );
    check("1A_{16}", &[("1A_{16}", ACCEPT), ("1B_{16}", REJECT)]);
    check("0.5", &[(".5", ACCEPT), ("1/2", ACCEPT), ("½", ACCEPT), ("50", REJECT)]);
}

#[test]
fn closed_forms_are_equal_by_their_values() {
    check(
        r"\sqrt{12}",
        &[
            (r"2\sqrt3", ACCEPT),
            ("2√3", ACCEPT),
            (r"\frac{6}{\sqrt{3}}", ACCEPT),
            (r"12^{1/2}", ACCEPT),
            (r"2\sqrt{5}", REJECT),
            ("3.46", ABSTAIN),
        ],
    );
    check(
        r"1+\sqrt2",
        &[(r"\sqrt{3+2\sqrt2}", ACCEPT), (r"\frac{1}{\sqrt{2}-1}", ACCEPT), (r"1-\sqrt2", REJECT)],
    );
    check(
        r"\frac{\pi}{6}",
        &[(r"30^\circ", ACCEPT), (r"\arcsin\frac12", ACCEPT), ("30", REJECT), (r"\frac{\pi}{3}", REJECT)],
    );
    check(
        r"e^2",
        &[(r"e\cdot e", ACCEPT), (r"\exp(2)", ACCEPT), (r"\mathrm{e}^{2}", ACCEPT), ("e^3", REJECT)],
    );
    check("6-5i", &[("-5i+6", ACCEPT), (r"6 - 5\mathrm{i}", ACCEPT), ("6+5i", REJECT)]);
    check(r"\log_2 3", &[(r"\frac{\ln 3}{\ln 2}", ACCEPT), (r"\log_3 2", REJECT)]);
    check(r"\sin 60^\circ", &[(r"\frac{\sqrt3}{2}", ACCEPT), (r"\frac{\sqrt2}{2}", REJECT)]);
}

#[test]
fn expressions_are_equal_where_they_are_identities() {
    check("(x+1)^2", &[("x^2+2x+1", ACCEPT), ("x^2+1", REJECT), ("(1+x)(x+1)", ACCEPT), ("(y+1)^2", REJECT)]);
    check(r"\frac{1}{x-1}-\frac{1}{x+1}", &[(r"\frac{2}{x^2-1}", ACCEPT), (r"\frac{1}{x^2-1}", REJECT)]);
    check("2^{n+1}", &[(r"2\cdot 2^n", ACCEPT), ("2^n", REJECT)]);
    check(r"\sin 2x", &[(r"2\sin x\cos x", ACCEPT), (r"\sin x\cos x", REJECT)]);
    check("(a+b)^{20}", &[("(b+a)^{20}", ACCEPT), ("(a-b)^{20}", REJECT)]);
    check(r"\binom{n}{2}", &[(r"\frac{n(n-1)}{2}", ACCEPT), (r"\frac{n(n+1)}{2}", ABSTAIN)]);
}

#[test]
fn lists_are_equal_in_any_order_and_tuples_in_one() {
    check(
        "1, 2",
        &[
            ("2, 1", ACCEPT),
            (r"\{2,1\}", ACCEPT),
            ("1 and 2", ACCEPT),
            ("1 or 2", ACCEPT),
            ("x=1, x=2", ACCEPT),
            ("1", REJECT),
            ("1, 2, 3", REJECT),
            ("1, 1, 2", ABSTAIN),
        ],
    );
    check(
        "(1,2)",
        &[("(1, 2)", ACCEPT), ("(2,1)", REJECT), ("1, 2", ACCEPT), ("2, 1", ABSTAIN), ("(1,2,3)", REJECT)],
    );
    check(r"3\pm\sqrt2", &[(r"3+\sqrt2, 3-\sqrt2", ACCEPT), (r"3-\sqrt2", REJECT), (r"3\pm\sqrt3", REJECT)]);
    check("x=1, y=2", &[("y=2, x=1", ACCEPT), ("x=2, y=1", REJECT), ("(1,2)", ACCEPT), ("(2,1)", ABSTAIN)]);
    check("7, 14", &[("Ann: 7, Bob: 14", ACCEPT), ("Ann: 14, Bob: 7", ABSTAIN), ("Ann: 7, Bob: 15", REJECT)]);
    check("(1,2), (3,4)", &[("(3,4),(1,2)", ACCEPT), ("(1,2),(4,3)", REJECT), ("(1,2)", REJECT)]);
    let set = Rules { order: Order::Set, ..Rules::default() };
    check_with(&set, "(1,2)", &[("(2,1)", ACCEPT), ("2, 1, 1", ACCEPT)]);
    let ordered = Rules { order: Order::Ordered, ..Rules::default() };
    check_with(&ordered, "1, 2", &[("2, 1", REJECT), ("1, 2", ACCEPT)]);
}

#[test]
fn sets_of_reals_are_equal_however_they_are_written() {
    check(
        "(0,1)",
        &[
            ("[0,1]", REJECT),
            ("0<x<1", ACCEPT),
            (r"\{x : 0 < x < 1\}", ACCEPT),
            ("(0,1]", REJECT),
            ("]0,1[", ACCEPT),
        ],
    );
    check(
        r"[-2,\infty)",
        &[
            ("x >= -2", ACCEPT),
            (r"x \geq -2", ACCEPT),
            ("−2 ≤ x", ACCEPT),
            ("x > -2", REJECT),
            ("-x <= 2", ACCEPT),
        ],
    );
    check(
        r"(-\infty,-3)\cup(3,+\infty)",
        &[
            ("(-∞, -3) ∪ (3, ∞)", ACCEPT),
            ("x<-3 or x>3", ACCEPT),
            (r"(3,\infty)\cup(-\infty,-3)", ACCEPT),
            (r"(-\infty,-3]\cup[3,\infty)", REJECT),
        ],
    );
    check(r"(0,1)\cup(1,2)", &[(r"(0,2)\setminus\{1\}", ACCEPT), ("(0,2)", REJECT)]);
    check(r"[0,1]\cup[1,2]", &[("[0,2]", ACCEPT)]);
    check(r"\mathbb{R}", &[(r"(-\infty,\infty)", ACCEPT), ("all real numbers", ACCEPT), (r"x\ge 0", REJECT)]);
    check(r"x\in[-2,7]", &[("[-2, 7]", ACCEPT), (r"y\in[-2,7]", ABSTAIN)]);
}

#[test]
fn equations_are_equal_up_to_a_factor() {
    check(
        "y = 2x+3",
        &[
            ("2x - y + 3 = 0", ACCEPT),
            ("2y = 4x + 6", ACCEPT),
            ("2x+3", ACCEPT),
            ("y = 2x+4", REJECT),
            ("y = 3x+3", REJECT),
        ],
    );
    check("x + y = 1", &[("x - y = 1", REJECT), ("2x+2y=2", ACCEPT), ("1", ABSTAIN)]);
    check("x^2+y^2=1", &[("1 - x^2 - y^2 = 0", ACCEPT), ("x^2+y^2=2", ABSTAIN), ("x^2+y^2", ABSTAIN)]);
    check(
        "f(x)=2x",
        &[("f(t)=2t", ACCEPT), ("2x", ACCEPT), ("y=2x", ACCEPT), ("f(x)=x", REJECT), ("f(y)=2x", ABSTAIN)],
    );
    check("5", &[("x=5", ACCEPT), ("5=x", ACCEPT), ("x=6", REJECT)]);
    check("x=5", &[("5", ACCEPT), ("y=5", ABSTAIN)]);
    check("AB = 4", &[("4", ACCEPT), ("CD = 4", ABSTAIN), ("5", REJECT)]);
}

#[test]
fn quantities_are_compared_in_their_units() {
    check(
        r"5\text{ m}",
        &[
            (r"5\text{ cm}", REJECT),
            (r"500\text{ cm}", ACCEPT),
            ("5", ACCEPT),
            (r"5\text{ kg}", REJECT),
            (r"5\text{ m}^2", REJECT),
            (r"5\text{ widgets}", ABSTAIN),
        ],
    );
    check(
        "5",
        &[
            ("5 cm", ACCEPT),
            ("6 cm", REJECT),
            ("500 cm", ABSTAIN),
            ("5 million", ABSTAIN),
            ("5 dozen", ABSTAIN),
            ("5 or 6", REJECT),
            (r"\$5", ACCEPT),
            (r"\$6", REJECT),
        ],
    );
    check("60 km/h", &[(r"60\text{ km per hour}", ACCEPT), ("1 km/min", ACCEPT), ("60 m/s", REJECT)]);
    check(
        r"\$18.90",
        &[("18.9", ACCEPT), ("1890 cents", ACCEPT), ("1890", ABSTAIN), (r"18.90\text{ euros}", REJECT)],
    );
    check(
        "50%",
        &[
            ("0.5", ACCEPT),
            ("50", ACCEPT),
            ("5000", REJECT),
            ("1/2", ACCEPT),
            (r"50\%", ACCEPT),
            ("51%", REJECT),
        ],
    );
    check(r"45^\circ", &[("45", ACCEPT), (r"\frac{\pi}{4}", ACCEPT), ("60", REJECT)]);
    check("12:30", &[("12:30", ACCEPT), ("2/5", ABSTAIN), ("12:31", REJECT), ("12:30 p.m.", ACCEPT)]);
    check("2:1", &[("2", ACCEPT), ("4:2", ACCEPT), ("1:2", REJECT)]);
    let exact = Rules { percent: Percent::Exact, ..Rules::default() };
    check_with(&exact, "50%", &[("50", REJECT), ("0.5", ACCEPT)]);
    let required = Rules { units: Units::Required, ..Rules::default() };
    check_with(&required, "5 cm", &[("5", ABSTAIN), ("5 cm", ACCEPT)]);
}

#[test]
fn matrices_and_vectors_are_compared_by_their_entries() {
    let gold = r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}";
    check(
        gold,
        &[
            (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", ACCEPT),
            (r"\begin{pmatrix}1&2\\4&3\end{pmatrix}", REJECT),
            ("1,2,3,4", ABSTAIN),
        ],
    );
    check(r"\begin{pmatrix} -7 \\ 16 \end{pmatrix}", &[("(-7,16)", ACCEPT), ("(16,-7)", REJECT)]);
    let cases = r"\begin{cases} x & \text{if } x > 0 \\ -x & \text{otherwise} \end{cases}";
    check(
        cases,
        &[(cases, ACCEPT), (r"\begin{cases} x & x > 0 \\ x & \text{otherwise} \end{cases}", REJECT)],
    );
}

#[test]
fn choices_and_words_are_compared_as_they_stand() {
    check(
        r"\text{(B)}",
        &[("B", ACCEPT), ("(B)", ACCEPT), (r"\textbf{(B)}\ 5", ACCEPT), ("(C)", REJECT), ("B) 5", ACCEPT)],
    );
    check(r"\text{Evelyn}", &[("Evelyn", ACCEPT), ("evelyn", ACCEPT), ("Navin", ABSTAIN)]);
    check("yes", &[("Yes.", ACCEPT), ("no", REJECT), ("true", ACCEPT)]);
    check("no solution", &[(r"\emptyset", ACCEPT)]);
}

#[test]
fn what_games_a_checker_is_never_accepted() {
    // Chains of which a link does not hold, and hedges.
    check(
        "5",
        &[
            ("3=4=5", ABSTAIN),
            ("5=6", ABSTAIN),
            ("x=4=5", ABSTAIN),
            ("5 or 6", REJECT),
            ("5, 6", REJECT),
            ("A or B or C", REJECT),
            (r"5\pm1", REJECT),
        ],
    );
    check("1331", &[("1331 and 1728", REJECT), (r"1331,\ 1728", REJECT)]);
    check("1331 and 1728", &[("1728", REJECT), ("1331", REJECT), ("1331, 1728, 5", REJECT)]);
    // The problem repeated, and nothing computed.
    check(
        "56088",
        &[
            (r"123\cdot456", ABSTAIN),
            ("123*456", ABSTAIN),
            ("56087+1", ABSTAIN),
            (r"\frac{112176}{2}", ACCEPT),
        ],
    );
    check("1024", &[("2^{10}", ABSTAIN), ("2^{10} = 1024", ACCEPT)]);
    // Tolerance and nearness.
    check("12345", &[("12346", REJECT), ("12345.4", REJECT)]);
    check(r"\frac{1}{2^{99}}", &[(r"\frac{1}{2^{98}}", REJECT), (r"2^{-99}", ACCEPT)]);
    check(r"1-\frac{1}{\mathrm{e}}", &[(r"1+\frac{1}{\mathrm{e}}", REJECT)]);
    // Nothing, and texts that are no answer.
    check(
        "5",
        &[
            ("", REJECT),
            ("   ", REJECT),
            ("?", ABSTAIN),
            ("I tried 5 times and failed", ABSTAIN),
            ("not 5", ABSTAIN),
        ],
    );
    for gold in ["", " ", "$$", "1/0"] {
        check(
            gold,
            &[("", ABSTAIN), ("5", ABSTAIN), ("1/0", ABSTAIN)].map(|(answer, expected)| {
                (answer, if gold == "1/0" && answer.is_empty() { REJECT } else { expected })
            }),
        );
    }
    // Code, which is text.
    check("5", &[("__import__('os').system('true')", ABSTAIN), ("exit(5)", ABSTAIN), ("eval(5)", ABSTAIN)]);
    // Different lines, which both "simplify to 0".
    check("x+2y=3", &[("x+3y=3", REJECT), ("0=0", ABSTAIN), ("0", ABSTAIN)]);
    check("5", &[(r"\boxed{5}\boxed{6}", REJECT), (r"\boxed{3} and \boxed{5}", REJECT)]);
    check("(3,4)", &[("(3,4),(4,3)", REJECT), ("{3,4}", ACCEPT)]);
}

#[test]
fn bombs_are_refused_before_they_are_computed() {
    let nested = format!("{}5{}", "(".repeat(2_000), ")".repeat(2_000));
    let fractions = format!("{}1{}", r"\frac{1}{".repeat(1_000), "}".repeat(1_000));
    let roots = r"\sqrt".repeat(1_000) + "5";
    let minuses = "-".repeat(3_000) + "5";
    let sum = "x+".repeat(2_000) + "x";
    let powers = format!("{}2", "(x+1)^9*".repeat(100));
    let digits = "9".repeat(100_000);
    let bombs = [
        "9^{9^{9^9}}",
        "9^9^9^9",
        "(10^7)!",
        "((9!)!)!",
        r"\sum_{k=1}^{10^9} k",
        "10^{999999999999}",
        "1e999999999",
        r"\binom{10^9}{5\cdot10^8}",
        "(x+y+z+w)^{1000}",
        "2^{2^{2^{2^{2^{2}}}}}",
        r"\sin(10^{10^{10}})",
        "(1+x)^{10^9}",
        &nested,
        &fractions,
        &roots,
        &minuses,
        &sum,
        &powers,
        &digits,
    ];
    for bomb in bombs {
        let start = std::time::Instant::now();
        for (gold, answer) in [("5", bomb), (bomb, "5"), ("x", bomb), (r"\sqrt2", bomb)] {
            assert_ne!(verdict(gold, answer, &Rules::default()), ACCEPT, "{gold:.40} against {answer:.40}");
        }
        assert!(start.elapsed().as_millis() < 2_000, "{bomb:.40} took {:?}", start.elapsed());
    }
}

#[test]
fn a_rounding_is_told_from_an_equality() {
    check(
        "0.458",
        &[(r"\dfrac{27}{59}", ACCEPT), (r"\frac{31}{60}", REJECT), ("0.46", ABSTAIN), ("0.4576", ABSTAIN)],
    );
    check("0.5", &[(r"\frac{6}{13}", REJECT), ("0.4999", REJECT)]);
    check(r"\frac{600}{7}", &[("85.71", ABSTAIN), ("85.72", REJECT)]);
    check("3.14", &[(r"\pi", ACCEPT), ("3.1416", ABSTAIN)]);
    let strict = Rules { rounding: Rounding::Abstain, ..Rules::default() };
    check_with(&strict, "0.458", &[(r"\dfrac{27}{59}", ABSTAIN)]);
    let reject = Rules { rounding: Rounding::Reject, ..Rules::default() };
    check_with(&reject, "0.458", &[(r"\dfrac{27}{59}", REJECT)]);
}

#[test]
fn rules_ask_for_a_form_and_a_kind() {
    let any = Rules { form: Form::Any, ..Rules::default() };
    check_with(&any, "56088", &[(r"123\cdot456", ACCEPT)]);
    let factored = Rules { form: Form::Factored, ..Rules::default() };
    check_with(
        &factored,
        "(x-1)(x+1)",
        &[("(x+1)(x-1)", ACCEPT), ("x^2-1", ABSTAIN), ("(x-1)(x-1)", REJECT)],
    );
    let reduced = Rules { form: Form::Reduced, ..Rules::default() };
    check_with(&reduced, "1/2", &[("1/2", ACCEPT), ("2/4", ABSTAIN), ("0.5", ABSTAIN)]);
    let choice = Rules { kind: Some(Kind::Choice), ..Rules::default() };
    check_with(&choice, "A", &[("(A)", ACCEPT), ("(B)", REJECT), ("5", ABSTAIN)]);
    let text = Rules { kind: Some(Kind::Text), ..Rules::default() };
    check_with(&text, "1/2", &[("0.5", ABSTAIN), ("1/2", ACCEPT)]);
}

#[test]
fn what_commas_separate_is_not_guessed() {
    check("1,000", &[("1000", ACCEPT), ("1, 000", REJECT)]);
    check("100,200", &[("100, 200", ABSTAIN), ("100200", ACCEPT), ("7", REJECT)]);
    check("1,22", &[("1.22", ACCEPT), ("1.23", REJECT), ("22, 1", ACCEPT), ("3", REJECT)]);
    check("(3,100)", &[("(3, 100)", ACCEPT), ("3100", REJECT)]);
}

#[test]
fn what_has_two_meanings_is_unreadable() {
    check("x", &[("1/2x", ABSTAIN), (r"\sin x/2", ABSTAIN), (r"\frac123", ABSTAIN)]);
    check("5", &[("2 3", ABSTAIN), ("7 2", ABSTAIN)]);
}

#[test]
fn the_explanation_tells_how_each_side_was_read_and_why() {
    let rules = Rules::default();
    let text = |gold, answer| judge(gold, answer, &rules).to_string();
    assert_eq!(
        text("3/4", "0.5"),
        "gold read as 3/4; answer read as 0.5; compared as rational: 1/2 is not 3/4"
    );
    assert_eq!(
        text("1, -2", r"\{1\}"),
        r"gold read as 1, -2; answer read as \{1\}; compared as list: missing -2"
    );
    assert_eq!(
        text("(0,1)", "[0,1]"),
        "gold read as (0, 1); answer read as [0, 1]; compared as tuple: a closed end that should be open"
    );
    assert_eq!(
        text("x^2", "x^3"),
        "gold read as x^2; answer read as x^3; compared as expression: at x = 3 27 is not 9"
    );
}

#[test]
fn a_letter_beside_a_choice_is_compared_as_one() {
    let compared = |gold, answer| judge(gold, answer, &Rules::default()).comparator;
    assert_eq!(compared("B", "(C)"), Some(Kind::Choice));
    assert_eq!(compared("(B)", "C"), Some(Kind::Choice));
    assert_eq!(compared("B", "C"), Some(Kind::Expression));
}
