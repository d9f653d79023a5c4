//! What host and guest say to each other, as types.
//!
//! The guest's half is the sandbox's harness; both sides speak in
//! [`Value`](veriloop_sandbox::Value)s.

use veriloop_sandbox::{Value, marshal};

/// The most lines of a traceback beside the innermost.
const MAX_CALLERS: usize = 3;

/// Whose code a piece of source, or a line of a traceback, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Setup,
    Candidate,
    Tests,
    /// Neither: the library, or the harness.
    Elsewhere,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Setup => "setup",
            Role::Candidate => "candidate",
            Role::Tests => "tests",
            Role::Elsewhere => "",
        }
    }

    fn from_name(name: &str) -> Role {
        [Role::Setup, Role::Candidate, Role::Tests]
            .into_iter()
            .find(|role| role.name() == name)
            .unwrap_or(Role::Elsewhere)
    }
}

/// For what the tests take a program's objects at their word: that they equal a value, that they hold one, that a
/// method of theirs says so. Each has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// There is no reference. They are asked, and an accept that rests on it is an abstention.
    NoReference,
    /// There are references, and nobody has looked yet what they are asked: the tests end where it matters.
    Unknown,
    /// The program is a reference: what it is asked is recorded.
    Record,
    /// They are asked what a reference was asked.
    Known(Vec<String>),
}

impl Policy {
    fn to_value(&self) -> Value {
        match self {
            Policy::NoReference => Value::None,
            Policy::Unknown => Value::text("unknown"),
            Policy::Record => Value::text("record"),
            Policy::Known(names) => Value::List(names.iter().map(Value::text).collect()),
        }
    }
}

/// What the guest is told to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Have random numbers begin anew, from those of the guest's surroundings.
    Reseed,
    /// Execute a source in the candidate's namespace.
    Execute { role: Role, source: String },
    /// Say whether there is a function of this name.
    Find { name: String },
    /// Call a function and return its value.
    Call { name: String, args: Value, kwargs: Value },
    /// Run tests on the function of this name, in the candidate's own namespace. Where the candidate defines a class of
    /// the set-up's again, the tests have whose it is said here.
    Test { source: String, name: String, classes: Role },
    /// Compile tests, and say what they are compiled to.
    Prepare { source: String },
    /// Run tests that were prepared on the function of this name, which is another guest's.
    Examine { prepared: Vec<u8>, name: String, policy: Policy },
    /// Let another guest use what was executed.
    Lend,
    /// Run a whole program, from its standard input to its standard output.
    Run { source: String },
}

impl Command {
    /// The command as the guest reads it, in the short way where that has what it is made of.
    pub(super) fn encode(&self) -> Vec<u8> {
        let command = self.to_value();
        marshal::written(&command).unwrap_or_else(|| command.encode())
    }

    fn to_value(&self) -> Value {
        let text = |text: &str| Value::text(text);
        Value::Tuple(match self {
            Command::Reseed => vec![text("reseed")],
            Command::Execute { role, source } => vec![text("execute"), text(role.name()), text(source)],
            Command::Find { name } => vec![text("find"), text(name)],
            Command::Call { name, args, kwargs } => {
                vec![text("call"), text(name), args.clone(), kwargs.clone()]
            }
            Command::Test { source, name, classes } => {
                vec![text("test"), text(source), text(name), text(classes.name())]
            }
            Command::Prepare { source } => vec![text("prepare"), text(source)],
            Command::Examine { prepared, name, policy } => {
                vec![text("examine"), Value::Bytes(prepared.clone()), text(name), policy.to_value()]
            }
            Command::Lend => vec![text("lend")],
            Command::Run { source } => vec![text("run"), text(source)],
        })
    }
}

/// What the guest answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    /// It is there and waits for its first command.
    Ready,
    /// The source ran to its end.
    Done,
    /// There is a function of the name.
    Found,
    /// There is none.
    Missing,
    /// The tests are compiled, to this.
    Prepared(Vec<u8>),
    /// The tests ran to their end, and so many passed.
    Passed {
        /// Tests that passed.
        total: u32,
        /// Whether nothing but copies of plain values went between the guests, and nothing that was sent was changed.
        is_plain: bool,
    },
    /// A test failed: so many passed before it, of so many in all, and this was raised.
    Failed {
        /// Tests that passed.
        passed: u32,
        /// Tests in all.
        total: u32,
        /// Whether they use objects of a class that is under test from afar, or random numbers of both sides.
        is_apart: bool,
        /// What was raised.
        raised: Raised,
    },
    /// The other guest printed more than may be sent, and how.
    TooLarge(String),
    /// The other guest's value cannot be sent, and why.
    Uncarried(String),
    /// The other guest sent what no harness sends.
    Forged(String),
    /// The tests cannot be run or test nothing, and why.
    Unfit(String),
    /// The tests cannot be held apart from the program, and why.
    Undecided(String),
    /// What was answered is none, as a reference shows, and why.
    Refused(String),
    /// Whether something is asked that goes by this name, a reference shows.
    NeedsReference(String),
    /// All tests passed, so many, and what the program's objects were taken at their word for.
    Recorded(u32, Vec<String>),
    /// The call returned this value.
    Returned(Value),
    /// The call returned a value that cannot be sent, and why.
    Unsendable(String),
    /// The code raised an exception that it did not catch.
    Raised(Raised),
}

/// An exception that nobody caught.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Raised {
    pub(super) kind: RaisedKind,
    /// The name of its type.
    pub(super) type_name: String,
    pub(super) message: String,
    /// Whose code the innermost line is that is anybody's.
    pub(super) place: Role,
    /// The number of that line; none where it is unknown.
    pub(super) line: Option<u32>,
    /// The number of the innermost line of the tests that took part.
    pub(super) test_line: Option<u32>,
    /// Where that line is the candidate's: the candidate's lines that led to it, the nearest first.
    pub(super) callers: Vec<u32>,
}

/// The exceptions that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RaisedKind {
    /// The source does not parse.
    Syntax,
    /// `MemoryError`.
    Memory,
    /// `SystemExit`.
    Exit,
    /// `AssertionError`.
    Assertion,
    /// A name or a module that the innermost line itself asks for is not there.
    Name,
    /// Any other.
    Exception,
}

impl Reply {
    /// The reply that a value is, if it is one. The value may come from hostile code.
    pub(super) fn from_value(value: Value) -> Option<Reply> {
        let parts = match value {
            Value::None => return Some(Reply::Ready),
            Value::Tuple(parts) => parts,
            _ => return None,
        };
        let mut parts = parts.into_iter();
        let reply = match text(parts.next()?)?.as_str() {
            "done" => Reply::Done,
            "found" => Reply::Found,
            "missing" => Reply::Missing,
            "prepared" => match parts.next()? {
                Value::Bytes(prepared) => Reply::Prepared(prepared),
                _ => return None,
            },
            "passed" => Reply::Passed { total: count(parts.next()?)?, is_plain: truth(parts.next()?)? },
            "failed" => {
                let (passed, total) = (count(parts.next()?)?, count(parts.next()?)?);
                let is_apart = truth(parts.next()?)?;
                if text(parts.next()?)? != "raised" {
                    return None;
                }
                Reply::Failed { passed, total, is_apart, raised: raised(&mut parts)? }
            }
            "too-large" => Reply::TooLarge(text(parts.next()?)?),
            "uncarried" => Reply::Uncarried(text(parts.next()?)?),
            "forged" => Reply::Forged(text(parts.next()?)?),
            "unfit" => Reply::Unfit(text(parts.next()?)?),
            "undecided" => Reply::Undecided(text(parts.next()?)?),
            "refused" => Reply::Refused(text(parts.next()?)?),
            "needs-reference" => Reply::NeedsReference(text(parts.next()?)?),
            "recorded" => Reply::Recorded(
                count(parts.next()?)?,
                match parts.next()? {
                    Value::List(names) => names.into_iter().map(text).collect::<Option<_>>()?,
                    _ => return None,
                },
            ),
            "returned" => Reply::Returned(parts.next()?),
            "unsendable" => Reply::Unsendable(text(parts.next()?)?),
            "raised" => Reply::Raised(raised(&mut parts)?),
            _ => return None,
        };
        parts.next().is_none().then_some(reply)
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text),
        _ => None,
    }
}

fn raised(parts: &mut impl Iterator<Item = Value>) -> Option<Raised> {
    Some(Raised {
        kind: match text(parts.next()?)?.as_str() {
            "syntax" => RaisedKind::Syntax,
            "memory" => RaisedKind::Memory,
            "exit" => RaisedKind::Exit,
            "assertion" => RaisedKind::Assertion,
            "name" => RaisedKind::Name,
            "exception" => RaisedKind::Exception,
            _ => return None,
        },
        type_name: text(parts.next()?)?,
        message: text(parts.next()?)?,
        place: Role::from_name(&text(parts.next()?)?),
        line: line(parts.next()?)?,
        test_line: line(parts.next()?)?,
        callers: lines(parts.next()?)?,
    })
}

fn truth(value: Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(truth),
        _ => None,
    }
}

fn count(value: Value) -> Option<u32> {
    match value {
        Value::Int(number) => u32::try_from(number.to_i128()?).ok(),
        _ => None,
    }
}

/// A line number, where 0 stands for none.
fn line(value: Value) -> Option<Option<u32>> {
    count(value).map(|number| (number != 0).then_some(number))
}

/// Some line numbers, of which there are few.
fn lines(value: Value) -> Option<Vec<u32>> {
    match value {
        Value::Tuple(parts) if parts.len() <= MAX_CALLERS => parts.into_iter().map(count).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_reply_with_missing_or_surplus_or_wrong_parts_is_none() {
        let tuple = |parts: &[Value]| Value::Tuple(parts.to_vec());
        let done = Value::text("done");
        assert_eq!(Reply::from_value(tuple(std::slice::from_ref(&done))), Some(Reply::Done));
        for wrong in [
            tuple(&[]),
            tuple(&[done.clone(), Value::None]),
            tuple(&[Value::text("returned")]),
            tuple(&[Value::text("raised"), Value::text("exception")]),
            tuple(&[Value::None]),
            Value::List(vec![done]),
            Value::text("done"),
        ] {
            assert_eq!(Reply::from_value(wrong.clone()), None, "{wrong:?}");
        }
    }
}
