//! What stands on a page beside its text: stamps, seals, signatures made by programs; and what could not be read.

use super::layout::bbox::BBox;
use super::layout::slots::Candidate;
use super::layout::words::Line;
use serde::{Deserialize, Serialize};

/// What a stamp is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StampKind {
    /// The registry's mark of a document that came in (*dấu đến*).
    Incoming,
    /// A round seal (*con dấu*).
    Seal,
    /// The mark of a copy (*sao y, sao lục, trích sao*).
    Copy,
    /// A name or a position stamped under a signature.
    Name,
    /// What a program prints of an electronic signature (*chữ ký số*).
    ElectronicSignature,
    /// Any other: urgency, secrecy, *bản chính*.
    Other,
}

/// A stamp as it stands on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StampPrint {
    /// What it is.
    pub kind: StampKind,
    /// Where it stands.
    pub bbox: BBox,
    /// How much its lines fall to the right, in pixels down for one across.
    pub slope: f32,
    /// Its lines as read; none for what is seen and not read.
    pub lines: Vec<Line>,
    /// How sure the reading is, 0–1; absent without text.
    pub confidence: Option<f32>,
    /// What can be written in the slots of an incoming stamp.
    pub written: WrittenStamp,
}

/// What the slots of an incoming stamp can hold, the likeliest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WrittenStamp {
    /// The number that the registry gave.
    pub number: Vec<Candidate>,
    /// The day of arrival in ISO 8601.
    pub day: Vec<Candidate>,
}

/// A stamp of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stamp {
    /// What it is.
    pub kind: StampKind,
    /// Its page, from 1.
    pub page: u32,
    /// Where it stands, in pixels of the page as scanned.
    pub bbox: BBox,
    /// Its lines, joined by `; `; null for what is seen and not read.
    pub text: Option<String>,
    /// The number that a registry gave.
    pub number: Option<String>,
    /// Its day in ISO 8601.
    pub date: Option<String>,
    /// Its time of day, `HH:MM:SS`, with the zone where it is given.
    pub time: Option<String>,
    /// Who signed, or the name that was stamped.
    pub name: Option<String>,
    /// The body that received, copied or vouches for it.
    pub organisation: Option<String>,
    /// How sure the reading is, 0–1; null without text.
    pub confidence: Option<f32>,
}

/// What a mark on a page seems to be that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnreadKind {
    /// Print.
    Print,
    /// A stamp.
    Stamp,
    /// What a pen wrote: a signature, a note.
    Handwriting,
    /// A picture: a photograph, a chart, an emblem.
    Picture,
}

/// A place of a page with ink that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unread {
    /// What it seems to be.
    pub kind: UnreadKind,
    /// Where it stands, in pixels of the page as scanned.
    pub bbox: BBox,
}
