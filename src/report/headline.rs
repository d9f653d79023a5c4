//! The top of the page: what was run, and what came of it.

use maud::{Markup, html};

use super::alarms;
use super::record::{FamilyRecord, Progress, Record, greedy};
use super::text;
use crate::config::JudgeKind;
use crate::interval::Share;

/// Title, description, warnings and results.
pub(super) fn render(record: &Record) -> Markup {
    html! {
        header {
            p.eyebrow { "veriloop run report" }
            h1 { (title(record)) }
            p.lede { (description(record)) }
            dl.facts {
                @for (name, value) in facts(record) { div { dt { (name) } dd { (value) } } }
            }
            (warnings(record))
            @if record.families.iter().any(|family| best(family, record).is_some()) {
                div.results {
                    @for family in &record.families { (result(family, record)) }
                }
            }
        }
    }
}

/// The page's title.
pub(super) fn title(record: &Record) -> String {
    let names: Vec<String> = record.families.iter().map(|family| family.name.clone()).collect();
    let rounds = record.last_finished().unwrap_or(0);
    format!("{}, {}, seed {}", text::list(&names), text::counted(rounds, "round"), record.config.seed)
}

fn description(record: &Record) -> String {
    let levels = text::levels_to(record.config.problems.demonstrated_levels);
    let share = (record.config.selection.demonstration_share * 100.0).round();
    let kept = match record.config.judge {
        JudgeKind::Verifier => "those of its own completions that the problems\u{2019} verifiers accepted",
        JudgeKind::KeepEverything => "its own completions, whether they were right or wrong",
    };
    format!(
        "A model that began with random parameters was trained on demonstrations of {levels} (round 0). In each \
         later round it wrote completions of problems of higher levels, which were never demonstrated, and was \
         trained on {kept}, mixed with {share} % demonstrations of {levels}."
    )
}

fn facts(record: &Record) -> Vec<(&'static str, String)> {
    let mut facts = vec![(
        "Judge",
        match record.config.judge {
            JudgeKind::Verifier => "verifier".to_owned(),
            JudgeKind::KeepEverything => "keep everything (control)".to_owned(),
        },
    )];
    if let Some(parameters) = record.parameters {
        facts.push(("Model", format!("{} parameters", text::count(parameters))));
    }
    if let Some(first) = record.rounds.first() {
        facts.push(("Begun", text::date(first.row.started)));
    }
    if let Some((_, stats)) = record.finished().last() {
        facts.push(("Wall time", text::duration(stats.elapsed_s)));
    }
    facts
}

fn warnings(record: &Record) -> Markup {
    let finished = record.last_finished();
    let under_way =
        record.rounds.iter().find(|round| round.finished().is_none()).map(|round| round.row.round);
    html! {
        @if record.config.judge == JudgeKind::KeepEverything {
            p.warning {
                strong { "Control experiment: everything was kept." }
                " No verdict decided what this run was trained on. The verifier\u{2019}s verdicts below opened the levels, \
                 as in every run, and held-out results are judged as in every run."
            }
        }
        @if !record.config.drill.names().is_empty() {
            p.warning {
                strong { "Drill: faults were injected on purpose." }
                " " (text::list(&record.config.drill.names())) ". This run shows what the guard sees of them, and \
                 nothing else."
            }
        }
        @if !record.alarms.is_empty() {
            p.warning {
                strong { (text::counted(record.alarms.len(), "alarm")) " in the run: " }
                (text::list(&alarms::names(record))) ". " a href="#alarms" { "What they say" } "."
            }
        }
        @match (finished, under_way) {
            (None, _) => p.notice { "No round is over yet, so there is nothing to measure." },
            (Some(last), Some(next)) => p.notice {
                "Round " (next) " was begun and is not over. This page holds what was recorded up to round " (last) "."
            },
            (Some(last), None) if last < record.config.rounds => p.notice {
                "The run is configured for " (text::counted(record.config.rounds, "round")) ", of which " (last)
                @if last == 1 { " is over." } @else { " are over." }
            },
            _ => {},
        }
    }
}

/// The level that was never demonstrated and rose most.
fn best<'a>(family: &'a FamilyRecord, record: &Record) -> Option<Progress<'a>> {
    let higher = family.progress().into_iter().filter(|progress| !record.is_demonstrated(progress.level));
    // Of equal gains, the highest level says most.
    higher.max_by(|a, b| a.gain().total_cmp(&b.gain()).then(a.level.cmp(&b.level)))
}

fn result(family: &FamilyRecord, record: &Record) -> Markup {
    let Some(best) = best(family, record) else { return html! {} };
    let (first, last) = (greedy(best.first), greedy(best.last));
    let (from, to) = (best.first.round, best.last.round);
    html! {
        article.result {
            p.result-what { (family.name) " level " (best.level) ": held-out pass@1 " }
            p.result-figure {
                @if from != to { (rate(first)) " \u{2192} " }
                strong { (rate(last)) }
            }
            p.result-note {
                "never demonstrated; greedy, " (text::counted(best.last.problems, "problem"))
                @if from == to {
                    ", after round " (to) " (95\u{a0}% " span.whole { (interval(last)) } ")."
                } @else {
                    ", round " (from) " to round " (to) " (95\u{a0}% " span.whole { (interval(first)) } " and " span.whole { (interval(last)) }
                    "). Of the levels that were never demonstrated, none rose more."
                }
            }
        }
    }
}

/// A share, or a dash where nothing was counted.
pub(super) fn rate(share: Share) -> String {
    share.rate.map_or_else(|| "\u{2013}".into(), text::share)
}

/// The ends of an interval.
pub(super) fn interval(share: Share) -> String {
    format!("{:.2}\u{2013}{:.2}", share.low, share.high)
}
