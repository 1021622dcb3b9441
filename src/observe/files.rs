//! Reading files without trusting them: bounded, and nothing that could block is waited for.

use serde_json::Value;
use sf_preflight_checks::model::observations::FileProblem;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The most that is read of a file with certificates, bytes.
pub const LIMIT: u64 = 16 * 1024 * 1024;
/// The most that is read of any other file, bytes: settings, keys, JSON.
const TEXT_LIMIT: u64 = 1024 * 1024;
/// How heavy JSON or settings may be in memory, bytes.
const MOST_WEIGHT: usize = 24 * 1024 * 1024;

/// Reads a whole file with certificates, of at most [`LIMIT`] bytes.
///
/// # Errors
/// Says why not. A FIFO, a device or a socket is not opened: reading it could block or never end.
pub fn read(path: &Path) -> Result<Vec<u8>, FileProblem> {
    read_up_to(path, LIMIT)
}

/// Reads a whole file that people write: settings, a key.
///
/// # Errors
/// As [`read`]; more than a mebibyte is too large.
pub fn read_small(path: &Path) -> Result<Vec<u8>, FileProblem> {
    read_up_to(path, TEXT_LIMIT)
}

/// Reads a small file as text; bytes that are not UTF-8 are replaced. None where it cannot be read.
pub fn text(path: &Path) -> Option<String> {
    read_small(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a small file as JSON. None where it cannot be read or is none.
pub fn json(path: &Path) -> Option<Value> {
    let bytes = read_settings(path).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Reads a small file that is to be parsed, JSON or lines of settings, and would not fill the memory then.
///
/// # Errors
/// As [`read_small`]; a file is also too large where what it holds is.
pub fn read_settings(path: &Path) -> Result<Vec<u8>, FileProblem> {
    let bytes = read_small(path)?;
    if weight(&bytes) > MOST_WEIGHT { Err(FileProblem::TooLarge) } else { Ok(bytes) }
}

/// What a document weighs at most once it is parsed, bytes: an object of one key takes a hundred times its text.
fn weight(document: &[u8]) -> usize {
    const CONTAINER: usize = 700;
    const LINE: usize = 300;
    const VALUE: usize = 100;
    let of_byte = |byte: &u8| match byte {
        b'{' | b'[' => CONTAINER,
        b'\n' | b'\r' => LINE,
        b',' | b':' => VALUE,
        _ => 0,
    };
    document.len() + document.iter().map(of_byte).sum::<usize>()
}

fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
    let failed = |error: io::Error| problem(&error);
    require_file(&fs::metadata(path).map_err(failed)?)?;
    let file = open(path).map_err(failed)?;
    // Another file may have taken the name since.
    let metadata = file.metadata().map_err(failed)?;
    require_file(&metadata)?;
    // One more than the file has, so that its end is seen without a further buffer. /proc files say they are empty, so the
    // size is only believed once it has been read.
    let expected = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit { Err(FileProblem::TooLarge) } else { Ok(bytes) }
}

fn require_file(metadata: &fs::Metadata) -> Result<(), FileProblem> {
    match () {
        () if metadata.is_dir() => Err(FileProblem::Directory),
        () if !metadata.is_file() => Err(FileProblem::Special),
        () => Ok(()),
    }
}

/// Opens for reading; neither this nor reading waits for whoever writes.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    options.open(path)
}

/// What an error of the file system means.
pub fn problem(error: &io::Error) -> FileProblem {
    match error.kind() {
        _ if is_link_loop(error) => FileProblem::BadPath,
        ErrorKind::NotFound => FileProblem::Missing,
        ErrorKind::PermissionDenied => FileProblem::Denied,
        ErrorKind::IsADirectory => FileProblem::Directory,
        ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename => FileProblem::BadPath,
        ErrorKind::WouldBlock => FileProblem::Special,
        _ => FileProblem::Unreadable,
    }
}

/// ELOOP, for which the standard library has no stable name.
fn is_link_loop(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    {
        let _ = error;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "text").unwrap();
        assert_eq!(read(&file), Ok(b"text".to_vec()));
        assert_eq!(read(&folder.path().join("none")), Err(FileProblem::Missing));
        assert_eq!(read(folder.path()), Err(FileProblem::Directory));
        assert_eq!(read(&file.join("below")), Err(FileProblem::BadPath));
    }

    #[test]
    fn a_file_over_the_limit_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("large");
        let sized = |size| File::create(&file).unwrap().set_len(size).unwrap();
        sized(LIMIT + 1);
        assert_eq!(read(&file), Err(FileProblem::TooLarge));
        sized(TEXT_LIMIT + 1);
        assert_eq!((read(&file).is_ok(), read_small(&file)), (true, Err(FileProblem::TooLarge)));
    }

    #[test]
    fn what_would_fill_the_memory_is_not_parsed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.json");
        for (text, fits) in [
            (format!("[{}0]", "0,".repeat(50_000)), true),
            (format!("{{{}\"b\":0}}", "\"04t000000000001AAA\":\"package@1.0.0\",".repeat(20_000)), true),
            (format!("[{}{{}}]", "{\"\":0},".repeat(100_000)), false),
        ] {
            fs::write(&file, &text).unwrap();
            assert_eq!((read_settings(&file).is_ok(), json(&file).is_some()), (fits, fits), "{}", &text[..30]);
        }
        fs::write(&file, "abcd\n".repeat(100_000)).unwrap();
        assert_eq!(read_settings(&file), Err(FileProblem::TooLarge));
    }

    #[cfg(unix)]
    #[test]
    fn what_could_block_is_not_waited_for() {
        assert_eq!(read(Path::new("/dev/zero")), Err(FileProblem::Special));
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
        assert_eq!(read(&pipe), Err(FileProblem::Special));
        // As if it had become one after it was looked at: opening does not wait, and what was opened is looked at again.
        assert_eq!(open(&pipe).map(|file| require_file(&file.metadata().unwrap())).unwrap(), Err(FileProblem::Special));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_to_each_other_end() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        std::os::unix::fs::symlink(&one, &other).unwrap();
        std::os::unix::fs::symlink(&other, &one).unwrap();
        assert_eq!(read(&one), Err(FileProblem::BadPath));
    }
}
