//! A place's own words: what restoration would write → what is written there, as people corrected it.
//!
//! Applied to the restored line, whole words at a time, whatever their case. Entries hold a
//! neighbouring word where the words alone are common ones, so they decide little beyond their place.

use super::lines::{RestoredLine, RestoredToken};
use crate::text::Span;
use crate::text::lists::rows;
use rustc_hash::FxHashMap;

/// A place's own spellings, put in after restoration: rows of what would be written and what is right, with a tab
/// between. A row costs a look-up for each word of a text.
///
/// ```
/// let dictionary = baocao::Dictionary::parse("công nghệ\tCông nghệ thông tin\n")?;
/// assert!(!dictionary.is_empty());
/// # Ok::<(), baocao::DictionaryError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// By the first word, in small letters: all words, and what is right, the longest first.
    entries: FxHashMap<String, Vec<(Vec<String>, String)>>,
}

/// Why a dictionary cannot be used.
///
/// ```
/// let error = baocao::Dictionary::parse("a row without a tab\n").err();
/// assert!(error.is_some_and(|error| error.to_string().contains("a row without a tab")));
/// ```
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”: expected what is read and what is right, with a tab between")]
pub struct DictionaryError(String);

impl Dictionary {
    /// Reads a dictionary: rows of what would be written, what is right, and whatever else.
    ///
    /// # Errors
    /// The first row that is invalid.
    pub fn parse(list: &str) -> Result<Self, DictionaryError> {
        let mut entries: FxHashMap<String, Vec<(Vec<String>, String)>> = FxHashMap::default();
        for row in rows(list) {
            let [read, right, ..] = row[..] else {
                return Err(DictionaryError(row.join("\t")));
            };
            let words: Vec<String> = read.split_whitespace().map(str::to_lowercase).collect();
            let right = right.split_whitespace().collect::<Vec<_>>().join(" ");
            match words.first() {
                Some(first) if !right.is_empty() => {
                    entries
                        .entry(first.clone())
                        .or_default()
                        .push((words, right));
                }
                _ => return Err(DictionaryError(row.join("\t"))),
            }
        }
        for alike in entries.values_mut() {
            alike.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Ok(Dictionary { entries })
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Puts right what the line has.
    pub(crate) fn apply(&self, line: &mut RestoredLine) {
        let mut at = 0;
        while let Some((span, right)) = self.next(&line.text, at) {
            at = span.start + right.len();
            replace(line, span, &right);
        }
    }

    /// The next place, from `from` on, that is to be put right.
    fn next(&self, text: &str, from: usize) -> Option<(Span, String)> {
        let words = words(text).filter(|word| word.start >= from);
        let words: Vec<Span> = words.collect();
        (0..words.len()).find_map(|first| {
            let lower = words[first].of(text).to_lowercase();
            let alike = self.entries.get(&lower)?;
            alike.iter().find_map(|(entry, right)| {
                let these = words.get(first..first + entry.len())?;
                let same = these
                    .iter()
                    .zip(entry)
                    .all(|(word, entry)| word.of(text).to_lowercase() == *entry);
                let near = these
                    .windows(2)
                    .all(|two| text[two[0].end..two[1].start].trim().is_empty());
                let span = Span::new(these[0].start, these[these.len() - 1].end);
                let written = in_case(right, span.of(text));
                (same && near && span.of(text) != written).then_some((span, written))
            })
        })
    }
}

/// Runs of letters and digits, with the marks inside them that words have.
fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let end = text[start..]
            .find(|c: char| c.is_whitespace())
            .map_or(text.len(), |at| start + at);
        let word = text[start..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        rest = end;
        Some(Span::new(start, start + word.len()))
    })
}

/// What is right in the case of what stands there: capitals for capitals.
fn in_case(right: &str, there: &str) -> String {
    let letters = || there.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() > 1 && letters().all(char::is_uppercase);
    let mut characters = right.chars();
    match characters.next() {
        _ if capitals => right.to_uppercase(),
        Some(first) if there.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(characters).collect()
        }
        _ => right.to_owned(),
    }
}

/// Puts `right` in the place of `span`; tokens there become one, those behind move.
fn replace(line: &mut RestoredLine, span: Span, right: &str) {
    let old = span.of(&line.text).to_owned();
    line.text.replace_range(span.start..span.end, right);
    let moved = |at: usize| at + right.len() - old.len();
    let touches =
        |token: &RestoredToken| token.target.start < span.end && span.start < token.target.end;
    let from = line.tokens.iter().position(touches);
    let Some(from) = from else { return };
    let to = from
        + line.tokens[from..]
            .iter()
            .take_while(|token| touches(token))
            .count();
    let (first, last) = (line.tokens[from].clone(), line.tokens[to - 1].clone());
    let whole = RestoredToken {
        source: Span::new(first.source.start, last.source.end),
        target: Span::new(first.target.start.min(span.start), moved(last.target.end)),
        confidence: first.confidence.max(last.confidence),
        alternatives: vec![(old.clone(), 0.0)],
    };
    line.tokens.splice(from..to, [whole]);
    for token in &mut line.tokens[from + 1..] {
        token.target = Span::new(moved(token.target.start), moved(token.target.end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::Restorer;
    use crate::restore::lines::Detail;
    use crate::restore::lines::SourceLine;

    #[test]
    fn words_are_put_right_whole_and_in_their_case() {
        let dictionary = Dictionary::parse("# own words\nlong đức\tLong Đước\t2\nvnbt\tVNPT\t1\n")
            .expect("rows");
        for (text, expected) in [
            ("xã Long Đức, huyện", "xã Long Đước, huyện"),
            ("XÃ LONG ĐỨC", "XÃ LONG ĐƯỚC"),
            ("long đứcc và vnbt. VNBT", "long đứcc và VNPT. VNPT"),
            ("Long, Đức", "Long, Đức"),
            ("Long Đước", "Long Đước"),
        ] {
            let mut line = RestoredLine {
                text: text.to_owned(),
                tokens: Vec::new(),
            };
            dictionary.apply(&mut line);
            assert_eq!(line.text, expected);
        }
        assert!(Dictionary::parse("only one cell").is_err());
        assert!(Dictionary::parse("# nothing\n").is_ok_and(|d| d.is_empty()));
    }

    #[test]
    fn tokens_still_cover_the_line() {
        let dictionary = Dictionary::parse("công nghệ\tCông nghệ thông tin\n").expect("rows");
        let restorer = Restorer::builtin().with_dictionary(dictionary);
        let line = SourceLine::of_text("Phòng công nghệ (mới) họp");
        let restored = restorer.restore(&[line], Detail::Confidence).remove(0);
        assert!(
            restored.text.contains("Công nghệ thông tin"),
            "{}",
            restored.text
        );
        let spelled: String = restored
            .tokens
            .iter()
            .map(|token| token.target.of(&restored.text))
            .collect();
        assert_eq!(spelled.replace(' ', ""), restored.text.replace(' ', ""));
    }
}
