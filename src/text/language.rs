//! What the program says, in the language of who reads it: `dictionaries/messages.tsv` has each text in English, as it
//! stands in the code, and in Vietnamese. What no list has stays English.

use super::lists::rows;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Vietnamese.
    Vietnamese,
}

/// Stands in a text for what changes.
const HOLE: &str = "{}";

/// English texts and the Vietnamese ones.
struct Catalogue {
    /// Those that never change.
    whole: HashMap<&'static str, &'static str>,
    /// Those with holes, in pieces around these.
    pieces: Vec<(Vec<&'static str>, &'static str)>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let all = rows(include_str!("../../dictionaries/messages.tsv"));
    let (holed, whole): (Vec<_>, Vec<_>) = all
        .map(|row| (row[0], row[1]))
        .partition(|(english, _)| english.contains(HOLE));
    let pieces = holed
        .into_iter()
        .map(|(english, vietnamese)| (english.split(HOLE).collect(), vietnamese));
    Catalogue {
        whole: whole.into_iter().collect(),
        pieces: pieces.collect(),
    }
});

impl Language {
    /// The language that a locale names, such as `vi_VN.UTF-8`.
    pub fn of_locale(locale: &str) -> Self {
        match locale.split(['_', '-', '.']).next() {
            Some("vi") => Language::Vietnamese,
            _ => Language::English,
        }
    }

    /// A text in this language.
    ///
    /// ```
    /// use baocao::text::language::Language;
    ///
    /// assert_eq!(Language::Vietnamese.say("documents"), "văn bản");
    /// assert_eq!(Language::English.say("documents"), "documents");
    /// ```
    pub fn say<'t>(self, english: &'t str) -> Cow<'t, str> {
        match self {
            Language::English => english.into(),
            Language::Vietnamese => vietnamese(english),
        }
    }

    /// Whether the list has a text.
    pub fn knows(english: &str) -> bool {
        CATALOGUE.whole.contains_key(english) || filled(english).is_some()
    }
}

fn vietnamese(english: &str) -> Cow<'_, str> {
    match CATALOGUE.whole.get(english) {
        Some(known) => (*known).into(),
        None => filled(english).map_or(english.into(), Into::into),
    }
}

/// The Vietnamese of the first text with holes that this one is, what stands in them put into it.
fn filled(english: &str) -> Option<String> {
    CATALOGUE.pieces.iter().find_map(|(pieces, vietnamese)| {
        let values = holes(english, pieces)?;
        let mut parts = vietnamese.split(HOLE);
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (at, (value, part)) in values.iter().zip(parts).enumerate() {
            // What a text ends with is a reason, a text of its own; before it stand names.
            match pieces.last() == Some(&"") && at + 1 == values.len() {
                true => text.push_str(&self::vietnamese(value)),
                false => text.push_str(value),
            }
            text.push_str(part);
        }
        Some(text)
    })
}

/// What stands between the pieces of a text; `None` where it has not all of them in their order.
fn holes<'t>(text: &'t str, pieces: &[&str]) -> Option<Vec<&'t str>> {
    let (first, rest) = pieces.split_first()?;
    let mut left = text.strip_prefix(first)?;
    let mut values = Vec::new();
    for (at, piece) in rest.iter().enumerate() {
        let is_last = at + 1 == rest.len();
        let (value, behind) = match (is_last, piece.is_empty()) {
            (true, true) => (left, ""),
            (true, false) => (left.strip_suffix(piece)?, ""),
            (false, _) => left.split_once(piece)?,
        };
        values.push(value);
        left = behind;
    }
    values
        .iter()
        .all(|value| !value.is_empty())
        .then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_what_changes() {
        let pieces = ["", ": no results: ", ""];
        assert_eq!(
            holes("a/b: no results: why", &pieces),
            Some(vec!["a/b", "why"])
        );
        assert_eq!(holes("a/b: results", &pieces), None);
        let ended = ["", " pages in ", " s"];
        assert_eq!(holes("3 pages in 1.5 s", &ended), Some(vec!["3", "1.5"]));
        assert_eq!(holes("3 pages in 1.5 min", &ended), None);
    }

    #[test]
    fn locales_name_languages() {
        for (locale, language) in [
            ("vi_VN.UTF-8", Language::Vietnamese),
            ("vi", Language::Vietnamese),
            ("C.UTF-8", Language::English),
            ("en_GB", Language::English),
        ] {
            assert_eq!(Language::of_locale(locale), language);
        }
    }

    #[test]
    fn every_text_has_as_many_holes_in_both_languages() {
        for row in rows(include_str!("../../dictionaries/messages.tsv")) {
            let count = |text: &str| text.matches(HOLE).count();
            assert_eq!(count(row[0]), count(row[1]), "{}", row[0]);
        }
    }
}
