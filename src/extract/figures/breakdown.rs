//! Which figures are parts of which: in parentheses, after a colon, after *trong đó*; percentages
//! go to the figure whose parentheses they stand in.

use super::figure::Figure;
use super::groups::{Group, Told, Walker};
use super::{clauses, listed_parts, respective};
use crate::document::{ParentRelation, Statistic};
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::units::same_unit;
use crate::rules::words::Words;

/// Links the figures; returns the groups that can be checked.
pub(crate) fn link(view: &JoinedText, words: &Words, figures: &mut [Figure]) -> Vec<Group> {
    let mut walker = Walker::new(view, words, figures);
    for paragraph in &view.paragraphs {
        walker.walk(paragraph.span);
    }
    let mut groups = walker.groups;
    respective::link(&view.text, figures);
    let own = groups.len();
    groups.extend(listed_parts::below(view, words, figures));
    for group in &mut groups {
        keep_alike(&view.text, figures, group);
    }
    // Parts in a list are told before their own parts, which take over from them what they took from their whole.
    let (within, below) = groups.split_at(own);
    for group in below
        .iter()
        .chain(within)
        .filter(|group| !group.parts.is_empty())
    {
        adopt(view, figures, group);
    }
    groups.retain(|group| !group.parts.is_empty());
    groups
}

/// Drops the parts that count something else than their whole, unless all together make it up: those of another
/// unit, and among parts with the whole's unit those before other words (*25 học sinh được hỗ trợ 1 học kỳ*).
fn keep_alike(text: &str, figures: &[Figure], group: &mut Group) {
    if group.parts.len() > 1 && adds_up(figures, group) {
        return;
    }
    let told = group
        .parts
        .iter()
        .any(|&part| figures[part].unit().is_some());
    let whole = &figures[group.whole];
    let other = |part: &Figure| {
        let behind = text[part.number.end..].trim_start();
        told && part.unit().is_none() && behind.starts_with(char::is_lowercase)
    };
    group
        .parts
        .retain(|&part| figures[part].is_like(whole) && !other(&figures[part]));
}

/// Gives the parts of a group their parent, and what they take over from it.
fn adopt(view: &JoinedText, figures: &mut [Figure], group: &Group) {
    let whole = figures[group.whole].statistic.clone();
    let relation = relation(figures, group);
    let lists_all = relation == ParentRelation::ExhaustivePart;
    for &part in &group.parts {
        let unit = figures[part].statistic.unit.clone();
        let inherits = same_unit(unit.as_deref(), whole.unit.as_deref());
        if !lists_all && !inherits {
            continue;
        }
        let qualifier = clauses::qualifier(view, figures[part].clause, figures[part].number.start);
        let subject = match inherits {
            true => part_subject(view, &whole, &figures[part], lists_all),
            // Its own words are its unit and its qualifier.
            false => whole.subject.clone(),
        };
        figures[part].belongs(group.whole, relation);
        let statistic = &mut figures[part].statistic;
        statistic.qualifier = qualifier;
        statistic.subject = subject;
        if inherits {
            statistic.unit_inferred |= unit.is_none();
            statistic.unit.clone_from(&whole.unit);
        }
    }
}

/// What a part is about: its own words, where they say enough without the whole's. Short ones do not (*cấp
/// tỉnh: 139*), and a part of all there is may be told with a whole of few words.
fn part_subject(view: &JoinedText, whole: &Statistic, part: &Figure, all: bool) -> Option<String> {
    const SHORT: usize = 2;
    const LONG: usize = 20;
    const BRIEF: usize = 6;
    let syllables = |text: &str| text.split_whitespace().count();
    let about = whole.subject.as_deref().unwrap_or("");
    let own = part.statistic.subject.as_deref().unwrap_or("");
    let lead = view.string(part.clause.lead);
    let (own, short) = match (lead.is_empty(), part.clause.tail.is_empty()) {
        _ if part.clause.item.is_some() => (own, false),
        (false, true) => (lead.as_str(), syllables(&lead) <= SHORT),
        (false, false) => (own, false),
        (true, false) => (own, syllables(own) <= SHORT),
        (true, true) => ("", true),
    };
    let longest = if short { LONG } else { BRIEF };
    let alone = part.clause.item.is_some() || part.clause.labelled && syllables(own) > SHORT;
    let told = own.is_empty() || (short || all && !alone) && syllables(about) <= longest;
    let about = if told { about } else { "" };
    let said = format!("{about} {own}");
    Some(said.trim().to_owned()).filter(|said| !said.is_empty())
}

/// Whether the parts of a group are together the whole.
fn adds_up(figures: &[Figure], group: &Group) -> bool {
    (sum(figures, group) - figures[group.whole].amount()).abs() < 1e-6
}

fn sum(figures: &[Figure], group: &Group) -> f64 {
    group.parts.iter().map(|&part| figures[part].amount()).sum()
}

fn relation(figures: &[Figure], group: &Group) -> ParentRelation {
    let (sum, whole) = (sum(figures, group), figures[group.whole].amount());
    let all =
        || in_parentheses(figures, group) || meant_as_all(group, sum, whole) || nearly(sum, whole);
    match group.told {
        _ if adds_up(figures, group) && group.parts.len() > 1 => ParentRelation::ExhaustivePart,
        Told::Apart => ParentRelation::OverlappingPart,
        _ if all() => ParentRelation::ExhaustivePart,
        _ if sum > whole => ParentRelation::ClaimedPart,
        _ => ParentRelation::Subset,
    }
}

/// Parts that are introduced as all of the whole and nearly make it up.
fn meant_as_all(group: &Group, sum: f64, whole: f64) -> bool {
    const SLACK: f64 = 0.2;
    group.told == Told::All && group.parts.len() > 1 && (sum - whole).abs() <= SLACK * whole
}

/// *Trong đó* does not say whether the parts are all there is; parts that miss the whole by so little are.
fn nearly(sum: f64, whole: f64) -> bool {
    const SLACK: f64 = 0.01;
    (sum - whole).abs() <= SLACK * whole
}

/// Parts without a unit of their own in one pair of parentheses are meant to be all of the whole,
/// whether they add up or not.
fn in_parentheses(figures: &[Figure], group: &Group) -> bool {
    let bare = |part: &usize| figures[*part].unit().is_none();
    group.parts.len() > 1 && group.parts.iter().all(bare)
}
