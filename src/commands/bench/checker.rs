//! `veriloop bench checker`: how fast checkers judge, each candidate in a fresh instance, on one core.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use veriloop_problems::{LabelledCase, jsonl};
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::spec::ModuleKind;
use veriloop_verifiers::{Candidate, Task};

use super::{print, quantile, stay_on_one_core};
use crate::cli::BenchCheckerArgs;
use crate::commands::{Sandbox, load_checker, open_checkers, open_verifier};
use crate::console::Progress;
use crate::exit::{CommandError, ExitCode};

/// How long each checker judges.
const TIME: Duration = Duration::from_secs(3);

/// What a checker came to.
#[derive(Clone, Debug, Serialize)]
struct Measured {
    checker: String,
    bytes: u64,
    /// Reading it and its compiled code, or compiling it.
    load_ms: f64,
    /// The first judgment after that, and the second.
    first_ms: f64,
    second_ms: f64,
    /// Judgments in a second, after that.
    per_second: f64,
    median_ms: f64,
    /// The 99th percentile.
    p99_ms: f64,
    /// Candidates judged.
    count: usize,
}

/// Measures the checkers of labelled cases.
///
/// # Errors
///
/// Where the cases cannot be read, a checker cannot be loaded, or one does not give a verdict.
pub fn checker(args: &BenchCheckerArgs) -> Result<ExitCode, CommandError> {
    let mut by_module: BTreeMap<PathBuf, Vec<(Task, Candidate)>> = BTreeMap::new();
    for path in &args.labelled {
        for row in jsonl::rows::<LabelledCase>(path)? {
            let (_, case) = row?;
            let LabelledCase::Problem { problem, completion, .. } = case.in_file(path) else { continue };
            let Some((ModuleKind::Component, module)) = problem.verifier.module() else { continue };
            let (module, candidate) =
                (module.path(), extract(&problem.verifier, &problem.prompt, &completion));
            by_module.entry(module).or_default().push((problem.into_task(), candidate));
        }
    }
    if by_module.is_empty() {
        return Err(CommandError::BadInput("expected cases of type component, found none".into()));
    }
    stay_on_one_core();
    let mut rows = Vec::new();
    for (path, cases) in by_module {
        let progress = Progress::spinner("measuring");
        progress.say("measuring checkers");
        let checkers = open_checkers();
        let start = Instant::now();
        let loaded = load_checker(&checkers, &path)?;
        let load_ms = start.elapsed().as_secs_f64() * 1e3;
        let verifier = open_verifier(Sandbox::NotNeeded, None)?.with_checkers(Arc::clone(&checkers));
        let judge = |(task, candidate): &(Task, Candidate)| {
            let start = Instant::now();
            task.judge(&verifier, candidate).map_err(CommandError::fault)?;
            Ok::<f64, CommandError>(start.elapsed().as_secs_f64() * 1e3)
        };
        let first_ms = judge(&cases[0])?;
        let second_ms = judge(&cases[0])?;
        let begin = Instant::now();
        let mut times = Vec::new();
        while begin.elapsed() < TIME {
            for case in &cases {
                times.push(judge(case)?);
            }
        }
        let per_second = times.len() as f64 / begin.elapsed().as_secs_f64();
        times.sort_by(f64::total_cmp);
        rows.push(Measured {
            checker: format!("{} {}", loaded.name(), loaded.version()),
            bytes: std::fs::metadata(&path).map_or(0, |metadata| metadata.len()),
            load_ms,
            first_ms,
            second_ms,
            per_second,
            median_ms: quantile(&times, 0.5),
            p99_ms: quantile(&times, 0.99),
            count: times.len(),
        });
    }
    print(&rows, (!args.json).then(|| table(&rows)))
}

fn table(rows: &[Measured]) -> String {
    let mut text = format!(
        "{:<24}{:>11}{:>10}{:>10}{:>11}{:>12}{:>11}{:>9}\n",
        "checker", "bytes", "load ms", "first ms", "second ms", "per second", "median ms", "p99 ms"
    );
    for row in rows {
        text.push_str(&format!(
            "{:<24}{:>11}{:>10.1}{:>10.3}{:>11.3}{:>12.0}{:>11.4}{:>9.3}\n",
            row.checker,
            row.bytes,
            row.load_ms,
            row.first_ms,
            row.second_ms,
            row.per_second,
            row.median_ms,
            row.p99_ms
        ));
    }
    text
}
