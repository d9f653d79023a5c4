//! What a problem's verifier can see: which of its reference it executes, and which wrong candidates it tells from it.
//!
//! A loop that is trained on verdicts learns whatever the verifier cannot tell
//! from right work. So for every problem: is it decided at all, and sealed;
//! which statements and branches of the reference do the tests execute; which
//! mutants of the reference are accepted; and do answers pass that are plainly
//! none, such as a function which always returns the same.

mod answers;
mod diff;
mod page;
mod programs;
mod table;

use serde::Serialize;
use veriloop_problems::Problem;
use veriloop_sandbox::Fuel;
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::programs::inspect::Trace;
use veriloop_verifiers::spec::Sealing;
use veriloop_verifiers::{Candidate, Fault, Judgement, Task, Verdict, Verifier, VerifierSpec};

pub(crate) use answers::{CONSTANTS as ANSWER_CONSTANTS, mutants as answer_mutants};
pub use page::page;
pub(crate) use programs::CONSTANTS as PROGRAM_CONSTANTS;
pub use table::{Summary, table};

/// The fuel of a mutant: this many times what the reference uses.
const MULTIPLE: u64 = 10;

/// And at least so much, a tenth of a second or so: what hardly runs is for the most part the start.
const LEAST: Fuel = Fuel(200_000_000);

/// How a problem's coverage is measured.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most mutants of a problem that are judged.
    pub mutants: u32,
}

/// A part of something that was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// How many had the property.
    pub count: u64,
    /// How many there were.
    pub of: u64,
}

impl Part {
    fn add(&mut self, other: Part) {
        self.count += other.count;
        self.of += other.of;
    }

    /// The share; none of nothing.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }
}

/// What is known of a problem's verifier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// The problem's id.
    pub problem: String,
    /// Whether the verifier accepts a reference, so that what it rejects means something.
    pub decidable: bool,
    /// Why not, where it does not.
    pub undecidable: Option<String>,
    /// Whether candidates are kept apart from what judges them.
    pub sealed: bool,
    /// How many tests, cases or answers a candidate is compared with.
    pub tests: Option<u32>,
    /// Lines of the reference that the tests execute.
    pub statements: Option<Part>,
    /// Lines that they do not execute.
    pub missed_lines: Vec<u32>,
    /// Ways on from the reference's branches that the tests take.
    pub branches: Option<Part>,
    /// The ways that they do not take: the line of the branch, and the line that it would lead to.
    pub missed_branches: Vec<(u32, u32)>,
    /// What became of the reference's mutants.
    pub mutants: Mutants,
    /// The mutants that were accepted.
    pub survivors: Vec<Survivor>,
    /// Constants that are accepted in place of an answer.
    pub constants: Vec<String>,
    /// Whether a program is accepted that knows the prompt's examples and nothing else; none where there are none.
    pub copied_examples: Option<bool>,
    /// Rewrites of the reference, which mean the same, that are accepted.
    pub rewrites: Part,
    /// Rewrites that are not: errors of the verifier.
    pub refused_rewrites: Vec<Refused>,
    /// Of the wrong candidates that were judged here, what the verifier did not decide.
    pub abstentions: Part,
}

/// What became of mutants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mutants {
    /// Rejected.
    pub killed: u64,
    /// Accepted. Some do the same as the reference, which nobody can reject.
    pub survived: u64,
    /// Not decided.
    pub abstained: u64,
}

impl Mutants {
    fn add(&mut self, other: Mutants) {
        self.killed += other.killed;
        self.survived += other.survived;
        self.abstained += other.abstained;
    }

    /// Of the mutants that were decided, the rejected ones: the mutation score.
    pub fn score(self) -> Part {
        Part { count: self.killed, of: self.killed + self.survived }
    }
}

/// A mutant that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// The mutation operator.
    pub operator: String,
    /// The line that it changes.
    pub line: u32,
    /// What it changes.
    pub diff: String,
}

/// A rewrite that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// What is otherwise than in the reference.
    pub rule: String,
    /// The program.
    pub program: String,
    /// The verdict, with its reason.
    pub verdict: String,
}

/// A candidate that is no honest try, and what it is.
struct Wrong {
    what: What,
    candidate: Candidate,
}

enum What {
    Mutant { operator: String, line: u32 },
    Constant(String),
    CopiedExamples,
}

/// Measures a problem's verifier.
///
/// # Errors
///
/// A [`Fault`] where the machinery failed.
pub fn measure(verifier: &Verifier, problem: &Problem, options: Options) -> Result<Coverage, Fault> {
    let spec = &problem.verifier;
    let mut coverage = Coverage {
        problem: problem.id.as_str().to_owned(),
        decidable: false,
        undecidable: None,
        sealed: spec.sealing() == Sealing::Sealed,
        tests: None,
        statements: None,
        missed_lines: Vec::new(),
        branches: None,
        missed_branches: Vec::new(),
        mutants: Mutants::default(),
        survivors: Vec::new(),
        constants: Vec::new(),
        copied_examples: None,
        rewrites: Part::default(),
        refused_rewrites: Vec::new(),
        abstentions: Part::default(),
    };
    let (reference, accepted) = match accepted(verifier, problem) {
        Ok(Ok(found)) => found,
        Ok(Err(why)) => {
            coverage.undecidable = Some(why);
            return Ok(coverage);
        }
        // Tests that cannot be run are what is asked about, and no fault of the machinery.
        Err(fault @ Fault::Problem(_)) => {
            coverage.undecidable = Some(fault.to_string());
            return Ok(coverage);
        }
        Err(fault) => return Err(fault),
    };
    coverage.decidable = true;
    coverage.tests = accepted.tests.map(|tests| tests.total).or(Some(1));

    let wrong = match (&reference, spec) {
        (Candidate::Program(program), _) => {
            let trace = verifier.trace(spec, program)?;
            if let Some(trace) = &trace {
                coverage.count(trace);
            }
            programs::wrong(verifier, problem, program, trace.as_ref(), options)?
        }
        (_, VerifierSpec::MathAnswer { reference, .. }) => answers::wrong(reference, options),
        _ => Vec::new(),
    };
    // Taking a program apart costs what it costs, whatever the program does.
    let rewrites = match &reference {
        Candidate::Program(program) => verifier.rewrites(program)?,
        _ => Vec::new(),
    };
    let fuel = Fuel(accepted.peak_fuel.saturating_mul(MULTIPLE)).max(LEAST).min(verifier.limits().fuel());
    let verifier = verifier.clone().with_limits(verifier.limits().with_fuel(fuel));
    let task = Task::calibrated(spec.clone(), vec![reference.clone()]).about(problem.about());
    for rewrite in rewrites {
        let judgement = task.judge(&verifier, &Candidate::Program(rewrite.program.clone()))?;
        coverage.rewrites.add(Part { count: u64::from(judgement.verdict.is_accept()), of: 1 });
        if !judgement.verdict.is_accept() {
            let reason = judgement.verdict.reason().unwrap_or_default();
            let verdict = format!("{} {reason}: {}", judgement.verdict.name(), judgement.detail);
            let (rule, program) = (rewrite.rule, rewrite.program);
            coverage.refused_rewrites.push(Refused { rule, program, verdict });
        }
    }
    for Wrong { what, candidate } in wrong {
        let verdict = task.judge(&verifier, &candidate)?.verdict;
        coverage.judged(what, &reference, &candidate, verdict);
    }
    // Who tells the reference from nothing else decides nothing.
    let Part { count, of } = coverage.abstentions;
    if of > 0 && count == of {
        coverage.decidable = false;
        coverage.undecidable = Some(format!(
            "the reference alone is decided: of {of} other candidates none is accepted or rejected"
        ));
    }
    Ok(coverage)
}

/// The first reference that is accepted, with the judgement on it; or why there is none.
fn accepted(verifier: &Verifier, problem: &Problem) -> Result<Result<(Candidate, Judgement), String>, Fault> {
    let mut candidates: Vec<Candidate> = problem
        .references
        .iter()
        .map(|reference| extract(&problem.verifier, &problem.prompt, reference))
        .collect();
    if let (true, VerifierSpec::MathAnswer { reference, .. }) = (candidates.is_empty(), &problem.verifier) {
        candidates.push(Candidate::Answer(reference.clone()));
    }
    let task = Task::calibrated(problem.verifier.clone(), candidates.clone()).about(problem.about());
    let mut why = "there is no reference to measure with".to_owned();
    for candidate in candidates {
        let judgement = task.judge(verifier, &candidate)?;
        match judgement.verdict {
            Verdict::Accept => return Ok(Ok((candidate, judgement))),
            Verdict::Reject(reason) => {
                why = format!("the reference is rejected ({reason}): {}", judgement.detail)
            }
            Verdict::Abstain(reason) => {
                why = format!("the reference is not decided ({reason}): {}", judgement.detail);
            }
        }
    }
    Ok(Err(why))
}

impl Coverage {
    /// Counts what the tests execute.
    fn count(&mut self, trace: &Trace) {
        let reached = trace.lines.values().filter(|reached| **reached).count();
        self.statements = Some(Part { count: reached as u64, of: trace.lines.len() as u64 });
        self.missed_lines =
            trace.lines.iter().filter(|(_, reached)| !**reached).map(|(line, _)| *line).collect();
        let taken = trace.ways.values().filter(|taken| **taken).count();
        self.branches = Some(Part { count: taken as u64, of: trace.ways.len() as u64 });
        self.missed_branches =
            trace.ways.iter().filter(|(_, taken)| !**taken).map(|(way, _)| (way.line, way.to)).collect();
        self.missed_branches.sort_unstable();
    }

    /// Counts the verdict on a wrong candidate.
    fn judged(&mut self, what: What, reference: &Candidate, candidate: &Candidate, verdict: Verdict) {
        let is_abstention = matches!(verdict, Verdict::Abstain(_));
        self.abstentions.add(Part { count: u64::from(is_abstention), of: 1 });
        match what {
            What::Mutant { operator, line } => match verdict {
                Verdict::Reject(_) => self.mutants.killed += 1,
                Verdict::Abstain(_) => self.mutants.abstained += 1,
                Verdict::Accept => {
                    self.mutants.survived += 1;
                    let diff = diff::lines(text(reference), text(candidate));
                    self.survivors.push(Survivor { operator, line, diff });
                }
            },
            What::Constant(literal) => {
                if verdict.is_accept() {
                    self.constants.push(literal);
                }
            }
            What::CopiedExamples => self.copied_examples = Some(verdict.is_accept()),
        }
    }
}

fn text(candidate: &Candidate) -> &str {
    match candidate {
        Candidate::Program(text) | Candidate::Answer(text) | Candidate::Text(text) => text,
        Candidate::Ambiguous(_) | Candidate::Nothing => "",
    }
}
