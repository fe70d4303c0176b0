//! Reading one file, its pages one by one, where it can do no harm: in a process of its own, which an
//! abort, a hang or a flood of memory takes down alone, or in a thread.
//!
//! A [`Desk`] answers what it is asked about a file; a [`Crew`] holds as many desks as there are
//! threads, each behind a process that speaks in frames over pipes, or right here.

mod crew;
mod desk;
pub mod fault;
pub mod frame;
mod process;

pub use crew::{Crew, Unanswered};
pub use desk::{Desk, MakeEngine};
pub use process::Launch;

use crate::ocr::text_layer::LayerUse;
use crate::ocr::{self, Effort};
use crate::output::Document;
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
    /// A searchable PDF of the file, whose words are those of the document.
    Searchable(Box<Document>),
}

impl Ask {
    /// How long an answer may take where a page may take `page`.
    fn patience(&self, page: Duration) -> Duration {
        match self {
            Ask::Searchable(document) => page * document.pages.len().max(1) as u32,
            _ => page,
        }
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The engine starts.
    Ready,
    /// The file is this text.
    Text(String),
    /// The file has pages.
    Pages {
        /// How many.
        count: usize,
        /// Days on which it was signed.
        signatures: Vec<String>,
    },
    /// A page.
    Page(Box<ocr::Page>),
    /// A file; its bytes follow in a frame of their own.
    Bytes(#[serde(skip)] Vec<u8>),
}
