//! Reads documents page by page with workers, keeping each page as soon as it is read.

use super::job::Job;
use super::progress::Progress;
use super::reader::{DocumentReader, ReadDocument, ReadError};
use crate::document::Document;
use crate::formats::Format;
use crate::pipeline::Processed;
use crate::pipeline::engines;
use crate::pipeline::source::{Origin, PageResult};
use crate::results::manifest::Versions;
use crate::results::page_store::StoredPages;
use crate::worker::{
    Contents, DocumentParts, FileToRead, Handle, Open, ProcessedDocument, ReadOptions, RenderPage,
    RequestError, Stop, WorkerPool, WriteSearchable,
};
use rayon::prelude::*;
use std::path::Path;

/// Longest side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 240;
/// Name of the searchable PDF.
const PDF: &str = "searchable.pdf";

/// Reads documents with workers.
pub(crate) struct IsolatedReader {
    pub(crate) workers: WorkerPool,
    pub(crate) versions: Versions,
    pub(crate) stop: Stop,
    /// Whether a searchable PDF is asked for.
    pub(crate) pdf: bool,
    pub(crate) formats: Vec<&'static Format>,
    pub(crate) read: ReadOptions,
    /// What was asked for, for the record.
    pub(crate) options: Vec<String>,
}

impl IsolatedReader {
    fn file(&self, path: &Path, sha256: &str) -> FileToRead {
        FileToRead {
            path: path.into(),
            sha256: sha256.to_owned(),
            options: self.read.clone(),
        }
    }

    fn send<R: Handle>(&self, file: &FileToRead, request: R) -> Result<R::Response, ReadError> {
        let failed = |error: RequestError| match self.stop.is_asked() {
            true => ReadError::Interrupted,
            false => ReadError::Failed(error.reason()),
        };
        self.workers.send(file, request).map_err(failed)
    }

    /// The document of these pages, or of a text.
    fn document(
        &self,
        file: &FileToRead,
        origin: Origin,
        pages: Option<Vec<PageResult>>,
    ) -> Result<Processed, ReadError> {
        let parts = DocumentParts {
            origin,
            engine: engines::info(),
            pages,
        };
        let ProcessedDocument(document, text) = self.send(file, parts)?;
        Ok(Processed {
            document: *document,
            text,
        })
    }

    /// The pages of a scan in order: those that are kept, and those that are read now.
    fn pages(
        &self,
        file: &FileToRead,
        count: usize,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Vec<PageResult>, ReadError> {
        let one = |index| {
            if let Some(page) = kept.get(index) {
                progress.kept_page(&file.sha256);
                return Ok(Ok(page));
            }
            if self.stop.is_asked() {
                return Err(ReadError::Interrupted);
            }
            let page = self.workers.read_page(file, index);
            match &page {
                Ok(page) => {
                    kept.put(index, page)?;
                    let path = Path::new(&file.path).display();
                    tracing::debug!("{path}: page {} is read", index + 1);
                }
                // Its process was ended.
                Err(_) if self.stop.is_asked() => return Err(ReadError::Interrupted),
                Err(_) => {}
            }
            progress.page(&file.sha256);
            Ok(page)
        };
        (0..count).into_par_iter().map(one).collect()
    }

    /// The further files of a scan; the document is told what a person should know of them.
    fn further_files(
        &self,
        file: &FileToRead,
        document: &mut Document,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, ReadError> {
        let formats = self.formats.iter();
        let texts = formats.map(|format| (format.file, (format.write)(document).into_bytes()));
        let mut files: Vec<_> = texts.collect();
        if self.pdf {
            let request = WriteSearchable(Box::new(document.clone()));
            let written = self.send(file, request)?;
            files.push((PDF, written.bytes));
            document.warnings.extend(written.remarks);
        }
        Ok(files)
    }
}

impl DocumentReader for IsolatedReader {
    fn read(
        &self,
        job: &Job,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<ReadDocument, ReadError> {
        let file = self.file(&job.path, &job.sha256);
        let mut origin = Origin {
            path: Some(job.name.clone()),
            sha256: job.sha256.clone(),
            signatures: Vec::new(),
            attachments: Vec::new(),
            faults: Vec::new(),
        };
        let count = match self.send(&file, Open)? {
            Contents::Text => {
                progress.opened(&job.sha256, 0);
                return Ok(self.document(&file, origin, None)?.into());
            }
            Contents::Pages {
                count,
                signatures,
                attachments,
                faults,
            } => {
                (origin.signatures, origin.attachments) = (signatures, attachments);
                origin.faults = faults;
                count
            }
        };
        progress.opened(&job.sha256, count);
        let pages = self.pages(&file, count, kept, progress)?;
        let mut processed = self.document(&file, origin, Some(pages))?;
        if let Some(fault) = processed.faults().next().filter(|_| self.read.strict) {
            return Err(fault.into());
        }
        let files = match processed.failed_pages().count() {
            1.. => Vec::new(),
            0 => self.further_files(&file, &mut processed.document)?,
        };
        Ok(ReadDocument { processed, files })
    }

    fn versions(&self) -> Versions {
        self.versions.clone()
    }

    fn options(&self) -> Vec<String> {
        self.options.clone()
    }

    fn files(&self) -> Vec<&'static str> {
        let formats = self.formats.iter().map(|format| format.file);
        formats.chain(self.pdf.then_some(PDF)).collect()
    }

    fn pages(&self, path: &Path, sha256: &str) -> Option<usize> {
        match self.workers.send(&self.file(path, sha256), Open).ok()? {
            Contents::Text => Some(0),
            Contents::Pages { count, .. } => Some(count),
        }
    }

    fn thumbnail(&self, path: &Path, sha256: &str, page: u32) -> Option<Vec<u8>> {
        let index = page.checked_sub(1)? as usize;
        let request = RenderPage {
            index,
            longest: THUMBNAIL,
        };
        let rendered = self.workers.send(&self.file(path, sha256), request);
        rendered
            .ok()
            .map(|jpeg| jpeg.0)
            .filter(|_| !self.stop.is_asked())
    }
}
