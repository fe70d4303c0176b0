//! Words → tables: the words of a ruled table go to its cells; where rows of figures stand under each
//! other without lines, the columns are the stretches that their words share.
//!
//! A row of a table becomes one line, cell after cell, so that what belongs together is read together.

use crate::document::layout::{BBox, Cell, Line, Table, Word, columns_under};
use crate::prepare::{Grid, GridCell};
use std::ops::Range;

/// A cell and its words, before it has its place in the lines.
struct DraftCell {
    rows: Range<usize>,
    columns: Range<usize>,
    words: Vec<Word>,
}

/// A table with its words.
pub(crate) struct Draft {
    top: i32,
    rows: usize,
    columns: usize,
    cells: Vec<DraftCell>,
}

impl Draft {
    /// The words of each cell.
    pub(crate) fn cells_mut(&mut self) -> impl Iterator<Item = &mut Vec<Word>> {
        self.cells.iter_mut().map(|cell| &mut cell.words)
    }

    /// The words of the cells of each row that span no others, with their columns.
    pub(crate) fn rows_mut(&mut self) -> Vec<Vec<(usize, &mut Vec<Word>)>> {
        let mut rows: Vec<Vec<(usize, &mut Vec<Word>)>> =
            (0..self.rows).map(|_| Vec::new()).collect();
        for cell in self
            .cells
            .iter_mut()
            .filter(|cell| cell.rows.len() == 1 && cell.columns.len() == 1)
        {
            rows[cell.rows.start].push((cell.columns.start, &mut cell.words));
        }
        rows
    }

    /// The words of the cells of one column, from a row down.
    pub(crate) fn column_mut(&mut self, column: usize, from: usize) -> Vec<&mut Vec<Word>> {
        let own =
            |cell: &&mut DraftCell| cell.columns == (column..column + 1) && cell.rows.start >= from;
        let cells = self.cells.iter_mut().filter(own);
        cells.map(|cell| &mut cell.words).collect()
    }
}

/// Gap, in heights of a line, that separates two columns of a table without lines.
const GUTTER: f32 = 1.0;
/// Gap, in heights of a line, between two rows of one table.
const APART: f32 = 3.0;
/// Rows of figures that a table without lines has at least.
const LEAST_ROWS: usize = 2;

/// The table of a grid, from the words of its cells.
pub(crate) fn ruled(grid: &Grid, words: impl IntoIterator<Item = Vec<Word>>) -> Draft {
    let filled = |(cell, words): (&GridCell, Vec<Word>)| DraftCell {
        rows: cell.rows.clone(),
        columns: cell.columns.clone(),
        words,
    };
    Draft {
        top: grid.bbox.y0,
        rows: grid.rows,
        columns: grid.columns,
        cells: grid.cells.iter().zip(words).map(filled).collect(),
    }
}

/// Takes the words that are chosen out of the lines; lines that had only these are gone.
fn take(lines: &mut Vec<Line>, chosen: impl Fn(&Word) -> bool) -> Vec<Word> {
    let mut taken = Vec::new();
    lines.retain_mut(|line| {
        let blank = line.words.is_empty();
        let words = std::mem::take(&mut line.words);
        let (out, rest): (Vec<Word>, Vec<Word>) = words.into_iter().partition(&chosen);
        taken.extend(out);
        line.words = rest;
        blank || !line.words.is_empty()
    });
    taken
}

fn middle(b: BBox) -> (i32, i32) {
    ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2)
}

/// Words that stand at one height, and the stretches of the line that they fill.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) words: Vec<Word>,
    /// First and last column of pixels of each stretch without a gutter, and whether it is a figure.
    stretches: Vec<(i32, i32, bool)>,
    pub(crate) middle: i32,
}

/// Takes the words of tables without lines out of the lines.
pub(crate) fn take_unruled(lines: &mut Vec<Line>) -> Vec<Draft> {
    let words: Vec<Word> = lines.iter().flat_map(|line| line.words.clone()).collect();
    let Some(height) = median_height(&words) else {
        return Vec::new();
    };
    let rows = rows(words, height);
    let mut drafts = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match table(&rows[at..], height) {
            Some((draft, taken)) => {
                let used: Vec<BBox> = rows[at..at + taken]
                    .iter()
                    .flat_map(|row| row.words.iter().map(|word| word.bbox))
                    .collect();
                take(lines, |word| used.contains(&word.bbox));
                drafts.push(draft);
                at += taken;
            }
            None => at += 1,
        }
    }
    drafts
}

pub(crate) fn median_height(words: &[Word]) -> Option<i32> {
    let mut heights: Vec<i32> = words
        .iter()
        .map(|word| word.bbox.y1 - word.bbox.y0)
        .collect();
    heights.sort_unstable();
    heights.get(heights.len() / 2).copied()
}

/// Words → rows from top to bottom.
pub(crate) fn rows(mut words: Vec<Word>, height: i32) -> Vec<Row> {
    words.sort_by_key(|word| middle(word.bbox).1);
    let mut rows: Vec<Row> = Vec::new();
    for word in words {
        let at = middle(word.bbox).1;
        match rows.last_mut() {
            Some(row) if at - row.middle <= height / 2 => row.words.push(word),
            _ => rows.push(Row {
                words: vec![word],
                stretches: Vec::new(),
                middle: at,
            }),
        }
    }
    for row in &mut rows {
        row.words.sort_by_key(|word| word.bbox.x0);
        row.stretches = stretches(&row.words, (GUTTER * height as f32) as i32);
    }
    rows
}

fn stretches(words: &[Word], gutter: i32) -> Vec<(i32, i32, bool)> {
    let apart = |a: &Word, b: &Word| b.bbox.x0 - a.bbox.x1 < gutter;
    let parts = words.chunk_by(apart);
    parts
        .map(|part| {
            let end = part.iter().map(|word| word.bbox.x1).max().unwrap_or(0);
            (
                part[0].bbox.x0,
                end,
                part.len() == 1 && is_figure(&part[0].text),
            )
        })
        .collect()
}

/// Whether a word is a number as tables have them.
pub(crate) fn is_figure(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let other = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '%' | '-' | '+' | '/');
    digits > 0 && !text.contains(other)
}

impl Row {
    /// A row of figures: three stretches or more, or two, of which one at least that is not the first
    /// is a figure.
    fn counts(&self) -> bool {
        self.stretches.len() >= 2 && self.stretches[1..].iter().any(|stretch| stretch.2)
    }
}

/// The table that begins with the first of the rows, and how many it takes.
fn table(rows: &[Row], height: i32) -> Option<(Draft, usize)> {
    if rows.first()?.stretches.len() < 2 {
        return None;
    }
    let end = end(rows, height);
    let body: Vec<&Row> = rows[..end].iter().filter(|row| row.counts()).collect();
    let figures = |row: &&&Row| row.stretches.iter().filter(|stretch| stretch.2).count() >= 1;
    if body.iter().filter(figures).count() < LEAST_ROWS {
        return None;
    }
    let columns = columns(&body);
    // Rows agree where every stretch lies in one column, and most have one in nearly every column.
    let fits = |row: &&&Row| row.stretches.len() <= columns.len();
    let fills = |row: &&&Row| row.stretches.len() + 1 >= columns.len();
    let agree = body.iter().all(|row| fits(&row))
        && 3 * body.iter().filter(fills).count() >= 2 * body.len();
    if columns.len() < 2 || !agree || columns.len() == 2 && body.len() < LEAST_ROWS + 1 {
        return None;
    }
    Some((draft(&rows[..end], &columns), end))
}

/// Rows up to the one after the last row of figures that may still belong to it.
fn end(rows: &[Row], height: i32) -> usize {
    let mut last = 0;
    let mut lone = 0;
    for (index, pair) in rows.windows(2).enumerate() {
        let near = (pair[1].middle - pair[0].middle) as f32 <= APART * height as f32;
        lone = if pair[1].counts() { 0 } else { lone + 1 };
        // A name may run over a few lines before the next figures.
        if !near || lone > 3 {
            break;
        }
        if pair[1].counts() {
            last = index + 1;
        }
    }
    last + 1
}

/// Stretches of pixels that the stretches of the rows fill together.
fn columns(body: &[&Row]) -> Vec<(i32, i32)> {
    let mut all: Vec<(i32, i32)> = body
        .iter()
        .flat_map(|row| row.stretches.iter().map(|&(start, end, _)| (start, end)))
        .collect();
    all.sort_unstable();
    let mut columns: Vec<(i32, i32)> = Vec::new();
    for (start, end) in all {
        match columns.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => columns.push((start, end)),
        }
    }
    columns
}

fn draft(rows: &[Row], columns: &[(i32, i32)]) -> Draft {
    let first = rows.iter().position(Row::counts).unwrap_or(0);
    let (head, body) = rows.split_at(first);
    let bodies: Vec<i32> = body
        .iter()
        .filter(|row| row.counts())
        .map(|row| row.middle)
        .collect();
    // Merged headings stand over figures alone.
    let figures = body
        .iter()
        .flat_map(|row| &row.stretches)
        .filter(|stretch| stretch.2);
    let of_figure =
        figures.map(|&(start, end, _)| column_of(columns, BBox::from([start, 0, end, 0])));
    let labels = of_figure.filter(|&column| column > 0).min().unwrap_or(0);
    let mut cells = Vec::new();
    for (index, row) in head.iter().enumerate() {
        let below = &head[index + 1..];
        cells.extend(heading_cells(index, row, below, (columns, labels)));
    }
    let mut filled: Vec<DraftCell> = (0..bodies.len())
        .flat_map(|row| (0..columns.len()).map(move |column| (first + row, column)))
        .map(|(row, column)| DraftCell {
            rows: row..row + 1,
            columns: column..column + 1,
            words: Vec::new(),
        })
        .collect();
    for row in body {
        let near = bodies.iter().enumerate();
        let nearest = near.min_by_key(|(_, body)| (**body - row.middle).abs());
        let line = nearest.map_or(0, |(at, _)| at);
        for word in &row.words {
            let column = column_of(columns, word.bbox);
            filled[line * columns.len() + column]
                .words
                .push(word.clone());
        }
    }
    cells.extend(filled);
    Draft {
        top: rows[0].middle,
        rows: first + bodies.len(),
        columns: columns.len(),
        cells,
    }
}

/// The cells of a row of headings, of which those over others are merged; the columns have labels up to the one given.
fn heading_cells(
    index: usize,
    row: &Row,
    below: &[Row],
    (columns, labels): (&[(i32, i32)], usize),
) -> Vec<DraftCell> {
    let place =
        |&(start, end, _): &(i32, i32, bool)| BBox::from([start, row.middle, end, row.middle]);
    let nearest = |stretch: &(i32, i32, bool)| column_of(columns, place(stretch));
    let mut extents: Vec<Range<i32>> = columns.iter().map(|&(start, end)| start..end).collect();
    let mut named_below = vec![false; columns.len()];
    for stretch in below.iter().flat_map(|row| &row.stretches) {
        let extent = &mut extents[nearest(stretch)];
        *extent = extent.start.min(stretch.0)..extent.end.max(stretch.1);
        named_below[nearest(stretch)] = true;
    }
    let named = |column: usize| row.stretches.iter().any(|other| nearest(other) == column);
    let mut cells: Vec<DraftCell> = Vec::new();
    for stretch in &row.stretches {
        let column = nearest(stretch);
        let taken = cells.last().map_or(0, |cell| cell.columns.end);
        let free =
            |column: usize| column >= taken.max(labels) && named_below[column] && !named(column);
        let span = match named_below[column] {
            true => columns_under(stretch.0..stretch.1, &extents, column, free),
            false => column..column + 1,
        };
        let inside = |word: &&Word| stretch.0 <= word.bbox.x0 && word.bbox.x1 <= stretch.1;
        let words = row.words.iter().filter(inside).cloned();
        match cells
            .iter_mut()
            .find(|cell| cell.columns.contains(&span.start))
        {
            Some(cell) => cell.words.extend(words),
            None => cells.push(DraftCell {
                rows: index..index + 1,
                columns: span,
                words: words.collect(),
            }),
        }
    }
    let taken = |cells: &[DraftCell], column: usize| {
        cells.iter().any(|cell| cell.columns.contains(&column))
    };
    for column in 0..columns.len() {
        if !taken(&cells, column) {
            cells.push(DraftCell {
                rows: index..index + 1,
                columns: column..column + 1,
                words: Vec::new(),
            });
        }
    }
    cells.sort_by_key(|cell| cell.columns.start);
    cells
}

/// The column nearest to a word.
fn column_of(columns: &[(i32, i32)], word: BBox) -> usize {
    let x = middle(word).0;
    let away = |&(start, end): &(i32, i32)| (start - x).max(x - end).max(0);
    let nearest = columns
        .iter()
        .enumerate()
        .min_by_key(|(_, column)| away(column));
    nearest.map_or(0, |(index, _)| index)
}

/// Puts tables back into the lines, a line a row.
pub(crate) fn put_back(lines: &mut Vec<Line>, drafts: Vec<Draft>) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for draft in drafts {
        let below = |line: &Line| {
            let first = line.words.first();
            first.is_some_and(|word| middle(word.bbox).1 > draft.top)
        };
        let start = lines.iter().position(below).unwrap_or(lines.len());
        let (rows, table) = laid_out(draft, start + 1);
        let shift = rows.len() + 2;
        for cell in tables.iter_mut().flat_map(|table| &mut table.cells) {
            cell.line += if cell.line >= start { shift } else { 0 };
        }
        let blank = || std::iter::once(Line::default());
        lines.splice(start..start, blank().chain(rows).chain(blank()));
        tables.push(table);
    }
    tables
}

/// The lines of a table of which the first is to be line `start` of the page.
fn laid_out(draft: Draft, start: usize) -> (Vec<Line>, Table) {
    let mut rows = vec![Line::default(); draft.rows];
    let cell = |mut filled: DraftCell| {
        let row = filled.rows.start;
        let words = &mut rows[row].words;
        let before = words.len();
        words.extend(in_order(std::mem::take(&mut filled.words)));
        Cell {
            rows: filled.rows,
            columns: filled.columns,
            line: start + row,
            words: before..words.len(),
        }
    };
    let cells = draft.cells.into_iter().map(cell).collect();
    let table = Table {
        rows: draft.rows,
        columns: draft.columns,
        cells,
    };
    (rows, table)
}

/// The words of a cell, line by line.
fn in_order(words: Vec<Word>) -> Vec<Word> {
    let height = median_height(&words).unwrap_or(0);
    rows(words, height)
        .into_iter()
        .flat_map(|row| row.words)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x: i32, y: i32) -> Word {
        Word::new(
            text.to_owned(),
            0.9,
            BBox::from([x, y, x + 10 * text.chars().count() as i32, y + 20]),
        )
    }

    fn texts(lines: &[Line], table: &Table) -> Vec<String> {
        let text = |cell: &Cell| {
            let words = &lines[cell.line].words[cell.words.clone()];
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            words.join(" ")
        };
        table.cells.iter().map(text).collect()
    }

    #[test]
    fn words_go_to_the_cells_of_a_ruled_table() {
        let cell = |column: usize, x: i32| GridCell {
            rows: 0..1,
            columns: column..column + 1,
            bbox: BBox::from([x, 100, x + 200, 200]),
        };
        let grid = Grid {
            bbox: BBox::from([0, 100, 400, 200]),
            rows: 1,
            columns: 2,
            cells: vec![cell(0, 0), cell(1, 200)],
        };
        let line = |words: &[Word]| Line {
            words: words.to_vec(),
        };
        let mut lines = vec![line(&[word("Bảng", 0, 40)]), line(&[word("Sau", 0, 260)])];
        let words = [
            vec![
                word("đến", 10, 140),
                word("bản", 50, 110),
                word("Văn", 10, 110),
            ],
            vec![word("12", 210, 125)],
        ];
        let draft = ruled(&grid, words);
        let drafts = vec![draft];
        let tables = put_back(&mut lines, drafts);
        assert_eq!(texts(&lines, &tables[0]), ["Văn bản đến", "12"]);
        let all: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(all, ["Bảng", "", "Văn bản đến 12", "", "Sau"]);
    }

    #[test]
    fn rows_of_figures_are_a_table_without_lines() {
        let mut lines = Vec::new();
        let head = [
            word("TT", 0, 0),
            word("Chỉ", 60, 0),
            word("tiêu", 100, 0),
            word("Số", 400, 0),
        ];
        lines.push(Line {
            words: head.to_vec(),
        });
        for (row, (name, figure)) in [("Văn bản", "8.568"), ("Hồ sơ", "12")].iter().enumerate()
        {
            let y = 40 + 40 * row as i32;
            let mut words = vec![word(&(row + 1).to_string(), 0, y)];
            for (at, part) in name.split(' ').enumerate() {
                words.push(word(part, 60 + 35 * at as i32, y));
            }
            words.push(word(figure, 390, y));
            lines.push(Line { words });
        }
        let drafts = take_unruled(&mut lines);
        let tables = put_back(&mut lines, drafts);
        let cells = [
            "TT",
            "Chỉ tiêu",
            "Số",
            "1",
            "Văn bản",
            "8.568",
            "2",
            "Hồ sơ",
            "12",
        ];
        assert_eq!(texts(&lines, &tables[0]), cells);
    }

    #[test]
    fn headings_over_several_columns_are_merged_and_rows_may_lack_figures() {
        let mut lines = vec![
            Line {
                words: vec![word("Năm", 370, 0)],
            },
            Line {
                words: vec![
                    word("Chỉ", 60, 40),
                    word("tiêu", 100, 40),
                    word("Thu", 300, 40),
                    word("Chi", 470, 40),
                ],
            },
        ];
        let rows = [
            ("Phí", "12", "7"),
            ("Thuế", "5", "9"),
            ("Khác", "30", ""),
            ("Vay", "8", "4"),
        ];
        for (row, (name, a, b)) in (2..).zip(rows) {
            let figures = [(a, 300), (b, 470)]
                .into_iter()
                .filter(|(text, _)| !text.is_empty());
            let figures = figures.map(|(text, x)| word(text, x, 40 * row));
            let words = [word(name, 60, 40 * row)]
                .into_iter()
                .chain(figures)
                .collect();
            lines.push(Line { words });
        }
        // The single heading stands beside the words of the labels.
        lines[0].words.insert(0, word("TT", 0, 0));
        let drafts = take_unruled(&mut lines);
        let tables = put_back(&mut lines, drafts);
        let merged = tables[0].cells.iter().find(|cell| cell.columns.len() > 1);
        assert_eq!(merged.map(|cell| cell.columns.clone()), Some(1..3));
        assert_eq!((tables[0].rows, tables[0].columns), (6, 3));
    }

    #[test]
    fn plain_lines_are_no_table() {
        let line = |y: i32| Line {
            words: (0..8).map(|at| word("chữ", 40 * at, y)).collect(),
        };
        let mut lines: Vec<Line> = (0..5).map(|row| line(30 * row)).collect();
        assert!(take_unruled(&mut lines).is_empty());
        assert_eq!(lines.len(), 5);
    }
}
