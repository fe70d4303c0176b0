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

use crate::document::{Check, NumberClass, ParentRelation, Statistic, StatisticId, StatisticKind};
use crate::extract::context::Context;
use crate::extract::reading::numbers::NumberLedger;
use crate::rules::shapes::{Shape, shape};
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
    let (places, mut statistics) = numbered(context, ledger, figures, &place);
    complete_rates(&mut statistics);
    let checks = checks::of(context, &statistics, &places, &groups);
    (statistics, checks)
}

/// The figures that have a place among others with their ids, and where they stand. Claims their digits.
fn numbered(
    context: &Context,
    ledger: &mut NumberLedger,
    figures: Vec<Figure>,
    place: &[Option<usize>],
) -> (Vec<Span>, Vec<Statistic>) {
    let moved = |id: StatisticId| place[id.index()?].map(StatisticId::of_index);
    let (mut places, mut statistics) = (Vec::new(), Vec::new());
    for (figure, place) in figures.into_iter().zip(place) {
        let Some(place) = *place else { continue };
        let id = StatisticId::of_index(place);
        let (span, statistic) = (figure.span, figure.statistic);
        ledger.claim(figure.number, NumberClass::Statistic, Some(&id.to_string()));
        places.push(span);
        statistics.push(Statistic {
            id,
            parent: statistic.parent.and_then(moved),
            part: statistic.part.and_then(moved),
            whole: statistic.whole.and_then(moved),
            provenance: find::rule(&statistic, figure.guessed),
            text: context.view.string(span),
            span: context.view.place(span),
            ..statistic
        });
    }
    (places, statistics)
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
        if figure.statistic.subject.is_none() && figure.statistic.parent.is_none() {
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
    let ratio = &figures[i].statistic;
    let gives = |rate: &Statistic| {
        let percent = rate.kind == StatisticKind::Percent;
        percent && percent_fits(rate, ratio.numerator, ratio.denominator)
    };
    let mut beside = figures[i.saturating_sub(1)..figures.len().min(i + 2)].iter();
    let rated = beside.any(|figure| gives(&figure.statistic));
    let figure = &mut figures[i];
    figure.unit().is_some()
        || figure.statistic.parent.is_some()
        || rated
        || find::guess_unit(&context.lists.words, text, figure)
        || PRINTED.at(figure.number.of(text), 0).is_some()
        || text[..figure.number.start].trim_end().ends_with(':')
}

/// Rates and changes take what they are about from the figure that they belong to; a rate was taken
/// of the whole that its part belongs to.
fn complete_rates(statistics: &mut [Statistic]) {
    for i in 0..statistics.len() {
        let rate = &statistics[i];
        let parent = rate.parent.and_then(|id| by_id(statistics, id));
        let Some(parent) = parent else { continue };
        let name = parent.subject.as_ref().or(parent.unit.as_ref());
        let name = name.map_or("", String::as_str);
        let (part, counts) = (parent.id, parent.kind != StatisticKind::Ratio);
        let (subject, share) = match rate.relation_to_parent {
            Some(ParentRelation::ChangeOf) => (name.to_owned(), false),
            Some(ParentRelation::RateOf) => (rate_subject(rate, name), counts),
            _ => continue,
        };
        if share && rate.comparison.is_none() {
            let (told, whole) = (rate.part.is_some(), whole_of(statistics, rate, parent));
            statistics[i].part = Some(part).filter(|_| told || whole.is_some());
            statistics[i].whole = whole;
        }
        statistics[i].subject = Some(subject);
    }
}

/// The whole of which a percentage says the share of a part: that which the part belongs to, where the words say that
/// it is a share or the figures fit (*đạt 80%*), or an earlier figure of the same unit that just fits (*tổng số
/// 1.760 đơn; đủ điều kiện 1.500 đơn (85,2 %)*).
fn whole_of(statistics: &[Statistic], rate: &Statistic, part: &Statistic) -> Option<StatisticId> {
    const REACH: usize = 12;
    let fits = |whole: &&Statistic| percent_fits(rate, part.value, whole.value);
    let alike = |whole: &&Statistic| {
        let counted = (&whole.unit, &whole.section, whole.kind);
        whole.unit.is_some()
            && counted == (&part.unit, &part.section, part.kind)
            && fits(whole)
            && whole.value > part.value
    };
    let told = part.parent.and_then(|id| by_id(statistics, id));
    let told = told.filter(|whole| rate.part.is_some() || fits(whole));
    let mut before = statistics[..part.id.index()?].iter().rev().take(REACH);
    let whole = told.or_else(|| before.find(alike))?;
    Some(whole.id)
}

/// *Thu nội địa so với dự toán*, *tỷ lệ hồ sơ trực tuyến*: what a rate is a rate of.
fn rate_subject(rate: &Statistic, name: &str) -> String {
    match &rate.comparison {
        Some(comparison) => {
            let base = comparison.base_period.as_deref().unwrap_or("");
            format!("{name} so với {base}").trim().to_owned()
        }
        None if fold(name).starts_with("ty le") => name.to_owned(),
        None => format!("tỷ lệ {name}"),
    }
}
