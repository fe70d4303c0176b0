//! Cells that blanks separate and nothing aligns → their columns. A row with as many cells as there are headings
//! needs no choice; where cells are missing, what the columns hold decides, then what they are computed from.

use super::formulas::{Formula, numbers_column};
use super::measure;
use super::numbers::{figure, heads_numbers, is_dash, is_figure, is_mark};
use crate::rules::lists::Lists;
use crate::text::fold;
use rustc_hash::FxHashMap;

/// Ways to lay out a row that are looked at.
const WAYS: usize = 4000;

/// What a cell holds, or a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Content {
    Mark,
    Figure,
    Unit,
    Words,
}

/// The column of each cell of each row.
pub(crate) fn align(
    rows: &[Vec<&str>],
    headings: &[&str],
    formulas: &[Formula],
    lists: &Lists,
) -> Vec<Vec<usize>> {
    let contents: Vec<Vec<Content>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .enumerate()
                .map(|(i, text)| content(text, i, lists))
                .collect()
        })
        .collect();
    let told = rows
        .iter()
        .zip(&contents)
        .filter(|(row, _)| !row.iter().all(|text| numbers_column(text)));
    let full: Vec<&Vec<Content>> = told
        .map(|(_, contents)| contents)
        .filter(|row| row.len() == headings.len())
        .collect();
    let columns = expected(&full, headings, lists);
    // Rows of cells alike are laid out alike.
    let mut alike: FxHashMap<&[Content], Vec<usize>> = FxHashMap::default();
    for (row, contents) in contents.iter().enumerate() {
        alike.entry(contents).or_default().push(row);
    }
    let mut laid = vec![Vec::new(); rows.len()];
    for (cells, group) in alike {
        let ways = ways(cells, &columns);
        let holding = |way: &Vec<usize>| -> usize {
            let held = |&row: &usize| {
                formulas
                    .iter()
                    .filter(|formula| holds(formula, &rows[row], way))
                    .count()
            };
            group.iter().map(held).sum()
        };
        let most = ways.iter().map(holding).max().unwrap_or(0);
        let Some(way) = ways.iter().find(|way| holding(way) == most) else {
            continue;
        };
        for row in group {
            laid[row].clone_from(way);
        }
    }
    laid
}

fn content(text: &str, index: usize, lists: &Lists) -> Content {
    if index == 0 && is_mark(text) {
        Content::Mark
    } else if is_figure(text) || is_dash(text) {
        Content::Figure
    } else if measure::unit(text, lists).is_some() {
        Content::Unit
    } else {
        Content::Words
    }
}

/// What each column holds, by its heading and by the rows that fill all columns; `None` where neither tells.
fn expected(full: &[&Vec<Content>], headings: &[&str], lists: &Lists) -> Vec<Option<Content>> {
    let mut named_label = false;
    let of_column = |(column, heading): (usize, &&str)| {
        if let Some(content) = named(heading, lists) {
            return Some(content);
        }
        let label = !named_label && column > 0;
        named_label |= label;
        let count = |content| full.iter().filter(|row| row[column] == content).count();
        let contents = [
            Content::Mark,
            Content::Figure,
            Content::Unit,
            Content::Words,
        ];
        let most = contents.into_iter().max_by_key(|&content| count(content));
        let told = most.filter(|&content| 2 * count(content) > full.len());
        told.or_else(|| label.then_some(Content::Words))
    };
    headings.iter().enumerate().map(of_column).collect()
}

/// What a column holds by its heading alone.
fn named(heading: &str, lists: &Lists) -> Option<Content> {
    const FIGURES: [&str; 4] = ["so luong", "tong so", "ty le", "so tien"];
    let folded = fold(heading);
    if heads_numbers(heading) {
        return Some(Content::Mark);
    }
    if measure::heads_units(heading) == Some(true) {
        return Some(Content::Unit);
    }
    if folded.trim() == "ghi chu" {
        return Some(Content::Words);
    }
    let counts = measure::counted(heading, lists).or(measure::split(heading, lists).1);
    let figures = counts.is_some() || FIGURES.iter().any(|name| folded.starts_with(name));
    figures.then_some(Content::Figure)
}

/// How badly a cell fits a column.
fn misfit(cell: Content, column: Option<Content>) -> usize {
    match (cell, column) {
        (_, None) => 1,
        (cell, Some(column)) if cell == column => 0,
        (Content::Unit, Some(Content::Words)) => 1,
        (Content::Words, Some(Content::Unit)) => 2,
        (Content::Mark, _) => 3,
        _ => 6,
    }
}

/// The ways to lay out cells, in order, that fit the columns best; those that begin further left come first.
fn ways(cells: &[Content], columns: &[Option<Content>]) -> Vec<Vec<usize>> {
    if cells.len() >= columns.len() {
        let last = columns.len().saturating_sub(1);
        return vec![(0..cells.len()).map(|cell| cell.min(last)).collect()];
    }
    let mut best = usize::MAX;
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<(Vec<usize>, usize)> = vec![(Vec::new(), 0)];
    let mut looked = 0;
    while let Some((way, cost)) = open.pop() {
        looked += 1;
        if cost > best || looked > WAYS {
            continue;
        }
        if way.len() == cells.len() {
            if cost < best {
                found.clear();
            }
            best = cost;
            found.push(way);
            continue;
        }
        let next = way.last().map_or(0, |last| last + 1);
        let latest = columns.len() - (cells.len() - way.len());
        for column in (next..=latest).rev() {
            let longer = way.iter().copied().chain([column]).collect();
            open.push((longer, cost + misfit(cells[way.len()], columns[column])));
        }
    }
    found
}

/// Whether a formula holds in a row that is laid out in one way. Of a sum, cells that are missing are empty.
fn holds(formula: &Formula, row: &[&str], way: &[usize]) -> bool {
    let value = |column: usize| {
        let cell = way.iter().position(|&at| at == column)?;
        Some(figure(row[cell])?.value)
    };
    let Some(stated) = value(formula.column) else {
        return false;
    };
    let terms: Vec<Option<f64>> = formula.terms.iter().map(|&term| value(term)).collect();
    let near = |computed: f64| (computed - stated).abs() <= 0.01 * stated.abs() + 1e-9;
    match (formula.sign, &terms[..]) {
        ('+', terms) => near(terms.iter().flatten().sum()),
        ('-', [Some(whole), Some(gone)]) => near(whole - gone),
        ('/' | ':', [Some(part), Some(whole)]) if *whole != 0.0 => {
            near(part / whole) || near(100.0 * part / whole)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::formulas::formulas;
    use super::*;

    #[test]
    fn what_columns_are_computed_from_tells_which_cell_is_missing() {
        let headings = [
            "TT",
            "Hàng",
            "ĐVT",
            "Giá sàn",
            "Giá trước",
            "Giá này",
            "Tăng",
            "Ghi chú",
        ];
        let numbering = ["1", "2", "3", "4", "5", "6", "7=6-5", "8"].map(str::to_owned);
        let rows = [
            vec!["1", "Gạo", "đồng/kg", "12.000", "15.000", "3.000"],
            vec!["2", "Muối", "đồng/kg", "5.000", "6.000", "1.000", "mới"],
            vec!["3", "Rau", "7.000", "7.000", "0"],
        ];
        let found = align(&rows, &headings, &formulas(&numbering), &Lists::builtin());
        assert_eq!(found[0], [0, 1, 2, 4, 5, 6]);
        assert_eq!(found[1], [0, 1, 2, 4, 5, 6, 7]);
        assert_eq!(found[2], [0, 1, 4, 5, 6]);
    }

    #[test]
    fn rows_that_fill_all_columns_tell_what_these_hold() {
        let headings = ["TT", "Họ tên", "Tuổi", "Nơi ở"];
        let rows = [
            vec!["1", "An", "40", "Huế"],
            vec!["2", "Bình", "Đà Lạt"],
            vec!["Cộng", "5"],
        ];
        let found = align(&rows, &headings, &[], &Lists::builtin());
        assert_eq!(found, [vec![0, 1, 2, 3], vec![0, 1, 3], vec![1, 2]]);
    }
}
