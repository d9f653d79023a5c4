//! Reading a configuration, and what its values may be.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use veriloop_problems::SourceName;
use veriloop_problems::families::Family;
use veriloop_verifiers::Sha256;

use super::RunConfig;

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
    /// The file is not the TOML that is expected, or a value makes no sense.
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
}

/// A value that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The key, as a dotted path.
    pub key: &'static str,
    /// What would make sense, and what was found.
    pub message: String,
}

impl RunConfig {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// When the file is unreadable, malformed, has an unknown key, or a value that makes no sense.
    pub fn read(path: &Path) -> Result<RunConfig, ConfigError> {
        let bytes =
            fs::read(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            ConfigError::Malformed {
                path: path.to_owned(),
                line: valid.iter().filter(|&&byte| byte == b'\n').count() + 1,
                key: "document".into(),
                message: "expected UTF-8, found another byte".into(),
            }
        })?;
        let malformed = |key: String, at: usize, message: &str| ConfigError::Malformed {
            path: path.to_owned(),
            line: text[..at.min(text.len())].matches('\n').count() + 1,
            key,
            message: message.replace('\n', " "),
        };
        let of_toml = |key: String, error: &toml::de::Error| {
            malformed(key, error.span().map_or(0, |span| span.start), error.message())
        };
        let document = toml::Deserializer::parse(&text).map_err(|error| {
            // A key that comes twice is found before there is a document, and the error spans the key.
            let is_key = error.message() == "duplicate key";
            let key = error.span().filter(|_| is_key).and_then(|span| text.get(span));
            of_toml(key.unwrap_or("document").into(), &error)
        })?;
        let mut config: RunConfig = serde_path_to_error::deserialize(document)
            .map_err(|error| of_toml(error.path().to_string(), error.inner()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for file in &mut config.problems.files {
            *file = std::path::absolute(folder.join(&*file))
                .map_err(|source| ConfigError::Unreadable { path: file.clone(), source })?;
        }
        match config.check() {
            Ok(()) => Ok(config),
            Err(OutOfRange { key, message }) => {
                let at = offset_of(&text, key).unwrap_or(0);
                Err(malformed(key.into(), at, &message))
            }
        }
    }

    /// Checks that every value makes sense.
    ///
    /// # Errors
    ///
    /// The first value that does not.
    pub fn check(&self) -> Result<(), OutOfRange> {
        let RunConfig { problems, policy, generation, verification, selection, trainer, evaluation, .. } =
            self;
        let RunConfig { audit, guard, drill, .. } = self;
        let levels = problems.demonstrated_levels as usize;
        let names = problems.names();
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let shown: Vec<&str> = names.iter().map(SourceName::as_str).collect();
        let key = if problems.files.is_empty() { "problems.families" } else { "problems.files" };
        let rules = [
            Rule::new(
                !distinct.is_empty() && distinct.len() == names.len(),
                key,
                "at least one family or file, and no name twice",
                format!("[{}]", shown.join(", ")),
            ),
            Rule::new(
                (1..Family::HIGHEST_LEVEL).contains(&problems.demonstrated_levels),
                "problems.demonstrated_levels",
                format!("1 to {}", Family::HIGHEST_LEVEL - 1),
                problems.demonstrated_levels,
            ),
            Rule::new(
                problems.highest_level > problems.demonstrated_levels
                    && problems.highest_level <= Family::HIGHEST_LEVEL,
                "problems.highest_level",
                format!("more than demonstrated_levels and at most {}", Family::HIGHEST_LEVEL),
                problems.highest_level,
            ),
            Rule::new(
                problems.demonstrations >= levels.saturating_mul(levels.saturating_add(1)) / 2,
                "problems.demonstrations",
                "enough for one of the lowest level, two of the next, and so on",
                problems.demonstrations,
            ),
            Rule::count("problems.per_round", problems.per_round),
            Rule::share("problems.share_above", problems.share_above),
            Rule::share("problems.open_next_at", problems.open_next_at),
            Rule::count("policy.heads", policy.heads),
            Rule::new(
                policy.hidden_size > 0 && policy.heads > 0 && policy.hidden_size % (2 * policy.heads) == 0,
                "policy.hidden_size",
                "a positive multiple of twice policy.heads",
                policy.hidden_size,
            ),
            Rule::new(
                policy.key_value_heads > 0 && policy.heads > 0 && policy.heads % policy.key_value_heads == 0,
                "policy.key_value_heads",
                "a positive divisor of policy.heads",
                policy.key_value_heads,
            ),
            Rule::count("policy.intermediate_size", policy.intermediate_size),
            Rule::count("policy.layers", policy.layers),
            Rule::new(policy.vocab_size >= 300, "policy.vocab_size", "at least 300", policy.vocab_size),
            Rule::new(
                policy.rope_theta.is_finite() && policy.rope_theta > 1.0,
                "policy.rope_theta",
                "a number above 1",
                policy.rope_theta,
            ),
            Rule::count("generation.samples_per_problem", generation.samples_per_problem),
            Rule::positive("generation.temperature", generation.temperature),
            Rule::count("generation.slots", generation.slots),
            Rule::count("generation.max_new_tokens", generation.max_new_tokens),
            Rule::count("verification.fuel", verification.fuel),
            Rule::count("verification.queue", verification.queue),
            Rule::count("selection.per_problem", selection.per_problem),
            Rule::share("selection.demonstration_share", selection.demonstration_share),
            Rule::share("selection.newest_share", selection.newest_share),
            Rule::count("trainer.batch_size", trainer.batch_size),
            Rule::count("trainer.cold_start_steps", trainer.cold_start_steps),
            Rule::positive("trainer.cold_start_learning_rate", trainer.cold_start_learning_rate),
            Rule::count("trainer.round_steps", trainer.round_steps),
            Rule::positive("trainer.round_learning_rate", trainer.round_learning_rate),
            Rule::new(
                trainer.weight_decay.is_finite() && trainer.weight_decay >= 0.0,
                "trainer.weight_decay",
                "a number of at least 0",
                trainer.weight_decay,
            ),
            Rule::positive("trainer.clip_norm", trainer.clip_norm),
            Rule::share("trainer.gaps.token_share", trainer.gaps.token_share),
            Rule::gap("trainer.gaps.token", trainer.gaps.token),
            Rule::gap("trainer.gaps.prompt_line", trainer.gaps.prompt_line),
            Rule::share("trainer.gaps.prompt_share", trainer.gaps.prompt_share),
            Rule::gap("trainer.gaps.boundary", trainer.gaps.boundary),
            Rule::gap("trainer.gaps.completion_line", trainer.gaps.completion_line),
            Rule::share("trainer.gaps.completion_share", trainer.gaps.completion_share),
            Rule::count("evaluation.problems_per_level", evaluation.problems_per_level),
            Rule::new(
                evaluation.sampled_problems <= evaluation.problems_per_level,
                "evaluation.sampled_problems",
                "at most evaluation.problems_per_level",
                evaluation.sampled_problems,
            ),
            Rule::new(
                evaluation.samples_per_problem >= 8,
                "evaluation.samples_per_problem",
                "at least 8, for pass@8",
                evaluation.samples_per_problem,
            ),
            Rule::positive("evaluation.temperature", evaluation.temperature),
            Rule::count("audit.every", audit.every),
            Rule::new(audit.probes >= 1 && audit.probes <= 1000, "audit.probes", "1 to 1000", audit.probes),
            Rule::share("guard.max_false_negatives", guard.max_false_negatives),
            Rule::share("guard.max_false_positives", guard.max_false_positives),
            Rule::share("guard.max_constants", guard.max_constants),
            Rule::share("guard.min_solved", guard.min_solved),
            Rule::share("guard.max_same_completion", guard.max_same_completion),
            Rule::share("guard.goodhart_margin", guard.goodhart_margin),
            Rule::share("drill.reject_right", drill.reject_right),
            Rule::share("drill.accept_wrong", drill.accept_wrong),
        ];
        match rules.into_iter().find(|rule| !rule.holds) {
            None => Ok(()),
            Some(Rule { key, message, .. }) => Err(OutOfRange { key, message }),
        }
    }

    /// What identifies a run's configuration: its SHA-256, whatever the number of rounds, which may be raised later.
    pub fn digest(&self) -> String {
        Sha256::of(RunConfig { rounds: 0, ..self.clone() }.to_toml().as_bytes()).to_string()
    }

    /// The configuration as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("a configuration is plain data")
    }
}

/// What one value has to be.
struct Rule {
    holds: bool,
    key: &'static str,
    message: String,
}

impl Rule {
    fn new(
        holds: bool,
        key: &'static str,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) -> Rule {
        Rule { holds, key, message: format!("expected {expected}, found {found}") }
    }

    fn count<T: PartialOrd + From<u8> + std::fmt::Display>(key: &'static str, found: T) -> Rule {
        Rule::new(found >= T::from(1), key, "at least 1", found)
    }

    fn positive(key: &'static str, found: f64) -> Rule {
        Rule::new(found.is_finite() && found > 0.0, key, "a number above 0", found)
    }

    fn gap(key: &'static str, found: i64) -> Rule {
        Rule::new((0..=4096).contains(&found), key, "0 to 4096", found)
    }

    fn share(key: &'static str, found: f64) -> Rule {
        Rule::new((0.0..=1.0).contains(&found), key, "a share from 0 to 1", found)
    }
}

/// Where the value of a dotted key begins in a TOML text that has it.
fn offset_of(text: &str, key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let mut parts = key.split('.').peekable();
    loop {
        let value = table.get(parts.next()?)?;
        match (parts.peek(), value.get_ref()) {
            (None, _) => return Some(value.span().start),
            (Some(_), DeValue::Table(inner)) => table = inner,
            _ => return None,
        }
    }
}
