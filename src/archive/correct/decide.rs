//! Decisions of people: kept with who, when, old and new, and never removed.

use super::log;
use crate::archive::answers::{ANSWERS, NOT_A_FIGURE, TAG, UNREADABLE};
use crate::archive::corrected::{CorrectedDocument, corrections};
use crate::archive::error::StoreError;
use crate::archive::fill;
use crate::archive::store::{Store, StoredDocument};
use crate::results::clock;
use crate::text::number_value;
use rusqlite::{Connection, OptionalExtension, params};

/// A decision that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The document.
    pub document: i64,
    /// SHA-256 of the input as it was shown to who decides, where it was.
    pub shown: Option<&'a str>,
    /// `header`, `statistic`, `line` or `tag`.
    pub target: &'a str,
    /// Which one.
    pub item: &'a str,
    /// What it is; `None` where it is right as it is.
    pub new: Option<&'a str>,
    /// One of [`ANSWERS`], of a figure that is none, that the author got wrong, or that cannot be read.
    pub answer: Option<&'a str>,
    /// Who decides.
    pub author: &'a str,
}

/// Fills the rows of documents again, as the decisions about them changed.
fn refill(
    connection: &Connection,
    documents: Vec<(i64, StoredDocument)>,
) -> Result<(), StoreError> {
    documents
        .into_iter()
        .try_for_each(|(document, (found, text, sha256))| {
            fill::refill(connection, document, found, &text, &sha256)
        })
}

/// Longest correction, in bytes.
const LONGEST: usize = 4000;
/// Longest tag, in characters.
const LONGEST_TAG: usize = 60;

impl Decision<'_> {
    /// Why it cannot be.
    fn fault(&self) -> Option<&'static str> {
        if let Some(answer) = self.answer {
            let fits =
                self.target == "statistic" && self.new.is_none() && ANSWERS.contains(&answer);
            return (!fits).then_some(
                "an answer about a figure is needed: not_a_figure, authors_error or unreadable",
            );
        }
        let Some(new) = self.new else {
            return (self.target == TAG).then_some("a tag of 1 to 60 letters is needed");
        };
        let day = || {
            new.split('-')
                .map(|part| part.parse::<u32>().ok())
                .collect::<Option<Vec<_>>>()
        };
        match (self.target, self.item) {
            _ if new.len() > LONGEST => Some("too long"),
            _ if new.contains(['\n', '\r', '\u{c}', '\0']) => Some("one line is needed"),
            (_, "date")
                if !day().is_some_and(|d| {
                    d.len() == 3 && crate::text::days::iso_day(d[0], d[1], d[2]).is_some()
                }) =>
            {
                Some("a day is needed, as 2023-02-14")
            }
            ("statistic", _) if number_value(new).is_none() => {
                Some("a number is needed, as 1.234,5")
            }
            ("header", _) if new.trim().is_empty() => Some("a value is needed"),
            (TAG, tag)
                if tag != new
                    || tag.trim() != tag
                    || !(1..=LONGEST_TAG).contains(&tag.chars().count()) =>
            {
                Some("a tag of 1 to 60 letters is needed")
            }
            _ => None,
        }
    }
}

impl Store {
    /// A document as it is now, with its row of the manifest left out.
    ///
    /// # Errors
    /// If there is no such document or its files are gone.
    pub fn whole(&self, document: i64) -> Result<CorrectedDocument, StoreError> {
        let (found, text, sha256) = self.results_of(document)?;
        let corrections = corrections(&self.connection, &sha256)?;
        Ok(CorrectedDocument::new(found, &text, &corrections))
    }

    /// A document as the program read it.
    ///
    /// # Errors
    /// If there is no such document or its files are gone.
    pub fn machine(&self, document: i64) -> Result<CorrectedDocument, StoreError> {
        let (found, text, _) = self.results_of(document)?;
        Ok(CorrectedDocument::new(found, &text, &[]))
    }

    /// What was found in a document, its text, and SHA-256 of its input. A run may just have put the results of a
    /// changed input in their place.
    fn results_of(&self, document: i64) -> Result<StoredDocument, StoreError> {
        let (folder, sha256) = self.folder(document)?;
        let (found, text, _) = self.read(&folder)?;
        match found.source.sha256 == sha256 {
            true => Ok((found, text, sha256)),
            false => Err(StoreError::ReadAnew),
        }
    }

    /// SHA-256 of a document's input, which has to be that of the input that was shown, where one was.
    ///
    /// # Errors
    /// If there is no such document or it was read anew.
    pub fn input(&self, document: i64, shown: Option<&str>) -> Result<String, StoreError> {
        let (_, sha256) = self.folder(document)?;
        match shown.is_none_or(|shown| shown == sha256) {
            true => Ok(sha256),
            false => Err(StoreError::ReadAnew),
        }
    }

    /// Folder of a document's results, and SHA-256 of its input.
    pub fn folder(&self, document: i64) -> Result<(String, String), StoreError> {
        let sql = "SELECT folder, sha256 FROM documents WHERE id = ? AND folder IS NOT NULL";
        let mut row = self.connection.prepare_cached(sql)?;
        let found = row.query_row([document], |row| Ok((row.get(0)?, row.get(1)?)));
        found
            .optional()?
            .ok_or_else(|| StoreError::InvalidQuery(format!("no document {document}")))
    }

    /// Keeps a decision and what follows from it: the document's rows, its checks, its place in the
    /// queue. The number of the decision.
    ///
    /// # Errors
    /// If what is decided about is not there, or cannot be so.
    pub fn decide(&mut self, decision: &Decision<'_>) -> Result<i64, StoreError> {
        if let Some(fault) = decision.fault() {
            return Err(StoreError::InvalidQuery(fault.to_owned()));
        }
        let sha256 = self.input(decision.document, decision.shown)?;
        let whole = self.whole(decision.document)?;
        if decision.target == TAG
            && self
                .listed(decision.document)?
                .tags
                .contains(&decision.item.to_owned())
        {
            let why = format!("it has the tag {} already", decision.item);
            return Err(StoreError::InvalidQuery(why));
        }
        let Some((old, line, start)) = whole.item(decision.target, decision.item) else {
            return Err(StoreError::InvalidQuery(format!(
                "no {} {}",
                decision.target, decision.item
            )));
        };
        let is_none = matches!(decision.answer, Some(NOT_A_FIGURE | UNREADABLE));
        let as_it_is = old.clone().filter(|_| !is_none);
        let new = decision.new.map(str::to_owned).or(as_it_is);
        let made = clock::now();
        let same = self.of_input(&sha256)?;
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO corrections (sha256, target, item, line, start, old, new, answer, author, made) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                sha256,
                decision.target,
                decision.item,
                line,
                start,
                old,
                new,
                decision.answer,
                decision.author,
                made
            ],
        )?;
        let id = transaction.last_insert_rowid();
        refill(&transaction, same)?;
        // Logged before it counts: what is logged and does not count yet is put in when the store is opened.
        self.log.append(&log::rows(&transaction, Some(id))?)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Takes a decision back; it stays on record. The document that it was about.
    ///
    /// # Errors
    /// If there is no such decision.
    pub fn undo(&mut self, id: i64, author: &str) -> Result<i64, StoreError> {
        let about = "SELECT d.id FROM corrections c JOIN documents d ON d.sha256 = c.sha256 \
                     WHERE c.id = ? AND c.undone IS NULL AND d.folder IS NOT NULL";
        let document = self
            .connection
            .query_row(about, [id], |row| row.get(0))
            .optional()?;
        let Some(document) = document else {
            return Err(StoreError::InvalidQuery(format!(
                "no decision {id} that stands"
            )));
        };
        let (_, sha256) = self.folder(document)?;
        let same = self.of_input(&sha256)?;
        let transaction = self.connection.transaction()?;
        let undone = "UPDATE corrections SET undone = ?, undone_by = ? WHERE id = ?";
        transaction.execute(undone, params![clock::now(), author, id])?;
        refill(&transaction, same)?;
        self.log.append(&log::rows(&transaction, Some(id))?)?;
        transaction.commit()?;
        Ok(document)
    }

    /// Fills the rows of all documents of an input again.
    pub(crate) fn refill_input(
        &self,
        connection: &Connection,
        sha256: &str,
    ) -> Result<(), StoreError> {
        refill(connection, self.of_input(sha256)?)
    }

    /// All documents of an input: one for each name that it has.
    fn of_input(&self, sha256: &str) -> Result<Vec<(i64, StoredDocument)>, StoreError> {
        let sql = "SELECT id, folder FROM documents WHERE sha256 = ? AND folder IS NOT NULL";
        let mut rows = self.connection.prepare_cached(sql)?;
        let named = rows.query_map([sha256], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let named: Vec<(i64, String)> = named.collect::<Result<_, _>>()?;
        let read = named
            .into_iter()
            .map(|(id, folder)| Ok((id, self.read(&folder)?)));
        read.collect()
    }
}
