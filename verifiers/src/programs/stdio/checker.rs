//! Outputs judged by the problem's own checker.

use veriloop_sandbox::value::MAX_WEIGHT;
use veriloop_sandbox::{Ending, Fuel, Given, Limit, Limits, Python, Surroundings, Value};

use super::super::conversation::{Decision, described};
use super::super::guest::{Guest, Said};
use super::super::protocol::{Command, RaisedKind, Reply, Role};
use super::super::tests::draws;
use super::super::text;
use crate::spec::StdioCase;
use crate::{Fault, RejectReason, Sha256};

/// The name that a checker's function has.
const NAME: &str = "check";

/// What a message to a checker has beside its texts.
const MESSAGE_HEAD: usize = 256;

/// How much more fuel a checker has than the program whose output it reads: it is
/// trusted, and what it does with that output must not run out first.
const CHECKER_SHARE: u64 = 4;

/// Has a checker judge an output, in a fresh guest which the program was never in.
pub(super) fn check(
    python: &Python,
    limits: &Limits,
    source: &str,
    case: &StdioCase,
    output: &[u8],
) -> Result<Decision, Fault> {
    let Ok(output) = std::str::from_utf8(output) else {
        return Ok(Decision::reject(RejectReason::WrongAnswer, "the output is not UTF-8"));
    };
    let fixed = case.stdin.len() + case.stdout.len() + MESSAGE_HEAD;
    if fixed > MAX_WEIGHT {
        return Ok(Decision::Problem(format!(
            "expected at most {MAX_WEIGHT} bytes of input and output for a checker, found {fixed}"
        )));
    }
    if fixed + output.len() > MAX_WEIGHT {
        let found = output.len();
        let message =
            format_args!("wrote {found} bytes, and the checker can be given {}", MAX_WEIGHT - fixed);
        return Ok(Decision::reject(RejectReason::LimitOutput, message));
    }
    let limits = limits.with_fuel(Fuel(limits.fuel().0.saturating_mul(CHECKER_SHARE)));
    // What it draws at random depends on all that it is given, so that nobody can have an output ready for it.
    let parts = [source.as_bytes(), case.stdin.as_bytes(), case.stdout.as_bytes(), output.as_bytes()];
    let surroundings = Surroundings::of(*Sha256::of_parts(parts).as_bytes());
    let mut guest = Guest::begin(python.session_with(&limits, Given { surroundings, ..Given::default() }))?;
    let broken = |why: String| Ok(Decision::Problem(format!("the checker {why}")));
    if draws(source) {
        match guest.command(&Command::Reseed)? {
            Said::Reply(Reply::Done) => {}
            said => return broken(format!("cannot begin: {}", ending(&said, &limits)?)),
        }
    }
    match guest.command(&Command::Execute { role: Role::Tests, source: source.to_owned() })? {
        Said::Reply(Reply::Done) => {}
        Said::Reply(Reply::Raised(raised)) => {
            return broken(format!("does not load: {}", described(&raised)));
        }
        said => return broken(format!("does not load: {}", ending(&said, &limits)?)),
    }
    match guest.command(&Command::Find { name: NAME.to_owned() })? {
        Said::Reply(Reply::Found) => {}
        _ => return broken(format!("defines no function `{NAME}`")),
    }
    let parts = [case.stdin.as_str(), output, case.stdout.as_str()];
    let args = Value::List(parts.map(Value::text).into());
    match guest.command(&Command::Call { name: NAME.to_owned(), args, kwargs: Value::Dict(Vec::new()) })? {
        Said::Reply(Reply::Returned(returned)) => Ok(match verdict(returned) {
            Ok((true, _)) => Decision::Accept,
            Ok((false, why)) => {
                let why = why.unwrap_or_else(|| "the checker says that the output is wrong".to_owned());
                Decision::reject(RejectReason::WrongAnswer, why)
            }
            Err(found) => Decision::Problem(format!(
                "expected True or False of the checker, or one of them and a text, found {}",
                text::value(found)
            )),
        }),
        Said::Reply(Reply::Raised(raised)) if raised.kind == RaisedKind::Name => {
            broken(format!("raised {}", described(&raised)))
        }
        // It reads what it expects to find, and found something else.
        Said::Reply(Reply::Raised(raised)) => Ok(Decision::reject(
            RejectReason::WrongAnswer,
            format_args!("the checker cannot read the output: {}", described(&raised)),
        )),
        said => {
            let why = ending(&said, &limits)?;
            let reason = match said {
                Said::Ended(Ending::Limit(Limit::Fuel)) => RejectReason::LimitFuel,
                _ => RejectReason::WrongAnswer,
            };
            Ok(Decision::reject(reason, format_args!("the checker {why} on the output")))
        }
    }
}

/// How a checker ended that answered nothing. A machine too slow for it is our fault.
fn ending(said: &Said, limits: &Limits) -> Result<&'static str, Fault> {
    match said {
        Said::Ended(Ending::WallBackstop) => Err(Fault::WallBackstop(limits.wall_backstop())),
        Said::Ended(Ending::Limit(_)) => Ok("reached a limit"),
        _ => Ok("ended without an answer"),
    }
}

/// What a checker's answer says, and why.
fn verdict(returned: Value) -> Result<(bool, Option<String>), Value> {
    match returned {
        Value::Bool(is_right) => Ok((is_right, None)),
        Value::Tuple(parts) => match <[Value; 2]>::try_from(parts) {
            Ok([Value::Bool(is_right), Value::Str(why)]) => Ok((is_right, Some(why))),
            Ok(parts) => Err(Value::Tuple(parts.into())),
            Err(parts) => Err(Value::Tuple(parts)),
        },
        // What Python takes for false, such as the last value of `found and found == expected`.
        Value::None => Ok((false, None)),
        Value::List(items) if items.is_empty() => Ok((false, None)),
        Value::Dict(items) if items.is_empty() => Ok((false, None)),
        Value::Str(text) if text.is_empty() => Ok((false, None)),
        other => Err(other),
    }
}
