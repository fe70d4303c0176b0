//! Arithmetic relations in tables: total rows, rows with rows below them (`I`, `1`, `-`), and columns of which
//! the row of column numbers says how they are computed (`3=2/1`). A table that goes on over a page is one.

use crate::document::{Check, CheckKind, Statistic, Verdict};
use crate::extract::figures::checks;
use crate::extract::figures::relations::{by_id, percent, relate};
use crate::text::fold;
use crate::text_tables::formulas::{Formula, formulas};
use crate::text_tables::numbers::leading_mark;

/// A row of a table: its number, its words and its figures by column, as indices of statistics.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) number: String,
    pub(crate) label: String,
    pub(crate) figures: Vec<Option<usize>>,
}

/// A table, or several with the same headings one after the other.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) headings: Vec<String>,
    /// The row of column numbers, by column.
    pub(crate) numbering: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// It goes on the table before.
    pub(crate) continues: bool,
}

impl Sheet {
    /// Adds a table to the sheets: to the last one if it goes on that.
    pub(crate) fn append(self, sheets: &mut Vec<Sheet>) {
        match sheets.last_mut() {
            Some(last) if self.continues => last.rows.extend(self.rows),
            _ => sheets.push(self),
        }
    }

    /// The checks of all rows and columns.
    pub(crate) fn checks(&self, statistics: &mut [Statistic]) -> Vec<Check> {
        let mut found = Vec::new();
        for (whole, parts) in self.sums() {
            let columns = 0..self.headings.len();
            let sums = columns.filter_map(|column| self.sum(statistics, whole, &parts, column));
            found.extend(confirmed(statistics, sums.collect()));
        }
        for formula in formulas(&self.numbering) {
            let rows = self.rows.iter();
            let values = rows.filter_map(|row| computed(statistics, row, &formula));
            let values = values.collect();
            found.extend(confirmed(statistics, values));
        }
        found
    }

    /// Rows that other rows make up: totals of the rows beside them, and rows with rows of a lower level below.
    fn sums(&self) -> Vec<(usize, Vec<usize>)> {
        let mut sums = Vec::new();
        let mut after_total = 0;
        for (i, row) in self.rows.iter().enumerate() {
            let below = i + 1..self.end_of_level(i);
            let rows = match row.is_total() {
                true if after_total < i => std::mem::replace(&mut after_total, i + 1)..i,
                true => i + 1..self.rows.len(),
                false => below,
            };
            let parts = self.highest(rows);
            sums.extend((parts.len() > 1).then_some((i, parts)));
        }
        sums
    }

    /// The row at which the rows below a row end.
    fn end_of_level(&self, row: usize) -> usize {
        let level = self.rows[row].level();
        let further = self.rows.iter().enumerate().skip(row + 1);
        let mut ends = further.filter(|(_, other)| other.level() <= level || other.is_total());
        ends.next().map_or(self.rows.len(), |(end, _)| end)
    }

    /// The rows of the highest level among some, totals aside.
    fn highest(&self, rows: std::ops::Range<usize>) -> Vec<usize> {
        let has_figures = |i: usize| self.rows[i].figures.iter().any(Option::is_some);
        let counts = |&i: &usize| !self.rows[i].is_total() && has_figures(i);
        let level = |i: usize| self.rows[i].level();
        let highest = rows.clone().filter(counts).map(level).min();
        let rows = rows.filter(counts);
        rows.filter(|&i| Some(level(i)) == highest).collect()
    }

    fn sum(
        &self,
        statistics: &[Statistic],
        whole: usize,
        parts: &[usize],
        column: usize,
    ) -> Option<Check> {
        let figure = |row: usize| self.rows[row].figures.get(column).copied().flatten();
        let total = figure(whole)?;
        let parts: Vec<usize> = parts.iter().filter_map(|&part| figure(part)).collect();
        let adds = |&i: &usize| statistics[i].unit.as_deref() != Some("%");
        let all = parts.len() > 1 && adds(&total) && parts.iter().all(adds);
        all.then(|| relate(statistics, CheckKind::Sum, total, &parts))
    }
}

impl Row {
    /// Whether a row is the total of others: *Tổng số*, *Cộng*.
    fn is_total(&self) -> bool {
        const TOTALS: [&str; 4] = ["tong cong", "tong so", "cong", "tong"];
        let words = leading_mark(&self.label).map_or(self.label.as_str(), |(_, words)| words);
        let label = fold(words);
        let label = label.split([':', '(']).next().unwrap_or("").trim();
        TOTALS.contains(&label)
    }

    /// The level of a row by its number, or by the mark before its words: `A`, `I`, `1`, `1.1`, `a`, none or `-`, `+`.
    fn level(&self) -> usize {
        let mark = leading_mark(&self.label).map_or("", |(mark, _)| mark);
        let number = Some(self.number.as_str()).filter(|number| !number.is_empty());
        let number = number.unwrap_or(mark).trim_matches(['.', ')', '(']);
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
    let row = figure
        .and_then(|figure| figure.subject.as_deref())
        .unwrap_or("");
    let column = figure
        .and_then(|figure| figure.qualifier.as_deref())
        .unwrap_or("");
    let (stated, computed) = (check.stated, check.computed);
    format!("the table says {stated}, its figures give {computed}: {row}, {column}")
}
