//! The period that the words over figures name: *Quý II/2019*, *Cùng kỳ năm trước*, *Lũy kế*. What they are
//! compared with (*so với cùng kỳ*) is none.

use crate::document::{Header, Origin, PeriodKind, PeriodRange};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::{JoinedText, Start};
use crate::extract::time::Lookups;
use crate::extract::time::periods::{self, TimeContext};
use crate::text::fold;
use crate::text::phrases::before;

/// The period that a title or the heading of a column names.
pub(crate) fn of_words(text: &str, lookups: Lookups<'_>, header: &Header) -> Option<PeriodRange> {
    let folded = fold(text);
    let end = folded.find("so voi").unwrap_or(folded.len());
    let own: String = text.chars().take(folded[..end].chars().count()).collect();
    let folded = &folded[..end];
    let report = header.report_period.as_ref();
    if folded.contains("cung ky") {
        let year = named(&own, lookups, header).and_then(|named| year(&named));
        return a_year_before(report?, year);
    }
    if folded.contains("luy ke") || folded.contains("cong don") {
        return PeriodRange::from_new_year(report?.to.clone()?, "header.report_period");
    }
    named(&own, lookups, header)
}

fn named(text: &str, lookups: Lookups<'_>, header: &Header) -> Option<PeriodRange> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let view = JoinedText::starting(text, Start::default());
    let mut time = TimeContext {
        issued: header.date.as_ref().and_then(|date| date.iso.clone()),
        report: header.report_period.clone(),
        ..TimeContext::default()
    };
    let mut ledger = NumberLedger::new(&view.text);
    let found = periods::find(&lookups.time_reader(&view), &mut ledger, &mut time);
    use PeriodKind::{Month, Months, Quarter, Year};
    let counts = |kind| matches!(kind, Month | Months | Quarter | Year);
    // *6 tháng 2019* is not the year.
    let whole = |start: usize| before(&view.text, start, "tháng").is_none();
    let mut ranges = found.into_iter().filter(|found| whole(found.span.start));
    ranges.find_map(|found| found.range.filter(|range| counts(range.kind)))
}

fn year(range: &PeriodRange) -> Option<i32> {
    range.from.as_deref()?.get(..4)?.parse().ok()
}

/// The same months of the year before, or of a year that is named.
fn a_year_before(report: &PeriodRange, named: Option<i32>) -> Option<PeriodRange> {
    let back = year(report)? - named.unwrap_or(year(report)? - 1);
    let moved = |day: &Option<String>| {
        let day = day.as_deref()?;
        let year: i32 = day.get(..4)?.parse().ok()?;
        // The last of February is the 29th in leap years alone.
        let rest = day.get(4..)?.replace("-02-29", "-02-28");
        Some(format!("{:04}{rest}", year - back))
    };
    (back > 0).then(|| PeriodRange {
        from: moved(&report.from),
        to: moved(&report.to),
        date: moved(&report.date),
        text: "cùng kỳ".to_owned(),
        inferred_from: Some(Origin::Field("header.report_period".to_owned())),
        ..report.clone()
    })
}
