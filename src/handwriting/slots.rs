//! Where number and day stand: found by the words printed around them, although the engine read
//! the ink between them as letters or lost a word.

use super::strip::Cut;
use crate::document::layout::{Line, Page, Word};
use crate::text::{find_near, fold_char};
use std::ops::Range;

/// Lines from the top, without blank ones, that are searched for the header.
const REACH: usize = 25;
/// Lengths in inches: the longest number and the longest day, how far before a keyword a strip
/// starts, and how far after its last word it ends.
const NUMBER: f32 = 3.3;
const DAY: f32 = 3.2;
const BEFORE: f32 = 0.08;
const AFTER: f32 = 0.12;
/// A gap in inches that separates two columns.
const COLUMN: f32 = 0.35;
/// What is cut, in inches, where the words after *Số:* or before *tháng* were lost.
const LOST: f32 = 2.2;
/// Dots per inch that strips are cut at, for pages of the usual print.
const STRIP_DPI: f32 = super::strip::DPI;

/// A line with slots.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SlotLine {
    /// The line of the page.
    pub(crate) line: usize,
    /// Its words that the strip covers, the keyword being the first where it was read.
    pub(crate) words: Range<usize>,
    /// Where to cut.
    pub(crate) cut: Cut,
}

/// Lines of the header that hold words, with their numbers.
fn header_lines(page: &Page) -> impl Iterator<Item = (usize, &Line)> {
    let lines = page.lines.iter().enumerate();
    lines.filter(|(_, line)| !line.words.is_empty()).take(REACH)
}

/// The line of number and symbol.
pub(crate) fn number(page: &Page) -> Option<SlotLine> {
    let marked = header_lines(page).filter_map(|(at, line)| {
        let (sure, first) =
            (0..line.words.len()).find_map(|at| Some((opens_number(page, line, at)?, at)))?;
        Some((sure, at, first..run(page, line, first)))
    });
    // The first of the surest.
    let marked = marked.min_by_key(|(sure, ..)| std::cmp::Reverse(*sure));
    if let Some((_, line, words)) = marked {
        let from = page.lines[line].words[words.start].bbox.x0 as f32;
        return Some(place(page, line, words, from, NUMBER));
    }
    let (line, word) = header_lines(page).take(REACH / 2).find_map(|(at, line)| {
        let word = line.words.iter().position(|word| is_symbol(&word.text))?;
        let before: String = line.words[..word]
            .iter()
            .flat_map(|word| word.text.chars())
            .map(fold_char)
            .collect();
        (!is_cited(&before)).then_some((at, word))
    })?;
    let words = &page.lines[line].words;
    let from = words[word].bbox.x0 as f32 - LOST / 2.0 * page.dpi;
    let first = words
        .iter()
        .position(|word| word.bbox.x0 as f32 >= from)
        .unwrap_or(word);
    let last = run(page, &page.lines[line], word);
    Some(place(page, line, first..last, from, NUMBER))
}

/// How sure it is that a word is *Số:*, alone or with what follows it, at the start of a column.
fn opens_number(page: &Page, line: &Line, at: usize) -> Option<u32> {
    let text = &line.words[at].text;
    let folded: String = text.chars().map(fold_char).collect();
    let rest = ["so", "s6", "sd", "se"]
        .iter()
        .find_map(|start| folded.strip_prefix(start))?;
    let apart = at == 0 || gap(line, at) > COLUMN * page.dpi;
    if rest.starts_with(char::is_alphabetic) || !apart {
        return None;
    }
    let tail = &line.words[at..run(page, line, at)];
    let symbol = tail
        .iter()
        .any(|word| word.text.contains(['/', '-', '–']) && has_capitals(&word.text));
    // The engine may read a capital as small, but *so* alone is a word.
    if !symbol && !text.starts_with('S') {
        return None;
    }
    let colon = rest.starts_with([':', '.', ';'])
        || tail.get(1).is_some_and(|word| word.text.starts_with(':'));
    // *Sở*, a department, opens the name of an agency.
    let department = text
        .chars()
        .nth(1)
        .is_some_and(|c| "ơờớởỡợƠỜỚỞỠỢ".contains(c));
    match u32::from(symbol) * 2 + u32::from(colon) {
        0 => (!department && rest.is_empty()).then_some(0),
        sure => Some(sure),
    }
}

fn has_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// A word such as `/BC-UBND` or `43}UBND-NN`.
fn is_symbol(text: &str) -> bool {
    let Some((first, second)) = text.rsplit_once(['-', '–']) else {
        return text.contains('/') && has_capitals(text) && text.len() < 20;
    };
    has_capitals(second) && has_capitals(first) && text.contains('/')
}

/// Pixels before a word of a line.
fn gap(line: &Line, at: usize) -> f32 {
    (line.words[at].bbox.x0 - line.words[at - 1].bbox.x1) as f32
}

/// End of the words from `first` on that can belong to one number.
fn run(page: &Page, line: &Line, first: usize) -> usize {
    let start = line.words[first].bbox.x0 as f32;
    let mut symbol = false;
    for at in first + 1..line.words.len() {
        symbol |= has_capitals(&line.words[at - 1].text);
        let far = line.words[at].bbox.x1 as f32 - start > NUMBER * page.dpi;
        if far || (symbol && gap(line, at) > COLUMN * page.dpi) {
            return at;
        }
    }
    line.words.len()
}

fn place(page: &Page, line: usize, words: Range<usize>, from: f32, longest: f32) -> SlotLine {
    let covered = &page.lines[line].words[words.clone()];
    let turn = -page.skew_degrees.to_radians();
    let last = covered.iter().map(|word| word.bbox.x1).max().unwrap_or(0) as f32;
    let next = page.lines[line]
        .words
        .get(words.end)
        .map(|word| word.bbox.x0 as f32);
    let lost = covered.len() < 2 && last - from < LOST / 2.0 * page.dpi;
    let end = if lost {
        from + LOST * page.dpi
    } else {
        last + AFTER * page.dpi
    };
    let end = end
        .min(from + longest * page.dpi)
        .min(next.unwrap_or(f32::MAX));
    let x = from - BEFORE * page.dpi;
    let cut = along(covered, (x, end), turn, page.dpi);
    SlotLine { line, words, cut }
}

/// The cut from `x` to `end` along the line that words stand on.
pub(super) fn along(words: &[Word], (x, end): (f32, f32), turn: f32, dpi: f32) -> Cut {
    Cut {
        x,
        y: baseline(words, x, turn),
        length: (end - x) / turn.cos(),
        turn,
        scale: dpi / STRIP_DPI,
    }
}

/// Where the line that words stand on crosses `x`: letters that reach below it do not count.
fn baseline(words: &[Word], x: f32, turn: f32) -> f32 {
    let level = |word: &Word| {
        let middle = (word.bbox.x0 + word.bbox.x1) as f32 / 2.0;
        word.bbox.y1 as f32 - (middle - x) * turn.tan()
    };
    let below = |c: char| {
        matches!(
            c,
            'g' | 'y'
                | 'p'
                | 'q'
                | 'j'
                | 'Q'
                | ','
                | ';'
                | '/'
                | '('
                | ')'
                | 'ý'
                | 'ỳ'
                | 'ỷ'
                | 'ỹ'
                | 'ạ'
                | 'ậ'
                | 'ặ'
                | 'ẹ'
                | 'ệ'
                | 'ị'
                | 'ọ'
                | 'ộ'
                | 'ợ'
                | 'ụ'
                | 'ự'
                | 'ỵ'
                | '|'
                | '_'
        )
    };
    let standing =
        |word: &&Word| !word.text.contains(below) && word.text.contains(char::is_alphanumeric);
    let mut levels: Vec<f32> = words.iter().filter(standing).map(level).collect();
    if levels.is_empty() {
        levels = words.iter().map(level).collect();
    }
    levels.sort_unstable_by(f32::total_cmp);
    levels.get(levels.len() / 2).copied().unwrap_or(0.0)
}

/// The line of the day.
pub(crate) fn day(page: &Page) -> Option<SlotLine> {
    header_lines(page).find_map(|(at, line)| {
        let letters = letters(line);
        let folded: String = letters.iter().map(|letter| letter.0).collect();
        let word = |from: usize, keyword: &str| {
            let (start, end) = find_near(&folded, from, keyword)?;
            let index = |byte: usize| folded[..byte].chars().count();
            Some((index(start), index(end), end))
        };
        let day = word(0, "ngay");
        let month = word(day.map_or(0, |day| day.2), "thang");
        let year = month
            .and_then(|month| word(month.2, "nam"))
            .or_else(|| word(0, "nam 20"));
        // Two of the three words, near each other, are no chance.
        let (from, last) = match (day, month, year) {
            (Some(day), Some(month), _) if month.0 - day.1 <= 14 => (letters[day.0].1, month.1),
            (_, Some(month), Some(year)) if year.0 >= month.1 && year.0 - month.1 <= 12 => {
                (letters[month.0].1 - LOST / 2.0 * page.dpi, year.1)
            }
            (Some(day), _, Some(year)) if year.0 > day.1 && year.0 - day.1 <= 24 => {
                (letters[day.0].1, year.1)
            }
            _ => return None,
        };
        let before = letters.iter().take_while(|letter| letter.1 < from).count();
        if before > 60
            || is_cited(
                &folded[..folded
                    .char_indices()
                    .nth(before)
                    .map_or(0, |(byte, _)| byte)],
            )
        {
            return None;
        }
        let first = line
            .words
            .iter()
            .position(|word| word.bbox.x1 as f32 > from)?;
        let reach = from + DAY * page.dpi;
        let end = line
            .words
            .iter()
            .position(|word| word.bbox.x0 as f32 > reach)
            .unwrap_or(line.words.len());
        let keyword = letters
            .get(last.saturating_sub(1))
            .map_or(0, |letter| letter.2);
        let end = end.min(keyword + 6).max(first + 1);
        Some(place(page, at, first..end, from, DAY))
    })
}

/// A day after the name of a document is a citation.
fn is_cited(before: &str) -> bool {
    let before: String = before.chars().filter(|c| *c != ' ').collect();
    [
        "nghidinh",
        "quyetdinh",
        "cancu",
        "luatso",
        "thongtu",
        "kehoachso",
    ]
    .iter()
    .any(|name| before.contains(name))
}

/// Letters of a line without marks, where each begins, and its word.
fn letters(line: &Line) -> Vec<(char, f32, usize)> {
    let mut letters = Vec::new();
    for (at, word) in line.words.iter().enumerate() {
        if at > 0 {
            letters.push((' ', line.words[at - 1].bbox.x1 as f32, at));
        }
        let (count, width) = (
            word.text.chars().count() as f32,
            (word.bbox.x1 - word.bbox.x0) as f32,
        );
        for (number, letter) in word.text.chars().enumerate() {
            let x = word.bbox.x0 as f32 + width * number as f32 / count;
            letters.push((fold_char(letter), x, at));
        }
    }
    letters
}

/// The year of four digits that ends the words, if one does.
pub(crate) fn printed_year(words: &[Word]) -> Option<u32> {
    words.iter().rev().take(3).find_map(|word| {
        let digits: String = word.text.chars().filter(char::is_ascii_digit).collect();
        let year = digits.get(digits.len().checked_sub(4)?..)?.parse().ok()?;
        (1945..2100).contains(&year).then_some(year)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of monospaced print, 10 × 20 pixels a character at 100 dpi; more spaces are a gap.
    fn page(print: &str) -> Page {
        let line = |(row, text): (usize, &str)| Line::printed(row as i32 * 30, text);
        Page {
            width: 827,
            height: 1169,
            dpi: 100.0,
            lines: print.lines().enumerate().map(line).collect(),
            ..Page::default()
        }
    }

    fn words(page: &Page, place: Option<SlotLine>) -> Option<String> {
        let place = place?;
        let covered = page.lines[place.line].words[place.words].iter();
        Some(
            covered
                .map(|word| word.text.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    #[test]
    fn numbers_are_found_by_what_is_printed() {
        for (print, wanted) in [
            ("UBND TỈNH\nSố: 318 /BC-SXD", Some("Số: 318 /BC-SXD")),
            (
                "SỞ Y TẾ\nSố:Jlt/BC - UBND      Tân Hòa, ngày",
                Some("Số:Jlt/BC - UBND"),
            ),
            ("SỞ XÂY DỰNG", None),
            ("UBND\nsø: 3 ởÌ/BC-UBND", Some("sø: 3 ởÌ/BC-UBND")),
            ("so với năm trước", None),
            ("Số: 08", Some("Số: 08")),
            ("UBND\nS6: 12 -BC/HU", Some("S6: 12 -BC/HU")),
            ("UBND\nvTÍ5/QĐ-UBND", Some("vTÍ5/QĐ-UBND")),
            ("Căn cứ Quyết định số 09/2017/QĐ ngày 27", None),
            ("", None),
        ] {
            let page = page(print);
            assert_eq!(words(&page, number(&page)).as_deref(), wanted, "{print}");
        }
    }

    #[test]
    fn days_are_found_by_two_of_their_words() {
        for (print, wanted) in [
            (
                "Tân Hòa, ngày 08 tháng 9 năm 2021",
                Some("ngày 08 tháng 9 năm 2021"),
            ),
            (
                "Đá,ngày/ð3tháng 4 năm 2021",
                Some("Đá,ngày/ð3tháng 4 năm 2021"),
            ),
            (
                "Hòa, ngây 2 thảng 8 nãm 2021",
                Some("ngây 2 thảng 8 nãm 2021"),
            ),
            (
                "Hòa, ?gy 08 tháng 9 năm 2021",
                Some("Hòa, ?gy 08 tháng 9 năm 2021"),
            ),
            ("Căn cứ Nghị định số 29 ngày 12 tháng 4 năm 2012", None),
            ("Độc lập - Tự do", None),
        ] {
            let page = page(print);
            assert_eq!(words(&page, day(&page)).as_deref(), wanted, "{print}");
        }
    }

    #[test]
    fn letters_below_the_line_do_not_lower_it() {
        let page = page("Số: 318 /BC-SXD");
        let place = number(&page).expect("a number");
        assert_eq!(place.cut.y, 20.0);
        assert!(place.cut.x < 0.0 && place.cut.length > 150.0);
    }
}
