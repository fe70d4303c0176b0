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

/// Stands in a text for what changes: names, numbers, and reasons that are texts of their own.
const HOLE: &str = "{}";

/// English texts and the Vietnamese ones.
struct Catalogue {
    /// Those that never change.
    whole: HashMap<&'static str, &'static str>,
    /// Those with holes, in pieces around these; the ones that say most come first.
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
    let mut pieces: Vec<(Vec<&str>, &str)> = pieces.collect();
    let said = |pieces: &[&str]| pieces.iter().map(|piece| piece.len()).sum::<usize>();
    pieces.sort_by_key(|(pieces, _)| std::cmp::Reverse(said(pieces)));
    Catalogue {
        whole: whole.into_iter().collect(),
        pieces,
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
        for (value, part) in values.iter().zip(parts) {
            // A word is a name, more may be a reason.
            match value.contains(' ') {
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
    fn reasons_within_reasons_are_said_too() {
        let said = Language::Vietnamese
            .say("failed: a b.pdf: page 3: damaged PDF: it has no pages; copy or scan it again");
        assert_eq!(
            said,
            "hỏng: a b.pdf: trang 3: PDF bị hỏng: không có trang nào; hãy chép hoặc quét lại"
        );
        let damage =
            "page 3: a part of the page is damaged: an image is damaged: its end is missing";
        assert_eq!(
            Language::Vietnamese.say(damage),
            "trang 3: một phần của trang bị hỏng: một ảnh bị hỏng: thiếu phần cuối"
        );
    }

    /// The texts of a file's errors and messages, with holes for what changes.
    fn messages(code: &str) -> Vec<String> {
        let openings = [
            "#[error(",
            "tracing::info!(",
            "tracing::warn!(",
            "tracing::error!(",
            "Failure::Nothing(",
            "Failure::Usage(",
            "config.tell(",
        ];
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let texts = openings
            .iter()
            .flat_map(|opening| code.split(opening).skip(1));
        let texts = texts.filter_map(|rest| {
            let mut rest = rest.trim_start();
            for before in ["&mut out,", "out,", "&format!(", "format!("] {
                rest = rest.strip_prefix(before).unwrap_or(rest).trim_start();
            }
            literal(rest.strip_prefix('"')?)
        });
        texts
            .filter(|text| text.contains(char::is_alphabetic))
            .collect()
    }

    /// The text of a string literal, each `{…}` a hole.
    fn literal(code: &str) -> Option<String> {
        let mut text = String::new();
        let mut chars = code.chars().peekable();
        loop {
            match chars.next()? {
                '"' => return Some(text),
                '\\' => match chars.next()? {
                    '\n' => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                    escaped => text.push(escaped),
                },
                '{' if chars.next_if_eq(&'{').is_some() => text.push('{'),
                '{' => {
                    chars.find(|&c| c == '}')?;
                    text.push_str(HOLE);
                }
                '}' if chars.next_if_eq(&'}').is_some() => text.push('}'),
                c => text.push(c),
            }
        }
    }

    /// The texts of a file of `input`, whose reasons are texts within errors: literals of several words.
    fn reasons(code: &str) -> Vec<String> {
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().map(str::trim_start).filter(|line| {
            !["//", "#["].iter().any(|start| line.starts_with(start)) && !line.contains("expect(")
        });
        let literals = lines.flat_map(|line| {
            let opening = line.match_indices('"').step_by(2);
            let of_text = opening.filter(|(at, _)| !line[..*at].ends_with('b'));
            of_text.map(move |(at, _)| &line[at + 1..])
        });
        literals
            .filter_map(literal)
            .filter(|text| {
                text.split(' ')
                    .filter(|word| word.contains(char::is_alphabetic))
                    .count()
                    > 1
            })
            .collect()
    }

    #[test]
    fn every_error_and_message_is_known_in_both_languages() {
        let rows = rows(include_str!("../../dictionaries/messages.tsv"));
        let known: Vec<&str> = rows.map(|row| row[0]).collect();
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let input = source.join("input");
        let mut missing = Vec::new();
        let mut folders = vec![source];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                match std::fs::read_to_string(&path) {
                    Ok(code) if path.starts_with(&input) => missing.extend(reasons(&code)),
                    Ok(code) => missing.extend(messages(&code)),
                    Err(_) => folders.push(path),
                }
            }
        }
        missing.retain(|text| !known.contains(&text.as_str()));
        assert!(
            missing.is_empty(),
            "dictionaries/messages.tsv lacks:\n{}",
            missing.join("\n")
        );
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
