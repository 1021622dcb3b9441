//! How a text is encoded that somebody's editor, shell or build system wrote.

use std::borrow::Cow;

/// An encoding of Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Or anything else in which ASCII is ASCII.
    Utf8,
    /// As Windows PowerShell 5 writes it with `>` and `Out-File`.
    Utf16Little,
    /// The other order of bytes.
    Utf16Big,
}

impl Encoding {
    /// How many bytes of a text tell its encoding.
    pub const TELLING: usize = 4;

    /// Told by the byte order mark at the beginning, or by the zeros beside ASCII.
    pub fn of(beginning: &[u8]) -> Self {
        match beginning {
            [0xff, 0xfe, ..] => Self::Utf16Little,
            [0xfe, 0xff, ..] => Self::Utf16Big,
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Self::Utf16Little,
            [0, first, 0, second, ..] if *first != 0 && *second != 0 => Self::Utf16Big,
            _ => Self::Utf8,
        }
    }

    /// Whether it is UTF-16, which no program reads that expects UTF-8.
    pub fn is_utf16(self) -> bool {
        self != Self::Utf8
    }

    /// The code units of UTF-16, without half a one at the end; None for UTF-8.
    pub fn units(self, bytes: &[u8]) -> Option<Vec<u16>> {
        let unit = match self {
            Self::Utf8 => return None,
            Self::Utf16Little => u16::from_le_bytes,
            Self::Utf16Big => u16::from_be_bytes,
        };
        Some(bytes.as_chunks::<2>().0.iter().map(|bytes| unit(*bytes)).collect())
    }

    /// The text; what is none comes out as replacement characters.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self.units(bytes) {
            Some(units) => String::from_utf16_lossy(&units).into(),
            None => String::from_utf8_lossy(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_or_zeros_beside_ascii_tell_utf_16() {
        use Encoding::{Utf8, Utf16Big, Utf16Little};
        for (bytes, encoding, text) in [
            (&b"ab"[..], Utf8, "ab"),
            (b"\xef\xbb\xbfab", Utf8, "\u{feff}ab"),
            (b"a\0b\0", Utf16Little, "ab"),
            (b"\0a\0b", Utf16Big, "ab"),
            (b"\xff\xfea\0\x19\x20", Utf16Little, "\u{feff}a\u{2019}"),
            (b"\xfe\xff\0a\x20\x19", Utf16Big, "\u{feff}a\u{2019}"),
            (b"\xff\xfea\0b", Utf16Little, "\u{feff}a"),
            (b"a\0", Utf8, "a\0"),
            (b"\0\0a\0", Utf8, "\0\0a\0"),
            (b"\0GITCRYPT\0", Utf8, "\0GITCRYPT\0"),
            (b"\x30\x82\x00\x01", Utf8, "0\u{fffd}\0\u{1}"),
            (b"", Utf8, ""),
        ] {
            assert_eq!((Encoding::of(bytes), Encoding::of(bytes).decode(bytes).as_ref()), (encoding, text), "{bytes:?}");
        }
    }
}
