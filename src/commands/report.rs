//! `veriloop report`: a run's report, written anew.

use crate::cli::ReportArgs;
use crate::console::Output;
use crate::exit::{CommandError, ExitCode};
use crate::report;

/// Writes the report of a run and prints its path.
///
/// # Errors
///
/// Where the folder holds no run, or the report cannot be written.
pub fn run(args: ReportArgs) -> Result<ExitCode, CommandError> {
    let path = report::write(&args.run).map_err(CommandError::bad_input)?;
    let mut output = Output::stdout();
    output.text(format_args!("{}\n", path.display()))?;
    output.flush()?;
    Ok(ExitCode::Done)
}
