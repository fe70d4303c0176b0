//! Many documents → a folder of results: in parallel, resumable, one failure never stopping the
//! others.
//!
//! Inputs are hashed first (`plan`), then documents are read in parallel and their rows journalled
//! as they finish ([`journal`]); pages of documents that are not done are kept ([`pages`]). At the end
//! come the whole manifest, the report and the checksums of all results (`closing`).

mod archive;
pub mod bagit;
pub(crate) mod clock;
mod closing;
pub mod ending;
pub mod fixity;
pub mod folder;
pub mod journal;
pub mod manifest;
pub mod pages;
mod plan;
pub mod progress;
mod report;
mod results;
mod stop;
pub mod summary;
mod superseded;

pub use plan::Job;
pub(crate) use plan::{path_of, shown};
pub use stop::Stop;

use crate::pipeline::{DOCUMENT_PANICKED, Processed};
use ending::Ending;
use folder::{OutFolder, document_folder};
use journal::{Journal, Place};
use manifest::{FailedPage, Found, OutputFile, Row, Status, Versions};
use pages::{PageStore, StoredPages};
use plan::{Plan, Planner};
use progress::Progress;
use rayon::prelude::*;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

/// Reads one document; the progress is told of its pages.
pub trait DocumentReader: Sync {
    /// Reads a document; `pages` holds those of its pages that were read before, and takes others.
    ///
    /// # Errors
    /// Why there is nothing to write.
    fn read(
        &self,
        job: &Job,
        pages: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Processed, Unread>;

    /// What its results depend on beside the input.
    fn versions(&self) -> Versions;

    /// What was asked for, for the record.
    fn options(&self) -> Vec<String> {
        Vec::new()
    }

    /// Names of the files that it makes of a scan beside the document and its text.
    fn files(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// A small JPEG of a page, for the report.
    fn thumbnail(&self, _path: &Path, _sha256: &str, _page: u32) -> Option<Vec<u8>> {
        None
    }
}

/// The option that makes any doubt about an input an error.
pub const STRICT: &str = "strict";

/// Why a document was not read.
#[derive(Debug)]
pub enum Unread {
    /// The reason, and what to do about it.
    Failed(String),
    /// The batch was asked to stop.
    Interrupted,
    /// What was read cannot be written.
    Output(BatchError),
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Unread::Failed(reason)
    }
}

impl From<BatchError> for Unread {
    fn from(error: BatchError) -> Self {
        Unread::Output(error)
    }
}

/// An input of a batch: a file, or its name and why it was not found.
pub type Input = Result<PathBuf, (String, String)>;

/// Which documents are read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Those whose results are missing or of another input, version or option.
    Missing,
    /// Also those that failed.
    Failed,
    /// All.
    All,
}

/// Why a batch could not run or end.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Results cannot be written.
    #[error("{path}: cannot be written: {source}; {next}")]
    Output {
        /// The folder or file.
        path: String,
        /// What the system said.
        source: io::Error,
        /// What to do.
        next: &'static str,
    },
    /// Another run is writing there.
    #[error("{path}: another run (process {process}) is writing there; wait for it to end")]
    Locked {
        /// The folder of results.
        path: String,
        /// The number of the process that holds it.
        process: String,
    },
    /// A bag is asked for where there are results that are none.
    #[error("{0}: holds results that are no bag; choose another folder for --bagit")]
    NoBag(String),
}

impl BatchError {
    fn output(path: &Path, source: io::Error) -> Self {
        let next = match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => "make room, then run the same command again",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "change its permissions or choose another folder with -o"
            }
            _ => "see to the disk, then run the same command again",
        };
        BatchError::Output {
            path: path.display().to_string(),
            source,
            next,
        }
    }
}

/// What became of one input, in few bytes; the rest is in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Where its row stands in the manifest.
    pub place: Place,
    /// What became of it.
    pub status: Status,
    /// Whether there are results.
    pub has_results: bool,
    /// Whether they are those of an earlier run.
    pub skipped: bool,
}

impl Outcome {
    fn new(place: Place, row: &Row, skipped: bool) -> Self {
        Outcome {
            place,
            status: row.status,
            has_results: row.folder.is_some(),
            skipped,
        }
    }
}

/// What became of a batch.
#[derive(Debug)]
pub struct Ended {
    /// Outcomes in the order of the inputs; those that were not reached have none.
    pub outcomes: Vec<Outcome>,
    /// What is to be said of them.
    pub ending: Ending,
    /// Why it ended early, if results could not be written.
    pub error: Option<BatchError>,
}

/// A batch that is to be run.
pub struct Batch<'a> {
    /// Where the results go.
    pub out: &'a OutFolder,
    /// What reads the documents.
    pub reader: &'a dyn DocumentReader,
    /// Which documents are read again.
    pub again: Again,
    /// Asked to stop from outside.
    pub stop: &'a Stop,
    /// Told how far it is.
    pub progress: &'a Progress,
}

impl std::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").finish_non_exhaustive()
    }
}

impl Batch<'_> {
    /// Reads `inputs`.
    ///
    /// # Errors
    /// Only if results cannot be written from the start; a document that fails is an [`Outcome`].
    pub fn run(&self, inputs: &[Input]) -> Result<Ended, BatchError> {
        let journal = Journal::open(self.out)?;
        let archive = archive::Archive::open(self.out)?;
        let store = PageStore::open(self.out, &self.reader.versions())?;
        self.progress.hashing(inputs.len());
        let planner = Planner {
            batch: self,
            journal: &journal,
            store: &store,
            taken: Default::default(),
        };
        let plans = planner.plans(inputs)?;
        if plans.iter().any(|plan| matches!(plan, Plan::Read(..))) {
            fixity::begin(self.out)?;
        }
        let settled = plans.iter().filter(|plan| match plan {
            Plan::Known(outcome) => outcome.skipped,
            Plan::SameAs(_) => true,
            Plan::Read(..) => false,
        });
        self.progress.begin(inputs.len(), settled.count());
        let work = Work {
            batch: self,
            journal: &journal,
            store: &store,
            archive: &archive,
            error: OnceLock::new(),
        };
        let outcomes = work.outcomes(&plans, inputs);
        self.progress.end();
        let (ending, closed) = match closing::ending(&journal, &outcomes) {
            Ok(ending) => (ending, closing::close(self, &journal, &outcomes)),
            Err(error) => (Ending::default(), Err(error)),
        };
        let error = work.error.into_inner().or(closed.err());
        Ok(Ended {
            outcomes,
            ending,
            error,
        })
    }
}

/// What every document of a batch needs.
struct Work<'a> {
    batch: &'a Batch<'a>,
    journal: &'a Journal,
    store: &'a PageStore,
    archive: &'a archive::Archive,
    /// The first result that could not be written: no new work is begun then.
    error: OnceLock<BatchError>,
}

impl Work<'_> {
    /// What becomes of the inputs that are reached.
    fn outcomes(&self, plans: &[Plan], inputs: &[Input]) -> Vec<Outcome> {
        let each = plans.par_iter().zip(inputs).with_max_len(1);
        let each = each.map(|(plan, input)| self.noted(self.carry_out(plan, input)).flatten());
        let mut outcomes: Vec<Option<Outcome>> = each.collect();
        for (index, plan) in plans.iter().enumerate() {
            if let (Plan::SameAs(original), Ok(path)) = (plan, &inputs[index])
                && let Some(outcome) = outcomes[*original]
            {
                outcomes[index] = self.noted(self.share(outcome, shown(path)));
            }
        }
        outcomes.into_iter().flatten().collect()
    }

    /// Notes an error; the first one is the one that is told.
    fn noted<T>(&self, result: Result<T, BatchError>) -> Option<T> {
        result.map_err(|error| drop(self.error.set(error))).ok()
    }

    /// `None` if it was not reached or not ended.
    fn carry_out(&self, plan: &Plan, input: &Input) -> Result<Option<Outcome>, BatchError> {
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
                    name: shown(path),
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
    fn share(&self, first: Outcome, path: String) -> Result<Outcome, BatchError> {
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
    fn read(&self, job: &Job) -> Result<Option<(Place, Row)>, BatchError> {
        let start = Instant::now();
        let folder = document_folder(&job.path, &job.sha256);
        let pages = self.store.of(&folder);
        if self.batch.again == Again::All {
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
            Err(Unread::Interrupted) => return Ok(None),
            Err(Unread::Output(error)) => return Err(error),
            Err(Unread::Failed(reason)) => row.error = Some(reason),
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
    ) -> Result<(), Unread> {
        let batch = self.batch;
        let processed = batch.reader.read(job, pages, batch.progress)?;
        row.pages = Some(processed.document.source.pages);
        row.found = Found::of(&processed.document);
        let failed = processed.failed_pages();
        row.failed_pages = failed
            .map(|(page, error)| FailedPage {
                page,
                error: error.to_owned(),
            })
            .collect();
        (row.status, row.error) = verdict(&processed, &row.failed_pages);
        row.outputs = self.write(folder, &processed)?;
        row.folder = Some(folder.to_string_lossy().into_owned());
        self.remove_old(row)?;
        Ok(())
    }

    /// Removes what an earlier run made of the document and this one does not: it would speak of another
    /// reading.
    fn remove_old(&self, row: &Row) -> Result<(), BatchError> {
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
                    return Err(BatchError::output(&path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write(&self, folder: &Path, processed: &Processed) -> Result<Vec<OutputFile>, Unread> {
        let write = |(name, bytes): (&str, &[u8])| -> Result<OutputFile, Unread> {
            let written = self.batch.out.write(&folder.join(name), bytes)?;
            Ok(OutputFile {
                name: name.to_owned(),
                bytes: written.bytes,
                sha256: written.sha256,
            })
        };
        let json = serde_json::to_vec_pretty(&processed.document)
            .map_err(|error| format!("document.json: {error}"))?;
        let extras = processed.files.iter();
        let extras = extras.map(|(name, bytes)| (*name, bytes.as_slice()));
        // The document is written last: where it is, all is.
        std::iter::once(("text.txt", processed.text.as_bytes()))
            .chain(extras)
            .chain([("document.json", json.as_slice())])
            .map(write)
            .collect()
    }
}

fn verdict(processed: &Processed, failed: &[FailedPage]) -> (Status, Option<String>) {
    let told = failed
        .iter()
        .map(|failed| format!("page {}: {}", failed.page, failed.error));
    let told: Vec<String> = told.collect();
    let read = processed.document.pages.len() - failed.len();
    match (failed.is_empty(), read) {
        (true, _) => (Status::Ok, None),
        (false, 0) => (Status::Failed, Some(told.join("; "))),
        (false, _) => (Status::Partial, Some(told.join("; "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extraction;
    use crate::output::document::{Document, PageRecord, Source, SourceKind};
    use std::fs;

    /// Reads a document as its text: `bad` fails, `panic` panics, `half` lacks a page,
    /// `stop` asks to stop.
    #[derive(Default)]
    struct Fake(Stop);

    impl DocumentReader for Fake {
        fn read(&self, job: &Job, _: &StoredPages<'_>, _: &Progress) -> Result<Processed, Unread> {
            let text = fs::read_to_string(&job.path).expect("a file");
            match text.as_str() {
                "bad" => return Err("is bad".to_owned().into()),
                "stop" => {
                    self.0.ask();
                    return Err(Unread::Interrupted);
                }
                "panic" => panic!("as asked"),
                _ => {}
            }
            let error = (text == "half").then(|| "is faint".to_owned());
            let lost = PageRecord {
                number: 2,
                error,
                ..PageRecord::default()
            };
            let source = Source {
                path: Some(job.name.clone()),
                sha256: job.sha256.clone(),
                pages: 2,
                kind: SourceKind::Scan,
                engine: None,
                language_data: None,
                model: None,
            };
            let document = Document {
                schema: String::new(),
                source,
                extraction: Extraction::default(),
                pages: vec![PageRecord::default(), lost],
            };
            Ok(Processed {
                document,
                text,
                files: Vec::new(),
            })
        }

        fn versions(&self) -> Versions {
            Versions::default()
        }
    }

    /// The rows of a manifest.
    fn rows(out: &Path) -> Vec<Row> {
        manifest::rows(&fs::read(out.join(manifest::NAME)).expect("a manifest"))
    }

    /// Runs a batch on one thread.
    fn go(inputs: &[Input], out: &Path, fake: &Fake, again: Again) -> Vec<Outcome> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let out = OutFolder::open(out, false).expect("a folder");
        let batch = Batch {
            out: &out,
            reader: fake,
            again,
            stop: &fake.0,
            progress: &Progress::log(),
        };
        let ended = pool.expect("a thread").install(|| batch.run(inputs));
        ended.expect("a batch").outcomes
    }

    fn files(folder: &Path, names: &[&str]) -> Vec<Input> {
        let one = |name: &&str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            let content = name.rsplit('/').next().unwrap_or_default();
            fs::write(&path, content).expect("written");
            Ok(path)
        };
        names.iter().map(one).collect()
    }

    fn skipped(outcomes: &[Outcome]) -> Vec<bool> {
        outcomes.iter().map(|outcome| outcome.skipped).collect()
    }

    #[test]
    fn failures_stay_alone_and_are_tried_again_where_that_is_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let mut inputs = files(folder.path(), &["good", "bad", "half", "panic", "x/good"]);
        inputs.push(Err(("lost".to_owned(), "is missing".to_owned())));
        let fake = Fake::default();
        let first = go(&inputs, &out, &fake, Again::Missing);
        let statuses: Vec<Status> = first.iter().map(|outcome| outcome.status).collect();
        use Status::{Failed, Ok, Partial};
        assert_eq!(statuses, [Ok, Failed, Partial, Failed, Ok, Failed]);
        assert_eq!(skipped(&first), [false; 6]);
        let first = rows(&out);
        let same_as = first[4].same_as.as_deref();
        assert!(same_as.is_some_and(|path| path.ends_with("good")));
        assert_eq!(first[4].folder, first[0].folder);
        assert_eq!(first[2].error.as_deref(), Some("page 2: is faint"));
        let manifest = fs::read(out.join(manifest::NAME)).expect("a manifest");
        let second = go(&inputs, &out, &fake, Again::Missing);
        assert_eq!(skipped(&second), [true, true, true, true, true, false]);
        assert_eq!(
            fs::read(out.join(manifest::NAME)).expect("a manifest"),
            manifest
        );
        let third = go(&inputs, &out, &fake, Again::Failed);
        assert_eq!(skipped(&third), [true, false, false, false, true, false]);
        assert_eq!(rows(&out)[0], first[0]);
        let results = out.join(first[0].folder.as_deref().expect("results"));
        fs::remove_file(results.join("text.txt")).expect("removed");
        assert!(!go(&inputs, &out, &fake, Again::Missing)[0].skipped);
        assert!(!go(&inputs, &out, &fake, Again::All)[0].skipped);
    }

    #[test]
    fn results_stay_and_are_vouched_for_when_their_input_changes_or_fails() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs = files(folder.path(), &["a", "b"]);
        let go = |again| go(&inputs, &out, &Fake::default(), again).len();
        go(Again::Missing);
        let superseded = || fs::read(out.join(superseded::NAME)).map(|text| manifest::rows(&text));
        let old = rows(&out);
        let verified = || {
            let found = fixity::verify(&out, true).expect("a manifest");
            assert_eq!(found.differences, []);
            found.results
        };
        assert_eq!((verified(), superseded().is_err()), (2 * 2 + 3, true));
        fs::write(folder.path().join("a"), "another").expect("changed");
        // Killed after the new results were there.
        let manifest = out.join(manifest::NAME);
        let before = fs::read(&manifest).expect("a manifest");
        go(Again::Missing);
        let new = manifest::text(&[&rows(&out)[0]]);
        fs::write(&manifest, [before, new].concat()).expect("written");
        fs::remove_file(out.join(superseded::NAME)).expect("removed");
        for _ in 0..2 {
            go(Again::Missing);
            assert_eq!(superseded().expect("a file"), [old[0].clone()]);
            assert_eq!(verified(), 3 * 2 + 4);
        }
        // The old content again: its results are those of the input again.
        fs::write(folder.path().join("a"), "a").expect("changed back");
        go(Again::Missing);
        let kept = superseded().expect("a file");
        assert!(
            kept.len() == 1 && kept[0].folder != old[0].folder,
            "{kept:?}"
        );
        verified();
    }

    #[test]
    fn a_batch_that_was_stopped_goes_on_where_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs = files(folder.path(), &["one", "stop", "two"]);
        assert_eq!(go(&inputs, &out, &Fake::default(), Again::Missing).len(), 1);
        fs::write(folder.path().join("stop"), "three").expect("written");
        let again = go(&inputs, &out, &Fake::default(), Again::Missing);
        assert_eq!(skipped(&again), [true, false, false]);
    }

    #[test]
    fn a_changed_byte_is_found_in_any_result_and_input() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs = files(folder.path(), &["good", "half"]);
        go(&inputs, &out, &Fake::default(), Again::Missing);
        let differences = || fixity::verify(&out, true).expect("a manifest").differences;
        assert_eq!(differences(), []);
        let results = walkdir::WalkDir::new(&out).into_iter().flatten();
        let results = results.filter(|entry| {
            let living = entry
                .file_name()
                .to_str()
                .is_some_and(crate::store::is_living);
            entry.file_type().is_file() && !living && !entry.path().starts_with(out.join(".baocao"))
        });
        let results = results.map(walkdir::DirEntry::into_path);
        let all: Vec<PathBuf> = results.chain(inputs.iter().flatten().cloned()).collect();
        assert_eq!(all.len(), 2 * 2 + 4 + 2);
        for path in all {
            let bytes = fs::read(&path).expect("a file");
            let mut changed = bytes.clone();
            changed[bytes.len() / 2] ^= 1;
            fs::write(&path, changed).expect("changed");
            let name = path.file_name().expect("a name").to_string_lossy();
            let found = differences();
            let named = |found: &fixity::Difference| found.to_string().contains(&*name);
            assert!(found.iter().any(named), "{name}: {found:?}");
            fs::write(&path, bytes).expect("changed back");
        }
        // Where no run has ended, what it left is not held against it.
        fs::rename(out.join(fixity::SUMS), folder.path().join("sums")).expect("moved");
        assert_eq!(differences(), [fixity::Difference::NotEnded]);
        fs::rename(folder.path().join("sums"), out.join(fixity::SUMS)).expect("moved back");
        fs::write(out.join("documents/new"), "").expect("written");
        let unknown = fixity::Difference::Unknown("documents/new".to_owned());
        assert_eq!(differences(), [unknown]);
    }
}
