//! What a folder of results holds, in figures: `summary.json`, and what the report shows.

use crate::document::FieldDoubt;
use crate::results::clock;
use crate::results::manifest::{KeyFields, Row, Status};
use crate::text::numbers::thousandths;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a folder of results holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Inputs.
    pub documents: usize,
    /// Those that were read whole.
    pub ok: usize,
    /// Those of which something is missing, or may be.
    pub partial: usize,
    /// Those without results.
    pub failed: usize,
    /// Pages of all.
    pub pages: u64,
    /// Pages that could not be read.
    pub failed_pages: usize,
    /// When the first was begun, UTC.
    pub started: Option<String>,
    /// When the last was ended, UTC.
    pub finished: Option<String>,
    /// Time that documents took, added up over threads.
    pub seconds: f64,
    /// Pages that were finished, over time.
    pub speed: Vec<Speed>,
    /// Pages by their confidence, in tenths: the last counts those of 0.9 and more.
    pub confidence: [usize; 10],
    /// Pages without words.
    pub without_words: usize,
    /// Failures by cause, the most frequent first.
    pub causes: Vec<Cause>,
    /// What a person should review first.
    pub look_first: Vec<ReviewItem>,
}

/// Pages of an interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speed {
    /// Its begin, UTC.
    pub from: String,
    /// Pages that were finished in it.
    pub pages: u64,
    /// Pages a second.
    pub pages_per_second: f64,
}

/// Failures of one cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// The cause.
    pub cause: String,
    /// How many failures it has.
    pub count: usize,
    /// The failures.
    pub cases: Vec<Case>,
}

/// A document or page that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// The input.
    pub path: String,
    /// SHA-256 of the input; null where it could not be read.
    pub sha256: Option<String>,
    /// The page; null for the whole document.
    pub page: Option<u32>,
    /// What happened, and what to do.
    pub error: String,
}

/// A document or page to review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewItem {
    /// The input.
    pub path: String,
    /// SHA-256 of the input.
    pub sha256: Option<String>,
    /// Its results.
    pub folder: Option<String>,
    /// The page.
    pub page: u32,
    /// Why.
    pub why: String,
    /// How sure the page's text is.
    pub confidence: Option<f32>,
}

/// Intervals that speeds are given for, at most, and the least seconds of one.
const INTERVALS: i64 = 60;
const INTERVAL: i64 = 10;
/// Failures of a cause that are listed.
const CASES: usize = 50;
/// Pages to review that are listed.
const LISTED: usize = 30;
/// How many times as many are held before the others are dropped.
const MANY: usize = 20;
/// Pages with more confidence than this need no review.
const SURE: f32 = 0.95;

/// A summary that is being made, row by row.
#[derive(Debug, Default)]
pub(crate) struct SummaryBuilder {
    documents: usize,
    by_status: [usize; 3],
    pages: u64,
    failed_pages: usize,
    started: Option<String>,
    finished: Option<String>,
    seconds: f64,
    /// Pages by the second in which their documents ended.
    ended: BTreeMap<i64, u64>,
    confidence: [usize; 10],
    without_words: usize,
    causes: Causes,
    review_items: ReviewItems,
}

impl SummaryBuilder {
    /// Adds a row of the manifest.
    pub(crate) fn add(&mut self, row: &Row) {
        self.documents += 1;
        self.by_status[row.status as usize] += 1;
        // The results of equal inputs are there once.
        if row.same_as.is_some() {
            return;
        }
        self.pages += u64::from(row.pages.unwrap_or(0));
        self.failed_pages += row.failed_pages.len();
        self.seconds += row.seconds;
        let starts = [self.started.take(), time(&row.started)];
        self.started = starts.into_iter().flatten().min();
        self.finished = self.finished.take().max(time(&row.finished));
        if let (Some(time), Some(pages)) = (clock::seconds(&row.finished), row.pages) {
            *self.ended.entry(time).or_default() += u64::from(pages);
        }
        self.add_confidence(row);
        self.causes.add(row);
        self.review_items.add(row);
    }

    fn add_confidence(&mut self, row: &Row) {
        let mut without = 0;
        for page in &row.found.page_confidence {
            match page {
                Some(sure) => self.confidence[((sure * 10.0) as usize).min(9)] += 1,
                None => without += 1,
            }
        }
        self.without_words += without - row.failed_pages.len().min(without);
    }

    /// The summary.
    pub(crate) fn end(self) -> Summary {
        let count = |status| self.by_status[status as usize];
        let first = self.started.as_deref().and_then(clock::seconds);
        Summary {
            documents: self.documents,
            ok: count(Status::Ok),
            partial: count(Status::Partial),
            failed: count(Status::Failed),
            pages: self.pages,
            failed_pages: self.failed_pages,
            speed: speed(first, &self.ended),
            started: self.started,
            finished: self.finished,
            seconds: thousandths(self.seconds),
            confidence: self.confidence,
            without_words: self.without_words,
            causes: self.causes.end(),
            look_first: self.review_items.end(),
        }
    }
}

/// A time that is known.
fn time(time: &str) -> Option<String> {
    (!time.is_empty()).then(|| time.to_owned())
}

fn speed(from: Option<i64>, ended: &BTreeMap<i64, u64>) -> Vec<Speed> {
    let (Some(from), Some((&to, _))) = (from, ended.last_key_value()) else {
        return Vec::new();
    };
    let length = ((to - from).max(0) / INTERVALS + 1).max(INTERVAL);
    let mut pages = vec![0; ((to - from).max(0) / length + 1) as usize];
    for (time, count) in ended {
        pages[((time - from).max(0) / length) as usize] += count;
    }
    let interval = |(index, pages): (i64, u64)| Speed {
        from: clock::iso(from + index * length),
        pages,
        pages_per_second: thousandths(pages as f64 / length as f64),
    };
    (0..).zip(pages).map(interval).collect()
}

/// The causes of failures.
#[derive(Debug, Clone, Default)]
pub(crate) struct Causes(BTreeMap<String, Cause>);

impl Causes {
    /// Adds the failures of a document.
    pub(crate) fn add(&mut self, row: &Row) {
        for case in cases(row) {
            let name = cause(&case.error);
            let cause = self.0.entry(name.clone()).or_insert(Cause {
                cause: name,
                count: 0,
                cases: Vec::new(),
            });
            cause.count += 1;
            if cause.cases.len() < CASES {
                cause.cases.push(case);
            }
        }
    }

    /// The most frequent first.
    pub(crate) fn end(self) -> Vec<Cause> {
        let mut causes: Vec<Cause> = self.0.into_values().collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
        causes
    }
}

/// The failures of a document: its pages', or its own.
fn cases(row: &Row) -> Vec<Case> {
    let case = |page, error: &String| Case {
        path: row.path.clone(),
        sha256: row.sha256.clone(),
        page,
        error: error.clone(),
    };
    let pages: Vec<Case> = row
        .failed_pages
        .iter()
        .chain(&row.faulty_pages)
        .map(|failed| case(Some(failed.page), &failed.error))
        .collect();
    match pages.is_empty() {
        true => row.error.iter().map(|error| case(None, error)).collect(),
        false => pages,
    }
}

/// What failures have in common: the words before the particulars, without figures.
fn cause(error: &str) -> String {
    let words = error.split([':', ';', '(']).next().unwrap_or(error).trim();
    words
        .split_whitespace()
        .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The least sure pages, and documents whose number or day was not found or whose sums do not hold.
#[derive(Debug, Default)]
struct ReviewItems(Vec<(f32, ReviewItem)>);

impl ReviewItems {
    fn add(&mut self, row: &Row) {
        // What failed is listed with its cause.
        if row.folder.is_none() || row.status == Status::Failed {
            return;
        }
        let item = |page, why: &str, confidence| ReviewItem {
            path: row.path.clone(),
            sha256: row.sha256.clone(),
            folder: row.folder.clone(),
            page,
            why: why.to_owned(),
            confidence,
        };
        for faulty in &row.faulty_pages {
            let confidence = row.found.page_confidence.get(faulty.page as usize - 1);
            let confidence = confidence.copied().flatten();
            self.0
                .push((0.0, item(faulty.page, &faulty.error, confidence)));
        }
        let listed = || row.failed_pages.iter().chain(&row.faulty_pages);
        let listed = |page| listed().any(|failed| failed.page == page);
        for (page, confidence) in (1..).zip(&row.found.page_confidence) {
            match confidence {
                _ if listed(page) => {}
                Some(sure) if *sure < SURE => {
                    self.0
                        .push((*sure, item(page, "read with doubt", *confidence)));
                }
                None => self.0.push((SURE, item(page, "no words", None))),
                _ => {}
            }
        }
        for doubt in &row.found.doubts {
            // What documents are filed by goes before their pages.
            let sure = doubt.confidence.unwrap_or(0.0);
            self.0
                .push((sure / 4.0, item(1, &doubtful(doubt), doubt.confidence)));
        }
        if let Some(why) = incomplete(&row.found) {
            // Between pages that are hardly legible and those that are read with little doubt.
            let sure = row.found.confidence.unwrap_or(1.0);
            self.0
                .push((0.5 + sure / 4.0, item(1, why, row.found.confidence)));
        }
        if self.0.len() > MANY * LISTED {
            self.cut();
        }
    }

    /// The worst first.
    fn cut(&mut self) {
        let order = |item: &(f32, ReviewItem)| (item.1.path.clone(), item.1.page);
        self.0
            .sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| order(a).cmp(&order(b))));
        self.0.truncate(LISTED);
    }

    fn end(mut self) -> Vec<ReviewItem> {
        self.cut();
        self.0.into_iter().map(|(_, item)| item).collect()
    }
}

/// Which field is doubtful, and what it may be.
pub(crate) fn doubtful(doubt: &FieldDoubt) -> String {
    let field = doubt.field.replace('_', " ");
    let read = match &doubt.value {
        Some(value) => format!("{field} {value} is not sure"),
        None => format!("{field} was not read"),
    };
    match doubt.candidates.is_empty() {
        true => read,
        false => format!("{read}; it may be {}", doubt.candidates.join(" | ")),
    }
}

/// What a document lacks.
fn incomplete(found: &KeyFields) -> Option<&'static str> {
    let doubted = ["number", "date"].map(|field| found.is_doubted(field));
    match (&found.number, &found.date, found.failed_checks) {
        // That is told with what else it may be.
        (None, ..) if doubted[0] => None,
        (_, None, _) if doubted[1] => None,
        (None, None, _) => Some("neither number nor day was found"),
        (None, ..) => Some("no number was found"),
        (_, None, _) => Some("no day was found"),
        (.., 0) => None,
        _ => Some("a sum or a rate does not hold"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::manifest::FailedPage;
    use crate::text::language::Language;

    fn row(path: &str, finished: i64, confidence: &[Option<f32>]) -> Row {
        Row {
            pages: Some(confidence.len() as u32),
            status: Status::Ok,
            folder: Some("documents/x".to_owned()),
            started: clock::iso(1_000_000),
            finished: clock::iso(1_000_000 + finished),
            found: KeyFields {
                number: Some("1/BC".to_owned()),
                date: Some("2023-02-14".to_owned()),
                confidence: None,
                page_confidence: confidence.to_vec(),
                failed_checks: usize::from(path == "a"),
                ..KeyFields::default()
            },
            ..Row::new(path.to_owned())
        }
    }

    #[test]
    fn doubts_are_said_in_both_languages() {
        for field in ["number", "date", "agency", "doc_type", "signer"] {
            for (value, candidates) in [(Some("a b"), 2), (Some("a b"), 0), (None, 1), (None, 0)] {
                let doubt = FieldDoubt {
                    field: field.to_owned(),
                    value: value.map(str::to_owned),
                    confidence: None,
                    candidates: vec!["c d".to_owned(); candidates],
                };
                assert!(Language::knows(&doubtful(&doubt)), "{}", doubtful(&doubt));
            }
        }
        let told = "?: a b.pdf: number 1/BC is not sure; it may be 7/BC | 1/BC-UBND";
        assert_eq!(
            Language::Vietnamese.say(told),
            "?: a b.pdf: số, ký hiệu 1/BC chưa chắc; có thể là 7/BC | 1/BC-UBND"
        );
    }

    #[test]
    fn figures_are_those_of_the_rows() {
        let partial = Row {
            status: Status::Partial,
            failed_pages: vec![FailedPage {
                page: 2,
                error: "not done in time (3 s); more".to_owned(),
            }],
            ..row("b", 130, &[Some(0.3), None])
        };
        let lost = Row {
            error: Some("damaged PDF: no pages; copy it again".to_owned()),
            ..Row::new("c".to_owned())
        };
        let again = Row {
            same_as: Some("a".to_owned()),
            ..row("d", 5, &[Some(0.95), Some(1.0)])
        };
        let rows = [row("a", 5, &[Some(0.95), Some(1.0)]), partial, lost, again];
        let mut builder = SummaryBuilder::default();
        rows.iter().for_each(|row| builder.add(row));
        let summary = builder.end();
        assert_eq!((summary.documents, summary.pages), (4, 4));
        assert_eq!((summary.ok, summary.partial, summary.failed), (2, 1, 1));
        assert_eq!(summary.confidence, [0, 0, 0, 1, 0, 0, 0, 0, 0, 2]);
        assert_eq!((summary.failed_pages, summary.without_words), (1, 0));
        let speeds: Vec<u64> = summary.speed.iter().map(|speed| speed.pages).collect();
        assert_eq!((speeds.len(), speeds[0], speeds[13]), (14, 2, 2));
        let causes: Vec<&str> = summary.causes.iter().map(|c| c.cause.as_str()).collect();
        assert_eq!(causes, ["damaged PDF", "not done in time"]);
        let listed = summary.look_first.iter();
        let listed: Vec<(&str, &str)> = listed.map(|item| (&*item.path, &*item.why)).collect();
        let sum = "a sum or a rate does not hold";
        assert_eq!(listed, [("b", "read with doubt"), ("a", sum)]);
    }
}
