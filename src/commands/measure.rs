//! `veriloop measure`: the error rates of a verifier on cases whose right verdict is known.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use veriloop_problems::candidates::Label;
use veriloop_problems::{LabelledCase, Pair, ReadError};
use veriloop_verifiers::extract::{extract, extract_from_pair};
use veriloop_verifiers::{Candidate, Fault, Judgement, SecondJudge, Task, Verdict, VerifierSpec, answers};

use super::{RowCount, Sandbox, checked_rows, load_checkers, open_verifier, row_error};
use crate::cli::MeasureArgs;
use crate::console::Output;
use crate::exit::{CommandError, ExitCode};
use crate::interval::Share;
use crate::verification::{self, DEFAULT_RETRIES, RowVerdict, Work, own_reason};

/// Measures, and says where verifier and label disagree.
///
/// # Errors
///
/// Where the cases cannot be read, the sandbox cannot be opened, or nothing can be printed.
pub fn run(args: &MeasureArgs) -> Result<ExitCode, CommandError> {
    let mut sandbox = Sandbox::NotNeeded;
    let of_pairs = args.second_judge.map(SecondJudge::from);
    let mut second = of_pairs;
    let mut of_modules: BTreeMap<PathBuf, VerifierSpec> = BTreeMap::new();
    let folder = args.labelled.parent().unwrap_or(Path::new(""));
    let (rows, count) = checked_rows::<LabelledCase>(&args.labelled, |line, case| {
        if let LabelledCase::Problem { problem, .. } = case {
            if problem.verifier.module().is_some() {
                let spec = problem.verifier.clone().in_folder(folder);
                if let Some((_, module)) = spec.module() {
                    of_modules.entry(module.path()).or_insert(spec);
                }
            }
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
    load_checkers(&verifier, of_modules.values())?;
    let progress = count.progress("measuring");

    let mut stopped: Option<CommandError> = None;
    let jobs = rows.map_while(|row| {
        let job = row.map_err(CommandError::from).and_then(|(line, case)| {
            check(&args.labelled, line, &case)?;
            let case = case.in_file(&args.labelled);
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
        LabelledCase::Problem { problem, .. } => match problem.flaw_in_file(path) {
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
    form: String,
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
    let (form, reference) = match task.spec() {
        VerifierSpec::MathAnswer { reference, rules, .. } => {
            let form = answers::form(reference, rules).unwrap_or_else(|| UNREADABLE.to_owned());
            (form, Some(reference.clone()))
        }
        spec @ (VerifierSpec::PythonTests { .. }
        | VerifierSpec::PythonCases { .. }
        | VerifierSpec::PythonStdio { .. }
        | VerifierSpec::Component { .. }) => (spec.type_name().to_owned(), None),
    };
    let shown = match &candidate {
        Candidate::Program(text) | Candidate::Answer(text) | Candidate::Text(text) => text.clone(),
        Candidate::Ambiguous(texts) => texts.join(" | "),
        Candidate::Nothing => String::new(),
    };
    (Case { line, label, form, reference, candidate: shown }, Work::Judge(task.into(), candidate))
}

/// The form of a reference that the checker cannot read.
const UNREADABLE: &str = "unreadable";

/// Counts by label and verdict.
#[derive(Debug, Default)]
struct Measurement {
    all: Labelled,
    forms: BTreeMap<String, Labelled>,
    reasons: BTreeMap<(&'static str, String), Labels>,
    listed: Vec<Listed>,
}

/// Verdicts on correct and on wrong cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Labelled {
    correct: Counts,
    wrong: Counts,
}

impl Labelled {
    fn judged(self) -> u64 {
        self.correct.judged() + self.wrong.judged()
    }

    /// Correct cases that were rejected.
    fn false_negatives(self) -> Share {
        Share::counted(self.correct.rejected, self.correct.judged())
    }

    /// Wrong cases that were accepted.
    fn false_positives(self) -> Share {
        Share::counted(self.wrong.accepted, self.wrong.judged())
    }
}

/// How many cases of each label something was said of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Labels {
    correct: u64,
    wrong: u64,
}

/// Verdicts on the cases of one label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    accepted: u64,
    rejected: u64,
    abstained: u64,
    errors: u64,
}

impl Labelled {
    fn of(&mut self, label: Label) -> &mut Counts {
        match label {
            Label::Correct => &mut self.correct,
            Label::Wrong => &mut self.wrong,
        }
    }
}

impl Counts {
    fn count(&mut self, outcome: RowVerdict) {
        let count = match outcome {
            RowVerdict::Judged(Verdict::Accept) => &mut self.accepted,
            RowVerdict::Judged(Verdict::Reject(_)) => &mut self.rejected,
            RowVerdict::Judged(Verdict::Abstain(_)) => &mut self.abstained,
            RowVerdict::Error(_) => &mut self.errors,
        };
        *count += 1;
    }

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
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    candidate: String,
    detail: String,
}

/// The figures. Rates are of the cases of a label that have a verdict, abstentions among them.
#[derive(Debug, PartialEq, Serialize)]
struct Report {
    cases: u64,
    #[serde(flatten)]
    all: Labelled,
    /// Correct cases that were rejected.
    false_negatives: Share,
    /// Wrong cases that were accepted.
    false_positives: Share,
    /// Cases on which the verifier did not decide.
    abstentions: Share,
    errors: u64,
    /// The same by the form of the reference, or the type of the verifier of programs.
    by_form: Vec<OfForm>,
    /// What was rejected and not decided, by reason.
    by_reason: Vec<OfReason>,
    listed: Vec<Listed>,
}

/// The figures of the cases with one form of reference.
#[derive(Debug, PartialEq, Serialize)]
struct OfForm {
    form: String,
    #[serde(flatten)]
    counts: Labelled,
    false_negatives: Share,
    false_positives: Share,
}

/// The cases that were rejected, or not decided, for one reason.
#[derive(Debug, PartialEq, Serialize)]
struct OfReason {
    verdict: &'static str,
    reason: String,
    /// Of them, the ones that are correct.
    correct: Share,
}

impl Measurement {
    fn count(&mut self, case: Case, result: Result<Judgement, Fault>) {
        let outcome = RowVerdict::of(&result);
        self.all.of(case.label).count(outcome);
        self.forms.entry(case.form).or_default().of(case.label).count(outcome);
        let checker = result.as_ref().ok().and_then(|judgement| judgement.checker.as_deref());
        let reason = own_reason(checker).or(outcome.reason().map(str::to_owned));
        if let (RowVerdict::Judged(_), Some(reason)) = (outcome, &reason) {
            let labels = self.reasons.entry((outcome.name(), reason.clone())).or_default();
            match case.label {
                Label::Correct => labels.correct += 1,
                Label::Wrong => labels.wrong += 1,
            }
        }
        let kind = match (outcome, case.label) {
            (RowVerdict::Judged(Verdict::Accept), Label::Wrong) => Some(Kind::FalsePositive),
            (RowVerdict::Judged(Verdict::Reject(_)), Label::Correct) => Some(Kind::FalseNegative),
            (RowVerdict::Judged(Verdict::Accept | Verdict::Reject(_)), _) => None,
            (RowVerdict::Judged(Verdict::Abstain(_)), _) => Some(Kind::Abstention),
            (RowVerdict::Error(_), _) => Some(Kind::Error),
        };
        if let Some(kind) = kind {
            self.listed.push(Listed {
                kind,
                line: case.line,
                correct: case.label == Label::Correct,
                verdict: outcome.name(),
                reason,
                reference: case.reference,
                candidate: case.candidate,
                detail: result.map_or_else(|fault| fault.to_string(), |judgement| judgement.detail),
            });
        }
    }

    fn report(self) -> Report {
        let Measurement { all, forms, reasons, listed } = self;
        let errors = all.correct.errors + all.wrong.errors;
        let by_form = forms.into_iter().map(|(form, counts)| OfForm {
            form,
            counts,
            false_negatives: counts.false_negatives(),
            false_positives: counts.false_positives(),
        });
        let by_reason = reasons.into_iter().map(|((verdict, reason), Labels { correct, wrong })| OfReason {
            verdict,
            reason,
            correct: Share::counted(correct, correct + wrong),
        });
        let mut report = Report {
            cases: all.judged() + errors,
            all,
            false_negatives: all.false_negatives(),
            false_positives: all.false_positives(),
            abstentions: Share::counted(all.correct.abstained + all.wrong.abstained, all.judged()),
            errors,
            by_form: by_form.collect(),
            by_reason: by_reason.collect(),
            listed,
        };
        report.by_form.sort_by_key(|row| Reverse(row.counts.judged()));
        report.by_reason.sort_by_key(|row| Reverse(row.correct.of));
        report
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
        for (name, counts) in [("correct", self.all.correct), ("wrong", self.all.wrong)] {
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
        if self.by_form.len() > 1 {
            line(String::new());
            line(format!("{:<18}{:>7}   {:<30}{}", "form", "cases", "false negatives", "false positives"));
            for OfForm { form, counts, false_negatives, false_positives } in &self.by_form {
                let (missed, passed) = (shown(*false_negatives), shown(*false_positives));
                line(format!("{form:<18}{:>7}   {missed:<30}{passed}", counts.judged()));
            }
        }
        if !self.by_reason.is_empty() {
            line(String::new());
            line(format!("{:<27}{:>7}   of them correct", "verdict and reason", "cases"));
            for OfReason { verdict, reason, correct } in &self.by_reason {
                line(format!("{:<27}{:>7}   {}", format!("{verdict} {reason}"), correct.of, shown(*correct)));
            }
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
                let reason = case.reason.as_ref().map_or(String::new(), |reason| format!(" {reason}:"));
                line(format!("  line {}, labelled {label}:{reason} {}", case.line, case.detail));
            }
        }
        text
    }
}

/// A share in a column: the count, and the interval.
fn shown(share: Share) -> String {
    let Share { count, of, rate, low, high } = share;
    match rate {
        Some(_) => format!("{count} of {of} ({:.1} to {:.1} %)", 100.0 * low, 100.0 * high),
        None => "-".to_owned(),
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
        assert_eq!(report.all.correct, Counts { accepted: 1, rejected: 1, abstained: 1, errors: 0 });
        assert_eq!(report.all.wrong, Counts { accepted: 1, rejected: 1, abstained: 0, errors: 0 });
        assert_eq!((report.false_negatives.count, report.false_negatives.of), (1, 3));
        assert_eq!((report.false_positives.count, report.false_positives.of), (1, 2));
        assert_eq!((report.abstentions.count, report.abstentions.of), (1, 5));
        let listed: Vec<_> = report.listed.iter().map(|listed| (listed.line, listed.kind)).collect();
        assert_eq!(listed, [(2, Kind::FalseNegative), (4, Kind::FalsePositive), (5, Kind::Abstention)]);
    }

    #[test]
    fn rates_are_told_by_form_and_reasons_by_what_they_turned_away() {
        let report = measure(&[
            ("5", "5", Label::Correct),
            ("5", "6", Label::Correct),
            ("5", "6", Label::Wrong),
            ("(1, 2)", "(1, 2)", Label::Correct),
            ("(1, 2)", "some text", Label::Correct),
            (r"\frac{", "1", Label::Wrong),
        ]);
        let forms: Vec<_> = report
            .by_form
            .iter()
            .map(|row| (row.form.as_str(), row.false_negatives.count, row.false_negatives.of))
            .collect();
        assert_eq!(forms, [("integer", 1, 2), ("tuple", 0, 2), (UNREADABLE, 0, 0)]);
        let reasons: Vec<_> = report
            .by_reason
            .iter()
            .map(|row| (row.verdict, row.reason.as_str(), row.correct.count, row.correct.of))
            .collect();
        assert_eq!(
            reasons,
            [
                ("reject", "wrong-answer", 1, 2),
                ("abstain", "unreadable-answer", 1, 1),
                ("abstain", "unreadable-reference", 0, 1),
            ]
        );
        let table = report.table();
        for expected in [
            "integer                 3   1 of 2 (1.3 to 98.7 %)",
            "reject wrong-answer              2   1 of 2",
        ] {
            assert!(table.contains(expected), "{expected}: {table}");
        }
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
