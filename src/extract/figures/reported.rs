//! The period that a figure counts: the one that its clause or the start of its sentence names, *lũy kế* from
//! the start of the year on, or that of the document. What it is compared with (*so với cùng kỳ*) is none.

use super::clauses::REACH;
use crate::document::{DateRole, PeriodKind, PeriodRange};
use crate::extract::context::Context;
use crate::rules::words::Role;
use crate::text::phrases::clause_start;
use crate::text::span::starting;
use crate::text::{Span, lower};

/// How many periods before a figure may be looked through.
const NEAR: usize = 32;

/// The period that a figure at a place counts.
pub(crate) fn period(context: &Context, at: usize) -> Option<PeriodRange> {
    let text = context.text();
    let paragraph = context.view.paragraph_at(at)?;
    let paragraph = context.view.paragraphs.get(paragraph)?.span.start;
    let sentence = clause_start(text, at, REACH, b"").max(paragraph);
    let named = named(context, sentence, at);
    let start = cumulative(context, sentence, at);
    let told = named.filter(|(place, _)| start.is_none_or(|start| start <= *place));
    if let Some((_, range)) = told {
        return Some(range);
    }
    let whole = || inferred(context, paragraph, at).or_else(|| context.time.report.clone());
    match start {
        Some(_) => from_new_year(context, whole()),
        None => whole(),
    }
}

/// The last period before a place that its clause names, or that opens its sentence; and where it stands.
fn named(context: &Context, sentence: usize, at: usize) -> Option<(usize, PeriodRange)> {
    const OPENING: usize = 4;
    let text = context.text();
    let own = |span: Span| {
        let opening = || text[sentence..span.start].split_whitespace().count() <= OPENING;
        let rest = text.get(span.end..at);
        let clause = rest.is_some_and(|rest| !rest.contains([',', ';', '(']));
        (clause || opening()) && context.before(span.start, Role::Target).is_none()
    };
    let before = Span::new(sentence, at);
    let periods = starting(context.periods, before, |s| s.span);
    let period = periods.iter().rev().find_map(|s| {
        let range = s.range.as_ref().filter(|_| counted(s.period.kind));
        Some((s.span.start, range.filter(|_| own(s.span))?.clone()))
    });
    let days = starting(context.days, before, |day| day.span);
    let as_of = days.iter().rev().find_map(|day| {
        let counts = day.mention.role == DateRole::AsOf && own(day.span);
        let iso = day.mention.iso.as_ref().filter(|_| counts)?;
        Some((day.span.start, PeriodRange::as_of(iso, &day.mention.text)))
    });
    let found = [period, as_of].into_iter().flatten();
    found.max_by_key(|(start, _)| *start)
}

/// Whether figures count a period of this kind; others are lengths of time, rounds and goals.
fn counted(kind: PeriodKind) -> bool {
    use PeriodKind::{AsOf, Days, Month, Months, Quarter, Year};
    matches!(kind, Month | Quarter | Months | Year | AsOf | Days)
}

/// The last period of the paragraph before a place that stands for the document's own.
fn inferred(context: &Context, paragraph: usize, at: usize) -> Option<PeriodRange> {
    let before = starting(context.periods, Span::new(paragraph, at), |s| s.span);
    let near = before.iter().rev().take(NEAR);
    let mut own = near.filter(|s| s.period.inferred);
    own.find_map(|s| s.range.clone())
}

/// Where *lũy kế* stands before a place, with nothing between that ends its clause.
fn cumulative(context: &Context, from: usize, at: usize) -> Option<usize> {
    let near = lower(&context.text()[from..at]);
    let words = context.lists.words.of(Role::Cumulative).iter();
    let start = words.filter_map(|word| near.rfind(word)).max()?;
    let rest = &near[start..];
    let closed = rest.matches(')').count() > rest.matches('(').count();
    (!closed && !rest.contains(';')).then_some(from + start)
}

/// From the first day of the year in which a period ends to its last day.
fn from_new_year(context: &Context, period: Option<PeriodRange>) -> Option<PeriodRange> {
    let end = period.and_then(|range| range.to.or(range.date));
    let end = end.map(|end| (end, "header.report_period"));
    let issued = || Some((context.time.issued.clone()?, "header.date"));
    let (end, field) = end.or_else(issued)?;
    PeriodRange::from_new_year(end, field)
}
