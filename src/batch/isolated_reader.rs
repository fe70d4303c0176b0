//! TODO

use super::plan::Job;
use super::progress::Progress;
use super::reader::{DocumentReader, Unread};
use super::stop::Stop;
use crate::cli::read_args::{PDF, THUMBNAIL};
use crate::document::Document;
use crate::formats::Format;
use crate::ocr::Effort;
use crate::ocr::text_layer::LayerUse;
use crate::pipeline::Processed;
use crate::pipeline::source::{Origin, PageResult};
use crate::results::manifest::Versions;
use crate::results::page_store::StoredPages;
use crate::worker::engines::Engines;
use crate::worker::{Answer, Ask, Crew, FileToRead, Material, Unanswered};
use rayon::prelude::*;
use std::path::Path;

/// Reads documents with Tesseract.
pub(crate) struct Reader {
    pub(crate) crew: Crew,
    pub(crate) versions: Versions,
    pub(crate) stop: Stop,
    /// Whether a searchable PDF is asked for.
    pub(crate) pdf: bool,
    pub(crate) formats: Vec<&'static Format>,
    pub(crate) strict: bool,
    pub(crate) text_layer: LayerUse,
    pub(crate) password: Option<String>,
    pub(crate) options: Vec<String>,
}

impl Reader {
    pub(crate) fn file(&self, path: &Path, sha256: &str) -> FileToRead {
        FileToRead {
            path: path.into(),
            sha256: sha256.to_owned(),
            password: self.password.clone(),
            strict: self.strict,
            text_layer: self.text_layer,
        }
    }

    pub(crate) fn ask(&self, file: &FileToRead, ask: Ask) -> Result<Answer, Unread> {
        let failed = |error: Unanswered| Unread::Failed(error.reason());
        self.crew.ask(file, ask).map_err(failed)
    }

    /// The document of these pages, or of a text.
    pub(crate) fn document(
        &self,
        file: &FileToRead,
        origin: Origin,
        pages: Option<Vec<PageResult>>,
    ) -> Result<Processed, Unread> {
        let material = Material {
            origin,
            engine: Engines::info(),
            pages,
        };
        match self.ask(file, Ask::Document(Box::new(material)))? {
            Answer::Document(document, text) => Ok(Processed {
                document: *document,
                text,
                files: Vec::new(),
            }),
            _ => unreachable!("a document is answered by a document"),
        }
    }

    /// The pages of a scan in order: those that are kept, and those that are read now.
    pub(crate) fn pages(
        &self,
        file: &FileToRead,
        count: usize,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Vec<PageResult>, Unread> {
        let one = |index| {
            if let Some(page) = kept.get(index) {
                progress.page();
                return Ok(Ok(page));
            }
            if self.stop.is_asked() {
                return Err(Unread::Interrupted);
            }
            let page = self.page(file, index);
            if let Ok(page) = &page {
                kept.put(index, page)?;
                tracing::debug!("{}: page {} is read", file.path.display(), index + 1);
            }
            progress.page();
            Ok(page)
        };
        (0..count).into_par_iter().map(one).collect()
    }

    /// A page; one over which a worker was lost is read once more, with as little as can be done.
    pub(crate) fn page(&self, file: &FileToRead, index: usize) -> PageResult {
        let read = |effort| match self.crew.ask(file, Ask::Page { index, effort }) {
            Ok(Answer::Page(page)) => Ok(*page),
            Ok(_) => unreachable!("a page is answered by a page"),
            Err(error) => Err(error),
        };
        match read(Effort::Full) {
            Err(Unanswered::Lost(first)) if !self.strict => {
                tracing::debug!("{}: page {}: {first}", file.path.display(), index + 1);
                read(Effort::Minimal).map_err(|again| {
                    let (what, next) = first.split_once(';').unwrap_or((&first, ""));
                    match again.reason() {
                        again if again == first => format!("{what} (read plainly too);{next}"),
                        again => format!("{what} (read plainly: {again});{next}"),
                    }
                })
            }
            other => other.map_err(Unanswered::reason),
        }
    }

    /// The other files of a scan.
    pub(crate) fn extras(
        &self,
        file: &FileToRead,
        document: &Document,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, Unread> {
        let formats = self.formats.iter();
        let texts = formats.map(|format| (format.file, (format.write)(document).into_bytes()));
        let mut files: Vec<_> = texts.collect();
        if self.pdf {
            let ask = Ask::Searchable(Box::new(document.clone()));
            if let Answer::Bytes(bytes) = self.ask(file, ask)? {
                files.push((PDF, bytes));
            }
        }
        Ok(files)
    }
}

impl DocumentReader for Reader {
    fn read(
        &self,
        job: &Job,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Processed, Unread> {
        let file = self.file(&job.path, &job.sha256);
        let mut origin = Origin {
            path: Some(job.name.clone()),
            sha256: job.sha256.clone(),
            signatures: Vec::new(),
        };
        let (count, signatures) = match self.ask(&file, Ask::Open)? {
            Answer::Text => return self.document(&file, origin, None),
            Answer::Pages { count, signatures } => (count, signatures),
            _ => unreachable!("opening is answered by what a file holds"),
        };
        origin.signatures = signatures;
        let pages = self.pages(&file, count, kept, progress)?;
        let mut processed = self.document(&file, origin, Some(pages))?;
        let failed = processed.failed_pages().next();
        match failed.map(|(page, reason)| format!("page {page}: {reason}")) {
            Some(failed) if self.strict => return Err(failed.into()),
            Some(_) => {}
            None => processed.files = self.extras(&file, &processed.document)?,
        }
        Ok(processed)
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

    fn thumbnail(&self, path: &Path, sha256: &str, page: u32) -> Option<Vec<u8>> {
        let index = page.checked_sub(1)? as usize;
        let file = self.file(path, sha256);
        let ask = Ask::Picture {
            index,
            longest: THUMBNAIL,
        };
        match self.crew.ask(&file, ask) {
            Ok(Answer::Bytes(bytes)) if !self.stop.is_asked() => Some(bytes),
            _ => None,
        }
    }
}
