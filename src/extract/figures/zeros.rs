//! Zeros that are written in words: *không có*, *không xảy ra*.

use super::clauses::REACH;
use super::figure::Figure;
use crate::document::StatisticKind;
use crate::extract::context::Context;
use crate::extract::plan::sections;
use crate::rules::units::unit;
use crate::rules::words::Role;
use crate::text::Span;
use crate::text::phrases::{clause_end, trim};

/// What the words of the role start with, without their first letter, which may be a capital.
const OPENINGS: [&str; 2] = ["hông ", "hưa "];

/// *Không có công dân đến*, *không xảy ra*: nothing happened.
pub(crate) fn find(context: &Context) -> Vec<Figure> {
    let text = context.text();
    let places = OPENINGS
        .iter()
        .flat_map(|opening| text.match_indices(opening));
    let starts = places.filter_map(|(at, _)| at.checked_sub(1));
    let starts = starts.filter(|start| *start >= context.after);
    starts.filter_map(|start| zero(context, start)).collect()
}

fn zero(context: &Context, start: usize) -> Option<Figure> {
    const LONGEST: usize = 12;
    let text = context.text();
    let (from, phrase) = context.lists.words.after(text, start, Role::Zero)?;
    let ends = |c: char| matches!(c, ',' | ';' | ':' | '\n' | '(' | '.');
    let said = Span::new(from, clause_end(text, from, REACH, ends));
    let unit = unit(text, from, context.lists).map(|(_, name, _)| name);
    let heading = sections::at(context.view, context.headings, start);
    let planned = heading.is_some_and(|heading| heading.plan);
    let words = said.of(text).split_whitespace().count();
    if !(1..=LONGEST).contains(&words) || planned || phrase == "không có" && unit.is_none() {
        return None;
    }
    let mut figure = Figure::blank(context, Span::new(start, start));
    let span = Span::new(start, said.end);
    figure.span = trim(text, span, |c| c.is_whitespace() || c == '/');
    let said = said.of(text).trim();
    let said = said.strip_suffix(" nào").unwrap_or(said);
    let said = said.strip_suffix(" đến").unwrap_or(said);
    figure.statistic.kind = StatisticKind::ImplicitZero;
    figure.statistic.value = Some(0.0);
    figure.statistic.subject = Some(said.to_owned());
    figure.statistic.unit = unit;
    Some(figure)
}
