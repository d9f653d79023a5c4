//! What the ledger holds, as values: one type for each kind of row that is written or read.

use std::path::PathBuf;

use serde::Serialize;
use veriloop_problems::ProblemId;
use veriloop_verifiers::{AbstainReason, RejectReason, Verdict};

/// Why a completion was sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// For the loop: it may be kept and trained on.
    Training,
    /// For a held-out measurement.
    Evaluation,
}

impl Purpose {
    pub(super) fn name(self) -> &'static str {
        match self {
            Purpose::Training => "training",
            Purpose::Evaluation => "evaluation",
        }
    }
}

/// A completion's row number in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CompletionId(pub i64);

/// A completion with where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct CompletionRow {
    /// Why it was sampled.
    pub purpose: Purpose,
    /// The round, 0 for the cold start.
    pub round: usize,
    /// The problem.
    pub problem: ProblemId,
    /// Which of the problem's samples it is, from 0.
    pub sample: usize,
    /// `greedy`, or `temperature T`.
    pub decoding: String,
    /// The seed of its draws.
    pub seed: u64,
    /// The digest of the checkpoint that wrote it.
    pub policy: String,
    /// The text.
    pub completion: String,
    /// Tokens written.
    pub tokens: usize,
    /// Natural logarithm of its probability at temperature 1.
    pub log_prob: f64,
    /// `stop` or `length`.
    pub finish: &'static str,
}

/// A stored completion with its verdict, where it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedCompletion {
    /// Its row.
    pub id: CompletionId,
    /// The problem.
    pub problem: ProblemId,
    /// Which of the problem's samples it is.
    pub sample: usize,
    /// The text.
    pub completion: String,
    /// Tokens written.
    pub tokens: usize,
    /// What became of it, and the identity of the verifier that said so; `None` while it is not judged.
    pub judged: Option<(Outcome, String)>,
}

/// What an audit judges, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditKind {
    /// Known to be right.
    Canary,
    /// Known to be wrong.
    Wrong,
    /// A function or an answer that is the same whatever is asked, and known to be wrong.
    Constant,
    /// A completion that the loop's verifier rejected.
    Reject,
    /// A completion that it accepted.
    Accept,
}

impl AuditKind {
    /// Every kind.
    pub const ALL: [AuditKind; 5] =
        [AuditKind::Canary, AuditKind::Wrong, AuditKind::Constant, AuditKind::Reject, AuditKind::Accept];

    /// The kind's name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            AuditKind::Canary => "canary",
            AuditKind::Wrong => "wrong",
            AuditKind::Constant => "constant",
            AuditKind::Reject => "reject",
            AuditKind::Accept => "accept",
        }
    }
}

/// One candidate that an audit judged.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// What it is.
    pub kind: AuditKind,
    /// Its problem.
    pub problem: ProblemId,
    /// The round's completion that it comes from, if it does.
    pub completion: Option<CompletionId>,
    /// How it was made: `reference`, `variables-renamed`, `AOR in line 2`, …; of a reject, its reason.
    pub what: String,
    /// The SHA-256 of the candidate.
    pub digest: String,
    /// The candidate's text.
    pub text: String,
    /// Whether it is right, where that is known before it is judged.
    pub expected: Option<Opinion>,
    /// What the loop's verifier says of it.
    pub outcome: Outcome,
    /// What an independent judge says of it, where one was asked and could tell.
    pub independent: Option<Opinion>,
    /// The words of whoever spoke last.
    pub detail: String,
}

/// Whether a candidate is right, as somebody knows who is not the loop's verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// It is right.
    Accept,
    /// It is wrong.
    Reject,
}

impl Opinion {
    /// The opinion's name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Opinion::Accept => "accept",
            Opinion::Reject => "reject",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Opinion> {
        [Opinion::Accept, Opinion::Reject].into_iter().find(|opinion| opinion.name() == name)
    }
}

/// What became of a completion that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The verifier decided, or abstained.
    Verdict(Verdict),
    /// A fault of ours was left after all retries.
    Fault,
}

impl Outcome {
    /// The verdict, if there is one.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Outcome::Verdict(verdict) => Some(verdict),
            Outcome::Fault => None,
        }
    }

    pub(super) fn from_columns(verdict: &str, reason: Option<&str>) -> Option<Outcome> {
        match (verdict, reason) {
            ("accept", None) => Some(Outcome::Verdict(Verdict::Accept)),
            ("reject", Some(reason)) => {
                RejectReason::from_name(reason).map(|r| Outcome::Verdict(Verdict::Reject(r)))
            }
            ("abstain", Some(reason)) => {
                AbstainReason::from_name(reason).map(|r| Outcome::Verdict(Verdict::Abstain(r)))
            }
            ("error", _) => Some(Outcome::Fault),
            _ => None,
        }
    }
}

/// One row of the table of evaluations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvaluationRow {
    /// The round.
    pub round: usize,
    /// The family's name.
    pub family: String,
    /// The level.
    pub level: u32,
    /// Held-out problems with a verdict on their greedy completion.
    pub problems: usize,
    /// Of these, accepted.
    pub greedy_accepted: usize,
    /// Problems sampled for pass@8.
    pub sampled_problems: usize,
    /// Unbiased estimate of pass@8 over the sampled problems.
    pub pass_at_8: f64,
    /// Completions without a verdict, through faults of ours.
    pub errors: usize,
}

/// A trace that selection kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTrace {
    /// The completion's row.
    pub id: CompletionId,
    /// The family's name.
    pub family: String,
    /// The problem's level.
    pub level: u32,
    /// The problem's prompt.
    pub prompt: String,
    /// The completion.
    pub completion: String,
    /// The verifier's verdict on it.
    pub verdict: Verdict,
}

/// A round as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundRow {
    /// The round, 0 for the cold start.
    pub round: usize,
    /// The frontiers at its start, as JSON.
    pub frontiers: String,
    /// When it began.
    pub started: i64,
    /// When it was over, if it is.
    pub finished: Option<i64>,
    /// Its statistics, as JSON, once it is trained.
    pub stats: Option<String>,
    /// Its checkpoint, relative to the run's folder, once it is trained.
    pub checkpoint: Option<PathBuf>,
    /// The checkpoint's digest.
    pub checkpoint_digest: Option<String>,
}

/// A completion with its verdict, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The text.
    pub completion: String,
    /// The verdict's name.
    pub verdict: String,
    /// The verdict's one line of detail.
    pub detail: String,
}

/// One held-out problem as the policy answered it in two rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeAndAfter {
    /// The problem.
    pub id: ProblemId,
    /// What the policy was given.
    pub prompt: String,
    /// In the earlier round.
    pub before: Judged,
    /// In the later round.
    pub after: Judged,
}

/// How often a verdict was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictCount {
    /// The family's name.
    pub family: String,
    /// The level.
    pub level: u32,
    /// The verdict's name.
    pub verdict: String,
    /// The reason's name, for all but accepts.
    pub reason: Option<String>,
    /// How often.
    pub count: usize,
}
