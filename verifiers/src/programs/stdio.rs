//! Whole programs judged by what they write for what they read.
//!
//! Sealed: a guest holds the program and its standard input alone. What it
//! wrote to standard output is compared by the host, or given to a checker in
//! a guest of its own. Every case has a fresh guest, with all of the fuel.
//!
//! A program that ends with success, in whatever way, is judged by its output;
//! one that ends in any other way has failed the case. All cases are run, so
//! that each has its result, up to the first in which the program reached a
//! limit: it would most likely reach it again, at the same cost.

mod checker;
mod command;
mod compare;

use std::sync::Arc;
use std::time::Instant;

use veriloop_sandbox::{Bytes, Ending, Fuel, Given, Limits, Python};

use super::conversation::{self, Decision};
use super::guest::{Guest, Said};
use super::protocol::{Command, RaisedKind, Reply};
use crate::component::CommandChecker;
use crate::spec::module::ModulePath;
use crate::spec::{Checker, Comparison, StdioCase};
use crate::{
    AbstainReason, Candidate, Checkers, Fault, Judgement, RejectReason, Seal, TestCounts, TestResult,
};

/// The parts of a `python-stdio` specification.
#[derive(Clone, Copy)]
pub(crate) struct Stdio<'a> {
    pub(crate) cases: &'a [StdioCase],
    pub(crate) compare: &'a Comparison,
    pub(crate) checker: Option<&'a Checker>,
    pub(crate) several_answers: bool,
    /// What loads checkers that are commands.
    pub(crate) checkers: Option<&'a Checkers>,
}

/// Judges a candidate by its output for every input.
///
/// A program may write as much as the limits allow, and twice the expected output on top of it.
///
/// # Errors
///
/// A [`Fault`] where the sandbox failed, there are no cases, or the checker is no Python or broke.
pub(crate) fn judge(
    python: &Python,
    limits: &Limits,
    stdio: Stdio<'_>,
    candidate: &Candidate,
) -> Result<Judgement, Fault> {
    if stdio.cases.is_empty() {
        return Err(Fault::Problem("expected at least one case, found none".into()));
    }
    let program = match conversation::program(candidate, Seal::Sealed) {
        Ok(program) => program,
        Err(judgement) => return Ok(*judgement),
    };
    let start = Instant::now();
    let mut results = Vec::with_capacity(stdio.cases.len());
    let (mut rejection, mut abstention) = (None, None);
    let (mut fuel, mut peak_fuel) = (Fuel(0), 0);
    for (index, case) in stdio.cases.iter().enumerate() {
        let ran = run(python, limits, program, case)?;
        fuel.0 += ran.fuel.0;
        peak_fuel = ran.fuel.0.max(peak_fuel);
        let decision = match ran.output {
            Ok(output) => stdio.decide(python, limits, case, &output)?,
            Err(decision) => decision,
        };
        let result = match decision {
            Decision::Accept => TestResult::Passed,
            Decision::Reject(reason, detail) => {
                rejection.get_or_insert_with(|| Decision::reject(reason, in_case(index, &detail)));
                TestResult::Failed(reason)
            }
            Decision::Abstain(reason, detail) => {
                abstention.get_or_insert_with(|| Decision::Abstain(reason, in_case(index, &detail)));
                TestResult::Undecided
            }
            Decision::Problem(why) => return Err(Fault::Problem(why)),
        };
        results.push(result);
        if matches!(result, TestResult::Failed(reason) if reason.is_limit()) {
            break;
        }
    }
    results.resize(stdio.cases.len(), TestResult::NotRun);
    let passed = results.iter().filter(|result| **result == TestResult::Passed).count();
    let counts = TestCounts { passed: passed as u32, total: results.len() as u32 };
    let decision = rejection.or(abstention).unwrap_or(Decision::Accept);
    let judgement = conversation::judgement(decision, Some(counts), Seal::Sealed, fuel, start)?;
    Ok(Judgement { results, peak_fuel, ..judgement })
}

fn in_case(index: usize, detail: &str) -> String {
    format!("case {}: {detail}", index + 1)
}

/// What a program came to in one case.
struct Ran {
    /// What it wrote, or why that does not count.
    output: Result<Vec<u8>, Decision>,
    fuel: Fuel,
}

/// Runs a program on the input of a case.
fn run(python: &Python, limits: &Limits, program: &str, case: &StdioCase) -> Result<Ran, Fault> {
    let allowed = limits.output().0.saturating_add(2 * case.stdout.len() as u64);
    let limits = limits.with_output(Bytes(allowed));
    let input = Arc::from(case.stdin.as_bytes());
    let mut guest = Guest::begin(python.session_with(&limits, Given { input, ..Given::default() }))?;
    let failure = match guest.command(&Command::Run { source: program.to_owned() })? {
        Said::Reply(Reply::Done) | Said::Ended(Ending::Exited(0)) => None,
        Said::Reply(Reply::Raised(raised)) if raised.kind == RaisedKind::Exit => {
            let code = if raised.message.is_empty() { "1" } else { raised.message.as_str() };
            Some(Decision::reject(RejectReason::RuntimeError, format_args!("exited with {code}")))
        }
        Said::Reply(Reply::Raised(raised)) => Some(Decision::raised(&raised)),
        Said::Ended(Ending::Exited(code)) => {
            Some(Decision::reject(RejectReason::RuntimeError, format_args!("exited with {code}")))
        }
        said => Some(said.out_of_turn(&limits)?),
    };
    let outcome = guest.end()?;
    Ok(Ran { output: failure.map_or(Ok(outcome.stdout), Err), fuel: outcome.fuel })
}

impl Stdio<'_> {
    /// The command that checks outputs.
    fn command(&self, module: &ModulePath) -> Result<Arc<CommandChecker>, Fault> {
        let checkers = self.checkers.ok_or_else(|| {
            Fault::Sandbox("this verifier was opened without an engine for checkers".into())
        })?;
        checkers.load_command(&module.path()).map_err(|error| Fault::Problem(error.to_string()))
    }

    /// What a program's output comes to.
    fn decide(
        &self,
        python: &Python,
        limits: &Limits,
        case: &StdioCase,
        output: &[u8],
    ) -> Result<Decision, Fault> {
        match self.checker {
            Some(Checker::Python(source)) => return checker::check(python, limits, source, case, output),
            Some(Checker::Testlib(module)) => {
                return self.command(module)?.check(command::Protocol::Testlib, limits, case, output);
            }
            Some(Checker::Kattis(module)) => {
                return self.command(module)?.check(command::Protocol::Kattis, limits, case, output);
            }
            None => {}
        }
        Ok(match compare::difference(self.compare, case.stdout.as_bytes(), output) {
            None => Decision::Accept,
            Some(difference) if self.several_answers => Decision::Abstain(
                AbstainReason::Undecided,
                format!("several outputs are right, and there is no checker: {difference}"),
            ),
            Some(difference) => Decision::reject(RejectReason::WrongAnswer, difference),
        })
    }
}
