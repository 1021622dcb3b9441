//! Reading files without trusting them: bounded, and nothing that could block is opened.

use sf_preflight_checks::model::observations::FileProblem;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The most that is read of any file, bytes.
pub const LIMIT: u64 = 16 * 1024 * 1024;

/// Reads a whole file of at most [`LIMIT`] bytes.
///
/// # Errors
/// Says why not. A FIFO, a device or a socket is not opened: reading it could block or never end.
pub fn read(path: &Path) -> Result<Vec<u8>, FileProblem> {
    let metadata = fs::metadata(path).map_err(|error| problem(error.kind()))?;
    if metadata.is_dir() {
        return Err(FileProblem::Directory);
    }
    if !metadata.is_file() {
        return Err(FileProblem::Special);
    }
    let mut bytes = Vec::new();
    // /proc files say they are empty, so the size is only believed once it has been read.
    File::open(path).and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes)).map_err(|error| problem(error.kind()))?;
    if bytes.len() as u64 > LIMIT { Err(FileProblem::TooLarge) } else { Ok(bytes) }
}

/// What an error of the file system means.
pub fn problem(kind: ErrorKind) -> FileProblem {
    match kind {
        ErrorKind::NotFound => FileProblem::Missing,
        ErrorKind::PermissionDenied => FileProblem::Denied,
        ErrorKind::IsADirectory => FileProblem::Directory,
        ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename => FileProblem::BadPath,
        _ => FileProblem::Unreadable,
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
        File::create(&file).unwrap().set_len(LIMIT + 1).unwrap();
        assert_eq!(read(&file), Err(FileProblem::TooLarge));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_opened() {
        assert_eq!(read(Path::new("/dev/zero")), Err(FileProblem::Special));
    }
}
