//! What all requests share: connections to the archive, rendered pages, and who may ask.

use super::access::Access;
use super::renderer::Renderer;
use crate::archive::error::StoreError;
use crate::archive::{OwnFieldReader, Store};
use crate::pool::Pool;
use crate::results::paths::located;
use crate::worker::{FileToRead, WorkerPool};
use axum::extract::State;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;

/// Time that a question may take.
const LONGEST_QUERY: Duration = Duration::from_secs(10);

/// What is served, and to whom.
pub struct Settings {
    /// The folder of results.
    pub out: PathBuf,
    /// Who may ask.
    pub access: Access,
    /// What renders pages.
    pub workers: WorkerPool,
    /// Who corrects, where nobody is named.
    pub author: String,
    /// Reads fields by rules of the user's own.
    pub own_fields: Option<OwnFieldReader>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("out", &self.out)
            .finish_non_exhaustive()
    }
}

/// What all requests share.
pub(crate) struct AppState {
    pub(crate) out: PathBuf,
    readers: Pool<Store, StoreError>,
    writer: Mutex<Store>,
    pub(crate) renderer: Renderer,
    pub(crate) access: Access,
    pub(crate) author: String,
    pub(crate) own_fields: Option<OwnFieldReader>,
}

/// The state as handlers take it.
pub(crate) type Shared = State<Arc<AppState>>;

impl AppState {
    /// # Errors
    /// If there is no store that can be read and written.
    pub(crate) fn new(settings: Settings) -> Result<Self, StoreError> {
        let writer = Store::open_existing(&settings.out)?;
        if let Some(reason) = writer.set_aside() {
            tracing::warn!("{reason}");
        }
        if let Some(reader) = &settings.own_fields {
            for error in writer.read_own_fields(reader)? {
                tracing::warn!("rules: {error}");
            }
        }
        let out = settings.out.clone();
        Ok(AppState {
            readers: Pool::new(move || Store::open_read_only(&out)),
            writer: Mutex::new(writer),
            renderer: Renderer::new(settings.workers),
            access: settings.access,
            author: settings.author,
            own_fields: settings.own_fields,
            out: settings.out,
        })
    }

    /// Reads through an idle connection, in a thread of the runtime.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.with(|store| {
            let interrupt = store.connection().get_interrupt_handle();
            let limit = Handle::current().spawn(async move {
                tokio::time::sleep(LONGEST_QUERY).await;
                interrupt.interrupt();
            });
            // All of an answer is of one moment, whatever a run writes meanwhile.
            let moment = store.connection().unchecked_transaction()?;
            let answer = query(store);
            drop(moment);
            limit.abort();
            answer
        })?
    }

    /// Writes; one at a time.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        change(&mut self.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the fields of a document anew that was corrected.
    pub(crate) fn read_own_fields(&self, store: &Store, document: i64) -> Result<(), StoreError> {
        let reader = self.own_fields.as_ref();
        reader.map_or(Ok(()), |reader| store.read_own_fields_of(document, reader))
    }

    /// The input of a document, where it can be found: as it was given, from here or from the folder
    /// of results.
    pub(crate) fn file(&self, recorded: &str, sha256: String) -> Result<FileToRead, String> {
        let path = located(recorded, &self.out);
        match path.is_file() {
            true => Ok(FileToRead {
                path: path.into(),
                sha256,
                ..FileToRead::default()
            }),
            false => Err("the input is not where it was when it was read".to_owned()),
        }
    }
}
