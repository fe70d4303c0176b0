//! A batch for programs: the files, the folder of results, and nothing else to choose.

use super::context::Batch;
use super::isolated_reader::IsolatedReader;
use super::outcome::{BatchResult, Input, ReadPolicy};
use super::progress::Progress;
use super::stop::Stop;
use crate::input;
use crate::pipeline::Pipeline;
use crate::results::error::ResultsError;
use crate::results::folder::OutFolder;
use crate::results::manifest::Versions;
use crate::worker::{ReadOptions, WorkerPool, engines};
use std::path::{Path, PathBuf};

/// Reads files, folders and globs into the folder of results `out`, in the threads of this program.
///
/// What an earlier call has finished is not read again, and a call that was killed is resumed. A page takes one to
/// four seconds of one core, and each thread some 200 MB; memory does not grow with the number of documents. The
/// process of a page is this one: a page that makes the engine abort takes the program with it, which the command
/// line avoids by worker processes.
///
/// # Errors
/// If results cannot be written from the start or another run is writing to `out`. Documents that fail are
/// outcomes, and `BatchResult::error` says why a batch ended early.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let input = folder.path().join("bao-cao.txt");
/// std::fs::write(&input, "Số: 12/BC-UBND\nTra Vinh, ngay 14 thang 02 nam 2023\n")?;
///
/// let out = folder.path().join("results");
/// let pipeline = baocao::Pipeline::builtin();
/// let result = baocao::read_batch(&[input], &out, pipeline)?;
/// assert!(result.error.is_none());
/// assert!(result.outcomes[0].has_results);
/// assert!(out.join("manifest.jsonl").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_batch(
    inputs: &[PathBuf],
    out: &Path,
    pipeline: Pipeline,
) -> Result<BatchResult, ResultsError> {
    let (stop, progress) = (Stop::default(), Progress::log());
    let engine = engines::info();
    let reader = IsolatedReader {
        versions: Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.version,
            language_data: engine.language,
            model: pipeline.model_version.clone(),
        },
        workers: WorkerPool::threads(engines::servers(None, pipeline)),
        stop: stop.clone(),
        pdf: false,
        formats: Vec::new(),
        read: ReadOptions::default(),
        options: Vec::new(),
    };
    let found: Vec<Input> = input::find(inputs)
        .into_iter()
        .map(|found| match found {
            Ok(found) => Ok(found.path),
            Err(error) => Err((error.name().to_owned(), error.to_string())),
        })
        .collect();
    let batch = Batch {
        out: &OutFolder::open(out, false)?,
        reader: &reader,
        policy: ReadPolicy::Missing,
        stop: &stop,
        progress: &progress,
    };
    batch.run(&found)
}
