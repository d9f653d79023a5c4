//! The run's durable record, in SQLite.
//!
//! Raw completions are stored before they are judged, verdicts as they come.
//! Writes are grouped into transactions of a bounded size: what a killed
//! process had not committed is generated or judged again on resume, from the
//! same seeds.

mod rows;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, params};
use veriloop_problems::{Problem, ProblemId};
use veriloop_verifiers::{Candidate, Fault, Judgement, Seal, Sha256};

pub use rows::{
    BeforeAndAfter, CompletionId, CompletionRow, EvaluationRow, Judged, JudgedCompletion, KeptTrace, Outcome,
    Purpose, RoundRow, VerdictCount,
};

/// The version of the schema that this program writes and reads.
const SCHEMA_VERSION: &str = "1";

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
        let found: String = ledger.run(|c| {
            c.query_row("SELECT value FROM meta WHERE key = 'schema_version'", [], |row| row.get(0))
        })?;
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
    /// When the file cannot be written.
    pub fn add_problem(&mut self, problem: &Problem, family: &str, level: u32) -> Result<(), LedgerError> {
        let json = serde_json::to_string(problem).expect("a problem is plain data");
        let split = format!("{:?}", problem.split).to_lowercase();
        self.write(|c| {
            c.prepare_cached("INSERT OR IGNORE INTO problems VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(
                params![
                    problem.id.as_str(),
                    family,
                    level,
                    split,
                    problem.digest().to_string(),
                    problem.verifier.type_name(),
                    json
                ],
            )
        })?;
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

    /// The completions of a round that are already there, by problem and sample.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn completions(
        &self,
        purpose: Purpose,
        round: usize,
    ) -> Result<HashMap<(ProblemId, usize), JudgedCompletion>, LedgerError> {
        let rows = self.run(|c| {
            let mut query = c.prepare_cached(
                "SELECT completions.id, problem, sample, completions.completion, tokens, verdict, reason FROM completions \
                 LEFT JOIN verdicts ON verdicts.completion = completions.id WHERE purpose = ?1 AND round = ?2",
            )?;
            let rows = query.query_map(params![purpose.name(), round], |row| {
                let judged = JudgedCompletion {
                    id: CompletionId(row.get(0)?),
                    problem: ProblemId::new(row.get::<_, String>(1)?),
                    sample: row.get(2)?,
                    completion: row.get(3)?,
                    tokens: row.get(4)?,
                    outcome: None,
                };
                Ok((judged, row.get::<_, Option<String>>(5)?, row.get::<_, Option<String>>(6)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(mut judged, verdict, reason)| {
                if let Some(verdict) = verdict {
                    let outcome = Outcome::from_columns(&verdict, reason.as_deref());
                    judged.outcome = Some(outcome.ok_or_else(|| LedgerError::Damaged {
                        path: self.path.clone(),
                        what: format!("verdicts, completion {}", judged.id.0),
                        reason: format!(
                            "expected a verdict with its reason, found `{verdict}` with {reason:?}"
                        ),
                    })?);
                }
                Ok(((judged.problem.clone(), judged.sample), judged))
            })
            .collect()
    }

    /// Records which completions selection kept in a round.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written, or has one of them already.
    pub fn add_kept(&mut self, round: usize, kept: &[CompletionId]) -> Result<(), LedgerError> {
        for id in kept {
            self.write(|c| {
                c.prepare_cached("INSERT OR IGNORE INTO kept VALUES (?1, ?2)")?.execute(params![id.0, round])
            })?;
        }
        self.commit()
    }

    /// The kept traces of a round in the order of their rows: family, prompt and completion.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn kept(&self, round: usize) -> Result<Vec<KeptTrace>, LedgerError> {
        self.run(|c| {
            let mut query = c.prepare_cached(
                "SELECT problems.family, problems.level, problems.problem, completions.completion FROM kept \
                 JOIN completions ON completions.id = kept.completion \
                 JOIN problems ON problems.id = completions.problem \
                 WHERE kept.round = ?1 AND problems.split = 'train' \
                 ORDER BY completions.problem, completions.sample",
            )?;
            let rows = query.query_map([round], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?
        .into_iter()
        .map(|(family, level, problem, completion)| {
            let problem: Problem = serde_json::from_str(&problem).map_err(|error| LedgerError::Damaged {
                path: self.path.clone(),
                what: "problems.problem".into(),
                reason: error.to_string(),
            })?;
            Ok(KeptTrace { family, level, prompt: problem.prompt, completion })
        })
        .collect()
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

    /// Closes a round with its statistics (as JSON) and its checkpoint, together.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn finish_round(
        &mut self,
        round: usize,
        stats: &str,
        checkpoint: &Path,
        digest: &str,
        evaluations: &[EvaluationRow],
    ) -> Result<(), LedgerError> {
        self.commit()?;
        let checkpoint = checkpoint.display().to_string();
        self.run(|c| {
            c.execute_batch("BEGIN")?;
            c.execute(
                "INSERT OR REPLACE INTO checkpoints VALUES (?1, ?2, ?3)",
                params![round, checkpoint, digest],
            )?;
            for row in evaluations {
                c.execute(
                    "INSERT OR REPLACE INTO evaluations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        row.round,
                        row.family,
                        row.level,
                        row.problems,
                        row.greedy_accepted,
                        row.sampled_problems,
                        row.pass_at_8,
                        row.errors
                    ],
                )?;
            }
            c.execute(
                "UPDATE rounds SET finished = ?2, stats = ?3 WHERE round = ?1",
                params![round, now(), stats],
            )?;
            c.execute_batch("COMMIT")
        })
    }

    /// Every round that was begun, in order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn rounds(&self) -> Result<Vec<RoundRow>, LedgerError> {
        self.run(|c| {
            let mut query = c.prepare(
                "SELECT rounds.round, frontiers, started, finished, stats, path, digest FROM rounds \
                 LEFT JOIN checkpoints ON checkpoints.round = rounds.round ORDER BY rounds.round",
            )?;
            let rows = query.query_map([], |row| {
                Ok(RoundRow {
                    round: row.get(0)?,
                    frontiers: row.get(1)?,
                    started: row.get(2)?,
                    finished: row.get(3)?,
                    stats: row.get(4)?,
                    checkpoint: row.get::<_, Option<String>>(5)?.map(PathBuf::from),
                    checkpoint_digest: row.get(6)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Every evaluation, by round, family and level.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn evaluations(&self) -> Result<Vec<EvaluationRow>, LedgerError> {
        self.run(|c| {
            let mut query = c.prepare("SELECT * FROM evaluations ORDER BY round, family, level")?;
            let rows = query.query_map([], |row| {
                Ok(EvaluationRow {
                    round: row.get(0)?,
                    family: row.get(1)?,
                    level: row.get(2)?,
                    problems: row.get(3)?,
                    greedy_accepted: row.get(4)?,
                    sampled_problems: row.get(5)?,
                    pass_at_8: row.get(6)?,
                    errors: row.get(7)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Held-out problems of a family and level with their greedy completions in two rounds.
    ///
    /// Those come first that were rejected in the earlier round and accepted in the later one.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn before_and_after(
        &self,
        family: &str,
        level: u32,
        rounds: (usize, usize),
        count: usize,
    ) -> Result<Vec<BeforeAndAfter>, LedgerError> {
        let rows = self.run(|c| {
            let mut query = c.prepare(
                "SELECT problems.problem, a.completion, va.verdict, va.detail, b.completion, vb.verdict, vb.detail \
                 FROM problems \
                 JOIN completions a ON a.problem = problems.id AND a.purpose = 'evaluation' AND a.round = ?3 \
                 JOIN verdicts va ON va.completion = a.id \
                 JOIN completions b ON b.problem = problems.id AND b.purpose = 'evaluation' AND b.round = ?4 \
                 JOIN verdicts vb ON vb.completion = b.id \
                 WHERE a.sample = 0 AND b.sample = 0 AND problems.family = ?1 AND problems.level = ?2 \
                 ORDER BY (va.verdict = 'reject' AND vb.verdict = 'accept') DESC, problems.id LIMIT ?5",
            )?;
            let rows = query.query_map(params![family, level, rounds.0, rounds.1, count], |row| {
                let judged = |at: usize| {
                    Ok::<_, rusqlite::Error>(Judged {
                        completion: row.get(at)?,
                        verdict: row.get(at + 1)?,
                        detail: row.get(at + 2)?,
                    })
                };
                Ok((row.get::<_, String>(0)?, judged(1)?, judged(4)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(problem, before, after)| {
                let problem: Problem =
                    serde_json::from_str(&problem).map_err(|error| LedgerError::Damaged {
                        path: self.path.clone(),
                        what: "problems.problem".into(),
                        reason: error.to_string(),
                    })?;
                Ok(BeforeAndAfter { id: problem.id, prompt: problem.prompt, before, after })
            })
            .collect()
    }

    /// How many training completions of a round got each verdict and reason.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn verdict_counts(&self, round: usize) -> Result<Vec<VerdictCount>, LedgerError> {
        self.run(|c| {
            let mut query = c.prepare(
                "SELECT problems.family, problems.level, verdict, reason, COUNT(*) FROM verdicts \
                 JOIN completions ON completions.id = verdicts.completion \
                 JOIN problems ON problems.id = completions.problem \
                 WHERE purpose = 'training' AND round = ?1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            )?;
            let rows = query.query_map([round], |row| {
                Ok(VerdictCount {
                    family: row.get(0)?,
                    level: row.get(1)?,
                    verdict: row.get(2)?,
                    reason: row.get(3)?,
                    count: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// A fact of the run, if it was set.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn fact(&self, key: &str) -> Result<Option<String>, LedgerError> {
        self.run(|c| c.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional())
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
