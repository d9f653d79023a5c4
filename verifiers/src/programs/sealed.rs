//! Tests in one guest, the candidate in another.
//!
//! The candidate's guest is given the set-up and the program, and never the
//! tests. The tests' guest is given the set-up and the tests, and has in place
//! of the program's functions what asks for them. Each ask and each answer is
//! carried from one guest to the other, as bytes that the host does not read:
//! what the candidate's guest sends is decoded by the tests' guest, whose
//! harness takes nothing from it but values and references.

use std::time::Instant;

use veriloop_sandbox::{Ending, Event, Fuel, Limit, Limits, Python, SandboxError, Session, Value};

use super::conversation::{self, Decision};
use super::protocol::{Command, Reply, Role};
use super::tests::{Tests, setup_failed, tested};
use crate::{Fault, Judgement, RejectReason, Seal, TestCounts};

/// The first byte of an ask and of an answer between guests.
const ASK: u8 = b'q';
const ANSWER: u8 = b'a';

/// How much more fuel the tests have than the candidate: they are trusted, and
/// what they do with what the candidate gives them must not run out first.
const TESTS_SHARE: u64 = 4;

/// What the tests are told that they find nothing to test.
const NOTHING: &str = "the tests run nothing: they end without a call of the program";

/// Judges a program by tests that it never meets.
pub(super) fn judge(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    program: &str,
) -> Result<Judgement, Fault> {
    let start = Instant::now();
    let mut candidate = Guest::begin(python, limits)?;
    let (decision, counts) = examine(python, limits, tests, program, &mut candidate)?;
    let fuel = candidate.end()?;
    conversation::judgement(decision, counts, Seal::Sealed, fuel, start)
}

fn examine(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    program: &str,
    candidate: &mut Guest<'_>,
) -> Result<(Decision, Option<TestCounts>), Fault> {
    let setup = Command::Execute { role: Role::Setup, source: tests.setup.to_owned() };
    let has_setup = !tests.setup.trim().is_empty();
    if has_setup {
        match candidate.command(&setup)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((setup_failed(&raised), None)),
            said => return Ok((candidate.out_of_turn(said, limits)?, None)),
        }
    }
    let source = program.to_owned();
    for command in [Command::Execute { role: Role::Candidate, source }, Command::Lend] {
        match candidate.command(&command)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((Decision::raised(&raised), None)),
            said => return Ok((candidate.out_of_turn(said, limits)?, None)),
        }
    }

    let tests_limits = limits.with_fuel(Fuel(limits.fuel().0.saturating_mul(TESTS_SHARE)));
    let mut examiner = Guest::begin(python, &tests_limits)?;
    if has_setup {
        match examiner.command(&setup)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((setup_failed(&raised), None)),
            said => return Ok((tests_broke(said, limits)?, None)),
        }
    }
    let examine = Command::Examine { source: tests.tests.to_owned(), name: tests.entry_point.to_owned() };
    let mut said = examiner.command(&examine)?;
    let mut asks = 0_u64;
    loop {
        let ask = match said {
            Said::Between(message) => message,
            Said::Reply(reply) => {
                let (decision, counts) = tested(reply, tests.entry_point, tests.tests);
                // The first ask is for the program's names.
                let decision = match decision {
                    Decision::Accept if asks <= 1 => Decision::Problem(NOTHING.to_owned()),
                    other => other,
                };
                return Ok((decision, counts));
            }
            ended => return Ok((tests_broke(ended, limits)?, None)),
        };
        asks += u64::from(ask.first() == Some(&ASK));
        let answer = match candidate.carry(ask)? {
            Said::Between(message) => message,
            said => return Ok((candidate.out_of_turn(said, limits)?, None)),
        };
        said = examiner.carry(answer)?;
    }
}

/// The decision where the tests' own guest did not come to its end. It has the
/// greater limits, so it reaches one by what it was given.
fn tests_broke(said: Said, limits: &Limits) -> Result<Decision, Fault> {
    let limit = |reason, detail: &str| Ok(Decision::Reject(reason, detail.to_owned()));
    match said {
        Said::Ended(Ending::WallBackstop) => Err(Fault::WallBackstop(limits.wall_backstop())),
        Said::Ended(Ending::Limit(Limit::Output)) => {
            limit(RejectReason::LimitOutput, "printed more than may be written")
        }
        Said::Ended(Ending::Limit(Limit::Fuel)) => {
            limit(RejectReason::LimitFuel, "the tests used up their fuel on what the program returned")
        }
        Said::Ended(Ending::Limit(Limit::Memory)) => {
            limit(RejectReason::LimitMemory, "the tests had no memory left for what the program returned")
        }
        Said::Ended(Ending::Limit(Limit::Stack)) => limit(
            RejectReason::LimitStack,
            "the tests overflowed the native stack on what the program returned",
        ),
        Said::Ended(ending) => {
            Ok(Decision::Problem(format!("the tests did not come to their end: {ending:?}")))
        }
        Said::Reply(_) | Said::Between(_) | Said::Nonsense => {
            Ok(Decision::Problem("the tests answered in place of the harness".to_owned()))
        }
    }
}

/// What a guest did that was resumed.
enum Said {
    /// It answered a command of the host's.
    Reply(Reply),
    /// It asks the other guest, or answers it.
    Between(Vec<u8>),
    /// It sent what is neither.
    Nonsense,
    /// It ended by itself.
    Ended(Ending),
}

/// A guest in a conversation.
struct Guest<'a> {
    /// None once it has ended.
    session: Option<Session<'a>>,
    fuel: Fuel,
}

impl<'a> Guest<'a> {
    /// A guest that waits for its first command.
    fn begin(python: &'a Python, limits: &Limits) -> Result<Guest<'a>, Fault> {
        let mut guest = Guest { session: Some(python.session(limits)), fuel: Fuel(0) };
        let event = guest.session.as_mut().map(Session::begin);
        match guest.said(event)? {
            Said::Reply(Reply::Ready) => Ok(guest),
            _ => Err(Fault::Sandbox("a guest did not begin with the harness".into())),
        }
    }

    fn command(&mut self, command: &Command) -> Result<Said, Fault> {
        self.carry(command.to_value().encode())
    }

    /// Gives the guest a message, and says what it does then.
    fn carry(&mut self, message: Vec<u8>) -> Result<Said, Fault> {
        let event = self.session.as_mut().map(|session| session.answer(message));
        self.said(event)
    }

    fn said(&mut self, event: Option<Result<Event, SandboxError>>) -> Result<Said, Fault> {
        let event = event.ok_or_else(|| Fault::Sandbox("a guest that has ended was asked".into()))?;
        Ok(match event.map_err(|error| Fault::Sandbox(error.to_string()))? {
            Event::Asks(message) if matches!(message.first(), Some(&(ASK | ANSWER))) => {
                Said::Between(message)
            }
            Event::Asks(message) => match Value::decode(&message).ok().and_then(Reply::from_value) {
                Some(reply) => Said::Reply(reply),
                None => Said::Nonsense,
            },
            Event::Ended(outcome) => {
                self.session = None;
                self.fuel = outcome.fuel;
                Said::Ended(outcome.ending)
            }
        })
    }

    /// The decision on a candidate whose guest did not do what it was asked.
    fn out_of_turn(&self, said: Said, limits: &Limits) -> Result<Decision, Fault> {
        match said {
            Said::Ended(ending) => conversation::ended(ending, limits),
            Said::Reply(_) | Said::Between(_) | Said::Nonsense => Ok(Decision::out_of_turn()),
        }
    }

    /// Ends the guest, and says what fuel it used.
    fn end(self) -> Result<Fuel, Fault> {
        match self.session {
            Some(session) => session
                .hang_up()
                .map(|outcome| outcome.fuel)
                .map_err(|error| Fault::Sandbox(error.to_string())),
            None => Ok(self.fuel),
        }
    }
}
