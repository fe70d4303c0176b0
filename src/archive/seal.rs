//! `archive.db.sha256`: the checksum of the store as the program left it, so that a change of any byte by anything
//! else is noticed. It is there while no program has the store open for writing.

use super::error::StoreError;
use crate::checksum;
use crate::results::listing;
use crate::results::names::{ARCHIVE, ARCHIVE_JOURNALS, ARCHIVE_SUM};
use std::path::{Path, PathBuf};

/// Whether a store is as the program left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealed {
    /// It is.
    Whole,
    /// Something else changed it.
    Broken,
    /// A program has it open, or was killed while it had.
    Not,
}

/// The store's checksum against its file.
pub(crate) fn state(root: &Path) -> Sealed {
    let kept = || std::fs::read_to_string(root.join(ARCHIVE_SUM)).ok();
    let Some(before) = kept() else {
        return Sealed::Not;
    };
    match line(root) {
        Some(now) if now == before => Sealed::Whole,
        // Where another program opened it meanwhile, that took the seal away before it wrote.
        Some(_) if kept().as_ref() == Some(&before) => Sealed::Broken,
        // A store that is gone is made anew.
        _ => Sealed::Not,
    }
}

/// The line of `sha256sum` for the store.
fn line(root: &Path) -> Option<String> {
    let (sum, _) = checksum::of_file(&root.join(ARCHIVE)).ok()?;
    Some(listing::line(&sum, ARCHIVE))
}

/// Writes the checksum when it is dropped, which has to be after the connection was closed.
#[derive(Debug)]
pub(crate) struct Seal(PathBuf);

impl Seal {
    /// Takes the checksum of a store away that will be written to.
    ///
    /// # Errors
    /// If that is not possible, as nothing can be written.
    pub(crate) fn open(root: &Path) -> Result<Seal, StoreError> {
        let path = root.join(ARCHIVE_SUM);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::file(&path, error))
            }
            _ => Ok(Seal(root.to_owned())),
        }
    }
}

impl Drop for Seal {
    fn drop(&mut self) {
        // While there is a journal, another program has the store open, and seals it when it ends.
        let is_open = ARCHIVE_JOURNALS
            .iter()
            .any(|journal| self.0.join(journal).exists());
        if let Some(line) = line(&self.0).filter(|_| !is_open) {
            // Without it, the store is checked in another way.
            let _ = std::fs::write(self.0.join(ARCHIVE_SUM), line);
        }
    }
}
