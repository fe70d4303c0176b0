//! Why the archive cannot be read or written.

use std::io;
use std::path::Path;

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
    /// A newer program made it.
    #[error("archive.db: made by a newer version of baocao (store {0}); update baocao")]
    Newer(i64),
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
    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        StoreError::File {
            path: path.display().to_string(),
            source,
        }
    }
}
