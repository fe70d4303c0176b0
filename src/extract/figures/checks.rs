//! Which figures are checked against which, and which relations that fail are told. They report; nothing is
//! repaired.

use super::groups::{Group, Told};
use super::relations::{by_id, delta, number, percent, ratio, relate, value};
use crate::document::{
    Check, CheckKind, ParentRelation, Statistic, StatisticId, StatisticKind, Verdict,
};
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::units::same_unit;
use crate::rules::words::Role;
use crate::text::phrases::{clause_start, window_after};
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
    let view = context.view;
    let rated: FxHashSet<StatisticId> = statistics.iter().filter_map(|s| s.part).collect();
    let own = |statistic: &Statistic| match statistic.kind {
        StatisticKind::Percent => percent(statistics, statistic),
        StatisticKind::Change => delta(statistics, statistic),
        StatisticKind::Ratio if !rated.contains(&statistic.id) && !statistic.unit_inferred => {
            ratio(statistic)
        }
        _ => None,
    };
    let left = |i: &usize| {
        let words = &context.lists.words;
        words
            .before(&view.text, places[*i].start, Role::Remainder)
            .is_some()
    };
    let left = (0..statistics.len()).filter(left);
    let mut checks: Vec<Check> = Vec::new();
    checks.extend(groups.iter().filter_map(|group| parts(statistics, group)));
    checks.extend(overlapping(statistics, groups));
    checks.extend(cross_cuts(statistics, groups));
    checks.extend(statistics.iter().filter_map(own));
    checks.extend(left.filter_map(|i| remainder(statistics, i)));
    checks.extend(repeated(statistics));
    let fails = |check: &Check| check.verdict == Verdict::Fails;
    checks.retain(|check| {
        !fails(check)
            || accuses(statistics, check) && is_complete(&view.text, statistics, places, check)
    });
    for (number, check) in (1..).zip(&mut checks) {
        check.id = format!("c{number}");
        check.reason = fails(check).then(|| reason(view, places, check));
    }
    checks
}

/// Whether a relation that does not hold may be told to the author. Figures that are said to be approximate
/// contradict nothing; and where arithmetic and print are far apart, the words were read wrongly rather than
/// the figures written wrongly.
pub(crate) fn accuses(statistics: &[Statistic], check: &Check) -> bool {
    const FAR: f64 = 0.2;
    const FAR_RATES: f64 = 0.05;
    let far = match check.kind {
        CheckKind::Percent | CheckKind::Delta | CheckKind::Same => FAR_RATES,
        _ => FAR,
    };
    let mut figures = check
        .statistics
        .iter()
        .filter_map(|&id| by_id(statistics, id));
    let sure = |figure: &Statistic| !figure.approx && !figure.estimate;
    let near = (check.computed - check.stated).abs() <= far * check.stated.abs();
    near && figures.all(sure)
}

/// Whether the text gives every part of a sum that fails: each item of the list has a figure (unlike *bảy giải A,
/// 24 giải B*), none of them is the end of a range (*2.000 - 3.000 đồng*), and no part has parts of its own among
/// the others.
fn is_complete(text: &str, statistics: &[Statistic], places: &[Span], check: &Check) -> bool {
    let ids = check.statistics.iter();
    let figures: Vec<usize> = ids.filter_map(|id| id.index()).collect();
    let parts = figures.get(1..).unwrap_or(&[]);
    let nested = |part: &usize| (check.computed - 2.0 * value(statistics, *part)).abs() < 1e-6;
    match check.kind {
        CheckKind::Sum => !parts.iter().any(nested) && lists_all(text, places, &figures),
        CheckKind::SumLe => sets_apart(text, places, parts),
        _ => true,
    }
}

/// Whether the words set the parts of a list apart (*A và B*, *A; B*). What commas list may count the same people
/// twice.
fn sets_apart(text: &str, places: &[Span], parts: &[usize]) -> bool {
    parts.windows(2).last().is_some_and(|pair| {
        let gap = text.get(places[pair[0]].end..places[pair[1]].start);
        gap.is_some_and(|gap| gap.contains(" và ") || gap.contains(';'))
    })
}

/// Whether every item of a list of figures has one, and none of them is the end of a range. The whole comes
/// first.
fn lists_all(text: &str, places: &[Span], figures: &[usize]) -> bool {
    const REACH: usize = 400;
    let digits = |item: &str| {
        let opens = item.trim_start().to_lowercase().starts_with("trong đó");
        opens || item.contains(|c: char| c.is_ascii_digit())
    };
    let gaps = figures.windows(2).enumerate().map(|(i, pair)| {
        let gap = text
            .get(places[pair[0]].end..places[pair[1]].start)
            .unwrap_or("");
        match i {
            0 => gap.rsplit_once(':').map_or("", |(_, list)| list),
            _ => gap,
        }
    });
    let is_range = |gap: &str| matches!(gap.trim(), "-" | "–" | "đến");
    let listed = gaps.enumerate().all(|(i, gap)| {
        let outside = without_parentheses(gap);
        // The first item is still of the figure before, the last one of the figure behind.
        let items: Vec<&str> = outside.split([',', ';']).collect();
        let mut between = items[..items.len() - 1].iter().skip(usize::from(i > 0));
        !is_range(gap) && between.all(|item| digits(item))
    });
    let end = figures.last().map_or(0, |&last| places[last].end);
    let rest = &text[end..window_after(text, end, REACH)];
    let stop = rest.find([';', '\n', ')', ':']).unwrap_or(rest.len());
    // A list may go on behind a page's end or a line that was taken for a paragraph's last.
    let behind = rest[stop..].strip_prefix(';').unwrap_or("").trim_start();
    let rest = &rest[..rest[..stop].find(". ").unwrap_or(stop)];
    let further = rest.split(',').flat_map(|item| item.split(" và ")).skip(1);
    let mut words = further.filter(|item| item.split_whitespace().count() > 1);
    listed && !behind.starts_with(char::is_lowercase) && words.all(digits)
}

/// A text without what stands in parentheses.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0;
    let outside = text.chars().filter(|&c| {
        depth += i32::from(c == '(');
        let kept = depth <= 0;
        depth -= i32::from(c == ')');
        kept
    });
    outside.collect()
}

/// What the text says where a relation does not hold, and what its figures give.
fn reason(view: &JoinedText, places: &[Span], check: &Check) -> String {
    let figures = || {
        check
            .statistics
            .iter()
            .filter_map(|id| places.get(id.index()?))
    };
    let start = figures().map(|span| span.start).min().unwrap_or(0);
    let end = figures().map(|span| span.end).max().unwrap_or(start);
    let said = view.string(sentence(&view.text, Span::new(start, end)));
    let (computed, stated) = (number(check.computed), number(check.stated));
    format!("the text says {stated}, its figures give {computed}: {said}")
}

/// The sentences from the start of a span to its end, cut where they are long.
fn sentence(text: &str, span: Span) -> Span {
    const LONGEST: usize = 600;
    let start = clause_start(text, span.start, LONGEST, &['\n']);
    let behind = &text[span.end..window_after(text, span.end, LONGEST)];
    let stops = [behind.find('\n'), behind.find(". ").map(|i| i + 1)];
    let stop = stops.into_iter().flatten().min().unwrap_or(behind.len());
    Span::new(
        start,
        (span.end + stop).min(window_after(text, start, 2 * LONGEST)),
    )
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
    Some(relate(statistics, kind, group.whole, &parts))
}

/// Parts that may count the same thing twice: none may exceed the whole.
fn overlapping(statistics: &[Statistic], groups: &[Group]) -> Vec<Check> {
    let own: Vec<&Group> = groups
        .iter()
        .filter(|group| group.told == Told::Apart)
        .collect();
    let several = own
        .chunk_by(|a, b| a.whole == b.whole)
        .filter(|own| own.len() > 1);
    let made = several.map(|own| {
        let parts: Vec<usize> = own
            .iter()
            .flat_map(|group| group.parts.iter().copied())
            .collect();
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
    let broken = |part: &usize| {
        by_whole
            .get(part)?
            .iter()
            .find(|group| group.told != Told::Apart)
    };
    let mut checks = Vec::new();
    for group in groups.iter().filter(|group| group.parts.len() > 1) {
        let mut others = by_whole[&group.whole].iter();
        let Some(own) = others.find(|other| other.parts != group.parts) else {
            continue;
        };
        let Some(rows) = group.parts.iter().map(broken).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let totals = own
            .parts
            .iter()
            .filter(|&&total| statistics[total].qualifier.is_some());
        checks.extend(totals.filter_map(|&total| {
            let same = |part: &&usize| statistics[**part].qualifier == statistics[total].qualifier;
            let column = rows.iter().map(|row| row.parts.iter().find(same).copied());
            let column: Vec<usize> = column.collect::<Option<_>>()?;
            Some(relate(statistics, CheckKind::Sum, total, &column))
        }));
    }
    checks
}

/// *Được cấp 10, đã dùng 7, còn 3*: what is left against the two figures of its unit before it.
/// Words alone do not tell which two belong together, so only what holds is reported.
fn remainder(statistics: &[Statistic], i: usize) -> Option<Check> {
    const REACH: usize = 6;
    let (rest, stated) = (&statistics[i], value(statistics, i));
    if rest.parent.is_some() || stated <= 0.0 {
        return None;
    }
    let alike = |k: &usize| {
        let other = &statistics[*k];
        same_unit(other.unit.as_deref(), rest.unit.as_deref()) && other.kind == rest.kind
    };
    let alike: Vec<usize> = (i.saturating_sub(REACH)..i).rev().filter(alike).collect();
    let mut pairs = alike
        .iter()
        .flat_map(|&gone| alike.iter().map(move |&whole| (whole, gone)));
    let leaves = |&(whole, gone): &(usize, usize)| {
        let left = value(statistics, whole) - value(statistics, gone);
        whole < gone && (left - stated).abs() < 1e-6
    };
    let (whole, gone) = pairs.find(leaves)?;
    Some(relate(statistics, CheckKind::Remainder, i, &[whole, gone]))
}

/// What makes two figures the same: words of at least four syllables that name a total, unit and
/// period.
fn identity(s: &Statistic) -> Option<(String, Option<&str>, Option<&str>)> {
    let counts = matches!(s.kind, StatisticKind::Count | StatisticKind::Money);
    let subject = s.subject.as_deref()?;
    let whole = counts && s.parent.is_none() && s.qualifier.is_none();
    let total = s.total_marker.is_some() || fold(subject).starts_with("tong ");
    let long = subject.split_whitespace().count() >= 4;
    let period = s.period.as_ref();
    let period = period.and_then(|p| p.from.as_deref().or(p.date.as_deref()));
    (whole && total && long).then(|| (fold(subject), s.unit.as_deref(), period))
}

/// The same figure stated in two sections.
fn repeated(statistics: &[Statistic]) -> Vec<Check> {
    let mut first: FxHashMap<_, usize> = FxHashMap::default();
    let twice = statistics.iter().enumerate().filter_map(|(i, statistic)| {
        let other = *first.entry(identity(statistic)?).or_insert(i);
        let elsewhere = statistics[other].section != statistic.section;
        elsewhere.then(|| relate(statistics, CheckKind::Same, i, &[other]))
    });
    twice.collect()
}
