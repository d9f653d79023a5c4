//! `veriloop doctor`: what is installed, what is cached, what is missing.

use veriloop_sandbox::CacheDir;

use crate::cli::DoctorArgs;
use crate::console::Output;
use crate::doctor;
use crate::exit::{CommandError, ExitCode};

/// Examines the machine; the answer is no where something that running needs is missing.
///
/// # Errors
///
/// Where no variable says where the cache is, or nothing can be printed.
pub fn run(args: &DoctorArgs) -> Result<ExitCode, CommandError> {
    let cache = CacheDir::from_environment().map_err(CommandError::bad_input)?;
    let findings = doctor::examine(&cache);
    let mut output = Output::stdout();
    if args.json {
        for finding in &findings {
            output.json(finding)?;
        }
    } else {
        output.text(doctor::render(&findings))?;
    }
    output.flush()?;
    Ok(if doctor::is_ready(&findings) { ExitCode::Done } else { ExitCode::No })
}
