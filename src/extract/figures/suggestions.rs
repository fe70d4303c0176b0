//! Arithmetic as a witness of the reading. Readings with which a failing sum would hold: one digit of a figure,
//! replaced by another that the engine saw there or, where it was not sure, by one that looks like it. They are
//! reported beside the check; no figure is ever changed. Where a digit that was read with doubt decides whether a
//! relation holds, it is said, and nobody is accused.

use super::relations::by_id;
use crate::document::{
    Check, CheckKind, Extraction, Statistic, StatisticId, Suggestion, TextSpan, Verdict,
};
use crate::text::look_alikes::{Context, look_alikes};
use crate::text::number_value;
use std::collections::HashSet;

/// Figures read more surely than this are not doubted.
const SURE: f32 = 0.9;
/// Figures read less surely than this are doubted, whether or not another reading helps.
const DOUBTED: f32 = 0.5;

/// Adds a suggestion to every failing sum that exactly one such reading would make hold, or exactly one
/// that the engine saw itself. The spans of the figures must hold the confidences of their reading; `seen`
/// gives the digits that the engine saw besides those it read within a span: characters from its start, and
/// the digits. What a person set, `corrected`, is not doubted.
pub(crate) fn suggest(
    extraction: &mut Extraction,
    corrected: &HashSet<StatisticId>,
    seen: &dyn Fn(&TextSpan) -> Vec<(u32, char)>,
) {
    let statistics = &extraction.statistics;
    for check in &mut extraction.checks {
        repair(check, statistics, seen);
        let doubts = |id: &&StatisticId| {
            let figure = by_id(statistics, **id);
            let read = figure.and_then(|figure| figure.span.confidence);
            !corrected.contains(*id) && read.is_some_and(|read| read < DOUBTED)
        };
        let suggested = check.suggestion.as_ref().map(|found| found.statistic);
        let mut doubted = check.statistics.iter().filter(doubts);
        let (first, second) = (doubted.next().copied(), doubted.next());
        check.decided_by = suggested.or(first.filter(|_| second.is_none()));
        if check.verdict == Verdict::Fails && (suggested.is_some() || first.is_some()) {
            check.verdict = Verdict::Doubtful;
        }
    }
}

/// Adds the suggestion to a sum that fails.
fn repair(
    check: &mut Check,
    statistics: &[Statistic],
    seen: &dyn Fn(&TextSpan) -> Vec<(u32, char)>,
) {
    if check.verdict != Verdict::Fails || check.kind != CheckKind::Sum {
        return;
    }
    let figures = check.statistics.iter().map(|&id| by_id(statistics, id));
    let figures: Option<Vec<&Statistic>> = figures.collect();
    let found = figures.map(|figures| repairs(&figures, seen));
    let (mut seen, alike): (Vec<_>, Vec<_>) =
        found.into_iter().flatten().partition(|(_, seen)| *seen);
    if seen.is_empty() {
        seen = alike;
    }
    if let [(likeliest, _)] = &seen[..] {
        check.suggestion = Some(likeliest.clone());
    }
}

/// The readings with which the first figure is the sum of the others, and whether the engine saw them.
fn repairs(
    figures: &[&Statistic],
    seen: &dyn Fn(&TextSpan) -> Vec<(u32, char)>,
) -> Vec<(Suggestion, bool)> {
    let value = |i: usize| figures[i].value.unwrap_or(0.0);
    let parts: f64 = (1..figures.len()).map(value).sum();
    let mut found = Vec::new();
    for (i, figure) in figures.iter().enumerate() {
        let read = figure.span.confidence.zip(figure.value_text.as_deref());
        let Some((confidence, printed)) = read else {
            continue;
        };
        let needed = if i == 0 {
            parts
        } else {
            value(0) - parts + value(i)
        };
        let seen = readings_seen(figure, printed, &seen(&figure.span));
        let doubted = confidence < SURE;
        let alike = readings(printed).into_iter().filter(|_| doubted);
        let alike = alike
            .filter(|reading| !seen.contains(reading))
            .collect::<Vec<_>>();
        let seen = seen.iter().cloned().map(|reading| (reading, true));
        let all = seen.chain(alike.into_iter().map(|reading| (reading, false)));
        found.extend(all.filter_map(|((read, meant, text), seen)| {
            let suggested = number_value(&text).filter(|v| (v - needed).abs() < 1e-6)?;
            let why = match seen {
                true => format!("the engine saw {meant} in place of {read} as well"),
                false => format!("{meant} is often read as {read}"),
            };
            let suggestion = Suggestion {
                statistic: figure.id,
                value_text: printed.to_owned(),
                suggested_text: text,
                suggested_value: suggested,
                confidence,
                reason: format!(
                    "{printed} was read with confidence {confidence:.2}; {why}, and with it the sum holds"
                ),
            };
            Some((suggestion, seen))
        }));
    }
    found
}

/// A reading of a number: digit read, digit meant, text.
type Reading = (char, char, String);

/// The readings of a figure's number with one digit replaced by one that the engine saw there.
fn readings_seen(figure: &Statistic, printed: &str, seen: &[(u32, char)]) -> Vec<Reading> {
    let Some(before) = figure.text.find(printed) else {
        return Vec::new();
    };
    let before = figure.text[..before].chars().count();
    let readings = seen.iter().filter_map(|&(at, meant)| {
        let at = (at as usize).checked_sub(before)?;
        // Numbers are of ASCII.
        let read = printed.get(at..at + 1)?.chars().next()?;
        let text = format!("{}{meant}{}", &printed[..at], &printed[at + 1..]);
        Some((read, meant, text))
    });
    readings.collect()
}

/// All readings of a number with one digit replaced by a look-alike.
pub(crate) fn readings(printed: &str) -> Vec<Reading> {
    let mut all = Vec::new();
    for (at, read) in printed.char_indices() {
        for meant in look_alikes(read, Context::Digit) {
            let text = format!("{}{meant}{}", &printed[..at], &printed[at + 1..]);
            all.push((read, meant, text));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;

    #[test]
    fn a_doubtful_digit_that_repairs_a_sum_is_suggested_and_nothing_changed() {
        let text = "Áp dụng tại 577 cơ quan (cấp tỉnh: 189, cấp huyện: 332, cấp xã: 106).";
        for (confidence, expected) in [(0.5, Some("139")), (0.99, None)] {
            let mut found = extract(text);
            let before = found.statistics.clone();
            for statistic in &mut found.statistics {
                let doubted = statistic.value_text.as_deref() == Some("189");
                statistic.span.confidence = Some(if doubted { confidence } else { 0.99 });
            }
            suggest(&mut found, &HashSet::new(), &|_| Vec::new());
            let verdict = expected.map_or(Verdict::Fails, |_| Verdict::Doubtful);
            assert_eq!(found.checks[0].verdict, verdict);
            let deciding = found.checks[0].decided_by.map(|id| id.to_string());
            assert_eq!(deciding.as_deref(), expected.map(|_| "s2"));
            let suggested = found.checks[0]
                .suggestion
                .as_ref()
                .map(|s| s.suggested_text.as_str());
            assert_eq!(suggested, expected, "confidence {confidence}");
            let values = |list: &[Statistic]| list.iter().map(|s| s.value).collect::<Vec<_>>();
            assert_eq!(values(&before), values(&found.statistics));
        }
    }

    #[test]
    fn a_digit_that_the_engine_saw_goes_before_those_that_look_alike() {
        let text = "Áp dụng tại 577 cơ quan (cấp tỉnh: 189, cấp huyện: 332, cấp xã: 106).";
        let mut found = extract(text);
        for statistic in &mut found.statistics {
            statistic.span.confidence = Some(0.95);
        }
        let figure = text.chars().position(|c| c == '8').map(|at| at as u32);
        // The engine saw a 3 in place of the 8, and a 9 in that of another figure.
        let seen = |span: &TextSpan| {
            let at = figure.and_then(|at| at.checked_sub(span.start));
            let at = at.filter(|_| figure < Some(span.end));
            at.map_or_else(Vec::new, |at| vec![(at, '3'), (at + 9, '9')])
        };
        suggest(&mut found, &HashSet::new(), &seen);
        let suggestion = found.checks[0].suggestion.as_ref().expect("a suggestion");
        assert_eq!(suggestion.suggested_text, "139");
        assert!(
            suggestion.reason.contains("saw 3 in place of 8"),
            "{suggestion:?}"
        );
    }
}
