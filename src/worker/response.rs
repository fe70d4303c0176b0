//! What workers answer.

use crate::document::layout::PageReading;
use crate::document::{Document, FileSignature};
use crate::input::Shortfall;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// An answer to a request: JSON and, for files, their bytes beside it.
pub trait Response: Serialize + DeserializeOwned {
    /// Bytes that travel beside the JSON.
    fn attachment(&self) -> &[u8] {
        &[]
    }

    /// Takes the bytes that came beside the JSON.
    fn attach(&mut self, _bytes: Vec<u8>) {}
}

/// A response, or why there is none.
pub type Reply<T> = Result<T, String>;

/// The engine starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contents {
    /// A text.
    Text,
    /// Pages.
    Pages {
        /// How many.
        count: usize,
        /// The electronic signatures that it carries.
        signatures: Vec<FileSignature>,
        /// Names of files that it carries.
        attachments: Vec<String>,
        /// What is missing of it or had to be repaired.
        faults: Vec<String>,
    },
}

/// What the scans of a file fall short of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedScan {
    /// Its pages.
    pub pages: usize,
    /// How many of them are scans.
    pub scans: usize,
    /// What these fall short of.
    pub shortfalls: Vec<Shortfall>,
}

/// A document and its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessedDocument(pub Box<Document>, pub String);

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes(#[serde(skip)] pub Vec<u8>);

/// A searchable PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPdf {
    /// The file.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// What a person should know of it.
    pub remarks: Vec<String>,
}

impl Response for WrittenPdf {
    fn attachment(&self) -> &[u8] {
        &self.bytes
    }

    fn attach(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes;
    }
}

impl Response for Ready {}

impl Response for Contents {}

impl Response for CheckedScan {}

impl Response for PageReading {}

impl Response for ProcessedDocument {}

impl Response for Bytes {
    fn attachment(&self) -> &[u8] {
        &self.0
    }

    fn attach(&mut self, bytes: Vec<u8>) {
        self.0 = bytes;
    }
}
