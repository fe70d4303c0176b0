//! Zeros that are written in words: *không có*, *không xảy ra*.

use super::clauses::REACH;
use super::figure::{Figure, blank};
use crate::document::StatisticKind;
use crate::extract::context::Context;
use crate::extract::plan::sections;
use crate::rules::units::unit;
use crate::rules::words::Role;
use crate::text::Span;
use crate::text::phrases::{trim, window_after};

/// What the words of the role start with: the first letter in both cases, and the rest.
const OPENINGS: [([char; 2], &str); 2] = [(['K', 'k'], "hông "), (['C', 'c'], "hưa ")];

/// *Không có công dân đến*, *không xảy ra*: nothing happened.
pub(crate) fn find(context: &Context) -> Vec<Figure> {
    let text = &context.view.text;
    let body = Span::new(context.after, text.len());
    let mut figures = Vec::new();
    let starts = OPENINGS.iter().flat_map(|(first, rest)| {
        let found = body
            .of(text)
            .match_indices(rest)
            .map(|(at, _)| body.start + at);
        found.filter_map(|at| {
            let before = text[..at].chars().next_back()?;
            first.contains(&before).then(|| at - before.len_utf8())
        })
    });
    for start in starts.filter(|start| *start >= body.start) {
        let Some((from, phrase)) = context.lists.words.after(text, start, Role::Zero) else {
            continue;
        };
        let rest = &text[from..window_after(text, from, REACH)];
        let said = rest
            .split([',', ';', ':', '\n', '(', '.'])
            .next()
            .unwrap_or(rest);
        let words = said.split_whitespace().count();
        let unit = unit(text, from, context.lists);
        let planned = sections::at(context.view, context.headings, start).is_some_and(|h| h.plan);
        if !(1..=12).contains(&words) || planned || (phrase == "không có" && unit.is_none()) {
            continue;
        }
        let mut figure = blank(context, Span::new(start, start));
        let span = Span::new(start, from + said.len());
        figure.span = trim(text, span, |c| c.is_whitespace() || c == '/');
        figure.statistic.kind = StatisticKind::ImplicitZero;
        figure.statistic.value = Some(0.0);
        figure.statistic.subject = Some(fold_subject(said.trim()));
        figure.statistic.unit = unit.map(|(_, name, _)| name);
        figures.push(figure);
    }
    figures
}

fn fold_subject(text: &str) -> String {
    let text = text.strip_suffix(" nào").unwrap_or(text);
    text.strip_suffix(" đến").unwrap_or(text).to_owned()
}
