//! Figures (*số liệu*): which numbers count or measure something, and what.

use super::clauses::{self, Clause};
use super::figure::{Figure, blank};
use super::units::unit_before;
use super::{changes, not_figures, reported, zeros};
use crate::document::{Provenance, Statistic, StatisticKind};
use crate::extract::context::Context;
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::register::RuleName;
use crate::extract::shapes::{Shape, shape};
use crate::rules::lists::Lists;
use crate::rules::units::{percent, shared_unit, unit};
use crate::rules::words::{Role, Words};
use crate::text::phrases::{window_after, words_before};
use crate::text::{Span, number_value};

const COUNT: RuleName = RuleName("figure.count");
const MONEY: RuleName = RuleName("figure.money");
const PERCENT: RuleName = RuleName("figure.percent");
const RATIO: RuleName = RuleName("figure.ratio");
const CHANGE: RuleName = RuleName("figure.change");
const UNIT_ELSEWHERE: RuleName = RuleName("figure.unit_elsewhere");
const UNIT_GUESSED: RuleName = RuleName("figure.unit_guessed");
const BARE: RuleName = RuleName("figure.bare");
const ZERO: RuleName = RuleName("figure.zero");

static SPELLED_OUT: Shape = Shape::new(|| shape("spelled_out"));

/// The rule that took a figure.
pub(crate) fn rule(statistic: &Statistic, guessed: bool) -> Provenance {
    let rule: RuleName = match statistic.kind {
        StatisticKind::ImplicitZero => ZERO,
        StatisticKind::Change => CHANGE,
        StatisticKind::Percent => PERCENT,
        StatisticKind::Ratio => RATIO,
        _ if guessed => UNIT_GUESSED,
        _ if statistic.unit.is_none() => BARE,
        StatisticKind::Money => MONEY,
        StatisticKind::Count if statistic.unit_inferred => UNIT_ELSEWHERE,
        StatisticKind::Count => COUNT,
    };
    rule.provenance()
}

/// Finds the figures of the body; numbers that only look like figures get their class.
pub(crate) fn find(context: &Context, ledger: &mut NumberLedger) -> Vec<Figure> {
    let text = &context.view.text;
    let mut figures = Vec::new();
    for i in 0..ledger.len() {
        let free = ledger.get(i).filter(|token| token.class.is_none());
        let Some(number) = free.map(|token| token.span) else {
            continue;
        };
        let last = i.checked_sub(1).and_then(|last| ledger.get(last));
        let listed = last.and_then(|last| not_figures::listed(text, last, number));
        if let Some(class) = not_figures::look_alike(text, number, context.lists).or(listed) {
            ledger.claim(number, class, None);
        } else if number.start >= context.after {
            figures.extend(figure(context, number, figures.last()));
        }
    }
    figures.extend(zeros::find(context));
    figures.sort_by_key(|figure| figure.span.start);
    for figure in &mut figures {
        figure.statistic.period = reported::period(context, figure.number.start);
    }
    figures
}

fn figure(context: &Context, number: Span, last: Option<&Figure>) -> Option<Figure> {
    let text = &context.view.text;
    let printed = number.of(text);
    let mut figure = blank(context, number);
    match printed.split_once('/') {
        Some((upper, lower)) => ratio(&mut figure.statistic, upper, lower)?,
        None => figure.statistic.value = Some(number_value(printed)?),
    }
    let sign = percent(text, number.end);
    let class = match sign {
        Some(end) => {
            figure.statistic.unit = Some(text[number.end..end].trim().to_owned());
            figure.span.end = end;
            Some("percent".to_owned())
        }
        None => counted(context, &mut figure),
    };
    let kind = &mut figure.statistic.kind;
    match class.as_deref() {
        Some("money") if *kind == StatisticKind::Count => *kind = StatisticKind::Money,
        Some("percent") if *kind == StatisticKind::Count => *kind = StatisticKind::Percent,
        _ => {}
    }
    let measure = class.is_some_and(|class| is_measure(&class));
    let previous = last.map_or(0, |last| last.span.end);
    figure.clause = Clause::around(context, figure.span, previous);
    figure.clause.item = last.and_then(|last| item(text, last, &figure));
    describe(context, &mut figure, measure);
    Some(figure)
}

/// *Tiếp thường xuyên: 21 lượt với 30 người*: the label of an item that a figure counts in another unit than
/// the one before it, with few words of its own.
fn item(text: &str, last: &Figure, figure: &Figure) -> Option<Span> {
    const REACH: usize = 40;
    const SHORT: usize = 2;
    let label = last
        .clause
        .item
        .or(Some(last.clause.lead).filter(|_| last.clause.labelled))?;
    let gap = text.get(last.span.end..figure.number.start)?;
    let near =
        gap.len() < REACH && !gap.contains(['\n', ';', '(', ')', ':']) && !gap.contains(". ");
    let own = figure.clause.lead.of(text).split_whitespace().count() <= SHORT;
    let units = (&last.statistic.unit, &figure.statistic.unit);
    let other = units.0 != units.1 && units.1.is_some();
    let counts = last.counts() && figure.statistic.kind == StatisticKind::Count;
    Some(label).filter(|label| near && own && other && counts && !label.is_empty())
}

/// Reads the unit of a figure; gives its class.
fn counted(context: &Context, figure: &mut Figure) -> Option<String> {
    let text = &context.view.text;
    let at = spelled_out(&context.lists.words, text, figure.number.end);
    if let Some((end, unit, class)) = unit(text, at, context.lists) {
        figure.statistic.unit = Some(unit);
        figure.span.end = end;
        return Some(class);
    }
    let (unit, class) = shared_unit(text, figure.number.end, context.lists)?;
    figure.statistic.unit = Some(unit);
    figure.statistic.unit_inferred = true;
    Some(class)
}

/// `2.000 (hai nghìn) tỷ đồng`: the end of the words that repeat a number in parentheses.
fn spelled_out(words: &Words, text: &str, at: usize) -> usize {
    const LONGEST: usize = 120;
    let end = SPELLED_OUT
        .at(&text[at..window_after(text, at, LONGEST)], 0)
        .and_then(|found| {
            let first = found.text("first")?.to_lowercase();
            let numeral = words.of(Role::Numeral).contains(&first.as_str());
            numeral.then_some(found.part("words")?.end)
        });
    at + end.unwrap_or(0)
}

/// Whether a unit measures, so that it does not itself name what the figure is about.
fn is_measure(class: &str) -> bool {
    const MEASURES: [&str; 9] = [
        "area", "length", "mass", "money", "volume", "ratio", "percent", "energy", "time",
    ];
    MEASURES.contains(&class)
}

/// `90/104`: no more than the whole of it.
fn ratio(statistic: &mut Statistic, upper: &str, lower: &str) -> Option<()> {
    let upper = number_value(upper)?;
    let lower = number_value(lower).filter(|lower| *lower > 0.0)?;
    statistic.kind = StatisticKind::Ratio;
    statistic.numerator = Some(upper);
    statistic.denominator = Some(lower);
    statistic.computed_percent = Some((upper / lower * 1e4).round() / 100.0);
    Some(())
}

/// Action, total, approximation, comparison, subject: from the words around.
fn describe(context: &Context, figure: &mut Figure, measure: bool) {
    let text = &context.view.text;
    let words = &context.lists.words;
    let start = figure.number.start;
    let statistic = &mut figure.statistic;
    let marked = |role| words.before(text, start, role).map(|(_, word)| word);
    statistic.approx = marked(Role::Approximate).is_some();
    statistic.estimate = marked(Role::Estimate).is_some();
    statistic.total_marker = marked(Role::Total).map(str::to_owned);
    statistic.action = action(text, start, context.lists);
    let change = changes::change(words, text, figure.number, figure.span.end);
    if change.is_some() && statistic.kind != StatisticKind::Ratio {
        statistic.kind = StatisticKind::Change;
    }
    let percent = statistic.kind == StatisticKind::Percent;
    let ratio = || changes::ratio(words, text, figure.span.end).filter(|_| percent);
    statistic.comparison = change.or_else(ratio);
    if statistic.unit.is_none() {
        unit_before(text, start, context.lists, statistic);
    }
    density(text, words, figure.clause.lead, statistic);
    if let Some(comparison) = &mut statistic.comparison {
        comparison.value = statistic.value;
        comparison.unit.clone_from(&statistic.unit);
    }
    if statistic.subject.is_none() {
        let unit = Span::new(figure.number.end, figure.span.end);
        statistic.subject = clauses::subject(context, figure.clause, unit, measure);
    }
}

/// *Tỷ lệ bác sĩ/vạn dân: 6,07*, *hệ số sử dụng đất 1,7 lần*: how many of one come to so many of another.
fn density(text: &str, words: &Words, lead: Span, statistic: &mut Statistic) {
    let lead = lead.of(text).to_lowercase();
    let mut per = words
        .of(Role::Density)
        .iter()
        .filter(|word| lead.contains(**word));
    let Some(per) = per
        .next()
        .filter(|_| statistic.kind == StatisticKind::Count)
    else {
        return;
    };
    statistic.kind = StatisticKind::Ratio;
    if statistic.unit.is_none() && per.starts_with('/') {
        let of = ["tỷ lệ ", "tỉ lệ ", "số "]
            .iter()
            .find_map(|name| lead.strip_prefix(name));
        statistic.unit = of.filter(|of| of.ends_with(per)).map(str::to_owned);
        statistic.unit_inferred = statistic.unit.is_some();
    }
}

/// The verb right before a number, of up to three words.
fn action(text: &str, at: usize, lists: &Lists) -> Option<String> {
    let phrases: Vec<&str> = words_before(text, at)
        .take(3)
        .map(|word| text[word.start..at].trim_end())
        .collect();
    let verb = |phrase: &&&str| lists.plan_word(&phrase.to_lowercase()) == Some(true);
    phrases
        .iter()
        .rev()
        .find(verb)
        .map(|verb| (*verb).to_owned())
}
