//! Pages that were read, kept until their document is done: what was finished is not read again,
//! whatever ends a run.
//!
//! A file begins with the SHA-256 of the rest; the page of one that is torn, as after a power failure,
//! or of another form is read again. So they need not wait for the disk.

use super::error::ResultsError;
use super::folder::OutFolder;
use super::leases::{Lease, Leases};
use super::manifest::Versions;
use crate::checksum;
use crate::document::layout::PageReading;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

/// Digits that identify what pages were read with.
const DIGITS: usize = 16;

/// The pages of all documents that are not done.
#[derive(Debug)]
pub struct PageStore {
    folder: PathBuf,
    new_files: PathBuf,
    /// Where other processes read pages of the same documents.
    leases: Option<Arc<Leases>>,
}

/// The pages of one document.
#[derive(Debug)]
pub struct StoredPages<'a> {
    folder: PathBuf,
    store: &'a PageStore,
    /// The ranges that no other process reads.
    claimed: Mutex<Vec<Lease>>,
}

/// Pages that a process takes at once of a document that several read.
pub(crate) const RANGE: usize = 8;

impl PageStore {
    /// The store in `out` of pages that were read with `versions` and `options`; those read with others go.
    pub(crate) fn open(
        out: &OutFolder,
        versions: &Versions,
        options: &[String],
    ) -> Result<Self, ResultsError> {
        let all = out.pages();
        let failed = |source| ResultsError::output(&all, source);
        let json =
            serde_json::to_vec(&(versions, options)).map_err(|error| failed(error.into()))?;
        let mine = checksum::of(&json)[..DIGITS].to_owned();
        fs::create_dir_all(&all).map_err(failed)?;
        for entry in fs::read_dir(&all).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name() != mine.as_str() {
                fs::remove_dir_all(entry.path()).map_err(failed)?;
            }
        }
        Ok(PageStore {
            folder: all.join(mine),
            new_files: out.new_files().to_owned(),
            leases: None,
        })
    }

    /// The same, shared with processes that hold such leases.
    pub(crate) fn shared(self, leases: Arc<Leases>) -> Self {
        PageStore {
            leases: Some(leases),
            ..self
        }
    }

    /// The pages of the document whose results go to this folder.
    pub(crate) fn of(&self, document: &Path) -> StoredPages<'_> {
        StoredPages {
            folder: self.folder.join(document.file_name().unwrap_or_default()),
            store: self,
            claimed: Mutex::default(),
        }
    }
}

impl StoredPages<'_> {
    fn path(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{:05}.json", index + 1))
    }

    /// Takes the range that begins with this page, unless another process is reading it. It is given back when this is
    /// dropped, which has to be after its pages were kept or removed.
    ///
    /// # Errors
    /// If that cannot be noted.
    pub(crate) fn claim(&self, first: usize) -> Result<bool, ResultsError> {
        let Some(leases) = &self.store.leases else {
            return Ok(true);
        };
        // Machines may have the folder at different places.
        let document = self.folder.file_name().unwrap_or_default();
        let range = checksum::key(&format!("{} {first}", document.display()));
        let lease = leases.claim(&range)?;
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_mine = lease.is_some();
        claimed.extend(lease);
        Ok(is_mine)
    }

    /// The page with this index, if it was read.
    pub fn get(&self, index: usize) -> Option<PageReading> {
        let bytes = fs::read(self.path(index)).ok()?;
        let (sum, json) = bytes.split_at_checked(64)?;
        let whole = checksum::of(json).as_bytes() == sum;
        whole.then(|| serde_json::from_slice(json).ok()).flatten()
    }

    /// Keeps a page.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn put(&self, index: usize, page: &PageReading) -> Result<(), ResultsError> {
        let path = self.path(index);
        let write = || -> io::Result<()> {
            let json = serde_json::to_vec(page)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.store.new_files)?;
            file.write_all(checksum::of(&json).as_bytes())?;
            file.write_all(&json)?;
            fs::create_dir_all(&self.folder)?;
            file.persist(&path).map_err(|failed| failed.error)?;
            Ok(())
        };
        write().map_err(|error| ResultsError::output(&path, error))
    }

    /// Removes the pages; one that stays is found and removed by the next run.
    pub(crate) fn remove(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::Page;

    fn page(number: u32) -> PageReading {
        PageReading::from(Page {
            number,
            width: 10,
            height: 20,
            dpi: 199.98,
            skew_degrees: -0.37,
            ..Page::default()
        })
    }

    #[test]
    fn pages_are_kept_and_torn_ones_are_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = OutFolder::open(folder.path(), false).expect("opened");
        let store = PageStore::open(&out, &Versions::default(), &[]).expect("a store");
        let pages = store.of(Path::new("documents/ab"));
        assert_eq!(pages.get(0), None);
        pages.put(0, &page(1)).expect("kept");
        pages.put(1, &page(2)).expect("kept");
        assert_eq!(pages.get(1), Some(page(2)));
        let bytes = fs::read(pages.path(0)).expect("a file");
        fs::write(pages.path(0), &bytes[..bytes.len() - 1]).expect("torn");
        assert_eq!(pages.get(0), None);
        let words_alone = serde_json::to_vec(&page(1).page).expect("JSON");
        let sum = checksum::of(&words_alone).into_bytes();
        fs::write(pages.path(0), [sum, words_alone].concat()).expect("of another form");
        assert_eq!(pages.get(0), None);
        store.of(Path::new("documents/cd")).remove();
        assert_eq!(pages.get(1), Some(page(2)));
        let newer = Versions {
            program: "2".to_owned(),
            ..Versions::default()
        };
        let newer = PageStore::open(&out, &newer, &[]).expect("another store");
        assert_eq!(
            (newer.of(Path::new("ab")).get(1), pages.get(1)),
            (None, None)
        );
        newer.of(Path::new("ab")).put(1, &page(2)).expect("kept");
        let options = ["readers=tesseract".to_owned()];
        let other = PageStore::open(&out, &Versions::default(), &options).expect("a third");
        assert_eq!(other.of(Path::new("ab")).get(1), None);
    }
}
