//! The configuration of a run: one struct a stage, defaults in one place.
//!
//! Read from TOML. Every key has a default; an unknown key is an error that
//! names file, line and key. The resolved configuration is written to the
//! run's folder as `run.toml`, and reading that file gives the same run.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use veriloop_problems::families::Family;

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

/// The problems of a run: families that are generated from the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProblemsConfig {
    /// The families.
    pub families: Vec<Family>,
    /// Levels 1 to this one are demonstrated in the cold start; no higher level ever is.
    pub demonstrated_levels: u32,
    /// The highest level that the loop may open and that is evaluated.
    pub highest_level: u32,
    /// Demonstrations generated for each family.
    pub demonstrations: usize,
    /// Fresh training problems for each family and round.
    pub per_round: usize,
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
    /// The most tokens that the tokenizer may have.
    pub vocab_size: usize,
}

/// Sampling inside the loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GenerationConfig {
    /// Completions sampled for each problem.
    pub samples_per_problem: usize,
    /// Sampling temperature.
    pub temperature: f64,
    /// Sequences in flight at once.
    pub slots: usize,
    /// The most tokens of a completion.
    pub max_new_tokens: usize,
    /// libtorch threads while generating; 0 for one a core.
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
    /// Positions of neighbouring training tokens differ by at most this; see the trainer on positions.
    pub max_position_gap: i64,
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
            rounds: 9,
            judge: JudgeKind::Verifier,
            problems: ProblemsConfig::default(),
            policy: PolicyConfig::default(),
            generation: GenerationConfig::default(),
            verification: VerificationConfig::default(),
            selection: SelectionConfig::default(),
            trainer: TrainerConfig::default(),
            evaluation: EvaluationConfig::default(),
        }
    }
}

impl Default for ProblemsConfig {
    fn default() -> ProblemsConfig {
        ProblemsConfig {
            families: Family::ALL.to_vec(),
            demonstrated_levels: 3,
            highest_level: 8,
            demonstrations: 12_000,
            per_round: 512,
            open_next_at: 0.3,
        }
    }
}

impl Default for PolicyConfig {
    fn default() -> PolicyConfig {
        PolicyConfig { hidden_size: 128, intermediate_size: 344, layers: 4, heads: 4, vocab_size: 1280 }
    }
}

impl Default for GenerationConfig {
    fn default() -> GenerationConfig {
        GenerationConfig {
            samples_per_problem: 4,
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
        SelectionConfig { per_problem: 2, demonstration_share: 0.3, newest_share: 0.5 }
    }
}

impl Default for TrainerConfig {
    fn default() -> TrainerConfig {
        TrainerConfig {
            batch_size: 64,
            cold_start_steps: 1000,
            cold_start_learning_rate: 3e-3,
            round_steps: 120,
            round_learning_rate: 1e-3,
            warmup_steps: 20,
            weight_decay: 0.01,
            clip_norm: 1.0,
            max_position_gap: 4,
        }
    }
}

impl Default for EvaluationConfig {
    fn default() -> EvaluationConfig {
        EvaluationConfig {
            problems_per_level: 64,
            sampled_problems: 24,
            samples_per_problem: 8,
            temperature: 0.9,
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not the TOML that is expected.
    #[error("{path}:{line}: {key}: {message}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key, as a dotted path.
        key: String,
        /// What was expected and what was found.
        message: String,
    },
    /// A value makes no sense.
    #[error("{origin}: {key}: expected {expected}, found {found}")]
    OutOfRange {
        /// The file, or `default configuration`.
        origin: String,
        /// The key, as a dotted path.
        key: &'static str,
        /// What would make sense.
        expected: &'static str,
        /// What was found.
        found: String,
    },
}

impl RunConfig {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// When the file is unreadable, malformed, has an unknown key, or a value that makes no sense.
    pub fn read(path: &Path) -> Result<RunConfig, ConfigError> {
        let text = fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let malformed = |key: String, error: &toml::de::Error| {
            let before = error.span().map_or("", |span| &text[..span.start.min(text.len())]);
            ConfigError::Malformed {
                path: path.to_owned(),
                line: before.matches('\n').count() + 1,
                key,
                message: error.message().replace('\n', " "),
            }
        };
        let document =
            toml::Deserializer::parse(&text).map_err(|error| malformed("document".into(), &error))?;
        let config: RunConfig = serde_path_to_error::deserialize(document)
            .map_err(|error| malformed(error.path().to_string(), error.inner()))?;
        config.check(&path.display().to_string())?;
        Ok(config)
    }

    /// Checks that every value makes sense.
    ///
    /// # Errors
    ///
    /// The first value that does not, with `origin` as the place it came from.
    pub fn check(&self, origin: &str) -> Result<(), ConfigError> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let rules: [(bool, &'static str, &'static str, String); 12] = [
            (!self.problems.families.is_empty(), "problems.families", "at least one family", "none".into()),
            (
                self.problems.demonstrated_levels >= 1,
                "problems.demonstrated_levels",
                "at least 1",
                self.problems.demonstrated_levels.to_string(),
            ),
            (
                self.problems.highest_level > self.problems.demonstrated_levels
                    && self.problems.highest_level <= Family::HIGHEST_LEVEL,
                "problems.highest_level",
                "more than demonstrated_levels and at most 8",
                self.problems.highest_level.to_string(),
            ),
            (
                share(self.problems.open_next_at),
                "problems.open_next_at",
                "a share from 0 to 1",
                self.problems.open_next_at.to_string(),
            ),
            (
                share(self.selection.demonstration_share),
                "selection.demonstration_share",
                "a share from 0 to 1",
                self.selection.demonstration_share.to_string(),
            ),
            (
                share(self.selection.newest_share),
                "selection.newest_share",
                "a share from 0 to 1",
                self.selection.newest_share.to_string(),
            ),
            (
                self.policy.heads > 0
                    && self.policy.hidden_size > 0
                    && self.policy.hidden_size % (2 * self.policy.heads) == 0,
                "policy.hidden_size",
                "a positive multiple of twice policy.heads",
                self.policy.hidden_size.to_string(),
            ),
            (
                self.policy.vocab_size >= 300,
                "policy.vocab_size",
                "at least 300",
                self.policy.vocab_size.to_string(),
            ),
            (
                self.generation.temperature > 0.0 && self.evaluation.temperature > 0.0,
                "generation.temperature",
                "a temperature above 0, as evaluation.temperature",
                self.generation.temperature.to_string(),
            ),
            (
                self.evaluation.samples_per_problem >= 8,
                "evaluation.samples_per_problem",
                "at least 8, for pass@8",
                self.evaluation.samples_per_problem.to_string(),
            ),
            (
                self.trainer.max_position_gap >= 1,
                "trainer.max_position_gap",
                "at least 1",
                self.trainer.max_position_gap.to_string(),
            ),
            (
                [
                    self.generation.samples_per_problem,
                    self.generation.slots,
                    self.generation.max_new_tokens,
                    self.verification.queue,
                    self.trainer.batch_size,
                    self.trainer.cold_start_steps,
                    self.trainer.round_steps,
                    self.problems.per_round,
                    self.problems.demonstrations,
                    self.evaluation.problems_per_level,
                ]
                .iter()
                .all(|&count| count > 0),
                "generation, verification, trainer, problems, evaluation",
                "counts of at least 1",
                "0".into(),
            ),
        ];
        match rules.into_iter().find(|(holds, ..)| !holds) {
            None => Ok(()),
            Some((_, key, expected, found)) => {
                Err(ConfigError::OutOfRange { origin: origin.to_owned(), key, expected, found })
            }
        }
    }

    /// The configuration as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("a configuration is plain data")
    }
}
