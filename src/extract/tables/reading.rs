//! A table whose head is known → its record, its figures, and the account of its digits.

use super::above::Above;
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

/// What words say of the figures that they name.
#[derive(Debug, Default)]
struct Words {
    /// Those of a heading without its unit.
    name: String,
    /// The unit that parentheses or a column of units name.
    unit: Option<String>,
    /// What the words themselves count.
    counts: Option<String>,
}

/// What the heading of a column says of its figures.
#[derive(Debug)]
struct Column {
    words: Words,
    period: Option<PeriodRange>,
    /// Numbers in it are names.
    codes: bool,
}

/// A table whose head is known.
pub(crate) struct Reading<'t> {
    table: &'t TextTable,
    head: Head,
    columns: Vec<Column>,
    rows: Vec<Words>,
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
        let caption = above.caption.or(head.title.take());
        let columns = head
            .names
            .iter()
            .map(|name| Column::of(name, lookups, header));
        let columns = columns.collect();
        let body = Body {
            head: &head,
            rows: &by_row,
        };
        let (numbers, units) = (body.numbering(), body.units(lists));
        let rows = by_row.iter().map(|row| of_row(row, numbers, units, lists));
        let named = caption.as_deref();
        let named = named.and_then(|caption| period::of_words(caption, lookups, header));
        Reading {
            table,
            rows: rows.collect(),
            columns,
            numbers,
            unit: (above.unit.or(head.unit.take())).or_else(|| before?.unit.clone()),
            period: named.or_else(|| before?.period.clone()),
            continues: before.map(|before| before.id.clone()),
            caption,
            head,
        }
    }

    /// Adds the figures and digits of the table; its record.
    pub(crate) fn read(self, account: &mut Account) -> Table {
        let mut rows: Vec<Vec<TableCell>> = vec![Vec::new(); self.table.rows];
        for cell in &self.table.cells {
            let statistic = self.cell(cell, account);
            rows[cell.rows.start].push(self.record(cell, statistic));
        }
        Table {
            id: format!("t{}", account.extraction.tables.len() + 1),
            caption: self.caption,
            unit: self.unit,
            period: self.period,
            continues: self.continues,
            columns: self.head.names,
            rows,
            span: self.table.span(),
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
            row_label: named(&self.rows[cell.rows.start].name),
            column_label: named(&self.head.names[cell.columns.start]),
            statistic,
            span: cell.span(),
        }
    }

    /// Adds what a cell holds; the id of its statistic where it is a figure.
    fn cell(&self, cell: &TextCell, account: &mut Account) -> Option<StatisticId> {
        if self.is_label(cell) {
            account.claim(cell, NumberClass::Label, None);
            return None;
        }
        let figure = self.figure(cell, &account.extraction.header);
        let codes = self.columns[cell.columns.start].codes;
        let Some(mut statistic) = figure.filter(|_| !codes) else {
            account.read(cell);
            return None;
        };
        let id = StatisticId::of_index(account.extraction.statistics.len());
        statistic.id = id;
        account.claim(cell, NumberClass::Statistic, Some(&id.to_string()));
        account.extraction.statistics.push(statistic);
        Some(id)
    }

    /// Whether a cell numbers its row or its column.
    fn is_label(&self, cell: &TextCell) -> bool {
        cell.rows.start < self.head.rows || self.numbers == Some(cell.columns.start)
    }

    fn figure(&self, cell: &TextCell, header: &Header) -> Option<Statistic> {
        let figure = figure(&cell.text)?;
        let column = &self.columns[cell.columns.start];
        let (heading, row) = (&column.words, &self.rows[cell.rows.start]);
        let units = [
            &heading.unit,
            &row.unit,
            &heading.counts,
            &row.counts,
            &self.unit,
        ];
        let unit = match figure.percent {
            true => Some("%".to_owned()),
            false => units.into_iter().flatten().next().cloned(),
        };
        let named = |words: &String| Some(words.clone()).filter(|words| !words.is_empty());
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
            subject: named(&row.name),
            qualifier: named(&heading.name),
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
            period: period::of_words(&name, lookups, header),
            codes: lists.words.after(&name, 0, Role::CodeHeading).is_some(),
            words: Words {
                counts: measure::counted(&name, lists),
                name,
                unit,
            },
        }
    }
}

/// What the words of a row say, of which two columns hold its number and its unit.
fn of_row(row: &[&TextCell], numbers: Option<usize>, units: Option<usize>, lists: &Lists) -> Words {
    let own = row
        .iter()
        .filter(|cell| Some(cell.columns.start) != numbers);
    let figures = own.clone().filter(|cell| is_figure(&cell.text));
    let last = figures.map(|cell| cell.columns.start).max();
    let names = |cell: &&&TextCell| {
        let column = cell.columns.start;
        let worded = cell.text.contains(char::is_alphabetic);
        worded && Some(column) != units && last.is_none_or(|last| column < last)
    };
    let labels: Vec<&&TextCell> = own.filter(names).collect();
    // A cell that names several rows stands before the words of each.
    let name = match labels[..] {
        [group, own, ..] if group.rows.len() > 1 => format!("{} {}", group.text, own.text),
        [own, ..] => own.text.clone(),
        [] => String::new(),
    };
    let unit = row.iter().find(|cell| Some(cell.columns.start) == units);
    let unit = unit.map(|cell| cell.text.to_lowercase());
    let unit = unit.filter(|unit| !unit.is_empty());
    Words {
        unit: unit.or_else(|| measure::split(&name, lists).1),
        counts: measure::counted(&name, lists),
        name,
    }
}

/// Whether a unit is one of money.
fn is_money(unit: &str) -> bool {
    let amount = unit.split('/').next().unwrap_or(unit).trim_end();
    amount.ends_with("đồng") || amount.ends_with('đ')
}

/// The rows below the head of a table.
struct Body<'t> {
    head: &'t Head,
    rows: &'t [Vec<&'t TextCell>],
}

impl Body<'_> {
    /// The texts of a column alone.
    fn texts(&self, column: usize) -> Vec<&str> {
        let cells = self.rows.iter().skip(self.head.rows).flatten();
        let own =
            cells.filter(|cell| cell.columns == (column..column + 1) && !cell.text.is_empty());
        own.map(|cell| cell.text.as_str()).collect()
    }

    /// The column that numbers the rows, by its heading, or as the first one where it holds marks before words.
    fn numbering(&self) -> Option<usize> {
        let most = |texts: &[&str], is: fn(&str) -> bool| {
            let count = texts.iter().filter(|text| is(text)).count();
            count > 0 && 10 * count >= 8 * texts.len()
        };
        let first = || {
            let (first, second) = (self.texts(0), self.texts(1));
            // Years head rows as well, but no words follow them.
            let words = most(&second, |text| text.contains(char::is_alphabetic));
            (first.len() > 1 && most(&first, is_mark) && words).then_some(0)
        };
        let named = self.head.names.iter().position(|name| heads_numbers(name));
        named.or_else(first)
    }

    /// The column that names the unit of each row.
    fn units(&self, lists: &Lists) -> Option<usize> {
        let mut names = self.head.names.iter().enumerate();
        names.find_map(|(column, name)| {
            let sure = measure::heads_units(name)?;
            let texts = self.texts(column);
            let units = texts
                .iter()
                .filter(|text| measure::unit(text, lists).is_some());
            // *Đơn vị* heads units as well as offices.
            (sure || 2 * units.count() >= texts.len()).then_some(column)
        })
    }
}

/// Whether a table goes on one with these columns: it has no headings, or most are the same, and those that are not
/// were misread. Those that were not read it takes from there.
fn goes_on(names: &mut [String], before: &[String]) -> bool {
    let read = || names.iter().zip(before).filter(|(own, _)| !own.is_empty());
    let same = read()
        .filter(|(own, known)| near(&fold(own), &fold(known)))
        .count();
    let read = read().count();
    let alike = read == 0 || 4 * same >= 3 * read && 2 * same >= names.len();
    let goes_on = alike && names.len() == before.len();
    for (own, known) in names.iter_mut().zip(before).filter(|_| goes_on) {
        if own.is_empty() {
            own.clone_from(known);
        }
    }
    goes_on
}
