//! A document with what people corrected laid over it.

use super::answers::{NOT_A_FIGURE, TAG, UNREADABLE};
use super::error::StoreError;
use super::header_fields::{FieldPlace, HeaderField, header_field};
use crate::document::layout::BBox;
use crate::document::record::{LineRecord, WordRecord};
use crate::document::{Document, Statistic, StatisticId};
use crate::extract::check_again;
use crate::text::number_value;
use rusqlite::{Connection, Row};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// A decision of a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// `header`, `statistic`, `line` or `tag`.
    pub target: String,
    /// Which one.
    pub item: String,
    /// The line of a figure.
    pub line: Option<u32>,
    /// Its first character in the line.
    pub start: Option<u32>,
    /// As the program has it.
    pub old: Option<String>,
    /// As it is.
    pub new: Option<String>,
    /// What the person said of a figure beside its value; one of [`ANSWERS`](crate::archive::correct::ANSWERS).
    pub answer: Option<String>,
    /// Who decided.
    pub author: String,
    /// When.
    pub made: String,
    /// When it was taken back.
    pub undone: Option<String>,
}

/// A document with its text, line by line; a page begins with a form feed.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedDocument {
    /// The document.
    pub document: Document,
    /// Its lines.
    pub lines: Vec<String>,
    /// Ids of the figures that a person set.
    pub corrected: HashSet<StatisticId>,
    /// Ids of what a person said to be no figures, or not to be read.
    pub(crate) rejected: HashSet<StatisticId>,
    /// Header fields that a person set.
    pub(crate) header: HashMap<&'static str, String>,
}

/// How alike two lines must be, without marks, for a correction of the one to hold for the other.
pub(crate) const ALIKE: f64 = 0.6;

impl CorrectedDocument {
    /// A document as the program read it, with what people corrected laid over.
    pub fn new(document: Document, text: &str, corrections: &[Correction]) -> Self {
        let mut whole = CorrectedDocument {
            document,
            lines: text.split('\n').map(str::to_owned).collect(),
            corrected: HashSet::new(),
            rejected: HashSet::new(),
            header: HashMap::new(),
        };
        for correction in corrections.iter().filter(|c| c.undone.is_none()) {
            whole.apply(correction);
        }
        if !whole.corrected.is_empty() {
            check_again(&mut whole.document.extraction, &whole.corrected);
        }
        let rejected = &whole.rejected;
        let checks = &mut whole.document.extraction.checks;
        checks.retain(|check| !check.statistics.iter().any(|id| rejected.contains(id)));
        whole
    }

    fn apply(&mut self, correction: &Correction) {
        if matches!(
            correction.answer.as_deref(),
            Some(NOT_A_FIGURE | UNREADABLE)
        ) {
            let at = self.figure_of(correction);
            let figure = at.map(|at| &self.document.extraction.statistics[at]);
            self.rejected.extend(figure.map(|figure| figure.id));
            return;
        }
        let Some(new) = correction.new.clone() else {
            return;
        };
        match correction.target.as_str() {
            "header" => {
                if let Some(field) = header_field(&correction.item) {
                    self.header.insert(field.name, new);
                }
            }
            "statistic" => self.set_figure(correction, new),
            // A tag is about the document, and changes nothing of it.
            TAG => {}
            _ => {
                if let Some(at) = self.line_of(correction) {
                    let feed = self.lines[at].starts_with('\u{c}');
                    self.lines[at] = if feed { format!("\u{c}{new}") } else { new };
                }
            }
        }
    }

    /// The figure at the same place or, where lines have moved, the one with the same id and value.
    fn figure_of(&self, correction: &Correction) -> Option<usize> {
        let place = (correction.line, correction.start);
        let figures = &self.document.extraction.statistics;
        let at_place = figures
            .iter()
            .position(|s| (Some(s.span.line), Some(s.span.start)) == place);
        let alike =
            |s: &Statistic| correction.item.parse() == Ok(s.id) && s.value_text == correction.old;
        at_place.or_else(|| figures.iter().position(alike))
    }

    fn set_figure(&mut self, correction: &Correction, new: String) {
        let Some(at) = self.figure_of(correction) else {
            return;
        };
        let figure = &mut self.document.extraction.statistics[at];
        figure.value = number_value(&new).or(figure.value);
        if figure.value_text.as_ref() != Some(&new) {
            let old = figure.value_text.replace(new.clone());
            let place = (figure.span.line, figure.span.start);
            self.corrected.insert(figure.id);
            if let Some(old) = old {
                self.set_in_line(place, &old, &new);
            }
        }
    }

    /// Puts a figure as it is in the place of how it was read, behind a character of a line.
    fn set_in_line(&mut self, (line, start): (u32, u32), old: &str, new: &str) {
        let line = (line as usize).checked_sub(1);
        let Some(line) = line.and_then(|line| self.lines.get_mut(line)) else {
            return;
        };
        let bytes = line.char_indices().nth(start as usize);
        let (before, rest) = line.split_at(bytes.map_or(line.len(), |(at, _)| at));
        *line = format!("{before}{}", rest.replacen(old, new, 1));
    }

    /// The document with the corrected lines on its pages and the corrected fields in its head.
    pub(crate) fn into_document(self) -> Document {
        let (number, kind, subject) = (
            self.field("number"),
            self.field("doc_type"),
            self.field("subject"),
        );
        let mut document = self.document;
        let mut lines = self.lines.iter();
        for page in &mut document.pages {
            // A page without lines is an empty one of the text.
            let of_page = lines.by_ref().take(page.lines.len().max(1));
            for (record, line) in page.lines.iter_mut().zip(of_page) {
                set_line(record, line.trim_start_matches('\u{c}'));
            }
        }
        let header = &mut document.extraction.header;
        if let (Some(field), Some(number)) = (&mut header.number, number) {
            field.normalized = Some(number);
        }
        if let (Some(field), Some(kind)) = (&mut header.doc_type, kind) {
            field.name = kind;
        }
        if let (Some(field), Some(subject)) = (&mut header.subject, subject) {
            field.text = subject;
        }
        document
    }

    /// The line that a correction is about: the one with its number or, where lines have moved, the
    /// one that reads as it did.
    fn line_of(&self, correction: &Correction) -> Option<usize> {
        let at = correction.item.parse::<usize>().ok()?.checked_sub(1)?;
        let old = correction.old.as_deref().unwrap_or_default();
        let plain = |line: &str| crate::text::fold::fold(line.trim_start_matches('\u{c}'));
        let alike =
            |line: &&String| strsim::normalized_levenshtein(&plain(line), &plain(old)) >= ALIKE;
        let here = self.lines.get(at).filter(alike).map(|_| at);
        here.or_else(|| self.lines.iter().position(|line| plain(line) == plain(old)))
    }

    /// A line without the form feed that begins a page.
    pub fn line(&self, number: usize) -> Option<&str> {
        let line = self.lines.get(number.checked_sub(1)?)?;
        Some(line.trim_start_matches('\u{c}'))
    }

    /// What a header field says.
    pub fn field(&self, name: &str) -> Option<String> {
        let read = || (header_field(name)?.get)(&self.document.extraction);
        self.header.get(name).cloned().or_else(read)
    }

    /// Where a header field stands, and how sure the program is of it, where that is known.
    pub fn field_place(&self, field: &HeaderField) -> Option<FieldPlace> {
        (field.place)(&self.document.extraction)
    }

    /// Whether a person set a header field.
    pub fn is_set(&self, name: &str) -> bool {
        self.header.contains_key(name)
    }

    /// The text as a whole.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// What an item says, and where it stands.
    pub(crate) fn item(
        &self,
        target: &str,
        item: &str,
    ) -> Option<(Option<String>, Option<u32>, Option<u32>)> {
        match target {
            "header" => {
                let field = header_field(item)?;
                Some((self.field(field.name), None, None))
            }
            "statistic" => {
                let figures = &self.document.extraction.statistics;
                let figure = figures.iter().find(|s| item.parse() == Ok(s.id))?;
                let place = (Some(figure.span.line), Some(figure.span.start));
                Some((figure.value_text.clone(), place.0, place.1))
            }
            "line" => Some((Some(self.line(item.parse().ok()?)?.to_owned()), None, None)),
            TAG => Some((None, None, None)),
            _ => None,
        }
    }
}

/// Puts a line in the place of how it was read: word for word or, where their number changed, over its whole length.
fn set_line(record: &mut LineRecord, line: &str) {
    let texts: Vec<&str> = record.words.iter().map(|word| word.text.as_str()).collect();
    if texts.join(" ") == line {
        return;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() == record.words.len() {
        for (record, word) in record.words.iter_mut().zip(words) {
            record.text = word.to_owned();
        }
        return;
    }
    let boxes = record.words.iter().map(|word| word.bbox);
    let Some(whole) = boxes.reduce(BBox::union) else {
        return;
    };
    let signs: usize = words.iter().map(|word| word.chars().count() + 1).sum();
    let letter = (whole.x1 - whole.x0) as f32 / signs.max(1) as f32;
    let mut at = 0;
    record.words = words
        .into_iter()
        .map(|word| {
            let start = at;
            at += word.chars().count() + 1;
            let side = |signs: usize| whole.x0 + (signs as f32 * letter) as i32;
            WordRecord {
                ocr: String::new(),
                ocr2: None,
                text: word.to_owned(),
                confidence: 1.0,
                bbox: BBox {
                    x0: side(start),
                    x1: side(at - 1),
                    ..whole
                },
            }
        })
        .collect();
}

pub(crate) fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    Ok(Correction {
        id: row.get("id")?,
        target: row.get("target")?,
        item: row.get("item")?,
        line: row.get("line")?,
        start: row.get("start")?,
        old: row.get("old")?,
        new: row.get("new")?,
        answer: row.get("answer")?,
        author: row.get("author")?,
        made: row.get("made")?,
        undone: row.get("undone")?,
    })
}

/// All decisions about an input, the oldest first.
pub(crate) fn corrections(
    connection: &Connection,
    sha256: &str,
) -> Result<Vec<Correction>, StoreError> {
    let mut rows =
        connection.prepare_cached("SELECT * FROM corrections WHERE sha256 = ? ORDER BY id")?;
    let rows = rows.query_map([sha256], correction)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::PageRecord;

    fn correction(item: &str, old: &str, new: &str) -> Correction {
        Correction {
            id: 1,
            target: "line".to_owned(),
            item: item.to_owned(),
            line: None,
            start: None,
            old: Some(old.to_owned()),
            new: Some(new.to_owned()),
            answer: None,
            author: "A".to_owned(),
            made: String::new(),
            undone: None,
        }
    }

    #[test]
    fn corrected_lines_stand_where_they_were_read() {
        let line = |words: &[(&str, [i32; 4])]| LineRecord {
            words: words
                .iter()
                .map(|&(text, bbox)| WordRecord {
                    ocr: text.to_owned(),
                    ocr2: None,
                    text: text.to_owned(),
                    confidence: 0.5,
                    bbox: bbox.into(),
                })
                .collect(),
        };
        let lines = vec![
            line(&[("Xã", [0, 0, 20, 10]), ("Tăn", [30, 0, 60, 10])]),
            line(&[("Sốhộ", [0, 20, 60, 30])]),
        ];
        let page = PageRecord {
            lines,
            ..PageRecord::default()
        };
        let document = Document::of_pages(None, String::new(), vec![page]);
        let corrections = [
            correction("1", "Xã Tăn", "Xã Tân"),
            correction("2", "Sốhộ", "Số hộ"),
        ];
        let whole = CorrectedDocument::new(document, "Xã Tăn\nSốhộ", &corrections);
        let document = whole.into_document();
        let words = |line: usize| -> Vec<(&str, i32, i32)> {
            let words = document.pages[0].lines[line].words.iter();
            words
                .map(|word| (word.text.as_str(), word.bbox.x0, word.bbox.x1))
                .collect()
        };
        assert_eq!(words(0), [("Xã", 0, 20), ("Tân", 30, 60)]);
        assert_eq!(words(1), [("Số", 0, 20), ("hộ", 30, 50)]);
    }

    #[test]
    fn what_is_no_figure_is_passed_over_with_its_checks() {
        let mut document = Document::of_pages(None, String::new(), Vec::new());
        document.extraction.statistics = vec![Statistic {
            id: "s1".parse().expect("an id"),
            value_text: Some("1.013239".to_owned()),
            span: crate::document::TextSpan {
                line: 3,
                start: 4,
                ..Default::default()
            },
            ..Statistic::blank()
        }];
        let decided = |answer: &str| Correction {
            target: "statistic".to_owned(),
            line: Some(3),
            start: Some(4),
            new: None,
            answer: Some(answer.to_owned()),
            ..correction("s1", "1.013239", "")
        };
        for (answer, rejected) in [(NOT_A_FIGURE, 1), (UNREADABLE, 1), ("authors_error", 0)] {
            let whole = CorrectedDocument::new(document.clone(), "", &[decided(answer)]);
            assert_eq!(whole.rejected.len(), rejected, "{answer}");
        }
    }
}
