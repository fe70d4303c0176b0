//! A table of a document as a workbook: merged cells stay merged, figures are numbers.

use crate::document::{Extraction, Statistic, StatisticId, Table, TableCell};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::HashMap;

/// The workbook of a table, with its parts on the pages that follow; `None` where there is no such table.
pub(crate) fn workbook(found: &Extraction, id: &str) -> Result<Option<Vec<u8>>, XlsxError> {
    let Some(first) = found.tables.iter().find(|table| table.id == id) else {
        return Ok(None);
    };
    let figures = found.statistics.iter().map(|figure| (figure.id, figure));
    let figures: HashMap<StatisticId, &Statistic> = figures.collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(id)?;
    let mut next = 0;
    let bold = Format::new().set_bold();
    for above in [&first.caption, &first.unit].into_iter().flatten() {
        sheet.write_with_format(next, 0, above, &bold)?;
        next += 1;
    }
    for (at, part) in parts(found, first).into_iter().enumerate() {
        for row in &part.rows {
            // The head stands once.
            if at > 0 && row.iter().all(|cell| cell.header) {
                continue;
            }
            for cell in row {
                write(sheet, next, cell, &figures)?;
            }
            next += 1;
        }
    }
    sheet.autofit();
    Ok(Some(book.save_to_buffer()?))
}

/// A table and those that go on it, in their order.
fn parts<'e>(found: &'e Extraction, first: &'e Table) -> Vec<&'e Table> {
    let mut parts = vec![first];
    for table in &found.tables {
        let last = parts.last().map(|last| last.id.as_str());
        if table.continues.is_some() && table.continues.as_deref() == last {
            parts.push(table);
        }
    }
    parts
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    cell: &TableCell,
    figures: &HashMap<StatisticId, &Statistic>,
) -> Result<(), XlsxError> {
    let column = cell.column as u16;
    let mut format = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    if cell.header {
        format = format.set_bold();
    }
    let figure = cell.statistic.and_then(|id| figures.get(&id));
    // A cell of several figures or with words stays as it is printed.
    let alone = figure.filter(|figure| figure.value_text.as_deref() == Some(cell.text.trim()));
    let value = alone.and_then(|figure| figure.value);
    if value.is_some() {
        format = format.set_num_format(number_format(&cell.text));
    }
    let (rows, columns) = (cell.row_span.max(1), cell.column_span.max(1) as u16);
    if rows > 1 || columns > 1 {
        let (last_row, last_column) = (row + rows - 1, column + columns - 1);
        sheet.merge_range(row, column, last_row, last_column, &cell.text, &format)?;
    }
    match value {
        Some(value) => sheet.write_with_format(row, column, value, &format)?,
        None => sheet.write_with_format(row, column, &cell.text, &format)?,
    };
    Ok(())
}

/// As many decimals as are printed behind the comma.
fn number_format(printed: &str) -> String {
    let decimals = printed
        .rsplit_once(',')
        .map_or(0, |(_, behind)| behind.len());
    match decimals {
        0 => "#,##0".to_owned(),
        decimals => format!("#,##0.{}", "0".repeat(decimals)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_and_what_goes_on_it_are_a_sheet() {
        let cell = |text: &str, column: u32, header: bool| TableCell {
            text: text.to_owned(),
            column,
            header,
            row_span: 1,
            column_span: 1,
            ..TableCell::default()
        };
        let table = |id: &str, continues: Option<&str>, text: &str| Table {
            id: id.to_owned(),
            continues: continues.map(str::to_owned),
            rows: vec![
                vec![cell("Xã", 0, true), cell("Hộ", 1, true)],
                vec![cell(text, 0, false), cell("1.200", 1, false)],
            ],
            ..blank()
        };
        let found = Extraction {
            tables: vec![
                table("t1", None, "Tân Lập"),
                table("t2", Some("t1"), "Tân Hòa"),
                table("t3", None, "khác"),
            ],
            ..Extraction::default()
        };
        let all = parts(&found, &found.tables[0]);
        assert_eq!(
            all.iter()
                .map(|table| table.id.as_str())
                .collect::<Vec<_>>(),
            ["t1", "t2"]
        );
        let book = workbook(&found, "t1").expect("written").expect("a table");
        assert!(book.starts_with(b"PK"));
        assert!(workbook(&found, "t9").expect("nothing fails").is_none());
        assert_eq!(number_format("1.234,50"), "#,##0.00");
        assert_eq!(number_format("1.234"), "#,##0");
    }

    fn blank() -> Table {
        Table {
            id: String::new(),
            caption: None,
            unit: None,
            period: None,
            continues: None,
            columns: Vec::new(),
            rows: Vec::new(),
            span: crate::document::TextSpan::default(),
        }
    }
}
