//! The second judge of answers: sympy, in the sandbox.

use std::sync::{Arc, OnceLock};

use veriloop_sandbox::CacheDir;
use veriloop_verifiers::{
    AbstainReason, Candidate, Judgement, RejectReason, SecondJudge, Sympy, Verdict, Verifier, VerifierSpec,
};

const WRONG: Verdict = Verdict::Reject(RejectReason::WrongAnswer);
const UNDECIDED: Verdict = Verdict::Abstain(AbstainReason::Undecided);

fn sympy() -> Arc<Sympy> {
    static SYMPY: OnceLock<Arc<Sympy>> = OnceLock::new();
    let open = || {
        let cache = CacheDir::from_environment().expect("a cache folder");
        Arc::new(Sympy::open(&cache, &|step| eprintln!("{step:?}")).expect("sympy; `cargo xtask setup` fetches it"))
    };
    Arc::clone(SYMPY.get_or_init(open))
}

fn judged(gold: &str, answer: &str) -> Judgement {
    let spec = VerifierSpec::math_answer(gold).with_second_judge(Some(SecondJudge::Sympy));
    let verifier = Verifier::answers_only().with_sympy(sympy());
    verifier.judge(&spec, &Candidate::Answer(answer.into())).expect("no fault")
}

#[test]
#[ignore]
fn tmp() {
    let t = std::time::Instant::now();
    sympy();
    eprintln!("open {:?}", t.elapsed());
    for (gold, answer) in [
        (r"2\arcsin\sqrt a", r"\arccos(1-2a)"),
        (r"\sin 2x", r"2\sin x\cos x"),
        (r"\tan\frac{x}{2}", r"\frac{1-\cos x}{\sin x}"),
        (r"\frac{d!}{2k(d-k)!}", r"\frac{d!}{k(d-2)!}"),
        (r"\frac{n!}{(n-2)!}", r"n(n-1)"),
        (r"\binom{n}{2}", r"\frac{n(n-1)}{2}"),
        (r"\ln x + \ln y", r"\ln(xy)"),
        (r"\log 8", r"3\log 2"),
        (r"\cos\frac{2\pi}{7}+\cos\frac{4\pi}{7}+\cos\frac{6\pi}{7}", r"-\frac12"),
        (r"4\arctan\frac15-\arctan\frac1{239}", r"\frac{\pi}{4}"),
        (r"\tan 3x", r"\frac{3\tan x-\tan^3 x}{1-3\tan^2 x}"),
        (r"\arctan x + \arctan\frac1x", r"\frac{\pi}{2}"),
    ] {
        let j = judged(gold, answer);
        eprintln!("{gold} | {answer} | {:?} {} {:?} {:.3e} {:?}", j.verdict, j.detail, j.second_judge, j.fuel as f64, j.wall);
    }
}
