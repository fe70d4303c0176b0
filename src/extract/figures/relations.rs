//! Arithmetic relations between figures: what is computed of some, and whether another says the same.

use super::figure::amount;
use crate::document::{Check, CheckKind, Statistic, StatisticId, StatisticKind, Verdict};
use crate::text::numbers::{decimals, shortened};

/// The figure with an id: ids count from `s1` in order.
pub(crate) fn by_id(statistics: &[Statistic], id: StatisticId) -> Option<&Statistic> {
    statistics.get(id.index()?)
}

/// What is computed of values, as it is written and as a number: their sum, the largest of them, what is left of the
/// first, or the percentage that the first is of the second.
fn computed(kind: CheckKind, values: &[f64]) -> (String, f64) {
    use CheckKind::{Delta, Le, Percent, Remainder};
    let terms: Vec<String> = values.iter().map(|&value| shortened(value)).collect();
    let sum: f64 = values.iter().sum();
    match (kind, values) {
        (Percent | Delta, [above, below]) => (terms.join("/"), 100.0 * above / below.max(0.0)),
        (Le, [_, _, ..]) => {
            let most = values.iter().copied().fold(f64::MIN, f64::max);
            (format!("max({})", terms.join(", ")), most)
        }
        (Remainder, [whole, ..]) => (terms.join(" - "), 2.0 * whole - sum),
        _ => (terms.join(" + "), sum),
    }
}

/// The first of some figures against what is computed of values.
fn check(kind: CheckKind, figures: &[&Statistic], values: &[f64], stated: f64) -> Option<Check> {
    use CheckKind::{Delta, Le, Percent, SumLe};
    let (terms, computed) = computed(kind, values);
    let bounds = matches!(kind, Le | SumLe);
    let mark = if bounds { "<=" } else { "=" };
    let slack = rounding(figures);
    let expression = || format!("{terms} {mark} {}", shortened(stated));
    let (expression, verdict) = match computed - stated {
        _ if matches!(kind, Percent | Delta) => (terms, fit(figures[0], computed)?),
        over if over < slack && (bounds || over > -slack) => (expression(), Verdict::Holds),
        _ => (expression(), Verdict::Fails),
    };
    Some(Check {
        id: String::new(),
        kind,
        expression,
        statistics: figures.iter().map(|figure| figure.id).collect(),
        computed: (computed * 1e4).round() / 1e4,
        stated,
        verdict,
        reason: None,
        suggestion: None,
        decided_by: None,
    })
}

/// A figure against the amounts of those that it is computed from.
pub(crate) fn relate(
    statistics: &[Statistic],
    kind: CheckKind,
    whole: usize,
    parts: &[usize],
) -> Option<Check> {
    let figures = std::iter::once(&whole).chain(parts);
    let figures: Vec<&Statistic> = figures.map(|&i| &statistics[i]).collect();
    let values: Vec<f64> = figures.iter().map(|figure| amount(figure)).collect();
    check(kind, &figures, &values[1..], values[0])
}

/// The same relation, with the values that its figures have now.
pub(crate) fn again(before: &Check, statistics: &[Statistic]) -> Option<Check> {
    let place = |id: &StatisticId| statistics.iter().position(|figure| figure.id == *id);
    let places: Vec<usize> = before.statistics.iter().map(place).collect::<Option<_>>()?;
    let (&whole, parts) = places.split_first()?;
    let rated = parts.is_empty() || matches!(before.kind, CheckKind::Percent | CheckKind::Delta);
    let made = match rated {
        true => rate(statistics, &statistics[whole])?,
        false => relate(statistics, before.kind, whole, parts)?,
    };
    let fails = made.verdict == Verdict::Fails;
    Some(Check {
        id: before.id.clone(),
        reason: before.reason.clone().filter(|_| fails),
        ..made
    })
}

/// A percentage, change or ratio against the figures that it is computed from.
pub(crate) fn rate(statistics: &[Statistic], rate: &Statistic) -> Option<Check> {
    match rate.kind {
        StatisticKind::Percent => percent(statistics, rate),
        StatisticKind::Change => delta(statistics, rate),
        StatisticKind::Ratio => {
            // *Đạt 62/52 ha* is a result against its plan, which it may exceed.
            let (part, whole) = (rate.numerator?, rate.denominator?);
            let part = Some(part).filter(|part| *part <= whole)?;
            check(CheckKind::Le, &[rate], &[part], whole)
        }
        _ => None,
    }
}

/// How many decimals a figure is printed with.
fn decimals_of(figure: &Statistic) -> usize {
    figure.value_text.as_deref().map_or(0, decimals)
}

/// By how much rounding to the printed digits can set a whole and the sum of its parts apart: nothing where
/// all of them are whole numbers, or said to be approximate.
fn rounding(figures: &[&Statistic]) -> f64 {
    const EXACT: f64 = 1e-6;
    let whole = figures.iter().all(|figure| decimals_of(figure) == 0);
    if whole || figures.iter().any(|figure| figure.approx) {
        return EXACT;
    }
    let half = |figure: &&Statistic| 0.5 * 10f64.powi(-(decimals_of(figure) as i32));
    figures.iter().map(half).sum::<f64>() + EXACT
}

/// How a stated percentage fits a computed one: rounded or truncated to the printed digits.
fn fit(rate: &Statistic, computed: f64) -> Option<Verdict> {
    let stated = rate.value.filter(|_| computed.is_finite())?;
    let scale = 10f64.powi(decimals_of(rate).min(9) as i32);
    let near = |value: f64| (value / scale - stated).abs() < 1e-9;
    Some(match computed * scale {
        exact if near(exact.round()) => Verdict::Holds,
        exact if near((exact + 1e-9).floor()) => Verdict::HoldsTruncated,
        _ => Verdict::Fails,
    })
}

/// Whether a part and a whole give the stated percentage.
pub(crate) fn percent_fits(rate: &Statistic, part: Option<f64>, whole: Option<f64>) -> bool {
    let known = part.zip(whole.filter(|whole| *whole > 0.0));
    let verdict = known.and_then(|(part, whole)| fit(rate, 100.0 * part / whole));
    verdict.is_some_and(|verdict| verdict != Verdict::Fails)
}

/// A percentage against its part and whole, or against the ratio that it belongs to.
fn percent(statistics: &[Statistic], rate: &Statistic) -> Option<Check> {
    let (kind, part) = (CheckKind::Percent, by_id(statistics, rate.part?)?);
    if let Some(ratio) = part.numerator.zip(part.denominator) {
        return check(kind, &[rate, part], &<[f64; 2]>::from(ratio), rate.value?);
    }
    let whole = by_id(statistics, rate.whole?)?;
    let values = [part.value?, whole.value?];
    check(kind, &[rate, part, whole], &values, rate.value?)
}

/// A rise or fall in percent against the absolute one and the figure itself (base = now − change), or against
/// the figure itself and its base.
fn delta(statistics: &[Statistic], rate: &Statistic) -> Option<Check> {
    let parent = by_id(statistics, rate.parent?)?;
    let told = rate.whole.and_then(|base| by_id(statistics, base));
    let (size, base, figures) = match told {
        Some(base) => {
            let size = (parent.value? - base.value?).abs();
            (size, base.value?, [rate, parent, base])
        }
        None => {
            let (change, now) = absolute(statistics, rate, parent)?;
            let falls = change.comparison.as_ref()?.direction.as_deref()? == "-";
            let size = change.value?;
            let base = now.value? + if falls { size } else { -size };
            (size, base, [rate, change, now])
        }
    };
    let [percent, unit, other] = figures.map(|figure| figure.unit.as_deref());
    let counted = percent == Some("%") && unit == other && unit != percent;
    check(CheckKind::Delta, &figures, &[size, base], rate.value?).filter(|_| counted)
}

/// The absolute change that a change in percent says as well, and the figure that changed. A change in percent
/// may stand in the parentheses of the absolute one, or beside it.
fn absolute<'s>(
    statistics: &'s [Statistic],
    rate: &Statistic,
    parent: &'s Statistic,
) -> Option<(&'s Statistic, &'s Statistic)> {
    let is_change = |figure: &&Statistic| figure.kind == StatisticKind::Change;
    if is_change(&parent) {
        return Some((parent, by_id(statistics, parent.parent?)?));
    }
    let beside = statistics[..rate.id.index()?].last().filter(is_change);
    let change = beside.filter(|change| change.parent == rate.parent)?;
    Some((change, parent))
}
