//! What is to be explained.

use super::page;
use crate::cli::Explain;
use crate::problem::Problem;
use crate::tell;
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::salesforce::recognise::{Recogniser, Recognition, recognise};
use std::fs::File;
use std::io::{self, IsTerminal, Read};

/// How much is read at once, bytes.
const PIECE: usize = 64 * 1024;
/// The longest text that is read, bytes: a device does not end, and no job's log is as long.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// What a person is told who is to type or paste the text.
const WAITING: &str = if cfg!(windows) {
    "waiting for the error text: paste it, then press Ctrl-Z and Enter on a line of its own"
} else {
    "waiting for the error text: paste it, then press Enter and Ctrl-D"
};

/// What is to be explained.
pub enum Input {
    /// A check, entry, code or name.
    Word(String),
    /// A text in which errors were looked for.
    Text(Recognition),
}

/// Reads it.
///
/// # Errors
/// If nothing was given, or it cannot be read.
pub fn read(options: &Explain) -> Result<Input, Problem> {
    let text = options.text.join(" ");
    match (&options.file, text.trim()) {
        (Some(path), _) => {
            let shown = Untrusted::from(path.to_string_lossy().into_owned());
            let unreadable = |error: io::Error| Problem::Usage(format!("{shown} cannot be read: {error}"));
            stream(File::open(path).map_err(unreadable)?).map_err(unreadable).map(Input::Text)
        }
        (None, "-") => {
            if io::stdin().is_terminal() {
                tell::complain(WAITING);
            }
            let read = stream(io::stdin().lock());
            read.map_err(|error| Problem::System("standard input could not be read", error)).map(Input::Text)
        }
        (None, "") => {
            Err(Problem::Usage("give an error text, `-` for standard input, --file FILE, a word such as ENOTFOUND, or --list".to_owned()))
        }
        (None, word) if page::is_known(word) => Ok(Input::Word(word.to_owned())),
        (None, text) => {
            let recognition = recognise(text);
            let is_word = !text.contains(char::is_whitespace) && text.len() <= 64;
            if is_word && recognition.found.is_empty() { Ok(Input::Word(text.to_owned())) } else { Ok(Input::Text(recognition)) }
        }
    }
}

/// Looks for errors in a text.
///
/// # Errors
/// If it cannot be read, or has no end.
pub fn stream(source: impl Read) -> io::Result<Recognition> {
    stream_within(source, LIMIT)
}

fn stream_within(mut source: impl Read, limit: u64) -> io::Result<Recognition> {
    let mut recogniser = Recogniser::default();
    let mut piece = vec![0; PIECE];
    let mut read = 0;
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(recogniser.finish()),
            Ok(_) if read > limit => {
                let why = format!("it is longer than {} MiB; give the part around the error", limit / 1024 / 1024);
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
            }
            Ok(length) => {
                recogniser.feed(&piece[..length]);
                read += length as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_end_is_refused() {
        let error = stream_within(io::repeat(b'a'), 1024 * 1024).unwrap_err();
        assert_eq!(error.to_string(), "it is longer than 1 MiB; give the part around the error");
        assert_eq!(stream_within(&b"fetch failed"[..], 1024 * 1024).unwrap().found.len(), 1);
    }
}
