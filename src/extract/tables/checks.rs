//! Arithmetic relations in tables: total rows, rows with rows below them (`I`, `1`, `-`), and columns of which
//! the row of column numbers says how they are computed (`3=2/1`). A table that goes on over a page is one.

use crate::document::{Check, CheckKind, Statistic, StatisticId, Table, TableCell, Verdict};
use crate::extract::figures::checks;
use crate::extract::figures::relations::{by_id, rate, relate};
use crate::text::fold;
use crate::text_tables::formulas::{Formula, formulas};
use crate::text_tables::numbers::leading_mark;

/// The checks of all rows and columns of tables.
pub(crate) fn of(tables: &[Table], statistics: &mut [Statistic]) -> Vec<Check> {
    let mut found = Vec::new();
    for tables in tables.chunk_by(|_, table| table.continues.is_some()) {
        found.extend(in_sheet(tables, statistics));
    }
    found
}

/// The checks of a table and those that go on it.
fn in_sheet(tables: &[Table], statistics: &mut [Statistic]) -> Vec<Check> {
    let columns = tables[0].columns.len();
    let is_head = |row: &&Vec<TableCell>| row.iter().any(|cell| cell.header);
    let mut numbering = vec![String::new(); columns];
    for cell in tables[0].rows.iter().rfind(is_head).into_iter().flatten() {
        numbering[cell.column as usize].clone_from(&cell.text);
    }
    let rows = tables.iter().flat_map(|table| &table.rows);
    let body = rows.filter(|row| !is_head(row));
    let rows: Vec<Row> = body.map(|cells| Row::of(cells, columns)).collect();
    let mut found = Vec::new();
    for (whole, parts) in sums(&rows) {
        let sums = (0..columns).filter_map(|column| sum(statistics, whole, &parts, column));
        found.extend(confirmed(statistics, sums.collect()));
    }
    for formula in formulas(&numbering) {
        let value = |row: &Row| computed(statistics, row, &formula);
        let values = rows.iter().filter_map(value).collect();
        found.extend(confirmed(statistics, values));
    }
    found
}

/// Rows that other rows make up: totals of the rows beside them, and rows with rows of a lower level below.
fn sums(rows: &[Row]) -> Vec<(&Row, Vec<&Row>)> {
    let mut sums = Vec::new();
    let mut after_total = 0;
    for (i, row) in rows.iter().enumerate() {
        let below = &rows[i + 1..];
        let ends = |other: &Row| other.level <= row.level || other.total;
        let parts = match row.total {
            true if after_total < i => &rows[std::mem::replace(&mut after_total, i + 1)..i],
            true => below,
            false => &below[..below.iter().position(ends).unwrap_or(below.len())],
        };
        // Those of the highest level, totals aside.
        let counts = |row: &&Row| !row.total && row.figures.iter().any(Option::is_some);
        let highest = parts.iter().filter(counts).map(|row| row.level).min();
        let parts = parts.iter().filter(counts);
        let parts: Vec<&Row> = parts.filter(|row| Some(row.level) == highest).collect();
        sums.extend((parts.len() > 1).then_some((row, parts)));
    }
    sums
}

/// The figure of a row in a column against those of the rows that make it up.
fn sum(statistics: &[Statistic], whole: &Row, parts: &[&Row], column: usize) -> Option<Check> {
    let total = whole.figures[column]?;
    let parts = parts.iter().filter_map(|part| part.figures[column]);
    let parts: Vec<usize> = parts.collect();
    let adds = |&i: &usize| statistics[i].unit.as_deref() != Some("%");
    let all = parts.len() > 1 && adds(&total) && parts.iter().all(adds);
    relate(statistics, CheckKind::Sum, total, &parts).filter(|_| all)
}

/// A row of a table.
struct Row {
    /// It is the total of others: *Tổng số*, *Cộng*.
    total: bool,
    level: usize,
    /// Its figures by column, as indices of statistics.
    figures: Vec<Option<usize>>,
}

impl Row {
    fn of(cells: &[TableCell], columns: usize) -> Self {
        const TOTALS: [&str; 4] = ["tong cong", "tong so", "cong", "tong"];
        let mut figures = vec![None; columns];
        for cell in cells {
            figures[cell.column as usize] = cell.statistic.and_then(StatisticId::index);
        }
        let first = cells.first();
        let label = first.and_then(|cell| cell.row_label.as_deref());
        let (mark, words) = label.map_or(("", ""), |l| leading_mark(l).unwrap_or(("", l)));
        let number = first.filter(|cell| cell.statistic.is_none() && !cell.text.is_empty());
        let number = number.filter(|cell| Some(cell.text.as_str()) != label);
        let words = fold(words);
        let words = words.split([':', '(']).next().unwrap_or("");
        Row {
            total: TOTALS.contains(&words.trim()),
            level: level(number.map_or(mark, |cell| &cell.text)),
            figures,
        }
    }
}

/// The level of a row by its number, or by the mark before its words: `A`, `I`, `1`, `1.1`, `a`, none or `-`, `+`.
fn level(number: &str) -> usize {
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

/// A figure of a computed column against the columns that it is computed from.
fn computed(statistics: &mut [Statistic], row: &Row, formula: &Formula) -> Option<Check> {
    let figure = |column: usize| row.figures.get(column).copied().flatten();
    let stated = figure(formula.column)?;
    let terms = formula.terms.iter().map(|&term| figure(term));
    let terms: Vec<usize> = terms.collect::<Option<_>>()?;
    match (formula.sign, terms.as_slice()) {
        ('+', [_, _, ..]) => relate(statistics, CheckKind::Sum, stated, &terms),
        ('-', [_, _]) => relate(statistics, CheckKind::Remainder, stated, &terms),
        ('/' | ':', &[part, whole]) if statistics[stated].unit.as_deref() == Some("%") => {
            let ids = (statistics[part].id, statistics[whole].id);
            let share = &mut statistics[stated];
            (share.part, share.whole) = (Some(ids.0), Some(ids.1));
            rate(statistics, &statistics[stated])
        }
        _ => None,
    }
}

/// The checks of a relation that holds in several rows or columns. One that fails is told only where others
/// show that the relation is what the author meant.
fn confirmed(statistics: &[Statistic], mut found: Vec<Check>) -> Vec<Check> {
    let fails = |check: &Check| check.verdict == Verdict::Fails;
    let holds = |check: &Check| !fails(check) && check.stated != 0.0;
    let count = found.iter().filter(|check| holds(check)).count();
    let sure = count > 0 && 2 * count >= found.len();
    let told = |check: &Check| fails(check) && sure && checks::accuses(statistics, check);
    found.retain(|check| holds(check) || told(check));
    for check in found.iter_mut().filter(|check| fails(check)) {
        check.reason = Some(reason(statistics, check));
    }
    found
}

/// What the table says where a relation does not hold, and in which row and column.
fn reason(statistics: &[Statistic], check: &Check) -> String {
    let figure = by_id(statistics, check.statistics[0]);
    let words = figure.map(|figure| [&figure.subject, &figure.qualifier]);
    let words = words.into_iter().flatten().flatten().map(String::as_str);
    let words = words.collect::<Vec<_>>().join(", ");
    let (stated, computed) = (check.stated, check.computed);
    format!("the table says {stated}, its figures give {computed}: {words}")
}
