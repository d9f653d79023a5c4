//! A round's samples: its problems, what the policy wrote, and the verdicts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use veriloop_problems::{Problem, ProblemId, TrainingProblem};
use veriloop_verifiers::Verdict;

use super::{Observer, Run, RunError, Stage};
use crate::curriculum::Frontiers;
use crate::ledger::{Outcome, Purpose};
use crate::policy::{Decoding, LocalPolicy};
use crate::rollout::{Rollout, Wanted};
use crate::selection::Trace;
use crate::stats::{LevelStats, RoundStats};

impl Run<'_> {
    /// Generates the round's problems, samples them and judges the samples.
    pub(super) fn sample_round(
        &mut self,
        policy: &LocalPolicy,
        round: usize,
        frontiers: &Frontiers,
        stats: &mut RoundStats,
        observer: &mut dyn Observer,
    ) -> Result<Samples, RunError> {
        let mut problems: Vec<TrainingProblem> = Vec::new();
        let mut levels = Levels::default();
        let sources = Arc::clone(&self.sources);
        for (source, level, count) in frontiers.plan(&self.config.problems, &sources) {
            let fresh = self.problems(round, source, level, count);
            for problem in &fresh {
                self.ledger.add_problem(problem.problem(), source.name().as_str(), level)?;
            }
            let key = format!("{}/{level}", source.name());
            stats.levels.entry(key.clone()).or_default().problems += fresh.len();
            levels.0.extend(fresh.iter().map(|problem| (problem.problem().id.clone(), key.clone())));
            problems.extend(fresh);
        }
        let generation = self.adjustment.generation(&self.config.generation);
        let samples = generation.samples_per_problem;
        let wanted: Vec<Wanted<'_>> = problems
            .iter()
            .flat_map(|problem| (0..samples).map(|sample| Wanted { problem: problem.problem(), sample }))
            .collect();
        observer.stage(round, Stage::Rollout, wanted.len());
        let decoding = Decoding::Temperature(generation.temperature);
        let digest = self.folder.checkpoint_digest(round - 1)?;
        let sampled =
            self.rollout(policy, &digest, Purpose::Training, round, decoding, &wanted, &mut |done| {
                observer.advance(done)
            })?;

        let mut traces = Vec::with_capacity(sampled.len());
        let mut solved: BTreeMap<usize, bool> = BTreeMap::new();
        for (index, (sampled, wanted)) in sampled.into_iter().zip(&wanted).enumerate() {
            let level = stats.levels.get_mut(levels.of(wanted.problem)).expect("counted above");
            level.samples += 1;
            stats.sampled_tokens += sampled.tokens;
            match sampled.outcome {
                Outcome::Verdict(Verdict::Accept) => level.accepted += 1,
                Outcome::Verdict(Verdict::Reject(_)) => level.rejected += 1,
                Outcome::Verdict(Verdict::Abstain(_)) => level.abstained += 1,
                Outcome::Fault => level.errors += 1,
            }
            let accepted = sampled.outcome == Outcome::Verdict(Verdict::Accept);
            if accepted && solved.insert(index / samples, true).is_none() {
                level.solved += 1;
            }
            traces.push(Untied {
                problem: index / samples,
                id: sampled.id,
                sample: wanted.sample,
                completion: sampled.completion,
                outcome: sampled.outcome,
            });
        }
        Ok(Samples { problems, levels, traces })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each is one fact of the rollout, and two callers differ in all"
    )]
    pub(super) fn rollout(
        &mut self,
        policy: &LocalPolicy,
        policy_digest: &str,
        purpose: Purpose,
        round: usize,
        decoding: Decoding,
        wanted: &[Wanted<'_>],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Vec<crate::rollout::Sampled>, RunError> {
        // The held-out evaluation is the same whatever is adjusted or injected.
        let (verifier, pool) = match (purpose, &self.adjusted) {
            (Purpose::Training, Some((verifier, pool))) => (verifier, pool),
            _ => (&self.verifier, &self.pool),
        };
        let rollout = Rollout {
            policy,
            policy_digest,
            verifier,
            pool,
            drill: (purpose == Purpose::Training).then_some(&self.config.drill),
            queue: self.queue,
            max_new_tokens: self.config.generation.max_new_tokens,
            seed: self.config.seed,
        };
        Ok(rollout.run(purpose, round, decoding, wanted, &mut self.ledger, progress)?)
    }
}

/// What a round sampled.
pub(super) struct Samples {
    pub(super) problems: Vec<TrainingProblem>,
    pub(super) levels: Levels,
    pub(super) traces: Vec<Untied>,
}

/// Of each of a round's problems its source and level, as `source/level`.
#[derive(Default)]
pub(super) struct Levels(HashMap<ProblemId, String>);

impl Levels {
    fn of(&self, problem: &Problem) -> &str {
        &self.0[&problem.id]
    }
}

/// A judged sample that names its problem by index.
pub(super) struct Untied {
    problem: usize,
    id: crate::ledger::CompletionId,
    sample: usize,
    completion: String,
    outcome: Outcome,
}

/// Judged samples with their problems.
pub(super) fn with_problems(problems: &[TrainingProblem], traces: Vec<Untied>) -> Vec<Trace<'_>> {
    traces
        .into_iter()
        .map(|trace| Trace {
            problem: &problems[trace.problem],
            id: trace.id,
            sample: trace.sample,
            completion: trace.completion,
            verdict: trace.outcome.verdict(),
        })
        .collect()
}

/// Counts what selection kept, by level.
pub(super) fn count_kept(kept: &[&Trace<'_>], levels: &Levels, stats: &mut RoundStats) {
    for trace in kept {
        let problem = trace.problem.problem();
        let level: &mut LevelStats = stats.levels.get_mut(levels.of(problem)).expect("sampled this round");
        level.kept += 1;
        level.kept_accepted += usize::from(trace.verdict == Some(Verdict::Accept));
        level.kept_as_reference += usize::from(problem.references.contains(&trace.completion));
    }
}
