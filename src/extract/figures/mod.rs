//! Figures from numbers to statistics: found, linked, numbered, checked.

pub(crate) mod breakdown;
pub(crate) mod changes;
pub(crate) mod checks;
pub(crate) mod clauses;
pub(crate) mod figure;
pub(crate) mod find;
pub(crate) mod groups;
pub(crate) mod listed_parts;
pub(crate) mod not_figures;
pub(crate) mod rates;
pub(crate) mod relations;
pub(crate) mod reported;
pub(crate) mod respective;
pub(crate) mod suggestions;
pub(crate) mod units;
pub(crate) mod zeros;

use crate::document::{Check, NumberClass, ParentRelation, Statistic, StatisticId, StatisticKind};
use crate::extract::context::Context;
use crate::extract::reading::numbers::NumberLedger;
use crate::rules::words::Role;
use crate::text::fold;
use figure::Figure;
use groups::Group;
use rustc_hash::FxHashSet;

/// The figures of the body with their relations, and the checks of these. Claims their digits.
pub(crate) fn read(context: &Context, ledger: &mut NumberLedger) -> (Vec<Statistic>, Vec<Check>) {
    let mut figures = find::find(context, ledger);
    let groups = breakdown::link(context.view, &context.lists.words, &mut figures);
    share_subjects(&context.view.text, &mut figures);
    let wholes: FxHashSet<usize> = groups.iter().map(|group| group.whole).collect();
    let mut place: Vec<Option<usize>> = Vec::with_capacity(figures.len());
    let mut count = 0;
    for (i, figure) in figures.iter_mut().enumerate() {
        let kept = wholes.contains(&i) || is_figure(context, figure);
        place.push(kept.then_some(count));
        count += usize::from(kept);
    }
    let groups = groups
        .into_iter()
        .filter_map(|group| renumber(group, &place));
    let groups: Vec<Group> = groups.collect();
    let mut statistics: Vec<Statistic> = Vec::with_capacity(count);
    let (mut left, mut places) = (Vec::new(), Vec::with_capacity(count));
    let words = &context.lists.words;
    for (figure, index) in figures.into_iter().zip(&place) {
        let Some(index) = *index else { continue };
        let marked = words.before(&context.view.text, figure.number.start, Role::Remainder);
        left.extend(marked.map(|_| index));
        places.push(figure.span);
        statistics.push(numbered(context, ledger, figure, index, &place));
    }
    complete_rates(&mut statistics);
    let mut checks = checks::run(&statistics, &groups, &left);
    checks::drop_incomplete(context.view, &statistics, &places, &mut checks);
    checks::explain(context.view, &places, &mut checks);
    (statistics, checks)
}

/// *Tỷ lệ bỏ học ở hai cấp là 0,02% và 0,41%*: a figure before which nothing is named is about what
/// the last one of its kind and unit is about; two numbers with a slash have the unit of the one before.
fn share_subjects(text: &str, figures: &mut [Figure]) {
    const REACH: usize = 240;
    const NEAR: usize = 4;
    for i in 1..figures.len() {
        let (before, rest) = figures.split_at_mut(i);
        let figure = &mut rest[0];
        let start = figure.number.start;
        let near = |last: &&Figure| {
            let gap = text.get(last.span.end..start).unwrap_or("\n");
            gap.len() < REACH && !gap.contains(['\n', ';'])
        };
        let recent = || before.iter().rev().take(NEAR).take_while(near);
        if figure.statistic.kind == StatisticKind::Ratio && figure.statistic.unit.is_none() {
            let counted = recent().find(|last| last.counts());
            figure.statistic.unit = counted.and_then(|last| last.statistic.unit.clone());
            figure.statistic.unit_inferred = true;
        }
        if figure.statistic.subject.is_some() || figure.parent.is_some() {
            continue;
        }
        let alike = |last: &&Figure| {
            last.statistic.kind == figure.statistic.kind
                && last.statistic.unit == figure.statistic.unit
        };
        if let Some(like) = recent().find(alike) {
            figure.statistic.subject.clone_from(&like.statistic.subject);
        }
    }
}

/// Whether a number without a listed unit is a figure after all: it is a part of one, it is printed
/// as only figures are, it follows a colon, or a word that can be a unit follows it.
fn is_figure(context: &Context, figure: &mut Figure) -> bool {
    let text = &context.view.text;
    let ratio = figure.statistic.kind == StatisticKind::Ratio;
    if figure.unit().is_some()
        || figure.parent.is_some()
        || ratio && rates::gives_percentage(text, figure)
        || units::guess_unit(&context.lists.words, text, figure)
    {
        return true;
    }
    let printed = figure.number.of(text);
    let (whole, decimals) = printed.split_once(',').unwrap_or((printed, ""));
    let grouped = whole.split('.').skip(1).all(|group| group.len() == 3);
    let shaped = grouped && (whole.contains('.') || !decimals.is_empty());
    shaped || text[..figure.number.start].trim_end().ends_with(':')
}

fn renumber(mut group: Group, place: &[Option<usize>]) -> Option<Group> {
    let parts = group.parts.iter().filter_map(|&part| place[part]);
    group.parts = parts.collect();
    group.whole = place[group.whole]?;
    Some(group).filter(|group| !group.parts.is_empty())
}

fn numbered(
    context: &Context,
    ledger: &mut NumberLedger,
    figure: Figure,
    index: usize,
    place: &[Option<usize>],
) -> Statistic {
    let id = |figure: usize| place[figure].map(StatisticId::of_index);
    let mut statistic = figure.statistic;
    statistic.id = StatisticId::of_index(index);
    statistic.parent = figure.parent.and_then(id);
    statistic.part = figure.part.and_then(id);
    statistic.whole = figure.base.and_then(id);
    statistic.provenance = find::rule(&statistic, figure.guessed);
    statistic.text = context.view.string(figure.span);
    statistic.span = context.view.place(figure.span);
    if !figure.number.is_empty() {
        let target = statistic.id.to_string();
        ledger.claim(figure.number, NumberClass::Statistic, Some(&target));
    }
    statistic
}

/// Rates and changes take what they are about from the figure that they belong to; a rate was taken
/// of the whole that its part belongs to.
fn complete_rates(statistics: &mut [Statistic]) {
    for i in 0..statistics.len() {
        let parent = statistics[i].parent;
        let Some(parent) = parent.and_then(|id| relations::by_id(statistics, id)) else {
            continue;
        };
        let name = parent.subject.as_ref().or(parent.unit.as_ref());
        let name = name.cloned().unwrap_or_default();
        let (part, whole, section) = (parent.id, parent.parent, parent.section.clone());
        let counts = parent.kind != StatisticKind::Ratio;
        let rate = &mut statistics[i];
        match rate.relation_to_parent {
            Some(ParentRelation::ChangeOf) => rate.subject = Some(name),
            Some(ParentRelation::RateOf) => {
                rate.section = section;
                rate.subject = Some(rate_subject(rate, name));
                if rate.comparison.is_none() && counts {
                    share(statistics, i, part, whole);
                }
            }
            _ => {}
        }
    }
}

/// Sets of which whole a percentage says the share of a part. One of which the words do not say that it is a
/// share (*đạt 80%*) is one where the figures fit.
fn share(statistics: &mut [Statistic], i: usize, part: StatisticId, whole: Option<StatisticId>) {
    let told = statistics[i].part.is_some();
    let value = |id| relations::by_id(statistics, id).and_then(|figure: &Statistic| figure.value);
    let fits =
        |whole: &StatisticId| relations::percent_fits(&statistics[i], value(part), value(*whole));
    let whole = whole.filter(|whole| told || fits(whole));
    let whole = whole.or_else(|| fitting_whole(statistics, i, part));
    statistics[i].whole = whole;
    statistics[i].part = Some(part).filter(|_| told || whole.is_some());
}

/// *Thu nội địa so với dự toán*, *tỷ lệ hồ sơ trực tuyến*: what a rate is a rate of.
fn rate_subject(rate: &Statistic, name: String) -> String {
    match &rate.comparison {
        Some(comparison) => {
            let base = comparison.base_period.as_deref().unwrap_or("");
            format!("{name} so với {base}").trim().to_owned()
        }
        None if fold(&name).starts_with("ty le") => name,
        None => format!("tỷ lệ {name}"),
    }
}

/// *Tổng số 1.760 đơn; đủ điều kiện 1.500 đơn (85,2 %)*: an earlier figure of the same unit of which
/// the part makes up just the stated percentage.
fn fitting_whole(statistics: &[Statistic], rate: usize, part: StatisticId) -> Option<StatisticId> {
    const REACH: usize = 12;
    let part = relations::by_id(statistics, part)?;
    let fits = |whole: &&Statistic| {
        whole.unit.is_some()
            && whole.unit == part.unit
            && whole.section == part.section
            && whole.kind == part.kind
            && whole.value > part.value
            && relations::percent_fits(&statistics[rate], part.value, whole.value)
    };
    let before = statistics[..part.id.index()?].iter().rev().take(REACH);
    before.filter(fits).map(|whole| whole.id).next()
}
