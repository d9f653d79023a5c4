//! The properties of the answers' targets, on what fuzzing has kept and on what it has found.

use std::fs;
use std::path::Path;

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
fn check_found(holds: fn(&[u8]), inputs: &[&str]) {
    for input in inputs {
        holds(input.as_bytes());
    }
}

#[test]
fn final_answers_are_found_in_all_that_is_kept() {
    check_kept("extract", veriloop_fuzz::extract);
    check_kept("extract", veriloop_fuzz::extract_repeated);
}

#[test]
fn all_that_is_kept_reads_back() {
    check_kept("parse", veriloop_fuzz::parse);
}

#[test]
fn all_that_is_kept_is_decided_without_contradiction() {
    check_kept("decide", veriloop_fuzz::decide);
}

#[test]
fn labels_read_back() {
    // They were printed bare, so that "ann" was a product, and in brackets that no label may have.
    check_found(
        veriloop_fuzz::parse,
        &["Ann: 7, Bob: 14", "The final answer is: 5 or 6", "Ann: Bob: 5", "Ann: 1, Bob: 2; Cy: 3"],
    );
    check_found(veriloop_fuzz::decide, &["7, 14\tAnn: 7, Bob: 14"]);
}

#[test]
fn lists_in_groups_read_back() {
    // They were printed in round brackets, and so became tuples.
    check_found(veriloop_fuzz::parse, &[r"\dfrac{27}{5vapproxi;9}", r"\frac{1}{2,3}", "x^{1,2}"]);
}
