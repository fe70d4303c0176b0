//! What all steps of a batch share.

use super::outcome::ReadPolicy;
use super::progress::Progress;
use super::reader::DocumentReader;
use crate::results::folder::{OutFolder, ResultNames};
use crate::text::language::Language;
use crate::worker::Stop;

/// The option that makes any doubt about an input an error.
pub const STRICT: &str = "strict";
/// How the names of the options begin that change how pages are read.
pub(crate) const READING: [&str; 2] = ["text-layer=", "readers="];

/// A batch that is to be run.
pub struct Batch<'a> {
    /// Where the results go.
    pub out: &'a OutFolder,
    /// What reads the documents.
    pub reader: &'a dyn DocumentReader,
    /// How they are named.
    pub names: ResultNames,
    /// Whether they are described as METS.
    pub mets: bool,
    /// Which documents are read again.
    pub policy: ReadPolicy,
    /// Asked to stop from outside.
    pub stop: &'a Stop,
    /// Shows how far it is.
    pub progress: &'a Progress,
    /// The language of its report.
    pub language: Language,
    /// The places of its inputs among all, where these are shared out among several processes; otherwise empty.
    pub positions: Vec<u64>,
}

impl Batch<'_> {
    /// The place of an input among all.
    pub(crate) fn position(&self, at: usize) -> Option<u64> {
        self.positions.get(at).copied()
    }
}

impl std::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").finish_non_exhaustive()
    }
}
