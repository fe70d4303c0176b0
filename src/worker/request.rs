//! What workers are asked: each request with the type of its response.

use super::response::{
    Bytes, CheckedScan, Contents, ProcessedDocument, Ready, Response, WrittenPdf,
};
use crate::document::Document;
use crate::document::layout::PageReading;
use crate::ocr::Effort;
use crate::ocr::text_layer::LayerUse;
use crate::pipeline::source::{EngineInfo, Origin, PageResult};
use crate::pipeline::{DOCUMENT_PANICKED, PANICKED};
use crate::reader::Readers;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::time::Duration;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileToRead {
    /// Where it is.
    pub path: OsString,
    /// SHA-256 that its bytes must have, lower-case hex.
    pub sha256: String,
    /// How to read it.
    pub options: ReadOptions,
}

/// How files are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadOptions {
    /// Password of encrypted files.
    pub password: Option<String>,
    /// Whether any doubt about a file is an error.
    pub strict: bool,
    /// What to do with the text that pages hold.
    pub text_layer: LayerUse,
    /// What reads the print.
    #[serde(default)]
    pub readers: Readers,
}

/// A request about a file.
pub trait Request: Into<AnyRequest> {
    /// What answers it.
    type Response: Response;

    /// The reason given where answering it panicked.
    const PANICKED: &'static str = PANICKED;

    /// How many pages it is about.
    fn pages(&self) -> usize {
        1
    }

    /// How long it may take where a page may take `page`.
    fn patience(&self, page: Duration) -> Duration {
        page * u32::try_from(self.pages()).unwrap_or(u32::MAX)
    }

    /// The place at which faults are injected; see [`fault`](super::fault).
    fn fault_site(&self) -> Option<FaultSite> {
        None
    }
}

/// Where a fault can be injected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultSite {
    /// While a page is read.
    Page {
        /// The first page is 0.
        index: usize,
        /// How much is done for it.
        effort: Effort,
    },
    /// While a document is put together.
    Document,
}

/// Whether the engine starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start;

/// What the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open;

/// What the scans of the file fall short of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckScan;

/// The words of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadPage {
    /// The first page is 0.
    pub index: usize,
    /// How much to do for it.
    pub effort: Effort,
}

/// A JPEG of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderPage {
    /// The first page is 0.
    pub index: usize,
    /// Its longest side, in pixels, at most.
    pub longest: u32,
}

/// The document, text and fields, that these parts make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentParts {
    /// What is known of the input.
    pub origin: Origin,
    /// What read the pages.
    pub engine: EngineInfo,
    /// All pages in order; `None` for a text.
    pub pages: Option<Vec<PageResult>>,
}

/// A searchable PDF of the file, whose words are those of the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WriteSearchable(pub Box<Document>);

impl Request for Start {
    type Response = Ready;
}

impl Request for Open {
    type Response = Contents;
}

impl Request for CheckScan {
    type Response = CheckedScan;

    /// No page is read, but images that are no PDF are decoded, however many there are.
    fn patience(&self, page: Duration) -> Duration {
        10 * page
    }
}

impl Request for ReadPage {
    type Response = PageReading;

    /// A second attempt is short, so that a page takes no longer than one and a half times the limit.
    fn patience(&self, page: Duration) -> Duration {
        match self.effort {
            Effort::Full => page,
            Effort::Minimal => page / 2,
        }
    }

    fn fault_site(&self) -> Option<FaultSite> {
        let ReadPage { index, effort } = *self;
        Some(FaultSite::Page { index, effort })
    }
}

impl Request for RenderPage {
    type Response = Bytes;
}

impl Request for DocumentParts {
    type Response = ProcessedDocument;

    const PANICKED: &'static str = DOCUMENT_PANICKED;

    fn pages(&self) -> usize {
        self.pages.as_ref().map_or(1, Vec::len).max(1)
    }

    fn fault_site(&self) -> Option<FaultSite> {
        Some(FaultSite::Document)
    }
}

impl Request for WriteSearchable {
    type Response = WrittenPdf;

    fn pages(&self) -> usize {
        self.0.pages.len().max(1)
    }
}

/// Any request, as it travels to a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AnyRequest {
    /// Whether the engine starts.
    Start(Start),
    /// What the file holds.
    Open(Open),
    /// What the scans of the file fall short of.
    CheckScan(CheckScan),
    /// The words of a page.
    ReadPage(ReadPage),
    /// A JPEG of a page.
    RenderPage(RenderPage),
    /// The document that these parts make.
    Document(Box<DocumentParts>),
    /// A searchable PDF.
    WriteSearchable(WriteSearchable),
}

impl AnyRequest {
    /// How many pages it is about.
    pub fn pages(&self) -> usize {
        match self {
            AnyRequest::Start(request) => request.pages(),
            AnyRequest::Open(request) => request.pages(),
            AnyRequest::CheckScan(request) => request.pages(),
            AnyRequest::ReadPage(request) => request.pages(),
            AnyRequest::RenderPage(request) => request.pages(),
            AnyRequest::Document(request) => request.pages(),
            AnyRequest::WriteSearchable(request) => request.pages(),
        }
    }
}

impl From<Start> for AnyRequest {
    fn from(request: Start) -> Self {
        AnyRequest::Start(request)
    }
}

impl From<Open> for AnyRequest {
    fn from(request: Open) -> Self {
        AnyRequest::Open(request)
    }
}

impl From<CheckScan> for AnyRequest {
    fn from(request: CheckScan) -> Self {
        AnyRequest::CheckScan(request)
    }
}

impl From<ReadPage> for AnyRequest {
    fn from(request: ReadPage) -> Self {
        AnyRequest::ReadPage(request)
    }
}

impl From<RenderPage> for AnyRequest {
    fn from(request: RenderPage) -> Self {
        AnyRequest::RenderPage(request)
    }
}

impl From<DocumentParts> for AnyRequest {
    fn from(request: DocumentParts) -> Self {
        AnyRequest::Document(Box::new(request))
    }
}

impl From<WriteSearchable> for AnyRequest {
    fn from(request: WriteSearchable) -> Self {
        AnyRequest::WriteSearchable(request)
    }
}
