//! Errors of the folder of results.

use std::io;
use std::path::Path;

/// Why results cannot be written.
///
/// ```
/// let out = std::path::Path::new("README.md/results");
/// let error = baocao::read_batch(&[], out, baocao::Pipeline::builtin()).err();
/// assert!(matches!(error, Some(baocao::ResultsError::Output { .. })));
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// Results cannot be written.
    #[error("{path}: cannot be written: {source}; {next}")]
    Output {
        /// The folder or file.
        path: String,
        /// The error of the system.
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
    /// A bag is wanted where results lie that are not in a bag.
    #[error("{0}: holds results that are no bag; choose another folder for --bagit")]
    NoBag(String),
}

impl ResultsError {
    pub(crate) fn output(path: &Path, source: io::Error) -> Self {
        let next = match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => "make room, then run the same command again",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "change its permissions or choose another folder with -o"
            }
            _ => "see to the disk, then run the same command again",
        };
        ResultsError::Output {
            path: path.display().to_string(),
            source,
            next,
        }
    }
}
