//! The slots of a header for number and day, which are often filled in by hand, and what they can hold.

use super::bbox::BBox;
use crate::document::header::Witness;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What stands in the slots of the header of a document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Slots {
    /// The serial before the symbol.
    pub serial: Option<Slot>,
    /// Day, month and year.
    pub day: Option<Slot>,
}

/// A slot as read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// Whether any of its digits is written by hand.
    pub handwritten: bool,
    /// What it can hold, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What supported the first candidate besides the ink.
    pub support: Vec<Witness>,
    /// Its line on the page, and the words of the line that it covers.
    pub(crate) line: usize,
    pub(crate) words: Range<usize>,
    /// Where its parts stand: the keyword, the digits, and so on to the end.
    pub(crate) parts: Vec<BBox>,
}

/// A value that a slot may hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// A serial, with the year behind a slash where it has one, or a day in ISO 8601.
    pub value: String,
    /// As it is written: the digits of each part.
    pub parts: Vec<String>,
    /// The probability, 0–1, that this is what was written.
    pub probability: f32,
}
