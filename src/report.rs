//! `report.html`: what a run did, for a person.
//!
//! One self-contained page: no script, and nothing that is fetched. Every
//! figure comes from the run's ledger, so the page can be written anew at any
//! time, also while the run goes on.

mod alarms;
mod charts;
mod coverage;
mod examples;
mod family;
mod figures;
mod headline;
mod health;
mod page;
mod provenance;
mod record;
mod text;

use std::io;
use std::path::{Path, PathBuf};

use crate::config::{ConfigError, RunConfig};
use crate::ledger::{Ledger, LedgerError};
pub(crate) use page::page;
use record::Record;
pub(crate) use text::visible;

/// The report's name in the run's folder.
const FILE_NAME: &str = "report.html";

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The run's configuration cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A round of the ledger is not in the form that is expected.
    #[error("{path}: rounds, round {round}: {column}: {source}", path = path.display())]
    Round {
        /// The ledger's file.
        path: PathBuf,
        /// The round.
        round: usize,
        /// The column of the table.
        column: &'static str,
        /// What was expected and what was found.
        source: serde_json::Error,
    },
    /// The report cannot be written.
    #[error("{path}: cannot write the report: {source}", path = path.display())]
    Write {
        /// The report's file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes the report of the run in a folder, and returns its path.
///
/// The folder must hold `run.toml` and `ledger.sqlite`. The report is whole or
/// as it was before: it is written beside its place and renamed into it.
///
/// # Errors
///
/// When configuration or ledger cannot be read, or the report cannot be written.
pub fn write(run_dir: &Path) -> Result<PathBuf, ReportError> {
    let config = RunConfig::read(&run_dir.join("run.toml"))?;
    let ledger_path = run_dir.join("ledger.sqlite");
    let ledger = Ledger::open(&ledger_path)?;
    let record = Record::read(config, &ledger, &ledger_path)?;
    let html = page::render(&record).into_string();
    let path = run_dir.join(FILE_NAME);
    crate::files::replace(&path, html.as_bytes())
        .map_err(|source| ReportError::Write { path: path.clone(), source })?;
    Ok(path)
}
