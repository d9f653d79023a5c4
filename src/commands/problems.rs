//! `veriloop problems`: problem files from published sets, from built-in families and for the checkers that ship.

use std::path::Path;

use veriloop_problems::families::Family;
use veriloop_problems::sets::{ProblemSet, SetSize};
use veriloop_problems::{HeldOutProblem, Problem, TrainingProblem, import as importers, jsonl};
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::module::ModulePath;

use super::check_writable;
use crate::cli::{GenerateArgs, ImportArgs, SetArgs, SplitArg};
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

/// Generates a set for a checker that ships.
///
/// # Errors
///
/// Where there is no checker at the path, or the problems cannot be written.
pub fn set(args: &SetArgs) -> Result<ExitCode, CommandError> {
    check_writable(&args.out, &[&args.checker])?;
    let set = ProblemSet::from(args.set);
    let folder = args.out.parent().unwrap_or(Path::new(""));
    let checker = ModulePath::from_folder(&args.checker, folder).map_err(|error| {
        let (file, name) = (args.checker.display(), set.name());
        CommandError::BadInput(format!("--checker: {file}: expected the checker {name}: {error}"))
    })?;
    let size = SetSize { levels: args.levels, training: args.training, held_out: args.held_out };
    let problems = {
        let _progress = Progress::spinner(format!("generating the set {}", set.name()));
        set.generate(&checker, size, args.seed)
    };
    let count = jsonl::write(&args.out, &problems)?;
    console::note(format_args!("{count} problems of {} levels in {}", args.levels, args.out.display()));
    Ok(ExitCode::Done)
}
