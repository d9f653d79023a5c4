//! Candidates whose right verdict is known: made from references, which are right.

use veriloop_problems::Problem;
use veriloop_sandbox::Fuel;
use veriloop_verifiers::corpus::HACKS;
use veriloop_verifiers::{Candidate, Fault, Verdict, Verifier, VerifierSpec};

use super::{candidate, entry_point, independent, key};
use crate::coverage;
use crate::ledger::{AuditKind, Opinion};

/// Wrong candidates that are made of one problem: mutants, constants and a hostile program.
pub(super) const WRONG_OF_PROBLEM: usize = MUTANTS + CONSTANTS + HACKS_OF_PROBLEM;

/// Of these, mutants.
const MUTANTS: usize = 2;

/// Of these, constants.
const CONSTANTS: usize = 2;

/// Of these, hostile programs.
const HACKS_OF_PROBLEM: usize = 1;

/// Mutants that are looked at until enough of them are found to be wrong.
const MUTANTS_TRIED: u32 = 6;

/// What a wrong program may use until it is found to be wrong; one that loops is given up soon.
const FUEL: Fuel = Fuel(300_000_000);

/// Hostile programs that are looked at until one is found that is seen to be wrong within [`FUEL`].
const HACKS_TRIED: usize = 4;

/// A candidate whose right verdict is known.
pub(super) struct Known {
    pub(super) kind: AuditKind,
    /// How it was made.
    pub(super) what: String,
    pub(super) candidate: Candidate,
    pub(super) expected: Opinion,
}

fn canary(what: &str, candidate: Candidate) -> Known {
    Known { kind: AuditKind::Canary, what: what.to_owned(), candidate, expected: Opinion::Accept }
}

fn wrong_one(kind: AuditKind, what: String, candidate: Candidate) -> Known {
    Known { kind, what, candidate, expected: Opinion::Reject }
}

/// The reference of a problem and one rewrite of it.
pub(super) fn canaries(verifier: &Verifier, problem: &Problem, seed: u64) -> Vec<Known> {
    let reference = &problem.references[0];
    let right = candidate(problem, reference);
    let mut found = vec![canary("reference", right.clone())];
    let choice = key(seed, &format!("rewrite/{}", problem.id.as_str()));
    match (&problem.verifier, &right) {
        (VerifierSpec::MathAnswer { reference: answer, .. }, _) => {
            let spellings = spellings(answer);
            if let Some((what, completion)) = chosen(&spellings, choice) {
                found.push(canary(what, candidate(problem, completion)));
            }
        }
        (_, Candidate::Program(program)) => {
            // A reference that cannot be rewritten is a canary all the same.
            let rewrites = verifier.rewrites(program).unwrap_or_default();
            if let Some(rewrite) = chosen(&rewrites, choice) {
                found.push(canary(&rewrite.rule, Candidate::Program(rewrite.program.clone())));
            }
        }
        _ => {}
    }
    found
}

fn chosen<T>(of: &[T], choice: u64) -> Option<&T> {
    let count = of.len() as u64;
    (count > 0).then(|| &of[(choice % count) as usize])
}

/// Completions that give an answer otherwise than its reference does.
fn spellings(answer: &str) -> Vec<(&'static str, String)> {
    let boxed = |text: &str| format!("\\boxed{{{text}}}");
    let mut found = vec![
        ("boxed between blanks", boxed(&format!(" {answer} "))),
        ("after words", format!("The answer is ${answer}$.")),
    ];
    if let Ok(number) = answer.trim().parse::<i64>()
        && let Some(twice) = number.checked_mul(2)
    {
        found.push(("as a fraction", boxed(&format!("\\frac{{{twice}}}{{2}}"))));
        found.push(("as a decimal", boxed(&format!("{number}.0"))));
    }
    found
}

/// Candidates that are wrong for a problem; of programs, each returns something else than the reference somewhere.
///
/// `other` is another problem that the same component judges.
pub(super) fn wrong(
    verifier: &Verifier,
    problem: &Problem,
    other: Option<&Problem>,
    probes: u32,
    seed: u64,
) -> Result<Vec<Known>, Fault> {
    match (&problem.verifier, candidate(problem, &problem.references[0])) {
        (VerifierSpec::MathAnswer { reference, .. }, _) => Ok(wrong_answers(reference)),
        (VerifierSpec::Component { .. }, _) => Ok(constant_texts(problem, other)),
        (_, Candidate::Program(program)) => wrong_programs(verifier, problem, &program, probes, seed),
        _ => Ok(Vec::new()),
    }
}

/// Answers that are other numbers than the right one; none where that is no number.
fn wrong_answers(reference: &str) -> Vec<Known> {
    let Ok(right) = reference.trim().parse::<i64>() else { return Vec::new() };
    let is_other = |answer: &str| answer.parse::<i64>().is_ok_and(|answer| answer != right);
    let answer = |text: &str| Candidate::Answer(text.to_owned());
    let mutants = coverage::answer_mutants(reference)
        .into_iter()
        .chain([("AOR", (right + 10).to_string()), ("AOD", (-right).to_string())])
        .filter(|(_, text)| is_other(text))
        .take(MUTANTS + 1)
        .map(|(operator, text)| wrong_one(AuditKind::Wrong, operator.to_owned(), answer(&text)));
    let constants = coverage::ANSWER_CONSTANTS.into_iter().filter(|text| is_other(text)).take(CONSTANTS);
    let constants =
        constants.map(|text| wrong_one(AuditKind::Constant, format!("always {text}"), answer(text)));
    mutants.chain(constants).collect()
}

/// Texts that are written whatever is asked: nothing, and what is right for another problem.
///
/// Now and then that is right here as well, as any constant may be where there are many right answers.
fn constant_texts(problem: &Problem, other: Option<&Problem>) -> Vec<Known> {
    let constant = |what: String, text: &str| wrong_one(AuditKind::Constant, what, candidate(problem, text));
    let nothing = constant("always nothing".into(), "");
    let others = other.map(|other| constant(format!("always that of {}", other.id), &other.references[0]));
    others.into_iter().chain([nothing]).collect()
}

/// What a text that is right for one problem is tried on: any other that the same component judges and that has another reference.
pub(super) fn like<'a>(problem: &Problem, of: &[&'a Problem], seed: u64) -> Option<&'a Problem> {
    let VerifierSpec::Component { module, .. } = &problem.verifier else { return None };
    let first = key(seed, &format!("other/{}", problem.id.as_str())) % of.len().max(1) as u64;
    of.iter().cycle().skip(first as usize).take(of.len()).copied().find(|other| {
        let same = matches!(&other.verifier, VerifierSpec::Component { module: its, .. } if its == module);
        same && other.references[0] != problem.references[0]
    })
}

fn wrong_programs(
    verifier: &Verifier,
    problem: &Problem,
    reference: &str,
    probes: u32,
    seed: u64,
) -> Result<Vec<Known>, Fault> {
    let Some(name) = entry_point(&problem.verifier) else { return Ok(Vec::new()) };
    let Some(probes) = independent::probes_of(verifier, problem, probes, seed)? else {
        return Ok(Vec::new());
    };
    // What is right does not depend on the loop's budget. Who reaches a limit may be slow and right, and is left out.
    let limits = verifier.limits().with_fuel(FUEL);
    let is_wrong = |program: &Candidate| -> Result<bool, Fault> {
        let verdict = verifier.judge_by(&probes, &limits, program)?.verdict;
        Ok(matches!(verdict, Verdict::Reject(reason) if !reason.is_limit()))
    };
    let mut found = Vec::new();
    let mut take = |most: usize, of: &mut dyn Iterator<Item = Known>| -> Result<(), Fault> {
        let mut taken = 0;
        for known in of {
            if taken == most {
                break;
            }
            if is_wrong(&known.candidate)? {
                taken += 1;
                found.push(known);
            }
        }
        Ok(())
    };
    let mutants = verifier.mutants(reference, MUTANTS_TRIED)?;
    take(
        MUTANTS,
        &mut mutants.into_iter().map(|mutant| {
            let what = format!("{} in line {}", mutant.operator, mutant.line);
            wrong_one(AuditKind::Wrong, what, Candidate::Program(mutant.program))
        }),
    )?;
    // What the reference returns in the tests comes first: a single test is passed by it.
    let trace = verifier.trace(&problem.verifier, reference)?;
    let returned = trace.map_or_else(Vec::new, |trace| trace.results);
    let fixed = coverage::PROGRAM_CONSTANTS;
    let other = chosen(&fixed, key(seed, &format!("constant/{}", problem.id.as_str())));
    let constants = returned.into_iter().take(1).chain(other.map(|literal| (*literal).to_owned()));
    take(
        CONSTANTS,
        &mut constants.map(|literal| {
            let program = format!("def {name}(*args, **kwargs):\n    return {literal}\n");
            wrong_one(AuditKind::Constant, format!("always {literal}"), Candidate::Program(program))
        }),
    )?;
    let first = key(seed, &format!("hack/{}", problem.id.as_str())) % HACKS.len() as u64;
    let hacks = HACKS.iter().cycle().skip(first as usize).take(HACKS_TRIED);
    take(
        HACKS_OF_PROBLEM,
        &mut hacks.map(|hack| {
            let program = Candidate::Program(hack.program(name));
            wrong_one(AuditKind::Wrong, format!("hack {}", hack.name), program)
        }),
    )?;
    Ok(found)
}
