//! How a problem says it is to be judged.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Sha256;

/// A problem's verifier, as written in problem files under `verifier`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum VerifierSpec {
    /// The problem's own Python test code, as in HumanEval and MBPP.
    PythonTests {
        /// The function under test. Where tests or set-up bind `check`, `check(entry_point)` is called after them.
        entry_point: String,
        /// Python source that raises if the candidate is wrong.
        tests: String,
        /// Python source that is executed before the candidate's; it may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        setup: String,
    },
    /// Calls of one function with the values they must return. The values never enter the sandbox.
    PythonCases {
        /// The function under test.
        entry_point: String,
        /// The calls.
        cases: Vec<Case>,
    },
    /// A mathematical answer, compared exactly with the reference.
    MathAnswer {
        /// The right answer, in plain text or LaTeX.
        reference: String,
    },
}

/// One call and the value it must return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Positional arguments.
    #[serde(default)]
    pub args: Vec<Value>,
    /// Keyword arguments.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub kwargs: serde_json::Map<String, Value>,
    /// The value that must be returned.
    pub expect: Value,
}

impl VerifierSpec {
    /// The type's name in problem files.
    pub fn type_name(&self) -> &'static str {
        match self {
            VerifierSpec::PythonTests { .. } => "python-tests",
            VerifierSpec::PythonCases { .. } => "python-cases",
            VerifierSpec::MathAnswer { .. } => "math-answer",
        }
    }

    /// Whether judging needs the Python sandbox.
    pub fn needs_python(&self) -> bool {
        matches!(self, VerifierSpec::PythonTests { .. } | VerifierSpec::PythonCases { .. })
    }

    /// Whether candidates are kept apart from what judges them.
    pub fn sealing(&self) -> Sealing {
        match self {
            VerifierSpec::PythonTests { tests, .. } => Sealing::of_tests(tests),
            VerifierSpec::PythonCases { .. } | VerifierSpec::MathAnswer { .. } => Sealing::Sealed,
        }
    }

    /// The hash of the specification's canonical JSON.
    pub fn digest(&self) -> Sha256 {
        let json = serde_json::to_vec(self).expect("a specification is plain data");
        Sha256::of(&json)
    }
}

/// Whether a specification can be judged with the candidate in an interpreter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sealing {
    /// It can.
    Sealed,
    /// It cannot, and why: tests and candidate share an interpreter.
    Unsealed(&'static str),
}

/// Names by which tests reach into the program rather than use it, and what they do with them.
const REACHING: [(&str, &[&str]); 5] = [
    (
        "the tests look at the program's code",
        &[
            "getsource",
            "getsourcelines",
            "getfile",
            "getfullargspec",
            "signature",
            "getmembers",
            "__code__",
            "dis",
        ],
    ),
    (
        "the tests look at what surrounds the program's functions",
        &[
            "__globals__",
            "__closure__",
            "__defaults__",
            "__annotations__",
            "__doc__",
            "__wrapped__",
            "getdoc",
        ],
    ),
    ("the tests replace what the program uses", &["patch", "monkeypatch", "mock_open", "modules"]),
    ("the tests feed the program's standard input", &["stdin"]),
    ("the tests trace the program", &["settrace", "setprofile", "_getframe", "monitoring", "tracemalloc"]),
];

impl Sealing {
    /// What the text of `python-tests` tests says. The words may stand in a
    /// comment or mean something else; then the tests are taken for unsealed without need.
    pub fn of_tests(tests: &str) -> Sealing {
        let words = tests.split(|c: char| c != '_' && !c.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .find_map(|word| REACHING.iter().find(|(_, names)| names.contains(&word)))
            .map_or(Sealing::Sealed, |(why, _)| Sealing::Unsealed(why))
    }
}

#[cfg(test)]
mod unit_tests {
    use super::Sealing;

    #[test]
    fn tests_that_reach_into_the_program_are_not_sealed() {
        assert_eq!(Sealing::of_tests("def check(candidate):\n    assert candidate(1) == 2"), Sealing::Sealed);
        let reaching = Sealing::of_tests("import inspect\nassert 'for' not in inspect.getsource(f)");
        assert_eq!(reaching, Sealing::Unsealed("the tests look at the program's code"));
        let replacing = Sealing::of_tests("with patch('builtins.input'):\n    f()");
        assert_eq!(replacing, Sealing::Unsealed("the tests replace what the program uses"));
    }
}
