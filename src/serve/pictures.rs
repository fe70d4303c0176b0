//! Pictures of pages.

use super::renderer::Size;
use super::reply::{error_response, internal_error};
use super::state::{AppState, Shared};
use crate::archive::error::StoreError;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

/// Which picture is wanted.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    /// SHA-256 of the input of which a page is wanted.
    sha256: Option<String>,
    /// `1` for one that stands among others.
    small: Option<String>,
}

impl Wanted {
    fn size(&self) -> Size {
        match self.small.as_deref() {
            Some("1") => Size::Thumbnail,
            _ => Size::Page,
        }
    }
}

/// The picture of a page, with the input's checksum as its tag: browsers ask again whether it is still that.
pub(crate) async fn picture(
    state: Shared,
    headers: HeaderMap,
    Path((id, number)): Path<(i64, u32)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let state = state.0;
    let rendered = tokio::task::spawn_blocking(move || rendered(&state, id, number, &wanted));
    let (tag, picture) = match rendered.await {
        Ok(Ok(found)) => found,
        Ok(Err(why)) => return error_response(StatusCode::NOT_FOUND, &why),
        Err(panic) => return internal_error(&panic),
    };
    let known = headers.get(header::IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let cached = "private, no-cache".to_owned();
    let tags = [(header::ETAG, tag), (header::CACHE_CONTROL, cached)];
    match is_known {
        true => (StatusCode::NOT_MODIFIED, tags).into_response(),
        false => {
            let kind = [(header::CONTENT_TYPE, "image/jpeg")];
            (tags, kind, picture.as_ref().clone()).into_response()
        }
    }
}

/// A page's picture and its tag, of the input that the document was read from as it is now.
fn rendered(
    state: &AppState,
    id: i64,
    number: u32,
    wanted: &Wanted,
) -> Result<(String, Arc<Vec<u8>>), String> {
    let found = state.read(|store| {
        let listed = store.listed(id)?;
        let sha256 = store.input(id, wanted.sha256.as_deref())?;
        match (1..=listed.pages.unwrap_or(0)).contains(&number) {
            true => Ok((listed.path, sha256)),
            false => Err(StoreError::InvalidQuery(format!("no page {number}"))),
        }
    });
    let (recorded, sha256) = found.map_err(|error| error.to_string())?;
    let size = wanted.size();
    let tag = format!("\"{sha256}-{number}\"");
    let key = (sha256.clone(), number, size);
    if let Some(kept) = state.renderer.kept(&key) {
        return Ok((tag, kept));
    }
    let file = state.file(&recorded, sha256)?;
    let picture = Arc::new(state.renderer.render(&file, number, size)?);
    state.renderer.keep(key, &picture);
    Ok((tag, picture))
}
