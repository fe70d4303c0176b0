//! Takes results that were made elsewhere into a folder of results: inputs of the same content are there once, and
//! the folder is closed as a run closes it.

use super::finish::{self, Ending};
use super::outcome::{BatchResult, Outcome};
use super::plan::TAKEN;
use super::record;
use crate::checksum::{self, Key};
use crate::results::error::ResultsError;
use crate::results::folder::OutFolder;
use crate::results::journal::{Journal, RowPosition, content_key};
use crate::results::manifest::{OutputFile, Row};
use crate::results::{fixity, members};
use rustc_hash::FxHashMap;

/// A folder of results that takes others in.
pub(crate) struct Intake {
    journal: Journal,
    archive: record::Archive,
    /// The rows that were taken in, the first of each content.
    contents: FxHashMap<Key, RowPosition>,
    /// The contents whose results lie in a folder.
    folders: FxHashMap<Key, Option<Key>>,
    outcomes: Vec<Outcome>,
    /// Where in `outcomes` an input is.
    by_path: FxHashMap<Key, usize>,
}

impl Intake {
    /// Begins to take results into a folder; what members of it did comes first.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn begin(out: &OutFolder) -> Result<Self, ResultsError> {
        members::gather(out)?;
        fixity::begin(out)?;
        Ok(Intake {
            journal: Journal::open(out)?,
            archive: record::Archive::open(out)?,
            contents: FxHashMap::default(),
            folders: FxHashMap::default(),
            outcomes: Vec::new(),
            by_path: FxHashMap::default(),
        })
    }

    /// Takes in an input and what became of it; `files` puts its files into the folder of the row and says which they
    /// are. What is there already stays.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn take(
        &mut self,
        row: Row,
        files: impl FnOnce(&Row) -> Result<Vec<OutputFile>, ResultsError>,
    ) -> Result<(), ResultsError> {
        let row = Row {
            position: None,
            ..row
        };
        let content = row.sha256.as_ref();
        let content = content.map(|sha256| content_key(sha256, &row.path));
        let first = content.map(|content| self.first(content, &row.path));
        let first = first.transpose()?.flatten();
        // What failed on one machine may have been read on another.
        let new = match first.filter(|first| first.folder.is_some() || row.folder.is_none()) {
            Some(first) if first.path == row.path => return Ok(()),
            Some(first) => first.shared_with(row.path, None),
            None => self.own(row, content, files)?,
        };
        self.add(&new, content)
    }

    /// The row of an input whose results are those of a content: one that was taken in, or another one that was there.
    fn first(&self, content: Key, path: &str) -> Result<Option<Row>, ResultsError> {
        match self.contents.get(&content) {
            Some(place) => Ok(Some(self.journal.row(*place)?)),
            None => {
                let there = self.journal.with_content(content)?;
                Ok(there.map(|(_, row)| row).filter(|row| row.path != path))
            }
        }
    }

    /// Adds a row, unless it is there.
    fn add(&mut self, new: &Row, content: Option<Key>) -> Result<(), ResultsError> {
        let (place, is_known) = match self.journal.earlier(&new.path)? {
            Some((place, earlier)) if earlier == *new => (place, true),
            _ => (self.journal.add(new)?, false),
        };
        if !is_known {
            self.archive.record(new)?;
        }
        if let Some(content) = content.filter(|_| new.same_as.is_none()) {
            self.contents.insert(content, place);
        }
        let outcome = Outcome::new(place, new, is_known);
        let known = self.by_path.entry(checksum::key(&new.path));
        let at = *known.or_insert(self.outcomes.len());
        match self.outcomes.get_mut(at) {
            Some(known) => *known = outcome,
            None => self.outcomes.push(outcome),
        }
        Ok(())
    }

    /// The row of a content that comes for the first time, with its files where no others lie.
    fn own(
        &mut self,
        row: Row,
        content: Option<Key>,
        files: impl FnOnce(&Row) -> Result<Vec<OutputFile>, ResultsError>,
    ) -> Result<Row, ResultsError> {
        let row = Row {
            same_as: None,
            ..row
        };
        let Some(folder) = &row.folder else {
            return Ok(row);
        };
        let holder = self.folders.entry(checksum::key(folder)).or_insert(content);
        if *holder != content {
            return Ok(Row {
                error: Some(TAKEN.to_owned()),
                ..Row::new(row.path)
            });
        }
        Ok(Row {
            outputs: files(&row)?,
            ..row
        })
    }

    /// What became of the inputs that were there, and of those that were taken in.
    fn all_outcomes(&self) -> Result<Vec<Outcome>, ResultsError> {
        let (all, _) = self.journal.all(self.outcomes.iter().map(|new| new.place));
        let there = &all[..all.len() - self.outcomes.len()];
        let there = there.iter().map(|place| {
            let row = self.journal.row(*place)?;
            Ok(Outcome::new(*place, &row, true))
        });
        let mut outcomes = there.collect::<Result<Vec<_>, ResultsError>>()?;
        outcomes.extend(&self.outcomes);
        Ok(outcomes)
    }

    /// Closes the folder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn end(self, ending: &Ending<'_>) -> Result<BatchResult, ResultsError> {
        self.journal.sync()?;
        finish::close(ending, &self.journal, &self.outcomes)?;
        let outcomes = self.all_outcomes()?;
        Ok(BatchResult {
            summary: finish::console_summary(&self.journal, &outcomes)?,
            outcomes,
            open: 0,
            told: false,
            error: None,
        })
    }
}
