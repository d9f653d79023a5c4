//! Audits and alarms in the ledger.

use rusqlite::{Connection, params};
use veriloop_problems::ProblemId;

use super::{AuditKind, AuditRow, CompletionId, Ledger, LedgerError, Opinion, Outcome};
use crate::guard::{Alarm, AlarmKind, Remedy};

/// Writes the alarms of a round.
pub(super) fn insert_alarms(c: &Connection, round: usize, alarms: &[Alarm]) -> rusqlite::Result<()> {
    c.execute("DELETE FROM alarms WHERE round = ?1", [round])?;
    let mut insert = c.prepare_cached("INSERT INTO alarms VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    for alarm in alarms {
        insert.execute(params![
            round,
            alarm.kind.name(),
            alarm.statistic,
            alarm.threshold,
            alarm.low,
            alarm.high,
            alarm.diagnosis,
            alarm.remedy.name(),
            serde_json::to_string(&alarm.evidence).expect("texts are plain data")
        ])?;
    }
    Ok(())
}

impl Ledger {
    /// Records what a round's audit judged, in place of what an interrupted attempt recorded.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn set_audit(&mut self, round: usize, rows: &[AuditRow]) -> Result<(), LedgerError> {
        self.together(|c| {
            c.execute("DELETE FROM audits WHERE round = ?1", [round])?;
            let mut insert = c.prepare_cached(
                "INSERT INTO audits VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?;
            for (number, row) in rows.iter().enumerate() {
                let (verdict, reason) = match row.outcome {
                    Outcome::Verdict(verdict) => (verdict.name(), verdict.reason()),
                    Outcome::Fault => ("error", Some("fault")),
                };
                insert.execute(params![
                    round,
                    number,
                    row.kind.name(),
                    row.problem.as_str(),
                    row.completion.map(|id| id.0),
                    row.what,
                    row.digest,
                    row.text,
                    row.expected.map(Opinion::name),
                    verdict,
                    reason,
                    row.independent.map(Opinion::name),
                    row.detail
                ])?;
            }
            Ok(())
        })
    }

    /// The candidates of a kind that the verifier was wrong about, in all rounds: those whose verdict is not the
    /// expected one, and rejects and accepts that the independent judge overturns; at most so many, the newest first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or is damaged.
    pub fn audit_errors(&self, kind: AuditKind, most: usize) -> Result<Vec<(usize, AuditRow)>, LedgerError> {
        let rows = self.run(|c| {
            let mut query = c.prepare_cached(
                "SELECT round, problem, completion, what, candidate, text, expected, verdict, reason, independent, \
                 detail FROM audits WHERE kind = ?1 AND verdict != 'error' \
                 AND ((expected = 'accept' AND verdict != 'accept') OR (expected = 'reject' AND verdict = 'accept') \
                 OR (kind IN ('reject', 'accept') AND independent IS NOT NULL AND independent != verdict)) \
                 ORDER BY round DESC, number LIMIT ?2",
            )?;
            let rows = query.query_map(params![kind.name(), most], |row| {
                let verdict: String = row.get(7)?;
                let reason: Option<String> = row.get(8)?;
                let opinion = |name: Option<String>| name.as_deref().and_then(Opinion::from_name);
                let audit = AuditRow {
                    kind,
                    problem: ProblemId::new(row.get::<_, String>(1)?),
                    completion: row.get::<_, Option<i64>>(2)?.map(CompletionId),
                    what: row.get(3)?,
                    digest: row.get(4)?,
                    text: row.get(5)?,
                    expected: opinion(row.get(6)?),
                    outcome: Outcome::Fault,
                    independent: opinion(row.get(9)?),
                    detail: row.get(10)?,
                };
                Ok((row.get::<_, usize>(0)?, audit, verdict, reason))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(round, audit, verdict, reason)| {
                let outcome = Outcome::from_columns(&verdict, reason.as_deref());
                let outcome = outcome.ok_or_else(|| LedgerError::Damaged {
                    path: self.path.clone(),
                    what: format!("audits, round {round}"),
                    reason: format!("expected a verdict with its reason, found `{verdict}` with {reason:?}"),
                })?;
                Ok((round, AuditRow { outcome, ..audit }))
            })
            .collect()
    }

    /// Every alarm with its round, in order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or is damaged.
    pub fn alarms(&self) -> Result<Vec<(usize, Alarm)>, LedgerError> {
        let rows = self.run(|c| {
            let mut query = c.prepare(
                "SELECT round, alarm, statistic, threshold, low, high, diagnosis, remedy, evidence FROM alarms \
                 ORDER BY round, alarm",
            )?;
            let rows = query.query_map([], |row| {
                let texts: [String; 4] = [row.get(1)?, row.get(6)?, row.get(7)?, row.get(8)?];
                let figures: [f64; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
                Ok((row.get::<_, usize>(0)?, texts, figures))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(round, [kind, diagnosis, remedy, evidence], [statistic, threshold, low, high])| {
                let damaged = |reason: String| LedgerError::Damaged {
                    path: self.path.clone(),
                    what: format!("alarms, round {round}"),
                    reason,
                };
                let alarm = Alarm {
                    kind: AlarmKind::from_name(&kind)
                        .ok_or_else(|| damaged(format!("expected an alarm, found `{kind}`")))?,
                    statistic,
                    threshold,
                    low,
                    high,
                    diagnosis,
                    remedy: Remedy::from_name(&remedy)
                        .ok_or_else(|| damaged(format!("expected a remedy, found `{remedy}`")))?,
                    evidence: serde_json::from_str(&evidence).map_err(|error| damaged(error.to_string()))?,
                };
                Ok((round, alarm))
            })
            .collect()
    }
}
