//! A run's folder: configuration, ledger, checkpoints.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use veriloop_verifiers::Sha256;

use crate::config::RunConfig;
use crate::ledger::{Ledger, LedgerError};
use crate::policy::{LocalPolicy, PolicyError, Sampler};
use crate::sources::Sources;

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
    /// The run is further than it is now asked to go.
    #[error("{path}: --rounds: expected at least {begun}, since the run has come to round {begun}, found {rounds}", path = path.display())]
    TooFewRounds {
        /// The folder.
        path: PathBuf,
        /// The last round that the run began.
        begun: usize,
        /// The rounds that were asked for.
        rounds: usize,
    },
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
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
/// The ledger's fact of what is in the files of problems.
const PROBLEMS: &str = "problems";
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
        let is_missing = |path: &Path| {
            fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        // Nothing is made yet: a run that cannot begin for another reason leaves no folder behind.
        if is_missing(path) {
            let mut ancestors = path.ancestors().skip(1).map(|folder| match folder.as_os_str().is_empty() {
                true => Path::new("."),
                false => folder,
            });
            let nearest = ancestors.find(|folder| !is_missing(folder)).unwrap_or(Path::new("."));
            return tempfile::tempfile_in(nearest).map(drop).map_err(io);
        }
        if !path.is_dir() {
            return Err(io(io::Error::other("expected a folder, found a file")));
        }
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
    pub fn create(
        path: &Path,
        config: &RunConfig,
        sources: &Sources,
    ) -> Result<(RunFolder, Ledger), RunFolderError> {
        RunFolder::check_new(path)?;
        let io = |source| RunFolderError::Io { path: path.to_owned(), source };
        fs::create_dir_all(path).map_err(io)?;
        let folder = RunFolder::lock(path)?;
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
        ledger.set_fact(PROBLEMS, &sources.digests())?;
        // The configuration comes last: a folder with one can be resumed.
        folder.write_config(config)?;
        Ok((folder, ledger))
    }

    /// Opens the folder of a run that exists, begun with this configuration; the number of rounds may differ.
    ///
    /// # Errors
    ///
    /// When it holds no run, one of another version or configuration, or another process has it.
    pub fn open(
        path: &Path,
        config: &RunConfig,
        sources: &Sources,
    ) -> Result<(RunFolder, Ledger), RunFolderError> {
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
        let (recorded, digests) = (ledger.fact(PROBLEMS)?.unwrap_or_default(), sources.digests());
        if recorded != digests {
            let changed = digests.lines().find(|line| !recorded.lines().any(|other| other == *line));
            let name = changed.and_then(|line| line.split(' ').next()).unwrap_or_default();
            return Err(RunFolderError::Damaged {
                path: folder.config(),
                reason: format!(
                    "problems.files: expected the problems and checkers that the run was begun with, found others in {name}"
                ),
            });
        }
        let begun = ledger.rounds()?.last().map_or(0, |last| last.round);
        if config.rounds < begun {
            return Err(RunFolderError::TooFewRounds { path: path.to_owned(), begun, rounds: config.rounds });
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
        relative(round)
    }

    /// The digest of a round's checkpoint: of its files' names and contents, in the order of the names.
    ///
    /// # Errors
    ///
    /// When the checkpoint cannot be read.
    pub fn checkpoint_digest(&self, round: usize) -> Result<String, RunFolderError> {
        digest(&self.checkpoint(round))
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
        sampler: Sampler,
        device: tch::Device,
    ) -> Result<LocalPolicy, RunFolderError> {
        RunFolder::read_checkpoint(&self.path, round, recorded, sampler, device)
    }

    /// Reads a checkpoint of the run in a folder, which another process may be working on.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is another than the ledger has on record.
    pub fn read_checkpoint(
        run: &Path,
        round: usize,
        recorded: &str,
        sampler: Sampler,
        device: tch::Device,
    ) -> Result<LocalPolicy, RunFolderError> {
        let path = run.join(relative(round));
        let found = digest(&path)?;
        if found != recorded {
            let reason = format!("expected the checkpoint on record (SHA-256 {recorded}), found {found}");
            return Err(RunFolderError::Damaged { path, reason });
        }
        LocalPolicy::load(&path, sampler, device)
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

/// A round's checkpoint, relative to the run's folder.
fn relative(round: usize) -> PathBuf {
    Path::new(CHECKPOINTS).join(format!("round-{round:03}"))
}

/// The digest of a checkpoint: of its files' names and contents, in the order of the names.
fn digest(folder: &Path) -> Result<String, RunFolderError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| RunFolderError::Io { path, source }
    };
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        lines.push(format!("{name} {}\n", Sha256::of(&fs::read(&path).map_err(io(&path))?)));
    }
    lines.sort_unstable();
    Ok(Sha256::of(lines.concat().as_bytes()).to_string())
}
