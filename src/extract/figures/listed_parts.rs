//! Parts that stand in the list below their whole: *Tổng chi …, trong đó:* and a line for each part.

use super::figure::{Figure, within};
use super::groups::{Group, Told};
use crate::document::SectionKind;
use crate::extract::reading::labels::Label;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::words::{Role, Words};
use std::ops::Range;

/// The longest list that is read, in lines.
const LONGEST: usize = 60;

/// How many figures before a list its whole may stand.
const REACH: usize = 24;

/// Finds the lists below figures.
pub(crate) fn below(view: &JoinedText, words: &Words, figures: &[Figure]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut whole_above = None;
    for (index, paragraph) in view.paragraphs.iter().enumerate() {
        let text = paragraph.span.of(&view.text).trim_end();
        let Range { start: first, end } = within(figures, paragraph.span);
        let own = (first..end).rev().find(|&i| figures[i].counts());
        let bare = first == end && words.after(text, 0, Role::Breakdown).is_some();
        if text.ends_with(':') && text.len() < 600 {
            let whole = if bare { whole_above } else { own };
            let whole = whole.filter(|&i| bare || announced(view, words, figures, i, text));
            let items = items(view, figures, index + 1);
            for parts in columns(figures, &items) {
                let told = whole.filter(|&whole| figures[whole].is_like(&figures[parts[0]]));
                let whole = told.or_else(|| total(figures, &groups, first, end, &parts));
                let told = Told::All;
                groups.extend(whole.map(|whole| Group { whole, parts, told }));
            }
        }
        whole_above = own.filter(|_| end - first == 1 || text.starts_with(char::is_uppercase));
    }
    groups
}

/// The last figure before a list that is no part itself and just what the items are together. The words need
/// not say it: of a list under a colon, such a sum is no chance.
fn total(
    figures: &[Figure],
    groups: &[Group],
    first: usize,
    end: usize,
    parts: &[usize],
) -> Option<usize> {
    let unit = figures[parts[0]].statistic.unit.as_ref()?;
    let sum: f64 = parts.iter().map(|&part| figures[part].amount()).sum();
    let lists = || groups.iter().rev().take(REACH);
    let part = |i: &usize| lists().any(|group| group.parts.iter().take(LONGEST).any(|p| p == i));
    let fits = |&i: &usize| {
        let figure = &figures[i];
        let same = figure.statistic.unit.as_ref() == Some(unit);
        figure.counts() && same && (figure.amount() - sum).abs() < 1e-6 && !part(&i)
    };
    let own = first..end;
    let before = (first.saturating_sub(REACH)..first).rev();
    own.chain(before).filter(|_| sum > 0.0).find(fits)
}

/// Whether the words around a figure say that its parts follow: *trong đó*, *gồm*, *tổng số*.
fn announced(
    view: &JoinedText,
    words: &Words,
    figures: &[Figure],
    whole: usize,
    text: &str,
) -> bool {
    let figure = &figures[whole];
    let paragraph_end = view.text.len().min(figure.span.end + text.len());
    let rest = view.text.get(figure.span.end..paragraph_end).unwrap_or("");
    let rest = rest.split('\n').next().unwrap_or("");
    let mut starts = rest.match_indices([' ', ',', ';', '(']).map(|(i, _)| i + 1);
    let opened = starts.any(|i| words.after(rest, i, Role::Breakdown).is_some());
    let subject = figure.statistic.subject.as_deref().unwrap_or("");
    let total =
        figure.statistic.total_marker.is_some() || subject.to_lowercase().starts_with("tổng");
    opened || total || rest.trim() == ":"
}

/// The figures that count something in each item of the list from a paragraph on.
fn items(view: &JoinedText, figures: &[Figure], from: usize) -> Vec<Vec<usize>> {
    let mut items = Vec::new();
    let mut kind: Option<SectionKind> = None;
    for paragraph in view.paragraphs.iter().skip(from).take(LONGEST) {
        let Some(label) = paragraph.label.filter(is_item) else {
            break;
        };
        if *kind.get_or_insert(label.kind) != label.kind {
            break;
        }
        let own = within(figures, paragraph.span);
        items.push(own.filter(|&i| figures[i].counts()).collect());
    }
    items
}

/// For each thing that every item counts, the first figure of it in each.
fn columns(figures: &[Figure], items: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let Some(head) = items.first().filter(|_| items.len() > 1) else {
        return Vec::new();
    };
    let new = |(place, i): (usize, &usize)| {
        let same = |before: &usize| figures[*before].unit() == figures[*i].unit();
        let seen = head[..place].iter().any(same);
        (!seen).then_some(*i)
    };
    let heads = head.iter().enumerate().filter_map(new);
    let column = |head: usize| -> Option<Vec<usize>> {
        let same = |item: &Vec<usize>| {
            item.iter()
                .copied()
                .find(|&i| figures[i].is_like(&figures[head]))
        };
        items.iter().map(same).collect()
    };
    heads.filter_map(column).collect()
}

fn is_item(label: &Label) -> bool {
    matches!(label.kind, SectionKind::Dash | SectionKind::Letter)
}
