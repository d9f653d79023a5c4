//! Tests in one guest, the candidate in another.
//!
//! The candidate's guest is given the set-up and the program, and never the
//! tests. The tests' guest is given the set-up and the tests, and has in place
//! of the program's functions what asks for them. Each ask and each answer is
//! carried from one guest to the other: what the candidate's guest sends is
//! decoded by the tests' guest, whose harness takes nothing from it but values
//! and references. The host looks only at what a decoder will read that trusts
//! its input ([`marshal`](veriloop_sandbox::marshal)).

use std::sync::Arc;
use std::time::Instant;

use veriloop_sandbox::{Ending, Fuel, Limit, Limits, Python};

use super::conversation::{self, Decision};
use super::guest::{Guest, Said, is_ask};
use super::prepared::PreparedTests;
use super::protocol::{Command, Reply, Role};
use super::tests::{Tests, setup_failed, tested};
use crate::{Fault, Judgement, RejectReason, Seal, Sha256, TestCounts};

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
    prepared: &PreparedTests,
    program: &str,
) -> Result<Judgement, Fault> {
    let start = Instant::now();
    let mut candidate = Guest::begin(python.session(limits))?;
    let (decision, counts) = examine(python, limits, tests, prepared, program, &mut candidate)?;
    let fuel = candidate.end()?.fuel;
    conversation::judgement(decision, counts, Seal::Sealed, fuel, start)
}

fn examine(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    prepared: &PreparedTests,
    program: &str,
    candidate: &mut Guest<'_>,
) -> Result<(Decision, Option<TestCounts>), Fault> {
    let setup = Command::Execute { role: Role::Setup, source: tests.setup.to_owned() };
    let has_setup = !tests.setup.trim().is_empty();
    if has_setup {
        match candidate.command(&setup)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((setup_failed(&raised), None)),
            said => return Ok((said.out_of_turn(limits)?, None)),
        }
    }
    let source = program.to_owned();
    for command in [Command::Execute { role: Role::Candidate, source }, Command::Lend] {
        match candidate.command(&command)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((Decision::raised(&raised), None)),
            said => return Ok((said.out_of_turn(limits)?, None)),
        }
    }

    let tests_limits = limits.with_fuel(Fuel(limits.fuel().0.saturating_mul(TESTS_SHARE)));
    let mut examiner = Guest::begin(python.session(&tests_limits))?;
    if has_setup {
        match examiner.command(&setup)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((setup_failed(&raised), None)),
            said => return Ok((tests_broke(said, limits)?, None)),
        }
    }
    let compiled = match compiled(python, &tests_limits, tests, prepared)? {
        Ok(compiled) => compiled,
        Err(decision) => return Ok((decision, None)),
    };
    let examine = Command::Examine {
        prepared: compiled.to_vec(),
        name: tests.entry_point.to_owned(),
        operators: tests.operators.map(<[String]>::to_vec),
    };
    let mut said = examiner.command(&examine)?;
    let mut asks = 0_u64;
    // The candidate's asks that the tests have not answered yet.
    let mut open = 0_u64;
    loop {
        let ask = match said {
            Said::Between(message) => message,
            // The tests end when nobody waits for them. What else says that they have is not the harness.
            Said::Reply(Reply::Passed(_)) if open > 0 => return Ok((Decision::out_of_turn(), None)),
            // The tests are compiled already, so it is what the program sent that the harness could not bear.
            Said::Reply(Reply::Raised(raised)) => return Ok((Decision::raised(&raised), None)),
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
        if is_ask(&ask) {
            asks += 1;
        } else {
            open = open.saturating_sub(1);
        }
        let answer = match candidate.carry(ask)? {
            Said::Between(message) => message,
            said => return Ok((said.out_of_turn(limits)?, None)),
        };
        open += u64::from(is_ask(&answer));
        said = examiner.carry(answer)?;
    }
}

/// The tests, compiled by a guest that meets no candidate and does nothing
/// else, so that it makes no difference to a candidate whether it is the first.
fn compiled(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    prepared: &PreparedTests,
) -> Result<Result<Arc<[u8]>, Decision>, Fault> {
    let source = Sha256::of(tests.tests.as_bytes());
    if let Some(compiled) = prepared.get(&source) {
        return Ok(Ok(compiled));
    }
    let mut guest = Guest::begin(python.session(limits))?;
    let said = guest.command(&Command::Prepare { source: tests.tests.to_owned() })?;
    guest.end()?;
    Ok(match said {
        Said::Reply(Reply::Prepared(compiled)) => Ok(prepared.keep(source, compiled)),
        Said::Reply(reply) => Err(tested(reply, tests.entry_point, tests.tests).0),
        Said::Ended(Ending::WallBackstop) => return Err(Fault::WallBackstop(limits.wall_backstop())),
        Said::Ended(ending) => Err(Decision::Problem(format!("the tests cannot be compiled: {ending:?}"))),
        Said::Between(_) | Said::Nonsense => {
            return Err(Fault::Sandbox("a guest that compiles tests answered something else".into()));
        }
    })
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
