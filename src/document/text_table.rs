//! A table as it stands in the text: what readers of pages and of texts find, and what fields are read off.

use super::span::TextSpan;
use std::ops::Range;

/// A table as it stands in the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextTable {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Its cells, row by row.
    pub cells: Vec<TextCell>,
}

/// A cell of a table in the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextCell {
    /// Rows that it takes.
    pub rows: Range<usize>,
    /// Columns that it takes.
    pub columns: Range<usize>,
    /// Its text: that of its places, joined by spaces.
    pub text: String,
    /// Where it stands: one place a line, one of no length for an empty cell.
    pub places: Vec<TextSpan>,
}

impl TextTable {
    /// The lines of the text that hold its cells, first and last.
    pub(crate) fn lines(&self) -> Option<(u32, u32)> {
        let used = self.cells.iter().filter(|cell| !cell.text.is_empty());
        let lines = || used.clone().flat_map(|cell| &cell.places).map(|p| p.line);
        lines().min().zip(lines().max())
    }

    /// The cells that stand in each row, by column.
    pub(crate) fn by_row(&self) -> Vec<Vec<&TextCell>> {
        let mut rows = vec![Vec::new(); self.rows];
        for cell in &self.cells {
            let taken = cell.rows.start.min(self.rows)..cell.rows.end.min(self.rows);
            rows[taken].iter_mut().for_each(|row| row.push(cell));
        }
        let column = |cell: &&TextCell| cell.columns.start;
        rows.iter_mut().for_each(|row| row.sort_by_key(column));
        rows
    }

    /// From its first to its last cell with words.
    pub(crate) fn span(&self) -> TextSpan {
        let places = || {
            let used = self.cells.iter().filter(|cell| !cell.text.is_empty());
            used.flat_map(|cell| &cell.places)
        };
        let first = places().min_by_key(|place| (place.line, place.start));
        let last = places().max_by_key(|place| (place.end_line, place.end));
        first.zip(last).map_or_else(TextSpan::default, between)
    }
}

impl TextCell {
    /// From its first place to its last one.
    pub(crate) fn span(&self) -> TextSpan {
        let ends = self.places.first().zip(self.places.last());
        ends.map_or_else(TextSpan::default, between)
    }

    /// The place of characters of its text, which lie on one line.
    pub(crate) fn place(&self, characters: Range<u32>) -> TextSpan {
        let mut before = 0;
        for place in &self.places {
            let length = place.end - place.start;
            if characters.start < before + length {
                return TextSpan {
                    start: place.start + characters.start - before,
                    end: place.start + characters.end - before,
                    ..*place
                };
            }
            before += length + 1;
        }
        self.span()
    }
}

fn between((first, last): (&TextSpan, &TextSpan)) -> TextSpan {
    TextSpan {
        end_line: last.end_line,
        end: last.end,
        ..*first
    }
}
