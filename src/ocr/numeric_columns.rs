//! Figures of one column of a table correct each other: they count the rows, or all have decimals.

use super::digits;
use super::figures::{CORRECTED, DOUBTFUL};
use super::tables::is_figure;
use crate::document::layout::{Word, words};
use crate::text::look_alikes::{Context, look_alike};

/// Confidence from which a figure is believed, whatever its column says.
const SURE: f32 = 0.8;
/// Cells that number their columns in a row of such numbers, at least.
const LEAST_NUMBERED: usize = 4;
/// Headings of columns that count the rows.
const COUNT: [&str; 4] = ["TT", "STT", "Số TT", "Stt"];

/// Corrects the cells of a column, from the top. The first column of a table names or counts its rows: `1.2` is no
/// decimal there.
pub(crate) fn correct_columns(cells: &mut [&mut Vec<Word>], first: bool) {
    count_rows(cells);
    let figures = cells
        .iter()
        .filter(|cell| matches!(&cell[..], [word] if is_figure(&word.text)));
    let below_heading = cells.iter().skip(1).filter(|cell| !cell.is_empty());
    if !first && 2 * figures.count() >= below_heading.count() {
        correct_decimals(cells);
    }
}

/// Where most cells of a row number its columns, `1`, `2`, `3`, as under a head, the short ones that were read
/// otherwise do so too.
pub(crate) fn number_columns(rows: Vec<Vec<(usize, &mut Vec<Word>)>>) {
    for row in rows {
        let counts = |first: usize| {
            let fits =
                |(column, cell): &&(usize, &mut Vec<Word>)| number(cell) == Some(column + first);
            row.iter().filter(fits).count()
        };
        // Some tables name their first columns `A`, `B` and count from the next.
        let Some(first) = [1, 0].into_iter().max_by_key(|&first| counts(first)) else {
            continue;
        };
        let filled = row.iter().filter(|(_, cell)| !cell.is_empty()).count();
        if counts(first) < LEAST_NUMBERED || 5 * counts(first) < 3 * filled {
            continue;
        }
        for (column, cell) in row {
            if cell.iter().any(|word| word.text.contains('=')) {
                cell.iter_mut().for_each(read_formula);
                continue;
            }
            let [word] = &mut cell[..] else { continue };
            let number = (column + first).to_string();
            if word.text.chars().count() <= 2 && word.text != number && column + first > 0 {
                word.replace(number);
                word.confidence = word.confidence.min(CORRECTED);
            }
        }
    }
}

/// How a column is computed is said with digits and signs alone: letters are what they look like.
fn read_formula(word: &mut Word) {
    let sign = |c: char| match c {
        'r' | 't' | 'f' | '†' => '+',
        _ => look_alike(c, Context::Figures).unwrap_or(c),
    };
    let text: String = word.text.chars().map(sign).collect();
    if text != word.text {
        word.replace(text);
        word.confidence = word.confidence.min(DOUBTFUL);
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

/// Puts commas before one or two last digits, since points part groups of three, and points before three where
/// the column has them there; strokes stand for commas where it has these.
fn correct_decimals(cells: &mut [&mut Vec<Word>]) {
    let count = |of: &dyn Fn(&str) -> bool| {
        let words = cells.iter().flat_map(|cell| cell.iter());
        words.filter(|word| of(&word.text)).count()
    };
    let strokes = count(&|text| is_decimal(text, ',')) >= 2;
    let decimals = usual_decimals(cells);
    let points =
        count(&|text| ends_in_group(text, '.')) > 2 * count(&|text| ends_in_group(text, ','));
    for word in cells.iter_mut().flat_map(|cell| cell.iter_mut()) {
        let corrected = match &word.text {
            text if strokes && is_decimal(text, '/') => text.replace('/', ","),
            text if points && ends_in_group(text, ',') => text.replace(',', "."),
            text => match decimal(text).or_else(|| with_comma(text, decimals)) {
                Some(decimal) => decimal,
                None => continue,
            },
        };
        if corrected != word.text {
            word.replace(corrected);
            word.confidence = word.confidence.min(DOUBTFUL);
        }
    }
}

/// How many digits stand behind the comma in most figures of a column; `None` where most have no comma.
fn usual_decimals(cells: &[&mut Vec<Word>]) -> Option<usize> {
    let words = || {
        cells
            .iter()
            .flat_map(|cell| cell.iter())
            .filter(|word| is_figure(&word.text))
    };
    let of = |length: usize| {
        let fits = |word: &&Word| {
            let text = decimal(&word.text).unwrap_or_else(|| word.text.clone());
            text.rsplit_once(',')
                .is_some_and(|(_, rest)| rest.len() == length)
        };
        words().filter(fits).count()
    };
    [1, 2]
        .into_iter()
        .find(|&length| 2 * of(length) > words().count())
}

/// A number whose last group is longer than three digits by those behind the comma, which was lost.
fn with_comma(text: &str, decimals: Option<usize>) -> Option<String> {
    let (whole, last) = text.rsplit_once('.')?;
    let all = is_digits(&whole.trim_start_matches('-').replace('.', "")) && is_digits(last);
    (all && last.len() == 3 + decimals?).then(|| format!("{whole}.{},{}", &last[..3], &last[3..]))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Digits, the sign, and one or two digits.
fn is_decimal(text: &str, sign: char) -> bool {
    let parts = text.split_once(sign);
    parts.is_some_and(|(whole, rest)| is_digits(whole) && is_digits(rest) && rest.len() <= 2)
}

/// Groups of digits of which the last, of three, stands behind the sign.
fn ends_in_group(text: &str, sign: char) -> bool {
    let parts = text.trim_start_matches('-').rsplit_once(sign);
    parts.is_some_and(|(whole, rest)| {
        is_digits(&whole.replace('.', "")) && is_digits(rest) && rest.len() == 3
    })
}

/// A number that ends in a group of one or two digits, with a comma before it and points between groups of three.
fn decimal(text: &str) -> Option<String> {
    let sign = &text[..text.len() - text.trim_start_matches('-').len()];
    let groups: Vec<&str> = text[sign.len()..]
        .split(['.', ','])
        .filter(|group| !group.is_empty())
        .collect();
    let (last, whole) = groups.split_last()?;
    let (first, rest) = whole.split_first()?;
    let grouped = rest.is_empty() || first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    let all = groups.iter().all(|group| is_digits(group));
    (all && grouped && last.len() <= 2).then(|| format!("{sign}{},{last}", whole.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

    fn corrected(column: &[(&str, f32)]) -> Vec<(String, f32)> {
        let word = |&(text, confidence): &(&str, f32)| {
            vec![Word::new(text.to_owned(), confidence, BBox::default())]
        };
        let mut column: Vec<Vec<Word>> = column.iter().map(word).collect();
        correct_columns(&mut column.iter_mut().collect::<Vec<_>>(), false);
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
    fn rows_that_number_columns_go_on() {
        let texts = ["1", "2", "3", "4=5+6", "S", "6", "7", "II"];
        let cell = |text: &&str| vec![Word::new((*text).to_owned(), 0.6, BBox::default())];
        let mut row: Vec<Vec<Word>> = texts.iter().map(cell).collect();
        number_columns(vec![row.iter_mut().enumerate().collect()]);
        let numbers: Vec<&str> = row.iter().map(|cell| cell[0].text.as_str()).collect();
        assert_eq!(numbers, ["1", "2", "3", "4=5+6", "5", "6", "7", "8"]);
        let mut formula = Word::new("4=5t6".to_owned(), 0.6, BBox::default());
        read_formula(&mut formula);
        assert_eq!(formula.text, "4=5+6");
    }

    #[test]
    fn decimals_have_commas() {
        for (read, wanted) in [
            ("22.9", "22,9"),
            ("22,9", "22,9"),
            ("2.290", "2.290"),
            ("1.2.3", "1.2.3"),
            ("2.545.0", "2.545,0"),
            ("-88.335.,7", "-88.335,7"),
            ("2.545,0", "2.545,0"),
        ] {
            let (text, confidence) = corrected(&[(read, 0.9)]).remove(0);
            assert_eq!(text, wanted);
            assert_eq!(confidence < 0.9, read != wanted);
        }
        let column = corrected(&[("22,9", 0.9), ("29/4", 0.9), ("7,1", 0.9)]);
        assert_eq!(column[1].0, "29,4");
        assert_eq!(corrected(&[("29/4", 0.9), ("7,1", 0.9)])[0].0, "29/4");
        let column = corrected(&[
            ("1.429", 0.9),
            ("12,305", 0.9),
            ("7.120", 0.9),
            ("9.001", 0.9),
        ]);
        assert_eq!(column[1].0, "12.305");
        assert_eq!(corrected(&[("1.429", 0.9), ("12,305", 0.9)])[1].0, "12,305");
        let column = corrected(&[("2.545.0", 0.9), ("1.3971", 0.9), ("47.5", 0.9)]);
        assert_eq!(column[1].0, "1.397,1");
    }
}
