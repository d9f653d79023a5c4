//! What all candidates of one problem are judged by.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use veriloop_sandbox::{Fuel, Limits};

use crate::{Candidate, Fault, Judgement, RejectReason, Sha256, TestResult, Verdict, Verifier, VerifierSpec};

/// A program may use this many times the fuel of the reference.
const MULTIPLE: u64 = 20;

/// The least that a program may use, something like a second of one core: a small
/// program's fuel is for the most part that of starting, whatever it does.
const LEAST: Fuel = Fuel(5_000_000_000);

/// A specification, with the budget of its candidates.
///
/// Where the problem has references, the budget is [calibrated](Task::calibrated) with them.
#[derive(Debug)]
pub struct Task {
    spec: VerifierSpec,
    references: Vec<Candidate>,
    /// The operators that the references' classes define; none is known without a reference.
    operators: Option<Vec<String>>,
    /// The fuel of each candidate, once it is known.
    fuel: Mutex<Option<Fuel>>,
}

impl Task {
    /// A task whose candidates have the verifier's own budget.
    pub fn new(spec: VerifierSpec) -> Task {
        Task::calibrated(spec, Vec::new())
    }

    /// A task whose candidates may use 20 times the fuel that the costliest of
    /// the accepted references uses, at least 5e9 and never more than the
    /// verifier's own budget, which counts alone where no reference is accepted.
    ///
    /// The references are judged when the first candidate needs more than the
    /// least. Counted instructions are the same everywhere, and so is the budget.
    pub fn calibrated(spec: VerifierSpec, references: Vec<Candidate>) -> Task {
        let references = if spec.needs_python() { references } else { Vec::new() };
        let operators = (!references.is_empty()).then(|| operators(&references));
        Task { spec, references, operators, fuel: Mutex::new(None) }
    }

    /// How candidates are judged.
    pub fn spec(&self) -> &VerifierSpec {
        &self.spec
    }

    /// Judges one candidate.
    ///
    /// # Errors
    ///
    /// A [`Fault`], as [`Verifier::judge`], also where one kept a reference from being judged.
    pub fn judge(&self, verifier: &Verifier, candidate: &Candidate) -> Result<Judgement, Fault> {
        let limits = *verifier.limits();
        if self.references.is_empty() || limits.fuel() <= LEAST {
            return self.judge_within(verifier, &limits, candidate);
        }
        // Whoever gets by with the least gets the same verdict with more, and most do.
        let judgement = self.judge_within(verifier, &limits.with_fuel(LEAST), candidate)?;
        if !ran_out_of_fuel(&judgement) {
            return Ok(judgement);
        }
        let fuel = self.fuel(verifier, limits)?;
        if fuel == LEAST {
            return Ok(judgement);
        }
        self.judge_within(verifier, &limits.with_fuel(fuel), candidate)
    }

    fn judge_within(
        &self,
        verifier: &Verifier,
        limits: &Limits,
        candidate: &Candidate,
    ) -> Result<Judgement, Fault> {
        verifier.judge_within(limits, &self.spec, self.operators.as_deref(), candidate)
    }

    /// The hash that identifies the verifier of the task: that of the
    /// specification, and whatever the budget follows from.
    pub fn identity(&self, verifier: &Verifier) -> Sha256 {
        let identity = verifier.identity(&self.spec);
        if self.references.is_empty() {
            return identity;
        }
        let rule = format!("fuel {MULTIPLE} times the references', at least {}", LEAST.0);
        let references: Vec<Sha256> = self.references.iter().map(Candidate::digest).collect();
        let parts = [identity.as_bytes().as_slice(), rule.as_bytes()];
        Sha256::of_parts(
            parts.into_iter().chain(references.iter().map(|digest| digest.as_bytes().as_slice())),
        )
    }

    /// The fuel of each candidate. While one thread judges the references, others that need it wait.
    fn fuel(&self, verifier: &Verifier, limits: Limits) -> Result<Fuel, Fault> {
        let mut known = self.fuel.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fuel) = *known {
            return Ok(fuel);
        }
        let mut most = None;
        for reference in &self.references {
            let judgement = self.judge_within(verifier, &limits, reference)?;
            if judgement.verdict.is_accept() {
                most = most.max(Some(judgement.peak_fuel));
            }
        }
        let calibrated = |most: u64| Fuel(most.saturating_mul(MULTIPLE)).max(LEAST).min(limits.fuel());
        Ok(*known.insert(most.map_or(limits.fuel(), calibrated)))
    }
}

/// The special methods that classes of programs define or bind: `eq` of a line `def __eq__(…)`, `le` and `ge` of a
/// line `__le__ = __ge__ = …`.
fn operators(programs: &[Candidate]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for program in programs {
        let Candidate::Program(program) = program else { continue };
        for line in program.lines().map(str::trim_start) {
            if line.starts_with("def __") || line.starts_with("__") && line.contains('=') {
                let names = line.split("__").skip(1).step_by(2);
                found.extend(
                    names
                        .filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()))
                        .map(str::to_owned),
                );
            }
        }
    }
    found.into_iter().collect()
}

/// Whether more fuel might have changed something.
fn ran_out_of_fuel(judgement: &Judgement) -> bool {
    judgement.verdict == Verdict::Reject(RejectReason::LimitFuel)
        || judgement.results.contains(&TestResult::Failed(RejectReason::LimitFuel))
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn operators_are_those_that_a_class_defines_and_not_those_that_a_text_names() {
        let program = "# no __eq__ needed\nclass A:\n    def __lt__(self, other): return other.__gt__(self)\n    __le__ = __ge__ = __lt__\nmax({}, key={}.__getitem__)\n";
        assert_eq!(operators(&[Candidate::Program(program.into())]), ["ge", "gt", "le", "lt"]);
        assert!(operators(&[Candidate::Answer("__eq__ = 1".into())]).is_empty());
    }
}
