//! What the run's verifier could see, as far as the ledger has it.

use std::collections::BTreeMap;

use super::{AuditKind, Ledger, LedgerError};
use crate::stats::Tally;

/// What the verifier could see of one family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyCoverage {
    /// Problems of which a sample of the loop's has a verdict.
    pub problems: usize,
    /// Of them, those with an accepted sample.
    pub solved: usize,
    /// Verdicts on the loop's samples; an error is one that decides nothing: an abstention or a fault.
    pub undecided: Tally,
    /// Those that decide; an error is one that was not sealed.
    pub unsealed: Tally,
    /// Wrong candidates of the audits by how they were made; an error is one that was not rejected.
    pub wrong: BTreeMap<String, Tally>,
}

impl FamilyCoverage {
    /// The wrong candidates of one kind.
    fn add_wrong(&mut self, kind: &str, what: &str, tally: Tally) {
        // Mutants begin with their operator, hacks with that word.
        let is_constant = kind == AuditKind::Constant.name();
        let group = if is_constant { kind } else { what.split(' ').next().unwrap_or_default() };
        self.wrong.entry(group.to_owned()).or_default().add(tally);
    }
}

impl Ledger {
    /// What the verifier could see of each family: of the loop's samples, and of the audits' wrong candidates.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn coverage(&self) -> Result<BTreeMap<String, FamilyCoverage>, LedgerError> {
        let mut families: BTreeMap<String, FamilyCoverage> = BTreeMap::new();
        let judged = self.run(|c| {
            let mut query = c.prepare(
                "SELECT family, COUNT(DISTINCT problems.id), \
                 COUNT(DISTINCT CASE WHEN verdict = 'accept' THEN problems.id END), COUNT(*), \
                 COUNT(CASE WHEN verdict IN ('accept', 'reject') THEN 1 END), \
                 COUNT(CASE WHEN verdict IN ('accept', 'reject') AND NOT sealed THEN 1 END) \
                 FROM verdicts JOIN completions ON completions.id = verdicts.completion \
                 JOIN problems ON problems.id = completions.problem WHERE purpose = 'training' GROUP BY 1",
            )?;
            let rows = query.query_map([], |row| {
                let (verdicts, decided): (u64, u64) = (row.get(3)?, row.get(4)?);
                let family = FamilyCoverage {
                    problems: row.get(1)?,
                    solved: row.get(2)?,
                    undecided: Tally { errors: verdicts - decided, of: verdicts },
                    unsealed: Tally { errors: row.get(5)?, of: decided },
                    wrong: BTreeMap::new(),
                };
                Ok((row.get::<_, String>(0)?, family))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        families.extend(judged);
        let wrong = self.run(|c| {
            let mut query = c.prepare(
                "SELECT family, kind, what, COUNT(*), COUNT(CASE WHEN verdict != 'reject' THEN 1 END) FROM audits \
                 JOIN problems ON problems.id = audits.problem \
                 WHERE expected = 'reject' AND verdict != 'error' GROUP BY 1, 2, 3",
            )?;
            let rows = query.query_map([], |row| {
                let tally = Tally { errors: row.get(4)?, of: row.get(3)? };
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, tally))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        for (family, kind, what, tally) in wrong {
            families.entry(family).or_default().add_wrong(&kind, &what, tally);
        }
        Ok(families)
    }
}
