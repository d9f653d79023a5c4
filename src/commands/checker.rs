//! `veriloop checker`: projects of checkers, from their first file to their error rates.

mod build;
mod conformance;
mod project;

use crate::cli::MeasureArgs;
use crate::cli::checker::{CheckerMeasureArgs, CheckerNewArgs};
use crate::commands::measure;
use crate::console::Output;
use crate::exit::{CommandError, ExitCode};

pub use build::build;
pub use conformance::test;
use project::Project;

/// Writes a new project.
///
/// # Errors
///
/// Where the name is none, the folder is there already, or a file cannot be written.
pub fn new(args: &CheckerNewArgs) -> Result<ExitCode, CommandError> {
    let written = project::create(&args.name, args.lang)?;
    let mut output = Output::stdout();
    for file in written {
        output.text(format!("{}\n", file.display()))?;
    }
    output.flush()?;
    crate::console::note(format_args!(
        "next: veriloop checker build {0} && veriloop checker test {0}",
        args.name
    ));
    Ok(ExitCode::Done)
}

/// Measures the error rates of a project's checker.
///
/// # Errors
///
/// As `veriloop measure`, and where the folder has no project.
pub fn measure(args: &CheckerMeasureArgs) -> Result<ExitCode, CommandError> {
    let project = Project::open(&args.project)?;
    project.built()?;
    let labelled = args.labelled.clone().unwrap_or_else(|| project.cases());
    conformance::read(&project, &labelled)?;
    measure::run(&MeasureArgs { labelled, second_judge: None, json: args.json })
}
