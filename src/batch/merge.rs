//! Folders of results → one, as one run over all their inputs would have made it.

use super::finish::Ending;
use super::intake::Intake;
use super::outcome::BatchResult;
use crate::checksum;
use crate::results::error::ResultsError;
use crate::results::folder::OutFolder;
use crate::results::journal::{Journal, in_order};
use crate::results::layout::results_of;
use crate::results::manifest::{NAME, OutputFile, Row};
use crate::results::names::{CORRECTIONS, SUMS};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why results are not merged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MergeError {
    /// There are none.
    #[error("{0}: no results; name folders that `run` has written")]
    NoResults(String),
    /// They may change yet.
    #[error("{0}: the run there has not ended; run the same command again, then merge")]
    NotEnded(String),
    /// A file is not what its row says.
    #[error("{0}: not as it was written; `baocao verify` tells all")]
    Changed(String),
    /// They cannot be read or written.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

/// Takes the results of the folders `from` into the folder of `ending`, in the order of their inputs, and closes it.
/// Files are linked where the file system can do that, and copied elsewhere.
///
/// # Errors
/// If a folder has no results or a run there has not ended; if they cannot be read or written.
pub(crate) fn merge(from: &[PathBuf], ending: &Ending<'_>) -> Result<BatchResult, MergeError> {
    let mut intake = Intake::begin(ending.out)?;
    let mut sources = Vec::new();
    for folder in from.iter().filter(|folder| !is_same(folder, ending.out)) {
        sources.push(results_to_merge(folder)?);
    }
    let journals = sources
        .iter()
        .map(|source| Journal::open_to_read(&source.join(NAME)));
    let journals: Vec<Journal> = journals.collect::<Result<_, _>>()?;
    for (source, place) in in_order(&journals)? {
        let row = journals[source].row(place)?;
        let results = ending.out.results();
        let mut changed = None;
        intake.take(row, |row| {
            changed = files(row, &sources[source], results)?;
            Ok(row.outputs.clone())
        })?;
        if let Some(path) = changed {
            return Err(MergeError::Changed(path.display().to_string()));
        }
    }
    Ok(intake.end(ending)?)
}

fn is_same(folder: &Path, out: &OutFolder) -> bool {
    let same = folder.canonicalize().ok();
    same.is_some() && same == out.root().canonicalize().ok()
}

/// Where the results of a folder lie, of which a run has ended.
fn results_to_merge(folder: &Path) -> Result<PathBuf, MergeError> {
    let (results, name) = (results_of(folder), folder.display().to_string());
    if !results.join(NAME).is_file() {
        return Err(MergeError::NoResults(name));
    }
    if !results.join(SUMS).is_file() {
        return Err(MergeError::NotEnded(name));
    }
    if folder.join(CORRECTIONS).is_file() {
        tracing::warn!("{name}: its corrections are not merged; correct the merged results");
    }
    Ok(results)
}

/// Puts the files of a row where its results lie in another folder; the first that is not what the row says.
fn files(row: &Row, from: &Path, to: &Path) -> Result<Option<PathBuf>, ResultsError> {
    let folder = row.folder.as_deref().unwrap_or_default();
    for file in &row.outputs {
        let [from, to] = [from, to].map(|results| results.join(folder).join(&file.name));
        let put = put(file, &from, &to).map_err(|error| ResultsError::output(&to, error))?;
        if !put {
            return Ok(Some(from));
        }
    }
    Ok(None)
}

/// Links or copies a file, unless it is there; whether it is what it should be.
fn put(file: &OutputFile, from: &Path, to: &Path) -> io::Result<bool> {
    let is_whole = |path: &Path| {
        let found = checksum::of_file(path);
        found.is_ok_and(|(sha256, _)| sha256 == file.sha256)
    };
    if is_whole(to) {
        return Ok(true);
    }
    if !is_whole(from) {
        return Ok(false);
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to)?;
    }
    Ok(true)
}
