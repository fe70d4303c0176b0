//! Tables on a page: cells over the words of its lines.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Its cells, row by row; those without words too.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Rows that it takes.
    pub rows: Range<usize>,
    /// Columns that it takes.
    pub columns: Range<usize>,
    /// The line of the page that holds its row.
    pub line: usize,
    /// Its words in that line.
    pub words: Range<usize>,
}
