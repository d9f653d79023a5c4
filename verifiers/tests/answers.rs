//! The answer checker as its callers see it: verdicts, reasons, explanations and bounds.

use std::fmt::Write as _;

use veriloop_verifiers::answers::{MAX_BYTES, MAX_EXPONENT, judge, reads};
use veriloop_verifiers::{AbstainReason, Candidate, RejectReason, Seal, Verdict};

const ACCEPT: Verdict = Verdict::Accept;
const WRONG: Verdict = Verdict::Reject(RejectReason::WrongAnswer);
const UNDECIDED: Verdict = Verdict::Abstain(AbstainReason::Undecided);
const UNREADABLE: Verdict = Verdict::Abstain(AbstainReason::UnreadableAnswer);
const BAD_REFERENCE: Verdict = Verdict::Abstain(AbstainReason::UnreadableReference);

/// Checks the verdict on each answer against one reference.
fn check(reference: &str, cases: &[(&str, Verdict)]) {
    for (answer, expected) in cases {
        let judgement = judge(reference, &Candidate::Answer((*answer).to_owned()));
        assert_eq!(judgement.verdict, *expected, "{answer:?} against {reference:?}: {}", judgement.detail);
        assert!(!judgement.detail.is_empty() && !judgement.detail.contains('\n'));
    }
}

#[test]
fn integers_are_compared_with_their_signs() {
    check("72", &[("72", ACCEPT), ("+72", ACCEPT), ("072", ACCEPT), ("72.", ACCEPT), (" 72 ", ACCEPT)]);
    check(
        "72",
        &[("-72", WRONG), ("73", WRONG), ("7 2", UNREADABLE), ("--72", UNREADABLE), ("72-", UNREADABLE)],
    );
    check(
        "-10",
        &[("-10", ACCEPT), ("\u{2212}10", ACCEPT), ("- 10", ACCEPT), ("10", WRONG), ("(-10)", ACCEPT)],
    );
    check("12345", &[("12346", WRONG), ("12345.0000000001", WRONG)]);
    check("0", &[("-0", ACCEPT), ("0.0", ACCEPT), ("0/5", ACCEPT)]);
}

#[test]
fn thousands_separators_are_read_only_in_groups_of_three() {
    let spellings = [
        "10,000",
        "10{,}000",
        r"10\,000",
        r"10,\!000",
        r"10\!,000",
        r"10,\! 000",
        "10000",
        "1e4",
        r"10^4",
        "10^{4}",
    ];
    check("10000", &spellings.map(|spelling| (spelling, ACCEPT)));
    check(
        "10,000",
        &[("10000", ACCEPT), ("10,00", UNREADABLE), ("100,00", UNREADABLE), ("10, 000", UNREADABLE)],
    );
    check("1234567", &[("1,234,567", ACCEPT), ("1,234567", UNREADABLE), ("1,234,56", UNREADABLE)]);
    check("0.123", &[("0,123", UNREADABLE)]);
    let lists =
        ["(3,100)", r"\left(3,100\right)", "{3,100}", "((3,100))", "(3,100)/1", "-(3,100)", r"\{3,100\}"];
    check("3100", &lists.map(|list| (list, UNREADABLE)));
    check("(3,100)", &[("3100", BAD_REFERENCE)]);
    check(
        "3100",
        &[("(3{,}100)", ACCEPT), (r"(3,\!100)", ACCEPT), (r"\frac{3,100}{1}", ACCEPT), ("(3100)", ACCEPT)],
    );
    check("12000", &[("1,2,000", UNREADABLE), ("0012,000", UNREADABLE)]);
    check("1234.5", &[("1,234.5", ACCEPT), ("1,234.500", ACCEPT)]);
}

#[test]
fn decimals_are_exact() {
    check("0.5", &[(".5", ACCEPT), ("0.50", ACCEPT), ("1/2", ACCEPT), ("0.5000001", WRONG), ("50", WRONG)]);
    check("1/3", &[(r"0.\overline{3}", ACCEPT), (r"0.\overline3", ACCEPT), ("0.333333333333", WRONG)]);
    check("1/6", &[(r"0.1\overline{6}", ACCEPT), (r"0.\overline{16}", WRONG)]);
    check(
        "12",
        &[("12.0", ACCEPT), (r"11.\overline{9}", ACCEPT), ("12.0.0", UNREADABLE), ("12..", UNREADABLE)],
    );
    check("0.333", &[("0.333...", UNREADABLE)]);
}

#[test]
fn fractions_are_read_in_every_spelling() {
    let halves =
        ["1/2", "2/4", r"\frac{1}{2}", r"\frac12", r"\dfrac{1}{2}", r"\tfrac 1 2", r"\frac{ 1 }{ 2 }"];
    check("0.5", &halves.map(|half| (half, ACCEPT)));
    check(r"\frac{3}{4}", &[("0.75", ACCEPT), ("3/4", ACCEPT), ("-3/4", WRONG), (r"-\frac{-3}{4}", ACCEPT)]);
    check(
        "-1/2",
        &[(r"-\frac{1}{2}", ACCEPT), (r"\frac{-1}{2}", ACCEPT), (r"\frac{1}{-2}", ACCEPT), ("1/-2", ACCEPT)],
    );
    check(r"\frac{\frac{1}{2}}{3}", &[("1/6", ACCEPT)]);
    check(
        "1",
        &[
            ("1/0", UNREADABLE),
            (r"\frac{1}{0}", UNREADABLE),
            ("1/2/3", UNREADABLE),
            (r"\frac{1}", UNREADABLE),
        ],
    );
    check("600/7", &[("85.71", WRONG), (r"\frac{600}{7}", ACCEPT)]);
}

#[test]
fn mixed_numbers_are_sums_of_a_whole_and_a_proper_fraction() {
    check(
        "7/3",
        &[(r"2\frac13", ACCEPT), (r"2\frac{1}{3}", ACCEPT), (r"2 \frac{1}{3}", ACCEPT), ("2 1/3", ACCEPT)],
    );
    check("7/3", &[("21/3", WRONG), (r"2\frac{4}{3}", UNREADABLE), (r"-2\frac13", WRONG)]);
    check("-7/3", &[(r"-2\frac13", ACCEPT), ("-2 1/3", ACCEPT)]);
    check("2/3", &[(r"2\frac13", WRONG), (r"2\frac{0}{3}", UNREADABLE)]);
}

#[test]
fn powers_of_ten_are_bounded_before_they_are_computed() {
    check("364000", &[(r"3.64\times10^5", ACCEPT), (r"3.64 \times 10^{5}", ACCEPT), ("3.64e5", ACCEPT)]);
    check("364000", &[(r"3.64 \cdot 10^5", ACCEPT), ("3.64 × 10^5", ACCEPT), ("3.64*10^5", ACCEPT)]);
    check("0.00012", &[(r"1.2 \times 10^{-4}", ACCEPT), ("1.2e-4", ACCEPT), ("1.2E-04", ACCEPT)]);
    let sums = ["2e + 3", "2e+ 3", "2 e+3", "2e 3", "2e +3"];
    check("2000", &sums.map(|sum| (sum, UNREADABLE)));
    check("2000", &[("2e+3", ACCEPT), ("2E3", ACCEPT)]);
    check("1", &[("1e1000", WRONG), ("1e1001", UNREADABLE), ("1e-1001", UNREADABLE)]);
    check(
        "1",
        &[("10^{999999999999999999999999}", UNREADABLE), ("9^9^9^9", UNREADABLE), ("10^10^10", UNREADABLE)],
    );
    assert_eq!(MAX_EXPONENT, 1_000);
}

#[test]
fn percentages_are_compared_with_percentages_alone() {
    check(
        "50%",
        &[("50%", ACCEPT), (r"50\%", ACCEPT), ("50 %", ACCEPT), ("50 percent", ACCEPT), ("51%", WRONG)],
    );
    check("50%", &[("0.5", UNDECIDED), ("50", UNDECIDED), ("5000", UNDECIDED)]);
    check("0.5", &[("50%", UNDECIDED)]);
}

#[test]
fn currency_may_stand_on_either_side() {
    check(
        "18",
        &[("$18", ACCEPT), (r"\$18", ACCEPT), (r"$\$18$", ACCEPT), ("$18.00", ACCEPT), ("$17", WRONG)],
    );
    check(
        "$18",
        &[("18", ACCEPT), ("18 dollars", ACCEPT), ("18 euros", UNDECIDED), ("-$18", WRONG), ("17", WRONG)],
    );
    check("-5", &[("-$5", ACCEPT), ("$-5", ACCEPT), ("-$-5", UNREADABLE)]);
    check("50", &[("$0.50", UNDECIDED), ("50 cents", UNDECIDED), ("$50 and $60", UNREADABLE)]);
    check("$0.5", &[("50 cents", UNDECIDED)]);
    check("5", &[("5 cents", UNDECIDED), ("6 cents", UNDECIDED), ("$5", ACCEPT), ("5 dollars", ACCEPT)]);
    check("5 cents", &[("5", UNDECIDED), ("5 cents", ACCEPT), ("6 cents", WRONG)]);
}

#[test]
fn different_units_are_never_equal() {
    check(r"5\text{ m}", &[(r"5\text{ cm}", UNDECIDED), (r"5\text{ m}", ACCEPT), (r"6\text{ m}", WRONG)]);
    check(
        "5 cm",
        &[(r"5\text{ cm}", ACCEPT), ("5", ACCEPT), ("5 mm", UNDECIDED), ("6 cm", WRONG), ("6", WRONG)],
    );
    check(
        "5",
        &[("5 cm", ACCEPT), ("5 meters", ACCEPT), ("6 cm", UNDECIDED), (r"5\text{ million}", UNDECIDED)],
    );
    check(
        r"2.5\,\mathrm{m}",
        &[("2.5", ACCEPT), ("2.5 meters", ACCEPT), ("2.5 m", UNREADABLE), (r"2.5\text{ s}", UNDECIDED)],
    );
    check("30", &[(r"30^\circ", ACCEPT), (r"30^{\circ}", ACCEPT), (r"30^\circ\text{C}", UNDECIDED)]);
    check("15 cm^2", &[(r"15\mbox{ cm}^2", ACCEPT), (r"15 \text{ cm}^{2}", ACCEPT), ("15 cm", UNDECIDED)]);
    check("15 square inches", &[("15 inches", UNDECIDED), (r"15\text{ square inches}", ACCEPT)]);
    check("5 hours", &[("5 hour", ACCEPT), ("300 minutes", UNDECIDED)]);
    check(
        r"5 \text{ or more}",
        &[(r"5 \text{ or more}", ACCEPT), ("5", UNDECIDED), (r"6\text{ or more}", UNDECIDED)],
    );
}

#[test]
fn letters_after_a_number_are_not_units() {
    check(
        "5",
        &[
            ("5x", UNREADABLE),
            ("5 m", UNREADABLE),
            ("5i", UNREADABLE),
            ("5e", UNREADABLE),
            ("5 xy", UNREADABLE),
        ],
    );
    check(
        "5",
        &[("5 million", UNREADABLE), ("5 or 6", UNREADABLE), ("5 dozen", UNREADABLE), ("5!", UNREADABLE)],
    );
    check("204", &[("204_5", UNREADABLE), ("204^2", UNREADABLE)]);
}

#[test]
fn a_variable_may_be_set_equal_to_the_answer() {
    check(
        "5",
        &[
            ("x = 5", ACCEPT),
            ("$x=5$", ACCEPT),
            ("n=4", WRONG),
            ("3=4=5", UNREADABLE),
            ("f(x)=5", UNREADABLE),
        ],
    );
    check(
        "x=5",
        &[("5", ACCEPT), ("x = 5", ACCEPT), ("x = 6", WRONG), ("y = 5", UNDECIDED), ("y = 6", UNDECIDED)],
    );
    check("5", &[("xy=5", UNREADABLE), ("x=y=5", UNREADABLE), ("5=x", UNREADABLE)]);
}

#[test]
fn what_surrounds_an_answer_is_taken_off() {
    let wrapped = [
        "$5$",
        "$$5$$",
        r"\(5\)",
        r"\[ 5 \]",
        r"\boxed{5}",
        "**5**",
        r"$\boxed{5}$",
        "$5$.",
        "(5)",
        r"\left(5\right)",
        r"\displaystyle 5",
        "{5}",
        r"\,5\,",
        r"$\left( 5 \right)$",
    ];
    check("5", &wrapped.map(|text| (text, ACCEPT)));
    check("5", &[("$5$ and $5$", UNREADABLE), ("(5", UNREADABLE), ("5)", UNREADABLE), ("(5]", UNREADABLE)]);
}

#[test]
fn what_can_be_meant_in_two_ways_or_none_is_unreadable() {
    let texts = [
        "1,2",
        "(1, 2)",
        "5, 6",
        r"\pm 5",
        "five",
        "12:30",
        "5 + 0",
        r"\sqrt{25}",
        "5=",
        "=5",
        "≈5",
        r"\pi",
        "x",
    ];
    check("5", &texts.map(|text| (text, UNREADABLE)));
    check(r"\sqrt{2}", &[("1.414", BAD_REFERENCE)]);
}

#[test]
fn an_unreadable_reference_is_never_a_verdict_on_the_answer() {
    check("", &[("", BAD_REFERENCE), ("5", BAD_REFERENCE)]);
    check("1/0", &[("1/0", BAD_REFERENCE)]);
    assert_eq!(judge("", &Candidate::Nothing).verdict, BAD_REFERENCE);
}

#[test]
fn no_answer_is_a_rejection_and_several_are_an_abstention() {
    let no_answer = Verdict::Reject(RejectReason::NoAnswer);
    assert_eq!(judge("5", &Candidate::Nothing).verdict, no_answer);
    assert_eq!(judge("5", &Candidate::Answer("  ".into())).verdict, no_answer);
    let several = |texts: &[&str]| Candidate::Ambiguous(texts.iter().map(|&text| text.to_owned()).collect());
    let ambiguous = Verdict::Abstain(AbstainReason::AmbiguousAnswer);
    assert_eq!(judge("5", &several(&["5", "6"])).verdict, ambiguous);
    assert_eq!(judge("5", &several(&["7", "6"])).verdict, ambiguous);
    assert_eq!(judge("1/2", &several(&["0.5", r"\frac12"])).verdict, ACCEPT);
    assert_eq!(judge("1/2", &several(&[])).verdict, ambiguous);
    let spellings: Vec<String> = (1..10).map(|n| format!("{n}/{}", 2 * n)).collect();
    let all_but_last: Vec<&str> = spellings.iter().map(String::as_str).collect();
    assert_eq!(judge("1/2", &several(&all_but_last)).verdict, ACCEPT);
    assert_eq!(judge("1/2", &several(&[&all_but_last[..], &["7"]].concat())).verdict, ambiguous);
    assert_eq!(judge("5", &Candidate::Program("5".into())).verdict, UNREADABLE);
}

#[test]
fn the_detail_explains_how_each_side_was_read() {
    for (reference, answer, detail) in [
        ("72", "72", "answer 72 = reference 72 (exact rational)"),
        ("3/4", "0.5", "answer 1/2 differs from reference 3/4 by -1/4 (exact rational)"),
        (
            "5 cm",
            r"5\text{ mm}",
            "answer 5 mm and reference 5 cm: the units differ, and nothing is converted",
        ),
        ("x=5", "y=5", "answer y = 5, reference x = 5: the variables differ"),
        (
            "5",
            "5 apples",
            "cannot read the answer `5 apples`: expected a number and at most a unit, found `apples`",
        ),
        ("1/0", "5", "cannot read the reference `1/0`: expected a denominator other than 0, found 0"),
        ("5", "a\tb", r"cannot read the answer `a\tb`: expected a number, found `a b`"),
    ] {
        let judgement = judge(reference, &Candidate::Answer(answer.to_owned()));
        assert_eq!(judgement.detail, detail);
        assert_eq!((judgement.seal, judgement.fuel, judgement.tests), (Seal::Sealed, 0, None));
    }
}

#[test]
fn hostile_texts_are_refused_within_bounds() {
    let nested = format!("{}5{}", "(".repeat(400), ")".repeat(400));
    let fractions = format!("{}1{}", r"\frac{".repeat(100), "}{2}".repeat(100));
    let long = "9".repeat(MAX_BYTES + 1);
    let huge = "7".repeat(10_000_000);
    check("5", &[(&nested, UNREADABLE), (&fractions, UNREADABLE), (&long, UNREADABLE), (&huge, UNREADABLE)]);
    let longest = "9".repeat(MAX_BYTES);
    check(&longest, &[(&longest, ACCEPT), ("9", WRONG)]);
    let repeating = format!(r"0.{}\overline{{{}}}", "1".repeat(400), "2".repeat(400));
    check(&repeating, &[(&repeating, ACCEPT)]);
}

/// A small generator whose numbers are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

#[test]
fn every_spelling_of_a_fraction_equals_it_and_no_other() {
    let mut numbers = Numbers(1);
    for _ in 0..2_000 {
        let below = 1 + numbers.next(99);
        let above = numbers.next(1_000);
        let by = 1 + numbers.next(9);
        let reference = format!("{above}/{below}");
        let mut spellings = vec![
            format!(r"\frac{{{above}}}{{{below}}}"),
            format!("{}/{}", above * by, below * by),
            format!(r"-\dfrac{{-{above}}}{{{below}}}"),
            format!("$ {above} / {below} $"),
        ];
        if above > below && !above.is_multiple_of(below) {
            spellings.push(format!(r"{}\frac{{{}}}{{{below}}}", above / below, above % below));
            spellings.push(format!("{} {}/{below}", above / below, above % below));
        }
        for spelling in &spellings {
            check(&reference, &[(spelling, ACCEPT)]);
        }
        check(&reference, &[(&format!("{}/{below}", above + by), WRONG)]);
    }
}

#[test]
fn no_text_of_the_grammars_own_pieces_breaks_the_checker() {
    const PIECES: [&str; 26] = [
        "1",
        "23",
        "000",
        ",",
        ".",
        "/",
        "-",
        "+",
        "$",
        r"\$",
        "%",
        r"\frac",
        "{",
        "}",
        "(",
        ")",
        r"\left(",
        r"\right)",
        " ",
        r"\,",
        "^",
        "10^",
        "e",
        r"\text{",
        r"\overline",
        "x=",
    ];
    let mut numbers = Numbers(2);
    let mut read = 0;
    for _ in 0..50_000 {
        let mut text = String::new();
        for _ in 0..=numbers.next(8) {
            let piece = usize::try_from(numbers.next(PIECES.len() as u64)).expect("it is small");
            text.write_str(PIECES[piece]).expect("a string takes everything");
        }
        let verdict = judge(&text, &Candidate::Answer(text.clone())).verdict;
        // What is read equals itself, and what is not is the reference's fault.
        assert_eq!(verdict, if reads(&text) { ACCEPT } else { BAD_REFERENCE }, "{text:?}");
        read += usize::from(reads(&text));
    }
    assert!(read > 1_000, "{read} texts were read");
}
