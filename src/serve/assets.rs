//! The page itself: files that are part of the program, found by their whole names.

use super::reply::error_response;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Path, kind and content.
type Asset = (&'static str, &'static str, &'static str);

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// All files.
const ASSETS: &[Asset] = &[
    ("/", HTML, include_str!("assets/index.html")),
    ("/app.css", CSS, include_str!("assets/app.css")),
    (
        "/icon.svg",
        "image/svg+xml",
        include_str!("assets/icon.svg"),
    ),
    ("/app.js", SCRIPT, include_str!("assets/app.js")),
    ("/page.js", SCRIPT, include_str!("assets/page.js")),
    ("/words.js", SCRIPT, include_str!("assets/words.js")),
    (
        "/views/archive.js",
        SCRIPT,
        include_str!("assets/views/archive.js"),
    ),
    (
        "/views/document.js",
        SCRIPT,
        include_str!("assets/views/document.js"),
    ),
    (
        "/views/review.js",
        SCRIPT,
        include_str!("assets/views/review.js"),
    ),
    (
        "/views/scan.js",
        SCRIPT,
        include_str!("assets/views/scan.js"),
    ),
    (
        "/views/sections.js",
        SCRIPT,
        include_str!("assets/views/sections.js"),
    ),
    (
        "/views/charts.js",
        SCRIPT,
        include_str!("assets/views/charts.js"),
    ),
];

/// The file with this path.
pub(crate) async fn asset(uri: Uri) -> Response {
    match ASSETS.iter().find(|(path, ..)| *path == uri.path()) {
        Some((_, kind, content)) => ([(header::CONTENT_TYPE, *kind)], *content).into_response(),
        None => error_response(StatusCode::NOT_FOUND, "nothing here"),
    }
}
