//! `veriloop verify`: judges candidates by the verifiers of their problems.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Serialize, Serializer};
use veriloop_problems::problem::read_problems;
use veriloop_problems::{CandidateRow, Problem, ProblemId, jsonl};
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::spec::Sealing;
use veriloop_verifiers::{AbstainReason, Judgement, Seal, Sha256, Task, Verdict, Verifier, VerifierSpec};

use super::{RowCount, Sandbox, check_writable, checked_rows, open_verifier, row_error};
use crate::cli::{Unsealed, VerifyArgs};
use crate::console::{self, Output, Progress};
use crate::exit::{CommandError, ExitCode};
use crate::verification::{self, DEFAULT_RETRIES, RowVerdict, VerdictRow, Work};

/// Judges every candidate. Rejections are results and no failure; faults that are left are.
///
/// # Errors
///
/// Where a file cannot be read or written, or the sandbox cannot be opened.
pub fn run(args: &VerifyArgs) -> Result<ExitCode, CommandError> {
    if let Some(out) = &args.out {
        check_writable(out, &[&args.problems, &args.candidates])?;
    }
    let problems = read_problems(&args.problems)?;
    let positions: HashMap<ProblemId, usize> =
        problems.iter().enumerate().map(|(position, problem)| (problem.id.clone(), position)).collect();
    let find = |line: usize, row: &CandidateRow| {
        positions.get(&row.problem).copied().ok_or_else(|| {
            let message = format!(
                "expected the id of a problem in {}, found {:?}",
                args.problems.display(),
                row.problem.as_str()
            );
            row_error(&args.candidates, line, "problem", message)
        })
    };
    let (rows, count) =
        checked_rows::<CandidateRow>(&args.candidates, |line, row| find(line, row).map(|_| ()))?;

    let refused = |spec: &VerifierSpec| match spec.sealing() {
        Sealing::Unsealed(why) if args.unsealed == Unsealed::Refuse => Some(why),
        Sealing::Unsealed(_) | Sealing::Sealed => None,
    };
    let unsealed = unsealed_problems(&problems);
    // The sandbox is part of what a verifier is, so that it is opened even where every program is refused.
    let needs_python = problems.iter().any(|problem| problem.verifier.needs_python());
    let second = problems.iter().find_map(|problem| problem.verifier.second_judge());
    let verifier = open_verifier(if needs_python { Sandbox::Python } else { Sandbox::NotNeeded }, second)?;
    let mut judged: Vec<Judged> =
        problems.into_iter().map(|problem| Judged::new(problem, &verifier, refused)).collect();

    let progress = match count {
        RowCount::Known(count) => Progress::bar(count, "verifying"),
        RowCount::Unknown => Progress::spinner("verifying"),
    };
    let start = Instant::now();
    // A fault in the input ends the jobs here and is reported once what was judged before it is through.
    let stopped: RefCell<Option<CommandError>> = RefCell::new(None);
    let jobs = rows.map_while(|row| {
        let job = row.map_err(CommandError::from).and_then(|(line, row)| {
            let position = find(line, &row)?;
            Ok(judged[position].job(&row.completion))
        });
        job.map_err(|error| *stopped.borrow_mut() = Some(error)).ok()
    });
    let results = verification::judge_all(&verifier, jobs, args.workers(), DEFAULT_RETRIES);
    let mut tally = Tally::default();
    let verdicts = results.map(|(label, result)| {
        let row = VerdictRow::new(Some(label.problem), label.index, label.candidate, label.verifier, result);
        tally.count(row.outcome);
        progress.advance();
        row
    });
    write(args.out.as_deref(), verdicts, &stopped)?;
    drop(progress);
    console::note(tally.summary(start.elapsed()));
    for (why, ids) in &unsealed {
        console::note(format_args!("  not sealed, since {why}: {}", shown(ids)));
    }
    Ok(if tally.errors == 0 { ExitCode::Done } else { ExitCode::Fault })
}

/// Writes the rows as they come, and then says what stopped them.
fn write(
    out: Option<&Path>,
    rows: impl Iterator<Item = VerdictRow>,
    stopped: &RefCell<Option<CommandError>>,
) -> Result<(), CommandError> {
    let written = match out {
        None => print(rows),
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

fn print(rows: impl Iterator<Item = VerdictRow>) -> Result<(), CommandError> {
    let mut output = Output::stdout();
    for row in rows {
        output.json(&row)?;
        // A verdict may take its time, and whoever reads them wants each as soon as it is there.
        output.flush()?;
    }
    Ok(())
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
            Line::Stopped => Err(serde::ser::Error::custom("the candidates end in a fault")),
        }
    }
}

/// The problems whose tests share the candidate's interpreter, by the reason.
fn unsealed_problems(problems: &[Problem]) -> BTreeMap<&'static str, Vec<ProblemId>> {
    let mut unsealed: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for problem in problems {
        if let Sealing::Unsealed(why) = problem.verifier.sealing() {
            unsealed.entry(why).or_default().push(problem.id.clone());
        }
    }
    unsealed
}

/// The first ids of a list, and how many more there are.
fn shown(ids: &[ProblemId]) -> String {
    const SHOWN: usize = 10;
    let mut text = ids.iter().take(SHOWN).map(ProblemId::as_str).collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN {
        text.push_str(&format!(" and {} more", ids.len() - SHOWN));
    }
    text
}

/// A problem with what is needed to judge its candidates.
struct Judged {
    id: ProblemId,
    prompt: String,
    task: Arc<Task>,
    verifier: Sha256,
    /// Why its candidates are not judged, where they are not.
    refused: Option<&'static str>,
    /// Candidates seen so far.
    candidates: u64,
}

/// What a job carries to its row.
struct Label {
    problem: ProblemId,
    index: u64,
    candidate: Sha256,
    verifier: Sha256,
}

impl Judged {
    fn new(
        problem: Problem,
        verifier: &Verifier,
        refused: impl Fn(&VerifierSpec) -> Option<&'static str>,
    ) -> Judged {
        let (id, prompt) = (problem.id.clone(), problem.prompt.clone());
        let refused = refused(&problem.verifier);
        let task = problem.into_task();
        Judged { id, prompt, verifier: task.identity(verifier), refused, task: Arc::new(task), candidates: 0 }
    }

    fn job(&mut self, completion: &str) -> (Label, Work) {
        let candidate = extract(self.task.spec(), &self.prompt, completion);
        let index = self.candidates;
        self.candidates += 1;
        let label =
            Label { problem: self.id.clone(), index, candidate: candidate.digest(), verifier: self.verifier };
        let work = match self.refused {
            None => Work::Judge(Arc::clone(&self.task), candidate),
            Some(why) => Work::Judged(refusal(why)),
        };
        (label, work)
    }
}

/// What is said of a candidate that is not run, because its tests would share its interpreter.
fn refusal(why: &str) -> Judgement {
    Judgement {
        verdict: Verdict::Abstain(AbstainReason::Unsealed),
        detail: format!("not judged, since the tests would share the candidate's interpreter: {why}"),
        second_opinion: None,
        tests: None,
        results: Vec::new(),
        seal: Seal::Unsealed,
        fuel: 0,
        peak_fuel: 0,
        wall: Duration::ZERO,
    }
}

/// Counts of verdicts, for the summary.
#[derive(Debug, Default)]
struct Tally {
    accepted: u64,
    rejected: u64,
    abstained: u64,
    errors: u64,
    reasons: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    fn count(&mut self, outcome: RowVerdict) {
        match outcome {
            RowVerdict::Judged(Verdict::Accept) => self.accepted += 1,
            RowVerdict::Judged(Verdict::Reject(_)) => self.rejected += 1,
            RowVerdict::Judged(Verdict::Abstain(_)) => self.abstained += 1,
            RowVerdict::Error(_) => self.errors += 1,
        }
        if let Some(reason) = outcome.reason() {
            *self.reasons.entry((outcome.name(), reason)).or_default() += 1;
        }
    }

    fn summary(&self, elapsed: Duration) -> String {
        let all = self.accepted + self.rejected + self.abstained + self.errors;
        let per_second = all as f64 / elapsed.as_secs_f64().max(1e-9);
        let mut text = format!(
            "{all} candidates: {} accepted, {} rejected, {} abstained, {} errors; {per_second:.1} verdicts per second",
            self.accepted, self.rejected, self.abstained, self.errors
        );
        for ((verdict, reason), count) in &self.reasons {
            text.push_str(&format!("\n  {verdict} {reason}: {count}"));
        }
        text
    }
}
