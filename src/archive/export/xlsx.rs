//! Excel: a sheet with a head that stays, dates as dates; another sheet where one is full.

use super::out::Out;
use crate::archive::ask::sql::{AnswerColumn, Sink};
use crate::archive::schema::column::Kind;
use rusqlite::types::Value;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io;
use std::io::Write;

/// Rows of a sheet; the last one that Excel has.
const ROWS: u32 = 1_048_576;
/// Characters of a cell, at most.
const CELL: usize = 32_767;

/// The writer.
pub(crate) struct Sheets {
    out: Out,
    book: Workbook,
    columns: Vec<AnswerColumn>,
    /// The table whose sheets are written, and how many it has; unnamed where there is one alone.
    table: Option<(String, usize)>,
    /// The row that comes next, in the last sheet.
    next: u32,
    day: Format,
    moment: Format,
}

impl Sheets {
    pub(crate) fn new(out: Out) -> Self {
        Sheets {
            out,
            book: Workbook::new(),
            columns: Vec::new(),
            table: None,
            next: ROWS,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }

    /// What writes a table to a sheet of this name, or several.
    pub(crate) fn table(&mut self, name: &str) -> TableSheets<'_> {
        self.table = Some((name.to_owned(), 0));
        TableSheets(self)
    }

    /// Begins another sheet.
    fn sheet(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_low_memory()?;
        if let Some((name, count)) = &mut self.table {
            *count += 1;
            sheet.set_name(match count {
                1 => name.clone(),
                count => format!("{name} {count}"),
            })?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(at, width(column.kind))?;
            sheet.write_with_format(0, at, &column.name, &bold)?;
        }
        self.next = 1;
        Ok(())
    }

    fn put(&mut self, row: &[Value]) -> Result<(), XlsxError> {
        if self.next >= ROWS {
            self.sheet()?;
        }
        let last = self.book.worksheets().len() - 1;
        let sheet = self.book.worksheet_from_index(last)?;
        for (at, (value, column)) in (0..).zip(row.iter().zip(&self.columns)) {
            let format = match column.kind {
                Kind::Date => Some(&self.day),
                Kind::Time => Some(&self.moment),
                _ => None,
            };
            cell(sheet, (self.next, at), value, column.kind, format)?;
        }
        self.next += 1;
        Ok(())
    }
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Text => 28.0,
        Kind::Time => 20.0,
        _ => 12.0,
    }
}

fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    kind: Kind,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    match (value, format) {
        (Value::Null, _) => {}
        (Value::Integer(yes), _) if kind == Kind::Flag => {
            sheet.write(row, column, *yes != 0)?;
        }
        (Value::Integer(number), _) => {
            sheet.write(row, column, *number as f64)?;
        }
        (Value::Real(number), _) => {
            sheet.write(row, column, *number)?;
        }
        (Value::Text(text), Some(format)) => {
            match ExcelDateTime::parse_from_str(text.trim_end_matches('Z')) {
                Ok(day) => {
                    sheet.write_with_format(row, column, &day, format)?;
                }
                Err(_) => {
                    sheet.write(row, column, text)?;
                }
            }
        }
        (Value::Text(text), None) => {
            let kept: String = text.chars().take(CELL).collect();
            sheet.write_string(row, column, kept)?;
        }
        (Value::Blob(_), _) => {}
    }
    Ok(())
}

/// Writes one of several tables.
pub(crate) struct TableSheets<'a>(&'a mut Sheets);

impl Sink for TableSheets<'_> {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        self.0.begin(columns)
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        self.0.row(row)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Sheets {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        self.columns = columns.to_vec();
        self.sheet().map_err(io::Error::other)
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        self.put(row).map_err(io::Error::other)
    }

    fn end(&mut self) -> io::Result<()> {
        let bytes = self.book.save_to_buffer().map_err(io::Error::other)?;
        self.out.write_all(&bytes)?;
        self.out.flush()
    }
}
