//! Audits: how often the loop's verifier is wrong, measured while the loop runs.
//!
//! Once a round, before anything is trained on. Candidates whose right verdict
//! is known go through the same workers as the policy's: *canaries*, which are
//! right, and mutants, constants and hostile programs, which are wrong. And of
//! the round's own rejects and accepts a sample goes to an independent judge.
//!
//! What is audited follows from the run's seed and the round alone, so an audit that
//! was interrupted is made again, the same.

pub mod estimate;
mod independent;
mod known;

use std::collections::BTreeMap;
use std::sync::Arc;

use veriloop_problems::Problem;
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::{Candidate, Fault, Judgement, Sha256, Task, Verdict, Verifier, VerifierSpec};

use crate::config::{AuditConfig, DrillConfig};
use crate::drill;
use crate::ledger::{AuditKind, AuditRow, CompletionId, Opinion, Outcome};
use crate::stats::{AuditStats, Tally};
use crate::verification::{Job, Judged, Pool, in_order};
use independent::Said;
use known::Known;

/// The most rejects for reaching a limit that are judged again in a round: with ten times the budget, each may take long.
const MOST_LIMITS: usize = 2;

/// The least that is audited of every reason, where there is as much.
const LEAST_OF_REASON: usize = 3;

/// A completion of the round.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its problem.
    pub problem: &'a Problem,
    /// Its row in the ledger.
    pub id: CompletionId,
    /// Which of the problem's samples it is.
    pub sample: usize,
    /// The text.
    pub completion: &'a str,
    /// The loop's verdict.
    pub verdict: Verdict,
}

/// Everything that an audit works with.
pub struct Audit<'a> {
    /// The verifier.
    pub verifier: &'a Verifier,
    /// The workers around it, which judge the policy's candidates too.
    pub pool: &'a Pool,
    /// The most candidates that may be on their way to a verdict.
    pub queue: usize,
    /// Threads for what goes to no verifier.
    pub threads: usize,
    /// How much is audited.
    pub config: &'a AuditConfig,
    /// The faults that are injected into the verifier.
    pub drill: &'a DrillConfig,
    /// A seed of the run and the round.
    pub seed: u64,
}

/// Which candidates are made of a problem.
enum Making {
    Canaries,
    Wrong {
        /// Another problem, whose reference may be tried on this one.
        other: Option<Box<Problem>>,
    },
}

/// What an audit found.
pub struct Audited {
    /// Every candidate that was judged.
    pub rows: Vec<AuditRow>,
    /// The figures.
    pub stats: AuditStats,
}

impl Audit<'_> {
    /// Audits a round.
    pub fn run(&self, problems: &[&Problem], subjects: &[Subject<'_>]) -> Audited {
        let mut rows = self.known(problems);
        let mut stats = AuditStats::default();
        for row in &rows {
            let Some(verdict) = row.outcome.verdict() else {
                stats.faults += 1;
                continue;
            };
            let is_error = verdict.is_accept() != (row.expected == Some(Opinion::Accept));
            if let (AuditKind::Canary, Some(reason)) = (row.kind, verdict.reason()) {
                *stats.canary_reasons.entry(reason.to_owned()).or_default() += 1;
            }
            let tally = match row.kind {
                AuditKind::Canary => &mut stats.canaries,
                AuditKind::Constant => &mut stats.constants,
                AuditKind::Wrong | AuditKind::Reject | AuditKind::Accept => &mut stats.wrong,
            };
            tally.add(Tally { errors: u64::from(is_error), of: 1 });
        }
        rows.extend(self.again(subjects, &mut stats));
        Audited { rows, stats }
    }

    /// The candidates whose right verdict is known, judged by the loop's verifier.
    fn known(&self, problems: &[&Problem]) -> Vec<AuditRow> {
        let with_reference: Vec<&Problem> =
            problems.iter().copied().filter(|problem| !problem.references.is_empty()).collect();
        let canaries = self.drawn("canaries", &with_reference, self.config.canaries, problem_name);
        let wrong_problems = self.config.wrong.div_ceil(known::WRONG_OF_PROBLEM);
        let wrong = self.drawn("wrong", &with_reference, wrong_problems, problem_name);
        let (verifier, probes, seed) = (self.verifier.clone(), self.config.probes, self.seed);
        let others =
            wrong.iter().map(|problem| known::like(problem, &with_reference, seed).cloned().map(Box::new));
        let canaries = canaries.into_iter().map(|problem| (problem.clone(), Making::Canaries));
        let wrong =
            wrong.iter().zip(others).map(|(&problem, other)| (problem.clone(), Making::Wrong { other }));
        let work = canaries.chain(wrong).collect::<Vec<_>>().into_iter();
        let made = in_order(work, self.threads, move |(problem, making): (Problem, Making)| {
            let made = match making {
                Making::Canaries => known::canaries(&verifier, &problem, seed),
                // What could not be made, through a fault of ours, is not judged.
                Making::Wrong { other } => {
                    known::wrong(&verifier, &problem, other.as_deref(), probes, seed).unwrap_or_default()
                }
            };
            made.into_iter().map(|known| (problem.clone(), known)).collect::<Vec<_>>()
        });
        let (mut wrong, mut items) = (0, Vec::new());
        for (problem, known) in made.flatten() {
            if known.expected == Opinion::Reject {
                wrong += 1;
                if wrong > self.config.wrong {
                    continue;
                }
            }
            items.push((problem, known));
        }
        let jobs = items
            .iter()
            .map(|(problem, known)| {
                (Task::new(problem.verifier.clone()).about(problem.about()), known.candidate.clone())
            })
            .collect();
        let results = self.judge(jobs);
        let rows = items.into_iter().zip(results).map(|((problem, known), result)| {
            let Known { kind, what, candidate, expected } = known;
            let detail = match &result {
                Ok(judgement) => judgement.detail.clone(),
                Err(fault) => fault.to_string(),
            };
            let outcome = result.map_or(Outcome::Fault, |judgement| Outcome::Verdict(judgement.verdict));
            AuditRow {
                kind,
                problem: problem.id,
                completion: None,
                what,
                digest: candidate.digest().to_string(),
                text: text(&candidate).to_owned(),
                expected: Some(expected),
                outcome,
                independent: None,
                detail,
            }
        });
        rows.collect()
    }

    /// Has the loop's verifier judge candidates, and gives the judgements in their order.
    fn judge(&self, jobs: Vec<(Task, Candidate)>) -> Vec<Result<Judgement, Fault>> {
        let mut results: Vec<Option<Result<Judgement, Fault>>> = Vec::new();
        results.resize_with(jobs.len(), || None);
        let jobs: Vec<(Arc<Task>, Candidate)> =
            jobs.into_iter().map(|(task, candidate)| (Arc::new(task), candidate)).collect();
        let mut under_way = 0;
        let mut receive = || {
            let judged = self.pool.results().recv().expect("workers live as long as their pool");
            let Judged { ticket, result } = judged;
            let at = usize::try_from(ticket).expect("a ticket of ours");
            let (task, candidate) = &jobs[at];
            results[at] = Some(drill::judgement(self.drill, task.spec(), candidate, result));
        };
        for (ticket, (task, candidate)) in jobs.iter().enumerate() {
            // Neither channel can be full below this bound, so submitting never waits for ever.
            while under_way >= self.queue {
                receive();
                under_way -= 1;
            }
            self.pool.submit(Job {
                ticket: ticket as u64,
                task: Arc::clone(task),
                candidate: candidate.clone(),
            });
            under_way += 1;
        }
        for _ in 0..under_way {
            receive();
        }
        results.into_iter().map(|result| result.expect("every job comes back")).collect()
    }

    /// A sample of the round's rejects and accepts, judged again by another judge.
    fn again(&self, subjects: &[Subject<'_>], stats: &mut AuditStats) -> Vec<AuditRow> {
        let mut by_reason: BTreeMap<&str, Vec<Subject<'_>>> = BTreeMap::new();
        let mut accepts = Vec::new();
        for &subject in subjects {
            match subject.verdict {
                Verdict::Accept => accepts.push(subject),
                Verdict::Reject(reason) => by_reason.entry(reason.name()).or_default().push(subject),
                Verdict::Abstain(_) => {}
            }
        }
        stats.accepts.accepts = accepts.len() as u64;
        let counts: Vec<usize> = by_reason.values().map(Vec::len).collect();
        let shares = allotted(&counts, self.config.rejects);
        let mut drawn: Vec<(AuditKind, Subject<'_>)> = Vec::new();
        for ((reason, subjects), share) in by_reason.iter().zip(shares) {
            stats.rejects.entry((*reason).to_owned()).or_default().rejects = subjects.len() as u64;
            let is_limit = subjects
                .iter()
                .any(|subject| matches!(subject.verdict, Verdict::Reject(reason) if reason.is_limit()));
            let share = if is_limit { share.min(MOST_LIMITS) } else { share };
            let subjects = self.drawn(reason, subjects, share, subject_name);
            drawn.extend(subjects.into_iter().map(|subject| (AuditKind::Reject, subject)));
        }
        let accepts = self.drawn("accepts", &accepts, self.config.accepts, subject_name);
        drawn.extend(accepts.into_iter().map(|subject| (AuditKind::Accept, subject)));

        let work: Vec<(Problem, String)> = drawn
            .iter()
            .map(|(_, subject)| (subject.problem.clone(), subject.completion.to_owned()))
            .collect();
        let (verifier, probes, seed) = (self.verifier.clone(), self.config.probes, self.seed);
        let said = in_order(work, self.threads, move |(problem, completion): (Problem, String)| {
            independent::judge(&verifier, &problem, &completion, probes, seed)
        });
        let mut rows = Vec::new();
        for ((kind, subject), Said { opinion, detail }) in drawn.into_iter().zip(said) {
            match (kind, opinion, subject.verdict) {
                (_, None, _) => stats.undecided += 1,
                (AuditKind::Accept, Some(opinion), _) => {
                    stats.accepts.audited += 1;
                    stats.accepts.overturned += u64::from(opinion == Opinion::Reject);
                }
                (_, Some(opinion), verdict) => {
                    let reason = verdict.reason().unwrap_or_default();
                    let stratum = stats.rejects.entry(reason.to_owned()).or_default();
                    stratum.audited += 1;
                    stratum.overturned += u64::from(opinion == Opinion::Accept);
                }
            }
            let candidate = candidate(subject.problem, subject.completion);
            rows.push(AuditRow {
                kind,
                problem: subject.problem.id.clone(),
                completion: Some(subject.id),
                what: subject.verdict.reason().unwrap_or("accepted").to_owned(),
                digest: candidate.digest().to_string(),
                text: subject.completion.to_owned(),
                expected: None,
                outcome: Outcome::Verdict(subject.verdict),
                independent: opinion,
                detail,
            });
        }
        rows
    }

    /// At most `count` of some items, as the seed has it.
    fn drawn<T: Copy>(&self, what: &str, items: &[T], count: usize, name: fn(T) -> String) -> Vec<T> {
        let mut keyed: Vec<(u64, usize)> = items
            .iter()
            .enumerate()
            .map(|(at, &item)| (key(self.seed, &format!("{what}/{}", name(item))), at))
            .collect();
        keyed.sort_unstable();
        keyed.into_iter().take(count).map(|(_, at)| items[at]).collect()
    }
}

fn problem_name(problem: &Problem) -> String {
    problem.id.as_str().to_owned()
}

fn subject_name(subject: Subject<'_>) -> String {
    format!("{}/{}", subject.problem.id.as_str(), subject.sample)
}

/// A number that follows from a seed and a name.
fn key(seed: u64, name: &str) -> u64 {
    Sha256::of(format!("{seed}/{name}").as_bytes()).number()
}

/// How many of each group are drawn, of so many in all: as many as its share, and a few of each; none of none.
fn allotted(counts: &[usize], of: usize) -> Vec<usize> {
    let all: usize = counts.iter().sum();
    if of == 0 {
        return vec![0; counts.len()];
    }
    if of >= all {
        return counts.to_vec();
    }
    let least: Vec<usize> = counts.iter().map(|&count| count.min(LEAST_OF_REASON)).collect();
    let left = of.saturating_sub(least.iter().sum());
    counts.iter().zip(least).map(|(&count, least)| (least + left * count / all).min(count)).collect()
}

fn candidate(problem: &Problem, completion: &str) -> Candidate {
    extract(&problem.verifier, &problem.prompt, completion)
}

fn text(candidate: &Candidate) -> &str {
    match candidate {
        Candidate::Program(text) | Candidate::Answer(text) | Candidate::Text(text) => text,
        Candidate::Ambiguous(_) | Candidate::Nothing => "",
    }
}

/// The function that a specification's programs have to define, if there is one.
fn entry_point(spec: &VerifierSpec) -> Option<&str> {
    match spec {
        VerifierSpec::PythonTests { entry_point, .. } | VerifierSpec::PythonCases { entry_point, .. } => {
            Some(entry_point)
        }
        VerifierSpec::PythonStdio { .. }
        | VerifierSpec::MathAnswer { .. }
        | VerifierSpec::Component { .. } => None,
    }
}

#[cfg(test)]
mod tests;
