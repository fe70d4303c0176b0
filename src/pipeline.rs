//! The whole flow of one document: pages are read in parallel, their lines restored together, the
//! text read for fields, and every field given its page and its box.
//!
//! What reads a page is handed in as a function, so that the flow knows neither files nor engines.

use crate::extract::{Extractor, suggestions};
use crate::handwriting::{self, Recogniser, Slots, Witnesses};
use crate::input::{PageImage, PageSource};
use crate::ocr::text_layer::{self, LayerUse};
use crate::ocr::{self, OcrError, Reader, Word};
use crate::output::document::{Document, PageRecord, SCHEMA_VERSION, Source, SourceKind};
use crate::output::layout::Layout;
use crate::restore::{Detail, RestoredLine, Restorer, SourceLine};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Restores and reads documents; made once, shared by all threads.
#[derive(Debug)]
pub struct Pipeline {
    /// Restores the lines.
    pub restorer: Restorer,
    /// Reads the fields.
    pub extractor: Extractor,
    /// Version of the trained files, for the record.
    pub model_version: String,
}

/// What is known of an input before it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Path as given; `None` for a stream.
    pub path: Option<String>,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Days on which the file was signed, ISO 8601.
    pub signatures: Vec<String>,
}

/// The engine that reads pages, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// Name and version.
    pub version: String,
    /// Its language data.
    pub language: String,
}

/// A document and its restored text.
#[derive(Debug, Clone, PartialEq)]
pub struct Processed {
    /// What `document.json` holds.
    pub document: Document,
    /// The restored text; page breaks are form feeds.
    pub text: String,
    /// Other files: their names and bytes.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

impl Processed {
    /// Why pages could not be read: page number and reason, in order.
    pub fn failed_pages(&self) -> impl Iterator<Item = (u32, &str)> {
        let failed = |page: &'_ PageRecord| page.error.is_some();
        let pages = self.document.pages.iter().filter(move |page| failed(page));
        pages.filter_map(|page| Some((page.number, page.error.as_deref()?)))
    }
}

/// A page as read, or why it could not be.
pub type PageResult = Result<ocr::Page, String>;

impl Pipeline {
    /// Restores pages and reads the fields; `pages` are all pages of the document in order.
    pub fn scan(
        &self,
        origin: Origin,
        engine: &EngineInfo,
        mut pages: Vec<PageResult>,
    ) -> Processed {
        let slots = self.fill_slots(&origin, &mut pages);
        let restored = restore_lines(&self.restorer, &pages);
        let mut layout = Layout::new(pages, &restored);
        let tables = std::mem::take(&mut layout.tables);
        let mut extraction = self.extractor.extract_with(&layout.text, tables);
        extraction.visit_spans(&mut |span| layout.place(span));
        handwriting::describe(&mut extraction.header, &slots);
        suggestions::suggest(&mut extraction, &|span| layout.digits_seen(span));
        let mut source = self.source(origin, SourceKind::Scan, layout.pages.len());
        source.engine = Some(engine.version.clone());
        source.language_data = Some(engine.language.clone());
        let schema = SCHEMA_VERSION.to_owned();
        let document = Document {
            schema,
            source,
            extraction,
            pages: layout.pages,
        };
        Processed {
            document,
            text: layout.text,
            files: Vec::new(),
        }
    }

    /// Weighs what stands in the slots of the first page against what else is known, and puts it
    /// among the words.
    fn fill_slots(&self, origin: &Origin, pages: &mut [PageResult]) -> Slots {
        let witnesses = Witnesses {
            signatures: origin.signatures.clone(),
            ..Witnesses::of(origin.path.as_deref(), pages.iter().flatten())
        };
        let Some(Ok(first)) = pages.first_mut() else {
            return Slots::default();
        };
        let mut slots = std::mem::take(&mut first.slots);
        witnesses.weigh(&mut slots);
        handwriting::fill(first, &mut slots, &self.extractor);
        slots
    }

    /// Restores a text and reads the fields.
    pub fn text(&self, origin: Origin, text: &str) -> Processed {
        let text = self.restorer.restore_text(text);
        let breaks = text.trim_end().matches('\u{c}').count();
        let document = Document {
            schema: SCHEMA_VERSION.to_owned(),
            source: self.source(origin, SourceKind::Text, breaks + 1),
            extraction: self.extractor.extract(&text),
            pages: Vec::new(),
        };
        Processed {
            document,
            text,
            files: Vec::new(),
        }
    }

    fn source(&self, origin: Origin, kind: SourceKind, pages: usize) -> Source {
        Source {
            path: origin.path,
            sha256: origin.sha256,
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            kind,
            engine: None,
            language_data: None,
            model: Some(self.model_version.clone()),
        }
    }
}

/// Restores every line of the pages that were read, in order.
pub fn restore_lines(restorer: &Restorer, pages: &[PageResult]) -> Vec<RestoredLine> {
    let read = pages.iter().flatten().flat_map(|page| &page.lines);
    let lines: Vec<(String, &[Word])> = read.map(|line| (line.text(), &line.words[..])).collect();
    let sources: Vec<SourceLine> = lines
        .iter()
        .map(|(text, words)| SourceLine { text, words })
        .collect();
    restorer.restore(&sources, Detail::Confidence)
}

/// Reads a page, the first one with what is written by hand in its head.
///
/// # Errors
/// As [`ocr::read_page`].
pub fn read_page(
    number: u32,
    image: &PageImage,
    reader: &mut Reader,
    recogniser: &Recogniser,
) -> Result<ocr::Page, OcrError> {
    let mut page = ocr::read_page(number, image, reader)?;
    if number == 1 {
        page.slots = handwriting::read(image, &page, recogniser);
    }
    Ok(page)
}

/// Reads a page of a source from its text layer or its picture.
pub fn read_page_of(
    source: &PageSource,
    index: usize,
    layer_use: LayerUse,
    reader: &mut Reader,
    recogniser: &Recogniser,
) -> PageResult {
    let number = index as u32 + 1;
    let layer = match layer_use {
        LayerUse::Ignore => None,
        LayerUse::Keep => source.text_layer(index),
        LayerUse::Auto => source.text_layer(index).filter(text_layer::is_whole),
    };
    let layer = layer.map(|layer| text_layer::page(number, &layer));
    let sound = |page: &ocr::Page| {
        layer_use == LayerUse::Keep || text_layer::is_sound(page, reader.fluency)
    };
    if let Some(page) = layer.as_ref().filter(|page| sound(page)) {
        return Ok(page.clone());
    }
    let image = source.page(index).map_err(|error| error.to_string())?;
    let read = read_page(number, &image, reader, recogniser).map_err(|error| error.to_string())?;
    let better = |page: &ocr::Page| text_layer::is_better(page, &read, reader.fluency);
    Ok(layer.filter(better).unwrap_or(read))
}

/// The reason given for a page whose reading panicked.
pub(crate) const PANICKED: &str =
    "an internal error stopped this page; please report it with the file";

/// The reason given for a document whose making panicked.
pub(crate) const DOCUMENT_PANICKED: &str =
    "an internal error stopped this document; please report it with the file";

/// Reads pages `0..count` in parallel with the engines of `pool`; one page image a thread is held
/// at a time. A page that fails is an `Err` in its place.
pub fn read_pages<E, F>(count: usize, pool: &Pool<E>, read: F) -> Vec<PageResult>
where
    E: Send,
    F: Fn(usize, &mut E) -> PageResult + Sync,
{
    let one = |index| {
        let page = || {
            pool.with(|engine| read(index, engine))
                .and_then(|page| page)
        };
        // What a page brings down, it alone is to lose.
        catch_unwind(AssertUnwindSafe(page)).unwrap_or_else(|_| Err(PANICKED.to_owned()))
    };
    (0..count).into_par_iter().map(one).collect()
}

/// Engines that are costly to make: as many as threads ask for at once, used again and again.
pub struct Pool<E> {
    idle: Mutex<Vec<E>>,
    make: Box<dyn Fn() -> Result<E, String> + Send + Sync>,
}

impl<E> std::fmt::Debug for Pool<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl<E> Pool<E> {
    /// A pool that makes an engine with `make` whenever none is idle.
    pub fn new(make: impl Fn() -> Result<E, String> + Send + Sync + 'static) -> Self {
        Pool {
            idle: Mutex::new(Vec::new()),
            make: Box::new(make),
        }
    }

    /// Lends an engine to `work`. An engine whose work panicked is not lent again.
    pub fn with<T>(&self, work: impl FnOnce(&mut E) -> T) -> Result<T, String> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut engine = idle.map_or_else(|| (self.make)(), Ok)?;
        let result = work(&mut engine);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(engine);
        Ok(result)
    }
}
