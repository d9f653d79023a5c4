//! The properties of the answers' targets, on what fuzzing has kept and on what it has found.

use std::fs;
use std::path::Path;

use veriloop_answers::{Outcome, Rules, judge};
use veriloop_fuzz::{decide, extract, extract_repeated, parse};

/// Tries every input that is kept of a target.
fn check_kept(target: &str, holds: fn(&[u8])) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept").join(target).with_extension("jsonl");
    let kept = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    for line in kept.lines() {
        let input: String = serde_json::from_str(line).expect("every line is a string");
        holds(input.as_bytes());
    }
    assert!(kept.lines().count() > 100, "{} has too few inputs to mean anything", path.display());
}

/// Tries inputs that once broke a property.
fn check(holds: fn(&[u8]), inputs: &[&str]) {
    for input in inputs {
        holds(input.as_bytes());
    }
}

#[test]
fn final_answers_are_found_in_all_that_is_kept() {
    check_kept("extract", extract);
    check_kept("extract", extract_repeated);
}

#[test]
fn all_that_is_kept_reads_back() {
    check_kept("parse", parse);
}

#[test]
fn all_that_is_kept_is_decided_without_contradiction() {
    check_kept("decide", decide);
}

#[test]
fn comparing_what_cannot_be_taken_apart_ends() {
    // It went on until the stack was full.
    check(
        decide,
        &[
            "5\t1:2:3",
            "srp\t5\t\\$5:2:331",
            "122:arccot30:12:3:30\t2:30",
            "2y=(1,2)\t5",
            r"2y=1\pm2	5",
            "2y=(1,2)\t1:2:3",
        ],
    );
}

#[test]
fn operators_in_a_row_fill_no_stack() {
    // They nest without brackets, and 2,000 factorials were more than a thread's stack of 2 MiB holds.
    for operator in ["! ", "%", "/x", "^\\circ"] {
        let text = format!("z{}", operator.repeat(2040 / operator.len()));
        parse(text.as_bytes());
        decide(text.as_bytes());
    }
}

#[test]
fn numbers_are_no_sets_to_take_from() {
    // The first term was taken for a set, and the other from it, which left a set that is empty or not by the order.
    check(decide, &["0x-0e⋂0", "5x-5x ∩ 0\t-5x+5x ∩ 0"]);
}

#[test]
fn a_gold_that_states_its_answer_is_not_rejected_against_itself() {
    check(decide, &["x=2ms, ani, x=2ms, answer: y=1"]);
}

#[test]
fn factors_are_counted_no_further_than_numbers_go() {
    check(decide, &["f\t(x-2)(x+1)\tx^22222222222222222222222222u (x-2)(x+1) x^2262222222222222"]);
}

#[test]
fn a_list_of_nothing_is_no_condition() {
    check(
        decide,
        &[
            "505080850Aminute<651,601058∖0<8\t51+1505080850A<651quuad,60105$e\\\\80\\!,05080,6010508<888800\\sinh0000000000000000713226315987390009651,60100",
        ],
    );
}

#[test]
fn a_set_s_names_are_looked_at_from_both_sides_alike() {
    check(decide, &["s\tx=2, a=1, y=2\tx=2, y=1", "xsixty=1, y=4\tx=2, yxsixty=1, y=2\tx=2, y=1"]);
}

#[test]
fn placeholders_are_no_answers_where_none_is_announced() {
    check(extract, &["\\dots", "ans", "...\\]"]);
}

#[test]
fn labels_read_back() {
    // They were printed bare, so that "ann" was a product, and in brackets that no label may have.
    check(
        parse,
        &[
            "Ann: 7, Bob: 14",
            "The final answer is: 5 or 6",
            "Ann: Bob: 5",
            "Ann: 1, Bob: 2; Cy: 3",
            "AnnIII⅘: 1\\!,Cob: z",
        ],
    );
    check(decide, &["7, 14\tAnn: 7, Bob: 14"]);
}

#[test]
fn lists_in_groups_read_back() {
    // They were printed in round brackets, and so became tuples.
    check(parse, &[r"\dfrac{27}{5vapproxi;9}", r"\frac{1}{2,3}", "x^{1,2}"]);
}

#[test]
fn subscripts_read_back() {
    // Signs lost their braces, and letters that came together became other words.
    check(
        parse,
        &[
            "1b_{;}",
            "B_{*}/6",
            "B_{\u{fffd}}/6",
            "1b_{\\],}",
            "c_{~\\R\n}",
            "c_{A\\bmod0}",
            "r_r_Mqr",
            "W_WWWWWW_WWwWa",
            "2b_{$1ls a@、c\\6}",
            "c_{~\\\u{c}\n\n“gamma\n}",
            "m_ӣ{1ϓt}",
            "Tf_1,234.5",
            "r_{23,235}",
            "a_{1{2m-1,236\\[-3,\\\\s0}",
            "1b_\\si{B_{1\\\\6}!$",
        ],
    );
    check(decide, &["x_\\alpha\tx_{\\alpha}"]);
}

#[test]
fn a_prime_after_a_subscript_belongs_to_the_name() {
    // It was passed over as a quotation mark, so that the two were equal.
    check(parse, &["a_1\\prime", "a_{10}'_2'"]);
    for (gold, answer) in [("x_1'", "x_1"), ("x_{12}'", "x_{12}")] {
        let decision = judge(gold, answer, &Rules::default());
        assert!(matches!(decision.outcome, Outcome::Reject(_)), "{decision}");
    }
}

#[test]
fn units_read_back() {
    check(
        parse,
        &[
            "1gallon/x+1/y",
            "9^9rouble/s^9999999999",
            "6 - 5\\mathrm{I}",
            "1İbb and 2",
            "7wifhereΡ",
            "60\\text{ ºkM peour}",
            "2o％zundefi∀i\u{b}ed",
            "$€\\Lambda(B)>ny",
        ],
    );
}

#[test]
fn numbers_with_exponents_read_back() {
    check(parse, &["5e-1^3", "5e-1!", "7em^000E0000*", "x^{five}"]);
}
