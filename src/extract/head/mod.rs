//! The header on the first page. Columns are distinguished by what they hold, not by their position: the
//! national title, the motto, the number and the day are found on their lines, what is left over in
//! capitals is the agencies; so the header may come column after column, or row by row with the
//! columns joined and wrapped names in between.

pub(crate) mod agencies;
pub(crate) mod further;
pub(crate) mod keywords;

use crate::document::{DocTypeField, Grammar, Header, HeaderDate, NumberField, Slot, TextField};
use crate::extract::citations::document_number;
use crate::extract::citations::document_number::Number;
use crate::extract::reading::paragraphs::{JoinedLine, JoinedText};
use crate::extract::register::RuleName;
use crate::rules::lists::Lists;
use crate::text::case::is_capitals;
use crate::text::fuzzy::{LongDay, char_to_byte, spaced_words};
use crate::text::phrases::trim;
use crate::text::{Span, fold, long_day};
use keywords::{fuzzy_window, number_keyword, type_line};

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

/// Words before a day that is not the day of issue.
const CITED: [&str; 8] = [
    "nghi dinh",
    "quyet dinh",
    "can cu",
    "luat ",
    "thong tu",
    " gio ",
    "thoi gian",
    "hom nay",
];

/// Marks of secrecy and urgency, each on a line of its own.
const SECRECY: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];
const URGENCY: [&str; 5] = [
    "KHẨN",
    "THƯỢNG KHẨN",
    "HỎA TỐC",
    "HOẢ TỐC",
    "HỎA TỐC HẸN GIỜ",
];

/// How far down the header may reach, in lines that are not blank.
const REACH: usize = 45;

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

/// A line of the header with what is still unexplained of it.
struct Row {
    line: JoinedLine,
    /// Parts that no rule has taken yet.
    rest: Vec<Span>,
}

impl Row {
    fn take(&mut self, span: Span) {
        let old = std::mem::take(&mut self.rest);
        for part in old {
            if !part.overlaps(span) {
                self.rest.push(part);
                continue;
            }
            let pieces = [(part.start, span.start), (span.end, part.end)];
            self.rest.extend(
                pieces
                    .iter()
                    .filter(|(a, b)| a < b)
                    .map(|&(a, b)| Span::new(a, b)),
            );
        }
    }
}

struct HeaderReader<'a> {
    view: &'a JoinedText,
    text: &'a str,
    lists: &'a Lists,
    rows: Vec<Row>,
    head: Head,
}

/// Reads the header of a document.
pub(crate) fn read(view: &JoinedText, lists: &Lists) -> Head {
    let rows = view
        .lines
        .iter()
        .filter(|line| !line.page_number)
        .take(REACH);
    let rows = rows
        .map(|&line| Row {
            line,
            rest: vec![line.span],
        })
        .collect();
    let mut reader = HeaderReader {
        view,
        text: &view.text,
        lists,
        rows,
        head: Head::default(),
    };
    reader.set_phrases();
    let date_row = reader.date();
    let number_row = reader.number(date_row);
    reader.place(date_row);
    let type_row = reader.doc_type(number_row.or(date_row));
    reader.letter_subject(number_row, type_row);
    let top = [number_row, date_row.filter(|_| number_row.is_none())]
        .into_iter()
        .flatten()
        .max();
    reader.agencies(number_row, type_row.or(top.map(|row| row + 1)));
    reader.labelled_agency();
    let last = match type_row.or(reader.head.subject.and(top)) {
        Some(row) => reader.subject(type_row).or(Some(row)),
        None => reader.title(date_row.max(number_row)).or(top),
    };
    let last = reader.addressees(last).or(last);
    reader.marks(last);
    reader.head.end = last.map_or(0, |row| reader.rows[row].line.span.end);
    reader.head
}

/// Length of *V/v* at the start of a folded line, however an engine read it: `V/`, `Vlv`, `V/y:`. Its characters are
/// as many in the text.
fn in_the_matter(folded: &str) -> Option<usize> {
    const LONGEST: usize = 4;
    let word = folded.split_whitespace().next()?;
    let mark = word.trim_end_matches([':', '.']);
    let strokes = mark.starts_with('v') && mark.chars().all(|c| "v/ly|1".contains(c));
    let slashed = mark.len() > 1 && (mark.contains('/') || mark.ends_with(['v', 'y']));
    let apart = folded[word.len()..]
        .strip_prefix(' ')
        .is_some_and(|rest| rest.starts_with("v ") && mark == "v/");
    (strokes && slashed && word.len() <= LONGEST).then_some(word.len() + 2 * usize::from(apart))
}

impl HeaderReader<'_> {
    fn field(&self, span: Span, rule: RuleName) -> TextField {
        TextField {
            text: self.view.string(span),
            span: self.view.place(span),
            provenance: rule.provenance(),
        }
    }

    /// National title, Party title and motto.
    fn set_phrases(&mut self) {
        const TITLES: [&str; 2] = ["conghoaxahoichunghiavietnam", "dangcongsanvietnam"];
        let mut open = None;
        for i in 0..self.rows.len().min(30) {
            let span = self.rows[i].line.span;
            if self.head.header.national_title.is_none() {
                let found = TITLES
                    .iter()
                    .find_map(|title| fuzzy_window(self.text, span, title));
                if let Some(found) = found {
                    self.rows[i].take(found);
                    if !self.title_end(i, found) {
                        self.head.header.national_title = Some(self.field(found, TITLE));
                    }
                    continue;
                }
                // The title may be wrapped before its last two words.
                if let Some(found) = fuzzy_window(self.text, span, "conghoaxahoichunghia") {
                    open = Some((i, found));
                    self.rows[i].take(found);
                    continue;
                }
                if let Some((row, start)) = open.filter(|(row, _)| i == row + 1)
                    && let Some(found) = fuzzy_window(self.text, span, "vietnam")
                {
                    self.wrapped_title(row, start, found);
                    self.rows[i].take(found);
                }
            }
            if self.head.header.motto.is_none()
                && let Some(found) = fuzzy_window(self.text, span, "doclaptudohanhphuc")
            {
                self.head.header.motto = Some(self.field(found, MOTTO));
                self.rows[i].take(found);
            }
        }
    }

    /// A title that lacks its last word may have it on the next row.
    fn title_end(&mut self, row: usize, found: Span) -> bool {
        if fold(found.of(self.text)).ends_with("nam") || row + 1 >= self.rows.len() {
            return false;
        }
        let next = fuzzy_window(self.text, self.rows[row + 1].line.span, "nam");
        if let Some(last) = next {
            self.wrapped_title(row, found, last);
            self.rows[row + 1].take(last);
        }
        next.is_some()
    }

    fn wrapped_title(&mut self, row: usize, first: Span, last: Span) {
        debug_assert!(self.rows[row].line.span.end <= last.start);
        let text = format!("{} {}", self.view.string(first), self.view.string(last));
        let span = self.view.place(Span::new(first.start, last.end));
        self.head.header.national_title = Some(TextField {
            text,
            span,
            provenance: TITLE.provenance(),
        });
    }

    /// The day of issue; its row.
    fn date(&mut self) -> Option<usize> {
        for i in 0..self.rows.len().min(30) {
            let span = self.rows[i].line.span;
            let Some(found) = self.wrapped_day(i).or_else(|| long_day(self.text, span)) else {
                continue;
            };
            let line = span.of(self.text);
            // A day after a document's name is a citation in the body.
            let before = fold(&line[..found.span.start - span.start]);
            let cited = CITED.iter().any(|word| before.contains(word));
            let last = line[..found.span.start - span.start]
                .split_whitespace()
                .next_back();
            // The place, or nothing, stands before the day of issue; a lower-case word does not.
            let spoken = last.is_some_and(|word| word.chars().all(char::is_lowercase));
            if cited || spoken || before.chars().count() > 90 {
                continue;
            }
            self.head.header.date = Some(HeaderDate {
                iso: found.iso,
                text: self.view.string(found.span),
                span: self.view.place(found.span),
                slot: Slot::default(),
                provenance: DATE.provenance(),
            });
            self.head.date = Some(found.span);
            self.rows[i].take(found.span);
            if let Some(next) = self.rows.get_mut(i + 1) {
                next.take(found.span);
            }
            return Some(i);
        }
        None
    }

    /// A day whose year is wrapped to the next row: `…, ngày 04 tháng 06 năm` / `2012`.
    fn wrapped_day(&self, row: usize) -> Option<LongDay> {
        let span = self.rows[row].line.span;
        let next = self.rows.get(row + 1)?.line.span;
        let opens_with_year = |text: &str| {
            let digits = text
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(text.len());
            digits == 4 && text.chars().filter(|c| c.is_alphabetic()).count() == 0
        };
        let ends_without = long_day(self.text, span).is_some_and(|day| day.iso.is_none());
        (ends_without && opens_with_year(next.of(self.text)))
            .then(|| long_day(self.text, Span::new(span.start, next.end)))?
            .filter(|day| day.iso.is_some())
    }

    /// Number and symbol; their row.
    fn number(&mut self, date_row: Option<usize>) -> Option<usize> {
        let marked = (0..self.rows.len().min(30)).find_map(|i| {
            let slot = self.rows[i]
                .rest
                .iter()
                .copied()
                .find_map(|part| number_keyword(self.text, part))?;
            let number = document_number::in_header(self.text, slot.1, self.lists)?;
            Some((i, slot.0, number))
        });
        let (row, keyword, number) = marked.or_else(|| self.bare_number(date_row))?;
        let taken = Span::new(keyword, number.span.end);
        self.head.number = Some(Span::new(number.span.start, number.span.end));
        self.head.header.number = Some(self.number_field(number));
        self.rows[row].take(taken);
        Some(row)
    }

    /// A number without *Số:*, which the engine lost, beside the day or above it. Behind more words than that could have
    /// become, it is cited.
    fn bare_number(&self, date_row: Option<usize>) -> Option<(usize, usize, Number)> {
        const LOST_WORDS: usize = 4;
        let reach = date_row.map_or(0, |row| row + 3).min(self.rows.len());
        (0..reach).find_map(|i| {
            let part = *self.rows[i].rest.first()?;
            let number = document_number::in_header(self.text, part, self.lists)?;
            let before = Span::new(part.start, number.span.start).of(self.text);
            let cited = before.split_whitespace().count() > LOST_WORDS;
            (number.grammar != Grammar::Letter && !cited).then_some((i, part.start, number))
        })
    }

    fn number_field(&self, number: Number) -> NumberField {
        NumberField {
            text: self.view.string(number.span),
            normalized: number.normalized(),
            span: self.view.place(number.span),
            symbol: number.symbol,
            serial: number.serial,
            serial_text: number.serial_text,
            year: number.year,
            type_abbr: number.type_abbr,
            issuer_abbr: number.issuer_abbr,
            unit_abbr: number.unit_abbr,
            grammar: number.grammar,
            slot: Slot::default(),
            provenance: NUMBER.provenance(),
        }
    }

    /// The place before the day: the last run of capitalised words before it.
    fn place(&mut self, date_row: Option<usize>) -> Option<()> {
        let row = date_row?;
        let day = self.head.date?;
        let part = *self.rows[row]
            .rest
            .iter()
            .rfind(|part| part.end <= day.start)?;
        let noise = |c: char| !c.is_alphanumeric() && c != '’' && c != '\'';
        let part = trim(self.text, part, noise);
        let words: Vec<Span> = spaced_words(self.text, part).collect();
        let mut start = None;
        for (taken, word) in words.iter().rev().enumerate() {
            let core = word
                .of(self.text)
                .trim_matches(|c: char| !c.is_alphanumeric());
            let first = core.chars().next().filter(|c| c.is_uppercase());
            // `Ea H leo`: engines lose the apostrophe inside names.
            let inner = taken == 0 && words.len() > 1 && core.chars().all(char::is_lowercase);
            let capitals = is_capitals(core);
            if (first.is_none() && !inner) || capitals || taken == 6 {
                break;
            }
            start = Some(word.start);
        }
        let found = Span::new(start?, part.end);
        let mut field = self.field(found, PLACE);
        field.text = self.lists.with_apostrophe(&field.text);
        self.head.header.place = Some(field);
        self.rows[row].take(Span::new(found.start, day.start));
        Some(())
    }

    /// The kind of document on a line of its own; its row.
    fn doc_type(&mut self, after: Option<usize>) -> Option<usize> {
        let first = after.map_or(0, |row| row.saturating_sub(3));
        let reach = after.map_or(30, |row| row + 14).min(self.rows.len());
        for i in first..reach {
            let line = trim(self.text, self.rows[i].line.span, |c| !c.is_alphanumeric());
            if let Some((kind, span)) = type_line(self.text, line, self.lists) {
                self.head.header.doc_type = Some(DocTypeField {
                    abbr: Some(kind.1.clone()).filter(|abbr| !abbr.is_empty()),
                    name: kind.0.clone(),
                    text: self.view.string(span),
                    span: self.view.place(span),
                    provenance: DOC_TYPE.provenance(),
                });
                self.rows[i].take(span);
                return Some(i);
            }
        }
        None
    }

    /// *V/v* under the number of an official letter (*công văn*).
    fn letter_subject(&mut self, number_row: Option<usize>, type_row: Option<usize>) -> Option<()> {
        if type_row.is_some() {
            return None;
        }
        let first = number_row.unwrap_or(0);
        let reach = (first + 8).min(self.rows.len());
        let (row, start) = (first..reach).find_map(|i| {
            let part = *self.rows[i].rest.first()?;
            let at = part.of(self.text);
            let folded = fold(at.trim_start());
            let lead = at.len() - at.trim_start().len();
            let skip = match folded.starts_with("ve viec") {
                true => 0,
                false => in_the_matter(&folded)?,
            };
            Some((i, part.start + lead + skip))
        })?;
        let part = self.rows[row].rest[0];
        let mut pieces = vec![Span::new(start, part.end)];
        self.rows[row].take(part);
        for i in row + 1..(row + 9).min(self.rows.len()) {
            let Some(part) = self.rows[i].rest.first().copied() else {
                continue;
            };
            if is_mark(part.of(self.text)) {
                continue;
            }
            let folded = fold(part.of(self.text).trim());
            if self.rows[i].line.after_blank && !folded.starts_with(char::is_lowercase)
                || stops_subject(&folded)
                || folded.starts_with("kinh gui")
                || self.starts_sentence(i)
            {
                break;
            }
            pieces.push(part);
            self.rows[i].take(part);
        }
        self.head.header.subject = self.joined(&pieces);
        self.head.subject = Some(Span::new(pieces[0].start, pieces.last()?.end));
        self.head.header.doc_type = Some(DocTypeField {
            abbr: None,
            name: "Công văn".to_owned(),
            text: String::new(),
            span: self.view.place(Span::new(start, start)),
            provenance: LETTER.provenance(),
        });
        Some(())
    }

    fn joined(&self, pieces: &[Span]) -> Option<TextField> {
        let noise = |c: char| {
            c.is_whitespace() || matches!(c, '_' | '|' | '~' | '`' | '—' | '\\' | '*' | ':')
        };
        let pieces: Vec<Span> = pieces
            .iter()
            .map(|piece| trim(self.text, *piece, noise))
            .collect();
        let pieces: Vec<Span> = pieces
            .into_iter()
            .filter(|piece| !piece.is_empty())
            .collect();
        let texts: Vec<String> = pieces
            .iter()
            .map(|piece| self.view.string(*piece))
            .collect();
        let span = Span::new(pieces.first()?.start, pieces.last()?.end);
        Some(TextField {
            text: texts.join(" "),
            span: self.view.place(span),
            provenance: SUBJECT.provenance(),
        })
    }

    /// Superior and issuing agency out of what is left in capitals down to the number, or above the row `end`.
    fn agencies(&mut self, number_row: Option<usize>, end: Option<usize>) {
        let reach = number_row
            .map(|row| row + 1)
            .or(end)
            .unwrap_or(8)
            .min(self.rows.len());
        let mut pieces = Vec::new();
        for row in &self.rows[..reach] {
            for part in &row.rest {
                let part = trim(self.text, *part, |c| {
                    !c.is_alphanumeric() && c != '(' && c != ')'
                });
                let part = agencies::capitals_only(self.text, part);
                let stamp = agencies::is_stamp(&fold(row.line.span.of(self.text)));
                if !part.is_empty() && !stamp && !is_symbol(part.of(self.text)) {
                    pieces.push(part);
                }
            }
        }
        let symbol = self.head.header.number.as_ref();
        let (superior, issuing) = agencies::split(self.view, self.lists, &pieces, symbol);
        self.head.header.superior_agency = superior;
        self.head.header.issuing_agency = issuing;
    }

    /// The agency of a form, behind a label: `Đơn vị: Sở Tài chính tỉnh …`. The lines that a program prints where a file
    /// was signed have the same label.
    fn labelled_agency(&mut self) {
        const LABELS: [&str; 4] = ["don vi:", "ten don vi:", "don vi bao cao:", "co quan:"];
        const REACH: usize = 8;
        if self.head.header.issuing_agency.is_some() {
            return;
        }
        let folded = |row: &Row| fold(row.line.span.of(self.text));
        let rows = &self.rows[..self.rows.len().min(REACH)];
        if rows
            .iter()
            .any(|row| agencies::is_signature_of_file(&folded(row)))
        {
            return;
        }
        self.head.header.issuing_agency = rows.iter().find_map(|row| {
            let part = *row.rest.first()?;
            let text = part.of(self.text);
            let label = LABELS
                .iter()
                .find(|label| fold(text).starts_with(**label))?;
            let start = part.start + char_to_byte(text, label.chars().count());
            let name = trim(self.text, Span::new(start, part.end), |c| {
                !c.is_alphanumeric()
            });
            let agency = self.lists.starts_agency(&fold(name.of(self.text)));
            agency.then(|| agencies::field(self.view, name, self.view.string(name), self.lists))
        });
    }

    /// The subject of a document that names no kind: the lines in capitals under the header; their last row.
    fn title(&mut self, top: Option<usize>) -> Option<usize> {
        const REACH: usize = 6;
        const LETTERS: usize = 12;
        let top = top?;
        let is_title = |row: &Row| {
            let text = row.line.span.of(self.text);
            is_capitals(text) && !opens_document(&fold(text))
        };
        let reach = (top + 1 + REACH).min(self.rows.len());
        let first =
            (top + 1..reach).find(|&i| letters(self.rows[i].line.span.of(self.text)) >= LETTERS)?;
        let count = self.rows[first..]
            .iter()
            .take_while(|row| is_title(row))
            .count();
        let pieces: Vec<Span> = self.rows[first..first + count]
            .iter()
            .map(|row| row.line.span)
            .collect();
        self.head.subject = Some(Span::new(pieces.first()?.start, pieces.last()?.end));
        self.head.header.subject = self.joined(&pieces);
        Some(first + count - 1)
    }

    /// The subject under the kind of document; its last row.
    fn subject(&mut self, type_row: Option<usize>) -> Option<usize> {
        let row = type_row?;
        let mut pieces: Vec<Span> = Vec::new();
        // `BÁO CÁO GIÁ THỊ TRƯỜNG THÁNG 05/2019`: the subject starts on the same line.
        pieces.extend(
            self.rows[row]
                .rest
                .iter()
                .filter(|part| letters(part.of(self.text)) > 3),
        );
        let titled = !pieces.is_empty();
        let mut last = row;
        for i in row + 1..(row + 9).min(self.rows.len()) {
            let line = self.rows[i].line;
            let text = line.span.of(self.text);
            let folded = fold(text);
            let first = pieces.is_empty();
            let figures = !line.after_blank && text.contains(|c: char| c.is_ascii_digit());
            if is_mark(text) {
                continue;
            }
            let dirt = !text.contains(char::is_alphanumeric);
            if letters(text) < 3 && (first || !figures) {
                if first || dirt { continue } else { break }
            }
            let below_title = titled && i == row + 1 && line.span.len() < 90;
            let lower = text
                .trim_start_matches(|c: char| !c.is_alphabetic())
                .starts_with(char::is_lowercase);
            let apart = !first && line.after_blank && !lower && !below_title;
            if opens_document(&folded)
                || (!first && stops_subject(&folded))
                || self.starts_sentence(i)
                || apart
            {
                break;
            }
            pieces.push(line.span);
            last = i;
        }
        if pieces.is_empty() {
            return None;
        }
        self.head.subject = Some(Span::new(pieces[0].start, pieces.last()?.end));
        self.head.header.subject = self.joined(&pieces);
        Some(last)
    }

    /// Whether a row starts a section or the first sentence of the body.
    fn starts_sentence(&self, row: usize) -> bool {
        let span = self.rows[row].line.span;
        let index = self.view.paragraph_at(span.start);
        let paragraph = index.and_then(|index| self.view.paragraphs.get(index));
        paragraph.is_some_and(|p| p.span.start == span.start && p.label.is_some())
    }

    /// *Kính gửi*; the last row of it.
    fn addressees(&mut self, after: Option<usize>) -> Option<usize> {
        let first = after.map_or(0, |row| row + 1).saturating_sub(6);
        let reach = after.map_or(25, |row| row + 12).min(self.rows.len());
        let (row, start) = (first..reach).find_map(|i| {
            let span = self.rows[i].line.span;
            let folded = fold(span.of(self.text));
            let at = folded
                .find("kinh gui")
                .or_else(|| folded.find("kinh trinh"))?;
            let from = char_to_byte(span.of(self.text), folded[..at].chars().count() + 8);
            (at < 8).then_some((i, span.start + from))
        })?;
        let noise = |c: char| !c.is_alphanumeric() && c != ')';
        let mut fields: Vec<Span> = vec![trim(
            self.text,
            Span::new(start, self.rows[row].line.span.end),
            noise,
        )];
        let listed = fields[0].is_empty();
        let mut last = row;
        for i in row + 1..(row + 12).min(self.rows.len()) {
            let line = self.rows[i].line;
            let text = line.span.of(self.text);
            let dashed = text.starts_with(['-', '–', '+', '•']);
            let previous = self.rows[i - 1].line.span.of(self.text);
            let goes_on =
                !line.after_blank && !previous.trim_end().ends_with(['.', ';']) && !listed
                    || text.starts_with(char::is_lowercase);
            if dashed {
                fields.push(trim(self.text, line.span, noise));
            } else if goes_on && fields.iter().any(|f| !f.is_empty()) && !stops_subject(&fold(text))
            {
                if let Some(field) = fields.last_mut() {
                    field.end = trim(self.text, line.span, noise).end;
                }
            } else {
                break;
            }
            last = i;
        }
        let fields = fields.into_iter().filter(|field| !field.is_empty());
        self.head.header.addressees = fields.map(|field| self.field(field, ADDRESSEE)).collect();
        Some(last.max(after.unwrap_or(0)))
    }

    /// Secrecy, urgency and circulation, each on a line of its own.
    fn marks(&mut self, last: Option<usize>) {
        for i in 0..last.map_or(0, |row| row + 1) {
            let span = trim(self.text, self.rows[i].line.span, |c| !c.is_alphanumeric());
            let text = span.of(self.text);
            let field = Some(self.field(span, MARK));
            if SECRECY.contains(&text) {
                self.head.header.secrecy = field;
            } else if URGENCY.contains(&text) {
                self.head.header.urgency = field;
            } else if fold(text).starts_with("luu hanh noi bo") {
                self.head.header.circulation = field;
            }
        }
    }
}

/// Whether a line is a mark of secrecy or urgency and nothing else.
fn is_mark(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    SECRECY.contains(&text) || URGENCY.contains(&text)
}

/// Whether a piece is number and symbol of another document: `90/2018/TT-BTC`.
fn is_symbol(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('/') && !text.contains(' ')
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a folded line cannot belong to the subject: it opens the document itself.
fn opens_document(folded: &str) -> bool {
    const OPENINGS: [&str; 7] = [
        "kinh gui",
        "kinh trinh",
        "can cu",
        "chu tich uy ban",
        "uy ban nhan dan ",
        "hoi dong nhan dan ",
        "dieu 1",
    ];
    starts_with_any(folded, &OPENINGS)
}

/// Whether a folded line that follows a line of the subject starts the first sentence.
fn stops_subject(folded: &str) -> bool {
    const OPENINGS: [&str; 14] = [
        "kem theo ",
        "ban hanh kem theo ",
        "thuc hien ",
        "theo ",
        "xet ",
        "de ",
        "nham ",
        "tiep theo ",
        "ngay ",
        "trong ",
        "giam doc ",
        "bo truong ",
        "qua ",
        "chu tich ",
    ];
    opens_document(folded) || starts_with_any(folded, &OPENINGS)
}

fn starts_with_any(folded: &str, openings: &[&str]) -> bool {
    let folded = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    openings.iter().any(|opening| folded.starts_with(opening))
}
