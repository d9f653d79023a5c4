//! How often the verifier was wrong, as the audits of each round have it.

use maud::{Markup, html};

use super::charts::{self, Point};
use super::coverage;
use super::headline::{interval, rate};
use super::record::Record;
use super::text;
use crate::audit::estimate::{Rate, false_negatives};
use crate::interval::Share;
use crate::ledger::Outcome;
use crate::stats::{AuditStats, Tally};

/// Characters of a candidate that are shown.
const SHOWN: usize = 1500;

/// The section of the verifier's health.
pub(super) fn render(record: &Record) -> Markup {
    let audits: Vec<(usize, f64, &AuditStats)> = record
        .finished()
        .filter_map(|(round, stats)| Some((round.row.round, stats.audit_s, stats.audit.as_ref()?)))
        .collect();
    let (Some((first, ..)), Some((last, ..))) = (audits.first(), audits.last()) else { return html! {} };
    let span = (*first, *last);
    let rejected = audits.iter().filter_map(|(round, _, audit)| {
        let found = false_negatives([audit.audited()]);
        Some(Point { round: *round, value: found.estimate?, interval: Some((found.low, found.high)) })
    });
    let rejected: Vec<Point> = rejected.collect();
    let right = audits.iter().filter_map(|(round, _, audit)| {
        let share = audit.accepts.precision();
        Some(Point { round: *round, value: share.rate?, interval: Some((share.low, share.high)) })
    });
    let right: Vec<Point> = right.collect();
    html! {
        section id="health" {
            h2 { "Verifier health" }
            p {
                "Before anything is trained on, candidates whose right verdict is known are judged like the model\u{2019}s own: \
                 canaries, which are references and rewrites of them, and wrong ones. And a sample of the round\u{2019}s \
                 rejects and accepts is judged again by another judge. "
                @for (round, stats) in record.finished() {
                    @if let Some(why) = &stats.withheld {
                        strong { "Round " (round.row.round) " was not trained on: " (why) ". " }
                    }
                }
            }
            div.charts {
                @if !rejected.is_empty() {
                    figure {
                        figcaption {
                            strong { "Right work that was rejected" }
                            " Estimated from the audited rejects of each round; upright bars are 95\u{a0}% intervals."
                        }
                        (charts::one("estimated share of right work that was rejected, by round", span, rejected))
                    }
                }
                @if !right.is_empty() {
                    figure {
                        figcaption {
                            strong { "Accepted work that is right" }
                            " Of the accepts that another judge decided; upright bars are 95\u{a0}% intervals."
                        }
                        (charts::one("share of audited accepts that are right, by round", span, right))
                    }
                }
            }
            (table(&audits))
            (coverage::render(&record.coverage))
            (reasons(&audits))
            (errors(record))
        }
    }
}

fn table(audits: &[(usize, f64, &AuditStats)]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Audits by round" {
            table {
                caption { "Audits by round; shares with exact 95\u{a0}% intervals" }
                thead {
                    tr {
                        @for name in [
                            "round", "canaries rejected", "95\u{a0}%", "wrong accepted", "95\u{a0}%", "constants accepted",
                            "right work rejected", "95\u{a0}%", "accepts that are right", "95\u{a0}%", "not decided", "faults", "seconds",
                        ] {
                            th.number scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for (round, seconds, audit) in audits {
                        (row(&round.to_string(), *seconds, audit, false_negatives([audit.audited()])))
                    }
                }
                @if audits.len() > 1 {
                    @let seconds = audits.iter().map(|(_, seconds, _)| seconds).sum();
                    @let rate = false_negatives(audits.iter().map(|(.., audit)| audit.audited()));
                    tfoot { (row("all", seconds, &all(audits), rate)) }
                }
            }
        }
    }
}

/// One row of the table of audits.
fn row(name: &str, seconds: f64, audit: &AuditStats, found: Rate) -> Markup {
    let of = |tally: Tally| format!("{} of {}", tally.errors, tally.of);
    let precision = audit.accepts.precision();
    html! {
        tr {
            td.number { (name) }
            td.number { (of(audit.canaries)) }
            td.number { (interval(audit.canaries.share())) }
            td.number { (of(audit.wrong)) }
            td.number { (interval(audit.wrong.share())) }
            td.number { (of(audit.constants)) }
            td.number { (found.estimate.map_or_else(|| "\u{2013}".into(), text::share)) }
            td.number { (format!("{:.2}\u{2013}{:.2}", found.low, found.high)) }
            td.number { (rate(precision)) }
            td.number { (interval(precision)) }
            td.number { (audit.undecided) }
            td.number { (audit.faults) }
            td.number { (format!("{seconds:.1}")) }
        }
    }
}

/// The figures of all audits together.
fn all(audits: &[(usize, f64, &AuditStats)]) -> AuditStats {
    audits.iter().fold(AuditStats::default(), |mut all, (.., audit)| {
        all.add(audit);
        all
    })
}

/// The rejects by reason, of all rounds: where a verifier is too strict.
fn reasons(audits: &[(usize, f64, &AuditStats)]) -> Markup {
    let all = all(audits);
    if all.rejects.is_empty() {
        return html! {};
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label="Audited rejects by reason" {
            table {
                caption { "Rejects of all rounds by reason, and how many of the audited ones are right" }
                thead {
                    tr {
                        th scope="col" { "reason" }
                        @for name in ["rejects", "audited", "right", "share", "95\u{a0}%", "canaries"] {
                            th.number scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for (reason, stratum) in &all.rejects {
                        @let share = Share::counted(stratum.overturned, stratum.audited);
                        tr {
                            th scope="row" { (reason) }
                            td.number { (text::count(stratum.rejects)) }
                            td.number { (text::count(stratum.audited)) }
                            td.number { (text::count(stratum.overturned)) }
                            td.number { (rate(share)) }
                            td.number { (interval(share)) }
                            td.number { (all.canary_reasons.get(reason).copied().unwrap_or(0)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the verifier was wrong about.
fn errors(record: &Record) -> Markup {
    if record.errors.is_empty() {
        return html! { p { "The audits found the verifier wrong about nothing." } };
    }
    html! {
        h3 { "What the verifier was wrong about" }
        p { "The newest of each kind. All are in the ledger\u{2019}s table " code { "audits" } "." }
        @for (round, row) in &record.errors {
            details {
                summary {
                    "Round " (round) ", " (row.kind.name()) " (" (text::visible(&row.what)) "): "
                    @match row.outcome {
                        Outcome::Verdict(verdict) => (verdict.name()) ,
                        Outcome::Fault => "error",
                    }
                    @if let Some(opinion) = row.independent { ", and the other judge says " (opinion.name()) }
                    ", " code { (row.problem.as_str()) }
                }
                p { (text::visible(&row.detail)) }
                pre { code { (text::visible(&row.text.chars().take(SHOWN).collect::<String>())) } }
            }
        }
    }
}
