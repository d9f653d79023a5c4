//! Answers as verdicts: what files and the command line see of the checker.

use veriloop_verifiers::answers::{judge, reads};
use veriloop_verifiers::{
    AbstainReason, Candidate, RejectReason, Rules, Seal, Verdict, Verifier, VerifierSpec,
};

const WRONG: Verdict = Verdict::Reject(RejectReason::WrongAnswer);
const UNDECIDED: Verdict = Verdict::Abstain(AbstainReason::Undecided);
const UNREADABLE: Verdict = Verdict::Abstain(AbstainReason::UnreadableAnswer);
const BAD_REFERENCE: Verdict = Verdict::Abstain(AbstainReason::UnreadableReference);

fn check(reference: &str, answers: &[(&str, Verdict)]) {
    for (answer, expected) in answers {
        let judgement = judge(reference, &Rules::default(), &Candidate::Answer((*answer).to_owned()));
        assert_eq!(judgement.verdict, *expected, "{reference:?} against {answer:?}: {}", judgement.detail);
    }
}

#[test]
fn decisions_become_verdicts_with_the_reasons_of_files() {
    check("72", &[("72", Verdict::Accept), ("73", WRONG), ("7 2", UNREADABLE), (r"8\cdot9", UNDECIDED)]);
    check("1/0", &[("5", BAD_REFERENCE)]);
    check("", &[("", BAD_REFERENCE), ("5", BAD_REFERENCE)]);
    assert!(reads(r"\sqrt{2}") && !reads("2 +"));
}

#[test]
fn no_answer_is_a_rejection_and_several_are_an_abstention() {
    let judged = |candidate| judge("1/2", &Rules::default(), &candidate).verdict;
    let several = |texts: &[&str]| Candidate::Ambiguous(texts.iter().map(|&text| text.to_owned()).collect());
    let ambiguous = Verdict::Abstain(AbstainReason::AmbiguousAnswer);
    assert_eq!(judged(Candidate::Nothing), Verdict::Reject(RejectReason::NoAnswer));
    assert_eq!(judged(Candidate::Answer("  ".into())), Verdict::Reject(RejectReason::NoAnswer));
    assert_eq!(judged(several(&["1/2", "6"])), ambiguous);
    assert_eq!(judged(several(&["7", "6"])), ambiguous);
    assert_eq!(judged(several(&["0.5", r"\frac12"])), Verdict::Accept);
    assert_eq!(judged(several(&[])), ambiguous);
    assert_eq!(judged(Candidate::Program("5".into())), UNREADABLE);
    assert_eq!(judge("", &Rules::default(), &Candidate::Nothing).verdict, BAD_REFERENCE);
}

#[test]
fn rules_are_read_from_the_problem_and_unknown_ones_are_refused() {
    let spec = |json: &str| serde_json::from_str::<VerifierSpec>(json);
    let plain = spec(r#"{"type":"math-answer","reference":"1, 2"}"#).expect("a specification");
    assert_eq!(plain, VerifierSpec::math_answer("1, 2"));
    let json = serde_json::to_string(&plain).expect("plain data");
    assert_eq!(json, r#"{"type":"math-answer","reference":"1, 2"}"#);
    let ordered = spec(r#"{"type":"math-answer","reference":"1, 2","rules":{"order":"ordered"}}"#);
    let ordered = ordered.expect("a specification");
    let verifier = Verifier::answers_only();
    let swapped = Candidate::Answer("2, 1".into());
    assert_eq!(verifier.judge(&plain, &swapped).expect("no fault").verdict, Verdict::Accept);
    assert_eq!(verifier.judge(&ordered, &swapped).expect("no fault").verdict, WRONG);
    assert_ne!(verifier.identity(&plain), verifier.identity(&ordered));
    let unknown = spec(r#"{"type":"math-answer","reference":"1","rules":{"tolerance":0.1}}"#);
    assert!(unknown.expect_err("an unknown rule").to_string().contains("tolerance"));
}

#[test]
fn the_detail_explains_how_each_side_was_read() {
    for (reference, answer, detail) in [
        ("72", "72", "gold read as 72; answer read as 72; compared as integer: equal in exact arithmetic"),
        ("3/4", "0.5", "gold read as 3/4; answer read as 0.5; compared as rational: 1/2 is not 3/4"),
        (
            "5",
            "2 +",
            "gold read as 5; compared as integer: the answer cannot be read: expected an expression, found the end",
        ),
    ] {
        let judgement = judge(reference, &Rules::default(), &Candidate::Answer(answer.to_owned()));
        assert_eq!(judgement.detail, detail);
        assert_eq!((judgement.seal, judgement.fuel, judgement.tests), (Seal::Sealed, 0, None));
    }
}
