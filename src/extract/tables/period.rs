//! The period that the words over figures name: *Quý II/2019*, *Cùng kỳ năm trước*, *Lũy kế*. What they are
//! compared with (*so với cùng kỳ*) is none.

use crate::document::{Header, PeriodKind, PeriodRange};
use crate::extract::time::periods::{TimeContext, of_text};
use crate::rules::lists::Lists;
use crate::rules::words::Role;
use crate::text::fold;
use crate::text::fuzzy::unfolded;
use crate::text::phrases::before;

/// The period that a title or the heading of a column names.
pub(crate) fn of_words(text: &str, lists: &Lists, header: &Header) -> Option<PeriodRange> {
    let folded = fold(text);
    let end = folded.find("so voi").unwrap_or(folded.len());
    let (own, folded) = (&text[..unfolded(text, &folded, end)], &folded[..end]);
    let report = header.report_period.as_ref();
    if folded.contains("cung ky") {
        let named = named(own, lists, header).and_then(|named| named.year());
        return report?.in_year_before(named);
    }
    if lists.words.within(folded, Role::Cumulative) || folded.contains("cong don") {
        return PeriodRange::from_new_year(report?.to.clone()?, "header.report_period");
    }
    named(own, lists, header)
}

fn named(text: &str, lists: &Lists, header: &Header) -> Option<PeriodRange> {
    use PeriodKind::{Month, Months, Quarter, Year};
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let time = TimeContext {
        issued: header.date.as_ref().and_then(|date| date.iso.clone()),
        report: header.report_period.clone(),
        ..TimeContext::default()
    };
    let counts = |kind| matches!(kind, Month | Months | Quarter | Year);
    // *6 tháng 2019* is not the year.
    let (joined, found) = of_text(text, lists, time);
    let whole = |start: usize| before(&joined, start, "tháng").is_none();
    let mut ranges = found.into_iter().filter(|found| whole(found.span.start));
    ranges.find_map(|found| found.range.filter(|range| counts(range.kind)))
}
