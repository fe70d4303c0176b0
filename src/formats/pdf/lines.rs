//! Lines of a page as a PDF shows them: each on one base line and in one size, so that programs that put a
//! page's text together again by its places find the lines as they are.
//!
//! The row of a table is one line too. A cell that has several lines is laid out on one, within its width.

use crate::document::layout::{BBox, Turn};
use crate::document::record::{LineRecord, PageRecord, WordRecord};
use crate::formats::blocks::reaches_below;

/// Sizes are those of most words of the page, or this many times more or less: lines of one block differ
/// by what letters they hold, and are put together only where their sizes are the same.
const STEP: f32 = 1.35;
/// Height of a line as a multiple of the width of a letter, at most; more is a box around two lines.
const TALL: f32 = 2.2;
/// Height of a word as a multiple of the size of its line from which its box holds more than the word.
const SWOLLEN: f32 = 1.35;
/// Parts of the size: what lies below the base line, half the height of small letters, the least gap between words.
const BELOW: f32 = 0.2;
const MIDDLE: f32 = 0.35;
const GAP: f32 = 0.15;
/// Gap, in sizes, from which words stand in columns, and overlap from which one cell lies below another.
const COLUMN: f32 = 1.5;
const OVERLAP: f32 = 0.5;

/// A line, in pixels of the page as it is read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PdfLine<'a> {
    /// Height of its letters.
    pub(crate) size: f32,
    /// Where its base line lies.
    pub(crate) base: f32,
    /// Its words from left to right; none overlap.
    pub(crate) words: Vec<PdfWord<'a>>,
}

/// A word of a line and where it begins and ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PdfWord<'a> {
    /// Its text.
    pub(crate) text: &'a str,
    /// Left end.
    pub(crate) start: f32,
    /// Right end.
    pub(crate) end: f32,
}

/// A word and its box on the page as it is read.
type Boxed<'a> = (&'a str, BBox);

/// The lines of a page.
pub(crate) fn lines(page: &PageRecord) -> Vec<PdfLine<'_>> {
    let boxed: Vec<Vec<Boxed<'_>>> = page
        .lines
        .iter()
        .map(|line| boxed(line, page))
        .filter(|line| !line.is_empty())
        .collect();
    let heights = boxed.iter().flatten().map(|(_, b)| height(b));
    let usual = median(heights.collect());
    boxed.iter().map(|line| laid_out(line, usual)).collect()
}

fn boxed<'a>(line: &'a LineRecord, page: &PageRecord) -> Vec<Boxed<'a>> {
    let turn = Turn::of_degrees(page.rotation);
    let size = (page.width as i32, page.height as i32);
    let shown = |word: &&WordRecord| !word.text.is_empty();
    let words = line.words.iter().filter(shown);
    words
        .map(|word| (word.text.as_str(), turn.forth(word.bbox, size)))
        .collect()
}

fn laid_out<'a>(words: &[Boxed<'a>], usual: f32) -> PdfLine<'a> {
    let letters: usize = words.iter().map(|(text, _)| text.chars().count()).sum();
    let width: i32 = words.iter().map(|(_, b)| b.x1 - b.x0).sum();
    let high = median(words.iter().map(|(_, b)| height(b)).collect());
    let high = high.min(TALL * width.max(1) as f32 / letters as f32);
    let steps = (high / usual).ln() / STEP.ln();
    let mut size = usual * STEP.powf(steps.round());
    let base = median(words.iter().map(|word| base(word, size)).collect());
    let mut placed = Vec::with_capacity(words.len());
    for cell in cells(words, size) {
        size = size.min(put_cell(&cell, &mut placed));
    }
    part(&mut placed, size);
    PdfLine {
        size,
        base,
        words: placed,
    }
}

fn height(bbox: &BBox) -> f32 {
    (bbox.y1 - bbox.y0).max(1) as f32
}

/// Where the base line of a word lies.
fn base((text, bbox): &Boxed<'_>, size: f32) -> f32 {
    if height(bbox) > SWOLLEN * size {
        return (bbox.y0 + bbox.y1) as f32 / 2.0 + MIDDLE * size;
    }
    let below = if reaches_below(text) { BELOW } else { 0.0 };
    bbox.y1 as f32 - below * size
}

/// Words of a line that stand on one level, and those below them in the same cell.
struct CellWords<'w, 'a> {
    levels: Vec<&'w [Boxed<'a>]>,
    start: i32,
    end: i32,
}

/// The cells of a line; a line of text is cells of one level.
fn cells<'w, 'a>(words: &'w [Boxed<'a>], size: f32) -> Vec<CellWords<'w, 'a>> {
    let follows = |(_, a): &Boxed<'_>, (_, b): &Boxed<'_>| {
        let overlap = a.y1.min(b.y1) - a.y0.max(b.y0);
        let gap = (b.x0 - a.x1) as f32;
        overlap > 0 && b.x0 >= a.x0 && gap < COLUMN * size
    };
    let mut cells: Vec<CellWords<'w, 'a>> = Vec::new();
    for level in words.chunk_by(follows) {
        let start = level.iter().map(|(_, b)| b.x0).min().unwrap_or(0);
        let end = level.iter().map(|(_, b)| b.x1).max().unwrap_or(0);
        let same = |cell: &&mut CellWords<'_, '_>| {
            let overlap = (cell.end.min(end) - cell.start.max(start)) as f32;
            start < cell.start || overlap > OVERLAP * size
        };
        match cells.last_mut().filter(same) {
            Some(cell) => {
                cell.levels.push(level);
                (cell.start, cell.end) = (cell.start.min(start), cell.end.max(end));
            }
            None => cells.push(CellWords {
                levels: vec![level],
                start,
                end,
            }),
        }
    }
    cells
}

/// Places the words of a cell on one line; the size that they have there at most.
fn put_cell<'a>(cell: &CellWords<'_, 'a>, placed: &mut Vec<PdfWord<'a>>) -> f32 {
    if let [level] = cell.levels[..] {
        placed.extend(level.iter().map(|&(text, b)| PdfWord {
            text,
            start: b.x0 as f32,
            end: b.x1 as f32,
        }));
        return f32::INFINITY;
    }
    let words = cell.levels.iter().copied().flatten();
    let count = |text: &str| text.chars().count() as f32;
    let all: f32 = words.clone().map(|(text, _)| count(text) + 1.0).sum();
    let letter = (cell.end - cell.start).max(1) as f32 / (all - 1.0);
    let mut at = cell.start as f32;
    for &(text, _) in words {
        let end = at + letter * count(text);
        placed.push(PdfWord {
            text,
            start: at,
            end,
        });
        at = end + letter;
    }
    TALL * letter
}

/// Moves words apart that overlap or touch.
fn part(words: &mut [PdfWord<'_>], size: f32) {
    for at in 0..words.len() {
        let (before, rest) = words.split_at_mut(at);
        let word = &mut rest[0];
        if let Some(last) = before.last_mut() {
            word.start = word.start.max(last.start + 2.0);
            let room = word.start - last.start;
            last.end = last.end.min(word.start - (GAP * size).min(room / 2.0));
        }
        word.end = word.end.max(word.start + 1.0);
    }
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[&[(&str, [i32; 4])]]) -> PageRecord {
        let word = |&(text, bbox): &(&str, [i32; 4])| WordRecord {
            ocr: text.to_owned(),
            ocr2: None,
            text: text.to_owned(),
            confidence: 0.9,
            bbox: bbox.into(),
        };
        let lines = lines.iter().map(|words| LineRecord {
            words: words.iter().map(word).collect(),
        });
        PageRecord {
            width: 1000,
            height: 500,
            lines: lines.collect(),
            ..PageRecord::default()
        }
    }

    #[test]
    fn lines_have_one_size_and_one_base_line() {
        let page = page(&[
            &[("Báo", [100, 90, 140, 120]), ("cáo", [150, 98, 190, 120])],
            // The box around its words reaches into the line above.
            &[("Thôn", [100, 112, 150, 170]), ("Hạ", [190, 112, 230, 176])],
            &[("đã", [100, 190, 125, 220]), ("giao", [150, 198, 230, 226])],
        ]);
        let lines = lines(&page);
        assert!(lines.iter().all(|line| line.size == lines[0].size));
        let bases: Vec<i32> = lines.iter().map(|line| line.base.round() as i32).collect();
        assert_eq!(bases[0], 120);
        assert!((150..165).contains(&bases[1]), "{bases:?}");
        assert!((218..=221).contains(&bases[2]), "{bases:?}");
    }

    #[test]
    fn cells_of_several_lines_are_laid_out_on_one() {
        let page = page(&[&[
            ("1", [10, 20, 20, 40]),
            ("Đường", [100, 10, 160, 30]),
            ("liên", [165, 10, 200, 30]),
            ("thôn", [100, 40, 150, 60]),
            ("12", [400, 20, 420, 40]),
        ]]);
        let words = &lines(&page)[0].words;
        let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
        assert_eq!(texts, ["1", "Đường", "liên", "thôn", "12"]);
        assert!(words.windows(2).all(|pair| pair[0].end < pair[1].start));
        assert!(
            words[1].start >= 100.0 && words[3].end <= 201.0,
            "{words:?}"
        );
    }

    #[test]
    fn words_that_touch_are_moved_apart() {
        let page = page(&[&[
            ("Hà", [0, 0, 40, 20]),
            ("Nội", [38, 0, 90, 20]),
            ("mới", [90, 0, 140, 20]),
        ]]);
        let words = &lines(&page)[0].words;
        assert!(
            words
                .windows(2)
                .all(|pair| pair[1].start - pair[0].end >= 2.9)
        );
    }

    #[test]
    fn a_page_on_its_side_is_read_upright() {
        let mut page = page(&[&[("lên", [100, 300, 120, 360]), ("cao", [100, 220, 120, 290])]]);
        page.rotation = 90;
        let line = &lines(&page)[0];
        assert_eq!((line.words[0].start, line.words[1].start), (140.0, 210.0));
    }
}
