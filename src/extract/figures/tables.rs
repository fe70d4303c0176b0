//! Tables → named columns, rows and figures: a figure's row names its subject, its column's heading
//! what of the subject, and the unit.

use super::table_checks::{Row, Sheet};
use crate::document::{
    Extraction, NumberClass, NumberMention, Provenance, Statistic, StatisticId, StatisticKind,
    Table, TableCell, TextSpan,
};
use crate::rules::lists::Lists;
use crate::text::{fold, number_value};
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
const UNITS: [&str; 4] = ["đơn vị tính", "đvt", "đv tính", "đơn vị"];

/// What the line above a table starts with that names it.
const CAPTIONS: [&str; 4] = ["bảng", "biểu", "phụ biểu", "phụ lục"];

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

/// Adds what the tables of a text hold, and the checks of their rows and columns.
pub(crate) fn add(tables: Vec<TextTable>, text: &str, lists: &Lists, extraction: &mut Extraction) {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut sheets: Vec<Sheet> = Vec::new();
    for table in tables {
        let mut reading = Reading::of(&table, lists, above(&table, &lines));
        reading.go_on(extraction.tables.last());
        let mut sheet = reading.sheet();
        for cell in &table.cells {
            let figure = reading.cell(cell, extraction);
            if let Some(row) = cell.rows.start.checked_sub(reading.head) {
                sheet.rows[row].figures[cell.columns.start] = figure;
            }
        }
        sheet.append(&mut sheets);
        extraction.tables.push(Table {
            caption: reading.caption.clone(),
            columns: reading.headings.clone(),
            rows: reading.rows(),
        });
    }
    for sheet in sheets {
        for mut check in sheet.checks(&mut extraction.statistics) {
            check.id = format!("c{}", extraction.checks.len() + 1);
            extraction.checks.push(check);
        }
    }
    let place = |mention: &NumberMention| (mention.span.line, mention.span.start);
    extraction.numbers.sort_by_key(place);
}

/// The lines above a table that may tell its caption and unit, the nearest first.
fn above<'t>(table: &TextTable, lines: &[&'t str]) -> Vec<&'t str> {
    const LINES: usize = 6;
    let used = table.cells.iter().filter(|cell| !cell.text.is_empty());
    let first = used.map(|cell| cell.span.line as usize).min().unwrap_or(1);
    let before = lines.get(..first.saturating_sub(1)).unwrap_or(&[]);
    let said = before.iter().rev().filter(|line| !line.trim().is_empty());
    said.take(LINES).copied().collect()
}

/// The unit that a line names for a whole table: *Đơn vị tính: triệu đồng*.
fn unit_of_line(line: &str, lists: &Lists) -> Option<String> {
    let lower = line.to_lowercase();
    let rest = UNITS.iter().find_map(|word| {
        let (_, rest) = lower.split_once(word)?;
        rest.trim_start().strip_prefix(':')
    })?;
    let unit = rest.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
    lists.unit_class(unit).map(|_| unit.to_owned())
}

/// A table whose head is known.
struct Reading<'t> {
    table: &'t TextTable,
    /// Rows of the head.
    head: usize,
    /// Names of the columns.
    headings: Vec<String>,
    /// The column that names the unit of each row.
    units: Option<usize>,
    /// The unit of the whole table.
    unit: Option<String>,
    caption: Option<String>,
}

impl<'t> Reading<'t> {
    fn of(table: &'t TextTable, lists: &Lists, above: Vec<&str>) -> Self {
        let head = head(table);
        let headings = (0..table.columns).map(|column| heading(table, head, column));
        let headings: Vec<String> = headings.collect();
        let is_unit = |cell: &&TextCell| lists.unit_class(&cell.text.to_lowercase()).is_some();
        let of_units = |column: &usize| {
            let heading = headings[*column].to_lowercase();
            let body = || {
                let cells = table.cells.iter();
                cells.filter(|cell| cell.rows.start >= head && cell.columns.start == *column)
            };
            // *Đơn vị* heads units as well as offices.
            let told = heading != "đơn vị" || 2 * body().filter(is_unit).count() >= body().count();
            UNITS.contains(&heading.as_str()) && told
        };
        let captioned = |line: &&&str| {
            let line = line.trim().to_lowercase();
            CAPTIONS.iter().any(|word| line.starts_with(word))
        };
        Reading {
            table,
            head,
            units: (0..table.columns).find(of_units),
            unit: above.iter().find_map(|line| unit_of_line(line, lists)),
            caption: above
                .iter()
                .find(captioned)
                .map(|line| line.trim().to_owned()),
            headings,
        }
    }

    /// Fills headings that were not read from the table before, if this one goes on with its headings.
    fn go_on(&mut self, before: Option<&Table>) {
        let Some(before) = before.filter(|before| before.columns.len() == self.headings.len())
        else {
            return;
        };
        let pairs = || self.headings.iter().zip(&before.columns);
        let same = pairs()
            .filter(|(own, known)| own == known && !own.is_empty())
            .count();
        let fits = pairs().all(|(own, known)| own == known || own.is_empty());
        if fits && 2 * same >= self.headings.len() {
            self.headings.clone_from(&before.columns);
        }
    }

    /// The table with its labels, its figures not yet known.
    fn sheet(&self) -> Sheet {
        let cell = |row: usize, column: usize| {
            let cells = self.table.cells.iter();
            let mut at = cells.filter(|c| c.rows.start == row && c.columns.start == column);
            at.next().map_or("", |cell| cell.text.as_str())
        };
        let numbered =
            |column: &usize| NUMBERING.contains(&self.headings[*column].to_lowercase().as_str());
        let number = (0..self.table.columns).find(numbered);
        let row = |row: usize| {
            let labels = (0..self.table.columns).filter(|column| Some(*column) != number);
            let words = |text: &&str| text.contains(char::is_alphabetic);
            let label = labels.map(|column| cell(row, column)).find(words);
            Row {
                number: number.map_or("", |column| cell(row, column)).to_owned(),
                label: label.unwrap_or("").to_owned(),
                figures: vec![None; self.table.columns],
            }
        };
        let numbering = self.head.checked_sub(1).map_or_else(Vec::new, |last| {
            let columns = 0..self.table.columns;
            columns
                .map(|column| cell(last, column).to_owned())
                .collect()
        });
        Sheet {
            headings: self.headings.iter().map(|heading| fold(heading)).collect(),
            numbering,
            rows: (self.head..self.table.rows).map(row).collect(),
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

    /// Gives the digits of a cell their class, and a figure its statistic, of which it returns the index.
    fn cell(&self, cell: &TextCell, extraction: &mut Extraction) -> Option<usize> {
        let figure = self.figure(cell);
        let class = match &figure {
            Some(_) => NumberClass::Statistic,
            None if self.is_label(cell) => NumberClass::Label,
            None => NumberClass::Identifier,
        };
        let index = figure.as_ref().map(|_| extraction.statistics.len());
        let target = figure.map(|mut statistic| {
            statistic.id = StatisticId::of_index(extraction.statistics.len());
            statistic
                .period
                .clone_from(&extraction.header.report_period);
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
        index
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
        parts.unwrap_or_else(|| {
            let of_row = self.unit_of_row(cell).or_else(|| self.unit.clone());
            (heading.clone(), of_row)
        })
    }

    fn unit_of_row(&self, cell: &TextCell) -> Option<String> {
        let column = self.units?;
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
    let first = row()
        .next()
        .is_some_and(|cell| matches!(cell.text.as_str(), "A" | "1" | "(1)"));
    let numbered = first && row().count() > 2 && row().all(|cell| numbers_column(&cell.text));
    head + usize::from(numbered)
}

/// Whether a cell numbers its column, or says how it is computed: `A`, `1`, `(2)`, `3=2/1`.
fn numbers_column(text: &str) -> bool {
    let text = text.trim();
    let single = text.len() <= 4
        && text
            .trim_matches(['(', ')', '-'])
            .parse::<u32>()
            .is_ok_and(|n| n < 40);
    let letter = text.len() == 1 && text.starts_with(|c: char| c.is_ascii_uppercase());
    let computed = text.contains('=')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "()=+-/:*x% ".contains(c));
    text.is_empty() || single || letter || computed
}

/// The name of a column: the cells of the head above each other.
fn heading(table: &TextTable, head: usize, column: usize) -> String {
    let above = table.cells.iter().filter(|cell| {
        let name = cell.text.contains(char::is_alphabetic) || cell.text.contains('%');
        let numbers = cell.rows.start > 0 && numbers_column(&cell.text);
        cell.rows.start < head && cell.columns.contains(&column) && name && !numbers
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
        add(vec![table(&rows)], "", &Lists::builtin(), &mut extraction);
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

    /// The relations that hold or fail in tables one after the other.
    fn relations(tables: &[&[&[&str]]], text: &str) -> Vec<String> {
        let mut extraction = Extraction::default();
        let tables = tables.iter().map(|rows| table(rows)).collect();
        add(tables, text, &Lists::builtin(), &mut extraction);
        let told =
            |check: &crate::document::Check| format!("{} {:?}", check.expression, check.verdict);
        extraction.checks.iter().map(told).collect()
    }

    #[test]
    fn totals_are_checked_over_two_pages_and_numbers_of_rows_are_no_figures() {
        let first: &[&[&str]] = &[
            &["TT", "Đơn vị", "Nhận", "Trả"],
            &["1", "Xã Đông", "24", "20"],
            &["2", "Xã Tây", "18", "16"],
        ];
        let second: &[&[&str]] = &[
            &["", "Đơn vị", "Nhận", "Trả"],
            &["3", "Xã Nam", "10", "9"],
            &["", "Tổng cộng", "52", "46"],
        ];
        let found = relations(&[first, second], "");
        assert_eq!(found, ["24 + 18 + 10 = 52 Holds", "20 + 16 + 9 = 46 Fails"]);
        let mut extraction = Extraction::default();
        add(
            vec![table(first), table(second)],
            "",
            &Lists::builtin(),
            &mut extraction,
        );
        assert_eq!(extraction.statistics.len(), 8);
        assert_eq!(extraction.statistics[0].unit, None);
    }

    #[test]
    fn rows_are_made_up_of_those_below_them_and_columns_computed_as_numbered() {
        let rows: &[&[&str]] = &[
            &["STT", "Nội dung", "Dự toán", "Thực hiện", "So sánh (%)"],
            &["A", "B", "1", "2", "3=2/1"],
            &["I", "Chi thường xuyên", "100", "80", "80,0"],
            &["1", "Lương", "60", "50", "83,3"],
            &["2", "Khác", "40", "30", "75,0"],
            &["II", "Chi đầu tư", "50", "50", "100,0"],
        ];
        let found = relations(&[rows], "");
        let wanted = [
            "60 + 40 = 100 Holds",
            "50 + 30 = 80 Holds",
            "80/100 Holds",
            "50/60 Holds",
            "30/40 Holds",
            "50/50 Holds",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_line_above_a_table_names_its_unit_and_its_caption() {
        let rows: &[&[&str]] = &[&["Nội dung", "Dự toán"], &["Chi lương", "60"]];
        let mut below = table(rows);
        for cell in &mut below.cells {
            cell.span.line += 2;
            cell.span.end_line += 2;
        }
        let text =
            "Biểu số 2: Dự toán chi\nĐơn vị tính: triệu đồng\nNội dung Dự toán\nChi lương 60";
        let mut extraction = Extraction::default();
        add(vec![below], text, &Lists::builtin(), &mut extraction);
        assert_eq!(extraction.statistics[0].unit.as_deref(), Some("triệu đồng"));
        assert_eq!(
            extraction.tables[0].caption.as_deref(),
            Some("Biểu số 2: Dự toán chi")
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
