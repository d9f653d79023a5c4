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
/// then, where the tests define a function `check`, `check(entry_point)`.
///
/// Tests are counted by the lines that begin with `assert`; tests without such
/// a line count as one.
///
/// # Errors
///
/// A [`Fault`] where the sandbox failed, or the set-up or the tests are no
/// Python or are empty.
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
        passed: 0,
    };
    conversation::judge(python, limits, plan, Seal::Unsealed)
}

/// What the guest was last asked.
enum Asked {
    Nothing,
    Setup,
    Program,
    Tests,
}

struct TestsPlan {
    setup: String,
    program: String,
    tests: String,
    entry_point: String,
    asked: Asked,
    passed: u32,
}

impl TestsPlan {
    fn ask(&mut self, asked: Asked, command: Command) -> Step {
        self.asked = asked;
        Step::Do(command)
    }

    fn ask_program(&mut self) -> Step {
        let source = std::mem::take(&mut self.program);
        self.ask(Asked::Program, Command::Execute { role: Role::Candidate, source })
    }

    fn failed(&mut self, raised: &Raised) -> Decision {
        if raised.kind == RaisedKind::Syntax && raised.place == Role::Tests {
            return Decision::Problem(format!("the tests are no Python: {}", described(raised)));
        }
        let Some(line) = raised.test_line else { return Decision::raised(raised) };
        self.passed = assertions(&self.tests, line);
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
            (Asked::Nothing, Reply::Ready) if self.setup.trim().is_empty() => self.ask_program(),
            (Asked::Nothing, Reply::Ready) => {
                let source = std::mem::take(&mut self.setup);
                self.ask(Asked::Setup, Command::Execute { role: Role::Setup, source })
            }
            (Asked::Setup, Reply::Done) => self.ask_program(),
            (Asked::Setup, Reply::Raised(raised)) => {
                Step::Decide(Decision::Problem(format!("the set-up failed: {}", described(&raised))))
            }
            (Asked::Program, Reply::Done) => {
                let (source, name) = (self.tests.clone(), self.entry_point.clone());
                self.ask(Asked::Tests, Command::Test { source, name })
            }
            (Asked::Program, Reply::Raised(raised)) => Step::Decide(Decision::raised(&raised)),
            (Asked::Tests, Reply::Done) => {
                self.passed = self.counts().total;
                Step::Decide(Decision::Accept)
            }
            (Asked::Tests, Reply::Missing) => Step::Decide(Decision::reject(
                RejectReason::NoAnswer,
                format_args!("expected a function `{}`, found none", self.entry_point),
            )),
            (Asked::Tests, Reply::Raised(raised)) => Step::Decide(self.failed(&raised)),
            _ => Step::Decide(Decision::out_of_turn()),
        }
    }

    fn counts(&self) -> TestCounts {
        let total = assertions(&self.tests, u32::MAX).max(1);
        TestCounts { passed: self.passed.min(total), total }
    }
}

/// How many lines before this one begin with `assert`.
fn assertions(tests: &str, before: u32) -> u32 {
    let asserts = |line: &&str| {
        line.trim_start().strip_prefix("assert").is_some_and(|rest| rest.starts_with([' ', '(']))
    };
    tests.lines().take(before as usize - 1).filter(asserts).count() as u32
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn assertions_are_counted_by_the_lines_that_begin_with_one() {
        let tests = "def check(f):\n    assert f(1) == 1\n    assert(f(2))\n    asserted = 1\nassert True\n";
        assert_eq!(assertions(tests, u32::MAX), 3);
        assert_eq!(assertions(tests, 3), 1);
        assert_eq!(assertions(tests, 1), 0);
    }
}
