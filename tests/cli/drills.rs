//! Faults that are injected on purpose, and what the guard says of them.

use crate::dir::Dir;
use crate::run::{TINY, count, ledger};

/// A run of the code family, in which a policy that has hardly learned anything is asked for short programs.
const TINY_CODE: &str = r#"
seed = 5
rounds = 2

[problems]
families = ["code"]
demonstrated_levels = 1
highest_level = 4
demonstrations = 2000
per_round = 40

[policy]
hidden_size = 48
intermediate_size = 128
layers = 2
heads = 2
vocab_size = 420

[generation]
samples_per_problem = 4
temperature = 0.5
slots = 64
max_new_tokens = 100

[trainer]
batch_size = 16
cold_start_steps = 180
cold_start_learning_rate = 1e-2
round_steps = 4

[evaluation]
problems_per_level = 4
sampled_problems = 1

[audit]
canaries = 8
wrong = 40
rejects = 8
accepts = 8
"#;

/// An alarm of a run: the round in which it first came, and its diagnosis.
#[derive(Debug)]
struct First {
    alarm: String,
    round: i64,
    diagnosis: String,
    remedy: String,
}

/// The alarms of the run in a folder, each where it first came.
fn alarms(dir: &Dir) -> Vec<First> {
    let ledger = ledger(dir);
    let mut query = ledger
        .prepare("SELECT alarm, MIN(round), diagnosis, remedy FROM alarms GROUP BY alarm ORDER BY 2, 1")
        .unwrap();
    let rows = query.query_map([], |row| {
        Ok(First { alarm: row.get(0)?, round: row.get(1)?, diagnosis: row.get(2)?, remedy: row.get(3)? })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Runs a configuration with more of it, so many rounds.
fn run(config: &str, more: &str, rounds: usize, exit: i32) -> Dir {
    let dir = Dir::new();
    dir.file("drill.toml", format!("{config}\n{more}\n"));
    dir.veriloop(&["run", "drill.toml", "--out", "run", "--rounds", &rounds.to_string()]).exits_with(exit);
    dir
}

/// The alarm that a drill gives, by this round at the latest, with these words in its diagnosis.
#[track_caller]
fn check(config: &str, drill: &str, alarm: &str, by_round: i64, words: &str) {
    let dir = run(config, &format!("[drill]\n{drill}"), usize::try_from(by_round).unwrap(), 0);
    let found = alarms(&dir);
    let Some(first) = found.iter().find(|first| first.alarm == alarm) else {
        panic!("{drill}: no {alarm}, and {found:?}")
    };
    assert!(first.round <= by_round && first.diagnosis.contains(words), "{drill}: {found:?}");
    let report = dir.read("run/report.html");
    assert!(report.contains("Drill: faults were injected on purpose") && report.contains(alarm), "{drill}");
}

#[test]
fn a_verifier_that_rejects_right_work_is_found_too_strict_in_the_first_round() {
    for share in ["0.2", "0.5"] {
        let drill = format!("reject_right = {share}");
        check(TINY, &drill, "verifier-too-strict", 1, "verifier too strict");
    }
}

#[test]
fn a_verifier_that_accepts_wrong_work_is_found_too_lenient() {
    check(TINY, "accept_wrong = 0.2", "verifier-too-lenient", 1, "verifier too lenient");
    check(TINY, "accept_wrong = 0.05", "verifier-too-lenient", 6, "verifier too lenient");
}

#[test]
fn tests_that_a_constant_passes_are_found_weak() {
    // Whether the policy has learned anything makes no difference.
    let config = TINY_CODE.replace("cold_start_steps = 180", "cold_start_steps = 8");
    check(&config, "constant_tests = true", "weak-tests", 1, "more tests");
}

#[test]
fn a_budget_that_references_exceed_is_seen_and_a_run_that_adapts_lengthens_it() {
    let config = TINY_CODE.replace("cold_start_steps = 180", "cold_start_steps = 8");
    let little = "[verification]\nfuel = 200000\n[guard]\naction = \"adapt\"";
    let dir = run(&config, little, 3, 0);
    let found = alarms(&dir);
    let strict = found.iter().find(|first| first.alarm == "verifier-too-strict").expect("an alarm");
    assert_eq!((strict.round, strict.remedy.as_str()), (1, "longer-budget"), "{found:?}");
    assert!(strict.diagnosis.contains("verification.fuel"), "{found:?}");
    // Once the budget is enough, what was too little before is no cause for alarm any more.
    let ledger = ledger(&dir);
    let rejected = "SELECT COUNT(*) FROM audits WHERE kind = 'canary' AND verdict != 'accept' AND round = 3";
    assert_eq!(count(&ledger, rejected), 0);
    let again = "SELECT COUNT(*) FROM alarms WHERE alarm = 'verifier-too-strict' AND round = 3";
    assert_eq!(count(&ledger, again), 0);
}

#[test]
fn held_out_problems_in_the_loop_are_found_in_the_first_round() {
    check(TINY, "leak_held_out = true", "leak", 1, "held out as well");
}

#[test]
fn a_policy_that_writes_the_same_is_found_collapsed_in_the_first_round() {
    check(TINY, "collapse = true", "collapse", 1, "one completion answers 100.0 %");
}

#[test]
fn problems_that_are_far_too_hard_starve_the_run_and_it_is_told_so() {
    check(TINY_CODE, "too_hard = true", "starvation", 2, "too hard");
}

#[test]
fn a_sound_run_gives_no_alarm_in_ten_rounds() {
    // Longer on demonstrations than the others, since a policy that can do nothing starves, as it should be told.
    let config = TINY
        .replace("cold_start_steps = 60", "cold_start_steps = 250")
        .replace("demonstrations = 200", "demonstrations = 600")
        .replace("max_new_tokens = 24", "max_new_tokens = 40");
    let dir = run(&config, "", 10, 0);
    let found = alarms(&dir);
    assert!(found.is_empty(), "{found:?}");
    let ledger = ledger(&dir);
    assert_eq!(count(&ledger, "SELECT COUNT(DISTINCT round) FROM audits"), 10);
    assert_eq!(
        count(&ledger, "SELECT COUNT(*) FROM audits WHERE kind = 'canary' AND verdict != 'accept'"),
        0
    );
    assert_eq!(count(&ledger, "SELECT COUNT(*) FROM audits WHERE kind = 'wrong' AND verdict = 'accept'"), 0);
    assert!(
        count(&ledger, "SELECT COUNT(*) FROM audits WHERE kind = 'reject' AND independent IS NOT NULL") > 0
    );
}

#[test]
fn a_round_whose_canaries_are_rejected_is_not_trained_on() {
    let dir = run(TINY, "[drill]\nreject_right = 0.5", 2, 0);
    let ledger = ledger(&dir);
    assert_eq!(count(&ledger, "SELECT COUNT(*) FROM kept"), 0);
    assert_eq!(count(&ledger, "SELECT COUNT(DISTINCT digest) FROM checkpoints"), 1);
    assert_eq!(
        count(&ledger, "SELECT COUNT(*) FROM rounds WHERE json_extract(stats, '$.withheld') IS NOT NULL"),
        2
    );
    assert!(dir.read("run/report.html").contains("was not trained on"));
}

#[test]
fn an_alarm_ends_a_run_that_is_to_stop_with_exit_code_1() {
    let more = "[drill]\nleak_held_out = true\n[guard]\naction = \"stop\"";
    let dir = run(TINY, more, 2, 1);
    assert_eq!(count(&ledger(&dir), "SELECT COUNT(*) FROM rounds WHERE finished IS NOT NULL"), 2);
    // Who resumes it has seen the alarm, and it stops again where there is another.
    dir.veriloop(&["run", "--out", "run", "--resume"]).exits_with(1);
    assert_eq!(count(&ledger(&dir), "SELECT COUNT(*) FROM rounds WHERE finished IS NOT NULL"), 3);
}

/// Everything of a run that must be the same however often it was interrupted.
fn record(dir: &Dir) -> Vec<String> {
    let ledger = ledger(dir);
    let queries = [
        "SELECT round || problem || sample || decoding || completion || seed FROM completions ORDER BY round, purpose, problem, sample",
        "SELECT round || kind || problem || what || candidate || verdict || IFNULL(independent, '') FROM audits ORDER BY round, number",
        "SELECT round || alarm || statistic || remedy || evidence FROM alarms ORDER BY round, alarm",
        "SELECT round || digest FROM checkpoints ORDER BY round",
    ];
    let rows = |query: &str| -> Vec<String> {
        let mut query = ledger.prepare(query).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    queries.into_iter().flat_map(rows).collect()
}

#[test]
fn a_run_that_adapts_does_the_same_when_it_is_resumed() {
    let more = "[drill]\ncollapse = true\n[guard]\naction = \"adapt\"";
    let whole = run(TINY, more, 3, 0);
    let resumed = run(TINY, more, 1, 0);
    resumed.veriloop(&["run", "--out", "run", "--resume", "--rounds", "3"]).exits_with(0);
    assert_eq!(record(&resumed), record(&whole));
    let found = alarms(&whole);
    assert!(found.iter().any(|first| first.remedy == "higher-temperature"), "{found:?}");
    for (round, temperature) in [(1, "0.8"), (2, "1"), (3, "1.2")] {
        let query = format!(
            "SELECT COUNT(*) FROM completions WHERE purpose = 'training' AND round = {round} \
             AND decoding = 'temperature {temperature}'"
        );
        assert_eq!(count(&ledger(&whole), &query), 160, "round {round}");
    }
}
