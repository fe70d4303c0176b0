//! E-mail and web addresses in a line, which stay as they were read.

use crate::text::Span;
use crate::text::span::{beginning, ending};
use crate::text::tokens::Token;

/// Bytes of an address at most, as browsers have it; longer stretches without white space are looked through in parts.
const LONGEST: usize = 2048;

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
        let before = ending(&line[..within.start], LONGEST);
        let stretch = before.rsplit(char::is_whitespace).next();
        let start = within.start - stretch.map_or(0, str::len);
        let end = stretch_end(line, within.end);
        Addresses {
            line,
            any: may_hold_address(&line[start..end]),
            chunk: Span::new(start, start),
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
            self.chunk = Span::new(start, stretch_end(self.line, start));
            self.is_address = is_address(self.chunk.of(self.line));
        }
        self.is_address
    }
}

/// Where the stretch without white space ends that goes on at a place.
fn stretch_end(line: &str, at: usize) -> usize {
    let mut stretches = beginning(&line[at..], LONGEST).split(char::is_whitespace);
    at + stretches.next().map_or(0, str::len)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokens;

    #[test]
    fn addresses_behind_a_stretch_without_end_are_held() {
        let line = format!("{} gửi vp@bdt.gov.vn", "1.ă".repeat(LONGEST));
        let at = line.len() - "vp@bdt.gov.vn".len();
        let mut addresses = Addresses::of(&line, Span::new(at, line.len()));
        let held = tokens(&line).filter(|piece| piece.span.start >= at);
        assert!(held.into_iter().all(|piece| addresses.hold(&piece)));
        let inside = LONGEST + 1;
        let mut none = Addresses::of(&line, Span::new(inside, inside));
        let piece = tokens(&line).find(|piece| piece.span.start >= inside);
        assert!(!none.hold(&piece.expect("the stretch goes on")));
    }
}
