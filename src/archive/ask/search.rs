//! Search without marks: the index holds words without marks and in small letters, one by one and in
//! pairs. Pairs make phrases quick, as nearly every page holds nearly every common syllable.
//!
//! Queries are folded the same way, cut into words of letters and digits, and passed as strings, so
//! nothing typed is a command. With marks or without, a query finds the same documents; those that
//! have the marks as typed come first among equals.

use crate::archive::error::StoreError;
use crate::archive::store::Store;
use crate::text::fold_char;
use crate::text::letters::{base, is_marked_letter};
use crate::text::numbers::thousandths;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Its number in the store.
    pub document: i64,
    /// Number and symbol.
    pub number: Option<String>,
    /// Who issued it.
    pub agency: Option<String>,
    /// Day of issue.
    pub issued: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The input.
    pub path: String,
    /// The page that fits best.
    pub page: u32,
    /// The text around it, in pieces; those that were asked for are marked.
    pub snippet: Vec<Piece>,
    /// How well it fits.
    pub score: f64,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it was asked for.
    pub hit: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchResults {
    /// Documents, the best first.
    pub hits: Vec<Hit>,
    /// Whether more pages match than were scored.
    pub more: bool,
}

/// The text with letters and marks composed, as the index and snippets count characters.
pub(crate) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Letters and digits without marks, in small letters, one for each character of a composed text;
/// spaces for all else.
fn folded(text: &str) -> Vec<char> {
    let one = |c: char| match c {
        c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
        c if c.is_ascii() => ' ',
        // The letters of Vietnamese have a quicker table.
        c if is_marked_letter(c) && base(c).is_ascii() => base(c).to_ascii_lowercase(),
        c if c.is_alphanumeric() => fold_char(c),
        _ => ' ',
    };
    text.chars().map(one).collect()
}

/// Places of the words of a folded text.
fn words(folded: &[char]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in folded.split(|&c| c == ' ') {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    words
}

/// The words of a text without marks.
fn plain_words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words = words(&folded).into_iter();
    words.map(|word| folded[word].iter().collect()).collect()
}

/// What the index holds of a text: its words, and pairs of neighbours.
pub(crate) fn index(text: &str) -> (String, String) {
    let words = plain_words(text);
    let pairs: Vec<String> = words.windows(2).map(|two| two.join("_")).collect();
    (words.join(" "), pairs.join(" "))
}

/// A phrase of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    words: Vec<String>,
    /// As typed, composed, in small letters.
    typed: Vec<String>,
}

impl Phrase {
    fn of(text: &str) -> Option<Phrase> {
        let text = composed(text);
        let folded = folded(&text);
        let characters: Vec<char> = text.chars().collect();
        let found = words(&folded);
        let typed = found.iter().map(|place| {
            let word: String = characters[place.clone()].iter().collect();
            word.to_lowercase()
        });
        let typed = typed.collect();
        let words: Vec<String> = found
            .iter()
            .map(|word| folded[word.clone()].iter().collect())
            .collect();
        (!words.is_empty()).then_some(Phrase { words, typed })
    }

    /// The phrase in the language of the index.
    fn query(&self) -> String {
        match self.words.as_slice() {
            [word] => format!("words : \"{word}\""),
            words => {
                let pairs: Vec<String> = words.windows(2).map(|two| two.join("_")).collect();
                format!("pairs : \"{}\"", pairs.join(" "))
            }
        }
    }
}

/// The phrases of a query: what stands between quotation marks, and the rest.
fn phrases(query: &str) -> Vec<Phrase> {
    let parts = query.split(['"', '“', '”']);
    parts.filter_map(Phrase::of).collect()
}

/// Pages that are scored, at most: a phrase that more pages have selects little.
const PAGES: usize = 100;
/// Characters around what was found.
const AROUND: usize = 70;

/// A page that may fit.
struct Candidate {
    document: i64,
    page: u32,
    text: String,
    subject: Option<String>,
    path: String,
    fit: Fit,
}

/// How well a page fits.
#[derive(Debug, Default)]
struct Fit {
    /// Without marks: how often, for the length of the page, and whether in the subject.
    plain: f64,
    /// Whether any of it has the marks as typed.
    exact: bool,
    /// Characters that were found.
    places: Vec<Range<usize>>,
}

impl Store {
    /// The documents that hold all words of the query.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn search(&self, query: &str, limit: usize) -> Result<SearchResults, StoreError> {
        let mut phrases = phrases(query);
        let mut rows = self.rows_with(&phrases)?;
        if rows.is_empty() && !query.contains('"') {
            // No such phrase: its words, wherever they stand.
            let words = phrases.iter().flat_map(|phrase| phrase.typed.iter());
            phrases = words.filter_map(|word| Phrase::of(word)).collect();
            rows = self.rows_with(&phrases)?;
        }
        let more = rows.len() > PAGES;
        rows.truncate(PAGES);
        let mut candidates = Vec::new();
        for row in rows {
            candidates.extend(self.candidate(row, &phrases)?);
        }
        let best = best(candidates, limit);
        let hits = best.into_iter().map(|candidate| self.hit(candidate));
        Ok(SearchResults {
            hits: hits.collect::<Result<_, _>>()?,
            more,
        })
    }

    /// Pages that hold all phrases, the newest first.
    fn rows_with(&self, phrases: &[Phrase]) -> Result<Vec<i64>, StoreError> {
        if phrases.is_empty() {
            return Ok(Vec::new());
        }
        let query: Vec<String> = phrases.iter().map(Phrase::query).collect();
        let sql =
            "SELECT rowid FROM page_words WHERE page_words MATCH ? ORDER BY rowid DESC LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![query.join(" AND "), PAGES as i64 + 1], |row| {
            row.get(0)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn candidate(&self, row: i64, phrases: &[Phrase]) -> Result<Option<Candidate>, StoreError> {
        let sql = "SELECT p.document_id, p.number, p.text, d.subject, d.path FROM pages p \
                   JOIN documents d ON d.id = p.document_id WHERE p.id = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([row], |row| {
            Ok(Candidate {
                document: row.get(0)?,
                page: row.get(1)?,
                text: row.get(2)?,
                subject: row.get(3)?,
                path: row.get(4)?,
                fit: Fit::default(),
            })
        });
        Ok(found.optional()?.map(|candidate| Candidate {
            fit: fit(&candidate, phrases),
            ..candidate
        }))
    }

    fn hit(&self, candidate: Candidate) -> Result<Hit, StoreError> {
        let sql = "SELECT number, agency, issued FROM documents WHERE id = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([candidate.document], |row| {
            Ok(Hit {
                document: candidate.document,
                number: row.get(0)?,
                agency: row.get(1)?,
                issued: row.get(2)?,
                subject: candidate.subject,
                path: candidate.path,
                page: candidate.page,
                snippet: snippet(&candidate.text, &candidate.fit.places),
                score: thousandths(candidate.fit.plain),
            })
        })?)
    }
}

/// The best page of each document, the best documents first; marks as typed decide among those that
/// are shown, never which are.
fn best(mut candidates: Vec<Candidate>, limit: usize) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let fit = b.fit.plain.total_cmp(&a.fit.plain);
        fit.then_with(|| a.path.cmp(&b.path))
            .then(a.page.cmp(&b.page))
    });
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|candidate| seen.insert(candidate.document));
    candidates.truncate(limit);
    candidates.sort_by_key(|candidate| !candidate.fit.exact);
    candidates
}

/// A subject that has a phrase says more than a page that has it once.
const SUBJECT: f64 = 3.0;

fn fit(candidate: &Candidate, phrases: &[Phrase]) -> Fit {
    let characters: Vec<char> = candidate.text.chars().collect();
    let folded = folded(&candidate.text);
    let words = words(&folded);
    let subject = candidate
        .subject
        .as_deref()
        .map(|subject| plain_words(subject).join(" "));
    let mut fit = Fit::default();
    let mut found = 0usize;
    for phrase in phrases {
        for at in places(&folded, &words, &phrase.words) {
            let these = &words[at..at + phrase.words.len()];
            let as_typed = these.iter().zip(&phrase.typed).all(|(place, typed)| {
                let word: String = characters[place.clone()].iter().collect();
                word.to_lowercase() == *typed
            });
            found += 1;
            fit.exact |= as_typed;
            fit.places.push(these[0].start..these[these.len() - 1].end);
        }
        let needle = phrase.words.join(" ");
        if subject
            .as_ref()
            .is_some_and(|subject| subject.contains(&needle))
        {
            fit.plain += SUBJECT;
        }
    }
    // As often as it stands there, less so on long pages (the saturation of Okapi BM25, k1 = 1.2).
    let often = found as f64 / (1.0 + words.len() as f64 / 1000.0);
    fit.plain += 2.2 * often / (often + 1.2);
    fit.places.sort_by_key(|place| place.start);
    fit
}

/// Where a phrase begins among the words of a page.
fn places(folded: &[char], words: &[Range<usize>], phrase: &[String]) -> Vec<usize> {
    let phrase: Vec<Vec<char>> = phrase.iter().map(|word| word.chars().collect()).collect();
    let same = |window: &[Range<usize>]| {
        window
            .iter()
            .zip(&phrase)
            .all(|(place, word)| folded[place.clone()] == word[..])
    };
    let windows = words.windows(phrase.len()).enumerate();
    windows
        .filter(|(_, window)| same(window))
        .map(|(at, _)| at)
        .collect()
}

/// Characters of a composed text that a query asks for, place by place: its phrases or, where the text has them not
/// but all their words, these.
pub fn places_in(text: &str, query: &str) -> Vec<Range<usize>> {
    let folded = folded(text);
    let words = words(&folded);
    let found = |phrases: &[Phrase]| -> Option<Vec<Range<usize>>> {
        let mut all = Vec::new();
        for phrase in phrases {
            let begun = places(&folded, &words, &phrase.words).into_iter();
            let these = begun.map(|at| words[at].start..words[at + phrase.words.len() - 1].end);
            let before = all.len();
            all.extend(these);
            if all.len() == before {
                return None;
            }
        }
        Some(all)
    };
    let asked = phrases(query);
    let single = || {
        let words = asked.iter().flat_map(|phrase| &phrase.typed);
        let single: Vec<Phrase> = words.filter_map(|word| Phrase::of(word)).collect();
        found(&single).filter(|_| !query.contains('"'))
    };
    let mut all = found(&asked).or_else(single).unwrap_or_default();
    all.sort_by_key(|place| place.start);
    all
}

/// The text around the first place, with all places in it marked.
fn snippet(text: &str, places: &[Range<usize>]) -> Vec<Piece> {
    let characters: Vec<char> = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let first = places.first().map_or(0, |place| place.start);
    let mut from = first.saturating_sub(AROUND);
    let mut to = (first + 2 * AROUND).min(characters.len());
    while from > 0 && characters[from - 1] != ' ' {
        from -= 1;
    }
    while to < characters.len() && characters[to] != ' ' {
        to += 1;
    }
    let mut pieces = Vec::new();
    let mut piece = |range: Range<usize>, hit| {
        if !range.is_empty() {
            let text = characters[range].iter().collect();
            pieces.push(Piece { text, hit });
        }
    };
    let mut at = from;
    for place in places
        .iter()
        .filter(|place| place.end <= to && place.start >= from)
    {
        if place.start >= at {
            piece(at..place.start, false);
            piece(place.clone(), true);
            at = place.end;
        }
    }
    piece(at..to, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_found_in_a_text() {
        let text = "Chuyển đổi\nsố của tỉnh; đổi mới";
        let found = |query: &str| -> Vec<String> {
            let places = places_in(text, query).into_iter();
            places
                .map(|place| text.chars().skip(place.start).take(place.len()).collect())
                .collect()
        };
        assert_eq!(found("chuyen doi so"), ["Chuyển đổi\nsố"]);
        assert_eq!(found("đổi"), ["đổi", "đổi"]);
        assert_eq!(found("mới tỉnh"), ["tỉnh", "mới"]);
        assert!(found("\"mới tỉnh\"").is_empty() && found("mới huyện").is_empty());
    }

    #[test]
    fn queries_are_words_whatever_is_typed() {
        let in_index = |query: &str| {
            let phrases = phrases(query);
            phrases
                .iter()
                .map(Phrase::query)
                .collect::<Vec<_>>()
                .join(" AND ")
        };
        for (typed, expected) in [
            ("Chuyển đổi số", "pairs : \"chuyen_doi doi_so\""),
            ("đường", "words : \"duong\""),
            (
                "\"ủy ban\" 411/QĐ-TTg",
                "pairs : \"uy_ban\" AND pairs : \"411_qd qd_ttg\"",
            ),
            (
                "x') ; DROP TABLE pages; -- words:*",
                "pairs : \"x_drop drop_table table_pages pages_words\"",
            ),
            ("  \"' * ", ""),
        ] {
            assert_eq!(in_index(typed), expected);
        }
    }

    #[test]
    fn snippets_keep_marks_and_show_what_was_found() {
        let text = composed("Báo cáo\nvề chuyển đổi số của tỉnh");
        let phrase = Phrase::of("chuyen doi so").expect("a phrase");
        let folded = folded(&text);
        let words = words(&folded);
        let at = places(&folded, &words, &phrase.words)[0];
        let place = words[at].start..words[at + 2].end;
        let shown = snippet(&text, &[place]);
        let shown: Vec<(&str, bool)> = shown.iter().map(|p| (p.text.as_str(), p.hit)).collect();
        assert_eq!(
            shown,
            [
                ("Báo cáo về ", false),
                ("chuyển đổi số", true),
                (" của tỉnh", false)
            ]
        );
    }
}
