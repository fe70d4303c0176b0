//! Tables in texts without boxes: rows of figures whose cells tabs or runs of blanks part, under a heading. Where the
//! text is laid out as the page, cells stand under their headings; otherwise their order tells the column.
//! Prose must never become a table, so what is no table beyond doubt stays text.

pub(crate) mod around;
mod by_order;
mod by_place;
mod columns;
pub(crate) mod formulas;
mod gutters;
pub(crate) mod lines;
pub(crate) mod measure;
pub(crate) mod numbers;
mod single_blanks;

use crate::document::TextTable;
use crate::rules::lists::Lists;
use lines::TextLine;

/// Lines between two rows that may go on a label, or head a group of rows.
const BETWEEN: usize = 3;

/// Finds the tables of a text of which `lines` lines and `pages` pages stand before; pages count where there are any.
pub(crate) fn find(
    text: &str,
    lines_before: u32,
    pages_before: Option<u32>,
    lists: &Lists,
) -> Vec<TextTable> {
    let mut lines = lines::lines(text, lines_before, pages_before);
    single_blanks::part(&mut lines);
    let mut tables = Vec::new();
    let mut known = by_order::Known::default();
    let mut at = 0;
    let mut free = 0;
    while at < lines.len() {
        if !lines[at].is_row() {
            at += 1;
            continue;
        }
        let run = at..end_of_rows(&lines, at);
        let laid_out = is_laid_out(&lines[run.clone()]);
        if laid_out {
            gutters::part(&mut lines[run.clone()]);
        }
        let table = match laid_out {
            true => by_place::table(&lines, free, run.clone()),
            false => by_order::table(&lines, free, run.clone(), &mut known, lists),
        };
        if table.is_some() {
            free = run.end;
        }
        tables.extend(table);
        at = run.end;
    }
    tables
}

/// The line behind the last of the rows that follow each other from line `first` on.
fn end_of_rows(lines: &[TextLine], first: usize) -> usize {
    let mut end = first + 1;
    let (mut words, mut blanks) = (0, 0);
    for (index, line) in lines.iter().enumerate().skip(first + 1) {
        if line.is_row() {
            (words, blanks, end) = (0, 0, index + 1);
            continue;
        }
        blanks = if line.is_blank() { blanks + 1 } else { 0 };
        words += usize::from(!line.is_blank());
        // The same table may begin again with its headings.
        let begins = line.fields.len() > 2 && line.heads();
        if blanks > 1 || words > BETWEEN || begins || !line.is_blank() && !line.is_between() {
            break;
        }
    }
    end
}

/// Whether gaps between cells have all widths, as where a text is laid out as the page is.
fn is_laid_out(rows: &[TextLine]) -> bool {
    let of_cells = || rows.iter().filter(|line| line.fields.len() > 1);
    let wide = |line: &&TextLine| {
        line.fields
            .windows(2)
            .any(|pair| pair[1].start > pair[0].end + 2)
    };
    let tabs = of_cells().any(|line| line.tabs);
    !tabs && 3 * of_cells().filter(wide).count() > of_cells().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of the tables of a text: rows and columns of each, and its text.
    pub(super) fn found(text: &str) -> Vec<Vec<String>> {
        let shown = |table: &TextTable| {
            let cell = |cell: &crate::document::TextCell| {
                let to = |range: &std::ops::Range<usize>| match range.len() {
                    1 => range.start.to_string(),
                    _ => format!("{}-{}", range.start, range.end - 1),
                };
                format!("{},{} {}", to(&cell.rows), to(&cell.columns), cell.text)
            };
            table
                .cells
                .iter()
                .filter(|cell| !cell.text.is_empty())
                .map(cell)
                .collect()
        };
        find(text, 0, None, &Lists::builtin())
            .iter()
            .map(shown)
            .collect()
    }

    #[test]
    fn prose_lists_and_signatures_are_no_tables() {
        for text in [
            "Trong năm  2019  đã thu  12 tỷ,  năm 2020\nđã  thu  15  tỷ đồng,  đạt  35  %  kế hoạch.\nNăm  2021  thu 20",
            "UBND TỈNH TRÀ VINH      CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nSố: 220/BC          Trà Vinh, ngày 14 tháng 02",
            "Nơi nhận:                  KT. GIÁM ĐỐC\n- Như trên;               PHÓ GIÁM ĐỐC\n- Lưu: VT, 02.            Lê Văn An",
            "I. MỞ ĐẦU          3\nII. KẾT QUẢ        5\nIII. KẾT LUẬN     12",
            "- Tổng số:     12\n- Nữ:           5\n- Trẻ em:       3",
            "Điện thoại:  0123\nFax:  0456",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn pages_count_from_the_text_before() {
        let text = "TT  Tên  Số\n1  An  5\n2  Bình  6\n\u{c}TT  Tên  Số\n3  Cúc  7\n4  Dung  8";
        let tables = find(text, 10, Some(1), &Lists::builtin());
        let place = |table: &TextTable| table.lines().zip(table.cells[0].places[0].page);
        let places: Vec<_> = tables.iter().map(place).collect();
        assert_eq!(places, [Some(((11, 13), 2)), Some(((14, 16), 3))]);
    }
}
