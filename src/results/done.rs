//! What the members of a folder have done so far: their journals, read as they grow.

use super::error::ResultsError;
use super::folder::OutFolder;
use super::journal::content_key;
use super::manifest::{Row, Versions};
use super::members;
use crate::checksum::Key;
use rustc_hash::FxHashSet;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The contents that were read with the same versions and options as this process reads with.
#[derive(Debug)]
pub(crate) struct Done {
    versions: Versions,
    options: Vec<String>,
    /// How far each journal was read.
    read: HashMap<PathBuf, u64>,
    contents: FxHashSet<Key>,
}

impl Done {
    pub(crate) fn new(versions: Versions, options: Vec<String>) -> Self {
        Done {
            versions,
            options,
            read: HashMap::new(),
            contents: FxHashSet::default(),
        }
    }

    /// Whether a content was read.
    pub(crate) fn has(&self, content: &Key) -> bool {
        self.contents.contains(content)
    }

    /// Reads what was added to the journals.
    ///
    /// # Errors
    /// If one cannot be read.
    pub(crate) fn refresh(&mut self, out: &OutFolder) -> Result<(), ResultsError> {
        let failed = |path: &Path, error| ResultsError::output(path, error);
        let journals = members::journals(out).map_err(|error| failed(out.root(), error))?;
        for path in journals {
            self.follow(&path).map_err(|error| failed(&path, error))?;
        }
        Ok(())
    }

    /// Reads the whole lines that were added to a journal.
    fn follow(&mut self, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        let mut offset = self.read.get(path).copied().unwrap_or(0);
        file.seek(SeekFrom::Start(offset))?;
        let (mut lines, mut line) = (BufReader::new(file), Vec::new());
        while lines.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            if let Ok(row) = serde_json::from_slice::<Row>(&line) {
                self.add(&row);
            }
            offset += line.len() as u64;
            line.clear();
        }
        self.read.insert(path.to_owned(), offset);
        Ok(())
    }

    fn add(&mut self, row: &Row) {
        let same = row.versions == self.versions && row.options == self.options;
        if let Some(sha256) = row.sha256.as_ref().filter(|_| same) {
            self.contents.insert(content_key(sha256, &row.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::manifest::tests::row;
    use crate::results::members::Member;
    use std::time::Duration;

    #[test]
    fn what_any_member_wrote_is_done_if_it_was_read_alike() {
        let folder = tempfile::tempdir().expect("a folder");
        let join = || Member::join(folder.path(), false, Duration::from_secs(60)).expect("joined");
        let (one, two) = (join(), join());
        let mut done = Done::new(Versions::default(), vec!["pdf".to_owned()]);
        let with = |path: &str, options: &[&str]| Row {
            options: options.iter().map(|&option| option.to_owned()).collect(),
            ..row(path, 1)
        };
        let content = |row: &Row| content_key(row.sha256.as_deref().expect("known"), &row.path);
        let rows = [
            with("a.pdf", &["pdf"]),
            with("b.tif", &[]),
            with("c.png", &["pdf"]),
        ];
        let journal = one.journal().expect("a journal");
        journal.append(&rows[0]).expect("appended");
        journal.append(&rows[1]).expect("appended");
        done.refresh(&two.out).expect("read");
        let known = |done: &Done| rows.each_ref().map(|row| done.has(&content(row)));
        assert_eq!(known(&done), [true, false, false]);
        journal.append(&rows[2]).expect("appended");
        done.refresh(&two.out).expect("read");
        assert_eq!(known(&done), [true, false, true]);
    }
}
