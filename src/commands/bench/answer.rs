//! `veriloop bench answer`: the answer checker beside Math-Verify, speed and verdicts in one table.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use veriloop_problems::candidates::Label;
use veriloop_problems::{ReadError, jsonl};
use veriloop_verifiers::extract::extract_from_pair;
use veriloop_verifiers::{Rules, Verdict, answers};

use super::script::Script;
use super::{PASSES, print, quantile, stay_on_one_core};
use crate::cli::BenchAnswerArgs;
use crate::console::Progress;
use crate::exit::{CommandError, ExitCode};

/// The script that times Math-Verify.
const MATH_VERIFY: &str = include_str!("math_verify.py");

/// How long our own passes go on, at the least: one of them takes milliseconds.
const AT_LEAST: Duration = Duration::from_secs(2);

/// A pair of a file, with its label where it has one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "Pair")]
struct Pair {
    gold: String,
    answer: String,
    #[serde(default)]
    correct: Option<Label>,
    #[serde(default, rename = "id")]
    _id: Value,
    #[serde(default, rename = "question")]
    _question: Value,
}

/// What the answers of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Input {
    /// Final answers. Math-Verify gets them between dollar signs where they have no delimiters.
    Pairs,
    /// Whole solutions, in which either side has to find the final answer.
    Solutions,
}

impl Input {
    fn name(self) -> &'static str {
        match self {
            Input::Pairs => "pairs",
            Input::Solutions => "solutions",
        }
    }
}

/// What a checker says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Accept,
    Reject,
    /// That it cannot tell; of Math-Verify, that it reads nothing in the gold.
    Abstain,
}

/// What a checker said in the first pass, and how long it took in the others.
#[derive(Debug, Default)]
struct Measured {
    said: Vec<Said>,
    /// For each pair, the seconds of every pass.
    seconds: Vec<Vec<f64>>,
}

/// A line of the table: a checker on the pairs of one file.
#[derive(Clone, Debug, Serialize)]
struct Row {
    input: Input,
    checker: String,
    pairs: usize,
    /// How often every pair was timed, after once to warm up.
    passes: usize,
    /// A pair's time is the median of its passes, which what else runs on the machine hardly touches:
    /// the pairs by the sum of their times,
    per_second: f64,
    /// and the time of the pair in the middle.
    median_us: f64,
    /// The 99th percentile.
    p99_us: f64,
    worst_us: f64,
    /// Our pairs per second to those of this checker.
    times: f64,
    accepted: usize,
    abstained: usize,
    /// Pairs labelled correct.
    right: usize,
    right_accepted: usize,
    /// Pairs labelled wrong.
    wrong: usize,
    wrong_accepted: usize,
    /// Correct and rejected, or wrong and accepted.
    disagreements: usize,
}

/// Measures the answer checker on one core.
///
/// # Errors
///
/// Where the pairs cannot be read, or Math-Verify cannot be run.
pub fn answer(args: &BenchAnswerArgs) -> Result<ExitCode, CommandError> {
    let mut inputs = Vec::new();
    for (input, path) in [(Input::Pairs, &args.pairs), (Input::Solutions, &args.solutions)] {
        if let Some(path) = path {
            inputs.push((input, pairs(path)?));
        }
    }
    // Before there are threads, so that they and the program compared with all share the one core.
    stay_on_one_core();
    let mut math_verify = args
        .math_verify
        .as_deref()
        .map(|python| Script::start(python, "math-verify", MATH_VERIFY))
        .transpose()?;
    let progress = Progress::spinner("measuring");
    let mut rows = Vec::new();
    for (input, pairs) in &inputs {
        progress.say(format!("{}, veriloop", input.name()));
        let ours = ours(pairs)?;
        let base = ours.per_second();
        rows.push(ours.row(*input, "veriloop".into(), pairs, base));
        if let Some(math_verify) = &mut math_verify {
            progress.say(format!("{}, Math-Verify", input.name()));
            let theirs = theirs(math_verify, *input, pairs)?;
            let checker = format!("Math-Verify {}", math_verify.version());
            rows.push(theirs.row(*input, checker, pairs, base));
        }
    }
    drop(progress);
    print(&rows, (!args.json).then(|| table(&rows)))
}

fn pairs(path: &Path) -> Result<Vec<Pair>, CommandError> {
    let pairs: Vec<Pair> = jsonl::read(path)?;
    if pairs.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned() }.into());
    }
    Ok(pairs)
}

/// Our own checker: extraction, decision and explanation of each pair.
fn ours(pairs: &[Pair]) -> Result<Measured, CommandError> {
    let rules = Rules::default();
    let judge = |pair: &Pair| {
        let start = Instant::now();
        let judgement = answers::judge(&pair.gold, &rules, &extract_from_pair(&pair.answer));
        let seconds = start.elapsed().as_secs_f64();
        let said = match judgement.verdict {
            Verdict::Accept => Said::Accept,
            Verdict::Reject(_) => Said::Reject,
            Verdict::Abstain(_) => Said::Abstain,
        };
        Ok((said, seconds))
    };
    Measured::of(pairs, AT_LEAST, judge)
}

impl Measured {
    /// Judges every pair once to warm up, then again and again, and demands the same verdicts each time.
    fn of(
        pairs: &[Pair],
        at_least: Duration,
        mut judge: impl FnMut(&Pair) -> Result<(Said, f64), CommandError>,
    ) -> Result<Measured, CommandError> {
        let mut measured = Measured { said: Vec::new(), seconds: vec![Vec::new(); pairs.len()] };
        for pair in pairs {
            measured.said.push(judge(pair)?.0);
        }
        let start = Instant::now();
        let mut passes = 0;
        while passes < PASSES || start.elapsed() < at_least {
            for ((pair, said), seconds) in pairs.iter().zip(&measured.said).zip(&mut measured.seconds) {
                let (again, took) = judge(pair)?;
                if again != *said {
                    return Err(CommandError::fault(format!(
                        "expected the same verdict in every pass, found {said:?} and {again:?} for the gold {}",
                        pair.gold
                    )));
                }
                seconds.push(took);
            }
            passes += 1;
        }
        Ok(measured)
    }

    /// The time of each pair: the median of its passes.
    fn times(&self) -> Vec<f64> {
        let middle = |seconds: &Vec<f64>| {
            let mut sorted = seconds.clone();
            sorted.sort_by(f64::total_cmp);
            quantile(&sorted, 0.5)
        };
        self.seconds.iter().map(middle).collect()
    }

    fn per_second(&self) -> f64 {
        self.seconds.len() as f64 / self.times().iter().sum::<f64>()
    }

    fn row(&self, input: Input, checker: String, pairs: &[Pair], base: f64) -> Row {
        let mut each = self.times();
        each.sort_by(f64::total_cmp);
        let at = |share: f64| quantile(&each, share) * 1e6;
        let labelled = || pairs.iter().map(|pair| pair.correct).zip(self.said.iter().copied());
        let count = |label: Label, said: Said| labelled().filter(|&pair| pair == (Some(label), said)).count();
        let wrong_accepted = count(Label::Wrong, Said::Accept);
        Row {
            input,
            checker,
            pairs: pairs.len(),
            passes: self.seconds.first().map_or(0, Vec::len),
            per_second: self.per_second(),
            median_us: at(0.5),
            p99_us: at(0.99),
            worst_us: at(1.0),
            times: base / self.per_second(),
            accepted: self.said.iter().filter(|&&said| said == Said::Accept).count(),
            abstained: self.said.iter().filter(|&&said| said == Said::Abstain).count(),
            right: labelled().filter(|(label, _)| *label == Some(Label::Correct)).count(),
            right_accepted: count(Label::Correct, Said::Accept),
            wrong: labelled().filter(|(label, _)| *label == Some(Label::Wrong)).count(),
            wrong_accepted,
            disagreements: wrong_accepted + count(Label::Correct, Said::Reject),
        }
    }
}

/// What the script writes of one pair.
#[derive(Deserialize)]
struct Timed {
    accepted: bool,
    gold_read: bool,
    seconds: f64,
}

/// Math-Verify, which judges pair after pair.
fn theirs(script: &mut Script<'_>, input: Input, pairs: &[Pair]) -> Result<Measured, CommandError> {
    Measured::of(pairs, Duration::ZERO, |pair| {
        let row = serde_json::json!({
            "gold": pair.gold, "answer": pair.answer, "whole": input == Input::Solutions,
        });
        let timed: Timed = script.ask(&row, &format!("the gold {}", pair.gold))?;
        let said = match (timed.accepted, timed.gold_read) {
            (true, _) => Said::Accept,
            (false, true) => Said::Reject,
            (false, false) => Said::Abstain,
        };
        Ok((said, timed.seconds))
    })
}

/// The rows as a table.
fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<31} {:>6} {:>11} {:>10} {:>9} {:>9} {:>8}   {:>14} {:>14} {:>9} {:>13}\n",
        "one core",
        "pairs",
        "per second",
        "median µs",
        "p99 µs",
        "worst µs",
        "times",
        "right accepted",
        "wrong accepted",
        "abstained",
        "disagreements"
    );
    for row in rows {
        let of = |count: usize, all: usize| if all == 0 { "-".into() } else { format!("{count} of {all}") };
        let disagreements =
            if row.right + row.wrong == 0 { "-".to_owned() } else { row.disagreements.to_string() };
        text.push_str(&format!(
            "{:<31} {:>6} {:>11.1} {:>10.1} {:>9.1} {:>9.1} {:>8}   {:>14} {:>14} {:>9} {:>13}\n",
            format!("{}, {}", row.input.name(), row.checker),
            row.pairs,
            row.per_second,
            row.median_us,
            row.p99_us,
            row.worst_us,
            if row.checker == "veriloop" { String::new() } else { format!("{:.0}", row.times) },
            of(row.right_accepted, row.right),
            of(row.wrong_accepted, row.wrong),
            row.abstained,
            disagreements
        ));
    }
    text
}
