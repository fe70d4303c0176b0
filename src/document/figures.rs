//! Figures, their relations, tables, and the account of every run of digits.

use super::periods::PeriodRange;
use super::provenance::Provenance;
use super::span::TextSpan;
use super::statistic_id::StatisticId;
use serde::{Deserialize, Serialize};

/// Kind of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatisticKind {
    /// A number of things, or a measure.
    Count,
    /// `29,65%`.
    Percent,
    /// `90/104 sản phẩm`.
    Ratio,
    /// `1.190,6 tỷ đồng`; the value is in the printed unit.
    Money,
    /// A rise or a fall (`tăng 14,37%`).
    Change,
    /// *Không có …*: nothing happened.
    ImplicitZero,
}

/// How a figure relates to the figure it is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ParentRelation {
    /// One of the parts that make up the whole.
    ExhaustivePart,
    /// Some of the whole.
    Subset,
    /// Parts that may count the same thing twice.
    OverlappingPart,
    /// Said to be a part (*trong đó*), but the figures contradict it.
    ClaimedPart,
    /// A percentage that belongs to the figure.
    RateOf,
    /// A rise or a fall of the figure.
    ChangeOf,
}

/// What a figure is compared with, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ComparisonKind {
    /// A rise or a fall against something that is not named.
    Growth,
    /// *So với cùng kỳ*, *so với năm trước*.
    GrowthYoy,
    /// *So với tháng trước*, *quý trước*, *kỳ trước*, or another named period.
    GrowthPeriod,
    /// *So với đầu năm*, *so với cuối năm 2021*.
    GrowthYtd,
    /// *Tăng gấp 1,89 lần*.
    Multiple,
    /// *Đạt 20,64% dự toán năm*.
    PlanRatio,
    /// *Vượt 4,5% kế hoạch*.
    PlanExcess,
    /// *Bằng 118,3% so với cùng kỳ*.
    PeriodRatio,
}

/// A rise, a fall or a ratio against another period or a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// What it is compared with, and how.
    pub kind: ComparisonKind,
    /// `+` for a rise, `-` for a fall; null for a ratio.
    pub direction: Option<String>,
    /// What it is compared with, as printed (`cùng kỳ năm trước`).
    pub base_period: Option<String>,
    /// By how much; the value of the figure itself.
    pub value: Option<f64>,
    /// The unit of `value`.
    pub unit: Option<String>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statistic {
    /// `s1`, `s2`, …
    pub id: StatisticId,
    /// Its kind.
    pub kind: StatisticKind,
    /// The value; null for a ratio.
    pub value: Option<f64>,
    /// The number as printed; null where nothing is printed.
    pub value_text: Option<String>,
    /// What is counted or measured, in lower case, abbreviations expanded.
    pub unit: Option<String>,
    /// What the figure is about (*chỉ tiêu*), as printed.
    pub subject: Option<String>,
    /// Which part of the subject (`cấp tỉnh`, `trực tuyến`).
    pub qualifier: Option<String>,
    /// What was done (`Ban hành`).
    pub action: Option<String>,
    /// Id of the section.
    pub section: Option<String>,
    /// The period it counts.
    pub period: Option<PeriodRange>,
    /// Id of the figure it is part of.
    pub parent: Option<StatisticId>,
    /// How it relates to it.
    pub relation_to_parent: Option<ParentRelation>,
    /// Upper number of a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<f64>,
    /// Lower number of a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<f64>,
    /// 100 × numerator / denominator, to two decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed_percent: Option<f64>,
    /// Id of the part that a percentage was taken of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<StatisticId>,
    /// Id of the whole that a percentage was taken of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<StatisticId>,
    /// The rise or fall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// `tổng số`, `tổng cộng` before the figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_marker: Option<String>,
    /// *Gần, hơn, trên, khoảng* before the figure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approx: bool,
    /// *Ước* before the figure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub estimate: bool,
    /// The unit does not follow the number; it was taken from the words around.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unit_inferred: bool,
    /// Number and unit as printed, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl Statistic {
    /// A count of which nothing is known.
    pub(crate) fn blank() -> Self {
        Statistic {
            id: StatisticId::of_index(0),
            kind: StatisticKind::Count,
            value: None,
            value_text: None,
            unit: None,
            subject: None,
            qualifier: None,
            action: None,
            section: None,
            period: None,
            parent: None,
            relation_to_parent: None,
            numerator: None,
            denominator: None,
            computed_percent: None,
            part: None,
            whole: None,
            comparison: None,
            total_marker: None,
            approx: false,
            estimate: false,
            unit_inferred: false,
            text: String::new(),
            span: TextSpan::default(),
            provenance: Provenance::default(),
        }
    }
}

/// Kind of an arithmetic relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CheckKind {
    /// The parts add up to the whole.
    Sum,
    /// The parts are together no more than the whole.
    SumLe,
    /// One figure is no more than another.
    Le,
    /// A percentage fits its part and whole, rounded or truncated to the printed digits.
    Percent,
    /// A rise or a fall in percent fits the absolute one and the figure that rose or fell.
    Delta,
    /// What is left is the whole less what is gone.
    Remainder,
    /// A figure that is stated twice is the same both times.
    Same,
}

/// Whether a relation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does if the percentage was truncated, not rounded.
    HoldsTruncated,
    /// It does not.
    Fails,
    /// It does not as the figures were read, of which one at least was read with doubt.
    Doubtful,
}

impl Verdict {
    /// Whether the relation does not hold with the figures as they were read.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Verdict::Fails | Verdict::Doubtful)
    }
}

/// An arithmetic relation between figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Check {
    /// `c1`, `c2`, …
    pub id: String,
    /// Its kind.
    pub kind: CheckKind,
    /// With the numbers filled in (`139 + 332 + 106 = 577`).
    pub expression: String,
    /// Ids of the figures, the stated one first.
    pub statistics: Vec<StatisticId>,
    /// What the arithmetic gives.
    pub computed: f64,
    /// What the document says.
    pub stated: f64,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Where it does not: the sentence, and what in it does not fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A reading of one of the figures with which it would hold. Nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// Id of the one figure that was read with doubt, so that a digit of it decides whether the relation holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<StatisticId>,
}

/// One digit, read otherwise, would make a failing sum hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// Id of the figure.
    pub statistic: StatisticId,
    /// As it was read.
    pub value_text: String,
    /// As it may have been printed.
    pub suggested_text: String,
    /// The value that this would be.
    pub suggested_value: f64,
    /// How sure the reading of the figure was, 0 to 1.
    pub confidence: f32,
    /// Why, in words.
    pub reason: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Table {
    /// `t1`, `t2`, …
    #[serde(default)]
    pub id: String,
    /// Its heading: the title above it.
    pub caption: Option<String>,
    /// The unit of its figures (*Đơn vị tính: triệu đồng*) where no row or column names another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The period that its heading names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodRange>,
    /// Id of the table on the page before that it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
    /// Names of the columns, those of merged headings from the top down.
    pub columns: Vec<String>,
    /// Its rows; a cell that takes several rows or columns stands where it begins.
    pub rows: Vec<Vec<TableCell>>,
    /// Where it stands.
    #[serde(default)]
    pub span: TextSpan,
}

fn one() -> u32 {
    1
}

fn is_one(span: &u32) -> bool {
    *span == 1
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableCell {
    /// As printed, line wraps as spaces; empty for an empty cell.
    pub text: String,
    /// Belongs to the head.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub header: bool,
    /// Number of its column, of the first where it takes several, from 0.
    #[serde(default)]
    pub column: u32,
    /// Rows that it takes.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub row_span: u32,
    /// Columns that it takes.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub column_span: u32,
    /// The words that name its row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_label: Option<String>,
    /// The name of its column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column_label: Option<String>,
    /// Id of the figure that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<StatisticId>,
    /// Where it stands.
    pub span: TextSpan,
}

/// What a run of digits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NumberClass {
    /// Part of a number and symbol.
    DocumentNumber,
    /// Part of a day.
    Date,
    /// Part of a stretch of time.
    Period,
    /// The label of a section or item.
    Label,
    /// A running page number.
    PageNumber,
    /// Part of a provision that is cited (*khoản 1 Điều 5*).
    Provision,
    /// Part of a name (`3G`, `Đề án 06`, `Covid-19`).
    Name,
    /// *Lần thứ 52*.
    Ordinal,
    /// *Mức 3*: says which, not how many.
    Qualifier,
    /// A figure.
    Statistic,
    /// Telephone numbers, codes, addresses.
    Identifier,
}

/// A run of digits, with the separators inside it (`72/2022`, `29,65`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumberMention {
    /// As printed.
    pub text: String,
    /// What it is.
    pub class: NumberClass,
    /// Id of what it belongs to, or `header.number`.
    #[serde(rename = "ref")]
    pub target: Option<String>,
    /// Where it stands.
    #[serde(flatten)]
    pub span: TextSpan,
}
