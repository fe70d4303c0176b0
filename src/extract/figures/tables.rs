//! Tables → named columns, rows and figures: a figure's row names its subject, its column's heading
//! what of the subject, and the unit.

use crate::document::{
    Extraction, NumberClass, NumberMention, Provenance, Statistic, StatisticId, StatisticKind,
    Table, TableCell, TextSpan,
};
use crate::text::number_value;
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
    /// Its text.
    pub text: String,
    /// Where it stands; on one line.
    pub span: TextSpan,
}

/// Headings of columns that number the rows.
const NUMBERING: [&str; 4] = ["tt", "stt", "số tt", "số thứ tự"];
/// Headings of columns that name the unit of a row.
const UNITS: [&str; 3] = ["đơn vị tính", "đvt", "đơn vị"];

/// The mark on figures of cells; not in the register, as its cases are tables, not sentences.
const CELL: Provenance = Provenance::of("figure.cell");

/// The text without the lines of tables, which no rule for sentences is to read.
pub(crate) fn without(text: &str, tables: &[TextTable]) -> String {
    let cells = || tables.iter().flat_map(|table| &table.cells);
    let taken = |line: u32| cells().any(|cell| !cell.text.is_empty() && cell.span.line == line);
    let lines: Vec<&str> = (1..)
        .zip(text.split('\n'))
        .map(|(number, line)| match taken(number) {
            true => &line[..line.len() - line.trim_start_matches('\u{c}').len()],
            false => line,
        })
        .collect();
    lines.join("\n")
}

/// Adds what the tables hold.
pub(crate) fn add(tables: Vec<TextTable>, extraction: &mut Extraction) {
    for table in tables {
        let reading = Reading::of(&table);
        for cell in &table.cells {
            reading.cell(cell, extraction);
        }
        extraction.tables.push(Table {
            caption: None,
            columns: reading.headings.clone(),
            rows: reading.rows(),
        });
    }
    let place = |mention: &NumberMention| (mention.span.line, mention.span.start);
    extraction.numbers.sort_by_key(place);
}

/// A table whose head is known.
struct Reading<'t> {
    table: &'t TextTable,
    /// Rows of the head.
    head: usize,
    /// Names of the columns.
    headings: Vec<String>,
}

impl<'t> Reading<'t> {
    fn of(table: &'t TextTable) -> Self {
        let head = head(table);
        let headings = (0..table.columns).map(|column| heading(table, head, column));
        Reading {
            table,
            head,
            headings: headings.collect(),
        }
    }

    fn rows(&self) -> Vec<Vec<TableCell>> {
        let row = |row: usize| {
            let cells = self.table.cells.iter();
            let cells = cells.filter(move |cell| cell.rows.start == row);
            cells.map(|cell| self.model_cell(cell)).collect()
        };
        (0..self.table.rows).map(row).collect()
    }

    fn model_cell(&self, cell: &TextCell) -> TableCell {
        TableCell {
            text: cell.text.clone(),
            header: cell.rows.start < self.head,
            row_span: cell.rows.len() as u32,
            column_span: cell.columns.len() as u32,
            span: cell.span,
        }
    }

    /// Gives the digits of a cell their class, and a figure its statistic.
    fn cell(&self, cell: &TextCell, extraction: &mut Extraction) {
        let figure = self.figure(cell);
        let class = match &figure {
            Some(_) => NumberClass::Statistic,
            None if self.is_label(cell) => NumberClass::Label,
            None => NumberClass::Identifier,
        };
        let target = figure.map(|mut statistic| {
            statistic.id = StatisticId::of_index(extraction.statistics.len());
            let id = statistic.id.to_string();
            extraction.statistics.push(statistic);
            id
        });
        for (start, end) in digits(&cell.text) {
            let characters = |byte: usize| cell.text[..byte].chars().count() as u32;
            let mut span = cell.span;
            span.start = cell.span.start + characters(start);
            span.end = cell.span.start + characters(end);
            extraction.numbers.push(NumberMention {
                text: cell.text[start..end].to_owned(),
                class,
                target: target.clone(),
                span,
            });
        }
    }

    /// Whether a cell numbers its row or its column.
    fn is_label(&self, cell: &TextCell) -> bool {
        let heading = self.headings[cell.columns.start].to_lowercase();
        cell.rows.start < self.head || NUMBERING.contains(&heading.as_str())
    }

    fn figure(&self, cell: &TextCell) -> Option<Statistic> {
        if self.is_label(cell) {
            return None;
        }
        let (printed, percent) = match cell.text.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (cell.text.as_str(), false),
        };
        let value = number_value(printed).filter(|_| is_figure(printed))?;
        let (name, unit) = self.unit(cell);
        let unit = if percent { Some("%".to_owned()) } else { unit };
        let subject = self.subject(cell);
        Some(Statistic {
            kind: match unit.as_deref() {
                Some("%") => StatisticKind::Percent,
                Some(unit) if unit.ends_with("đồng") => StatisticKind::Money,
                _ => StatisticKind::Count,
            },
            value: Some(value),
            value_text: Some(printed.to_owned()),
            unit,
            subject,
            qualifier: (!name.is_empty()).then_some(name),
            unit_inferred: true,
            text: cell.text.clone(),
            span: cell.span,
            provenance: CELL,
            ..Statistic::blank()
        })
    }

    /// The heading of a cell's column without its unit, and the unit.
    fn unit(&self, cell: &TextCell) -> (String, Option<String>) {
        let heading = &self.headings[cell.columns.start];
        let parts = heading.split_once('(').and_then(|(name, rest)| {
            let (unit, _) = rest.split_once(')')?;
            Some((name.trim_end().to_owned(), Some(unit.trim().to_lowercase())))
        });
        parts.unwrap_or_else(|| (heading.clone(), self.unit_of_row(cell)))
    }

    fn unit_of_row(&self, cell: &TextCell) -> Option<String> {
        let units = |heading: &String| UNITS.contains(&heading.to_lowercase().as_str());
        let column = self.headings.iter().position(units)?;
        let found = self.in_row(cell, |other| other.columns.contains(&column))?;
        Some(found.text.to_lowercase())
    }

    /// The first words of a cell's row.
    fn subject(&self, cell: &TextCell) -> Option<String> {
        let named = |other: &TextCell| {
            other.columns.start < cell.columns.start
                && !self.is_label(other)
                && other.text.contains(char::is_alphabetic)
        };
        Some(self.in_row(cell, named)?.text.clone())
    }

    fn in_row(&self, cell: &TextCell, wanted: impl Fn(&TextCell) -> bool) -> Option<&TextCell> {
        let row = cell.rows.start;
        let cells = self.table.cells.iter();
        cells
            .filter(|other| other.rows.contains(&row) && !other.text.is_empty())
            .find(|other| wanted(other))
    }
}

/// Number of rows of the head: those before the first with a figure behind its first column, and a
/// row that numbers the columns.
fn head(table: &TextTable) -> usize {
    let figure =
        |cell: &&TextCell| cell.columns.start > 0 && is_figure(cell.text.trim_end_matches('%'));
    let first = table
        .cells
        .iter()
        .filter(figure)
        .map(|cell| cell.rows.start)
        .min();
    let head = first.unwrap_or(1).min(table.rows.saturating_sub(1));
    let row = || table.cells.iter().filter(|cell| cell.rows.start == head);
    let numbers = |cell: &TextCell| cell.text == (cell.columns.start + 1).to_string();
    let numbered = row().count() > 2 && row().all(numbers);
    head + usize::from(numbered)
}

/// The name of a column: the cells of the head above each other.
fn heading(table: &TextTable, head: usize, column: usize) -> String {
    let above = table.cells.iter().filter(|cell| {
        let name = cell.text.contains(char::is_alphabetic) || cell.text.contains('%');
        cell.rows.start < head && cell.columns.contains(&column) && name
    });
    let parts: Vec<&str> = above.map(|cell| cell.text.as_str()).collect();
    parts.join(" ")
}

/// Whether a text is a number and nothing else.
fn is_figure(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(inside)
}

/// Runs of digits with the separators inside them.
fn digits(text: &str) -> Vec<(usize, usize)> {
    let ledger = crate::extract::reading::numbers::NumberLedger::new(text);
    (0..ledger.len())
        .filter_map(|index| ledger.get(index))
        .map(|token| (token.span.start, token.span.end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of single cells, line by line of text from line 1 on.
    fn table(rows: &[&[&str]]) -> TextTable {
        let mut cells = Vec::new();
        for (row, texts) in rows.iter().enumerate() {
            let mut start = 0;
            for (column, text) in texts.iter().enumerate() {
                let end = start + text.chars().count() as u32;
                let line = row as u32 + 1;
                cells.push(TextCell {
                    rows: row..row + 1,
                    columns: column..column + 1,
                    text: (*text).to_owned(),
                    span: TextSpan {
                        line,
                        start,
                        end_line: line,
                        end,
                        ..TextSpan::default()
                    },
                });
                start = end + 1;
            }
        }
        TextTable {
            rows: rows.len(),
            columns: rows[0].len(),
            cells,
        }
    }

    #[test]
    fn figures_take_subject_and_unit_from_row_and_column() {
        let mut extraction = Extraction::default();
        let rows: [&[&str]; 4] = [
            &["TT", "Chỉ tiêu", "Số lượng", "Tỷ lệ (%)"],
            &["1", "2", "3", "4"],
            &["1", "Văn bản đến", "8.568", "24,2"],
            &["2", "Hồ sơ năm 2023", "12", ""],
        ];
        add(vec![table(&rows)], &mut extraction);
        let figures: Vec<_> = extraction
            .statistics
            .iter()
            .map(|s| {
                let text = |of: &Option<String>| of.clone().unwrap_or_default();
                (s.value, text(&s.subject), text(&s.qualifier), text(&s.unit))
            })
            .collect();
        let figure = |value, subject: &str, qualifier: &str, unit: &str| {
            (
                Some(value),
                subject.to_owned(),
                qualifier.to_owned(),
                unit.to_owned(),
            )
        };
        let wanted = [
            figure(8568.0, "Văn bản đến", "Số lượng", ""),
            figure(24.2, "Văn bản đến", "Tỷ lệ", "%"),
            figure(12.0, "Hồ sơ năm 2023", "Số lượng", ""),
        ];
        assert_eq!(figures, wanted);
        assert_eq!(extraction.tables[0].columns[3], "Tỷ lệ (%)");
        let header: Vec<bool> = extraction.tables[0]
            .rows
            .iter()
            .map(|row| row[0].header)
            .collect();
        assert_eq!(header, [true, true, false, false]);
        let classes = |class| {
            extraction
                .numbers
                .iter()
                .filter(|n| n.class == class)
                .count()
        };
        assert_eq!(classes(NumberClass::Statistic), 3);
        assert_eq!(
            (
                classes(NumberClass::Label),
                classes(NumberClass::Identifier)
            ),
            (6, 1)
        );
    }

    #[test]
    fn lines_of_tables_are_blank_for_other_rules() {
        let mut table = table(&[&["a", "1"]]);
        for cell in &mut table.cells {
            cell.span.line = 2;
        }
        assert_eq!(without("x\n\u{c}a 1\ny", &[table]), "x\n\u{c}\ny");
    }
}
