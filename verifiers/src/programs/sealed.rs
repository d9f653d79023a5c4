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

use veriloop_sandbox::{Ending, Fuel, Given, Limit, Limits, Python, Surroundings};

use super::conversation::{self, Decision};
use super::guest::{Guest, Said, is_ask};
use super::prepared::PreparedTests;
use super::protocol::{Command, Policy, RaisedKind, Reply, Role};
use super::tests::{self, Examined, Tests, setup_failed, tested};
use super::text;
use crate::{AbstainReason, Fault, RejectReason, Seal, Sha256, TestCounts};

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
) -> Result<Examined, Fault> {
    let start = Instant::now();
    let surroundings = Beside::of(tests, program);
    let mut candidate = Guest::begin(python.session_with(limits, surroundings.programs()))?;
    let (ended, counts) = examine(python, limits, tests, &surroundings, prepared, program, &mut candidate)?;
    let fuel = candidate.end()?.fuel;
    match ended {
        Ended::Decided(decision) => {
            conversation::judgement(decision, counts, Seal::Sealed, fuel, start).map(Examined::Judged)
        }
        Ended::Passed { is_plain } => {
            let decision = match is_plain {
                true => Decision::Accept,
                false => confirmed(python, limits, tests, program)?,
            };
            conversation::judgement(decision, counts, Seal::Sealed, fuel, start).map(Examined::Judged)
        }
        Ended::RejectedApart(reason, detail) => {
            // No reference shows whether anybody's program passes apart from the tests.
            let decision = match refused_together(python, limits, tests, program)? {
                Some(_) => Decision::Reject(reason, detail),
                None => Decision::Abstain(
                    AbstainReason::Unsealed,
                    text::line(format_args!(
                        "passes the tests in one interpreter with them, and not apart from them: {detail}"
                    )),
                ),
            };
            conversation::judgement(decision, counts, Seal::Sealed, fuel, start).map(Examined::Judged)
        }
        Ended::NeedsReference => Ok(Examined::NeedsReference),
        Ended::Recorded(names) => Ok(Examined::Recorded(names)),
    }
}

/// The surroundings of the two guests.
///
/// While they execute the set-up both see the same, so that what it draws or reads of the clock is the same on both
/// sides. Then they go on as two processes of one machine: with one clock, and each with its own random numbers.
struct Beside {
    tests: Surroundings,
    program: Surroundings,
}

impl Beside {
    fn of(tests: Tests<'_>, program: &str) -> Beside {
        let tests = tests.surroundings(program).beginning_as_usual();
        Beside { program: tests.usual_on_this_day(), tests }
    }

    fn tests(&self) -> Given {
        Given { surroundings: self.tests.clone(), ..Given::default() }
    }

    fn programs(&self) -> Given {
        Given { surroundings: self.program.clone(), ..Given::default() }
    }

    fn go_on(&self) {
        self.tests.go_on_beside(&self.program);
    }
}

/// What the tests came to.
enum Ended {
    Decided(Decision),
    /// They passed; whether more than copies of plain values were exchanged for that.
    Passed {
        is_plain: bool,
    },
    /// They reject the program, or it gave what no message can carry: that may be since it is in another guest.
    RejectedApart(RejectReason, String),
    NeedsReference,
    Recorded(Vec<String>),
}

impl From<Decision> for Ended {
    fn from(decision: Decision) -> Ended {
        Ended::Decided(decision)
    }
}

fn examine(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    surroundings: &Beside,
    prepared: &PreparedTests,
    program: &str,
    candidate: &mut Guest<'_>,
) -> Result<(Ended, Option<TestCounts>), Fault> {
    let setup = Command::Execute { role: Role::Setup, source: tests.setup.to_owned() };
    let has_setup = !tests.setup.trim().is_empty();
    if has_setup {
        match candidate.command(&setup)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((setup_failed(&raised).into(), None)),
            said => return Ok((said.out_of_turn(limits)?.into(), None)),
        }
    }
    let source = program.to_owned();
    for command in [Command::Execute { role: Role::Candidate, source }, Command::Lend] {
        match candidate.command(&command)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((Decision::raised(&raised).into(), None)),
            said => return Ok((said.out_of_turn(limits)?.into(), None)),
        }
    }

    let tests_limits = limits.with_fuel(Fuel(limits.fuel().0.saturating_mul(TESTS_SHARE)));
    let mut examiner = Guest::begin(python.session_with(&tests_limits, surroundings.tests()))?;
    if has_setup {
        match examiner.command(&setup)? {
            Said::Reply(Reply::Done) => {}
            Said::Reply(Reply::Raised(raised)) => return Ok((setup_failed(&raised).into(), None)),
            said => return Ok((tests_broke(said, 0, limits)?.into(), None)),
        }
    }
    surroundings.go_on();
    if tests.draw() {
        match examiner.command(&Command::Reseed)? {
            Said::Reply(Reply::Done) => {}
            said => return Ok((tests_broke(said, 0, limits)?.into(), None)),
        }
    }
    let compiled = match compiled(python, &tests_limits, tests, prepared)? {
        Ok(compiled) => compiled,
        Err(decision) => return Ok((decision.into(), None)),
    };
    let examine = Command::Examine {
        prepared: compiled.to_vec(),
        name: tests.entry_point.to_owned(),
        policy: tests.policy.clone(),
    };
    let mut said = examiner.command(&examine)?;
    let mut asks = 0_u64;
    // The candidate's asks that the tests have not answered yet.
    let mut open = 0_u64;
    loop {
        let ask = match said {
            Said::Between(message) => message,
            // The tests end when nobody waits for them. What else says that they have is not the harness.
            Said::Reply(Reply::Passed { .. } | Reply::Recorded(..)) if open > 0 => {
                return Ok((Decision::out_of_turn().into(), None));
            }
            // The tests are compiled already, so it is what the program sent that the harness could not bear.
            Said::Reply(Reply::Raised(raised)) => return Ok((Decision::raised(&raised).into(), None)),
            // The first ask is for the program's names.
            Said::Reply(Reply::Passed { is_plain, .. }) if asks <= 1 => {
                return Ok((called_nothing(tests.policy, is_plain), None));
            }
            Said::Reply(Reply::Recorded(..)) if asks <= 1 => {
                return Ok((Decision::Problem(NOTHING.to_owned()).into(), None));
            }
            Said::Reply(Reply::Recorded(_, names)) => return Ok((Ended::Recorded(names), None)),
            Said::Reply(Reply::Passed { total, is_plain }) => {
                return Ok((Ended::Passed { is_plain }, Some(TestCounts { passed: total, total })));
            }
            Said::Reply(reply @ (Reply::Uncarried(_) | Reply::Failed { .. }))
                if *tests.policy == Policy::NoReference =>
            {
                return Ok(unreferenced(reply, asks, tests));
            }
            Said::Reply(Reply::NeedsReference(_)) => return Ok((Ended::NeedsReference, None)),
            // Whether it is the tests' own value that cannot be sent, or what they were given, a reference shows.
            Said::Reply(Reply::Undecided(_)) if *tests.policy == Policy::Unknown => {
                return Ok((Ended::NeedsReference, None));
            }
            Said::Reply(Reply::Undecided(why)) if matches!(tests.policy, Policy::Known(_)) => {
                let detail = format_args!("the tests cannot go on with what the program returned: {why}");
                return Ok((Decision::reject(RejectReason::LimitOutput, detail).into(), None));
            }
            Said::Reply(reply) => {
                let (decision, counts) = tested(reply, tests.entry_point, tests.tests);
                return Ok((decision.into(), counts));
            }
            ended => return Ok((tests_broke(ended, asks, limits)?.into(), None)),
        };
        if is_ask(&ask) {
            asks += 1;
        } else {
            open = open.saturating_sub(1);
        }
        let answer = match candidate.carry(ask)? {
            Said::Between(message) => message,
            said => return Ok((said.out_of_turn(limits)?.into(), None)),
        };
        open += u64::from(is_ask(&answer));
        said = examiner.carry(answer)?;
    }
}

/// What it says that the tests came to their end and called nothing of the program's.
///
/// A reference is called, or it is the problem that is at fault. Tests that go through something
/// of the program's may find it empty.
fn called_nothing(policy: &Policy, is_plain: bool) -> Ended {
    match policy {
        Policy::Unknown => Ended::NeedsReference,
        Policy::Known(_) => Decision::reject(RejectReason::WrongAnswer, NOTHING).into(),
        Policy::NoReference | Policy::Record if is_plain => Decision::Problem(NOTHING.to_owned()).into(),
        Policy::NoReference | Policy::Record => {
            Decision::Abstain(AbstainReason::Unsealed, NOTHING.to_owned()).into()
        }
    }
}

/// What a rejection comes to where there is no reference.
///
/// Where the program was not called it is none of its doing. Where a class is under test, more can be done with its
/// objects in one interpreter than from afar; but where an assertion fails, what the tests were told is right.
fn unreferenced(reply: Reply, asks: u64, tests: Tests<'_>) -> (Ended, Option<TestCounts>) {
    let may_be_the_seal_s = match &reply {
        // Each side has random numbers of its own, also where the tests say which.
        Reply::Failed { is_apart, raised, .. } => {
            *is_apart && (raised.kind != RaisedKind::Assertion || tests.tests.contains("random.seed"))
        }
        _ => true,
    };
    let lacks_name = matches!(&reply, Reply::Failed { raised, .. } if raised.kind == RaisedKind::Name);
    let (decision, counts) = tested(reply, tests.entry_point, tests.tests);
    let ended = match decision {
        // The first ask is for the program's names.
        Decision::Reject(_, detail) if asks <= 1 && !lacks_name => Ended::Decided(Decision::Abstain(
            AbstainReason::Unsealed,
            text::line(format_args!("the tests fail before they call the program: {detail}")),
        )),
        Decision::Reject(reason, detail) if may_be_the_seal_s => Ended::RejectedApart(reason, detail),
        decision => Ended::Decided(decision),
    };
    (ended, counts)
}

/// An accept, unless the tests do not accept the program where they are with it in one interpreter.
///
/// Two guests have two of everything that is not copied: which object a value is, what functions of the set-up
/// remember, what special methods a class has. Where tests depend on such a thing, the program may pass for that alone.
/// So an accept for which more than copies of plain values were exchanged is looked at once more, and can only be lost
/// by that: what a program does to the tests beside it has no way to win anything.
fn confirmed(python: &Python, limits: &Limits, tests: Tests<'_>, program: &str) -> Result<Decision, Fault> {
    Ok(match refused_together(python, limits, tests, program)? {
        None => Decision::Accept,
        Some(why) => Decision::Abstain(
            AbstainReason::Unsealed,
            text::line(format_args!(
                "passes the tests apart from them, and not in one interpreter with them: {why}"
            )),
        ),
    })
}

/// Why the tests do not accept a program that they are in one interpreter with, unless they do.
fn refused_together(
    python: &Python,
    limits: &Limits,
    tests: Tests<'_>,
    program: &str,
) -> Result<Option<String>, Fault> {
    let limits = limits.with_fuel(Fuel(limits.fuel().0.saturating_mul(1 + TESTS_SHARE)));
    let mut why = None;
    // A whole program brings classes of the set-up's with it, which need not be what the tests make theirs with.
    for classes in [Role::Candidate, Role::Setup] {
        let detail = match tests::together(python, &limits, tests, program, classes) {
            Ok(together) if together.verdict.is_accept() => return Ok(None),
            Ok(together) => together.detail,
            // What cannot be told apart from a machine that is too slow is not decided.
            Err(fault @ (Fault::WallBackstop(_) | Fault::Sandbox(_))) => return Err(fault),
            // The tests have just been run: it is the program beside them that breaks them.
            Err(fault @ (Fault::Problem(_) | Fault::Checker { .. })) => fault.to_string(),
        };
        why.get_or_insert(detail);
        if !tests.setup.contains("class ") {
            break;
        }
    }
    Ok(why)
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
/// greater limits, so it reaches one by what it was given, and breaks by nothing else once it has asked.
fn tests_broke(said: Said, asks: u64, limits: &Limits) -> Result<Decision, Fault> {
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
        Said::Ended(Ending::Trapped(_)) if asks > 0 => {
            limit(RejectReason::RuntimeError, "the tests' interpreter broke on what the program returned")
        }
        // Whatever else ends them once they have asked comes of what they were answered.
        Said::Ended(_) | Said::Nonsense if asks > 0 => limit(
            RejectReason::ExitedEarly,
            "the tests did not come to their end on what the program returned",
        ),
        Said::Ended(ending) => {
            Ok(Decision::Problem(format!("the tests did not come to their end: {ending:?}")))
        }
        Said::Reply(_) | Said::Between(_) | Said::Nonsense => {
            Ok(Decision::Problem("the tests answered in place of the harness".to_owned()))
        }
    }
}
