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
use crate::extract::shapes::{Shape, shape};
use crate::rules::lists::Lists;
use crate::text::case::is_capitals;
use crate::text::fuzzy::{LongDay, spaced_words, unfolded};
use crate::text::letters::letters;
use crate::text::phrases::trim;
use crate::text::{Span, fold, long_day};
use agencies::OverHead;
use keywords::{fuzzy_window, number_keyword, type_line};
use serde::Deserialize;

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
static AGENCY_LABEL: Shape = Shape::new(|| shape("agency_label"));
static ADDRESSEES: Shape = Shape::new(|| shape("addressees"));
static MARKS: Shape<Mark> = Shape::new(|| shape("mark"));
static OPENINGS: Shape<Opening> = Shape::new(|| shape("opening"));

/// What a mark on a line of its own says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    Secrecy,
    Urgency,
    Circulation,
}

/// What a line that belongs to no subject opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Opening {
    /// The document itself.
    Body,
    /// The first sentence, where it follows a line of the subject.
    Sentence,
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
    reader.title();
    reader.motto();
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
        None => reader.untyped_subject(date_row.max(number_row)).or(top),
    };
    let last = reader.addressees(last).or(last);
    reader.marks(last);
    reader.head.end = last.map_or(0, |row| reader.rows[row].line.span.end);
    reader.head
}

impl HeaderReader<'_> {
    fn field(&self, span: Span, rule: RuleName) -> TextField {
        TextField {
            text: self.view.string(span),
            span: self.view.place(span),
            provenance: rule.provenance(),
        }
    }

    /// The first rows, where phrases, day and number stand.
    fn top(&self) -> std::ops::Range<usize> {
        0..self.rows.len().min(TOP)
    }

    fn line(&self, row: usize) -> Span {
        self.rows[row].line.span
    }

    /// National title or Party title, which may be wrapped before its last words.
    fn title(&mut self) -> Option<()> {
        const TITLES: [(&str, &str); 3] = [
            ("conghoaxahoichunghiavietnam", "nam"),
            ("dangcongsanvietnam", "nam"),
            ("conghoaxahoichunghia", "vietnam"),
        ];
        let in_row = |row: usize| {
            let found =
                |(title, rest)| Some((row, fuzzy_window(self.text, self.line(row), title)?, rest));
            TITLES.into_iter().find_map(found)
        };
        let (row, found, rest) = self.top().find_map(in_row)?;
        let whole = fold(found.of(self.text)).ends_with("nam");
        let next = self.rows.get(row + 1).filter(|_| !whole);
        let last = next.and_then(|next| fuzzy_window(self.text, next.line.span, rest));
        let mut field = self.field(found, TITLE);
        self.rows[row].take(found);
        if let Some(last) = last {
            field.text = format!("{} {}", field.text, self.view.string(last));
            field.span = self.view.place(Span::new(found.start, last.end));
            self.rows[row + 1].take(last);
        }
        self.head.header.national_title = Some(field);
        Some(())
    }

    fn motto(&mut self) -> Option<()> {
        let in_row = |row| {
            Some((
                row,
                fuzzy_window(self.text, self.line(row), "doclaptudohanhphuc")?,
            ))
        };
        let (row, found) = self.top().find_map(in_row)?;
        self.head.header.motto = Some(self.field(found, MOTTO));
        self.rows[row].take(found);
        Some(())
    }

    /// The day of issue; its row.
    fn date(&mut self) -> Option<usize> {
        let (row, found) = self.top().find_map(|row| {
            let span = self.line(row);
            let found = self
                .wrapped_day(row)
                .or_else(|| long_day(self.text, span))?;
            // A day after a document's name is a citation in the body.
            let before = Span::new(span.start, found.span.start).of(self.text);
            let cited = CITED_DAY.at(&fold(before), 0).is_some();
            // The place, or nothing, stands before the day of issue; a lower-case word does not.
            let last = before.split_whitespace().next_back();
            let spoken = last.is_some_and(|word| word.chars().all(char::is_lowercase));
            (!cited && !spoken && before.chars().count() <= 90).then_some((row, found))
        })?;
        self.head.header.date = Some(HeaderDate {
            iso: found.iso,
            text: self.view.string(found.span),
            span: self.view.place(found.span),
            slot: Slot::default(),
            provenance: DATE.provenance(),
        });
        self.head.date = Some(found.span);
        for row in self.rows[row..].iter_mut().take(2) {
            row.take(found.span);
        }
        Some(row)
    }

    /// A day whose year is wrapped to the next row: `…, ngày 04 tháng 06 năm` / `2012`.
    fn wrapped_day(&self, row: usize) -> Option<LongDay> {
        let span = self.rows[row].line.span;
        let next = self.rows.get(row + 1)?.line.span;
        let opens_with_year = |text: &str| {
            let digits = text.chars().take_while(char::is_ascii_digit).count();
            digits == 4 && !text.contains(char::is_alphabetic)
        };
        let ends_without = long_day(self.text, span).is_some_and(|day| day.iso.is_none());
        (ends_without && opens_with_year(next.of(self.text)))
            .then(|| long_day(self.text, Span::new(span.start, next.end)))?
            .filter(|day| day.iso.is_some())
    }

    /// Number and symbol; their row.
    fn number(&mut self, date_row: Option<usize>) -> Option<usize> {
        let marked = self.top().find_map(|row| {
            let mut parts = self.rows[row].rest.iter();
            let (keyword, slot) = parts.find_map(|part| number_keyword(self.text, *part))?;
            let number = document_number::in_header(self.text, slot, self.lists)?;
            Some((row, keyword, number))
        });
        let (row, keyword, number) = marked.or_else(|| self.bare_number(date_row))?;
        let taken = Span::new(keyword, number.span.end);
        self.head.number = Some(number.span);
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
        const LONGEST: usize = 6;
        let row = date_row?;
        let day = self.head.date?;
        let part = *self.rows[row]
            .rest
            .iter()
            .rfind(|part| part.end <= day.start)?;
        let noise = |c: char| !c.is_alphanumeric() && c != '’' && c != '\'';
        let part = trim(self.text, part, noise);
        let words: Vec<Span> = spaced_words(self.text, part).collect();
        let named = words
            .iter()
            .rev()
            .enumerate()
            .take(LONGEST)
            .take_while(|(taken, word)| {
                let core = word
                    .of(self.text)
                    .trim_matches(|c: char| !c.is_alphanumeric());
                // `Ea H leo`: engines lose the apostrophe inside names.
                let inner = *taken == 0 && words.len() > 1 && core.chars().all(char::is_lowercase);
                (core.starts_with(char::is_uppercase) || inner) && !is_capitals(core)
            });
        let found = Span::new(named.last()?.1.start, part.end);
        let mut field = self.field(found, PLACE);
        field.text = self.lists.with_apostrophe(&field.text);
        self.head.header.place = Some(field);
        self.rows[row].take(Span::new(found.start, day.start));
        Some(())
    }

    /// The kind of document on a line of its own; its row.
    fn doc_type(&mut self, after: Option<usize>) -> Option<usize> {
        let first = after.map_or(0, |row| row.saturating_sub(3));
        let reach = after.map_or(TOP, |row| row + 14).min(self.rows.len());
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
        self.rows[row].take(span);
        Some(row)
    }

    /// *V/v* under the number of an official letter (*công văn*).
    fn letter_subject(&mut self, number_row: Option<usize>, type_row: Option<usize>) -> Option<()> {
        if type_row.is_some() {
            return None;
        }
        let first = number_row.unwrap_or(0);
        let mut rows = self.rows.iter().enumerate().skip(first).take(8);
        let (row, start) = rows.find_map(|(i, row)| {
            let part = *row.rest.first()?;
            let text = part.of(self.text);
            let label = MATTER.at(&fold(text), 0)?.part("label");
            let end = label.map_or(0, |label| label.end);
            // *Vỹ Dạ* is none.
            text.get(..end).filter(|label| label.is_ascii())?;
            Some((i, part.start + end))
        })?;
        let mut pieces = vec![Span::new(start, self.rows[row].rest[0].end)];
        self.rows[row].rest.remove(0);
        for i in row + 1..(row + 9).min(self.rows.len()) {
            let Some(part) = self.rows[i].rest.first().copied() else {
                continue;
            };
            let text = part.of(self.text).trim();
            if mark(text).is_some() {
                continue;
            }
            let apart = self.rows[i].line.after_blank && !text.starts_with(char::is_alphabetic);
            if apart || opening(text).is_some() || self.starts_sentence(i) {
                break;
            }
            pieces.push(part);
            self.rows[i].take(part);
        }
        self.set_subject(&pieces);
        self.head.header.doc_type = Some(DocTypeField {
            abbr: None,
            name: "Công văn".to_owned(),
            text: String::new(),
            span: self.view.place(Span::new(start, start)),
            provenance: LETTER.provenance(),
        });
        Some(())
    }

    fn set_subject(&mut self, pieces: &[Span]) {
        let noise = |c: char| c.is_whitespace() || "_|~`—\\*:".contains(c);
        let trimmed = pieces.iter().map(|piece| trim(self.text, *piece, noise));
        let trimmed: Vec<Span> = trimmed.filter(|piece| !piece.is_empty()).collect();
        let texts: Vec<String> = trimmed
            .iter()
            .map(|piece| self.view.string(*piece))
            .collect();
        let whole = |pieces: &[Span]| Some(Span::new(pieces.first()?.start, pieces.last()?.end));
        self.head.subject = whole(pieces);
        self.head.header.subject = whole(&trimmed).map(|span| TextField {
            text: texts.join(" "),
            ..self.field(span, SUBJECT)
        });
    }

    /// Superior and issuing agency out of what is left in capitals down to the number, or above the row `end`.
    fn agencies(&mut self, number_row: Option<usize>, end: Option<usize>) {
        let reach = number_row.map(|row| row + 1).or(end).unwrap_or(8);
        let rows = self.rows.iter().take(reach);
        let rows = rows.filter(|row| agencies::over_head(row.line.span.of(self.text)).is_none());
        let pieces = rows.flat_map(|row| &row.rest).map(|part| {
            let noise = |c: char| !c.is_alphanumeric() && c != '(' && c != ')';
            agencies::capitals_only(self.text, trim(self.text, *part, noise))
        });
        let pieces: Vec<Span> = pieces
            .filter(|part| !part.is_empty() && !is_symbol(part.of(self.text)))
            .collect();
        let symbol = self.head.header.number.as_ref();
        let (superior, issuing) = agencies::split(self.view, self.lists, &pieces, symbol);
        self.head.header.superior_agency = superior;
        self.head.header.issuing_agency = issuing;
    }

    /// The agency of a form, behind a label: `Đơn vị: Sở Tài chính tỉnh …`. The lines that a program prints where a file
    /// was signed have the same label.
    fn labelled_agency(&mut self) {
        const REACH: usize = 8;
        let rows = || self.rows.iter().take(REACH);
        let signature = |row: &Row| {
            agencies::over_head(row.line.span.of(self.text)) == Some(OverHead::Signature)
        };
        if self.head.header.issuing_agency.is_some() || rows().any(signature) {
            return;
        }
        self.head.header.issuing_agency = rows().find_map(|row| {
            let part = *row.rest.first()?;
            let folded = fold(part.of(self.text));
            let label = unfolded(
                part.of(self.text),
                &folded,
                AGENCY_LABEL.at(&folded, 0)?.end(),
            );
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
        let text = |row: &Row| row.line.span.of(self.text);
        let mut below = self.rows.iter().enumerate().skip(top? + 1).take(REACH);
        let (first, _) = below.find(|(_, row)| letters(text(row)) >= LETTERS)?;
        let titles = self.rows[first..].iter();
        let titles = titles
            .take_while(|row| is_capitals(text(row)) && opening(text(row)) != Some(Opening::Body));
        let pieces: Vec<Span> = titles.map(|row| row.line.span).collect();
        self.set_subject(&pieces);
        (first + pieces.len())
            .checked_sub(1)
            .filter(|_| !pieces.is_empty())
    }

    /// The subject under the kind of document; its last row.
    fn subject(&mut self, type_row: Option<usize>) -> Option<usize> {
        let row = type_row?;
        // `BÁO CÁO GIÁ THỊ TRƯỜNG THÁNG 05/2019`: the subject starts on the same line.
        let own = self.rows[row].rest.iter().copied();
        let mut pieces: Vec<Span> = own.filter(|part| letters(part.of(self.text)) > 3).collect();
        let titled = !pieces.is_empty();
        let mut last = row;
        for i in row + 1..(row + 9).min(self.rows.len()) {
            let line = self.rows[i].line;
            let text = line.span.of(self.text);
            let first = pieces.is_empty();
            let figures = !line.after_blank && text.contains(|c: char| c.is_ascii_digit());
            if mark(text).is_some() {
                continue;
            }
            if letters(text) < 3 && (first || !figures) {
                if first || !text.contains(char::is_alphanumeric) {
                    continue;
                }
                break;
            }
            let below_title = titled && i == row + 1 && line.span.len() < 90;
            let lower = text
                .trim_start_matches(|c: char| !c.is_alphabetic())
                .starts_with(char::is_lowercase);
            let apart = !first && line.after_blank && !lower && !below_title;
            let opens = opening(text).filter(|opening| !first || *opening == Opening::Body);
            if opens.is_some() || self.starts_sentence(i) || apart {
                break;
            }
            pieces.push(line.span);
            last = i;
        }
        let found = !pieces.is_empty();
        found.then(|| self.set_subject(&pieces)).map(|()| last)
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
        let (row, start) = (first..reach).find_map(|row| {
            let line = self.line(row);
            let folded = fold(line.of(self.text));
            let end = ADDRESSEES.at(&folded, 0)?.end();
            Some((row, line.start + unfolded(line.of(self.text), &folded, end)))
        })?;
        let trimmed = |span| trim(self.text, span, |c| !c.is_alphanumeric() && c != ')');
        let mut fields = vec![trimmed(Span::new(start, self.line(row).end))];
        let listed = fields[0].is_empty();
        let mut last = row;
        for i in row + 1..(row + 12).min(self.rows.len()) {
            let line = self.rows[i].line;
            let text = line.span.of(self.text);
            let ended = self
                .line(i - 1)
                .of(self.text)
                .trim_end()
                .ends_with(['.', ';']);
            let goes_on =
                !line.after_blank && !ended && !listed || text.starts_with(char::is_lowercase);
            match fields.last_mut() {
                _ if text.starts_with(['-', '–', '+', '•']) => fields.push(trimmed(line.span)),
                Some(field) if goes_on && !field.is_empty() && opening(text).is_none() => {
                    field.end = trimmed(line.span).end;
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

/// The mark that a line is and nothing else; those of secrecy and urgency are in capitals.
fn mark(line: &str) -> Option<Mark> {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let mark = MARKS.at(&fold(line), 0)?.kind;
    (mark == Mark::Circulation || !line.contains(char::is_lowercase)).then_some(mark)
}

fn opening(line: &str) -> Option<Opening> {
    Some(OPENINGS.at(&fold(line), 0)?.kind)
}

/// Whether a piece is number and symbol of another document: `90/2018/TT-BTC`.
fn is_symbol(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('/') && !text.contains(' ')
}
