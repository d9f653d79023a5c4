//! The live view of a run: a bar for the stage at hand, a block of lines for each finished round.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use veriloop_problems::SourceName;

use crate::audit::estimate::false_negatives;
use crate::config::RunConfig;
use crate::curriculum::Frontiers;
use crate::guard::{Adjustment, Alarm};
use crate::ledger::EvaluationRow;
use crate::pipeline::{Observer, Recovered, Stage};
use crate::stats::{AuditStats, RoundStats};

/// Watches a run on standard error.
pub struct Live {
    bar: ProgressBar,
    sources: Vec<SourceName>,
    highest_level: u32,
    rounds: usize,
}

impl Live {
    /// A view that has nothing to show yet.
    pub fn new() -> Live {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Live { bar, sources: Vec::new(), highest_level: 0, rounds: 0 }
    }
}

impl Default for Live {
    fn default() -> Live {
        Live::new()
    }
}

/// Seconds as `4 min 05 s`.
fn duration(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

/// The held-out figures of one family as one line: pass@1 by level.
fn pass_at_1_line(evaluations: &[EvaluationRow], family: &str) -> String {
    let figure = |row: &EvaluationRow| match row.problems {
        0 => "   -".to_owned(),
        problems => format!("{:.2}", row.greedy_accepted as f64 / problems as f64),
    };
    let figures: Vec<String> = evaluations.iter().filter(|row| row.family == family).map(figure).collect();
    figures.join("  ")
}

/// What an audit found, in a line.
fn audit_line(audit: &AuditStats) -> String {
    let rate = false_negatives([audit.audited()]);
    let of_right = match rate.estimate {
        Some(estimate) => {
            format!(
                "{:.1} % of right work rejected (95 %: {:.1} to {:.1})",
                100.0 * estimate,
                100.0 * rate.low,
                100.0 * rate.high
            )
        }
        None => "share of right work that is rejected unknown".into(),
    };
    let faults = match audit.faults {
        0 => String::new(),
        faults => format!("; {faults} candidates without a verdict"),
    };
    // Of which reasons right work was found among the rejects.
    let overturned = audit.rejects.iter().filter(|(_, stratum)| stratum.overturned > 0);
    let overturned: String = overturned
        .map(|(reason, stratum)| {
            format!("; {reason}: {} of {} are right", stratum.overturned, stratum.audited)
        })
        .collect();
    format!(
        "audit: {} of {} canaries rejected, {} of {} wrong candidates and {} of {} constants accepted; \
         {of_right}{overturned}{faults}",
        audit.canaries.errors,
        audit.canaries.of,
        audit.wrong.errors,
        audit.wrong.of,
        audit.constants.errors,
        audit.constants.of
    )
}

impl Observer for Live {
    fn begin(&mut self, config: &RunConfig, parameters: usize, recovered: Option<&Recovered>) {
        self.sources = config.problems.names();
        self.highest_level = config.problems.highest_level;
        self.rounds = config.rounds;
        if let Some(recovered) = recovered {
            let Recovered { finished, trained, completions, verdicts } = recovered;
            super::note(format_args!(
                "resuming: {finished} rounds are finished, the cold start among them; of round {finished}, \
                 {completions} completions and {verdicts} verdicts are on record{}",
                if *trained { ", and it is trained" } else { "" }
            ));
        }
        let drills = config.drill.names();
        if !drills.is_empty() {
            super::note(format_args!("drill, with faults on purpose: {}", drills.join(", ")));
        }
        let demonstrated = config.problems.demonstrated_levels;
        super::note(format_args!(
            "policy of {parameters} parameters; levels 1 to {demonstrated} are demonstrated, no higher one ever is"
        ));
        let levels: Vec<String> = (1..=self.highest_level).map(|level| format!("L{level:<3}")).collect();
        super::note(format_args!("held-out pass@1, greedy       {}", levels.join("  ")));
    }

    fn stage(&mut self, round: usize, stage: Stage, total: usize) {
        let what = match stage {
            Stage::ColdStart => "cold start",
            Stage::Rollout => "generate and verify",
            Stage::Audit => "audit the verifier",
            Stage::Train => "train",
            Stage::Evaluate => "evaluate",
        };
        self.bar.finish_and_clear();
        self.bar = ProgressBar::new(total as u64);
        let template = "round {prefix} {wide_bar} {pos}/{len} {per_sec} {eta}";
        self.bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        self.bar.set_prefix(format!("{round}/{}: {what}", self.rounds));
        self.bar.enable_steady_tick(Duration::from_millis(250));
    }

    fn advance(&mut self, done: usize) {
        self.bar.set_position(done as u64);
    }

    fn round(
        &mut self,
        round: usize,
        frontiers: &Frontiers,
        stats: &RoundStats,
        evaluations: &[EvaluationRow],
    ) {
        self.bar.finish_and_clear();
        for source in &self.sources {
            let figures = pass_at_1_line(evaluations, source.as_str());
            super::note(format_args!("round {round:>2}  {:<5} {:>13} {figures}", source.as_str(), ""));
        }
        let sum =
            |field: fn(&crate::stats::LevelStats) -> usize| stats.levels.values().map(field).sum::<usize>();
        let open: Vec<String> = frontiers.iter().map(|(source, level)| format!("{source} {level}")).collect();
        super::note(format_args!(
            "          {}; frontier {}; {} samples, {} accepted, {} kept, {} errors; loss {:.3}; \
             rollout {:.0} s, audit {:.1} s, train {:.0} s, evaluation {:.0} s",
            duration(stats.elapsed_s),
            open.join(", "),
            sum(|level| level.samples),
            sum(|level| level.accepted),
            sum(|level| level.kept),
            sum(|level| level.errors),
            stats.loss,
            stats.rollout_s,
            stats.audit_s,
            stats.train_s,
            stats.evaluation_s
        ));
        if let Some(audit) = &stats.audit {
            super::note(format_args!("          {}", audit_line(audit)));
        }
        if let Some(why) = &stats.withheld {
            super::note(format_args!("          not trained on: {why}"));
        }
    }

    fn alarms(&mut self, round: usize, alarms: &[Alarm], adjustment: &Adjustment) {
        for alarm in alarms {
            super::note(format_args!("round {round:>2}  alarm {}: {}", alarm.kind.name(), alarm.diagnosis));
            super::note(format_args!(
                "          {:.3} (95 %: {:.3} to {:.3}), threshold {:.3}; {}",
                alarm.statistic,
                alarm.low,
                alarm.high,
                alarm.threshold,
                alarm.evidence.join("; ")
            ));
        }
        if let Some(words) = adjustment.words() {
            super::note(format_args!("          from the next round on: {words}"));
        }
    }
}
