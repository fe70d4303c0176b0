//! What is known of a document before its pages are put together.

use crate::document::FileSignature;
use crate::document::layout::PageReading;
use serde::{Deserialize, Serialize};

/// What is known of an input before it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Path as given; `None` for a stream.
    pub path: Option<String>,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// The electronic signatures that it carries.
    pub signatures: Vec<FileSignature>,
    /// Names of files that the input carries, which are not read.
    pub attachments: Vec<String>,
    /// What of the input is missing or had to be repaired.
    #[serde(default)]
    pub faults: Vec<String>,
}

/// The engine that reads pages, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// Name and version.
    pub version: String,
    /// Its language data.
    pub language: String,
}

/// A page as read, or why it could not be.
pub type PageResult = Result<PageReading, String>;
