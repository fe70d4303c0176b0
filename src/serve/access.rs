//! Who may ask what: this machine alone unless a token is set; no page of another origin; writes only
//! with a header that other origins cannot send.
//!
//! The name in `Host` must be one of this machine's loopback names, or a token be shown, so that no
//! foreign name can be made to point here (DNS rebinding).

use crate::checksum;
use axum::extract::Request;
use axum::http::header::{HeaderMap, HeaderName};
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// Who may ask.
#[derive(Debug, Clone)]
pub struct Access {
    /// What must be shown, where others than this machine can ask.
    token: Option<String>,
}

/// Least letters of a token.
const TOKEN: usize = 16;
/// The cookie that holds the token once it was shown.
const COOKIE: &str = "baocao-token";
/// The header that writes must have.
const WRITES: &str = "x-baocao";

impl Access {
    /// Who may ask at an address.
    ///
    /// # Errors
    /// If others than this machine could ask and there is no token, or too short a one.
    pub fn new(address: SocketAddr, token: Option<String>) -> Result<Self, String> {
        let short = token.as_ref().is_some_and(|token| token.len() < TOKEN);
        let plain = |token: &String| {
            token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        match &token {
            None if !address.ip().is_loopback() => Err(format!(
                "others can reach {address}: set --token (or BAOCAO_TOKEN) to at least {TOKEN} letters"
            )),
            Some(token) if short || !plain(token) => Err(format!(
                "a token has at least {TOKEN} letters, digits, - or _"
            )),
            _ => Ok(Access { token }),
        }
    }

    /// Whether this is the token; its letters cannot be found out by the time that takes.
    fn is_token(&self, shown: &str) -> bool {
        let token = self.token.as_deref();
        token.is_some_and(|token| checksum::of(token.as_bytes()) == checksum::of(shown.as_bytes()))
    }

    pub(crate) fn check(&self, request: &Request) -> Result<(), (StatusCode, &'static str)> {
        let headers = request.headers();
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if headers.get_all(header::HOST).iter().count() > 1 {
            return Err((StatusCode::BAD_REQUEST, "more than one Host"));
        }
        let host = text(header::HOST).ok_or((StatusCode::BAD_REQUEST, "no Host"))?;
        if self.token.is_some() {
            if !self.shows_token(headers) {
                return Err((StatusCode::UNAUTHORIZED, "the token is missing or wrong"));
            }
        } else if !is_loopback(host) {
            return Err((StatusCode::FORBIDDEN, "this name is not this machine's"));
        }
        let foreign = (StatusCode::FORBIDDEN, "asked by a page of another origin");
        let same = |origin: &str| {
            origin
                .strip_prefix("http://")
                .or(origin.strip_prefix("https://"))
                == Some(host)
        };
        if text(header::ORIGIN).is_some_and(|origin| !same(origin)) {
            return Err(foreign);
        }
        let site = headers
            .get("sec-fetch-site")
            .and_then(|site| site.to_str().ok());
        let opens_page =
            request.method() == Method::GET && !request.uri().path().starts_with("/api/");
        if site.is_some_and(|site| site != "same-origin" && site != "none") && !opens_page {
            return Err(foreign);
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) && !headers.contains_key(WRITES)
        {
            return Err((StatusCode::FORBIDDEN, "the header X-Baocao is missing"));
        }
        Ok(())
    }

    fn shows_token(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        let cookies = text(header::COOKIE).unwrap_or_default().split("; ");
        let mut cookies = cookies.filter_map(|cookie| cookie.split_once('='));
        let cookie = cookies
            .find(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value);
        [bearer, cookie]
            .into_iter()
            .flatten()
            .any(|shown| self.is_token(shown))
    }

    /// The token of the first visit (`/?token=…`), which a cookie keeps from then on.
    pub(crate) fn welcome(&self, uri: &Uri) -> Option<Response> {
        let shown = uri
            .query()?
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="))?;
        let wanted = uri.path() == "/" && self.is_token(shown);
        wanted.then(|| {
            let cookie = format!("{COOKIE}={shown}; Path=/; HttpOnly; SameSite=Strict");
            (
                StatusCode::SEE_OTHER,
                [
                    (header::SET_COOKIE, cookie),
                    (header::LOCATION, "/".to_owned()),
                ],
            )
                .into_response()
        })
    }
}

/// Whether a `Host` is this machine's own.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_needs_no_token() {
        let at = |address: &str, token: Option<&str>| {
            Access::new(
                address.parse().expect("an address"),
                token.map(str::to_owned),
            )
            .is_ok()
        };
        assert!(at("127.0.0.1:80", None) && at("[::1]:80", None));
        assert!(!at("0.0.0.0:80", None) && !at("192.168.1.2:80", Some("short")));
        assert!(
            at("0.0.0.0:80", Some("0123456789abcdef"))
                && !at("0.0.0.0:80", Some("0123456789abcde;"))
        );
    }

    #[test]
    fn names_are_loopback_or_not() {
        for host in [
            "localhost",
            "localhost:7878",
            "127.0.0.1:1",
            "[::1]:7878",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:80",
            "127.0.0.1.evil.example",
            "127.0.0.2",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
