//! A run's folder: configuration, ledger, checkpoints.

use std::fs;
use std::path::{Path, PathBuf};

use veriloop_verifiers::Sha256;

use crate::config::RunConfig;
use crate::ledger::{Ledger, LedgerError};
use crate::policy::{LocalPolicy, PolicyError};

/// Why a run's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RunFolderError {
    /// The folder holds something already.
    #[error("{path}: expected a new or empty folder, found files in it; use --resume to go on with a run", path = path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds no run.
    #[error("{path}: expected the folder of a run, found no {missing} in it", path = path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
        /// The file that is missing.
        missing: &'static str,
    },
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What the folder holds is not what the loop wrote.
    #[error("{path}: {reason}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A checkpoint failed.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// The folder of a run.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// Finds out, before any work is done, whether a new run can have this folder.
    ///
    /// # Errors
    ///
    /// When the folder has files in it or cannot be written.
    pub fn check_new(path: &Path) -> Result<(), RunFolderError> {
        let io = |source| RunFolderError::Io { path: path.to_owned(), source };
        // Only what is missing of the folder is made, and nothing is put into it.
        fs::create_dir_all(path).map_err(io)?;
        if fs::read_dir(path).map_err(io)?.next().is_some() {
            return Err(RunFolderError::NotEmpty { path: path.to_owned() });
        }
        tempfile::tempfile_in(path).map(drop).map_err(io)
    }

    /// Makes the folder of a new run, with its configuration and an empty ledger.
    ///
    /// # Errors
    ///
    /// When the folder has files in it or cannot be written.
    pub fn create(path: &Path, config: &RunConfig) -> Result<(RunFolder, Ledger), RunFolderError> {
        RunFolder::check_new(path)?;
        let io = |source| RunFolderError::Io { path: path.to_owned(), source };
        let folder = RunFolder { path: path.to_owned() };
        fs::create_dir(folder.path.join("checkpoints")).map_err(io)?;
        let ledger = Ledger::create(&folder.ledger())?;
        // The configuration comes last: a folder with one can be resumed.
        let mut file = tempfile::NamedTempFile::new_in(path).map_err(io)?;
        std::io::Write::write_all(&mut file, config.to_toml().as_bytes()).map_err(io)?;
        file.persist(folder.config()).map_err(|error| io(error.error))?;
        Ok((folder, ledger))
    }

    /// Opens the folder of a run that exists.
    ///
    /// # Errors
    ///
    /// When it holds no run, or one of another version.
    pub fn open(path: &Path) -> Result<(RunFolder, Ledger), RunFolderError> {
        let folder = RunFolder { path: path.to_owned() };
        for (file, missing) in [(folder.config(), "run.toml"), (folder.ledger(), "ledger.sqlite")] {
            if !file.is_file() {
                return Err(RunFolderError::NoRun { path: path.to_owned(), missing });
            }
        }
        let ledger = Ledger::open(&folder.ledger())?;
        Ok((folder, ledger))
    }

    /// The resolved configuration.
    pub fn config(&self) -> PathBuf {
        self.path.join("run.toml")
    }

    /// The ledger.
    pub fn ledger(&self) -> PathBuf {
        self.path.join("ledger.sqlite")
    }

    /// A round's checkpoint.
    pub fn checkpoint(&self, round: usize) -> PathBuf {
        self.path.join(self.checkpoint_relative(round))
    }

    /// A round's checkpoint, relative to the folder.
    pub fn checkpoint_relative(&self, round: usize) -> PathBuf {
        Path::new("checkpoints").join(format!("round-{round:03}"))
    }

    /// The digest of a round's parameters.
    ///
    /// # Errors
    ///
    /// When the checkpoint cannot be read.
    pub fn checkpoint_digest(&self, round: usize) -> Result<String, RunFolderError> {
        let path = self.checkpoint(round).join("model.safetensors");
        let bytes = fs::read(&path).map_err(|source| RunFolderError::Io { path, source })?;
        Ok(Sha256::of(&bytes).to_string())
    }

    /// Writes a round's checkpoint, in place of one that an interrupted attempt at the round left; returns its digest.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn save_checkpoint(&self, round: usize, policy: &LocalPolicy) -> Result<String, RunFolderError> {
        let path = self.checkpoint(round);
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|source| RunFolderError::Io { path: path.clone(), source })?;
        }
        policy.save(&path)?;
        self.checkpoint_digest(round)
    }
}
