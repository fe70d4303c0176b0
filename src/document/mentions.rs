//! The body and the end of a document: sections, references, days, periods, plan, recipients.

use super::header::Grammar;
use super::periods::PeriodRange;
use super::provenance::Provenance;
use super::span::TextSpan;
use serde::{Deserialize, Serialize};

/// How a heading is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SectionKind {
    /// *Phần thứ nhất*, *Phần I*.
    Part,
    /// *Chương I*.
    Chapter,
    /// `A.`
    UpperLetter,
    /// `I.`
    Roman,
    /// *Điều 1.*
    Article,
    /// `1.`
    Arabic,
    /// `6.1.`
    Decimal,
    /// `a)`
    Letter,
    /// `-`, `+`
    Dash,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Section {
    /// Labels from the root down, joined by dots (`I.4.b`).
    pub id: String,
    /// The label as printed (`4.`).
    pub label: String,
    /// How it is labelled.
    pub kind: SectionKind,
    /// The heading, line wraps as spaces; null where text follows the label at once.
    pub title: Option<String>,
    /// From the label to the end of the last subsection.
    pub span: TextSpan,
    /// The heading's own place.
    pub title_span: Option<TextSpan>,
    /// Subsections in order.
    pub children: Vec<Section>,
}

/// What a cited document does to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RelationKind {
    /// *Sửa đổi, bổ sung*.
    Amends,
    /// *Thay thế*, *bãi bỏ*.
    Replaces,
    /// *Triển khai*, *thực hiện*, *hướng dẫn thi hành*.
    Implements,
    /// *Căn cứ*, *theo*.
    BasedOn,
}

/// A relation from one cited document to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Relation {
    /// What it does.
    pub kind: RelationKind,
    /// Id of the other reference.
    pub to: String,
}

/// A cited document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    /// `r1`, `r2`, … for numbered documents, `n1`, … for documents that are only named.
    pub id: String,
    /// `Quyết định`; null where neither a word nor the symbol names it.
    pub doc_type: Option<String>,
    /// Normalised number and symbol; null for documents that are only named.
    pub number: Option<String>,
    /// The serial number.
    pub serial: Option<u32>,
    /// Year in the number.
    pub year: Option<u32>,
    /// Abbreviation of the type.
    pub type_abbr: Option<String>,
    /// Abbreviation of the issuer.
    pub issuer_abbr: Option<String>,
    /// Abbreviation of the drafting unit.
    pub unit_abbr: Option<String>,
    /// How the number is built; absent for documents that are only named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grammar: Option<Grammar>,
    /// Its day, ISO 8601, where the citation gives it.
    pub date: Option<String>,
    /// Who issued it, as printed.
    pub issuer: Option<String>,
    /// What it is about, as printed.
    pub subject: Option<String>,
    /// Id of the first citation of the same document.
    pub same_as: Option<String>,
    /// Whether the word *số* stands before the number.
    pub has_so_keyword: bool,
    /// What it does to other cited documents.
    pub relations: Vec<Relation>,
    /// What this document does to it; null where the words before the citation do not say.
    #[serde(default)]
    pub relation: Option<RelationKind>,
    /// As printed, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DateFormat {
    /// `ngày 14 tháng 02 năm 2023`.
    Long,
    /// `24/3/2020`.
    DmySlash,
    /// `24.3.2020`.
    DmyDot,
    /// `24-3-2020`.
    DmyDash,
    /// `ngày 24/3`, `ngày 24 tháng 3`: without a year.
    DayMonth,
}

/// What a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DateRole {
    /// The day of this document.
    Issue,
    /// The day of a cited document.
    Reference,
    /// Something happened or will happen.
    Event,
    /// Something is to be done by then (*trước ngày*, *chậm nhất*).
    Deadline,
    /// Figures count up to then (*tính đến ngày*).
    AsOf,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DateMention {
    /// `d1`, `d2`, …
    pub id: String,
    /// ISO 8601; null where the year is not written.
    pub iso: Option<String>,
    /// As printed, line wraps as spaces.
    pub text: String,
    /// How it is written.
    pub format: DateFormat,
    /// What it is for.
    pub role: DateRole,
    /// Id of the reference, or `header`.
    pub target: Option<String>,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A name and the place it was taken from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attributed {
    /// The name.
    pub name: String,
    /// The place it was taken from.
    pub inferred_from: TextSpan,
}

/// One thing to do within a plan item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Action {
    /// `k4.2`: the item's id and a running number.
    pub id: String,
    /// The verbs with their prefixes (`Tiếp tục theo dõi, chỉ đạo`).
    pub verb: Option<String>,
    /// What follows the verbs.
    pub object: String,
    /// Who it is addressed to, as printed.
    pub targets: Vec<String>,
    /// As printed, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
}

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanItem {
    /// `k1`, `k2`, …
    pub id: String,
    /// Its printed number, without the dot; null for dashes.
    pub number: Option<String>,
    /// The verbs it starts with.
    pub verb: Option<String>,
    /// What follows them.
    pub action: String,
    /// As printed without the label and the final stop, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Id of its section.
    pub section: Option<String>,
    /// Who is to do it.
    pub lead_agency: Option<Attributed>,
    /// Who takes part, as printed.
    pub partners: Vec<String>,
    /// By when, ISO 8601.
    pub deadline: Option<String>,
    /// The period it is planned for.
    pub period: Option<PeriodRange>,
    /// Ids of the references it rests on.
    pub legal_basis: Vec<String>,
    /// The single things to do.
    pub actions: Vec<Action>,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A line of *Nơi nhận*.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recipient {
    /// As printed without dash and final mark, line wraps as spaces.
    pub text: String,
    /// The recipients named, abbreviations expanded.
    pub names: Vec<String>,
    /// What for: `b/c (để báo cáo)`, `t/h (để thực hiện)`, `p/h (để phối hợp)`.
    pub purpose: Option<String>,
    /// The file copy (*Lưu*).
    pub archive: bool,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signatory {
    /// `KT.`, `TM.`, `TL.`, `TUQ.`, `Q.`
    pub authority: Option<String>,
    /// `ký thay`, `thay mặt`, …
    pub authority_name: Option<String>,
    /// For whom or what (`GIÁM ĐỐC`, `ỦY BAN NHÂN DÂN`).
    pub on_behalf_of: Option<String>,
    /// The signer's own position (*chức vụ*).
    pub position: Option<String>,
    /// The signer's name.
    pub name: Option<String>,
    /// Where these stand, in reading order.
    pub spans: Vec<TextSpan>,
    /// Whether a seal was seen; null from text alone.
    pub seal: Option<bool>,
    /// Whether a signature was seen; null from text alone.
    pub signature: Option<bool>,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}
