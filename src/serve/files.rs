//! What can be taken along of a document: its searchable PDF, its text, its JSON, a table of it as XLSX, all with
//! what people corrected.

use super::reply::{error_response, internal_error};
use super::state::{AppState, Shared};
use crate::archive::ask::browse::Listed;
use crate::archive::export::document_table;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file to be kept.
pub(crate) struct Download {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// The kind of workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        let headers = [
            (header::CONTENT_TYPE, self.kind.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        (headers, self.bytes).into_response()
    }
}

/// A file of a document: `document.json`, `text.txt` or `searchable.pdf`.
pub(crate) async fn file(state: Shared, Path((id, name)): Path<(i64, String)>) -> Response {
    download(state, move |state| {
        let (listed, sha256, whole) = state
            .read(|store| Ok((store.listed(id)?, store.folder(id)?.1, store.whole(id)?)))
            .map_err(|error| error.to_string())?;
        let named = |ending: &str| format!("{}.{ending}", plain_name(&listed));
        match name.as_str() {
            "document.json" => Ok(Download {
                name: named("json"),
                kind: "application/json",
                bytes: serde_json::to_vec_pretty(&whole.into_document())
                    .map_err(|error| error.to_string())?,
            }),
            "text.txt" => Ok(Download {
                name: named("txt"),
                kind: "text/plain; charset=utf-8",
                bytes: whole.text().into_bytes(),
            }),
            "searchable.pdf" => {
                let file = state.file(&listed.path, sha256)?;
                Ok(Download {
                    name: named("pdf"),
                    kind: "application/pdf",
                    bytes: state.renderer.searchable(&file, whole.into_document())?,
                })
            }
            _ => Err("nothing here".to_owned()),
        }
    })
    .await
}

/// A table of a document as XLSX, with its parts on the pages that follow.
pub(crate) async fn table(state: Shared, Path((id, item)): Path<(i64, String)>) -> Response {
    download(state, move |state| {
        let (listed, whole) = state
            .read(|store| Ok((store.listed(id)?, store.whole(id)?)))
            .map_err(|error| error.to_string())?;
        let found = &whole.document.extraction;
        let bytes = document_table::workbook(found, &item).map_err(|error| error.to_string())?;
        Ok(Download {
            name: format!("{}-{item}.xlsx", plain_name(&listed)),
            kind: XLSX,
            bytes: bytes.ok_or_else(|| format!("no table {item}"))?,
        })
    })
    .await
}

/// What work in a thread for that makes, or why there is nothing.
pub(crate) async fn download(
    state: Shared,
    work: impl FnOnce(&AppState) -> Result<Download, String> + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(move || work(&state.0)).await {
        Ok(Ok(download)) => download.into_response(),
        Ok(Err(why)) => error_response(StatusCode::NOT_FOUND, &why),
        Err(panic) => internal_error(&panic),
    }
}

/// A name that every system takes: of the document's number or its input.
fn plain_name(document: &Listed) -> String {
    let stem = std::path::Path::new(&document.path).file_stem();
    let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
    let name = document.number.clone().or(stem).unwrap_or_default();
    let plain = name
        .chars()
        .map(|letter| match crate::text::letters::base(letter) {
            letter if letter.is_ascii_alphanumeric() || letter == '_' => letter,
            _ => '-',
        });
    plain.collect()
}
