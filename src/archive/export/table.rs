//! A table for people: columns side by side, numbers to the right.

use super::out::Out;
use super::text::shown;
use crate::archive::ask::sql::{AnswerColumn, Sink};
use crate::archive::schema::column::Kind;
use rusqlite::types::Value;
use std::io;
use std::io::Write;

/// Widest column, in characters; what is longer is cut.
const WIDEST: usize = 60;
/// Rows that share their widths.
const BLOCK: usize = 1000;

/// The table.
pub(crate) struct Grid {
    out: Out,
    columns: Vec<AnswerColumn>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    pub(crate) fn new(out: Out) -> Self {
        Grid {
            out,
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    fn is_number(&self, at: usize) -> bool {
        matches!(
            self.columns[at].kind,
            Kind::Integer | Kind::Real | Kind::Key
        )
    }

    fn line(&mut self, cells: &[String], widths: &[usize]) -> io::Result<()> {
        let padded = cells
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(at, (cell, &width))| match self.is_number(at) {
                true => format!("{cell:>width$}"),
                false => format!("{cell:<width$}"),
            });
        let line = padded.collect::<Vec<_>>().join("  ");
        writeln!(self.out, "{}", line.trim_end())
    }

    fn block(&mut self) -> io::Result<()> {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let rows = std::mem::take(&mut self.rows);
        let width = |at: usize| {
            let cells = rows.iter().map(|row| row[at].chars().count());
            cells.chain([names[at].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..names.len()).map(width).collect();
        self.line(&names, &widths)?;
        let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
        self.line(&rules, &widths)?;
        rows.iter().try_for_each(|row| self.line(row, &widths))
    }
}

/// A cell on one line, without what a terminal would obey, cut where it is too wide.
fn cell(value: &Value, kind: Kind) -> String {
    let text = shown(value, kind);
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let (kept, rest): (String, usize) = (
        plain.clone().take(WIDEST).collect(),
        plain.skip(WIDEST).count(),
    );
    match rest {
        0 => kept,
        _ => kept.chars().take(WIDEST - 1).chain(['…']).collect(),
    }
}

impl Sink for Grid {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        let cells = row
            .iter()
            .zip(&self.columns)
            .map(|(value, column)| cell(value, column.kind));
        self.rows.push(cells.collect());
        match self.rows.len() {
            BLOCK => self.block(),
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.block()?;
        self.out.flush()
    }
}
