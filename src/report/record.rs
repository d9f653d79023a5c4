//! What the report is made of: the run's record, read from its ledger once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::RunConfig;
use crate::guard::Alarm;
use crate::interval::Share;
use crate::ledger::{
    AuditKind, AuditRow, BeforeAndAfter, EvaluationRow, FamilyCoverage, Ledger, RoundRow, VerdictCount,
};
use crate::stats::{LevelStats, RoundStats};
use veriloop_problems::SourceName;
use veriloop_problems::families::Family;

use super::ReportError;

/// The most levels of a family of which an example is shown.
const MOST_EXAMPLES: usize = 4;

/// The most errors of the verifier that are shown of each kind.
const MOST_ERRORS: usize = 4;

/// Samples with which every estimate of pass@8 is 0 or 1, and their mean a share that was counted.
const SAMPLES_OF_PASS_AT_8: usize = 8;

/// Everything that the report says.
pub(super) struct Record {
    pub(super) config: RunConfig,
    /// The number of the model's parameters, where the run recorded it.
    pub(super) parameters: Option<u64>,
    /// The version of the program that made the ledger.
    pub(super) program: Option<String>,
    /// The version of the ledger's schema.
    pub(super) schema: Option<String>,
    /// Every round that was begun, in order.
    pub(super) rounds: Vec<Round>,
    /// The families of the run, in the order of their names.
    pub(super) families: Vec<FamilyRecord>,
    /// The alarms, each with its round.
    pub(super) alarms: Vec<(usize, Alarm)>,
    /// What the verifier was wrong about, each with its round.
    pub(super) errors: Vec<(usize, AuditRow)>,
    /// What the verifier could see, by family.
    pub(super) coverage: BTreeMap<String, FamilyCoverage>,
}

/// A round.
pub(super) struct Round {
    pub(super) row: RoundRow,
    /// The frontier of each family at its start.
    pub(super) frontiers: BTreeMap<String, u32>,
    /// Its figures; `None` while it is not over.
    pub(super) stats: Option<RoundStats>,
}

/// What the run did in one family.
pub(super) struct FamilyRecord {
    pub(super) name: String,
    /// Whether its held-out programs are judged by more cases than those of the loop.
    pub(super) is_judged_by_more: bool,
    /// Held-out evaluations by round and level.
    pub(super) evaluations: BTreeMap<(usize, u32), EvaluationRow>,
    /// What became of the loop's samples, by round and level.
    pub(super) samples: BTreeMap<(usize, u32), LevelStats>,
    /// The frontier by round.
    pub(super) frontiers: BTreeMap<usize, u32>,
    /// How often each verdict and reason was given in the loop, by round.
    pub(super) verdicts: BTreeMap<(String, String), BTreeMap<usize, usize>>,
    /// Held-out problems with what the policy wrote first and last.
    pub(super) examples: Vec<Example>,
}

/// A held-out problem with what the policy wrote first and last.
pub(super) struct Example {
    pub(super) level: u32,
    pub(super) answers: BeforeAndAfter,
}

/// The held-out results of one level in the first and the last evaluated round.
pub(super) struct Progress<'a> {
    pub(super) level: u32,
    pub(super) first: &'a EvaluationRow,
    pub(super) last: &'a EvaluationRow,
}

impl Progress<'_> {
    /// By how much greedy pass@1 rose.
    pub(super) fn gain(&self) -> f64 {
        let rate = |row| greedy(row).rate.unwrap_or(0.0);
        rate(self.last) - rate(self.first)
    }
}

/// Greedy pass@1 of an evaluation.
pub(super) fn greedy(row: &EvaluationRow) -> Share {
    Share::counted(row.greedy_accepted.min(row.problems) as u64, row.problems as u64)
}

impl Record {
    /// Reads the record of a run.
    pub(super) fn read(config: RunConfig, ledger: &Ledger, path: &Path) -> Result<Record, ReportError> {
        let rounds =
            ledger.rounds()?.into_iter().map(|row| Round::parse(row, path)).collect::<Result<Vec<_>, _>>()?;
        let evaluations = ledger.evaluations()?;
        let mut verdicts = Vec::new();
        for round in rounds.iter().filter(|round| round.finished().is_some()) {
            verdicts.push((round.row.round, ledger.verdict_counts(round.row.round)?));
        }
        let names: BTreeSet<SourceName> = config.problems.names().into_iter().collect();
        let mut families = Vec::new();
        for name in &names {
            let mut family = FamilyRecord::new(name.as_str(), &rounds, &evaluations, &verdicts);
            let is_code =
                config.problems.families.contains(&Family::Code) && name.as_str() == Family::Code.name();
            family.is_judged_by_more = is_code;
            family.examples = family.choose_examples(config.problems.demonstrated_levels, ledger)?;
            families.push(family);
        }
        let errors = AuditKind::ALL.into_iter().map(|kind| ledger.audit_errors(kind, MOST_ERRORS));
        let errors = errors.collect::<Result<Vec<_>, _>>()?;
        Ok(Record {
            parameters: ledger.fact("parameters")?.and_then(|count| count.parse().ok()),
            program: ledger.fact("veriloop_version")?,
            schema: ledger.fact("schema_version")?,
            config,
            rounds,
            families,
            alarms: ledger.alarms()?,
            coverage: ledger.coverage()?,
            errors: errors.into_iter().flatten().collect(),
        })
    }

    /// The rounds that are over, with their figures.
    pub(super) fn finished(&self) -> impl Iterator<Item = (&Round, &RoundStats)> {
        self.rounds.iter().filter_map(|round| round.finished().map(|stats| (round, stats)))
    }

    /// The last round that is over.
    pub(super) fn last_finished(&self) -> Option<usize> {
        self.finished().map(|(round, _)| round.row.round).last()
    }

    /// Whether demonstrations of a level were trained on.
    pub(super) fn is_demonstrated(&self, level: u32) -> bool {
        level <= self.config.problems.demonstrated_levels
    }

    /// The interval of a pass@8 that was counted; `None` where it is a mean of finer estimates.
    pub(super) fn pass_at_8(&self, row: &EvaluationRow) -> Option<Share> {
        let counted = self.config.evaluation.samples_per_problem == SAMPLES_OF_PASS_AT_8;
        let solved = (row.pass_at_8 * row.sampled_problems as f64).round() as u64;
        (counted && row.sampled_problems > 0)
            .then(|| Share::counted(solved.min(row.sampled_problems as u64), row.sampled_problems as u64))
    }
}

impl Round {
    /// The figures of a round that is over. One that is trained and not evaluated yet has figures too.
    pub(super) fn finished(&self) -> Option<&RoundStats> {
        self.row.finished.and(self.stats.as_ref())
    }

    fn parse(row: RoundRow, path: &Path) -> Result<Round, ReportError> {
        let fault = |column| {
            let (path, round) = (path.to_owned(), row.round);
            move |source| ReportError::Round { path, round, column, source }
        };
        let frontiers = serde_json::from_str(&row.frontiers).map_err(fault("frontiers"))?;
        let stats = row
            .stats
            .as_deref()
            .map(serde_json::from_str::<RoundStats>)
            .transpose()
            .map_err(fault("stats"))?;
        Ok(Round { row, frontiers, stats })
    }
}

impl FamilyRecord {
    fn new(
        name: &str,
        rounds: &[Round],
        evaluations: &[EvaluationRow],
        verdicts: &[(usize, Vec<VerdictCount>)],
    ) -> FamilyRecord {
        let evaluations = evaluations
            .iter()
            .filter(|row| row.family == name)
            .map(|row| ((row.round, row.level), row.clone()))
            .collect();
        let mut samples = BTreeMap::new();
        let mut frontiers = BTreeMap::new();
        for round in rounds {
            let Some(stats) = round.finished() else { continue };
            if let Some(&level) = round.frontiers.get(name) {
                frontiers.insert(round.row.round, level);
            }
            for (key, level_stats) in &stats.levels {
                if let Some((family, level)) = key.split_once('/')
                    && family == name
                    && let Ok(level) = level.parse()
                {
                    samples.insert((round.row.round, level), *level_stats);
                }
            }
        }
        let mut counts: BTreeMap<(String, String), BTreeMap<usize, usize>> = BTreeMap::new();
        for (round, rows) in verdicts {
            for row in rows.iter().filter(|row| row.family == name) {
                let key = (row.verdict.clone(), row.reason.clone().unwrap_or_default());
                *counts.entry(key).or_default().entry(*round).or_default() += row.count;
            }
        }
        FamilyRecord {
            name: name.to_owned(),
            is_judged_by_more: false,
            evaluations,
            samples,
            frontiers,
            verdicts: counts,
            examples: Vec::new(),
        }
    }

    /// Every level that was evaluated, in order.
    pub(super) fn evaluated_levels(&self) -> BTreeSet<u32> {
        self.evaluations.keys().map(|&(_, level)| level).collect()
    }

    /// Every level that the loop sampled, in order.
    pub(super) fn sampled_levels(&self) -> BTreeSet<u32> {
        self.samples.keys().map(|&(_, level)| level).collect()
    }

    /// Every round in which the loop sampled, in order.
    pub(super) fn sampled_rounds(&self) -> BTreeSet<usize> {
        self.samples.keys().map(|&(round, _)| round).collect()
    }

    /// The rounds that were evaluated, in order.
    pub(super) fn evaluated_rounds(&self) -> BTreeSet<usize> {
        self.evaluations.keys().map(|&(round, _)| round).collect()
    }

    /// The held-out results of every level in the first and the last evaluated round.
    pub(super) fn progress(&self) -> Vec<Progress<'_>> {
        let rounds = self.evaluated_rounds();
        let (Some(&first), Some(&last)) = (rounds.first(), rounds.last()) else { return Vec::new() };
        self.evaluated_levels()
            .into_iter()
            .filter_map(|level| {
                let first = self.evaluations.get(&(first, level))?;
                let last = self.evaluations.get(&(last, level))?;
                Some(Progress { level, first, last })
            })
            .collect()
    }

    /// One example of each of the levels that rose most, of those that were never demonstrated.
    fn choose_examples(&self, demonstrated: u32, ledger: &Ledger) -> Result<Vec<Example>, ReportError> {
        let mut levels: Vec<Progress<'_>> =
            self.progress().into_iter().filter(|progress| progress.level > demonstrated).collect();
        levels.sort_by(|a, b| b.gain().total_cmp(&a.gain()).then(a.level.cmp(&b.level)));
        levels.truncate(MOST_EXAMPLES);
        levels.sort_by_key(|progress| progress.level);
        let mut examples = Vec::new();
        for Progress { level, first, last } in levels {
            let rounds = (first.round, last.round);
            let found = ledger.before_and_after(&self.name, level, rounds, 1)?;
            examples.extend(found.into_iter().map(|answers| Example { level, answers }));
        }
        Ok(examples)
    }
}
