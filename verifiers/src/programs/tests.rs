//! Programs judged by the problem's own Python test code.
//!
//! Sealed wherever that is possible: the tests run in a guest of their own, and
//! use the candidate's program through the host, from another guest. Where the
//! tests reach into the program itself, they and the candidate share one
//! interpreter, in the order set-up, candidate, tests, and the judgement says
//! that it is not sealed: a hostile candidate can reach such tests. What it
//! cannot do is pass by ending: an accept needs the harness's own report that
//! the tests ran to their end.

use veriloop_sandbox::{Given, Limits, Python, Surroundings};

use super::conversation::{self, Decision, Plan, Step, described};
use super::prepared::PreparedTests;
use super::protocol::{Command, Policy, Raised, RaisedKind, Reply, Role};
use super::{sealed, text};
use crate::spec::Sealing;
use crate::{AbstainReason, Candidate, Fault, Judgement, RejectReason, Seal, Sha256, TestCounts};

/// The parts of a `python-tests` specification.
#[derive(Clone, Copy)]
pub(crate) struct Tests<'a> {
    pub(crate) entry_point: &'a str,
    pub(crate) tests: &'a str,
    pub(crate) setup: &'a str,
    /// What the program's objects may be asked.
    pub(crate) policy: &'a Policy,
    /// The program for which the tests draw at random, where that is another one: what a reference is asked is
    /// recorded as the candidate is going to be asked it.
    pub(crate) drawn_for: Option<&'a str>,
}

impl Tests<'_> {
    /// Where tests of a program have their random numbers and their time.
    ///
    /// Random numbers follow from all of the problem that runs and from the program, so that a program has no table of
    /// what the tests will draw: with the table in it, it is another program. The day follows from the problem.
    pub(super) fn surroundings(&self, program: &str) -> Surroundings {
        let program = self.drawn_for.unwrap_or(program);
        let problem = Sha256::of_parts([self.setup, self.tests, self.entry_point].map(str::as_bytes));
        let all = Sha256::of_parts([problem.as_bytes().as_slice(), program.as_bytes()]);
        Surroundings::of(*all.as_bytes()).on_day_of(*problem.as_bytes())
    }

    /// Whether the tests may draw random numbers of the module whose state is part of the snapshot.
    pub(super) fn draw(&self) -> bool {
        draw(self.setup, self.tests)
    }
}

/// Whether what tests and set-up do may depend on random numbers.
pub(crate) fn draw(setup: &str, tests: &str) -> bool {
    let sources = ["random", "secrets", "uuid", "shuffle"];
    [setup, tests].iter().any(|text| sources.iter().any(|source| text.contains(source)))
}

/// Whether some code may draw random numbers from the module `random`, or from numpy's.
pub(super) fn draws(source: &str) -> bool {
    source.contains("random")
}

/// What examining a candidate comes to.
#[derive(Debug)]
pub(crate) enum Examined {
    /// A judgement.
    Judged(Judgement),
    /// It depends on what the references are asked, which is not known yet.
    NeedsReference,
    /// The program is a reference and passes, and its objects were taken at their word for this.
    Recorded(Vec<String>),
}

/// Judges a candidate by its problem's tests.
///
/// Where tests or set-up bind `check`, that is `check(entry_point)`. Where they
/// do not, the tests' functions `test` and `test_…` and the tests of their
/// `unittest.TestCase` classes are run. Coroutines are run to their end. The
/// tests are a module that is imported, so the body of
/// `if __name__ == "__main__"` is not run.
///
/// Objects of the candidate's own classes are taken at their word (whether they
/// equal a value of the tests, what a method says of one) only where the tests
/// ask the same of a reference's objects, as its recorded run shows. Where there
/// is no reference they are asked, and what would be an accept is an abstention.
///
/// What is counted are the lines of the assertions that are reached, and the
/// tests of test classes; tests without either count as one.
///
/// # Errors
///
/// A [`Fault`] where the sandbox failed, the set-up or the tests are no
/// Python, the tests test nothing, or they ask for a module that is not there.
pub(crate) fn judge(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    prepared: &PreparedTests,
    candidate: &Candidate,
) -> Result<Examined, Fault> {
    let Tests { tests: source, setup, .. } = tests;
    if source.trim().is_empty() {
        return Err(Fault::Problem("expected tests, found none".into()));
    }
    let seal = match Sealing::of_texts(setup, source) {
        Sealing::Sealed => Seal::Sealed,
        Sealing::Unsealed(_) => Seal::Unsealed,
    };
    let program = match conversation::program(candidate, seal) {
        Ok(program) => program,
        Err(judgement) => return Ok(Examined::Judged(*judgement)),
    };
    if seal == Seal::Sealed {
        return sealed::judge(python, limits, tests, prepared, program);
    }
    together(python, limits, tests, program, Role::Candidate).map(Examined::Judged)
}

/// Judges a program by tests in one interpreter with it, which is not sealed. Of the classes that both set-up and
/// program define the tests have those of one of them.
pub(super) fn together(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    program: &str,
    classes: Role,
) -> Result<Judgement, Fault> {
    let plan = Together {
        draws: tests.draw(),
        setup: tests.setup.to_owned(),
        program: program.to_owned(),
        tests: tests.tests.to_owned(),
        entry_point: tests.entry_point.to_owned(),
        classes,
        asked: Asked::Nothing,
        counts: TestCounts { passed: 0, total: 1 },
    };
    let given = Given { surroundings: tests.surroundings(program), ..Given::default() };
    conversation::judge(python, limits, given, plan, Seal::Unsealed)
}

/// What the failure of a test says of the candidate, or of the tests.
pub(super) fn failed(raised: &Raised, tests: &str) -> Decision {
    if matches!(raised.place, Role::Tests | Role::Setup) && is_missing_module(raised) {
        return Decision::Problem(format!("the tests ask for what is not there: {}", described(raised)));
    }
    let Some(line) = raised.test_line else { return Decision::raised(raised) };
    let source = tests.lines().nth(line as usize - 1).unwrap_or_default();
    match Decision::raised(raised) {
        Decision::Reject(reason, detail) => {
            let test = text::value(source.trim());
            Decision::reject(reason, format_args!("{detail}: {test}"))
        }
        other => other,
    }
}

/// Whether the tests' own code imports what this interpreter does not have.
fn is_missing_module(raised: &Raised) -> bool {
    raised.kind == RaisedKind::Name
        && matches!(raised.type_name.as_str(), "ImportError" | "ModuleNotFoundError")
}

/// What the guest was last asked.
enum Asked {
    Nothing,
    Reseed,
    Setup,
    Program,
    Tests,
}

/// Tests and candidate in one guest.
struct Together {
    draws: bool,
    setup: String,
    program: String,
    tests: String,
    entry_point: String,
    classes: Role,
    asked: Asked,
    counts: TestCounts,
}

impl Together {
    fn ask(&mut self, asked: Asked, command: Command) -> Step {
        self.asked = asked;
        Step::Do(command)
    }

    fn ask_program(&mut self) -> Step {
        let source = std::mem::take(&mut self.program);
        self.ask(Asked::Program, Command::Execute { role: Role::Candidate, source })
    }
}

impl Plan for Together {
    fn next(&mut self, reply: Reply) -> Step {
        match (&self.asked, reply) {
            (Asked::Nothing, Reply::Ready) if self.draws => self.ask(Asked::Reseed, Command::Reseed),
            (Asked::Nothing, Reply::Ready) | (Asked::Reseed, Reply::Done) if self.setup.trim().is_empty() => {
                self.ask_program()
            }
            (Asked::Nothing, Reply::Ready) | (Asked::Reseed, Reply::Done) => {
                let source = std::mem::take(&mut self.setup);
                self.ask(Asked::Setup, Command::Execute { role: Role::Setup, source })
            }
            (Asked::Setup, Reply::Done) => self.ask_program(),
            (Asked::Setup, Reply::Raised(raised)) => Step::Decide(setup_failed(&raised)),
            (Asked::Program, Reply::Done) => {
                let (source, name) = (self.tests.clone(), self.entry_point.clone());
                let classes = self.classes;
                self.ask(Asked::Tests, Command::Test { source, name, classes })
            }
            (Asked::Program, Reply::Raised(raised)) => Step::Decide(Decision::raised(&raised)),
            (Asked::Tests, reply) => {
                let (decision, counts) = tested(reply, &self.entry_point, &self.tests);
                self.counts = counts.unwrap_or(self.counts);
                Step::Decide(decision)
            }
            _ => Step::Decide(Decision::out_of_turn()),
        }
    }

    fn counts(&self) -> TestCounts {
        self.counts
    }
}

/// The set-up is the problem's.
pub(super) fn setup_failed(raised: &Raised) -> Decision {
    Decision::Problem(format!("the set-up failed: {}", described(raised)))
}

/// What the reply of a guest that was to run the tests says, with the tests that it counted.
pub(super) fn tested(reply: Reply, entry_point: &str, tests: &str) -> (Decision, Option<TestCounts>) {
    match reply {
        Reply::Passed { total, .. } => (Decision::Accept, Some(TestCounts { passed: total, total })),
        Reply::Failed { passed, total, raised, .. } => {
            (failed(&raised, tests), Some(TestCounts { passed: passed.min(total), total }))
        }
        Reply::Missing => {
            let found = format_args!("expected a function `{entry_point}`, found none").to_string();
            (Decision::reject(RejectReason::NoAnswer, found), None)
        }
        Reply::Unfit(why) => (Decision::Problem(text::line(why)), None),
        Reply::Refused(why) => (Decision::reject(RejectReason::WrongAnswer, why), None),
        Reply::Undecided(why) => (Decision::Abstain(AbstainReason::Unsealed, text::line(why)), None),
        Reply::Raised(raised) => {
            (Decision::Problem(format!("the tests are no Python: {}", described(&raised))), None)
        }
        Reply::TooLarge(why) => (Decision::reject(RejectReason::LimitOutput, why), None),
        Reply::Uncarried(why) => (
            Decision::reject(RejectReason::LimitOutput, format_args!("returned what cannot be sent: {why}")),
            None,
        ),
        Reply::Forged(why) => (Decision::forged(&why), None),
        _ => (Decision::out_of_turn(), None),
    }
}
