//! One family's part of the page: how well it went, what the loop did, and examples.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::charts::{self, Line, Palette, Point, Scale};
use super::figures;
use super::record::{FamilyRecord, Record, greedy};
use super::{examples, text};
use crate::ledger::EvaluationRow;
use crate::stats::LevelStats;

/// The section of a family.
pub(super) fn render(family: &FamilyRecord, record: &Record) -> Markup {
    let palette = palette(record);
    html! {
        section id=(family.name) {
            h2 { (family.name) }
            @if family.evaluations.is_empty() && family.samples.is_empty() {
                p { "Nothing is recorded of this family yet." }
            } @else {
                (key(family, record, palette))
            }
            @if !family.evaluations.is_empty() { (held_out(family, record, palette)) }
            @if !family.samples.is_empty() { (the_loop(family, record, palette)) }
            @if !family.examples.is_empty() { (examples::render(family)) }
            @if !family.evaluations.is_empty() || !family.samples.is_empty() {
                h3 { "Every figure" }
                (figures::render(family, record))
            }
        }
    }
}

/// The colours of a run's levels.
pub(super) fn palette(record: &Record) -> Palette {
    let problems = &record.config.problems;
    Palette { demonstrated: problems.demonstrated_levels, highest: problems.highest_level }
}

fn key(family: &FamilyRecord, record: &Record, palette: Palette) -> Markup {
    let mut levels = family.evaluated_levels();
    levels.extend(family.sampled_levels());
    html! {
        ul.key aria-label="Colours of the levels" {
            @for &level in levels.iter().filter(|level| !record.is_demonstrated(**level)) {
                li { (palette.sample(level)) " level " (level) }
            }
            @if let Some(&level) = levels.iter().find(|level| record.is_demonstrated(**level)) {
                li.demonstrated {
                    (palette.sample(level)) " " (text::levels_to(palette.demonstrated)) ", demonstrated"
                }
            }
        }
    }
}

fn held_out(family: &FamilyRecord, record: &Record, palette: Palette) -> Markup {
    let rounds = family.evaluated_rounds();
    let span = (rounds.first().copied().unwrap_or(0), rounds.last().copied().unwrap_or(0));
    let lines = |value: &dyn Fn(&EvaluationRow) -> Option<Point>| -> Vec<Line> {
        let line = |level| Line {
            level,
            points: rounds
                .iter()
                .filter_map(|&round| family.evaluations.get(&(round, level)).and_then(value))
                .collect(),
        };
        family.evaluated_levels().into_iter().map(line).collect()
    };
    let pass_at_1 = lines(&|row| {
        let share = greedy(row);
        let interval = (!record.is_demonstrated(row.level)).then_some((share.low, share.high));
        share.rate.map(|value| Point { round: row.round, value, interval })
    });
    let pass_at_8 = lines(&|row| {
        (row.sampled_problems > 0).then_some(Point { round: row.round, value: row.pass_at_8, interval: None })
    });
    let has_samples = pass_at_8.iter().any(|line| !line.points.is_empty());
    let temperature = record.config.evaluation.temperature;
    html! {
        h3 { "Held-out problems" }
        p {
            "The loop never sees these problems. "
            @if family.is_judged_by_more { "Their programs are judged by more cases than those of the loop. " }
            "Round 0 is the model after the cold start."
        }
        div.charts {
            (figure(
                "pass@1, greedy",
                "Share of held-out problems whose greedy completion is accepted; upright bars are 95\u{a0}% intervals.",
                charts::lines(&format!("{}: held-out pass@1 by round and level", family.name), Scale::Share, span, palette, &pass_at_1),
            ))
            @if has_samples {
                (figure(
                    "pass@8, sampled",
                    &format!("Estimated share of held-out problems solved by at least one of eight samples at temperature {temperature}."),
                    charts::lines(&format!("{}: held-out pass@8 by round and level", family.name), Scale::Share, span, palette, &pass_at_8),
                ))
            }
        }
        (figures::summary(family, record))
    }
}

fn the_loop(family: &FamilyRecord, record: &Record, palette: Palette) -> Markup {
    let rounds = family.sampled_rounds();
    let span = (rounds.first().copied().unwrap_or(1), rounds.last().copied().unwrap_or(1));
    let mut kept: BTreeMap<usize, BTreeMap<u32, usize>> = BTreeMap::new();
    for (&(round, level), stats) in &family.samples {
        kept.entry(round).or_default().insert(level, stats.kept);
    }
    let lines = |value: &dyn Fn(&LevelStats) -> Option<f64>| -> Vec<Line> {
        let line = |level| Line {
            level,
            points: rounds
                .iter()
                .filter_map(|&round| {
                    let value = family.samples.get(&(round, level)).and_then(value)?;
                    Some(Point { round, value, interval: None })
                })
                .collect(),
        };
        family.sampled_levels().into_iter().map(line).collect()
    };
    let part = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let accepted = lines(&|stats| part(stats.accepted, figures::judged(stats)));
    let as_reference = lines(&|stats| part(stats.kept_as_reference, stats.kept));
    let frontier: BTreeMap<usize, u32> =
        family.frontiers.iter().filter(|(round, _)| rounds.contains(round)).map(|(r, l)| (*r, *l)).collect();
    let name = &family.name;
    html! {
        h3 { "Inside the loop" }
        div.charts {
            (figure(
                "Accepted samples",
                "Share of the judged training samples that the verifier accepted.",
                charts::lines(&format!("{name}: share of samples accepted by round and level"), Scale::Share, span, palette, &accepted),
            ))
            (figure(
                "Kept traces",
                &format!("Distinct traces that entered the dataset, at most {} for each problem.", record.config.selection.per_problem),
                charts::bars(&format!("{name}: kept traces by round and level"), span, palette, &kept),
            ))
            (figure(
                "Frontier",
                &format!(
                    "The level that most problems of a round come from. The next one opens once {} of its samples are accepted.",
                    text::share(record.config.problems.open_next_at)
                ),
                charts::frontier(&format!("{name}: frontier by round"), span, palette, &frontier),
            ))
            (figure(
                "Equal to the reference",
                "Share of kept traces that are the problem\u{2019}s reference to the letter. The reference is looked at for this figure alone.",
                charts::lines(&format!("{name}: share of kept traces equal to the reference"), Scale::Share, span, palette, &as_reference),
            ))
        }
        (figures::verdicts(family, &rounds))
    }
}

fn figure(title: &str, caption: &str, plot: Markup) -> Markup {
    html! {
        figure {
            figcaption { strong { (title) } " " (caption) }
            (plot)
        }
    }
}
