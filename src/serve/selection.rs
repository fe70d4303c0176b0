//! The documents of a list as a file: those that its filters or its search leave.

use super::documents::{FOUND, ListParams};
use super::files::{Download, XLSX, download};
use super::reply::error_response;
use super::state::Shared;
use crate::archive::error::StoreError;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// The documents as a workbook with their figures or, for `format=csv`, as a table alone.
pub(crate) async fn export(state: Shared, Query(query): Query<ListParams>) -> Response {
    let (name, kind) = match query.text("format").as_deref() {
        None | Some("xlsx") => ("xlsx", XLSX),
        Some("csv") => ("csv", "text/csv; charset=utf-8"),
        Some(_) => {
            let why = "a format is needed: xlsx or csv";
            return error_response(StatusCode::UNPROCESSABLE_ENTITY, why).into_response();
        }
    };
    download(state, move |state| {
        let written = state.read(|store| {
            let found = match query.text("q") {
                Some(words) => {
                    StoreError::unless_short(&words)?;
                    let hits = store.search(&words, FOUND)?.hits.into_iter();
                    Some(hits.map(|hit| hit.document).collect::<Vec<i64>>())
                }
                None => None,
            };
            Ok(store.export_selected(&query.filter()?, found.as_deref(), name))
        });
        let written = written.map_err(|error| error.to_string())?;
        Ok(Download {
            name: format!("baocao.{name}"),
            kind,
            bytes: written.map_err(|error| error.to_string())?,
        })
    })
    .await
}
