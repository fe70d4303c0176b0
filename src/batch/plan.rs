//! What is to be done with each input: inputs are hashed, so that what is done and unchanged is passed
//! over and equal inputs are read once.

use super::context::{Batch, STRICT};
use super::outcome::{Input, Outcome, ReadPolicy};
use crate::checksum;
use crate::checksum::Key;
use crate::results::error::ResultsError;
use crate::results::folder::document_folder;
use crate::results::journal::{Journal, content_key};
use crate::results::manifest::{Row, Status};
use crate::results::page_store::PageStore;
use crate::results::paths::recorded;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::io;
use std::path::Path;

/// What is to be done with an input.
pub(crate) enum Plan {
    /// Nothing: an earlier run did it.
    Known(Outcome),
    /// It cannot be read: its name, and why.
    Unreadable(String, String),
    /// To be read: SHA-256 and length of its bytes.
    Read(String, u64),
    /// Results are those of the input with this index, which has the same content.
    SameAs(usize),
    /// Results are those of an input of an earlier run, which had the same content.
    SameAsEarlier(Outcome),
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
    /// Where the results of documents go: the first input that goes there, and the key of its checksum.
    pub(crate) taken: FxHashMap<Key, (usize, Key)>,
    /// The first input of a content.
    pub(crate) contents: FxHashMap<Key, usize>,
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
            Err((name, reason)) => return Ok(Plan::Unreadable(name.clone(), reason.clone())),
        };
        let (sha256, bytes) = match hashed {
            Ok(hashed) => hashed,
            Err(error) => {
                let reason = format!("cannot be read: {error}; check the file and its permissions");
                return Ok(Plan::Unreadable(recorded(path), reason));
            }
        };
        let name = recorded(path);
        let content = content_key(&sha256, &name);
        if let Some(&first) = self.contents.get(&content) {
            return Ok(Plan::SameAs(first));
        }
        let folder = self.batch.names.folder(path, &sha256);
        let key = checksum::key(&folder.to_string_lossy());
        let bytes_key = checksum::key(&sha256);
        match *self.taken.entry(key).or_insert((index, bytes_key)) {
            (first, _) if first == index => {}
            (first, same) if same == bytes_key => return Ok(Plan::SameAs(first)),
            _ => return Ok(Plan::Unreadable(name, TAKEN.to_owned())),
        }
        self.contents.insert(content, index);
        match self.journal.earlier(&name)? {
            Some((place, row))
                if row
                    .folder
                    .as_deref()
                    .is_none_or(|at| Path::new(at) == folder)
                    && self.is_settled(&row, path, &sha256) =>
            {
                if row.is_ok() {
                    // Where a run ended between the two.
                    self.store.of(&document_folder(path, &sha256)).remove();
                }
                return Ok(Plan::Known(Outcome::new(place, &row, true)));
            }
            _ => {}
        }
        match self.journal.with_content(content)? {
            Some((place, row)) if row.path != name && self.is_settled(&row, path, &sha256) => {
                Ok(Plan::SameAsEarlier(Outcome::new(place, &row, true)))
            }
            _ => Ok(Plan::Read(sha256, bytes)),
        }
    }

    /// Whether a new run would come to what `row` says.
    fn is_settled(&self, row: &Row, path: &Path, sha256: &str) -> bool {
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
        unchanged && wanted && self.is_written(row, path)
    }

    /// Whether all files are there; a document that failed has none.
    fn is_written(&self, row: &Row, path: &Path) -> bool {
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
        there
            && wanted.all(|name| {
                let name = self.batch.names.file(path, name);
                row.outputs.iter().any(|file| file.name == name)
            })
    }
}

/// The reason given for an input whose results would go where those of another go.
pub(crate) const TAKEN: &str = "the results of another input go to the same place; rename one, or read it into a folder of its own";
