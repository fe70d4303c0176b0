//! The header on the first page. Columns are distinguished by what they hold, not by their position: the
//! national title, the motto, the number and the day are found on their lines, what is left over in
//! capitals is the agencies; so the header may come column after column, or row by row with the
//! columns joined and wrapped names in between.

pub(crate) mod agencies;
pub(crate) mod further;
pub(crate) mod keywords;

use super::citations::document_number::{self, Number};
use super::reading::paragraphs::{JoinedLine, JoinedText};
use super::stamps;
use crate::document::{DocTypeField, Grammar, Header, HeaderDate, NumberField, Slot, TextField};
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::text::case::is_capitals;
use crate::text::fuzzy::{LongDay, fuzzy_window};
use crate::text::letters::letters;
use crate::text::phrases::{is_bullet, trim};
use crate::text::span::starting;
use crate::text::{Span, fold, long_day};
use keywords::{number_keyword, type_line};
use serde::Deserialize;
use std::ops::Range;

const TITLE: RuleName = RuleName("header.title");
const MOTTO: RuleName = RuleName("header.motto");
const NUMBER: RuleName = RuleName("header.number");
const DATE: RuleName = RuleName("header.date");
const PLACE: RuleName = RuleName("header.place");
const DOC_TYPE: RuleName = RuleName("header.doc_type");
const LETTER: RuleName = RuleName("header.letter");
const SUBJECT: RuleName = RuleName("header.subject");
const ADDRESSEE: RuleName = RuleName("header.addressee");
const MARK: RuleName = RuleName("header.mark");

static MATTER: Shape = Shape::new(|| shape("matter"));
static CITED_DAY: Shape = Shape::new(|| shape("cited_day"));
static PLACE_NAME: Shape = Shape::new(|| shape("place_name"));
static AGENCY_LABEL: Shape = Shape::new(|| shape("agency_label"));
static OVER_HEAD: Shape = Shape::new(|| shape("over_head"));
static ADDRESSEES: Shape = Shape::new(|| shape("addressees"));
static MARKS: Shape<Mark> = Shape::new(|| shape(MARK.0));
static BODY: Shape = Shape::new(|| shape("body"));
static SENTENCE: Shape = Shape::new(|| shape("sentence"));

/// What a mark on a line of its own says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    Secrecy,
    Urgency,
    Circulation,
}

/// How far down the header may reach, in lines that are not blank, and its first lines.
const REACH: usize = 45;
const TOP: usize = 30;

/// The header and where it ends.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) header: Header,
    /// Where number and symbol stand.
    pub(crate) number: Option<Span>,
    /// Where the day stands.
    pub(crate) date: Option<Span>,
    /// Where the subject stands.
    pub(crate) subject: Option<Span>,
    /// Where the header ends and the body starts.
    pub(crate) end: usize,
}

struct HeaderReader<'a> {
    view: &'a JoinedText,
    text: &'a str,
    lists: &'a Lists,
    lines: &'a [JoinedLine],
    /// Parts of each line that no rule has taken yet.
    rest: Vec<Vec<Span>>,
    head: Head,
}

/// Reads the header of a document.
pub(crate) fn read(view: &JoinedText, lists: &Lists) -> Head {
    let lines = &view.lines()[..view.lines().len().min(REACH)];
    let mut reader = HeaderReader {
        view,
        text: &view.text,
        lists,
        lines,
        rest: lines.iter().map(|line| vec![line.span]).collect(),
        head: Head::default(),
    };
    reader.title();
    reader.motto();
    let date = reader.date();
    let number = reader.number(date);
    reader.place(date);
    let top = number.or(date);
    let kind = reader.doc_type(top);
    let letter = kind.is_none() && reader.letter_subject(number).is_some();
    reader.agencies(number, kind.or(top.map(|row| row + 1)));
    reader.labelled_agency();
    let last = match kind {
        Some(row) => {
            // `BÁO CÁO GIÁ THỊ TRƯỜNG THÁNG 05/2019`: the subject starts on the same line.
            let own = reader.rest[row].iter().copied();
            let own = own.filter(|part| letters(part.of(reader.text)) > 3);
            Some(reader.subject(own.collect(), row))
        }
        None if letter => top,
        None => reader.untyped_subject(date.max(number)).or(top),
    };
    let last = reader.addressees(last).or(last);
    reader.marks(last);
    reader.head.end = last.map_or(0, |row| reader.line(row).end);
    reader.head
}

impl<'a> HeaderReader<'a> {
    fn field(&self, span: Span, rule: RuleName) -> TextField {
        TextField {
            text: self.view.string(span),
            span: self.view.place(span),
            provenance: rule.provenance(),
        }
    }

    /// The field of pieces that belong together, whatever stands between them.
    fn joined(&self, pieces: &[Span], rule: RuleName) -> Option<TextField> {
        let texts = pieces.iter().map(|piece| self.view.string(*piece));
        Some(TextField {
            text: texts.collect::<Vec<_>>().join(" "),
            ..self.field(whole(pieces)?, rule)
        })
    }

    /// The first rows, where phrases, day and number stand.
    fn top(&self) -> Range<usize> {
        0..self.lines.len().min(TOP)
    }

    fn line(&self, row: usize) -> Span {
        self.lines[row].span
    }

    fn printed(&self, row: usize) -> &'a str {
        self.line(row).of(self.text)
    }

    /// Leaves a stretch to the rule that has taken it.
    fn take(&mut self, span: Span) {
        for rest in &mut self.rest {
            let parts = rest.iter().flat_map(|part| part.around(span));
            *rest = parts.filter(|part| !part.is_empty()).collect();
        }
    }

    /// National title or Party title, which may be wrapped before its last words.
    fn title(&mut self) -> Option<()> {
        const TITLES: [(&str, &str); 3] = [
            ("conghoaxahoichunghiavietnam", "nam"),
            ("dangcongsanvietnam", "nam"),
            ("conghoaxahoichunghia", "vietnam"),
        ];
        let near = |row: usize, words| {
            let line = self.lines.get(row)?.span;
            fuzzy_window(self.text, line, words)
        };
        let in_row = |row| {
            let found = |(title, rest)| Some((row, near(row, title)?, rest));
            TITLES.into_iter().find_map(found)
        };
        let (row, found, rest) = self.top().find_map(in_row)?;
        let whole = fold(found.of(self.text)).ends_with("nam");
        let last = near(row + 1, rest).filter(|_| !whole);
        let pieces: Vec<Span> = std::iter::once(found).chain(last).collect();
        self.head.header.national_title = self.joined(&pieces, TITLE);
        pieces.into_iter().for_each(|piece| self.take(piece));
        Some(())
    }

    fn motto(&mut self) -> Option<()> {
        let in_row = |row| fuzzy_window(self.text, self.line(row), "doclaptudohanhphuc");
        let found = self.top().find_map(in_row)?;
        self.head.header.motto = Some(self.field(found, MOTTO));
        self.take(found);
        Some(())
    }

    /// The day of issue; its row.
    fn date(&mut self) -> Option<usize> {
        const FURTHEST: usize = 90;
        let (row, found) = self.top().find_map(|row| {
            let (line, found) = (self.line(row), self.day(row)?);
            // A day after a document's name is a citation in the body.
            let before = Span::new(line.start, found.span.start).of(self.text);
            let cited = CITED_DAY.opens(before);
            // The place, or nothing, stands before the day of issue; a lower-case word does not.
            let last = before.split_whitespace().next_back();
            let spoken = last.is_some_and(|word| word.chars().all(char::is_lowercase));
            let near = before.chars().count() <= FURTHEST;
            (near && !cited && !spoken).then_some((row, found))
        })?;
        self.head.header.date = Some(HeaderDate {
            iso: found.iso,
            text: self.view.string(found.span),
            span: self.view.place(found.span),
            slot: Slot::default(),
            provenance: DATE.provenance(),
        });
        self.head.date = Some(found.span);
        self.take(found.span);
        Some(row)
    }

    /// The day on a row; its year may be wrapped to the next one: `…, ngày 04 tháng 06 năm` / `2012`.
    fn day(&self, row: usize) -> Option<LongDay> {
        let (line, next) = (self.line(row), self.lines.get(row + 1));
        let day = long_day(self.text, line)?;
        let is_year = |printed: &str| {
            let digits = printed.chars().take_while(char::is_ascii_digit).count();
            digits == 4 && !printed.contains(char::is_alphabetic)
        };
        let next = next.filter(|next| day.iso.is_none() && is_year(next.span.of(self.text)));
        let whole = next.map(|next| Span::new(line.start, next.span.end));
        let whole = whole.and_then(|whole| long_day(self.text, whole));
        whole.filter(|day| day.iso.is_some()).or(Some(day))
    }

    /// Number and symbol; their row.
    fn number(&mut self, date_row: Option<usize>) -> Option<usize> {
        let marked = self.top().find_map(|row| {
            let mut parts = self.rest[row].iter();
            let (keyword, slot) = parts.find_map(|part| number_keyword(self.text, *part))?;
            let number = document_number::in_header(self.text, slot, self.lists)?;
            Some((row, keyword, number))
        });
        let (row, keyword, number) = marked.or_else(|| self.bare_number(date_row))?;
        self.take(Span::new(keyword, number.span.end));
        self.head.number = Some(number.span);
        self.head.header.number = Some(NumberField {
            text: self.view.string(number.span),
            span: self.view.place(number.span),
            provenance: NUMBER.provenance(),
            ..number.field
        });
        Some(row)
    }

    /// A number without *Số:*, which the engine lost, beside the day or above it. Behind more words than that could have
    /// become, it is cited.
    fn bare_number(&self, date_row: Option<usize>) -> Option<(usize, usize, Number)> {
        const LOST_WORDS: usize = 4;
        let reach = date_row.map_or(0, |row| row + 3).min(self.lines.len());
        (0..reach).find_map(|row| {
            let part = *self.rest[row].first()?;
            let number = document_number::in_header(self.text, part, self.lists)?;
            let before = Span::new(part.start, number.span.start).of(self.text);
            let cited = before.split_whitespace().count() > LOST_WORDS;
            let own = number.field.grammar != Grammar::Letter && !cited;
            own.then_some((row, part.start, number))
        })
    }

    /// The place before the day.
    fn place(&mut self, date_row: Option<usize>) -> Option<()> {
        let day = self.head.date?;
        let mut parts = self.rest[date_row?].iter();
        let part = *parts.rfind(|part| part.end <= day.start)?;
        let found = PLACE_NAME.begins(part.of(self.text))?.part("name")?;
        let found = found.shifted(part.start);
        let mut field = self.field(found, PLACE);
        field.text = self.lists.with_apostrophe(&field.text);
        self.head.header.place = Some(field);
        self.take(Span::new(found.start, day.start));
        Some(())
    }

    /// The kind of document on a line of its own; its row.
    fn doc_type(&mut self, after: Option<usize>) -> Option<usize> {
        let first = after.map_or(0, |row| row.saturating_sub(3));
        let reach = after.map_or(TOP, |row| row + 14).min(self.lines.len());
        let (row, kind, span) = (first..reach).find_map(|row| {
            let line = trim(self.text, self.line(row), |c| !c.is_alphanumeric());
            let (kind, span) = type_line(self.text, line, self.lists)?;
            Some((row, kind, span))
        })?;
        self.head.header.doc_type = Some(DocTypeField {
            abbr: Some(kind.1.clone()).filter(|abbr| !abbr.is_empty()),
            name: kind.0.clone(),
            text: self.view.string(span),
            span: self.view.place(span),
            provenance: DOC_TYPE.provenance(),
        });
        self.take(span);
        Some(row)
    }

    /// *V/v* under the number of an official letter (*công văn*).
    fn letter_subject(&mut self, number_row: Option<usize>) -> Option<()> {
        const BELOW: usize = 8;
        let mut rows = (number_row.unwrap_or(0)..self.lines.len()).take(BELOW);
        let (row, part, subject) = rows.find_map(|row| {
            let part = *self.rest[row].first()?;
            let printed = part.of(self.text);
            let label = MATTER.begins(printed)?.part("label").unwrap_or_default();
            // *Vỹ Dạ* is none.
            let subject = Span::new(part.start + label.end, part.end);
            let ascii = label.of(printed).is_ascii();
            ascii.then_some((row, part, subject))
        })?;
        self.subject(vec![subject], row);
        self.take(part);
        self.head.header.doc_type = Some(DocTypeField {
            abbr: None,
            name: "Công văn".to_owned(),
            text: String::new(),
            span: self.view.place(Span::new(subject.start, subject.start)),
            provenance: LETTER.provenance(),
        });
        Some(())
    }

    fn set_subject(&mut self, pieces: &[Span]) {
        pieces.iter().for_each(|piece| self.take(*piece));
        let noise = |c: char| c.is_whitespace() || "_|~`—\\*:".contains(c);
        let trimmed = pieces.iter().map(|piece| trim(self.text, *piece, noise));
        let trimmed: Vec<Span> = trimmed.filter(|piece| !piece.is_empty()).collect();
        self.head.subject = whole(pieces);
        self.head.header.subject = self.joined(&trimmed, SUBJECT);
    }

    /// Superior and issuing agency out of what is left in capitals down to the number, or above the row `end`.
    fn agencies(&mut self, number_row: Option<usize>, end: Option<usize>) {
        let reach = number_row.map(|row| row + 1).or(end).unwrap_or(8);
        let rows = (0..self.lines.len().min(reach)).filter(|&row| {
            let printed = self.printed(row);
            !OVER_HEAD.opens(printed) && stamps::label(printed).is_none()
        });
        let noise = |c: char| !c.is_alphanumeric() && c != '(' && c != ')';
        let parts = rows.flat_map(|row| &self.rest[row]);
        let parts = parts.map(|part| trim(self.text, *part, noise));
        let pieces = parts.filter_map(|part| agencies::capitals_only(self.text, part));
        let pieces: Vec<Span> = pieces.collect();
        let symbol = self.head.header.number.as_ref();
        let (superior, issuing) = agencies::split(self.view, self.lists, &pieces, symbol);
        self.head.header.superior_agency = superior;
        self.head.header.issuing_agency = issuing;
    }

    /// The agency of a form, behind a label: `Đơn vị: Sở Tài chính tỉnh …`. The lines that a program prints where a file
    /// was signed have the same label.
    fn labelled_agency(&mut self) {
        const REACH: usize = 8;
        let rows = 0..self.lines.len().min(REACH);
        let mut labels = rows.clone().map(|row| stamps::label(self.printed(row)));
        let signed = labels.any(|label| !matches!(label, None | Some(stamps::Label::Organisation)));
        if signed || self.head.header.issuing_agency.is_some() {
            return;
        }
        self.head.header.issuing_agency = rows.into_iter().find_map(|row| {
            let part = *self.rest[row].first()?;
            let label = AGENCY_LABEL.begins(part.of(self.text))?.end();
            let name = Span::new(part.start + label, part.end);
            let name = trim(self.text, name, |c| !c.is_alphanumeric());
            let agency = self.lists.starts_agency(&fold(name.of(self.text)));
            agency.then(|| agencies::field(self.view, name, self.view.string(name), self.lists))
        });
    }

    /// The subject of a document that names no kind: the lines in capitals under the header; their last row.
    fn untyped_subject(&mut self, top: Option<usize>) -> Option<usize> {
        const REACH: usize = 6;
        const LETTERS: usize = 12;
        let mut below = (top? + 1..self.lines.len()).take(REACH);
        let first = below.find(|&row| letters(self.printed(row)) >= LETTERS)?;
        let titles = (first..self.lines.len())
            .take_while(|&row| is_capitals(self.printed(row)) && !BODY.opens(self.printed(row)));
        let pieces: Vec<Span> = titles.map(|row| self.line(row)).collect();
        self.set_subject(&pieces);
        pieces.len().checked_sub(1).map(|further| first + further)
    }

    /// The subject with these first pieces and the lines that go on with them below a row; its last row.
    fn subject(&mut self, mut pieces: Vec<Span>, row: usize) -> usize {
        const BELOW: usize = 8;
        let titled = !pieces.is_empty() && self.head.header.doc_type.is_some();
        let mut last = row;
        for i in (row + 1..self.lines.len()).take(BELOW) {
            let Some(part) = self.rest[i].first().copied() else {
                continue;
            };
            let (text, first) = (part.of(self.text), pieces.is_empty());
            let blank = self.lines[i].after_blank;
            let figures = !blank && text.contains(|c: char| c.is_ascii_digit());
            let empty = letters(text) < 3 && (first || !figures);
            let skipped = empty && (first || !text.contains(char::is_alphanumeric));
            if skipped || mark(text).is_some() {
                continue;
            }
            let below_title = titled && i == row + 1 && part.len() < 90;
            let lower = text.trim_start_matches(|c: char| !c.is_alphabetic());
            let goes_on = lower.starts_with(char::is_lowercase) || below_title;
            let opens = BODY.opens(text) || !first && SENTENCE.opens(text);
            let apart = !first && blank && !goes_on;
            if empty || opens || apart || self.starts_section(i) {
                break;
            }
            pieces.push(part);
            last = i;
        }
        self.set_subject(&pieces);
        last
    }

    /// Whether a row starts a section.
    fn starts_section(&self, row: usize) -> bool {
        let starting = starting(&self.view.paragraphs, self.line(row), |p| p.span);
        starting.first().is_some_and(|p| p.label.is_some())
    }

    /// *Kính gửi*; the last row of it.
    fn addressees(&mut self, after: Option<usize>) -> Option<usize> {
        const LONGEST: usize = 11;
        let first = after.map_or(0, |row| row + 1).saturating_sub(6);
        let reach = after.map_or(25, |row| row + 12).min(self.lines.len());
        let (row, start) = (first..reach).find_map(|row| {
            let end = ADDRESSEES.begins(self.printed(row))?.end();
            Some((row, self.line(row).start + end))
        })?;
        let trimmed = |span| trim(self.text, span, |c| !c.is_alphanumeric() && c != ')');
        let mut fields = vec![trimmed(Span::new(start, self.line(row).end))];
        let listed = fields[0].is_empty();
        let mut last = row;
        for i in (row + 1..self.lines.len()).take(LONGEST) {
            let (line, text) = (trimmed(self.line(i)), self.printed(i));
            let ended = self.printed(i - 1).ends_with(['.', ';']);
            let wrapped = !self.lines[i].after_blank && !ended && !listed;
            let goes_on = wrapped || text.starts_with(char::is_lowercase);
            let opens = BODY.opens(text) || SENTENCE.opens(text);
            match fields.last_mut() {
                _ if text.starts_with(is_bullet) => fields.push(line),
                Some(field) if goes_on && !opens && !field.is_empty() => {
                    field.end = line.end;
                }
                _ => break,
            }
            last = i;
        }
        let fields = fields.into_iter().filter(|field| !field.is_empty());
        self.head.header.addressees = fields.map(|field| self.field(field, ADDRESSEE)).collect();
        Some(last.max(after.unwrap_or(0)))
    }

    /// Secrecy, urgency and circulation, each on a line of its own.
    fn marks(&mut self, last: Option<usize>) {
        for row in 0..last.map_or(0, |row| row + 1) {
            let span = trim(self.text, self.line(row), |c| !c.is_alphanumeric());
            let field = self.field(span, MARK);
            let header = &mut self.head.header;
            match mark(span.of(self.text)) {
                Some(Mark::Secrecy) => header.secrecy = Some(field),
                Some(Mark::Urgency) => header.urgency = Some(field),
                Some(Mark::Circulation) => header.circulation = Some(field),
                None => {}
            }
        }
    }
}

/// From the first of some pieces to the last.
fn whole(pieces: &[Span]) -> Option<Span> {
    Some(Span::new(pieces.first()?.start, pieces.last()?.end))
}

/// The mark that a line is and nothing else; those of secrecy and urgency are in capitals.
fn mark(line: &str) -> Option<Mark> {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let small = line.contains(char::is_lowercase);
    let mark = MARKS.kind(line)?;
    (mark == Mark::Circulation || !small).then_some(mark)
}
