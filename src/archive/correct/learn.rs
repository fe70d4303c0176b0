//! What corrected lines teach: a dictionary of words, and how often letters are misread here.

use crate::archive::Store;
use crate::archive::correct::DICTIONARY;
use crate::archive::error::StoreError;
use crate::restore::train_channel::Pair;
use crate::restore::{Edit, Noise, train_channel};
use crate::results::folder::write_whole;
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;
use std::path::Path;

/// A line that a person corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// As the engine read it; for texts, as the program wrote it.
    pub read: String,
    /// As the program wrote it.
    pub written: String,
    /// As it is.
    pub right: String,
}

/// Longest entry of the dictionary, in words.
const WORDS: usize = 6;
/// One correction of a person says as much about letters as so many pairs of training.
const WEIGHT: f32 = 20.0;

impl Store {
    /// All lines that people corrected and did not take back.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn corrected_lines(&self) -> Result<Vec<Corrected>, StoreError> {
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
            lines.push(Corrected {
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

    /// Writes the dictionary of the words that people corrected.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_dictionary(&self, out: &Path) -> Result<(), StoreError> {
        let path = out.join(DICTIONARY);
        let text = dictionary(&self.corrected_lines()?);
        write_whole(&path, text.as_bytes()).map_err(|error| StoreError::file(&path, error))
    }
}

/// The dictionary that corrected lines make: what would be written, what is right, how often.
pub fn dictionary(lines: &[Corrected]) -> String {
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

/// A weight of the table of confusions that corrections change.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The edit as it will be.
    pub edit: Edit,
    /// Its cost before; `None` where it is new.
    pub before: Option<f32>,
    /// How often people corrected it.
    pub times: u32,
}

/// What corrected lines change in a table of confusions.
pub fn lessons(table: &[Edit], lines: &[Corrected]) -> Vec<Lesson> {
    let pairs: Vec<Pair<'_>> = lines
        .iter()
        .map(|line| Pair {
            gold: &line.right,
            read: &line.read,
        })
        .collect();
    let learned = train_channel::learn(Noise::OcrVietnamese, &pairs);
    let taught = learned
        .into_iter()
        .filter(|edit| edit.printed != edit.read && edit.count > 0);
    let lesson = |edit: Edit| {
        let same =
            |other: &&Edit| other.noise == Noise::OcrVietnamese && other.printed == edit.printed;
        let known = table
            .iter()
            .filter(same)
            .find(|other| other.read == edit.read);
        // How often the letters were printed: any row of theirs tells it.
        let row = known.or_else(|| table.iter().filter(same).max_by_key(|other| other.count))?;
        let printed = row.count as f32 * row.cost.exp();
        let seen = known.map_or(0.0, |known| known.count as f32) + WEIGHT * edit.count as f32;
        let cost = ((printed + WEIGHT * edit.count as f32) / seen)
            .ln()
            .max(0.0);
        let before = known.map(|known| known.cost);
        let cheaper = before.is_none_or(|before| cost < before);
        cheaper.then(|| Lesson {
            times: edit.count,
            before,
            edit: Edit {
                cost: (cost * 100.0).round() / 100.0,
                count: seen as u32,
                ..edit
            },
        })
    };
    let mut lessons: Vec<Lesson> = taught.filter_map(lesson).collect();
    lessons.sort_by(|a, b| {
        b.times
            .cmp(&a.times)
            .then_with(|| a.edit.printed.cmp(&b.edit.printed))
    });
    lessons
}

/// The table with the lessons in it.
pub fn taught(table: &[Edit], lessons: &[Lesson]) -> Vec<Edit> {
    let same =
        |a: &Edit, b: &Edit| a.noise == b.noise && a.printed == b.printed && a.read == b.read;
    let kept = table
        .iter()
        .filter(|edit| !lessons.iter().any(|lesson| same(edit, &lesson.edit)));
    let new = lessons.iter().map(|lesson| lesson.edit.clone());
    kept.cloned().chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(read: &str, written: &str, right: &str) -> Corrected {
        Corrected {
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

    #[test]
    fn what_people_correct_becomes_cheaper() {
        let edit = |printed: &str, read: &str, cost, count| Edit {
            noise: Noise::OcrVietnamese,
            printed: printed.to_owned(),
            read: read.to_owned(),
            cost,
            count,
        };
        let table = [edit("ử", "ử", 0.01, 1000), edit("ử", "ừ", 6.9, 1)];
        let lines = vec![line("xừ lý hồ sơ", "xừ lý hồ sơ", "xử lý hồ sơ"); 3];
        let lessons = lessons(&table, &lines);
        let lesson = lessons
            .iter()
            .find(|lesson| lesson.edit.read == "ừ")
            .expect("a lesson");
        assert!(
            lesson.times == 3 && lesson.before == Some(6.9) && lesson.edit.cost < 4.0,
            "{lesson:?}"
        );
        let taught = taught(&table, &lessons);
        assert_eq!(taught.iter().filter(|edit| edit.read == "ừ").count(), 1);
    }
}
