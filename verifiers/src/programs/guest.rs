//! A guest in a conversation that the host leads.

use veriloop_sandbox::{Ending, Event, Limits, Outcome, SandboxError, Session, Value, marshal};

use super::conversation::{self, Decision};
use super::protocol::{Command, Reply};
use crate::Fault;

/// The first byte of an ask and of an answer between guests.
const ASK: u8 = b'q';
const ANSWER: u8 = b'a';

/// The same the short way, where what follows is read by Python's `marshal`.
const QUICK_ASK: u8 = b'Q';
const QUICK_ANSWER: u8 = b'A';

/// Whether a message between guests is an ask.
pub(super) fn is_ask(message: &[u8]) -> bool {
    matches!(message.first(), Some(&(ASK | QUICK_ASK)))
}

/// Whether a guest's message is for the other guest. None is that the other could not read safely.
fn is_between(message: &[u8]) -> bool {
    match message {
        [ASK | ANSWER, ..] => true,
        // Behind the number of what is called.
        [QUICK_ASK, _, _, _, _, args @ ..] => marshal::is_plain_tuple(args),
        [QUICK_ANSWER, value @ ..] => marshal::is_plain_value(value),
        _ => false,
    }
}

/// What a guest did that was resumed.
pub(super) enum Said {
    /// It answered a command of the host's.
    Reply(Reply),
    /// It asks the other guest, or answers it.
    Between(Vec<u8>),
    /// It sent what is neither.
    Nonsense,
    /// It ended by itself.
    Ended(Ending),
}

impl Said {
    /// The decision on a candidate whose guest did not do what it was asked.
    pub(super) fn out_of_turn(self, limits: &Limits) -> Result<Decision, Fault> {
        match self {
            Said::Ended(ending) => conversation::ended(ending, limits),
            Said::Reply(_) | Said::Between(_) | Said::Nonsense => Ok(Decision::out_of_turn()),
        }
    }
}

/// A guest between two commands, or what is left of it.
pub(super) enum Guest<'a> {
    Running(Session<'a>),
    Ended(Outcome),
}

impl<'a> Guest<'a> {
    /// Begins a session, whose guest then waits for its first command.
    pub(super) fn begin(session: Session<'a>) -> Result<Guest<'a>, Fault> {
        let mut guest = Guest::Running(session);
        match guest.resumed(Session::begin)? {
            Said::Reply(Reply::Ready) => Ok(guest),
            _ => Err(Fault::Sandbox("a guest did not begin with the harness".into())),
        }
    }

    /// Gives the guest a command, and says what it does then.
    pub(super) fn command(&mut self, command: &Command) -> Result<Said, Fault> {
        self.carry(command.encode())
    }

    /// Gives the guest a message, and says what it does then.
    pub(super) fn carry(&mut self, message: Vec<u8>) -> Result<Said, Fault> {
        self.resumed(|session| session.answer(message))
    }

    fn resumed(
        &mut self,
        resume: impl FnOnce(&mut Session<'a>) -> Result<Event, SandboxError>,
    ) -> Result<Said, Fault> {
        let Guest::Running(session) = self else {
            return Err(Fault::Sandbox("a guest that has ended was asked".into()));
        };
        Ok(match resume(session).map_err(fault)? {
            Event::Asks(message) if is_between(&message) => Said::Between(message),
            Event::Asks(message) => match Value::decode(&message).ok().and_then(Reply::from_value) {
                Some(reply) => Said::Reply(reply),
                None => Said::Nonsense,
            },
            Event::Ended(outcome) => {
                let ending = outcome.ending.clone();
                *self = Guest::Ended(outcome);
                Said::Ended(ending)
            }
        })
    }

    /// Ends the guest where it has not ended, and says what is left of it.
    pub(super) fn end(self) -> Result<Outcome, Fault> {
        match self {
            Guest::Running(session) => session.hang_up().map_err(fault),
            Guest::Ended(outcome) => Ok(outcome),
        }
    }
}

fn fault(error: SandboxError) -> Fault {
    Fault::Sandbox(error.to_string())
}
