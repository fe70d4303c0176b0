//! What people correct: kept with who, when, old and new, laid over what the program reads now and
//! later, and never removed.

use super::{Read, Store, StoreError, fill};
use crate::batch::clock;
use crate::extract::model::{Extraction, Statistic};
use crate::extract::{TextSpan, check_again, number_value};
use crate::output::Document;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Words that people corrected, for later runs.
pub const DICTIONARY: &str = "user-dictionary.tsv";

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
pub struct Whole {
    /// The document.
    pub document: Document,
    /// Its lines.
    pub lines: Vec<String>,
    /// Ids of the figures that a person set.
    pub corrected: HashSet<String>,
    /// Fields of the head that a person set.
    header: HashMap<&'static str, String>,
}

/// A field of the head that can be corrected.
pub struct HeaderField {
    /// Its name.
    pub name: &'static str,
    /// Whether a document is filed by it, so that its absence is told.
    pub needed: bool,
    /// What the program read.
    get: fn(&Extraction) -> Option<String>,
    /// Where that stands, and how sure it is.
    place: fn(&Extraction) -> Option<(TextSpan, f32)>,
}

/// The fields of the head that can be corrected.
pub const HEADER_FIELDS: &[HeaderField] = &[
    HeaderField {
        name: "number",
        needed: true,
        get: |e| e.header.number.as_ref()?.normalized.clone(),
        place: |e| {
            e.header
                .number
                .as_ref()
                .map(|n| (n.span, n.trust.at(&n.span)))
        },
    },
    HeaderField {
        name: "date",
        needed: true,
        get: |e| e.header.date.as_ref()?.iso.clone(),
        place: |e| {
            e.header
                .date
                .as_ref()
                .map(|d| (d.span, d.trust.at(&d.span)))
        },
    },
    HeaderField {
        name: "agency",
        needed: true,
        get: |e| {
            let agency = e.header.issuing_agency.as_ref()?;
            agency.name.clone().or_else(|| Some(agency.text.clone()))
        },
        place: |e| {
            e.header
                .issuing_agency
                .as_ref()
                .map(|a| (a.span, a.trust.at(&a.span)))
        },
    },
    HeaderField {
        name: "doc_type",
        needed: true,
        get: |e| Some(e.header.doc_type.as_ref()?.name.clone()),
        place: |e| {
            e.header
                .doc_type
                .as_ref()
                .map(|d| (d.span, d.trust.at(&d.span)))
        },
    },
    HeaderField {
        name: "subject",
        needed: true,
        get: |e| Some(e.header.subject.as_ref()?.text.clone()),
        place: |e| {
            e.header
                .subject
                .as_ref()
                .map(|s| (s.span, s.trust.at(&s.span)))
        },
    },
    HeaderField {
        name: "place",
        needed: false,
        get: |e| Some(e.header.place.as_ref()?.text.clone()),
        place: |e| {
            e.header
                .place
                .as_ref()
                .map(|p| (p.span, p.trust.at(&p.span)))
        },
    },
    HeaderField {
        name: "signer",
        needed: false,
        get: |e| e.signatory.as_ref()?.name.clone(),
        place: |e| {
            let signatory = e.signatory.as_ref()?;
            let span = *signatory.spans.last()?;
            Some((span, signatory.trust.at(&span)))
        },
    },
];

impl std::fmt::Debug for HeaderField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn header_field(name: &str) -> Option<&'static HeaderField> {
    HEADER_FIELDS.iter().find(|field| field.name == name)
}

/// How alike two lines must be, without marks, for a correction of the one to hold for the other.
const ALIKE: f64 = 0.6;

impl Whole {
    /// A document as the program read it, with what people corrected laid over.
    pub fn new(document: Document, text: &str, corrections: &[Correction]) -> Self {
        let mut whole = Whole {
            document,
            lines: text.split('\n').map(str::to_owned).collect(),
            corrected: HashSet::new(),
            header: HashMap::new(),
        };
        for correction in corrections.iter().filter(|c| c.undone.is_none()) {
            whole.apply(correction);
        }
        if !whole.corrected.is_empty() {
            check_again(&mut whole.document.extraction);
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
        let alike = |s: &Statistic| s.id == correction.item && s.value_text == correction.old;
        let Some(at) = at_place.or_else(|| figures.iter().position(alike)) else {
            return;
        };
        let figure = &mut figures[at];
        figure.value = number_value(&new).or(figure.value);
        if figure.value_text.as_ref() != Some(&new) {
            figure.value_text = Some(new);
            self.corrected.insert(figure.id.clone());
        }
    }

    /// The line that a correction is about: the one with its number or, where lines have moved, the
    /// one that reads as it did.
    fn line_of(&self, correction: &Correction) -> Option<usize> {
        let at = correction.item.parse::<usize>().ok()?.checked_sub(1)?;
        let old = correction.old.as_deref().unwrap_or_default();
        let plain = |line: &str| crate::extract::fold(line.trim_start_matches('\u{c}'));
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

    /// What a field of the head says.
    pub fn field(&self, name: &str) -> Option<String> {
        let read = || (header_field(name)?.get)(&self.document.extraction);
        self.header.get(name).cloned().or_else(read)
    }

    /// Where a field of the head stands, and how sure the program is of it.
    pub fn field_place(&self, field: &HeaderField) -> Option<(TextSpan, f32)> {
        (field.place)(&self.document.extraction)
    }

    /// Whether a person set a field of the head.
    pub fn is_set(&self, name: &str) -> bool {
        self.header.contains_key(name)
    }

    /// The text as a whole.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// What an item says, and where it stands.
    fn item(&self, target: &str, item: &str) -> Option<(Option<String>, Option<u32>, Option<u32>)> {
        match target {
            "header" => {
                let field = header_field(item)?;
                Some((self.field(field.name), None, None))
            }
            "statistic" => {
                let figures = &self.document.extraction.statistics;
                let figure = figures.iter().find(|s| s.id == item)?;
                let place = (Some(figure.span.line), Some(figure.span.start));
                Some((figure.value_text.clone(), place.0, place.1))
            }
            "line" => Some((Some(self.line(item.parse().ok()?)?.to_owned()), None, None)),
            _ => None,
        }
    }
}

fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
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
pub fn of(connection: &Connection, sha256: &str) -> Result<Vec<Correction>, StoreError> {
    let mut rows =
        connection.prepare_cached("SELECT * FROM corrections WHERE sha256 = ? ORDER BY id")?;
    let rows = rows.query_map([sha256], correction)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A decision that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The document.
    pub document: i64,
    /// `header`, `statistic` or `line`.
    pub target: &'a str,
    /// Which one.
    pub item: &'a str,
    /// What it is; `None` where it is right as it is.
    pub new: Option<&'a str>,
    /// Who decides.
    pub author: &'a str,
}

/// Makes the rows of documents anew, as what was decided about them changed.
fn make_again(connection: &Connection, documents: Vec<(i64, Read)>) -> Result<(), StoreError> {
    documents
        .into_iter()
        .try_for_each(|(document, (found, text, sha256))| {
            fill::again(connection, document, found, &text, &sha256)
        })
}

/// Longest correction, in bytes.
const LONGEST: usize = 4000;

impl Decision<'_> {
    /// Why it cannot be.
    fn fault(&self) -> Option<&'static str> {
        let new = self.new?;
        let day = || {
            new.split('-')
                .map(|part| part.parse::<u32>().ok())
                .collect::<Option<Vec<_>>>()
        };
        match (self.target, self.item) {
            _ if new.len() > LONGEST => Some("too long"),
            _ if new.contains(['\n', '\r', '\u{c}', '\0']) => Some("one line is needed"),
            (_, "date")
                if !day().is_some_and(|d| {
                    d.len() == 3 && crate::extract::iso_day(d[0], d[1], d[2]).is_some()
                }) =>
            {
                Some("a day is needed, as 2023-02-14")
            }
            ("statistic", _) if number_value(new).is_none() => {
                Some("a number is needed, as 1.234,5")
            }
            ("header", _) if new.trim().is_empty() => Some("a value is needed"),
            _ => None,
        }
    }
}

impl Store {
    /// A document as it is now, with its row of the manifest left out.
    ///
    /// # Errors
    /// If there is no such document or its files are gone.
    pub fn whole(&self, document: i64) -> Result<Whole, StoreError> {
        let (folder, sha256) = self.folder(document)?;
        let (found, text, _) = self.read(&folder)?;
        Ok(Whole::new(found, &text, &of(&self.connection, &sha256)?))
    }

    /// A document as the program read it.
    ///
    /// # Errors
    /// If there is no such document or its files are gone.
    pub fn machine(&self, document: i64) -> Result<Whole, StoreError> {
        let (folder, _) = self.folder(document)?;
        let (found, text, _) = self.read(&folder)?;
        Ok(Whole::new(found, &text, &[]))
    }

    /// Folder of a document's results, and SHA-256 of its input.
    pub fn folder(&self, document: i64) -> Result<(String, String), StoreError> {
        let sql = "SELECT folder, sha256 FROM documents WHERE id = ? AND folder IS NOT NULL";
        let mut row = self.connection.prepare_cached(sql)?;
        let found = row.query_row([document], |row| Ok((row.get(0)?, row.get(1)?)));
        found
            .optional()?
            .ok_or_else(|| StoreError::Question(format!("no document {document}")))
    }

    /// Keeps a decision and what follows from it: the document's rows, its checks, its place in the
    /// queue. The number of the decision.
    ///
    /// # Errors
    /// If what is decided about is not there, or cannot be so.
    pub fn decide(&mut self, decision: &Decision<'_>) -> Result<i64, StoreError> {
        if let Some(fault) = decision.fault() {
            return Err(StoreError::Question(fault.to_owned()));
        }
        let (_, sha256) = self.folder(decision.document)?;
        let whole = self.whole(decision.document)?;
        let Some((old, line, start)) = whole.item(decision.target, decision.item) else {
            return Err(StoreError::Question(format!(
                "no {} {}",
                decision.target, decision.item
            )));
        };
        let new = decision.new.map(str::to_owned).or_else(|| old.clone());
        let made = clock::now();
        let same = self.of_input(&sha256)?;
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO corrections (sha256, target, item, line, start, old, new, author, made) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                sha256,
                decision.target,
                decision.item,
                line,
                start,
                old,
                new,
                decision.author,
                made
            ],
        )?;
        let id = transaction.last_insert_rowid();
        make_again(&transaction, same)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Takes a decision back; it stays on record. The document that it was about.
    ///
    /// # Errors
    /// If there is no such decision.
    pub fn undo(&mut self, id: i64, author: &str) -> Result<i64, StoreError> {
        let about = "SELECT d.id FROM corrections c JOIN documents d ON d.sha256 = c.sha256 \
                     WHERE c.id = ? AND c.undone IS NULL AND d.folder IS NOT NULL";
        let document = self
            .connection
            .query_row(about, [id], |row| row.get(0))
            .optional()?;
        let Some(document) = document else {
            return Err(StoreError::Question(format!(
                "no decision {id} that stands"
            )));
        };
        let (_, sha256) = self.folder(document)?;
        let same = self.of_input(&sha256)?;
        let transaction = self.connection.transaction()?;
        let undone = "UPDATE corrections SET undone = ?, undone_by = ? WHERE id = ?";
        transaction.execute(undone, params![clock::now(), author, id])?;
        make_again(&transaction, same)?;
        transaction.commit()?;
        Ok(document)
    }

    /// All documents of an input: one for each name that it has.
    fn of_input(&self, sha256: &str) -> Result<Vec<(i64, Read)>, StoreError> {
        let sql = "SELECT id, folder FROM documents WHERE sha256 = ? AND folder IS NOT NULL";
        let mut rows = self.connection.prepare_cached(sql)?;
        let named = rows.query_map([sha256], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let named: Vec<(i64, String)> = named.collect::<Result<_, _>>()?;
        let read = named
            .into_iter()
            .map(|(id, folder)| Ok((id, self.read(&folder)?)));
        read.collect()
    }
}
