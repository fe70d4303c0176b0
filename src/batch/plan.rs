//! What is to be done with each input: inputs are hashed, so that what is done and unchanged is passed
//! over and equal inputs are read once.

use super::context::{Batch, STRICT};
use super::outcome::{Input, Outcome, ReadPolicy};
use crate::checksum;
use crate::checksum::Key;
use crate::results::clock;
use crate::results::error::ResultsError;
use crate::results::folder::document_folder;
use crate::results::journal::Journal;
use crate::results::manifest::{Row, Status};
use crate::results::page_store::PageStore;
use crate::results::paths::recorded;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::io;

/// What is to be done with an input.
pub(crate) enum Plan {
    /// Nothing: an earlier run did it, or it cannot be read.
    Known(Outcome),
    /// To be read: SHA-256 and length of its bytes.
    Read(String, u64),
    /// Results are those of the input with this index.
    SameAs(usize),
}

/// SHA-256 and size of an input, or why it cannot be read.
type Hashed = io::Result<(String, u64)>;

/// Inputs that are hashed before their plans are made.
const AT_ONCE: usize = 256;

/// What plans are made with.
pub(crate) struct Planner<'a> {
    pub(crate) batch: &'a Batch<'a>,
    pub(crate) journal: &'a Journal,
    pub(crate) store: &'a PageStore,
    /// Where the results of documents go: the first input that goes there, and its checksum's key.
    pub(crate) taken: FxHashMap<Key, (usize, Key)>,
}

impl Planner<'_> {
    /// A plan for each input, or for the first of them if it was asked to stop.
    pub(crate) fn plans(mut self, inputs: &[Input]) -> Result<Vec<Plan>, ResultsError> {
        let mut plans = Vec::with_capacity(inputs.len());
        for some in inputs.chunks(AT_ONCE) {
            if self.batch.stop.is_asked() {
                break;
            }
            let hashed = some.par_iter().with_max_len(1).map(|input| match input {
                Ok(path) => checksum::of_file(path),
                Err(_) => Ok(Default::default()),
            });
            let hashed: Vec<Hashed> = hashed.collect();
            for (input, hashed) in some.iter().zip(hashed) {
                plans.push(self.plan(plans.len(), input, hashed)?);
            }
            self.batch.progress.hashed(some.len());
        }
        Ok(plans)
    }

    fn plan(&mut self, index: usize, input: &Input, hashed: Hashed) -> Result<Plan, ResultsError> {
        let path = match input {
            Ok(path) => path,
            Err((name, reason)) => return self.unreadable(name.clone(), reason.clone()),
        };
        let (sha256, bytes) = match hashed {
            Ok(hashed) => hashed,
            Err(error) => {
                let reason = format!("cannot be read: {error}; check the file and its permissions");
                return self.unreadable(recorded(path), reason);
            }
        };
        let folder = document_folder(path, &sha256);
        let key = checksum::key(&folder.to_string_lossy());
        let content = checksum::key(&sha256);
        match *self.taken.entry(key).or_insert((index, content)) {
            (first, _) if first == index => {}
            (first, same) if same == content => return Ok(Plan::SameAs(first)),
            _ => return self.unreadable(recorded(path), TAKEN.to_owned()),
        }
        match self.journal.earlier(&recorded(path))? {
            Some((place, row)) if self.is_settled(&row, &sha256) => {
                if row.is_ok() {
                    // Where a run ended between the two.
                    self.store.of(&folder).remove();
                }
                Ok(Plan::Known(Outcome::new(place, &row, true)))
            }
            _ => Ok(Plan::Read(sha256, bytes)),
        }
    }

    fn unreadable(&self, name: String, reason: String) -> Result<Plan, ResultsError> {
        let now = clock::now();
        let new = Row {
            error: Some(reason),
            started: now.clone(),
            finished: now,
            versions: self.batch.reader.versions(),
            options: self.batch.reader.options(),
            ..Row::new(name)
        };
        let (place, row) = match self.journal.earlier(&new.path)? {
            Some((place, row)) if row.sha256.is_none() && row.error == new.error => (place, row),
            _ => (self.journal.add(&new)?, new),
        };
        Ok(Plan::Known(Outcome::new(place, &row, false)))
    }

    /// Whether a new run would come to what `row` says.
    fn is_settled(&self, row: &Row, sha256: &str) -> bool {
        let unchanged = row.same_as.is_none()
            && row.sha256.as_deref() == Some(sha256)
            && row.versions == self.batch.reader.versions();
        let options = self.batch.reader.options();
        let wanted = match (row.status, self.batch.policy) {
            (_, ReadPolicy::All) => false,
            (Status::Ok, _) => {
                let strict = |options: &[String]| options.iter().any(|option| option == STRICT);
                strict(&row.options) || !strict(&options)
            }
            // Another limit or password may help.
            (_, ReadPolicy::Missing) => row.options == options,
            (_, ReadPolicy::Failed) => false,
        };
        unchanged && wanted && self.is_written(row)
    }

    /// Whether all files are there; a document that failed has none.
    fn is_written(&self, row: &Row) -> bool {
        let Some(folder) = row
            .folder
            .as_ref()
            .map(|folder| self.batch.out.results().join(folder))
        else {
            return row.status == Status::Failed;
        };
        let there = row.outputs.iter().all(|file| {
            let found = folder.join(&file.name).metadata();
            found.is_ok_and(|found| found.is_file() && found.len() == file.bytes)
        });
        // Other files than its text are made of a document that was read whole.
        let names = ["document.json", "text.txt"].into_iter();
        let extras = self.batch.reader.files().into_iter();
        let is_text = row.found.page_confidence.is_empty();
        let mut wanted = names.chain(extras.filter(|_| row.is_ok() && !is_text));
        there && wanted.all(|name| row.outputs.iter().any(|file| file.name == name))
    }
}

/// The reason given for an input whose results would go where those of another go.
const TAKEN: &str =
    "another input has the same name and a checksum that begins the same; rename one";
