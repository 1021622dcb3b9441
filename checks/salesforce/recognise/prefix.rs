//! What stands before a line: what a log puts there, the mark of a quotation, the frame of a box.

/// So many parts stand before a line at the most.
const MOST: usize = 10;

/// The length of what a log, a quotation or a frame puts before a line.
pub fn prefix(raw: &[u8]) -> usize {
    let (mut length, mut is_stamped) = (0, false);
    for _ in 0..MOST {
        let rest = &raw[length..];
        let part = match part(rest) {
            0 if is_stamped => sender(rest),
            part => part,
        };
        if part == 0 {
            break;
        }
        is_stamped |= rest[0].is_ascii_digit();
        length += part;
    }
    length
}

/// Whether a line is a frame of a stack, with whatever stands before it.
pub fn is_frame(line: &[u8]) -> bool {
    line[prefix(line)..].starts_with(b"at ")
}

/// The length of a colour whose escape character was lost: `[31m`; 0 if it is none.
pub fn bare_colour(raw: &[u8]) -> usize {
    let digits = raw[1..].iter().take(12).take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    if raw.get(digits + 1) == Some(&b'm') { digits + 2 } else { 0 }
}

/// The length of a quote, dash, blank or frame; 0 if it is none.
pub fn typography(raw: &[u8]) -> usize {
    match raw {
        [0xe2, 0x80, 0x80..=0xba, ..] if raw[2] != 0xa6 => 3,
        [0xe2, 0x94 | 0x95, ..] if raw.len() > 2 => 3,
        [0xc2, 0xbb | 0xab, ..] => 2,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => 2,
        _ => 0,
    }
}

fn part(raw: &[u8]) -> usize {
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
        Some(b':') => level(raw, 0),
        Some(b'0'..=b'9') => stamp(raw),
        Some(0x80..) => typography(raw),
        Some(byte) if byte.is_ascii_alphabetic() => word(raw),
        _ => 0,
    }
}

/// `# ` or `// `: words that somebody quotes in a program's comment, or a heading.
fn comment(raw: &[u8]) -> usize {
    [&b"# "[..], b"// "].into_iter().find(|mark| raw.starts_with(mark)).map_or(0, <[u8]>::len)
}

/// `[2026-11-25 10:00:00]`, `[error]`, `[12:00:01]`, Ant's `[exec]`, TeamCity's `[Step 1/3]`.
fn bracket(raw: &[u8]) -> usize {
    const WORDS: [&[u8]; 11] =
        [b"error", b"warn", b"warning", b"info", b"debug", b"pipeline", b"section", b"command", b"notice", b"stderr", b"exec"];
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
    // Bamboo's.
    if let [b'0'..=b'3', b'0'..=b'9', b'-', month @ ..] = raw
        && is_month(month)
        && let [b'-', year @ ..] = &month[3..]
    {
        return 7 + year.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    }
    let length = raw.iter().take(40).take_while(|byte| byte.is_ascii_digit() || b":.-+,TZ/".contains(byte)).count();
    let part = &raw[..length];
    let has = |wanted: u8| part.iter().filter(|byte| **byte == wanted).count();
    let is_time = has(b':') >= 2 || has(b'-') >= 2;
    if length >= 8 && is_time && matches!(raw.get(length), Some(b' ' | b'\t')) { length } else { 0 }
}

/// Whether a text begins with a month as logs write it: `Nov`.
fn is_month(raw: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    MONTHS.iter().any(|month| raw.starts_with(month))
}

/// What begins with a letter: a service's name, a level, a step, the month of a date.
fn word(raw: &[u8]) -> usize {
    let letters = raw.iter().take(8).take_while(|byte| byte.is_ascii_alphabetic()).count();
    match raw.get(letters) {
        Some(b':') if letters == 1 => level(raw, 1),
        // Bamboo's `error`, before a date.
        Some(b'\t') if raw.get(letters + 1).is_some_and(u8::is_ascii_digit) => letters + 1,
        Some(b' ') if raw.starts_with(b"Step #") => step(raw),
        Some(b' ') if letters == 3 && is_month(raw) => month_and_day(raw),
        _ => service(raw),
    }
}

/// TeamCity's `:` or `W:`, before a tab.
fn level(raw: &[u8], letters: usize) -> usize {
    if raw[letters..].starts_with(b":\t") { letters + 2 } else { 0 }
}

/// Google Cloud Build's `Step #2 - "deploy": `.
fn step(raw: &[u8]) -> usize {
    raw.windows(2).take(48).take_while(|pair| pair[0] != b'\n').position(|pair| pair == b": ").map_or(0, |at| at + 2)
}

/// `Nov 25 ` before the time of day.
fn month_and_day(raw: &[u8]) -> usize {
    let length = 3 + raw[3..].iter().take(4).take_while(|byte| byte.is_ascii_digit() || **byte == b' ').count();
    if raw.get(length).is_some_and(u8::is_ascii_digit) && raw[..length].ends_with(b" ") { length } else { 0 }
}

/// `web-1  | ` of several services in one log.
fn service(raw: &[u8]) -> usize {
    let name = raw.iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let blanks = raw[name..].iter().take(24).take_while(|byte| **byte == b' ').count();
    if blanks > 0 && raw[name + blanks..].starts_with(b"| ") { name + blanks + 2 } else { 0 }
}

/// What stands between a stamp and the line: `build-07 jenkins[1234]: ` of a journal, `app[web.1]: `, a container's `stderr F `.
fn sender(raw: &[u8]) -> usize {
    const STREAMS: [&[u8]; 4] = [b"stderr F ", b"stdout F ", b"stderr P ", b"stdout P "];
    if STREAMS.iter().any(|stream| raw.starts_with(stream)) {
        return STREAMS[0].len();
    }
    let word = |raw: &[u8]| raw.iter().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(byte)).count();
    let host = word(raw);
    let program = if raw.get(host) == Some(&b' ') { host + 1 + word(&raw[host + 1..]) } else { host };
    let process = raw.get(program + 1..).filter(|_| program > 0 && raw[program] == b'[').map_or(0, word);
    if process > 0 && raw[program + 1 + process..].starts_with(b"]: ") { program + process + 4 } else { 0 }
}
