//! The head of a table: its rows, the row that numbers the columns, and the names of the columns.

use super::above::Above;
use crate::document::{TextCell, TextTable};
use crate::rules::lists::Lists;
use crate::text_tables::formulas::numbers_column;
use crate::text_tables::measure;
use crate::text_tables::numbers::{figure, is_figure, is_mark};
use std::ops::RangeInclusive;

/// Rows from the top among which the columns are numbered.
const NUMBERED_WITHIN: usize = 8;
/// Rows from the top in which years are names of columns.
const YEARS_WITHIN: usize = 3;
/// Years that name columns.
const YEARS: RangeInclusive<f64> = 1945.0..=2099.0;

/// Reads the head of a table: the number of its rows, the row that numbers the columns (`A`, `B`, `1`, `2`, `3=2/1`) the
/// last, and the names of the columns, those of merged headings from the top down. A title over all columns, and their
/// unit, count as what stands above.
pub(crate) fn read(
    table: &TextTable,
    by_row: &[Vec<&TextCell>],
    above: &mut Above,
    lists: &Lists,
) -> (usize, Vec<String>) {
    let numbering = (0..table.rows.min(NUMBERED_WITHIN)).find(|&row| numbers(&by_row[row]));
    let rows = numbering.map_or_else(|| unnumbered(table, by_row), |row| row + 1);
    let mut headings = vec![String::new(); table.columns];
    let mut last = vec![""; table.columns];
    let named = numbering.unwrap_or(rows);
    for cell in table.cells.iter().filter(|cell| cell.rows.start < named) {
        let all = cell.columns.len() == table.columns && table.columns > 1 && rows > 1;
        let names = cell.text.contains(|c: char| c.is_alphabetic() || c == '%');
        if let Some(unit) = measure::unit_of_line(&cell.text, lists) {
            above.unit.get_or_insert(unit);
        } else if all {
            above.caption.get_or_insert_with(|| cell.text.clone());
        } else if names || is_year(&cell.text) {
            for column in cell.columns.start..cell.columns.end.min(table.columns) {
                let name = &mut headings[column];
                if std::mem::replace(&mut last[column], &cell.text) != cell.text {
                    name.push_str(if name.is_empty() { "" } else { " " });
                    name.push_str(&cell.text);
                }
            }
        }
    }
    (rows, headings)
}

/// Rows of a head under which no row numbers the columns: those before the first with figures and the rows above
/// it that are numbered, or hold words alone, those of a group of rows.
fn unnumbered(table: &TextTable, by_row: &[Vec<&TextCell>]) -> usize {
    let begins = move |row: usize| move |cell: &&&TextCell| cell.rows.start == row;
    let beginning = |row: usize| by_row[row].iter().filter(begins(row));
    let has_figure = |row: &usize| {
        let figure = |cell: &&TextCell| cell.columns.start > 0 && is_figure(&cell.text);
        let years = *row < YEARS_WITHIN && are_years(&by_row[*row]);
        beginning(*row).any(figure) && !years
    };
    let marked = |row: usize| {
        let first = beginning(row).find(|cell| !cell.text.is_empty());
        first.is_some_and(|cell| cell.columns.start == 0 && is_mark(&cell.text))
    };
    let alone = |row: usize| {
        let mut used = by_row[row].iter().filter(|cell| !cell.text.is_empty());
        let first = used.next().filter(|cell| cell.rows.start == row);
        first.is_some_and(|cell| cell.columns.start <= 1) && used.next().is_none()
    };
    let head = match (0..table.rows).find(has_figure) {
        Some(figures) => {
            let other = (1..figures).rfind(|&row| !marked(row) && !alone(row));
            other.map_or(figures.min(1), |row| row + 1)
        }
        None => (1..table.rows).find(|&row| marked(row)).unwrap_or(1),
    };
    head.min(table.rows.saturating_sub(1))
}

/// Whether the cells of a row number the columns.
fn numbers(row: &[&TextCell]) -> bool {
    let used = row.iter().map(|cell| cell.text.trim());
    let used: Vec<&str> = used.filter(|text| !text.is_empty()).collect();
    let number = |text: &&str| -> Option<u32> {
        let mut digits = text.split(|c: char| !c.is_ascii_digit());
        digits.find(|digits| !digits.is_empty())?.parse().ok()
    };
    let counted: Vec<u32> = used.iter().filter_map(number).collect();
    // *A B 1* number three columns.
    let letters = used.iter().filter(|text| matches!(**text, "A" | "B" | "C"));
    let several = counted.len() >= 2 || counted == [1] && letters.count() >= 2;
    let numbers = |text: &&str| numbers_column(text) || text.contains('=');
    let all = used.iter().all(numbers);
    let most = used.len() >= 3 && 2 * used.len() > row.len();
    most && several && all && counted.is_sorted_by(|a, b| a < b)
}

/// Whether the figures of a row are years that follow one another.
fn are_years(row: &[&TextCell]) -> bool {
    let figures = row.iter().filter_map(|cell| figure(&cell.text));
    let years: Vec<f64> = figures.map(|figure| figure.value).collect();
    let follow = years.is_sorted_by(|a, b| a < b) || years.is_sorted_by(|a, b| a > b);
    let texts = row.iter().map(|cell| &cell.text);
    let others = texts.filter(|text| is_figure(text) && !is_year(text));
    years.len() >= 2 && follow && others.count() == 0
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && figure(text).is_some_and(|figure| YEARS.contains(&figure.value))
}
