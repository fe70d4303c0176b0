//! The lines of a text, cut at tabs and runs of blanks, and what each may be in a table.

use super::numbers::{heads_numbers, is_dash, is_figure, is_mark};
use crate::document::TextSpan;
use crate::text::fold;

/// Words that a title begins with, in base letters.
const CAPTIONS: [&str; 6] = [
    "bang ", "bieu ", "phu bieu", "phu luc", "mau so", "danh muc",
];

/// Whether a line begins as a title does.
pub(crate) fn is_caption(line: &str) -> bool {
    let folded = fold(line);
    CAPTIONS.iter().any(|word| folded.starts_with(word))
}

/// Longest line of words between two rows, in characters.
const LONGEST: u32 = 120;

/// A part of a line without tabs and runs of blanks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Field<'t> {
    pub(crate) text: &'t str,
    /// Characters of the line before it and up to its end.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A line of the text.
#[derive(Debug, Default)]
pub(crate) struct TextLine<'t> {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) page: Option<u32>,
    pub(crate) fields: Vec<Field<'t>>,
    pub(crate) tabs: bool,
}

/// The lines of a text before which there are `lines_before` lines and, where pages count, `pages_before` pages.
pub(crate) fn lines(text: &str, lines_before: u32, pages_before: Option<u32>) -> Vec<TextLine<'_>> {
    const PAGE_BREAK: char = '\u{c}';
    let mut page = pages_before.map(|before| before + 1);
    let mut found = Vec::new();
    for (number, line) in (lines_before + 1..).zip(text.split('\n')) {
        let body = line.trim_start_matches(PAGE_BREAK);
        let begins = number > 1 && body.len() < line.len();
        page = page.map(|page| page + u32::from(begins));
        found.push(TextLine {
            number,
            page,
            fields: fields(line),
            tabs: line.contains('\t'),
        });
        let ends = body.matches(PAGE_BREAK).count() as u32;
        page = page.map(|page| page + ends);
    }
    found
}

/// The fields of a line; between tabs they may be empty.
fn fields(line: &str) -> Vec<Field<'_>> {
    let body = line.trim_end();
    let mut found = Vec::new();
    let mut characters = 0;
    let parts: Vec<&str> = match body.contains('\t') {
        true => body.split_inclusive('\t').collect(),
        false => at_runs_of_blanks(body),
    };
    for part in parts {
        let text = part.trim();
        let indent = part.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let length = text.chars().count() as u32;
        if !text.is_empty() || part.ends_with('\t') {
            let start = characters + if text.is_empty() { 0 } else { indent };
            found.push(Field {
                text,
                start,
                end: start + length,
            });
        }
        characters += part.chars().count() as u32;
    }
    found
}

/// The parts of a line that each end with two blanks or more.
fn at_runs_of_blanks(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.trim_start().find("  ") {
        let at = rest.len() - rest.trim_start().len() + at;
        let end = at + rest[at..].len() - rest[at..].trim_start().len();
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts.push(rest);
    parts
}

impl TextLine<'_> {
    pub(crate) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.text.is_empty())
    }

    /// Whether it is a row of figures: of its cells behind the first one half at least are some.
    pub(crate) fn has_figures(&self) -> bool {
        let used = || {
            self.fields
                .iter()
                .skip(1)
                .filter(|field| !field.text.is_empty())
        };
        let figures = used().filter(|field| is_figure(field.text)).count();
        let dashes = used().filter(|field| is_dash(field.text)).count();
        figures > 0 && 2 * (figures + dashes) >= used().count()
    }

    /// Whether it is a row of three cells at least that is numbered.
    pub(crate) fn is_numbered(&self) -> bool {
        self.fields.len() >= 3
            && is_mark(self.fields[0].text)
            && !matches!(self.fields[0].text, "-" | "+" | "*")
    }

    pub(crate) fn is_row(&self) -> bool {
        self.fields.len() >= 2 && (self.has_figures() || self.is_numbered())
    }

    /// Whether its parts may be headings: words, most of which begin with a capital.
    pub(crate) fn heads(&self) -> bool {
        let begins = |field: &&Field| {
            field
                .text
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(')
        };
        let capitals = self.fields.iter().filter(begins).count();
        let words = self
            .fields
            .iter()
            .all(|field| !is_figure(field.text) && !field.text.is_empty());
        self.fields.len() >= 2 && words && 3 * capitals >= 2 * self.fields.len()
    }

    /// Whether it numbers the rows below it: *TT*, *STT*, *Số TT*.
    pub(crate) fn heads_numbers(&self) -> bool {
        let first = self.fields.first();
        first.is_some_and(|field| heads_numbers(field.text))
    }

    /// Words that may stand between two rows.
    pub(crate) fn is_between(&self) -> bool {
        let length = self
            .fields
            .last()
            .map_or(0, |last| last.end - self.fields[0].start);
        let sentence =
            self.fields.len() == 1 && self.fields[0].text.ends_with('.') && length > LONGEST / 2;
        !self.is_blank() && length <= LONGEST && !sentence
    }

    pub(crate) fn place(&self, field: &Field) -> TextSpan {
        TextSpan {
            line: self.number,
            start: field.start,
            end_line: self.number,
            end: field.end,
            page: self.page,
            ..TextSpan::default()
        }
    }
}
