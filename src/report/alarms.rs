//! The alarms of the guard, with what they rest on.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::record::Record;
use super::text;
use crate::config::GuardAction;

/// The kinds of the run's alarms, each once.
pub(super) fn names(record: &Record) -> Vec<String> {
    let kinds: BTreeSet<_> = record.alarms.iter().map(|(_, alarm)| alarm.kind).collect();
    kinds.into_iter().map(|kind| kind.name().to_owned()).collect()
}

/// Every alarm, with its evidence.
pub(super) fn render(record: &Record) -> Markup {
    if record.last_finished().unwrap_or(0) == 0 {
        return html! {};
    }
    html! {
        section id="alarms" {
            h2 { "Alarms" }
            p {
                @if record.alarms.is_empty() { "The guard gave none. " }
                "It gives an alarm where the 95\u{a0}% interval of a figure, and not only its estimate, is beyond the \
                 threshold. "
                @match record.config.guard.action {
                    GuardAction::Warn => "In this run an alarm changes nothing.",
                    GuardAction::Adapt => "In this run an alarm changes the rounds after it as its diagnosis asks.",
                    GuardAction::Stop => "In this run an alarm ends the run.",
                }
            }
            @for kind in record.alarms.iter().map(|(_, alarm)| alarm.kind).collect::<BTreeSet<_>>() {
                @let rounds: Vec<String> = record
                    .alarms
                    .iter()
                    .filter(|(_, alarm)| alarm.kind == kind)
                    .map(|(round, _)| round.to_string())
                    .collect();
                @if let Some((round, alarm)) = record.alarms.iter().find(|(_, alarm)| alarm.kind == kind) {
                    article.alarm {
                        h3 { (kind.name()) }
                        p { (alarm.diagnosis) "." }
                        dl.facts {
                            div { dt { "First in round" } dd { (round) } }
                            div { dt { "In all rounds" } dd { (rounds.join(", ")) } }
                            div {
                                dt { "Statistic" }
                                dd { (text::share(alarm.statistic)) " (95\u{a0}% " (text::share(alarm.low)) "\u{2013}" (text::share(alarm.high)) ")" }
                            }
                            div { dt { "Threshold" } dd { (text::share(alarm.threshold)) } }
                        }
                        ul { @for line in &alarm.evidence { li { (text::visible(line)) } } }
                    }
                }
            }
        }
    }
}
