//! The corpus: programs that try to be accepted without being right, of which
//! none is, and right ones of unusual kinds, all of which are.
//!
//! `corpus/problems.jsonl` has three functions, each with tests in four styles;
//! a program names the function that it is for, and is judged under every style.
//! The programs of `stdio-hostile` and `stdio-honest` read standard input instead, and are for one problem.

#[path = "opened/python.rs"]
mod opened;

use veriloop_sandbox::{Bytes, Fuel, Limits};
use veriloop_verifiers::{Candidate, Seal, Verdict, Verifier, VerifierSpec};

use opened::python;

/// A verifier whose limits a bomb reaches soon.
fn verifier() -> Verifier {
    let limits = Limits::default()
        .with_fuel(Fuel(1_500_000_000))
        .with_memory(Bytes::mib(256))
        .with_output(Bytes(100_000));
    Verifier::with_python(python()).with_limits(limits)
}

/// The problems of the function that a program says it is for: style and specification.
fn problems(source: &str) -> Vec<(String, VerifierSpec)> {
    let function = source.lines().find_map(|line| line.strip_prefix("# problem: "));
    let function = function.expect("a line `# problem: …`").trim();
    let rows = include_str!("corpus/problems.jsonl").lines();
    let problems: Vec<(String, VerifierSpec)> = rows
        .filter_map(|row| {
            let row: serde_json::Value = serde_json::from_str(row).expect("a row of JSON");
            let style = row["id"].as_str()?.strip_prefix(function)?.strip_prefix('-')?.to_owned();
            Some((style, serde_json::from_value(row["verifier"].clone()).expect("a specification")))
        })
        .collect();
    assert_eq!(problems.len(), 4, "expected four styles of `{function}`");
    problems
}

fn nobody_is_fooled_by(name: &str, source: &str) {
    for (style, spec) in problems(source) {
        let judged = verifier().judge(&spec, &Candidate::Program(source.to_owned()));
        let judgement = judged.unwrap_or_else(|fault| panic!("{name} makes a fault of {style}: {fault}"));
        let is_rejected = matches!(judgement.verdict, Verdict::Reject(_));
        assert!(is_rejected, "{name} under {style}: {:?} {}", judgement.verdict, judgement.detail);
        assert_eq!(judgement.seal, Seal::Sealed, "{name} under {style}");
    }
}

fn is_judged_right(name: &str, source: &str) {
    for (style, spec) in problems(source) {
        let judged = verifier().judge(&spec, &Candidate::Program(source.to_owned()));
        let judgement = judged.unwrap_or_else(|fault| panic!("{name} makes a fault of {style}: {fault}"));
        assert_eq!(judgement.verdict, Verdict::Accept, "{name} under {style}: {}", judgement.detail);
    }
}

/// The problem whose programs read standard input: `n`, and `n` lines of two numbers to be added.
fn sums() -> VerifierSpec {
    let row = include_str!("corpus/problems.jsonl").lines().find(|row| row.contains("\"sums-stdio\""));
    let row: serde_json::Value = serde_json::from_str(row.expect("the problem")).expect("a row of JSON");
    serde_json::from_value(row["verifier"].clone()).expect("a specification")
}

fn no_output_fools(name: &str, source: &str) {
    let judged = verifier().judge(&sums(), &Candidate::Program(source.to_owned()));
    let judgement = judged.unwrap_or_else(|fault| panic!("{name} makes a fault: {fault}"));
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{name}: {:?}", judgement.verdict);
    assert_eq!(judgement.seal, Seal::Sealed, "{name}");
}

fn output_is_judged_right(name: &str, source: &str) {
    let judged = verifier().judge(&sums(), &Candidate::Program(source.to_owned()));
    let judgement = judged.unwrap_or_else(|fault| panic!("{name} makes a fault: {fault}"));
    assert_eq!(judgement.verdict, Verdict::Accept, "{name}: {}", judgement.detail);
}

include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
