//! The `veriloop` program: parses its arguments, runs the command, returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    veriloop::cli::run(std::env::args_os()).into()
}
