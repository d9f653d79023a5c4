//! `veriloop problems`: problem files from published sets and from built-in families.

use veriloop_problems::families::Family;
use veriloop_problems::{HeldOutProblem, Problem, TrainingProblem, import as importers, jsonl};
use veriloop_verifiers::VerifierSpec;

use super::check_writable;
use crate::cli::{GenerateArgs, ImportArgs, SplitArg};
use crate::console::{self, Progress};
use crate::exit::{CommandError, ExitCode};

/// Imports a published set.
///
/// # Errors
///
/// Where the set cannot be read or the problems cannot be written.
pub fn import(args: &ImportArgs) -> Result<ExitCode, CommandError> {
    check_writable(&args.out, &[&args.file])?;
    let problems = importers::import(args.source, &args.file, args.split.map(Into::into))?;
    let count = jsonl::write(&args.out, &problems)?;
    console::note(format_args!("{count} problems of {} in {}", args.source, args.out.display()));
    let unchecked: Vec<_> = problems.iter().filter(|problem| has_several_answers(problem)).collect();
    if let [first, ..] = unchecked.as_slice() {
        console::note(format_args!(
            "{} of them have several right outputs and no checker: an output that is not the expected one \
             is not judged wrong but abstained from ({} is the first)",
            unchecked.len(),
            first.id
        ));
    }
    Ok(ExitCode::Done)
}

/// Whether outputs of a problem's programs cannot be judged by comparing alone.
fn has_several_answers(problem: &Problem) -> bool {
    matches!(problem.verifier, VerifierSpec::PythonStdio { several_answers: true, .. })
}

/// Generates problems of a family.
///
/// # Errors
///
/// Where the problems cannot be written.
pub fn generate(args: &GenerateArgs) -> Result<ExitCode, CommandError> {
    check_writable(&args.out, &[])?;
    let family = Family::from(args.family);
    let problems: Vec<Problem> = {
        let _progress = Progress::spinner(format!("generating {} problems", args.count));
        match args.split {
            SplitArg::Train => {
                let problems = family.training(args.level, args.count, args.seed);
                problems.into_iter().map(TrainingProblem::into_problem).collect()
            }
            SplitArg::Heldout => {
                let problems = family.held_out(args.level, args.count, args.seed);
                problems.into_iter().map(HeldOutProblem::into_problem).collect()
            }
        }
    };
    let count = jsonl::write(&args.out, &problems)?;
    console::note(format_args!(
        "{count} {} problems of level {} in {}",
        family.name(),
        args.level,
        args.out.display()
    ));
    Ok(ExitCode::Done)
}
