//! What the policy wrote, before and after: held-out problems, to the letter.

use maud::{Markup, html};

use super::record::{Example, FamilyRecord};
use super::text;
use crate::ledger::Judged;

/// The examples of a family.
pub(super) fn render(family: &FamilyRecord) -> Markup {
    let rounds = family.evaluated_rounds();
    let (Some(first), Some(last)) = (rounds.first(), rounds.last()) else { return html! {} };
    html! {
        h3 { "What the model wrote" }
        p {
            "One held-out problem of each level that rose most, with the greedy completions of round " (first)
            " and round " (last) ": the first problem that was rejected then and accepted at the end, where there is one."
        }
        @for example in &family.examples { (one(example, *first, *last)) }
    }
}

fn one(Example { level, answers }: &Example, first: usize, last: usize) -> Markup {
    html! {
        article.example {
            h4 { "Level " (level) " " code { (text::visible(answers.id.as_str())) } }
            (code_block("Prompt", &answers.prompt))
            div.pair {
                (completion(first, &answers.before))
                @if first != last { (completion(last, &answers.after)) }
            }
        }
    }
}

fn completion(round: usize, judged: &Judged) -> Markup {
    html! {
        div {
            p.written {
                "Round " (round) " "
                span class={ "verdict " (judged.verdict) } { (judged.verdict) }
            }
            pre { code { @if judged.completion.trim().is_empty() { "(nothing)" } @else { (text::visible(judged.completion.trim_matches('\n'))) } } }
            @if !judged.detail.is_empty() { p.detail { (text::visible(&judged.detail)) } }
        }
    }
}

fn code_block(name: &str, code: &str) -> Markup {
    html! {
        p.written { (name) }
        pre { code { (text::visible(code.trim_end())) } }
    }
}
