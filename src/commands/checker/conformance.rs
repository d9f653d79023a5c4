//! `veriloop checker test`: a project's labelled cases, and what every checker must bear.

use std::fmt::Display;
use std::path::Path;

use veriloop_problems::candidates::Label;
use veriloop_problems::{LabelledCase, Problem, jsonl};
use veriloop_verifiers::component::Surroundings;
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::{Candidate, Fault, Judgement, Verdict, Verifier, VerifierSpec};

use super::Project;
use crate::cli::checker::CheckerTestArgs;
use crate::commands::{Sandbox, load_checkers, open_verifier, row_error};
use crate::console::Output;
use crate::exit::{CommandError, ExitCode};
use crate::verification::own_reason;

/// The most cases that are judged again.
const AGAIN: usize = 200;

/// How often texts are repeated that are to be deep or long.
const DEEP: usize = 100_000;

/// Tests a project's checker.
///
/// # Errors
///
/// Where the project is none, the cases cannot be read, or the checker cannot be loaded.
pub fn test(args: &CheckerTestArgs) -> Result<ExitCode, CommandError> {
    let project = Project::open(&args.project)?;
    project.built()?;
    let cases = read(&project, &project.cases())?;
    let needs_python = cases.iter().any(|case| case.problem.verifier.needs_python());
    let verifier = open_verifier(if needs_python { Sandbox::Python } else { Sandbox::NotNeeded }, None)?;
    load_checkers(&verifier, cases.iter().map(|case| &case.problem.verifier))?;

    let mut report = Report::default();
    let judged: Vec<Said> =
        cases.iter().map(|case| Said::of(case.judge(&verifier, Surroundings::default()))).collect();
    for (case, said) in cases.iter().zip(&judged) {
        report.line(case.outcome(said), format_args!("case in line {}", case.line));
    }
    repeated(&mut report, &verifier, &cases, &judged);
    hostile(&mut report, &verifier, &cases);
    if let Some(most) = judged.iter().map(|said| said.fuel).max() {
        report.text.push_str(&format!("the most fuel that a case took: {most}\n"));
    }

    let Report { mut text, passed, failed } = report;
    text.push_str(&format!("{passed} passed, {failed} failed\n"));
    let mut output = Output::stdout();
    output.text(text)?;
    output.flush()?;
    Ok(if failed == 0 { ExitCode::Done } else { ExitCode::No })
}

/// A labelled case of a project.
pub(super) struct Case {
    line: usize,
    problem: Problem,
    candidate: Candidate,
    label: Label,
}

/// The cases of a file, all of which the project's checker judges.
pub(super) fn read(project: &Project, path: &Path) -> Result<Vec<Case>, CommandError> {
    let mut cases = Vec::new();
    for row in jsonl::rows::<LabelledCase>(path)? {
        let (line, case) = row?;
        let LabelledCase::Problem { problem, completion, label } = case.in_file(path) else {
            let message = "expected a case with a problem and a completion, found a pair".to_owned();
            return Err(row_error(path, line, "problem", message));
        };
        let own = || project.flaw(&problem.verifier).map(|(field, why)| (format!("verifier.{field}"), why));
        if let Some((field, message)) = problem.flaw().or_else(own) {
            return Err(row_error(path, line, &format!("problem.{field}"), message));
        }
        let candidate = extract(&problem.verifier, &problem.prompt, &completion);
        cases.push(Case { line, problem: *problem, candidate, label });
    }
    if cases.is_empty() {
        return Err(CommandError::BadInput(format!(
            "{}: expected at least one case, found none",
            path.display()
        )));
    }
    Ok(cases)
}

impl Case {
    fn judge(&self, verifier: &Verifier, surroundings: Surroundings) -> Result<Judgement, Fault> {
        judge(verifier, &self.problem, &self.candidate, surroundings)
    }

    /// Whether the verdict is what the label says.
    fn outcome(&self, said: &Said) -> Result<(), String> {
        let expected = match self.label {
            Label::Correct => "accept",
            Label::Wrong => "reject",
        };
        if said.verdict == expected {
            return Ok(());
        }
        Err(format!("expected {expected}, found {}", said.shown()))
    }
}

fn judge(
    verifier: &Verifier,
    problem: &Problem,
    candidate: &Candidate,
    surroundings: Surroundings,
) -> Result<Judgement, Fault> {
    match (&problem.verifier, verifier.checkers()) {
        (VerifierSpec::Component { module, params }, Some(checkers)) => {
            let checker = checkers.load(&module.path()).map_err(|error| Fault::Problem(error.to_string()))?;
            checker.judge_in(surroundings, verifier.limits(), &problem.about(), params, candidate)
        }
        _ => problem.clone().into_task().judge(verifier, candidate),
    }
}

/// All that a checker said of a candidate.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    verdict: &'static str,
    reason: String,
    score: Option<f64>,
    detail: String,
    fuel: u64,
}

impl Said {
    fn of(result: Result<Judgement, Fault>) -> Said {
        match result {
            Ok(judgement) => {
                let reason = own_reason(judgement.checker.as_deref());
                let reason = reason.or(judgement.verdict.reason().map(str::to_owned)).unwrap_or_default();
                let score = judgement.checker.as_ref().and_then(|said| said.score);
                let (verdict, detail, fuel) = (judgement.verdict.name(), judgement.detail, judgement.fuel);
                Said { verdict, reason, score, detail, fuel }
            }
            Err(fault) => Said {
                verdict: "error",
                reason: String::new(),
                score: None,
                detail: fault.to_string(),
                fuel: 0,
            },
        }
    }

    fn is_error(&self) -> bool {
        self.verdict == "error"
    }

    fn shown(&self) -> String {
        let Said { verdict, reason, score, detail, .. } = self;
        let score = score.map_or(String::new(), |score| format!(" with score {score}"));
        let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        let detail: String = detail.chars().take(200).collect();
        format!("{verdict}{reason}{score}: {detail}").trim_end_matches(": ").to_owned()
    }
}

/// The lines of the report, and how many of them are good.
#[derive(Default)]
struct Report {
    text: String,
    passed: usize,
    failed: usize,
}

impl Report {
    fn line(&mut self, outcome: Result<(), String>, what: impl Display) {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                self.text.push_str(&format!("ok    {what}\n"));
            }
            Err(why) => {
                self.failed += 1;
                self.text.push_str(&format!("FAIL  {what}: {why}\n"));
            }
        }
    }
}

/// Judges the cases once more, in another order and in other surroundings.
fn repeated(report: &mut Report, verifier: &Verifier, cases: &[Case], judged: &[Said]) {
    let last = cases.iter().zip(judged).take(AGAIN);
    let mut again = |surroundings: fn() -> Surroundings, what: &str, is_same: fn(&Said, &Said) -> bool| {
        let changed = last.clone().rev().find_map(|(case, before)| {
            let now = Said::of(case.judge(verifier, surroundings()));
            (!is_same(before, &now))
                .then(|| format!("line {}: first {}, then {}", case.line, before.shown(), now.shown()))
        });
        report.line(changed.map_or(Ok(()), Err), what);
    };
    again(Surroundings::default, "the same said again, after other candidates", |a, b| a == b);
    // Drawing other numbers may take another number of instructions.
    let is_same = |a: &Said, b: &Said| {
        (a.verdict, &a.reason, a.score, &a.detail) == (b.verdict, &b.reason, b.score, &b.detail)
    };
    again(Surroundings::other, "the same said with other random numbers and at another time", is_same);
}

/// Gives the checker of the first case candidates that nobody hopes for.
fn hostile(report: &mut Report, verifier: &Verifier, cases: &[Case]) {
    let problem = &cases[0].problem;
    for (what, text) in texts() {
        let candidate = match &problem.verifier {
            VerifierSpec::PythonStdio { .. } => {
                // A JSON string is a Python string of the same text.
                let literal = serde_json::Value::from(text.as_str());
                Candidate::Program(format!("import sys\nsys.stdout.write({literal})\n"))
            }
            _ => Candidate::Text(text),
        };
        let result = judge(verifier, problem, &candidate, Surroundings::default());
        if matches!(&result, Ok(judgement) if judgement.verdict == Verdict::Accept) {
            report.text.push_str(&format!("note  {what} is accepted\n"));
        }
        let said = Said::of(result);
        let answered = if said.is_error() { Err(said.detail) } else { Ok(()) };
        report.line(answered, format_args!("an answer to {what}"));
    }
    if let VerifierSpec::Component { module, .. } = &problem.verifier {
        let bare = Problem {
            verifier: VerifierSpec::Component { module: module.clone(), params: serde_json::Map::new() },
            ..problem.clone()
        };
        let said = Said::of(judge(verifier, &bare, &cases[0].candidate, Surroundings::default()));
        let is_in_words = !said.is_error() || said.detail.contains(" cannot judge: ");
        report.line(
            if is_in_words { Ok(()) } else { Err(said.detail) },
            "a word on a problem without parameters",
        );
    }
}

/// Texts that a checker may meet, with what they are.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("an empty candidate", String::new()),
        ("a candidate of blanks and line ends", " \t\r\n\n\u{2028}\u{a0}".repeat(100)),
        ("a candidate of a megabyte", "a".repeat(1 << 20)),
        ("a candidate of a megabyte in lines", "1 2 3\n".repeat(1 << 18)),
        ("a number of a hundred thousand digits", "9".repeat(DEEP)),
        ("JSON that is a hundred thousand deep", "[".repeat(DEEP)),
        ("JSON that is a thousand deep and whole", format!("{}{}", "[".repeat(1000), "]".repeat(1000))),
        ("parentheses that are a hundred thousand deep", "(".repeat(DEEP)),
        ("control characters", (0..32_u8).map(char::from).chain(['\u{7f}', '\u{85}']).collect()),
        (
            "characters of several kinds",
            "\u{feff}\u{202e}e\u{301}\u{1f469}\u{200d}\u{1f52c}\u{10ffff}\u{661}\u{ff11}".to_owned(),
        ),
        ("numbers that are none", "1e999\nNaN\n-Infinity\n-0\n0x10\n1_000".to_owned()),
        ("a name that objects have", r#"{"__proto__": {"a": 1}, "constructor": null, "": 0}"#.to_owned()),
        ("a word of the protocol", "accept".to_owned()),
    ]
}
