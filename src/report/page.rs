//! The page as a whole.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::record::Record;
use super::{alarms, charts, family, headline, health, provenance};

/// The report.
pub(super) fn render(record: &Record) -> Markup {
    let styles = include_str!("style.css");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "veriloop: " (headline::title(record)) }
                style {
                    (PreEscaped(styles))
                    "@media screen and (prefers-color-scheme: dark) {" (PreEscaped(charts::dark_rules())) "}"
                }
            }
            body {
                main {
                    (headline::render(record))
                    (alarms::render(record))
                    @for family in &record.families { (family::render(family, record)) }
                    (health::render(record))
                    (provenance::timing(record))
                    (provenance::render(record))
                }
            }
        }
    }
}
