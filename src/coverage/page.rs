//! The coverage of a set of problems as a page: self-contained, without a script, nothing of it fetched.

use maud::{Markup, html};

use super::{Coverage, Part, Summary};
use crate::report::{self, visible};

/// The page.
pub fn page(name: &str, rows: &[Coverage]) -> String {
    let summary = Summary::of(rows);
    let mut weakest: Vec<&Coverage> = rows.iter().collect();
    // What is not decided at all sees the least.
    let score = |row: &Coverage| match row.decidable {
        true => row.mutants.score().share().unwrap_or(1.0),
        false => -1.0,
    };
    weakest.sort_by(|one, other| score(one).total_cmp(&score(other)));
    let content = html! {
        header {
            p.eyebrow { "veriloop coverage" }
            h1.as-is { (visible(name)) }
            p.lede {
                "What the verifiers of these problems can see. A loop that is trained on their verdicts \
                 learns whatever they cannot tell from right work."
            }
            dl.facts {
                @for (name, part) in facts(&summary) {
                    div { dt { (name) } dd { (percent(part)) " " small { "(" (part.count) " of " (part.of) ")" } } }
                }
            }
        }
        section id="problems" {
            h2 { "Problems, the weakest tests first" }
            p {
                "Some mutants do the same as the reference, which no test can reject: read the diffs. \
                 Dashes are figures that the problem does not have."
            }
            div.scroll tabindex="0" role="region" aria-label="Coverage by problem" {
                table {
                    thead {
                        tr {
                            th scope="col" { "problem" }
                            @for name in ["tests", "statements", "branches", "mutants rejected"] {
                                th.number scope="col" { (name) }
                            }
                            th scope="col" { "what is wrong" }
                        }
                    }
                    tbody {
                        @for row in &weakest { (problem(row)) }
                    }
                }
            }
        }
        section id="survivors" {
            h2 { "Mutants that are accepted" }
            @if rows.iter().all(|row| row.survivors.is_empty()) { p { "None." } }
            @for row in weakest.iter().filter(|row| !row.survivors.is_empty()) {
                details {
                    summary { (visible(&row.problem)) ": " (row.survivors.len()) " of " (row.mutants.score().of) }
                    @for survivor in &row.survivors {
                        p { (survivor.operator) " in line " (survivor.line) }
                        pre { (visible(&survivor.diff)) }
                    }
                }
            }
        }
    };
    report::page(&format!("veriloop coverage: {}", visible(name)), html! {}, content).into_string()
}

fn facts(summary: &Summary) -> Vec<(&'static str, Part)> {
    vec![
        ("Decidable", summary.decidable),
        ("Sealed", summary.sealed),
        ("Statements", summary.statements),
        ("Branches", summary.branches),
        ("Mutation score", summary.mutants.score()),
        ("A constant passes", Part { count: summary.constants, of: summary.decidable.count }),
        ("Copied examples pass", summary.copied_examples),
        ("Rewrites accepted", summary.rewrites),
        ("Abstentions", summary.abstentions),
    ]
}

fn problem(row: &Coverage) -> Markup {
    let parts = [row.statements, row.branches, Some(row.mutants.score())];
    let mut faults: Vec<String> = Vec::new();
    if let Some(why) = &row.undecidable {
        faults.push(format!("not decidable: {why}"));
    }
    if !row.sealed {
        faults.push("not sealed".into());
    }
    faults.extend(row.constants.iter().map(|constant| format!("passes: always {constant}")));
    if row.copied_examples == Some(true) {
        faults.push("passes: the prompt\u{2019}s examples".into());
    }
    faults.extend(
        row.refused_rewrites.iter().map(|it| format!("rewrite ({}) is refused: {}", it.rule, it.verdict)),
    );
    if row.abstentions.count > 0 {
        let Part { count, of } = row.abstentions;
        faults.push(format!("{count} of {of} wrong candidates are not decided"));
    }
    html! {
        tr {
            th scope="row" { (visible(&row.problem)) }
            td.number { (row.tests.map_or("\u{2013}".into(), |tests| tests.to_string())) }
            @for part in parts { td.number { (part.map_or("\u{2013}".into(), percent)) } }
            td.words { (visible(&faults.join("; "))) }
        }
    }
}

fn percent(part: Part) -> String {
    part.share().map_or("\u{2013}".into(), |share| format!("{:.1} %", 100.0 * share))
}
