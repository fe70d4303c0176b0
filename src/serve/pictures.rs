//! Pictures of pages, rendered from the inputs when they are looked at, the last ones kept. They are
//! rendered in processes of their own, as for reading.

use crate::archive::error::StoreError;
use crate::serve::{Shared, input, told};
use crate::worker::{Answer, Ask, Crew, FileToRead};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Longest side of a picture, in pixels: an A4 page at 200 dpi.
const LONGEST: u32 = 2340;
/// Pictures that are kept.
const KEPT: usize = 32;

/// A page of a document.
type Key = (i64, u32);

/// Renders pages.
pub(crate) struct Pictures {
    crew: Crew,
    /// The last ones, the newest last.
    kept: Mutex<VecDeque<(Key, Arc<Vec<u8>>)>>,
}

impl Pictures {
    pub(crate) fn new(crew: Crew) -> Self {
        Pictures {
            crew,
            kept: Mutex::default(),
        }
    }

    fn kept(&self, key: Key) -> Option<Arc<Vec<u8>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| *known == key)?;
        let entry = kept.remove(at)?;
        let picture = entry.1.clone();
        kept.push_back(entry);
        Some(picture)
    }

    fn keep(&self, key: Key, picture: &Arc<Vec<u8>>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((key, picture.clone()));
    }

    /// The page of an input whose bytes are still those that were read.
    fn render(&self, file: &FileToRead, number: u32) -> Result<Vec<u8>, String> {
        let index = number.checked_sub(1).ok_or("pages are counted from 1")? as usize;
        let ask = Ask::Picture {
            index,
            longest: LONGEST,
        };
        match self.crew.ask(file, ask) {
            Ok(Answer::Bytes(bytes)) => Ok(bytes),
            Ok(_) => Err("a text has no pictures".to_owned()),
            Err(error) => Err(error.reason()),
        }
    }
}

/// The picture of a page.
pub(crate) async fn picture(desk: Shared, Path((id, number)): Path<(i64, u32)>) -> Response {
    let desk = desk.0;
    let rendered = tokio::task::spawn_blocking(move || {
        if let Some(kept) = desk.pictures.kept((id, number)) {
            return Ok(kept);
        }
        let found = desk.read(|store| {
            let path = store.listed(id)?.path;
            let (_, sha256) = store.folder(id)?;
            let pages = store.listed(id)?.pages.unwrap_or(0);
            match (1..=pages).contains(&number) {
                true => Ok((path, sha256)),
                false => Err(StoreError::Question(format!("no page {number}"))),
            }
        });
        let (recorded, sha256) = found.map_err(|error| error.to_string())?;
        let path =
            input(&desk.out, &recorded).ok_or("the input is not where it was when it was read")?;
        let file = FileToRead {
            path: path.into(),
            sha256,
            ..FileToRead::default()
        };
        let picture = Arc::new(desk.pictures.render(&file, number)?);
        desk.pictures.keep((id, number), &picture);
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
        Ok(Err(why)) => told(StatusCode::NOT_FOUND, &why),
        Err(_) => told(StatusCode::INTERNAL_SERVER_ERROR, "an internal error"),
    }
}
