//! `baocao serve`: the archive as a web page, from the program itself.
//!
//! Requests are checked (`guard`), then asked of the store in threads of their own, as SQLite waits.
//! Reading is done by any of several connections, writing by one. What a URL names is looked up in the
//! store; none is ever part of a path.

pub(crate) mod assets;
pub(crate) mod documents;
pub(crate) mod guard;
pub(crate) mod pictures;
pub(crate) mod queue;

pub use guard::Access;

use crate::archive::Store;
use crate::archive::error::StoreError;
use crate::worker::Crew;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use pictures::Pictures;
use serde::Serialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest request, in bytes.
const REQUEST: usize = 64 << 10;

/// What is served, and to whom.
pub struct Settings {
    /// The folder of results.
    pub out: PathBuf,
    /// Who may ask.
    pub access: Access,
    /// What renders pages.
    pub crew: Crew,
    /// Who corrects, where nobody says.
    pub author: String,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("out", &self.out)
            .finish_non_exhaustive()
    }
}

/// Why the archive cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address.
    #[error("{0}: {1}")]
    Bind(SocketAddr, std::io::Error),
    /// The threads.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

/// What all requests share.
pub(crate) struct Desk {
    out: PathBuf,
    readers: Mutex<Vec<Store>>,
    writer: Mutex<Store>,
    pictures: Pictures,
    access: Access,
    author: String,
}

pub(crate) type Shared = State<Arc<Desk>>;

impl Desk {
    /// # Errors
    /// If there is no store that can be read and written.
    fn new(settings: Settings) -> Result<Self, StoreError> {
        let writer = Store::open_existing(&settings.out)?;
        Ok(Desk {
            readers: Mutex::default(),
            writer: Mutex::new(writer),
            pictures: Pictures::new(settings.crew),
            access: settings.access,
            author: settings.author,
            out: settings.out,
        })
    }

    /// Asks a connection that is idle.
    fn read<T>(&self, ask: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let store = idle.map_or_else(|| Store::open_read_only(&self.out), Ok)?;
        let answer = ask(&store);
        self.readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(store);
        answer
    }

    /// Writes; one at a time.
    fn write<T>(
        &self,
        change: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        change(&mut self.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An answer in JSON, or why there is none.
pub(crate) enum Answer<T> {
    Json(T),
    Failed(StoreError),
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match self {
            Answer::Json(value) => axum::Json(value).into_response(),
            Answer::Failed(StoreError::Question(why)) => {
                told(StatusCode::UNPROCESSABLE_ENTITY, &why)
            }
            Answer::Failed(error) => {
                tracing::error!("{error}");
                told(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
            }
        }
    }
}

/// A reason as JSON.
pub(crate) fn told(status: StatusCode, why: &str) -> Response {
    (status, axum::Json(serde_json::json!({ "error": why }))).into_response()
}

/// Runs what waits for the disk in a thread for that.
pub(crate) async fn apart<T: Send + 'static>(
    desk: Arc<Desk>,
    work: impl FnOnce(&Desk) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    match tokio::task::spawn_blocking(move || work(&desk)).await {
        Ok(Ok(value)) => Answer::Json(value),
        Ok(Err(error)) => Answer::Failed(error),
        Err(_) => Answer::Failed(StoreError::Question("an internal error".to_owned())),
    }
}

fn router(desk: Arc<Desk>) -> Router {
    let api = Router::new()
        .route("/overview", get(documents::overview))
        .route("/documents", get(documents::list))
        .route("/documents/{id}", get(documents::document))
        .route("/documents/{id}/pages/{number}", get(documents::page))
        .route(
            "/documents/{id}/pages/{number}/picture",
            get(pictures::picture),
        )
        .route("/series", get(documents::series))
        .route("/indicators", get(documents::indicators))
        .route("/review", get(queue::queue))
        .route("/decisions", post(queue::decide))
        .route("/decisions/{id}/undo", post(queue::undo));
    Router::new()
        .nest("/api", api)
        .fallback(assets::asset)
        .layer(DefaultBodyLimit::max(REQUEST))
        .layer(middleware::from_fn_with_state(desk.clone(), guard::check))
        .with_state(desk)
}

/// Serves the archive until it is asked to stop; `ready` is told the address.
///
/// # Errors
/// If there is no store, or the address is taken.
pub fn serve(
    settings: Settings,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let desk = Arc::new(Desk::new(settings)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| ServeError::Bind(address, error))?;
        ready(listener.local_addr()?);
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        axum::serve(listener, router(desk))
            .with_graceful_shutdown(stop)
            .await?;
        Ok(())
    })
}

/// The input of a document, where it can be found: as it was given, from here or from the folder of
/// results.
pub(crate) fn input(out: &Path, recorded: &str) -> Option<PathBuf> {
    let path = crate::batch::plan::path_of(recorded);
    let places = [path.clone(), out.join(&path), out.join("..").join(&path)];
    places.into_iter().find(|place| place.is_file())
}
