//! A file that is written whole or not at all, and replaced only where that is wanted.

use crate::preflight::Problem;
use sf_preflight_checks::model::Untrusted;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Who may read a file that is written, on Unix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner.
    Owner,
    /// Everybody.
    Everybody,
}

/// A file that may be written.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    replace: bool,
}

impl OutputFile {
    /// The file of that name; only a plain file, or one that a link leads to, is ever replaced. Asked before anything is
    /// observed, so that nothing is observed in vain.
    ///
    /// # Errors
    /// If it is there already and is not to be replaced, or is no plain file.
    pub fn new(path: &Path, replace: bool) -> Result<Self, Problem> {
        let shown = Untrusted::from(path.to_string_lossy().into_owned());
        let path = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(Problem::System("the file cannot be written", error)),
            Ok(_) if !replace => {
                return Err(Problem::Refused(format!("{shown} is there already: give another name, or --force to replace it")));
            }
            Ok(_) => match path.canonicalize() {
                Ok(target) if target.is_file() => target,
                Ok(_) => return Err(Problem::Refused(format!("{shown} is no plain file and is not replaced"))),
                Err(error) => return Err(Problem::System("the file cannot be replaced", error)),
            },
        };
        Ok(Self { path, replace })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the whole file or nothing of it: beside its place first.
    ///
    /// # Errors
    /// If the system fails, or somebody else has written a file of that name meanwhile.
    pub fn write(&self, bytes: &[u8], readers: Readers) -> Result<(), Problem> {
        let failed = |error| Problem::System("the file could not be written", error);
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        if readers == Readers::Everybody {
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        }
        let folder = self.path.parent().unwrap_or(&self.path);
        let mut file = builder.tempfile_in(folder).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        let placed = if self.replace { file.persist(&self.path) } else { file.persist_noclobber(&self.path) };
        placed.map(drop).map_err(|error| failed(error.error))
    }
}
