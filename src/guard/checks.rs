//! One function for each alarm but that of leaks.

use std::collections::BTreeMap;

use super::{Alarm, AlarmKind, Remedy, Round, withholds};
use crate::audit::estimate::{Stratum, false_negatives};
use crate::config::{GuardConfig, RunConfig};
use crate::interval::Share;
use crate::stats::{AuditStats, Tally};

/// Rounds that starvation is counted over at least.
const STARVING_ROUNDS: usize = 2;

/// Rounds that are also looked at by themselves: a fault that comes late would be lost among the sound rounds before it.
const LATEST_ROUNDS: usize = 10;

/// The share of samples beyond one end of the interval of the latest rounds. It is smaller than that of all rounds, of
/// which every round adds little: the latest ones are others with every round, so that there are more chances to err.
const LATEST_TAIL: f64 = 0.005;

/// Characters of a completion that are shown.
const SHOWN: usize = 120;

fn audits(rounds: &[Round]) -> impl Iterator<Item = &AuditStats> {
    rounds.iter().filter_map(|round| round.stats.audit.as_ref())
}

/// The audits of some rounds together.
fn audited(rounds: &[Round]) -> AuditStats {
    audits(rounds).fold(AuditStats::default(), |mut all, audit| {
        all.add(audit);
        all
    })
}

/// The errors of all rounds, where they are proved to be more than what is tolerated; else those of the latest ones,
/// where theirs are.
fn beyond(rounds: &[Round], tally: fn(&AuditStats) -> Tally, tolerated: f64) -> Option<Share> {
    let is_beyond = |share: Share| share.low > tolerated;
    let all = tally(&audited(rounds)).share();
    let latest = tally(&audited(&rounds[rounds.len().saturating_sub(LATEST_ROUNDS)..]));
    let of_latest =
        || is_beyond(Share::with_tail(latest.errors, latest.of, LATEST_TAIL)).then(|| latest.share());
    is_beyond(all).then_some(all).or_else(of_latest)
}

/// What was found, as evidence; and where that is not all there is, what all is.
fn counted(found: Share, all: Tally, what: &str) -> Vec<String> {
    let of = |count: u64, of: u64| format!("{count} of {of} {what}");
    match found.of == all.of {
        true => vec![of(found.count, found.of)],
        false => vec![
            format!("lately {}", of(found.count, found.of)),
            format!("in all rounds {}", of(all.errors, all.of)),
        ],
    }
}

fn alarm_of(kind: AlarmKind, share: Share, threshold: f64, diagnosis: String, remedy: Remedy) -> Alarm {
    Alarm {
        kind,
        statistic: share.rate.unwrap_or(0.0),
        threshold,
        low: share.low,
        high: share.high,
        diagnosis,
        remedy,
        evidence: Vec::new(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Canaries, or audited rejects, show that right work is rejected.
pub(super) fn too_strict(guard: &GuardConfig, rounds: &[Round]) -> Option<Alarm> {
    let tolerated = guard.max_false_negatives;
    let AuditStats { canaries, canary_reasons, rejects: strata, .. } = audited(rounds);
    let mut evidence: Vec<String> =
        canary_reasons.iter().map(|(reason, count)| format!("canaries: {count} for {reason}")).collect();
    evidence.extend(strata.iter().filter(|(_, stratum)| stratum.audited > 0).map(|(reason, stratum)| {
        format!("rejects for {reason}: {} of {} audited are right", stratum.overturned, stratum.audited)
    }));
    // A round that is not trained on is not passed over in silence, however many sound ones came before it.
    let of_last = || {
        let last = rounds.last().filter(|last| withholds(guard, &last.stats).is_some())?;
        Some(last.stats.audit.as_ref()?.canaries.share())
    };
    if let Some(share) = beyond(rounds, |audit| audit.canaries, tolerated).or_else(of_last) {
        let reason =
            canary_reasons.iter().max_by_key(|(_, count)| **count).map(|(reason, _)| reason.as_str());
        let (remedy, advice) = against(reason);
        let diagnosis = format!(
            "verifier too strict: it rejects {} of work that is known to be right; {advice}, before the policy unlearns \
             what it can do",
            percent(share.rate.unwrap_or(0.0))
        );
        evidence.splice(0..0, counted(share, canaries, "canaries rejected"));
        let kind = AlarmKind::VerifierTooStrict;
        return Some(Alarm { evidence, ..alarm_of(kind, share, tolerated, diagnosis, remedy) });
    }
    let worst = strata.iter().filter(|(_, stratum)| stratum.overturned > 0).max_by(|(_, a), (_, b)| {
        let right = |s: &Stratum| s.rejects as f64 * s.overturned as f64 / s.audited.max(1) as f64;
        right(a).total_cmp(&right(b))
    });
    let reason = worst.map(|(reason, _)| reason.as_str());
    let (remedy, advice) = against(reason);
    evidence.insert(0, format!("{} of {} canaries rejected", canaries.errors, canaries.of));
    // A guess is right at times. Where next to nothing is accepted, a few such rejects would be most of the right
    // work, so they also have to be more than a few of all rejects.
    let rate = false_negatives(audits(rounds).map(AuditStats::audited));
    let (overturned, audited) =
        strata.values().fold((0, 0), |(k, n), stratum| (k + stratum.overturned, n + stratum.audited));
    let is_chance = Share::counted(overturned, audited).low <= tolerated;
    let estimate = rate.estimate.filter(|_| rate.low > tolerated && !is_chance)?;
    Some(Alarm {
        kind: AlarmKind::VerifierTooStrict,
        statistic: estimate,
        threshold: tolerated,
        low: rate.low,
        high: rate.high,
        diagnosis: format!(
            "verifier too strict: of the policy's right work it rejects {}, most of it for {}; {advice}",
            percent(estimate),
            reason.unwrap_or("no reason")
        ),
        remedy,
        evidence,
    })
}

/// What helps where right work is turned away for this reason: what a run does that is to adapt, and what people do.
fn against(reason: Option<&str>) -> (Remedy, &'static str) {
    match reason {
        Some("limit-fuel") => (Remedy::LongerBudget, "give candidates a longer budget (verification.fuel)"),
        Some("no-answer") => {
            (Remedy::ByHand, "look at the rejects without an answer: what was written is not extracted")
        }
        _ => (
            Remedy::SecondJudge,
            "look at the rejected canaries and at the overturned rejects, and mend the verifier or the problems' tests",
        ),
    }
}

/// What is known to be wrong is accepted.
pub(super) fn too_lenient(guard: &GuardConfig, rounds: &[Round]) -> Option<Alarm> {
    let share = beyond(rounds, |audit| audit.wrong, guard.max_false_positives)?;
    let diagnosis = format!(
        "verifier too lenient: it accepts {} of mutants and hostile programs that are known to be wrong, and the policy is \
         trained on such work; look at the accepted ones, and add tests that tell them from right work",
        percent(share.rate.unwrap_or(0.0))
    );
    let evidence = counted(share, audited(rounds).wrong, "known-wrong candidates accepted");
    let (kind, tolerated) = (AlarmKind::VerifierTooLenient, guard.max_false_positives);
    Some(Alarm { evidence, ..alarm_of(kind, share, tolerated, diagnosis, Remedy::ByHand) })
}

/// Constants are accepted.
pub(super) fn weak_tests(guard: &GuardConfig, rounds: &[Round]) -> Option<Alarm> {
    let share = beyond(rounds, |audit| audit.constants, guard.max_constants)?;
    // A verifier that accepts much of anything accepts constants too.
    let other = match beyond(rounds, |audit| audit.wrong, guard.max_false_positives) {
        Some(_) => "; mutants and hostile programs are accepted as well, so look at the verifier first",
        None => "",
    };
    let diagnosis = format!(
        "weak tests: {} of the constants that were tried are accepted, whatever they are asked; give each problem more \
         tests, with results that differ, or ask for what fewer answers are right for{other}",
        percent(share.rate.unwrap_or(0.0))
    );
    let evidence = counted(share, audited(rounds).constants, "constants accepted");
    let (kind, tolerated) = (AlarmKind::WeakTests, guard.max_constants);
    Some(Alarm { evidence, ..alarm_of(kind, share, tolerated, diagnosis, Remedy::ByHand) })
}

/// Next to no problem has an accepted sample.
///
/// The canaries are those of the rounds that the verifier of today has judged.
pub(super) fn starvation(guard: &GuardConfig, rounds: &[Round], of_today: &[Round]) -> Option<Alarm> {
    let trained: Vec<&Round> = rounds.iter().filter(|round| round.number > 0).collect();
    let problems_of = |rounds: &[&Round]| -> u64 {
        rounds.iter().flat_map(|round| round.stats.levels.values()).map(|level| level.problems as u64).sum()
    };
    // As many as it takes for none that is solved to prove anything: of a few problems it does not.
    let is_enough = |count: usize| {
        Share::counted(0, problems_of(&trained[trained.len() - count..])).high < guard.min_solved
    };
    let count = (STARVING_ROUNDS..=trained.len()).find(|&count| is_enough(count))?;
    let starving = &trained[trained.len() - count..];
    let sum = |of: fn(&crate::stats::LevelStats) -> usize| -> u64 {
        starving.iter().flat_map(|round| round.stats.levels.values()).map(|level| of(level) as u64).sum()
    };
    let (problems, solved, kept) = (sum(|l| l.problems), sum(|l| l.solved), sum(|l| l.kept));
    let share = Share::counted(solved, problems);
    if share.high >= guard.min_solved {
        return None;
    }
    let tokens: usize = starving.iter().map(|round| round.stats.sampled_tokens).sum();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (reason, count) in starving.iter().flat_map(|round| &round.stats.completions.rejected) {
        *reasons.entry(reason).or_default() += count;
    }
    let rejected: usize = reasons.values().sum();
    let (abstained, faulty) = (sum(|level| level.abstained) as usize, sum(|level| level.errors) as usize);
    let of = |names: &[&str]| names.iter().filter_map(|name| reasons.get(name)).sum::<usize>();
    let is_most = |count: usize| 2 * count > rejected + abstained + faulty;
    let (what, remedy) = if too_strict(guard, of_today).is_some() {
        ("verifier too strict: it rejects canaries as well, so mend the verifier first", Remedy::ByHand)
    } else if is_most(faulty) {
        (
            "faults: most completions have no verdict at all, so mend the machinery first; what failed is in the ledger",
            Remedy::ByHand,
        )
    } else if is_most(abstained) {
        (
            "undecided: most completions are neither accepted nor rejected, so ask a second judge (second_judge), or give \
             the problems references that the verifier can read",
            Remedy::SecondJudge,
        )
    } else if is_most(of(&["no-answer", "syntax-error"])) {
        (
            "format: most completions hold no answer or do not parse, so look at some, show the form in the prompt or \
             demonstrate it, or let completions be longer (generation.max_new_tokens)",
            Remedy::MoreSamples,
        )
    } else if is_most(of(&["limit-fuel", "limit-memory", "limit-output", "limit-stack"])) {
        ("budget: most programs reach a limit, so raise it (verification.fuel)", Remedy::LongerBudget)
    } else if audited(of_today).canaries.of == 0 {
        (
            "too hard, or a verifier too strict: no canary was judged that would tell (audit.canaries), so see first that \
             the references are accepted, and then begin with easier problems",
            Remedy::EasierProblems,
        )
    } else {
        (
            "too hard: the verifier accepts the canaries and most completions are well formed and wrong, so begin with \
             easier problems, demonstrate more levels, or take more samples",
            Remedy::EasierProblems,
        )
    };
    let tokens = match kept {
        0 => format!("{tokens} tokens were sampled, and no trace was kept"),
        kept => format!("{} tokens were sampled for each trace that was kept", tokens / kept as usize),
    };
    let mut evidence = vec![
        format!("{solved} of {problems} problems of the last {count} rounds have an accepted sample"),
        tokens,
    ];
    evidence.extend(reasons.iter().map(|(reason, count)| format!("{count} rejects for {reason}")));
    let others = [(abstained, "abstentions"), (faulty, "without a verdict")];
    evidence
        .extend(others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    let diagnosis =
        format!("starvation: {} of the problems are solved; {what}", percent(share.rate.unwrap_or(0.0)));
    Some(Alarm { evidence, ..alarm_of(AlarmKind::Starvation, share, guard.min_solved, diagnosis, remedy) })
}

/// One completion answers many problems, or what the policy can do at all shrinks.
pub(super) fn collapse(guard: &GuardConfig, last: &Round, before: &[Round]) -> Option<Alarm> {
    let problems: usize = last.stats.levels.values().map(|level| level.problems).sum();
    let samples: usize = last.stats.levels.values().map(|level| level.samples).sum();
    let completions = &last.stats.completions;
    let share = Share::counted(completions.most_frequent_problems as u64, problems as u64);
    let shown: String = completions.most_frequent.chars().take(SHOWN).collect();
    if problems > 0 && share.low > guard.max_same_completion {
        let diagnosis = format!(
            "collapse: one completion answers {} of the problems; sample at a higher temperature, and begin again from \
             a checkpoint before the collapse",
            percent(share.rate.unwrap_or(0.0))
        );
        let kind = AlarmKind::Collapse;
        let alarm = alarm_of(kind, share, guard.max_same_completion, diagnosis, Remedy::HigherTemperature);
        let evidence = vec![
            format!("{} distinct completions of {samples}", completions.distinct),
            match shown.trim() {
                "" => "the most frequent one is empty".to_owned(),
                _ => format!("the most frequent one: {shown}"),
            },
        ];
        return Some(Alarm { evidence, ..alarm });
    }
    narrowed(last, before)
}

/// Over all levels, pass@8 is below that of round 0 while pass@1 is above it.
fn narrowed(last: &Round, before: &[Round]) -> Option<Alarm> {
    let base = before.iter().find(|round| round.number == 0)?;
    let pass_at_1 = |round: &Round| {
        let sum = |of: fn(&crate::ledger::EvaluationRow) -> usize| -> u64 {
            round.evaluations.iter().map(|row| of(row) as u64).sum()
        };
        Share::counted(sum(|row| row.greedy_accepted), sum(|row| row.problems))
    };
    let pass_at_8 = |round: &Round| {
        let of: usize = round.evaluations.iter().map(|row| row.sampled_problems).sum();
        let solved: f64 =
            round.evaluations.iter().map(|row| row.pass_at_8 * row.sampled_problems as f64).sum();
        Share::counted((solved.round() as u64).min(of as u64), of as u64)
    };
    let (first, now) = (pass_at_8(base), pass_at_8(last));
    if now.of == 0 || now.high >= first.low || pass_at_1(last).rate <= pass_at_1(base).rate {
        return None;
    }
    let threshold = first.low;
    let diagnosis = format!(
        "collapse: held-out pass@8 has fallen from {} to {} while pass@1 has risen, so the policy narrows down to what it \
         knows; sample at a higher temperature, or keep more distinct traces of a problem",
        percent(first.rate.unwrap_or(0.0)),
        percent(now.rate.unwrap_or(0.0))
    );
    Some(alarm_of(AlarmKind::Collapse, now, threshold, diagnosis, Remedy::HigherTemperature))
}

/// Acceptance of problems of a level in the loop. Samples of one problem say much the same, so problems are what is counted.
fn in_loop(round: &Round, level: &str) -> Option<Share> {
    let level = round.stats.levels.get(level)?;
    let judged = level.samples.checked_sub(level.errors).filter(|judged| *judged > 0)?;
    let accepted = level.accepted as f64 / judged as f64 * level.problems as f64;
    Some(Share::counted((accepted.round() as u64).min(level.problems as u64), level.problems as u64))
}

fn held_out(round: &Round, level: &str) -> Option<Share> {
    let row = round.evaluations.iter().find(|row| format!("{}/{}", row.family, row.level) == level)?;
    (row.problems > 0).then(|| Share::counted(row.greedy_accepted as u64, row.problems as u64))
}

/// Acceptance in the loop is above that of held-out problems, or rises where that does not.
pub(super) fn goodhart(config: &RunConfig, last: &Round, before: &[Round]) -> Option<Alarm> {
    let margin = config.guard.goodhart_margin;
    let advice = "the verifier of the loop is being gamed, or sees less than that of held-out problems: look at accepted \
                  samples that fail hidden tests, and add tests that tell them from right work";
    let alarm = |share: Share, threshold: f64, what: String, evidence: Vec<String>| Alarm {
        evidence,
        ..alarm_of(
            AlarmKind::Goodhart,
            share,
            threshold,
            format!("goodhart: {what}; {advice}"),
            Remedy::ByHand,
        )
    };
    let shown = |share: Share| {
        format!("{} of {} ({} to {})", share.count, share.of, percent(share.low), percent(share.high))
    };
    // The loop's samples of a round are those of the checkpoint before it.
    let sampler = before.last()?;
    let mut worst: Option<Alarm> = None;
    for level in last.stats.levels.keys() {
        let (Some(inside), Some(outside)) = (in_loop(last, level), held_out(sampler, level)) else {
            continue;
        };
        if inside.low > outside.high + margin {
            let what =
                format!("problems of {level} are accepted more often in the loop than held-out ones are");
            let evidence =
                vec![format!("in the loop {}", shown(inside)), format!("held out {}", shown(outside))];
            let found = alarm(inside, outside.high + margin, what, evidence);
            if worst.as_ref().is_none_or(|worst| found.low - found.threshold > worst.low - worst.threshold) {
                worst = Some(found);
            }
        }
    }
    if worst.is_some() {
        return worst;
    }
    let earlier = before.iter().rev().nth(1).filter(|round| round.number > 0)?;
    let (at_earlier, at_last) = (before.iter().rev().nth(2)?, sampler);
    last.stats.levels.keys().find_map(|level| {
        let (then, now) = (in_loop(earlier, level)?, in_loop(last, level)?);
        let (held_then, held_now) = (held_out(at_earlier, level)?, held_out(at_last, level)?);
        let rise = now.rate? - then.rate?;
        let expected = held_then.rate? + rise / 2.0;
        let has_risen = now.low > then.high;
        let has_not = held_now.rate? <= held_then.rate? && held_now.high < expected;
        (has_risen && has_not).then(|| {
            let what = format!(
                "problems of {level} are accepted ever more often in the loop, and held-out ones are not"
            );
            let evidence = vec![
                format!("in the loop {}, two rounds before {}", shown(now), shown(then)),
                format!("held out {}, two rounds before {}", shown(held_now), shown(held_then)),
            ];
            alarm(now, then.high, what, evidence)
        })
    })
}
