//! Every check, a line each.

use super::super::words;
use super::duration;
use super::fix::prose;
use maud::{Markup, html};
use sf_preflight_checks::model::{Report, Status};

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

/// A status, as a word in its colour.
pub fn mark(status: Status) -> Markup {
    html! { span class={ "mark " (words::status(status)) } { (words::status(status)) } }
}
