//! Alarms from figures that are made up: each fault gives its alarm, and a sound run none.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{AlarmKind, Remedy, Round, alarms, withholds};
use crate::audit::estimate::{Accepts, Stratum};
use crate::config::RunConfig;
use crate::ledger::EvaluationRow;
use crate::stats::{AuditStats, CompletionStats, LevelStats, RoundStats, Tally};

const LEVEL: &str = "math/2";

/// A sound round: half of the samples are accepted, in the loop as outside, and the audit finds nothing.
fn sound(number: usize) -> Round {
    let level = LevelStats {
        problems: 100,
        samples: 400,
        accepted: 200,
        rejected: 200,
        solved: 80,
        kept: 80,
        kept_accepted: 80,
        ..LevelStats::default()
    };
    let stratum = Stratum { rejects: 200, audited: 40, overturned: 0 };
    let audit = AuditStats {
        canaries: Tally { errors: 0, of: 60 },
        canary_reasons: BTreeMap::new(),
        wrong: Tally { errors: 0, of: 40 },
        constants: Tally { errors: 0, of: 10 },
        rejects: BTreeMap::from([("wrong-answer".to_owned(), stratum)]),
        accepts: Accepts { accepts: 200, audited: 20, overturned: 0 },
        undecided: 0,
        faults: 0,
    };
    let completions = CompletionStats {
        distinct: 390,
        most_frequent: "most".into(),
        most_frequent_problems: 3,
        rejected: BTreeMap::from([("wrong-answer".to_owned(), 200)]),
    };
    let stats = RoundStats {
        sampled_tokens: 10_000,
        levels: BTreeMap::from([(LEVEL.to_owned(), level)]),
        completions,
        audit: Some(audit),
        ..RoundStats::default()
    };
    let row = EvaluationRow {
        round: number,
        family: "math".into(),
        level: 2,
        problems: 100,
        greedy_accepted: 55,
        sampled_problems: 50,
        pass_at_8: 0.9,
        errors: 0,
    };
    Round { number, stats, evaluations: vec![row] }
}

fn audit(round: &mut Round) -> &mut AuditStats {
    round.stats.audit.as_mut().expect("a sound round has an audit")
}

fn level(round: &mut Round) -> &mut LevelStats {
    round.stats.levels.get_mut(LEVEL).expect("a sound round has this level")
}

/// The alarms and remedies of three rounds after the cold start, each with this fault.
fn found(fault: impl Fn(&mut Round)) -> Vec<(AlarmKind, Remedy)> {
    let rounds: Vec<Round> = (0..4)
        .map(|number| {
            let mut round = sound(number);
            fault(&mut round);
            round
        })
        .collect();
    let found = alarms(&RunConfig::default(), &rounds, 0);
    for alarm in &found {
        assert!(alarm.low <= alarm.statistic && alarm.statistic <= alarm.high, "{alarm:?}");
        assert!(!alarm.evidence.is_empty() && !alarm.diagnosis.is_empty(), "{alarm:?}");
    }
    found.into_iter().map(|alarm| (alarm.kind, alarm.remedy)).collect()
}

#[track_caller]
fn check(fault: impl Fn(&mut Round), expected: &[(AlarmKind, Remedy)]) {
    assert_eq!(found(fault), expected);
}

#[test]
fn a_sound_run_gives_no_alarm() {
    check(|_| {}, &[]);
    // One error of a hundred is none that is proved.
    check(|round| audit(round).canaries.errors = u64::from(round.number == 2), &[]);
    check(|round| audit(round).wrong.errors = u64::from(round.number == 2), &[]);
}

#[test]
fn canaries_that_are_rejected_show_a_verifier_that_is_too_strict() {
    let strict = AlarmKind::VerifierTooStrict;
    check(|round| audit(round).canaries.errors = 12, &[(strict, Remedy::SecondJudge)]);
    let overturned = |reason: &'static str| {
        move |round: &mut Round| {
            let stratum = Stratum { rejects: 200, audited: 40, overturned: 10 };
            audit(round).rejects = BTreeMap::from([(reason.to_owned(), stratum)]);
        }
    };
    check(overturned("wrong-answer"), &[(strict, Remedy::SecondJudge)]);
    check(overturned("limit-fuel"), &[(strict, Remedy::LongerBudget)]);
    check(overturned("no-answer"), &[(strict, Remedy::ByHand)]);
}

#[test]
fn a_guess_that_is_right_shows_no_verifier_that_is_too_strict() {
    let lucky = |round: &mut Round| {
        let stratum = Stratum { rejects: 159, audited: 32, overturned: u64::from(round.number == 2) };
        audit(round).rejects = BTreeMap::from([("no-answer".to_owned(), stratum)]);
        audit(round).accepts = Accepts { accepts: 1, audited: 1, overturned: 0 };
    };
    check(lucky, &[]);
}

#[test]
fn wrong_candidates_that_are_accepted_show_a_lenient_verifier_or_weak_tests() {
    check(|round| audit(round).wrong.errors = 3, &[(AlarmKind::VerifierTooLenient, Remedy::ByHand)]);
    check(|round| audit(round).constants.errors = 5, &[(AlarmKind::WeakTests, Remedy::ByHand)]);
}

#[test]
fn constants_are_no_proof_of_weak_tests_where_everything_is_accepted() {
    let diagnosis = |wrong: u64| {
        let mut round = sound(1);
        audit(&mut round).constants.errors = 5;
        audit(&mut round).wrong.errors = wrong;
        let found = alarms(&RunConfig::default(), &[sound(0), round], 0);
        let weak = found.into_iter().find(|alarm| alarm.kind == AlarmKind::WeakTests);
        weak.expect("constants are accepted").diagnosis
    };
    assert!(!diagnosis(0).contains("look at the verifier first"));
    assert!(diagnosis(20).contains("look at the verifier first"));
}

#[test]
fn a_starving_run_is_told_why() {
    let starving = |round: &mut Round| {
        *level(round) = LevelStats { problems: 100, samples: 400, rejected: 400, ..LevelStats::default() };
        round.evaluations[0].greedy_accepted = 0;
        audit(round).accepts = Accepts::default();
    };
    let for_reason = |reason: &'static str| {
        move |round: &mut Round| {
            starving(round);
            round.stats.completions.rejected = BTreeMap::from([(reason.to_owned(), 400)]);
        }
    };
    let starvation = AlarmKind::Starvation;
    check(for_reason("wrong-answer"), &[(starvation, Remedy::EasierProblems)]);
    check(for_reason("no-answer"), &[(starvation, Remedy::MoreSamples)]);
    check(for_reason("syntax-error"), &[(starvation, Remedy::MoreSamples)]);
    check(for_reason("limit-fuel"), &[(starvation, Remedy::LongerBudget)]);
    let undecided = |round: &mut Round| {
        starving(round);
        *level(round) = LevelStats { rejected: 150, abstained: 250, ..*level(round) };
        round.stats.completions.rejected = BTreeMap::from([("wrong-answer".to_owned(), 150)]);
    };
    check(undecided, &[(starvation, Remedy::SecondJudge)]);
    let faulty = |round: &mut Round| {
        starving(round);
        *level(round) = LevelStats { rejected: 150, errors: 250, ..*level(round) };
    };
    check(faulty, &[(starvation, Remedy::ByHand)]);
    let strict = |round: &mut Round| {
        starving(round);
        audit(round).canaries.errors = 60;
    };
    check(strict, &[(AlarmKind::VerifierTooStrict, Remedy::SecondJudge), (starvation, Remedy::ByHand)]);
}

#[test]
fn a_run_of_few_problems_a_round_is_found_starving_once_there_are_enough_of_them() {
    let starving = |number: usize| {
        let mut round = sound(number);
        *level(&mut round) = LevelStats { problems: 10, samples: 40, rejected: 40, ..LevelStats::default() };
        round
    };
    let is_found = |rounds: usize| {
        let rounds: Vec<Round> = (1..=rounds).map(starving).collect();
        alarms(&RunConfig::default(), &rounds, 0).iter().any(|alarm| alarm.kind == AlarmKind::Starvation)
    };
    // None of 72 problems is below 5 %.
    assert!(!is_found(2) && !is_found(7) && is_found(8));
}

#[test]
fn a_run_without_canaries_is_not_told_that_they_are_accepted() {
    let mut round = sound(1);
    *level(&mut round) = LevelStats { problems: 100, samples: 400, rejected: 400, ..LevelStats::default() };
    let mut diagnosis = |canaries: u64| {
        audit(&mut round).canaries.of = canaries;
        let rounds = [1, 2].map(|number| Round { number, ..round.clone() });
        let found = alarms(&RunConfig::default(), &rounds, 0);
        let starving = found.into_iter().find(|alarm| alarm.kind == AlarmKind::Starvation);
        starving.expect("nothing is solved").diagnosis
    };
    assert!(diagnosis(60).contains("accepts the canaries"));
    assert!(diagnosis(0).contains("no canary was judged"));
}

#[test]
fn one_completion_for_many_problems_is_a_collapse() {
    let collapse = [(AlarmKind::Collapse, Remedy::HigherTemperature)];
    check(|round| round.stats.completions.most_frequent_problems = 60, &collapse);
    check(|round| round.stats.completions.most_frequent_problems = 28, &[]);
}

#[test]
fn a_policy_that_narrows_down_is_a_collapse() {
    let narrowed = |round: &mut Round| {
        if round.number > 0 {
            round.evaluations[0].pass_at_8 = 0.5;
            round.evaluations[0].greedy_accepted = 60;
        }
    };
    let rounds: Vec<Round> = (0..3)
        .map(|number| {
            let mut round = sound(number);
            narrowed(&mut round);
            round
        })
        .collect();
    let found = alarms(&RunConfig::default(), &rounds, 0);
    assert_eq!(found.iter().map(|alarm| alarm.kind).collect::<Vec<_>>(), [AlarmKind::Collapse]);
    check(
        |round| {
            narrowed(round);
            // It can do less, and there is nothing that it does better.
            round.evaluations[0].greedy_accepted = 55;
        },
        &[],
    );
}

#[test]
fn acceptance_that_held_out_problems_do_not_show_is_goodhart() {
    let goodhart = [(AlarmKind::Goodhart, Remedy::ByHand)];
    check(|round| round.evaluations[0].greedy_accepted = 15, &goodhart);
    check(|round| round.evaluations[0].greedy_accepted = 45, &[]);
    // From 50 to 80 in the loop within two rounds, and as before outside.
    check(|round| level(round).accepted = if round.number == 3 { 320 } else { 200 }, &goodhart);
    check(
        |round| {
            level(round).accepted = if round.number == 3 { 300 } else { 200 };
            round.evaluations[0].greedy_accepted = if round.number == 2 { 75 } else { 55 };
        },
        &[],
    );
}

#[test]
fn a_prompt_on_both_sides_is_a_leak() {
    let leak = |round: &mut Round| round.stats.leaks = vec![("a".into(), "b".into())];
    check(leak, &[(AlarmKind::Leak, Remedy::ByHand)]);
}

#[test]
fn a_round_is_withheld_where_canaries_prove_the_verifier_too_strict() {
    let guard = RunConfig::default().guard;
    let withheld = |errors: u64, of: u64| {
        let mut round = sound(1);
        audit(&mut round).canaries = Tally { errors, of };
        withholds(&guard, &round.stats).is_some()
    };
    assert!(!withheld(0, 64) && !withheld(1, 64) && !withheld(4, 64));
    assert!(withheld(6, 64) && withheld(64, 64));
    assert!(!withheld(0, 0));
    assert_eq!(withholds(&guard, &RoundStats::default()), None);
}

/// The alarms after so many sound rounds and some with a fault, where the verifier is the same since a round.
fn late(
    sound_rounds: usize,
    faulty: usize,
    since: usize,
    fault: impl Fn(&mut Round),
) -> Vec<(AlarmKind, Remedy)> {
    let rounds: Vec<Round> = (0..=sound_rounds + faulty)
        .map(|number| {
            let mut round = sound(number);
            if number > sound_rounds {
                fault(&mut round);
            }
            round
        })
        .collect();
    let found = alarms(&RunConfig::default(), &rounds, since);
    found.into_iter().map(|alarm| (alarm.kind, alarm.remedy)).collect()
}

#[test]
fn a_fault_that_comes_late_is_not_lost_among_the_sound_rounds_before_it() {
    let strict = [(AlarmKind::VerifierTooStrict, Remedy::SecondJudge)];
    let lenient = [(AlarmKind::VerifierTooLenient, Remedy::ByHand)];
    let weak = [(AlarmKind::WeakTests, Remedy::ByHand)];
    assert_eq!(late(100, 5, 0, |round| audit(round).canaries.errors = 6), strict);
    assert_eq!(late(100, 2, 0, |round| audit(round).wrong.errors = 8), lenient);
    assert_eq!(late(100, 4, 0, |round| audit(round).constants.errors = 3), weak);
    assert_eq!(late(100, 4, 0, |_| {}), []);
    // One error in a hundred, long ago or now, is none that is proved.
    assert_eq!(late(100, 1, 0, |round| audit(round).wrong.errors = 1), []);
}

#[test]
fn a_verifier_that_errs_less_than_is_tolerated_seldom_gives_an_alarm() {
    let config = RunConfig::default();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut alarmed = |share: f64, runs: usize| {
        let mut is_alarmed = || {
            let mut rounds = Vec::new();
            (1..=100).any(|number| {
                let mut round = sound(number);
                let Tally { errors, of } = &mut audit(&mut round).wrong;
                *errors = (0..*of).filter(|_| rng.random_bool(share)).count() as u64;
                rounds.push(round);
                super::checks::too_lenient(&config.guard, &rounds).is_some()
            })
        };
        (0..runs).filter(|_| is_alarmed()).count()
    };
    assert_eq!(alarmed(0.0, 1), 0);
    let found = alarmed(0.75 * config.guard.max_false_positives, 40);
    assert!(found <= 4, "{found} of 40");
    assert_eq!(alarmed(5.0 * config.guard.max_false_positives, 10), 10);
}

#[test]
fn a_round_that_is_not_trained_on_gives_an_alarm_however_many_came_before_it() {
    let strict = [(AlarmKind::VerifierTooStrict, Remedy::SecondJudge)];
    assert_eq!(late(200, 1, 0, |round| audit(round).canaries.errors = 6), strict);
    assert_eq!(late(200, 1, 0, |round| audit(round).canaries.errors = 1), []);
}

#[test]
fn what_another_verifier_got_wrong_proves_nothing_against_that_of_today() {
    let rounds: Vec<Round> = (0..4)
        .map(|number| {
            let mut round = sound(number);
            if (1..3).contains(&number) {
                audit(&mut round).canaries.errors = 60;
                audit(&mut round).canary_reasons = BTreeMap::from([("limit-fuel".to_owned(), 60)]);
            }
            round
        })
        .collect();
    let found = |since: usize| -> Vec<(AlarmKind, Remedy)> {
        let found = alarms(&RunConfig::default(), &rounds, since);
        found.into_iter().map(|alarm| (alarm.kind, alarm.remedy)).collect()
    };
    assert_eq!(found(0), [(AlarmKind::VerifierTooStrict, Remedy::LongerBudget)]);
    assert_eq!(found(2), [(AlarmKind::VerifierTooStrict, Remedy::LongerBudget)]);
    assert_eq!(found(3), []);
}
