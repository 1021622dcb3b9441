//! A long text is looked through in parts, side by side.

use super::events::{Event, events};
use super::normal::Squeezed;
use std::ops::Range;
use std::thread;

/// How much is one part, bytes.
const PART: usize = 256 * 1024;
/// How many parts are looked through side by side.
const SIDE_BY_SIDE: usize = 4;
/// How much before an error is kept in sight, bytes.
pub const BEFORE: usize = 4096;
/// How much behind it.
pub const BEHIND: usize = 2048;
/// How far apart the parts begin: each sees as much of its neighbours as its own errors need.
const STEP: usize = PART - BEFORE - BEHIND;
/// The longest text that is looked through at once, bytes.
pub const WINDOW: usize = PART + (SIDE_BY_SIDE - 1) * STEP;

/// Looks through texts; keeps its memory from one to the next.
#[derive(Debug, Default)]
pub struct Parts([Part; SIDE_BY_SIDE]);

#[derive(Debug, Default)]
struct Part {
    squeezed: Squeezed,
    /// What was found, where the part was looked through.
    events: Option<Vec<Event>>,
}

impl Parts {
    /// Every piece of a text that is no longer than a window, in the order in which they begin.
    pub fn events(&mut self, raw: &[u8]) -> Vec<Event> {
        let mut parts: Vec<(&mut Part, Span)> = self.0.iter_mut().zip(spans(raw.len())).collect();
        if let Some(((last, last_span), others)) = parts.split_last_mut() {
            thread::scope(|scope| {
                for (part, span) in others {
                    // Where the system gives no thread, the part is looked through when its events are asked for.
                    drop(thread::Builder::new().spawn_scoped(scope, || part.look(&raw[span.seen.clone()])));
                }
                last.look(&raw[last_span.seen.clone()]);
            });
        }
        parts.into_iter().flat_map(|(part, span)| part.events_of(raw, span)).collect()
    }
}

impl Part {
    fn look(&mut self, text: &[u8]) {
        self.squeezed.fill(text);
        self.events = Some(events(text, &self.squeezed));
    }

    /// The events that begin where the part is the one to tell them, by their places in the whole text.
    fn events_of(&mut self, raw: &[u8], Span { seen, told }: Span) -> impl Iterator<Item = Event> {
        if self.events.is_none() {
            self.look(&raw[seen.clone()]);
        }
        let events = self.events.take().into_iter().flatten();
        let placed = events.map(move |event| Event { start: event.start + seen.start, end: event.end + seen.start, ..event });
        placed.filter(move |event| told.contains(&event.start))
    }
}

/// Where a part lies in the text.
struct Span {
    /// All of it.
    seen: Range<usize>,
    /// Where begins what it tells; the rest is told by its neighbours.
    told: Range<usize>,
}

/// The parts of a text of so many bytes.
fn spans(length: usize) -> impl Iterator<Item = Span> {
    let starts = (0..length.max(1)).step_by(STEP).take_while(move |start| *start == 0 || start + BEFORE + BEHIND < length);
    starts.map(move |start| {
        let is_last = start + PART >= length;
        let (from, to) = (if start == 0 { 0 } else { start + BEFORE }, if is_last { length } else { start + PART - BEHIND });
        Span { seen: start..length.min(start + PART), told: from..to }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_told_by_one_part_with_enough_around() {
        for length in [0, 1, BEFORE, PART - 1, PART, PART + 1, STEP + BEFORE, 2 * STEP + BEHIND, PART + STEP, WINDOW - 1, WINDOW] {
            let spans: Vec<Span> = spans(length).collect();
            assert!((1..=SIDE_BY_SIDE).contains(&spans.len()), "{length}");
            let mut reached = 0;
            for Span { seen, told } in &spans {
                assert_eq!(told.start, reached, "{length}");
                assert!(told.start == 0 || told.start - seen.start >= BEFORE, "{length}");
                assert!(told.end == length || seen.end - told.end >= BEHIND, "{length}");
                assert!(seen.len() <= PART && seen.end <= length, "{length}");
                reached = told.end;
            }
            assert_eq!(reached, length);
        }
    }
}
