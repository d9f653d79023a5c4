//! Verdict rows on their way out, and how many there were of each.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::{Serialize, Serializer};
use veriloop_problems::jsonl;
use veriloop_verifiers::Verdict;

use crate::console::Output;
use crate::exit::CommandError;
use crate::verification::{RowVerdict, VerdictRow};

/// When rows on standard output are passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flush {
    /// Each as soon as it is there.
    EachRow,
    /// Many at once.
    WhenFull,
}

/// Writes the rows as they come, to a file that is whole or as it was before,
/// or to standard output, and then says what stopped them.
///
/// # Errors
///
/// What stopped the input, or a failure to write.
pub(super) fn write(
    out: Option<&Path>,
    rows: impl Iterator<Item = VerdictRow>,
    flush: Flush,
    stopped: &RefCell<Option<CommandError>>,
) -> Result<(), CommandError> {
    let written = match out {
        None => print(rows, flush),
        Some(out) => {
            // A last row that cannot be written keeps the file from taking its place half-written.
            let end = std::iter::once_with(|| stopped.borrow().is_some().then_some(Line::Stopped));
            jsonl::write(out, rows.map(|row| Line::Verdict(Box::new(row))).chain(end.flatten()))
                .map(|_| ())
                .map_err(CommandError::from)
        }
    };
    match stopped.borrow_mut().take() {
        Some(error) => Err(error),
        None => written,
    }
}

fn print(rows: impl Iterator<Item = VerdictRow>, flush: Flush) -> Result<(), CommandError> {
    let mut output = Output::stdout();
    for row in rows {
        output.json(&row)?;
        if flush == Flush::EachRow {
            output.flush()?;
        }
    }
    output.flush()
}

/// A line of a verdict file, or the mark that its input was at fault.
enum Line {
    Verdict(Box<VerdictRow>),
    Stopped,
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Line::Verdict(row) => row.serialize(serializer),
            Line::Stopped => Err(serde::ser::Error::custom("the input ends in a fault")),
        }
    }
}

/// Counts of verdicts, for the summary.
#[derive(Debug, Default)]
pub(super) struct Tally {
    accepted: u64,
    rejected: u64,
    abstained: u64,
    errors: u64,
    reasons: BTreeMap<(&'static str, Cow<'static, str>), u64>,
}

impl Tally {
    /// Counts a verdict.
    pub(super) fn count(&mut self, row: &VerdictRow) {
        match row.outcome {
            RowVerdict::Judged(Verdict::Accept) => self.accepted += 1,
            RowVerdict::Judged(Verdict::Reject(_)) => self.rejected += 1,
            RowVerdict::Judged(Verdict::Abstain(_)) => self.abstained += 1,
            RowVerdict::Error(_) => self.errors += 1,
        }
        if let Some(reason) = &row.reason {
            *self.reasons.entry((row.verdict, reason.clone())).or_default() += 1;
        }
    }

    /// How many had no verdict, through faults of ours.
    pub(super) fn errors(&self) -> u64 {
        self.errors
    }

    /// The counts in a line, and one for each reason; `what` was judged.
    pub(super) fn summary(&self, what: &str, elapsed: Duration) -> String {
        let all = self.accepted + self.rejected + self.abstained + self.errors;
        let per_second = all as f64 / elapsed.as_secs_f64().max(1e-9);
        let mut text = format!(
            "{all} {what}: {} accepted, {} rejected, {} abstained, {} errors; {per_second:.1} verdicts per second",
            self.accepted, self.rejected, self.abstained, self.errors
        );
        for ((verdict, reason), count) in &self.reasons {
            text.push_str(&format!("\n  {verdict} {reason}: {count}"));
        }
        text
    }
}
