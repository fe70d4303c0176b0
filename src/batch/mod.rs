//! Many documents → a folder of results: in parallel, resumable, one failure never stopping the
//! others.
//!
//! Inputs are hashed first, so that what is done and unchanged is skipped and equal inputs are
//! read once; then documents are read in parallel and their rows journalled as they finish.

pub mod folder;
pub mod manifest;
pub mod progress;
mod stop;
pub mod summary;

pub use stop::Stop;

use crate::pipeline::{Origin, Processed};
use folder::{document_folder, write_whole};
use manifest::{Found, Manifest, Row, Status, Versions};
use progress::Progress;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Reads one document; the progress is told of its pages.
pub trait DocumentReader: Sync {
    /// Reads a document from its bytes.
    ///
    /// # Errors
    /// Why there is nothing to write.
    fn read(
        &self,
        origin: Origin,
        bytes: Arc<[u8]>,
        progress: &Progress,
    ) -> Result<Processed, Unread>;

    /// What its results depend on beside the input.
    fn versions(&self) -> Versions;

    /// Names of the files that it makes of a scan beside the document and its text.
    fn files(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// The reason, and what to do about it.
    Failed(String),
    /// The batch was asked to stop.
    Interrupted,
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Unread::Failed(reason)
    }
}

/// An input of a batch: a file, or why it was not found.
pub type Input = Result<PathBuf, (String, String)>;

/// Why a batch could not run or end.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The folder of results cannot be written.
    #[error("{path}: cannot write results there: {source}; choose another folder with -o")]
    Output {
        /// The folder or file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// What became of one input, for the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its row in the manifest.
    pub row: Row,
    /// Whether the results are those of an earlier run.
    pub skipped: bool,
}

/// An input with its hash and what is to be done with it.
enum Plan {
    /// It cannot be read.
    Unreadable(Row),
    /// Done by an earlier run.
    Done(Row),
    /// To be read.
    Read {
        path: PathBuf,
        sha256: String,
        bytes: u64,
    },
    /// Results are those of the input with this index.
    SameAs(usize, Row),
}

/// Reads `inputs` into the folder `out`; outcomes are in the order of the inputs. Those that were
/// not reached when the batch was asked to stop have none.
///
/// # Errors
/// Only if results cannot be written at all; a document that fails is an [`Outcome`].
pub fn run(
    inputs: &[Input],
    out: &Path,
    reader: &dyn DocumentReader,
    stop: &Stop,
    progress: &Progress,
) -> Result<Vec<Outcome>, BatchError> {
    let output = |source| BatchError::Output {
        path: out.display().to_string(),
        source,
    };
    fs::create_dir_all(out).map_err(output)?;
    let manifest = Manifest::open(out).map_err(output)?;
    let versions = reader.versions();
    let plans = plan(inputs, out, &manifest, &versions, &reader.files());
    progress.begin(plans.len());
    let work = Work {
        out,
        reader,
        progress,
        versions,
    };
    let one = |plan| {
        if stop.is_asked() {
            return Ok(None);
        }
        let Some(outcome) = work.carry_out(plan) else {
            return Ok(None);
        };
        if !outcome.skipped {
            manifest.append(&outcome.row).map_err(output)?;
        }
        progress.document(&outcome);
        Ok(Some(outcome))
    };
    let outcomes: Vec<Option<Outcome>> = plans
        .par_iter()
        .with_max_len(1)
        .map(one)
        .collect::<Result<_, _>>()?;
    let outcomes = share(&plans, outcomes);
    let rows: Vec<Row> = outcomes.iter().map(|outcome| outcome.row.clone()).collect();
    manifest.finish(&rows).map_err(output)?;
    progress.end();
    Ok(outcomes)
}

/// SHA-256 and size of an input, or why it cannot be read.
type Hashed = io::Result<(String, u64)>;

fn plan(
    inputs: &[Input],
    out: &Path,
    manifest: &Manifest,
    versions: &Versions,
    files: &[&str],
) -> Vec<Plan> {
    let hashed: Vec<Hashed> = inputs
        .par_iter()
        .map(|input| {
            input
                .as_deref()
                .map_or_else(|_| Ok(Default::default()), hash)
        })
        .collect();
    let mut first: HashMap<PathBuf, usize> = HashMap::new();
    let one = |(index, (input, hashed)): (usize, (&Input, Hashed))| {
        let path = match input {
            Ok(path) => path,
            Err((name, reason)) => return Plan::Unreadable(failed(name, reason, versions)),
        };
        let name = path.display().to_string();
        let (sha256, bytes) = match hashed {
            Ok(hashed) => hashed,
            Err(error) => {
                let reason = format!("cannot be read: {error}; check the file and its permissions");
                return Plan::Unreadable(failed(&name, &reason, versions));
            }
        };
        let original = *first.entry(document_folder(path, &sha256)).or_insert(index);
        if original != index {
            let mut row = failed(&name, "", versions);
            (row.sha256, row.bytes) = (Some(sha256), Some(bytes));
            return Plan::SameAs(original, row);
        }
        match manifest.earlier(&name) {
            Some(row) if is_done(row, out, &sha256, versions, files) => Plan::Done(row.clone()),
            _ => Plan::Read {
                path: path.clone(),
                sha256,
                bytes,
            },
        }
    };
    inputs.iter().zip(hashed).enumerate().map(one).collect()
}

/// Whether the results of `row` are those that a new run would make.
fn is_done(row: &Row, out: &Path, sha256: &str, versions: &Versions, files: &[&str]) -> bool {
    let written = |folder: &String| {
        let folder = out.join(folder);
        let all = ["document.json", "text.txt"];
        all.iter()
            .chain(files)
            .all(|name| folder.join(name).is_file())
    };
    row.status == Status::Ok
        && row.same_as.is_none()
        && row.sha256.as_deref() == Some(sha256)
        && row.versions == *versions
        && row.folder.as_ref().is_some_and(written)
}

/// Bytes that are hashed at a time.
const HASH_BUFFER: usize = 1 << 16;

/// Hashes a file, whatever its size.
pub(crate) fn hash(path: &Path) -> Hashed {
    let (mut hasher, mut total) = (Sha256::new(), 0);
    let mut reader = BufReader::with_capacity(HASH_BUFFER, File::open(path)?);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok((hex(&hasher.finalize()), total));
        }
        hasher.update(bytes);
        let read = bytes.len();
        total += read as u64;
        reader.consume(read);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn failed(path: &str, reason: &str, versions: &Versions) -> Row {
    Row {
        path: path.to_owned(),
        sha256: None,
        bytes: None,
        pages: None,
        status: Status::Failed,
        error: Some(reason.to_owned()),
        seconds: 0.0,
        folder: None,
        same_as: None,
        found: Found::default(),
        versions: versions.clone(),
    }
}

/// What every document of a batch needs.
struct Work<'a> {
    out: &'a Path,
    reader: &'a dyn DocumentReader,
    progress: &'a Progress,
    versions: Versions,
}

impl Work<'_> {
    /// `None` if it was interrupted.
    fn carry_out(&self, plan: &Plan) -> Option<Outcome> {
        let outcome = |row, skipped| Some(Outcome { row, skipped });
        match plan {
            Plan::Unreadable(row) => outcome(row.clone(), false),
            Plan::Done(row) | Plan::SameAs(_, row) => outcome(row.clone(), true),
            Plan::Read {
                path,
                sha256,
                bytes,
            } => {
                let start = Instant::now();
                let mut row = failed(&path.display().to_string(), "", &self.versions);
                (row.sha256, row.bytes) = (Some(sha256.clone()), Some(*bytes));
                let done = catch_unwind(AssertUnwindSafe(|| self.document(path, sha256, &mut row)));
                match done.unwrap_or_else(|_| Err(PANICKED.to_owned().into())) {
                    Ok(()) => {}
                    Err(Unread::Interrupted) => return None,
                    Err(Unread::Failed(reason)) => {
                        row.status = Status::Failed;
                        row.error = Some(reason);
                    }
                }
                row.seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
                outcome(row, false)
            }
        }
    }

    fn document(&self, path: &Path, sha256: &str, row: &mut Row) -> Result<(), Unread> {
        let bytes: Arc<[u8]> = fs::read(path)
            .map_err(|error| format!("cannot be read: {error}"))?
            .into();
        if hex(&Sha256::digest(&bytes)) != sha256 {
            return Err("changed while it was read; run again".to_owned().into());
        }
        let origin = Origin {
            path: Some(row.path.clone()),
            sha256: sha256.to_owned(),
            signatures: Vec::new(),
        };
        let processed = self.reader.read(origin, bytes, self.progress)?;
        row.pages = Some(processed.document.source.pages);
        row.found = Found::of(&processed.document);
        let folder = document_folder(path, sha256);
        self.write(&folder, &processed)?;
        row.folder = Some(folder.to_string_lossy().into_owned());
        (row.status, row.error) = verdict(&processed);
        Ok(())
    }

    fn write(&self, folder: &Path, processed: &Processed) -> Result<(), String> {
        let write = |name: &str, bytes: &[u8]| {
            let path = self.out.join(folder).join(name);
            write_whole(&path, bytes)
                .map_err(|error| format!("{}: cannot be written: {error}", path.display()))
        };
        let json = serde_json::to_vec_pretty(&processed.document)
            .map_err(|error| format!("document.json: {error}"))?;
        write("text.txt", processed.text.as_bytes())?;
        for (name, bytes) in &processed.files {
            write(name, bytes)?;
        }
        write("document.json", &json)
    }
}

/// The reason given for a document whose reading panicked.
const PANICKED: &str = "an internal error stopped this document; please report it with the file";

fn verdict(processed: &Processed) -> (Status, Option<String>) {
    let failed: Vec<String> = processed
        .failed_pages()
        .map(|(page, reason)| format!("page {page}: {reason}"))
        .collect();
    let read = processed.document.pages.len() - failed.len();
    match (failed.is_empty(), read) {
        (true, _) => (Status::Ok, None),
        (false, 0) => (Status::Failed, Some(failed.join("; "))),
        (false, _) => (Status::Partial, Some(failed.join("; "))),
    }
}

/// Gives inputs that equal an earlier one its results; leaves out what was not reached.
fn share(plans: &[Plan], mut outcomes: Vec<Option<Outcome>>) -> Vec<Outcome> {
    for (index, plan) in plans.iter().enumerate() {
        if let Plan::SameAs(original, row) = plan {
            outcomes[index] = outcomes[*original].clone().map(|first| Outcome {
                row: Row {
                    path: row.path.clone(),
                    seconds: 0.0,
                    same_as: Some(first.row.path.clone()),
                    ..first.row
                },
                skipped: first.skipped,
            });
        }
    }
    outcomes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extraction;
    use crate::output::document::{Document, PageRecord, Source, SourceKind};

    /// Reads a document as its text: `bad` fails, `panic` panics, `half` lacks a page,
    /// `stop` asks to stop.
    #[derive(Default)]
    struct Fake(Stop);

    impl DocumentReader for Fake {
        fn read(
            &self,
            origin: Origin,
            bytes: Arc<[u8]>,
            _: &Progress,
        ) -> Result<Processed, Unread> {
            let text = String::from_utf8_lossy(&bytes).into_owned();
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
                path: origin.path,
                sha256: origin.sha256,
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

    #[test]
    fn failures_stay_alone_and_a_second_run_repeats_only_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let names = ["good", "bad", "half", "panic", "x/good"];
        let inputs: Vec<Input> = names
            .iter()
            .map(|name| {
                let path = folder.path().join(name);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                let content = name.rsplit('/').next().unwrap_or_default();
                fs::write(&path, content)
                    .map(|()| Ok(path))
                    .expect("written")
            })
            .chain([Err(("lost".to_owned(), "is missing".to_owned()))])
            .collect();
        let fake = Fake::default();
        let go = || run(&inputs, &out, &fake, &fake.0, &Progress::log()).expect("a batch");
        let first = go();
        let expected = [
            Status::Ok,
            Status::Failed,
            Status::Partial,
            Status::Failed,
            Status::Ok,
            Status::Failed,
        ];
        let statuses: Vec<Status> = first.iter().map(|outcome| outcome.row.status).collect();
        assert_eq!(statuses, expected);
        assert!(
            first[4]
                .row
                .same_as
                .as_deref()
                .is_some_and(|path| path.ends_with("good"))
        );
        assert_eq!(first[4].row.folder, first[0].row.folder);
        assert_eq!(first[2].row.error.as_deref(), Some("page 2: is faint"));
        assert!(first.iter().all(|outcome| !outcome.skipped));
        let second = go();
        let skipped: Vec<bool> = second.iter().map(|outcome| outcome.skipped).collect();
        assert_eq!(skipped, [true, false, false, false, true, false]);
        assert_eq!(second[0].row, first[0].row);
        let folder = out.join(first[0].row.folder.as_deref().expect("results"));
        fs::remove_file(folder.join("text.txt")).expect("removed");
        assert!(!go()[0].skipped);
    }

    #[test]
    fn a_batch_that_was_stopped_goes_on_where_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs: Vec<Input> = ["one", "stop", "two"]
            .iter()
            .map(|name| {
                let path = folder.path().join(name);
                fs::write(&path, name).map(|()| Ok(path)).expect("written")
            })
            .collect();
        let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let one_thread = one_thread.expect("a thread");
        let fake = Fake::default();
        let go = |fake: &Fake| {
            one_thread.install(|| run(&inputs, &out, fake, &fake.0, &Progress::log()))
        };
        assert_eq!(go(&fake).expect("a batch").len(), 1);
        fs::write(folder.path().join("stop"), "three").expect("written");
        let again = go(&Fake::default()).expect("a batch");
        let skipped: Vec<bool> = again.iter().map(|outcome| outcome.skipped).collect();
        assert_eq!(skipped, [true, false, false]);
    }
}
