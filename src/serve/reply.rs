//! Replies in JSON, and errors.

use crate::archive::error::StoreError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use tokio::task::JoinError;

/// A value in JSON, or why there is none.
pub(crate) enum Reply<T> {
    Json(T),
    Failed(StoreError),
    /// The work panicked; the response is made.
    Panicked(Response),
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        match self {
            Reply::Json(value) => axum::Json(value).into_response(),
            Reply::Failed(StoreError::InvalidQuery(why)) => {
                error_response(StatusCode::UNPROCESSABLE_ENTITY, &why)
            }
            Reply::Failed(error @ StoreError::ReadAnew) => {
                error_response(StatusCode::NOT_FOUND, &error.to_string())
            }
            Reply::Failed(error) if error.is_interrupted() => error_response(
                StatusCode::SERVICE_UNAVAILABLE,
                "this takes too long; ask for less",
            ),
            Reply::Failed(error) => {
                tracing::error!("{error}");
                error_response(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
            }
            Reply::Panicked(response) => response,
        }
    }
}

/// A reason as JSON.
pub(crate) fn error_response(status: StatusCode, why: &str) -> Response {
    (status, axum::Json(serde_json::json!({ "error": why }))).into_response()
}

/// The response where the work for a request panicked, which is logged.
pub(crate) fn internal_error(panic: &JoinError) -> Response {
    tracing::error!("internal error, please report it: {panic}");
    error_response(StatusCode::INTERNAL_SERVER_ERROR, "an internal error")
}

/// Runs work that waits for the disk in a thread for that.
pub(crate) async fn run_blocking<S: Send + Sync + 'static, T: Send + 'static>(
    state: Arc<S>,
    work: impl FnOnce(&S) -> Result<T, StoreError> + Send + 'static,
) -> Reply<T> {
    match tokio::task::spawn_blocking(move || work(&state)).await {
        Ok(Ok(value)) => Reply::Json(value),
        Ok(Err(error)) => Reply::Failed(error),
        Err(panic) => Reply::Panicked(internal_error(&panic)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, Write};
    use std::sync::Mutex;

    /// What is logged.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("the log").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn respond(work: fn(&()) -> Result<u32, StoreError>) -> (StatusCode, String) {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .finish();
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let response = tracing::subscriber::with_default(subscriber, || {
            let reply = run_blocking(Arc::new(()), work);
            runtime.expect("a runtime").block_on(reply).into_response()
        });
        let log = log.0.lock().expect("the log").clone();
        (response.status(), String::from_utf8(log).expect("UTF-8"))
    }

    #[test]
    fn a_panic_is_an_internal_error_and_logged() {
        let (status, log) = respond(|()| panic!("on purpose"));
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(log.contains("ERROR") && log.contains("on purpose"), "{log}");
    }

    #[test]
    fn an_invalid_query_is_the_fault_of_who_asks() {
        let (status, log) = respond(|()| Err(StoreError::InvalidQuery("no page 7".to_owned())));
        assert_eq!((status, &*log), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        assert_eq!(respond(|()| Ok(1)).0, StatusCode::OK);
    }
}
