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
        body.of(text)
            .match_indices(rest)
            .map(move |(at, _)| (first, at))
    });
    for (first, at) in starts {
        let Some(start) = (body.start + at).checked_sub(1) else {
            continue;
        };
        if !text.is_char_boundary(start) || !text[start..].starts_with(*first) {
            continue;
        }
        let Some((from, phrase)) = context.lists.words.after(text, start, Role::Zero) else {
            continue;
        };
        let rest = &text[from..window_after(text, from, REACH)];
        let length = rest
            .find([',', ';', ':', '\n', '(', '.'])
            .unwrap_or(rest.len());
        let end = from + length;
        let words = rest[..length].split_whitespace().count();
        let unit = unit(text, from, context.lists);
        let planned = sections::at(context.view, context.headings, start).is_some_and(|h| h.plan);
        if !(1..=12).contains(&words) || planned || (phrase == "không có" && unit.is_none()) {
            continue;
        }
        let mut figure = blank(context, Span::new(start, start));
        figure.span = trim(text, Span::new(start, end), |c: char| {
            c.is_whitespace() || c == '/'
        });
        figure.statistic.kind = StatisticKind::ImplicitZero;
        figure.statistic.value = Some(0.0);
        figure.statistic.subject = Some(fold_subject(rest[..length].trim()));
        figure.statistic.unit = unit.map(|(_, name, _)| name);
        figures.push(figure);
    }
    figures
}

fn fold_subject(text: &str) -> String {
    let cut = [" nào", " đến"]
        .iter()
        .fold(text, |text, tail| text.strip_suffix(tail).unwrap_or(text));
    cut.to_owned()
}
