//! `veriloop run`: the loop, in a folder of its own.

use std::path::{Path, PathBuf};

use veriloop_problems::Source;
use veriloop_sandbox::{Fuel, Limits};
use veriloop_verifiers::Verifier;

use crate::cli::RunArgs;
use crate::config::RunConfig;
use crate::console::{self, Live, Output};
use crate::exit::{CommandError, ExitCode};
use crate::ledger::{EvaluationRow, Ledger, LedgerError};
use crate::pipeline::{self, Ended, RunError, RunFolder, RunFolderError, Start};
use crate::policy::PolicyError;
use crate::report;
use crate::sources::Sources;

use super::{Sandbox, load_checkers, open_sympy, open_verifier};

/// Where runs go that are not told where.
const DEFAULT_PARENT: &str = "runs";

/// Runs the loop, writes its report and prints the figures before and after.
///
/// # Errors
///
/// [`CommandError::BadInput`] for a configuration or folder that cannot be used, before any work is done.
pub fn run(args: RunArgs) -> Result<ExitCode, CommandError> {
    // This starts the process anew, so nothing may have happened yet.
    settle_environment()?;
    let start = if args.resume { Start::Resume } else { Start::Fresh };
    let out = match (&args.out, start) {
        (Some(out), _) => out.clone(),
        (None, Start::Fresh) => default_out(),
        (None, Start::Resume) => {
            let message = "--resume: expected --out with the folder of the run, found none";
            return Err(CommandError::BadInput(message.into()));
        }
    };
    let config = configuration(&args, &out)?;
    if start == Start::Fresh {
        RunFolder::check_new(&out).map_err(CommandError::bad_input)?;
    }
    let sources = Sources::open(&config.problems).map_err(CommandError::bad_input)?;
    let needs_python = sources.iter().any(Source::needs_python);
    let verifier = open_verifier(if needs_python { Sandbox::Python } else { Sandbox::NotNeeded }, None)?;
    load_checkers(&verifier, sources.iter().flat_map(Source::specs))?;
    // Without sympy a run does not audit its rejected answers, and says so in its ledger.
    let has_answers = sources.iter().any(Source::has_answers);
    let verifier = match has_answers && config.audit.rejects + config.audit.accepts > 0 {
        true => with_sympy(verifier),
        false => verifier,
    };
    let limits = Limits::default().with_fuel(Fuel(config.verification.fuel));
    let verifier = verifier.with_limits(limits);
    let mut live = Live::new();
    let Ended { checkpoint, is_stopped } =
        pipeline::run(&config, sources, &out, start, verifier, &mut live).map_err(run_error)?;
    drop(live);
    let report = report::write(&out).map_err(CommandError::internal)?;

    let ledger = Ledger::open(&out.join("ledger.sqlite")).map_err(CommandError::internal)?;
    let evaluations = ledger.evaluations().map_err(CommandError::internal)?;
    let faults = ledger.faults().map_err(CommandError::internal)?;
    let mut output = Output::stdout();
    if args.json {
        output.json(&serde_json::json!({
            "checkpoint": checkpoint, "report": report, "evaluations": evaluations, "faults": faults,
        }))?;
    } else {
        output.text(summary(&config, &evaluations))?;
        output.text(format_args!(
            "checkpoint  {}\nreport      {}\n",
            checkpoint.display(),
            report.display()
        ))?;
    }
    output.flush()?;
    if faults > 0 {
        console::note(format_args!("{faults} completions have no verdict, through faults of ours"));
        return Ok(ExitCode::Fault);
    }
    if is_stopped {
        console::note("stopped by the guard: its alarms are above and in the report");
        return Ok(ExitCode::No);
    }
    Ok(ExitCode::Done)
}

/// The verifier with sympy, where that can be opened.
fn with_sympy(verifier: Verifier) -> Verifier {
    match open_sympy() {
        Ok(sympy) => verifier.with_sympy(sympy),
        Err(error) => {
            console::note(format_args!("answers are not judged again by sympy: {error}"));
            verifier
        }
    }
}

/// The configuration, and the arguments over it. A run that is resumed has its own.
fn configuration(args: &RunArgs, out: &Path) -> Result<RunConfig, CommandError> {
    let mut config = match (&args.config, args.resume) {
        (Some(_), true) => {
            let message = "--resume takes no configuration: the run's folder has one";
            return Err(CommandError::BadInput(message.into()));
        }
        (None, true) => {
            if args.seed.is_some() || args.judge.is_some() {
                let message = "--resume takes neither --seed nor --judge: the run's folder has both";
                return Err(CommandError::BadInput(message.into()));
            }
            let path = RunFolder::config_of(out);
            if !path.is_file() {
                let error = RunFolderError::NoRun { path: out.to_owned(), missing: "run.toml" };
                return Err(CommandError::bad_input(error));
            }
            RunConfig::read(&path)?
        }
        (Some(path), false) => RunConfig::read(path)?,
        (None, false) => RunConfig::default(),
    };
    config.seed = args.seed.unwrap_or(config.seed);
    config.rounds = args.rounds.unwrap_or(config.rounds);
    config.judge = args.judge.map_or(config.judge, Into::into);
    Ok(config)
}

/// `runs/001`, or the first number that is free.
fn default_out() -> PathBuf {
    let free = (1..)
        .map(|number| Path::new(DEFAULT_PARENT).join(format!("{number:03}")))
        .find(|path| !path.exists());
    free.expect("numbers do not run out")
}

/// What libtorch's thread and kernel libraries read when they are loaded, unless the user has set it.
///
/// Threads of GNU OpenMP that wait spin, by default for so long that on a busy
/// machine they take the cores from the threads they wait for; a short spin costs
/// little. Figures are in `docs/performance.md`. And some virtual machines announce AMX and
/// die of it in oneDNN's bf16 products, so it is kept to AVX-512.
const LIBTORCH_ENVIRONMENT: [(&str, &str); 2] =
    [("GOMP_SPINCOUNT", "20000"), ("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")];

/// Starts this process anew with [`LIBTORCH_ENVIRONMENT`], which is read before `main`.
#[cfg(unix)]
pub(super) fn settle_environment() -> Result<(), CommandError> {
    use std::os::unix::process::CommandExt;

    let missing: Vec<_> =
        LIBTORCH_ENVIRONMENT.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let program = std::env::current_exe().map_err(CommandError::internal)?;
    let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).envs(missing).exec();
    Err(CommandError::internal(error))
}

/// Elsewhere the environment is left as it is.
#[cfg(not(unix))]
pub(super) fn settle_environment() -> Result<(), CommandError> {
    let _ = LIBTORCH_ENVIRONMENT;
    Ok(())
}

fn run_error(error: RunError) -> CommandError {
    match error {
        RunError::Folder(RunFolderError::Ledger(error)) | RunError::Ledger(error) => ledger_error(&error),
        RunError::Folder(RunFolderError::Policy(error @ PolicyError::Checkpoint { .. }))
        | RunError::Policy(error @ PolicyError::Checkpoint { .. }) => CommandError::bad_input(error),
        RunError::Folder(
            error @ (RunFolderError::NotEmpty { .. }
            | RunFolderError::NoRun { .. }
            | RunFolderError::Busy { .. }
            | RunFolderError::TooFewRounds { .. }
            | RunFolderError::Damaged { .. }
            | RunFolderError::Io { .. }),
        ) => CommandError::bad_input(error),
        error => CommandError::internal(error),
    }
}

/// A ledger that is no ledger, or that the machine cannot read or write, is not this program's fault.
fn ledger_error(error: &LedgerError) -> CommandError {
    use rusqlite::ErrorCode;

    match error {
        LedgerError::Sqlite { source, .. } => match source.sqlite_error_code() {
            Some(
                ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::DatabaseBusy
                | ErrorCode::SystemIoFailure,
            ) => CommandError::bad_input(error),
            _ => CommandError::internal(error),
        },
        LedgerError::Version { .. } | LedgerError::Damaged { .. } => CommandError::bad_input(error),
    }
}

/// Held-out figures after the cold start and at the end, a line a family and level.
fn summary(config: &RunConfig, evaluations: &[EvaluationRow]) -> String {
    let last = evaluations.iter().map(|row| row.round).max().unwrap_or(0);
    // What was not measured is a dash.
    let figure = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.3}"));
    let pass_at_1 = |row: &EvaluationRow| {
        figure((row.problems > 0).then(|| row.greedy_accepted as f64 / row.problems as f64))
    };
    let pass_at_8 = |row: &EvaluationRow| figure((row.sampled_problems > 0).then_some(row.pass_at_8));
    let mut text = format!(
        "family  level  demonstrated  pass@1 round 0  round {last:<3}  pass@8 round 0  round {last}\n"
    );
    for after in evaluations.iter().filter(|row| row.round == last) {
        let before = evaluations
            .iter()
            .find(|row| row.round == 0 && row.family == after.family && row.level == after.level);
        let of_before = |of: &dyn Fn(&EvaluationRow) -> String| before.map_or("-".into(), of);
        let demonstrated = if after.level <= config.problems.demonstrated_levels { "yes" } else { "no" };
        text.push_str(&format!(
            "{:<6}  {:>5}  {:<12}  {:>14}  {:>9}  {:>14}  {:>9}\n",
            after.family,
            after.level,
            demonstrated,
            of_before(&pass_at_1),
            pass_at_1(after),
            of_before(&pass_at_8),
            pass_at_8(after)
        ));
    }
    text
}
