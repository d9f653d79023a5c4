//! Answers that are made to be accepted without being right, and what becomes of each of them.

use veriloop_answers::{Outcome, Rules, judge};

use crate::{ABSTAIN, ACCEPT, REJECT, check};

mod bombs;

#[test]
fn words_after_a_number_are_no_licence_to_change_it() {
    check(
        "5",
        &[
            ("5 dozen", ABSTAIN),
            ("5 hundred", ABSTAIN),
            ("5 percent", ACCEPT),
            ("5 pairs", ABSTAIN),
            ("5 thousand", ABSTAIN),
            ("5 squared", ABSTAIN),
            ("5 cubed", ABSTAIN),
            ("5 factorial", ABSTAIN),
            ("5 or 6", REJECT),
            ("5 not", ABSTAIN),
            ("5 less", ABSTAIN),
            ("5 minus", ABSTAIN),
            ("5 minus 1", ABSTAIN),
            ("5 plus 1", ABSTAIN),
            ("5 nickels", ACCEPT),
            ("5 apples", ACCEPT),
            ("5 times", ABSTAIN),
            ("5 halves", ABSTAIN),
            ("5 fifths", ABSTAIN),
            ("5 tenths", ABSTAIN),
            ("5 hundredths", ABSTAIN),
            ("5 per cent", ABSTAIN),
            ("5 radians", ACCEPT),
            ("5 bits wrong", ABSTAIN),
            ("5 incorrect", ABSTAIN),
            ("5 maybe", ABSTAIN),
            ("5 approximately", ABSTAIN),
            ("5 or so", ABSTAIN),
            ("5 ish", ABSTAIN),
            ("5 something", ABSTAIN),
            ("5 k", REJECT),
            ("5k", REJECT),
            ("5M", REJECT),
            ("5 m", ABSTAIN),
            ("5 x", REJECT),
            ("5x", REJECT),
            ("5 inverse", ABSTAIN),
            ("5 reciprocal", ABSTAIN),
            ("5 doubled", ABSTAIN),
            ("5 halved", ABSTAIN),
            ("5 twice", ABSTAIN),
            ("5 negative", ABSTAIN),
            ("negative 5", ABSTAIN),
            ("minus 5", ABSTAIN),
            ("five", ACCEPT),
            ("five hundred", REJECT),
            ("twenty-five", REJECT),
            ("twenty five", REJECT),
        ],
    );
    check("25", &[("twenty-five", ACCEPT), ("twenty five", ACCEPT)]);
    check(
        "5",
        &[
            ("fifty", REJECT),
            ("five percent", ABSTAIN),
            ("five or six", REJECT),
            ("5 wrong answer", ABSTAIN),
            ("5 is wrong", ABSTAIN),
            ("5 but actually 6", ABSTAIN),
            ("5, no wait, 6", REJECT),
            ("about 5", ABSTAIN),
            ("at least 5", ABSTAIN),
            ("less than 5", ABSTAIN),
            ("more than 5", ABSTAIN),
            ("5 or more", ABSTAIN),
            ("5+", ABSTAIN),
            ("5-", ABSTAIN),
            ("> 5", ABSTAIN),
            ("5?", ABSTAIN),
        ],
    );
}

#[test]
fn denials_unknowns_and_values_that_do_not_exist_are_not_the_gold() {
    check("5", &[("~5", ABSTAIN), ("x=~5", ACCEPT), (r"\approx 5", ABSTAIN), ("5!", REJECT)]);
    check("120", &[("5!", ABSTAIN)]);
    check(
        "5",
        &[
            (r"\text{5}", ACCEPT),
            (r"\textbf{5}", ACCEPT),
            (r"5\text{ not}", ABSTAIN),
            (r"\text{not } 5", ABSTAIN),
            ("the answer is not 5", ABSTAIN),
            ("not equal to 5", ABSTAIN),
            (r"\neq 5", ABSTAIN),
            (r"x \neq 5", REJECT),
            (r"5 \neq 6", ABSTAIN),
            (r"\lnot 5", ABSTAIN),
            (r"\neg 5", ABSTAIN),
            ("none", ABSTAIN),
            ("any number", ABSTAIN),
            ("all real numbers", REJECT),
            (r"(-\infty, \infty)", REJECT),
            (r"\mathbb{R}", REJECT),
            ("x", REJECT),
            ("x = x", ABSTAIN),
            ("gold", ABSTAIN),
            (r"\text{the same as the reference}", ABSTAIN),
            (r"\text{the reference answer}", ABSTAIN),
            ("answer", ABSTAIN),
            ("the correct answer", ABSTAIN),
            ("1/0", REJECT),
            ("0/0", REJECT),
            (r"\frac{5}{0}", REJECT),
            (r"\infty", ABSTAIN),
            ("inf", ABSTAIN),
            ("NaN", ABSTAIN),
            ("nan", REJECT),
            ("undefined", ABSTAIN),
            ("5 + 0/0", REJECT),
            ("0/0 + 5", REJECT),
            (r"5 \cdot \frac{0}{0}", REJECT),
            (r"5^{\infty}", ABSTAIN),
        ],
    );
}

#[test]
fn looks_are_not_values() {
    check("5", &[(r"\phantom{4}5", ABSTAIN), (r"\phantom{5}4", ABSTAIN)]);
    check("4", &[(r"\phantom{5}4", ABSTAIN)]);
    check("54", &[(r"\phantom{5}4", ABSTAIN)]);
    check(
        "5",
        &[
            (r"\color{red}5", ACCEPT),
            (r"\textcolor{red}{5}", ACCEPT),
            (r"{\color{red} 5}", ACCEPT),
            ("5 % 6", ABSTAIN),
            ("4 % 5", ABSTAIN),
            (r"\def\x{5}\x", ABSTAIN),
            (r"\newcommand{\a}{5}\a", ABSTAIN),
            (r"\let\a 5", ABSTAIN),
            ("５", ABSTAIN),
        ],
    );
    check("55", &[("５５", ABSTAIN)]);
    check("5", &[("⁵", ABSTAIN), ("₅", ABSTAIN), ("5²", REJECT)]);
    check("25", &[("5²", ABSTAIN)]);
    check("5", &[("5\u{200b}", ACCEPT), ("\u{200b}5", ACCEPT), ("5\u{200d}6", ABSTAIN)]);
    check("56", &[("5\u{200b}6", ABSTAIN)]);
    check("5", &[("\u{202e}5", ABSTAIN)]);
    check("12", &[("\u{202e}21", ABSTAIN)]);
    check(
        "5",
        &[
            ("Ƽ", ABSTAIN),
            ("5\u{fe0e}", ABSTAIN),
            ("٥", ABSTAIN),
            ("5\u{338}", ABSTAIN),
            (r"\cancel{5}", ABSTAIN),
            (r"\cancel{5} 6", ABSTAIN),
            (r"\sout{5}", ABSTAIN),
            (r"\xcancel{5}", ABSTAIN),
            (r"\overline{5}", ABSTAIN),
            (r"\not 5", ABSTAIN),
        ],
    );
}

#[test]
fn hedges_around_a_number_are_not_the_number() {
    check(
        "5",
        &[
            ("-(-5)", ACCEPT),
            ("--5", ABSTAIN),
            ("5.0000000000000000000000001", REJECT),
            ("4.999999999999999999999", REJECT),
            (r"4.\overline{9}", ACCEPT),
            ("[5]", ACCEPT),
            ("{5}", ACCEPT),
            (r"\{5\}", ACCEPT),
            ("(5)", ACCEPT),
            ("((5))", ACCEPT),
            ("[5,5]", ACCEPT),
            ("(5,)", ABSTAIN),
            ("5,", ACCEPT),
            ("5;", ACCEPT),
            (",5", ABSTAIN),
            ("5,5", ABSTAIN),
            ("5 5", ABSTAIN),
            ("5 and 5", ABSTAIN),
            ("5 or 5", ABSTAIN),
            ("5 = 5", ACCEPT),
            ("5 = 5.0", ACCEPT),
            ("0 = 5 - 5", REJECT),
            ("x - 5 = 0", ABSTAIN),
            ("x^2 = 25", ABSTAIN),
            (r"\sqrt{25}", ABSTAIN),
            (r"\pm 5", REJECT),
            ("|5|", ABSTAIN),
            (r"\max(5, 3)", ABSTAIN),
            (r"\max(5)", ABSTAIN),
            (r"\{4,5,6\}", REJECT),
            ("[4,6]", REJECT),
            ("4 < x < 6", REJECT),
            ("4..6", ABSTAIN),
            ("4-6", REJECT),
            (r"4 \text{ to } 6", ABSTAIN),
            ("between 4 and 6", ABSTAIN),
            (r"5 \text{ or } 6 \text{ or } 7", REJECT),
            ("5/6", REJECT),
            ("5 / 1", ACCEPT),
            (r"\text{either 5 or 6}", ABSTAIN),
            ("(A) 5", ACCEPT),
            ("(A) 5 (B) 6", ABSTAIN),
            ("A) 5 B) 6", ABSTAIN),
        ],
    );
}

#[test]
fn choices_and_words_are_not_taken_from_hedges() {
    check("x", &[("х", ABSTAIN)]);
    check("a", &[("а", ABSTAIN)]);
    check("O", &[("0", REJECT)]);
    check("0", &[("O", REJECT), ("o", REJECT)]);
    check("1", &[("l", REJECT), ("I", REJECT), ("i", REJECT)]);
    check(
        "A",
        &[
            ("A, B", REJECT),
            ("A or B", REJECT),
            ("A and B", REJECT),
            ("AB", REJECT),
            ("ABCD", REJECT),
            ("(A)(B)", REJECT),
            ("not A", ABSTAIN),
            ("(A) or (B)", REJECT),
            ("(A), (B)", REJECT),
            ("A/B", REJECT),
            ("A B", REJECT),
            ("Both A and B", ABSTAIN),
            ("None", ABSTAIN),
            ("a", ABSTAIN),
            ("Apple", ABSTAIN),
            ("(A) is wrong", ABSTAIN),
            ("not (A)", ABSTAIN),
            ("All of the above", ABSTAIN),
        ],
    );
    check(
        r"\text{(A)}",
        &[
            ("(A) and (B)", ABSTAIN),
            ("A, B", ABSTAIN),
            ("(A)(B)(C)", ABSTAIN),
            ("A. B", ABSTAIN),
            ("A: not this, B", ABSTAIN),
            ("A B C D", ABSTAIN),
        ],
    );
    check(
        "yes",
        &[
            ("no", REJECT),
            ("not yes", ABSTAIN),
            ("yes and no", ABSTAIN),
            ("yes or no", ABSTAIN),
            ("yes, no", ABSTAIN),
            ("Yes, it is", ABSTAIN),
        ],
    );
    check("no", &[("No, it isn't", ABSTAIN)]);
    check(
        "yes",
        &[
            ("No, it is", ABSTAIN),
            ("Yes/No", ABSTAIN),
            ("yes no", ABSTAIN),
            ("no yes", ABSTAIN),
            ("not no", ABSTAIN),
        ],
    );
    check("no", &[("not", ABSTAIN)]);
    check("possible", &[("not possible", ABSTAIN), ("impossible", ABSTAIN)]);
    check("impossible", &[("not possible", ABSTAIN)]);
    check("True", &[("False", REJECT), ("not False", ABSTAIN)]);
    check("no solution", &[("no solutions", ACCEPT), (r"\text{one solution}", ABSTAIN), ("0", REJECT)]);
    check(
        r"\text{Evelyn}",
        &[
            ("Evelyn or Navin", ABSTAIN),
            ("not Evelyn", ABSTAIN),
            ("Evelyn, Navin, Briana", ABSTAIN),
            ("The answer is Evelyn", ABSTAIN),
        ],
    );
}

#[test]
fn no_bomb_is_accepted_for_anything_but_itself() {
    for bomb in bombs::bombs() {
        for gold in ["5", "y+1", r"\sqrt{2}+\pi", "1,2,3", "(0,1)", "0.458"] {
            for (gold, answer) in [(gold, bomb.as_str()), (bomb.as_str(), gold)] {
                let decision = judge(gold, answer, &Rules::default());
                let is_accepted = matches!(decision.outcome, Outcome::Accept(_));
                // Brackets and words around 5 are 5.
                let plain = bomb.replace(r"\text{", "");
                let is_five = plain.trim_matches(|c: char| !c.is_alphanumeric()) == "5"
                    && (gold == "5" || answer == "5");
                assert!(
                    !is_accepted || is_five,
                    "{gold:.60} against {answer:.60}: {:.200}",
                    decision.to_string()
                );
            }
        }
    }
}

#[test]
fn a_mark_after_a_number_is_not_passed_over() {
    check(
        r"30^\circ",
        &[("30'", ABSTAIN), ("30''", ABSTAIN), ("30\"", ABSTAIN), ("'30'", ACCEPT), ("\"30\"", ACCEPT)],
    );
    check("5", &[("5'", ABSTAIN), ("5\"", ABSTAIN), ("\"5\"", ACCEPT), ("`5`", ACCEPT), ("``5''", ACCEPT)]);
    check("x+1", &[("(x+1)'", ABSTAIN), ("'x+1'", ACCEPT)]);
    check("f'(x)=2x", &[("f(x)=2x", ABSTAIN), ("f'(t)=2t", ACCEPT), ("g'(x)=2x", ACCEPT)]);
}

#[test]
fn a_modulus_is_part_of_a_congruence() {
    check(
        r"x \equiv 1 \pmod 3",
        &[
            (r"x \equiv 1 \pmod 4", ABSTAIN),
            (r"x \equiv 1", ABSTAIN),
            (r"x \equiv 4 \pmod 3", ACCEPT),
            (r"x\equiv-2\pmod{3}", ACCEPT),
        ],
    );
    check(r"1 \pmod 3", &[(r"1 \pmod 4", ABSTAIN), (r"2 \pmod 4", REJECT), (r"4 \pmod 3", ACCEPT)]);
    check(r"n \equiv 1,2 \pmod 4", &[(r"n \equiv 1,2 \pmod 5", ABSTAIN)]);
    check("5", &[(r"5 \pmod 8", ACCEPT), (r"13 \pmod 8", ABSTAIN), (r"6 \pmod 8", REJECT)]);
}

#[test]
fn a_value_under_another_name_is_left_open() {
    check(
        "Maximum = 2",
        &[("Minimum = 2", ABSTAIN), ("Minimum = 3", REJECT), ("maximum = 2", ACCEPT), ("2", ACCEPT)],
    );
}

#[test]
fn relations_and_connectives_that_look_alike_are_told_apart() {
    check(r"a \perp b", &[(r"a \parallel b", ABSTAIN), (r"a\perp b", ACCEPT)]);
    check(r"p \land q", &[(r"p \lor q", ABSTAIN)]);
    check(r"x=1\text{ and }y=2", &[(r"x=1\text{ or }y=2", ABSTAIN), ("x=1, y=2", ACCEPT)]);
    check(r"x=1\text{ and }x=2", &[(r"x=1\text{ or }x=2", ACCEPT)]);
    check("1,234", &[("1.234", ABSTAIN), ("1234", ACCEPT)]);
    check("0,111", &[("0.111", ACCEPT)]);
}
