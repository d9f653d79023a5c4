//! Drills: faults that are injected on purpose, so that one sees the guard at work.
//!
//! What a drill does to a candidate follows from the candidate and its verifier alone, so
//! a run with a drill is as repeatable as any other. The held-out evaluation is never touched.

use veriloop_problems::{Problem, Split, TrainingProblem};
use veriloop_verifiers::{Candidate, Fault, Judgement, RejectReason, Sha256, Verdict, VerifierSpec};

use crate::config::DrillConfig;

/// How what a drill did is marked.
const MARK: &str = "drill: ";

/// The verdict of the loop's verifier, as it is after the drill.
pub fn judgement(
    drill: &DrillConfig,
    spec: &VerifierSpec,
    candidate: &Candidate,
    result: Result<Judgement, Fault>,
) -> Result<Judgement, Fault> {
    let judgement = result?;
    let (share, verdict) = match judgement.verdict {
        Verdict::Accept => (drill.reject_right, Verdict::Reject(RejectReason::WrongAnswer)),
        Verdict::Reject(_) => (drill.accept_wrong, Verdict::Accept),
        Verdict::Abstain(_) => return Ok(judgement),
    };
    if !is_hit(spec, candidate, share) {
        return Ok(judgement);
    }
    let detail = format!("{MARK}{} on purpose; without it: {}", verdict.name(), judgement.detail);
    Ok(Judgement { verdict, detail, ..judgement })
}

/// Whether a candidate of a specification is among a share of all.
fn is_hit(spec: &VerifierSpec, candidate: &Candidate, share: f64) -> bool {
    // Most candidates of a run without drills are asked in vain.
    if share <= 0.0 {
        return false;
    }
    let (spec, candidate) = (spec.digest(), candidate.digest());
    let digest =
        Sha256::of_parts([MARK.as_bytes(), spec.as_bytes().as_slice(), candidate.as_bytes().as_slice()]);
    (digest.number() as f64) < share * 2f64.powi(64)
}

/// What the policy wrote, as it is after the drill.
pub fn completion(drill: &DrillConfig, spec: &VerifierSpec, text: String) -> String {
    match (drill.collapse, spec.needs_python()) {
        (false, _) => text,
        (true, true) => "    return 0\n".into(),
        (true, false) => r"\boxed{1}".into(),
    }
}

/// A round's problem as it is after the drill.
pub fn problem(drill: &DrillConfig, problem: TrainingProblem) -> TrainingProblem {
    let mut problem = problem.into_problem();
    if drill.constant_tests
        && let VerifierSpec::PythonCases { cases, .. } = &mut problem.verifier
    {
        cases.truncate(1);
    }
    training(problem)
}

/// A held-out problem as one of a round's.
pub fn leaked(round: usize, held_out: &Problem) -> TrainingProblem {
    let id = veriloop_problems::ProblemId::new(format!("leaked/{round}/{}", held_out.id.as_str()));
    training(Problem { id, split: Split::Train, ..held_out.clone() })
}

fn training(problem: Problem) -> TrainingProblem {
    TrainingProblem::new(problem).expect("its split is that of training problems")
}

#[cfg(test)]
mod tests {
    use veriloop_verifiers::{Candidate, Verdict, Verifier, VerifierSpec};

    use super::judgement;
    use crate::config::DrillConfig;

    /// How many of 1000 right and 1000 wrong answers get the wrong verdict.
    fn errors(drill: &DrillConfig) -> (usize, usize) {
        let (mut rejected, mut accepted) = (0, 0);
        for number in 0..1000 {
            let spec = VerifierSpec::math_answer(number.to_string());
            let verdict = |answer: i64| {
                let candidate = Candidate::Answer(answer.to_string());
                let result = Verifier::answers_only().judge(&spec, &candidate);
                let spoilt = judgement(drill, &spec, &candidate, result).expect("no fault");
                let again = Verifier::answers_only().judge(&spec, &candidate);
                assert_eq!(
                    spoilt.verdict,
                    judgement(drill, &spec, &candidate, again).expect("no fault").verdict
                );
                spoilt.verdict
            };
            rejected += usize::from(verdict(number) != Verdict::Accept);
            accepted += usize::from(verdict(number + 1) == Verdict::Accept);
        }
        (rejected, accepted)
    }

    #[test]
    fn a_drill_turns_the_share_of_verdicts_that_it_is_asked_for() {
        assert_eq!(errors(&DrillConfig::default()), (0, 0));
        let (rejected, accepted) = errors(&DrillConfig { reject_right: 0.2, ..DrillConfig::default() });
        assert!((150..250).contains(&rejected) && accepted == 0, "{rejected} {accepted}");
        let (rejected, accepted) = errors(&DrillConfig { accept_wrong: 0.05, ..DrillConfig::default() });
        assert!((25..80).contains(&accepted) && rejected == 0, "{rejected} {accepted}");
    }
}
