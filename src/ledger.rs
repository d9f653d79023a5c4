//! The run's durable record, in SQLite.
//!
//! Raw completions are stored before they are judged, verdicts as they come.
//! Writes are grouped into transactions of a bounded size: what a killed
//! process had not committed is generated or judged again on resume, from the
//! same seeds.

mod coverage;
mod oversight;
mod queries;
mod rows;

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, params};
use veriloop_problems::Problem;
use veriloop_verifiers::{Candidate, Fault, Judgement, Seal, Sha256};

use crate::guard::Alarm;
pub use coverage::FamilyCoverage;
pub use rows::{
    AuditKind, AuditRow, BeforeAndAfter, CompletionId, CompletionRow, EvaluationRow, Judged,
    JudgedCompletion, KeptTrace, Opinion, Outcome, Purpose, RoundRow, VerdictCount,
};

/// The version of the schema that this program writes and reads.
const SCHEMA_VERSION: &str = "3";

/// Rows written before they are committed together.
const ROWS_PER_TRANSACTION: usize = 256;

/// What went wrong with the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// SQLite failed.
    #[error("{path}: {source}", path = path.display())]
    Sqlite {
        /// The ledger's file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The ledger is of another version.
    #[error("{path}: expected a ledger of version {SCHEMA_VERSION}, found {found}", path = path.display())]
    Version {
        /// The ledger's file.
        path: PathBuf,
        /// The version found.
        found: String,
    },
    /// A stored value cannot be read back.
    #[error("{path}: {what}: {reason}", path = path.display())]
    Damaged {
        /// The ledger's file.
        path: PathBuf,
        /// The table and row.
        what: String,
        /// What was expected and what was found.
        reason: String,
    },
}

/// The ledger of one run.
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
    uncommitted: usize,
}

impl Ledger {
    /// Creates the ledger of a new run.
    ///
    /// # Errors
    ///
    /// When the file exists or cannot be written.
    pub fn create(path: &Path) -> Result<Ledger, LedgerError> {
        let ledger = Ledger::connect(path)?;
        ledger.run(|c| {
            c.execute_batch(include_str!("ledger/schema.sql"))?;
            c.execute(
                "INSERT INTO meta VALUES ('schema_version', ?1), ('veriloop_version', ?2)",
                [SCHEMA_VERSION, env!("CARGO_PKG_VERSION")],
            )
        })?;
        Ok(ledger)
    }

    /// Opens the ledger of a run that exists.
    ///
    /// # Errors
    ///
    /// When the file is no ledger, or one of another version.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        if !path.is_file() {
            return Err(LedgerError::Damaged {
                path: path.to_owned(),
                what: "ledger".into(),
                reason: "expected a run's ledger, found no such file".into(),
            });
        }
        let ledger = Ledger::connect(path)?;
        // A file of another program has no such table.
        let found: String = ledger
            .run(|c| c.query_row("SELECT value FROM meta WHERE key = 'schema_version'", [], |row| row.get(0)))
            .unwrap_or_else(|_| "none".into());
        if found != SCHEMA_VERSION {
            return Err(LedgerError::Version { path: path.to_owned(), found });
        }
        Ok(ledger)
    }

    fn connect(path: &Path) -> Result<Ledger, LedgerError> {
        let wrap = |source| LedgerError::Sqlite { path: path.to_owned(), source };
        let connection = Connection::open(path).map_err(wrap)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
            )
            .map_err(wrap)?;
        Ok(Ledger { connection, path: path.to_owned(), uncommitted: 0 })
    }

    fn run<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        query(&self.connection).map_err(|source| LedgerError::Sqlite { path: self.path.clone(), source })
    }

    /// Counts one write towards the open transaction, opening or committing it where due.
    fn write<T>(&mut self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        if self.uncommitted == 0 {
            self.run(|c| c.execute_batch("BEGIN"))?;
        }
        self.uncommitted += 1;
        let value = self.run(query)?;
        if self.uncommitted >= ROWS_PER_TRANSACTION {
            self.commit()?;
        }
        Ok(value)
    }

    /// Makes everything written so far durable.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn commit(&mut self) -> Result<(), LedgerError> {
        if self.uncommitted > 0 {
            self.run(|c| c.execute_batch("COMMIT"))?;
            self.uncommitted = 0;
        }
        Ok(())
    }

    /// Records a problem; one that is there already stays as it is.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or has another problem of this id.
    pub fn add_problem(&mut self, problem: &Problem, family: &str, level: u32) -> Result<(), LedgerError> {
        let json = serde_json::to_string(problem).expect("a problem is plain data");
        let split = format!("{:?}", problem.split).to_lowercase();
        let id = problem.id.as_str();
        let digest = problem.digest().to_string();
        let verifier = problem.verifier.type_name();
        let found: String = self.write(|c| {
            c.prepare_cached("INSERT OR IGNORE INTO problems VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![id, family, level, split, digest, verifier, json])?;
            c.prepare_cached("SELECT digest FROM problems WHERE id = ?1")?.query_row([id], |row| row.get(0))
        })?;
        if found != digest {
            return Err(LedgerError::Damaged {
                path: self.path.clone(),
                what: format!("problems, {id}"),
                reason: format!(
                    "expected the problem that this program generates (SHA-256 {digest}), found {found}: \
                     the run was begun by another version"
                ),
            });
        }
        Ok(())
    }

    /// Stores a raw completion, before it is judged.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or has this sample already.
    pub fn add_completion(&mut self, row: &CompletionRow) -> Result<CompletionId, LedgerError> {
        self.write(|c| {
            c.prepare_cached(
                "INSERT INTO completions (purpose, round, problem, sample, decoding, seed, policy, completion, \
                 tokens, log_prob, finish) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .insert(params![
                row.purpose.name(),
                row.round,
                row.problem.as_str(),
                row.sample,
                row.decoding,
                // SQLite's integers are signed; the bits are kept.
                row.seed.cast_signed(),
                row.policy,
                row.completion,
                row.tokens,
                row.log_prob,
                row.finish
            ])
        })
        .map(CompletionId)
    }

    /// Stores the verdict on a completion; a fault is stored as `error`, which is no verdict.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or has a verdict on this completion already.
    pub fn add_verdict(
        &mut self,
        completion: CompletionId,
        candidate: &Candidate,
        verifier: Sha256,
        result: &Result<Judgement, Fault>,
    ) -> Result<(), LedgerError> {
        let candidate = candidate.digest().to_string();
        let verifier = verifier.to_string();
        self.write(|c| {
            let mut insert = c.prepare_cached(
                "INSERT INTO verdicts (completion, verdict, reason, detail, passed, total, sealed, fuel, wall_ms, \
                 candidate, verifier) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?;
            match result {
                Ok(judgement) => insert.execute(params![
                    completion.0,
                    judgement.verdict.name(),
                    judgement.verdict.reason(),
                    judgement.detail,
                    judgement.tests.map(|tests| tests.passed),
                    judgement.tests.map(|tests| tests.total),
                    judgement.seal == Seal::Sealed,
                    judgement.fuel.cast_signed(),
                    judgement.wall.as_secs_f64() * 1e3,
                    candidate,
                    verifier
                ]),
                Err(fault) => insert.execute(params![
                    completion.0,
                    "error",
                    "fault",
                    fault.to_string(),
                    None::<u32>,
                    None::<u32>,
                    false,
                    0,
                    0.0,
                    candidate,
                    verifier
                ]),
            }
        })?;
        Ok(())
    }

    /// Takes back what was recorded of a completion's judgement, so that it can be judged again.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn take_back_verdict(&mut self, completion: CompletionId) -> Result<(), LedgerError> {
        self.write(|c| {
            c.prepare_cached("DELETE FROM verdicts WHERE completion = ?1")?.execute([completion.0])
        })?;
        Ok(())
    }

    /// Records which completions selection kept in a round, in place of what an interrupted attempt recorded.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written, or has one of them in another round.
    pub fn set_kept(&mut self, round: usize, kept: &[CompletionId]) -> Result<(), LedgerError> {
        self.together(|c| {
            c.execute("DELETE FROM kept WHERE round = ?1", [round])?;
            let mut insert = c.prepare_cached("INSERT INTO kept VALUES (?1, ?2)")?;
            kept.iter().try_for_each(|id| insert.execute(params![id.0, round]).map(drop))
        })
    }

    /// Opens a round at the given frontiers (as JSON); one that is open already stays as it is.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn begin_round(&mut self, round: usize, frontiers: &str) -> Result<(), LedgerError> {
        self.write(|c| {
            c.execute(
                "INSERT OR IGNORE INTO rounds (round, frontiers, started) VALUES (?1, ?2, ?3)",
                params![round, frontiers, now()],
            )
        })?;
        self.commit()
    }

    /// Records a round's checkpoint and its statistics until then (as JSON), together: from here on a
    /// resumed run evaluates this checkpoint and does not train again.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn add_checkpoint(
        &mut self,
        round: usize,
        stats: &str,
        checkpoint: &Path,
        digest: &str,
    ) -> Result<(), LedgerError> {
        let checkpoint = checkpoint.display().to_string();
        self.together(|c| {
            c.execute("INSERT INTO checkpoints VALUES (?1, ?2, ?3)", params![round, checkpoint, digest])?;
            c.execute("UPDATE rounds SET stats = ?2 WHERE round = ?1", params![round, stats]).map(drop)
        })
    }

    /// Closes a round with its statistics (as JSON), evaluations and alarms, together.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn finish_round(
        &mut self,
        round: usize,
        stats: &str,
        evaluations: &[EvaluationRow],
        alarms: &[Alarm],
    ) -> Result<(), LedgerError> {
        self.together(|c| {
            oversight::insert_alarms(c, round, alarms)?;
            let mut insert =
                c.prepare_cached("INSERT INTO evaluations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            for row in evaluations {
                insert.execute(params![
                    row.round,
                    row.family,
                    row.level,
                    row.problems,
                    row.greedy_accepted,
                    row.sampled_problems,
                    row.pass_at_8,
                    row.errors
                ])?;
            }
            c.execute(
                "UPDATE rounds SET finished = ?2, stats = ?3 WHERE round = ?1",
                params![round, now(), stats],
            )
            .map(drop)
        })
    }

    /// Several writes that become durable together or not at all.
    fn together(
        &mut self,
        writes: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        self.commit()?;
        let wrap = |source| LedgerError::Sqlite { path: self.path.clone(), source };
        let transaction = self.connection.transaction().map_err(wrap)?;
        writes(&transaction).map_err(wrap)?;
        transaction.commit().map_err(wrap)
    }

    /// Sets a fact of the run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn set_fact(&mut self, key: &str, value: &str) -> Result<(), LedgerError> {
        self.write(|c| c.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [key, value]))?;
        self.commit()
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Whatever was written is kept also when a later stage failed; an
        // error here has nowhere to go and loses only uncommitted rows.
        let _ = self.commit();
    }
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

#[cfg(test)]
mod tests;
