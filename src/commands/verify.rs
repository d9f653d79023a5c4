//! `veriloop verify`: judges candidates by the verifiers of their problems.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use veriloop_problems::problem::read_problems;
use veriloop_problems::{CandidateRow, Problem, ProblemId};
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::spec::Sealing;
use veriloop_verifiers::{AbstainReason, Judgement, Seal, Sha256, Task, Verdict, Verifier, VerifierSpec};

use super::verdicts::{Flush, Tally, write};
use super::{Sandbox, check_writable, checked_rows, load_checkers, open_verifier, row_error};
use crate::cli::{Unsealed, VerifyArgs};
use crate::console;
use crate::exit::{CommandError, ExitCode};
use crate::verification::{self, DEFAULT_RETRIES, VerdictRow, Work};

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
    load_checkers(&verifier, problems.iter().map(|problem| &problem.verifier))?;
    let mut judged: Vec<Judged> =
        problems.into_iter().map(|problem| Judged::new(problem, &verifier, refused)).collect();

    let progress = count.progress("verifying");
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
        tally.count(&row);
        progress.advance();
        row
    });
    // A verdict may take its time, and whoever reads them wants each as soon as it is there.
    write(args.out.as_deref(), verdicts, Flush::EachRow, &stopped)?;
    drop(progress);
    console::note(tally.summary("candidates", start.elapsed()));
    for (why, ids) in &unsealed {
        console::note(format_args!("  not sealed, since {why}: {}", shown(ids)));
    }
    Ok(if tally.errors() == 0 { ExitCode::Done } else { ExitCode::Fault })
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
        checker: None,
        tests: None,
        results: Vec::new(),
        seal: Seal::Unsealed,
        fuel: 0,
        peak_fuel: 0,
        wall: Duration::ZERO,
    }
}
