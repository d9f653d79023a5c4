//! What watches over a run: audits of its verifier, the guard, and drills that put both to the test.

use serde::{Deserialize, Serialize};

/// Auditing of the verifier: what is judged beside the policy's own samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// Every so many rounds, beginning with the first, the verifier is audited.
    pub every: usize,
    /// Problems of a round whose reference, and one rewrite of it, the verifier must accept.
    pub canaries: usize,
    /// Candidates of a round that are known to be wrong.
    pub wrong: usize,
    /// Rejects of a round that an independent judge judges again.
    pub rejects: usize,
    /// Accepts of a round that an independent judge judges again.
    pub accepts: usize,
    /// Calls that are drawn for each program that is judged again, beside those of its tests.
    pub probes: u32,
}

/// What the guard takes for a fault of the run, and what it does about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GuardConfig {
    /// What an alarm does.
    pub action: GuardAction,
    /// The largest tolerated share of right work that is rejected.
    pub max_false_negatives: f64,
    /// The largest tolerated share of known-wrong candidates that is accepted.
    pub max_false_positives: f64,
    /// The largest tolerated share of constants that is accepted.
    pub max_constants: f64,
    /// The least share of a round's problems that has to have an accepted sample.
    pub min_solved: f64,
    /// The largest tolerated share of a round's problems that are answered with the same completion.
    pub max_same_completion: f64,
    /// How far acceptance in the loop may lie above that of held-out problems.
    pub goodhart_margin: f64,
}

/// What an alarm does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardAction {
    /// It is shown and recorded.
    Warn,
    /// It also changes the rounds to come, as its diagnosis asks.
    Adapt,
    /// It also ends the run, with exit code 1.
    Stop,
}

/// Faults that are injected on purpose.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DrillConfig {
    /// The share of accepted work that the loop's verifier rejects.
    pub reject_right: f64,
    /// The share of rejected work that it accepts.
    pub accept_wrong: f64,
    /// Programs have a single test each, which a constant passes.
    pub constant_tests: bool,
    /// Held-out problems are among those of the loop.
    pub leak_held_out: bool,
    /// The policy writes the same whatever it is asked.
    pub collapse: bool,
    /// Every problem is of the highest level.
    pub too_hard: bool,
}

impl DrillConfig {
    /// The faults that are injected, in words.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        if self.reject_right > 0.0 {
            names.push(format!("reject_right = {}", self.reject_right));
        }
        if self.accept_wrong > 0.0 {
            names.push(format!("accept_wrong = {}", self.accept_wrong));
        }
        let switches = [
            (self.constant_tests, "constant_tests"),
            (self.leak_held_out, "leak_held_out"),
            (self.collapse, "collapse"),
            (self.too_hard, "too_hard"),
        ];
        names.extend(switches.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name.to_owned()));
        names
    }
}

impl Default for AuditConfig {
    fn default() -> AuditConfig {
        AuditConfig { every: 1, canaries: 24, wrong: 36, rejects: 24, accepts: 16, probes: 24 }
    }
}

impl Default for GuardConfig {
    fn default() -> GuardConfig {
        GuardConfig {
            action: GuardAction::Warn,
            max_false_negatives: 0.02,
            max_false_positives: 0.01,
            max_constants: 0.02,
            min_solved: 0.05,
            max_same_completion: 0.25,
            goodhart_margin: 0.05,
        }
    }
}
