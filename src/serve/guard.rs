//! Checks every request, and adds the security headers of its response.

use super::reply::error_response;
use super::state::Shared;
use axum::extract::Request;
use axum::http::header;
use axum::http::header::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// Headers of every response: nothing from elsewhere, no scripts in the page, no frames.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Checks a request, and adds the headers of its response.
pub(crate) async fn check(state: Shared, request: Request, next: Next) -> Response {
    let mut response = match state.access.welcome(request.uri()) {
        Some(welcome) => welcome,
        None => match state.access.check(&request) {
            Ok(()) => next.run(request).await,
            Err((status, why)) => error_response(status, why),
        },
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    let cached = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(cached);
    response
}
