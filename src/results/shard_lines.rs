//! Lines of documents, by which results go from one machine to another without their folders: a row of the manifest
//! with the document and its text.

use super::manifest::Row;
use crate::document::Document;
use serde::{Deserialize, Serialize};

/// Name of the files of such lines.
pub(crate) const NAME: &str = "results.jsonl";

/// A line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ShardLine {
    /// The row; where its results lie is made anew.
    #[serde(flatten)]
    pub(crate) row: Row,
    /// The document; null where there is none.
    #[serde(default)]
    pub(crate) document: Option<Document>,
    /// Its text.
    #[serde(default)]
    pub(crate) text: Option<String>,
}
