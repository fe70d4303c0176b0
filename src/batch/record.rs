//! The batch's hold on the store, which takes documents in as they finish.

use crate::archive;
use crate::archive::Store;
use crate::archive::error::StoreError;
use crate::results::error::BatchError;
use crate::results::folder::OutFolder;
use crate::results::manifest::Row;
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
    /// Opens the store; it takes in what the manifest tells and it does not know.
    pub(crate) fn open(out: &OutFolder) -> Result<Self, BatchError> {
        let path = out.root().join(archive::NAME);
        let open = || {
            let mut store = Store::open(out.root(), out.results())?;
            store.catch_up()?;
            Ok(store)
        };
        match open() {
            Ok(store) => Ok(Archive {
                path,
                store: Mutex::new(store),
            }),
            Err(error) => Err(BatchError::output(&path, cause(error))),
        }
    }

    /// Takes in what became of an input.
    pub(crate) fn record(&self, row: &Row) -> Result<(), BatchError> {
        // A transaction that a panic cut off was rolled back.
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let recorded = store.record(row);
        recorded.map_err(|error| BatchError::output(&self.path, cause(error)))
    }
}

/// What the system said, as far as it is known.
fn cause(error: StoreError) -> io::Error {
    match error {
        StoreError::File { source, .. } => source,
        other => io::Error::other(other.to_string()),
    }
}
