//! What stands within a line.

use super::super::words::{self, plain};
use maud::{Markup, html};
use sf_preflight_checks::model::Status;

/// A status, as a word in its colour.
pub fn mark(status: Status) -> Markup {
    html! { span class={ "mark " (words::status(status)) } { (words::status(status)) } }
}

/// A text of ours; what stands between backticks is code.
pub fn prose(text: &str) -> Markup {
    let text = plain(text);
    let pieces: Vec<&str> = text.split('`').collect();
    let is_paired = pieces.len() % 2 == 1;
    html! {
        @if is_paired {
            @for (number, piece) in pieces.iter().enumerate() {
                @if number % 2 == 1 { code { (piece) } } @else { (piece) }
            }
        } @else { (text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_backticks_is_code_and_nothing_is_markup() {
        for (text, markup) in [
            ("plain", "plain"),
            ("a `b <c>` d", "a <code>b &lt;c&gt;</code> d"),
            ("a ` b", "a ` b"),
            ("</script><b a=\"x\">&", "&lt;/script&gt;&lt;b a=&quot;x&quot;&gt;&amp;"),
            ("\u{202e}x\u{1b}", r"\u{202e}x\u{1b}"),
        ] {
            assert_eq!(prose(text).into_string(), markup);
        }
    }
}
