//! Which figures are checked against which, and which relations that fail are told. They report; nothing is
//! repaired.

use super::figure::amount;
use super::groups::{Group, Told};
use super::relations::{by_id, rate, relate};
use crate::document::{
    Check, CheckKind, ParentRelation, Statistic, StatisticId, StatisticKind, Verdict,
};
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::units::same_unit;
use crate::rules::words::Role;
use crate::text::numbers::shortened;
use crate::text::phrases::{clause_end, clause_start, window_after, without_parentheses};
use crate::text::{Span, fold};
use rustc_hash::{FxHashMap, FxHashSet};

/// The checks of figures whose ids are given, of which `places` has where they stand, and of their groups. What
/// fails is told with the sentence.
pub(crate) fn of(
    context: &Context,
    statistics: &[Statistic],
    places: &[Span],
    groups: &[Group],
) -> Vec<Check> {
    let rated: FxHashSet<StatisticId> = statistics.iter().filter_map(|s| s.part).collect();
    // A ratio with a percentage is checked by that.
    let checked = |s: &Statistic| s.unit_inferred || rated.contains(&s.id);
    let own = statistics.iter();
    let own = own.filter(|s| s.kind != StatisticKind::Ratio || !checked(s));
    let left = |i: &usize| {
        let told = context.before(places[*i].start, Role::Remainder);
        told.is_some() && statistics[*i].parent.is_none()
    };
    let left = (0..statistics.len()).filter(left);
    let mut checks: Vec<Check> = Vec::new();
    checks.extend(groups.iter().filter_map(|group| parts(statistics, group)));
    checks.extend(overlapping(statistics, groups));
    checks.extend(cross_cuts(statistics, groups));
    checks.extend(own.filter_map(|s| rate(statistics, s)));
    checks.extend(left.filter_map(|i| remainder(statistics, i)));
    checks.extend(repeated(statistics));
    let fails = |check: &Check| check.verdict == Verdict::Fails;
    let complete = |check: &Check| is_complete(context.text(), statistics, places, check);
    checks.retain(|check| !fails(check) || accuses(statistics, check) && complete(check));
    for (number, check) in (1..).zip(&mut checks) {
        check.id = format!("c{number}");
        check.reason = fails(check).then(|| reason(context.view, places, check));
    }
    checks
}

/// Whether a relation that does not hold may be told to the author. Figures that are said to be approximate
/// contradict nothing; and where arithmetic and print are far apart, the words were read wrongly rather than
/// the figures written wrongly.
pub(crate) fn accuses(statistics: &[Statistic], check: &Check) -> bool {
    let far = match check.kind {
        CheckKind::Percent | CheckKind::Delta | CheckKind::Same => 0.05,
        _ => 0.2,
    };
    let ids = check.statistics.iter();
    let mut figures = ids.filter_map(|&id| by_id(statistics, id));
    let near = (check.computed - check.stated).abs() <= far * check.stated.abs();
    near && figures.all(|figure| !figure.approx && !figure.estimate)
}

/// Whether the text gives every part of a sum that fails: each item of the list has a figure (unlike *bảy giải A,
/// 24 giải B*), none of them is the end of a range (*2.000 - 3.000 đồng*), and no part has parts of its own among
/// the others.
fn is_complete(text: &str, statistics: &[Statistic], places: &[Span], check: &Check) -> bool {
    let figures = check.statistics.iter().filter_map(|id| id.index());
    let spots: Vec<Span> = figures.clone().map(|figure| places[figure]).collect();
    let gap = |pair: &[Span]| text.get(pair[0].end..pair[1].start);
    let mut gaps = spots[1..].windows(2).filter_map(gap);
    let is_range = |gap: &str| matches!(gap.trim(), "-" | "–" | "đến");
    let nested = |part: usize| (check.computed - 2.0 * amount(&statistics[part])).abs() < 1e-6;
    // What commas list may count the same people twice.
    let apart = |gap: &str| gap.contains(" và ") || gap.contains(';');
    match check.kind {
        CheckKind::Sum if gaps.any(is_range) || figures.skip(1).any(nested) => false,
        CheckKind::Sum => lists_all(text, &spots),
        CheckKind::SumLe => gaps.next_back().is_some_and(apart),
        _ => true,
    }
}

/// Whether every item of a list has a figure, of which the whole comes first. The list begins behind the last colon
/// after the whole.
fn lists_all(text: &str, figures: &[Span]) -> bool {
    const REACH: usize = 400;
    let (whole, first, last) = (figures[0], figures[1], figures[figures.len() - 1]);
    let gap = text.get(whole.end..first.start).unwrap_or("");
    let colon = gap.rfind(':').map(|colon| whole.end + colon + 1);
    let start = colon.unwrap_or(first.start);
    let rest = &text[last.end..window_after(text, last.end, REACH)];
    let stop = rest.find([';', '\n', ')', ':']).unwrap_or(rest.len());
    // A list may go on behind a page's end or a line that was taken for a paragraph's last.
    let behind = rest[stop..].strip_prefix(';').unwrap_or("").trim_start();
    let rest = &rest[..rest[..stop].find(". ").unwrap_or(stop)];
    let list = text.get(start..last.end).unwrap_or("");
    let outside = without_parentheses(list);
    let further = rest.split(',').flat_map(|item| item.split(" và ")).skip(1);
    let mut items = outside.split([',', ';']).chain(further);
    let counts = |item: &str| {
        let opens = item.trim_start().to_lowercase().starts_with("trong đó");
        let brief = item.split_whitespace().nth(1).is_none();
        opens || brief || item.contains(|c: char| c.is_ascii_digit())
    };
    !behind.starts_with(char::is_lowercase) && items.all(counts)
}

/// What the text says where a relation does not hold, and what its figures give.
fn reason(view: &JoinedText, places: &[Span], check: &Check) -> String {
    const LONGEST: usize = 600;
    let text = &view.text;
    let ids = check.statistics.iter();
    let figures = ids.filter_map(|id| places.get(id.index()?));
    let start = figures.clone().map(|span| span.start).min().unwrap_or(0);
    let end = figures.map(|span| span.end).max().unwrap_or(start);
    // The sentences from the first figure to the last, cut where they are long.
    let start = clause_start(text, start, LONGEST, b"\n");
    let stop = clause_end(text, end, LONGEST, |c| c == '\n');
    let stop = stop + usize::from(text[stop..].starts_with('.'));
    let stop = stop.min(window_after(text, start, 2 * LONGEST));
    let said = view.string(Span::new(start, stop));
    let (computed, stated) = (shortened(check.computed), shortened(check.stated));
    format!("the text says {stated}, its figures give {computed}: {said}")
}

/// The parts of a group that took it as their parent against the whole.
fn parts(statistics: &[Statistic], group: &Group) -> Option<Check> {
    let whole = &statistics[group.whole];
    let own = |part: &usize| statistics[*part].parent == Some(whole.id);
    let parts: Vec<usize> = group.parts.iter().copied().filter(own).collect();
    let kind = match (statistics[*parts.first()?].relation_to_parent?, parts.len()) {
        (ParentRelation::ExhaustivePart, 2..) => CheckKind::Sum,
        (ParentRelation::Subset | ParentRelation::ClaimedPart, 2..) => CheckKind::SumLe,
        (ParentRelation::Subset, 1) if group.told == Told::Handled => CheckKind::Le,
        _ => return None,
    };
    relate(statistics, kind, group.whole, &parts)
}

/// Parts that may count the same thing twice: none may exceed the whole.
fn overlapping(statistics: &[Statistic], groups: &[Group]) -> Vec<Check> {
    let apart = groups.iter().filter(|group| group.told == Told::Apart);
    let apart: Vec<&Group> = apart.collect();
    let wholes = apart.chunk_by(|a, b| a.whole == b.whole);
    let made = wholes.filter(|own| own.len() > 1).filter_map(|own| {
        let parts: Vec<usize> = own.iter().flat_map(|group| group.parts.clone()).collect();
        relate(statistics, CheckKind::Le, own[0].whole, &parts)
    });
    made.collect()
}

/// Parts that are broken down like their whole: the breakdowns add up across (*trực tuyến* of level
/// 3 and of level 4 to all *trực tuyến*).
fn cross_cuts(statistics: &[Statistic], groups: &[Group]) -> Vec<Check> {
    let mut by_whole: FxHashMap<usize, Vec<&Group>> = FxHashMap::default();
    for group in groups {
        by_whole.entry(group.whole).or_default().push(group);
    }
    let list = |part: &usize| {
        let mut own = by_whole.get(part)?.iter();
        own.find(|group| group.told != Told::Apart)
    };
    let mut found = Vec::new();
    for group in groups.iter().filter(|group| group.parts.len() > 1) {
        let mut others = by_whole[&group.whole].iter();
        let other = others.find(|other| other.parts != group.parts);
        let rows: Option<Vec<&&Group>> = group.parts.iter().map(list).collect();
        let Some((other, rows)) = other.zip(rows) else {
            continue;
        };
        found.extend(other.parts.iter().filter_map(|&total| {
            let named = statistics[total].qualifier.as_ref()?;
            let same = |part: &&usize| statistics[**part].qualifier.as_ref() == Some(named);
            let column = rows.iter().map(|row| row.parts.iter().find(same).copied());
            let column: Vec<usize> = column.collect::<Option<_>>()?;
            relate(statistics, CheckKind::Sum, total, &column)
        }));
    }
    found
}

/// *Được cấp 10, đã dùng 7, còn 3*: what is left against the two figures of its unit before it.
/// Words alone do not tell which two belong together, so only what holds is reported.
fn remainder(statistics: &[Statistic], i: usize) -> Option<Check> {
    const REACH: usize = 6;
    let (rest, stated) = (&statistics[i], amount(&statistics[i]));
    let alike = |k: &usize| {
        let other = &statistics[*k];
        other.kind == rest.kind && same_unit(other.unit.as_deref(), rest.unit.as_deref())
    };
    let alike = (i.saturating_sub(REACH)..i).rev().filter(alike);
    let alike: Vec<usize> = alike.collect();
    let pairs = |&gone: &usize| alike.iter().map(move |&whole| (whole, gone));
    let leaves = |&(whole, gone): &(usize, usize)| {
        let left = amount(&statistics[whole]) - amount(&statistics[gone]);
        whole < gone && stated > 0.0 && (left - stated).abs() < 1e-6
    };
    let (whole, gone) = alike.iter().flat_map(pairs).find(leaves)?;
    relate(statistics, CheckKind::Remainder, i, &[whole, gone])
}

/// What makes two figures the same: words of at least four syllables that name a total, unit and
/// period.
fn identity(s: &Statistic) -> Option<(String, Option<&str>, Option<&str>)> {
    let subject = fold(s.subject.as_deref()?);
    let counts = matches!(s.kind, StatisticKind::Count | StatisticKind::Money);
    let whole = counts && s.parent.is_none() && s.qualifier.is_none();
    let total = s.total_marker.is_some() || subject.starts_with("tong ");
    let long = subject.split_whitespace().count() >= 4;
    let period = s.period.as_ref();
    let period = period.and_then(|p| p.from.as_deref().or(p.date.as_deref()));
    (whole && total && long).then_some((subject, s.unit.as_deref(), period))
}

/// The same figure stated in two sections.
fn repeated(statistics: &[Statistic]) -> Vec<Check> {
    let mut first: FxHashMap<_, usize> = FxHashMap::default();
    let twice = statistics.iter().enumerate().filter_map(|(i, statistic)| {
        let other = *first.entry(identity(statistic)?).or_insert(i);
        let elsewhere = statistics[other].section != statistic.section;
        relate(statistics, CheckKind::Same, i, &[other]).filter(|_| elsewhere)
    });
    twice.collect()
}
