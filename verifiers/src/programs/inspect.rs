//! Looks into programs that are trusted: which of their lines run, and what mutants they have.
//!
//! This judges nobody. It runs in guests like any program, but the tests share
//! the program's interpreter, and what the guest says is believed.

use std::collections::{BTreeMap, BTreeSet};

use veriloop_sandbox::{Ending, Given, Limits, Python, Value};

use super::cases::{self, Call};
use super::guest::{Guest, Said};
use super::protocol::{Command, Reply, Role};
use crate::{Candidate, Fault, Judgement, VerifierSpec};

const MUTATE: &str = include_str!("inspect/mutate.py");
const PROBE: &str = include_str!("inspect/probe.py");
const REWRITE: &str = include_str!("inspect/rewrite.py");
const TRACE: &str = include_str!("inspect/trace.py");

/// A program that differs from another in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The mutation operator, by its name in MutPy: `AOR`, `ROR`, …
    pub operator: String,
    /// The line of the program that it changes.
    pub line: u32,
    /// The mutant's whole text.
    pub program: String,
}

/// A program that means what another means, and is written otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// What is otherwise: `variables-renamed`, `loops-with-iterators`, …
    pub rule: String,
    /// The program.
    pub program: String,
}

/// Calls of a function with what a reference returns: tests that no candidate was judged by.
#[derive(Clone, Debug)]
pub struct Probes {
    entry_point: String,
    calls: Vec<Call>,
}

impl Probes {
    /// How many calls there are.
    pub fn count(&self) -> usize {
        self.calls.len()
    }
}

/// One of the two ways on from a branch of a program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    function: String,
    first_line: u32,
    at: u32,
    side: String,
    /// The line of the branch.
    pub line: u32,
    /// The line that it leads to.
    pub to: u32,
}

/// What of a program was executed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// Every line that has code, and whether it was reached.
    pub lines: BTreeMap<u32, bool>,
    /// Every way on from a branch, and whether it was taken.
    pub ways: BTreeMap<Way, bool>,
    /// Results of the entry point as Python's literals, the most frequent first, where they can be written as such.
    pub results: Vec<String>,
    /// Arguments with which the tests call the entry point: a list, and a dict of those with names.
    calls: Vec<(Value, Value)>,
}

impl Trace {
    /// Adds what another run of the same program executed.
    fn add(&mut self, other: Trace) {
        for (line, reached) in other.lines {
            *self.lines.entry(line).or_default() |= reached;
        }
        for (way, taken) in other.ways {
            *self.ways.entry(way).or_default() |= taken;
        }
        for result in other.results {
            if !self.results.contains(&result) {
                self.results.push(result);
            }
        }
    }
}

/// The mutants of a program, at most so many, which are then spread over all.
pub(crate) fn mutants(
    python: &Python,
    limits: &Limits,
    program: &str,
    most: u32,
) -> Result<Vec<Mutant>, Fault> {
    let args = vec![Value::text(program), Value::int(i64::from(most))];
    let Value::List(rows) = asked(python, limits, MUTATE, "mutants", args)? else {
        return Err(unexpected("a list of mutants"));
    };
    rows.into_iter()
        .map(|row| match fields::<3>(row)? {
            [Value::Str(operator), line, Value::Str(program)] => {
                Some(Mutant { operator, line: number(&line)?, program })
            }
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| unexpected("an operator, a line and a program"))
}

/// The rewrites of a program, each by one rule.
pub(crate) fn rewrites(python: &Python, limits: &Limits, program: &str) -> Result<Vec<Rewrite>, Fault> {
    let asked = asked(python, limits, REWRITE, "rewrites", vec![Value::text(program)])?;
    let Value::List(rows) = asked else { return Err(unexpected("a list of rewrites")) };
    rows.into_iter()
        .map(|row| match fields::<2>(row)? {
            [Value::Str(rule), Value::Str(program)] => Some(Rewrite { rule, program }),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| unexpected("a rule and a program"))
}

/// The calls that a specification's tests make of its function, and `count` others like them, with what the
/// reference returns; none where the tests call no function with plain data, or the reference does not end.
pub(crate) fn probes(
    python: &Python,
    limits: &Limits,
    spec: &VerifierSpec,
    reference: &str,
    count: u32,
    seed: u64,
) -> Result<Option<Probes>, Fault> {
    let (entry_point, setup, examples) = match spec {
        VerifierSpec::PythonTests { entry_point, setup, .. } => {
            let Some(trace) = trace(python, limits, spec, reference)? else { return Ok(None) };
            (entry_point, setup.as_str(), trace.calls)
        }
        VerifierSpec::PythonCases { entry_point, cases } => {
            (entry_point, "", cases.iter().map(|case| Call::new(case).arguments()).collect())
        }
        VerifierSpec::PythonStdio { .. }
        | VerifierSpec::MathAnswer { .. }
        | VerifierSpec::Component { .. } => return Ok(None),
    };
    let examples = examples.into_iter().map(|(args, kwargs)| Value::Tuple(vec![args, kwargs]));
    let examples = Value::List(examples.collect());
    let args = vec![Value::text(entry_point), examples, Value::int(i64::from(count)), Value::int(seed)];
    let call = Command::Call {
        name: "_veriloop_probes".into(),
        args: Value::List(args),
        kwargs: Value::Dict(Vec::new()),
    };
    let mut guest = Guest::begin(python.session(limits))?;
    for (role, source) in [(Role::Setup, setup), (Role::Candidate, reference), (Role::Setup, PROBE)] {
        match guest.command(&execute(role, source.to_owned()))? {
            Said::Reply(Reply::Done) => {}
            _ => return Ok(None),
        }
    }
    let Said::Reply(Reply::Returned(Value::List(rows))) = guest.command(&call)? else { return Ok(None) };
    let calls = rows.into_iter().filter_map(|row| {
        let [args, kwargs, expect] = fields::<3>(row)?;
        let is_data = [&args, &kwargs, &expect].into_iter().all(is_data);
        is_data.then(|| Call::with_values(args, kwargs, expect))
    });
    let calls: Vec<Call> = calls.collect();
    Ok((!calls.is_empty()).then(|| Probes { entry_point: entry_point.clone(), calls }))
}

/// Judges a candidate by probes alone.
pub(crate) fn judge(
    python: &Python,
    limits: &Limits,
    probes: &Probes,
    candidate: &Candidate,
) -> Result<Judgement, Fault> {
    cases::judge_calls(python, limits, &probes.entry_point, probes.calls.clone(), candidate)
}

/// Whether a value is data all the way down.
fn is_data(value: &Value) -> bool {
    match value {
        Value::Opaque(_) => false,
        Value::List(items) | Value::Tuple(items) | Value::Set(items) | Value::FrozenSet(items) => {
            items.iter().all(is_data)
        }
        Value::Dict(entries) => entries.iter().all(|(key, value)| is_data(key) && is_data(value)),
        _ => true,
    }
}

/// A program that knows the examples which a prompt shows, and nothing else; none where it shows none.
pub(crate) fn copied_examples(
    python: &Python,
    limits: &Limits,
    prompt: &str,
    entry_point: &str,
) -> Result<Option<String>, Fault> {
    match asked(python, limits, MUTATE, "examples", vec![Value::text(prompt), Value::text(entry_point)])? {
        Value::Str(program) => Ok((!program.is_empty()).then_some(program)),
        _ => Err(unexpected("a program")),
    }
}

/// What the tests of a specification execute of a program; none where there are no tests, or they do not come to their end.
pub(crate) fn trace(
    python: &Python,
    limits: &Limits,
    spec: &VerifierSpec,
    program: &str,
) -> Result<Option<Trace>, Fault> {
    // A JSON string is a Python string of the same text.
    let begin = |entry_point: &str, setup: &str| {
        format!("{TRACE}\n_veriloop_begin({})\n{setup}\n", serde_json::Value::from(entry_point))
    };
    match spec {
        VerifierSpec::MathAnswer { .. } | VerifierSpec::Component { .. } => Ok(None),
        VerifierSpec::PythonTests { entry_point, tests, setup } => {
            let mut guest = Guest::begin(python.session(limits))?;
            let test =
                Command::Test { source: tests.clone(), name: entry_point.clone(), classes: Role::Candidate };
            let source = program.to_owned();
            let commands = [execute(Role::Candidate, source), test];
            traced(&mut guest, begin(entry_point, setup), commands)
        }
        VerifierSpec::PythonCases { entry_point, cases } => {
            let mut guest = Guest::begin(python.session(limits))?;
            let program = execute(Role::Candidate, program.to_owned());
            let calls = cases.iter().map(|case| cases::command(entry_point, case));
            traced(&mut guest, begin(entry_point, ""), std::iter::once(program).chain(calls))
        }
        VerifierSpec::PythonStdio { cases, .. } => {
            let mut whole: Option<Trace> = None;
            for case in cases {
                let input = case.stdin.as_bytes().into();
                let mut guest =
                    Guest::begin(python.session_with(limits, Given { input, ..Given::default() }))?;
                let run = Command::Run { source: program.to_owned() };
                if let Some(trace) = traced(&mut guest, begin("", ""), [run])? {
                    whole.get_or_insert_default().add(trace);
                }
            }
            Ok(whole)
        }
    }
}

fn execute(role: Role, source: String) -> Command {
    Command::Execute { role, source }
}

/// What commands execute, all of which have to succeed, between a set-up and the question for it.
fn traced(
    guest: &mut Guest<'_>,
    setup: String,
    commands: impl IntoIterator<Item = Command>,
) -> Result<Option<Trace>, Fault> {
    let question = Command::Call {
        name: "_veriloop_traced".into(),
        args: Value::List(Vec::new()),
        kwargs: Value::Dict(Vec::new()),
    };
    for command in std::iter::once(execute(Role::Setup, setup)).chain(commands) {
        match guest.command(&command)? {
            Said::Reply(Reply::Done | Reply::Passed { .. } | Reply::Returned(_)) => {}
            Said::Ended(Ending::WallBackstop) => {
                return Err(Fault::Sandbox("no time to trace a program".into()));
            }
            _ => return Ok(None),
        }
    }
    match guest.command(&question)? {
        Said::Reply(Reply::Returned(value)) => trace_of(value).map(Some).ok_or_else(|| unexpected("a trace")),
        _ => Ok(None),
    }
}

/// The trace that the guest's list of lines, lines reached, ways and results is.
fn trace_of(value: Value) -> Option<Trace> {
    let Value::List(parts) = value else { return None };
    let [
        Value::List(lines),
        Value::List(reached),
        Value::List(ways),
        Value::List(results),
        Value::List(calls),
    ] = <[Value; 5]>::try_from(parts).ok()?
    else {
        return None;
    };
    let numbers = |values: Vec<Value>| values.iter().map(number).collect::<Option<BTreeSet<u32>>>();
    let reached = numbers(reached)?;
    let lines = numbers(lines)?.into_iter().map(|line| (line, reached.contains(&line))).collect();
    let ways = ways.into_iter().map(way).collect::<Option<_>>()?;
    let text = |value| match value {
        Value::Str(text) => Some(text),
        _ => None,
    };
    let results = results.into_iter().map(text).collect::<Option<_>>()?;
    let calls = calls.into_iter().map(|call| fields::<2>(call).map(|[args, kwargs]| (args, kwargs)));
    Some(Trace { lines, ways, results, calls: calls.collect::<Option<_>>()? })
}

fn way(value: Value) -> Option<(Way, bool)> {
    match fields::<7>(value)? {
        [Value::Str(function), first, at, Value::Str(side), line, to, Value::Bool(taken)] => {
            let (first_line, at) = (number(&first)?, number(&at)?);
            Some((Way { function, first_line, at, side, line: number(&line)?, to: number(&to)? }, taken))
        }
        _ => None,
    }
}

/// What a function of a source of ours returns.
fn asked(
    python: &Python,
    limits: &Limits,
    source: &str,
    name: &str,
    args: Vec<Value>,
) -> Result<Value, Fault> {
    let mut guest = Guest::begin(python.session(limits))?;
    let call = Command::Call { name: name.into(), args: Value::List(args), kwargs: Value::Dict(Vec::new()) };
    match guest.command(&execute(Role::Setup, source.into()))? {
        Said::Reply(Reply::Done) => {}
        _ => return Err(unexpected("a guest that knows how")),
    }
    match guest.command(&call)? {
        Said::Reply(Reply::Returned(value)) => Ok(value),
        Said::Reply(Reply::Raised(raised)) => Err(Fault::Problem(format!(
            "the program cannot be taken apart: {}: {}",
            raised.type_name, raised.message
        ))),
        Said::Reply(Reply::Unsendable(why)) => Err(unexpected(&format!("an answer, found a value {why},"))),
        Said::Ended(ending) => Err(unexpected(&format!("an answer, found its end ({ending:?})"))),
        _ => Err(unexpected("an answer")),
    }
}

fn unexpected(what: &str) -> Fault {
    Fault::Sandbox(format!("expected {what} of a guest that inspects a program"))
}

/// The parts of a tuple.
fn fields<const N: usize>(value: Value) -> Option<[Value; N]> {
    match value {
        Value::Tuple(parts) => parts.try_into().ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<u32> {
    match value {
        Value::Int(number) => u32::try_from(number.to_i128()?).ok(),
        _ => None,
    }
}
