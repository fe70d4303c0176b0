//! Arithmetic as a witness of the reading. Readings with which a failing sum would hold: one digit of a figure,
//! replaced by another that the engine saw there or, where it was not sure, by one that looks like it. They are
//! reported beside the check; no figure is ever changed. Where a digit that was read with doubt decides whether a
//! relation holds, it is said, and nobody is accused.

use super::relations::by_id;
use crate::document::{
    Check, CheckKind, Extraction, Statistic, StatisticId, Suggestion, TextSpan, Verdict,
};
use crate::text::look_alikes::{readings, replaced};
use crate::text::number_value;
use std::collections::HashSet;

/// Figures read more surely than this are not doubted.
const SURE: f32 = 0.9;
/// Figures read less surely than this are doubted, whether or not another reading helps, as are those that two readers
/// read differently.
const DOUBTED: f32 = 0.5;

/// The digits that the engine saw besides those it read within a span: characters from its start, and the digits.
type Seen<'a> = &'a dyn Fn(&TextSpan) -> Vec<(u32, char)>;

/// Adds a suggestion to every failing sum that exactly one such reading would make hold, or exactly one
/// that the engine saw itself. The spans of the figures must hold the confidences of their reading. What a person
/// set, `corrected`, is not doubted.
pub(crate) fn suggest(extraction: &mut Extraction, corrected: &HashSet<StatisticId>, seen: Seen) {
    for check in &mut extraction.checks {
        let ids = check.statistics.iter();
        let figures = ids.filter_map(|&id| by_id(&extraction.statistics, id));
        let figures: Vec<&Statistic> = figures.collect();
        let fails = check.verdict == Verdict::Fails;
        if fails && check.kind == CheckKind::Sum {
            check.suggestion = repair(check, &figures, seen);
        }
        let doubted = |figure: &&&Statistic| {
            let badly = figure.span.confidence.is_some_and(|read| read < DOUBTED);
            let differently = figure.span.certified == Some(false);
            (badly || differently) && !corrected.contains(&figure.id)
        };
        let mut doubted = figures.iter().filter(doubted).map(|figure| figure.id);
        let suggested = check.suggestion.as_ref().map(|found| found.statistic);
        let (first, second) = (doubted.next(), doubted.next());
        check.decided_by = suggested.or(first.filter(|_| second.is_none()));
        if fails && suggested.or(first).is_some() {
            check.verdict = Verdict::Doubtful;
        }
    }
}

/// The one reading with which a sum would hold: of those that the engine saw, or else of those that look alike.
fn repair(check: &Check, figures: &[&Statistic], seen: Seen) -> Option<Suggestion> {
    let (mut saw, mut alike) = (Vec::new(), Vec::new());
    for figure in figures {
        let printed = figure.value_text.as_deref().unwrap_or("");
        let before = figure.text.find(printed).unwrap_or(0);
        let before = figure.text[..before].chars().count();
        saw.extend(seen(&figure.span).into_iter().filter_map(|(at, meant)| {
            let at = (at as usize).checked_sub(before)?;
            let (at, read) = printed.char_indices().nth(at)?;
            let (read, meant, text) = replaced(printed, at, read, meant);
            let why = format!("the engine saw {meant} in place of {read} as well");
            suggestion(check, figure, text, &why)
        }));
        let doubted = figure.span.confidence.is_some_and(|read| read < SURE);
        let others = readings(printed).into_iter().filter(|_| doubted);
        alike.extend(others.filter_map(|(read, meant, text)| {
            let why = format!("{meant} is often read as {read}");
            suggestion(check, figure, text, &why)
        }));
    }
    let mut found = if saw.is_empty() { alike } else { saw };
    found.pop().filter(|_| found.is_empty())
}

/// What is suggested if a sum would hold with a reading of a figure.
fn suggestion(check: &Check, figure: &Statistic, text: String, why: &str) -> Option<Suggestion> {
    let (confidence, printed) = figure.span.confidence.zip(figure.value_text.as_ref())?;
    let needed = needed(check, figure)?;
    let value = number_value(&text).filter(|value| (value - needed).abs() < 1e-6)?;
    Some(Suggestion {
        statistic: figure.id,
        value_text: printed.clone(),
        suggested_text: text,
        suggested_value: value,
        confidence,
        reason: format!(
            "{printed} was read with confidence {confidence:.2}; {why}, and with it the sum holds"
        ),
    })
}

/// The value of a figure with which a sum that does not hold would.
pub(crate) fn needed(check: &Check, figure: &Statistic) -> Option<f64> {
    match check.statistics.iter().position(|id| *id == figure.id)? {
        0 => Some(check.computed),
        _ => Some(figure.value? + check.stated - check.computed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;

    #[test]
    fn a_digit_that_repairs_a_sum_is_suggested_and_nothing_changed() {
        let text = "Áp dụng tại 577 cơ quan (cấp tỉnh: 189, cấp huyện: 332, cấp xã: 106).";
        let figure = text.chars().position(|c| c == '8').map(|at| at as u32);
        // The engine saw a 3 in place of the 8, and a 9 in that of another figure.
        let saw = |span: &TextSpan| {
            let at = figure.and_then(|at| at.checked_sub(span.start));
            let at = at.filter(|_| figure < Some(span.end));
            at.map_or_else(Vec::new, |at| vec![(at, '3'), (at + 9, '9')])
        };
        let nothing = |_: &TextSpan| Vec::new();
        let cases: [(f32, Option<bool>, Seen, &str); 4] = [
            (0.5, None, &nothing, "3 is often read as 8"),
            (0.95, Some(false), &saw, "saw 3 in place of 8"),
            (0.99, Some(true), &nothing, ""),
            // Two readers read it differently.
            (0.99, Some(false), &nothing, ""),
        ];
        for (confidence, certified, seen, reason) in cases {
            let mut found = Extractor::builtin().extract(text);
            let before = found.statistics.clone();
            for statistic in &mut found.statistics {
                let doubted = statistic.value_text.as_deref() == Some("189");
                statistic.span.confidence = Some(if doubted { confidence } else { 0.99 });
                statistic.span.certified = certified.map(|certified| certified || !doubted);
            }
            suggest(&mut found, &HashSet::new(), seen);
            let check = &found.checks[0];
            let suggested = check.suggestion.as_ref();
            let suggested =
                suggested.map(|s| (s.suggested_text.as_str(), s.reason.contains(reason)));
            let expected = (!reason.is_empty()).then_some(("139", true));
            let doubted = expected.is_some() || certified == Some(false);
            let verdict = match doubted {
                true => Verdict::Doubtful,
                false => Verdict::Fails,
            };
            let told = (suggested, check.verdict);
            assert_eq!(told, (expected, verdict), "confidence {confidence}");
            let deciding = check.decided_by.map(|id| id.to_string());
            assert_eq!(deciding, doubted.then(|| "s2".to_owned()));
            let values = |list: &[Statistic]| list.iter().map(|s| s.value).collect::<Vec<_>>();
            assert_eq!(values(&before), values(&found.statistics));
        }
    }
}
