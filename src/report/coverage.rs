//! What the verifier could see of the run's problems.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::headline::{interval, rate};
use super::text;
use crate::interval::Share;
use crate::ledger::FamilyCoverage;
use crate::stats::Tally;

/// The part on what the verifier decides, seals and rejects, by family.
pub(super) fn render(families: &BTreeMap<String, FamilyCoverage>) -> Markup {
    html! {
        h3 { "What the verifier can see" }
        p {
            "Of the loop\u{2019}s own samples, how many it decides and seals; of the audits\u{2019} wrong candidates, how \
             many it rejects. A mutant counts only where calls that no test makes tell it from its reference. "
            code { "veriloop coverage" } " asks the same of a file of problems, with every mutant as a diff."
        }
        div.scroll tabindex="0" role="region" aria-label="Coverage by family" {
            table {
                caption { "Coverage by family, all rounds; shares with exact 95\u{a0}% intervals" }
                thead {
                    tr {
                        th scope="col" { "family" }
                        @for name in [
                            "problems", "ever solved", "verdicts", "decided", "sealed", "wrong candidates", "rejected", "95\u{a0}%",
                        ] {
                            th.number scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for (name, family) in families {
                        @let wrong = all(&family.wrong);
                        tr {
                            th scope="row" { (text::visible(name)) }
                            td.number { (family.problems) }
                            td.number { (rate(Share::counted(family.solved as u64, family.problems as u64))) }
                            td.number { (family.undecided.of) }
                            td.number { (rate(others(family.undecided))) }
                            td.number { (rate(others(family.unsealed))) }
                            td.number { (wrong.of) }
                            td.number { (rate(others(wrong))) }
                            td.number { (interval(others(wrong))) }
                        }
                    }
                }
            }
        }
        @for (name, family) in families.iter().filter(|(_, family)| !family.wrong.is_empty()) {
            p.note {
                (text::visible(name)) ": of the wrong candidates, rejected by how they were made: "
                @for (at, (group, tally)) in family.wrong.iter().enumerate() {
                    @if at > 0 { ", " }
                    span.whole { code { (text::visible(group)) } " " (tally.of - tally.errors) " of " (tally.of) }
                }
                "."
            }
        }
    }
}

fn all(groups: &BTreeMap<String, Tally>) -> Tally {
    groups.values().fold(Tally::default(), |mut sum, &tally| {
        sum.add(tally);
        sum
    })
}

/// The share of those that are no errors.
fn others(tally: Tally) -> Share {
    Share::counted(tally.of - tally.errors, tally.of)
}
