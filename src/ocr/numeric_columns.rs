//! Figures of one column of a table correct each other: they count the rows, or all have decimals.

use super::digits;
use super::figures::{CORRECTED, DOUBTFUL};
use super::tables::is_figure;
use crate::document::layout::{Word, words};

/// Confidence from which a figure is believed, whatever its column says.
const SURE: f32 = 0.8;
/// Headings of columns that count the rows.
const COUNT: [&str; 4] = ["TT", "STT", "Số TT", "Stt"];

/// Corrects the cells of a column, from the top.
pub(crate) fn correct_columns(cells: &mut [&mut Vec<Word>]) {
    count_rows(cells);
    let figures = cells
        .iter()
        .filter(|cell| matches!(&cell[..], [word] if is_figure(&word.text)));
    let below_heading = cells.iter().skip(1).filter(|cell| !cell.is_empty());
    if 2 * figures.count() >= below_heading.count() {
        correct_decimals(cells);
    }
}

/// The number in a cell of nothing else: `3`, `3.`.
fn number(cell: &[Word]) -> Option<usize> {
    let [word] = cell else { return None };
    word.text.trim_end_matches(['.', ')']).parse().ok()
}

/// Where most figures count the rows, those that do not and are not sure do so too. The rest of a table on the
/// next page goes on counting.
fn count_rows(cells: &mut [&mut Vec<Word>]) {
    let named = cells
        .first()
        .is_some_and(|cell| COUNT.contains(&words::text(cell).as_str()));
    let Some(before) = rows_before(cells).or(named.then_some(-1)) else {
        return;
    };
    for (row, cell) in (before + 1..)
        .zip(cells.iter_mut())
        .filter(|(row, _)| *row > 0)
    {
        let read = number(cell);
        let [word] = &mut cell[..] else { continue };
        let sure = read.is_some() && word.confidence >= SURE && !digits::is_doubtful(word);
        if !sure && word.text.chars().count() <= 2 && read != Some(row as usize) {
            word.replace(row.to_string());
            word.confidence = word.confidence.min(CORRECTED);
        }
    }
}

/// How many rows were counted before the first one, negative for headings, if most figures count rows.
fn rows_before(cells: &[&mut Vec<Word>]) -> Option<isize> {
    let numbers = (1..)
        .zip(cells)
        .filter_map(|(row, cell)| Some((row, number(cell)?)));
    let before = |(row, number): (isize, usize)| number as isize - row;
    let mut all: Vec<isize> = numbers.map(before).collect();
    all.sort_unstable();
    let most = all.chunk_by(|a, b| a == b).max_by_key(|same| same.len())?;
    let counted = cells.len() as isize + most[0].min(0);
    (most.len() >= 2 && 2 * most.len() as isize >= counted).then_some(most[0])
}

/// Puts commas before one or two last digits: points part groups of three, and strokes none.
fn correct_decimals(cells: &mut [&mut Vec<Word>]) {
    let commas = cells
        .iter()
        .flat_map(|cell| cell.iter())
        .filter(|word| is_decimal(&word.text, ','));
    let signs: &[char] = if commas.count() >= 2 {
        &['.', '/']
    } else {
        &['.']
    };
    for word in cells.iter_mut().flat_map(|cell| cell.iter_mut()) {
        let Some(&sign) = signs.iter().find(|&&sign| is_decimal(&word.text, sign)) else {
            continue;
        };
        word.replace(word.text.replace(sign, ","));
        word.confidence = word.confidence.min(DOUBTFUL);
    }
}

/// Digits, the sign, and one or two digits.
fn is_decimal(text: &str, sign: char) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let parts = text.split_once(sign);
    parts.is_some_and(|(whole, rest)| digits(whole) && digits(rest) && rest.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::words::BBox;

    fn corrected(column: &[(&str, f32)]) -> Vec<(String, f32)> {
        let word = |&(text, confidence): &(&str, f32)| {
            vec![Word::new(text.to_owned(), confidence, BBox::default())]
        };
        let mut column: Vec<Vec<Word>> = column.iter().map(word).collect();
        correct_columns(&mut column.iter_mut().collect::<Vec<_>>());
        column
            .iter()
            .map(|cell| (cell[0].text.clone(), cell[0].confidence))
            .collect()
    }

    /// Cells of a column with their confidences, and what they become.
    type Case<'a> = (&'a [(&'a str, f32)], &'a [&'a str]);

    #[test]
    fn figures_that_count_rows_go_on_where_they_are_not_sure() {
        let cases: [Case<'_>; 5] = [
            (
                &[
                    ("Số", 0.9),
                    ("1", 0.9),
                    ("j", 0.6),
                    ("3", 0.9),
                    ("9", 0.95),
                    ("5", 0.9),
                    ("4", 0.5),
                ],
                &["Số", "1", "2", "3", "9", "5", "6"],
            ),
            (&[("4", 0.9), ("5", 0.9), ("8", 0.5)], &["4", "5", "6"]),
            (&[("TT", 0.9), ("l", 0.5)], &["TT", "1"]),
            (&[("Số", 0.9), ("l", 0.5)], &["Số", "l"]),
            (
                &[("Số", 0.9), ("7", 0.5), ("2", 0.5), ("12", 0.4)],
                &["Số", "7", "2", "12"],
            ),
        ];
        for (read, wanted) in cases {
            let texts: Vec<String> = corrected(read).into_iter().map(|cell| cell.0).collect();
            assert_eq!(texts, wanted);
        }
    }

    #[test]
    fn decimals_have_commas() {
        for (read, wanted) in [
            ("22.9", "22,9"),
            ("22,9", "22,9"),
            ("2.290", "2.290"),
            ("1.2.3", "1.2.3"),
        ] {
            let (text, confidence) = corrected(&[(read, 0.9)]).remove(0);
            assert_eq!(text, wanted);
            assert_eq!(confidence < 0.9, read != wanted);
        }
        let column = corrected(&[("22,9", 0.9), ("29/4", 0.9), ("7,1", 0.9)]);
        assert_eq!(column[1].0, "29,4");
        assert_eq!(corrected(&[("29/4", 0.9), ("7,1", 0.9)])[0].0, "29/4");
    }
}
