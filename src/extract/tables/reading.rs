//! A table whose head is known → its record, its figures, and the account of its digits.

use super::above::Above;
use super::checks::{Row, Sheet};
use super::heading::{self, Head};
use super::mentions::Account;
use super::period;
use crate::document::{
    Header, NumberClass, PeriodRange, Provenance, Statistic, StatisticId, StatisticKind, Table,
    TableCell, TextCell, TextTable,
};
use crate::extract::time::Lookups;
use crate::rules::lists::Lists;
use crate::rules::words::Role;
use crate::text::fold;
use crate::text::fuzzy::near;
use crate::text_tables::measure;
use crate::text_tables::numbers::{figure, heads_numbers, is_figure, is_mark};

/// The mark on figures of cells; not in the register, as its cases are tables, not sentences.
const CELL: Provenance = Provenance::of("figure.cell");

/// What the heading of a column says of its figures.
#[derive(Debug, Default)]
struct Column {
    /// The heading without its unit.
    name: String,
    unit: Option<String>,
    /// What the heading counts, where no unit is named.
    counts: Option<String>,
    period: Option<PeriodRange>,
    /// Numbers in it are names.
    codes: bool,
}

/// What the words of a row say of its figures.
#[derive(Debug, Default)]
struct RowWords {
    number: String,
    label: String,
    /// The unit that a column or parentheses name, and what the label counts.
    unit: Option<String>,
    counts: Option<String>,
}

/// A table whose head is known.
pub(crate) struct Reading<'t> {
    table: &'t TextTable,
    head: Head,
    columns: Vec<Column>,
    rows: Vec<RowWords>,
    /// The column that numbers the rows.
    numbers: Option<usize>,
    caption: Option<String>,
    unit: Option<String>,
    period: Option<PeriodRange>,
    /// Id of the table that it goes on.
    continues: Option<String>,
}

impl<'t> Reading<'t> {
    /// Reads head and words of a table; `before` is the one that it may go on.
    pub(crate) fn of(
        table: &'t TextTable,
        above: Above,
        before: Option<&Table>,
        lookups: Lookups<'_>,
        header: &Header,
    ) -> Self {
        let lists = lookups.lists;
        let by_row = table.by_row();
        let mut head = heading::read(table, &by_row, lists);
        let before = before.filter(|before| goes_on(&mut head.names, &before.columns));
        let known = |of: fn(&Table) -> &Option<String>| before.and_then(|table| of(table).clone());
        let caption = above.caption.or(head.title.take());
        let columns = head
            .names
            .iter()
            .map(|name| Column::of(name, lookups, header));
        let columns: Vec<Column> = columns.collect();
        let numbers = numbering(&head, &by_row);
        let units = unit_column(&head, &by_row, lists);
        let words = |row: &Vec<&TextCell>| RowWords::of(row, numbers, units, lists);
        let named = caption.as_deref();
        let named = named.and_then(|caption| period::of_words(caption, lookups, header));
        Reading {
            table,
            rows: by_row.iter().map(words).collect(),
            columns,
            numbers,
            unit: (above.unit.or(head.unit.take())).or(known(|table| &table.unit)),
            period: named.or_else(|| before?.period.clone()),
            continues: before.map(|before| before.id.clone()),
            caption,
            head,
        }
    }

    /// Adds the figures and digits of the table; its record, and what of it is checked.
    pub(crate) fn read(self, account: &mut Account) -> (Table, Sheet) {
        let mut sheet = self.sheet();
        let mut rows: Vec<Vec<TableCell>> = vec![Vec::new(); self.table.rows];
        for cell in &self.table.cells {
            let index = self.cell(cell, account);
            let row = cell.rows.start;
            let body = row.checked_sub(self.head.rows);
            if let Some(row) = body.and_then(|row| sheet.rows.get_mut(row)) {
                row.figures[cell.columns.start] = index;
            }
            rows[row].push(self.record(cell, index.map(StatisticId::of_index)));
        }
        let record = Table {
            id: format!("t{}", account.extraction.tables.len() + 1),
            caption: self.caption,
            unit: self.unit,
            period: self.period,
            continues: self.continues,
            columns: self.head.names,
            rows,
            span: self.table.span(),
        };
        (record, sheet)
    }

    /// The table with its labels, its figures not yet known.
    fn sheet(&self) -> Sheet {
        let mut numbering = vec![String::new(); self.table.columns];
        let cells = self.table.cells.iter();
        for cell in cells.filter(|cell| Some(cell.rows.start) == self.head.numbering) {
            numbering[cell.columns.start].clone_from(&cell.text);
        }
        let body = self.rows.iter().skip(self.head.rows);
        let rows = body.map(|words| Row {
            number: words.number.clone(),
            label: words.label.clone(),
            figures: vec![None; self.table.columns],
        });
        Sheet {
            headings: self.head.names.iter().map(|name| fold(name)).collect(),
            numbering,
            rows: rows.collect(),
            continues: self.continues.is_some(),
        }
    }

    fn record(&self, cell: &TextCell, statistic: Option<StatisticId>) -> TableCell {
        let header = cell.rows.start < self.head.rows;
        let named = |text: &String| (!header && !text.is_empty()).then(|| text.clone());
        TableCell {
            text: cell.text.clone(),
            header,
            column: cell.columns.start as u32,
            row_span: cell.rows.len() as u32,
            column_span: cell.columns.len() as u32,
            row_label: named(&self.rows[cell.rows.start].label),
            column_label: named(&self.head.names[cell.columns.start]),
            statistic,
            span: cell.span(),
        }
    }

    /// Adds what a cell holds; the index of its statistic where it is a figure.
    fn cell(&self, cell: &TextCell, account: &mut Account) -> Option<usize> {
        if self.is_label(cell) {
            account.claim(cell, NumberClass::Label, None);
            return None;
        }
        let column = &self.columns[cell.columns.start];
        let figure = self.figure(cell, &account.extraction.header);
        let Some(mut statistic) = figure.filter(|_| !column.codes) else {
            account.read(cell);
            return None;
        };
        let index = account.extraction.statistics.len();
        statistic.id = StatisticId::of_index(index);
        let target = statistic.id.to_string();
        account.claim(cell, NumberClass::Statistic, Some(&target));
        account.extraction.statistics.push(statistic);
        Some(index)
    }

    /// Whether a cell numbers its row or its column.
    fn is_label(&self, cell: &TextCell) -> bool {
        cell.rows.start < self.head.rows || self.numbers == Some(cell.columns.start)
    }

    fn figure(&self, cell: &TextCell, header: &Header) -> Option<Statistic> {
        let column = &self.columns[cell.columns.start];
        let figure = figure(&cell.text)?;
        let words = &self.rows[cell.rows.start];
        let units = [
            &column.unit,
            &words.unit,
            &column.counts,
            &words.counts,
            &self.unit,
        ];
        let unit = match figure.percent {
            true => Some("%".to_owned()),
            false => units.into_iter().flatten().next().cloned(),
        };
        let label = Some(&words.label).filter(|label| !label.is_empty());
        let period = column.period.as_ref().or(self.period.as_ref());
        Some(Statistic {
            kind: match unit.as_deref() {
                Some("%") => StatisticKind::Percent,
                Some(unit) if is_money(unit) => StatisticKind::Money,
                _ => StatisticKind::Count,
            },
            value: Some(figure.value),
            value_text: Some(figure.printed),
            unit,
            subject: label.cloned(),
            qualifier: (!column.name.is_empty()).then(|| column.name.clone()),
            period: period.or(header.report_period.as_ref()).cloned(),
            unit_inferred: !figure.percent,
            text: cell.text.clone(),
            span: cell.span(),
            provenance: CELL,
            ..Statistic::blank()
        })
    }
}

impl Column {
    fn of(heading: &str, lookups: Lookups<'_>, header: &Header) -> Column {
        let lists = lookups.lists;
        let (name, unit) = measure::split(heading, lists);
        Column {
            counts: measure::counted(&name, lists).filter(|_| unit.is_none()),
            period: period::of_words(&name, lookups, header),
            codes: lists.words.after(&name, 0, Role::CodeHeading).is_some(),
            name,
            unit,
        }
    }
}

impl RowWords {
    fn of(
        row: &[&TextCell],
        numbers: Option<usize>,
        units: Option<usize>,
        lists: &Lists,
    ) -> RowWords {
        let apart = |cell: &&&TextCell| Some(cell.columns.start) != numbers;
        let figures = row
            .iter()
            .filter(apart)
            .filter(|cell| is_figure(&cell.text));
        let last = figures
            .map(|cell| cell.columns.start)
            .max()
            .unwrap_or(usize::MAX);
        let names = |cell: &&&TextCell| {
            let column = cell.columns.start;
            let worded = cell.text.contains(char::is_alphabetic);
            worded && Some(column) != units && column < last
        };
        let labels: Vec<&&TextCell> = row.iter().filter(apart).filter(names).collect();
        // A cell that names several rows stands before the words of each.
        let label = match labels[..] {
            [group, own, ..] if group.rows.len() > 1 => format!("{} {}", group.text, own.text),
            [own, ..] => own.text.clone(),
            [] => String::new(),
        };
        let cell =
            |column: Option<usize>| row.iter().find(|cell| Some(cell.columns.start) == column);
        let named = cell(units).map(|cell| cell.text.to_lowercase());
        RowWords {
            number: cell(numbers).map_or(String::new(), |cell| cell.text.clone()),
            unit: (named.filter(|unit| !unit.is_empty()))
                .or_else(|| measure::split(&label, lists).1),
            counts: measure::counted(&label, lists),
            label,
        }
    }
}

/// Whether a unit is one of money.
fn is_money(unit: &str) -> bool {
    let amount = unit.split('/').next().unwrap_or(unit).trim_end();
    amount.ends_with("đồng") || amount.ends_with('đ')
}

/// The column that numbers the rows, by its heading, or as the first one where it holds marks before words.
fn numbering(head: &Head, by_row: &[Vec<&TextCell>]) -> Option<usize> {
    let named = |name: &String| heads_numbers(name);
    let first = || {
        let cells = || {
            by_row
                .iter()
                .skip(head.rows)
                .flatten()
                .filter(|cell| !cell.text.is_empty())
        };
        let of_column = |column: usize| {
            let own = cells().filter(|cell| cell.columns == (column..column + 1));
            own.map(|cell| cell.text.as_str()).collect::<Vec<&str>>()
        };
        let (first, second) = (of_column(0), of_column(1));
        let marks = first.iter().filter(|text| is_mark(text)).count();
        let words = second
            .iter()
            .filter(|text| text.contains(char::is_alphabetic));
        // Years head rows as well, but no words follow them.
        let marked = first.len() > 1 && 10 * marks >= 8 * first.len();
        (marked && 10 * words.count() >= 8 * second.len().max(1)).then_some(0)
    };
    head.names.iter().position(named).or_else(first)
}

/// The column that names the unit of each row.
fn unit_column(head: &Head, by_row: &[Vec<&TextCell>], lists: &Lists) -> Option<usize> {
    let of_units = |&column: &usize| {
        let Some(sure) = measure::heads_units(&head.names[column]) else {
            return false;
        };
        let cells = || {
            let body = by_row.iter().skip(head.rows).flatten();
            body.filter(|cell| cell.columns.start == column && !cell.text.is_empty())
        };
        let units = cells().filter(|cell| measure::unit(&cell.text, lists).is_some());
        // *Đơn vị* heads units as well as offices.
        sure || 2 * units.count() >= cells().count()
    };
    (0..head.names.len()).find(of_units)
}

/// Whether a table goes on one with these columns: it has no headings, or most are the same, and those that are not
/// were misread. Those that were not read it takes from there.
fn goes_on(names: &mut [String], before: &[String]) -> bool {
    if names.len() != before.len() {
        return false;
    }
    let read = || names.iter().zip(before).filter(|(own, _)| !own.is_empty());
    let same = read()
        .filter(|(own, known)| near(&fold(own), &fold(known)))
        .count();
    let read = read().count();
    let goes_on = read == 0 || 4 * same >= 3 * read && 2 * same >= names.len();
    for (own, known) in names.iter_mut().zip(before).filter(|_| goes_on) {
        if own.is_empty() {
            own.clone_from(known);
        }
    }
    goes_on
}
