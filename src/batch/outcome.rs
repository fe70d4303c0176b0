//! What is read, and what became of it.

use super::console_summary::ConsoleSummary;
use crate::results::error::ResultsError;
use crate::results::journal::RowPosition;
use crate::results::manifest::{Row, Status};
use std::path::PathBuf;

/// An input of a batch: a file, or its name and why it was not found.
pub type Input = Result<PathBuf, (String, String)>;

/// Which documents are read, given what earlier runs did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadPolicy {
    /// Those whose results are missing or of another input, version or option.
    Missing,
    /// Also those that failed.
    Failed,
    /// All.
    All,
}

/// What became of one input, in few bytes; the rest is in its row of the manifest.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let (input, out) = (folder.path().join("a.txt"), folder.path().join("results"));
/// std::fs::write(&input, "Số: 12/BC-UBND\n")?;
/// for skipped in [false, true] {
///     let result = baocao::read_batch(&[input.clone()], &out, baocao::Pipeline::builtin())?;
///     assert_eq!(result.outcomes[0].skipped, skipped);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Where its row stands in the manifest.
    pub place: RowPosition,
    /// What became of it.
    pub status: Status,
    /// Whether there are results.
    pub has_results: bool,
    /// Whether they are those of an earlier run.
    pub skipped: bool,
}

impl Outcome {
    pub(crate) fn new(place: RowPosition, row: &Row, skipped: bool) -> Self {
        Outcome {
            place,
            status: row.status,
            has_results: row.folder.is_some(),
            skipped,
        }
    }
}

/// What became of a batch.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let missing = folder.path().join("missing.pdf");
/// let result = baocao::read_batch(&[missing], folder.path(), baocao::Pipeline::builtin())?;
/// assert!(!result.outcomes[0].has_results);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchResult {
    /// Outcomes in the order of the inputs; those that were not reached have none.
    pub outcomes: Vec<Outcome>,
    /// What the console shows of them.
    pub summary: ConsoleSummary,
    /// Inputs that were not reached, or not ended.
    pub open: usize,
    /// Whether each document was told when it was done.
    pub told: bool,
    /// Why it ended early, if results could not be written.
    pub error: Option<ResultsError>,
}
