//! Tests of the ledger.

use std::time::Duration;

use veriloop_problems::families::Family;
use veriloop_verifiers::{
    AbstainReason, Candidate, Fault, Judgement, RejectReason, Seal, Sha256, TestCounts, Verdict,
};

use super::{AuditKind, AuditRow, CompletionRow, Ledger, LedgerError, Opinion, Outcome, Purpose};
use crate::guard::{Alarm, AlarmKind, Remedy};

fn completion(problem: &veriloop_problems::Problem, sample: usize) -> CompletionRow {
    CompletionRow {
        purpose: Purpose::Training,
        round: 1,
        problem: problem.id.clone(),
        sample,
        decoding: "temperature 0.9".into(),
        seed: u64::MAX - sample as u64,
        policy: "p".into(),
        completion: format!("completion {sample}"),
        tokens: 7,
        log_prob: -0.5,
        finish: "stop",
    }
}

fn judgement(verdict: Verdict) -> Judgement {
    Judgement {
        verdict,
        detail: "detail".into(),
        second_opinion: None,
        checker: None,
        tests: Some(TestCounts { passed: 1, total: 2 }),
        results: Vec::new(),
        seal: Seal::Sealed,
        fuel: u64::MAX,
        peak_fuel: u64::MAX,
        wall: Duration::from_millis(3),
    }
}

#[test]
fn every_kind_of_verdict_and_a_fault_come_back_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let problem = Family::Math.training(1, 1, 1)[0].problem().clone();
    let mut written: Vec<Result<Judgement, Fault>> = vec![Ok(judgement(Verdict::Accept))];
    written.extend(RejectReason::ALL.iter().map(|&reason| Ok(judgement(Verdict::Reject(reason)))));
    written.extend(AbstainReason::ALL.iter().map(|&reason| Ok(judgement(Verdict::Abstain(reason)))));
    written.push(Err(Fault::Sandbox("broke".into())));
    let verifier = Sha256::of(b"v");
    {
        let mut ledger = Ledger::create(&path).unwrap();
        ledger.add_problem(&problem, "math", 1).unwrap();
        for (sample, result) in written.iter().enumerate() {
            let id = ledger.add_completion(&completion(&problem, sample)).unwrap();
            ledger.add_verdict(id, &Candidate::Nothing, verifier, result).unwrap();
        }
        ledger.add_completion(&completion(&problem, written.len())).unwrap();
        ledger.commit().unwrap();
    }
    let rows = Ledger::open(&path).unwrap().completions(Purpose::Training, 1).unwrap();
    assert_eq!(rows.len(), written.len() + 1);
    for (sample, result) in written.iter().enumerate() {
        let expected =
            result.as_ref().map_or(Outcome::Fault, |judgement| Outcome::Verdict(judgement.verdict));
        assert_eq!(rows[&(problem.id.clone(), sample)].judged, Some((expected, verifier.to_string())));
    }
    assert_eq!(rows[&(problem.id.clone(), written.len())].judged, None);
}

#[test]
fn one_sample_cannot_be_recorded_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(&folder.path().join("ledger.sqlite")).unwrap();
    let problem = Family::Math.training(1, 1, 1)[0].problem().clone();
    ledger.add_problem(&problem, "math", 1).unwrap();
    ledger.add_completion(&completion(&problem, 0)).unwrap();
    assert!(matches!(ledger.add_completion(&completion(&problem, 0)), Err(LedgerError::Sqlite { .. })));
}

#[test]
fn what_is_kept_has_a_verdict_and_is_of_a_training_problem_or_the_ledger_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(&folder.path().join("ledger.sqlite")).unwrap();
    let train = Family::Math.training(1, 1, 1)[0].problem().clone();
    let held_out = Family::Math.held_out(1, 1, 1)[0].problem().clone();
    for problem in [&train, &held_out] {
        ledger.add_problem(problem, "math", 1).unwrap();
    }
    let mut add = |problem, sample, result: Option<Result<Judgement, Fault>>| {
        let id = ledger.add_completion(&completion(problem, sample)).unwrap();
        if let Some(result) = result {
            ledger.add_verdict(id, &Candidate::Nothing, Sha256::of(b"v"), &result).unwrap();
        }
        id
    };
    let accepted = add(&train, 0, Some(Ok(judgement(Verdict::Accept))));
    let faulty = add(&train, 1, Some(Err(Fault::Sandbox("broke".into()))));
    let unjudged = add(&train, 2, None);
    let of_held_out = add(&held_out, 0, Some(Ok(judgement(Verdict::Accept))));

    ledger.set_kept(1, &[accepted]).unwrap();
    let kept = ledger.kept(1).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].prompt.as_str(), kept[0].verdict), (train.prompt.as_str(), Verdict::Accept));

    assert!(matches!(ledger.set_kept(2, &[unjudged]), Err(LedgerError::Sqlite { .. })));
    for id in [faulty, of_held_out] {
        ledger.set_kept(2, &[id]).unwrap();
        assert!(matches!(ledger.kept(2), Err(LedgerError::Damaged { .. })));
    }
    // What an attempt kept gives way to what the next one keeps.
    ledger.set_kept(2, &[]).unwrap();
    assert_eq!(ledger.kept(2).unwrap(), []);
    assert_eq!(ledger.kept(1).unwrap(), kept);
}

#[test]
fn another_problem_under_the_same_id_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(&folder.path().join("ledger.sqlite")).unwrap();
    let problem = Family::Math.training(1, 1, 1)[0].problem().clone();
    ledger.add_problem(&problem, "math", 1).unwrap();
    ledger.add_problem(&problem, "math", 1).unwrap();
    let mut other = problem;
    other.prompt.push('!');
    let error = ledger.add_problem(&other, "math", 1).expect_err("the prompt is another").to_string();
    assert!(error.contains(other.id.as_str()), "{error}");
}

#[test]
fn a_file_of_another_version_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    Ledger::create(&path).unwrap().set_fact("schema_version", "999").unwrap();
    let error = Ledger::open(&path).err().expect("the version is wrong").to_string();
    assert!(
        error.contains("ledger.sqlite") && error.contains("version 3") && error.contains("999"),
        "{error}"
    );
}

#[test]
fn audits_and_alarms_come_back_as_they_were_written_and_an_interrupted_audit_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(&folder.path().join("ledger.sqlite")).unwrap();
    let problem = Family::Math.training(1, 1, 1)[0].problem().clone();
    ledger.add_problem(&problem, "math", 1).unwrap();
    let row = |kind: AuditKind, expected, verdict| AuditRow {
        kind,
        problem: problem.id.clone(),
        completion: None,
        what: "reference".into(),
        digest: Sha256::of(b"c").to_string(),
        text: "17".into(),
        expected: Some(expected),
        outcome: Outcome::Verdict(verdict),
        independent: None,
        detail: "why".into(),
    };
    let reject = Verdict::Reject(RejectReason::WrongAnswer);
    let wrongly = row(AuditKind::Canary, Opinion::Accept, reject);
    ledger.set_audit(1, &[wrongly.clone(), wrongly.clone()]).unwrap();
    let rightly = row(AuditKind::Canary, Opinion::Accept, Verdict::Accept);
    let accepted = row(AuditKind::Wrong, Opinion::Reject, Verdict::Accept);
    ledger.set_audit(1, &[wrongly.clone(), rightly, accepted.clone()]).unwrap();
    assert_eq!(ledger.audit_errors(AuditKind::Canary, 9).unwrap(), [(1, wrongly)]);
    assert_eq!(ledger.audit_errors(AuditKind::Wrong, 9).unwrap(), [(1, accepted)]);
    assert!(ledger.audit_errors(AuditKind::Reject, 9).unwrap().is_empty());

    let alarm = Alarm {
        kind: AlarmKind::Starvation,
        statistic: 0.01,
        threshold: 0.05,
        low: 0.0,
        high: 0.04,
        diagnosis: "too hard".into(),
        remedy: Remedy::EasierProblems,
        evidence: vec!["none of 80".into()],
    };
    ledger.begin_round(1, "{}").unwrap();
    ledger.finish_round(1, "{}", &[], std::slice::from_ref(&alarm)).unwrap();
    assert_eq!(ledger.alarms().unwrap(), [(1, alarm)]);
}
