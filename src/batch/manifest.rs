//! `manifest.jsonl`: a row per input. While a batch runs, rows are appended as documents finish;
//! at its end the file is written anew, one row per input in the order of the inputs. A torn last
//! line, left by a crash, is passed over.

use super::folder::write_whole;
use crate::output::document::Document;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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
    /// OCR engine and its language data.
    pub engine: String,
    /// Language model.
    pub model: String,
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
    /// Time it took.
    pub seconds: f64,
    /// Its results, relative to the folder of results; null where there are none.
    pub folder: Option<String>,
    /// The earlier input of the same name and content whose results these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What a registry would ask for first.
    #[serde(flatten)]
    pub found: Found,
    /// What made the results.
    #[serde(flatten)]
    pub versions: Versions,
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
}

impl Found {
    /// What `document` says.
    pub fn of(document: &Document) -> Self {
        let header = &document.extraction.header;
        let pages: Vec<f32> = document
            .pages
            .iter()
            .filter_map(|page| page.mean_confidence)
            .collect();
        let mean = pages.iter().sum::<f32>() / pages.len() as f32;
        Found {
            number: header
                .number
                .as_ref()
                .and_then(|number| number.normalized.clone()),
            date: header.date.as_ref().and_then(|date| date.iso.clone()),
            confidence: (!pages.is_empty()).then_some((mean * 1000.0).round() / 1000.0),
        }
    }
}

impl Row {
    /// Whether everything was read.
    pub fn is_ok(&self) -> bool {
        self.status == Status::Ok
    }
}

/// The manifest of a folder of results.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    /// Rows of earlier runs, the last of each path.
    earlier: Vec<Row>,
    /// Their places by path.
    places: HashMap<String, usize>,
    journal: Mutex<File>,
}

impl Manifest {
    /// Opens the manifest of the folder `out`, or begins one.
    pub fn open(out: &Path) -> io::Result<Self> {
        let path = out.join("manifest.jsonl");
        let old = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut journal = OpenOptions::new().create(true).append(true).open(&path)?;
        if old.last().is_some_and(|&byte| byte != b'\n') {
            journal.write_all(b"\n")?;
        }
        let earlier = rows(&old);
        let places = (0..)
            .zip(&earlier)
            .map(|(place, row)| (row.path.clone(), place));
        Ok(Manifest {
            path,
            places: places.collect(),
            earlier,
            journal: Mutex::new(journal),
        })
    }

    /// The row of an earlier run for `path`.
    pub fn earlier(&self, path: &str) -> Option<&Row> {
        self.places.get(path).map(|&place| &self.earlier[place])
    }

    /// Appends a row, so that a crash after it loses nothing.
    pub fn append(&self, row: &Row) -> io::Result<()> {
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.write_all(&line)?;
        journal.sync_data()
    }

    /// Writes the whole manifest: rows of earlier runs for other inputs, then `rows`.
    pub fn finish(self, rows: &[Row]) -> io::Result<()> {
        let now: HashSet<&str> = rows.iter().map(|row| row.path.as_str()).collect();
        let kept = self
            .earlier
            .iter()
            .filter(|row| !now.contains(row.path.as_str()));
        let mut text = Vec::new();
        for row in kept.chain(rows) {
            serde_json::to_writer(&mut text, row)?;
            text.push(b'\n');
        }
        write_whole(&self.path, &text)
    }
}

/// The last whole row of each path, in the order in which the paths first appear.
fn rows(bytes: &[u8]) -> Vec<Row> {
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
            path: path.to_owned(),
            sha256: Some("00".repeat(32)),
            bytes: Some(7),
            pages: Some(pages),
            status: Status::Ok,
            error: None,
            seconds: 0.5,
            folder: None,
            same_as: None,
            found: Found::default(),
            versions: Versions::default(),
        }
    }

    #[test]
    fn a_torn_last_line_is_passed_over_and_later_rows_win() {
        let out = tempfile::tempdir().expect("a folder");
        let manifest = Manifest::open(out.path()).expect("opened");
        for row in [row("a", 1), row("b", 2), row("a", 3)] {
            manifest.append(&row).expect("appended");
        }
        let path = out.path().join("manifest.jsonl");
        let mut file = OpenOptions::new().append(true).open(&path).expect("opened");
        file.write_all(b"{\"path\":\"c\",\"sha").expect("written");
        let manifest = Manifest::open(out.path()).expect("opened again");
        assert_eq!(manifest.earlier, [row("a", 3), row("b", 2)]);
        manifest
            .append(&row("d", 4))
            .expect("appended after the torn line");
        let manifest = Manifest::open(out.path()).expect("opened again");
        assert_eq!(manifest.earlier("d"), Some(&row("d", 4)));
        manifest
            .finish(&[row("b", 9), row("a", 8)])
            .expect("finished");
        let rows = rows(&std::fs::read(&path).expect("read"));
        assert_eq!(rows, [row("d", 4), row("b", 9), row("a", 8)]);
    }
}
