//! `manifest.jsonl`: a row per input. While a batch runs, rows are appended as documents finish;
//! at its end the file is written anew, one row per input in the order of the inputs. A torn last
//! line, left by a crash, is passed over.

use super::BatchError;
use super::folder::OutFolder;
use crate::extract::model::Verdict;
use crate::output::document::Document;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Name of the file.
pub const NAME: &str = "manifest.jsonl";

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everything was read.
    Ok,
    /// Results were written, but pages are missing from them.
    Partial,
    /// There are no results.
    Failed,
}

/// What the results depend on beside the input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Versions {
    /// Version of this program.
    pub program: String,
    /// OCR engine.
    pub engine: String,
    /// Its language data, with the beginning of their checksum.
    #[serde(default)]
    pub language_data: String,
    /// Language model.
    pub model: String,
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

/// A page that could not be read.
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
    /// When its reading began, UTC.
    #[serde(default)]
    pub started: String,
    /// When it ended, UTC.
    #[serde(default)]
    pub finished: String,
    /// Time it took.
    pub seconds: f64,
    /// Its results, relative to the folder of results; null where there are none.
    pub folder: Option<String>,
    /// The files in that folder.
    #[serde(default)]
    pub outputs: Vec<OutputFile>,
    /// The earlier input of the same name and content whose results these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What a registry would ask for first.
    #[serde(flatten)]
    pub found: Found,
    /// What made the results.
    #[serde(flatten)]
    pub versions: Versions,
    /// What was asked for.
    #[serde(default)]
    pub options: Vec<String>,
}

/// The fields that a document is filed by, and how sure its text is; null where not found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Found {
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
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Found {
    /// What `document` says.
    pub fn of(document: &Document) -> Self {
        let header = &document.extraction.header;
        let checks = document.extraction.checks.iter();
        let failed = checks.filter(|check| check.verdict == Verdict::Fails);
        let rounded = |confidence: f32| (confidence * 1000.0).round() / 1000.0;
        let all = document.pages.iter().map(|page| page.mean_confidence);
        let pages: Vec<f32> = all.clone().flatten().collect();
        let mean = pages.iter().sum::<f32>() / pages.len() as f32;
        Found {
            number: header
                .number
                .as_ref()
                .and_then(|number| number.normalized.clone()),
            date: header.date.as_ref().and_then(|date| date.iso.clone()),
            confidence: (!pages.is_empty()).then(|| rounded(mean)),
            page_confidence: all.map(|page| page.map(rounded)).collect(),
            failed_checks: failed.count(),
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
            started: String::new(),
            finished: String::new(),
            seconds: 0.0,
            folder: None,
            outputs: Vec::new(),
            same_as: None,
            found: Found::default(),
            versions: Versions::default(),
            options: Vec::new(),
        }
    }

    /// Whether everything was read.
    pub fn is_ok(&self) -> bool {
        self.status == Status::Ok
    }
}

/// The manifest of a folder of results.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    /// The file as it was.
    before: Vec<u8>,
    /// Rows of earlier runs, the last of each path.
    earlier: Vec<Row>,
    /// Their places by path.
    places: HashMap<String, usize>,
    journal: Mutex<File>,
}

impl Manifest {
    /// Opens the manifest in `out`, or begins one.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn open(out: &OutFolder) -> Result<Self, BatchError> {
        let path = out.results().join(NAME);
        Manifest::open_at(&path).map_err(|error| BatchError::output(&path, error))
    }

    fn open_at(path: &Path) -> io::Result<Self> {
        let before = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut journal = OpenOptions::new().create(true).append(true).open(path)?;
        if before.last().is_some_and(|&byte| byte != b'\n') {
            journal.write_all(b"\n")?;
        }
        let earlier = rows(&before);
        let places = (0..)
            .zip(&earlier)
            .map(|(place, row)| (row.path.clone(), place));
        Ok(Manifest {
            path: path.to_owned(),
            places: places.collect(),
            before,
            earlier,
            journal: Mutex::new(journal),
        })
    }

    /// The row of an earlier run for `path`.
    pub fn earlier(&self, path: &str) -> Option<&Row> {
        self.places.get(path).map(|&place| &self.earlier[place])
    }

    /// Appends a row, so that a crash after it loses nothing.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn append(&self, row: &Row) -> Result<(), BatchError> {
        let append = || -> io::Result<()> {
            let mut line = serde_json::to_vec(row)?;
            line.push(b'\n');
            let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            journal.write_all(&line)?;
            journal.sync_data()
        };
        append().map_err(|error| BatchError::output(&self.path, error))
    }

    /// The rows of the whole folder: those of earlier runs for other inputs, then `now`.
    pub fn all<'a>(&'a self, now: &[&'a Row]) -> Vec<&'a Row> {
        let paths: HashSet<&str> = now.iter().map(|row| row.path.as_str()).collect();
        let kept = self.earlier.iter();
        let kept = kept.filter(|row| !paths.contains(row.path.as_str()));
        kept.chain(now.iter().copied()).collect()
    }

    /// Whether the file held just this when it was opened.
    pub fn was(&self, text: &[u8]) -> bool {
        self.before == text
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
mod tests {
    use super::*;

    fn row(path: &str, pages: u32) -> Row {
        Row {
            sha256: Some("00".repeat(32)),
            pages: Some(pages),
            ..Row::new(path.to_owned())
        }
    }

    #[test]
    fn a_torn_last_line_is_passed_over_and_later_rows_win() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(NAME);
        let open = || Manifest::open_at(&path).expect("opened");
        let manifest = open();
        for row in [row("a", 1), row("b", 2), row("a", 3)] {
            manifest.append(&row).expect("appended");
        }
        let mut file = OpenOptions::new().append(true).open(&path).expect("opened");
        file.write_all(b"{\"path\":\"c\",\"sha").expect("written");
        let manifest = open();
        assert_eq!(manifest.earlier, [row("a", 3), row("b", 2)]);
        manifest
            .append(&row("d", 4))
            .expect("appended after the torn line");
        let manifest = open();
        assert_eq!(manifest.earlier("d"), Some(&row("d", 4)));
        let now = [row("b", 9), row("a", 8)];
        let all = manifest.all(&[&now[0], &now[1]]);
        assert_eq!(all, [&row("d", 4), &row("b", 9), &row("a", 8)]);
        assert_eq!(rows(&text(&all)), [row("d", 4), row("b", 9), row("a", 8)]);
    }
}
