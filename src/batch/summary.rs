//! What a folder of results holds, in figures: `summary.json`, and what the report shows.

use super::clock;
use super::manifest::{Row, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a folder of results holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Inputs.
    pub documents: usize,
    /// Those that were read whole.
    pub ok: usize,
    /// Those of which pages are missing.
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
    /// What a person should look at first.
    pub look_first: Vec<Look>,
}

/// Pages of a stretch of time.
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

/// A document or page to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Look {
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

/// Stretches of time that speeds are given for, at most, and the least seconds of one.
const STRETCHES: i64 = 60;
const STRETCH: i64 = 10;
/// Failures of a cause that are listed.
const CASES: usize = 50;
/// Pages to look at that are listed.
const LOOKS: usize = 30;
/// Pages surer than this need no look.
const SURE: f32 = 0.95;

impl Summary {
    /// Sums up the rows of a manifest.
    pub fn of(rows: &[&Row]) -> Self {
        let count = |status| rows.iter().filter(|row| row.status == status).count();
        // The results of equal inputs are there once.
        let own: Vec<&Row> = rows
            .iter()
            .copied()
            .filter(|row| row.same_as.is_none())
            .collect();
        let (confidence, without_words) = confidence(&own);
        let times = |time: fn(&Row) -> &String| {
            let times = own.iter().map(move |row| time(row));
            times.filter(|time| !time.is_empty()).cloned()
        };
        Summary {
            documents: rows.len(),
            ok: count(Status::Ok),
            partial: count(Status::Partial),
            failed: count(Status::Failed),
            pages: own.iter().filter_map(|row| row.pages).map(u64::from).sum(),
            failed_pages: own.iter().map(|row| row.failed_pages.len()).sum(),
            started: times(|row| &row.started).min(),
            finished: times(|row| &row.finished).max(),
            seconds: own.iter().map(|row| row.seconds).sum(),
            speed: speed(&own),
            confidence,
            without_words,
            causes: causes(&own),
            look_first: look_first(&own),
        }
    }
}

fn confidence(rows: &[&Row]) -> ([usize; 10], usize) {
    let (mut tenths, mut without) = ([0; 10], 0);
    for page in rows.iter().flat_map(|row| &row.found.page_confidence) {
        match page {
            Some(confidence) => tenths[((confidence * 10.0) as usize).min(9)] += 1,
            None => without += 1,
        }
    }
    let failed: usize = rows.iter().map(|row| row.failed_pages.len()).sum();
    (tenths, without - failed.min(without))
}

fn speed(rows: &[&Row]) -> Vec<Speed> {
    let ended = rows.iter().filter_map(|row| {
        let pages = u64::from(row.pages?);
        Some((clock::seconds(&row.finished)?, pages))
    });
    let ended: Vec<(i64, u64)> = ended.collect();
    let starts = rows.iter().filter_map(|row| clock::seconds(&row.started));
    let (Some(from), Some(to)) = (starts.min(), ended.iter().map(|(time, _)| *time).max()) else {
        return Vec::new();
    };
    let length = ((to - from) / STRETCHES + 1).max(STRETCH);
    let mut pages = vec![0; ((to - from) / length + 1) as usize];
    for (time, count) in ended {
        pages[((time - from).max(0) / length) as usize] += count;
    }
    let stretch = |(index, pages): (i64, u64)| Speed {
        from: clock::iso(from + index * length),
        pages,
        pages_per_second: pages as f64 / length as f64,
    };
    (0..).zip(pages).map(stretch).collect()
}

/// The causes of failures, the most frequent first.
pub(super) fn causes(rows: &[&Row]) -> Vec<Cause> {
    let mut causes: BTreeMap<String, Cause> = BTreeMap::new();
    for case in rows.iter().flat_map(|row| cases(row)) {
        let name = cause(&case.error);
        let cause = causes.entry(name.clone()).or_insert(Cause {
            cause: name,
            count: 0,
            cases: Vec::new(),
        });
        cause.count += 1;
        if cause.cases.len() < CASES {
            cause.cases.push(case);
        }
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
    causes
}

/// The failures of a document: its pages', or its own.
fn cases(row: &Row) -> Vec<Case> {
    let case = |page, error: &String| Case {
        path: row.path.clone(),
        sha256: row.sha256.clone(),
        page,
        error: error.clone(),
    };
    match row.failed_pages.is_empty() {
        true => row.error.iter().map(|error| case(None, error)).collect(),
        false => {
            let pages = row.failed_pages.iter();
            pages
                .map(|failed| case(Some(failed.page), &failed.error))
                .collect()
        }
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

/// The least sure pages, and documents whose number or day was not found or whose sums do not hold, the
/// worst first.
fn look_first(rows: &[&Row]) -> Vec<Look> {
    let mut looks: Vec<(f32, Look)> = Vec::new();
    for row in rows.iter().filter(|row| row.folder.is_some()) {
        let look = |page, why: &str, confidence| Look {
            path: row.path.clone(),
            sha256: row.sha256.clone(),
            folder: row.folder.clone(),
            page,
            why: why.to_owned(),
            confidence,
        };
        let failed = |page| row.failed_pages.iter().any(|failed| failed.page == page);
        for (page, confidence) in (1..).zip(&row.found.page_confidence) {
            match confidence {
                Some(sure) if *sure < SURE => {
                    looks.push((*sure, look(page, "read with doubt", *confidence)));
                }
                None if !failed(page) => looks.push((SURE, look(page, "no words", None))),
                _ => {}
            }
        }
        let found = &row.found;
        let missing = match (&found.number, &found.date, found.failed_checks) {
            (None, None, _) => "neither number nor day was found",
            (None, ..) => "no number was found",
            (_, None, _) => "no day was found",
            (.., 0) => continue,
            _ => "a sum or a rate does not hold",
        };
        // Between pages that are hardly legible and those that are read with little doubt.
        let sure = row.found.confidence.unwrap_or(1.0);
        looks.push((0.5 + sure / 4.0, look(1, missing, row.found.confidence)));
    }
    looks.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.path.cmp(&b.1.path)));
    looks
        .into_iter()
        .take(LOOKS)
        .map(|(_, look)| look)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::manifest::{FailedPage, Found};

    fn row(path: &str, finished: i64, confidence: &[Option<f32>]) -> Row {
        Row {
            pages: Some(confidence.len() as u32),
            status: Status::Ok,
            folder: Some("documents/x".to_owned()),
            started: clock::iso(1_000_000),
            finished: clock::iso(1_000_000 + finished),
            found: Found {
                number: Some("1/BC".to_owned()),
                date: Some("2023-02-14".to_owned()),
                confidence: None,
                page_confidence: confidence.to_vec(),
                failed_checks: usize::from(path == "a"),
            },
            ..Row::new(path.to_owned())
        }
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
        let summary = Summary::of(&rows.iter().collect::<Vec<_>>());
        assert_eq!((summary.documents, summary.pages), (4, 4));
        assert_eq!((summary.ok, summary.partial, summary.failed), (2, 1, 1));
        assert_eq!(summary.confidence, [0, 0, 0, 1, 0, 0, 0, 0, 0, 2]);
        assert_eq!((summary.failed_pages, summary.without_words), (1, 0));
        let speeds: Vec<u64> = summary.speed.iter().map(|speed| speed.pages).collect();
        assert_eq!((speeds.len(), speeds[0], speeds[13]), (14, 2, 2));
        let causes: Vec<&str> = summary.causes.iter().map(|c| c.cause.as_str()).collect();
        assert_eq!(causes, ["damaged PDF", "not done in time"]);
        let looks = summary.look_first.iter();
        let looks: Vec<(&str, &str)> = looks.map(|look| (&*look.path, &*look.why)).collect();
        let sum = "a sum or a rate does not hold";
        assert_eq!(looks, [("b", "read with doubt"), ("a", sum)]);
    }
}
