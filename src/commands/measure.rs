//! `veriloop measure`: the error rates of a verifier on cases whose right verdict is known.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use veriloop_problems::candidates::Label;
use veriloop_problems::{LabelledCase, Pair, ReadError};
use veriloop_verifiers::extract::{extract, extract_from_pair};
use veriloop_verifiers::{Candidate, Fault, Judgement, SecondJudge, Task, Verdict, VerifierSpec};

use super::{RowCount, Sandbox, checked_rows, open_verifier, row_error};
use crate::cli::MeasureArgs;
use crate::console::Output;
use crate::exit::{CommandError, ExitCode};
use crate::interval::Share;
use crate::verification::{self, DEFAULT_RETRIES, RowVerdict, Work};

/// Measures, and says where verifier and label disagree.
///
/// # Errors
///
/// Where the cases cannot be read, the sandbox cannot be opened, or nothing can be printed.
pub fn run(args: &MeasureArgs) -> Result<ExitCode, CommandError> {
    let mut sandbox = Sandbox::NotNeeded;
    let of_pairs = args.second_judge.map(SecondJudge::from);
    let mut second = of_pairs;
    let (rows, count) = checked_rows::<LabelledCase>(&args.labelled, |line, case| {
        if let LabelledCase::Problem { problem, .. } = case {
            if problem.verifier.needs_python() {
                sandbox = Sandbox::Python;
            }
            second = second.or(problem.verifier.second_judge());
        }
        check(&args.labelled, line, case)
    })?;
    if count == RowCount::Known(0) {
        return Err(ReadError::Empty { path: args.labelled.clone() }.into());
    }
    if count == RowCount::Unknown {
        // What can be read only once may hold a program further down.
        sandbox = Sandbox::Python;
    }
    let verifier = open_verifier(sandbox, second)?;
    let progress = count.progress("measuring");

    let mut stopped: Option<CommandError> = None;
    let jobs = rows.map_while(|row| {
        let job = row.map_err(CommandError::from).and_then(|(line, case)| {
            check(&args.labelled, line, &case)?;
            Ok(job(line, case, of_pairs))
        });
        job.map_err(|error| stopped = Some(error)).ok()
    });
    let mut measurement = Measurement::default();
    for (case, result) in
        verification::judge_all(&verifier, jobs, verification::default_workers(), DEFAULT_RETRIES)
    {
        measurement.count(case, result);
        progress.advance();
    }
    drop(progress);
    if let Some(error) = stopped {
        return Err(error);
    }

    let report = measurement.report();
    let mut output = Output::stdout();
    if args.json {
        output.json(&report)?;
    } else {
        output.text(report.table())?;
    }
    output.flush()?;
    Ok(if report.errors == 0 { ExitCode::Done } else { ExitCode::Fault })
}

/// Refuses a case whose problem has a flaw.
fn check(path: &Path, line: usize, case: &LabelledCase) -> Result<(), CommandError> {
    match case {
        LabelledCase::Problem { problem, .. } => match problem.flaw() {
            Some((field, message)) => Err(row_error(path, line, &format!("problem.{field}"), message)),
            None => Ok(()),
        },
        LabelledCase::Pair { .. } => Ok(()),
    }
}

/// What a job carries to its place in the measurement.
struct Case {
    line: usize,
    label: Label,
    reference: Option<String>,
    candidate: String,
}

fn job(line: usize, case: LabelledCase, second: Option<SecondJudge>) -> (Case, Work) {
    let label = case.label();
    let (task, candidate) = match case {
        LabelledCase::Pair { pair: Pair { gold, answer }, .. } => {
            (Task::new(VerifierSpec::math_answer(gold).with_second_judge(second)), extract_from_pair(&answer))
        }
        LabelledCase::Problem { problem, completion, .. } => {
            let candidate = extract(&problem.verifier, &problem.prompt, &completion);
            (problem.into_task(), candidate)
        }
    };
    let reference = match task.spec() {
        VerifierSpec::MathAnswer { reference, .. } => Some(reference.clone()),
        VerifierSpec::PythonTests { .. }
        | VerifierSpec::PythonCases { .. }
        | VerifierSpec::PythonStdio { .. } => None,
    };
    let shown = match &candidate {
        Candidate::Program(text) | Candidate::Answer(text) => text.clone(),
        Candidate::Ambiguous(texts) => texts.join(" | "),
        Candidate::Nothing => String::new(),
    };
    (Case { line, label, reference, candidate: shown }, Work::Judge(task.into(), candidate))
}

/// Counts by label and verdict.
#[derive(Debug, Default)]
struct Measurement {
    correct: Counts,
    wrong: Counts,
    listed: Vec<Listed>,
}

/// Verdicts on the cases of one label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    accepted: u64,
    rejected: u64,
    abstained: u64,
    errors: u64,
}

impl Counts {
    /// Cases that have a verdict.
    fn judged(self) -> u64 {
        self.accepted + self.rejected + self.abstained
    }
}

/// Why a case is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    FalseNegative,
    FalsePositive,
    Abstention,
    Error,
}

/// A case on which label and verifier do not agree.
#[derive(Debug, PartialEq, Serialize)]
struct Listed {
    kind: Kind,
    line: usize,
    correct: bool,
    verdict: &'static str,
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    candidate: String,
    detail: String,
}

/// The figures. Rates are of the cases of a label that have a verdict, abstentions among them.
#[derive(Debug, PartialEq, Serialize)]
struct Report {
    cases: u64,
    correct: Counts,
    wrong: Counts,
    /// Correct cases that were rejected.
    false_negatives: Share,
    /// Wrong cases that were accepted.
    false_positives: Share,
    /// Cases on which the verifier did not decide.
    abstentions: Share,
    errors: u64,
    listed: Vec<Listed>,
}

impl Measurement {
    fn count(&mut self, case: Case, result: Result<Judgement, Fault>) {
        let outcome = RowVerdict::of(&result);
        let counts = match case.label {
            Label::Correct => &mut self.correct,
            Label::Wrong => &mut self.wrong,
        };
        let kind = match (outcome, case.label) {
            (RowVerdict::Judged(Verdict::Accept), label) => {
                counts.accepted += 1;
                (label == Label::Wrong).then_some(Kind::FalsePositive)
            }
            (RowVerdict::Judged(Verdict::Reject(_)), label) => {
                counts.rejected += 1;
                (label == Label::Correct).then_some(Kind::FalseNegative)
            }
            (RowVerdict::Judged(Verdict::Abstain(_)), _) => {
                counts.abstained += 1;
                Some(Kind::Abstention)
            }
            (RowVerdict::Error(_), _) => {
                counts.errors += 1;
                Some(Kind::Error)
            }
        };
        if let Some(kind) = kind {
            self.listed.push(Listed {
                kind,
                line: case.line,
                correct: case.label == Label::Correct,
                verdict: outcome.name(),
                reason: outcome.reason(),
                reference: case.reference,
                candidate: case.candidate,
                detail: result.map_or_else(|fault| fault.to_string(), |judgement| judgement.detail),
            });
        }
    }

    fn report(self) -> Report {
        let Measurement { correct, wrong, listed } = self;
        let judged = correct.judged() + wrong.judged();
        let errors = correct.errors + wrong.errors;
        Report {
            cases: judged + errors,
            correct,
            wrong,
            false_negatives: Share::counted(correct.rejected, correct.judged()),
            false_positives: Share::counted(wrong.accepted, wrong.judged()),
            abstentions: Share::counted(correct.abstained + wrong.abstained, judged),
            errors,
            listed,
        }
    }
}

impl Report {
    fn table(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let mut line = |line: String| {
            let _ = writeln!(text, "{}", line.trim_end());
        };
        line(format!("{} labelled cases", self.cases));
        line(String::new());
        line(format!("{:<10}{:>10}{:>10}{:>10}{:>10}", "label", "accept", "reject", "abstain", "error"));
        for (name, counts) in [("correct", self.correct), ("wrong", self.wrong)] {
            let Counts { accepted, rejected, abstained, errors } = counts;
            line(format!("{name:<10}{accepted:>10}{rejected:>10}{abstained:>10}{errors:>10}"));
        }
        line(String::new());
        for (name, share) in [
            ("false-negative rate", self.false_negatives),
            ("false-positive rate", self.false_positives),
            ("abstention rate", self.abstentions),
        ] {
            let Share { count, of, rate, low, high } = share;
            let rate = rate.map_or("unknown".to_owned(), |rate| format!("{:.3} %", 100.0 * rate));
            let interval = format!("95 % interval {:.3} to {:.3} %", 100.0 * low, 100.0 * high);
            line(format!("{name:<21}{rate:>10}  ({count} of {of}; {interval})"));
        }
        for (heading, kind) in [
            ("False negatives: correct, and rejected", Kind::FalseNegative),
            ("False positives: wrong, and accepted", Kind::FalsePositive),
            ("Abstentions", Kind::Abstention),
            ("Errors", Kind::Error),
        ] {
            let listed: Vec<&Listed> = self.listed.iter().filter(|listed| listed.kind == kind).collect();
            if listed.is_empty() {
                continue;
            }
            line(String::new());
            line(format!("{heading} ({})", listed.len()));
            for case in listed {
                let label = if case.correct { "correct" } else { "wrong" };
                let reason = case.reason.map_or(String::new(), |reason| format!(" {reason}:"));
                line(format!("  line {}, labelled {label}:{reason} {}", case.line, case.detail));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use veriloop_verifiers::Verifier;

    fn measure(cases: &[(&str, &str, Label)]) -> Report {
        let verifier = Verifier::answers_only();
        let mut measurement = Measurement::default();
        for (at, &(gold, answer, label)) in cases.iter().enumerate() {
            let pair = Pair { gold: gold.into(), answer: answer.into() };
            let (case, work) = job(at + 1, LabelledCase::Pair { pair, label }, None);
            let Work::Judge(task, candidate) = work else { panic!("a pair is judged") };
            measurement.count(case, task.judge(&verifier, &candidate));
        }
        measurement.report()
    }

    #[test]
    fn every_cell_of_the_confusion_is_counted_and_every_disagreement_listed() {
        let report = measure(&[
            ("5", "5", Label::Correct),
            ("5", "6", Label::Correct),
            ("5", "6", Label::Wrong),
            ("5", "5.0", Label::Wrong),
            ("5", "some text", Label::Correct),
        ]);
        assert_eq!(report.correct, Counts { accepted: 1, rejected: 1, abstained: 1, errors: 0 });
        assert_eq!(report.wrong, Counts { accepted: 1, rejected: 1, abstained: 0, errors: 0 });
        assert_eq!((report.false_negatives.count, report.false_negatives.of), (1, 3));
        assert_eq!((report.false_positives.count, report.false_positives.of), (1, 2));
        assert_eq!((report.abstentions.count, report.abstentions.of), (1, 5));
        let listed: Vec<_> = report.listed.iter().map(|listed| (listed.line, listed.kind)).collect();
        assert_eq!(listed, [(2, Kind::FalseNegative), (4, Kind::FalsePositive), (5, Kind::Abstention)]);
    }

    #[test]
    fn a_fault_counts_in_no_rate() {
        let mut measurement = Measurement::default();
        let (case, _) = job(
            1,
            LabelledCase::Pair { pair: Pair { gold: "1".into(), answer: "1".into() }, label: Label::Correct },
            None,
        );
        measurement.count(case, Err(Fault::Sandbox("it broke".into())));
        let report = measurement.report();
        assert_eq!((report.errors, report.false_negatives.of, report.false_negatives.rate), (1, 0, None));
    }
}
