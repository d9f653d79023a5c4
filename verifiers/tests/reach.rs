//! How far a program reaches into tests that are elsewhere: through what they lend it, through the names that
//! they ask it for, and through what it sends back. Each of these was once accepted, or made a fault.

#[path = "reach/arrays.rs"]
mod arrays;
#[path = "reach/asked.rs"]
mod asked;
#[path = "reach/derived.rs"]
mod derived;
#[path = "reach/drawn.rs"]
mod drawn;
#[path = "reach/ends.rs"]
mod ends;
#[path = "reach/inside.rs"]
mod inside;
#[path = "reach/lent.rs"]
mod lent;
#[path = "reach/names.rs"]
mod names;
#[path = "opened/python.rs"]
mod opened;
#[path = "reach/otherwise.rs"]
mod otherwise;
#[path = "reach/process.rs"]
mod process;
#[path = "reach/shown.rs"]
mod shown;
#[path = "reach/streams.rs"]
mod streams;
#[path = "reach/twice.rs"]
mod twice;

use veriloop_sandbox::{Fuel, Limits};
use veriloop_verifiers::{Candidate, Judgement, Seal, Task, Verdict, Verifier, VerifierSpec};

use opened::python;

fn verifier() -> Verifier {
    Verifier::with_python(python()).with_limits(Limits::default().with_fuel(Fuel(1_000_000_000)))
}

fn spec(entry_point: &str, setup: &str, tests: &str) -> VerifierSpec {
    VerifierSpec::PythonTests { entry_point: entry_point.into(), tests: tests.into(), setup: setup.into() }
}

fn judge(spec: VerifierSpec, references: &[&str], program: &str) -> Judgement {
    let references = references.iter().map(|program| Candidate::Program((*program).into())).collect();
    let task = Task::calibrated(spec, references);
    let judgement = task.judge(&verifier(), &Candidate::Program(program.into()));
    let judgement = judgement.unwrap_or_else(|fault| panic!("{program}: {fault}"));
    assert_eq!(judgement.seal, Seal::Sealed, "{program}");
    judgement
}

/// A program for a function `solve`, without references.
#[track_caller]
fn rejected(setup: &str, tests: &str, program: &str) {
    let judgement = judge(spec("solve", setup, tests), &[], program);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
}

#[track_caller]
fn accepted(tests: &str, program: &str) {
    let judgement = judge(spec("solve", "", tests), &[], program);
    assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
}

/// What equals every value, and differs from it by nothing.
const YES: &str = "
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
def solve(*args): return Yes()
";
