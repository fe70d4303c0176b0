//! A table whose head is known → its record, its figures, and the account of its digits.

use super::above::Above;
use super::heading;
use super::mentions::Account;
use super::period;
use crate::document::{
    Header, NumberClass, PeriodRange, Provenance, Statistic, StatisticId, StatisticKind, Table,
    TableCell, TextCell, TextTable,
};
use crate::rules::lists::Lists;
use crate::rules::units::is_money;
use crate::rules::words::Role;
use crate::text::fold;
use crate::text::fuzzy::near;
use crate::text_tables::measure;
use crate::text_tables::numbers::{figure, heads_numbers, is_figure, is_mark};

/// The mark on figures of cells; not in the register, as its cases are tables, not sentences.
const CELL: Provenance = Provenance::of("figure.cell");

/// What words say of the figures that they name.
struct Words {
    /// Those of a heading without its unit.
    name: String,
    /// The unit that parentheses or a column of units name.
    unit: Option<String>,
    /// What the words themselves count.
    counts: Option<String>,
}

impl Words {
    fn new(name: String, unit: Option<String>, lists: &Lists) -> Self {
        let counts = measure::counted(&name, lists);
        Words { name, unit, counts }
    }
}

/// What the heading of a column says of its figures.
struct Column {
    words: Words,
    period: Option<PeriodRange>,
    /// Numbers in it are names.
    codes: bool,
}

/// A table whose head is known.
pub(crate) struct Reading<'t> {
    table: &'t TextTable,
    /// Rows of its head.
    head: usize,
    columns: Vec<Column>,
    rows: Vec<Words>,
    /// The column that numbers the rows.
    numbers: Option<usize>,
    /// What is known of it besides its rows.
    record: Table,
}

impl<'t> Reading<'t> {
    /// Reads head and words of a table.
    pub(crate) fn of(table: &'t TextTable, mut above: Above, account: &Account) -> Self {
        let (lists, header) = (account.lists, &account.extraction.header);
        let by_row = table.by_row();
        let (head, mut names) = heading::read(table, &by_row, &mut above, lists);
        let before = account.extraction.tables.last();
        let before = before.filter(|_| above.follows);
        let before = before.filter(|before| goes_on(&mut names, &before.columns));
        let body = &by_row[head.min(by_row.len())..];
        let (numbers, units) = (numbering(&names, body), units(&names, body, lists));
        let rows = by_row.iter().map(|row| of_row(row, numbers, units, lists));
        let column = |name: &String| Column::of(name, lists, header);
        let columns = names.iter().map(column).collect();
        let named = above.caption.as_deref();
        let named = named.and_then(|caption| period::of_words(caption, lists, header));
        Reading {
            table,
            head,
            rows: rows.collect(),
            columns,
            numbers,
            record: Table {
                caption: above.caption,
                unit: above.unit.or_else(|| before?.unit.clone()),
                period: named.or_else(|| before?.period.clone()),
                continues: before.map(|before| before.id.clone()),
                columns: names,
                span: table.span(),
                ..Table::default()
            },
        }
    }

    /// Adds the figures and digits of the table; its record.
    pub(crate) fn read(mut self, account: &mut Account) -> Table {
        let mut rows: Vec<Vec<TableCell>> = vec![Vec::new(); self.table.rows];
        for cell in &self.table.cells {
            let statistic = self.cell(cell, account);
            rows[cell.rows.start].push(self.record(cell, statistic));
        }
        self.record.id = format!("t{}", account.extraction.tables.len() + 1);
        self.record.rows = rows;
        self.record
    }

    fn record(&self, cell: &TextCell, statistic: Option<StatisticId>) -> TableCell {
        let header = cell.rows.start < self.head;
        let named = |text: &String| (!header && !text.is_empty()).then(|| text.clone());
        TableCell {
            text: cell.text.clone(),
            header,
            column: cell.columns.start as u32,
            row_span: cell.rows.len() as u32,
            column_span: cell.columns.len() as u32,
            row_label: named(&self.rows[cell.rows.start].name),
            column_label: named(&self.record.columns[cell.columns.start]),
            statistic,
            span: cell.span(),
        }
    }

    /// Adds what a cell holds; the id of its statistic where it is a figure.
    fn cell(&self, cell: &TextCell, account: &mut Account) -> Option<StatisticId> {
        let column = cell.columns.start;
        let names = cell.rows.start < self.head || self.numbers == Some(column);
        let figure = self.figure(cell, &account.extraction.header);
        let Some(statistic) = figure.filter(|_| !names && !self.columns[column].codes) else {
            account.read(cell, names.then_some((NumberClass::Label, None)));
            return None;
        };
        let id = StatisticId::of_index(account.extraction.statistics.len());
        account.read(cell, Some((NumberClass::Statistic, Some(&id.to_string()))));
        let statistics = &mut account.extraction.statistics;
        statistics.push(Statistic { id, ..statistic });
        Some(id)
    }

    fn figure(&self, cell: &TextCell, header: &Header) -> Option<Statistic> {
        let figure = figure(&cell.text)?;
        let column = &self.columns[cell.columns.start];
        let (heading, row) = (&column.words, &self.rows[cell.rows.start]);
        let units = [&heading.unit, &row.unit, &heading.counts, &row.counts];
        let mut units = units.into_iter().chain([&self.record.unit]).flatten();
        let unit = match figure.percent {
            true => Some("%".to_owned()),
            false => units.next().cloned(),
        };
        let named = |words: &String| Some(words.clone()).filter(|words| !words.is_empty());
        let period = column.period.as_ref().or(self.record.period.as_ref());
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
    fn of(heading: &str, lists: &Lists, header: &Header) -> Column {
        let (name, unit) = measure::split(heading, lists);
        Column {
            period: period::of_words(&name, lists, header),
            codes: lists.words.after(&name, 0, Role::CodeHeading).is_some(),
            words: Words::new(name, unit, lists),
        }
    }
}

/// What the words of a row say, of which two columns hold its number and its unit.
fn of_row(row: &[&TextCell], numbers: Option<usize>, units: Option<usize>, lists: &Lists) -> Words {
    let at = |cell: &&&TextCell, column| Some(cell.columns.start) == column;
    let own = row.iter().filter(|cell| !at(cell, numbers));
    let figures = own.clone().filter(|cell| is_figure(&cell.text));
    let last = figures.map(|cell| cell.columns.start).max();
    let names = |cell: &&&TextCell| {
        let before = last.is_none_or(|last| cell.columns.start < last);
        before && !at(cell, units) && cell.text.contains(char::is_alphabetic)
    };
    let labels: Vec<&&TextCell> = own.filter(names).collect();
    // A cell that names several rows stands before the words of each.
    let name = match labels[..] {
        [group, own, ..] if group.rows.len() > 1 => format!("{} {}", group.text, own.text),
        [own, ..] => own.text.clone(),
        [] => String::new(),
    };
    let unit = row.iter().find(|cell| at(cell, units));
    let unit = unit.filter(|cell| !cell.text.is_empty());
    let unit = unit.map(|cell| cell.text.to_lowercase());
    let unit = unit.or_else(|| measure::split(&name, lists).1);
    Words::new(name, unit, lists)
}

/// The texts of a column alone, below the head.
fn texts<'c>(body: &[Vec<&'c TextCell>], column: usize) -> Vec<&'c str> {
    let own = |cell: &&TextCell| cell.columns == (column..column + 1) && !cell.text.is_empty();
    let cells = body.iter().flatten().copied().filter(own);
    cells.map(|cell| cell.text.as_str()).collect()
}

/// The column that numbers the rows, by its heading, or as the first one where it holds marks before words.
fn numbering(names: &[String], body: &[Vec<&TextCell>]) -> Option<usize> {
    let most = |texts: &[&str], is: fn(&str) -> bool| {
        let count = texts.iter().filter(|text| is(text)).count();
        count > 0 && 10 * count >= 8 * texts.len()
    };
    let first = || {
        let (first, second) = (texts(body, 0), texts(body, 1));
        // Years head rows as well, but no words follow them.
        let words = most(&second, |text| text.contains(char::is_alphabetic));
        (first.len() > 1 && most(&first, is_mark) && words).then_some(0)
    };
    let named = names.iter().position(|name| heads_numbers(name));
    named.or_else(first)
}

/// The column that names the unit of each row.
fn units(names: &[String], body: &[Vec<&TextCell>], lists: &Lists) -> Option<usize> {
    names.iter().enumerate().find_map(|(column, name)| {
        let sure = measure::heads_units(name)?;
        let texts = texts(body, column).into_iter();
        let (units, others): (Vec<_>, Vec<_>) =
            texts.partition(|text| measure::unit(text, lists).is_some());
        // *Đơn vị* heads units as well as offices.
        (sure || units.len() >= others.len()).then_some(column)
    })
}

/// Whether a table goes on one with these columns: it has no headings, or most are the same, and those that are not
/// were misread. Those that were not read it takes from there.
fn goes_on(names: &mut [String], before: &[String]) -> bool {
    let pairs = names.iter().zip(before);
    let read: Vec<_> = pairs.filter(|(own, _)| !own.is_empty()).collect();
    let same = |(own, known): &&(&String, &String)| near(&fold(own), &fold(known));
    let same = read.iter().filter(same).count();
    let alike = read.is_empty() || 4 * same >= 3 * read.len() && 2 * same >= names.len();
    let goes_on = alike && names.len() == before.len();
    for (own, known) in names.iter_mut().zip(before) {
        if goes_on && own.is_empty() {
            own.clone_from(known);
        }
    }
    goes_on
}
