//! What a verifier says of a candidate.
//!
//! A verdict is three-valued. A failure of the machinery is a [`Fault`], is
//! retried by the caller, and never becomes a rejection or a reward.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{CheckerSaid, named};

/// The decision on one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The candidate is correct, as far as the verifier of the problem can see.
    Accept,
    /// The candidate is wrong, and the reason says how.
    Reject(RejectReason),
    /// The verifier cannot decide, and the reason says why.
    Abstain(AbstainReason),
}

impl Verdict {
    /// Whether the verdict is an accept.
    pub fn is_accept(self) -> bool {
        self == Verdict::Accept
    }

    /// The verdict's name in files: `accept`, `reject` or `abstain`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Reject(_) => "reject",
            Verdict::Abstain(_) => "abstain",
        }
    }

    /// The reason's name in files, or `None` for an accept.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Verdict::Accept => None,
            Verdict::Reject(reason) => Some(reason.name()),
            Verdict::Abstain(reason) => Some(reason.name()),
        }
    }
}

named! {
    /// Why a candidate is wrong.
    RejectReason {
        /// A test failed, or the answer differs from the reference.
        WrongAnswer = "wrong-answer",
        /// Nothing to judge was found in the completion, or the entry point is missing.
        NoAnswer = "no-answer",
        /// The program does not parse.
        SyntaxError = "syntax-error",
        /// The program raised an exception that the tests do not expect.
        RuntimeError = "runtime-error",
        /// The program used up its fuel (counted instructions).
        LimitFuel = "limit-fuel",
        /// The program asked for more memory than it may have.
        LimitMemory = "limit-memory",
        /// The program wrote more output than it may.
        LimitOutput = "limit-output",
        /// The program recursed deeper than its stack allows.
        LimitStack = "limit-stack",
        /// The program ended before the tests were through.
        ExitedEarly = "exited-early",
        /// The problem's checker rejected it for a reason of its own.
        ByChecker = "by-checker",
    }
}

impl RejectReason {
    /// Whether the program reached a limit.
    pub fn is_limit(self) -> bool {
        use RejectReason::{LimitFuel, LimitMemory, LimitOutput, LimitStack};
        matches!(self, LimitFuel | LimitMemory | LimitOutput | LimitStack)
    }
}

named! {
    /// Why a verifier could not decide.
    AbstainReason {
        /// Both sides were read, and neither equality nor difference could be proved.
        Undecided = "undecided",
        /// The problem's own reference could not be read: an error of the problem.
        UnreadableReference = "unreadable-reference",
        /// The answer is of a form that the verifier does not read.
        UnreadableAnswer = "unreadable-answer",
        /// The completion gives several different final answers.
        AmbiguousAnswer = "ambiguous-answer",
        /// The candidate was not run, because its tests would have shared its interpreter.
        Unsealed = "unsealed",
        /// The problem's checker could not decide, for a reason of its own.
        ByChecker = "by-checker",
    }
}

/// How many of a problem's tests passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCounts {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that the problem has.
    pub total: u32,
}

/// What came of one of a problem's tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestResult {
    /// The candidate passed it.
    Passed,
    /// The candidate failed it, and the reason says how.
    Failed(RejectReason),
    /// Whether it passed could not be decided.
    Undecided,
    /// It was not run, since one before it ended in a limit.
    NotRun,
}

impl TestResult {
    /// The result's name in files: `passed`, `undecided`, `not-run`, or the reason of a failure.
    pub fn name(self) -> &'static str {
        match self {
            TestResult::Passed => "passed",
            TestResult::Failed(reason) => reason.name(),
            TestResult::Undecided => "undecided",
            TestResult::NotRun => "not-run",
        }
    }
}

impl Serialize for TestResult {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What a second judge said of an answer that the checker could not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SecondOpinion {
    /// Its name and version.
    pub judge: &'static str,
    /// Equal, and by which way; different; or why it is neither.
    pub said: String,
}

/// Whether the candidate was kept apart from tests, expected values and the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// The candidate's interpreter held the candidate and the inputs alone.
    Sealed,
    /// The tests ran in the candidate's own interpreter.
    Unsealed,
}

/// A verdict with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The decision.
    pub verdict: Verdict,
    /// One line for a person: the failed test, the exception, how the answers were read.
    pub detail: String,
    /// What a second judge said, where one was asked. A verdict that is no abstention then rests on it, and not on a proof of ours.
    pub second_opinion: Option<SecondOpinion>,
    /// What the problem's own checker said, where one judged.
    pub checker: Option<Box<CheckerSaid>>,
    /// Tests passed and in all, where the verifier counts tests.
    pub tests: Option<TestCounts>,
    /// What came of each test, in order, where the verifier runs one after another has failed; else empty.
    pub results: Vec<TestResult>,
    /// Whether candidate and tests were kept apart.
    pub seal: Seal,
    /// Instructions executed in the sandbox; 0 where none was needed.
    pub fuel: u64,
    /// The most of them that one guest of the candidate's executed, which is what its budget limits.
    pub peak_fuel: u64,
    /// Host time taken. The only part that differs from one run to the next.
    pub wall: Duration,
}

/// A failure of the machinery, not of the candidate. Retry it; never reward it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The sandbox could not be set up or broke while it ran.
    #[error("sandbox fault: {0}")]
    Sandbox(String),
    /// The wall-clock backstop, which is this long, fired before the fuel limit: the machine is overloaded.
    #[error("the wall-clock backstop of {0:?} fired before the fuel limit")]
    WallBackstop(Duration),
    /// A checker did something else than answer. It names the checker, and says what that was.
    #[error("the checker {}{}{} {what}", checker.name, if checker.version.is_empty() { "" } else { " " }, checker.version)]
    Checker {
        /// Which checker it was.
        checker: Box<CheckerSaid>,
        /// What it did.
        what: String,
    },
    /// The problem itself cannot be judged, for example because its tests do not parse.
    #[error("the problem cannot be judged: {0}")]
    Problem(String),
}
