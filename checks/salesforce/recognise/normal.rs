//! A plain text as it is compared: without blanks, line ends, quotes, hyphens and the prefixes of logs, in lower case.
//!
//! Without blanks, since a terminal, a mail or a CI may have wrapped the text anywhere, in the middle of words too.

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

/// The length of a colour whose escape character was lost: `[31m`; 0 if it is none.
fn bare_colour(raw: &[u8]) -> usize {
    let digits = raw[1..].iter().take(12).take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    if raw.get(digits + 1) == Some(&b'm') { digits + 2 } else { 0 }
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

/// The length of a quote, dash, blank or frame; 0 if it is none.
fn typography(raw: &[u8]) -> usize {
    match raw {
        [0xe2, 0x80, 0x80..=0xba, ..] if raw[2] != 0xa6 => 3,
        [0xe2, 0x94 | 0x95, ..] if raw.len() > 2 => 3,
        [0xc2, 0xbb | 0xab, ..] => 2,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => 2,
        _ => 0,
    }
}

/// The length of what a log, a quotation or a frame puts before a line.
pub fn prefix(raw: &[u8]) -> usize {
    const MOST: usize = 6;
    let mut length = 0;
    for _ in 0..MOST {
        match prefix_part(&raw[length..]) {
            0 => break,
            part => length += part,
        }
    }
    length
}

/// Whether a line is a frame of a stack, with whatever stands before it.
pub fn is_frame(line: &[u8]) -> bool {
    line[prefix(line)..].starts_with(b"at ")
}

fn prefix_part(raw: &[u8]) -> usize {
    let blank = raw.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'>' | b'|')).count();
    if blank > 0 {
        return blank;
    }
    match raw.first() {
        // The frame of what sfdx of 2018 prints as an error.
        Some(b'!') if raw.starts_with(b"!    ") => 1,
        Some(b'[') => match bare_colour(raw) {
            0 => bracket(raw),
            colour => colour,
        },
        Some(b'#') if raw.starts_with(b"##[") => 2 + bracket(&raw[2..]),
        Some(b'#') => comment(raw).max(build_step(raw)),
        Some(b'/') => comment(raw),
        Some(b'0'..=b'9') => stamp(raw),
        Some(0x80..) => typography(raw),
        Some(byte) if byte.is_ascii_alphabetic() => service(raw),
        _ => 0,
    }
}

/// `# ` or `// `: words that somebody quotes in a program's comment, or a heading.
fn comment(raw: &[u8]) -> usize {
    [&b"# "[..], b"// "].into_iter().find(|mark| raw.starts_with(mark)).map_or(0, <[u8]>::len)
}

/// `[2026-11-25 10:00:00]`, `[error]`, `[12:00:01]`.
fn bracket(raw: &[u8]) -> usize {
    const WORDS: [&[u8]; 10] =
        [b"error", b"warn", b"warning", b"info", b"debug", b"pipeline", b"section", b"command", b"notice", b"stderr"];
    let Some(end) = raw.iter().take(48).position(|byte| *byte == b']') else { return 0 };
    let inner = &raw[1..end];
    let is_plain = inner.iter().all(|byte| byte.is_ascii_alphanumeric() || b" :.-/+,_#".contains(byte));
    let is_stamp = inner.iter().any(u8::is_ascii_digit) && !inner.windows(2).any(|pair| pair == b"//");
    let is_word = WORDS.iter().any(|word| inner.eq_ignore_ascii_case(word));
    if is_plain && (is_stamp || is_word) { end + 1 } else { 0 }
}

/// `#12 3.456` of a container's build.
fn build_step(raw: &[u8]) -> usize {
    let number = raw[1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if number == 0 || raw.get(number + 1) != Some(&b' ') {
        return 0;
    }
    let rest = &raw[number + 2..];
    let time = rest.iter().take(12).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let is_time = rest[..time].contains(&b'.') && rest.get(time) == Some(&b' ');
    number + 2 + if is_time { time } else { 0 }
}

/// A date, a time of day, or GitLab's `00O `.
fn stamp(raw: &[u8]) -> usize {
    if matches!(raw, [_, second, b'O' | b'E', b' ' | b'+', ..] if second.is_ascii_hexdigit()) {
        return 4;
    }
    let length = raw.iter().take(40).take_while(|byte| byte.is_ascii_digit() || b":.-+,TZ/".contains(byte)).count();
    let part = &raw[..length];
    let has = |wanted: u8| part.iter().filter(|byte| **byte == wanted).count();
    let is_time = has(b':') >= 2 || has(b'-') >= 2;
    if length >= 8 && is_time && matches!(raw.get(length), Some(b' ' | b'\t')) { length } else { 0 }
}

/// `web-1  | ` of several services in one log.
fn service(raw: &[u8]) -> usize {
    let name = raw.iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let blanks = raw[name..].iter().take(24).take_while(|byte| **byte == b' ').count();
    if blanks > 0 && raw[name + blanks..].starts_with(b"| ") { name + blanks + 2 } else { 0 }
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
