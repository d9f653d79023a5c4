//! Programs judged by the problem's own Python test code.
//!
//! Not sealed: set-up, candidate and tests run one after another in one
//! interpreter, so that a hostile candidate can reach the tests. What it cannot
//! do is pass by ending: an accept needs the harness's own report that the
//! tests ran to their end.

use veriloop_sandbox::{Limits, Python};

use super::conversation::{self, Decision, Plan, Step, described};
use super::protocol::{Command, Raised, RaisedKind, Reply, Role};
use super::text;
use crate::{Candidate, Fault, Judgement, RejectReason, Seal, TestCounts};

/// Judges a candidate by executing `setup`, the candidate and `tests`, and
/// then, where tests or set-up bind `check`, `check(entry_point)`. Where they
/// do not, the tests' functions `test` and `test_…` and the tests of their
/// `unittest.TestCase` classes are run. Coroutines are run to their end. The
/// tests are a module that is imported, so the body of
/// `if __name__ == "__main__"` is not run.
///
/// Tests are counted by the lines of the assertions that are reached; tests
/// without such a line count as one.
///
/// # Errors
///
/// A [`Fault`] where the sandbox failed, the set-up or the tests are no
/// Python, the tests test nothing, or code of theirs asks for a name or a
/// module that is not there.
pub fn judge(
    python: &Python,
    limits: &Limits,
    entry_point: &str,
    tests: &str,
    setup: &str,
    candidate: &Candidate,
) -> Result<Judgement, Fault> {
    if tests.trim().is_empty() {
        return Err(Fault::Problem("expected tests, found none".into()));
    }
    let program = match conversation::program(candidate, Seal::Unsealed) {
        Ok(program) => program,
        Err(judgement) => return Ok(*judgement),
    };
    let plan = TestsPlan {
        setup: setup.to_owned(),
        program: program.to_owned(),
        tests: tests.to_owned(),
        entry_point: entry_point.to_owned(),
        asked: Asked::Nothing,
        assertions: Vec::new(),
        passed: 0,
    };
    conversation::judge(python, limits, plan, Seal::Unsealed)
}

/// What the guest was last asked.
enum Asked {
    Nothing,
    Setup,
    Plan,
    Program,
    Tests,
}

struct TestsPlan {
    setup: String,
    program: String,
    tests: String,
    entry_point: String,
    asked: Asked,
    /// The lines of the assertions that the tests reach, in order.
    assertions: Vec<u32>,
    passed: usize,
}

impl TestsPlan {
    fn ask(&mut self, asked: Asked, command: Command) -> Step {
        self.asked = asked;
        Step::Do(command)
    }

    fn ask_plan(&mut self) -> Step {
        let (source, name) = (self.tests.clone(), self.entry_point.clone());
        self.ask(Asked::Plan, Command::Plan { source, name })
    }

    fn ask_program(&mut self) -> Step {
        let source = std::mem::take(&mut self.program);
        self.ask(Asked::Program, Command::Execute { role: Role::Candidate, source })
    }

    fn failed(&mut self, raised: &Raised) -> Decision {
        if raised.kind == RaisedKind::Name && matches!(raised.place, Role::Tests | Role::Setup) {
            return Decision::Problem(format!("the tests ask for what is not there: {}", described(raised)));
        }
        let Some(line) = raised.test_line else { return Decision::raised(raised) };
        self.passed = self.assertions.iter().filter(|assertion| **assertion < line).count();
        let source = self.tests.lines().nth(line as usize - 1).unwrap_or_default();
        match Decision::raised(raised) {
            Decision::Reject(reason, detail) => {
                let test = text::value(source.trim());
                Decision::reject(reason, format_args!("{detail}: {test}"))
            }
            other => other,
        }
    }
}

impl Plan for TestsPlan {
    fn next(&mut self, reply: Reply) -> Step {
        match (&self.asked, reply) {
            (Asked::Nothing, Reply::Ready) if self.setup.trim().is_empty() => self.ask_plan(),
            (Asked::Nothing, Reply::Ready) => {
                let source = std::mem::take(&mut self.setup);
                self.ask(Asked::Setup, Command::Execute { role: Role::Setup, source })
            }
            (Asked::Setup, Reply::Done) => self.ask_plan(),
            (Asked::Setup, Reply::Raised(raised)) => {
                Step::Decide(Decision::Problem(format!("the set-up failed: {}", described(&raised))))
            }
            (Asked::Plan, Reply::Planned(assertions)) => {
                self.assertions = assertions;
                self.ask_program()
            }
            (Asked::Plan, Reply::Raised(raised)) => {
                Step::Decide(Decision::Problem(format!("the tests are no Python: {}", described(&raised))))
            }
            (Asked::Program, Reply::Done) => {
                let name = self.entry_point.clone();
                self.ask(Asked::Tests, Command::Test { name })
            }
            (Asked::Program, Reply::Raised(raised)) => Step::Decide(Decision::raised(&raised)),
            (Asked::Tests, Reply::Done) => {
                self.passed = self.assertions.len().max(1);
                Step::Decide(Decision::Accept)
            }
            (Asked::Tests, Reply::Missing) => Step::Decide(Decision::reject(
                RejectReason::NoAnswer,
                format_args!("expected a function `{}`, found none", self.entry_point),
            )),
            (Asked::Tests, Reply::Unfit(why)) => Step::Decide(Decision::Problem(text::line(why))),
            (Asked::Tests, Reply::Raised(raised)) => Step::Decide(self.failed(&raised)),
            _ => Step::Decide(Decision::out_of_turn()),
        }
    }

    fn counts(&self) -> TestCounts {
        TestCounts { passed: self.passed as u32, total: self.assertions.len().max(1) as u32 }
    }
}
