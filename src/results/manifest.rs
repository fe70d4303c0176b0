//! Rows of `manifest.jsonl`: one for each input.

use crate::document::doubts::head_doubts;
use crate::document::{Document, FieldDoubt, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Name of the file.
pub const NAME: &str = "manifest.jsonl";

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everything was read.
    Ok,
    /// Results were written, but pages or parts of pages are missing from them, or may be.
    Partial,
    /// There are no results.
    Failed,
}

/// What became of a document that was read, and why that is not all.
pub fn verdict(document: &Document) -> (Status, Option<String>) {
    let reasons: Vec<String> = document.all_faults().collect();
    let pages = document.pages.len();
    let all_failed = pages > 0 && document.failed_pages().count() == pages;
    let status = match reasons.is_empty() {
        true => Status::Ok,
        false if all_failed => Status::Failed,
        false => Status::Partial,
    };
    (status, (!reasons.is_empty()).then(|| reasons.join("; ")))
}

/// What the results depend on beside the input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Versions {
    /// Version of this program.
    #[serde(default)]
    pub program: String,
    /// OCR engine.
    #[serde(default)]
    pub engine: String,
    /// Its language data, with the beginning of their checksum.
    #[serde(default)]
    pub language_data: String,
    /// Language model.
    #[serde(default)]
    pub model: String,
    /// Rules of the user's own, with the beginning of their checksum; empty where there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rules: String,
}

/// A file of results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Its name in the document's folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, lower-case hex.
    pub sha256: String,
}

/// A page that could not be read, or not whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedPage {
    /// Its number.
    pub page: u32,
    /// Why.
    pub error: String,
}

/// A row of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The input as given.
    pub path: String,
    /// SHA-256 of its bytes, lower-case hex; null where it could not be read.
    pub sha256: Option<String>,
    /// Its size; null where it could not be read.
    pub bytes: Option<u64>,
    /// Its pages; null where that is not known.
    pub pages: Option<u32>,
    /// What became of it.
    pub status: Status,
    /// Why it is not `ok`.
    pub error: Option<String>,
    /// The pages that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed_pages: Vec<FailedPage>,
    /// The pages that were read, but may not be whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faulty_pages: Vec<FailedPage>,
    /// What a person should know of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// When its reading began, UTC.
    #[serde(default)]
    pub started: String,
    /// When it ended, UTC.
    #[serde(default)]
    pub finished: String,
    /// Time it took.
    #[serde(default)]
    pub seconds: f64,
    /// Its results, relative to the folder of results; null where there are none.
    pub folder: Option<String>,
    /// The files in that folder.
    #[serde(default)]
    pub outputs: Vec<OutputFile>,
    /// The earlier input of the same name and content whose results these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// Its place among all inputs, where they are shared out among several processes; merging puts the rows in this
    /// order and leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// What a registry would ask for first.
    #[serde(flatten)]
    pub found: KeyFields,
    /// What made the results.
    #[serde(flatten)]
    pub versions: Versions,
    /// What was asked for.
    #[serde(default)]
    pub options: Vec<String>,
}

/// The fields that a document is filed by, and how sure its text is; null where not found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeyFields {
    /// Number and symbol (số, ký hiệu).
    #[serde(default)]
    pub number: Option<String>,
    /// Day of issue, ISO 8601.
    #[serde(default)]
    pub date: Option<String>,
    /// Mean of the pages' confidences, 0–1; null for texts.
    #[serde(default)]
    pub confidence: Option<f32>,
    /// Of every page; null for pages without words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page_confidence: Vec<Option<f32>>,
    /// How many of its sums and rates do not hold.
    #[serde(default, skip_serializing_if = "is_none")]
    pub failed_checks: usize,
    /// Fields of the head that a person should look at, with what else they may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<FieldDoubt>,
}

impl KeyFields {
    /// Whether a field of the head was read with doubt.
    pub(crate) fn is_doubted(&self, field: &str) -> bool {
        self.doubts.iter().any(|doubt| doubt.field == field)
    }
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl KeyFields {
    /// What `document` says.
    pub fn of(document: &Document) -> Self {
        let header = &document.extraction.header;
        let checks = document.extraction.checks.iter();
        let failed = checks.filter(|check| check.verdict == Verdict::Fails);
        let rounded = |confidence: f32| (confidence * 1000.0).round() / 1000.0;
        let all = document.pages.iter().map(|page| page.mean_confidence);
        let pages: Vec<f32> = all.clone().flatten().collect();
        let mean = pages.iter().sum::<f32>() / pages.len() as f32;
        KeyFields {
            number: header
                .number
                .as_ref()
                .and_then(|number| number.normalized.clone()),
            date: header.date.as_ref().and_then(|date| date.iso.clone()),
            confidence: (!pages.is_empty()).then(|| rounded(mean)),
            page_confidence: all.map(|page| page.map(rounded)).collect(),
            failed_checks: failed.count(),
            doubts: head_doubts(document),
        }
    }
}

impl Row {
    /// The row of an input of which nothing is known yet.
    pub fn new(path: String) -> Self {
        Row {
            path,
            sha256: None,
            bytes: None,
            pages: None,
            status: Status::Failed,
            error: None,
            failed_pages: Vec::new(),
            faulty_pages: Vec::new(),
            warnings: Vec::new(),
            started: String::new(),
            finished: String::new(),
            seconds: 0.0,
            folder: None,
            outputs: Vec::new(),
            same_as: None,
            position: None,
            found: KeyFields::default(),
            versions: Versions::default(),
            options: Vec::new(),
        }
    }

    /// The row of an input of the same content, which has the same results.
    pub(crate) fn shared_with(self, path: String, position: Option<u64>) -> Self {
        Row {
            path,
            position,
            seconds: 0.0,
            same_as: Some(self.path),
            ..self
        }
    }

    /// Whether everything was read.
    pub fn is_ok(&self) -> bool {
        self.status == Status::Ok
    }
}

/// The text of a manifest with these rows.
pub fn text(rows: &[&Row]) -> Vec<u8> {
    let mut text = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut text, row).expect("rows are JSON");
        text.push(b'\n');
    }
    text
}

/// The last whole row of each path, in the order in which the paths first appear.
pub fn rows(bytes: &[u8]) -> Vec<Row> {
    let mut place: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for row in bytes
        .split(|&byte| byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Row>(line).ok())
    {
        match place.get(&row.path) {
            Some(&index) => rows[index] = row,
            None => {
                place.insert(row.path.clone(), rows.len());
                rows.push(row);
            }
        }
    }
    rows
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The row of a document with so many pages.
    pub(crate) fn row(path: &str, pages: u32) -> Row {
        Row {
            sha256: Some("00".repeat(32)),
            pages: Some(pages),
            ..Row::new(path.to_owned())
        }
    }

    #[test]
    fn whole_rows_are_read_and_the_last_of_a_path_counts() {
        let written = [row("a", 1), row("b", 2), row("a", 3)];
        let mut bytes = text(&written.iter().collect::<Vec<_>>());
        bytes.extend(b"{\"path\":\"c\",\"sha");
        assert_eq!(rows(&bytes), [row("a", 3), row("b", 2)]);
    }
}
