//! Programs from standard input to standard output, in the row format of NVIDIA's NeMo Gym.
//!
//! Its rows have inputs and outputs and no solutions. Of some problems this
//! module knows more: a reference, and a checker where several outputs are right.

use serde::Deserialize;
use serde_json::{Map, Value};
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::{Checker, Comparison, StdioCase};

use super::{Flaw, provenance};
use crate::{Problem, ProblemId, Split};

/// Where a problem's fields come from.
pub(super) const FIELDS: [(&str, &str); 2] =
    [("id", "hash_id"), ("verifier.cases", "verifier_metadata.unit_tests.inputs")];

/// The field of a row that holds what a program must write.
const OUTPUTS: &str = "verifier_metadata.unit_tests.outputs";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    responses_create_params: Request,
    verifier_metadata: Metadata,
    hash_id: String,
    #[serde(default)]
    dataset: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

/// A request to a model, of which the messages alone say what the problem is.
#[derive(Deserialize)]
struct Request {
    input: Vec<Message>,
    #[serde(flatten)]
    _settings: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    #[serde(rename = "role")]
    _role: String,
    content: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    unit_tests: UnitTests,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitTests {
    inputs: Vec<String>,
    outputs: Vec<String>,
    /// The name of a function, in problems that are judged by calls.
    #[serde(default)]
    fn_name: Option<String>,
}

/// What is known of a problem beside its row.
struct Known {
    id: &'static str,
    reference: &'static str,
    checker: Option<&'static str>,
}

const KNOWN: [Known; 5] = [
    Known {
        id: "c69268d8bdb4da0685d7b187c88296c1",
        reference: include_str!("stdio/game_of_words.py"),
        checker: Some(include_str!("stdio/game_of_words.check.py")),
    },
    Known {
        id: "570676e22bd21c28e452486b0668ec74",
        reference: include_str!("stdio/diagonal_walk.py"),
        checker: None,
    },
    Known {
        id: "ff86821ed6f7260c7a17c4c9be03b663",
        reference: include_str!("stdio/circle_of_choices.py"),
        checker: Some(include_str!("stdio/circle_of_choices.check.py")),
    },
    Known {
        id: "f3e3b9f12d602bf80fdcd2c08a2f417f",
        reference: include_str!("stdio/barrels.py"),
        checker: None,
    },
    Known {
        id: "1a54a91d7294e33bed666e3bc94148fd",
        reference: include_str!("stdio/beautiful_numbers.py"),
        checker: None,
    },
];

/// Phrases by which statements say that several outputs are right.
const SEVERAL: [&str; 12] = [
    "print any",
    "output any",
    "find any of them",
    "any valid answer",
    "any correct answer",
    "several solutions",
    "multiple solutions",
    "many solutions",
    "several answers",
    "multiple answers",
    "many answers",
    "several possible answers",
];

/// Phrases by which statements say that upper and lower case are the same.
const ANY_CASE: [&str; 6] = [
    "letter in any case",
    "letters in any case",
    "in any case (",
    "in any register",
    "case-insensitive",
    "case insensitive",
];

/// The messages as the prompt, and every input with its output as a case.
pub(super) fn problem(row: Row) -> Result<Problem, Flaw> {
    let UnitTests { inputs, outputs, fn_name } = row.verifier_metadata.unit_tests;
    if let Some(name) = fn_name {
        let message =
            format!("expected programs that read standard input, found calls of a function {name:?}");
        return Err(("verifier_metadata.unit_tests.fn_name", message));
    }
    if inputs.len() != outputs.len() {
        let message = format!("expected as many as inputs, {}, found {}", inputs.len(), outputs.len());
        return Err((OUTPUTS, message));
    }
    let messages = row.responses_create_params.input;
    if messages.is_empty() {
        return Err(("responses_create_params.input", "expected at least one message, found none".into()));
    }
    let contents: Vec<&str> = messages.iter().map(|message| message.content.as_str()).collect();
    let prompt = contents.join("\n\n");
    let statement = prompt.to_ascii_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| statement.contains(phrase));
    let known = KNOWN.iter().find(|known| known.id == row.hash_id);
    let checker = known.and_then(|known| known.checker).map(|source| Checker::Python(source.to_owned()));
    let compare = match Comparison::default() {
        Comparison::Tokens { tolerance, .. } if checker.is_none() && says(&ANY_CASE) => {
            Comparison::Tokens { tolerance, ignore_case: true }
        }
        compare => compare,
    };
    let case = |(stdin, stdout)| StdioCase { stdin, stdout };
    let mut tags = provenance("NVIDIA-NeMo/Gym", "Apache-2.0", "https://github.com/NVIDIA-NeMo/Gym");
    for (key, value) in [("dataset", row.dataset), ("origin", row.source)] {
        tags.extend(value.map(|value| (key.to_owned(), Value::from(value))));
    }
    Ok(Problem {
        id: ProblemId::new(row.hash_id),
        verifier: VerifierSpec::PythonStdio {
            cases: inputs.into_iter().zip(outputs).map(case).collect(),
            compare,
            several_answers: checker.is_none() && says(&SEVERAL),
            checker,
        },
        prompt,
        references: known.map(|known| known.reference.to_owned()).into_iter().collect(),
        split: Split::Train,
        tags,
    })
}
