//! Figures from numbers to statistics: found, linked, numbered, checked.

use super::breakdown::{self, Group};
use super::checks;
use super::model::{Check, NumberClass, Statistic};
use super::statistics::{self, Context, Figure};
use super::tokens::Tokens;
use rustc_hash::FxHashSet;

/// The figures of the body with their relations, and the checks of these. Claims their digits.
pub(crate) fn read(context: &Context, tokens: &mut Tokens) -> (Vec<Statistic>, Vec<Check>) {
    let mut figures = statistics::find(context, tokens);
    let groups = breakdown::link(context.view, &mut figures);
    let wholes: FxHashSet<usize> = groups.iter().map(|group| group.whole).collect();
    let mut place: Vec<Option<usize>> = Vec::with_capacity(figures.len());
    let mut count = 0;
    for (i, figure) in figures.iter_mut().enumerate() {
        let kept = wholes.contains(&i) || is_figure(&context.view.text, figure);
        place.push(kept.then_some(count));
        count += usize::from(kept);
    }
    let groups: Vec<Group> = groups
        .iter()
        .filter_map(|group| renumber(group, &place))
        .collect();
    let mut statistics: Vec<Statistic> = Vec::with_capacity(count);
    for (figure, index) in figures.into_iter().zip(&place) {
        if let Some(index) = index {
            statistics.push(numbered(context, tokens, figure, *index, &place));
        }
    }
    complete_rates(&mut statistics);
    let checks = checks::run(&statistics, &groups);
    (statistics, checks)
}

/// Whether a number without a listed unit is a figure after all: it is a part of one, it is printed
/// as only figures are, it follows a colon, or a word that can be a unit follows it.
fn is_figure(text: &str, figure: &mut Figure) -> bool {
    if figure.statistic.unit.is_some() || figure.statistic.parent.is_some() {
        return true;
    }
    if statistics::guess_unit(text, figure) {
        return true;
    }
    let printed = figure.number.of(text);
    let (whole, decimals) = printed.split_once(',').unwrap_or((printed, ""));
    let grouped = whole.split('.').skip(1).all(|group| group.len() == 3);
    let shaped = grouped && (whole.contains('.') || !decimals.is_empty());
    shaped || text[..figure.number.start].trim_end().ends_with(':')
}

fn renumber(group: &Group, place: &[Option<usize>]) -> Option<Group> {
    let parts: Vec<usize> = group.parts.iter().filter_map(|&part| place[part]).collect();
    let whole = place[group.whole]?;
    (!parts.is_empty()).then_some(Group {
        whole,
        parts,
        list: group.list,
    })
}

fn numbered(
    context: &Context,
    tokens: &mut Tokens,
    figure: Figure,
    index: usize,
    place: &[Option<usize>],
) -> Statistic {
    let id = |index: usize| format!("s{}", index + 1);
    let mut statistic = figure.statistic;
    let moved = |old: Option<String>| {
        old.and_then(|old| place[old.parse::<usize>().ok()?])
            .map(id)
    };
    statistic.id = id(index);
    statistic.parent = moved(statistic.parent);
    statistic.part = moved(statistic.part);
    statistic.text = context.view.string(figure.span);
    statistic.span = context.view.place(figure.span);
    if !figure.number.is_empty() {
        tokens.claim(figure.number, NumberClass::Statistic, Some(&statistic.id));
    }
    statistic
}

/// A rate was taken of the whole that its part belongs to.
fn complete_rates(statistics: &mut [Statistic]) {
    for i in 0..statistics.len() {
        let Some(part) = statistics[i].part.clone() else {
            continue;
        };
        let Some(part) = checks::by_id(statistics, &part) else {
            continue;
        };
        let name = part
            .subject
            .as_deref()
            .or(part.unit.as_deref())
            .unwrap_or("");
        let qualifier = part
            .qualifier
            .as_deref()
            .map(|q| format!(" {q}"))
            .unwrap_or_default();
        let subject = format!("tỷ lệ {name}{qualifier}");
        let whole = part.parent.clone();
        let section = part.section.clone();
        statistics[i].subject = Some(subject);
        statistics[i].whole = whole;
        statistics[i].section = section;
    }
}
