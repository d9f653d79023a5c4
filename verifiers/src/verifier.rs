//! One entrance for every kind of verifier.

use std::sync::Arc;

use veriloop_sandbox::{Fuel, Limits, Python};

use crate::programs::inspect::{self, Mutant, Probes, Rewrite, Trace};
use crate::programs::prepared::PreparedTests;
use crate::programs::protocol::Policy;
use crate::programs::tests::Examined;
use crate::spec::ModuleKind;
use crate::{
    About, Candidate, Checkers, Fault, Judgement, SecondJudge, Sha256, Sympy, VerifierSpec, answers, programs,
};

/// What looking into a trusted program may use at least, a second or so: however little its candidates may use, what
/// is right is to be known.
const INSPECTION: Fuel = Fuel(6_000_000_000);

/// Judges candidates by their problems' specifications.
///
/// Cheap to clone and safe to share: every judgement uses a fresh sandbox.
#[derive(Clone)]
pub struct Verifier {
    python: Option<Arc<Python>>,
    sympy: Option<Arc<Sympy>>,
    checkers: Option<Arc<Checkers>>,
    limits: Limits,
    prepared: PreparedTests,
}

impl Verifier {
    /// A verifier of answers alone. Judging a program with it is a [`Fault`].
    pub fn answers_only() -> Verifier {
        Verifier {
            python: None,
            sympy: None,
            checkers: None,
            limits: Limits::default(),
            prepared: PreparedTests::default(),
        }
    }

    /// A verifier of answers and, in fresh instances of `python`, of programs.
    pub fn with_python(python: Arc<Python>) -> Verifier {
        Verifier { python: Some(python), ..Verifier::answers_only() }
    }

    /// The same verifier with sympy as the second judge of the problems that ask for it.
    #[must_use]
    pub fn with_sympy(self, sympy: Arc<Sympy>) -> Verifier {
        Verifier { sympy: Some(sympy), ..self }
    }

    /// The same verifier with what loads the checkers that problems bring.
    #[must_use]
    pub fn with_checkers(self, checkers: Arc<Checkers>) -> Verifier {
        Verifier { checkers: Some(checkers), ..self }
    }

    /// The same verifier with other limits on programs.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Verifier {
        Verifier { limits, ..self }
    }

    /// Judges one candidate. The same candidate and specification give the same verdict every time.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed; it says nothing of the candidate.
    pub fn judge(&self, spec: &VerifierSpec, candidate: &Candidate) -> Result<Judgement, Fault> {
        match self.examine(&self.limits, spec, &Policy::NoReference, candidate)? {
            Examined::Judged(judgement) => Ok(judgement),
            Examined::NeedsReference | Examined::Recorded(_) => Err(unasked()),
        }
    }

    /// The limits on programs.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The limits on looking into trusted programs.
    fn inspection(&self) -> Limits {
        self.limits.with_fuel(self.limits.fuel().max(INSPECTION))
    }

    /// Examines one candidate within limits of its own, whose objects may be asked what the policy says.
    pub(crate) fn examine(
        &self,
        limits: &Limits,
        spec: &VerifierSpec,
        policy: &Policy,
        candidate: &Candidate,
    ) -> Result<Examined, Fault> {
        self.examine_for(limits, spec, policy, candidate, None)
    }

    /// Examines one candidate by tests that draw at random what they would for another program.
    pub(crate) fn examine_for(
        &self,
        limits: &Limits,
        spec: &VerifierSpec,
        policy: &Policy,
        candidate: &Candidate,
        drawn_for: Option<&str>,
    ) -> Result<Examined, Fault> {
        if let VerifierSpec::PythonTests { entry_point, tests, setup } = spec {
            let tests = programs::tests::Tests { entry_point, tests, setup, policy, drawn_for };
            return programs::tests::judge(self.python()?, limits, tests, &self.prepared, candidate);
        }
        self.judge_alone(limits, spec, candidate).map(Examined::Judged)
    }

    /// Judges a candidate that no tests of the problem's own are run on.
    fn judge_alone(
        &self,
        limits: &Limits,
        spec: &VerifierSpec,
        candidate: &Candidate,
    ) -> Result<Judgement, Fault> {
        match spec {
            VerifierSpec::MathAnswer { reference, rules, second_judge } => match second_judge {
                None => Ok(answers::judge(reference, rules, candidate)),
                Some(SecondJudge::Sympy) => answers::judge_with(reference, rules, candidate, self.sympy()?),
            },
            VerifierSpec::PythonTests { .. } => Err(unasked()),
            VerifierSpec::Component { .. } => self.judge_about(limits, spec, &About::default(), candidate),
            VerifierSpec::PythonCases { entry_point, cases } => {
                programs::cases::judge(self.python()?, limits, entry_point, cases, candidate)
            }
            VerifierSpec::PythonStdio { cases, compare, checker, several_answers } => {
                let (checker, several_answers) = (checker.as_ref(), *several_answers);
                let stdio = programs::stdio::Stdio {
                    cases,
                    compare,
                    checker,
                    several_answers,
                    checkers: self.checkers.as_deref(),
                };
                programs::stdio::judge(self.python()?, limits, stdio, candidate)
            }
        }
    }

    /// What loads checkers, where there is anything.
    pub fn checkers(&self) -> Option<&Checkers> {
        self.checkers.as_deref()
    }

    /// Judges a candidate by the checker that a specification names, which is told this of the problem.
    pub(crate) fn judge_about(
        &self,
        limits: &Limits,
        spec: &VerifierSpec,
        about: &About,
        candidate: &Candidate,
    ) -> Result<Judgement, Fault> {
        let VerifierSpec::Component { module, params } = spec else { return Err(unasked()) };
        let checkers = self.checkers.as_deref().ok_or_else(|| {
            Fault::Sandbox("this verifier was opened without an engine for checkers".into())
        })?;
        let checker = checkers.load(&module.path()).map_err(|error| Fault::Problem(error.to_string()))?;
        checker.judge(limits, about, params, candidate)
    }

    /// What the tests of a specification execute of a program that is trusted; none where there are no
    /// tests, or they do not come to their end.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed.
    pub fn trace(&self, spec: &VerifierSpec, program: &str) -> Result<Option<Trace>, Fault> {
        inspect::trace(self.python()?, &self.inspection(), spec, program)
    }

    /// The mutants of a program, at most so many, which are then spread over all.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed, or the program is not Python.
    pub fn mutants(&self, program: &str, most: u32) -> Result<Vec<Mutant>, Fault> {
        inspect::mutants(self.python()?, &self.inspection(), program, most)
    }

    /// Programs that mean what a program means and are written otherwise.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed, or the program is not Python.
    pub fn rewrites(&self, program: &str) -> Result<Vec<Rewrite>, Fault> {
        inspect::rewrites(self.python()?, &self.inspection(), program)
    }

    /// The calls that a specification's tests make of its function, and `count` others on inputs like theirs that
    /// are drawn from a seed, with what the reference returns. None where the tests call no function with plain
    /// data, or where the reference does not end.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed.
    pub fn probes(
        &self,
        spec: &VerifierSpec,
        reference: &str,
        count: u32,
        seed: u64,
    ) -> Result<Option<Probes>, Fault> {
        inspect::probes(self.python()?, &self.inspection(), spec, reference, count, seed)
    }

    /// Judges a candidate by probes alone, within limits of their own: whether it returns what the reference does.
    ///
    /// # Errors
    ///
    /// A [`Fault`], as [`Verifier::judge`].
    pub fn judge_by(
        &self,
        probes: &Probes,
        limits: &Limits,
        candidate: &Candidate,
    ) -> Result<Judgement, Fault> {
        inspect::judge(self.python()?, limits, probes, candidate)
    }

    /// The second judge of answers, where there is one.
    pub fn second_judge(&self) -> Option<&Sympy> {
        self.sympy.as_deref()
    }

    /// A program that knows the examples which a prompt shows, and nothing else; none where it shows none.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the machinery failed.
    pub fn copied_examples(&self, prompt: &str, entry_point: &str) -> Result<Option<String>, Fault> {
        inspect::copied_examples(self.python()?, &self.inspection(), prompt, entry_point)
    }

    /// The hash that identifies the verifier of a specification: the
    /// specification itself, this crate's version, and the sandbox image and
    /// the limits where they are used. The wall-clock backstop decides no verdict and is left out.
    pub fn identity(&self, spec: &VerifierSpec) -> Sha256 {
        let used = || {
            let (fuel, memory, output) = (self.limits.fuel(), self.limits.memory(), self.limits.output());
            format!("fuel {} memory {} output {}", fuel.0, memory.0, output.0)
        };
        let image = match &self.python {
            Some(python) if spec.needs_python() => {
                format!("{} {}", python.identity(), used())
            }
            _ => match (&self.sympy, spec.second_judge()) {
                (Some(sympy), Some(SecondJudge::Sympy)) => sympy.identity(),
                _ => String::new(),
            },
        };
        let module = match (&self.checkers, spec.module()) {
            (Some(checkers), Some((kind, module))) => {
                let sha256 = match kind {
                    ModuleKind::Component => {
                        checkers.load(&module.path()).map(|checker| checker.sha256().to_owned())
                    }
                    ModuleKind::Command => {
                        checkers.load_command(&module.path()).map(|checker| checker.sha256().to_owned())
                    }
                };
                // What cannot be loaded judges nothing.
                sha256.map_or(String::new(), |sha256| format!("{sha256} {}", used()))
            }
            _ => String::new(),
        };
        let digest = spec.digest();
        let parts = [env!("CARGO_PKG_VERSION").as_bytes(), image.as_bytes(), digest.as_bytes().as_slice()];
        // Where there is no module, the hash is what it would be if there were no modules at all.
        Sha256::of_parts(parts.into_iter().chain((!module.is_empty()).then_some(module.as_bytes())))
    }

    fn sympy(&self) -> Result<&Sympy, Fault> {
        self.sympy
            .as_deref()
            .ok_or_else(|| Fault::Sandbox("this verifier was opened without the second judge sympy".into()))
    }

    fn python(&self) -> Result<&Python, Fault> {
        self.python
            .as_deref()
            .ok_or_else(|| Fault::Sandbox("this verifier was opened without the Python sandbox".into()))
    }
}

/// Nobody asked for what came.
pub(crate) fn unasked() -> Fault {
    Fault::Sandbox("a guest answered what only another question has for an answer".into())
}
