//! Where a backfill stands, in a file: what a program needs to go on after it was interrupted.

use singletable::Cursor;
use std::io::{Error, ErrorKind};
use std::path::PathBuf;

pub struct Checkpoint {
    file: PathBuf,
}

impl Checkpoint {
    pub fn in_file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// The text of the cursor; `None` before the first run.
    pub fn load(&self) -> Result<Option<String>, Error> {
        match std::fs::read_to_string(&self.file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file as a whole, so that a crash leaves the old text or the new one.
    pub fn store(&self, cursor: &Cursor) -> Result<(), Error> {
        let new = self.file.with_extension("new");
        std::fs::write(&new, cursor.as_str())?;
        std::fs::rename(new, &self.file)
    }

    pub fn clear(&self) -> Result<(), Error> {
        std::fs::remove_file(&self.file)
    }
}
