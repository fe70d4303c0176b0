//! Arithmetic relations in tables: total rows, rows with rows below them (`I`, `1`, `-`), and columns of which
//! the row of column numbers says how they are computed (`3=2/1`). A table that goes on over a page is one.

use crate::document::{Check, CheckKind, Statistic, StatisticId, Table, TableCell, Verdict};
use crate::extract::figures::checks;
use crate::extract::figures::relations::{by_id, percent, relate};
use crate::text::fold;
use crate::text_tables::formulas::{Formula, formulas};
use crate::text_tables::numbers::leading_mark;

/// The checks of all rows and columns of tables.
pub(crate) fn of(tables: &[Table], statistics: &mut [Statistic]) -> Vec<Check> {
    let sheets = tables.chunk_by(|_, table| table.continues.is_some());
    sheets
        .flat_map(|tables| in_sheet(tables, statistics))
        .collect()
}

/// The checks of a table and those that go on it.
fn in_sheet(tables: &[Table], statistics: &mut [Statistic]) -> Vec<Check> {
    let columns = tables[0].columns.len();
    let is_head = |row: &&Vec<TableCell>| row.iter().any(|cell| cell.header);
    let rows = tables.iter().flat_map(|table| &table.rows);
    let rows: Vec<Row> = rows
        .filter(|row| !is_head(row))
        .map(|row| Row::of(row, columns))
        .collect();
    let mut numbering = vec![String::new(); columns];
    for cell in tables[0].rows.iter().rfind(is_head).into_iter().flatten() {
        numbering[cell.column as usize].clone_from(&cell.text);
    }
    let mut found = Vec::new();
    for (whole, parts) in sums(&rows) {
        let sums = (0..columns).filter_map(|column| sum(statistics, whole, &parts, column));
        found.extend(confirmed(statistics, sums.collect()));
    }
    for formula in formulas(&numbering) {
        let values = rows
            .iter()
            .filter_map(|row| computed(statistics, row, &formula));
        let values = values.collect();
        found.extend(confirmed(statistics, values));
    }
    found
}

/// Rows that other rows make up: totals of the rows beside them, and rows with rows of a lower level below.
fn sums<'r, 't>(rows: &'r [Row<'t>]) -> Vec<(&'r Row<'t>, Vec<&'r Row<'t>>)> {
    let mut sums = Vec::new();
    let mut after_total = 0;
    for (i, row) in rows.iter().enumerate() {
        let below = &rows[i + 1..];
        let parts = match row.is_total() {
            true if after_total < i => &rows[std::mem::replace(&mut after_total, i + 1)..i],
            true => below,
            false => {
                let ends = |other: &Row| other.level() <= row.level() || other.is_total();
                &below[..below.iter().position(ends).unwrap_or(below.len())]
            }
        };
        let parts = highest(parts);
        sums.extend((parts.len() > 1).then_some((row, parts)));
    }
    sums
}

/// The rows of the highest level among some, totals aside.
fn highest<'r, 't>(rows: &'r [Row<'t>]) -> Vec<&'r Row<'t>> {
    let counts = |row: &&Row| !row.is_total() && row.figures.iter().any(Option::is_some);
    let highest = rows.iter().filter(counts).map(Row::level).min();
    let rows = rows.iter().filter(counts);
    rows.filter(|row| Some(row.level()) == highest).collect()
}

/// The figure of a row in a column against those of the rows that make it up.
fn sum(statistics: &[Statistic], whole: &Row, parts: &[&Row], column: usize) -> Option<Check> {
    let total = whole.figures[column]?;
    let parts: Vec<usize> = parts
        .iter()
        .filter_map(|part| part.figures[column])
        .collect();
    let adds = |&i: &usize| statistics[i].unit.as_deref() != Some("%");
    let all = parts.len() > 1 && adds(&total) && parts.iter().all(adds);
    all.then(|| relate(statistics, CheckKind::Sum, total, &parts))
}

/// A row of a table: its number, its words and its figures by column, as indices of statistics.
struct Row<'t> {
    number: &'t str,
    label: &'t str,
    figures: Vec<Option<usize>>,
}

impl<'t> Row<'t> {
    fn of(cells: &'t [TableCell], columns: usize) -> Self {
        let mut figures = vec![None; columns];
        for cell in cells {
            figures[cell.column as usize] = cell.statistic.and_then(StatisticId::index);
        }
        let first = cells.first();
        let label = first
            .and_then(|cell| cell.row_label.as_deref())
            .unwrap_or("");
        let number = first.filter(|cell| cell.statistic.is_none() && cell.text != label);
        let number = number.map_or("", |cell| &cell.text);
        Row {
            number,
            label,
            figures,
        }
    }

    /// Whether a row is the total of others: *Tổng số*, *Cộng*.
    fn is_total(&self) -> bool {
        const TOTALS: [&str; 4] = ["tong cong", "tong so", "cong", "tong"];
        let words = leading_mark(self.label).map_or(self.label, |(_, words)| words);
        let label = fold(words);
        let label = label.split([':', '(']).next().unwrap_or("").trim();
        TOTALS.contains(&label)
    }

    /// The level of a row by its number, or by the mark before its words: `A`, `I`, `1`, `1.1`, `a`, none or `-`, `+`.
    fn level(&self) -> usize {
        let mark = leading_mark(self.label).map_or("", |(mark, _)| mark);
        let number = if self.number.is_empty() {
            mark
        } else {
            self.number
        };
        let number = number.trim_matches(['.', ')', '(']);
        let all = |of: fn(char) -> bool| !number.is_empty() && number.chars().all(of);
        match number {
            "+" | "*" => 10,
            _ if all(|c| "IVX".contains(c)) => 1,
            _ if all(|c| c.is_ascii_uppercase()) => 0,
            _ if all(|c| c.is_ascii_digit() || c == '.') => 2 + number.matches('.').count(),
            _ if all(|c| c.is_ascii_lowercase()) => 8,
            _ => 9,
        }
    }
}

/// A figure of a computed column against the columns that it is computed from.
fn computed(statistics: &mut [Statistic], row: &Row, formula: &Formula) -> Option<Check> {
    let figure = |column: usize| row.figures.get(column).copied().flatten();
    let stated = figure(formula.column)?;
    let terms = formula.terms.iter().map(|&term| figure(term));
    let terms: Vec<usize> = terms.collect::<Option<_>>()?;
    match (formula.sign, terms.as_slice()) {
        ('+', [_, _, ..]) => Some(relate(statistics, CheckKind::Sum, stated, &terms)),
        ('-', [_, _]) => Some(relate(statistics, CheckKind::Remainder, stated, &terms)),
        ('/' | ':', &[part, whole]) if statistics[stated].unit.as_deref() == Some("%") => {
            let ids = (statistics[part].id, statistics[whole].id);
            let rate = &mut statistics[stated];
            (rate.part, rate.whole) = (Some(ids.0), Some(ids.1));
            percent(statistics, &statistics[stated])
        }
        _ => None,
    }
}

/// The checks of a relation that holds in several rows or columns. One that fails is told only where others
/// show that the relation is what the author meant.
fn confirmed(statistics: &[Statistic], found: Vec<Check>) -> Vec<Check> {
    let holds = |check: &&Check| check.verdict != Verdict::Fails && check.stated != 0.0;
    let count = found.iter().filter(holds).count();
    let sure = count > 0 && 2 * count >= found.len();
    let told = |check: &Check| match check.verdict {
        Verdict::Fails => sure && checks::accuses(statistics, check),
        _ => check.stated != 0.0,
    };
    let told = found.into_iter().filter(told).map(|mut check| {
        let fails = check.verdict == Verdict::Fails;
        check.reason = fails.then(|| reason(statistics, &check));
        check
    });
    told.collect()
}

/// What the table says where a relation does not hold, and in which row and column.
fn reason(statistics: &[Statistic], check: &Check) -> String {
    let figure = check
        .statistics
        .first()
        .and_then(|&id| by_id(statistics, id));
    let words = figure.map(|figure| [&figure.subject, &figure.qualifier]);
    let [row, column] = words.map_or(["", ""], |words| {
        words.map(|words| words.as_deref().unwrap_or(""))
    });
    let (stated, computed) = (check.stated, check.computed);
    format!("the table says {stated}, its figures give {computed}: {row}, {column}")
}
