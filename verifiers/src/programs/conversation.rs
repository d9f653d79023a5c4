//! One guest, one plan, one judgement.

use std::time::Instant;

use veriloop_sandbox::{Door, Ending, Fuel, Given, HangUp, Limit, Limits, Python, Value};

use super::protocol::{Command, Raised, RaisedKind, Reply, Role};
use super::{MAX_PROGRAM, text};
use crate::{AbstainReason, Candidate, Fault, Judgement, RejectReason, Seal, TestCounts, Verdict};

/// The host's half of a conversation with a guest.
pub(super) trait Plan: Send + 'static {
    /// What follows from the guest's reply.
    fn next(&mut self, reply: Reply) -> Step;

    /// How many tests have passed so far, and how many there are.
    fn counts(&self) -> TestCounts;
}

/// What follows from a reply.
pub(super) enum Step {
    /// The guest is to do this next.
    Do(Command),
    /// It is decided, and the guest has no more to say.
    Decide(Decision),
}

/// What a conversation came to.
pub(super) enum Decision {
    Accept,
    Reject(RejectReason, String),
    Abstain(AbstainReason, String),
    /// The problem itself is at fault.
    Problem(String),
}

const OUT_OF_TURN: &str = "the program answered in place of the harness";

impl Decision {
    pub(super) fn reject(reason: RejectReason, detail: impl std::fmt::Display) -> Decision {
        Decision::Reject(reason, text::line(detail))
    }

    /// The decision on a candidate whose own code raised an exception, or made a test raise one.
    pub(super) fn raised(raised: &Raised) -> Decision {
        let reason = match raised.kind {
            RaisedKind::Syntax => RejectReason::SyntaxError,
            RaisedKind::Memory => RejectReason::LimitMemory,
            RaisedKind::Exit => RejectReason::ExitedEarly,
            RaisedKind::Assertion if matches!(raised.place, Role::Tests | Role::Setup) => {
                RejectReason::WrongAnswer
            }
            RaisedKind::Assertion | RaisedKind::Name | RaisedKind::Exception => RejectReason::RuntimeError,
        };
        Decision::reject(reason, described(raised))
    }

    /// The decision on a guest that answered what was not asked. Its program
    /// reached for the door, since the harness answers what it is asked.
    pub(super) fn out_of_turn() -> Decision {
        Decision::reject(RejectReason::ExitedEarly, OUT_OF_TURN)
    }

    /// The decision on a guest that answered what the harness in it does not.
    pub(super) fn forged(what: &str) -> Decision {
        Decision::reject(RejectReason::ExitedEarly, format_args!("{OUT_OF_TURN}: {what}"))
    }
}

/// An exception as one line, with the candidate's own part of the traceback:
/// `TypeError: 'int' object is not iterable (line 3, called from 9)`.
pub(super) fn described(raised: &Raised) -> String {
    let colon = if raised.message.is_empty() { "" } else { ": " };
    let place = match (raised.place, raised.line) {
        (Role::Candidate, Some(line)) => {
            let callers: String =
                raised.callers.iter().map(|caller| format!(", called from {caller}")).collect();
            format!(" (line {line}{callers})")
        }
        (Role::Setup, Some(line)) => format!(" (line {line} of the set-up)"),
        (Role::Tests, Some(line)) => format!(" (line {line} of the tests)"),
        _ => String::new(),
    };
    text::line(format_args!("{}{colon}{}{place}", raised.type_name, raised.message))
}

/// A plan at a guest's door.
struct PlanDoor<P> {
    plan: P,
    decision: Option<Decision>,
}

impl<P: Plan> Door for PlanDoor<P> {
    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, HangUp> {
        let reply = Value::decode(request).ok().and_then(Reply::from_value);
        let step = match reply {
            Some(reply) => self.plan.next(reply),
            None => Step::Decide(Decision::out_of_turn()),
        };
        match step {
            Step::Do(command) => Ok(command.encode()),
            Step::Decide(decision) => {
                self.decision = Some(decision);
                Err(HangUp)
            }
        }
    }
}

/// The program of a candidate, or the judgement of one that has none.
pub(super) fn program(candidate: &Candidate, seal: Seal) -> Result<&str, Box<Judgement>> {
    let (reason, detail) = match candidate {
        Candidate::Program(program) if program.len() <= MAX_PROGRAM => return Ok(program),
        Candidate::Program(program) => (
            RejectReason::LimitMemory,
            format!("expected a program of at most {MAX_PROGRAM} bytes, found {}", program.len()),
        ),
        Candidate::Nothing => (RejectReason::NoAnswer, "expected a program, found nothing".to_owned()),
        Candidate::Answer(_) | Candidate::Ambiguous(_) | Candidate::Text(_) => {
            (RejectReason::NoAnswer, "expected a program, found an answer".to_owned())
        }
    };
    Err(Box::new(Judgement {
        verdict: Verdict::Reject(reason),
        detail,
        second_opinion: None,
        checker: None,
        tests: None,
        results: Vec::new(),
        seal,
        fuel: 0,
        peak_fuel: 0,
        wall: std::time::Duration::ZERO,
    }))
}

/// Runs a plan with a fresh guest.
pub(super) fn judge<P: Plan>(
    python: &Python,
    limits: &Limits,
    given: Given,
    plan: P,
    seal: Seal,
) -> Result<Judgement, Fault> {
    let start = Instant::now();
    let door = PlanDoor { plan, decision: None };
    let (outcome, door) =
        python.run_with(limits, given, door).map_err(|error| Fault::Sandbox(error.to_string()))?;
    let decision = match (outcome.ending, door.decision) {
        (Ending::HungUp, Some(decision)) => decision,
        (Ending::HungUp, None) => return Err(Fault::Sandbox("the host hung up without a decision".into())),
        (ending, _) => ended(ending, limits)?,
    };
    let counts = Some(door.plan.counts());
    judgement(decision, counts, seal, outcome.fuel, start)
}

/// The decision on a candidate whose guest ended by itself before the tests were through.
pub(super) fn ended(ending: Ending, limits: &Limits) -> Result<Decision, Fault> {
    let (reason, detail) = match ending {
        Ending::WallBackstop => return Err(Fault::WallBackstop(limits.wall_backstop())),
        Ending::Limit(Limit::Fuel) => {
            (RejectReason::LimitFuel, format!("used up its fuel of {} instructions", limits.fuel().0))
        }
        Ending::Limit(Limit::Memory) => {
            (RejectReason::LimitMemory, format!("asked for more than {} bytes of memory", limits.memory().0))
        }
        Ending::Limit(Limit::Output) => {
            (RejectReason::LimitOutput, format!("wrote more than {} bytes", limits.output().0))
        }
        Ending::Limit(Limit::Stack) => (RejectReason::LimitStack, "overflowed the native stack".to_owned()),
        Ending::Exited(code) => {
            (RejectReason::ExitedEarly, format!("exited with code {code} before the tests were through"))
        }
        Ending::Trapped(how) => (
            RejectReason::ExitedEarly,
            format!("the interpreter aborted before the tests were through: {how}"),
        ),
        Ending::Completed(_) | Ending::HungUp => {
            (RejectReason::ExitedEarly, "the interpreter ended before the tests were through".to_owned())
        }
    };
    Ok(Decision::Reject(reason, detail))
}

/// A decision with its evidence.
pub(super) fn judgement(
    decision: Decision,
    tests: Option<TestCounts>,
    seal: Seal,
    fuel: Fuel,
    start: Instant,
) -> Result<Judgement, Fault> {
    let (verdict, detail) = match decision {
        Decision::Accept => (Verdict::Accept, String::new()),
        Decision::Reject(reason, detail) => (Verdict::Reject(reason), detail),
        Decision::Abstain(reason, detail) => (Verdict::Abstain(reason), detail),
        Decision::Problem(why) => return Err(Fault::Problem(why)),
    };
    let wall = start.elapsed();
    Ok(Judgement {
        verdict,
        detail,
        second_opinion: None,
        checker: None,
        tests,
        results: Vec::new(),
        seal,
        fuel: fuel.0,
        peak_fuel: fuel.0,
        wall,
    })
}
