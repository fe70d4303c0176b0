//! What a person should look at: figures of sums that do not hold, missing fields of the head, doubtful
//! figures, and a small sample of the rest, which tells how often what looks sure is wrong.

use super::correct::{Correction, HEADER_FIELDS, Whole};
use crate::checksum;
use crate::extract::model::{Statistic, Verdict};
use std::collections::HashSet;

/// Why something should be looked at, the most urgent first.
pub const REASONS: [&str; 4] = ["check", "missing", "doubt", "sample"];

/// Figures less sure than this are doubtful.
const DOUBT: f32 = 0.85;
/// One of so many figures that nothing speaks against is looked at.
const SAMPLE: u64 = 50;

/// Something to look at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    pub(super) target: &'static str,
    pub(super) item: String,
    /// Its place in [`REASONS`].
    pub(super) urgency: usize,
    pub(super) confidence: f32,
    pub(super) decided: bool,
    pub(super) page: Option<u32>,
}

/// What should be looked at in a document, given what people decided about it.
pub(super) fn looks(whole: &Whole, machine: &[HashSet<String>; 2], corrections: &[Correction]) -> Vec<Look> {
    let standing = corrections.iter().filter(|c| c.undone.is_none());
    let decided: HashSet<(&str, &str)> = standing
        .map(|c| (c.target.as_str(), c.item.as_str()))
        .collect();
    let sha256 = &whole.document.source.sha256;
    let [failing, missing] = machine;
    let mut looks = Vec::new();
    for field in HEADER_FIELDS.iter().filter(|field| missing.contains(field.name)) {
        looks.push(Look {
            target: "header",
            item: field.name.to_owned(),
            urgency: 1,
            confidence: 0.0,
            decided: decided.contains(&("header", field.name)),
            page: Some(1),
        });
    }
    for statistic in &whole.document.extraction.statistics {
        let confidence = statistic.trust.at(&statistic.span);
        let urgency = match () {
            () if statistic.value_text.is_none() => continue,
            () if failing.contains(&statistic.id) => 0,
            () if confidence < DOUBT => 2,
            () if is_sampled(sha256, statistic) => 3,
            () => continue,
        };
        looks.push(Look {
            target: "statistic",
            item: statistic.id.clone(),
            urgency,
            confidence,
            decided: decided.contains(&("statistic", &statistic.id)),
            page: statistic.span.page.or(Some(1)),
        });
    }
    looks
}

/// Figures of failing checks and missing fields, as the program read the document: what is decided
/// stays in the queue as decided.
pub(super) fn doubts(machine: &Whole) -> [HashSet<String>; 2] {
    let checks = machine.document.extraction.checks.iter();
    let failing = checks.filter(|check| check.verdict == Verdict::Fails);
    let failing = failing.flat_map(|check| check.statistics.iter().cloned());
    [failing.collect(), missing(machine).into_iter().map(str::to_owned).collect()]
}

/// Fields that a document is filed by and that were not found.
pub(super) fn missing(whole: &Whole) -> Vec<&'static str> {
    let needed = HEADER_FIELDS.iter().filter(|field| field.needed);
    let lacking = needed.filter(|field| whole.field(field.name).is_none());
    lacking.map(|field| field.name).collect()
}

/// The same figures at every run: chosen by the checksum of the input and their place.
fn is_sampled(sha256: &str, statistic: &Statistic) -> bool {
    let span = &statistic.span;
    let sum = checksum::of(format!("{sha256} {} {}", span.line, span.start).as_bytes());
    u64::from_str_radix(&sum[..8], 16).is_ok_and(|number| number % SAMPLE == 0)
}
