//! `veriloop run`: a small loop from beginning to end, killed and resumed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::dir::Dir;

/// A run of the math family that takes seconds: it learns little, and passes through every stage.
const TINY: &str = r#"
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

fn ledger(dir: &Dir) -> Connection {
    Connection::open(dir.path().join("run/ledger.sqlite")).expect("the run's ledger")
}

fn count(ledger: &Connection, query: &str) -> i64 {
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

#[test]
fn a_run_that_is_killed_goes_on_and_loses_no_verdict() {
    let dir = Dir::new();
    dir.file("tiny.toml", TINY);
    // So many rounds that it is killed long before its end.
    let mut child = Command::new(env!("CARGO_BIN_EXE_veriloop"))
        .current_dir(dir.path())
        .args(["run", "tiny.toml", "--out", "run", "--rounds", "100"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    // Killed somewhere after its first round has begun.
    wait_for(
        &mut child,
        &dir.path().join("run/ledger.sqlite"),
        "SELECT COUNT(*) FROM rounds WHERE round = 1",
        1,
    );
    child.kill().expect("the program is killed");
    child.wait().expect("the program is gone");
    let before: Vec<(i64, String)> = {
        let ledger = ledger(&dir);
        let mut query =
            ledger.prepare("SELECT completion, verdict FROM verdicts ORDER BY completion").unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };

    let resumed = dir.veriloop(&["run", "--out", "run", "--resume", "--rounds", "3"]).exits_with(0);
    assert!(resumed.stderr.contains("resuming after round"), "{}", resumed.stderr);
    check_finished(&dir, 3);
    let ledger = ledger(&dir);
    for (completion, verdict) in before {
        let query = format!(
            "SELECT COUNT(*) FROM verdicts WHERE completion = {completion} AND verdict = '{verdict}'"
        );
        assert_eq!(count(&ledger, &query), 1, "the verdict on completion {completion}");
    }

    // A run that is over can be given more rounds.
    dir.veriloop(&["run", "--out", "run", "--resume", "--rounds", "4"]).exits_with(0);
    check_finished(&dir, 4);
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
