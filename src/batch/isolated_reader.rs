//! Reads documents page by page with workers, keeping each page as soon as it is read.

use super::job::Job;
use super::progress::Progress;
use super::reader::{DocumentReader, ReadDocument, ReadError};
use crate::document::Document;
use crate::formats::Format;
use crate::pipeline::Processed;
use crate::pipeline::source::{Origin, PageResult};
use crate::results::error::ResultsError;
use crate::results::folder::document_folder;
use crate::results::manifest::Versions;
use crate::results::page_store::{PageStore, RANGE, StoredPages};
use crate::worker::{
    Contents, FileToRead, Open, OpenedFile, ReadOptions, RenderPage, RequestError, Stop,
    WorkerPool, WriteSearchable,
};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// Longest side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 240;
/// How often it is looked whether another process has read its range of pages.
const ASK_AGAIN: Duration = Duration::from_millis(200);
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

    /// Why a request has no answer.
    fn failed(&self, error: RequestError) -> ReadError {
        match self.stop.is_asked() {
            true => ReadError::Interrupted,
            false => ReadError::Failed(error.reason()),
        }
    }

    /// Looks into a file.
    fn open(&self, file: &FileToRead, name: &str) -> Result<OpenedFile, ReadError> {
        let opened = self.workers.open(file, name);
        opened.map_err(|error| self.failed(error))
    }

    /// The document of these pages, or of a text.
    fn document(
        &self,
        file: &FileToRead,
        origin: Origin,
        pages: Option<Vec<PageResult>>,
    ) -> Result<Processed, ReadError> {
        let read = self.workers.document(file, origin, pages);
        read.map_err(|error| self.failed(error))
    }

    /// The pages of a scan in order: those that are kept, and those that are read now. Ranges that other processes read
    /// are waited for.
    fn pages(
        &self,
        file: &FileToRead,
        count: usize,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Vec<PageResult>, ReadError> {
        let mut pages: BTreeMap<usize, Vec<PageResult>> = BTreeMap::new();
        let mut open: Vec<usize> = (0..count).step_by(RANGE).collect();
        let range = |&first: &usize| -> Result<_, ReadError> {
            if self.stop.is_asked() {
                return Err(ReadError::Interrupted);
            }
            // The pages of a document of one range are read where it is put together.
            if count > RANGE && !kept.claim(first)? {
                return Ok(None);
            }
            let indices = (first..count.min(first + RANGE)).into_par_iter();
            let read = indices
                .with_max_len(1)
                .map(|index| self.page(file, index, kept, progress));
            Ok(Some((first, read.collect::<Result<Vec<_>, _>>()?)))
        };
        while !open.is_empty() {
            let ranges = open.par_iter().with_max_len(1).map(range);
            let read: Vec<Option<_>> = ranges.collect::<Result<_, _>>()?;
            if read.iter().all(Option::is_none) {
                sleep(ASK_AGAIN);
            }
            pages.extend(read.into_iter().flatten());
            open.retain(|first| !pages.contains_key(first));
        }
        Ok(pages.into_values().flatten().collect())
    }

    /// A page that is kept, or is read now and kept.
    fn page(
        &self,
        file: &FileToRead,
        index: usize,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<PageResult, ReadError> {
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
            let written = self.workers.send(file, request);
            let written = written.map_err(|error| self.failed(error))?;
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
        let OpenedFile { origin, pages } = self.open(&file, &job.name)?;
        progress.opened(&job.sha256, pages.unwrap_or(0));
        let Some(count) = pages else {
            return Ok(self.document(&file, origin, None)?.into());
        };
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

    fn help(
        &self,
        job: &Job,
        store: &PageStore,
        is_done: &(dyn Fn() -> Result<bool, ResultsError> + Sync),
        progress: &Progress,
    ) -> Result<(), ReadError> {
        let file = self.file(&job.path, &job.sha256);
        let count = match self.open(&file, &job.name)?.pages {
            Some(count) if count > RANGE => count,
            _ => return Ok(()),
        };
        // From the end, as the process that puts the document together begins at the beginning.
        let ranges: Vec<usize> = (0..count).step_by(RANGE).rev().collect();
        ranges.par_iter().with_max_len(1).try_for_each(|&first| {
            let pages = store.of(&document_folder(&job.path, &job.sha256));
            // What is done has no more pages to keep.
            if !pages.claim(first)? || is_done()? {
                return Ok(());
            }
            let indices = (first..count.min(first + RANGE)).into_par_iter();
            // A page that cannot be read is tried again, and told, where the document is put together.
            let read = indices
                .with_max_len(1)
                .map(|index| self.page(&file, index, &pages, progress));
            read.try_for_each(|page| page.map(drop))
        })
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
        let file = self.file(path, sha256);
        thumbnail(&self.workers, &file, page).filter(|_| !self.stop.is_asked())
    }
}

/// A small JPEG of a page.
pub(crate) fn thumbnail(workers: &WorkerPool, file: &FileToRead, page: u32) -> Option<Vec<u8>> {
    let request = RenderPage {
        index: page.checked_sub(1)? as usize,
        longest: THUMBNAIL,
    };
    let rendered = workers.send(file, request);
    rendered.ok().map(|jpeg| jpeg.0)
}
