//! A batch for programs: the files, the folder of results, and nothing else to choose.

use super::context::Batch;
use super::inputs::InputFilter;
use super::isolated_reader::IsolatedReader;
use super::outcome::{BatchResult, ReadPolicy};
use super::progress::Progress;
use crate::pipeline::Pipeline;
use crate::pipeline::engines::info;
use crate::results::error::ResultsError;
use crate::results::folder::{OutFolder, ResultNames};
use crate::results::manifest::Versions;
use crate::text::language::Language;
use crate::worker::{ReadOptions, Stop, WorkerPool, engines};
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
    let read = ReadOptions::default();
    let engine = info(read.readers);
    let reader = IsolatedReader {
        versions: Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.version,
            language_data: engine.language,
            model: pipeline.model_version.clone(),
            rules: String::new(),
        },
        workers: WorkerPool::threads(engines::servers(None, pipeline)),
        stop: stop.clone(),
        pdf: false,
        formats: Vec::new(),
        read,
        options: Vec::new(),
    };
    let batch = Batch {
        out: &OutFolder::open(out, false)?,
        reader: &reader,
        names: ResultNames::default(),
        mets: false,
        policy: ReadPolicy::Missing,
        stop: &stop,
        progress: &progress,
        language: Language::default(),
        positions: Vec::new(),
    };
    batch.run(&InputFilter::default().found(inputs, out).inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_that_lie_among_the_inputs_are_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.txt"), "Số: 12/BC-UBND\n").expect("written");
        let out = folder.path().join("results");
        for _ in 0..2 {
            let inputs = [folder.path().to_owned()];
            let result = read_batch(&inputs, &out, Pipeline::builtin()).expect("a batch");
            assert_eq!(result.outcomes.len(), 1);
        }
    }
}
