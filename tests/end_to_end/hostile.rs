//! Servers that mean harm: the program ends in time, and what they say cannot touch the terminal.

#[cfg(unix)]
pub mod bounded;
#[cfg(unix)]
mod files;
#[cfg(unix)]
mod servers;

use crate::run::{Run, in_parallel, world};
use std::time::Duration;

/// The worlds of hostile servers and files, in which no prediction is asked for.
pub const HOSTILE: &[&str] = &[
    "hostile-page",
    "hostile-certificate",
    "endless-headers",
    "endless-body",
    "long-chain",
    "drip",
    "proxy-hostile",
    "proxy-endless-headers",
    #[cfg(unix)]
    "key-endless",
    #[cfg(unix)]
    "extra-ca-endless",
];

/// The characters by which a text could take over a terminal, hide itself or be read in another order.
fn is_harmful(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text without its colours.
fn without_colors(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|character: char| !character.is_ascii_digit() && character != ';').unwrap_or(piece.len());
        assert!(piece[end..].starts_with('m'), "an escape sequence that is no colour: {piece:?}");
        plain.push_str(&piece[end + 1..]);
    }
    plain
}

#[test]
fn a_hostile_server_ends_in_time_and_touches_no_terminal() {
    in_parallel(HOSTILE, |id| {
        for options in [
            &["--format=text", "--color=always"][..],
            &["--format=json"],
            &["--format=html"],
            &["--format=markdown"],
            &["--format=junit"],
            &["--format=prometheus"],
        ] {
            let world = world(id);
            let run = Run::new(&world, options);
            assert!(matches!(run.status, Some(0 | 1)), "{id}: {run:?}");
            assert!(run.duration < Duration::from_secs(10), "{id}: took {:?}", run.duration);
            assert!(run.everything().len() < 100_000, "{id}: {} bytes", run.everything().len());
            let plain = without_colors(&run.everything());
            assert!(!plain.contains(is_harmful), "{id}: {plain:?}");
            assert!(!plain.lines().any(|line| line.starts_with("::")), "{id}: {plain}");
        }
    });
}
