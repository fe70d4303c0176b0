//! A file as a whole by requests to workers: what it is, and the document that its pages make. Between the two a caller
//! reads the pages as it likes.

use super::pool::{RequestError, WorkerPool};
use super::request::{DocumentParts, FileToRead, Open};
use super::response::{Contents, ProcessedDocument};
use crate::pipeline::source::{Origin, PageResult};
use crate::pipeline::{Processed, engines};

/// A file that a worker has looked into.
#[derive(Debug)]
pub struct OpenedFile {
    /// What is known of it.
    pub origin: Origin,
    /// How many pages it has; `None` for a text.
    pub pages: Option<usize>,
}

impl WorkerPool {
    /// Looks into a file, which documents know by `name`.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn open(&self, file: &FileToRead, name: &str) -> Result<OpenedFile, RequestError> {
        let mut origin = Origin {
            path: Some(name.to_owned()),
            sha256: file.sha256.clone(),
            signatures: Vec::new(),
            attachments: Vec::new(),
            faults: Vec::new(),
        };
        let pages = match self.send(file, Open)? {
            Contents::Text => None,
            Contents::Pages {
                count,
                signatures,
                attachments,
                faults,
            } => {
                (origin.signatures, origin.attachments) = (signatures, attachments);
                origin.faults = faults;
                Some(count)
            }
        };
        Ok(OpenedFile { origin, pages })
    }

    /// The document of a file's pages, or of a text where there are none.
    ///
    /// # Errors
    /// Why it cannot be put together.
    pub fn document(
        &self,
        file: &FileToRead,
        origin: Origin,
        pages: Option<Vec<PageResult>>,
    ) -> Result<Processed, RequestError> {
        let parts = DocumentParts {
            origin,
            engine: engines::info(file.options.readers),
            pages,
        };
        let ProcessedDocument(document, text) = self.send(file, parts)?;
        Ok(Processed {
            document: *document,
            text,
        })
    }
}
