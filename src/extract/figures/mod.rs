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
pub(crate) mod suggestions;
pub(crate) mod zeros;

use crate::document::{Check, NumberClass, ParentRelation, Statistic, StatisticId, StatisticKind};
use crate::extract::context::Context;
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::shapes::{Shape, shape};
use crate::text::{Span, fold};
use figure::Figure;
use relations::{by_id, percent_fits};
use rustc_hash::FxHashSet;

/// How figures alone are printed: with thousands or decimals.
static PRINTED: Shape = Shape::new(|| shape("printed_figure"));

/// The figures of the body with their relations, and the checks of these. Claims their digits.
pub(crate) fn read(context: &Context, ledger: &mut NumberLedger) -> (Vec<Statistic>, Vec<Check>) {
    let mut figures = find::find(context, ledger);
    let mut groups = breakdown::link(context, &mut figures);
    share_subjects(context.text(), &mut figures);
    let wholes: FxHashSet<usize> = groups.iter().map(|group| group.whole).collect();
    let mut count = 0..;
    // Where each figure stands among those that are figures after all.
    let place = (0..figures.len()).map(|i| {
        let kept = wholes.contains(&i) || is_figure(context, &mut figures, i);
        kept.then(|| count.next()).flatten()
    });
    let place: Vec<Option<usize>> = place.collect();
    for group in &mut groups {
        let parts = group.parts.iter().filter_map(|&part| place[part]);
        group.parts = parts.collect();
        group.whole = place[group.whole].expect("wholes are kept");
    }
    groups.retain(|group| !group.parts.is_empty());
    let id = |figure: usize| place[figure].map(StatisticId::of_index);
    let kept = figures.into_iter().enumerate().filter_map(|(i, figure)| {
        let place = figure.span;
        Some((place, identified(context, ledger, figure, id(i)?, &id)))
    });
    let (places, mut statistics): (Vec<Span>, Vec<Statistic>) = kept.unzip();
    complete_rates(&mut statistics);
    let checks = checks::of(context, &statistics, &places, &groups);
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
        if figure.statistic.kind == StatisticKind::Ratio && figure.unit().is_none() {
            let counted = recent().find(|last| last.counts());
            figure.statistic.unit = counted.and_then(|last| last.statistic.unit.clone());
            figure.statistic.unit_inferred = true;
        }
        if figure.statistic.subject.is_none() && figure.parent.is_none() {
            let kind = figure.statistic.kind;
            let mut recent = recent().filter(|last| last.statistic.kind == kind);
            let like = recent.find(|last| last.unit() == figure.unit());
            figure.statistic.subject = like.and_then(|like| like.statistic.subject.clone());
        }
    }
}

/// Whether a number without a listed unit is a figure after all: it is a part of one, it is printed
/// as only figures are, it follows a colon, a percentage beside it is its own (*309/851 (36,31%)*), or a word that
/// can be a unit follows it.
fn is_figure(context: &Context, figures: &mut [Figure], i: usize) -> bool {
    let text = context.text();
    let Statistic {
        numerator,
        denominator,
        ..
    } = figures[i].statistic;
    let mut beside = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
    let rated = beside.any(|k| {
        let rate = figures.get(k).map(|figure| &figure.statistic);
        rate.is_some_and(|rate| {
            rate.kind == StatisticKind::Percent && percent_fits(rate, numerator, denominator)
        })
    });
    let figure = &mut figures[i];
    figure.unit().is_some()
        || figure.parent.is_some()
        || rated
        || find::guess_unit(&context.lists.words, text, figure)
        || PRINTED.at(figure.number.of(text), 0).is_some()
        || text[..figure.number.start].trim_end().ends_with(':')
}

/// The statistic of a figure of which the ids are known. Claims its digits.
fn identified(
    context: &Context,
    ledger: &mut NumberLedger,
    figure: Figure,
    own: StatisticId,
    id: &dyn Fn(usize) -> Option<StatisticId>,
) -> Statistic {
    if !figure.number.is_empty() {
        let class = NumberClass::Statistic;
        ledger.claim(figure.number, class, Some(&own.to_string()));
    }
    Statistic {
        id: own,
        parent: figure.parent.and_then(id),
        part: figure.part.and_then(id),
        whole: figure.base.and_then(id),
        provenance: find::rule(&figure.statistic, figure.guessed),
        text: context.view.string(figure.span),
        span: context.view.place(figure.span),
        ..figure.statistic
    }
}

/// Rates and changes take what they are about from the figure that they belong to; a rate was taken
/// of the whole that its part belongs to.
fn complete_rates(statistics: &mut [Statistic]) {
    for i in 0..statistics.len() {
        let parent = statistics[i].parent.and_then(|id| by_id(statistics, id));
        let Some(parent) = parent else { continue };
        let name = parent.subject.as_ref().or(parent.unit.as_ref());
        let name = name.cloned().unwrap_or_default();
        let (part, whole) = (parent.id, parent.parent);
        let counts = parent.kind != StatisticKind::Ratio;
        let rate = &mut statistics[i];
        match rate.relation_to_parent {
            Some(ParentRelation::ChangeOf) => rate.subject = Some(name),
            Some(ParentRelation::RateOf) => {
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
    let value = |id| by_id(statistics, id)?.value;
    let fits = |whole: &StatisticId| percent_fits(&statistics[i], value(part), value(*whole));
    let whole = whole.filter(|whole| told || fits(whole));
    let whole = whole.or_else(|| fitting_whole(statistics, i, part));
    statistics[i].part = Some(part).filter(|_| told || whole.is_some());
    statistics[i].whole = whole;
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
    let part = by_id(statistics, part)?;
    let fits = |whole: &&Statistic| {
        whole.unit.is_some()
            && whole.unit == part.unit
            && whole.section == part.section
            && whole.kind == part.kind
            && whole.value > part.value
            && percent_fits(&statistics[rate], part.value, whole.value)
    };
    let before = statistics[..part.id.index()?].iter().rev().take(REACH);
    before.filter(fits).map(|whole| whole.id).next()
}
