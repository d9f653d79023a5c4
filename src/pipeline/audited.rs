//! What of a round is for the audit and the guard.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use veriloop_problems::{Problem, Source, TrainingProblem};
use veriloop_sandbox::Fuel;
use veriloop_verifiers::{SecondJudge, Verdict, VerifierSpec};

use super::held_out::HeldOutLevel;
use super::{Observer, Run, RunError, Stage};
use crate::audit::{Audit, Subject};
use crate::config::GuardAction;
use crate::drill;
use crate::guard::{self, Alarm};
use crate::selection::Trace;
use crate::stats::{CompletionStats, RoundStats};
use crate::verification::Pool;

/// In the drill of a leak one problem in so many is held out.
const LEAKED_ONE_IN: usize = 20;

/// The figures of a round's completions as a whole.
pub(super) fn completions(traces: &[Trace<'_>]) -> CompletionStats {
    let mut problems_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut rejected: BTreeMap<String, usize> = BTreeMap::new();
    for trace in traces {
        problems_of.entry(&trace.completion).or_default().insert(trace.problem.problem().id.as_str());
        if let Some(Verdict::Reject(reason)) = trace.verdict {
            *rejected.entry(reason.name().to_owned()).or_default() += 1;
        }
    }
    // Of equally frequent ones the first in the alphabet.
    let most = problems_of.iter().rev().max_by_key(|(_, problems)| problems.len());
    CompletionStats {
        distinct: problems_of.len(),
        most_frequent: most.map(|(text, _)| (*text).to_owned()).unwrap_or_default(),
        most_frequent_problems: most.map_or(0, |(_, problems)| problems.len()),
        rejected,
    }
}

impl Run<'_> {
    /// Fresh problems of a level, after what drills and the guard do to them.
    pub(super) fn problems(
        &self,
        round: usize,
        source: &Source,
        level: u32,
        count: usize,
    ) -> Vec<TrainingProblem> {
        let drill = &self.config.drill;
        let asks_sympy = self.adjustment.second_judge && self.verifier.second_judge().is_some();
        let mut problems: Vec<TrainingProblem> = source
            .training(level, count, self.seed_of("problems", round))
            .into_iter()
            .map(|problem| drill::problem(drill, problem))
            .map(|problem| if asks_sympy { with_second_judge(problem) } else { problem })
            .collect();
        if drill.leak_held_out {
            let held_out = self.held_out.iter().filter(|of| of.is(source.name(), level));
            let leaked = held_out.flat_map(HeldOutLevel::problems).take(count.div_ceil(LEAKED_ONE_IN));
            for (place, held_out) in problems.iter_mut().zip(leaked) {
                *place = drill::leaked(round, held_out);
            }
        }
        problems
    }

    /// Opens a verifier with the budget that the guard asks for, where it is another than before.
    pub(super) fn adjust(&mut self) {
        let fuel = Fuel(self.verifier.limits().fuel().0.saturating_mul(self.adjustment.fuel));
        let now = self.adjusted.as_ref().map_or(&self.verifier, |(verifier, _)| verifier);
        if now.limits().fuel() != fuel {
            let verifier = self.verifier.clone().with_limits(self.verifier.limits().with_fuel(fuel));
            let retries = self.config.verification.retries;
            let pool = Pool::start(&verifier, self.workers, self.queue, retries);
            self.adjusted = Some((verifier, pool));
        }
    }

    /// Audits the verifier, in the rounds that are for it.
    pub(super) fn audit(
        &mut self,
        round: usize,
        problems: &[TrainingProblem],
        traces: &[Trace<'_>],
        stats: &mut RoundStats,
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        let config = &self.config.audit;
        if !(round - 1).is_multiple_of(config.every) {
            return Ok(());
        }
        let started = Instant::now();
        observer.stage(round, Stage::Audit, 1);
        let (verifier, pool) = match &self.adjusted {
            Some((verifier, pool)) => (verifier, pool),
            None => (&self.verifier, &self.pool),
        };
        let audit = Audit {
            verifier,
            pool,
            queue: self.queue,
            threads: self.cores,
            config,
            drill: &self.config.drill,
            seed: self.seed_of("audit", round),
        };
        let problems: Vec<&Problem> = problems.iter().map(TrainingProblem::problem).collect();
        let subjects: Vec<Subject<'_>> = traces
            .iter()
            .filter_map(|trace| {
                Some(Subject {
                    problem: trace.problem.problem(),
                    id: trace.id,
                    sample: trace.sample,
                    completion: &trace.completion,
                    verdict: trace.verdict?,
                })
            })
            .collect();
        let audited = audit.run(&problems, &subjects);
        self.ledger.set_audit(round, &audited.rows)?;
        stats.audit = Some(audited.stats);
        stats.audit_s = started.elapsed().as_secs_f64();
        observer.advance(1);
        Ok(())
    }

    /// Remembers a round and its alarms, and changes what the rounds to come do where the run is to adapt.
    pub(super) fn take_note(&mut self, round: guard::Round, alarms: Vec<Alarm>) {
        if self.config.guard.action == GuardAction::Adapt {
            let next = self.adjustment.after(&alarms);
            if !next.judges_like(&self.adjustment) {
                self.verifier_since = round.number + 1;
            }
            self.adjustment = next;
        }
        self.history.push(round);
        self.alarms = alarms;
    }
}

/// The problem with sympy as the second judge of its answers.
fn with_second_judge(problem: TrainingProblem) -> TrainingProblem {
    let mut problem = problem.into_problem();
    if let VerifierSpec::MathAnswer { second_judge, .. } = &mut problem.verifier {
        *second_judge = Some(SecondJudge::Sympy);
    }
    TrainingProblem::new(problem).expect("its split is that of training problems")
}
