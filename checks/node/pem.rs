//! PEM as OpenSSL reads it.
//!
//! Source: OpenSSL 3.0 and 3.5 `crypto/pem/pem_lib.c` (`get_name`, `get_header_and_data`, `sanitize_line`,
//! `PEM_read_bio_ex` with PEM_FLAG_EAY_COMPATIBLE) and `crypto/evp/encode.c` (`EVP_DecodeUpdate`); measured with
//! Node 20, 22 and 24.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// OpenSSL's line buffer, less its final NUL: a longer line is read in pieces of this size.
const PIECE: usize = 254;
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const TAIL: &[u8] = b"-----";

/// Where the bytes are read from: the two differ in what a NUL byte does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A file (`BIO_new_file`): a line ends at its first NUL, and one that begins with NUL ends the file.
    File,
    /// A buffer (`BIO_new_mem_buf`): how Node reads a key or certificate given to it as a value.
    Memory,
}

/// A block that was read whole. Its label may be any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands between `-----BEGIN ` and `-----`; bytes that are not UTF-8 are replaced.
    pub label: String,
    /// The line of its BEGIN, counted from 1.
    pub line: u32,
    /// Its header lines, each with its newline (RFC 1421: `Proc-Type`, `DEK-Info`); empty where it has none.
    pub header: String,
    /// Its contents, decoded; never empty.
    pub data: Vec<u8>,
}

/// Why a block could not be read. Reading can go on after it, at the line where OpenSSL gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadBlock {
    /// Its label, as in [`Block`].
    pub label: String,
    /// The line of its BEGIN, counted from 1.
    pub line: u32,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No END line, one of another label, two blank lines, or a short line in the middle after a blank one.
    BadEndLine,
    /// A character that is none of base64's, or a body that breaks off.
    BadBase64,
    /// Nothing between BEGIN and END, or a long line after a blank one: OpenSSL stops without a message.
    Silent,
}

impl Fault {
    /// OpenSSL's message; empty where it has none.
    pub fn message(self) -> &'static str {
        match self {
            Self::BadEndLine => "error:04800066:PEM routines::bad end line",
            Self::BadBase64 => "error:04800064:PEM routines::bad base64 decode",
            Self::Silent => "",
        }
    }
}

/// Every block that OpenSSL would meet in bytes given to Node as a value, up to the end.
pub fn blocks(bytes: &[u8]) -> Vec<Result<Block, BadBlock>> {
    Reader::new(bytes, Source::Memory).collect()
}

/// Reads block after block, as repeated calls of `PEM_read_bio` do. Ends where OpenSSL finds no further BEGIN line.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    line: u32,
    source: Source,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8], source: Source) -> Self {
        Self { rest: bytes, line: 1, source }
    }

    /// `BIO_gets`: the next line or piece of one, with its newline; None at the end.
    fn piece(&mut self) -> Option<&'a [u8]> {
        let window = &self.rest[..self.rest.len().min(PIECE)];
        let length = window.iter().position(|byte| *byte == b'\n').map_or(window.len(), |at| at + 1);
        let (piece, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.line += u32::from(piece.ends_with(b"\n"));
        let piece = match self.source {
            Source::File => &piece[..piece.iter().position(|byte| *byte == 0).unwrap_or(piece.len())],
            Source::Memory => piece,
        };
        (!piece.is_empty()).then_some(piece)
    }

    /// `get_name`: skips to the next BEGIN line and gives its label and line.
    fn begin(&mut self) -> Option<(&'a [u8], u32)> {
        let mut is_first = true;
        loop {
            let line = self.line;
            let piece = self.piece()?;
            let text = if is_first { without_byte_order_mark(piece) } else { piece };
            is_first = false;
            if let Some(label) = trimmed(text).strip_prefix(BEGIN).and_then(|text| text.strip_suffix(TAIL)) {
                return Some((label, line));
            }
        }
    }

    /// `get_header_and_data`: the header and the body, undecoded.
    fn contents(&mut self, label: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let (mut header, mut body) = (Vec::new(), Vec::new());
        let mut part = Part::MaybeHeader;
        let (mut was_partial, mut must_end) = (false, false);
        loop {
            let piece = self.piece().ok_or(Fault::BadEndLine)?;
            let follows_partial = std::mem::replace(&mut was_partial, piece.len() == PIECE && !piece.ends_with(b"\n"));
            if part == Part::MaybeHeader && piece.contains(&b':') {
                part = Part::Header;
            }
            let text = trimmed(piece);
            if text.is_empty() {
                match part {
                    _ if follows_partial => {}
                    Part::Body => return Err(Fault::BadEndLine),
                    Part::MaybeHeader | Part::Header => part = Part::Body,
                }
                continue;
            }
            if let Some(end) = text.strip_prefix(END) {
                let is_ours = end.strip_prefix(label).is_some_and(|end| end == TAIL);
                return match part {
                    _ if !is_ours => Err(Fault::BadEndLine),
                    Part::MaybeHeader => Ok((Vec::new(), header)),
                    Part::Header | Part::Body => Ok((header, body)),
                };
            }
            if must_end {
                return Err(Fault::BadEndLine);
            }
            let target = if part == Part::Body { &mut body } else { &mut header };
            put(target, text);
            if part == Part::Body {
                match text.len() {
                    65.. => return Err(Fault::Silent),
                    64 => {}
                    _ => must_end = true,
                }
            }
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Block, BadBlock>;

    fn next(&mut self) -> Option<Self::Item> {
        let (label, line) = self.begin()?;
        let label_text = String::from_utf8_lossy(label).into_owned();
        let read = self.contents(label).and_then(|(header, body)| Ok((header, decode(body).ok_or(Fault::BadBase64)?)));
        Some(match read {
            Ok((_, data)) if data.is_empty() => Err(BadBlock { label: label_text, line, fault: Fault::Silent }),
            Ok((header, data)) => Ok(Block { label: label_text, line, header: String::from_utf8_lossy(&header).into_owned(), data }),
            Err(fault) => Err(BadBlock { label: label_text, line, fault }),
        })
    }
}

/// How far into a block reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    MaybeHeader,
    Header,
    Body,
}

/// `BIO_puts`: a text ends at its first NUL, its newline with it.
fn put(target: &mut Vec<u8>, text: &[u8]) {
    match text.iter().position(|byte| *byte == 0) {
        Some(end) => target.extend_from_slice(&text[..end]),
        None => {
            target.extend_from_slice(text);
            target.push(b'\n');
        }
    }
}

/// A UTF-8 byte order mark is dropped where a search for BEGIN starts, not only at the start of the file.
fn without_byte_order_mark(piece: &[u8]) -> &[u8] {
    match piece.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if !rest.is_empty() => rest,
        _ => piece,
    }
}

/// `sanitize_line`: everything up to the space goes at the end of a line, and, since its `char` is signed, so do all
/// bytes that are not ASCII.
fn trimmed(piece: &[u8]) -> &[u8] {
    let end = piece.iter().rposition(|byte| (0x21..0x80).contains(byte)).map_or(0, |at| at + 1);
    &piece[..end]
}

/// `EVP_DecodeUpdate` and `EVP_DecodeFinal`: white space anywhere, `-` ends the text, bits left over do not matter.
fn decode(mut body: Vec<u8>) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
    );
    body.truncate(body.iter().position(|byte| *byte == b'-').unwrap_or(body.len()));
    body.retain(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    LENIENT.decode(body).ok()
}

/// What a block's header asks for before its data can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// Nothing: it has no header.
    None,
    /// A passphrase (RFC 1421 encryption: `Proc-Type: 4,ENCRYPTED`), with the cipher named.
    Cipher(String),
}

/// `PEM_get_EVP_CIPHER_INFO`: what a block's header asks for.
///
/// # Errors
/// OpenSSL's message for a header that it does not take; empty where it has none. Whether it knows the cipher is not
/// judged.
pub fn encryption(header: &str) -> Result<Encryption, &'static str> {
    let blank = [' ', '\t'];
    if header.is_empty() || header.starts_with('\n') {
        return Ok(Encryption::None);
    }
    let rest = header.strip_prefix("Proc-Type:").ok_or("error:0480006B:PEM routines::not proc type")?;
    let rest = rest.trim_start_matches(blank).strip_prefix("4,").ok_or("")?;
    let rest = rest.trim_start_matches(blank).strip_prefix("ENCRYPTED").filter(|rest| rest.starts_with([' ', '\t', '\r', '\n']));
    let rest = rest.ok_or("error:0480006A:PEM routines::not encrypted")?;
    let rest = rest.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n').ok_or("error:04800070:PEM routines::short header")?;
    let rest = rest.strip_prefix("DEK-Info:").ok_or("error:04800069:PEM routines::not dek info")?;
    let name: String = rest.trim_start_matches(blank).chars().take_while(|c| !matches!(c, ' ' | '\t' | ',' | '\n')).collect();
    Ok(Encryption::Cipher(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<(String, Vec<u8>), Fault>> {
        let blocks = Reader::new(text.as_bytes(), Source::File);
        blocks.map(|block| block.map(|block| (block.label, block.data)).map_err(|bad| bad.fault)).collect()
    }

    fn good(label: &str, data: &[u8]) -> Result<(String, Vec<u8>), Fault> {
        Ok((label.to_owned(), data.to_vec()))
    }

    #[test]
    fn blocks_are_found_where_openssl_finds_them() {
        for text in [
            "-----BEGIN A-----\nYWJj\n-----END A-----\n",
            "-----BEGIN A-----\r\nYWJj\r\n-----END A-----\r\n",
            "-----BEGIN A-----\nYWJj\n-----END A-----",
            "\u{feff}-----BEGIN A-----\nYWJj\n-----END A-----\n",
            "words\n-----BEGIN A-----  \nYW\n  Jj \n-----END A----- \n",
            "-----BEGIN A-----\n\nYWJj\n-----END A-----\n",
            "-----BEGIN A-----\nYWJj\n-----BEGIN A-----\nZGVm\n-----END A-----\n",
            "-----BEGIN A-----\u{a0}\nYWJj\n-----END A-----\n",
        ] {
            assert_eq!(read(text), [good("A", b"abc")], "{text:?}");
        }
    }

    #[test]
    fn what_only_looks_like_a_block_is_passed_over() {
        for text in [
            "",
            " -----BEGIN A-----\nYWJj\n-----END A-----\n",
            "\"-----BEGIN A-----\nYWJj\n-----END A-----\n",
            "----BEGIN A----\nYWJj\n----END A----\n",
            "-----begin A-----\nYWJj\n-----end A-----\n",
            &format!("-----BEGIN A-----\r{}\r-----END A-----\r", "YWJj".repeat(64)),
            &format!("-----BEGIN A-----\\n{}\\n-----END A-----", "YWJj".repeat(64)),
            "\0\n-----BEGIN A-----\nYWJj\n-----END A-----\n",
        ] {
            assert_eq!(read(text), [], "{text:?}");
        }
    }

    #[test]
    fn a_damaged_block_says_how() {
        for (text, fault) in [
            ("-----BEGIN A-----\nYWJj\n", Fault::BadEndLine),
            ("-----BEGIN A-----\nYWJj\n-----END B-----\n", Fault::BadEndLine),
            ("-----BEGIN A-----\nYWJj\n-----END A----------BEGIN A-----\n", Fault::BadEndLine),
            ("-----BEGIN A-----\n\nYW\n\nJj\n\n-----END A-----\n", Fault::BadEndLine),
            ("-----BEGIN A-----\nYW?j\n-----END A-----\n", Fault::BadBase64),
            ("-----BEGIN A-----\nYWJ\n-----END A-----\n", Fault::BadBase64),
            ("-----BEGIN A-----\nYW==YWJj\n-----END A-----\n", Fault::BadBase64),
            ("-----BEGIN A-----\n-----END A-----\n", Fault::Silent),
        ] {
            assert_eq!(read(text), [Err(fault)], "{text:?}");
        }
    }

    #[test]
    fn a_long_line_is_read_in_pieces() {
        let body = "YWJj".repeat(200);
        assert_eq!(read(&format!("-----BEGIN A-----\n{body}\n-----END A-----\n")), [good("A", "abc".repeat(200).as_bytes())]);
        assert_eq!(read(&format!("-----BEGIN A-----\n{body}-----END A-----\n")), [Err(Fault::BadEndLine)]);
    }

    #[test]
    fn lines_are_counted_and_headers_kept() {
        let text = "one\n\n-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nYWJj\n-----END A-----\n";
        let read = blocks(text.as_bytes());
        let block = read[0].as_ref().unwrap();
        assert_eq!((block.line, block.header.as_str()), (3, "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n"));
        assert_eq!(encryption(&block.header), Ok(Encryption::Cipher("AES-128-CBC".to_owned())));
        assert_eq!(encryption("Proc-Type: 4,CLEAR\n"), Err("error:0480006A:PEM routines::not encrypted"));
        assert_eq!(encryption("Comment: x\n"), Err("error:0480006B:PEM routines::not proc type"));
        assert_eq!(encryption(""), Ok(Encryption::None));
    }
}
