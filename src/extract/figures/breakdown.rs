//! Which figures are parts of which: in parentheses, after a colon, after *trong đó*; percentages
//! go to the figure whose parentheses they stand in.

use super::figure::{Figure, amount, sum};
use super::groups::{Group, Told};
use super::{clauses, groups, listed_parts, rates};
use crate::document::{ParentRelation, Statistic};
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::units::same_unit;

/// Links the figures; returns the groups that can be checked.
pub(crate) fn link(context: &Context, figures: &mut [Figure]) -> Vec<Group> {
    let mut groups = groups::find(context, figures);
    rates::respective(context.text(), figures);
    let own = groups.len();
    groups.extend(listed_parts::below(context, figures));
    for group in &mut groups {
        keep_alike(context.text(), figures, group);
    }
    // Parts in a list are told before their own parts, which take over from them what they took from their whole.
    let (within, below) = groups.split_at(own);
    for group in below.iter().chain(within) {
        adopt(context.view, figures, group);
    }
    groups.retain(|group| !group.parts.is_empty());
    groups
}

/// Drops the parts that count something else than their whole, unless all together make it up: those of another
/// unit, and among parts with the whole's unit those before other words (*25 học sinh được hỗ trợ 1 học kỳ*).
fn keep_alike(text: &str, figures: &[Figure], group: &mut Group) {
    if group.parts.len() > 1 && excess(figures, group).abs() < 1e-6 {
        return;
    }
    let bare = |part: usize| figures[part].unit().is_none();
    let told = !group.parts.iter().all(|&part| bare(part));
    let other = |part: usize| {
        let behind = text[figures[part].number.end..].trim_start();
        told && bare(part) && behind.starts_with(char::is_lowercase)
    };
    let like = |part: usize| figures[part].is_like(&figures[group.whole]);
    group.parts.retain(|&part| like(part) && !other(part));
}

/// Gives the parts of a group their parent, and what they take over from it.
fn adopt(view: &JoinedText, figures: &mut [Figure], group: &Group) {
    let whole = figures[group.whole].statistic.clone();
    let relation = relation(figures, group);
    let all = relation == ParentRelation::ExhaustivePart;
    for &part in &group.parts {
        let figure = &mut figures[part];
        let inherits = same_unit(figure.unit(), whole.unit.as_deref());
        if !all && !inherits {
            continue;
        }
        figure.belongs(group.whole, relation);
        figure.statistic.qualifier = clauses::qualifier(view, figure.clause, figure.number.start);
        // Of another unit, its own words are its unit and its qualifier.
        figure.statistic.subject = match inherits {
            true => part_subject(view, &whole, figure, all),
            false => whole.subject.clone(),
        };
        if inherits {
            figure.statistic.unit_inferred |= figure.unit().is_none();
            figure.statistic.unit.clone_from(&whole.unit);
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

/// By how much the parts of a group exceed the whole.
fn excess(figures: &[Figure], group: &Group) -> f64 {
    sum(figures, &group.parts) - amount(&figures[group.whole].statistic)
}

/// How the parts of a group relate to the whole. They are all of it if they add up; if they stand in one pair of
/// parentheses without units of their own, whether they add up or not; or if they nearly make it up and are
/// introduced as all of it. *Trong đó* does not say so; parts that miss the whole by very little are.
fn relation(figures: &[Figure], group: &Group) -> ParentRelation {
    const SLACK: f64 = 0.2;
    const LITTLE: f64 = 0.01;
    let (whole, excess) = (&figures[group.whole].statistic, excess(figures, group));
    let several = group.parts.len() > 1;
    let mut parts = group.parts.iter().map(|&part| &figures[part]);
    let bare = several && parts.all(|part| part.unit().is_none());
    let meant = several && group.told == Told::All;
    let slack = if meant { SLACK } else { LITTLE };
    match group.told {
        _ if several && excess.abs() < 1e-6 => ParentRelation::ExhaustivePart,
        Told::Apart => ParentRelation::OverlappingPart,
        _ if bare || excess.abs() <= slack * amount(whole) => ParentRelation::ExhaustivePart,
        _ if excess > 0.0 => ParentRelation::ClaimedPart,
        _ => ParentRelation::Subset,
    }
}
