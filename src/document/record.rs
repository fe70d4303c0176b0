//! `document.json`: everything known about one document. The published JSON Schema is generated
//! from these types.

use super::extraction::Extraction;
use super::file_signature::FileSignature;
use super::layout::BBox;
use super::stamps::{Stamp, Unread};
use serde::{Deserialize, Serialize};

/// Version of the layout of `document.json`.
pub const SCHEMA_VERSION: &str = "baocao-document/0.1";

/// One document, as it is written to `document.json`; `docs/model.md` explains every field.
///
/// ```
/// use baocao::Document;
///
/// let document = Document::of_pages(None, "an engine".to_owned(), Vec::new());
/// let json = serde_json::to_string(&document)?;
/// assert_eq!(serde_json::from_str::<Document>(&json)?, document);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(description = "One document.")
)]
pub struct Document {
    /// Version of this layout: [`SCHEMA_VERSION`].
    pub schema: String,
    /// Where it came from and what read it.
    pub source: Source,
    /// What was found in it.
    #[serde(flatten)]
    pub extraction: Extraction,
    /// Its pages as scanned; empty for text.
    pub pages: Vec<PageRecord>,
    /// What stands on its pages beside the text: stamps, seals, electronic signatures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stamps: Vec<Stamp>,
    /// What a person should know of it: that it holds other documents, or files that were not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What of the input is missing or had to be repaired, so that pages may be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

impl Document {
    /// A document of which only the pages are known.
    pub fn of_pages(path: Option<String>, engine: String, pages: Vec<PageRecord>) -> Document {
        Document {
            schema: SCHEMA_VERSION.to_owned(),
            source: Source {
                path,
                sha256: String::new(),
                pages: pages.len() as u32,
                kind: SourceKind::Scan,
                engine: Some(engine),
                language_data: None,
                model: None,
                signatures: Vec::new(),
            },
            extraction: Extraction::default(),
            pages,
            stamps: Vec::new(),
            warnings: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Why pages could not be read: page number and reason, in order.
    pub fn failed_pages(&self) -> impl Iterator<Item = (u32, &str)> {
        let pages = self.pages.iter();
        pages.filter_map(|page| Some((page.number, page.error.as_deref()?)))
    }

    /// Why pages that were read may not be whole: page number and reason, in order.
    pub fn faulty_pages(&self) -> impl Iterator<Item = (u32, &str)> {
        let pages = self.pages.iter();
        pages.filter_map(|page| Some((page.number, page.fault.as_deref()?)))
    }

    /// Why not all of the document may have been read: what is missing or repaired of the file, then of pages.
    pub fn all_faults(&self) -> impl Iterator<Item = String> {
        let pages = |(page, fault)| format!("page {page}: {fault}");
        let of_pages = self.failed_pages().chain(self.faulty_pages()).map(pages);
        self.faults.iter().cloned().chain(of_pages)
    }
}

/// Whether a document came as images or as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SourceKind {
    /// Page images.
    Scan,
    /// Text.
    Text,
}

/// Where a document came from and what read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Path of the input as given; null for a stream.
    pub path: Option<String>,
    /// SHA-256 of the input's bytes, lower-case hex.
    pub sha256: String,
    /// Number of pages.
    pub pages: u32,
    /// Images or text.
    pub kind: SourceKind,
    /// Name and version of the OCR engine; null for text.
    pub engine: Option<String>,
    /// Language data of the engine; null for text.
    pub language_data: Option<String>,
    /// The language model that restored the text; null where the text was taken as it is.
    pub model: Option<String>,
    /// The electronic signatures that the input carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<FileSignature>,
}

/// A page as scanned.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageRecord {
    /// 1-based.
    pub number: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Resolution in dots per inch.
    pub dpi: f32,
    /// Resolution down the page; absent where it is `dpi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpi_down: Option<f32>,
    /// Clockwise turn that brought the page upright: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Skew that was removed, in degrees, counter-clockwise positive.
    pub skew_degrees: f32,
    /// What was done to the image before reading, in order.
    pub preparation: Vec<String>,
    /// Mean confidence of its words, 0–1; null for a page without words.
    pub mean_confidence: Option<f32>,
    /// Mean of the lowest twentieth of its words' confidences, which a mean over all hides.
    #[serde(default)]
    pub worst_confidence: Option<f32>,
    /// Its lines in reading order.
    pub lines: Vec<LineRecord>,
    /// Ink that was not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// Why the page could not be read; absent where it was. Its measures are then 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Why the page may not have been read whole; absent where nothing speaks against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineRecord {
    /// Its words from left to right.
    pub words: Vec<WordRecord>,
}

/// A word of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WordRecord {
    /// What the engine read; empty where it read nothing.
    pub ocr: String,
    /// What the second reader read; absent where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocr2: Option<String>,
    /// What it was restored to.
    pub text: String,
    /// Probability that `text` is right, 0–1.
    pub confidence: f32,
    /// Where it stands, in pixels of the page as scanned.
    pub bbox: BBox,
}

/// From the first digit of a word to the last, with the sign before it, dashes alike: what readers of a page must agree
/// on for a figure to be sure.
pub(crate) fn figure(text: &str) -> String {
    let is_dash = |c: char| matches!(c, '-' | '–' | '−');
    let first = text.find(|c: char| c.is_ascii_digit());
    let (before, rest) = text.split_at(first.unwrap_or(text.len()));
    let sign = before.chars().next_back().filter(|c| is_dash(*c));
    let inside = rest.trim_end_matches(|c: char| !c.is_ascii_digit());
    let all = sign.into_iter().chain(inside.chars());
    all.filter(|c| !c.is_whitespace())
        .map(|c| if is_dash(c) { '-' } else { c })
        .collect()
}

/// The JSON Schema of [`Document`].
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Document).to_value()
}
