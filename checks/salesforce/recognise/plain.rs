//! A text without what a terminal, a page or a word processor puts in the place of plain characters: colours and other escape
//! sequences are gone, and quotes, blanks and brackets as HTML or typography writes them are ASCII's.

/// So much of a text must be there from an escape character on, where more is to come: the longest sequence.
const ESCAPE: usize = 520;
/// The same of any other character that may begin something: the longest reference of HTML, escaped twice.
const OTHER: usize = 16;

/// Makes a text that comes in pieces plain.
#[derive(Debug, Default)]
pub struct Plain {
    /// What came and may go on in the next piece.
    rest: Vec<u8>,
}

impl Plain {
    /// A further piece.
    pub fn clean(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut text = std::mem::take(&mut self.rest);
        text.extend_from_slice(piece);
        let (plain, read) = cleaned(&text, false);
        self.rest = text.split_off(read);
        plain
    }

    /// What is left at the end.
    pub fn finish(&mut self) -> Vec<u8> {
        cleaned(&std::mem::take(&mut self.rest), true).0
    }
}

/// The text made plain, and how much of it that was: all, or up to what may go on.
fn cleaned(text: &[u8], is_whole: bool) -> (Vec<u8>, usize) {
    let mut plain = Vec::with_capacity(text.len());
    let mut here = 0;
    while let Some(gap) = next(&text[here..]) {
        plain.extend_from_slice(&text[here..here + gap]);
        here += gap;
        let rest = &text[here..];
        let least = if rest[0] == 0x1b { ESCAPE } else { OTHER };
        if !is_whole && rest.len() < least {
            return (plain, here);
        }
        let (length, meant) = match rest[0] {
            0x1b => (escape(rest), None),
            b'&' => reference(rest).map_or((1, Some(b'&')), |(length, meant)| (length, Some(meant))),
            first => typography(rest).unwrap_or((1, Some(first))),
        };
        plain.extend(meant);
        here += length;
    }
    plain.extend_from_slice(&text[here..]);
    (plain, text.len())
}

/// Where the next character is that may begin something to be made plain.
fn next(text: &[u8]) -> Option<usize> {
    let frequent = memchr::memchr3(0x1b, b'&', 0xe2, text);
    memchr::memchr2(0xc2, 0xef, &text[..frequent.unwrap_or(text.len())]).or(frequent)
}

/// The length of a terminal's escape sequence: CSI, OSC, or a final byte with others before it (ECMA-48, 5.3 to 5.6).
fn escape(raw: &[u8]) -> usize {
    match raw.get(1) {
        Some(b'[') => 2 + raw[2..].iter().take(32).position(|byte| (0x40..=0x7e).contains(byte)).map_or(0, |end| end + 1),
        Some(b']') => match raw[2..].iter().take(512).position(|byte| *byte == 7 || *byte == 0x1b) {
            // BEL ends it, or ESC and a backslash.
            Some(end) if raw[2 + end] == 7 || raw.get(3 + end) != Some(&b'\\') => 2 + end + 1,
            Some(end) => 2 + end + 2,
            None => 2,
        },
        // Of `tput sgr0`: ESC ( B.
        Some(_) => 2 + raw[1..].iter().take(4).take_while(|byte| (0x20..0x30).contains(*byte)).count().min(raw.len() - 2),
        None => 1,
    }
}

/// A character reference of HTML that stands for an ASCII character, or for one that has such a sister: its length, and which.
fn reference(raw: &[u8]) -> Option<(usize, u8)> {
    // Escaped twice: &amp;#39;
    let (escaped, rest) = raw.strip_prefix(b"&amp;").map_or((1, &raw[1..]), |rest| (5, rest));
    let end = rest.iter().take(8).position(|byte| *byte == b';');
    let of_name = |end: usize| {
        let name = std::str::from_utf8(&rest[..end]).ok()?;
        let number = |digits: &str, radix: u32| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
        let meant = match name.strip_prefix('#') {
            Some(digits) if digits.starts_with(['x', 'X']) => number(&digits[1..], 16)?,
            Some(digits) => number(digits, 10)?,
            None => named(name)?,
        };
        Some((escaped + end + 1, sister(meant).filter(|byte| *byte != 0)?))
    };
    end.and_then(of_name).or((escaped == 5).then_some((5, b'&')))
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "quot" | "ldquo" | "rdquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "nbsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        _ => return None,
    })
}

/// The ASCII character that a character is, or is written for.
fn sister(character: char) -> Option<u8> {
    match character {
        // A line's end that is referred to would be one more line of the text.
        '\u{a0}' | '\u{202f}' | '\n' | '\r' => Some(b' '),
        '\u{2018}'..='\u{201b}' => Some(b'\''),
        '\u{201c}'..='\u{201f}' => Some(b'"'),
        _ => u8::try_from(character).ok().filter(u8::is_ascii),
    }
}

/// A quote or blank in UTF-8 that has a sister in ASCII, or a mark that is not seen: its length, and the sister.
fn typography(raw: &[u8]) -> Option<(usize, Option<u8>)> {
    match raw {
        // Soft hyphen, zero-width blanks and joiners, the mark of the order of bytes.
        [0xc2, 0xad, ..] => Some((2, None)),
        [0xe2, 0x80, 0x8b..=0x8d, ..] | [0xef, 0xbb, 0xbf, ..] => Some((3, None)),
        _ => {
            let length = if raw[0] == 0xc2 { 2 } else { 3 };
            let character = std::str::from_utf8(raw.get(..length)?).ok()?.chars().next()?;
            Some((length, Some(sister(character)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_plain_wherever_it_is_cut() {
        for (text, expected) in [
            ("plain & simple; 100 % — a…b é »", "plain & simple; 100 % — a…b é »"),
            ("\u{1b}[1;31mError\u{1b}[0m: \u{1b}]8;;https://a.example\u{7}x\u{1b}]8;;\u{1b}\\\u{1b}(B", "Error: x"),
            ("open &#39;a&#x27; &apos;b&amp;#39; &quot;c&#34;&nbsp;d&#160;e", "open 'a' 'b' \"c\" d e"),
            ("&lt;!DOCTYPE html&gt; a &amp;&amp; b &amp;lt;", "<!DOCTYPE html> a && b <"),
            ("&eacute; &#233; &#0; &#xzz; &# & &;", "&eacute; &#233; &#0; &#xzz; &# & &;"),
            ("a&#10;b&#xD;&#xa;c", "a b  c"),
            ("\u{feff}hasn\u{2019}t \u{201c}x\u{201d}\u{a0}y\u{200b}z\u{ad}", "hasn't \"x\" yz"),
        ] {
            for size in [1, 2, 3, 7, 4096] {
                let mut plain = Plain::default();
                let mut told: Vec<u8> = text.as_bytes().chunks(size).flat_map(|piece| plain.clean(piece)).collect();
                told.extend(plain.finish());
                assert_eq!(String::from_utf8(told).unwrap(), expected, "{size}: {text}");
            }
        }
    }

    #[test]
    fn broken_text_is_read_to_its_end() {
        for text in
            [&b"\x1b"[..], b"\x1b[", b"\x1b]x", b"&", b"&#", b"&amp;", b"&#3", b"\xe2", b"\xe2\x80", b"\xc2", b"\xef\xbb", b"\xe2\xff\xff"]
        {
            let mut plain = Plain::default();
            let mut told = plain.clean(text);
            told.extend(plain.finish());
            assert!(told.len() <= text.len(), "{text:?}");
        }
    }
}
