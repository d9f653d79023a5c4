//! sympy in the sandbox, as the second judge of answers.
//!
//! Where the checker proves neither equality nor difference of two
//! expressions, sympy may be asked. What it is asked is not the candidate's
//! text: the trees that the checker's own grammar read are sent, as plain
//! data, to a fresh guest whose interpreter has sympy imported, and a fixed
//! program there makes sympy's expressions of them. Fuel and memory bound what
//! a question may cost. What sympy says is marked as its own, since nobody has
//! proved it correct.

mod question;

use std::cell::{Cell, RefCell};
use std::fmt;

use veriloop_answers::expr::Expr;
use veriloop_answers::grammar::{self, Separators};
use veriloop_answers::{Opinion, SecondJudge};
use veriloop_sandbox::{
    BuildStep, Bytes, CacheDir, Door, Ending, Extension, Fuel, HangUp, Limit, Limits, OpenError, Python,
    SandboxError, Value,
};

use crate::Fault;

/// The second judge's name and version, by which its verdicts are marked.
pub const NAME: &str = "sympy 1.14.0";

/// What one question may cost: some seconds of one core.
pub const FUEL: Fuel = Fuel(30_000_000_000);

/// The memory of a guest, of which the interpreter with sympy takes some 150 MiB.
pub const MEMORY: Bytes = Bytes::mib(512);

/// The most questions that are asked for one answer, whose parts may be compared one by one.
const MOST_QUESTIONS: u32 = 8;

/// The guest's module that judges.
const MODULE: &str = "second_judge";

/// Opened sympy. Share it between threads: every question has a fresh guest.
pub struct Sympy {
    python: Python,
    limits: Limits,
}

impl Sympy {
    /// Opens the image that has sympy in it, and builds it first where there is none.
    ///
    /// # Errors
    ///
    /// An [`OpenError`] that says what is missing, as where sympy has not been downloaded, or what failed.
    pub fn open(cache: &CacheDir, progress: &dyn Fn(BuildStep)) -> Result<Sympy, OpenError> {
        let extension = Extension::new(cache.sympy_wheels(), MODULE, include_str!("sympy/judge.py"));
        let python = Python::open_extended(cache, &extension, progress)?;
        let limits = Limits::default().with_fuel(FUEL).with_memory(MEMORY);
        Ok(Sympy { python, limits })
    }

    /// The same judge with other limits on a question.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Sympy {
        Sympy { limits, ..self }
    }

    /// The hash of everything that decides what it says.
    pub fn identity(&self) -> String {
        let (fuel, memory) = (self.limits.fuel().0, self.limits.memory().0);
        format!("{} fuel {fuel} memory {memory} questions {MOST_QUESTIONS}", self.python.identity())
    }

    /// Whether it finds two answers equal, whatever the checker says of them; none where it cannot tell, or where
    /// one of them is no expression.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed.
    pub fn finds_equal(&self, gold: &str, answer: &str) -> Result<Option<bool>, Fault> {
        let read = |text| grammar::read(text, Separators::Thousands).ok();
        let (Some(gold), Some(answer)) = (read(gold), read(answer)) else { return Ok(None) };
        Ok(match self.answer(&gold, &answer)?.0 {
            Said::Equal(_) => Some(true),
            Said::Different(_) => Some(false),
            Said::Unknown(_) => None,
        })
    }

    /// What it says of two expressions, and the fuel that it took.
    fn answer(&self, gold: &Expr, answer: &Expr) -> Result<(Said, u64), Fault> {
        let (Some(gold), Some(answer)) = (question::tree(gold), question::tree(answer)) else {
            return Ok((Said::Unknown("not asked of such expressions".into()), 0));
        };
        let door = Asking { question: Some((gold, answer)), state: State::Loading, said: None };
        let fault = |error: SandboxError| Fault::Sandbox(error.to_string());
        let (outcome, door) = self.python.run(&self.limits, door).map_err(fault)?;
        let said = match (outcome.ending, door.said) {
            (Ending::WallBackstop, _) => return Err(Fault::WallBackstop(self.limits.wall_backstop())),
            (Ending::HungUp, Some(said)) => said,
            (Ending::Limit(Limit::Fuel), _) => {
                Said::Unknown(format!("used up its fuel of {} instructions", self.limits.fuel().0))
            }
            (Ending::Limit(Limit::Memory), _) => {
                Said::Unknown(format!("asked for more than {} bytes of memory", self.limits.memory().0))
            }
            _ => Said::Unknown("its interpreter ended before it answered".into()),
        };
        Ok((said, outcome.fuel.0))
    }
}

impl fmt::Debug for Sympy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sympy({NAME})")
    }
}

/// What sympy says of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// Equal, and by which of its ways.
    Equal(String),
    /// Different, and where.
    Different(String),
    /// Neither, and why.
    Unknown(String),
}

impl Said {
    /// What a guest answered; none where that is of no known form.
    fn of(reply: &Value) -> Option<Said> {
        let Value::Tuple(parts) = reply else { return None };
        let [Value::Str(returned), Value::Tuple(found)] = parts.as_slice() else { return None };
        let [Value::Str(kind), Value::Str(text)] = found.as_slice() else { return None };
        match (returned.as_str(), kind.as_str()) {
            ("returned", "equal") => Some(Said::Equal(text.clone())),
            ("returned", "different") => Some(Said::Different(text.clone())),
            ("returned", "unknown") => Some(Said::Unknown(text.clone())),
            _ => None,
        }
    }
}

/// How far the conversation with a guest is.
enum State {
    /// The guest is to bind the module's function.
    Loading,
    /// It is to judge.
    Judging,
    /// It is to answer.
    Answering,
}

/// The host's half of the conversation.
struct Asking {
    question: Option<(Value, Value)>,
    state: State,
    said: Option<Said>,
}

impl Door for Asking {
    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, HangUp> {
        let command = |parts: [Value; 4]| Ok(Value::Tuple(parts.into()).encode());
        let text = |text: &str| Value::text(text);
        match self.state {
            State::Loading => {
                self.state = State::Judging;
                let source = format!("from {MODULE} import decide");
                Ok(Value::Tuple(vec![text("execute"), text("setup"), text(&source)]).encode())
            }
            State::Judging => {
                self.state = State::Answering;
                let (gold, answer) = self.question.take().ok_or(HangUp)?;
                let args = Value::List(vec![gold, answer]);
                command([text("call"), text("decide"), args, Value::Dict(Vec::new())])
            }
            State::Answering => {
                let reply = Value::decode(request).ok();
                let unreadable = || Said::Unknown("its interpreter answered something else".into());
                self.said = Some(reply.as_ref().and_then(Said::of).unwrap_or_else(unreadable));
                Err(HangUp)
            }
        }
    }
}

/// The questions that are asked for one answer.
#[derive(Debug)]
pub(crate) struct Inquiry<'a> {
    sympy: &'a Sympy,
    left: Cell<u32>,
    fuel: Cell<u64>,
    /// What was said last, in words.
    said: RefCell<Option<String>>,
    fault: RefCell<Option<Fault>>,
}

impl<'a> Inquiry<'a> {
    pub(crate) fn new(sympy: &'a Sympy) -> Inquiry<'a> {
        Inquiry {
            sympy,
            left: Cell::new(MOST_QUESTIONS),
            fuel: Cell::new(0),
            said: RefCell::default(),
            fault: RefCell::default(),
        }
    }

    /// What was said last, if anything was asked, and the fuel of all questions.
    ///
    /// # Errors
    ///
    /// The first fault of the machinery, which leaves nothing to be said.
    pub(crate) fn end(self) -> Result<(Option<String>, u64), Fault> {
        match self.fault.into_inner() {
            Some(fault) => Err(fault),
            None => Ok((self.said.into_inner(), self.fuel.get())),
        }
    }
}

impl SecondJudge for Inquiry<'_> {
    fn compare(&self, gold: &Expr, answer: &Expr) -> Opinion {
        if self.fault.borrow().is_some() {
            return Opinion::Unknown;
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            *self.said.borrow_mut() = Some(format!("asked {MOST_QUESTIONS} times already"));
            return Opinion::Unknown;
        };
        self.left.set(left);
        let (said, fuel) = match self.sympy.answer(gold, answer) {
            Ok(said) => said,
            Err(fault) => {
                *self.fault.borrow_mut() = Some(fault);
                return Opinion::Unknown;
            }
        };
        self.fuel.set(self.fuel.get() + fuel);
        let (opinion, words) = match said {
            Said::Equal(way) => (Opinion::Equal, format!("equal, by {way}")),
            Said::Different(place) => {
                let words = format!("different, in exact arithmetic: {place}");
                (Opinion::Different(place), words)
            }
            Said::Unknown(why) => (Opinion::Unknown, why),
        };
        *self.said.borrow_mut() = Some(words);
        opinion
    }
}
