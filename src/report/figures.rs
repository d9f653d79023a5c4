//! The tables: every figure behind the plots, with its interval.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::headline::{interval, rate};
use super::record::{FamilyRecord, Record, greedy};
use super::text;
use crate::interval::Share;
use crate::stats::LevelStats;

/// Samples with a verdict.
pub(super) fn judged(stats: &LevelStats) -> usize {
    stats.accepted + stats.rejected + stats.abstained
}

/// Held-out pass@1 with intervals: a row a level, a column a round.
pub(super) fn summary(family: &FamilyRecord, record: &Record) -> Markup {
    let rounds = family.evaluated_rounds();
    html! {
        div.scroll tabindex="0" role="region" aria-label="Held-out pass@1 by level and round" {
            table.matrix {
                caption { "Held-out pass@1 (greedy) with exact 95\u{a0}% intervals, by round" }
                thead {
                    tr { th scope="col" { "level" } @for round in &rounds { th scope="col" { (round) } } }
                }
                tbody {
                    @for level in family.evaluated_levels() {
                        tr.muted[record.is_demonstrated(level)] {
                            th scope="row" {
                                (level)
                                @if record.is_demonstrated(level) { span.sub { "demonstrated" } }
                            }
                            @for &round in &rounds {
                                td {
                                    @if let Some(row) = family.evaluations.get(&(round, level)) {
                                        (rate(greedy(row))) span.sub { (interval(greedy(row))) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How often each verdict and reason was given in the loop: a column a round.
pub(super) fn verdicts(family: &FamilyRecord, rounds: &BTreeSet<usize>) -> Markup {
    if family.verdicts.is_empty() {
        return html! {};
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label="Verdicts by round" {
            table {
                caption { "Verdicts on the loop\u{2019}s samples, all levels, by round" }
                thead {
                    tr {
                        th scope="col" { "verdict" }
                        th scope="col" { "reason" }
                        @for round in rounds { th.number scope="col" { (round) } }
                    }
                }
                tbody {
                    @for ((verdict, reason), counts) in &family.verdicts {
                        tr {
                            th scope="row" { span class={ "verdict " (verdict) } { (verdict) } }
                            td { (reason) }
                            @for round in rounds {
                                td.number { (text::count(counts.get(round).copied().unwrap_or(0) as u64)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Everything else, folded away.
pub(super) fn render(family: &FamilyRecord, record: &Record) -> Markup {
    html! {
        @if !family.evaluations.is_empty() {
            details {
                summary { "Held-out evaluation, by round and level" }
                (evaluations(family, record))
            }
        }
        @if !family.samples.is_empty() {
            details {
                summary { "The loop\u{2019}s samples, by round and level" }
                (samples(family))
            }
        }
    }
}

fn evaluations(family: &FamilyRecord, record: &Record) -> Markup {
    html! {
        p.note {
            "Intervals are exact (Clopper and Pearson). That of pass@8 is given where eight samples were taken of a \
             problem, so that it was counted and not estimated. Errors are completions without a verdict through \
             faults of the machinery; they count neither for nor against the model."
        }
        div.scroll tabindex="0" role="region" aria-label="Held-out evaluation" {
            table {
                thead {
                    tr {
                        @for name in ["round", "level", "accepted", "problems", "pass@1", "95\u{a0}%", "pass@8", "95\u{a0}%", "sampled problems", "errors"] {
                            th.number scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for row in family.evaluations.values() {
                        tr.muted[record.is_demonstrated(row.level)] {
                            td.number { (row.round) }
                            td.number { (row.level) }
                            td.number { (row.greedy_accepted) }
                            td.number { (row.problems) }
                            td.number { (rate(greedy(row))) }
                            td.number { (interval(greedy(row))) }
                            td.number { @if row.sampled_problems > 0 { (text::share(row.pass_at_8)) } @else { "\u{2013}" } }
                            td.number { (record.pass_at_8(row).map_or_else(|| "\u{2013}".into(), interval)) }
                            td.number { (row.sampled_problems) }
                            td.number { (row.errors) }
                        }
                    }
                }
            }
        }
    }
}

fn samples(family: &FamilyRecord) -> Markup {
    html! {
        p.note {
            "A problem is solved with at least one accepted sample. The last column is the share of kept traces that \
             are the reference to the letter."
        }
        div.scroll tabindex="0" role="region" aria-label="The loop's samples" {
            table {
                thead {
                    tr {
                        @for name in [
                            "round", "level", "problems", "solved", "samples", "accepted", "rejected", "abstained",
                            "errors", "acceptance", "95\u{a0}%", "kept", "kept and accepted", "as reference", "share",
                        ] {
                            th.number scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for (&(round, level), stats) in &family.samples {
                        @let acceptance = Share::counted(stats.accepted as u64, judged(stats) as u64);
                        tr {
                            td.number { (round) }
                            td.number { (level) }
                            @for count in [
                                stats.problems, stats.solved, stats.samples, stats.accepted, stats.rejected,
                                stats.abstained, stats.errors,
                            ] {
                                td.number { (text::count(count as u64)) }
                            }
                            td.number { (rate(acceptance)) }
                            td.number { (interval(acceptance)) }
                            @for count in [stats.kept, stats.kept_accepted, stats.kept_as_reference] {
                                td.number { (text::count(count as u64)) }
                            }
                            td.number {
                                @if stats.kept > 0 {
                                    (text::share(stats.kept_as_reference as f64 / stats.kept as f64))
                                } @else { "\u{2013}" }
                            }
                        }
                    }
                }
            }
        }
    }
}
