//! A family of built-in rules: all its forms are found together by one automaton, the leftmost first, and of
//! those that begin at one place the first of the file. They are looked for in all of a text, or, where they are forms
//! of the printed text or of its base letters, read at a place of it.

use super::file::RuleFile;
use super::plain::{Letters, PlainText};
use super::rule::Rule;
use crate::document::Provenance;
use crate::text::fold::is_alphanumeric;
use crate::text::fuzzy::unfolded;
use crate::text::{Span, fold};
use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::borrow::Cow;

/// The forms of a family; `K` is what its forms are kinds of.
#[derive(Debug)]
pub(crate) struct Family<K> {
    regex: Regex,
    kinds: Vec<K>,
    /// The marks of their rules.
    marks: Vec<Provenance>,
    /// Whether the forms are of base letters.
    folds: bool,
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
    /// The mark of its rule.
    pub(crate) mark: &'a Provenance,
    captures: &'a Captures,
    plain: &'a PlainText,
}

/// A form that a text has at a place.
pub(crate) struct Printed<'t, K = IgnoredAny> {
    /// Its kind.
    pub(crate) kind: K,
    captures: Captures,
    text: &'t str,
    /// The letters that were searched.
    read: Cow<'t, str>,
}

impl<K> Printed<'_, K> {
    /// Where a capture stands.
    pub(crate) fn part(&self, name: &str) -> Option<Span> {
        let found = self.captures.get_group_by_name(name)?;
        Some(Span::new(
            self.printed(found.start),
            self.printed(found.end),
        ))
    }

    /// A capture, in the letters that were searched.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        Some(&self.read[self.captures.get_group_by_name(name)?.range()])
    }

    /// A capture as a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.text(name)?.parse().ok()
    }

    /// Where it ends.
    pub(crate) fn end(&self) -> usize {
        let found = self.captures.get_match();
        found.map_or(0, |found| self.printed(found.end()))
    }

    fn printed(&self, at: usize) -> usize {
        match self.read {
            Cow::Borrowed(_) => at,
            Cow::Owned(ref folded) => unfolded(self.text, folded, at),
        }
    }
}

impl<K: DeserializeOwned + Copy> Family<K> {
    /// The forms of a file, in its order.
    pub(crate) fn new(file: &RuleFile) -> Self {
        Self::of(&file.rules)
    }

    /// The forms of some rules, in their order.
    pub(crate) fn of(rules: &[Rule]) -> Self {
        let forms = || rules.iter().flat_map(|rule| &rule.forms);
        let expressions: Vec<&str> = forms().map(|form| form.expression.as_str()).collect();
        let kind = |name: &str| serde_json::from_value(name.into());
        let mark = |rule: &Rule| Provenance {
            rule: rule.name.clone().into(),
            rule_confidence: None,
        };
        let marks = rules
            .iter()
            .flat_map(|rule| rule.forms.iter().map(move |_| mark(rule)));
        Family {
            marks: marks.collect(),
            folds: forms().any(|form| form.letters == Letters::Base),
            regex: Regex::new_many(&expressions)
                .expect("built-in forms are valid, as a test shows"),
            kinds: forms()
                .map(|form| kind(&form.kind).expect("built-in forms are of known kinds"))
                .collect(),
        }
    }

    /// The first of the forms that a text begins with.
    pub(crate) fn begins<'t>(&self, text: &'t str) -> Option<Printed<'t, K>> {
        match self.folds {
            true => self.read(text, Cow::Owned(fold(text)), 0),
            false => self.at(text, 0),
        }
    }

    /// Whether a text begins with one of the forms.
    pub(crate) fn opens(&self, text: &str) -> bool {
        self.begins(text).is_some()
    }

    /// The kind of the form that a text begins with.
    pub(crate) fn kind(&self, text: &str) -> Option<K> {
        Some(self.begins(text)?.kind)
    }

    /// The first of the forms that a printed text has at a place.
    pub(crate) fn at<'t>(&self, text: &'t str, at: usize) -> Option<Printed<'t, K>> {
        self.read(text, Cow::Borrowed(text), at)
    }

    fn read<'t>(&self, text: &'t str, read: Cow<'t, str>, at: usize) -> Option<Printed<'t, K>> {
        let input = Input::new(&*read).span(at..read.len());
        let input = input.anchored(Anchored::Yes);
        if !self.regex.is_match(input.clone()) {
            return None;
        }
        let mut captures = self.regex.create_captures();
        self.regex.search_captures(&input, &mut captures);
        let kind = self.kinds[captures.pattern()?.as_usize()];
        Some(Printed {
            kind,
            captures,
            text,
            read,
        })
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
            let shortened = to < text.len();
            let input = Input::new(text).span(from..to);
            self.regex.search_captures(&input, &mut captures);
            let found = captures.pattern().zip(captures.get_match());
            // Where a match was shortened, it has to begin where it did.
            let Some((form, place)) =
                found.filter(|(_, place)| !shortened || place.start() == from)
            else {
                if !shortened {
                    return taken;
                }
                (from, to) = (after_char(text, from), text.len());
                continue;
            };
            let found = Match {
                kind: self.kinds[form.as_usize()],
                mark: &self.marks[form.as_usize()],
                captures: &captures,
                plain,
            };
            let verdict = match is_whole(text, place.start(), place.end()) {
                true => accept(&found),
                false => Verdict::Shorter,
            };
            (from, to) = match verdict {
                Verdict::Shorter => (place.start(), before_char(text, place.end())),
                Verdict::Not => (after_char(text, place.start()), text.len()),
                Verdict::Taken(value) => {
                    taken.push(value);
                    (after_char(text, place.start()), text.len())
                }
            };
        }
    }
}

/// The place at which the character before another place starts.
fn before_char(text: &str, at: usize) -> usize {
    at - text[..at].chars().next_back().map_or(0, char::len_utf8)
}

/// The next place at which a character starts.
pub(super) fn after_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Whether a stretch begins and ends where words or numbers do; between these, engines lose blanks.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let inside = |at: usize| {
        let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
        let (Some(before), Some(after)) = (before, after) else {
            return false;
        };
        let letter = |c: char| is_alphanumeric(c) && !c.is_ascii_digit();
        letter(before) && letter(after) || before.is_ascii_digit() && after.is_ascii_digit()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::plain::Letters;

    /// What a family of months takes that are at most 12.
    fn months(text: &str) -> Vec<String> {
        let rules = "[[rule]]\nname = \"month\"\nterm = \"Tháng\"\nforms = [\n\
            { kind = \"month\", pattern = 'tháng (?<part>\\d+)(?: năm (?<year>\\d+))?' },\n\
            { kind = \"year\", pattern = '(?:năm )?(?<year>\\d{4})' },\n]\n";
        let file = RuleFile::parse("months.toml", rules, &|_| false).expect("rules");
        let family: Family<crate::document::PeriodKind> = Family::new(&file);
        let plain = PlainText::new(text, Letters::Exact);
        family.find(&plain, |found| {
            let printed = found.span().of(text).to_owned();
            match (found.number("part"), found.number("year")) {
                (Some(13..), _) | (_, Some(9999)) => Verdict::Shorter,
                (_, Some(0)) => Verdict::Not,
                _ => Verdict::Taken(printed),
            }
        })
    }

    #[test]
    fn what_means_nothing_is_tried_shorter_and_later() {
        for (text, expected) in [
            (
                "Tháng 3 năm 2023.",
                &["Tháng 3 năm 2023", "năm 2023", "2023"][..],
            ),
            ("tháng 13 năm 2023", &["năm 2023", "2023"]),
            ("tháng 3 năm 9999", &["tháng 3"]),
            ("tháng 3 năm 0", &[]),
            ("hàng tháng 3, batháng 4, từ2023đến", &["tháng 3", "2023"]),
            ("", &[]),
            ("tháng 12–", &["tháng 12"]),
        ] {
            assert_eq!(months(text), expected, "{text}");
        }
    }
}
