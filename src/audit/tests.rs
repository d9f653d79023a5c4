//! Audits of a sound verifier, and of a spoilt one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use veriloop_problems::Problem;
use veriloop_problems::families::Family;
use veriloop_sandbox::{CacheDir, Fuel, Python};
use veriloop_verifiers::{RejectReason, Verdict, Verifier};

use super::{Audit, Audited, Subject, allotted};
use crate::config::{AuditConfig, DrillConfig};
use crate::ledger::{AuditKind, CompletionId, Opinion};
use crate::verification::Pool;

fn problems(family: Family, count: usize) -> Vec<Problem> {
    family.training(3, count, 4).into_iter().map(|problem| problem.into_problem()).collect()
}

fn verifier(family: Family) -> Verifier {
    if !family.needs_python() {
        return Verifier::answers_only();
    }
    let cache = CacheDir::from_environment().expect("a cache folder");
    let python = Python::open(&cache, &|_| {}).expect("the Python image is built by the set-up");
    Verifier::with_python(Arc::new(python))
}

fn audited(
    verifier: &Verifier,
    problems: &[Problem],
    subjects: &[Subject<'_>],
    drill: &DrillConfig,
) -> Audited {
    let pool = Pool::start(verifier, 2, 16, 0);
    let config =
        AuditConfig { canaries: 8, wrong: 20, rejects: 6, accepts: 4, probes: 16, ..AuditConfig::default() };
    let audit = Audit { verifier, pool: &pool, queue: 16, threads: 2, config: &config, drill, seed: 11 };
    let problems: Vec<&Problem> = problems.iter().collect();
    audit.run(&problems, subjects)
}

fn check_known(family: Family) {
    let (problems, verifier) = (problems(family, 12), verifier(family));
    let Audited { rows, stats } = audited(&verifier, &problems, &[], &DrillConfig::default());
    let errors: Vec<_> = rows
        .iter()
        .filter(|row| {
            row.outcome.verdict().map(Verdict::is_accept) != Some(row.expected == Some(Opinion::Accept))
        })
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!((stats.canaries.errors, stats.canaries.of), (0, 16));
    assert_eq!(stats.wrong.of + stats.constants.of, 20);
    assert!(stats.wrong.of >= 8 && stats.constants.of >= 3, "{stats:?}");
    let hacks: BTreeSet<&str> = rows.iter().filter_map(|row| row.what.strip_prefix("hack ")).collect();
    assert!(hacks.len() >= 3 || !family.needs_python(), "other problems, other hacks: {hacks:?}");
    let again = audited(&verifier, &problems, &[], &DrillConfig::default());
    assert_eq!(again.rows, rows, "the same seed gives the same audit");

    let drill = DrillConfig { reject_right: 1.0, accept_wrong: 1.0, ..DrillConfig::default() };
    let stats = audited(&verifier, &problems, &[], &drill).stats;
    assert_eq!((stats.canaries.errors, stats.wrong.errors), (16, stats.wrong.of));
    assert_eq!(stats.constants.errors, stats.constants.of);
}

#[test]
fn a_verifier_of_programs_passes_its_audit_and_a_spoilt_one_does_not() {
    check_known(Family::Code);
}

#[test]
fn a_verifier_of_answers_passes_its_audit_and_a_spoilt_one_does_not() {
    check_known(Family::Math);
}

#[test]
fn a_budget_that_references_exceed_is_seen_by_the_canaries() {
    let (problems, verifier) = (problems(Family::Code, 8), verifier(Family::Code));
    let little = verifier.limits().with_fuel(Fuel(200_000));
    let stats = audited(&verifier.with_limits(little), &problems, &[], &DrillConfig::default()).stats;
    assert_eq!((stats.canaries.errors, stats.canaries.of), (16, 16));
    assert_eq!(stats.canary_reasons, BTreeMap::from([("limit-fuel".to_owned(), 16)]));
    // What is wrong can be told from what is right all the same.
    assert_eq!((stats.wrong.of + stats.constants.of, stats.faults), (20, 0));
}

#[test]
fn an_independent_judge_overturns_what_was_judged_wrongly_and_nothing_else() {
    let (problems, verifier) = (problems(Family::Code, 8), verifier(Family::Code));
    let wrong = "    return 0\n";
    let subject = |at: usize, verdict: Verdict, is_right: bool| Subject {
        problem: &problems[at],
        id: CompletionId(at as i64),
        sample: 0,
        completion: if is_right { &problems[at].references[0] } else { wrong },
        verdict,
    };
    let reject = Verdict::Reject(RejectReason::WrongAnswer);
    let subjects = [
        subject(0, reject, true),
        subject(1, reject, false),
        subject(2, reject, false),
        subject(3, Verdict::Accept, true),
        subject(4, Verdict::Accept, false),
        subject(5, Verdict::Reject(RejectReason::LimitFuel), true),
    ];
    let Audited { rows, stats } = audited(&verifier, &problems, &subjects, &DrillConfig::default());
    let of_reason = |reason: &str| (stats.rejects[reason].audited, stats.rejects[reason].overturned);
    assert_eq!((of_reason("wrong-answer"), of_reason("limit-fuel")), ((3, 1), (1, 1)));
    assert_eq!((stats.accepts.accepts, stats.accepts.audited, stats.accepts.overturned), (2, 2, 1));
    for row in rows.iter().filter(|row| matches!(row.kind, AuditKind::Reject | AuditKind::Accept)) {
        let expected = if row.text == wrong { Opinion::Reject } else { Opinion::Accept };
        assert_eq!(row.independent, Some(expected), "{row:?}");
    }
}

#[test]
fn of_every_reason_a_few_are_drawn_and_of_the_others_their_share() {
    let check = |counts: &[usize], of: usize, expected: &[usize]| {
        assert_eq!(allotted(counts, of), expected, "{counts:?}");
    };
    check(&[100, 100], 20, &[10, 10]);
    check(&[1, 199], 20, &[1, 18]);
    check(&[2, 2], 20, &[2, 2]);
    check(&[50, 50, 50], 1, &[3, 3, 3]);
    check(&[50, 50, 50], 0, &[0, 0, 0]);
    check(&[], 10, &[]);
    check(&[5, 0, 7], usize::MAX, &[5, 0, 7]);
}
