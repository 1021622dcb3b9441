//! Writes a file whole or not at all.

use crate::interrupt::uninterrupted;
use sf_preflight_checks::model::Untrusted;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What is done about a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced.
    Replace,
}

/// Who may read a file that is written, on Unix and within the umask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner.
    Owner,
    /// Everybody.
    Everybody,
}

/// Writes the whole file or nothing of it, also where Ctrl-C is pressed: beside its place first, then moved there.
///
/// # Errors
/// If it cannot be written; what was there before is then still there.
pub fn write_whole(path: &Path, content: &[u8], existing: Existing, readers: Readers) -> io::Result<()> {
    uninterrupted(|| place_whole(path, content, existing, readers))
}

fn place_whole(path: &Path, content: &[u8], existing: Existing, readers: Readers) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only Unix has the mode"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if readers == Readers::Everybody {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut file = builder.tempfile_in(folder).map_err(|error| about_the_folder(&error, folder))?;
    file.write_all(content).and_then(|()| file.as_file().sync_all())?;
    let placed = match existing {
        Existing::Keep => file.persist_noclobber(path),
        Existing::Replace => file.persist(path),
    };
    placed.map(drop).map_err(|error| error.error)
}

/// Why nothing can be written in a folder, without the name of the file that was tried there.
fn about_the_folder(error: &io::Error, folder: &Path) -> io::Error {
    let of_system = || error.get_ref()?.source()?.downcast_ref::<io::Error>()?.raw_os_error();
    match error.kind() {
        ErrorKind::NotFound => {
            let shown = Untrusted::from(folder.to_string_lossy().into_owned());
            io::Error::new(ErrorKind::NotFound, format!("there is no folder {shown}"))
        }
        kind => of_system().map_or_else(|| kind.into(), io::Error::from_raw_os_error),
    }
}

/// Writes a report: a file is replaced whole, what a link leads to in the link's stead; a device or a pipe is written to.
///
/// # Errors
/// If it cannot be written; a file that was there before is then still there.
pub fn write_report(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => write_whole(&path.canonicalize()?, content, Existing::Replace, Readers::Everybody),
        Ok(found) if found.is_dir() => Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder")),
        Ok(_) => OpenOptions::new().write(true).open(path)?.write_all(content),
        Err(_) => write_whole(path, content, Existing::Replace, Readers::Everybody),
    }
}

/// Adds to the end of a file, and makes it where it is not there.
///
/// # Errors
/// If it cannot be written, or is something else than a file: a pipe would keep whoever opens it waiting.
pub fn append(path: &Path, content: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a file"));
    }
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_written_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        write_report(&path, b"first").unwrap();
        write_report(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert!(write_whole(&path, b"third", Existing::Keep, Readers::Everybody).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"second");
        let nowhere = write_report(&folder.path().join("nowhere/report"), b"x").unwrap_err();
        assert_eq!(nowhere.to_string(), format!("there is no folder {}", folder.path().join("nowhere").display()));
        assert_eq!(write_report(folder.path(), b"x").unwrap_err().to_string(), "it is a folder");
        assert_eq!(names(folder.path()), ["report"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_a_device_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("report"), folder.path().join("link"));
        fs::write(&path, b"first").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write_report(&link, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        write_report(Path::new("/dev/null"), b"x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        write_report(&path, b"x").unwrap();
        let plain = folder.path().join("plain");
        fs::write(&plain, b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), mode(&plain) & 0o644);
    }

    #[test]
    fn what_is_added_stands_behind_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary");
        append(&path, b"a").unwrap();
        append(&path, b"b").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ab");
        assert!(append(folder.path(), b"c").is_err());
    }
}
