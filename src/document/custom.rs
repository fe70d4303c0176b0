//! Fields that rules of a user's own yield.

use super::provenance::Provenance;
use super::span::TextSpan;
use serde::{Deserialize, Serialize};

/// How the value of a field was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CustomKind {
    /// As printed.
    #[default]
    Text,
    /// A number.
    Number,
    /// A day.
    Day,
    /// A month, a quarter, a year or a stretch of years.
    Period,
    /// Number and symbol of a document.
    DocumentNumber,
    /// An agency.
    Agency,
}

/// The value of a field: a number where the field is one, otherwise text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum CustomValue {
    /// A number, in the printed unit.
    Number(f64),
    /// A text, an ISO day, a period as in `periods`, a normalised number of a document, an agency's name.
    Text(String),
}

/// A field that a rule of a user's own took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomField {
    /// `f1`, `f2`, …
    pub id: String,
    /// Name of the rule, with a dot and the name of the capture where it is not the rule's value.
    pub name: String,
    /// What the rule calls it, in Vietnamese.
    pub term: String,
    /// How its value was read.
    #[serde(rename = "type")]
    pub kind: CustomKind,
    /// The value; null where what is printed cannot be read as one.
    pub value: Option<CustomValue>,
    /// The unit of a number, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// First day of a period, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day of a period, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// As printed, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is: what its author states.
    #[serde(flatten)]
    pub provenance: Provenance,
}
