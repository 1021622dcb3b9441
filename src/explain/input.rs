//! What is to be explained.

use super::page;
use crate::cli::Explain;
use crate::preflight::Problem;
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::salesforce::recognise::{Recogniser, Recognition, recognise};
use std::fs::File;
use std::io::{self, Read};

/// How much is read at once, bytes.
const PIECE: usize = 64 * 1024;

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

fn stream(mut source: impl Read) -> io::Result<Recognition> {
    let mut recogniser = Recogniser::default();
    let mut piece = vec![0; PIECE];
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(recogniser.finish()),
            Ok(length) => recogniser.feed(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
