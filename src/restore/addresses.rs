//! E-mail and web addresses in a line, which stay as they were read.

use crate::text::Span;
use crate::text::tokens::Token;

/// Whether a line has what every address has; most lines do not.
pub(crate) fn may_hold_address(line: &str) -> bool {
    let pairs = line.as_bytes().windows(2);
    let mut signs = pairs.map(|pair| match pair {
        [b'@', _] | [_, b'@'] => true,
        [b'.', after] => after.is_ascii_alphanumeric(),
        b"ht" => true,
        _ => false,
    });
    signs.any(|sign| sign)
}

/// The e-mail and web addresses of a line: `mail.travinh.gov.vn`, `vp@bdt.gov.vn`. Asked for pieces
/// from left to right, so that a line is walked along once.
pub(crate) struct Addresses<'a> {
    pub(crate) line: &'a str,
    pub(crate) any: bool,
    /// The stretch without white space that was looked at last.
    pub(crate) chunk: Span,
    pub(crate) is_address: bool,
}

impl<'a> Addresses<'a> {
    /// Those that begin or end `within` a stretch: an endless line is not looked through for each of its
    /// stretches.
    pub(crate) fn of(line: &'a str, within: Span) -> Self {
        let before = line[..within.start].trim_end_matches(|c: char| !c.is_whitespace());
        let after = line[within.end..].find(char::is_whitespace);
        let end = after.map_or(line.len(), |length| within.end + length);
        Addresses {
            line,
            any: may_hold_address(&line[before.len()..end]),
            chunk: Span::default(),
            is_address: false,
        }
    }

    /// Whether a piece belongs to an address.
    pub(crate) fn hold(&mut self, piece: &Token) -> bool {
        if !self.any {
            return false;
        }
        if piece.span.start >= self.chunk.end {
            let between = &self.line[self.chunk.end..piece.span.start];
            let start =
                self.chunk.end + between.trim_end_matches(|c: char| !c.is_whitespace()).len();
            let rest = &self.line[start..];
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            self.chunk = Span::new(start, start + length);
            self.is_address = is_address(self.chunk.of(self.line));
        }
        self.is_address
    }
}

/// Whether a stretch without white space is an address.
pub(crate) fn is_address(chunk: &str) -> bool {
    const DOMAINS: [&str; 8] = ["vn", "com", "net", "org", "gov", "edu", "info", "html"];
    let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let last = chunk.rsplit('.').next().unwrap_or_default();
    chunk.is_ascii()
        && (chunk.contains('@') || chunk.starts_with("http") || chunk.starts_with("www."))
        || (chunk.len() > last.len() + 1 && DOMAINS.contains(&last) && chunk.is_ascii())
}
