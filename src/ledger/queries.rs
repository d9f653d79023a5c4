//! What is read back from the ledger.

use std::collections::HashMap;
use std::path::PathBuf;

use rusqlite::{OptionalExtension, params};
use veriloop_problems::{Problem, ProblemId};

use super::{
    BeforeAndAfter, CompletionId, EvaluationRow, Judged, JudgedCompletion, KeptTrace, Ledger, LedgerError,
    Outcome, Purpose, RoundRow, VerdictCount,
};

impl Ledger {
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
                "SELECT completions.id, problem, sample, completions.completion, tokens, verdict, reason, \
                 verifier FROM completions \
                 LEFT JOIN verdicts ON verdicts.completion = completions.id WHERE purpose = ?1 AND round = ?2",
            )?;
            let rows = query.query_map(params![purpose.name(), round], |row| {
                let judged = JudgedCompletion {
                    id: CompletionId(row.get(0)?),
                    problem: ProblemId::new(row.get::<_, String>(1)?),
                    sample: row.get(2)?,
                    completion: row.get(3)?,
                    tokens: row.get(4)?,
                    judged: None,
                };
                let verdict: Option<String> = row.get(5)?;
                let by: Option<String> = row.get(7)?;
                Ok((judged, verdict.zip(by), row.get::<_, Option<String>>(6)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(mut judged, verdict, reason)| {
                if let Some((verdict, verifier)) = verdict {
                    let outcome = Outcome::from_columns(&verdict, reason.as_deref());
                    let outcome = outcome.ok_or_else(|| LedgerError::Damaged {
                        path: self.path.clone(),
                        what: format!("verdicts, completion {}", judged.id.0),
                        reason: format!(
                            "expected a verdict with its reason, found `{verdict}` with {reason:?}"
                        ),
                    })?;
                    judged.judged = Some((outcome, verifier));
                }
                Ok(((judged.problem.clone(), judged.sample), judged))
            })
            .collect()
    }

    /// The kept traces of a round in the order of their rows, each with its verdict.
    ///
    /// A kept completion without a verdict, or of a held-out problem, is damage:
    /// neither can come from the loop.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or is damaged.
    pub fn kept(&self, round: usize) -> Result<Vec<KeptTrace>, LedgerError> {
        let rows = self.run(|c| {
            let mut query = c.prepare_cached(
                "SELECT completions.id, problems.family, problems.level, problems.problem, problems.split, \
                 completions.completion, verdict, reason FROM kept \
                 JOIN completions ON completions.id = kept.completion \
                 JOIN problems ON problems.id = completions.problem \
                 LEFT JOIN verdicts ON verdicts.completion = completions.id \
                 WHERE kept.round = ?1 ORDER BY completions.problem, completions.sample",
            )?;
            let rows = query.query_map([round], |row| {
                Ok(KeptRow {
                    id: row.get(0)?,
                    family: row.get(1)?,
                    level: row.get(2)?,
                    problem: row.get(3)?,
                    split: row.get(4)?,
                    completion: row.get(5)?,
                    verdict: row.get(6)?,
                    reason: row.get(7)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|row| {
                let damaged = |reason: String| LedgerError::Damaged {
                    path: self.path.clone(),
                    what: format!("kept, completion {}", row.id),
                    reason,
                };
                let problem: Problem =
                    serde_json::from_str(&row.problem).map_err(|error| damaged(error.to_string()))?;
                if row.split != "train" {
                    return Err(damaged(format!("expected a training problem, found split `{}`", row.split)));
                }
                let outcome = row
                    .verdict
                    .as_deref()
                    .and_then(|verdict| Outcome::from_columns(verdict, row.reason.as_deref()));
                let Some(Outcome::Verdict(verdict)) = outcome else {
                    return Err(damaged(format!("expected a verdict, found {:?}", row.verdict)));
                };
                Ok(KeptTrace {
                    id: CompletionId(row.id),
                    family: row.family,
                    level: row.level,
                    prompt: problem.prompt,
                    completion: row.completion,
                    verdict,
                })
            })
            .collect()
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

    /// How many completions of a round are on record, and how many of them have a verdict.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn recorded(&self, round: usize) -> Result<(usize, usize), LedgerError> {
        self.run(|c| {
            c.query_row(
                "SELECT COUNT(*), COUNT(verdicts.completion) FROM completions \
                 LEFT JOIN verdicts ON verdicts.completion = completions.id WHERE round = ?1",
                [round],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
    }

    /// How many completions have no verdict through faults of ours.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn faults(&self) -> Result<usize, LedgerError> {
        self.run(|c| {
            c.query_row("SELECT COUNT(*) FROM verdicts WHERE verdict = 'error'", [], |row| row.get(0))
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
}

/// A row of the table `kept` with what belongs to it.
struct KeptRow {
    id: i64,
    family: String,
    level: u32,
    problem: String,
    split: String,
    completion: String,
    verdict: Option<String>,
    reason: Option<String>,
}
