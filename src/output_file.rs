//! A file that is named to be written, and replaced only where that is wanted.

use crate::file::{Existing, Readers, write_whole};
use crate::problem::Problem;
use sf_preflight_checks::model::Untrusted;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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

    /// Writes the whole file or nothing of it.
    ///
    /// # Errors
    /// If the system fails, or somebody else has written a file of that name meanwhile.
    pub fn write(&self, bytes: &[u8], readers: Readers) -> Result<(), Problem> {
        let existing = if self.replace { Existing::Replace } else { Existing::Keep };
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", Untrusted::from(self.path.to_string_lossy().as_ref())));
        write_whole(&self.path, bytes, existing, readers).map_err(|error| Problem::System("the file could not be written", named(error)))
    }
}
