//! Which figures are parts of which: in parentheses, after a colon, after *trong đó*; percentages
//! go to the figure whose parentheses they stand in.

use super::figure::Figure;
use super::groups::{Group, REACH, Walker};
use super::units::same_unit;
use super::{listed_parts, rates, subjects};
use crate::document::ParentRelation;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::reading::phrases::window_before;
use crate::extract::words::Words;

/// Links the figures; returns the groups that can be checked.
pub(crate) fn link(view: &JoinedText, words: &Words, figures: &mut [Figure]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 0;
    for paragraph in &view.paragraphs {
        let first = next;
        while next < figures.len() && figures[next].span.start < paragraph.span.end {
            next += 1;
        }
        if next - first > 1 {
            let mut walker = Walker::new(view, words, paragraph.span, first..next);
            walker.walk(figures);
            groups.append(&mut walker.groups);
        }
    }
    groups.extend(listed_parts::below(view, words, figures));
    for group in &mut groups {
        keep_alike(figures, group);
    }
    groups.retain(|group| !group.parts.is_empty());
    for group in &groups {
        adopt(view, words, figures, group);
    }
    groups
}

/// Drops the parts that count something else than their whole, unless all together make it up.
fn keep_alike(figures: &[Figure], group: &mut Group) {
    let value = |i: usize| figures[i].statistic.value.unwrap_or(0.0);
    let sum: f64 = group.parts.iter().map(|&part| value(part)).sum();
    if group.parts.len() > 1 && (sum - value(group.whole)).abs() < 1e-6 {
        return;
    }
    let unit = |i: usize| figures[i].statistic.unit.as_deref();
    group
        .parts
        .retain(|&part| same_unit(unit(part), unit(group.whole)));
}

/// Gives the parts of a group their parent, and what they take over from it.
fn adopt(view: &JoinedText, words: &Words, figures: &mut [Figure], group: &Group) {
    let whole = figures[group.whole].statistic.clone();
    let relation = relation(figures, group);
    let lists_all = relation == ParentRelation::ExhaustivePart;
    for &part in &group.parts {
        let unit = figures[part].statistic.unit.clone();
        if !lists_all && !same_unit(unit.as_deref(), whole.unit.as_deref()) {
            continue;
        }
        let qualifier = subjects::qualifier(
            view,
            words,
            &figures[part],
            rates::end_before(figures, part),
        )
        .filter(|_| !in_sentence(view, figures, group, part))
        .or_else(|| subjects::level_before(&view.text, &figures[part]));
        let inherits = same_unit(unit.as_deref(), whole.unit.as_deref());
        let labelled = view.text[..figures[part].number.start]
            .trim_end()
            .ends_with(':');
        let own_subject = figures[part].own_subject || !labelled;
        figures[part].parent = Some(group.whole);
        let statistic = &mut figures[part].statistic;
        statistic.relation_to_parent = Some(relation);
        statistic.qualifier = qualifier;
        if inherits {
            statistic.unit_inferred |= unit.is_none();
            statistic.unit.clone_from(&whole.unit);
        }
        if lists_all || unit.is_none() || !own_subject {
            statistic.subject.clone_from(&whole.subject);
        }
    }
}

/// Whether a part stands in running text (*dịch vụ công mức 3 tiếp nhận 8.756 hồ sơ*), not in a
/// list of numbers and names.
fn in_sentence(view: &JoinedText, figures: &[Figure], group: &Group, part: usize) -> bool {
    let at = figures[part].number.start;
    let near = window_before(&view.text, at, 10 * REACH);
    let gap = &view.text[figures[group.whole].span.end.max(near).min(at)..at];
    gap.contains(". ")
}

fn relation(figures: &[Figure], group: &Group) -> ParentRelation {
    let value = |i: usize| figures[i].statistic.value.unwrap_or(0.0);
    let sum: f64 = group.parts.iter().map(|&part| value(part)).sum();
    let whole = value(group.whole);
    if (sum - whole).abs() < 1e-6 && group.parts.len() > 1 {
        ParentRelation::ExhaustivePart
    } else if !group.list {
        ParentRelation::OverlappingPart
    } else if in_parentheses(figures, group) || meant_as_all(group, sum, whole) {
        ParentRelation::ExhaustivePart
    } else if sum > whole {
        ParentRelation::ClaimedPart
    } else {
        ParentRelation::Subset
    }
}

/// Parts that are introduced as all of the whole and nearly make it up.
fn meant_as_all(group: &Group, sum: f64, whole: f64) -> bool {
    const SLACK: f64 = 0.2;
    group.all && group.parts.len() > 1 && (sum - whole).abs() <= SLACK * whole
}

/// Parts without a unit of their own in one pair of parentheses are meant to be all of the whole,
/// whether they add up or not.
fn in_parentheses(figures: &[Figure], group: &Group) -> bool {
    group.parts.len() > 1
        && group
            .parts
            .iter()
            .all(|&part| figures[part].statistic.unit.is_none())
}
