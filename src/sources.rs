//! A run's sources of problems, opened.

use std::collections::HashMap;

use veriloop_problems::{ProblemId, Source, SourceError, SourceName};

use crate::config::ProblemsConfig;

/// Why a run's problems cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// A file cannot be a source of problems.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Two files have a problem of the same name.
    #[error("problems.files: expected no problem in two files, found {id} in {first} and {second}")]
    Twice {
        /// The problem.
        id: ProblemId,
        /// One file's name.
        first: SourceName,
        /// The other's.
        second: SourceName,
    },
}

/// The sources of a run's problems, in the order of the configuration: families first.
#[derive(Clone, Debug)]
pub struct Sources {
    sources: Vec<Source>,
    highest_level: u32,
}

impl Sources {
    /// Opens the sources that a configuration names.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or is not what a run needs, or two have a problem of the same name.
    pub fn open(config: &ProblemsConfig) -> Result<Sources, SourcesError> {
        let mut sources: Vec<Source> = config.families.iter().map(|&family| Source::family(family)).collect();
        let mut seen: HashMap<ProblemId, SourceName> = HashMap::new();
        for path in &config.files {
            let source = Source::file(path, config.demonstrated_levels)?;
            for id in source.ids() {
                if let Some(first) = seen.insert(id.clone(), source.name().clone()) {
                    return Err(SourcesError::Twice { id, first, second: source.name().clone() });
                }
            }
            sources.push(source);
        }
        Ok(Sources { sources, highest_level: config.highest_level })
    }

    /// Every source.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.sources.len()
    }

    /// The source of this name, if it is one of the run's.
    pub fn named(&self, name: &str) -> Option<&Source> {
        self.iter().find(|source| source.name().as_str() == name)
    }

    /// The highest level of a source that the loop may open.
    pub fn highest_level(&self, source: &Source) -> u32 {
        self.highest_level.min(source.highest_level())
    }

    /// Every level of every source that is evaluated.
    pub fn levels(&self) -> impl Iterator<Item = (&Source, u32)> {
        self.iter().flat_map(|source| (1..=self.highest_level(source)).map(move |level| (source, level)))
    }

    /// What says whether the problems are those of another time: the hash of every file's.
    pub fn digests(&self) -> String {
        let files = self.iter().filter_map(|source| Some(format!("{} {}", source.name(), source.digest()?)));
        files.collect::<Vec<_>>().join("\n")
    }
}
