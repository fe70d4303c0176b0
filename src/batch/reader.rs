//! What reads the documents of a batch.

use super::job::Job;
use super::progress::Progress;
use crate::pipeline::Processed;
use crate::results::error::ResultsError;
use crate::results::manifest::Versions;
use crate::results::page_store::{PageStore, StoredPages};
use std::path::Path;

/// Reads one document, and counts its pages into the progress.
pub trait DocumentReader: Sync {
    /// Reads a document; `pages` holds those of its pages that were read before, and takes others.
    ///
    /// # Errors
    /// Why there is nothing to write.
    fn read(
        &self,
        job: &Job,
        pages: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<ReadDocument, ReadError>;

    /// Reads pages of a document that another process puts together, such as nobody reads, into the store, until the
    /// document `is_done`.
    ///
    /// # Errors
    /// If pages cannot be kept, or it was asked to stop.
    fn help(
        &self,
        _job: &Job,
        _store: &PageStore,
        _is_done: &(dyn Fn() -> Result<bool, ResultsError> + Sync),
        _progress: &Progress,
    ) -> Result<(), ReadError> {
        Ok(())
    }

    /// What its results depend on beside the input.
    fn versions(&self) -> Versions;

    /// What was asked for, for the record.
    fn options(&self) -> Vec<String> {
        Vec::new()
    }

    /// Names of the files that it makes of a scan beside the document and its text.
    fn files(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// How many pages a document has, where a look tells; a text has none.
    fn pages(&self, _path: &Path, _sha256: &str) -> Option<usize> {
        None
    }

    /// A small JPEG of a page, for the report.
    fn thumbnail(&self, _path: &Path, _sha256: &str, _page: u32) -> Option<Vec<u8>> {
        None
    }
}

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadDocument {
    /// The document and its text.
    pub processed: Processed,
    /// Further files of results: their names and bytes.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

impl From<Processed> for ReadDocument {
    fn from(processed: Processed) -> Self {
        ReadDocument {
            processed,
            files: Vec::new(),
        }
    }
}

/// Why a document was not read.
#[derive(Debug)]
pub enum ReadError {
    /// The reason, and what to do about it.
    Failed(String),
    /// The batch was asked to stop.
    Interrupted,
    /// What was read cannot be written.
    Output(ResultsError),
}

impl From<String> for ReadError {
    fn from(reason: String) -> Self {
        ReadError::Failed(reason)
    }
}

impl From<ResultsError> for ReadError {
    fn from(error: ResultsError) -> Self {
        ReadError::Output(error)
    }
}
