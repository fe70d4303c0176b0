//! The document model: everything that is read out of a document, as it is written to `document.json`.

pub(crate) mod confidence;
pub(crate) mod figures;
pub(crate) mod header;
pub mod layout;
pub(crate) mod mentions;
pub mod record;
pub(crate) mod visit;

pub use figures::{
    Check, CheckKind, Comparison, ComparisonKind, NumberClass, NumberMention, ParentRelation,
    Statistic, StatisticKind, Suggestion, Table, TableCell, Verdict,
};
pub use header::{
    AgencyField, Alternative, DocTypeField, Grammar, Header, HeaderDate, NumberField, Origin,
    PeriodRange, Slot, TextField, Witness,
};
pub use mentions::{
    Action, Attributed, DateFormat, DateMention, DateRole, Period, PeriodKind, PeriodRole,
    PlanItem, Recipient, Reference, Relation, RelationKind, Section, SectionKind, Signatory,
};
pub use record::Document;

use layout::words::BBox;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
}

/// Which rule took an item, and how sure that rule is; how sure the reading beneath it is stands in
/// the item's span.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// Name of the rule, such as `figure.percent`.
    #[serde(default)]
    pub rule: Cow<'static, str>,
    /// How often what the rule takes is right, 0 to 1.
    #[serde(default)]
    pub rule_confidence: f32,
}

/// Everything that was found in one document. What is not on the page is null or absent.
///
/// ```
/// let empty = baocao::Extraction::default();
/// assert_eq!(serde_json::to_value(&empty)?["statistics"], serde_json::json!([]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Extraction {
    /// The head of the first page (*thể thức đầu văn bản*).
    pub header: Header,
    /// The tree of headings (*phần, mục, khoản, điểm*).
    pub sections: Vec<Section>,
    /// Other documents that are cited (*văn bản viện dẫn*).
    pub references: Vec<Reference>,
    /// Days.
    pub dates: Vec<DateMention>,
    /// Months, years and other stretches of time.
    pub periods: Vec<Period>,
    /// Figures (*số liệu*).
    pub statistics: Vec<Statistic>,
    /// Arithmetic relations between figures and whether they hold. Nothing is ever repaired.
    pub checks: Vec<Check>,
    /// What is planned for the next period (*kế hoạch, nhiệm vụ trọng tâm*).
    pub plan_items: Vec<PlanItem>,
    /// Who gets the document (*nơi nhận*).
    pub recipients: Vec<Recipient>,
    /// Who signed (*người ký*); absent where no signature block was found.
    pub signatory: Option<Signatory>,
    /// Tables (*bảng biểu*).
    pub tables: Vec<Table>,
    /// Every run of digits of the text with exactly one class.
    pub numbers: Vec<NumberMention>,
}
