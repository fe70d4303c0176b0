//! One document of a batch: it is read, its results are written, and its row is appended to the
//! journal.

use super::context::Batch;
use super::job::Job;
use super::outcome::{Input, Outcome, ReadPolicy};
use super::plan::Plan;
use super::reader::{ReadDocument, ReadError};
use super::record;
use crate::pipeline::DOCUMENT_PANICKED;
use crate::results::clock;
use crate::results::error::ResultsError;
use crate::results::folder::document_folder;
use crate::results::journal::{Journal, RowPosition};
use crate::results::manifest::{FailedPage, KeyFields, OutputFile, Row, verdict};
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
    pub(crate) journal: &'a Journal,
    pub(crate) store: &'a PageStore,
    pub(crate) archive: &'a record::Archive,
    /// The first result that could not be written: no new work is begun then.
    pub(crate) error: OnceLock<ResultsError>,
}

impl Work<'_> {
    /// What becomes of the inputs that are reached.
    pub(crate) fn outcomes(&self, plans: &[Plan], inputs: &[Input]) -> Vec<Outcome> {
        let each = plans.par_iter().zip(inputs).with_max_len(1);
        let each = each.map(|(plan, input)| self.noted(self.carry_out(plan, input)).flatten());
        let mut outcomes: Vec<Option<Outcome>> = each.collect();
        for (index, plan) in plans.iter().enumerate() {
            let original = match plan {
                Plan::SameAs(original) => outcomes[*original],
                Plan::SameAsEarlier(outcome) => Some(*outcome),
                _ => None,
            };
            if let (Some(outcome), Ok(path)) = (original, &inputs[index]) {
                outcomes[index] = self.noted(self.share(outcome, recorded(path)));
            }
        }
        outcomes.into_iter().flatten().collect()
    }

    /// Notes an error; the first one is reported.
    fn noted<T>(&self, result: Result<T, ResultsError>) -> Option<T> {
        result.map_err(|error| drop(self.error.set(error))).ok()
    }

    /// `None` if it was not reached or not ended.
    fn carry_out(&self, plan: &Plan, input: &Input) -> Result<Option<Outcome>, ResultsError> {
        if self.batch.stop.is_asked() || self.error.get().is_some() {
            return Ok(None);
        }
        let (outcome, row) = match (plan, input) {
            (Plan::Known(outcome), _) => {
                let row = self.journal.row(outcome.place)?;
                if !outcome.skipped {
                    self.archive.record(&row)?;
                }
                (*outcome, row)
            }
            (Plan::Read(sha256, bytes), Ok(path)) => {
                let job = Job {
                    path: path.clone(),
                    name: recorded(path),
                    sha256: sha256.clone(),
                    bytes: *bytes,
                };
                let Some((place, row)) = self.read(&job)? else {
                    return Ok(None);
                };
                (Outcome::new(place, &row, false), row)
            }
            _ => return Ok(None),
        };
        self.batch.progress.document(&row, outcome.skipped);
        Ok(Some(outcome))
    }

    /// Gives an input that equals an earlier one its results.
    fn share(&self, first: Outcome, path: String) -> Result<Outcome, ResultsError> {
        let row = self.journal.row(first.place)?;
        let row = Row {
            path,
            seconds: 0.0,
            same_as: Some(row.path.clone()),
            ..row
        };
        let place = match self.journal.earlier(&row.path)? {
            Some((place, earlier)) if earlier == row => place,
            _ => self.journal.add(&row)?,
        };
        Ok(Outcome { place, ..first })
    }

    /// Reads a document and records what came of it; `None` if it was interrupted.
    fn read(&self, job: &Job) -> Result<Option<(RowPosition, Row)>, ResultsError> {
        let start = Instant::now();
        let folder = self.batch.names.folder(&job.path, &job.sha256);
        let pages = self.store.of(&document_folder(&job.path, &job.sha256));
        if self.batch.policy == ReadPolicy::All {
            pages.remove();
        }
        let mut row = Row {
            sha256: Some(job.sha256.clone()),
            bytes: Some(job.bytes),
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
        self.archive.record(&row)?;
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
        let Some((_, earlier)) = self.journal.earlier(&row.path)? else {
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
            .chain([("document.json", json.as_slice())])
            .map(write)
            .collect()
    }
}
