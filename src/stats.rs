//! What a round did, in figures: stored with the round in the ledger, shown live and in the report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The figures of one round.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoundStats {
    /// Seconds since the run began, at the end of the round; attempts that were interrupted are left out.
    pub elapsed_s: f64,
    /// Seconds spent generating and verifying, which overlap.
    pub rollout_s: f64,
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
