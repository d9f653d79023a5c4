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

    /// The hash of the specification's canonical JSON.
    pub fn digest(&self) -> Sha256 {
        let json = serde_json::to_vec(self).expect("a specification is plain data");
        Sha256::of(&json)
    }
}
