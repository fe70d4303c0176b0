//! Parts that stand in the list below their whole: *Tổng chi …, trong đó:* and a line for each part.

use super::figure::{Figure, amount, sum};
use super::groups::{Group, Told};
use crate::document::SectionKind;
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::Paragraph;
use crate::rules::words::Role;
use crate::text::Span;
use crate::text::span::within;
use std::ops::Range;

/// The longest list that is read, in lines.
const LONGEST: usize = 60;

/// How many figures before a list its whole may stand.
const REACH: usize = 24;

/// Finds the lists below figures.
pub(crate) fn below(context: &Context, figures: &[Figure]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut above = None;
    let paragraphs = &context.view.paragraphs;
    for (index, Paragraph { span, .. }) in paragraphs.iter().enumerate() {
        let text = span.of(context.text()).trim_end();
        let own = within(figures, *span, |figure| figure.span);
        let last = own.clone().rev().find(|&i| figures[i].counts());
        if text.ends_with(':') && text.len() < 600 {
            let opens = own.is_empty() && context.after(span.start, Role::Breakdown).is_some();
            let announced = last.filter(|&i| announced(context, &figures[i], *span));
            let whole = if opens { above } else { announced };
            let items = items(&paragraphs[index + 1..], figures);
            for parts in columns(figures, &items) {
                let like = |&whole: &usize| figures[whole].is_like(&figures[parts[0]]);
                let whole = total(figures, &groups, &own, &parts).or(whole.filter(like));
                groups.extend(whole.map(|whole| Group::new(whole, parts, Told::All)));
            }
        }
        above = last.filter(|_| own.len() == 1 || text.starts_with(char::is_uppercase));
    }
    groups
}

/// The last figure before a list that is no part itself and just what the items are together. The words need
/// not say it: of a list under a colon, such a sum is no chance.
fn total(
    figures: &[Figure],
    groups: &[Group],
    own: &Range<usize>,
    parts: &[usize],
) -> Option<usize> {
    let unit = figures[parts[0]].unit()?;
    let sum = sum(figures, parts);
    let part = |i| {
        let mut lists = groups.iter().rev().take(REACH);
        lists.any(|list| list.parts.contains(&i))
    };
    let fits = |&i: &usize| {
        let figure = &figures[i];
        let same = figure.counts() && figure.unit() == Some(unit);
        same && (amount(&figure.statistic) - sum).abs() < 1e-6 && !part(i)
    };
    let before = (own.start.saturating_sub(REACH)..own.start).rev();
    own.clone().chain(before).filter(|_| sum > 0.0).find(fits)
}

/// Whether the words around a figure say that its parts follow: *trong đó*, *gồm*, *tổng số*.
fn announced(context: &Context, figure: &Figure, paragraph: Span) -> bool {
    let from = figure.span.end.min(paragraph.end);
    let rest = &context.text()[from..paragraph.end];
    let mut words = rest.match_indices([' ', ',', ';', '(']);
    let opens = |at| context.after(from + at, Role::Breakdown).is_some();
    let subject = figure.statistic.subject.as_deref().unwrap_or("");
    figure.statistic.total_marker.is_some()
        || subject.to_lowercase().starts_with("tổng")
        || words.any(|(at, _)| opens(at + 1))
        || rest.trim() == ":"
}

/// The figures that count something in each item of the list that paragraphs begin with.
fn items(paragraphs: &[Paragraph], figures: &[Figure]) -> Vec<Vec<usize>> {
    let kind = |paragraph: &Paragraph| paragraph.label.map(|label| label.kind);
    let first = paragraphs.first().and_then(kind);
    let listed = matches!(first, Some(SectionKind::Dash | SectionKind::Letter));
    let items = paragraphs.iter().take(LONGEST);
    let items = items.take_while(|&item| listed && kind(item) == first);
    let counted = |item: &Paragraph| {
        let own = within(figures, item.span, |figure| figure.span);
        own.filter(|&i| figures[i].counts()).collect()
    };
    items.map(counted).collect()
}

/// For each thing that every item counts, the first figure of it in each.
fn columns(figures: &[Figure], items: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let Some(head) = items.first().filter(|_| items.len() > 1) else {
        return Vec::new();
    };
    let unit = |i: &usize| figures[*i].unit();
    let new = |&(place, i): &(usize, &usize)| !head[..place].iter().any(|j| unit(j) == unit(i));
    let column = |(_, head): (usize, &usize)| {
        let same = |&i: &usize| figures[i].is_like(&figures[*head]);
        let first = |item: &Vec<usize>| item.iter().copied().find(same);
        items.iter().map(first).collect()
    };
    let heads = head.iter().enumerate().filter(new);
    heads.filter_map(column).collect()
}
