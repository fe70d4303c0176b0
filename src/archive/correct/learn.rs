//! Lines that people corrected, and the dictionary that their words make.

use crate::archive::answers::NOT_A_FIGURE;
use crate::archive::error::StoreError;
use crate::archive::store::Store;
use crate::results::folder::write_whole;
use crate::results::names::USER_DICTIONARY;
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;
use std::path::Path;

/// A line that a person corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedLine {
    /// As the engine read it; for texts, as the program wrote it.
    pub read: String,
    /// As the program wrote it.
    pub written: String,
    /// As it is.
    pub right: String,
}

/// Longest entry of the dictionary, in words.
const WORDS: usize = 6;

impl Store {
    /// All lines that people corrected and did not take back.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn corrected_lines(&self) -> Result<Vec<CorrectedLine>, StoreError> {
        let sql = "SELECT sha256, item, old, new FROM corrections c WHERE target = 'line' AND undone IS NULL \
                   AND old IS NOT new AND id = (SELECT max(id) FROM corrections WHERE sha256 = c.sha256 \
                   AND target = 'line' AND item = c.item AND undone IS NULL) ORDER BY id";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, Option<String>>(3)?,
            ))
        })?;
        let mut lines = Vec::new();
        for row in rows {
            let (sha256, item, old, new): (String, String, _, _) = row?;
            let (Some(written), Some(right)) = (old, new) else {
                continue;
            };
            let read = self
                .read_line(&sha256, &item)?
                .unwrap_or_else(|| written.clone());
            lines.push(CorrectedLine {
                read,
                written,
                right,
            });
        }
        Ok(lines)
    }

    /// What the engine read of a line of the text.
    fn read_line(&self, sha256: &str, item: &str) -> Result<Option<String>, StoreError> {
        let sql =
            "SELECT id FROM documents WHERE sha256 = ? AND folder IS NOT NULL AND kind = 'scan'";
        let mut statement = self.connection.prepare_cached(sql)?;
        let document: Option<i64> = statement.query_row([sha256], |row| row.get(0)).optional()?;
        let (Some(document), Ok(number @ 1..)) = (document, item.parse::<usize>()) else {
            return Ok(None);
        };
        let machine = self.machine(document)?;
        let before = machine.lines.iter().take(number);
        let starts: Vec<usize> = (0..)
            .zip(before)
            .filter_map(|(at, line)| line.starts_with('\u{c}').then_some(at))
            .collect();
        let record = machine.document.pages.get(starts.len());
        let first = starts.last().copied().unwrap_or(0);
        let line = record.and_then(|page| page.lines.get((number - 1).checked_sub(first)?));
        let words = line.map(|line| {
            line.words
                .iter()
                .map(|word| word.ocr.as_str())
                .collect::<Vec<_>>()
        });
        Ok(words.map(|words| words.join(" ")))
    }

    /// How often what a rule took was no figure, as people said: the rule, and how often.
    ///
    /// # Errors
    /// If the store or a document cannot be read.
    pub fn rejected_rules(&self) -> Result<BTreeMap<String, usize>, StoreError> {
        let sql = "SELECT DISTINCT d.id FROM corrections c JOIN documents d ON d.sha256 = c.sha256 \
                   WHERE c.answer = ? AND c.undone IS NULL AND d.folder IS NOT NULL";
        let mut statement = self.connection.prepare(sql)?;
        let documents = statement.query_map([NOT_A_FIGURE], |row| row.get::<_, i64>(0))?;
        let mut rules = BTreeMap::new();
        for document in documents {
            let whole = self.whole(document?)?;
            let figures = whole.document.extraction.statistics.iter();
            for figure in figures.filter(|figure| whole.rejected.contains(&figure.id)) {
                *rules.entry(figure.provenance.rule.to_string()).or_default() += 1;
            }
        }
        Ok(rules)
    }

    /// Writes the dictionary of the words that people corrected.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_dictionary(&self, out: &Path) -> Result<(), StoreError> {
        let path = out.join(USER_DICTIONARY);
        let text = dictionary(&self.corrected_lines()?);
        write_whole(&path, text.as_bytes()).map_err(|error| StoreError::file(&path, error))
    }
}

/// The dictionary that corrected lines make: what would be written, what is right, how often.
pub fn dictionary(lines: &[CorrectedLine]) -> String {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for line in lines {
        for (written, right) in changes(&line.written, &line.right) {
            *counts
                .entry(written.to_lowercase())
                .or_default()
                .entry(right)
                .or_default() += 1;
        }
    }
    let mut text = String::from(
        "# Words that people corrected: `run` and `restore --dictionary` put the right ones in their place.\n\
         # Columns: as the program would write it, as it is, how often\n",
    );
    for (written, rights) in counts {
        // People who do not agree teach nothing.
        let mut rights: Vec<(String, usize)> = rights.into_iter().collect();
        rights.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        match &rights[..] {
            [(right, count), others @ ..] if others.iter().all(|(_, other)| other < count) => {
                text += &format!("{written}\t{right}\t{count}\n");
            }
            _ => {}
        }
    }
    text
}

/// Words that were changed, with the word before them or after them.
fn changes(written: &str, right: &str) -> Vec<(String, String)> {
    let (a, b): (Vec<&str>, Vec<&str>) = (words(written), words(right));
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in common(&a, &b).into_iter().chain([(a.len(), b.len())]) {
        if i < next_i && j < next_j {
            let (from_a, from_b) = (i.saturating_sub(1), j.saturating_sub(1));
            let alone = i == 0 || j == 0;
            let (to_a, to_b) = match alone {
                true => ((next_i + 1).min(a.len()), (next_j + 1).min(b.len())),
                false => (next_i, next_j),
            };
            let (from_a, from_b) = if alone { (i, j) } else { (from_a, from_b) };
            if to_a - from_a <= WORDS && to_b - from_b <= WORDS {
                changes.push((a[from_a..to_a].join(" "), b[from_b..to_b].join(" ")));
            }
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    changes
}

/// Words without the marks around them.
fn words(text: &str) -> Vec<&str> {
    let bare = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| !word.is_empty()).collect()
}

/// Places of the longest common subsequence.
fn common(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = match a[i] == b[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut places) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        match () {
            () if a[i] == b[j] => {
                places.push((i, j));
                (i, j) = (i + 1, j + 1);
            }
            () if longest[i + 1][j] >= longest[i][j + 1] => i += 1,
            () => j += 1,
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(read: &str, written: &str, right: &str) -> CorrectedLine {
        CorrectedLine {
            read: read.to_owned(),
            written: written.to_owned(),
            right: right.to_owned(),
        }
    }

    #[test]
    fn changed_words_bring_a_neighbour() {
        for (written, right, expected) in [
            (
                "xã Long Đức, huyện",
                "xã Long Đước, huyện",
                vec![("Long Đức", "Long Đước")],
            ),
            (
                "Vnbt cung cấp",
                "VNPT cung cấp",
                vec![("Vnbt cung", "VNPT cung")],
            ),
            ("một hai ba", "một hai ba", vec![]),
            ("cách hành chính", "cải cách hành chính", vec![]),
        ] {
            let found = changes(written, right);
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            assert_eq!(found, expected, "{written}");
        }
        let disagree = [line("", "a x", "a y"), line("", "a x", "a z")];
        assert_eq!(dictionary(&disagree).lines().count(), 2);
        let agree = [
            line("", "a x", "a y"),
            line("", "A x", "a y"),
            line("", "a x", "a z"),
        ];
        assert!(
            dictionary(&agree).ends_with("a x\ta y\t2\n"),
            "{}",
            dictionary(&agree)
        );
    }
}
