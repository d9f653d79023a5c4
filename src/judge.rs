//! The judge: what decides whether a trace is kept.
//!
//! Ground truth comes first. Other sources of judgment (a teacher, a scorer, a
//! critic) join here as variants, and never outrank the verifier.

use veriloop_verifiers::Verdict;

use crate::config::JudgeKind;

/// The source of judgment of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// The problem's own verifier: its accepts are kept.
    Verifier,
    /// The control experiment: everything is kept that the policy wrote, whatever the verifier says of it.
    KeepEverything,
}

/// What a judge says of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The trace may enter the dataset.
    Keep,
    /// The trace may not.
    Drop,
}

impl Judge {
    /// The judge that a configuration names.
    pub fn of(kind: JudgeKind) -> Judge {
        match kind {
            JudgeKind::Verifier => Judge::Verifier,
            JudgeKind::KeepEverything => Judge::KeepEverything,
        }
    }

    /// Decides on a trace by its verdict. A fault of ours is no verdict: pass `None`, and the trace is dropped.
    pub fn decide(self, verdict: Option<Verdict>) -> Decision {
        match (self, verdict) {
            (Judge::Verifier, Some(Verdict::Accept)) | (Judge::KeepEverything, Some(_)) => Decision::Keep,
            _ => Decision::Drop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decision, Judge};
    use veriloop_verifiers::{AbstainReason, RejectReason, Verdict};

    #[test]
    fn only_an_accept_is_kept_by_the_verifier() {
        assert_eq!(Judge::Verifier.decide(Some(Verdict::Accept)), Decision::Keep);
        for &reason in RejectReason::ALL {
            assert_eq!(Judge::Verifier.decide(Some(Verdict::Reject(reason))), Decision::Drop);
        }
        for &reason in AbstainReason::ALL {
            assert_eq!(Judge::Verifier.decide(Some(Verdict::Abstain(reason))), Decision::Drop);
        }
    }

    #[test]
    fn a_fault_of_ours_is_kept_by_no_judge() {
        assert_eq!(Judge::Verifier.decide(None), Decision::Drop);
        assert_eq!(Judge::KeepEverything.decide(None), Decision::Drop);
    }
}
