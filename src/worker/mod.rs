//! Reading one file, its pages one by one, where it can do no harm: in a process of its own, which an
//! abort, a hang or a flood of memory takes down alone, or in a thread.
//!
//! A [`Desk`] answers what it is asked about a file; a [`Crew`] holds as many desks as there are
//! threads, each behind a process that speaks in frames over pipes, or right here.

pub(crate) mod engines;
pub mod fault;
pub mod frame;
pub(crate) mod pool;
pub(crate) mod process;
pub(crate) mod server;

pub use pool::{Crew, Unanswered};
pub use process::Launch;
pub use server::{Desk, MakeEngine};

use crate::document::Document;
use crate::document::layout::PageReading;
use crate::ocr::Effort;
use crate::ocr::text_layer::LayerUse;
use crate::pipeline::source::{EngineInfo, Origin, PageResult};
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
    /// Password of an encrypted file.
    pub password: Option<String>,
    /// Whether any doubt about it is an error.
    pub strict: bool,
    /// What to do with the text that its pages hold.
    pub text_layer: LayerUse,
}

/// What can be asked about a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Whether the engine starts.
    Ready,
    /// What the file holds.
    Open,
    /// The words of a page.
    Page {
        /// The first page is 0.
        index: usize,
        /// How much to do for it.
        effort: Effort,
    },
    /// A JPEG of a page.
    Picture {
        /// The first page is 0.
        index: usize,
        /// Its longest side, in pixels, at most.
        longest: u32,
    },
    /// The document: text and fields.
    Document(Box<Material>),
    /// A searchable PDF of the file, whose words are those of the document.
    Searchable(Box<Document>),
}

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// What is known of the input.
    pub origin: Origin,
    /// What read the pages.
    pub engine: EngineInfo,
    /// All pages in order; `None` for a text.
    pub pages: Option<Vec<PageResult>>,
}

impl Ask {
    /// How long an answer may take where a page may take `page`.
    fn patience(&self, page: Duration) -> Duration {
        page * u32::try_from(self.pages()).unwrap_or(u32::MAX)
    }

    /// How many pages it is about.
    pub fn pages(&self) -> usize {
        let pages = match self {
            Ask::Searchable(document) => document.pages.len(),
            Ask::Document(material) => material.pages.as_ref().map_or(1, Vec::len),
            _ => 1,
        };
        pages.max(1)
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The engine starts.
    Ready,
    /// The file is a text.
    Text,
    /// The file has pages.
    Pages {
        /// How many.
        count: usize,
        /// Days on which it was signed.
        signatures: Vec<String>,
    },
    /// A page.
    Page(Box<PageReading>),
    /// A document and its text.
    Document(Box<Document>, String),
    /// A file; its bytes follow in a frame of their own.
    Bytes(#[serde(skip)] Vec<u8>),
}
