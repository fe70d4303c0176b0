//! Pages as read and their restored lines → the text, the page records and the way back from a
//! place in the text to a box on a page.

use super::source::PageResult;
use crate::document::layout::{BBox, Cell, JoinedLine, JoinedWord, Page, PageReading, Table};
use crate::document::record::{LineRecord, PageRecord, WordRecord, figure};
use crate::document::{TextCell, TextSpan, TextTable};
use crate::restore::lines::{RestoredLine, RestoredToken};
use crate::text::numbers::rounded;
use std::ops::Range;

/// The text of a document laid out over its pages.
#[derive(Debug)]
pub struct PlacedText {
    /// Lines joined by `\n`; a form feed before the first line of every page but the first.
    pub text: String,
    /// The pages as they go into `document.json`.
    pub pages: Vec<PageRecord>,
    /// Tables with their places in the text.
    pub tables: Vec<TextTable>,
    /// One entry a line of `text`.
    lines: Vec<PlacedLine>,
}

/// Characters of a line, where they stand, and how sure their reading is.
#[derive(Debug)]
struct PlacedWord {
    characters: Range<u32>,
    bbox: BBox,
    confidence: f32,
    /// Whether a second reader read its digits alike; `None` without digits or a second reader.
    certified: Option<bool>,
    /// Characters of the line in whose place the engine saw another digit as well, and that digit.
    seen: Vec<(u32, char)>,
}

#[derive(Debug)]
struct PlacedLine {
    page: u32,
    /// Characters of the line of the text and where they stand.
    boxes: Vec<PlacedWord>,
}

impl PlacedText {
    /// Lays out the lines of the pages that were read, and what each was restored to.
    pub fn new(pages: &[PageResult], lines: &[JoinedLine<'_>], restored: &[RestoredLine]) -> Self {
        let mut placed = PlacedText {
            text: String::new(),
            pages: Vec::new(),
            tables: Vec::new(),
            lines: Vec::new(),
        };
        let mut rest = lines.iter().zip(restored);
        for (number, page) in (1..).zip(pages) {
            if number > 1 {
                placed.text.push_str("\n\u{c}");
            }
            let first = u32::from(number > 1);
            match page {
                Ok(read) => {
                    let lines = rest.by_ref().take(read.page.lines.len());
                    placed.read_page(number, read, lines, first);
                }
                Err(error) => placed.failed_page(number, error.clone()),
            }
        }
        placed
    }

    fn read_page<'l>(
        &mut self,
        number: u32,
        PageReading { page, fault, .. }: &PageReading,
        lines: impl Iterator<Item = (&'l JoinedLine<'l>, &'l RestoredLine)>,
        first: u32,
    ) {
        let mut record = PageRecord {
            fault: fault.clone(),
            ..page_record(number, page)
        };
        let first_line = self.lines.len();
        for (index, (line, restored)) in lines.enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            let shift = if index == 0 { first } else { 0 };
            self.text.push_str(&restored.text);
            let (words, boxes) = words(line, restored, shift).into_iter().unzip();
            record.lines.push(LineRecord { words });
            self.lines.push(PlacedLine {
                page: number,
                boxes,
            });
        }
        for table in &page.tables {
            self.tables
                .push(text_table(table, &record, &self.lines, first_line));
        }
        if page.lines.is_empty() {
            self.lines.push(PlacedLine {
                page: number,
                boxes: Vec::new(),
            });
        }
        self.pages.push(record);
    }

    fn failed_page(&mut self, number: u32, error: String) {
        let record = PageRecord {
            number,
            error: Some(error),
            ..PageRecord::default()
        };
        self.pages.push(record);
        self.lines.push(PlacedLine {
            page: number,
            boxes: Vec::new(),
        });
    }

    /// Fills in the page of `span`, the box around its words on that page and their least confidence.
    pub fn place(&self, span: &mut TextSpan) {
        let line = |number: u32| self.lines.get(number.checked_sub(1)? as usize);
        let Some(first) = line(span.line) else { return };
        span.page = Some(first.page);
        let on_page = (span.line..=span.end_line)
            .map_while(|number| Some((number, line(number)?)))
            .take_while(|(_, placed)| placed.page == first.page);
        let words = on_page.flat_map(|(number, placed)| {
            let start = if number == span.line { span.start } else { 0 };
            let end = if number == span.end_line {
                span.end
            } else {
                u32::MAX
            };
            let meets = move |word: &&PlacedWord| {
                word.characters.start < end && start < word.characters.end
            };
            placed.boxes.iter().filter(meets)
        });
        let words: Vec<&PlacedWord> = words.collect();
        span.bbox = words.iter().map(|word| word.bbox).reduce(BBox::union);
        span.confidence = words.iter().map(|word| word.confidence).reduce(f32::min);
        span.certified = words
            .iter()
            .filter_map(|word| word.certified)
            .reduce(|a, b| a && b);
    }

    /// Digits that were seen besides those that were read, within the first line of `span`: characters
    /// from its start, and the digits.
    pub fn digits_seen(&self, span: &TextSpan) -> Vec<(u32, char)> {
        let line = span.line.checked_sub(1).map(|line| line as usize);
        let Some(line) = line.and_then(|line| self.lines.get(line)) else {
            return Vec::new();
        };
        let seen = line.boxes.iter().flat_map(|word| &word.seen);
        let within = seen.filter_map(|&(at, digit)| Some((at.checked_sub(span.start)?, digit)));
        within.collect()
    }
}

/// A table of a page whose first line is line `first` of the text.
fn text_table(table: &Table, record: &PageRecord, lines: &[PlacedLine], first: usize) -> TextTable {
    let cell = |cell: &Cell| {
        let words = &record.lines[cell.line].words;
        let boxes = &lines[first + cell.line].boxes;
        // A restored word belongs to the cell of the first word that it was read as.
        let mut read = 0;
        let mut inside = 0..0;
        for (index, word) in words.iter().enumerate() {
            if cell.words.contains(&read) {
                let start = if inside.is_empty() {
                    index
                } else {
                    inside.start
                };
                inside = start..index + 1;
            }
            read += word.ocr.split(' ').count();
        }
        let texts: Vec<&str> = words[inside.clone()]
            .iter()
            .map(|w| w.text.as_str())
            .collect();
        let ends = (boxes.get(inside.start), boxes[inside.clone()].last());
        let span = match ends {
            (Some(start), Some(end)) => start.characters.start..end.characters.end,
            _ => 0..0,
        };
        let line = (first + cell.line) as u32 + 1;
        TextCell {
            rows: cell.rows.clone(),
            columns: cell.columns.clone(),
            text: texts.join(" "),
            places: vec![TextSpan {
                line,
                start: span.start,
                end_line: line,
                end: span.end,
                ..TextSpan::default()
            }],
        }
    };
    TextTable {
        rows: table.rows,
        columns: table.columns,
        cells: table.cells.iter().map(cell).collect(),
    }
}

fn page_record(number: u32, page: &Page) -> PageRecord {
    PageRecord {
        number,
        width: page.width,
        height: page.height,
        dpi: rounded(page.dpi),
        dpi_down: (page.pixel_height != 1.0).then(|| rounded(page.dpi / page.pixel_height)),
        rotation: page.rotation,
        skew_degrees: rounded(page.skew_degrees),
        preparation: page.preparation.clone(),
        mean_confidence: page.mean_confidence().map(rounded),
        worst_confidence: page.worst_confidence().map(rounded),
        lines: Vec::with_capacity(page.lines.len()),
        unread: page.unread.clone(),
        error: None,
        fault: None,
    }
}

/// The words of a line with the characters they take in the restored line, `shift` added. Words
/// that were joined by the restoration become one.
fn words(
    line: &JoinedLine<'_>,
    restored: &RestoredLine,
    shift: u32,
) -> Vec<(WordRecord, PlacedWord)> {
    groups(line, &restored.tokens)
        .into_iter()
        .map(|(words, tokens)| {
            let bytes = match (tokens.first(), tokens.last()) {
                (Some(first), Some(last)) => first.target.start..last.target.end,
                _ => 0..0,
            };
            let start = restored.text[..bytes.start].chars().count() as u32 + shift;
            let text = restored.text[bytes].to_owned();
            let characters = start..start + text.chars().count() as u32;
            let record = word_record(words, tokens, text);
            let placed = PlacedWord {
                characters,
                bbox: record.bbox,
                confidence: reading(words, &record),
                certified: certified(words, &record),
                seen: digits_seen(words, &record, start),
            };
            (record, placed)
        })
        .collect()
}

/// How sure the reading of words is: of figures, whose digits restoration leaves as they are, the engine's own
/// confidence counts too.
fn reading(words: &[JoinedWord], record: &WordRecord) -> f32 {
    let figures = record.text.contains(|c: char| c.is_ascii_digit());
    let engine = words
        .iter()
        .map(|joined| joined.word.confidence)
        .filter(|_| figures);
    rounded(engine.fold(record.confidence, f32::min))
}

/// Whether a second reader read the digits of a word as the engine did, and what stands between them.
fn certified(words: &[JoinedWord], record: &WordRecord) -> Option<bool> {
    let second = record.ocr2.as_ref()?;
    let differs = |joined: &JoinedWord| {
        let (engine, second) = (joined.word.as_read(), joined.word.second.as_ref());
        second.is_some_and(|second| second.taken && figure(&second.text) != figure(engine))
    };
    let stated = figure(&record.text);
    (!stated.is_empty()).then(|| stated == figure(second) && !words.iter().any(differs))
}

/// What else was seen in a word that is as it was read: digits in place of digits, by the engine and by a second reader.
fn digits_seen(words: &[JoinedWord], record: &WordRecord, start: u32) -> Vec<(u32, char)> {
    let [JoinedWord { word, .. }] = words else {
        return Vec::new();
    };
    if word.text != record.text {
        return Vec::new();
    }
    let read: Vec<char> = word.text.chars().collect();
    let other = |at: usize, digit: char| {
        let read = read.get(at)?;
        let digits = digit.is_ascii_digit() && read.is_ascii_digit() && digit != *read;
        digits.then_some((start + at as u32, digit))
    };
    let choices = word.choices.iter();
    let seen = choices.filter_map(|c| other(c.at.into(), c.sign.parse().ok()?));
    let mut seen: Vec<(u32, char)> = seen.collect();
    let second = word.second.as_ref().map(|second| second.text.as_str());
    for text in [Some(word.as_read()), second].into_iter().flatten() {
        if text.chars().count() == read.len() {
            let signs = text.chars().enumerate();
            seen.extend(signs.filter_map(|(at, sign)| other(at, sign)));
        }
    }
    seen.sort_unstable();
    seen.dedup();
    seen
}

fn word_record(words: &[JoinedWord], tokens: &[RestoredToken], text: String) -> WordRecord {
    let ocr: Vec<&str> = words.iter().map(|joined| joined.word.as_read()).collect();
    let least = tokens.iter().map(|token| token.confidence).reduce(f32::min);
    let boxes = words.iter().map(|joined| joined.word.bbox);
    let second: Option<Vec<&str>> = words
        .iter()
        .map(|joined| Some(joined.word.second.as_ref()?.text.as_str()))
        .collect();
    WordRecord {
        ocr: ocr.join(" ").trim().to_owned(),
        ocr2: second.map(|second| second.join(" ").trim().to_owned()),
        text,
        confidence: rounded(least.unwrap_or(0.0)),
        bbox: boxes.reduce(BBox::union).unwrap_or_default(),
    }
}

/// Runs of words with their tokens: the shortest runs such that no token belongs to two.
fn groups<'a>(
    line: &'a JoinedLine<'a>,
    tokens: &'a [RestoredToken],
) -> Vec<(&'a [JoinedWord<'a>], &'a [RestoredToken])> {
    let mut groups = Vec::new();
    let (mut first_word, mut first_token, mut token) = (0, 0, 0);
    let mut reach = 0;
    for (index, word) in line.words.iter().enumerate() {
        while token < tokens.len() && tokens[token].source.start < word.span.end {
            reach = reach.max(tokens[token].source.end);
            token += 1;
        }
        if reach <= word.span.end {
            groups.push((&line.words[first_word..=index], &tokens[first_token..token]));
            (first_word, first_token) = (index + 1, token);
        }
    }
    if first_word < line.words.len() {
        groups.push((&line.words[first_word..], &tokens[first_token..token]));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::{Choice, SecondReading, Word};
    use crate::text::Span;

    #[test]
    fn what_is_taken_of_a_figure_is_not_certified() {
        for (engine, second, wanted) in [("33,2", "53,2", false), ("2017,", "2017;", true)] {
            let mut word = Word::new(engine.to_owned(), 0.4, BBox::default());
            word.replace(second.to_owned());
            word.second = Some(SecondReading {
                text: second.to_owned(),
                taken: true,
                ..SecondReading::default()
            });
            let joined = [JoinedWord {
                word: &word,
                span: Span::new(0, second.len()),
            }];
            let record = word_record(&joined, &[], second.to_owned());
            assert_eq!(certified(&joined, &record), Some(wanted), "{engine}");
            let seen = match wanted {
                true => vec![],
                false => vec![(10, '3')],
            };
            assert_eq!(digits_seen(&joined, &record, 10), seen);
        }
    }

    #[test]
    fn what_a_second_reader_read_alone_is_not_certified() {
        let mut word = Word::new("33,2".to_owned(), 0.9, BBox::default());
        word.read_by_second_alone();
        let joined = [JoinedWord {
            word: &word,
            span: Span::new(0, 4),
        }];
        let record = word_record(&joined, &[], "33,2".to_owned());
        let both = (record.ocr.as_str(), record.ocr2.as_deref());
        assert_eq!(both, ("", Some("33,2")));
        assert_eq!(certified(&joined, &record), Some(false));
    }

    #[test]
    fn digits_are_seen_by_engine_and_second_reader() {
        let mut word = Word::new("158".to_owned(), 0.9, BBox::default());
        let choice = |sign: &str| Choice {
            at: 2,
            sign: sign.to_owned(),
            confidence_gap: 0.1,
        };
        word.choices = vec![choice("3"), choice("B")];
        for (second, seen) in [
            (None, vec![(12, '3')]),
            (Some("153"), vec![(12, '3')]),
            (Some("758"), vec![(10, '7'), (12, '3')]),
            (Some("58"), vec![(12, '3')]),
        ] {
            word.second = second.map(|text| SecondReading {
                text: text.to_owned(),
                ..SecondReading::default()
            });
            let joined = [JoinedWord {
                word: &word,
                span: Span::new(0, 3),
            }];
            let record = word_record(&joined, &[], "158".to_owned());
            assert_eq!(digits_seen(&joined, &record, 10), seen, "{second:?}");
        }
    }

    #[test]
    fn figures_are_certified_where_a_second_reader_sees_the_same() {
        for (text, second, wanted) in [
            ("1.234,5", Some("1.234,5"), Some(true)),
            ("(79,63%),", Some("79,63%)"), Some(true)),
            ("1.234,5", Some("1.234.5"), Some(false)),
            ("-2,34%", Some("2,34%"), Some(false)),
            ("2016-2020", Some("2016–2020"), Some(true)),
            ("108", Some("10"), Some(false)),
            ("15", Some(""), Some(false)),
            ("hồ", Some("ho"), None),
            ("15", None, None),
        ] {
            let record = WordRecord {
                ocr: text.to_owned(),
                ocr2: second.map(str::to_owned),
                text: text.to_owned(),
                confidence: 1.0,
                bbox: BBox::default(),
            };
            assert_eq!(certified(&[], &record), wanted, "{text} {second:?}");
        }
    }
}
