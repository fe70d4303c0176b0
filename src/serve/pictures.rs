//! Pictures of pages.

use super::reply::{error_response, internal_error};
use super::state::Shared;
use crate::archive::error::StoreError;
use crate::worker::FileToRead;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The picture of a page.
pub(crate) async fn picture(state: Shared, Path((id, number)): Path<(i64, u32)>) -> Response {
    let state = state.0;
    let rendered = tokio::task::spawn_blocking(move || {
        if let Some(kept) = state.renderer.kept((id, number)) {
            return Ok(kept);
        }
        let found = state.read(|store| {
            let path = store.listed(id)?.path;
            let (_, sha256) = store.folder(id)?;
            let pages = store.listed(id)?.pages.unwrap_or(0);
            match (1..=pages).contains(&number) {
                true => Ok((path, sha256)),
                false => Err(StoreError::InvalidQuery(format!("no page {number}"))),
            }
        });
        let (recorded, sha256) = found.map_err(|error| error.to_string())?;
        let path = state
            .input(&recorded)
            .ok_or("the input is not where it was when it was read")?;
        let file = FileToRead {
            path: path.into(),
            sha256,
            ..FileToRead::default()
        };
        let picture = Arc::new(state.renderer.render(&file, number)?);
        state.renderer.keep((id, number), &picture);
        Ok::<_, String>(picture)
    });
    match rendered.await {
        Ok(Ok(picture)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "private, max-age=3600"),
            ];
            (headers, picture.as_ref().clone()).into_response()
        }
        Ok(Err(why)) => error_response(StatusCode::NOT_FOUND, &why),
        Err(panic) => internal_error(&panic),
    }
}
