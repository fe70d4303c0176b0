//! Cells that touch: a number of a row that one blank parts from its words, and a figure that one blank parts from the
//! cell before, where the other rows have a column of them.

use super::lines::{Field, TextLine};
use super::numbers::{is_dash, is_figure, is_mark};

/// Rows that show a column, at least.
const ROWS: u16 = 2;

/// How many rows have print, and how many a figure, at each character; how many begin with a number alone.
#[derive(Debug, Default)]
struct Columns {
    print: Vec<u16>,
    figures: Vec<u16>,
    numbers: u16,
}

/// Parts such cells of rows.
pub(crate) fn part(lines: &mut [TextLine]) {
    let columns = Columns::of(lines);
    for line in lines.iter_mut().filter(|line| line.is_row()) {
        let mut fields = Vec::with_capacity(line.fields.len() + 1);
        for (index, field) in line.fields.iter().enumerate() {
            let number = field
                .text
                .find(' ')
                .filter(|&byte| index == 0 && columns.is_number(field, byte));
            let mut rest = *field;
            if let Some(byte) = number {
                let (number, words) = cut(*field, byte);
                fields.push(number);
                rest = words;
            }
            match rest.text.rfind(' ').map(|byte| cut(rest, byte)) {
                Some((words, figure)) if columns.holds(&figure) => fields.extend([words, figure]),
                _ => fields.push(rest),
            }
        }
        line.fields = fields;
    }
}

impl Columns {
    fn of(lines: &[TextLine]) -> Columns {
        let mut columns = Columns::default();
        for line in lines.iter().filter(|line| line.is_row()) {
            let width = line.fields.last().map_or(0, |field| field.end as usize);
            columns.print.resize(columns.print.len().max(width), 0);
            columns.figures.resize(columns.print.len(), 0);
            columns.numbers += u16::from(is_mark(line.fields[0].text));
            for (index, field) in line.fields.iter().enumerate() {
                let figure = index > 0 && is_figure(field.text);
                for (at, c) in (field.start as usize..).zip(field.text.chars()) {
                    columns.print[at] += u16::from(!c.is_whitespace());
                    columns.figures[at] += u16::from(figure);
                }
            }
        }
        columns
    }

    /// Whether the words before a blank of a field number its row, as those of other rows do.
    fn is_number(&self, field: &Field, blank: usize) -> bool {
        let number = &field.text[..blank];
        let at = field.start as usize + number.chars().count();
        let numbers = is_mark(number) && number.starts_with(|c: char| c.is_ascii_digit());
        numbers && self.numbers >= ROWS && self.print.get(at) == Some(&0)
    }

    /// Whether a field is a figure under or over others.
    fn holds(&self, field: &Field) -> bool {
        let mut others = self.figures.iter().skip(field.start as usize);
        let figure = is_figure(field.text) || is_dash(field.text);
        figure
            && others
                .by_ref()
                .take(field.text.len())
                .any(|&count| count >= ROWS)
    }
}

/// The parts of a field before and behind a blank.
fn cut(field: Field<'_>, blank: usize) -> (Field<'_>, Field<'_>) {
    let (before, behind) = (&field.text[..blank], &field.text[blank + 1..]);
    let end = field.start + before.chars().count() as u32;
    let first = Field {
        text: before,
        end,
        ..field
    };
    let second = Field {
        text: behind,
        start: end + 1,
        ..field
    };
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn cells_that_touch_are_parted_where_others_have_gaps() {
        let text = "TT   Chỉ tiêu               Kế hoạch    Đạt\n\
                    8    Đàn trâu, bò           35.032,3    439\n\
                    9    Huyện Krông Nô                -    216\n\
                    10 Chi đầu tư phát triển    50.871,1\n\
                    11 Văn bản được rà soát xong 5.143,0      5";
        let tables = found(text);
        assert_eq!(tables[0].len(), 19);
        assert_eq!(
            tables[0][12..15],
            ["3,0 10", "3,1 Chi đầu tư phát triển", "3,2 50.871,1"]
        );
        assert_eq!(
            tables[0][15..],
            [
                "4,0 11",
                "4,1 Văn bản được rà soát xong",
                "4,2 5.143,0",
                "4,3 5"
            ]
        );
    }
}
