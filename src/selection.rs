//! Selection: which traces of a round enter the dataset.
//!
//! The distinct traces that the judge keeps, up to a cap for each problem
//! (rejection-sampling fine-tuning). Held-out problems cannot come here: a
//! trace names its problem through a [`TrainingProblem`].

use std::collections::{HashMap, HashSet};

use veriloop_problems::{ProblemId, TrainingProblem};
use veriloop_verifiers::Verdict;

use crate::judge::{Decision, Judge};
use crate::ledger::CompletionId;

/// A judged completion of a training problem, as selection sees it.
#[derive(Clone, Debug)]
pub struct Trace<'a> {
    /// The problem.
    pub problem: &'a TrainingProblem,
    /// Its row in the ledger.
    pub id: CompletionId,
    /// Which of the problem's samples it is.
    pub sample: usize,
    /// The text.
    pub completion: String,
    /// The verdict; `None` after a fault of ours.
    pub verdict: Option<Verdict>,
}

/// The traces that are kept, in the order of problem and sample.
///
/// Of equal completions of one problem the first sample stands for all. The
/// result depends on the traces alone, not on the order in which they came.
pub fn select<'a, 't>(judge: Judge, per_problem: usize, traces: &'t [Trace<'a>]) -> Vec<&'t Trace<'a>> {
    let mut ordered: Vec<&Trace<'a>> =
        traces.iter().filter(|trace| judge.decide(trace.verdict) == Decision::Keep).collect();
    ordered.sort_by(|a, b| (&a.problem.problem().id, a.sample).cmp(&(&b.problem.problem().id, b.sample)));
    let mut seen: HashSet<(&ProblemId, &str)> = HashSet::new();
    let mut kept_of: HashMap<&ProblemId, usize> = HashMap::new();
    ordered
        .into_iter()
        .filter(|trace| {
            let id = &trace.problem.problem().id;
            let kept = kept_of.entry(id).or_default();
            if *kept >= per_problem || !seen.insert((id, &trace.completion)) {
                return false;
            }
            *kept += 1;
            true
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use veriloop_problems::TrainingProblem;
    use veriloop_problems::families::Family;
    use veriloop_verifiers::{RejectReason, Verdict};

    use super::{Trace, select};
    use crate::judge::Judge;
    use crate::ledger::CompletionId;

    fn trace<'a>(
        problem: &'a TrainingProblem,
        sample: usize,
        completion: &str,
        verdict: Verdict,
    ) -> Trace<'a> {
        Trace {
            problem,
            id: CompletionId(sample as i64),
            sample,
            completion: completion.into(),
            verdict: Some(verdict),
        }
    }

    #[test]
    fn equal_completions_are_kept_once_and_the_cap_holds() {
        let problem = &Family::Math.training(1, 1, 1)[0];
        let traces = [
            trace(problem, 3, "c", Verdict::Accept),
            trace(problem, 0, "a", Verdict::Accept),
            trace(problem, 2, "b", Verdict::Accept),
            trace(problem, 1, "a", Verdict::Accept),
        ];
        let kept: Vec<usize> = select(Judge::Verifier, 2, &traces).iter().map(|trace| trace.sample).collect();
        assert_eq!(kept, [0, 2]);
    }

    #[test]
    fn nothing_rejected_is_kept() {
        let problem = &Family::Math.training(1, 1, 1)[0];
        let traces = [trace(problem, 0, "a", Verdict::Reject(RejectReason::WrongAnswer))];
        assert!(select(Judge::Verifier, 2, &traces).is_empty());
        assert_eq!(select(Judge::KeepEverything, 2, &traces).len(), 1);
    }
}
