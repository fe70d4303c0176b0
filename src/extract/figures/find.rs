//! Figures (*số liệu*): which numbers count or measure something, and what.

use super::clauses::{self, REACH};
use super::figure::Figure;
use super::{changes, not_figures, reported};
use crate::document::{Provenance, Statistic, StatisticKind};
use crate::extract::context::Context;
use crate::extract::plan::sections;
use crate::extract::reading::numbers::NumberLedger;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::rules::units::{shared_unit, unit};
use crate::rules::words::{Role, Words};
use crate::text::phrases::{
    after, before, clause_end, clause_start, trim, window_after, window_before, words_after,
    words_before,
};
use crate::text::{Span, lower, number_value};

static SPELLED_OUT: Shape = Shape::new(|| shape("spelled_out"));
static COUNTED: Shape = Shape::new(|| shape("counted_before"));

/// Classes of units that measure, so that they do not themselves name what a figure is about.
const MEASURES: [&str; 9] = [
    "area", "length", "mass", "money", "volume", "ratio", "percent", "energy", "time",
];

/// The rule that took a figure.
pub(crate) fn rule(statistic: &Statistic, guessed: bool) -> Provenance {
    let name = match statistic.kind {
        StatisticKind::ImplicitZero => "figure.zero",
        StatisticKind::Change => "figure.change",
        StatisticKind::Percent => "figure.percent",
        StatisticKind::Ratio => "figure.ratio",
        _ if guessed => "figure.unit_guessed",
        _ if statistic.unit.is_none() => "figure.bare",
        StatisticKind::Money => "figure.money",
        StatisticKind::Count if statistic.unit_inferred => "figure.unit_elsewhere",
        StatisticKind::Count => "figure.count",
    };
    RuleName(name).provenance()
}

/// Finds the figures of the body; numbers that only look like figures get their class.
pub(crate) fn find(context: &Context, ledger: &mut NumberLedger) -> Vec<Figure> {
    let mut figures = Vec::new();
    for i in 0..ledger.len() {
        let Some(number) = ledger.free(i) else {
            continue;
        };
        if let Some(class) = not_figures::class(context, ledger, i) {
            ledger.claim(number, class, None);
        } else if number.start >= context.after {
            figures.extend(figure(context, number, figures.last()));
        }
    }
    figures.extend(zeros(context));
    figures.sort_by_key(|figure| figure.span.start);
    for figure in &mut figures {
        figure.statistic.period = reported::period(context, figure.number.start);
    }
    figures
}

/// Zeros that are written in words: *không có công dân đến*, *không xảy ra*.
fn zeros(context: &Context) -> Vec<Figure> {
    // What the words start with, without their first letter, which may be a capital.
    const OPENINGS: [&str; 2] = ["hông ", "hưa "];
    let text = context.text();
    let places = |opening: &&'static str| text.match_indices(*opening);
    let places = OPENINGS.iter().flat_map(places);
    let starts = places.filter_map(|(at, _)| at.checked_sub(1));
    let starts = starts.filter(|start| *start >= context.after);
    starts.filter_map(|start| zero(context, start)).collect()
}

fn zero(context: &Context, start: usize) -> Option<Figure> {
    const LONGEST: usize = 12;
    let text = context.text();
    let (from, phrase) = context.lists.words.after(text, start, Role::Zero)?;
    let ends = |c: char| matches!(c, ',' | ';' | ':' | '\n' | '(' | '.');
    let said = Span::new(from, clause_end(text, from, REACH, ends));
    let unit = unit(text, from, context.lists).map(|(_, name, _)| name);
    let heading = sections::at(context.headings, start);
    let planned = heading.is_some_and(|heading| heading.plan);
    let words = said.of(text).split_whitespace().count();
    if !(1..=LONGEST).contains(&words) || planned || phrase == "không có" && unit.is_none() {
        return None;
    }
    let mut figure = Figure::blank(context, Span::new(start, start));
    let span = Span::new(start, said.end);
    figure.span = trim(text, span, |c| c.is_whitespace() || c == '/');
    let said = said.of(text).trim();
    let said = said.strip_suffix(" nào").unwrap_or(said);
    let said = said.strip_suffix(" đến").unwrap_or(said);
    figure.statistic.kind = StatisticKind::ImplicitZero;
    figure.statistic.value = Some(0.0);
    figure.statistic.subject = Some(said.to_owned());
    figure.statistic.unit = unit;
    Some(figure)
}

fn figure(context: &Context, number: Span, last: Option<&Figure>) -> Option<Figure> {
    let (text, printed) = (context.text(), number.of(context.text()));
    let mut figure = Figure::blank(context, number);
    match printed.split_once('/') {
        Some((upper, lower)) => ratio(&mut figure.statistic, upper, lower)?,
        None => figure.statistic.value = Some(number_value(printed)?),
    }
    let class = read_unit(context, &mut figure).unwrap_or_default();
    let kind = &mut figure.statistic.kind;
    match class.as_str() {
        "money" if *kind == StatisticKind::Count => *kind = StatisticKind::Money,
        "percent" if *kind == StatisticKind::Count => *kind = StatisticKind::Percent,
        _ => {}
    }
    let previous = last.map_or(0, |last| last.span.end);
    figure.clause = clauses::around(context, figure.span, previous);
    figure.clause.item = last.and_then(|last| item(text, last, &figure));
    describe(context, &mut figure);
    if figure.statistic.subject.is_none() {
        let measure = MEASURES.contains(&class.as_str());
        figure.statistic.subject = clauses::subject(context, &figure, measure);
    }
    Some(figure)
}

/// *Tiếp thường xuyên: 21 lượt với 30 người*: the label of an item that a figure counts in another unit than
/// the one before it, with few words of its own.
fn item(text: &str, last: &Figure, figure: &Figure) -> Option<Span> {
    const REACH: usize = 40;
    const SHORT: usize = 2;
    let lead = Some(last.clause.lead).filter(|_| last.clause.labelled);
    let label = last.clause.item.or(lead)?;
    let gap = text.get(last.span.end..figure.number.start)?;
    let ends = gap.contains(['\n', ';', '(', ')', ':']) || gap.contains(". ");
    let brief = figure.clause.lead.of(text).split_whitespace().count() <= SHORT;
    let counts = last.counts() && figure.statistic.kind == StatisticKind::Count;
    let other = figure.unit().is_some() && figure.unit() != last.unit();
    let told = gap.len() < REACH && !ends && brief && counts && other;
    Some(label).filter(|label| told && !label.is_empty())
}

/// Reads the unit of a figure; gives its class.
fn read_unit(context: &Context, figure: &mut Figure) -> Option<String> {
    let (text, lists, end) = (context.text(), context.lists, figure.number.end);
    let own = unit(text, spelled_out(text, end), lists);
    let shared = || shared_unit(text, end, lists).map(|(unit, class)| (end, unit, class));
    let (unit_end, unit, class) = own.or_else(shared)?;
    figure.span.end = unit_end;
    figure.statistic.unit_inferred = unit_end == end;
    figure.statistic.unit = Some(unit);
    Some(class)
}

/// `2.000 (hai nghìn) tỷ đồng`: the end of the words that repeat a number in parentheses.
fn spelled_out(text: &str, at: usize) -> usize {
    const LONGEST: usize = 120;
    let found = SPELLED_OUT.at(&text[..window_after(text, at, LONGEST)], at);
    let words = found.and_then(|found| found.part("words"));
    words.map_or(at, |words| words.end)
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

/// Action, total, approximation, comparison: from the words around.
fn describe(context: &Context, figure: &mut Figure) {
    let start = figure.number.start;
    let words = &context.lists.words;
    let total = words.before(context.text(), start, Role::Total);
    let change = changes::change(context, figure.span, figure.number.end);
    let statistic = &mut figure.statistic;
    statistic.approx = context.before(start, Role::Approximate).is_some();
    statistic.estimate = context.before(start, Role::Estimate).is_some();
    statistic.total_marker = total.map(|(_, word)| word.to_owned());
    statistic.action = action(context, start);
    if change.is_some() && statistic.kind != StatisticKind::Ratio {
        statistic.kind = StatisticKind::Change;
    }
    let percent = statistic.kind == StatisticKind::Percent;
    let ratio = || changes::ratio(context, figure.span.end).filter(|_| percent);
    statistic.comparison = change.or_else(ratio);
    if statistic.unit.is_none() {
        unit_before(context, start, statistic);
    }
    density(figure.clause.lead.of(context.text()), words, statistic);
    if let Some(comparison) = &mut statistic.comparison {
        comparison.value = statistic.value;
        comparison.unit.clone_from(&statistic.unit);
    }
}

/// *Tổng số hộp thư … là 8.404*: the unit stands before the number.
fn unit_before(context: &Context, at: usize, statistic: &mut Statistic) -> Option<()> {
    // Bytes that hold the link before a number and the letter before it.
    const LINK: usize = 32;
    let text = context.text();
    let from = clause_start(text, at, REACH, b";\n");
    let near = window_before(text, at, LINK).max(from);
    let end = COUNTED.at(&text[..at], near)?.part("about")?.end;
    // The last *số* that counts something: *theo số liệu của Sở* does not.
    let mut starts = text[from..end].rmatch_indices(['s', 'S']);
    let (start, about, unit) = starts.find_map(|(i, _)| {
        let named = after(text, from + i, "số")?;
        let named = after(text, named, "lượng").unwrap_or(named);
        let about = (named <= end).then(|| Span::new(named, end))?;
        Some((from + i, about, unit(text, named, context.lists)?.1))
    })?;
    let about = trim(text, about, char::is_whitespace);
    if before(text, start, "tổng").is_some() {
        statistic.total_marker = Some("tổng số".to_owned());
    }
    statistic.unit = Some(unit);
    statistic.unit_inferred = true;
    statistic.subject = Some(context.view.string(about));
    Some(())
}

/// The unit of a figure that neither the list nor its parent knows: the next one or two words.
pub(crate) fn guess_unit(words: &Words, text: &str, figure: &mut Figure) -> bool {
    let names = |word: &Span| {
        let word = word.of(text);
        word.starts_with(char::is_lowercase) && !words.of(Role::NoUnit).contains(&word)
    };
    let behind = words_after(text, figure.number.end).take(2);
    let Some(last) = behind.take_while(names).last() else {
        return false;
    };
    figure.span.end = last.end;
    figure.guessed = true;
    let unit = text[figure.number.end..last.end].trim_start();
    figure.statistic.unit = Some(lower(unit));
    true
}

/// *Tỷ lệ bác sĩ/vạn dân: 6,07*, *hệ số sử dụng đất 1,7 lần*: how many of one come to so many of another.
fn density(lead: &str, words: &Words, statistic: &mut Statistic) {
    if statistic.kind != StatisticKind::Count {
        return;
    }
    let lead = lower(lead);
    let mut per = words.of(Role::Density).iter();
    let Some(per) = per.find(|per| lead.contains(**per)) else {
        return;
    };
    statistic.kind = StatisticKind::Ratio;
    if statistic.unit.is_none() && per.starts_with('/') && lead.ends_with(per) {
        let names = ["tỷ lệ ", "tỉ lệ ", "số "];
        let of = names.iter().find_map(|name| lead.strip_prefix(name));
        statistic.unit = of.map(str::to_owned);
        statistic.unit_inferred = of.is_some();
    }
}

/// The verb right before a number, of up to three words.
fn action(context: &Context, at: usize) -> Option<String> {
    let text = context.text();
    let phrases = words_before(text, at).take(3);
    let phrases = phrases.map(|word| text[word.start..at].trim_end());
    let verb = |phrase: &&str| context.lists.plan_word(&lower(phrase)) == Some(true);
    phrases.filter(verb).last().map(str::to_owned)
}
