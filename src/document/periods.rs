//! Stretches of time: as they are mentioned, and with their bounds.

use super::provenance::Provenance;
use super::span::TextSpan;
use super::visitor::Walker;
use serde::{Deserialize, Serialize};

/// Kind of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PeriodKind {
    /// *Tháng*.
    Month,
    /// *Quý*.
    Quarter,
    /// *N tháng đầu năm, N tháng cuối năm*.
    Months,
    /// *Năm*.
    Year,
    /// *Giai đoạn 2021 – 2030*, *nhiệm kỳ*.
    YearRange,
    /// *01 năm*.
    Duration,
    /// *Đến nay*, *hiện tại*.
    AsOf,
    /// *Tết Nguyên đán Quý Mão - 2023*.
    Festival,
    /// *Đợt 01/2023*.
    Round,
    /// *Đến năm 2030*.
    UntilYear,
    /// *Tuần*, or from one day to another.
    Days,
}

/// What a stretch of time is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PeriodRole {
    /// The period that the document reports on.
    ReportPeriod,
    /// The period that the document plans for.
    PlanPeriod,
    /// The period of the figures after it.
    Statistic,
    /// Anything else.
    Scope,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    /// `p1`, `p2`, …
    pub id: String,
    /// Its kind.
    pub kind: PeriodKind,
    /// `2023-02`, `2023-Q1`, `2023`, `2021/2030`, `P1Y`, `2023#01`, an ISO day, or
    /// `from/to` in ISO days; null where a missing year could not be inferred.
    pub value: Option<String>,
    /// What it is for.
    pub role: PeriodRole,
    /// As printed, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// The whole value was inferred from the document's own period or day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// The year was inferred from the document's own period or day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub year_inferred: bool,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Where an inferred value comes from: a field of this document or a place in its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum Origin {
    /// Dotted name of a field, such as `header.date`.
    Field(String),
    /// A place in the text.
    Place(TextSpan),
}

/// A stretch of time with its bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeriodRange {
    /// Kind of period.
    pub kind: PeriodKind,
    /// First day, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The day of an *as of* period, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// As printed.
    pub text: String,
    /// The words that the year was taken from where the period does not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_inferred_from: Option<String>,
    /// Where the period was taken from where the words themselves do not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inferred_from: Option<Origin>,
}

impl PeriodRange {
    /// A stretch of time of which only kind and words are known.
    pub(crate) fn blank(kind: PeriodKind, text: &str) -> Self {
        PeriodRange {
            kind,
            from: None,
            to: None,
            date: None,
            text: text.to_owned(),
            year_inferred_from: None,
            inferred_from: None,
        }
    }

    /// *Lũy kế*: from the first day of the year to a day that a field of the document tells.
    pub(crate) fn from_new_year(to: String, field: &str) -> Option<Self> {
        Some(PeriodRange {
            from: Some(format!("{}-01-01", to.get(..4)?)),
            to: Some(to),
            inferred_from: Some(Origin::Field(field.to_owned())),
            ..PeriodRange::blank(PeriodKind::Days, "lũy kế")
        })
    }

    /// *Đến nay*: up to a day.
    pub(crate) fn as_of(day: &str, text: &str) -> Self {
        PeriodRange {
            date: Some(day.to_owned()),
            ..PeriodRange::blank(PeriodKind::AsOf, text)
        }
    }

    /// *Cùng kỳ*: the same days of an earlier year, the one before unless it is named.
    pub(crate) fn in_year_before(&self, named: Option<i32>) -> Option<Self> {
        let own = self.year()?;
        let back = own - named.unwrap_or(own - 1);
        let moved = |day: &Option<String>| {
            let (year, rest) = day.as_deref()?.split_at_checked(4)?;
            // The last of February is the 29th in leap years alone.
            let rest = rest.replace("-02-29", "-02-28");
            Some(format!("{:04}{rest}", year.parse::<i32>().ok()? - back))
        };
        (back > 0).then(|| PeriodRange {
            from: moved(&self.from),
            to: moved(&self.to),
            date: moved(&self.date),
            text: "cùng kỳ".to_owned(),
            inferred_from: Some(Origin::Field("header.report_period".to_owned())),
            ..self.clone()
        })
    }

    /// The year that it begins in.
    pub(crate) fn year(&self) -> Option<i32> {
        self.from.as_deref()?.get(..4)?.parse().ok()
    }
}

/// The place that a period was taken from.
pub(crate) fn walk_range(period: &mut Option<PeriodRange>, to: Walker) {
    let origin = period.as_mut().and_then(|p| p.inferred_from.as_mut());
    if let Some(Origin::Place(span)) = origin {
        to.span(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_days_of_earlier_years_exist() {
        let report = PeriodRange {
            from: Some("2024-01-01".to_owned()),
            to: Some("2024-02-29".to_owned()),
            ..PeriodRange::blank(PeriodKind::Months, "2 tháng đầu năm")
        };
        let before = |named| report.in_year_before(named)?.to;
        assert_eq!(before(None).as_deref(), Some("2023-02-28"));
        assert_eq!(before(Some(2021)).as_deref(), Some("2021-02-28"));
        assert_eq!(before(Some(2024)), None);
    }
}
