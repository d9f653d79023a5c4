//! Programs judged by calls whose results the host compares.
//!
//! Sealed: the guest holds the program and, for every case, the arguments
//! alone. It sends back what the call returned, as plain data, and the host
//! compares it with the expected value, which never enters the guest. All
//! cases of a candidate are called in one guest, on one budget of fuel, up to
//! the first that fails.

use std::fmt::Write as _;

use veriloop_sandbox::value::MAX_WEIGHT;
use veriloop_sandbox::{Given, Limits, MAX_MESSAGE, Python, Value};

use super::conversation::{self, Decision, Plan, Step};
use super::equality::equal;
use super::protocol::{Command, Reply, Role};
use super::text;
use crate::spec::Case;
use crate::{Candidate, Fault, Judgement, RejectReason, Seal, TestCounts};

/// Judges a candidate by calls of its function `entry_point`.
///
/// A returned value is right if it equals the expected one in value and, all
/// the way down, in type: `3` is expected and `3.0` is returned: rejected.
/// JSON arrays are lists, JSON objects are dicts with texts as keys.
///
/// # Errors
///
/// A [`Fault`] where the sandbox failed, there are no cases, or one of them
/// is larger than what passes between guest and host.
pub fn judge(
    python: &Python,
    limits: &Limits,
    entry_point: &str,
    cases: &[Case],
    candidate: &Candidate,
) -> Result<Judgement, Fault> {
    if cases.is_empty() {
        return Err(Fault::Problem("expected at least one case, found none".into()));
    }
    if let Some((field, message)) = flaw(entry_point, cases) {
        return Err(Fault::Problem(format!("{field}: {message}")));
    }
    judge_calls(python, limits, entry_point, cases.iter().map(Call::new).collect(), candidate)
}

/// Judges a candidate by calls whose arguments and values are any data.
pub(super) fn judge_calls(
    python: &Python,
    limits: &Limits,
    entry_point: &str,
    cases: Vec<Call>,
    candidate: &Candidate,
) -> Result<Judgement, Fault> {
    let program = match conversation::program(candidate, Seal::Sealed) {
        Ok(program) => program,
        Err(judgement) => return Ok(*judgement),
    };
    let plan = CasesPlan {
        program: program.to_owned(),
        entry_point: entry_point.to_owned(),
        cases,
        asked: Asked::Nothing,
        passed: 0,
    };
    conversation::judge(python, limits, Given::default(), plan, Seal::Sealed)
}

/// What a reply carries beside the value that was returned.
const REPLY_WEIGHT: usize = 64;

/// The first case that no candidate can be judged by, because its arguments or
/// its expected value are too large to pass between guest and host: the field, and the fault.
pub fn flaw(entry_point: &str, cases: &[Case]) -> Option<(String, String)> {
    cases.iter().enumerate().find_map(|(index, case)| {
        let call = Call::new(case);
        let weight = call.expect.weight();
        if weight > MAX_WEIGHT - REPLY_WEIGHT {
            let most = MAX_WEIGHT - REPLY_WEIGHT;
            let message =
                format!("expected a value of at most {most} bytes as the sandbox counts, found {weight}");
            return Some((format!("cases[{index}].expect"), message));
        }
        let size = call.command(entry_point).encode().len();
        (size > MAX_MESSAGE).then(|| {
            let message = format!("expected arguments of at most {MAX_MESSAGE} bytes in all, found {size}");
            (format!("cases[{index}].args"), message)
        })
    })
}

/// A case as values.
#[derive(Clone, Debug)]
pub(super) struct Call {
    args: Value,
    kwargs: Value,
    expect: Value,
}

impl Call {
    pub(super) fn new(case: &Case) -> Call {
        let entry = |(name, value): (&String, _)| (Value::text(name.as_str()), Value::from_json(value));
        Call {
            args: Value::List(case.args.iter().map(Value::from_json).collect()),
            kwargs: Value::Dict(case.kwargs.iter().map(entry).collect()),
            expect: Value::from_json(&case.expect),
        }
    }

    /// A call with these positional arguments, those with names, and the value that must be returned.
    pub(super) fn with_values(args: Value, kwargs: Value, expect: Value) -> Call {
        Call { args, kwargs, expect }
    }

    /// The positional arguments, and those with names.
    pub(super) fn arguments(self) -> (Value, Value) {
        (self.args, self.kwargs)
    }

    fn command(&self, entry_point: &str) -> Command {
        Command::Call { name: entry_point.to_owned(), args: self.args.clone(), kwargs: self.kwargs.clone() }
    }
}

/// The command that makes the call of a case.
pub(super) fn command(entry_point: &str, case: &Case) -> Command {
    Call::new(case).command(entry_point)
}

/// What the guest was last asked.
enum Asked {
    Nothing,
    Program,
    EntryPoint,
    Case(usize),
}

struct CasesPlan {
    program: String,
    entry_point: String,
    cases: Vec<Call>,
    asked: Asked,
    passed: usize,
}

impl CasesPlan {
    fn ask(&mut self, asked: Asked, command: Command) -> Step {
        self.asked = asked;
        Step::Do(command)
    }

    /// Calls a case, or accepts where there is none left.
    fn call(&mut self, index: usize) -> Step {
        let Some(case) = self.cases.get(index) else { return Step::Decide(Decision::Accept) };
        let command = case.command(&self.entry_point);
        self.ask(Asked::Case(index), command)
    }

    /// A case as a person writes it: `case 2: f([1, 2])`.
    fn shown(&self, index: usize) -> String {
        let Call { args, kwargs, .. } = &self.cases[index];
        let mut inner = String::new();
        if let Value::List(args) = args {
            for arg in args {
                let comma = if inner.is_empty() { "" } else { ", " };
                let _ = write!(inner, "{comma}{}", text::value(arg));
            }
        }
        if let Value::Dict(kwargs) = kwargs {
            for (name, value) in kwargs {
                let comma = if inner.is_empty() { "" } else { ", " };
                let name = if let Value::Str(name) = name { name } else { "" };
                let _ = write!(inner, "{comma}{name}={}", text::value(value));
            }
        }
        format!("case {}: {}({})", index + 1, self.entry_point, text::value(inner))
    }

    fn returned(&mut self, index: usize, found: &Value) -> Step {
        let expect = &self.cases[index].expect;
        if equal(expect, found) {
            self.passed = index + 1;
            return self.call(index + 1);
        }
        let (case, found, expect) = (self.shown(index), text::value(found), text::value(expect));
        let detail = format!("{case} returned {found}, expected {expect}");
        Step::Decide(Decision::reject(RejectReason::WrongAnswer, detail))
    }
}

impl Plan for CasesPlan {
    fn next(&mut self, reply: Reply) -> Step {
        match (&self.asked, reply) {
            (Asked::Nothing, Reply::Ready) => {
                let source = std::mem::take(&mut self.program);
                self.ask(Asked::Program, Command::Execute { role: Role::Candidate, source })
            }
            (Asked::Program, Reply::Done) => {
                let name = self.entry_point.clone();
                self.ask(Asked::EntryPoint, Command::Find { name })
            }
            (Asked::Program, Reply::Raised(raised)) => Step::Decide(Decision::raised(&raised)),
            (Asked::EntryPoint, Reply::Found) => self.call(0),
            (Asked::EntryPoint, Reply::Missing) => Step::Decide(Decision::reject(
                RejectReason::NoAnswer,
                format_args!("expected a function `{}`, found none", self.entry_point),
            )),
            (Asked::Case(index), Reply::Returned(found)) => self.returned(*index, &found),
            (Asked::Case(index), Reply::Unsendable(why)) => Step::Decide(Decision::reject(
                RejectReason::LimitOutput,
                format_args!("{} returned what cannot be sent: {why}", self.shown(*index)),
            )),
            (Asked::Case(index), Reply::Raised(raised)) => {
                let decision = match Decision::raised(&raised) {
                    Decision::Reject(reason, detail) => {
                        Decision::reject(reason, format_args!("{} raised {detail}", self.shown(*index)))
                    }
                    other => other,
                };
                Step::Decide(decision)
            }
            _ => Step::Decide(Decision::out_of_turn()),
        }
    }

    fn counts(&self) -> TestCounts {
        TestCounts { passed: self.passed as u32, total: self.cases.len() as u32 }
    }
}
