//! The second judge of answers: sympy, in the sandbox.

use std::sync::{Arc, OnceLock};

use veriloop_sandbox::{CacheDir, Fuel, Limits};
use veriloop_verifiers::{
    AbstainReason, Candidate, Judgement, RejectReason, SecondJudge, Sympy, Verdict, Verifier, VerifierSpec,
    sympy,
};

const WRONG: Verdict = Verdict::Reject(RejectReason::WrongAnswer);
const UNDECIDED: Verdict = Verdict::Abstain(AbstainReason::Undecided);

fn opened() -> Sympy {
    let cache = CacheDir::from_environment().expect("a cache folder");
    Sympy::open(&cache, &|step| eprintln!("{step:?}")).expect("sympy; `cargo xtask setup` fetches it")
}

fn verifier() -> Verifier {
    static SYMPY: OnceLock<Arc<Sympy>> = OnceLock::new();
    Verifier::answers_only().with_sympy(Arc::clone(SYMPY.get_or_init(|| Arc::new(opened()))))
}

fn spec(gold: &str) -> VerifierSpec {
    VerifierSpec::math_answer(gold).with_second_judge(Some(SecondJudge::Sympy))
}

fn judged(verifier: &Verifier, gold: &str, answer: &str) -> Judgement {
    verifier.judge(&spec(gold), &Candidate::Answer(answer.into())).expect("no fault")
}

/// Judges pairs that the checker by itself leaves undecided.
fn check(pairs: &[(&str, &str)], expect: Verdict) {
    for (gold, answer) in pairs {
        let plain = Verifier::answers_only()
            .judge(&VerifierSpec::math_answer(*gold), &Candidate::Answer((*answer).into()))
            .expect("no fault");
        assert_eq!(plain.verdict, UNDECIDED, "{gold} against {answer} without sympy: {}", plain.detail);
        let judgement = judged(&verifier(), gold, answer);
        assert_eq!(judgement.verdict, expect, "{gold} against {answer}: {}", judgement.detail);
        let opinion = judgement.second_opinion.expect("sympy was asked");
        assert_eq!(opinion.judge, sympy::NAME);
        assert!(judgement.detail.ends_with(&format!("; {}: {}", sympy::NAME, opinion.said)));
        assert!(judgement.fuel > 0, "{gold} against {answer}");
    }
}

#[test]
fn what_sympy_proves_is_accepted_and_marked_as_its_own() {
    check(
        &[
            (r"\ln\frac{1+x}{1-x}", r"\ln(1+x) - \ln(1-x)"),
            (r"-\ln|\cos x| + C", r"\ln|\sec x| + C"),
            (r"\sin(\arccos x)", r"\sqrt{1-x^2}"),
            (r"\cos(2\arctan x)", r"\frac{1-x^2}{1+x^2}"),
            (r"2\arcsin\sqrt{a}", r"\arccos(1-2a)"),
            (r"\arctan\frac12 + \arctan\frac13", r"\frac{\pi}{4}"),
            (r"\frac{(2n)!}{n!}", r"2^n(2n-1)!!"),
            (r"\max(a, b)", r"\frac{a+b+|a-b|}{2}"),
        ],
        Verdict::Accept,
    );
}

#[test]
fn parts_of_answers_are_asked_for_one_by_one() {
    check(
        &[
            (r"(1, \sin(\arccos x))", r"(1, \sqrt{1-x^2})"),
            (r"f(x) = \ln(x^2-1)", r"f(t) = \ln(t-1) + \ln(t+1)"),
            (
                r"\begin{pmatrix} \sin(\arccos x) \\ 2 \end{pmatrix}",
                r"\begin{pmatrix} \sqrt{1-x^2} \\ 2 \end{pmatrix}",
            ),
        ],
        Verdict::Accept,
    );
}

#[test]
fn what_differs_in_exact_arithmetic_is_rejected() {
    check(
        &[
            (r"\binom{n}{k}", r"\binom{n}{k+1}"),
            (r"\frac{d!}{2k(d-k)!}", r"\frac{d!}{k(d-2)!}"),
            (r"\frac{n!}{k!}", r"\frac{n!}{(n-k)!}"),
        ],
        WRONG,
    );
}

#[test]
fn what_holds_only_somewhere_or_only_nearly_is_not_accepted() {
    check(
        &[
            (r"\frac{\pi}{2}", r"\arctan x + \arctan\frac1x"),
            (r"\sqrt{x^2}", "x"),
            (r"2\arctan x", r"\arccos\frac{1-x^2}{1+x^2}"),
            (r"\log 100", "2"),
            // It has no value anywhere, and a simplification alone may make x of it.
            ("x", r"x + \frac{0}{\sin(\arccos x) - \sqrt{1-x^2}}"),
        ],
        UNDECIDED,
    );
}

#[test]
fn a_question_without_end_uses_up_its_fuel_and_stays_undecided() {
    let limits = Limits::default().with_memory(sympy::MEMORY).with_fuel(Fuel(1_000_000_000));
    let verifier = Verifier::answers_only().with_sympy(Arc::new(opened().with_limits(limits)));
    let tower = r"\lfloor \ln(9^{9^{9^{9}}} + x!) \rfloor";
    let judgement = judged(&verifier, &format!("{tower} + 1"), tower);
    assert_eq!(judgement.verdict, UNDECIDED, "{}", judgement.detail);
    let said = judgement.second_opinion.expect("sympy was asked").said;
    assert_eq!(said, "used up its fuel of 1000000000 instructions");
}

#[test]
fn what_the_checker_decides_or_leaves_open_by_a_rule_is_not_asked_for() {
    for (gold, answer, expect) in [
        ("1/2", "0.5", Verdict::Accept),
        (r"\sin 2x", r"2\sin x\cos x", Verdict::Accept),
        ("2", "3", WRONG),
        ("10", "9+1", UNDECIDED),
        ("160", "160 m", UNDECIDED),
        ("odd", "even", UNDECIDED),
        ("f(x)", "f(y)", UNDECIDED),
    ] {
        let judgement = judged(&verifier(), gold, answer);
        assert_eq!((judgement.verdict, judgement.fuel), (expect, 0), "{gold} against {answer}");
    }
}

#[test]
fn the_same_question_gets_the_same_answer_for_the_same_fuel() {
    let ask = || {
        let judgement = judged(&verifier(), r"\frac{(2n)!}{n!}", r"2^n(2n-1)!!");
        (judgement.verdict, judgement.detail, judgement.fuel)
    };
    let first = ask();
    assert_eq!(first.0, Verdict::Accept);
    assert!(first.2 > 0, "sympy was asked");
    let others =
        std::thread::scope(|scope| [scope.spawn(ask), scope.spawn(ask)].map(|each| each.join().unwrap()));
    for other in others {
        assert_eq!(other, first);
    }
}

#[test]
fn without_its_wheels_sympy_is_not_opened_and_the_error_says_what_to_run() {
    let Err(error) = Sympy::open(&CacheDir::at("/nowhere"), &|_| ()) else { panic!("sympy was opened") };
    let error = error.to_string();
    for part in ["/nowhere/python/sympy-1.14.0/sympy-1.14.0-py3-none-any.whl", "`cargo xtask setup`"] {
        assert!(error.contains(part), "expected {part} in {error}");
    }
}

#[test]
fn the_second_judge_is_read_from_the_problem_and_is_part_of_the_verifier() {
    let json = r#"{"type":"math-answer","reference":"1","second_judge":"sympy"}"#;
    let asked: VerifierSpec = serde_json::from_str(json).expect("a specification");
    assert_eq!(asked, spec("1"));
    assert_eq!(serde_json::to_string(&asked).expect("plain data"), json);
    let other = serde_json::from_str::<VerifierSpec>(&json.replace("sympy", "oracle"));
    assert!(other.expect_err("an unknown judge").to_string().contains("sympy"));
    let verifier = verifier();
    assert_ne!(verifier.identity(&asked), verifier.identity(&VerifierSpec::math_answer("1")));
    let without = Verifier::answers_only().judge(&asked, &Candidate::Answer("1".into()));
    assert!(without.expect_err("no sympy").to_string().contains("second judge"));
}
