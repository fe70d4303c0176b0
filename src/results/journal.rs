//! `manifest.jsonl` while a run goes on: rows are appended as documents end, so that a crash loses
//! nothing, and read where they stand when they are needed, so that ten thousand documents take no
//! more memory than ten. A torn line, left by a crash, is passed over.
//!
//! At the end of a run the file is rewritten, one row per input in the order of the inputs.

use super::error::ResultsError;
use super::folder::OutFolder;
use super::manifest::{NAME, Row};
use crate::checksum;
use crate::checksum::{Key, Summed};
use rustc_hash::FxHashMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where a row stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPosition {
    /// Whose row it is.
    path: Key,
    offset: u64,
    length: usize,
}

/// What inputs of the same results have in common: their bytes, and the ending of their name, which says what the
/// bytes should be.
pub(crate) fn content_key(sha256: &str, path: &str) -> Key {
    let ending = Path::new(path).extension().unwrap_or_default();
    checksum::key(&format!(
        "{sha256}.{}",
        ending.to_string_lossy().to_lowercase()
    ))
}

/// The manifest of a folder of results.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Checksum of the file as it was.
    before: String,
    /// Rows of earlier runs, the last of each path, in the order in which the paths first appear.
    earlier: Vec<RowPosition>,
    /// Rows of an earlier run that others of the same path followed.
    replaced: Vec<RowPosition>,
    /// Where in `earlier` a path is.
    by_path: FxHashMap<Key, usize>,
    /// The path whose results those of a content are.
    by_content: FxHashMap<Key, Key>,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the manifest in `out`, or begins one.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn open(out: &OutFolder) -> Result<Self, ResultsError> {
        Journal::open_at(&out.results().join(NAME))
    }

    /// Opens the manifest at this path, or begins one.
    pub(crate) fn open_at(path: &Path) -> Result<Self, ResultsError> {
        let mut options = OpenOptions::new();
        let open = || {
            let file = options.create(true).read(true).append(true).open(path)?;
            let (journal, whole) = Journal::of(path, file)?;
            if !whole {
                journal.file().write_all(b"\n")?;
            }
            Ok(journal)
        };
        open_or(path, open)
    }

    /// Opens a manifest that is there, to be read only.
    pub(crate) fn open_to_read(path: &Path) -> Result<Self, ResultsError> {
        open_or(path, || Ok(Journal::of(path, File::open(path)?)?.0))
    }

    /// The manifest in this file, and whether its last line is whole.
    fn of(path: &Path, file: File) -> io::Result<(Self, bool)> {
        let mut journal = Journal {
            path: path.to_owned(),
            before: String::new(),
            earlier: Vec::new(),
            replaced: Vec::new(),
            by_path: FxHashMap::default(),
            by_content: FxHashMap::default(),
            file: Mutex::new(file.try_clone()?),
        };
        let whole = journal.read(file)?;
        Ok((journal, whole))
    }

    /// Notes where rows stand; whether the last line is whole.
    fn read(&mut self, file: File) -> io::Result<bool> {
        let mut lines = BufReader::new(file);
        let (mut line, mut offset) = (Vec::new(), 0);
        let mut summed = Summed::new(io::sink());
        let mut whole = true;
        while lines.read_until(b'\n', &mut line)? > 0 {
            summed.write_all(&line)?;
            whole = line.ends_with(b"\n");
            if let Ok(row) = serde_json::from_slice::<Row>(&line) {
                let path = checksum::key(&row.path);
                if let (Some(sha256), None) = (&row.sha256, &row.same_as) {
                    self.by_content.insert(content_key(sha256, &row.path), path);
                }
                self.note(RowPosition {
                    path,
                    offset,
                    length: line.len(),
                });
            }
            offset += line.len() as u64;
            line.clear();
        }
        self.before = summed.end().1;
        Ok(whole)
    }

    fn note(&mut self, place: RowPosition) {
        let known = self.by_path.entry(place.path);
        let at = *known.or_insert(self.earlier.len());
        match self.earlier.get_mut(at) {
            Some(earlier) => self.replaced.push(std::mem::replace(earlier, place)),
            None => self.earlier.push(place),
        }
    }

    fn file(&self) -> std::sync::MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, error: impl Into<io::Error>) -> ResultsError {
        ResultsError::output(&self.path, error.into())
    }

    /// The row of an earlier run for `path`, and its place.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn earlier(&self, path: &str) -> Result<Option<(RowPosition, Row)>, ResultsError> {
        let at = self.by_path.get(&checksum::key(path));
        at.map(|&at| Ok((self.earlier[at], self.row(self.earlier[at])?)))
            .transpose()
    }

    /// The row of an earlier run whose input had this content and kind of name, and its place.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn with_content(
        &self,
        content: Key,
    ) -> Result<Option<(RowPosition, Row)>, ResultsError> {
        let path = self.by_content.get(&content);
        let at = path.and_then(|path| self.by_path.get(path));
        at.map(|&at| Ok((self.earlier[at], self.row(self.earlier[at])?)))
            .transpose()
    }

    /// Appends a row, so that a crash after it loses nothing.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn append(&self, row: &Row) -> Result<RowPosition, ResultsError> {
        let place = self.add(row)?;
        self.sync()?;
        Ok(place)
    }

    /// Waits until all rows have reached the disk.
    pub(crate) fn sync(&self) -> Result<(), ResultsError> {
        let synced = self.file().sync_data();
        synced.map_err(|error| self.failed(error))
    }

    /// Appends a row that the next run would find out again in no time.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn add(&self, row: &Row) -> Result<RowPosition, ResultsError> {
        let mut line = serde_json::to_vec(row).map_err(|error| self.failed(error))?;
        line.push(b'\n');
        let mut file = self.file();
        let add = |file: &mut File| -> io::Result<u64> {
            let offset = file.seek(SeekFrom::End(0))?;
            // Half a line would spoil the next one too.
            file.write_all(&line)
                .inspect_err(|_| drop(file.set_len(offset)))?;
            Ok(offset)
        };
        Ok(RowPosition {
            path: checksum::key(&row.path),
            offset: add(&mut file).map_err(|error| self.failed(error))?,
            length: line.len(),
        })
    }

    /// The row at this place.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn row(&self, place: RowPosition) -> Result<Row, ResultsError> {
        let line = self.line(place)?;
        serde_json::from_slice(&line).map_err(|error| self.failed(error))
    }

    /// The line at this place, with its end.
    pub(crate) fn line(&self, place: RowPosition) -> Result<Vec<u8>, ResultsError> {
        let mut line = vec![0; place.length];
        let mut file = self.file();
        let read = file
            .seek(SeekFrom::Start(place.offset))
            .and_then(|_| file.read_exact(&mut line));
        read.map_err(|error| self.failed(error))?;
        if !line.ends_with(b"\n") {
            line.push(b'\n');
        }
        Ok(line)
    }

    /// The rows of the whole folder, those of earlier runs for other inputs, then `now`; and the rows
    /// that these replace.
    pub(crate) fn all(
        &self,
        now: impl Iterator<Item = RowPosition> + Clone,
    ) -> (Vec<RowPosition>, Vec<RowPosition>) {
        let new: FxHashMap<Key, u64> = now
            .clone()
            .map(|place| (place.path, place.offset))
            .collect();
        let (mut all, mut replaced) = (Vec::new(), self.replaced.clone());
        for place in &self.earlier {
            match new.get(&place.path) {
                None => all.push(*place),
                Some(offset) if *offset != place.offset => replaced.push(*place),
                Some(_) => {}
            }
        }
        all.extend(now);
        (all, replaced)
    }

    /// Whether the file had this checksum when it was opened.
    pub(crate) fn was(&self, sha256: &str) -> bool {
        self.before == sha256
    }
}

fn open_or(
    path: &Path,
    open: impl FnOnce() -> io::Result<Journal>,
) -> Result<Journal, ResultsError> {
    open().map_err(|error| ResultsError::output(path, error))
}

/// The rows of several journals by their positions among all inputs, each with the number of its journal; those
/// without a position come last, as they stand.
pub(crate) fn in_order(journals: &[Journal]) -> Result<Vec<(usize, RowPosition)>, ResultsError> {
    let mut all = Vec::new();
    for (number, journal) in journals.iter().enumerate() {
        for place in &journal.earlier {
            let position = journal.row(*place)?.position;
            all.push((position.unwrap_or(u64::MAX), (number, *place)));
        }
    }
    all.sort_by_key(|(position, _)| *position);
    Ok(all.into_iter().map(|(_, row)| row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::manifest::tests::row;

    #[test]
    fn a_torn_last_line_is_passed_over_and_later_rows_win() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(NAME);
        let open = || Journal::open_at(&path).expect("opened");
        let rows = |journal: &Journal, places: Vec<RowPosition>| -> Vec<Row> {
            let row = |place| journal.row(place).expect("a row");
            places.into_iter().map(row).collect()
        };
        let journal = open();
        for row in [row("a", 1), row("b", 2), row("a", 3)] {
            journal.append(&row).expect("appended");
        }
        let mut file = OpenOptions::new().append(true).open(&path).expect("opened");
        file.write_all(b"{\"path\":\"c\",\"sha").expect("written");
        let journal = open();
        let before = journal.earlier.clone();
        assert_eq!(rows(&journal, before), [row("a", 3), row("b", 2)]);
        journal
            .append(&row("d", 4))
            .expect("appended after the torn line");
        let journal = open();
        let found = journal.earlier("d").expect("read").expect("a row");
        assert_eq!(found.1, row("d", 4));
        assert_eq!(journal.earlier("c").expect("read"), None);
        let now = [row("b", 9), row("a", 8)].map(|row| journal.add(&row).expect("added"));
        let (all, replaced) = journal.all(now.into_iter());
        let all = rows(&journal, all);
        assert_eq!(all, [row("d", 4), row("b", 9), row("a", 8)]);
        let replaced = rows(&journal, replaced);
        assert_eq!(replaced, [row("a", 1), row("a", 3), row("b", 2)]);
    }

    #[test]
    fn a_row_without_an_end_of_line_counts_and_gets_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(NAME);
        let text = serde_json::to_vec(&row("a", 1)).expect("JSON");
        std::fs::write(&path, &text).expect("written");
        let journal = Journal::open_at(&path).expect("opened");
        assert!(journal.was(&checksum::of(&text)));
        let (place, _) = journal.earlier("a").expect("read").expect("a row");
        assert_eq!(
            journal.line(place).expect("a line"),
            [&text[..], b"\n"].concat()
        );
        let next = journal.append(&row("b", 2)).expect("appended");
        assert_eq!(journal.row(next).expect("a row"), row("b", 2));
    }
}
