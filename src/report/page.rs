//! The page as a whole.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::record::Record;
use super::{alarms, charts, family, headline, health, provenance};

/// The report.
pub(super) fn render(record: &Record) -> Markup {
    let dark =
        html! { "@media screen and (prefers-color-scheme: dark) {" (PreEscaped(charts::dark_rules())) "}" };
    let content = html! {
        (headline::render(record))
        (alarms::render(record))
        @for family in &record.families { (family::render(family, record)) }
        (health::render(record))
        (provenance::timing(record))
        (provenance::render(record))
    };
    page(&format!("veriloop: {}", headline::title(record)), dark, content)
}

/// A self-contained page in the report's style, with rules of its own besides.
pub(crate) fn page(title: &str, rules: Markup, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style {
                    (PreEscaped(include_str!("style.css")))
                    (rules)
                }
            }
            body {
                main { (content) }
            }
        }
    }
}
