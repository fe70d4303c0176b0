//! `baocao serve`: the archive as a web page, from the program itself.
//!
//! Requests are checked (`guard`), then answered from the store in threads of their own, as SQLite
//! waits. Reading is done by any of several connections, writing by one. What a URL names is looked up
//! in the store, and is never part of a path.

pub(crate) mod access;
pub(crate) mod assets;
pub(crate) mod connections;
pub(crate) mod document;
pub(crate) mod documents;
pub(crate) mod files;
pub(crate) mod guard;
pub(crate) mod page;
pub(crate) mod pictures;
pub(crate) mod queue;
pub(crate) mod renderer;
pub(crate) mod reply;
pub(crate) mod selection;
pub(crate) mod series;
pub(crate) mod spot;
pub(crate) mod state;

pub use access::Access;
pub use state::Settings;

use crate::archive::error::StoreError;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use connections::Connections;
use state::AppState;
use std::future::{pending, poll_fn};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// Threads that ask the store, at most.
const READERS: usize = 12;
/// How long requests that are not done are waited for at the end.
const GRACE: Duration = Duration::from_millis(400);
/// Longest request, in bytes.
const REQUEST: usize = 64 << 10;

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

fn router(state: Arc<AppState>) -> Router {
    let api = Router::new()
        .route("/overview", get(documents::overview))
        .route("/documents", get(documents::list))
        .route("/documents/{id}", get(document::document))
        .route("/documents/{id}/pages/{number}", get(page::page))
        .route(
            "/documents/{id}/pages/{number}/picture",
            get(pictures::picture),
        )
        .route("/documents/{id}/files/{name}", get(files::file))
        .route("/documents/{id}/tables/{item}", get(files::table))
        .route("/export", get(selection::export))
        .route("/series", get(series::series))
        .route("/suggestions", get(series::suggestions))
        .route("/indicators", get(series::indicators))
        .route("/review", get(queue::queue))
        .route("/decisions", post(queue::decide))
        .route("/decisions/{id}/undo", post(queue::undo));
    Router::new()
        .nest("/api", api)
        .fallback(assets::asset)
        .layer(DefaultBodyLimit::max(REQUEST))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check))
        .with_state(state)
}

/// Serves the archive until it is asked to stop; `ready` is called with the address.
///
/// # Errors
/// If there is no store, or the address is taken.
pub fn serve(
    settings: Settings,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let state = Arc::new(AppState::new(settings)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Each has a connection to the store, of three files, while it works.
        .max_blocking_threads(READERS)
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| ServeError::Bind(address, error))?;
        ready(listener.local_addr()?);
        let listener = Connections::new(listener);
        let server = axum::serve(listener, router(state)).with_graceful_shutdown(asked_to_stop());
        let serving = tokio::spawn(server.into_future());
        asked_to_stop().await;
        let _ = tokio::time::timeout(GRACE, serving).await;
        Ok::<(), ServeError>(())
    })?;
    runtime.shutdown_timeout(GRACE);
    Ok(())
}

/// Waits for Ctrl-C, or for being asked to terminate.
async fn asked_to_stop() {
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let mut terminated = pin!(terminated());
    poll_fn(|context| {
        let is_asked = interrupted.as_mut().poll(context).is_ready()
            || terminated.as_mut().poll(context).is_ready();
        match is_asked {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signals) => drop(signals.recv().await),
        Err(_) => pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    pending().await
}
