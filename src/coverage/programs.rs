//! Wrong programs like a right one.

use veriloop_problems::Problem;
use veriloop_verifiers::programs::inspect::Trace;
use veriloop_verifiers::{Candidate, Fault, Verifier, VerifierSpec};

use super::{Options, What, Wrong};

/// Results of the reference that are tried as constants, and outputs.
const RESULTS: usize = 4;

/// Constants that are tried whatever the reference returns.
pub(crate) const CONSTANTS: [&str; 8] = ["None", "True", "False", "0", "1", "-1", "''", "[]"];

/// The programs that a reference is to be told from: its mutants, functions that return the same whatever they are
/// given, and one that knows the prompt's examples alone.
pub(super) fn wrong(
    verifier: &Verifier,
    problem: &Problem,
    reference: &str,
    trace: Option<&Trace>,
    options: Options,
) -> Result<Vec<Wrong>, Fault> {
    let mut wrong: Vec<Wrong> = Vec::new();
    for mutant in verifier.mutants(reference, options.mutants)? {
        let what = What::Mutant { operator: mutant.operator, line: mutant.line };
        wrong.push(Wrong { what, candidate: Candidate::Program(mutant.program) });
    }
    match &problem.verifier {
        VerifierSpec::PythonTests { entry_point, .. } | VerifierSpec::PythonCases { entry_point, .. } => {
            let returned = trace.map_or(&[][..], |trace| &trace.results);
            let returned = returned.iter().map(String::as_str).filter(|result| !CONSTANTS.contains(result));
            for literal in CONSTANTS.into_iter().chain(returned.take(RESULTS)) {
                let program = format!("def {entry_point}(*args, **kwargs):\n    return {literal}\n");
                wrong.push(constant(literal, program));
            }
            if let Some(program) = verifier.copied_examples(&problem.prompt, entry_point)? {
                wrong.push(Wrong { what: What::CopiedExamples, candidate: Candidate::Program(program) });
            }
        }
        VerifierSpec::PythonStdio { cases, .. } => {
            let mut outputs: Vec<&str> = Vec::new();
            for case in cases {
                if !outputs.contains(&case.stdout.as_str()) && outputs.len() < RESULTS {
                    outputs.push(&case.stdout);
                }
            }
            for output in outputs {
                // A JSON string is a Python string of the same text.
                let literal = serde_json::Value::from(output).to_string();
                wrong.push(constant(&literal, format!("print({literal}, end='')\n")));
            }
        }
        VerifierSpec::MathAnswer { .. } | VerifierSpec::Component { .. } => {}
    }
    Ok(wrong)
}

fn constant(literal: &str, program: String) -> Wrong {
    Wrong { what: What::Constant(literal.to_owned()), candidate: Candidate::Program(program) }
}
