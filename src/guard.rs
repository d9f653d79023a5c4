//! The guard: what the figures of the rounds so far give cause to worry about.
//!
//! A function of figures alone, which are in the ledger: the same run has the
//! same alarms. Every alarm carries its statistic with an interval, the
//! threshold, evidence, and a diagnosis that says what to do. An alarm is given
//! only where the interval, not the estimate, is beyond the threshold.

mod adjustment;
mod checks;
mod leak;

use veriloop_verifiers::named;

use crate::config::{GuardConfig, RunConfig};
use crate::ledger::EvaluationRow;
use crate::stats::RoundStats;

pub use adjustment::Adjustment;
pub use leak::HeldOutPrompts;

/// The figures of one round.
#[derive(Clone, Debug)]
pub struct Round {
    /// Its number; 0 is the cold start.
    pub number: usize,
    /// What it did.
    pub stats: RoundStats,
    /// The held-out evaluation of its checkpoint.
    pub evaluations: Vec<EvaluationRow>,
}

/// Something to worry about.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// What it is.
    pub kind: AlarmKind,
    /// The figure that gave the alarm.
    pub statistic: f64,
    /// What the figure must not pass.
    pub threshold: f64,
    /// The lower end of the figure's interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// What is wrong, and what to do about it.
    pub diagnosis: String,
    /// What a run does about it that is to adapt.
    pub remedy: Remedy,
    /// What can be looked at: ids, figures, examples.
    pub evidence: Vec<String>,
}

named! {
    /// The kinds of alarms.
    AlarmKind {
        /// The verifier rejects right work.
        VerifierTooStrict = "verifier-too-strict",
        /// The verifier accepts wrong work.
        VerifierTooLenient = "verifier-too-lenient",
        /// The tests accept constants.
        WeakTests = "weak-tests",
        /// There is next to nothing to train on.
        Starvation = "starvation",
        /// The policy writes the same again and again.
        Collapse = "collapse",
        /// Acceptance in the loop is not what held-out problems show.
        Goodhart = "goodhart",
        /// The loop trains on what it is measured with.
        Leak = "leak",
    }
}

named! {
    /// What a run changes that is to adapt.
    Remedy {
        /// Nothing that a run could do by itself.
        ByHand = "by-hand",
        /// More samples of each problem.
        MoreSamples = "more-samples",
        /// A higher temperature.
        HigherTemperature = "higher-temperature",
        /// Easier problems.
        EasierProblems = "easier-problems",
        /// More fuel for candidates.
        LongerBudget = "longer-budget",
        /// Sympy is asked where the checker of answers is undecided.
        SecondJudge = "second-judge",
    }
}

/// The alarms that the last of these rounds gives, of which those from `verifier_since` on were judged by the verifier
/// of today: what another one got wrong proves nothing against it.
pub fn alarms(config: &RunConfig, rounds: &[Round], verifier_since: usize) -> Vec<Alarm> {
    let Some((last, before)) = rounds.split_last() else { return Vec::new() };
    if last.number == 0 {
        return Vec::new();
    }
    let guard = &config.guard;
    let of_today = &rounds[rounds.iter().take_while(|round| round.number < verifier_since).count()..];
    let found = [
        checks::too_strict(guard, of_today),
        checks::too_lenient(guard, rounds),
        checks::weak_tests(guard, rounds),
        checks::starvation(guard, rounds, of_today),
        checks::collapse(guard, last, before),
        checks::goodhart(config, last, before),
        leak::alarm(last),
    ];
    found.into_iter().flatten().collect()
}

/// Why a round must not be trained on, given the errors among its canaries; none where it may.
pub fn withholds(guard: &GuardConfig, stats: &RoundStats) -> Option<String> {
    let canaries = stats.audit.as_ref()?.canaries;
    let share = canaries.share();
    (share.low > guard.max_false_negatives).then(|| {
        format!(
            "the verifier rejected {} of {} canaries, which are right: at least {:.1} % of right work, where {:.1} % \
             are tolerated",
            canaries.errors,
            canaries.of,
            100.0 * share.low,
            100.0 * guard.max_false_negatives
        )
    })
}

#[cfg(test)]
mod tests;
