//! The arguments of `veriloop checker`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// The commands of `veriloop checker`.
#[derive(Debug, Subcommand)]
pub enum CheckerCommand {
    /// Write a small, complete project of a checker, to be changed
    New(CheckerNewArgs),
    /// Build the checker of a project by its language's ordinary tool
    Build(CheckerBuildArgs),
    /// Judge a project's labelled cases, and try what every checker must bear
    Test(CheckerTestArgs),
    /// Measure the false-negative and false-positive rates of a project's checker on its labelled cases
    Measure(CheckerMeasureArgs),
}

/// Arguments of `veriloop checker new`.
#[derive(Debug, Args)]
#[command(after_help = "\
The project decides something small, so that it can be built and tested at once. Of rust, python and js
it makes a component with the interface of checkers, for problems of type component; of c, a command in the
protocol of testlib, for problems of type python-stdio.

Example:
  veriloop checker new divisor --lang rust
  veriloop checker build divisor && veriloop checker test divisor")]
pub struct CheckerNewArgs {
    /// The checker's name, which is that of the new folder: lower-case letters, digits and hyphens
    pub name: String,
    /// The language
    #[arg(long, value_enum)]
    pub lang: Language,
}

/// A language that checkers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Rust, by cargo and wit-bindgen
    Rust,
    /// Python, by componentize-py
    Python,
    /// JavaScript, by componentize-js
    Js,
    /// C, by clang and wasi-libc
    C,
}

impl Language {
    /// The name on the command line and in `checker.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Language::Rust => "rust",
            Language::Python => "python",
            Language::Js => "js",
            Language::C => "c",
        }
    }
}

/// Arguments of `veriloop checker build`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code 2 if a tool is missing: the message says which, and how to get it.

Example:
  veriloop checker build divisor")]
pub struct CheckerBuildArgs {
    /// The project's folder
    #[arg(default_value = ".")]
    pub project: PathBuf,
}

/// Arguments of `veriloop checker test`.
#[derive(Debug, Args)]
#[command(after_help = "\
The cases are those of cases.jsonl. Then every candidate is judged again, after the others and in an
instance with other random numbers and another time: nothing may change. Then the checker is given an empty
candidate, one of a megabyte and hostile ones: it may say of them what it likes, as long as it answers.

Exit code 1 if anything failed.

Example:
  veriloop checker test divisor")]
pub struct CheckerTestArgs {
    /// The project's folder
    #[arg(default_value = ".")]
    pub project: PathBuf,
}

/// Arguments of `veriloop checker measure`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  veriloop checker measure divisor
  veriloop checker measure divisor --labelled more.jsonl --json | jq .false_positives")]
pub struct CheckerMeasureArgs {
    /// The project's folder
    #[arg(default_value = ".")]
    pub project: PathBuf,
    /// The labelled cases; the project's cases.jsonl if not given
    #[arg(long, value_name = "CASES.jsonl")]
    pub labelled: Option<PathBuf>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}
