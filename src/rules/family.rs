//! A family of built-in rules: all its forms are found together by one automaton, the leftmost first, and of
//! those that begin at one place the first of the file.

use super::file::RuleFile;
use super::plain::PlainText;
use crate::text::Span;
use crate::text::fold::is_alphanumeric;
use regex_automata::Input;
use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use serde::de::DeserializeOwned;

/// The forms of a family; `K` is what its forms are kinds of.
#[derive(Debug)]
pub(crate) struct Family<K> {
    regex: Regex,
    kinds: Vec<K>,
}

/// What becomes of a match.
pub(crate) enum Verdict<T> {
    /// It is taken.
    Taken(T),
    /// It means nothing, but what is shorter may.
    Shorter,
    /// Nothing that begins here is of use.
    Not,
}

/// A match in the text.
pub(crate) struct Match<'a, K> {
    /// The kind of its form.
    pub(crate) kind: K,
    captures: &'a Captures,
    plain: &'a PlainText,
}

impl<K: DeserializeOwned + Copy> Family<K> {
    /// The forms of a file, in its order.
    pub(crate) fn new(file: &RuleFile) -> Self {
        let forms = || file.rules.iter().flat_map(|rule| &rule.forms);
        let expressions: Vec<&str> = forms().map(|form| form.expression.as_str()).collect();
        let kind = |name: &str| serde_json::from_value(name.into());
        Family {
            regex: Regex::new_many(&expressions)
                .expect("built-in forms are valid, as a test shows"),
            kinds: forms()
                .map(|form| kind(&form.kind).expect("built-in forms are of known kinds"))
                .collect(),
        }
    }

    /// What `accept` takes of the matches that are whole words, in the order of the text. Where it takes
    /// nothing of the longest match at a place, shorter ones are tried.
    pub(crate) fn find<T>(
        &self,
        plain: &PlainText,
        mut accept: impl FnMut(&Match<K>) -> Verdict<T>,
    ) -> Vec<T> {
        let text = plain.text();
        let mut captures = self.regex.create_captures();
        let (mut taken, mut from, mut to) = (Vec::new(), 0, text.len());
        loop {
            let input = Input::new(text).span(from..to);
            self.regex.search_captures(&input, &mut captures);
            let Some((form, place)) = captures.pattern().zip(captures.get_match()) else {
                if to == text.len() {
                    return taken;
                }
                (from, to) = (after_char(text, from), text.len());
                continue;
            };
            if to < text.len() && place.start() > from {
                // Nothing shorter begins at the place.
                (from, to) = (after_char(text, from), text.len());
                continue;
            }
            let found = Match {
                kind: self.kinds[form.as_usize()],
                captures: &captures,
                plain,
            };
            let verdict = match is_whole(text, place.start(), place.end()) {
                true => accept(&found),
                false => Verdict::Shorter,
            };
            (from, to) = match verdict {
                Verdict::Shorter => (place.start(), place.end() - 1),
                Verdict::Not => (after_char(text, place.start()), text.len()),
                Verdict::Taken(value) => {
                    taken.push(value);
                    (after_char(text, place.start()), text.len())
                }
            };
            while !text.is_char_boundary(to) {
                to -= 1;
            }
        }
    }
}

/// The next place at which a character starts.
fn after_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Whether a stretch begins and ends where words do.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let inside = |at: usize| {
        text[..at].ends_with(is_alphanumeric) && text[at..].starts_with(is_alphanumeric)
    };
    !inside(start) && !inside(end)
}

impl<K> Match<'_, K> {
    /// Where it stands in the printed text: the capture `value`, or all of it.
    pub(crate) fn span(&self) -> Span {
        let whole = self.captures.get_match().expect("it matches");
        let whole = || self.plain.printed(whole.start(), whole.end());
        self.part("value").unwrap_or_else(whole)
    }

    /// Where a capture stands in the printed text.
    pub(crate) fn part(&self, name: &str) -> Option<Span> {
        let found = self.captures.get_group_by_name(name)?;
        Some(self.plain.printed(found.start, found.end))
    }

    /// A capture as patterns see it.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let found = self.captures.get_group_by_name(name)?;
        Some(&self.plain.text()[found.start..found.end])
    }

    /// A capture as a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.text(name)?.parse().ok()
    }
}
