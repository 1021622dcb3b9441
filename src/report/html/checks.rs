//! Every check, a line each.

use super::duration;
use super::inline::{mark, prose};
use maud::{Markup, html};
use sf_preflight_checks::model::Report;

/// The list.
pub fn list(report: &Report) -> Markup {
    html! {
        section aria-labelledby="checks" {
            h2 #checks { "All checks" }
            ul.checks role="list" {
                @for check in &report.checks {
                    li {
                        (mark(check.status))
                        span.what { code { (check.id) } span { (prose(&check.summary)) } }
                        @if let Some(ms) = check.duration_ms { span.time { (duration(ms)) } }
                    }
                }
            }
            @for note in &report.notes { p { (note.about) ": " (prose(&note.text)) } }
        }
    }
}
