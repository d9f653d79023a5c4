//! A round's evaluation on held-out problems.

use std::sync::Arc;

use veriloop_problems::{HeldOutProblem, Problem, SourceName};

use crate::config::RunConfig;
use crate::evaluation::{self, ProblemResult};
use crate::ledger::{EvaluationRow, Outcome, Purpose};
use crate::policy::{Decoding, LocalPolicy};
use crate::rollout::Wanted;
use crate::sources::Sources;

use super::{Observer, Run, RunError, Stage};

/// The held-out problems of one level of a source.
pub(super) struct HeldOutLevel {
    source: SourceName,
    level: u32,
    problems: Vec<HeldOutProblem>,
}

impl HeldOutLevel {
    /// Its problems.
    pub(super) fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().map(HeldOutProblem::problem)
    }

    /// Whether it is that level of that source.
    pub(super) fn is(&self, source: &SourceName, level: u32) -> bool {
        (&self.source, self.level) == (source, level)
    }
}

/// The held-out problems of every source and level: the same every round, so that rounds compare.
pub(super) fn levels(config: &RunConfig, sources: &Sources) -> Vec<HeldOutLevel> {
    sources
        .levels()
        .map(|(source, level)| {
            let problems = source.held_out(level, config.evaluation.problems_per_level, config.seed);
            HeldOutLevel { source: source.name().clone(), level, problems }
        })
        .collect()
}

impl Run<'_> {
    /// Held-out evaluation at every level: greedy for pass@1, samples for pass@8.
    pub(super) fn evaluate(
        &mut self,
        round: usize,
        policy: &LocalPolicy,
        digest: &str,
        observer: &mut dyn Observer,
    ) -> Result<Vec<EvaluationRow>, RunError> {
        let config = &self.config.evaluation;
        let levels = Arc::clone(&self.held_out);
        for HeldOutLevel { source, level, problems } in levels.iter() {
            for problem in problems {
                self.ledger.add_problem(problem.problem(), source.as_str(), *level)?;
            }
        }
        let greedy: Vec<Wanted<'_>> = levels
            .iter()
            .flat_map(|level| &level.problems)
            .map(|problem| Wanted { problem: problem.problem(), sample: 0 })
            .collect();
        let sampled: Vec<Wanted<'_>> = levels
            .iter()
            .flat_map(|level| level.problems.iter().take(config.sampled_problems))
            .flat_map(|problem| {
                (1..=config.samples_per_problem)
                    .map(move |sample| Wanted { problem: problem.problem(), sample })
            })
            .collect();
        observer.stage(round, Stage::Evaluate, greedy.len() + sampled.len());
        let purpose = Purpose::Evaluation;
        let of_greedy =
            self.rollout(policy, digest, purpose, round, Decoding::Greedy, &greedy, &mut |n| {
                observer.advance(n)
            })?;
        let decoding = Decoding::Temperature(config.temperature);
        let of_sampled = self.rollout(policy, digest, purpose, round, decoding, &sampled, &mut |n| {
            observer.advance(greedy.len() + n);
        })?;

        let mut of_greedy = of_greedy.into_iter();
        let mut of_sampled = of_sampled.into_iter();
        let mut rows = Vec::new();
        for HeldOutLevel { source, level, problems } in levels.iter() {
            let mut errors = 0;
            let mut results = vec![ProblemResult::default(); problems.len()];
            let mut count = |outcome: Outcome| {
                errors += usize::from(outcome == Outcome::Fault);
                outcome.verdict()
            };
            for (result, sampled) in results.iter_mut().zip(of_greedy.by_ref().take(problems.len())) {
                result.greedy = count(sampled.outcome);
            }
            for result in results.iter_mut().take(config.sampled_problems) {
                let samples = of_sampled.by_ref().take(config.samples_per_problem);
                result.sampled.extend(samples.filter_map(|sampled| count(sampled.outcome)));
            }
            let level_result = evaluation::sum_up(&results);
            rows.push(EvaluationRow {
                round,
                family: source.to_string(),
                level: *level,
                problems: level_result.problems,
                greedy_accepted: level_result.greedy_accepted,
                sampled_problems: level_result.sampled_problems,
                pass_at_8: level_result.pass_at_8,
                errors,
            });
        }
        Ok(rows)
    }
}
