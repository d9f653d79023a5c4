//! `veriloop evaluate`: checkpoints of a run on held-out problems of their own, in a process of its own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tch::Device;
use veriloop_problems::{HeldOutProblem, Source, SourceName};
use veriloop_sandbox::{Fuel, Limits};

use super::run::settle_environment;
use super::{Sandbox, load_checkers, open_verifier};
use crate::cli::EvaluateArgs;
use crate::config::RunConfig;
use crate::console::{Output, Progress};
use crate::evaluation::checkpoint::{Compared, Figures, Plan, Solved, solve};
use crate::exit::{CommandError, ExitCode};
use crate::ledger::Ledger;
use crate::pipeline::RunFolder;
use crate::policy::Sampler;
use crate::sources::Sources;
use crate::verification;

/// How many times the run's budget a program may use.
const BUDGET: u64 = 10;

/// The folder of a run's evaluations.
const FOLDER: &str = "evaluations";

/// Evaluates a round's checkpoint beside that of the round before and the base, and prints the figures.
///
/// # Errors
///
/// [`CommandError::BadInput`] for a folder without the checkpoints that are asked for.
pub fn run(args: &EvaluateArgs) -> Result<ExitCode, CommandError> {
    settle_environment()?;
    let config = RunConfig::read(&RunFolder::config_of(&args.run))?;
    let ledger = Ledger::open(&args.run.join("ledger.sqlite")).map_err(CommandError::bad_input)?;
    let rounds = ledger.rounds().map_err(CommandError::bad_input)?;
    let checkpoints: Vec<(usize, String)> =
        rounds.into_iter().filter_map(|row| Some((row.round, row.checkpoint_digest?))).collect();
    let newest = checkpoints.last().map(|(round, _)| *round);
    let Some(round) = args.round.or(newest) else {
        let message = format!("{}: expected a round with a checkpoint, found none", args.run.display());
        return Err(CommandError::BadInput(message));
    };
    let mut wanted = vec![round];
    wanted.extend([round.saturating_sub(1), 0].into_iter().filter(|&other| other < round));
    wanted.dedup();

    let seed = args.seed.unwrap_or(config.seed);
    let sources = Sources::open(&config.problems).map_err(CommandError::bad_input)?;
    let groups = groups(&config, &sources, args.problems, seed);
    let problems: Vec<&HeldOutProblem> = groups.iter().flat_map(|group| &group.problems).collect();
    let needs_python = sources.iter().any(Source::needs_python);
    let verifier = open_verifier(if needs_python { Sandbox::Python } else { Sandbox::NotNeeded }, None)?;
    load_checkers(&verifier, sources.iter().flat_map(Source::specs))?;
    let fuel = Fuel(config.verification.fuel.saturating_mul(BUDGET));
    let verifier = verifier.with_limits(Limits::default().with_fuel(fuel));
    let plan = Plan {
        samples: args.samples,
        temperature: args.temperature.unwrap_or(config.evaluation.temperature),
        max_new_tokens: config.generation.max_new_tokens,
        seed,
        workers: verification::default_workers(),
    };
    let sampler = Sampler { slots: config.generation.slots, threads: verification::default_workers() };

    let mut results: Vec<(usize, String, Vec<Solved>)> = Vec::new();
    for &number in &wanted {
        let Some((_, digest)) = checkpoints.iter().find(|(round, _)| *round == number) else {
            let message = format!("--round: expected a round with a checkpoint, found {number}");
            return Err(CommandError::BadInput(message));
        };
        let policy =
            RunFolder::read_checkpoint(&args.run, number, digest, sampler, Device::cuda_if_available())
                .map_err(CommandError::bad_input)?;
        let total = problems.len() * (1 + plan.samples);
        let progress = Progress::bar(total as u64, "evaluating");
        let solved = solve(&policy, &verifier, &problems, plan, &mut |_| progress.advance())
            .map_err(CommandError::internal)?;
        results.push((number, digest.clone(), solved));
    }
    let report = report(&config, plan, &groups, &results);
    let path = store(&args.run, round, &report)?;
    let mut output = Output::stdout();
    if args.json {
        output.json(&report)?;
    } else {
        output.text(report.table())?;
        output.text(format_args!("written to {}\n", path.display()))?;
    }
    output.flush()?;
    Ok(ExitCode::Done)
}

/// The problems of one source and level.
struct Group {
    source: SourceName,
    level: u32,
    problems: Vec<HeldOutProblem>,
}

/// Held-out problems that the run's own evaluation does not have: their seed is of another name.
fn groups(config: &RunConfig, sources: &Sources, problems: usize, seed: u64) -> Vec<Group> {
    let own: HashSet<String> = sources
        .levels()
        .flat_map(|(source, level)| source.held_out(level, config.evaluation.problems_per_level, config.seed))
        .map(|problem| problem.into_problem().prompt)
        .collect();
    sources
        .levels()
        .map(|(source, level)| {
            // Of as many more as the run has, those that are its own are left out.
            let many = 2 * problems.max(config.evaluation.problems_per_level);
            let mut fresh = source.held_out(level, many, seed ^ u64::from_le_bytes(*b"evaluate"));
            fresh.retain(|problem| !own.contains(&problem.problem().prompt));
            fresh.truncate(problems);
            Group { source: source.name().clone(), level, problems: fresh }
        })
        .collect()
}

/// What `evaluate` found.
#[derive(Debug, Serialize)]
struct Report {
    round: usize,
    /// The SHA-256 of the round's checkpoint.
    checkpoint: String,
    /// The rounds that it is compared with.
    against: Vec<usize>,
    samples: usize,
    temperature: f64,
    seed: u64,
    levels: Vec<Level>,
}

/// The figures of one family and level.
#[derive(Debug, Serialize)]
struct Level {
    family: String,
    level: u32,
    demonstrated: bool,
    problems: usize,
    #[serde(flatten)]
    figures: Figures,
    against: Vec<Against>,
}

/// The comparison with another round's checkpoint.
#[derive(Debug, Serialize)]
struct Against {
    round: usize,
    #[serde(flatten)]
    compared: Compared,
}

fn report(
    config: &RunConfig,
    plan: Plan,
    groups: &[Group],
    results: &[(usize, String, Vec<Solved>)],
) -> Report {
    let (round, checkpoint, solved) = &results[0];
    let mut start = 0;
    let levels = groups
        .iter()
        .map(|group| {
            let range = start..start + group.problems.len();
            start = range.end;
            Level {
                family: group.source.to_string(),
                level: group.level,
                demonstrated: group.level <= config.problems.demonstrated_levels,
                problems: group.problems.len(),
                figures: Figures::of(&solved[range.clone()], plan.seed),
                against: results[1..]
                    .iter()
                    .map(|(round, _, other)| Against {
                        round: *round,
                        compared: Compared::of(&solved[range.clone()], &other[range.clone()], plan.seed),
                    })
                    .collect(),
            }
        })
        .collect();
    Report {
        round: *round,
        checkpoint: checkpoint.clone(),
        against: results[1..].iter().map(|(round, ..)| *round).collect(),
        samples: plan.samples,
        temperature: plan.temperature,
        seed: plan.seed,
        levels,
    }
}

impl Report {
    fn table(&self) -> String {
        use std::fmt::Write as _;

        let mut text = String::new();
        let Report { round, samples, temperature, .. } = self;
        // Writing to a string does not fail.
        let _ = writeln!(text, "round {round}, {samples} samples a problem at temperature {temperature}");
        let _ = write!(text, "{:<7}{:>5}{:>10}  {:<22}", "family", "level", "problems", "greedy pass@1");
        let ks: Vec<usize> = self
            .levels
            .first()
            .map(|level| {
                level.figures.pass_at.iter().map(|it| it.k).filter(|k| [1, 8, 64].contains(k)).collect()
            })
            .unwrap_or_default();
        for k in &ks {
            let _ = write!(text, "{:<22}", format!("pass@{k}"));
        }
        for other in &self.against {
            let _ = write!(text, "{:<34}", format!("greedy against round {other}"));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        for level in &self.levels {
            let greedy = level.figures.greedy;
            let rate = greedy
                .rate
                .map_or("-".into(), |rate| format!("{rate:.2} ({:.2} to {:.2})", greedy.low, greedy.high));
            let _ = write!(text, "{:<7}{:>5}{:>10}  {rate:<22}", level.family, level.level, level.problems);
            for pass in level.figures.pass_at.iter().filter(|pass| ks.contains(&pass.k)) {
                let estimate = pass.estimate;
                let shown = format!("{:.2} ({:.2} to {:.2})", estimate.value, estimate.low, estimate.high);
                let _ = write!(text, "{shown:<22}");
            }
            for Against { compared, .. } in &level.against {
                let (gained, lost) = (compared.greedy.gained, compared.greedy.lost);
                let shown = format!("{gained} gained, {lost} lost, p {:.3}", compared.greedy_p);
                let _ = write!(text, "{shown:<34}");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }
}

/// Writes the report into the run's folder, whole or not at all.
fn store(run: &Path, round: usize, report: &Report) -> Result<PathBuf, CommandError> {
    let folder = run.join(FOLDER);
    let path = folder.join(format!("round-{round:03}.json"));
    let failed = |error: std::io::Error| {
        CommandError::BadInput(format!("{}: cannot write the file: {error}", path.display()))
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    let json = serde_json::to_string_pretty(report).expect("a report is plain data");
    crate::files::replace(&path, format!("{json}\n").as_bytes()).map_err(failed)?;
    Ok(path)
}
