//! Outputs judged by a checker that is a command, in one of the protocols that such checkers follow.

use std::sync::Arc;

use veriloop_sandbox::component::Invocation;
use veriloop_sandbox::{Ending, Given, Limits, Outcome, Surroundings};

use super::super::conversation::Decision;
use crate::component::CommandChecker;
use crate::spec::StdioCase;
use crate::{AbstainReason, Fault, RejectReason, Sha256};

/// What of a checker's message is shown, in characters.
const SHOWN: usize = 600;

/// How a checker is asked, and what its exit code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// That of testlib.
    Testlib,
    /// That of Kattis and DOMjudge.
    Kattis,
}

/// What an exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Right,
    Wrong,
    /// Partial credit, which says neither.
    Points,
    /// The checker failed, or says what the protocol does not know.
    Failed,
}

impl Protocol {
    fn said(self, code: i32) -> Said {
        match (self, code) {
            (Protocol::Testlib, 0) | (Protocol::Kattis, 42) => Said::Right,
            // A wrong answer, a wrong presentation, more than was asked for, and less.
            (Protocol::Testlib, 1 | 2 | 4 | 8) | (Protocol::Kattis, 43) => Said::Wrong,
            (Protocol::Testlib, 7) => Said::Points,
            _ => Said::Failed,
        }
    }

    /// How a command is called that checks an output. What it draws at random depends on all that it is
    /// given, and on what it is.
    fn invocation<'a>(self, checker: &str, case: &StdioCase, output: &[u8]) -> Invocation<'a> {
        let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        let mut files =
            vec![file("input.txt", case.stdin.as_bytes()), file("answer.txt", case.stdout.as_bytes())];
        let parts = [checker.as_bytes(), case.stdin.as_bytes(), case.stdout.as_bytes(), output];
        let surroundings = Surroundings::of(*Sha256::of_parts(parts).as_bytes());
        match self {
            Protocol::Testlib => {
                files.push(file("output.txt", output));
                let arguments = &["checker", "input.txt", "output.txt", "answer.txt"];
                Invocation { arguments, files, given: Given { input: Arc::default(), surroundings } }
            }
            Protocol::Kattis => {
                let arguments = &["validator", "input.txt", "answer.txt", "./"];
                Invocation { arguments, files, given: Given { input: output.into(), surroundings } }
            }
        }
    }

    /// What the checker says in words.
    fn message(self, outcome: &Outcome) -> String {
        let written = match self {
            Protocol::Testlib => &outcome.stderr,
            Protocol::Kattis => {
                let is_message = |name: &[u8]| name == b"judgemessage.txt";
                let file = outcome.files.iter().find(|(name, _)| is_message(name));
                file.map_or(&outcome.stderr, |(_, bytes)| bytes)
            }
        };
        let text = String::from_utf8_lossy(written);
        text.trim().chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

impl CommandChecker {
    /// Has the checker judge an output, in a fresh instance.
    pub(super) fn check(
        &self,
        protocol: Protocol,
        limits: &Limits,
        case: &StdioCase,
        output: &[u8],
    ) -> Result<Decision, Fault> {
        let outcome = self.run(limits, protocol.invocation(self.sha256(), case, output))?;
        let code = match outcome.ending {
            Ending::Completed(code) | Ending::Exited(code) => code,
            // What ended it otherwise is a fault, and is one already.
            _ => return Err(self.fault("ended without a code")),
        };
        let message = protocol.message(&outcome);
        Ok(match protocol.said(code) {
            Said::Right => Decision::Accept,
            Said::Wrong if message.is_empty() => {
                Decision::reject(RejectReason::WrongAnswer, "the checker says that the output is wrong")
            }
            Said::Wrong => Decision::reject(RejectReason::WrongAnswer, message),
            Said::Points => Decision::Abstain(
                AbstainReason::ByChecker,
                format!("the checker gives points, which is neither right nor wrong: {message}"),
            ),
            Said::Failed => {
                return Err(self.fault(format_args!("failed with exit code {code}: {message}")));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_of_a_protocol_has_its_meaning_and_any_other_is_a_failure() {
        let check = |protocol: Protocol, meanings: &[(i32, Said)]| {
            for &(code, expected) in meanings {
                assert_eq!(protocol.said(code), expected, "{protocol:?} {code}");
            }
        };
        use Said::{Failed, Points, Right, Wrong};
        let testlib = [(0, Right), (1, Wrong), (2, Wrong), (3, Failed), (4, Wrong), (7, Points), (8, Wrong)];
        check(Protocol::Testlib, &testlib);
        check(Protocol::Testlib, &[(42, Failed), (-1, Failed)]);
        check(Protocol::Kattis, &[(42, Right), (43, Wrong), (0, Failed), (1, Failed)]);
    }
}
