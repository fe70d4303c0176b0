//! Rows whose cells single blanks part: lines that end with as many figures each, under a line of as many headings.
//! Headings begin with capitals, which tells where one ends.

use super::formulas::numbers_column;
use super::lines::{Field, TextLine};
use super::numbers::{is_dash, is_figure, is_mark};

/// Rows that show a table, and figures that each of them ends with, at least.
const ROWS: usize = 3;
const FIGURES: usize = 2;
/// Words of a heading, at most.
const WORDS: usize = 8;

/// Parts the lines of such tables into their cells.
pub(crate) fn part(lines: &mut [TextLine]) {
    let figures: Vec<usize> = lines.iter().map(figures_at_end).collect();
    let mut at = 0;
    while at < lines.len() {
        let count = figures[at];
        let rows = figures[at..]
            .iter()
            .take_while(|&&figures| figures == count)
            .count();
        if count >= FIGURES && rows >= ROWS {
            part_rows(lines, at..at + rows, count);
        }
        at += rows;
    }
}

/// How many figures a line of words and figures ends with.
fn figures_at_end(line: &TextLine) -> usize {
    let [field] = line.fields[..] else {
        return 0;
    };
    if !field
        .text
        .ends_with(|c: char| c.is_ascii_digit() || matches!(c, '%' | '-'))
    {
        return 0;
    }
    let words = field.text.split(' ').rev();
    let figures = words
        .clone()
        .take_while(|word| is_figure(word) || is_dash(word))
        .count();
    let label = words
        .skip(figures)
        .any(|word| word.contains(char::is_alphabetic));
    if label { figures } else { 0 }
}

/// Parts rows that end with `count` figures each, and the heading above them, if it names as many columns.
fn part_rows(lines: &mut [TextLine], rows: std::ops::Range<usize>, count: usize) {
    let number = |line: &TextLine| {
        let mut words = line.fields[0].text.split(' ');
        words.next().is_some_and(is_mark)
            && words
                .next()
                .is_some_and(|word| word.contains(char::is_alphabetic))
    };
    let numbered = lines[rows.clone()].iter().all(number);
    let columns = count + 1 + usize::from(numbered);
    let Some(mut head) = rows.start.checked_sub(1) else {
        return;
    };
    let numbers: Vec<Field> = words(&lines[head]);
    let counts = numbers.len() == columns && numbers.iter().all(|field| numbers_column(field.text));
    if counts && head > 0 {
        lines[head].fields = numbers;
        head -= 1;
    }
    let headings = headings(&lines[head]);
    if headings.len() != columns {
        return;
    }
    lines[head].fields = headings;
    for line in &mut lines[rows] {
        let words = words(line);
        let (first, last) = (usize::from(numbered), words.len() - count);
        let label = joined(line, &words[first..last]);
        let fields = words[..first].iter().copied().chain(label);
        line.fields = fields.chain(words[last..].iter().copied()).collect();
    }
}

/// The words of a line that is one field.
fn words<'t>(line: &TextLine<'t>) -> Vec<Field<'t>> {
    let [field] = line.fields[..] else {
        return Vec::new();
    };
    let mut start = field.start;
    let word = |text: &'t str| {
        let end = start + text.chars().count() as u32;
        let word = Field { text, start, end };
        start = end + 1;
        word
    };
    field.text.split(' ').map(word).collect()
}

/// Words that follow each other, as one field.
fn joined<'t>(line: &TextLine<'t>, words: &[Field<'t>]) -> Option<Field<'t>> {
    let (first, last) = (words.first()?, words.last()?);
    let whole = line.fields[0];
    let byte = |at: u32| {
        let mut characters = whole.text.char_indices();
        let found = characters.nth((at - whole.start) as usize);
        found.map_or(whole.text.len(), |(byte, _)| byte)
    };
    Some(Field {
        text: &whole.text[byte(first.start)..byte(last.end)],
        start: first.start,
        end: last.end,
    })
}

/// The headings of a line that is no sentence: each begins with a capital outside parentheses, and is short.
fn headings<'t>(line: &TextLine<'t>) -> Vec<Field<'t>> {
    let words = words(line);
    let mut depth = 0;
    let mut starts = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if depth == 0 && word.text.starts_with(char::is_uppercase) {
            starts.push(index);
        }
        let signs = |sign: char| word.text.matches(sign).count() as i32;
        depth = (depth + signs('(') - signs(')')).max(0);
    }
    let sentence = line
        .fields
        .iter()
        .any(|field| field.text.ends_with([':', '.', ';', ',']));
    if starts.first() != Some(&0) || sentence {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    let spans: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    if spans.iter().any(|(start, end)| end - start > WORDS) {
        return Vec::new();
    }
    let heading = |(start, end): (usize, usize)| joined(line, &words[start..end]);
    spans.into_iter().filter_map(heading).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn lines_that_end_with_figures_are_rows_under_as_many_headings() {
        let text = "TT Chỉ tiêu Số lượng Tỷ lệ (%)\n1 2 3 4\n1 Văn bản đến 8.568 24,2\n2 Hồ sơ 12 -\n3 Thư 5 1,5";
        let tables = found(text);
        assert_eq!(
            tables[0][..4],
            ["0,0 TT", "0,1 Chỉ tiêu", "0,2 Số lượng", "0,3 Tỷ lệ (%)"]
        );
        assert_eq!(
            tables[0][8..12],
            ["2,0 1", "2,1 Văn bản đến", "2,2 8.568", "2,3 24,2"]
        );
        let said = "Mời đọc mẫu bài nhân ngày Quốc tế Thiếu nhi 1 6 sau:\nMẫu ngày 1 6\nMẫu Ngày 1 6\nMẫu 1 6";
        assert!(found(said).is_empty());
        let prose = "Kết quả Năm 2019\nthu được 5 6\nvà chi hết 7 8\ncòn lại 9 10";
        assert!(found(prose).is_empty());
    }
}
