//! The whole flow of one document: pages are read in parallel, their lines restored together, the
//! text read for fields, and every field given its page and its box.
//!
//! What reads a page is handed in as a function, so that the flow knows neither files nor engines.

pub mod assemble;
pub(crate) mod engines;
pub(crate) mod fill_slots;
pub(crate) mod read;
pub(crate) mod read_scan;
pub(crate) mod source;
pub(crate) mod stamps;

pub use read::{read_page, read_page_of, read_pages};
pub use read_scan::{ReadScanError, read_scan};
pub use source::{EngineInfo, Origin, PageResult};

pub use fill_slots::{describe, fill};

use crate::document::layout::{JoinedLine, Line, Slots};
use crate::document::record::{PageRecord, SCHEMA_VERSION, Source, SourceKind};
use crate::document::{Document, file_signature};
use crate::extract::Extractor;
use crate::extract::figures::suggestions;
use crate::handwriting::Evidence;
use crate::prepare::spread::TWO_SHEETS;
use crate::restore::Restorer;
use crate::restore::lines::{Detail, RestoredLine, SourceLine};
use crate::text::plain;
use assemble::PlacedText;
use std::collections::HashSet;

/// Mean ln P of a set phrase, as of text that reads well.
const SET_PHRASE: f32 = -4.0;

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

/// A document and its restored text.
///
/// ```
/// let read = baocao::read_scan("fixtures/scans/sample.ocr.txt".as_ref(), &baocao::Pipeline::builtin())?;
/// assert!(read.text.contains("thông tin và truyền thông"));
/// assert_eq!(read.failed_pages().count(), 0);
/// # Ok::<(), baocao::ReadScanError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Processed {
    /// What `document.json` holds.
    pub document: Document,
    /// The restored text; page breaks are form feeds.
    pub text: String,
}

impl Processed {
    /// Why pages could not be read: page number and reason, in order.
    pub fn failed_pages(&self) -> impl Iterator<Item = (u32, &str)> {
        self.document.failed_pages()
    }

    /// Why pages that were read may not be whole: page number and reason, in order.
    pub fn faulty_pages(&self) -> impl Iterator<Item = (u32, &str)> {
        self.document.faulty_pages()
    }

    /// Why not all of the document may have been read: what is missing or repaired of the file, then of pages.
    pub fn faults(&self) -> impl Iterator<Item = String> {
        self.document.all_faults()
    }
}

impl Pipeline {
    /// A pipeline with everything that is part of the program. Takes tens of milliseconds and some 40 MB.
    ///
    /// ```
    /// let pipeline = baocao::Pipeline::builtin();
    /// assert!(pipeline.restorer.restore_text("Tra Vinh").starts_with("Trà Vinh"));
    /// ```
    #[cfg(feature = "builtin-model")]
    pub fn builtin() -> Self {
        Pipeline {
            restorer: Restorer::builtin(),
            extractor: Extractor::builtin(),
            model_version: concat!("builtin ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// How likely a text is as language: mean ln P of its words (nats). What is printed above signatures, as far as strokes leave
    /// it, is as likely as anything.
    pub(crate) fn fluency(&self, text: &str) -> f32 {
        match self.extractor.is_like_position(text) {
            true => SET_PHRASE,
            false => self.restorer.fluency(text),
        }
    }

    /// Restores pages and reads the fields; `pages` are all pages of the document in order.
    pub fn scan(
        &self,
        origin: Origin,
        engine: &EngineInfo,
        mut pages: Vec<PageResult>,
    ) -> Processed {
        let slots = self.fill_slots(&origin, &mut pages);
        let lines = join_lines(&pages);
        let restored = restore_lines(&self.restorer, &lines);
        let mut placed = PlacedText::new(&pages, &lines, &restored);
        let tables = std::mem::take(&mut placed.tables);
        let mut extraction = self.extractor.extract_with(&placed.text, tables);
        extraction.visit_spans(&mut |span| placed.place(span));
        fill_slots::describe(&mut extraction.header, &slots);
        suggestions::suggest(&mut extraction, &HashSet::new(), &|span| {
            placed.digits_seen(span)
        });
        let warnings = self.warnings(&origin, &placed.text, &placed.pages);
        let issued = extraction.header.date.as_ref();
        let issued = issued.and_then(|date| date.iso.as_deref());
        let readers = (&self.restorer, &self.extractor);
        let stamps = stamps::collect(&pages, &placed, issued, readers);
        stamps::mark_seal(&mut extraction, &stamps);
        let faults = origin.faults.clone();
        let mut source = self.source(origin, SourceKind::Scan, placed.pages.len());
        source.engine = Some(engine.version.clone());
        source.language_data = Some(engine.language.clone());
        let schema = SCHEMA_VERSION.to_owned();
        let document = Document {
            schema,
            source,
            extraction,
            pages: placed.pages,
            stamps,
            warnings,
            faults,
        };
        Processed {
            document,
            text: placed.text,
        }
    }

    /// Weighs what stands in the slots of the first page against what else is known, and puts it
    /// among the words.
    fn fill_slots(&self, origin: &Origin, pages: &mut [PageResult]) -> Slots {
        let evidence = Evidence {
            signatures: file_signature::days(&origin.signatures),
            ..Evidence::of(
                origin.path.as_deref(),
                pages.iter().flatten().map(|read| &read.page),
            )
        };
        let Some(Ok(first)) = pages.first_mut() else {
            return Slots::default();
        };
        let mut slots = std::mem::take(&mut first.slots);
        evidence.weigh(&mut slots);
        fill_slots::fill(&mut first.page, &mut slots, &self.extractor);
        slots
    }

    /// Restores a text and reads the fields.
    pub fn text(&self, origin: Origin, text: &str) -> Processed {
        let text = self.restorer.restore_text(&plain(text.to_owned()));
        let breaks = text.trim_end().matches('\u{c}').count();
        let warnings = self.warnings(&origin, &text, &[]);
        let document = Document {
            schema: SCHEMA_VERSION.to_owned(),
            source: self.source(origin, SourceKind::Text, breaks + 1),
            extraction: self.extractor.extract(&text),
            pages: Vec::new(),
            stamps: Vec::new(),
            warnings,
            faults: Vec::new(),
        };
        Processed { document, text }
    }

    /// What a person should know of a document.
    fn warnings(&self, origin: &Origin, text: &str, pages: &[PageRecord]) -> Vec<String> {
        let two_sheets =
            |page: &&PageRecord| page.preparation.iter().any(|step| step == TWO_SHEETS);
        let doubled = pages.iter().filter(two_sheets).map(|page| {
            let number = page.number;
            format!("page {number} holds two sheets, of which the left one is read first: look whether they belong together")
        });
        let further = self.extractor.further_documents(text).into_iter();
        let further = further.map(|other| {
            let place = other.page.map_or(String::new(), |page| format!(" on page {page}"));
            let number = other.number;
            format!("another document begins{place}, number {number}: split the file, and read each part alone")
        });
        let attached = (!origin.attachments.is_empty()).then(|| {
            let names = origin.attachments.join(", ");
            format!("attached files are not read: {names}; save them, and read them as files of their own")
        });
        doubled.chain(further).chain(attached).collect()
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
            signatures: origin.signatures,
        }
    }
}

/// The lines of the pages that were read, in order.
pub fn join_lines(pages: &[PageResult]) -> Vec<JoinedLine<'_>> {
    let lines = pages.iter().flatten().flat_map(|read| &read.page.lines);
    lines.map(Line::joined).collect()
}

/// Restores lines as an engine read them.
pub fn restore_lines(restorer: &Restorer, lines: &[JoinedLine<'_>]) -> Vec<RestoredLine> {
    let sources: Vec<SourceLine> = lines.iter().map(SourceLine::from).collect();
    restorer.restore(&sources, Detail::Confidence)
}

/// The reason given for a page whose reading panicked.
pub(crate) const PANICKED: &str =
    "an internal error stopped this page; please report it with the file";

/// The reason given for a document whose making panicked.
pub(crate) const DOCUMENT_PANICKED: &str =
    "an internal error stopped this document; please report it with the file";

#[cfg(all(test, feature = "builtin-model"))]
mod tests {
    use super::Pipeline;

    #[test]
    fn what_strokes_left_of_a_position_reads_like_language() {
        let pipeline = Pipeline::builtin();
        assert!(pipeline.fluency("GIÁMĐỐC") > pipeline.fluency("XKÁMĐQZ") + 3.0);
    }
}
