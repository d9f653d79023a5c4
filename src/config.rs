//! The configuration of a run: one struct a stage, defaults in one place.
//!
//! Read from TOML. Every key has a default; an unknown key is an error that
//! names file, line and key. The resolved configuration is written to the
//! run's folder as `run.toml`, and reading that file gives the same run.

mod oversight;
mod read;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use veriloop_problems::SourceName;
use veriloop_problems::families::Family;

pub use oversight::{AuditConfig, DrillConfig, GuardAction, GuardConfig};
pub use read::ConfigError;

/// Everything that decides a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
    /// Decides every random choice: problems, initial parameters, samples, batches.
    pub seed: u64,
    /// Rounds of generate, verify, keep and fine-tune after the cold start.
    pub rounds: usize,
    /// What decides which traces are kept.
    pub judge: JudgeKind,
    /// The problems.
    pub problems: ProblemsConfig,
    /// The model.
    pub policy: PolicyConfig,
    /// Sampling inside the loop.
    pub generation: GenerationConfig,
    /// Judging inside the loop.
    pub verification: VerificationConfig,
    /// Which verified traces are kept and how they are mixed.
    pub selection: SelectionConfig,
    /// Training.
    pub trainer: TrainerConfig,
    /// Held-out evaluation.
    pub evaluation: EvaluationConfig,
    /// Auditing of the verifier.
    pub audit: AuditConfig,
    /// Alarms, and what is done about them.
    pub guard: GuardConfig,
    /// Faults that are injected on purpose, to see the guard at work.
    pub drill: DrillConfig,
}

/// The source of judgment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JudgeKind {
    /// Keep what the problem's verifier accepts. The default.
    Verifier,
    /// Keep everything, whatever the verifier says: the control experiment that shows what verification is worth.
    KeepEverything,
}

/// The problems of a run: families that are generated from the seed, and files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProblemsConfig {
    /// The families.
    pub families: Vec<Family>,
    /// Files of problems whose `tags.level` says their level. A path is from the configuration's folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<PathBuf>,
    /// Levels 1 to this one are demonstrated in the cold start; no higher level ever is.
    pub demonstrated_levels: u32,
    /// The highest level that the loop may open and that is evaluated.
    pub highest_level: u32,
    /// Demonstrations generated for each family, in proportion to the level: a longer one has more to show.
    pub demonstrations: usize,
    /// Fresh training problems for each family and round.
    pub per_round: usize,
    /// Of these, the share one level above the frontier.
    pub share_above: f64,
    /// A level is solved, and the next one opens, once this share of its samples is accepted.
    pub open_next_at: f64,
}

/// The shape of the model that is trained from scratch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyConfig {
    /// Width of the residual stream.
    pub hidden_size: i64,
    /// Width of the feed-forward layer.
    pub intermediate_size: i64,
    /// Number of blocks.
    pub layers: i64,
    /// Number of attention heads.
    pub heads: i64,
    /// Number of heads of keys and values, each shared by as many attention heads. Few make sampling fast.
    pub key_value_heads: i64,
    /// The most tokens that the tokenizer may have.
    pub vocab_size: usize,
    /// Base of the rotary frequencies. With a large one most of a head's dimensions hardly turn over a
    /// sequence, and match tokens by what they are rather than by where they stand.
    pub rope_theta: f64,
}

/// Sampling inside the loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GenerationConfig {
    /// Completions sampled for each problem.
    pub samples_per_problem: usize,
    /// Sampling temperature.
    pub temperature: f64,
    /// Sequences in flight at once in each sampling thread.
    pub slots: usize,
    /// The most tokens of a completion.
    pub max_new_tokens: usize,
    /// Threads that sample beside each other, each its share of the prompts; 0 for one on each core.
    pub threads: usize,
}

/// Judging inside the loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VerificationConfig {
    /// Verifier threads; 0 for half of the cores.
    pub workers: usize,
    /// Instructions that a candidate may execute.
    pub fuel: u64,
    /// How often a fault of ours is retried before it is recorded as an error.
    pub retries: usize,
    /// Completions that may wait for a verifier before generation waits.
    pub queue: usize,
}

/// Which verified traces are kept and how they are mixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SelectionConfig {
    /// Distinct traces kept for each problem.
    pub per_problem: usize,
    /// Share of each batch drawn from demonstrations; the rest are kept traces.
    pub demonstration_share: f64,
    /// Share of the kept traces in a batch drawn from the newest round.
    pub newest_share: f64,
}

/// Training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainerConfig {
    /// Sequences in a batch.
    pub batch_size: usize,
    /// Optimiser steps of the cold start.
    pub cold_start_steps: usize,
    /// Peak learning rate of the cold start.
    pub cold_start_learning_rate: f64,
    /// Optimiser steps of each round.
    pub round_steps: usize,
    /// Peak learning rate of each round.
    pub round_learning_rate: f64,
    /// Steps of linear warm-up.
    pub warmup_steps: usize,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Largest norm of a gradient.
    pub clip_norm: f64,
    /// Random gaps in the positions of training rows.
    pub gaps: GapsConfig,
}

/// Random gaps in the positions of a training row; see the trainer on positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GapsConfig {
    /// The share of rows with gaps between all tokens; the others have gaps between lines.
    pub token_share: f64,
    /// The largest gap between two tokens of such a row is drawn for the row, from 0 to this.
    pub token: i64,
    /// The largest gap between two lines of the prompt.
    pub prompt_line: i64,
    /// The share of the other rows with gaps in the prompt.
    pub prompt_share: f64,
    /// The largest gap between prompt and completion.
    pub boundary: i64,
    /// The largest gap between two lines of the completion.
    pub completion_line: i64,
    /// The share of the other rows with gaps before and in the completion.
    pub completion_share: f64,
}

/// Held-out evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvaluationConfig {
    /// Held-out problems for each family and level.
    pub problems_per_level: usize,
    /// Of these problems, the first so many are sampled for pass@8.
    pub sampled_problems: usize,
    /// Samples for each of them; at least 8.
    pub samples_per_problem: usize,
    /// Temperature of those samples. The greedy completion is taken besides.
    pub temperature: f64,
}

impl Default for RunConfig {
    fn default() -> RunConfig {
        RunConfig {
            seed: 1,
            rounds: 13,
            judge: JudgeKind::Verifier,
            problems: ProblemsConfig::default(),
            policy: PolicyConfig::default(),
            generation: GenerationConfig::default(),
            verification: VerificationConfig::default(),
            selection: SelectionConfig::default(),
            trainer: TrainerConfig::default(),
            evaluation: EvaluationConfig::default(),
            audit: AuditConfig::default(),
            guard: GuardConfig::default(),
            drill: DrillConfig::default(),
        }
    }
}

impl ProblemsConfig {
    /// The names of the sources of problems, families first.
    pub fn names(&self) -> Vec<SourceName> {
        let families = self.families.iter().map(|&family| SourceName::of_family(family));
        families.chain(self.files.iter().map(|path| SourceName::of_file(path))).collect()
    }
}

impl Default for ProblemsConfig {
    fn default() -> ProblemsConfig {
        ProblemsConfig {
            families: Family::ALL.to_vec(),
            files: Vec::new(),
            demonstrated_levels: 3,
            highest_level: 7,
            demonstrations: 36_000,
            per_round: 1280,
            share_above: 0.3,
            open_next_at: 0.3,
        }
    }
}

impl Default for PolicyConfig {
    fn default() -> PolicyConfig {
        PolicyConfig {
            hidden_size: 128,
            intermediate_size: 344,
            layers: 4,
            heads: 4,
            key_value_heads: 1,
            vocab_size: 2048,
            rope_theta: 1e6,
        }
    }
}

impl Default for GenerationConfig {
    fn default() -> GenerationConfig {
        GenerationConfig {
            samples_per_problem: 2,
            temperature: 0.8,
            slots: 192,
            max_new_tokens: 120,
            threads: 0,
        }
    }
}

impl Default for VerificationConfig {
    fn default() -> VerificationConfig {
        VerificationConfig { workers: 0, fuel: 2_000_000_000, retries: 2, queue: 256 }
    }
}

impl Default for SelectionConfig {
    fn default() -> SelectionConfig {
        SelectionConfig { per_problem: 1, demonstration_share: 0.25, newest_share: 0.4 }
    }
}

impl Default for TrainerConfig {
    fn default() -> TrainerConfig {
        TrainerConfig {
            batch_size: 32,
            cold_start_steps: 2000,
            cold_start_learning_rate: 3e-3,
            round_steps: 160,
            round_learning_rate: 1e-3,
            warmup_steps: 40,
            weight_decay: 0.1,
            clip_norm: 1.0,
            gaps: GapsConfig::default(),
        }
    }
}

impl Default for GapsConfig {
    fn default() -> GapsConfig {
        GapsConfig {
            token_share: 0.35,
            token: 3,
            prompt_line: 2,
            prompt_share: 0.5,
            boundary: 128,
            completion_line: 12,
            completion_share: 0.75,
        }
    }
}

impl Default for EvaluationConfig {
    fn default() -> EvaluationConfig {
        EvaluationConfig {
            problems_per_level: 64,
            sampled_problems: 8,
            samples_per_problem: 8,
            temperature: 0.9,
        }
    }
}
