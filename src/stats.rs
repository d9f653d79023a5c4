//! What a round did, in figures: stored with the round in the ledger, shown live and in the report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::estimate::{Accepts, Stratum};
use crate::interval::Share;

/// The figures of one round.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoundStats {
    /// Seconds since the run began, at the end of the round; attempts that were interrupted are left out.
    pub elapsed_s: f64,
    /// Seconds spent generating and verifying, which overlap.
    pub rollout_s: f64,
    /// Seconds spent auditing the verifier.
    pub audit_s: f64,
    /// Seconds spent training.
    pub train_s: f64,
    /// Seconds spent on held-out evaluation.
    pub evaluation_s: f64,
    /// Tokens sampled for training.
    pub sampled_tokens: usize,
    /// Tokens trained on, padding included.
    pub trained_tokens: usize,
    /// Mean loss over the last tenth of the training steps, in nats for each completion token.
    pub loss: f64,
    /// By family and level (`code/4`): what became of the round's samples.
    pub levels: BTreeMap<String, LevelStats>,
    /// The round's completions as a whole.
    pub completions: CompletionStats,
    /// What the audit found; none in rounds without one.
    pub audit: Option<AuditStats>,
    /// Why the round was not trained on, where it was not.
    pub withheld: Option<String>,
    /// Problems of the round that are held out as well: the id of the one and of the other.
    pub leaks: Vec<(String, String)>,
}

/// The completions of a round as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CompletionStats {
    /// Completions that differ from each other.
    pub distinct: usize,
    /// The completion that answers the most problems.
    pub most_frequent: String,
    /// How many problems it answers.
    pub most_frequent_problems: usize,
    /// How many completions were rejected for each reason.
    pub rejected: BTreeMap<String, usize>,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditStats {
    /// References and rewrites of them; an error is one that is not accepted.
    pub canaries: Tally,
    /// How many of them were not accepted for each reason.
    pub canary_reasons: BTreeMap<String, u64>,
    /// Mutants of references and hostile programs; an error is one that is accepted.
    pub wrong: Tally,
    /// Constants; an error is one that is accepted.
    pub constants: Tally,
    /// The rejects, by reason.
    pub rejects: BTreeMap<String, Stratum>,
    /// The accepts.
    pub accepts: Accepts,
    /// Rejects and accepts that were drawn and that no independent judge could decide.
    pub undecided: u64,
    /// Canaries, wrong candidates and constants that have no verdict, through faults of ours.
    pub faults: u64,
}

impl AuditStats {
    /// What the rate of false negatives is estimated from.
    pub fn audited(&self) -> (&BTreeMap<String, Stratum>, Accepts) {
        (&self.rejects, self.accepts)
    }

    /// Adds what the audit of another round found.
    pub fn add(&mut self, other: &AuditStats) {
        self.canaries.add(other.canaries);
        for (reason, count) in &other.canary_reasons {
            *self.canary_reasons.entry(reason.clone()).or_default() += count;
        }
        self.wrong.add(other.wrong);
        self.constants.add(other.constants);
        for (reason, &stratum) in &other.rejects {
            self.rejects.entry(reason.clone()).or_default().add(stratum);
        }
        self.accepts.add(other.accepts);
        self.undecided += other.undecided;
        self.faults += other.faults;
    }
}

/// Candidates whose right verdict is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Those that got another one.
    pub errors: u64,
    /// All of them.
    pub of: u64,
}

impl Tally {
    /// Adds those of another round.
    pub fn add(&mut self, other: Tally) {
        self.errors += other.errors;
        self.of += other.of;
    }

    /// The share of errors with its interval.
    pub fn share(self) -> Share {
        Share::counted(self.errors, self.of)
    }
}

/// What became of the samples of one family and level in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LevelStats {
    /// Problems sampled.
    pub problems: usize,
    /// Completions sampled.
    pub samples: usize,
    /// Completions accepted by the verifier.
    pub accepted: usize,
    /// Completions rejected by it.
    pub rejected: usize,
    /// Completions it could not decide on.
    pub abstained: usize,
    /// Completions without a verdict, through faults of ours.
    pub errors: usize,
    /// Problems with at least one accepted completion.
    pub solved: usize,
    /// Traces kept.
    pub kept: usize,
    /// Of these, accepted by the verifier: all of them, unless the judge is another.
    pub kept_accepted: usize,
    /// Of the kept traces, equal to the problem's reference to the letter. The reference is looked at for this figure alone.
    pub kept_as_reference: usize,
}
