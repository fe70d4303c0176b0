//! The archive of a batch, which takes documents in as they finish.

use crate::archive::Store;
use crate::archive::error::StoreError;
use crate::results::error::ResultsError;
use crate::results::folder::OutFolder;
use crate::results::manifest::Row;
use crate::results::names::ARCHIVE;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The store of a folder of results.
#[derive(Debug)]
pub(crate) struct Archive {
    path: PathBuf,
    store: Mutex<Store>,
}

impl Archive {
    /// Opens the store, and takes in the rows of the manifest that it lacks.
    pub(crate) fn open(out: &OutFolder) -> Result<Self, ResultsError> {
        let path = out.root().join(ARCHIVE);
        let open = || {
            let mut store = Store::open(out.root(), out.results())?;
            if let Some(reason) = store.set_aside() {
                tracing::warn!("{reason}");
            }
            store.catch_up()?;
            Ok(store)
        };
        match open() {
            Ok(store) => Ok(Archive {
                path,
                store: Mutex::new(store),
            }),
            Err(error) => Err(ResultsError::output(&path, cause(error))),
        }
    }

    /// Takes in what became of an input.
    pub(crate) fn record(&self, row: &Row) -> Result<(), ResultsError> {
        // A transaction that a panic cut off was rolled back.
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let recorded = store.record(row);
        recorded.map_err(|error| ResultsError::output(&self.path, cause(error)))
    }
}

/// The error of the system, where it is known.
fn cause(error: StoreError) -> io::Error {
    match error {
        StoreError::File { source, .. } => source,
        other => io::Error::other(other.to_string()),
    }
}
