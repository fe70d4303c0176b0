//! Tables whose cells two blanks or a tab part: the heading is a line, and the order of the cells of a row tells
//! their columns.

use super::columns::align;
use super::formulas::{Formula, formulas, numbers_column};
use super::lines::{Field, TextLine};
use crate::document::{TextCell, TextTable};
use crate::rules::lists::Lists;
use std::ops::Range;

/// Lines between the headings and the first row: the names of groups.
const GROUPS: usize = 2;
/// Rows that a table of few columns has at least.
const ROWS: usize = 3;

/// The headings of the last table, and what its columns are computed from: a page later only those may be repeated.
#[derive(Debug, Default)]
pub(crate) struct Known {
    headings: Vec<String>,
    formulas: Vec<Formula>,
}

/// The table of a run of rows, whose heading stands behind line `free`.
pub(crate) fn table(
    lines: &[TextLine],
    free: usize,
    run: Range<usize>,
    known: &mut Known,
    lists: &Lists,
) -> Option<TextTable> {
    let head = head(lines, free, run.start)?;
    let headings: Vec<&str> = lines[head].fields.iter().map(|field| field.text).collect();
    let body = || {
        lines[head + 1..run.end]
            .iter()
            .filter(|line| !line.is_blank())
    };
    let longer = body()
        .filter(|line| line.fields.len() > headings.len())
        .count();
    let full = |line: &&TextLine| line.is_row() && 2 * line.fields.len() > headings.len();
    let least = match headings.len() {
        0..=2 => ROWS,
        _ if lines[head].heads_numbers() => 1,
        _ => 2,
    };
    if longer * 5 > body().count() || body().filter(full).count() < least {
        return None;
    }
    let rows: Vec<&TextLine> = body().collect();
    known.learn(&headings, rows[0]);
    let mut cells: Vec<Vec<&str>> = Vec::new();
    for row in &rows {
        cells.push(row.fields.iter().map(|field| field.text).collect());
    }
    let columns: Vec<Vec<usize>> = match lines[head].tabs {
        true => rows
            .iter()
            .map(|row| (0..row.fields.len()).collect())
            .collect(),
        false => align(&cells, &headings, &known.formulas, lists),
    };
    let order = (0..headings.len()).collect();
    let laid = std::iter::once((&lines[head], order)).chain(rows.into_iter().zip(columns));
    let mut made = Vec::new();
    for (row, (line, columns)) in laid.enumerate() {
        made.extend(row_cells(row, line, &columns, headings.len()));
    }
    Some(TextTable {
        rows: cells.len() + 1,
        columns: headings.len(),
        cells: made,
    })
}

/// The line with the headings over a row.
fn head(lines: &[TextLine], free: usize, first: usize) -> Option<usize> {
    let above = (free..first).rev().take(GROUPS + 1);
    let mut near = above.take_while(|&index| !lines[index].is_blank());
    near.find(|&index| lines[index].fields.len() > 1)
        .filter(|&index| lines[index].heads())
}

impl Known {
    /// Notes the headings of a table and the row that numbers its columns, if it has one.
    fn learn(&mut self, headings: &[&str], first: &TextLine) {
        let numbers = first.fields.len() == headings.len()
            && first.fields.iter().all(|field| numbers_column(field.text));
        if numbers || self.headings != headings {
            let texts = first.fields.iter().map(|field| field.text.to_owned());
            let numbering: Vec<String> = texts.filter(|_| numbers).collect();
            self.formulas = formulas(&numbering);
            self.headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        }
    }
}

/// The cells of a row, those without words too.
fn row_cells(row: usize, line: &TextLine, columns: &[usize], count: usize) -> Vec<TextCell> {
    let cell = |column: usize| {
        let own = line
            .fields
            .iter()
            .zip(columns)
            .filter(|(_, at)| **at == column);
        let own: Vec<&Field> = own.map(|(field, _)| field).collect();
        let texts: Vec<&str> = own.iter().map(|field| field.text).collect();
        let nothing = Field {
            text: "",
            start: 0,
            end: 0,
        };
        let places = match own[..] {
            [] => vec![line.place(&nothing)],
            _ => own.iter().map(|field| line.place(field)).collect(),
        };
        TextCell {
            rows: row..row + 1,
            columns: column..column + 1,
            text: texts.join(" "),
            places,
        }
    };
    (0..count).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn cells_go_to_their_columns_by_order() {
        let text = "Kết quả:\nTT  Chỉ tiêu  Kế hoạch  Đạt\n1  Thu phí  5  6\nNhóm khác\n2  Thu thuế  7\nHết.";
        let wanted = [
            "0,0 TT",
            "0,1 Chỉ tiêu",
            "0,2 Kế hoạch",
            "0,3 Đạt",
            "1,0 1",
            "1,1 Thu phí",
            "1,2 5",
            "1,3 6",
            "2,1 Nhóm khác",
            "3,0 2",
            "3,1 Thu thuế",
            "3,2 7",
        ];
        assert_eq!(found(text), [wanted]);
    }

    #[test]
    fn tabs_keep_empty_cells() {
        let text = "STT\tMã\tTên\tSố\nLĩnh vực chung\n1.\t\tCấp giấy\t5";
        let wanted = [
            "0,0 STT",
            "0,1 Mã",
            "0,2 Tên",
            "0,3 Số",
            "1,0 Lĩnh vực chung",
            "2,0 1.",
            "2,2 Cấp giấy",
            "2,3 5",
        ];
        assert_eq!(found(text), [wanted]);
    }
}
