//! What host and guest say to each other, as types.
//!
//! The guest's half is the sandbox's harness; both sides speak in
//! [`Value`](veriloop_sandbox::Value)s.

use veriloop_sandbox::Value;

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

/// What the guest is told to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Execute a source in the candidate's namespace.
    Execute { role: Role, source: String },
    /// Say whether there is a function of this name.
    Find { name: String },
    /// Call a function and return its value.
    Call { name: String, args: Value, kwargs: Value },
    /// Read tests of the function of this name, before there is a candidate.
    Plan { source: String, name: String },
    /// Run the planned tests on the function of this name.
    Test { name: String },
}

impl Command {
    pub(super) fn to_value(&self) -> Value {
        let text = |text: &str| Value::text(text);
        Value::Tuple(match self {
            Command::Execute { role, source } => vec![text("execute"), text(role.name()), text(source)],
            Command::Find { name } => vec![text("find"), text(name)],
            Command::Call { name, args, kwargs } => {
                vec![text("call"), text(name), args.clone(), kwargs.clone()]
            }
            Command::Plan { source, name } => vec![text("plan"), text(source), text(name)],
            Command::Test { name } => vec![text("test"), text(name)],
        })
    }
}

/// What the guest answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    /// It is there and waits for its first command.
    Ready,
    /// The source, or the tests, ran to their end.
    Done,
    /// There is a function of the name.
    Found,
    /// There is none.
    Missing,
    /// The tests were read; these are the lines of the assertions that they will reach.
    Planned(Vec<u32>),
    /// The tests cannot be run or test nothing, and why.
    Unfit(String),
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
            "planned" => Reply::Planned(lines(parts.next()?)?),
            "unfit" => Reply::Unfit(text(parts.next()?)?),
            "returned" => Reply::Returned(parts.next()?),
            "unsendable" => Reply::Unsendable(text(parts.next()?)?),
            "raised" => Reply::Raised(Raised {
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
            }),
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

fn lines(value: Value) -> Option<Vec<u32>> {
    match value {
        Value::List(lines) => lines.into_iter().map(|number| line(number)?).collect(),
        _ => None,
    }
}

/// A line number, where 0 stands for none.
fn line(value: Value) -> Option<Option<u32>> {
    match value {
        Value::Int(number) => {
            let number = u32::try_from(number.to_i128()?).ok()?;
            Some((number != 0).then_some(number))
        }
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
