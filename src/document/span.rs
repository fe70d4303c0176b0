//! Places in the text of a document.

use super::layout::BBox;
use serde::{Deserialize, Serialize};

/// A place in the text of a document: lines are counted from 1, characters from 0 within their
/// line in Unicode scalar values; `end` is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextSpan {
    /// Line of the first character, 1-based.
    pub line: u32,
    /// First character within `line`, 0-based.
    pub start: u32,
    /// Line of the last character, 1-based; a mention may run over line ends.
    pub end_line: u32,
    /// One past the last character within `end_line`.
    pub end: u32,
    /// Page of the first character, 1-based; absent where the document has no page breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The place on the page as scanned; absent for documents that never were images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<BBox>,
    /// How sure the reading of the page is here: the least confidence of its words, 0 to 1; absent
    /// for documents that never were images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Whether two readers that share no weights read the digits here alike; absent where there are none,
    /// or only one reader read them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<bool>,
}
