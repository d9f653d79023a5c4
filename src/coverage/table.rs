//! The coverage of a set of problems: in figures, and for people.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Serialize;

use super::{Coverage, Mutants, Part};

/// The problems that are shown with what their tests miss.
const SHOWN: usize = 10;

/// Ids that are listed of problems with a weakness.
const LISTED: usize = 12;

/// What the verifiers of a set of problems can see.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// How many problems there are.
    pub problems: u64,
    /// Problems whose verifier accepts a reference.
    pub decidable: Part,
    /// Problems whose candidates are kept apart from what judges them.
    pub sealed: Part,
    /// Tests in all.
    pub tests: u64,
    /// Lines of the references that the tests execute.
    pub statements: Part,
    /// Ways on from their branches that the tests take.
    pub branches: Part,
    /// What became of the mutants.
    pub mutants: Mutants,
    /// Problems of which a mutant was accepted.
    pub problems_with_survivors: u64,
    /// Problems that accept a constant.
    pub constants: u64,
    /// Problems that accept a program which knows the prompt's examples alone.
    pub copied_examples: Part,
    /// Rewrites of the references that are accepted.
    pub rewrites: Part,
    /// Of the wrong candidates, what was not decided.
    pub abstentions: Part,
    /// Mutants that were accepted, by operator.
    pub survivors: BTreeMap<String, u64>,
}

impl Summary {
    /// The figures of some problems together.
    pub fn of(rows: &[Coverage]) -> Summary {
        let mut summary = Summary::default();
        let yes = |is: bool| Part { count: u64::from(is), of: 1 };
        for row in rows {
            summary.problems += 1;
            summary.decidable.add(yes(row.decidable));
            summary.sealed.add(yes(row.sealed));
            summary.tests += u64::from(row.tests.unwrap_or(0));
            summary.statements.add(row.statements.unwrap_or_default());
            summary.branches.add(row.branches.unwrap_or_default());
            summary.mutants.add(row.mutants);
            summary.problems_with_survivors += u64::from(!row.survivors.is_empty());
            summary.constants += u64::from(!row.constants.is_empty());
            if let Some(passes) = row.copied_examples {
                summary.copied_examples.add(yes(passes));
            }
            summary.rewrites.add(row.rewrites);
            summary.abstentions.add(row.abstentions);
            for survivor in &row.survivors {
                *summary.survivors.entry(survivor.operator.clone()).or_default() += 1;
            }
        }
        summary
    }
}

/// The table for people: the figures of the set, and its weakest problems with a mutant each that is accepted.
pub fn table(rows: &[Coverage]) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut text, rows);
    text
}

fn write(text: &mut String, rows: &[Coverage]) -> fmt::Result {
    let summary = Summary::of(rows);
    let mut line = |name: &str, part: Part, note: &str| -> fmt::Result {
        let share = part.share().map_or("-".into(), |share| format!("{:.1} %", 100.0 * share));
        let (count, of) = (part.count, part.of);
        writeln!(text, "{name:<34} {share:>8}   {:<16}{note}", format!("{count} of {of}"))
    };
    line("decidable", summary.decidable, "problems whose verifier accepts a reference")?;
    line("sealed", summary.sealed, "problems whose tests share no interpreter with the candidate")?;
    line("statements of the references", summary.statements, "executed by the tests")?;
    line("branches", summary.branches, "ways on from a branch that the tests take")?;
    line("mutation score", summary.mutants.score(), "mutants of the references that are rejected")?;
    let problems = |count| Part { count, of: summary.decidable.count };
    line(
        "no mutant is accepted",
        problems(summary.decidable.count - summary.problems_with_survivors),
        "problems",
    )?;
    line("a constant is accepted", problems(summary.constants), "problems")?;
    line("copied examples are accepted", summary.copied_examples, "problems whose prompt shows examples")?;
    line("rewrites of the references", summary.rewrites, "that mean the same and are accepted")?;
    line("abstentions", summary.abstentions, "of all mutants and constants")?;
    writeln!(text, "\n{} tests for {} problems", summary.tests, summary.problems)?;
    if !summary.survivors.is_empty() {
        let by_operator: Vec<String> =
            summary.survivors.iter().map(|(operator, count)| format!("{operator} {count}")).collect();
        writeln!(text, "accepted mutants by operator: {}", by_operator.join(", "))?;
    }

    listed(text, "\nNot decidable", rows.iter().filter(|row| !row.decidable))?;
    for row in rows.iter().filter(|row| !row.decidable).take(LISTED) {
        writeln!(text, "  {}: {}", row.problem, row.undecidable.as_deref().unwrap_or("-"))?;
    }
    listed(text, "\nA constant is accepted", rows.iter().filter(|row| !row.constants.is_empty()))?;
    for row in rows.iter().filter(|row| !row.constants.is_empty()).take(LISTED) {
        writeln!(text, "  {}: {}", row.problem, row.constants.join(", "))?;
    }
    let copied = || rows.iter().filter(|row| row.copied_examples == Some(true));
    listed(text, "\nCopied examples are accepted", copied())?;
    for row in copied().take(LISTED) {
        writeln!(text, "  {}", row.problem)?;
    }

    let refused = || rows.iter().filter(|row| !row.refused_rewrites.is_empty());
    listed(text, "\nA rewrite of the reference is not accepted", refused())?;
    for row in refused().take(LISTED) {
        for refused in &row.refused_rewrites {
            writeln!(text, "  {}, {}: {}", row.problem, refused.rule, refused.verdict)?;
        }
    }

    let mut weakest: Vec<&Coverage> = rows.iter().filter(|row| !row.survivors.is_empty()).collect();
    let score = |row: &Coverage| row.mutants.score().share().unwrap_or(1.0);
    weakest.sort_by(|one, other| score(one).total_cmp(&score(other)));
    if !weakest.is_empty() {
        writeln!(text, "\nWeakest tests, with a mutant each that they accept")?;
    }
    for row in weakest.into_iter().take(SHOWN) {
        let (killed, Part { of, .. }) = (row.mutants.killed, row.mutants.score());
        let tests = match row.tests {
            None => String::new(),
            Some(1) => ", 1 test".to_owned(),
            Some(tests) => format!(", {tests} tests"),
        };
        writeln!(text, "  {}: {killed} of {of} mutants rejected{tests}", row.problem)?;
        if let Some(survivor) = row.survivors.first() {
            writeln!(text, "    {} in line {}", survivor.operator, survivor.line)?;
            for line in survivor.diff.lines() {
                writeln!(text, "      {line}")?;
            }
        }
    }
    Ok(())
}

/// The heading of a list, with how many there are of what it lists, where there is something.
fn listed<'a>(text: &mut String, heading: &str, rows: impl Iterator<Item = &'a Coverage>) -> fmt::Result {
    let count = rows.count();
    let more = if count > LISTED { format!(", the first {LISTED}") } else { String::new() };
    if count > 0 { writeln!(text, "{heading} ({count}{more})") } else { Ok(()) }
}
