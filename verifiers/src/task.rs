//! What all candidates of one problem are judged by.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use veriloop_sandbox::{Fuel, Limits};

use crate::programs::protocol::Policy;
use crate::programs::tests::{Examined, draw};
use crate::verifier::unasked;
use crate::{
    About, AbstainReason, Candidate, Fault, Judgement, RejectReason, Seal, Sha256, TestResult, Verdict,
    Verifier, VerifierSpec,
};

/// A program may use this many times the fuel of the reference.
const MULTIPLE: u64 = 20;

/// The least that a program may use, something like two thirds of a second of one core: a small
/// program's fuel is for the most part that of starting, whatever it does.
const LEAST: Fuel = Fuel(10_000_000_000);

/// A specification, with the budget of its candidates.
///
/// Where the problem has references, the budget is [calibrated](Task::calibrated) with them.
#[derive(Debug)]
pub struct Task {
    spec: VerifierSpec,
    references: Vec<Candidate>,
    /// What a checker is told of the problem.
    about: About,
    /// The fuel of each candidate, once it is known.
    fuel: Mutex<Option<Fuel>>,
    /// What the references show, once it is known.
    shown: Mutex<Option<Shown>>,
}

impl Task {
    /// A task whose candidates have the verifier's own budget.
    pub fn new(spec: VerifierSpec) -> Task {
        Task::calibrated(spec, Vec::new())
    }

    /// A task whose candidates may use 20 times the fuel that the costliest of
    /// the accepted references uses, at least 1e10 and never more than the
    /// verifier's own budget, which counts alone where no reference is accepted.
    ///
    /// The references are judged when the first candidate needs more than the
    /// least. Counted instructions are the same everywhere, and so is the budget.
    pub fn calibrated(spec: VerifierSpec, references: Vec<Candidate>) -> Task {
        let references = if spec.needs_python() { references } else { Vec::new() };
        Task { spec, references, about: About::default(), fuel: Mutex::new(None), shown: Mutex::new(None) }
    }

    /// The same task, of which a checker is told this.
    #[must_use]
    pub fn about(self, about: About) -> Task {
        Task { about, ..self }
    }

    /// How candidates are judged.
    pub fn spec(&self) -> &VerifierSpec {
        &self.spec
    }

    /// Judges one candidate.
    ///
    /// Where the tests reject it and none of the references passes them either, that is an abstention: it is the
    /// problem that cannot be judged with the tests apart from the program.
    ///
    /// # Errors
    ///
    /// A [`Fault`], as [`Verifier::judge`], also where one kept a reference from being judged.
    pub fn judge(&self, verifier: &Verifier, candidate: &Candidate) -> Result<Judgement, Fault> {
        if let VerifierSpec::Component { .. } = self.spec {
            return verifier.judge_about(verifier.limits(), &self.spec, &self.about, candidate);
        }
        let judgement = self.judge_in_steps(verifier, candidate)?;
        if !self.may_be_the_seal_s(&judgement) {
            return Ok(judgement);
        }
        let Shown { policy: Policy::NoReference, refused } = self.known(verifier)? else {
            return Ok(judgement);
        };
        let first = refused.map(|why| format!(" (the first: {why})")).unwrap_or_default();
        let detail =
            format!("no reference is accepted either{first}; of this candidate: {}", judgement.detail);
        Ok(Judgement { verdict: Verdict::Abstain(AbstainReason::Unsealed), detail, ..judgement })
    }

    /// Whether a rejection may be due to the tests' being in another guest than the program, which then shows in the
    /// references as well.
    fn may_be_the_seal_s(&self, judgement: &Judgement) -> bool {
        let reasons = [
            RejectReason::WrongAnswer,
            RejectReason::NoAnswer,
            RejectReason::RuntimeError,
            RejectReason::ExitedEarly,
            RejectReason::LimitFuel,
            RejectReason::LimitOutput,
            RejectReason::LimitMemory,
            RejectReason::LimitStack,
        ];
        let is_of_tests = matches!(self.spec, VerifierSpec::PythonTests { .. });
        let is_sealed = judgement.seal == Seal::Sealed && !self.references.is_empty();
        is_of_tests && is_sealed && reasons.map(Verdict::Reject).contains(&judgement.verdict)
    }

    /// Judges with the least budget first, and with more where that might change something.
    fn judge_in_steps(&self, verifier: &Verifier, candidate: &Candidate) -> Result<Judgement, Fault> {
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
        // Always first as if nothing were known: it must make no difference which candidate comes first.
        let policy = if self.references.is_empty() { Policy::NoReference } else { Policy::Unknown };
        match verifier.examine(limits, &self.spec, &policy, candidate)? {
            Examined::Judged(judgement) => Ok(judgement),
            Examined::NeedsReference => {
                let policy = self.policy(verifier, candidate)?;
                match verifier.examine(limits, &self.spec, &policy, candidate)? {
                    Examined::Judged(judgement) => Ok(judgement),
                    Examined::NeedsReference | Examined::Recorded(_) => Err(unasked()),
                }
            }
            Examined::Recorded(_) => Err(unasked()),
        }
    }

    /// What the candidates' objects may be asked: what those of any reference that passes are asked. Where none passes,
    /// the tests cannot be run apart from a program, and it is as if there were none.
    fn policy(&self, verifier: &Verifier, candidate: &Candidate) -> Result<Policy, Fault> {
        if let (VerifierSpec::PythonTests { setup, tests, .. }, Candidate::Program(program)) =
            (&self.spec, candidate)
            && draw(setup, tests)
        {
            // Which questions the tests ask may depend on what they draw, and that on the candidate.
            return Ok(self.recorded(verifier, Some(program))?.policy);
        }
        Ok(self.known(verifier)?.policy)
    }

    /// What the references are asked by tests that draw for themselves, which is recorded once.
    fn known(&self, verifier: &Verifier) -> Result<Shown, Fault> {
        let mut known = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = &*known {
            return Ok(shown.clone());
        }
        Ok(known.insert(self.recorded(verifier, None)?).clone())
    }

    /// What the references are asked, by tests that draw what they do for a program.
    fn recorded(&self, verifier: &Verifier, drawn_for: Option<&str>) -> Result<Shown, Fault> {
        let mut asked: Option<BTreeSet<String>> = None;
        let mut refused = None;
        for reference in &self.references {
            let (limits, policy) = (verifier.limits(), Policy::Record);
            let examined = verifier.examine_for(limits, &self.spec, &policy, reference, drawn_for)?;
            match examined {
                Examined::Recorded(names) => asked.get_or_insert_default().extend(names),
                Examined::Judged(judgement) => {
                    refused.get_or_insert(judgement.detail);
                }
                Examined::NeedsReference => {}
            }
        }
        let policy = asked.map_or(Policy::NoReference, |names| Policy::Known(names.into_iter().collect()));
        Ok(Shown { policy, refused })
    }

    /// The hash that identifies the verifier of the task: that of the
    /// specification, and whatever the budget follows from.
    pub fn identity(&self, verifier: &Verifier) -> Sha256 {
        let identity = verifier.identity(&self.spec);
        if let VerifierSpec::Component { .. } = self.spec {
            let about = self.about.digest();
            return Sha256::of_parts([identity.as_bytes().as_slice(), about.as_bytes()]);
        }
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

/// What the references of a problem show.
#[derive(Clone, Debug)]
struct Shown {
    /// What the tests take their objects at their word for.
    policy: Policy,
    /// What is said of the first that is not accepted.
    refused: Option<String>,
}

/// Whether more fuel might have changed something.
fn ran_out_of_fuel(judgement: &Judgement) -> bool {
    judgement.verdict == Verdict::Reject(RejectReason::LimitFuel)
        || judgement.results.contains(&TestResult::Failed(RejectReason::LimitFuel))
}
