//! A document with what people corrected laid over it.

use super::error::StoreError;
use super::header_fields::{FieldPlace, HeaderField, header_field};
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
    /// `header`, `statistic` or `line`.
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
            header: HashMap::new(),
        };
        for correction in corrections.iter().filter(|c| c.undone.is_none()) {
            whole.apply(correction);
        }
        if !whole.corrected.is_empty() {
            check_again(&mut whole.document.extraction, &whole.corrected);
        }
        whole
    }

    fn apply(&mut self, correction: &Correction) {
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
            _ => {
                if let Some(at) = self.line_of(correction) {
                    let feed = self.lines[at].starts_with('\u{c}');
                    self.lines[at] = if feed { format!("\u{c}{new}") } else { new };
                }
            }
        }
    }

    /// The figure at the same place or, where lines have moved, the one with the same id and value.
    fn set_figure(&mut self, correction: &Correction, new: String) {
        let place = (correction.line, correction.start);
        let figures = &mut self.document.extraction.statistics;
        let at_place = figures
            .iter()
            .position(|s| (Some(s.span.line), Some(s.span.start)) == place);
        let alike =
            |s: &Statistic| correction.item.parse() == Ok(s.id) && s.value_text == correction.old;
        let Some(at) = at_place.or_else(|| figures.iter().position(alike)) else {
            return;
        };
        let figure = &mut figures[at];
        figure.value = number_value(&new).or(figure.value);
        if figure.value_text.as_ref() != Some(&new) {
            figure.value_text = Some(new);
            self.corrected.insert(figure.id);
        }
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
            _ => None,
        }
    }
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
