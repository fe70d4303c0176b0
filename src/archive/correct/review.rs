//! What a person should review: header fields that are not sure, figures that two readers read differently or whose sums
//! do not hold, missing header fields, doubtful figures, and a small sample of the rest, which measures how often what
//! looks certain is wrong.

use crate::archive::corrected::{CorrectedDocument, Correction};
use crate::archive::error::StoreError;
use crate::archive::header_fields::HEADER_FIELDS;
use crate::archive::store::Store;
use crate::checksum;
use crate::document::doubts::head_doubts;
use crate::document::record::figure;
use crate::document::{Check, CheckKind, Statistic, StatisticId};
use crate::extract::figures::suggestions;
use crate::text::look_alikes::readings;
use crate::text::{fold, number_value};
use rusqlite::params;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Why something should be reviewed, the most urgent first.
pub const REASONS: [&str; 6] = ["head", "readers", "check", "missing", "doubt", "sample"];

/// Places in [`REASONS`].
const HEAD: usize = 0;
const READERS: usize = 1;
const CHECK: usize = 2;
const MISSING: usize = 3;
const DOUBTED: usize = 4;
const SAMPLED: usize = 5;

/// Figures less sure than this are doubtful.
const DOUBT: f32 = 0.9;
/// One of so many figures that nothing speaks against is looked at.
const SAMPLE: u64 = 50;

/// Something to review.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReviewItem {
    pub(crate) target: &'static str,
    pub(crate) item: String,
    /// Its place in [`REASONS`].
    pub(crate) urgency: usize,
    pub(crate) confidence: f32,
    pub(crate) decided: bool,
    pub(crate) page: Option<u32>,
}

/// What should be reviewed in a document, given what people decided about it.
pub(crate) fn review_items(
    whole: &CorrectedDocument,
    machine: &Doubts,
    corrections: &[Correction],
) -> Vec<ReviewItem> {
    let standing = corrections.iter().filter(|c| c.undone.is_none());
    let decided: HashSet<(&str, &str)> = standing
        .map(|c| (c.target.as_str(), c.item.as_str()))
        .collect();
    let sha256 = &whole.document.source.sha256;
    let header = |field: &str, urgency, confidence| ReviewItem {
        target: "header",
        item: field.to_owned(),
        urgency,
        confidence,
        decided: decided.contains(&("header", field)),
        page: Some(1),
    };
    let doubted = machine.head.iter();
    let doubted = doubted.map(|(field, sure)| header(field, HEAD, *sure));
    let missing = machine.missing.iter();
    let missing = missing.filter(|field| !machine.head.contains_key(**field));
    let missing = missing.map(|field| header(field, MISSING, 0.0));
    let fields = doubted.chain(missing);
    let figures = whole.document.extraction.statistics.iter();
    let figures = figures.filter_map(|statistic| {
        let id = statistic.id.to_string();
        let known = statistic.provenance.at(&statistic.span);
        Some(ReviewItem {
            target: "statistic",
            urgency: urgency(statistic, &id, &machine.failing, sha256)?,
            // Among figures whose rule is not measured the reading decides.
            confidence: known.or(statistic.span.confidence).unwrap_or(0.0),
            decided: decided.contains(&("statistic", &id)),
            item: id,
            page: statistic.span.page.or(Some(1)),
        })
    });
    fields.chain(figures).collect()
}

/// The place in [`REASONS`] of the reason to review a figure, where there is one.
fn urgency(
    statistic: &Statistic,
    id: &str,
    failing: &HashSet<String>,
    sha256: &str,
) -> Option<usize> {
    let known = statistic.provenance.at(&statistic.span);
    // A rule whose precision is not known is doubted.
    let doubted = known.is_none_or(|known| known < DOUBT);
    match () {
        () if statistic.value_text.is_none() => None,
        () if statistic.span.certified == Some(false) => Some(READERS),
        () if failing.contains(id) => Some(CHECK),
        () if doubted => Some(DOUBTED),
        () if is_sampled(sha256, statistic) => Some(SAMPLED),
        () => None,
    }
}

/// What is to be looked at in a document as the program read it: what is decided stays in the queue as decided.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    /// Header fields that are not sure, and how sure they are.
    head: BTreeMap<String, f32>,
    /// Figures of failing checks.
    failing: HashSet<String>,
    /// Fields that a document is filed by and that were not found.
    missing: Vec<&'static str>,
}

/// What is to be looked at in a document as the program read it.
pub(crate) fn doubts(machine: &CorrectedDocument) -> Doubts {
    let checks = machine.document.extraction.checks.iter();
    let failing = checks.filter(|check| check.verdict.is_open());
    let failing = failing.flat_map(|check| check.statistics.iter().map(StatisticId::to_string));
    let head = head_doubts(&machine.document).into_iter();
    let head = head.map(|doubt| (doubt.field, doubt.confidence.unwrap_or(0.0)));
    Doubts {
        head: head.collect(),
        failing: failing.collect(),
        missing: missing(machine),
    }
}

/// Fields that a document is filed by and that were not found.
pub(crate) fn missing(whole: &CorrectedDocument) -> Vec<&'static str> {
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

/// Where a page of the queue ended: urgency, confidence and number of the last entry.
pub type End = (i64, f64, i64);

/// An entry of the queue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// Its document.
    pub document: i64,
    /// `header` or `statistic`.
    pub target: String,
    /// Which one.
    pub item: String,
    /// One of [`REASONS`].
    pub reason: String,
    /// Its place in them.
    pub urgency: i64,
    /// How sure the program is; null where it read nothing.
    pub confidence: Option<f64>,
    /// Its page.
    pub page: Option<u32>,
}

/// How far the queue of a reason is done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Done {
    /// One of [`REASONS`].
    pub reason: String,
    /// Entries that are open.
    pub open: u32,
    /// Entries that were decided.
    pub decided: u32,
    /// Of these, those that were wrong.
    pub wrong: u32,
}

/// Other values that an item may have, at most: one key each.
const ALTERNATIVES: usize = 9;

impl Store {
    /// Entries that are open, the most urgent first, after where the last page ended.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn queue(&self, after: Option<End>, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let (urgency, confidence, id) = after.unwrap_or((-1, 0.0, 0));
        let sql = "SELECT id, document_id, target, item, reason, urgency, confidence, page FROM review \
                   WHERE decided = 0 AND (urgency, confidence, id) > (?, ?, ?) \
                   ORDER BY urgency, confidence, id LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let entries =
            statement.query_map(params![urgency, confidence, id, limit as i64], |row| {
                let reason: String = row.get(4)?;
                let confidence: f64 = row.get(6)?;
                Ok(Entry {
                    confidence: (reason != REASONS[MISSING]).then_some(confidence),
                    reason,
                    id: row.get(0)?,
                    document: row.get(1)?,
                    target: row.get(2)?,
                    item: row.get(3)?,
                    urgency: row.get(5)?,
                    page: row.get(7)?,
                })
            })?;
        Ok(entries.collect::<Result<_, _>>()?)
    }

    /// How far the queue is done, by reason.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn done(&self) -> Result<Vec<Done>, StoreError> {
        // From the corrections on, which are few.
        let wrong = "SELECT count(*) FROM corrections c CROSS JOIN documents d ON d.sha256 = c.sha256 \
                     CROSS JOIN review r ON r.document_id = d.id AND r.target = c.target AND r.item = c.item \
                     WHERE r.reason = ? AND r.decided = 1 AND c.old IS NOT c.new AND c.id = (SELECT max(id) \
                     FROM corrections WHERE sha256 = c.sha256 AND target = c.target AND item = c.item \
                     AND undone IS NULL)";
        let count = "SELECT count(*) FROM review WHERE reason = ? AND decided = ?";
        let one = |reason: &&str| -> rusqlite::Result<Done> {
            let of = |decided: i64| {
                let mut counted = self.connection.prepare_cached(count)?;
                counted.query_row(params![reason, decided], |row| row.get(0))
            };
            Ok(Done {
                reason: (*reason).to_owned(),
                open: of(0)?,
                decided: of(1)?,
                wrong: self
                    .connection
                    .prepare_cached(wrong)?
                    .query_row([reason], |row| row.get(0))?,
            })
        };
        Ok(REASONS.iter().map(one).collect::<Result<_, _>>()?)
    }
}

/// Other values that an item may have, the likeliest first: what the reading of a written slot left
/// open; what a second reader read; digits that look alike, first those with which a failing sum holds.
pub fn alternatives(whole: &CorrectedDocument, target: &str, item: &str) -> Vec<String> {
    let found = &whole.document.extraction;
    let doubted = || head_doubts(&whole.document).into_iter();
    let mut others: Vec<String> = match (target, item) {
        ("header", field) => doubted()
            .find(|doubt| doubt.field == field)
            .map_or(Vec::new(), |doubt| doubt.candidates),
        ("statistic", id) => found
            .statistics
            .iter()
            .find(|s| id.parse() == Ok(s.id))
            .map_or(Vec::new(), |statistic| {
                let read = other_readings(whole, statistic).unwrap_or_default();
                let mut alike = look_alikes(statistic, &found.checks);
                alike.retain(|other| !read.contains(other));
                [read, alike].concat()
            }),
        _ => Vec::new(),
    };
    others.truncate(ALTERNATIVES);
    others
}

/// Names that are alike with most letters, without marks.
const ALIKE: f64 = 0.6;
/// Names that are compared.
const NAMES: i64 = 5000;

impl Store {
    /// What other documents say in a header field that is like `value`, the likest first: agencies and signers come again.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn names_like(&self, field: &str, value: &str) -> Result<Vec<String>, StoreError> {
        let column = match field {
            "agency" | "signer" | "doc_type" => field,
            _ => return Ok(Vec::new()),
        };
        let sql = format!(
            "SELECT {column}, count(*) AS times FROM documents WHERE {column} IS NOT NULL AND {column} <> ?1 \
             GROUP BY {column} ORDER BY times DESC LIMIT {NAMES}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let names = statement.query_map([value], |row| row.get::<_, String>(0))?;
        let plain = fold(value);
        let mut alike = Vec::new();
        for name in names {
            let name = name?;
            let likeness = strsim::normalized_levenshtein(&fold(&name), &plain);
            if likeness >= ALIKE {
                alike.push((likeness, name));
            }
        }
        alike.sort_by(|a, b| b.0.total_cmp(&a.0));
        alike.truncate(ALTERNATIVES);
        let mended = alike
            .iter()
            .find_map(|(_, name)| with_words_of(value, name));
        let names = alike.into_iter().map(|(_, name)| name);
        let names = names.filter(|name| Some(name) != mended.as_ref());
        Ok(mended.iter().cloned().chain(names).collect())
    }
}

/// A name whose words that hold other signs than letters, which a reading gives where it fails, are those of a name
/// that is alike: the rest stays as it is printed. `None` where there is no such word, or the other name has none for it.
fn with_words_of(value: &str, name: &str) -> Option<String> {
    let is_read = |word: &str| {
        word.chars()
            .all(|c| c.is_alphanumeric() || NAME_SIGNS.contains(c))
    };
    let (read, other): (Vec<&str>, Vec<&str>) =
        (value.split(' ').collect(), name.split(' ').collect());
    let fits = read.len() == other.len() && !read.iter().all(|word| is_read(word));
    let words = read
        .iter()
        .zip(&other)
        .map(|(read, other)| match is_read(read) {
            true => *read,
            false => *other,
        });
    let words: Vec<&str> = words.collect();
    (fits && words.iter().all(|word| is_read(word))).then(|| words.join(" "))
}

/// Signs that stand in names.
const NAME_SIGNS: &str = "'’-–,.()&/";

/// What readers read in place of a figure otherwise; `None` where no word, or more than one, is that figure.
fn other_readings(whole: &CorrectedDocument, statistic: &Statistic) -> Option<Vec<String>> {
    let span = &statistic.span;
    let (printed, place) = statistic.value_text.as_deref().zip(span.bbox)?;
    let page = whole
        .document
        .pages
        .iter()
        .find(|page| Some(page.number) == span.page)?;
    let words = page.lines.iter().flat_map(|line| &line.words);
    let stated = figure(printed);
    let mut words =
        words.filter(|word| word.bbox.union(place) == place && figure(&word.text) == stated);
    let word = words.next().filter(|_| words.next().is_none())?;
    let read = [word.ocr2.as_ref(), Some(&word.ocr)];
    let mut read: Vec<String> = read
        .into_iter()
        .flatten()
        .map(|read| figure(read))
        .collect();
    read.retain(|other| *other != stated && number_value(other).is_some());
    read.dedup();
    Some(read)
}

fn look_alikes(statistic: &Statistic, checks: &[Check]) -> Vec<String> {
    let Some(printed) = statistic.value_text.as_deref() else {
        return Vec::new();
    };
    let sum = |check: &&Check| check.verdict.is_open() && check.kind == CheckKind::Sum;
    let needed = checks.iter().filter(sum);
    let needed = needed.filter_map(|check| suggestions::needed(check, statistic));
    let needed: Vec<f64> = needed.collect();
    let resolves = |text: &String| {
        let value = number_value(text);
        value.is_some_and(|value| needed.iter().any(|needed| (value - needed).abs() < 1e-6))
    };
    let readings = readings(printed).into_iter().map(|(.., text)| text);
    let (mut first, rest): (Vec<String>, Vec<String>) = readings.partition(resolves);
    first.extend(rest);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_were_not_read_are_those_of_a_like_name() {
        let read = "Ủy ban nhân dân xã Đăk N°rung";
        for (name, expected) in [
            (
                "Ủy ban nhân dân xã Đắk N'rung",
                Some("Ủy ban nhân dân xã Đăk N'rung"),
            ),
            ("Ủy ban nhân dân xã Đắk N*rung", None),
            ("Ủy ban nhân dân xã N'rung", None),
        ] {
            assert_eq!(with_words_of(read, name).as_deref(), expected);
        }
        assert_eq!(with_words_of("Sở Y tế", "Sở Y tê"), None);
    }
}
