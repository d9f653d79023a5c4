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
    /// Another process works on the run.
    #[error("{path}: another process is working on this run", path = path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
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

/// The folder of a run, held by this process alone.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    /// Locked for as long as it is open.
    _lock: fs::File,
}

/// The file that a process locks while it works on a run.
const LOCK: &str = "run.lock";
/// The resolved configuration.
const CONFIG: &str = "run.toml";
/// The ledger.
const LEDGER: &str = "ledger.sqlite";
/// The checkpoints.
const CHECKPOINTS: &str = "checkpoints";

impl RunFolder {
    /// Finds out, before any work is done, whether a new run can have this folder.
    ///
    /// What a process left that was killed while it made the folder does not count: without a
    /// configuration there is no run to go on with.
    ///
    /// # Errors
    ///
    /// When the folder has files in it or cannot be written.
    pub fn check_new(path: &Path) -> Result<(), RunFolderError> {
        let io = |source| RunFolderError::Io { path: path.to_owned(), source };
        // Only what is missing of the folder is made, and nothing is put into it.
        fs::create_dir_all(path).map_err(io)?;
        for entry in fs::read_dir(path).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let name = name.to_string_lossy();
            let unfinished =
                name == LOCK || name == CHECKPOINTS || name.starts_with(LEDGER) || name.starts_with(".tmp");
            if !unfinished {
                return Err(RunFolderError::NotEmpty { path: path.to_owned() });
            }
        }
        tempfile::tempfile_in(path).map(drop).map_err(io)
    }

    /// Makes the folder of a new run, with its configuration and an empty ledger.
    ///
    /// # Errors
    ///
    /// When the folder has files in it, cannot be written, or another process has it.
    pub fn create(path: &Path, config: &RunConfig) -> Result<(RunFolder, Ledger), RunFolderError> {
        RunFolder::check_new(path)?;
        let folder = RunFolder::lock(path)?;
        let io = |source| RunFolderError::Io { path: path.to_owned(), source };
        for entry in fs::read_dir(path).map_err(io)? {
            let entry = entry.map_err(io)?.path();
            if entry.is_dir() {
                fs::remove_dir_all(&entry).map_err(io)?;
            } else if !entry.ends_with(LOCK) {
                fs::remove_file(&entry).map_err(io)?;
            }
        }
        fs::create_dir(folder.path.join(CHECKPOINTS)).map_err(io)?;
        let mut ledger = Ledger::create(&folder.ledger())?;
        ledger.set_fact("config", &config.digest())?;
        // The configuration comes last: a folder with one can be resumed.
        folder.write_config(config)?;
        Ok((folder, ledger))
    }

    /// Opens the folder of a run that exists, begun with this configuration; the number of rounds may differ.
    ///
    /// # Errors
    ///
    /// When it holds no run, one of another version or configuration, or another process has it.
    pub fn open(path: &Path, config: &RunConfig) -> Result<(RunFolder, Ledger), RunFolderError> {
        for file in [CONFIG, LEDGER] {
            if !path.join(file).is_file() {
                return Err(RunFolderError::NoRun { path: path.to_owned(), missing: file });
            }
        }
        let folder = RunFolder::lock(path)?;
        let ledger = Ledger::open(&folder.ledger())?;
        let (expected, found) = (ledger.fact("config")?, config.digest());
        if expected.as_ref() != Some(&found) {
            return Err(RunFolderError::Damaged {
                path: folder.config(),
                reason: "expected the configuration that the run was begun with, found another; \
                         only the number of rounds may change"
                    .into(),
            });
        }
        folder.write_config(config)?;
        // A checkpoint that was being written when the process was killed.
        let io = |source| RunFolderError::Io { path: path.to_owned(), source };
        for entry in fs::read_dir(path.join(CHECKPOINTS)).map_err(io)? {
            let entry = entry.map_err(io)?;
            if entry.file_name().to_string_lossy().starts_with(".tmp") {
                fs::remove_dir_all(entry.path()).map_err(io)?;
            }
        }
        Ok((folder, ledger))
    }

    /// Where the configuration of the run in a folder is.
    pub fn config_of(path: &Path) -> PathBuf {
        path.join(CONFIG)
    }

    fn lock(path: &Path) -> Result<RunFolder, RunFolderError> {
        let io = |source| RunFolderError::Io { path: path.join(LOCK), source };
        let lock = fs::File::create(path.join(LOCK)).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => Ok(RunFolder { path: path.to_owned(), _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => Err(RunFolderError::Busy { path: path.to_owned() }),
            Err(fs::TryLockError::Error(source)) => Err(io(source)),
        }
    }

    fn write_config(&self, config: &RunConfig) -> Result<(), RunFolderError> {
        let path = self.config();
        crate::files::replace(&path, config.to_toml().as_bytes())
            .map_err(|source| RunFolderError::Io { path, source })
    }

    /// The resolved configuration.
    pub fn config(&self) -> PathBuf {
        RunFolder::config_of(&self.path)
    }

    /// The ledger.
    pub fn ledger(&self) -> PathBuf {
        self.path.join(LEDGER)
    }

    /// A round's checkpoint.
    pub fn checkpoint(&self, round: usize) -> PathBuf {
        self.path.join(self.checkpoint_relative(round))
    }

    /// A round's checkpoint, relative to the folder.
    pub fn checkpoint_relative(&self, round: usize) -> PathBuf {
        Path::new(CHECKPOINTS).join(format!("round-{round:03}"))
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

    /// Reads a round's checkpoint, which must be the one that the ledger has on record.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is another.
    pub fn load_checkpoint(
        &self,
        round: usize,
        recorded: &str,
        slots: usize,
        device: tch::Device,
    ) -> Result<LocalPolicy, RunFolderError> {
        let found = self.checkpoint_digest(round)?;
        let path = self.checkpoint(round);
        if found != recorded {
            let reason = format!("expected the checkpoint on record (SHA-256 {recorded}), found {found}");
            return Err(RunFolderError::Damaged { path, reason });
        }
        LocalPolicy::load(&path, slots, device)
            .map_err(|error| RunFolderError::Damaged { path, reason: error.to_string() })
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
