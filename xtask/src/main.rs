//! `cargo xtask …`: sets a machine up, runs the demo, runs every check.

use std::process::ExitCode;

use xtask::{check, demo, fuzz, lint, progress, setup};

const USAGE: &str = "usage: cargo xtask setup            download, unpack and build what veriloop needs
       cargo xtask fetch            the same without the build
       cargo xtask demo [ARGS…]    set up, then `veriloop run ARGS…`
       cargo xtask test            set up, then every check and every test
       cargo xtask lint            only the checks of the source text
       cargo xtask fuzz TARGET S   fuzz a target for S seconds: door, extract, parse or decide
       cargo xtask fuzz TARGET keep  minimise what fuzzing has learned into fuzz/kept
       cargo xtask deny            licences and advisories of the dependencies, with cargo-deny";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(compiled) = fuzz::compile(&arguments) {
        return compiled.map_or_else(progress::report_failure, |()| ExitCode::SUCCESS);
    }
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["setup"] => setup::run(),
        ["fetch"] => setup::fetch(),
        ["demo", rest @ ..] => demo::run(rest),
        ["test"] => check::run(),
        ["lint"] => lint::run(),
        ["fuzz", target, "keep"] => fuzz::keep(target),
        ["fuzz", target, seconds] => fuzz::run(target, seconds),
        ["deny"] => check::deny(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    done.map_or_else(progress::report_failure, |()| ExitCode::SUCCESS)
}
