//! Generate and verify, overlapped, every step on record.
//!
//! The policy generates on the calling thread; each completion goes to the
//! ledger, through extraction, and to the verifier workers while the next ones
//! are being written. The number of completions in flight is bounded: when the
//! verifier is slower, generation waits.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use veriloop_problems::Problem;
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::{Candidate, Sha256, Task, Verifier};

use crate::config::DrillConfig;
use crate::drill;
use crate::ledger::{CompletionId, CompletionRow, Ledger, LedgerError, Outcome, Purpose};
use crate::policy::{Completion, Decoding, Finish, Policy, PolicyError, Request};
use crate::verification::{Job, Judged, Pool};

/// One completion that is wanted of a problem.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Which of the problem's samples it is.
    pub sample: usize,
}

/// A completion with what became of it.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// Its row in the ledger.
    pub id: CompletionId,
    /// The text.
    pub completion: String,
    /// Tokens written.
    pub tokens: usize,
    /// What the verifier said.
    pub outcome: Outcome,
}

/// What went wrong in a rollout.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    /// The policy failed.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Everything a rollout works with.
pub struct Rollout<'a> {
    /// Writes the completions.
    pub policy: &'a dyn Policy,
    /// The digest of the policy's checkpoint, for the record.
    pub policy_digest: &'a str,
    /// Judges the candidates; the pool's workers share it.
    pub verifier: &'a Verifier,
    /// The workers.
    pub pool: &'a Pool,
    /// The most completions that may be in flight between generation and verdict.
    pub queue: usize,
    /// The most tokens of a completion.
    pub max_new_tokens: usize,
    /// The faults that are injected on purpose, if any are.
    pub drill: Option<&'a DrillConfig>,
    /// The run's seed, from which each completion's own is derived.
    pub seed: u64,
}

/// A completion on its way to its verdict.
struct InFlight {
    wanted: usize,
    id: CompletionId,
    candidate: Candidate,
    completion: String,
    tokens: usize,
}

/// The part of a rollout's state that both directions, to the verifier and back, work on.
struct Desk<'a> {
    rollout: &'a Rollout<'a>,
    ledger: &'a mut Ledger,
    wanted: &'a [Wanted<'a>],
    tasks: HashMap<&'a str, Arc<Task>>,
    in_flight: HashMap<u64, InFlight>,
    next_ticket: u64,
    done: Vec<Option<Sampled>>,
    finished: usize,
    progress: &'a mut dyn FnMut(usize),
}

impl Rollout<'_> {
    /// Samples and judges every wanted completion; what the ledger has already is not done again.
    ///
    /// The result has the order of `wanted`. `progress` is told how many are done.
    ///
    /// # Errors
    ///
    /// When the policy or the ledger fails. What was recorded until then stands.
    pub fn run(
        &self,
        purpose: Purpose,
        round: usize,
        decoding: Decoding,
        wanted: &[Wanted<'_>],
        ledger: &mut Ledger,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Vec<Sampled>, RolloutError> {
        let recorded = ledger.completions(purpose, round)?;
        let tasks = wanted
            .iter()
            .map(|wanted| {
                (
                    wanted.problem.id.as_str(),
                    Arc::new(Task::new(wanted.problem.verifier.clone()).about(wanted.problem.about())),
                )
            })
            .collect();
        let mut desk = Desk {
            rollout: self,
            ledger,
            wanted,
            tasks,
            in_flight: HashMap::new(),
            next_ticket: 0,
            done: vec![None; wanted.len()],
            finished: 0,
            progress,
        };

        let mut missing = Vec::new();
        for (index, Wanted { problem, sample }) in wanted.iter().enumerate() {
            match recorded.get(&(problem.id.clone(), *sample)) {
                None => missing.push(index),
                Some(row) => match &row.judged {
                    Some((outcome @ Outcome::Verdict(_), by))
                        if *by == self.verifier.identity(&problem.verifier).to_string() =>
                    {
                        desk.finish(
                            index,
                            Sampled {
                                id: row.id,
                                completion: row.completion.clone(),
                                tokens: row.tokens,
                                outcome: *outcome,
                            },
                        );
                    }
                    judged => {
                        // A fault of ours is no verdict, and that of another verifier is not this one's.
                        if judged.is_some() {
                            desk.ledger.take_back_verdict(row.id)?;
                        }
                        desk.send(index, row.id, row.completion.clone(), row.tokens)?;
                    }
                },
            }
        }

        let seeds: Vec<u64> =
            missing.iter().map(|&index| self.sample_seed(purpose, round, &wanted[index])).collect();
        let requests: Vec<Request<'_>> = missing
            .iter()
            .zip(&seeds)
            .map(|(&index, &seed)| Request {
                prompt: &wanted[index].problem.prompt,
                seed,
                max_new_tokens: self.max_new_tokens,
            })
            .collect();
        let mut failure = None;
        let generated = self.policy.generate(&requests, decoding, &mut |request, completion| {
            let index = missing[request];
            match desk.record(purpose, round, decoding, index, seeds[request], completion) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = failure {
            return Err(error.into());
        }
        generated?;
        while !desk.in_flight.is_empty() {
            desk.receive()?;
        }
        desk.ledger.commit()?;
        Ok(desk.done.into_iter().map(|sampled| sampled.expect("every completion was judged")).collect())
    }

    /// The seed of one completion: a function of the run, the round, the problem and the sample alone.
    fn sample_seed(&self, purpose: Purpose, round: usize, wanted: &Wanted<'_>) -> u64 {
        let name = format!("{}/{purpose:?}/{round}/{}/{}", self.seed, wanted.problem.id, wanted.sample);
        Sha256::of(name.as_bytes()).number()
    }
}

impl Desk<'_> {
    fn record(
        &mut self,
        purpose: Purpose,
        round: usize,
        decoding: Decoding,
        index: usize,
        seed: u64,
        completion: Completion,
    ) -> Result<(), LedgerError> {
        let Wanted { problem, sample } = self.wanted[index];
        let text = match self.rollout.drill {
            Some(drill) => drill::completion(drill, &problem.verifier, completion.text),
            None => completion.text,
        };
        let id = self.ledger.add_completion(&CompletionRow {
            purpose,
            round,
            problem: problem.id.clone(),
            sample,
            decoding: match decoding {
                Decoding::Greedy => "greedy".into(),
                Decoding::Temperature(temperature) => format!("temperature {temperature}"),
            },
            seed,
            policy: self.rollout.policy_digest.to_owned(),
            completion: text.clone(),
            tokens: completion.tokens,
            log_prob: completion.log_prob,
            finish: match completion.finish {
                Finish::Stop => "stop",
                Finish::Length => "length",
            },
        })?;
        self.send(index, id, text, completion.tokens)
    }

    /// Hands a completion to the verifier, receiving verdicts first while too many are in flight.
    fn send(
        &mut self,
        index: usize,
        id: CompletionId,
        completion: String,
        tokens: usize,
    ) -> Result<(), LedgerError> {
        // Neither channel can be full below this bound, so submitting never waits for ever.
        while self.in_flight.len() >= self.rollout.queue {
            self.receive()?;
        }
        let problem = self.wanted[index].problem;
        let candidate = extract(&problem.verifier, &problem.prompt, &completion);
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let task = Arc::clone(&self.tasks[problem.id.as_str()]);
        self.rollout.pool.submit(Job { ticket, task, candidate: candidate.clone() });
        self.in_flight.insert(ticket, InFlight { wanted: index, id, candidate, completion, tokens });
        while let Ok(judged) = self.rollout.pool.results().try_recv() {
            self.file(judged)?;
        }
        Ok(())
    }

    /// Waits for one verdict and files it.
    fn receive(&mut self) -> Result<(), LedgerError> {
        let judged = self.rollout.pool.results().recv().expect("workers live as long as their pool");
        self.file(judged)
    }

    fn file(&mut self, Judged { ticket, result }: Judged) -> Result<(), LedgerError> {
        let Some(job) = self.in_flight.remove(&ticket) else {
            // A verdict for a rollout that was broken off by an error.
            return Ok(());
        };
        let result = match self.rollout.drill {
            Some(drill) => {
                let spec = &self.wanted[job.wanted].problem.verifier;
                drill::judgement(drill, spec, &job.candidate, result)
            }
            None => result,
        };
        let identity = self.rollout.verifier.identity(&self.wanted[job.wanted].problem.verifier);
        self.ledger.add_verdict(job.id, &job.candidate, identity, &result)?;
        let outcome = result.map_or(Outcome::Fault, |judgement| Outcome::Verdict(judgement.verdict));
        self.finish(
            job.wanted,
            Sampled { id: job.id, completion: job.completion, tokens: job.tokens, outcome },
        );
        Ok(())
    }

    fn finish(&mut self, index: usize, sampled: Sampled) {
        self.done[index] = Some(sampled);
        self.finished += 1;
        (self.progress)(self.finished);
    }
}
