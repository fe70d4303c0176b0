//! Everything that was found in one document.

use super::custom::CustomField;
use super::figures::{Check, NumberMention, Statistic, Table};
use super::header::Header;
use super::mentions::{DateMention, PlanItem, Recipient, Reference, Section, Signatory};
use super::periods::Period;
use serde::{Deserialize, Serialize};

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
    /// What rules of a user's own took (*trường thông tin riêng*).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<CustomField>,
}
