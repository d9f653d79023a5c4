//! HumanEval: function bodies to complete, judged by a `check(candidate)`.

use serde::Deserialize;
use veriloop_verifiers::VerifierSpec;

use super::{Flaw, provenance};
use crate::{Problem, ProblemId, Split};

/// Where a problem's fields come from.
pub(super) const FIELDS: [(&str, &str); 3] =
    [("id", "task_id"), ("verifier.tests", "test"), ("verifier.entry_point", "entry_point")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    task_id: String,
    prompt: String,
    entry_point: String,
    canonical_solution: String,
    test: String,
}

/// The prompt as it is, and the canonical solution as a completion of it. What
/// the prompt defines before the entry point is the tests' too, so it is the set-up.
pub(super) fn problem(row: Row) -> Result<Problem, Flaw> {
    let opening = format!("def {}(", row.entry_point);
    let starts_a_line = |&(at, _): &(usize, &str)| at == 0 || row.prompt[..at].ends_with('\n');
    let Some((at, _)) = row.prompt.match_indices(&opening).find(starts_a_line) else {
        return Err(("prompt", format!("expected a prompt that opens `{opening}`, found none")));
    };
    let setup = row.prompt[..at].trim().to_owned();
    Ok(Problem {
        id: ProblemId::new(row.task_id),
        prompt: row.prompt,
        verifier: VerifierSpec::PythonTests { entry_point: row.entry_point, tests: row.test, setup },
        references: vec![row.canonical_solution],
        split: Split::HeldOut,
        tags: provenance("openai/human-eval", "MIT", "https://github.com/openai/human-eval"),
    })
}
