//! A plain text as it is compared: without blanks, line ends, quotes, hyphens and the prefixes of logs, in lower case.
//!
//! Without blanks, since a terminal, a mail or a CI may have wrapped the text anywhere, in the middle of words too.

use super::prefix::{bare_colour, prefix, typography};

/// A text as it is compared.
#[derive(Debug, Default)]
pub struct Squeezed {
    /// What is left of it.
    pub bytes: Vec<u8>,
    /// Where each byte stood.
    pub at: Vec<u32>,
}

/// What is done with a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Keep,
    Drop,
    Newline,
    Backslash,
    Bracket,
    Bar,
    Percent,
    High,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Keep; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'\n' => Class::Newline,
            0..=b' ' | 0x7f | b'\'' | b'"' | b'`' | b'-' | b'*' | b'+' => Class::Drop,
            b'\\' => Class::Backslash,
            b'[' => Class::Bracket,
            b'|' => Class::Bar,
            b'%' => Class::Percent,
            0x80.. => Class::High,
            _ => Class::Keep,
        };
        byte += 1;
    }
    classes
};

impl Squeezed {
    /// Squeezes a text.
    pub fn of(raw: &[u8]) -> Self {
        let mut squeezed = Self::default();
        squeezed.fill(raw);
        squeezed
    }

    /// The same, into the memory of an earlier one.
    pub fn fill(&mut self, raw: &[u8]) {
        self.bytes.clear();
        self.at.clear();
        // Room for all of it, so that nothing grows in the loop.
        self.bytes.reserve(raw.len());
        self.at.reserve(raw.len());
        let mut here = 0;
        loop {
            let kept = raw[here..].iter().take_while(|byte| CLASSES[usize::from(**byte)] == Class::Keep).count();
            self.push(&raw[here..here + kept], here);
            here += kept;
            let Some(&byte) = raw.get(here) else { break };
            here += match CLASSES[usize::from(byte)] {
                Class::Keep | Class::Drop => 1,
                Class::Newline => 1 + prefix(&raw[here + 1..]),
                Class::Backslash => self.skip_or_push(backslash(&raw[here..]), byte, here),
                Class::Bracket => self.skip_or_push(bare_colour(&raw[here..]), byte, here),
                Class::Bar => self.skip_or_push(usize::from(ends_line(&raw[here + 1..])), byte, here),
                Class::Percent => match percent(&raw[here..]) {
                    Some(decoded) if CLASSES[usize::from(decoded)] == Class::Keep => {
                        self.push(&[decoded], here);
                        3
                    }
                    Some(_) => 3,
                    None => self.skip_or_push(0, byte, here),
                },
                Class::High => self.skip_or_push(typography(&raw[here..]), byte, here),
            };
        }
    }

    /// Keeps bytes that stood from `here` on, side by side.
    fn push(&mut self, kept: &[u8], here: usize) {
        self.bytes.extend(kept.iter().map(u8::to_ascii_lowercase));
        // A window is far smaller than 4 GiB.
        self.at.extend(here as u32..(here + kept.len()) as u32);
    }

    /// Passes over so many bytes, or keeps the one where there are none: how far that is.
    fn skip_or_push(&mut self, skipped: usize, byte: u8, here: usize) -> usize {
        if skipped > 0 {
            return skipped;
        }
        self.push(&[byte], here);
        1
    }

    /// Whether two neighbours stood side by side in the text.
    pub fn is_joined(&self, second: usize) -> bool {
        match (second.checked_sub(1).and_then(|first| self.at.get(first)), self.at.get(second)) {
            (Some(first), Some(second)) => first + 1 == *second,
            _ => false,
        }
    }
}

/// Whether only blanks follow in the line.
fn ends_line(raw: &[u8]) -> bool {
    raw.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n')
}

/// The length of an escape of JSON or a shell that stands for something that is dropped, with what a log puts before the line
/// that it begins; 0 if it stays.
fn backslash(raw: &[u8]) -> usize {
    let run = raw.iter().take(16).take_while(|byte| **byte == b'\\').count();
    match raw.get(run) {
        Some(b'n') => run + 1 + prefix(&raw[run + 1..]),
        Some(b'r' | b't') => run + 1,
        // Of JSON, a shell, or Markdown.
        Some(b'"' | b'\'' | b'/' | b'\n' | b'_' | b'*' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'#' | b'!' | b'-' | b'.' | b'~') => run,
        Some(b'u') => match raw.get(run + 1..run + 5).and_then(hex) {
            Some(0x1b) => run + 5 + raw.get(run + 5..).filter(|rest| rest.starts_with(b"[")).map_or(0, bare_colour),
            Some(0x20 | 0x22 | 0x26 | 0x27 | 0x3c | 0x3e | 0xa0 | 0x2010..=0x201f) => run + 5,
            _ => 0,
        },
        Some(b'x') if raw.get(run + 1..run + 3).and_then(hex) == Some(0x1b) => run + 3,
        Some(b'e') if raw.get(run + 1) == Some(&b'[') => run + 1,
        Some(b'0') if raw[run..].starts_with(b"033[") => run + 3,
        _ => 0,
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn percent(raw: &[u8]) -> Option<u8> {
    u8::try_from(hex(raw.get(1..3)?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::plain::Plain;
    use super::*;

    fn squeezed(text: &str) -> String {
        let mut plain = Plain::default();
        let mut raw = plain.clean(text.as_bytes());
        raw.extend(plain.finish());
        String::from_utf8(Squeezed::of(&raw).bytes).unwrap()
    }

    #[test]
    fn what_surrounds_words_does_not_matter() {
        for text in [
            "user hasn't approved this consumer",
            "User hasn’t approved this consumer",
            "user hasn\\u2019t approved\\nthis consumer",
            "user hasn&#39;t approved this consumer",
            "user hasn&amp;#39;t approved&nbsp;this consumer",
            r"**user hasn\'t approved** this consumer",
            "user%20hasn%27t+approved+this+consumer",
            "\"user hasn't approved\r\n    this consumer\"",
            "\n> user hasn't appro\n> ved this consumer",
            "user hasn't \u{1b}[31mapproved\u{1b}[0m this consumer",
            "user hasn't [1;31mapproved[0m this consumer",
            "\n2026-11-25T10:00:00.0000000Z ##[error]user hasn't\n2026-11-25T10:00:00.0000000Z approved this consumer",
            "\n[2026-11-25 10:00:00] user hasn't\n[12:00:01] approved this consumer",
            "\n#12 3.456 user hasn't\n#12 3.457 approved this consumer",
            "\nweb-1  | user hasn't\nweb-1  | approved this consumer",
            " ›   user hasn't\n ›   approved this consumer",
            "\n !    user hasn't\n !    approved this consumer",
            "\n  # user hasn't\n  # approved this consumer",
            "\n// user hasn't\n// approved this consumer",
            r"user hasn't\n2026-11-25T10:00:00.0000000Z ##[error]approved this consumer",
            "\n[10:00:00]W:\t [Step 1/3] user hasn't\n[10:00:01] :\t [Step 1/3] approved this consumer",
            "\nerror\t25-Nov-2026 10:00:00\tuser hasn't\nerror\t25-Nov-2026 10:00:01\tapproved this consumer",
            "\n     [exec] user hasn't\n     [exec] approved this consumer",
            "\nStep #2 - \"deploy\": user hasn't\nStep #2: approved this consumer",
            "\n2026-11-25T10:00:00Z stderr F user hasn't\n2026-11-25T10:00:01Z stdout P approved this consumer",
            "\nNov 25 10:00:00 build-07 jenkins[1234]: user hasn't\nNov  5 10:00:01 jenkins[1234]: approved this consumer",
            "\n2026-11-25T10:00:00.000000+00:00 app[web.1]: user hasn't approved this consumer",
            "\n| user hasn't      |\n| approved this consumer | \r\n",
            "user hasn&apos;t approved&#10;this&#xA;&#13;consumer",
            "│ user hasn't │\n│ approved this consumer │",
            "u\0s\0e\0r\0 \0hasn't approved this consumer",
        ] {
            assert_eq!(squeezed(text), "userhasntapprovedthisconsumer", "{text:?}");
        }
    }

    #[test]
    fn what_is_said_stays() {
        for (text, expected) in [
            ("[audience=https://a.b login=c]", "[audience=https://a.blogin=c]"),
            ("100% done & ready", "100%done&ready"),
            (r"C:\Users\x", r"c:\users\x"),
            (r"invalid\_grant\.", "invalid_grant."),
            ("\n443 is a port", "443isaport"),
            ("a…b é", "a…bé"),
        ] {
            assert_eq!(squeezed(text), expected, "{text}");
        }
    }

    #[test]
    fn broken_text_is_read_to_its_end() {
        for text in [
            &b"\x1b"[..],
            b"\x1b[",
            b"\\",
            b"\\u12",
            b"%",
            b"%4",
            b"&#3",
            b"\xe2",
            b"\xe2\x80",
            b"[",
            b"\n[",
            b"\n#",
            b"\n#1 ",
            b"\n1",
            b"\n00O",
            b"\na ",
            b"\xff\xfe",
        ] {
            let squeezed = Squeezed::of(text);
            assert_eq!(squeezed.bytes.len(), squeezed.at.len(), "{text:?}");
        }
    }
}
