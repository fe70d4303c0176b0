//! Why the archive cannot be read or written.

use std::io;
use std::path::Path;

/// Longest words that are asked for, in bytes.
#[cfg(feature = "serve")]
const LONGEST: usize = 1000;

/// Why the store cannot be read or written.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let error = baocao::Store::open_read_only(folder.path()).err();
/// assert!(matches!(error, Some(baocao::StoreError::Missing(_))));
/// # Ok::<(), std::io::Error>(())
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no archive.
    #[error("{0}: no archive.db; `baocao run` makes it")]
    Missing(String),
    /// An error of SQLite.
    #[error("archive.db: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// It is not what the program wrote.
    #[error("archive.db: {0}")]
    Damaged(&'static str),
    /// A newer program made it.
    #[error("archive.db: made by a newer version of baocao (store {0}); update baocao")]
    Newer(i64),
    /// The input changed and was read anew since what was asked about was shown.
    #[error("the document was read anew since it was shown; load it again")]
    ReadAnew,
    /// A file of the results.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// The error of the system.
        source: io::Error,
    },
    /// Invalid query.
    #[error("{0}")]
    InvalidQuery(String),
}

impl StoreError {
    /// Whether the question took too long.
    #[cfg(feature = "serve")]
    pub(crate) fn is_interrupted(&self) -> bool {
        matches!(self, StoreError::Sqlite(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted))
    }

    /// # Errors
    /// If words that were asked for are longer than any question.
    #[cfg(feature = "serve")]
    pub(crate) fn unless_short(words: &str) -> Result<(), StoreError> {
        match words.len() {
            ..=LONGEST => Ok(()),
            _ => Err(StoreError::InvalidQuery(format!(
                "more than {LONGEST} bytes of words"
            ))),
        }
    }

    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        StoreError::File {
            path: path.display().to_string(),
            source,
        }
    }
}
