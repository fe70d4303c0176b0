//! One document of a batch: it is read, its results are written, and its row is appended to the
//! journal.

use super::context::Batch;
use super::job::Job;
use super::outcome::{Input, Outcome, ReadPolicy};
use super::plan::Plan;
use super::reader::{ReadDocument, ReadError};
use super::record;
use super::spread::spread;
use crate::pipeline::DOCUMENT_PANICKED;
use crate::results::clock;
use crate::results::error::ResultsError;
use crate::results::folder::document_folder;
use crate::results::journal::{Journal, RowPosition};
use crate::results::manifest::{FailedPage, KeyFields, OutputFile, Row, verdict};
use crate::results::names::DOCUMENT;
use crate::results::page_store::{PageStore, StoredPages};
use crate::results::paths::recorded;
use rayon::prelude::*;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

/// What every document of a batch needs.
pub(crate) struct Work<'a> {
    pub(crate) batch: &'a Batch<'a>,
    /// Rows of earlier runs.
    pub(crate) known: &'a Journal,
    /// Where rows are added; the same journal, unless others add to theirs at the same time.
    pub(crate) journal: &'a Journal,
    pub(crate) store: &'a PageStore,
    /// None where rows are taken into the archive later.
    pub(crate) archive: Option<&'a record::Archive>,
    /// The first result that could not be written: no new work is begun then.
    pub(crate) error: OnceLock<ResultsError>,
}

impl Work<'_> {
    /// What becomes of the inputs that are reached.
    pub(crate) fn outcomes(&self, plans: &[Plan], inputs: &[Input]) -> Vec<Outcome> {
        // Halves, which threads take from each other, are spread, too.
        let order: Vec<usize> = spread(plans.len()).collect();
        let each = order.par_iter().with_max_len(1).map(|&at| {
            let carried_out = self.carry_out(at, &plans[at], &inputs[at]);
            (at, self.noted(carried_out).flatten())
        });
        let mut outcomes = vec![None; plans.len()];
        for (at, outcome) in each.collect::<Vec<_>>() {
            outcomes[at] = outcome;
        }
        for (at, plan) in plans.iter().enumerate() {
            let original = match plan {
                Plan::SameAs(original) => outcomes[*original],
                Plan::SameAsEarlier(outcome) => Some(*outcome),
                _ => None,
            };
            if let (Some(outcome), Ok(path)) = (original, &inputs[at]) {
                outcomes[at] = self.noted(self.share(at, outcome, recorded(path)));
            }
        }
        outcomes.into_iter().flatten().collect()
    }

    /// Notes an error; the first one is reported.
    pub(crate) fn noted<T>(&self, result: Result<T, ResultsError>) -> Option<T> {
        result.map_err(|error| drop(self.error.set(error))).ok()
    }

    /// `None` if it was not reached or not ended.
    pub(crate) fn carry_out(
        &self,
        at: usize,
        plan: &Plan,
        input: &Input,
    ) -> Result<Option<Outcome>, ResultsError> {
        if self.is_ended() {
            return Ok(None);
        }
        let (place, row, skipped) = match (plan, input) {
            (Plan::Known(outcome), _) => {
                let (place, row) = self.placed(at, outcome.place)?;
                (place, row, true)
            }
            (Plan::Unreadable(name, reason), _) => {
                let (place, row) = self.unreadable(at, name, reason)?;
                (place, row, false)
            }
            (Plan::Read(sha256, bytes), Ok(path)) => {
                let job = job(path, sha256, *bytes);
                let Some((place, row)) = self.read(at, &job)? else {
                    return Ok(None);
                };
                (place, row, false)
            }
            _ => return Ok(None),
        };
        self.batch.progress.document(&row, skipped);
        Ok(Some(Outcome::new(place, &row, skipped)))
    }

    /// Reads pages of a document that another process has in hand and that is not yet done.
    pub(crate) fn help(
        &self,
        job: &Job,
        is_done: &(dyn Fn() -> Result<bool, ResultsError> + Sync),
    ) -> Result<(), ResultsError> {
        let batch = self.batch;
        match batch.reader.help(job, self.store, is_done, batch.progress) {
            Err(ReadError::Output(error)) => Err(error),
            // What cannot be read is told where the document is put together.
            _ => Ok(()),
        }
    }

    /// Whether no new work is begun.
    pub(crate) fn is_ended(&self) -> bool {
        self.batch.stop.is_asked() || self.error.get().is_some()
    }

    /// The row of an earlier run, with the place among all inputs that its input has now.
    fn placed(&self, at: usize, place: RowPosition) -> Result<(RowPosition, Row), ResultsError> {
        let (row, position) = (self.known.row(place)?, self.batch.position(at));
        if row.position == position {
            return Ok((place, row));
        }
        let row = Row { position, ..row };
        Ok((self.journal.add(&row)?, row))
    }

    /// The row of an input that cannot be read.
    fn unreadable(
        &self,
        at: usize,
        name: &str,
        reason: &str,
    ) -> Result<(RowPosition, Row), ResultsError> {
        let position = self.batch.position(at);
        let now = clock::now();
        let new = Row {
            error: Some(reason.to_owned()),
            position,
            started: now.clone(),
            finished: now,
            versions: self.batch.reader.versions(),
            options: self.batch.reader.options(),
            ..Row::new(name.to_owned())
        };
        let is_known = |row: &Row| {
            row.sha256.is_none() && (&row.error, row.position) == (&new.error, position)
        };
        let (place, row) = match self.known.earlier(name)? {
            Some((place, row)) if is_known(&row) => (place, row),
            _ => (self.journal.add(&new)?, new),
        };
        self.record(&row)?;
        Ok((place, row))
    }

    fn record(&self, row: &Row) -> Result<(), ResultsError> {
        self.archive.map_or(Ok(()), |archive| archive.record(row))
    }

    /// Gives an input that equals another one its results.
    pub(crate) fn share(
        &self,
        at: usize,
        first: Outcome,
        path: String,
    ) -> Result<Outcome, ResultsError> {
        let row = self.journal.row(first.place)?;
        let row = row.shared_with(path, self.batch.position(at));
        let place = match self.known.earlier(&row.path)? {
            Some((place, earlier)) if earlier == row => place,
            _ => self.journal.add(&row)?,
        };
        Ok(Outcome { place, ..first })
    }

    /// Reads a document and records what came of it; `None` if it was interrupted.
    fn read(&self, at: usize, job: &Job) -> Result<Option<(RowPosition, Row)>, ResultsError> {
        let start = Instant::now();
        let folder = self.batch.names.folder(&job.path, &job.sha256);
        let pages = self.store.of(&document_folder(&job.path, &job.sha256));
        if self.batch.policy == ReadPolicy::All {
            pages.remove();
        }
        let mut row = Row {
            sha256: Some(job.sha256.clone()),
            bytes: Some(job.bytes),
            position: self.batch.position(at),
            started: clock::now(),
            versions: self.batch.reader.versions(),
            options: self.batch.reader.options(),
            ..Row::new(job.name.clone())
        };
        let document = || self.document(job, &folder, &pages, &mut row);
        let done = catch_unwind(AssertUnwindSafe(document));
        match done.unwrap_or_else(|_| Err(DOCUMENT_PANICKED.to_owned().into())) {
            Ok(()) => {}
            Err(ReadError::Interrupted) => return Ok(None),
            Err(ReadError::Output(error)) => return Err(error),
            Err(ReadError::Failed(reason)) => row.error = Some(reason),
        }
        row.seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        row.finished = clock::now();
        let place = self.journal.append(&row)?;
        self.record(&row)?;
        if row.is_ok() {
            pages.remove();
        }
        Ok(Some((place, row)))
    }

    fn document(
        &self,
        job: &Job,
        folder: &Path,
        pages: &StoredPages<'_>,
        row: &mut Row,
    ) -> Result<(), ReadError> {
        let batch = self.batch;
        let read = batch.reader.read(job, pages, batch.progress)?;
        let processed = &read.processed;
        row.pages = Some(processed.document.source.pages);
        row.warnings.clone_from(&processed.document.warnings);
        row.found = KeyFields::of(&processed.document);
        let page = |(page, error): (u32, &str)| FailedPage {
            page,
            error: error.to_owned(),
        };
        row.failed_pages = processed.failed_pages().map(page).collect();
        row.faulty_pages = processed.faulty_pages().map(page).collect();
        (row.status, row.error) = verdict(&processed.document);
        row.outputs = self.write(&job.path, folder, &read)?;
        row.folder = Some(folder.to_string_lossy().into_owned());
        self.remove_old(row)?;
        Ok(())
    }

    /// Removes what an earlier run made of the document and this one does not: it would speak of another
    /// reading.
    fn remove_old(&self, row: &Row) -> Result<(), ResultsError> {
        let Some((_, earlier)) = self.known.earlier(&row.path)? else {
            return Ok(());
        };
        let Some(folder) = row.folder.as_ref().filter(|_| earlier.folder == row.folder) else {
            return Ok(());
        };
        let stays = |name: &str| row.outputs.iter().any(|file| file.name == name);
        for old in earlier.outputs.iter().filter(|old| !stays(&old.name)) {
            let path = self.batch.out.results().join(folder).join(&old.name);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ResultsError::output(&path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write(
        &self,
        input: &Path,
        folder: &Path,
        read: &ReadDocument,
    ) -> Result<Vec<OutputFile>, ReadError> {
        let write = |(name, bytes): (&str, &[u8])| -> Result<OutputFile, ReadError> {
            let name = self.batch.names.file(input, name);
            let written = self.batch.out.write(&folder.join(&name), bytes)?;
            Ok(OutputFile {
                name,
                bytes: written.bytes,
                sha256: written.sha256,
            })
        };
        let json = serde_json::to_vec_pretty(&read.processed.document)
            .map_err(|error| format!("document.json: {error}"))?;
        let extras = read.files.iter();
        let extras = extras.map(|(name, bytes)| (*name, bytes.as_slice()));
        // The document is written last: where it is, all is.
        std::iter::once(("text.txt", read.processed.text.as_bytes()))
            .chain(extras)
            .chain([(DOCUMENT, json.as_slice())])
            .map(write)
            .collect()
    }
}

/// The document of an input.
pub(crate) fn job(path: &Path, sha256: &str, bytes: u64) -> Job {
    Job {
        path: path.to_owned(),
        name: recorded(path),
        sha256: sha256.to_owned(),
        bytes,
    }
}
