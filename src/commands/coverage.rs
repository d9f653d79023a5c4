//! `veriloop coverage`: what the verifiers of a set of problems can see.

use veriloop_problems::ReadError;
use veriloop_problems::problem::read_problems;

use super::{Sandbox, check_writable, load_checkers, open_verifier};
use crate::cli::CoverageArgs;
use crate::console::{Output, Progress};
use crate::coverage::{self, Options, Summary, table};
use crate::exit::{CommandError, ExitCode};
use crate::files;
use crate::verification::in_order;

/// Measures every problem, in order.
///
/// # Errors
///
/// Where the problems cannot be read, the sandbox cannot be opened, or nothing can be printed.
pub fn run(args: &CoverageArgs) -> Result<ExitCode, CommandError> {
    let problems = read_problems(&args.problems)?;
    if let Some(html) = &args.html {
        check_writable(html, &[&args.problems])?;
    }
    if problems.is_empty() {
        return Err(ReadError::Empty { path: args.problems.clone() }.into());
    }
    let needs_python = problems.iter().any(|problem| problem.verifier.needs_python());
    let second = problems.iter().find_map(|problem| problem.verifier.second_judge());
    let verifier = open_verifier(if needs_python { Sandbox::Python } else { Sandbox::NotNeeded }, second)?;
    load_checkers(&verifier, problems.iter().map(|problem| &problem.verifier))?;
    let options = Options { mutants: args.mutants };
    let progress = Progress::bar(problems.len() as u64, "measuring");

    let mut output = Output::stdout();
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let measured = in_order(problems, args.workers(), move |problem| {
        let id = problem.id.clone();
        coverage::measure(&verifier, &problem, options).map_err(|fault| (id, fault))
    });
    for result in measured {
        match result {
            Ok(row) => {
                if args.json {
                    output.json(&row)?;
                    output.flush()?;
                }
                rows.push(row);
            }
            Err(fault) => faults.push(fault),
        }
        progress.advance();
    }
    drop(progress);
    if let Some(html) = &args.html {
        let name = args.problems.file_name().unwrap_or_default().to_string_lossy();
        files::replace(html, coverage::page(&name, &rows).as_bytes()).map_err(|error| {
            CommandError::BadInput(format!("{}: cannot write the file: {error}", html.display()))
        })?;
    }
    if args.json {
        output.json(&Summary::of(&rows))?;
    } else {
        output.text(table(&rows))?;
    }
    output.flush()?;
    for (problem, fault) in &faults {
        crate::console::note(format_args!("{problem}: not measured: {fault}"));
    }
    Ok(if faults.is_empty() { ExitCode::Done } else { ExitCode::Fault })
}
