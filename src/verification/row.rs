//! Verdict rows: what is written of one judged candidate.

use std::borrow::Cow;

use serde::Serialize;
use veriloop_problems::ProblemId;
use veriloop_verifiers::{
    CheckerSaid, Fault, Judgement, Seal, SecondOpinion, Sha256, TestCounts, TestResult, Verdict,
};

/// The verdict of a row: a verdict, or `error` where a fault was left after all retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowVerdict {
    /// The verifier's verdict.
    Judged(Verdict),
    /// A fault of ours; it says nothing of the candidate.
    Error(&'static str),
}

impl RowVerdict {
    /// The row's verdict on a result.
    pub fn of(result: &Result<Judgement, Fault>) -> RowVerdict {
        match result {
            Ok(judgement) => RowVerdict::Judged(judgement.verdict),
            Err(fault) => RowVerdict::Error(fault_name(fault)),
        }
    }

    /// `accept`, `reject`, `abstain` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            RowVerdict::Judged(verdict) => verdict.name(),
            RowVerdict::Error(_) => "error",
        }
    }

    /// The reason in kebab-case, or `None` for an accept.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            RowVerdict::Judged(verdict) => verdict.reason(),
            RowVerdict::Error(reason) => Some(reason),
        }
    }
}

/// One line of a verdict file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VerdictRow {
    /// The problem; absent for a pair, which has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemId>,
    /// The position from 0 among the candidates of that problem, or among the pairs of a file.
    pub index: u64,
    /// The SHA-256 of the candidate.
    pub candidate: String,
    /// `accept`, `reject`, `abstain` or `error`.
    pub verdict: &'static str,
    /// Why, in kebab-case; `null` for an accept. A checker's reason is in its own word.
    pub reason: Option<Cow<'static, str>>,
    /// One line for a person.
    pub detail: String,
    /// What a second judge said, where one was asked; a verdict that is no abstention then rests on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_opinion: Option<SecondOpinion>,
    /// What the problem's own checker said, where one judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checker: Option<Box<CheckerSaid>>,
    /// Tests passed and in all, where the verifier counts tests.
    pub tests: Option<TestCounts>,
    /// What came of each test, in order, where the verifier goes on after one has failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<TestResult>,
    /// Whether candidate and tests were kept apart; `null` for an error.
    pub sealed: Option<bool>,
    /// Instructions executed in the sandbox.
    pub fuel: u64,
    /// Host time in milliseconds. The only part that differs from one run to the next.
    pub wall_ms: f64,
    /// The SHA-256 that identifies the verifier.
    pub verifier: String,
    /// The verdict as a type.
    #[serde(skip)]
    pub outcome: RowVerdict,
}

impl VerdictRow {
    /// The row of a result.
    pub fn new(
        problem: Option<ProblemId>,
        index: u64,
        candidate: Sha256,
        verifier: Sha256,
        result: Result<Judgement, Fault>,
    ) -> VerdictRow {
        let outcome = RowVerdict::of(&result);
        let row = VerdictRow {
            problem,
            index,
            candidate: candidate.to_string(),
            verdict: outcome.name(),
            reason: outcome.reason().map(Cow::Borrowed),
            detail: String::new(),
            second_opinion: None,
            checker: None,
            tests: None,
            results: Vec::new(),
            sealed: None,
            fuel: 0,
            wall_ms: 0.0,
            verifier: verifier.to_string(),
            outcome,
        };
        match result {
            Ok(Judgement {
                verdict: _,
                detail,
                second_opinion,
                checker,
                tests,
                results,
                seal,
                fuel,
                peak_fuel: _,
                wall,
            }) => VerdictRow {
                reason: own_reason(checker.as_deref()).map(Cow::Owned).or(row.reason),
                detail,
                second_opinion,
                checker,
                tests,
                results,
                sealed: Some(seal == Seal::Sealed),
                fuel,
                wall_ms: wall.as_micros() as f64 / 1000.0,
                ..row
            },
            Err(fault) => {
                let detail = fault.to_string();
                let checker = match fault {
                    Fault::Checker { checker, .. } => Some(checker),
                    Fault::Sandbox(_) | Fault::WallBackstop(_) | Fault::Problem(_) => None,
                };
                VerdictRow { detail, checker, ..row }
            }
        }
    }
}

/// The reason of a checker that gave one.
pub fn own_reason(checker: Option<&CheckerSaid>) -> Option<String> {
    checker.map(|said| said.reason.clone()).filter(|reason| !reason.is_empty())
}

fn fault_name(fault: &Fault) -> &'static str {
    match fault {
        Fault::Sandbox(_) => "sandbox-fault",
        Fault::WallBackstop(_) => "wall-backstop",
        Fault::Problem(_) => "problem-fault",
        Fault::Checker { .. } => "checker-fault",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use veriloop_verifiers::RejectReason;

    fn check(result: Result<Judgement, Fault>, expect: &str) {
        let (candidate, verifier) = (Sha256::of(b"c"), Sha256::of(b"v"));
        let row = VerdictRow::new(Some("p".into()), 3, candidate, verifier, result);
        let expect =
            expect.replace("CANDIDATE", &candidate.to_string()).replace("VERIFIER", &verifier.to_string());
        assert_eq!(serde_json::to_string(&row).unwrap(), expect);
    }

    #[test]
    fn a_row_has_the_fields_of_the_contract_in_their_order() {
        let judgement = Judgement {
            verdict: Verdict::Reject(RejectReason::WrongAnswer),
            detail: "3 is not 4".into(),
            second_opinion: None,
            checker: None,
            tests: Some(TestCounts { passed: 1, total: 2 }),
            results: Vec::new(),
            seal: Seal::Sealed,
            fuel: 7,
            peak_fuel: 7,
            wall: Duration::from_micros(1500),
        };
        check(
            Ok(judgement),
            r#"{"problem":"p","index":3,"candidate":"CANDIDATE","verdict":"reject","reason":"wrong-answer","detail":"3 is not 4","tests":{"passed":1,"total":2},"sealed":true,"fuel":7,"wall_ms":1.5,"verifier":"VERIFIER"}"#,
        );
    }

    #[test]
    fn a_fault_is_an_error_row_and_never_a_rejection() {
        check(
            Err(Fault::Sandbox("it broke".into())),
            r#"{"problem":"p","index":3,"candidate":"CANDIDATE","verdict":"error","reason":"sandbox-fault","detail":"sandbox fault: it broke","tests":null,"sealed":null,"fuel":0,"wall_ms":0.0,"verifier":"VERIFIER"}"#,
        );
    }
}
