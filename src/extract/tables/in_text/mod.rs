//! Tables in texts without boxes: rows of figures whose cells tabs or runs of blanks part, under a heading. Where the
//! text is laid out as the page, cells stand under their headings; otherwise their order tells the column.
//! Prose must never become a table, so what is no table beyond doubt stays text.

mod by_order;
mod by_place;
mod gutters;
mod single_blanks;

use super::TextTable;
use super::number::{is_dash, is_figure, is_mark};
use crate::document::TextSpan;
use crate::rules::lists::Lists;
use crate::text::fold;

/// Lines between two rows that may go on a label, or head a group of rows.
const BETWEEN: usize = 3;
/// Longest line of words between two rows, in characters.
const LONGEST: u32 = 120;

/// A part of a line without tabs and runs of blanks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Field<'t> {
    text: &'t str,
    /// Characters of the line before it and up to its end.
    start: u32,
    end: u32,
}

/// A line of the text.
#[derive(Debug, Default)]
struct TextLine<'t> {
    /// From 1.
    number: u32,
    page: Option<u32>,
    fields: Vec<Field<'t>>,
    tabs: bool,
}

/// Finds the tables of a text of which `lines` lines and `pages` pages stand before; pages count where there are any.
pub(crate) fn find(
    text: &str,
    lines_before: u32,
    pages_before: Option<u32>,
    lists: &Lists,
) -> Vec<TextTable> {
    let mut lines = lines(text, lines_before, pages_before);
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

fn lines(text: &str, lines_before: u32, pages_before: Option<u32>) -> Vec<TextLine<'_>> {
    const PAGE_BREAK: char = '\u{c}';
    let mut page = pages_before.map(|before| before + 1);
    let mut found = Vec::new();
    for (number, line) in (lines_before + 1..).zip(text.split('\n')) {
        let body = line.trim_start_matches(PAGE_BREAK);
        let begins = number > 1 && body.len() < line.len();
        page = page.map(|page| page + u32::from(begins));
        found.push(TextLine {
            number,
            page,
            fields: fields(line),
            tabs: line.contains('\t'),
        });
        let ends = body.matches(PAGE_BREAK).count() as u32;
        page = page.map(|page| page + ends);
    }
    found
}

/// The fields of a line; between tabs they may be empty.
fn fields(line: &str) -> Vec<Field<'_>> {
    let body = line.trim_end();
    let mut found = Vec::new();
    let mut characters = 0;
    let parts: Vec<&str> = match body.contains('\t') {
        true => body.split_inclusive('\t').collect(),
        false => at_runs_of_blanks(body),
    };
    for part in parts {
        let text = part.trim();
        let indent = part.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let length = text.chars().count() as u32;
        if !text.is_empty() || part.ends_with('\t') {
            let start = characters + if text.is_empty() { 0 } else { indent };
            found.push(Field {
                text,
                start,
                end: start + length,
            });
        }
        characters += part.chars().count() as u32;
    }
    found
}

/// The parts of a line that each end with two blanks or more.
fn at_runs_of_blanks(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.trim_start().find("  ") {
        let at = rest.len() - rest.trim_start().len() + at;
        let end = at + rest[at..].len() - rest[at..].trim_start().len();
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts.push(rest);
    parts
}

impl TextLine<'_> {
    fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.text.is_empty())
    }

    /// Whether it is a row of figures: of its cells behind the first one half at least are some.
    fn has_figures(&self) -> bool {
        let used = || {
            self.fields
                .iter()
                .skip(1)
                .filter(|field| !field.text.is_empty())
        };
        let figures = used().filter(|field| is_figure(field.text)).count();
        let dashes = used().filter(|field| is_dash(field.text)).count();
        figures > 0 && 2 * (figures + dashes) >= used().count()
    }

    /// Whether it is a row of three cells at least that is numbered.
    fn is_numbered(&self) -> bool {
        self.fields.len() >= 3
            && is_mark(self.fields[0].text)
            && !matches!(self.fields[0].text, "-" | "+" | "*")
    }

    fn is_row(&self) -> bool {
        self.fields.len() >= 2 && (self.has_figures() || self.is_numbered())
    }

    /// Whether its parts may be headings: words, most of which begin with a capital.
    fn heads(&self) -> bool {
        let begins = |field: &&Field| {
            field
                .text
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(')
        };
        let capitals = self.fields.iter().filter(begins).count();
        let words = self
            .fields
            .iter()
            .all(|field| !is_figure(field.text) && !field.text.is_empty());
        self.fields.len() >= 2 && words && 3 * capitals >= 2 * self.fields.len()
    }

    /// Whether it numbers the rows below it: *TT*, *STT*, *Số TT*.
    fn heads_numbers(&self) -> bool {
        let first = self
            .fields
            .first()
            .map_or(String::new(), |field| fold(field.text));
        matches!(first.as_str(), "tt" | "stt" | "so tt" | "so thu tu")
    }

    /// Words that may stand between two rows.
    fn is_between(&self) -> bool {
        let length = self
            .fields
            .last()
            .map_or(0, |last| last.end - self.fields[0].start);
        let sentence =
            self.fields.len() == 1 && self.fields[0].text.ends_with('.') && length > LONGEST / 2;
        !self.is_blank() && length <= LONGEST && !sentence
    }

    fn place(&self, field: &Field) -> TextSpan {
        TextSpan {
            line: self.number,
            start: field.start,
            end_line: self.number,
            end: field.end,
            page: self.page,
            ..TextSpan::default()
        }
    }
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
            let cell = |cell: &super::super::TextCell| {
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
