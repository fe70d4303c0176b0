//! `corrections.jsonl`: every decision of a person, and every one that is taken back, as a line that is appended and
//! never changed. Each line ends in a checksum of itself and all lines before it, so none can be changed, left out
//! or put in unnoticed. The table of corrections in the store follows from it.

use crate::archive::error::StoreError;
use crate::checksum;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

/// A row of the table of corrections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    id: i64,
    sha256: String,
    target: String,
    item: String,
    line: Option<u32>,
    start: Option<u32>,
    old: Option<String>,
    new: Option<String>,
    author: String,
    made: String,
    undone: Option<String>,
    undone_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    decided: Decided,
    checksum: String,
}

/// The file.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
}

/// What a log holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Logged {
    /// Decisions by number, as they are now.
    pub(crate) decisions: BTreeMap<i64, Decided>,
    /// The first line that is not as it was written; those before it are believed.
    pub(crate) fault: Option<usize>,
    /// Bytes of the lines that are whole, and the checksum of the last.
    end: u64,
    checksum: String,
}

impl Log {
    pub(crate) fn new(path: PathBuf) -> Self {
        Log { path }
    }

    pub(crate) fn is_there(&self) -> bool {
        self.path.is_file()
    }

    /// Reads the lines up to the first that is not as it was written.
    pub(crate) fn read(&self) -> Result<Logged, StoreError> {
        let bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Logged::default()),
            Err(error) => return Err(StoreError::file(&self.path, error)),
        };
        let mut logged = Logged::default();
        for (number, text) in (1..).zip(bytes.split_inclusive(|&byte| byte == b'\n')) {
            let line = serde_json::from_slice::<Line>(text).ok();
            let whole = line.filter(|line| {
                text.ends_with(b"\n") && line.checksum == sum(&logged.checksum, &line.decided)
            });
            let Some(line) = whole else {
                logged.fault = Some(number);
                break;
            };
            logged.end += text.len() as u64;
            logged.checksum = line.checksum;
            logged.decisions.insert(line.decided.id, line.decided);
        }
        Ok(logged)
    }

    /// Appends decisions, to the disk.
    pub(crate) fn append(&self, decisions: &[Decided]) -> Result<(), StoreError> {
        let mut logged = self.read()?;
        let mut text = String::new();
        for decided in decisions {
            logged.checksum = sum(&logged.checksum, decided);
            let line = Line {
                decided: decided.clone(),
                checksum: logged.checksum.clone(),
            };
            text += &serde_json::to_string(&line).expect("strings and numbers are JSON");
            text.push('\n');
        }
        let write = || {
            self.set_aside(&logged)?;
            let mut file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| StoreError::file(&self.path, error))
    }

    /// Keeps a copy of a file with lines that are not as they were written, and cuts these off.
    fn set_aside(&self, logged: &Logged) -> io::Result<()> {
        if logged.fault.is_none() {
            return Ok(());
        }
        std::fs::copy(&self.path, self.path.with_extension("jsonl.damaged"))?;
        OpenOptions::new()
            .write(true)
            .open(&self.path)?
            .set_len(logged.end)
    }
}

/// The checksum of a line behind another.
fn sum(before: &str, decided: &Decided) -> String {
    let json = serde_json::to_string(decided).expect("strings and numbers are JSON");
    checksum::of(format!("{before}{json}").as_bytes())
}

/// The rows of the table, or the one with a number.
pub(crate) fn rows(connection: &Connection, id: Option<i64>) -> Result<Vec<Decided>, StoreError> {
    let mut rows = connection.prepare_cached(
        "SELECT id, sha256, target, item, line, start, old, new, author, made, undone, undone_by, answer \
         FROM corrections WHERE ?1 IS NULL OR id = ?1 ORDER BY id",
    )?;
    let decided = rows.query_map([id], |row| {
        Ok(Decided {
            id: row.get(0)?,
            sha256: row.get(1)?,
            target: row.get(2)?,
            item: row.get(3)?,
            line: row.get(4)?,
            start: row.get(5)?,
            old: row.get(6)?,
            new: row.get(7)?,
            author: row.get(8)?,
            made: row.get(9)?,
            undone: row.get(10)?,
            undone_by: row.get(11)?,
            answer: row.get(12)?,
        })
    })?;
    Ok(decided.collect::<Result<_, _>>()?)
}

/// Puts a decision into the table, in the place of what it was before.
pub(crate) fn put(connection: &Connection, decided: &Decided) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO corrections (id, sha256, target, item, line, start, old, new, \
               author, made, undone, undone_by, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        decided.id,
        decided.sha256,
        decided.target,
        decided.item,
        decided.line,
        decided.start,
        decided.old,
        decided.new,
        decided.author,
        decided.made,
        decided.undone,
        decided.undone_by,
        decided.answer,
    ])?;
    Ok(())
}

impl Decided {
    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    /// Whether this is the decision, or what it was before it was taken back.
    pub(crate) fn may_become(&self, later: &Decided) -> bool {
        let standing = Decided {
            undone: None,
            undone_by: None,
            ..later.clone()
        };
        self == later || *self == standing
    }

    /// The input that it is about.
    pub(crate) fn input(&self) -> &str {
        &self.sha256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(id: i64, new: &str) -> Decided {
        Decided {
            id,
            sha256: "ab".to_owned(),
            target: "header".to_owned(),
            item: "number".to_owned(),
            line: None,
            start: None,
            old: Some("1".to_owned()),
            new: Some(new.to_owned()),
            author: "Lan".to_owned(),
            made: "2026-01-01T00:00:00Z".to_owned(),
            undone: None,
            undone_by: None,
            answer: None,
        }
    }

    #[test]
    fn no_line_can_be_changed_left_out_or_cut_unnoticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::new(folder.path().join("corrections.jsonl"));
        let all = [decided(1, "a"), decided(2, "b"), decided(1, "c")];
        for one in &all {
            log.append(std::slice::from_ref(one)).expect("appended");
        }
        let whole = log.read().expect("read");
        assert_eq!(whole.fault, None);
        let found: Vec<&Decided> = whole.decisions.values().collect();
        assert_eq!(found, [&all[2], &all[1]]);
        let bytes = std::fs::read(&log.path).expect("the file");
        let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
        let changed = String::from_utf8_lossy(&bytes).replacen("Lan", "Ban", 1);
        for (bytes, line) in [
            (changed.into_bytes(), 1),
            ([lines[0], lines[2]].concat(), 2),
            (bytes[..bytes.len() - 9].to_vec(), 3),
        ] {
            std::fs::write(&log.path, bytes).expect("written");
            assert_eq!(log.read().expect("read").fault, Some(line));
        }
        log.append(&[decided(3, "d")]).expect("appended");
        let healed = log.read().expect("read");
        assert_eq!((healed.fault, healed.decisions.len()), (None, 3));
    }
}
