//! UTF-16, as PowerShell's `>` writes it, made UTF-8.

use crate::model::Encoding;
use std::borrow::Cow;

/// Makes a text that comes in pieces UTF-8.
#[derive(Debug, Default)]
pub struct Decoder {
    encoding: Option<Encoding>,
    /// What came and was not told yet: the first bytes, half a unit, or the first of two units.
    rest: Vec<u8>,
}

impl Decoder {
    /// A further piece.
    pub fn decode<'a>(&mut self, piece: &'a [u8]) -> Cow<'a, [u8]> {
        if self.encoding == Some(Encoding::Utf8) {
            return Cow::Borrowed(piece);
        }
        self.rest.extend_from_slice(piece);
        if self.encoding.is_none() && self.rest.len() < Encoding::TELLING {
            return Cow::Borrowed(&[]);
        }
        Cow::Owned(self.told())
    }

    /// What is left at the end.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut told = self.told();
        told.append(&mut self.rest);
        told
    }

    fn told(&mut self) -> Vec<u8> {
        let encoding = *self.encoding.get_or_insert_with(|| Encoding::of(&self.rest));
        let Some(mut units) = encoding.units(&self.rest) else { return std::mem::take(&mut self.rest) };
        // The second of two may follow in the next piece.
        if units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) {
            units.pop();
        }
        self.rest.drain(..units.len() * 2);
        String::from_utf16_lossy(&units).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_read_wherever_it_is_cut() {
        const TEXT: &str = "\u{feff}Error: user hasn\u{2019}t \u{1f512}\r\n";
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little[..], &big, TEXT.as_bytes(), &little[2..], b"", b"ab"] {
            let whole = String::from_utf8_lossy(bytes).into_owned();
            for size in 1..9 {
                let mut decoder = Decoder::default();
                let mut told: Vec<u8> = bytes.chunks(size).flat_map(|piece| decoder.decode(piece).into_owned()).collect();
                told.extend(decoder.finish());
                let told = String::from_utf8_lossy(&told).into_owned();
                let expected = match bytes.len() {
                    0..3 => &whole,
                    _ => TEXT,
                };
                assert_eq!(told.trim_start_matches('\u{feff}'), expected.trim_start_matches('\u{feff}'), "{size}: {bytes:?}");
            }
        }
    }
}
