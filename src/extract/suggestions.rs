//! Readings that would mend a failing sum: one digit of a figure that the engine was not sure of, read
//! as one that looks like it. They are told beside the check; no figure is ever changed.

use super::checks::by_id;
use super::model::{CheckKind, Extraction, Statistic, Suggestion, Verdict};
use super::scan::number_value;

/// Figures read more surely than this are not doubted.
const SURE: f32 = 0.9;

/// Digits and those that engines take for them, or them for.
const LOOK_ALIKES: [(char, &str); 10] = [
    ('0', "689"),
    ('1', "47"),
    ('2', "7"),
    ('3', "589"),
    ('4', "19"),
    ('5', "368"),
    ('6', "058"),
    ('7', "12"),
    ('8', "03569"),
    ('9', "0348"),
];

/// Adds a suggestion to every failing sum that exactly one such reading would make hold. The spans of
/// the figures must hold the confidences of their reading.
pub fn suggest(extraction: &mut Extraction) {
    let statistics = &extraction.statistics;
    for check in &mut extraction.checks {
        if check.verdict != Verdict::Fails || check.kind != CheckKind::Sum {
            continue;
        }
        let figures: Option<Vec<&Statistic>> = check
            .statistics
            .iter()
            .map(|id| by_id(statistics, id))
            .collect();
        let mut found = figures.map(|figures| mending(&figures)).unwrap_or_default();
        if found.len() == 1 {
            check.suggestion = found.pop();
        }
    }
}

/// The readings with which the first figure is the sum of the others.
fn mending(figures: &[&Statistic]) -> Vec<Suggestion> {
    let value = |i: usize| figures[i].value.unwrap_or(0.0);
    let parts: f64 = (1..figures.len()).map(value).sum();
    let mut found = Vec::new();
    for (i, figure) in figures.iter().enumerate() {
        let doubted = figure
            .span
            .confidence
            .filter(|confidence| *confidence < SURE);
        let (Some(confidence), Some(printed)) = (doubted, figure.value_text.as_deref()) else {
            continue;
        };
        let needed = if i == 0 {
            parts
        } else {
            value(0) - parts + value(i)
        };
        found.extend(readings(printed).into_iter().filter_map(|(read, meant, text)| {
            let suggested = number_value(&text).filter(|v| (v - needed).abs() < 1e-6)?;
            Some(Suggestion {
                statistic: figure.id.clone(),
                value_text: printed.to_owned(),
                suggested_text: text,
                suggested_value: suggested,
                confidence,
                reason: format!(
                    "{printed} was read with confidence {confidence:.2}; {meant} is often read as {read}, and with it the sum holds"
                ),
            })
        }));
    }
    found
}

/// All readings of a number with one digit replaced by a look-alike: (digit read, digit meant, text).
pub(crate) fn readings(printed: &str) -> Vec<(char, char, String)> {
    let mut all = Vec::new();
    for (at, read) in printed.char_indices() {
        let alike = LOOK_ALIKES.iter().find(|(digit, _)| *digit == read);
        for meant in alike.map_or("", |(_, alike)| alike).chars() {
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
    fn a_doubtful_digit_that_mends_a_sum_is_suggested_and_nothing_changed() {
        let text = "Áp dụng tại 577 cơ quan (cấp tỉnh: 189, cấp huyện: 332, cấp xã: 106).";
        for (confidence, expected) in [(0.5, Some("139")), (0.99, None)] {
            let mut found = extract(text);
            let before = found.statistics.clone();
            for statistic in &mut found.statistics {
                let doubted = statistic.value_text.as_deref() == Some("189");
                statistic.span.confidence = Some(if doubted { confidence } else { 0.99 });
            }
            suggest(&mut found);
            assert_eq!(found.checks[0].verdict, Verdict::Fails);
            let suggested = found.checks[0]
                .suggestion
                .as_ref()
                .map(|s| s.suggested_text.as_str());
            assert_eq!(suggested, expected, "confidence {confidence}");
            let values = |list: &[Statistic]| list.iter().map(|s| s.value).collect::<Vec<_>>();
            assert_eq!(values(&before), values(&found.statistics));
        }
    }
}
