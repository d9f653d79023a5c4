//! Time spent, and where everything came from.

use maud::{Markup, html};

use super::record::Record;
use super::text;

/// Seconds and tokens of each round.
pub(super) fn timing(record: &Record) -> Markup {
    if record.finished().next().is_none() {
        return html! {};
    }
    let total = |part: fn(&crate::stats::RoundStats) -> f64| -> f64 {
        record.finished().map(|(_, stats)| part(stats)).sum()
    };
    let seconds = |value: f64| format!("{value:.1}");
    html! {
        section id="time" {
            h2 { "Time" }
            p {
                "Seconds by stage; generation and verification overlap and are counted together as rollout. Elapsed \
                 time leaves interruptions out. The loss is the mean over the last tenth of a round\u{2019}s steps, in nats \
                 for each token of a completion."
            }
            div.scroll tabindex="0" role="region" aria-label="Time by round and stage" {
                table {
                    thead {
                        tr {
                            @for name in ["round", "rollout", "audit", "training", "evaluation", "elapsed", "tokens sampled", "tokens trained on", "trained tokens a second", "loss"] {
                                th.number scope="col" { (name) }
                            }
                        }
                    }
                    tbody {
                        @for (round, stats) in record.finished() {
                            tr {
                                td.number { (round.row.round) }
                                td.number { (seconds(stats.rollout_s)) }
                                td.number { (seconds(stats.audit_s)) }
                                td.number { (seconds(stats.train_s)) }
                                td.number { (seconds(stats.evaluation_s)) }
                                td.number { (seconds(stats.elapsed_s)) }
                                td.number { (text::count(stats.sampled_tokens as u64)) }
                                td.number { (text::count(stats.trained_tokens as u64)) }
                                td.number {
                                    @if stats.train_s > 0.0 {
                                        (text::count((stats.trained_tokens as f64 / stats.train_s).round() as u64))
                                    } @else { "\u{2013}" }
                                }
                                td.number { (format!("{:.4}", stats.loss)) }
                            }
                        }
                    }
                    tfoot {
                        tr {
                            th scope="row" { "all" }
                            td.number { (seconds(total(|stats| stats.rollout_s))) }
                            td.number { (seconds(total(|stats| stats.audit_s))) }
                            td.number { (seconds(total(|stats| stats.train_s))) }
                            td.number { (seconds(total(|stats| stats.evaluation_s))) }
                            td {} td {} td {} td {} td {}
                        }
                    }
                }
            }
        }
    }
}

/// Versions, times, configuration and checkpoints.
pub(super) fn render(record: &Record) -> Markup {
    let unknown = || "unknown".to_owned();
    let finished = record.rounds.iter().filter_map(|round| round.row.finished).next_back();
    html! {
        section id="provenance" {
            h2 { "Provenance" }
            dl.facts {
                div { dt { "Run made by" } dd { "veriloop " (record.program.clone().unwrap_or_else(unknown)) } }
                div { dt { "Report made by" } dd { "veriloop " (env!("CARGO_PKG_VERSION")) } }
                div { dt { "Ledger" } dd { "version " (record.schema.clone().unwrap_or_else(unknown)) } }
                @if let Some(finished) = finished { div { dt { "Last round over" } dd { (text::date(finished)) } } }
            }
            @if record.rounds.iter().any(|round| round.row.checkpoint_digest.is_some()) {
                (checkpoints(record))
            }
            details {
                summary { "Configuration (run.toml)" }
                pre { code { (record.config.to_toml().trim_end()) } }
            }
        }
    }
}

fn checkpoints(record: &Record) -> Markup {
    html! {
        details {
            summary { "Checkpoints" }
            div.scroll tabindex="0" role="region" aria-label="Checkpoints" {
                table {
                    thead {
                        tr {
                            th.number scope="col" { "round" }
                            th scope="col" { "folder" }
                            th scope="col" { "digest" }
                        }
                    }
                    tbody {
                        @for round in &record.rounds {
                            @if let (Some(path), Some(digest)) = (&round.row.checkpoint, &round.row.checkpoint_digest) {
                                tr {
                                    td.number { (round.row.round) }
                                    td { code { (path.display()) } }
                                    td { code { (digest) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
