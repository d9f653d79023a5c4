//! `veriloop run`: a small loop from beginning to end, killed and resumed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::dir::Dir;

/// A run of the math family that takes seconds: it learns little, and passes through every stage.
pub(crate) const TINY: &str = r#"
seed = 5
rounds = 2

[problems]
families = ["math"]
demonstrated_levels = 1
highest_level = 2
demonstrations = 200
per_round = 40

[policy]
hidden_size = 32
intermediate_size = 64
layers = 2
heads = 2
vocab_size = 420

[generation]
samples_per_problem = 4
slots = 16
max_new_tokens = 24

[trainer]
batch_size = 16
cold_start_steps = 60
cold_start_learning_rate = 5e-3
round_steps = 8

[evaluation]
problems_per_level = 8
sampled_problems = 2
"#;

/// The same in one round, on a file of problems in place of the family.
pub(crate) fn tiny_on(file: &str) -> String {
    TINY.replace("families = [\"math\"]", &format!("families = []\nfiles = [\"{file}\"]"))
        .replace("rounds = 2", "rounds = 1")
}

pub(crate) fn ledger(dir: &Dir) -> Connection {
    Connection::open(dir.path().join("run/ledger.sqlite")).expect("the run's ledger")
}

pub(crate) fn count(ledger: &Connection, query: &str) -> i64 {
    ledger.query_row(query, [], |row| row.get(0)).expect("a count")
}

/// What must hold of a run that is over, however it came to its end.
fn check_finished(dir: &Dir, rounds: i64) {
    let ledger = ledger(dir);
    let is = |query: &str, expected: i64| assert_eq!(count(&ledger, query), expected, "{query}");
    is("SELECT COUNT(*) FROM rounds WHERE finished IS NOT NULL", rounds + 1);
    is("SELECT COUNT(*) FROM checkpoints", rounds + 1);
    for round in 1..=rounds {
        is(&format!("SELECT COUNT(*) FROM completions WHERE purpose = 'training' AND round = {round}"), 160);
    }
    is("SELECT COUNT(*) FROM completions WHERE purpose = 'evaluation'", (rounds + 1) * 2 * (8 + 2 * 8));
    // Every completion has its verdict, and nothing was kept without an accept.
    is(
        "SELECT COUNT(*) FROM completions LEFT JOIN verdicts v ON v.completion = completions.id WHERE verdict IS NULL",
        0,
    );
    is("SELECT COUNT(*) FROM verdicts WHERE verdict = 'error'", 0);
    is("SELECT COUNT(*) FROM kept JOIN verdicts USING (completion) WHERE verdict != 'accept'", 0);
    is(
        "SELECT COUNT(*) FROM kept JOIN completions ON completions.id = kept.completion WHERE purpose != 'training'",
        0,
    );
    // Nothing that was demonstrated is sampled, and nothing that is held out is trained on.
    is(
        "SELECT COUNT(*) FROM completions c JOIN problems p ON p.id = c.problem WHERE purpose = 'training' AND level < 2",
        0,
    );
    is(
        "SELECT COUNT(*) FROM completions c JOIN problems p ON p.id = c.problem WHERE purpose = 'training' AND split != 'train'",
        0,
    );
    for round in 0..=rounds {
        let checkpoint = dir.path().join(format!("run/checkpoints/round-{round:03}"));
        for file in ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json"] {
            assert!(checkpoint.join(file).is_file(), "{file} of round {round}");
        }
    }
    assert!(dir.read("run/report.html").starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_run_passes_through_every_stage_and_prints_the_figures() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    let run = dir.veriloop(&["run", "tiny.toml", "--out", "run"]).exits_with(0);
    assert!(run.stdout.starts_with("family"), "{}", run.stdout);
    assert!(run.stdout.contains("report.html"), "{}", run.stdout);
    check_finished(&dir, 2);

    // The folder is not taken a second time, and is left as it is.
    dir.veriloop(&["run", "tiny.toml", "--out", "run"]).refuses(&["run", "--resume"]);
    check_finished(&dir, 2);
}

/// Waits until the ledger answers a query with at least `least`, while the run that writes it lives.
fn wait_for(run: &mut Child, path: &Path, query: &str, least: i64) {
    loop {
        assert!(
            run.try_wait().expect("the state of a child").is_none(),
            "the run ended before it was killed"
        );
        // Looking for a ledger that is not there yet must not make one.
        let found = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|ledger| ledger.query_row(query, [], |row| row.get::<_, i64>(0)));
        if found.is_ok_and(|found| found >= least) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Starts a run of so many rounds that it is killed long before its end, and kills it once a query finds enough.
fn kill_at(dir: &Dir, query: &str, least: i64) {
    dir.file("tiny.toml", TINY);
    let mut child = Command::new(env!("CARGO_BIN_EXE_veriloop"))
        .current_dir(dir.path())
        .args(["run", "tiny.toml", "--out", "run", "--rounds", "100"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    wait_for(&mut child, &dir.path().join("run/ledger.sqlite"), query, least);
    child.kill().expect("the program is killed");
    child.wait().expect("the program is gone");
}

/// Every verdict with its completion, as far as the ledger has them.
fn verdicts(dir: &Dir) -> Vec<(i64, String)> {
    let ledger = ledger(dir);
    let mut query = ledger.prepare("SELECT completion, verdict FROM verdicts ORDER BY completion").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Every completion that a policy wrote, by its place in the run.
fn texts(dir: &Dir) -> Vec<(i64, String, i64, String, String)> {
    let ledger = ledger(dir);
    let mut query = ledger
        .prepare(
            "SELECT round, problem, sample, policy, completion FROM completions WHERE round < 3 ORDER BY 1, 2, 3",
        )
        .unwrap();
    let rows = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Resumes the run in a folder to two rounds, and checks that it is whole and has every verdict that it had.
fn resume_and_check(dir: &Dir, says: &str) {
    let before = verdicts(dir);
    let resumed = dir.veriloop(&["run", "--out", "run", "--resume", "--rounds", "2"]).exits_with(0);
    assert!(
        resumed.stderr.contains("resuming") && resumed.stderr.contains(says),
        "expected `{says}` in:\n{}",
        resumed.stderr
    );
    check_finished(dir, 2);
    let after = verdicts(dir);
    assert!(before.iter().all(|verdict| after.contains(verdict)), "a verdict was lost");
    // What was evaluated is the checkpoint on record.
    let strangers = "SELECT COUNT(*) FROM completions c JOIN checkpoints k ON k.round = c.round \
                     WHERE purpose = 'evaluation' AND c.policy != k.digest";
    assert_eq!(count(&ledger(dir), strangers), 0);
}

#[test]
fn a_run_that_is_killed_before_it_is_trained_begins_again() {
    let dir = Dir::new();
    kill_at(&dir, "SELECT COUNT(*) FROM rounds", 1);
    resume_and_check(&dir, "0 rounds are finished");
}

#[test]
fn a_run_that_is_killed_while_it_evaluates_evaluates_the_same_checkpoint() {
    let dir = Dir::new();
    kill_at(&dir, "SELECT COUNT(*) FROM checkpoints WHERE round = 1", 1);
    // The process may have finished the round before it was killed; the test holds either way.
    let digest = "SELECT digest FROM checkpoints WHERE round = 1";
    let recorded: String = ledger(&dir).query_row(digest, [], |row| row.get(0)).unwrap();
    resume_and_check(&dir, "resuming");
    let now: String = ledger(&dir).query_row(digest, [], |row| row.get(0)).unwrap();
    assert_eq!(now, recorded);
}

#[test]
fn a_run_that_is_killed_while_it_judges_goes_on_as_if_it_had_not_been() {
    let dir = Dir::new();
    kill_at(&dir, "SELECT COUNT(*) FROM completions WHERE purpose = 'training' AND round = 1", 1);
    resume_and_check(&dir, "resuming");

    let whole = Dir::new();
    whole.file("tiny.toml", TINY);
    whole.veriloop(&["run", "tiny.toml", "--out", "run"]).exits_with(0);
    assert_eq!(texts(&dir), texts(&whole), "the same seeds give the same run");

    // A run that is over can be given more rounds, and its configuration says so.
    dir.veriloop(&["run", "--out", "run", "--resume", "--rounds", "3"]).exits_with(0);
    check_finished(&dir, 3);
    assert!(dir.read("run/run.toml").contains("rounds = 3"));
}

/// What the audits of the first two rounds found.
fn audits(dir: &Dir) -> Vec<(i64, i64, String, String)> {
    let ledger = ledger(dir);
    let mut query = ledger
        .prepare("SELECT round, number, candidate, verdict FROM audits WHERE round < 3 ORDER BY 1, 2")
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_run_that_is_killed_after_its_audit_makes_the_same_audit_again() {
    let dir = Dir::new();
    kill_at(&dir, "SELECT COUNT(*) FROM audits", 1);
    resume_and_check(&dir, "resuming");
    let whole = Dir::new();
    whole.file("tiny.toml", TINY);
    whole.veriloop(&["run", "tiny.toml", "--out", "run"]).exits_with(0);
    assert_eq!(texts(&dir), texts(&whole));
    assert_eq!(audits(&dir), audits(&whole));
    assert!(!audits(&dir).is_empty());
}

#[test]
fn verdicts_of_another_verifier_are_not_taken_over() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    dir.veriloop(&["run", "tiny.toml", "--out", "run", "--rounds", "1"]).exits_with(0);
    let (before, texts_before) = (verdicts(&dir), texts(&dir));
    ledger(&dir)
        .execute_batch(
            "DELETE FROM kept WHERE round = 1; DELETE FROM evaluations WHERE round = 1;
             DELETE FROM checkpoints WHERE round = 1; UPDATE rounds SET finished = NULL WHERE round = 1;
             UPDATE verdicts SET verdict = 'accept', reason = NULL, verifier = '0'
             WHERE completion IN (SELECT id FROM completions WHERE round = 1);",
        )
        .unwrap();
    assert_ne!(verdicts(&dir), before, "there was something to reject");
    dir.veriloop(&["run", "--out", "run", "--resume"]).exits_with(0);
    assert_eq!(verdicts(&dir), before);
    assert_eq!(texts(&dir), texts_before);
    assert_eq!(count(&ledger(&dir), "SELECT COUNT(*) FROM verdicts WHERE verifier = '0'"), 0);
}

#[test]
fn a_folder_that_is_not_as_the_run_left_it_is_refused() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    dir.veriloop(&["run", "tiny.toml", "--out", "run", "--rounds", "1"]).exits_with(0);
    let resume = ["run", "--out", "run", "--resume", "--rounds", "2"];

    let config = dir.read("run/run.toml");
    dir.file("run/run.toml", config.replace("seed = 5", "seed = 6"));
    dir.veriloop(&resume).refuses(&["run.toml", "configuration"]);
    dir.file("run/run.toml", &config);

    let model = dir.path().join("run/checkpoints/round-001/model.safetensors");
    let bytes = std::fs::read(&model).unwrap();
    std::fs::copy(dir.path().join("run/checkpoints/round-000/model.safetensors"), &model).unwrap();
    dir.veriloop(&resume).refuses(&["round-001", "SHA-256"]);
    std::fs::write(&model, bytes).unwrap();

    let shape = dir.read("run/checkpoints/round-001/config.json");
    dir.file("run/checkpoints/round-001/config.json", shape.replace("1e-6", "1e-5"));
    assert_ne!(dir.read("run/checkpoints/round-001/config.json"), shape);
    dir.veriloop(&resume).refuses(&["round-001", "SHA-256"]);
    dir.file("run/checkpoints/round-001/config.json", &shape);

    let config = dir.read("run/run.toml");
    let fewer = ["run", "--out", "run", "--resume", "--rounds", "0"];
    dir.veriloop(&fewer).refuses(&["--rounds", "at least 1", "found 0"]);
    assert_eq!(dir.read("run/run.toml"), config);

    let record = dir.path().join("run/ledger.sqlite");
    let bytes = std::fs::read(&record).unwrap();
    std::fs::write(&record, "no ledger at all, but long enough to have a header ".repeat(9)).unwrap();
    dir.veriloop(&resume).refuses(&["ledger.sqlite", "not a database"]);
    std::fs::write(&record, bytes).unwrap();

    let lock = std::fs::File::open(dir.path().join("run/run.lock")).unwrap();
    lock.lock().unwrap();
    dir.veriloop(&resume).refuses(&["run", "another process"]);
    drop(lock);

    dir.veriloop(&resume).exits_with(0);
    check_finished(&dir, 2);
}

#[test]
fn a_run_whose_ledger_keeps_what_was_rejected_is_refused() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    dir.veriloop(&["run", "tiny.toml", "--out", "run", "--rounds", "1"]).exits_with(0);
    let rejected = "INSERT INTO kept SELECT c.id, 1 FROM verdicts v JOIN completions c ON c.id = v.completion \
                    WHERE verdict = 'reject' AND purpose = 'training' LIMIT 1";
    assert_eq!(ledger(&dir).execute(rejected, []).unwrap(), 1);
    dir.veriloop(&["run", "--out", "run", "--resume", "--rounds", "2"]).refuses(&["ledger.sqlite", "kept"]);
}

#[test]
fn a_folder_that_was_only_begun_is_taken_for_a_new_run() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    std::fs::create_dir_all(dir.path().join("run/checkpoints")).unwrap();
    std::fs::write(dir.path().join("run/ledger.sqlite"), "half").unwrap();
    dir.veriloop(&["run", "tiny.toml", "--out", "run", "--rounds", "1"]).exits_with(0);
    check_finished(&dir, 1);
}

#[test]
fn a_run_without_a_folder_of_its_own_choice_takes_the_first_free_number() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    let run = dir.veriloop(&["run", "tiny.toml", "--rounds", "0"]).exits_with(0);
    assert!(run.stdout.contains("runs/001/report.html"), "{}", run.stdout);
    let again = dir.veriloop(&["run", "--out", "runs/001", "--resume", "--json"]).exits_with(0).rows();
    assert_eq!(again[0]["evaluations"].as_array().map(Vec::len), Some(2), "{}", again[0]);
    assert_eq!(again[0]["evaluations"][0]["level"], 1);
    assert!(dir.path().join("runs/001/run.toml").is_file());
    assert!(!dir.path().join("runs/002").exists());
}

#[test]
fn the_judge_that_keeps_everything_keeps_what_was_rejected() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    dir.veriloop(&["run", "tiny.toml", "--out", "run", "--rounds", "1", "--judge", "keep-everything"])
        .exits_with(0);
    let kept = "SELECT COUNT(*) FROM kept JOIN verdicts USING (completion) WHERE verdict = 'reject'";
    assert!(count(&ledger(&dir), kept) > 0);
    assert!(dir.read("run/report.html").contains("keep-everything"));
}
