//! The steps of a batch, from its inputs to the closed folder of results.

use super::console_summary::ConsoleSummary;
use super::context::{Batch, READING};
use super::document::Work;
use super::finish;
use super::finish::Ending;
use super::outcome::{BatchResult, Input};
use super::plan::{Plan, Planner};
use super::record;
use super::spread::spread;
use crate::results::error::ResultsError;
use crate::results::fixity;
use crate::results::journal::Journal;
use crate::results::manifest::Versions;
use crate::results::members;
use crate::results::page_store::PageStore;
use rayon::prelude::*;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

impl Batch<'_> {
    /// Reads `inputs`.
    ///
    /// # Errors
    /// Only if results cannot be written from the start; a document that fails is an [`Outcome`](super::Outcome).
    pub fn run(&self, inputs: &[Input]) -> Result<BatchResult, ResultsError> {
        members::gather(self.out)?;
        let journal = Journal::open(self.out)?;
        let archive = record::Archive::open(self.out)?;
        let store = self.page_store()?;
        let plans = self.plans(inputs, &journal, &store)?;
        let work = Work {
            batch: self,
            known: &journal,
            journal: &journal,
            store: &store,
            archive: Some(&archive),
            error: OnceLock::new(),
        };
        let outcomes = work.outcomes(&plans, inputs);
        self.progress.end();
        let thumbnail = |path: &Path, sha256: &str, page| self.reader.thumbnail(path, sha256, page);
        let ending = Ending {
            out: self.out,
            mets: self.mets,
            language: self.language,
            thumbnail: &thumbnail,
        };
        let (summary, closed) = match finish::console_summary(&journal, &outcomes) {
            Ok(summary) => (summary, finish::close(&ending, &journal, &outcomes)),
            Err(error) => (ConsoleSummary::default(), Err(error)),
        };
        let error = work.error.into_inner().or(closed.err());
        Ok(BatchResult {
            open: inputs.len() - outcomes.len(),
            told: self.progress.is_log(),
            outcomes,
            summary,
            error,
        })
    }

    /// The pages of documents that are not done.
    pub(crate) fn page_store(&self) -> Result<PageStore, ResultsError> {
        // Rules read fields, no pages.
        let versions = Versions {
            rules: String::new(),
            ..self.reader.versions()
        };
        let mut options = self.reader.options();
        options.retain(|option| READING.iter().any(|reading| option.starts_with(reading)));
        PageStore::open(self.out, &versions, &options)
    }

    /// What is to be done with each input, of which the progress is told.
    pub(crate) fn plans(
        &self,
        inputs: &[Input],
        known: &Journal,
        store: &PageStore,
    ) -> Result<Vec<Plan>, ResultsError> {
        self.progress.hashing(inputs.len());
        let planner = Planner {
            batch: self,
            journal: known,
            store,
            taken: Default::default(),
            contents: Default::default(),
        };
        let plans = planner.plans(inputs)?;
        if plans.iter().any(|plan| matches!(plan, Plan::Read(..))) {
            fixity::begin(self.out)?;
        }
        let settled = plans.iter().filter(|plan| match plan {
            Plan::Known(_) | Plan::SameAs(_) | Plan::SameAsEarlier(_) => true,
            Plan::Read(..) | Plan::Unreadable(..) => false,
        });
        let settled = settled.count();
        self.look_ahead(&plans, inputs);
        self.progress.begin(inputs.len(), settled);
        Ok(plans)
    }

    /// Counts the pages of documents that are spread over all, for a while, so that the time left is known early.
    fn look_ahead(&self, plans: &[Plan], inputs: &[Input]) {
        let unread = plans.iter().zip(inputs);
        let unread: Vec<(&Path, &str)> = unread
            .filter_map(|(plan, input)| match (plan, input) {
                (Plan::Read(sha256, _), Ok(path)) => Some((path.as_path(), sha256.as_str())),
                _ => None,
            })
            .collect();
        self.progress.looking(unread.len());
        let start = Instant::now();
        let spread: Vec<usize> = spread(unread.len()).collect();
        for some in spread.chunks(rayon::current_num_threads()) {
            if self.progress.is_log() || self.stop.is_asked() || start.elapsed() > LOOK_AHEAD {
                return;
            }
            some.par_iter().for_each(|&index| {
                let (path, sha256) = unread[index];
                if let Some(pages) = self.reader.pages(path, sha256) {
                    self.progress.opened(sha256, pages);
                }
            });
        }
    }
}

/// How long documents are looked at before the first is read.
const LOOK_AHEAD: Duration = Duration::from_secs(3);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Stop;
    use crate::batch::job::Job;
    use crate::batch::outcome::{Outcome, ReadPolicy};
    use crate::batch::progress::Progress;
    use crate::batch::reader::{DocumentReader, ReadDocument, ReadError};
    use crate::document::Extraction;
    use crate::document::record::Document;
    use crate::document::record::PageRecord;
    use crate::document::record::Source;
    use crate::document::record::SourceKind;
    use crate::pipeline::Processed;
    use crate::results::folder::{OutFolder, ResultNames};
    use crate::results::manifest::{self, Row, Status, Versions};
    use crate::results::names::SUMS;
    use crate::results::page_store::StoredPages;
    use crate::results::{superseded, verify};
    use std::fs;
    use std::path::PathBuf;

    /// Reads a document as its text: `bad` fails, `panic` panics, `half` lacks a page,
    /// `stop` asks to stop.
    #[derive(Default)]
    struct Fake(Stop);

    impl DocumentReader for Fake {
        fn read(
            &self,
            job: &Job,
            _: &StoredPages<'_>,
            _: &Progress,
        ) -> Result<ReadDocument, ReadError> {
            let text = fs::read_to_string(&job.path).expect("a file");
            match text.as_str() {
                "bad" => return Err("is bad".to_owned().into()),
                "stop" => {
                    self.0.ask();
                    return Err(ReadError::Interrupted);
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
                signatures: Vec::new(),
            };
            let document = Document {
                schema: String::new(),
                source,
                extraction: Extraction::default(),
                pages: vec![PageRecord::default(), lost],
                stamps: Vec::new(),
                warnings: Vec::new(),
                faults: Vec::new(),
            };
            Ok(Processed { document, text }.into())
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
    fn go(inputs: &[Input], out: &Path, fake: &Fake, policy: ReadPolicy) -> Vec<Outcome> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let out = OutFolder::open(out, false).expect("a folder");
        let batch = Batch {
            out: &out,
            reader: fake,
            names: ResultNames::default(),
            mets: false,
            policy,
            stop: &fake.0,
            progress: &Progress::log(),
            language: crate::text::language::Language::default(),
            positions: Vec::new(),
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
        let first = go(&inputs, &out, &fake, ReadPolicy::Missing);
        let statuses: Vec<Status> = first.iter().map(|outcome| outcome.status).collect();
        use crate::results::manifest::Status::Failed;
        use crate::results::manifest::Status::Ok;
        use crate::results::manifest::Status::Partial;
        assert_eq!(statuses, [Ok, Failed, Partial, Failed, Ok, Failed]);
        assert_eq!(skipped(&first), [false; 6]);
        let first = rows(&out);
        let same_as = first[4].same_as.as_deref();
        assert!(same_as.is_some_and(|path| path.ends_with("good")));
        assert_eq!(first[4].folder, first[0].folder);
        assert_eq!(first[2].error.as_deref(), Some("page 2: is faint"));
        let manifest = fs::read(out.join(manifest::NAME)).expect("a manifest");
        let second = go(&inputs, &out, &fake, ReadPolicy::Missing);
        assert_eq!(skipped(&second), [true, true, true, true, true, false]);
        assert_eq!(
            fs::read(out.join(manifest::NAME)).expect("a manifest"),
            manifest
        );
        let third = go(&inputs, &out, &fake, ReadPolicy::Failed);
        assert_eq!(skipped(&third), [true, false, false, false, true, false]);
        assert_eq!(rows(&out)[0], first[0]);
        let results = out.join(first[0].folder.as_deref().expect("results"));
        fs::remove_file(results.join("text.txt")).expect("removed");
        assert!(!go(&inputs, &out, &fake, ReadPolicy::Missing)[0].skipped);
        assert!(!go(&inputs, &out, &fake, ReadPolicy::All)[0].skipped);
    }

    #[test]
    fn what_equals_an_input_is_not_read_again_whatever_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs = files(folder.path(), &["one", "two"]);
        let copy = |name: &str| {
            let path = folder.path().join(name);
            fs::copy(folder.path().join("one"), &path).expect("copied");
            Input::Ok(path)
        };
        let fake = Fake::default();
        let now = [inputs, vec![copy("copy")]].concat();
        assert!(go(&now, &out, &fake, ReadPolicy::Missing)[2].has_results);
        assert!(go(&[copy("later")], &out, &fake, ReadPolicy::Missing)[0].has_results);
        let folders = rows(&out).into_iter().map(|row| (row.folder, row.same_as));
        let folders: Vec<_> = folders.collect();
        let first = &folders[0].0;
        assert_eq!(
            folders.iter().filter(|(folder, _)| folder == first).count(),
            3
        );
        assert_eq!(folders.iter().filter(|(_, same)| same.is_some()).count(), 2);
    }

    #[test]
    fn results_stay_and_are_vouched_for_when_their_input_changes_or_fails() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs = files(folder.path(), &["a", "b"]);
        let go = |again| go(&inputs, &out, &Fake::default(), again).len();
        go(ReadPolicy::Missing);
        let superseded = || fs::read(out.join(superseded::NAME)).map(|text| manifest::rows(&text));
        let old = rows(&out);
        let verified = || {
            let found = verify::verify(&out, true).expect("a manifest");
            assert_eq!(found.differences, []);
            found.results
        };
        assert_eq!((verified(), superseded().is_err()), (2 * 2 + 3, true));
        fs::write(folder.path().join("a"), "another").expect("changed");
        // Killed after the new results were there.
        let manifest = out.join(manifest::NAME);
        let before = fs::read(&manifest).expect("a manifest");
        go(ReadPolicy::Missing);
        let new = manifest::text(&[&rows(&out)[0]]);
        fs::write(&manifest, [before, new].concat()).expect("written");
        fs::remove_file(out.join(superseded::NAME)).expect("removed");
        for _ in 0..2 {
            go(ReadPolicy::Missing);
            assert_eq!(superseded().expect("a file"), [old[0].clone()]);
            assert_eq!(verified(), 3 * 2 + 4);
        }
        // The old content again: its results are those of the input again.
        fs::write(folder.path().join("a"), "a").expect("changed back");
        go(ReadPolicy::Missing);
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
        // The first and the last are read before what lies between them.
        let inputs = files(folder.path(), &["one", "two", "stop"]);
        assert_eq!(
            go(&inputs, &out, &Fake::default(), ReadPolicy::Missing).len(),
            1
        );
        fs::write(folder.path().join("stop"), "three").expect("written");
        let again = go(&inputs, &out, &Fake::default(), ReadPolicy::Missing);
        assert_eq!(skipped(&again), [true, false, false]);
    }

    #[test]
    fn a_changed_byte_is_found_in_any_result_and_input() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let inputs = files(folder.path(), &["good", "half"]);
        go(&inputs, &out, &Fake::default(), ReadPolicy::Missing);
        let differences = || verify::verify(&out, true).expect("a manifest").differences;
        assert_eq!(differences(), []);
        let results = walkdir::WalkDir::new(&out).into_iter().flatten();
        let results = results.filter(|entry| {
            let living = entry
                .file_name()
                .to_str()
                .is_some_and(crate::results::layout::is_mutable);
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
        fs::rename(out.join(SUMS), folder.path().join("sums")).expect("moved");
        assert_eq!(differences(), [fixity::Difference::NotEnded]);
        fs::rename(folder.path().join("sums"), out.join(SUMS)).expect("moved back");
        fs::write(out.join("documents/new"), "").expect("written");
        let unknown = fixity::Difference::Unknown("documents/new".to_owned());
        assert_eq!(differences(), [unknown]);
    }
}
