//! The loop: cold start, then rounds of generate, verify, keep and fine-tune.
//!
//! Only this module knows the neighbours of each stage. A run is a folder;
//! everything that happened is in its ledger, a round is over when the ledger
//! says so, and a run that was killed goes on from there.

mod audited;
mod folder;
mod held_out;
mod mixture;
mod sampling;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use tch::Device;
use veriloop_problems::{SourceName, TrainingProblem};
use veriloop_verifiers::Verifier;

use crate::config::{GuardAction, RunConfig};
use crate::curriculum::{Acceptance, Frontiers};
use crate::guard::{self, Adjustment, Alarm, HeldOutPrompts};
use crate::judge::{Decision, Judge};
use crate::ledger::{EvaluationRow, Ledger, LedgerError, RoundRow};
use crate::policy::{LocalPolicy, ModelConfig, PolicyError, Sampler, Tokenizer};
use crate::rollout::RolloutError;
use crate::selection;
use crate::sources::Sources;
use crate::stats::RoundStats;
use crate::trainer::{self, Example};
use crate::verification::Pool;

pub use folder::{RunFolder, RunFolderError};
use held_out::HeldOutLevel;
use mixture::Mixture;
use sampling::{Samples, count_kept, with_problems};

/// What went wrong in a run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The run's folder cannot be used.
    #[error(transparent)]
    Folder(#[from] RunFolderError),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The policy failed.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl From<RolloutError> for RunError {
    fn from(error: RolloutError) -> RunError {
        match error {
            RolloutError::Policy(error) => error.into(),
            RolloutError::Ledger(error) => error.into(),
        }
    }
}

/// What the loop is doing, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Training on demonstrations.
    ColdStart,
    /// Generating and verifying.
    Rollout,
    /// Auditing the verifier.
    Audit,
    /// Training on kept traces.
    Train,
    /// Held-out evaluation.
    Evaluate,
}

/// Watches a run. The loop itself prints nothing.
pub trait Observer {
    /// A run begins, or goes on with what was recovered.
    fn begin(&mut self, config: &RunConfig, parameters: usize, recovered: Option<&Recovered>);
    /// A stage of a round begins; it has `total` units of work.
    fn stage(&mut self, round: usize, stage: Stage, total: usize);
    /// So many units of the stage are done.
    fn advance(&mut self, done: usize);
    /// A round is over.
    fn round(
        &mut self,
        round: usize,
        frontiers: &Frontiers,
        stats: &RoundStats,
        evaluations: &[EvaluationRow],
    );
    /// The alarms that a round gave, and what the rounds to come do otherwise.
    fn alarms(&mut self, round: usize, alarms: &[Alarm], adjustment: &Adjustment);
}

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The last checkpoint.
    pub checkpoint: PathBuf,
    /// Whether the guard ended it.
    pub is_stopped: bool,
}

/// What a resumed run found in its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Rounds that are finished, the cold start among them.
    pub finished: usize,
    /// Whether the next round is trained already and only has to be evaluated.
    pub trained: bool,
    /// Completions of the next round that are on record.
    pub completions: usize,
    /// How many of them have a verdict.
    pub verdicts: usize,
}

/// A run in progress.
struct Run<'a> {
    config: &'a RunConfig,
    sources: Arc<Sources>,
    folder: RunFolder,
    ledger: Ledger,
    verifier: Verifier,
    pool: Pool,
    /// The verifier of the loop with its workers, where the guard gave it another budget.
    adjusted: Option<(Verifier, Pool)>,
    workers: usize,
    queue: usize,
    judge: Judge,
    /// The rounds so far, for the guard.
    history: Vec<guard::Round>,
    /// The alarms of the last of them.
    alarms: Vec<Alarm>,
    adjustment: Adjustment,
    /// The first round that is judged as the adjustment has it.
    verifier_since: usize,
    held_out_prompts: HeldOutPrompts,
    mixture: Mixture,
    cores: usize,
    held_out: Arc<[HeldOutLevel]>,
    /// Seconds that the run took before this process, and when this process began.
    before: f64,
    started: Instant,
}

/// Whether a run is begun or continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A new run in a folder that does not exist yet, or is empty.
    Fresh,
    /// The run in this folder goes on after its last finished round.
    Resume,
}

/// Runs the loop to its end, or until the guard ends it.
///
/// # Errors
///
/// When the folder, the ledger or the policy fails. A run that stopped so can be resumed.
pub fn run(
    config: &RunConfig,
    sources: Sources,
    out: &Path,
    start: Start,
    verifier: Verifier,
    observer: &mut dyn Observer,
) -> Result<Ended, RunError> {
    let started = Instant::now();
    let (folder, mut ledger) = match start {
        Start::Fresh => RunFolder::create(out, config, &sources)?,
        Start::Resume => RunFolder::open(out, config, &sources)?,
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let workers = match config.verification.workers {
        0 => (cores / 2).max(1),
        workers => workers,
    };
    let queue = config.verification.queue;
    let pool = Pool::start(&verifier, workers, queue, config.verification.retries);

    let rounds = ledger.rounds()?;
    let finished = rounds.iter().filter(|round| round.finished.is_some()).count();
    let before =
        rounds[..finished].last().map_or(Ok(0.0), |round| stats_of(round, &folder).map(|s| s.elapsed_s))?;

    let demonstrations = demonstrations(config, &sources);
    let texts: Vec<String> =
        demonstrations.iter().map(|(_, prompt, reference)| format!("{prompt}{reference}")).collect();
    let trained = rounds.iter().rev().find_map(|round| Some((round, round.checkpoint_digest.as_ref()?)));
    let threads = match config.generation.threads {
        0 => cores,
        threads => threads,
    };
    let sampler = Sampler { slots: config.generation.slots, threads };
    let policy = match trained {
        Some((round, digest)) => folder.load_checkpoint(round.round, digest, sampler, device())?,
        None => {
            let tokenizer = Tokenizer::learn(&texts, config.policy.vocab_size)?;
            let shape = model_config(config, &tokenizer);
            let seed = config.seed.cast_signed();
            LocalPolicy::initialise(&shape, Arc::new(tokenizer), sampler, device(), seed)
        }
    };
    ledger.set_fact("parameters", &policy.parameters().to_string())?;
    let recovered = match start {
        Start::Fresh => None,
        Start::Resume => {
            let (completions, verdicts) = ledger.recorded(finished)?;
            let trained = trained.is_some_and(|(round, _)| round.finished.is_none());
            Some(Recovered { finished, trained, completions, verdicts })
        }
    };
    let judge = Judge::of(config.judge);
    let kept = rounds
        .iter()
        .filter(|round| round.round > 0 && round.checkpoint_digest.is_some())
        .map(|round| kept_in(round.round, &ledger, &folder, judge, &sources, &policy))
        .collect::<Result<Vec<_>, RunError>>()?;
    let mut kept = kept.into_iter();
    observer.begin(config, policy.parameters(), recovered.as_ref());

    let mut mixture = Mixture::new(config, demonstrations.len());
    for (source, prompt, reference) in &demonstrations {
        mixture.add_demonstration(source.clone(), example(&policy, prompt, reference)?);
    }
    drop(demonstrations);
    let held_out: Arc<[HeldOutLevel]> = held_out::levels(config, &sources).into();
    let held_out_prompts = HeldOutPrompts::of(held_out.iter().flat_map(HeldOutLevel::problems));
    let mut run = Run {
        config,
        sources: Arc::new(sources),
        folder,
        ledger,
        verifier,
        pool,
        adjusted: None,
        workers,
        queue,
        judge,
        history: Vec::new(),
        alarms: Vec::new(),
        adjustment: Adjustment::default(),
        verifier_since: 0,
        held_out_prompts,
        mixture,
        cores,
        held_out,
        before,
        started,
    };
    let (evaluations, alarms) = (run.ledger.evaluations()?, run.ledger.alarms()?);
    // What happened already is retraced from the ledger: what was kept, and which levels opened.
    let mut frontiers = if config.drill.too_hard {
        Frontiers::at_highest(&run.sources)
    } else {
        Frontiers::after_cold_start(&config.problems)
    };
    for round in rounds.iter().filter(|round| round.checkpoint_digest.is_some()) {
        let number = round.round;
        if number > 0 {
            run.mixture.add_round(kept.next().expect("read above, in the same order"));
        }
        let stats = stats_of(round, &run.folder)?;
        match (round.finished, &round.checkpoint_digest) {
            (None, Some(digest)) => {
                run.finish_round(number, &policy, digest, &frontiers, stats, observer)?;
            }
            _ => {
                let evaluations = evaluations.iter().filter(|row| row.round == number).cloned().collect();
                let of_round = alarms.iter().filter(|(round, _)| *round == number);
                let alarms = of_round.map(|(_, alarm)| alarm.clone()).collect();
                run.take_note(guard::Round { number, stats, evaluations }, alarms);
            }
        }
        if number > 0 {
            frontiers = run.next_frontiers(&frontiers, number)?;
        }
    }
    let mut next = trained.map_or(0, |(round, _)| round.round + 1);
    if next == 0 {
        run.cold_start(&policy, &frontiers, observer)?;
        next = 1;
    }
    for round in next..=config.rounds {
        frontiers = run.round(&policy, round, &frontiers, observer)?;
        if config.guard.action == GuardAction::Stop && !run.alarms.is_empty() {
            return Ok(Ended { checkpoint: run.folder.checkpoint(round), is_stopped: true });
        }
    }
    Ok(Ended { checkpoint: run.folder.checkpoint(config.rounds.max(next - 1)), is_stopped: false })
}

/// The statistics that the ledger has of a round.
fn stats_of(round: &RoundRow, folder: &RunFolder) -> Result<RoundStats, RunFolderError> {
    serde_json::from_str(round.stats.as_deref().unwrap_or_default()).map_err(|error| {
        let reason = format!("rounds, round {}: stats: {error}", round.round);
        RunFolderError::Damaged { path: folder.ledger(), reason }
    })
}

/// What the ledger says was kept in a round.
fn kept_in(
    round: usize,
    ledger: &Ledger,
    folder: &RunFolder,
    judge: Judge,
    sources: &Sources,
    policy: &LocalPolicy,
) -> Result<Vec<(SourceName, Example)>, RunError> {
    let mut kept = Vec::new();
    for trace in ledger.kept(round)? {
        let damaged = |reason| RunFolderError::Damaged { path: folder.ledger(), reason };
        if judge.decide(Some(trace.verdict)) != Decision::Keep {
            let (id, found) = (trace.id.0, trace.verdict.name());
            let reason = format!(
                "kept, completion {id}: expected a trace that the judge keeps, found the verdict `{found}`"
            );
            return Err(damaged(reason).into());
        }
        let source = sources.named(&trace.family);
        let source = source
            .ok_or_else(|| damaged(format!("expected a source of the run, found `{}`", trace.family)))?;
        kept.push((source.name().clone(), example(policy, &trace.prompt, &trace.completion)?));
    }
    Ok(kept)
}

/// The accelerator if there is one.
fn device() -> Device {
    Device::cuda_if_available()
}

/// Demonstrations of the lowest levels, in proportion to the level: source, prompt and reference.
fn demonstrations(config: &RunConfig, sources: &Sources) -> Vec<(SourceName, String, String)> {
    let levels = config.problems.demonstrated_levels as usize;
    let parts = levels * (levels + 1) / 2;
    let mut all = Vec::new();
    for source in sources.iter() {
        for level in 1..=levels {
            let count = config.problems.demonstrations * level / parts;
            for problem in source.demonstrations(level as u32, count, config.seed) {
                let mut problem = problem.into_problem();
                let reference = problem.references.remove(0);
                all.push((source.name().clone(), problem.prompt, reference));
            }
        }
    }
    all
}

fn model_config(config: &RunConfig, tokenizer: &Tokenizer) -> ModelConfig {
    ModelConfig {
        vocab_size: tokenizer.vocab_size() as i64,
        hidden_size: config.policy.hidden_size,
        intermediate_size: config.policy.intermediate_size,
        num_hidden_layers: config.policy.layers,
        num_attention_heads: config.policy.heads,
        num_key_value_heads: config.policy.key_value_heads,
        rope_theta: config.policy.rope_theta,
        rms_norm_eps: 1e-6,
        max_position_embeddings: 4096,
    }
}

fn example(policy: &LocalPolicy, prompt: &str, completion: &str) -> Result<Example, PolicyError> {
    let tokenizer = policy.tokenizer();
    Ok(Example {
        prompt: tokenizer.encode_prompt(prompt)?,
        completion: tokenizer.encode_completion(completion)?,
    })
}

impl Run<'_> {
    fn elapsed(&self) -> f64 {
        self.before + self.started.elapsed().as_secs_f64()
    }

    /// Round 0: training on demonstrations.
    fn cold_start(
        &mut self,
        policy: &LocalPolicy,
        frontiers: &Frontiers,
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        self.begin_round(0, frontiers)?;
        let config = &self.config.trainer;
        observer.stage(0, Stage::ColdStart, config.cold_start_steps);
        tch::set_num_threads(self.cores as i32);
        let trained = trainer::train(
            policy,
            config,
            config.cold_start_steps,
            config.cold_start_learning_rate,
            self.seed_of("cold start", 0),
            |rng| self.mixture.demonstration(rng),
            |step, _| observer.advance(step),
        )?;
        let stats = RoundStats {
            train_s: trained.elapsed.as_secs_f64(),
            trained_tokens: trained.tokens,
            loss: trained.final_loss,
            ..RoundStats::default()
        };
        let digest = self.save_checkpoint(0, policy, &stats)?;
        self.finish_round(0, policy, &digest, frontiers, stats, observer)
    }

    /// One round; returns the frontiers of the next.
    fn round(
        &mut self,
        policy: &LocalPolicy,
        round: usize,
        frontiers: &Frontiers,
        observer: &mut dyn Observer,
    ) -> Result<Frontiers, RunError> {
        self.begin_round(round, frontiers)?;
        let mut stats = RoundStats::default();

        self.adjust();
        let started = Instant::now();
        let sampled = self.sample_round(policy, round, frontiers, &mut stats, observer)?;
        let Samples { problems, levels, traces } = sampled;
        let traces = with_problems(&problems, traces);
        stats.completions = audited::completions(&traces);
        stats.leaks = self.held_out_prompts.leaks(problems.iter().map(TrainingProblem::problem));
        stats.rollout_s = started.elapsed().as_secs_f64();
        self.audit(round, &problems, &traces, &mut stats, observer)?;

        stats.withheld = guard::withholds(&self.config.guard, &stats);
        let kept = match stats.withheld {
            None => selection::select(self.judge, self.config.selection.per_problem, &traces),
            Some(_) => Vec::new(),
        };
        count_kept(&kept, &levels, &mut stats);
        let ids: Vec<_> = kept.iter().map(|trace| trace.id).collect();
        self.ledger.set_kept(round, &ids)?;

        let kept = kept_in(round, &self.ledger, &self.folder, self.judge, &self.sources, policy)?;
        self.mixture.add_round(kept);
        if stats.withheld.is_none() {
            self.train(policy, round, &mut stats, observer)?;
        }
        let digest = self.save_checkpoint(round, policy, &stats)?;
        self.finish_round(round, policy, &digest, frontiers, stats, observer)?;
        self.next_frontiers(frontiers, round)
    }

    /// Trains on the demonstrations and on what was kept in this round and those before it.
    fn train(
        &self,
        policy: &LocalPolicy,
        round: usize,
        stats: &mut RoundStats,
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        let config = &self.config.trainer;
        observer.stage(round, Stage::Train, config.round_steps);
        tch::set_num_threads(self.cores as i32);
        let trained = trainer::train(
            policy,
            config,
            config.round_steps,
            config.round_learning_rate,
            self.seed_of("round", round),
            |rng| self.mixture.draw(rng),
            |step, _| observer.advance(step),
        )?;
        stats.train_s = trained.elapsed.as_secs_f64();
        stats.trained_tokens = trained.tokens;
        stats.loss = trained.final_loss;
        Ok(())
    }

    fn begin_round(&mut self, round: usize, frontiers: &Frontiers) -> Result<(), RunError> {
        let json = serde_json::to_string(frontiers).expect("frontiers are plain data");
        Ok(self.ledger.begin_round(round, &json)?)
    }

    /// The frontiers after a round, from its verdicts in the ledger and its alarms.
    fn next_frontiers(&self, frontiers: &Frontiers, round: usize) -> Result<Frontiers, RunError> {
        let is_withheld = self.history.last().is_some_and(|round| round.stats.withheld.is_some());
        // Verdicts that are not trusted open no level.
        let next = if is_withheld { frontiers.clone() } else { self.opened(frontiers, round)? };
        match self.config.guard.action {
            GuardAction::Adapt => Ok(next.lowered(Adjustment::levels_down(&self.alarms))),
            GuardAction::Warn | GuardAction::Stop => Ok(next),
        }
    }

    /// The frontiers after a round, with the levels that its verdicts open.
    fn opened(&self, frontiers: &Frontiers, round: usize) -> Result<Frontiers, RunError> {
        let mut acceptance: BTreeMap<(SourceName, u32), Acceptance> = BTreeMap::new();
        for count in self.ledger.verdict_counts(round)? {
            let entry = acceptance.entry((count.family.as_str().into(), count.level)).or_default();
            if count.verdict != "error" {
                entry.judged += count.count;
            }
            if count.verdict == "accept" {
                entry.accepted += count.count;
            }
        }
        Ok(frontiers.next(&self.config.problems, &self.sources, &acceptance))
    }

    /// Saves the round's checkpoint and records it, so that what is evaluated next is never another.
    fn save_checkpoint(
        &mut self,
        round: usize,
        policy: &LocalPolicy,
        stats: &RoundStats,
    ) -> Result<String, RunError> {
        let digest = self.folder.save_checkpoint(round, policy)?;
        let json = serde_json::to_string(stats).expect("statistics are plain data");
        self.ledger.add_checkpoint(round, &json, &self.folder.checkpoint_relative(round), &digest)?;
        Ok(digest)
    }

    /// Evaluates the round's checkpoint on held-out problems and closes the round.
    fn finish_round(
        &mut self,
        round: usize,
        policy: &LocalPolicy,
        digest: &str,
        frontiers: &Frontiers,
        mut stats: RoundStats,
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        let started = Instant::now();
        let evaluations = self.evaluate(round, policy, digest, observer)?;
        stats.evaluation_s = started.elapsed().as_secs_f64();
        stats.elapsed_s = self.elapsed();
        let json = serde_json::to_string(&stats).expect("statistics are plain data");
        let next = guard::Round { number: round, stats, evaluations };
        let mut history = self.history.clone();
        history.push(next.clone());
        let alarms = guard::alarms(self.config, &history, self.verifier_since);
        self.ledger.finish_round(round, &json, &next.evaluations, &alarms)?;
        observer.round(round, frontiers, &next.stats, &next.evaluations);
        self.take_note(next, alarms);
        if !self.alarms.is_empty() {
            observer.alarms(round, &self.alarms, &self.adjustment);
        }
        Ok(())
    }

    /// A seed of its own for each use.
    fn seed_of(&self, purpose: &str, round: usize) -> u64 {
        let name = format!("{}/{purpose}/{round}", self.config.seed);
        veriloop_verifiers::Sha256::of(name.as_bytes()).number()
    }
}
