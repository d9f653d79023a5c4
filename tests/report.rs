//! The report of a run, written from a real ledger.

#[path = "report/browser.rs"]
mod browser;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use veriloop::audit::estimate::{Accepts, Stratum};
use veriloop::config::{JudgeKind, RunConfig};
use veriloop::guard::{Alarm, AlarmKind, Remedy};
use veriloop::ledger::{
    AuditKind, AuditRow, CompletionRow, EvaluationRow, Ledger, Opinion, Outcome, Purpose,
};
use veriloop::report::{self, ReportError};
use veriloop::stats::{AuditStats, LevelStats, RoundStats, Tally};
use veriloop_problems::Problem;
use veriloop_problems::families::Family;
use veriloop_verifiers::{AbstainReason, Candidate, Judgement, RejectReason, Seal, Sha256, Verdict};

/// What a completion says to break out of the page.
const HOSTILE: &str = "</code></pre><script>alert(1)</script>&\"'\u{0}";

fn config(judge: JudgeKind) -> RunConfig {
    RunConfig { judge, rounds: 8, seed: 7, ..RunConfig::default() }
}

/// A run's folder with a ledger that has everything of a run but its checkpoints.
struct Run {
    folder: tempfile::TempDir,
    ledger: Ledger,
    held_out: Vec<(Family, u32, Problem)>,
}

impl Run {
    fn create(config: &RunConfig) -> Run {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("run.toml"), config.to_toml()).unwrap();
        let mut ledger = Ledger::create(&folder.path().join("ledger.sqlite")).unwrap();
        ledger.set_fact("parameters", "812160").unwrap();
        let mut held_out = Vec::new();
        for &family in &config.problems.families {
            for level in 1..=config.problems.highest_level {
                for problem in family.held_out(level, 2, 7) {
                    let problem = problem.into_problem();
                    ledger.add_problem(&problem, family.name(), level).unwrap();
                    held_out.push((family, level, problem));
                }
            }
        }
        Run { folder, ledger, held_out }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn record(&mut self, purpose: Purpose, round: usize, problem: &Problem, text: &str, verdict: Verdict) {
        let id = self
            .ledger
            .add_completion(&CompletionRow {
                purpose,
                round,
                problem: problem.id.clone(),
                sample: 0,
                decoding: "greedy".into(),
                seed: 1,
                policy: "p".into(),
                completion: text.into(),
                tokens: 40,
                log_prob: -0.5,
                finish: "stop",
            })
            .unwrap();
        let detail = match verdict {
            Verdict::Accept => "all 24 cases agree",
            _ => "case 3: expected [4, 2], found <class 'list'> [2, 4]",
        };
        let judgement = Judgement {
            verdict,
            detail: detail.into(),
            second_opinion: None,
            checker: None,
            tests: None,
            results: Vec::new(),
            seal: Seal::Sealed,
            fuel: 1,
            peak_fuel: 1,
            wall: Duration::from_millis(1),
        };
        self.ledger.add_verdict(id, &Candidate::Nothing, Sha256::of(b"v"), &Ok(judgement)).unwrap();
    }

    /// A round in which the higher levels are a little better than in the one before.
    fn finish_round(&mut self, config: &RunConfig, round: usize) {
        let frontier = (4 + round as u32 / 3).min(config.problems.highest_level);
        let frontiers: BTreeMap<&str, u32> =
            config.problems.families.iter().map(|family| (family.name(), frontier)).collect();
        self.ledger.begin_round(round, &serde_json::to_string(&frontiers).unwrap()).unwrap();
        let mut stats = RoundStats {
            elapsed_s: 74.0 * (round + 1) as f64,
            rollout_s: if round == 0 { 0.0 } else { 30.5 },
            train_s: 28.25,
            evaluation_s: 12.0,
            sampled_tokens: 250_000 * round,
            trained_tokens: 480_000,
            loss: 0.21 / (round + 1) as f64,
            ..RoundStats::default()
        };
        if round > 0 {
            self.audit(round, &mut stats);
        }
        let alarms = if round == 3 { vec![alarm()] } else { Vec::new() };
        let mut evaluations = Vec::new();
        for (index, &family) in config.problems.families.iter().enumerate() {
            for level in 1..=config.problems.highest_level {
                evaluations.push(evaluation(family, level, round, index));
            }
            if round > 0 {
                self.sample(family, frontier, round, &mut stats);
            }
        }
        for (family, level, problem) in self.held_out.clone() {
            let solved = level <= 3 || evaluation(family, level, round, 0).greedy_accepted >= 32;
            let reference = problem.references[0].clone();
            let (text, verdict) = if solved {
                (reference, Verdict::Accept)
            } else {
                let mut lines: Vec<&str> = reference.lines().collect();
                lines.remove(lines.len() / 2);
                (lines.join("\n"), Verdict::Reject(RejectReason::WrongAnswer))
            };
            let text = if level == 5 && round == 0 { format!("{text}\n{HOSTILE}") } else { text };
            self.record(Purpose::Evaluation, round, &problem, &text, verdict);
        }
        let digest = Sha256::of(format!("checkpoint {round}").as_bytes()).to_string();
        let checkpoint = PathBuf::from(format!("checkpoints/{round}"));
        let stats = serde_json::to_string(&stats).unwrap();
        self.ledger.add_checkpoint(round, &stats, &checkpoint, &digest).unwrap();
        self.ledger.finish_round(round, &stats, &evaluations, &alarms).unwrap();
    }

    /// An audit that finds the verifier wrong about one canary.
    fn audit(&mut self, round: usize, stats: &mut RoundStats) {
        let rejects = Stratum { rejects: 900, audited: 30, overturned: 1 };
        stats.audit_s = 1.5;
        stats.audit = Some(AuditStats {
            canaries: Tally { errors: 1, of: 64 },
            canary_reasons: BTreeMap::from([("wrong-answer".into(), 1)]),
            wrong: Tally { errors: 0, of: 30 },
            constants: Tally { errors: 0, of: 18 },
            rejects: BTreeMap::from([("wrong-answer".into(), rejects)]),
            accepts: Accepts { accepts: 600, audited: 24, overturned: 0 },
            undecided: 2,
            faults: 3,
        });
        let row = AuditRow {
            kind: AuditKind::Canary,
            problem: self.held_out[0].2.id.clone(),
            completion: None,
            what: "variables-renamed".into(),
            digest: Sha256::of(b"canary").to_string(),
            text: HOSTILE.into(),
            expected: Some(Opinion::Accept),
            outcome: Outcome::Verdict(Verdict::Reject(RejectReason::RuntimeError)),
            independent: None,
            detail: "case 1 raised NameError".into(),
        };
        let wrong = |what: &str, verdict: Verdict| AuditRow {
            kind: AuditKind::Wrong,
            what: what.into(),
            expected: Some(Opinion::Reject),
            outcome: Outcome::Verdict(verdict),
            ..row.clone()
        };
        let rejected = Verdict::Reject(RejectReason::WrongAnswer);
        let rows = [
            wrong("AOR in line 2", rejected),
            wrong("AOR in line 3", Verdict::Accept),
            wrong("hack none", rejected),
        ];
        self.ledger.set_audit(round, &[&[row], &rows[..]].concat()).unwrap();
    }

    fn sample(&mut self, family: Family, frontier: u32, round: usize, stats: &mut RoundStats) {
        for (level, problems) in [(frontier, 538), (frontier + 1, 230)] {
            let samples = problems * 4;
            let accepted = samples * (round + 2) / (if level == frontier { 14 } else { 60 });
            let kept = accepted / 2;
            let level_stats = LevelStats {
                problems,
                samples,
                accepted,
                rejected: samples - accepted - 3,
                abstained: 2,
                errors: 1,
                solved: accepted / 2,
                kept,
                kept_accepted: kept,
                kept_as_reference: kept * 2 / 5,
            };
            stats.levels.insert(format!("{}/{level}", family.name()), level_stats);
        }
        let verdicts = [
            Verdict::Accept,
            Verdict::Reject(RejectReason::WrongAnswer),
            Verdict::Reject(RejectReason::SyntaxError),
            Verdict::Abstain(AbstainReason::UnreadableAnswer),
        ];
        for (problem, &verdict) in
            family.training(frontier, verdicts.len(), round as u64).iter().zip(&verdicts)
        {
            self.ledger.add_problem(problem.problem(), family.name(), frontier).unwrap();
            self.record(Purpose::Training, round, problem.problem(), "x", verdict);
        }
    }

    fn report(mut self) -> (String, tempfile::TempDir) {
        self.ledger.commit().unwrap();
        let path = report::write(self.path()).unwrap();
        assert_eq!(path, self.path().join("report.html"));
        let html = String::from_utf8(fs::read(path).unwrap()).expect("the page is UTF-8");
        check_page(&html);
        (html, self.folder)
    }
}

/// A made-up climb, the same in every test: the first family rises faster than the second.
fn alarm() -> Alarm {
    Alarm {
        kind: AlarmKind::VerifierTooStrict,
        statistic: 0.05,
        threshold: 0.02,
        low: 0.03,
        high: 0.09,
        diagnosis: "verifier too strict: it rejects what is right".into(),
        remedy: Remedy::ByHand,
        evidence: vec!["3 of 60 canaries rejected".into(), HOSTILE.into()],
    }
}

fn evaluation(family: Family, level: u32, round: usize, index: usize) -> EvaluationRow {
    let accepted = match level {
        1..=3 => 64 - (level as usize - 1),
        _ => {
            let at = round as f64 - 2.2 * f64::from(level - 4) - index as f64;
            (62.0 / (1.0 + (-1.1 * (at - 1.5)).exp())).round() as usize
        }
    };
    EvaluationRow {
        round,
        family: family.name().into(),
        level,
        problems: 64,
        greedy_accepted: accepted,
        sampled_problems: 24,
        pass_at_8: ((accepted as f64 / 64.0).sqrt() * 24.0).round() / 24.0,
        errors: 0,
    }
}

/// What holds of every report: nothing is fetched, nothing is executed, and every element is closed.
fn check_page(html: &str) {
    assert!(html.starts_with("<!DOCTYPE html>"));
    for foreign in
        ["http://", "https://", "<script", "<link", "<img", "<iframe", "@import", "url(", "javascript:"]
    {
        assert!(!html.contains(foreign), "found {foreign}");
    }
    assert!(!html.contains(|c: char| c.is_control() && c != '\n'), "found a control character");
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html.split_once("<!DOCTYPE html>").unwrap().1;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}> closes what is open");
            continue;
        }
        let name = tag.split([' ', '\n']).next().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "<{tag}>");
        if name == "style" {
            rest = rest.split_once("</style>").expect("a style sheet ends").1;
        } else if name != "meta" && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0], "left open");
}

fn check_contains(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "expected {text:?} in the page");
    }
}

/// The text of the page without its tags, white space folded.
fn text_of(html: &str) -> String {
    let tags_removed = html.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    tags_removed.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_finished_run_is_reported_with_its_figures() {
    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    for round in 0..=8 {
        run.finish_round(&config, round);
    }
    let (html, _folder) = run.report();
    // For a person to look at after the design has changed.
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html"), &html).unwrap();
    let text = text_of(&html);
    check_contains(
        &text,
        &[
            "code and math, 8 rounds, seed 7",
            "812,160 parameters",
            "11 min 6 s",
            "code level 5: held-out pass@1 0.02 \u{2192} 0.95 never demonstrated",
            "math level 5: held-out pass@1 0.00 \u{2192} 0.94 never demonstrated",
            "unreadable-answer",
            "expected [4, 2], found &lt;class 'list'&gt; [2, 4]",
            "demonstrated_levels = 3",
        ],
    );
    // Clopper and Pearson of 61 in 64.
    check_contains(&html, &["0.87\u{2013}0.99", &Sha256::of(b"checkpoint 8").to_string(), "checkpoints/8"]);
    assert_eq!(
        html.matches("<svg class=\"plot\"").count(),
        14,
        "six plots for each of two families, and two of the audits"
    );
    assert!(!text.contains("Control experiment"));
}

#[test]
fn audits_and_alarms_are_reported_with_their_evidence() {
    let mut config = config(JudgeKind::Verifier);
    config.drill.reject_right = 0.2;
    let mut run = Run::create(&config);
    for round in 0..=4 {
        run.finish_round(&config, round);
    }
    let (html, _folder) = run.report();
    let text = text_of(&html);
    check_contains(
        &text,
        &[
            "Drill: faults were injected on purpose. reject_right = 0.2",
            "1 alarm in the run: verifier-too-strict",
            "verifier too strict: it rejects what is right",
            "3 of 60 canaries rejected",
            "Verifier health",
            "1 of 64",
            "case 1 raised NameError",
            "What the verifier can see",
            "AOR 4 of 8 , hack 4 of 4 .",
            // Four rounds together, whose rejects are of one reason: 4 of 120 audited ones are right.
            "all 4 of 256",
            "0.03 0.01\u{2013}0.08",
        ],
    );
    check_contains(&html, &["id=\"alarms\"", "id=\"health\"", "right work that was rejected, by round"]);
}

#[test]
fn what_the_model_wrote_is_text_and_never_markup() {
    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    for round in 0..=8 {
        run.finish_round(&config, round);
    }
    let (html, _folder) = run.report();
    check_contains(
        &html,
        &["&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;'\u{2400}"],
    );
}

#[test]
fn a_run_that_keeps_everything_says_so_at_the_top() {
    let config = config(JudgeKind::KeepEverything);
    let mut run = Run::create(&config);
    run.finish_round(&config, 0);
    let (html, _folder) = run.report();
    let (top, _) = html.split_once("<h2").unwrap();
    check_contains(
        &text_of(top),
        &["Control experiment: everything was kept.", "whether they were right or wrong"],
    );
}

#[test]
fn a_run_that_has_just_begun_has_a_page() {
    let config = config(JudgeKind::Verifier);
    let run = Run::create(&config);
    let (html, _folder) = run.report();
    check_contains(&text_of(&html), &["No round is over yet", "Nothing is recorded of this family yet."]);
}

#[test]
fn a_round_under_way_is_named_and_not_counted() {
    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    run.finish_round(&config, 0);
    run.finish_round(&config, 1);
    run.ledger.begin_round(2, r#"{"code":4,"math":4}"#).unwrap();
    let (html, _folder) = run.report();
    check_contains(&text_of(&html), &["Round 2 was begun and is not over.", "1 round, seed 7"]);
}

#[test]
fn a_round_without_evaluation_has_a_page() {
    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    run.ledger.begin_round(0, "{}").unwrap();
    let stats = serde_json::to_string(&RoundStats::default()).unwrap();
    run.ledger.add_checkpoint(0, &stats, Path::new("checkpoints/0"), "d").unwrap();
    run.ledger.finish_round(0, &stats, &[], &[]).unwrap();
    let (html, _folder) = run.report();
    check_contains(&text_of(&html), &["0 rounds, seed 7", "Time"]);
}

#[test]
fn writing_a_report_twice_replaces_it_and_leaves_nothing_behind() {
    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    run.finish_round(&config, 0);
    let (first, folder) = run.report();
    report::write(folder.path()).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("report.html")).unwrap(), first);
    let left = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".report-");
    assert_eq!(fs::read_dir(folder.path()).unwrap().filter(|entry| left(entry.as_ref().unwrap())).count(), 0);
}

#[test]
fn a_folder_without_a_run_and_a_damaged_round_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = report::write(folder.path()).unwrap_err();
    assert!(matches!(error, ReportError::Config(_)) && error.to_string().contains("run.toml"), "{error}");

    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    run.ledger.begin_round(3, "no frontiers").unwrap();
    let error = report::write(run.path()).unwrap_err().to_string();
    assert!(error.contains("ledger.sqlite: rounds, round 3: frontiers: expected"), "{error}");
}
