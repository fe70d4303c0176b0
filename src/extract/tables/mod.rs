//! Tables → named columns, rows and figures: a figure's row names its subject, its column's heading what of the
//! subject, and row, column or title the unit and the period.

pub(crate) mod above;
pub(crate) mod checks;
pub(crate) mod columns;
pub(crate) mod heading;
pub(crate) mod in_text;
pub(crate) mod measure;
pub(crate) mod mentions;
pub(crate) mod number;
pub(crate) mod period;
pub(crate) mod reading;
pub(crate) mod text_table;

pub(crate) use text_table::Lines;
pub use text_table::{TextCell, TextTable};

use crate::document::{Extraction, NumberMention};
use crate::extract::time::Lookups;
use checks::Sheet;
use mentions::Account;
use reading::Reading;

/// Adds what the tables of a text hold, and the checks of their rows and columns.
pub(crate) fn add(
    tables: &[TextTable],
    lines: &Lines,
    lookups: Lookups<'_>,
    extraction: &mut Extraction,
) {
    let mut account = Account::of(extraction, lookups);
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut before: Option<&TextTable> = None;
    for table in tables {
        let above = above::of(table, before, lines, lookups.lists);
        let known = account.extraction.tables.last();
        let known = known.filter(|_| above.follows);
        let reading = Reading::of(table, above, known, lookups, &account.extraction.header);
        let (record, sheet) = reading.read(&mut account);
        sheet.append(&mut sheets);
        account.extraction.tables.push(record);
        before = Some(table);
    }
    for sheet in sheets {
        for mut check in sheet.checks(&mut extraction.statistics) {
            check.id = format!("c{}", extraction.checks.len() + 1);
            extraction.checks.push(check);
        }
    }
    let place = |mention: &NumberMention| (mention.span.line, mention.span.start);
    extraction.numbers.sort_by_key(place);
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::document::{NumberClass, TextSpan};

    /// A table of single cells, line by line of text from line 1 on.
    pub(crate) fn table(rows: &[&[&str]]) -> TextTable {
        let mut cells = Vec::new();
        for (row, texts) in rows.iter().enumerate() {
            let mut start = 0;
            for (column, text) in texts.iter().enumerate() {
                let end = start + text.chars().count() as u32;
                let line = row as u32 + 1;
                cells.push(TextCell {
                    rows: row..row + 1,
                    columns: column..column + 1,
                    text: (*text).to_owned(),
                    places: vec![TextSpan {
                        line,
                        start,
                        end_line: line,
                        end,
                        ..TextSpan::default()
                    }],
                });
                start = end + 1;
            }
        }
        TextTable {
            rows: rows.len(),
            columns: rows[0].len(),
            cells,
        }
    }

    #[test]
    fn figures_take_subject_and_unit_from_row_and_column() {
        let mut extraction = Extraction::default();
        let rows: [&[&str]; 4] = [
            &["TT", "Chỉ tiêu", "Số lượng", "Tỷ lệ (%)"],
            &["1", "2", "3", "4"],
            &["1", "Văn bản đến", "8.568", "24,2"],
            &["2", "Hồ sơ năm 2023", "12", ""],
        ];
        add(
            &[table(&rows)],
            &Lines::of("", 0),
            Lookups::builtin(),
            &mut extraction,
        );
        let figures: Vec<_> = extraction
            .statistics
            .iter()
            .map(|s| {
                let text = |of: &Option<String>| of.clone().unwrap_or_default();
                (s.value, text(&s.subject), text(&s.qualifier), text(&s.unit))
            })
            .collect();
        let figure = |value, subject: &str, qualifier: &str, unit: &str| {
            (
                Some(value),
                subject.to_owned(),
                qualifier.to_owned(),
                unit.to_owned(),
            )
        };
        let wanted = [
            figure(8568.0, "Văn bản đến", "Số lượng", ""),
            figure(24.2, "Văn bản đến", "Tỷ lệ", "%"),
            figure(12.0, "Hồ sơ năm 2023", "Số lượng", ""),
        ];
        assert_eq!(figures, wanted);
        assert_eq!(extraction.tables[0].columns[3], "Tỷ lệ (%)");
        let header: Vec<bool> = extraction.tables[0]
            .rows
            .iter()
            .map(|row| row[0].header)
            .collect();
        assert_eq!(header, [true, true, false, false]);
        let classes = |class| {
            extraction
                .numbers
                .iter()
                .filter(|n| n.class == class)
                .count()
        };
        assert_eq!(classes(NumberClass::Statistic), 3);
        assert_eq!(
            (
                classes(NumberClass::Label),
                classes(NumberClass::Identifier)
            ),
            (6, 1)
        );
    }

    /// The relations that hold or fail in tables one after the other.
    fn relations(tables: &[&[&[&str]]], text: &str) -> Vec<String> {
        let mut extraction = Extraction::default();
        let tables: Vec<TextTable> = tables.iter().map(|rows| table(rows)).collect();
        add(
            &tables,
            &Lines::of(text, 0),
            Lookups::builtin(),
            &mut extraction,
        );
        let told =
            |check: &crate::document::Check| format!("{} {:?}", check.expression, check.verdict);
        extraction.checks.iter().map(told).collect()
    }

    #[test]
    fn totals_are_checked_over_two_pages_and_numbers_of_rows_are_no_figures() {
        let first: &[&[&str]] = &[
            &["TT", "Đơn vị", "Nhận", "Trả"],
            &["1", "Xã Đông", "24", "20"],
            &["2", "Xã Tây", "18", "16"],
        ];
        let second: &[&[&str]] = &[
            &["", "Đơn vị", "Nhận", "Trả"],
            &["3", "Xã Nam", "10", "9"],
            &["", "Tổng cộng", "52", "46"],
        ];
        let found = relations(&[first, second], "");
        assert_eq!(found, ["24 + 18 + 10 = 52 Holds", "20 + 16 + 9 = 46 Fails"]);
        let mut extraction = Extraction::default();
        add(
            &[table(first), table(second)],
            &Lines::of("", 0),
            Lookups::builtin(),
            &mut extraction,
        );
        assert_eq!(extraction.statistics.len(), 8);
        assert_eq!(extraction.statistics[0].unit, None);
    }

    #[test]
    fn rows_are_made_up_of_those_below_them_and_columns_computed_as_numbered() {
        let rows: &[&[&str]] = &[
            &["STT", "Nội dung", "Dự toán", "Thực hiện", "So sánh (%)"],
            &["A", "B", "1", "2", "3=2/1"],
            &["I", "Chi thường xuyên", "100", "80", "80,0"],
            &["1", "Lương", "60", "50", "83,3"],
            &["2", "Khác", "40", "30", "75,0"],
            &["II", "Chi đầu tư", "50", "50", "100,0"],
        ];
        let found = relations(&[rows], "");
        let wanted = [
            "60 + 40 = 100 Holds",
            "50 + 30 = 80 Holds",
            "80/100 Holds",
            "50/60 Holds",
            "30/40 Holds",
            "50/50 Holds",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_line_above_a_table_names_its_unit_and_its_caption() {
        let rows: &[&[&str]] = &[&["Nội dung", "Dự toán"], &["Chi lương", "60"]];
        let mut below = table(rows);
        for cell in &mut below.cells {
            cell.places[0].line += 2;
            cell.places[0].end_line += 2;
        }
        let text =
            "Biểu số 2: Dự toán chi\nĐơn vị tính: triệu đồng\nNội dung Dự toán\nChi lương 60";
        let mut extraction = Extraction::default();
        add(
            &[below],
            &Lines::of(text, 0),
            Lookups::builtin(),
            &mut extraction,
        );
        assert_eq!(extraction.statistics[0].unit.as_deref(), Some("triệu đồng"));
        assert_eq!(
            extraction.tables[0].caption.as_deref(),
            Some("Biểu số 2: Dự toán chi")
        );
    }

    #[test]
    fn lines_of_tables_are_blank_for_other_rules() {
        let mut table = table(&[&["a", "1"]]);
        for cell in &mut table.cells {
            cell.places[0].line = 2;
        }
        assert_eq!(
            Lines::of("x\n\u{c}a 1\ny", 0).without(&[table]),
            "x\n\u{c}\ny"
        );
    }

    #[test]
    fn cells_have_the_words_of_row_and_column_and_figures_unit_and_period() {
        let rows: &[&[&str]] = &[
            &["TT", "Nội dung", "ĐVT", "Năm 2018", "Số hộ", "Mã số"],
            &["1", "Đất lúa (ha)", "", "-12,5", "7", "10.001"],
            &["2", "Vay vốn", "Triệu đồng", "300", "8", "10.002"],
        ];
        let text = "BIỂU TỔNG HỢP NĂM 2019\n(ĐVT: cái)";
        let mut found = table(rows);
        for cell in &mut found.cells {
            cell.places[0].line += 2;
            cell.places[0].end_line += 2;
        }
        let mut extraction = Extraction::default();
        add(
            &[found],
            &Lines::of(text, 0),
            Lookups::builtin(),
            &mut extraction,
        );
        let told = |s: &crate::document::Statistic| {
            let year = s.period.as_ref().and_then(|period| period.from.clone());
            format!(
                "{:?} {:?} {:?}",
                s.value,
                s.unit,
                year.map(|day| day[..4].to_owned())
            )
        };
        let told: Vec<String> = extraction.statistics.iter().map(told).collect();
        let wanted = [
            r#"Some(-12.5) Some("ha") Some("2018")"#,
            r#"Some(7.0) Some("ha") Some("2019")"#,
            r#"Some(300.0) Some("triệu đồng") Some("2018")"#,
            r#"Some(8.0) Some("triệu đồng") Some("2019")"#,
        ];
        assert_eq!(told, wanted);
        let cell = &extraction.tables[0].rows[2][3];
        assert_eq!(cell.row_label.as_deref(), Some("Vay vốn"));
        assert_eq!(cell.column_label.as_deref(), Some("Năm 2018"));
        assert_eq!(cell.statistic, Some(extraction.statistics[2].id));
        assert_eq!(extraction.tables[0].unit.as_deref(), Some("cái"));
    }

    #[test]
    fn words_of_cells_name_days_and_documents() {
        let rows: &[&[&str]] = &[
            &["TT", "Ngày tiếp", "Căn cứ"],
            &[
                "1",
                "25/06/2019",
                "Nghị định số 43/2010/NĐ-CP ngày 15/4/2010",
            ],
        ];
        let mut extraction = Extraction::default();
        add(
            &[table(rows)],
            &Lines::of("", 0),
            Lookups::builtin(),
            &mut extraction,
        );
        let days: Vec<_> = extraction
            .dates
            .iter()
            .map(|day| day.iso.as_deref())
            .collect();
        assert_eq!(days, [Some("2019-06-25"), Some("2010-04-15")]);
        assert_eq!(extraction.dates[0].span.start, 2);
        let number = extraction.references[0].number.as_deref();
        assert_eq!(number, Some("43/2010/NĐ-CP"));
    }
}
